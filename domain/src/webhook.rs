//! A webhook: who is told of changes where, with what keys, and whose eyes choose what is told.
use std::collections::BTreeSet;

use serde::{Serialize, Serializer};

use crate::words::words;
use crate::{Digest, FaultKind, Faults, Instant, Line, OrgNumber, PartyId, Refusal, SubjectType, WebhookId, Words};

mod back_off;
mod outcome;

pub use back_off::{BACK_OFF, NextTry, TRIED_FOR, next_try};
pub use outcome::{Came, DeliveryFault, Onward, came_of, onward};

words! {
    /// Whether a webhook is told anything.
    pub enum WebhookState {
        /// It is told of changes.
        Active = "active",
        /// It is told nothing for now.
        Disabled = "disabled",
        /// It is told nothing any more.
        Ended = "ended",
    }
}

words! {
    /// Why a webhook is told nothing for now.
    pub enum DisabledReason {
        /// Somebody wanted it so.
        ByHand = "by-hand",
        /// The receiver said that it is gone (410).
        Gone = "gone",
        /// Whoever set it up may not have it any more.
        Rights = "rights",
    }
}

words! {
    /// How messages are signed.
    pub enum Signing {
        /// With a secret both sides know (`v1`).
        Hmac = "hmac",
        /// With a private key of ours, and a public one that anyone may know (`v1a`).
        Ed25519 = "ed25519",
    }
}

/// A kind of record that the feed tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct FeedType(pub SubjectType);

impl Words for FeedType {
    const ALL: &'static [Self] = &[
        Self(SubjectType::Settings),
        Self(SubjectType::Party),
        Self(SubjectType::Area),
        Self(SubjectType::Body),
        Self(SubjectType::Provision),
        Self(SubjectType::Person),
        Self(SubjectType::Membership),
        Self(SubjectType::Office),
        Self(SubjectType::Case),
        Self(SubjectType::Paper),
        Self(SubjectType::Meeting),
        Self(SubjectType::Minutes),
        Self(SubjectType::Grant),
    ];

    fn word(self) -> &'static str {
        self.0.word()
    }
}

/// How long an old key signs beside the new one, in seconds.
pub const KEY_OVERLAP: i64 = 24 * 60 * 60;

/// How many keys may sign at a time.
pub const KEYS_MAX: usize = 4;

/// How many webhooks a community has at most that have not ended.
pub const WEBHOOKS_MAX: usize = 100;

/// How long the log of deliveries reaches back, in seconds. What is dead for longer cannot be sent again.
pub const LOG_KEPT: i64 = 30 * 24 * 60 * 60;

/// How many deliveries, and how many dead letters, are kept for one webhook.
pub const LOG_MAX: i64 = 1000;

/// Where messages are sent: an absolute address without user, password and fragment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct ReceiverUrl(String);

impl ReceiverUrl {
    /// The longest address, in bytes.
    pub const MAX: usize = 1000;

    /// What such an address looks like.
    pub const PATTERN: &'static str = "^https?://[^/?#@\\s]+([/?][^#\\s]*)?$";

    /// Reads an address. Whether the region sends anything there is for its own settings to say.
    pub fn parse(text: &str) -> Result<Self, FaultKind> {
        const FORM: FaultKind = FaultKind::Malformed { form: "https://host/path" };
        if text.len() > Self::MAX {
            return Err(FaultKind::TooLong { max: Self::MAX });
        }
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or(FORM)?;
        let host = rest.split(['/', '?']).next().unwrap_or_default();
        let plain = text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'#' | b'\\'));
        if host.is_empty() || host.contains('@') || !plain { Err(FORM) } else { Ok(Self(text.to_owned())) }
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A key that signs messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WebhookKey {
    /// Its secret, which only the region can open.
    #[serde(rename = "sealed_sha256", serialize_with = "as_digest")]
    pub sealed: Vec<u8>,
    /// Its public half, where it has one.
    pub public: Option<String>,
    /// When it ceases to sign; open for the newest.
    pub retires: Option<Instant>,
}

/// The journal's digests tell that a secret was replaced, not what it looks like sealed.
fn as_digest<S: Serializer>(sealed: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&Digest::of_bytes(sealed))
}

/// Who set a webhook up or changed it last: it is told what they may see, as far as their token reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct WebhookMaker {
    /// Their issuer.
    pub issuer: Line,
    /// Themselves, at that issuer.
    pub subject: Line,
    /// The organisation their token named.
    pub organization: Option<OrgNumber>,
    /// What their token was for.
    pub scopes: BTreeSet<String>,
}

/// A webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// Where messages go.
    pub url: ReceiverUrl,
    /// The party it is for; none: the community.
    pub party: Option<PartyId>,
    /// The kinds of record it is told of; empty: all.
    pub types: BTreeSet<FeedType>,
    /// What it is for.
    pub description: Option<Line>,
    /// Whether it is told anything.
    pub state: WebhookState,
    /// Why not, where it is disabled.
    pub reason: Option<DisabledReason>,
    /// How its messages are signed.
    pub signing: Signing,
    /// The keys that sign, newest first.
    pub keys: Vec<WebhookKey>,
    /// Whose eyes choose what it is told.
    pub maker: WebhookMaker,
    /// When it was set up.
    pub created_at: Instant,
    /// When it was last changed.
    pub changed_at: Instant,
    /// Counts its changes from 1.
    pub version: i32,
}

impl Webhook {
    /// The states one may ask for.
    pub const ASKED: [WebhookState; 2] = [WebhookState::Active, WebhookState::Disabled];

    /// What must hold of it by itself.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        if !Self::ASKED.contains(&self.state) {
            let allowed = Self::ASKED.iter().map(|state| state.word()).collect();
            faults.add("/state", FaultKind::NotAllowed { allowed });
        }
        faults.into_result()
    }

    /// What must hold of a change to it.
    pub fn check_change(&self, new: &Self) -> Result<(), Faults> {
        let mut faults = new.check().err().unwrap_or_default();
        if new.party != self.party {
            faults.add("/party", FaultKind::Immutable);
        }
        if new.signing != self.signing {
            faults.add("/signing", FaultKind::Immutable);
        }
        faults.into_result()
    }

    /// What has ended stays so.
    pub fn must_not_have_ended(&self) -> Result<(), Refusal> {
        if self.state == WebhookState::Ended { Err(Refusal::of(self.state, &[])) } else { Ok(()) }
    }

    /// Why it is disabled after somebody has asked for a state: who leaves it disabled leaves the reason.
    pub fn reason_for(&self, asked: WebhookState) -> Option<DisabledReason> {
        match asked {
            WebhookState::Disabled if self.state == WebhookState::Disabled => self.reason,
            WebhookState::Disabled => Some(DisabledReason::ByHand),
            WebhookState::Active | WebhookState::Ended => None,
        }
    }

    /// It as the region itself disables it.
    #[must_use]
    pub fn disabled(&self, reason: DisabledReason, now: Instant) -> Self {
        let (state, reason) = (WebhookState::Disabled, Some(reason));
        Self { state, reason, changed_at: now, version: self.version + 1, ..self.clone() }
    }

    /// It without its keys, told nothing any more.
    #[must_use]
    pub fn ended(&self, now: Instant) -> Self {
        let (state, keys) = (WebhookState::Ended, Vec::new());
        Self { state, reason: None, keys, changed_at: now, version: self.version + 1, ..self.clone() }
    }

    /// It with a new key, beside which the old ones sign for a while. None where too many sign already.
    #[must_use]
    pub fn rotated(&self, key: WebhookKey, now: Instant) -> Option<Self> {
        let until = now.plus_seconds(KEY_OVERLAP);
        let old = self.signing_keys(now).map(|old| WebhookKey { retires: old.retires.or(Some(until)), ..old.clone() });
        let keys: Vec<_> = std::iter::once(key).chain(old).collect();
        let fits = keys.len() <= KEYS_MAX;
        fits.then(|| Self { keys, changed_at: now, version: self.version + 1, ..self.clone() })
    }

    /// The keys that sign at a moment, newest first.
    pub fn signing_keys(&self, now: Instant) -> impl Iterator<Item = &WebhookKey> {
        self.keys.iter().filter(move |key| key.retires.is_none_or(|retires| now < retires))
    }
}

#[cfg(test)]
mod tests;
