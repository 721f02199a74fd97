//! What a verified token says: until when, for whom, and on whose behalf.
use std::collections::BTreeSet;

use domain::{Instant, OrgNumber};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::Refusal;

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
    /// What the token may be used for.
    pub scopes: BTreeSet<String>,
    /// When the token ends.
    pub expires: Instant,
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

/// The claims we read. HelseID's `pid` is not among them.
#[derive(Deserialize)]
pub(super) struct Claims {
    iss: String,
    sub: Option<String>,
    client_id: Option<String>,
    aud: Option<Audience>,
    exp: Option<f64>,
    iat: Option<f64>,
    nbf: Option<f64>,
    scope: Option<Scope>,
    consumer: Option<Organization>,
    supplier: Option<Organization>,
    authorization_details: Option<Vec<AuthorizationDetail>>,
    cnf: Option<IgnoredAny>,
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

/// An organisation as Maskinporten names it: ISO 6523, with Enhetsregisteret's identifier 0192.
#[derive(Deserialize)]
struct Organization {
    authority: String,
    #[serde(rename = "ID")]
    id: String,
}

/// Altinn's system user: the customer a vendor's system acts for.
#[derive(Deserialize)]
struct AuthorizationDetail {
    systemuser_org: Option<Organization>,
}

impl Claims {
    /// When the token holds: `exp` and `iat` are required, and no more than an hour apart.
    pub(super) fn window(&self) -> Result<Window, Refusal> {
        let (Some(exp), Some(iat)) = (self.exp, self.iat) else { return Err(Refusal::Claims) };
        let (until, issued) = (instant(exp)?, instant(iat)?);
        let from = self.nbf.map(instant).transpose()?.map_or(issued, |nbf| nbf.max(issued));
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
        let audience = match &self.aud {
            Some(Audience::One(one)) => Some(one),
            Some(Audience::Listed(listed)) if listed.len() == 1 => listed.first(),
            _ => None,
        };
        if audience.is_some_and(|audience| audience == region) { Ok(()) } else { Err(Refusal::Audience) }
    }

    /// Who the token speaks of.
    pub(super) fn caller(self, window: &Window) -> Result<Caller, Refusal> {
        if self.cnf.is_some() {
            return Err(Refusal::SenderBound);
        }
        let (organization, supplier) = self.organizations()?;
        // Maskinporten names a system by its client only.
        let subject = self.sub.or(self.client_id).ok_or(Refusal::Claims)?;
        let fits = (1..=SUBJECT_MAX).contains(&subject.chars().count())
            && subject.trim() == subject
            && !subject.chars().any(char::is_control);
        // An issuer that uses national identity numbers as subjects is not one to trust a person to.
        let personal = subject.len() == 11 && domain::holds_personal_id(&subject);
        if !fits || personal {
            return Err(Refusal::Claims);
        }
        let scopes = match self.scope {
            None => BTreeSet::new(),
            Some(Scope::Spaced(text)) => text.split(' ').filter(|s| !s.is_empty()).map(str::to_owned).collect(),
            Some(Scope::Listed(list)) => list.into_iter().collect(),
        };
        Ok(Caller { issuer: self.iss, subject, organization, supplier, scopes, expires: window.until })
    }

    /// The organisation acted for and, where another acts on its behalf, that one. For a system user the customer is
    /// `systemuser_org`, and the consumer is the vendor who acts.
    fn organizations(&self) -> Result<(Option<OrgNumber>, Option<OrgNumber>), Refusal> {
        let number = |claim: &Option<Organization>| claim.as_ref().map(Organization::number).transpose();
        let (consumer, supplier) = (number(&self.consumer)?, number(&self.supplier)?);
        let mut customers = BTreeSet::new();
        for detail in self.authorization_details.iter().flatten() {
            customers.extend(number(&detail.systemuser_org)?);
        }
        match (customers.len(), consumer, supplier) {
            (0, None, Some(_)) => Err(Refusal::Claims),
            (0, ..) => Ok((consumer, supplier.filter(|acting| Some(*acting) != consumer))),
            (1, Some(vendor), stated) if stated.is_none_or(|stated| stated == vendor) => {
                let customer = customers.first().copied();
                Ok((customer, Some(vendor).filter(|vendor| Some(*vendor) != customer)))
            }
            _ => Err(Refusal::Claims),
        }
    }
}

impl Organization {
    fn number(&self) -> Result<OrgNumber, Refusal> {
        let digits = self.id.strip_prefix("0192:").filter(|_| self.authority == "iso6523-actorid-upis");
        digits.and_then(OrgNumber::parse).ok_or(Refusal::Claims)
    }
}

/// A NumericDate (RFC 7519), which may have decimals.
fn instant(seconds: f64) -> Result<Instant, Refusal> {
    if !(0.0..=LAST_SECOND).contains(&seconds) {
        return Err(Refusal::Claims);
    }
    // In range by the check above; what is finer than a microsecond is cut.
    let micros = (seconds * 1e6) as i64;
    Instant::from_micros(micros).ok_or(Refusal::Claims)
}
