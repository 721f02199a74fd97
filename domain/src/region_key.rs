//! The region's private keys as all its nodes know them: which there are, and which one is in use. Never the secrets.
use serde::Serialize;

use crate::words::words;
use crate::{Instant, Words};

words! {
    /// What a key is for.
    pub enum KeyPurpose {
        /// Signs requests and records that go to other regions.
        Node = "node",
        /// Signs the own issuer's tokens.
        Issuer = "issuer",
        /// Seals cursors.
        Cursor = "cursor",
        /// Seals what the region must be able to read again, such as the secrets of webhooks.
        Secrets = "secrets",
    }
}

impl KeyPurpose {
    /// How long the key before the current one is still accepted, in seconds. What is signed runs out by itself; what is
    /// sealed must open for as long as it is kept.
    pub const fn overlap(self) -> u32 {
        match self {
            Self::Node | Self::Issuer | Self::Cursor => 24 * 60 * 60,
            Self::Secrets => u32::MAX,
        }
    }
}

/// One private key, by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegionKey {
    /// What it is for.
    pub purpose: KeyPurpose,
    /// Its name: later keys sort after earlier ones.
    pub kid: String,
    /// When it ceases to be accepted; open for the key in use.
    pub retires: Option<Instant>,
}

impl RegionKey {
    /// Whether it is accepted no longer.
    pub fn is_retired(&self, now: Instant) -> bool {
        self.retires.is_some_and(|retires| retires <= now)
    }
}

/// What a node's own keys add to the region's. A key the region has heard of is the region's to decide on, a retired one
/// too. Where the region has a key in use, the node's own retires after its purpose's `overlap` in seconds: what it
/// has signed still holds.
pub fn added(
    region: &[RegionKey],
    own: &[RegionKey],
    now: Instant,
    overlap: impl Fn(KeyPurpose) -> u32,
) -> Vec<RegionKey> {
    let known = |key: &RegionKey| region.iter().any(|other| (other.purpose, &other.kid) == (key.purpose, &key.kid));
    let new = own.iter().filter(|key| !key.is_retired(now) && !known(key));
    let decided = unserved(region);
    new.map(|key| {
        let outdone = key.retires.is_none() && !decided.contains(&key.purpose);
        let retires = if outdone { Some(now.plus_seconds(i64::from(overlap(key.purpose)))) } else { key.retires };
        RegionKey { retires, ..key.clone() }
    })
    .collect()
}

/// The purposes that have no key in use.
pub fn unserved(keys: &[RegionKey]) -> Vec<KeyPurpose> {
    let in_use = |purpose: &KeyPurpose| keys.iter().any(|key| key.purpose == *purpose && key.retires.is_none());
    KeyPurpose::ALL.iter().copied().filter(|purpose| !in_use(purpose)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Instant {
        Instant::from_micros(1_800_000_000_000_000).expect("in range")
    }

    /// `K1` is in use, `K1+60` retires in a minute, `K1-60` did a minute ago; all are cursor keys.
    fn keys(words: &[&str]) -> Vec<RegionKey> {
        let key = |word: &&str| {
            let at = word.find(['+', '-']);
            let (kid, retires) = at.map_or((*word, None), |at| (&word[..at], word[at..].parse::<i64>().ok()));
            let retires = retires.map(|seconds| now().plus_seconds(seconds));
            RegionKey { purpose: KeyPurpose::Cursor, kid: kid.to_owned(), retires }
        };
        words.iter().map(key).collect()
    }

    #[test]
    fn the_region_decides_and_the_node_adds_what_it_lacks() {
        type Row = (&'static [&'static str], &'static [&'static str], &'static [&'static str], &'static str);
        let table: [Row; 9] = [
            (&[], &[], &[], "nothing of nothing"),
            (&[], &["K1", "K0+60"], &["K1", "K0+60"], "the first node decides"),
            (&["K1"], &["K1"], &[], "the same key"),
            (&["K2"], &["K1"], &["K1+600"], "another key in use: what it has signed still holds"),
            (&["K2"], &["K0+60"], &["K0+60"], "an older key stays as it is"),
            (&["K2", "K1+60"], &["K1"], &[], "rotated elsewhere"),
            (&["K2", "K1-60"], &["K1"], &[], "a key that retired while the node was away does not come back"),
            (&["K2"], &["K1-60"], &[], "a retired key is nobody's concern"),
            (&["K1+60"], &["K2"], &["K2"], "a region without a key in use takes the node's"),
        ];
        for (region, own, expected, what) in table {
            assert_eq!(added(&keys(region), &keys(own), now(), |_| 600), keys(expected), "{what}");
        }
    }

    #[test]
    fn a_purpose_is_served_by_a_key_in_use_of_its_own() {
        use KeyPurpose::{Cursor, Issuer, Node, Secrets};
        assert_eq!(unserved(&keys(&["K1+60"])), [Node, Issuer, Cursor, Secrets]);
        assert_eq!(unserved(&keys(&["K1", "K0+60"])), [Node, Issuer, Secrets]);
        let issuer = RegionKey { purpose: Issuer, ..keys(&["K1"]).remove(0) };
        assert_eq!(added(&[issuer], &keys(&["K1"]), now(), |_| 600), keys(&["K1"]), "names are told apart by purpose");
    }
}
