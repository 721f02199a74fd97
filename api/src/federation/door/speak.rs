//! What a region says of whoever it passes a request on for: the header `helsefellesskap-caller`, base64url of JSON.
use std::collections::BTreeSet;
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use domain::{Instant, Key, Line, OrgNumber, Peer};
use serde::{Deserialize, Serialize};

use super::super::signature::SKEW;
use crate::auth::Caller;
use crate::edge::TraceId;

/// The longest such header that is read.
const LONGEST: usize = 8 * 1024;

/// What is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Said {
    /// Who calls; none for a caller without a token.
    caller: Option<Vouched>,
    /// What tells callers without a token apart, and no more.
    client: String,
    /// The trace it belongs to.
    trace: String,
    /// How much time is left, in milliseconds.
    left: u32,
}

/// A caller as another region's own token told of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Vouched {
    issuer: String,
    subject: String,
    organization: Option<String>,
    supplier: Option<String>,
    person: bool,
    scopes: BTreeSet<String>,
    expires: Instant,
}

/// Why a caller is not taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// It cannot be read.
    Malformed,
    /// The region may not speak for callers of that issuer.
    Issuer,
    /// The caller's token has ended.
    Expired,
}

impl Said {
    /// What this region says of a caller.
    pub(super) fn of(caller: Option<&Caller>, client: String, trace: TraceId, left: Duration) -> Self {
        let number = |number: Option<OrgNumber>| number.map(|number| number.to_string());
        let caller = caller.map(|caller| Vouched {
            issuer: caller.issuer.clone(),
            subject: caller.subject.clone(),
            organization: number(caller.organization),
            supplier: number(caller.supplier),
            person: caller.person,
            scopes: caller.scopes.clone(),
            expires: caller.expires,
        });
        Self { caller, client, trace: trace.to_string(), left: u32::try_from(left.as_millis()).unwrap_or(u32::MAX) }
    }

    /// As it stands in the header.
    pub(super) fn header(&self) -> String {
        BASE64URL_NOPAD.encode(&serde_json::to_vec(self).expect("text, numbers and lists of them have a form"))
    }

    /// What a header says.
    pub(super) fn read(header: &str) -> Result<Self, Doubt> {
        let header = Some(header.as_bytes()).filter(|header| header.len() <= LONGEST).ok_or(Doubt::Malformed)?;
        let bytes = BASE64URL_NOPAD.decode(header).map_err(|_| Doubt::Malformed)?;
        serde_json::from_slice(&bytes).map_err(|_| Doubt::Malformed)
    }

    /// The caller, as far as this region's word is taken.
    pub(super) fn caller(&self, by: &Peer, now: Instant) -> Result<Option<Caller>, Doubt> {
        let Some(caller) = &self.caller else { return Ok(None) };
        if !by.vouches_for(&caller.issuer) {
            return Err(Doubt::Issuer);
        }
        if caller.expires.plus_seconds(SKEW) <= now {
            return Err(Doubt::Expired);
        }
        let named =
            (1..=Line::MAX).contains(&caller.subject.chars().count()) && !caller.subject.contains(char::is_control);
        if !named {
            return Err(Doubt::Malformed);
        }
        let number = |text: &Option<String>| match text {
            None => Ok(None),
            Some(text) => OrgNumber::parse(text).map(Some).ok_or(Doubt::Malformed),
        };
        Ok(Some(Caller {
            issuer: caller.issuer.clone(),
            subject: caller.subject.clone(),
            organization: number(&caller.organization)?,
            supplier: number(&caller.supplier)?,
            person: caller.person,
            scopes: caller.scopes.clone(),
            expires: caller.expires,
            via: Some(by.region.clone()),
        }))
    }

    /// The issuer and the subject of the caller, where one is named.
    pub(super) fn named(&self) -> Option<(&str, &str)> {
        self.caller.as_ref().map(|caller| (caller.issuer.as_str(), caller.subject.as_str()))
    }

    /// What tells callers without a token apart.
    pub(super) fn client(&self) -> &str {
        &self.client
    }

    /// The trace it belongs to.
    pub(super) fn trace(&self) -> Option<TraceId> {
        TraceId::parse(&self.trace)
    }

    /// How much time is left.
    pub(super) fn left(&self) -> Duration {
        Duration::from_millis(self.left.into())
    }
}

/// The name by which a region's answers and requests say where they came through.
pub(super) fn via(region: &Key) -> String {
    format!("1.1 {region}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::PeerKey;

    fn now() -> Instant {
        Instant::EPOCH.plus_seconds(1_800_000_000)
    }

    fn peer() -> Peer {
        let line = |text: &str| Line::parse(text).expect("a line");
        Peer {
            region: Key::parse("vest").expect("a key"),
            url: line("https://vest.example"),
            issuers: vec![line("https://issuer.example")],
            may_home: Vec::new(),
            keys: Vec::<PeerKey>::new(),
            removed_at: None,
            created_at: now(),
            changed_at: now(),
            version: 1,
        }
    }

    fn caller() -> Caller {
        Caller {
            issuer: "https://issuer.example".into(),
            subject: "system".into(),
            organization: OrgNumber::parse("964338531"),
            supplier: None,
            person: false,
            scopes: BTreeSet::from(["helsefellesskap:read".to_owned()]),
            expires: now().plus_seconds(600),
            via: None,
        }
    }

    fn said(caller: Option<&Caller>) -> Said {
        Said::of(caller, "0123456789abcdef".into(), TraceId::fresh(), Duration::from_millis(1500))
    }

    #[test]
    fn what_is_said_of_a_caller_is_who_arrives() {
        for who in [None, Some(caller())] {
            let said = said(who.as_ref());
            let read = Said::read(&said.header()).expect("it can be read");
            assert_eq!(read, said);
            assert_eq!(read.left(), Duration::from_millis(1500));
            assert_eq!(read.trace().map(|trace| trace.to_string()), Some(said.trace.clone()));
            let wanted = who.map(|who| Caller { via: Key::parse("vest"), ..who });
            assert_eq!(read.caller(&peer(), now()), Ok(wanted));
        }
    }

    #[test]
    fn a_region_speaks_for_callers_of_the_issuers_it_is_trusted_with_and_while_their_tokens_last() {
        let (who, peer) = (caller(), peer());
        for (who, at, doubt) in [
            (Caller { issuer: "https://other.example".into(), ..who.clone() }, 0, Doubt::Issuer),
            (Caller { issuer: "https://issuer.example/".into(), ..who.clone() }, 0, Doubt::Issuer),
            (Caller { subject: String::new(), ..who.clone() }, 0, Doubt::Malformed),
            (Caller { subject: "a\nb".into(), ..who.clone() }, 0, Doubt::Malformed),
            (Caller { subject: "x".repeat(301), ..who.clone() }, 0, Doubt::Malformed),
            (who.clone(), 630, Doubt::Expired),
        ] {
            assert_eq!(said(Some(&who)).caller(&peer, now().plus_seconds(at)), Err(doubt), "{who:?}");
        }
        let removed = Peer { removed_at: Some(now()), ..peer };
        assert_eq!(said(Some(&who)).caller(&removed, now()), Err(Doubt::Issuer));
    }

    #[test]
    fn what_cannot_be_read_says_nothing() {
        let encoded = |json: &str| BASE64URL_NOPAD.encode(json.as_bytes());
        for header in [String::new(), "=".into(), encoded("{}"), encoded("[]"), "A".repeat(LONGEST + 4)] {
            assert_eq!(Said::read(&header), Err(Doubt::Malformed), "{header}");
        }
        let mut more = serde_json::to_value(said(None)).expect("JSON");
        more["role"] = "tenant-admin".into();
        assert_eq!(Said::read(&encoded(&more.to_string())), Err(Doubt::Malformed));
    }
}
