//! What a verified token says: until when, for whom, and on whose behalf.
use std::collections::BTreeSet;

use domain::{Instant, Key, OrgNumber};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::Refusal;
use super::kind::{Acting, Kind, Named};

/// How far the issuer's clock may be from ours, in seconds.
pub(super) const LEEWAY: i64 = 30;

/// The longest a token may live, in seconds.
pub(super) const LIFETIME_MAX: i64 = 3600;

/// The last second of the year 9999; later ones are no time we can tell.
const LAST_SECOND: f64 = 253_402_300_799.0;

/// The longest subject: what the store keeps of an identity.
const SUBJECT_MAX: usize = domain::Line::MAX;

/// Who calls, as their issuer says. What they may do is for the community's own rows to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The issuer, exactly as in the token.
    pub issuer: String,
    /// The person or system at that issuer.
    pub subject: String,
    /// The organisation the caller acts for.
    pub organization: Option<OrgNumber>,
    /// The organisation that acts on its behalf, where it is another.
    pub supplier: Option<OrgNumber>,
    /// Whether a person is logged on, and not a system of the organisation's.
    pub person: bool,
    /// What the token may be used for.
    pub scopes: BTreeSet<String>,
    /// When the token ends.
    pub expires: Instant,
    /// The region that speaks for them, where they did not come here themselves.
    pub via: Option<Key>,
}

impl Caller {
    /// The organisation whose system this is: what is given to an organisation's systems is not given to everyone who
    /// works there.
    pub fn system_of(&self) -> Option<OrgNumber> {
        self.organization.filter(|_| !self.person)
    }
}

/// When a token holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    from: Instant,
    pub(super) until: Instant,
}

impl Window {
    /// Whether it holds now, give or take the leeway.
    pub(super) fn holds(&self, now: Instant) -> Result<(), Refusal> {
        if now >= self.until.plus_seconds(LEEWAY) {
            Err(Refusal::Expired)
        } else if now < self.from.plus_seconds(-LEEWAY) {
            Err(Refusal::NotYetValid)
        } else {
            Ok(())
        }
    }
}

/// The claims every issuer writes. Who is acted for is told by [`Kind`].
#[derive(Deserialize)]
struct Common {
    iss: String,
    #[serde(flatten)]
    named: Named,
    aud: Option<Audience>,
    exp: Option<f64>,
    iat: Option<f64>,
    nbf: Option<f64>,
    scope: Option<Scope>,
    cnf: Option<Confirmation>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Listed(Vec<String>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Scope {
    /// As RFC 9068 has it.
    Spaced(String),
    /// As HelseID has it.
    Listed(Vec<String>),
}

/// What the token is bound to (RFC 7800): a key by its thumbprint (RFC 9449 6.1). Of another binding, or one more, we
/// could not demand the proof.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Thumbprint {
    jkt: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Confirmation {
    Key(Thumbprint),
    Other(IgnoredAny),
}

/// What a token says, believed as far as its issuer's kind goes.
pub(super) struct Claims {
    common: Common,
    acting: Acting,
    subject: Option<String>,
}

impl Claims {
    /// Reads the claims of an issuer of this kind.
    pub(super) fn read(part: &[u8], kind: Kind) -> Result<Self, Refusal> {
        let mut common: Common = serde_json::from_slice(part).map_err(|_| Refusal::Claims)?;
        let acting = kind.acting(part, &common.named)?;
        let subject = kind.subject(std::mem::take(&mut common.named));
        Ok(Self { common, acting, subject })
    }

    /// When the token holds: `exp` and `iat` are required, and no more than an hour apart.
    pub(super) fn window(&self) -> Result<Window, Refusal> {
        let (Some(exp), Some(iat)) = (self.common.exp, self.common.iat) else { return Err(Refusal::Claims) };
        let (until, issued) = (instant(exp)?, instant(iat)?);
        let from = self.common.nbf.map(instant).transpose()?.map_or(issued, |nbf| nbf.max(issued));
        if until <= issued {
            Err(Refusal::Claims)
        } else if until > issued.plus_seconds(LIFETIME_MAX) {
            Err(Refusal::TooLongLived)
        } else {
            Ok(Window { from, until })
        }
    }

    /// The token must be for this region and no other: several regions share scopes, so that one that is for two
    /// regions could be carried from one to the other.
    pub(super) fn is_for(&self, region: &str) -> Result<(), Refusal> {
        let audience = match &self.common.aud {
            Some(Audience::One(one)) => Some(one),
            Some(Audience::Listed(listed)) if listed.len() == 1 => listed.first(),
            _ => None,
        };
        if audience.is_some_and(|audience| audience == region) { Ok(()) } else { Err(Refusal::Audience) }
    }

    /// Who the token speaks of, and the thumbprint of the key it is bound to.
    pub(super) fn caller(self, window: &Window) -> Result<(Caller, Option<Box<str>>), Refusal> {
        let bound_to = match self.common.cnf {
            None => None,
            Some(Confirmation::Key(key)) => Some(key.jkt.into_boxed_str()),
            Some(Confirmation::Other(_)) => return Err(Refusal::SenderBound),
        };
        let subject = self.subject.ok_or(Refusal::Claims)?;
        let fits = (1..=SUBJECT_MAX).contains(&subject.chars().count())
            && subject.trim() == subject
            && !subject.chars().any(char::is_control);
        // An issuer that uses national identity numbers as subjects is not one to trust a person to.
        let personal = subject.len() == 11 && domain::holds_personal_id(&subject);
        if !fits || personal {
            return Err(Refusal::Claims);
        }
        let scopes = match self.common.scope {
            None => BTreeSet::new(),
            Some(Scope::Spaced(text)) => text.split(' ').filter(|s| !s.is_empty()).map(str::to_owned).collect(),
            Some(Scope::Listed(list)) => list.into_iter().collect(),
        };
        let Acting { organization, supplier, person } = self.acting;
        let (issuer, expires) = (self.common.iss, window.until);
        Ok((Caller { issuer, subject, organization, supplier, person, scopes, expires, via: None }, bound_to))
    }
}

/// A NumericDate (RFC 7519), which may have decimals.
pub(super) fn instant(seconds: f64) -> Result<Instant, Refusal> {
    if !(0.0..=LAST_SECOND).contains(&seconds) {
        return Err(Refusal::Claims);
    }
    // In range by the check above; what is finer than a microsecond is cut.
    let micros = (seconds * 1e6) as i64;
    Instant::from_micros(micros).ok_or(Refusal::Claims)
}
