//! Peers: the regions that this one trusts, as far as its operator has listed them.
use std::fmt;

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD};
use serde::{Deserialize, Serialize};

use crate::{Digest, FaultKind, Faults, Instant, Key, Line};

/// The public half of a region's ed25519 key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey(pub [u8; 32]);

impl PublicKey {
    /// Reads a key as it is published: base64url, without padding.
    pub fn parse(text: &str) -> Option<Self> {
        BASE64URL_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }

    /// What people compare over another channel before they trust it: `SHA256:` and 43 letters, as `ssh` writes it.
    pub fn fingerprint(&self) -> String {
        format!("SHA256:{}", BASE64_NOPAD.encode(&Digest::of_bytes(&self.0).0))
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", BASE64URL_NOPAD.encode_display(&self.0))
    }
}

impl Serialize for PublicKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a public key"))
    }
}

/// A key a region signs with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PeerKey {
    /// Its name.
    pub kid: String,
    /// Its public half.
    pub public: PublicKey,
    /// When it ceases to be accepted; open for the current key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retires: Option<Instant>,
}

impl PeerKey {
    /// Whether it is accepted at a moment.
    pub fn is_accepted(&self, now: Instant) -> bool {
        self.retires.is_none_or(|retires| now < retires)
    }
}

/// A region that this one trusts, and how far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Peer {
    /// Its name.
    pub region: Key,
    /// Its public address.
    pub url: Line,
    /// The issuers whose callers it may speak for.
    pub issuers: Vec<Line>,
    /// The communities that may be at home there.
    pub may_home: Vec<Key>,
    /// The keys it signs with: the first one was compared by a person, the others were announced by those before them.
    pub keys: Vec<PeerKey>,
    /// When it was taken off the list.
    pub removed_at: Option<Instant>,
    /// When it was first listed.
    pub created_at: Instant,
    /// When it was last changed.
    pub changed_at: Instant,
    /// Counts its changes from 1.
    pub version: i32,
}

/// Why announced keys are not taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyRefusal {
    /// No key that is known has signed them.
    Stranger,
    /// A known name stands for another key.
    Changed,
    /// There are none, or more than any region has.
    Count,
}

impl Peer {
    /// The most keys a region announces: the current one and those that overlap with it.
    pub const MOST_KEYS: usize = 8;

    /// Whether it is trusted at all.
    pub fn is_listed(&self) -> bool {
        self.removed_at.is_none()
    }

    /// Whether it may speak for callers of this issuer.
    pub fn vouches_for(&self, issuer: &str) -> bool {
        self.is_listed() && self.issuers.iter().any(|known| known.as_str() == issuer)
    }

    /// Whether a community of this name may be at home there.
    pub fn may_home(&self, slug: &Key) -> bool {
        self.is_listed() && self.may_home.contains(slug)
    }

    /// The key of this name, if it is accepted at a moment.
    pub fn key(&self, kid: &str, now: Instant) -> Option<PublicKey> {
        let mut accepted = self.keys.iter().filter(|key| self.is_listed() && key.is_accepted(now));
        accepted.find(|key| key.kid == kid).map(|key| key.public)
    }

    /// What must hold of a peer of the region with this name and address: it is another one, and speaks for nobody who is
    /// this region's own.
    pub fn check(&self, region: &Key, url: &str) -> Result<(), Faults> {
        let mut faults = Faults::default();
        if self.region == *region || self.url.as_str() == url {
            faults.add("/url", FaultKind::Malformed { form: "the address of another region" });
        }
        if self.issuers.iter().any(|issuer| issuer.as_str() == url) {
            faults.add("/issuers", FaultKind::Malformed { form: "issuers other than this region's own" });
        }
        faults.into_result()
    }

    /// The peer's keys after it has announced these, which the keys named have signed. A new key is believed because one
    /// that is known has signed for it; one that is no longer announced is gone.
    pub fn renewed(&self, announced: &[PeerKey], signers: &[String], now: Instant) -> Result<Vec<PeerKey>, KeyRefusal> {
        if !signers.iter().any(|kid| self.key(kid, now).is_some()) {
            return Err(KeyRefusal::Stranger);
        }
        let other = |new: &PeerKey| self.keys.iter().any(|old| old.kid == new.kid && old.public != new.public);
        if announced.iter().any(other) {
            return Err(KeyRefusal::Changed);
        }
        let accepted: Vec<PeerKey> = announced.iter().filter(|key| key.is_accepted(now)).cloned().collect();
        let one_is_current = accepted.iter().any(|key| key.retires.is_none());
        if one_is_current && accepted.len() <= Self::MOST_KEYS { Ok(accepted) } else { Err(KeyRefusal::Count) }
    }
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;

    fn now() -> Instant {
        Instant::EPOCH.plus_seconds(1_800_000_000)
    }

    fn line(text: &str) -> Line {
        Line::parse(text).expect("a line")
    }

    fn key(kid: &str, public: u8, seconds: Option<i64>) -> PeerKey {
        let retires = seconds.map(|seconds| now().plus_seconds(seconds));
        PeerKey { kid: kid.into(), public: PublicKey([public; 32]), retires }
    }

    fn peer() -> Peer {
        Peer {
            region: Key::parse("nord").expect("a key"),
            url: line("https://nord.example"),
            issuers: vec![line("https://issuer.example")],
            may_home: vec![Key::parse("nordland").expect("a key")],
            keys: vec![key("k1", 1, None), key("k0", 0, Some(60))],
            removed_at: None,
            created_at: now(),
            changed_at: now(),
            version: 1,
        }
    }

    #[test]
    fn a_peer_may_what_is_listed_and_nothing_once_it_is_removed() {
        let (nordland, bergen) = (Key::parse("nordland").expect("a key"), Key::parse("bergen").expect("a key"));
        let (listed, gone) = (peer(), Peer { removed_at: Some(now()), ..peer() });
        for (peer, may) in [(&listed, true), (&gone, false)] {
            assert_eq!(peer.may_home(&nordland), may);
            assert_eq!(peer.vouches_for("https://issuer.example"), may);
            assert_eq!(peer.key("k1", now()).is_some(), may);
            assert!(!peer.may_home(&bergen) && !peer.vouches_for("https://issuer.example/"));
        }
        assert!(listed.key("k0", now().plus_seconds(59)).is_some());
        assert!(listed.key("k0", now().plus_seconds(60)).is_none(), "a key that has retired signs nothing");
    }

    #[test]
    fn a_region_is_no_peer_of_its_own_and_nobody_else_speaks_for_its_callers() {
        let vest = Key::parse("vest").expect("a key");
        let nord = Key::parse("nord").expect("a key");
        assert_eq!(peer().check(&vest, "https://vest.example"), Ok(()));
        for (region, url) in
            [(&nord, "https://x.example"), (&vest, "https://nord.example"), (&vest, "https://issuer.example")]
        {
            assert!(peer().check(region, url).is_err(), "{region} {url}");
        }
    }

    #[test]
    fn a_new_key_is_believed_if_a_known_one_has_signed_for_it() {
        let (k0, k1, k2) = (key("k0", 0, Some(60)), key("k1", 1, None), key("k2", 2, None));
        let retiring = key("k1", 1, Some(60));
        let later = now().plus_seconds(61);
        type Row<'a> = (&'a [PeerKey], &'a [&'a str], Instant, Result<&'a [PeerKey], KeyRefusal>, &'a str);
        let table: [Row<'_>; 9] = [
            (from_ref(&k1), &["k1"], now(), Ok(from_ref(&k1)), "nothing new"),
            (&[k2.clone(), retiring.clone()], &["k2", "k1"], now(), Ok(&[k2.clone(), retiring.clone()]), "rotated"),
            (&[k2.clone(), retiring], &["k2", "k1"], later, Ok(from_ref(&k2)), "what has retired is not kept"),
            (from_ref(&k2), &["k0"], now(), Ok(from_ref(&k2)), "signed by one that overlaps"),
            (from_ref(&k2), &["k0"], later, Err(KeyRefusal::Stranger), "signed by one that has retired"),
            (from_ref(&k2), &["k2"], now(), Err(KeyRefusal::Stranger), "a key does not vouch for itself"),
            (&[key("k1", 9, None)], &["k1"], now(), Err(KeyRefusal::Changed), "another key under a known name"),
            (&[k0], &["k1"], now(), Err(KeyRefusal::Count), "none in use"),
            (&[], &["k1"], now(), Err(KeyRefusal::Count), "none at all"),
        ];
        for (announced, signers, at, wanted, what) in table {
            let signers: Vec<String> = signers.iter().map(|kid| (*kid).to_owned()).collect();
            assert_eq!(peer().renewed(announced, &signers, at), wanted.map(<[PeerKey]>::to_vec), "{what}");
        }
    }

    #[test]
    fn a_fingerprint_is_as_people_know_it() {
        let public = PublicKey([0; 32]);
        assert_eq!(public.fingerprint(), "SHA256:Zmh6rfhivXdsj8GLjp+OIAiXFIVu4jOzkCpZHQ1fKSU");
        assert_eq!(PublicKey::parse(&public.to_string()), Some(public));
        assert_eq!(PublicKey::parse("AAAA"), None);
    }
}
