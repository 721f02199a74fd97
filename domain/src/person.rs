//! Persons: the one place where a community keeps who somebody is.
use serde::Serialize;

use crate::{FaultKind, Faults, Instant, Line, PartyId, PersonId};

/// How an issuer knows a person or a system: the `iss` and `sub` of its tokens.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Identity {
    /// The issuer, exactly as in its tokens.
    pub issuer: Line,
    /// The subject at that issuer.
    pub subject: Line,
}

/// How to reach a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// An e-mail address.
    pub email: Option<Line>,
    /// A telephone number.
    pub phone: Option<Line>,
}

impl Contact {
    /// What must hold of ways to reach somebody. Loose on purpose: only what could never be reached is refused.
    pub fn check(&self, base: &str, faults: &mut Faults) {
        if self.email.as_ref().is_some_and(|email| !is_email(email.as_str())) {
            faults.add(format!("{base}/email"), EMAIL_FORM);
        }
        if self.phone.as_ref().is_some_and(|phone| !is_phone(phone.as_str())) {
            faults.add(format!("{base}/phone"), FaultKind::Malformed { form: "+47 00 00 00 00" });
        }
    }
}

/// The form of an e-mail address, as a fault names it.
pub(crate) const EMAIL_FORM: FaultKind = FaultKind::Malformed { form: "name@domain" };

/// Whether a text could be an e-mail address: one `@` with something on either side, and no space.
pub(crate) fn is_email(text: &str) -> bool {
    let parts = text.split_once('@');
    parts.is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty() && !domain.contains('@'))
        && !text.contains(char::is_whitespace)
}

/// Whether a text could be a telephone number: digits, at least three, with `+` and spaces.
fn is_phone(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | ' '))
        && text.chars().filter(char::is_ascii_digit).count() >= 3
}

/// A human being as one community knows them. Everything else points at the id; erasing blanks this row only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The id.
    pub id: PersonId,
    /// The name; gone once the person is erased.
    pub name: Option<Line>,
    /// The position held, such as kommunalsjef.
    pub position: Option<Line>,
    /// The party they work for.
    pub party: Option<PartyId>,
    /// How to reach them.
    pub contact: Contact,
    /// How issuers know them.
    pub identities: Vec<Identity>,
    /// When the row was blanked.
    pub erased_at: Option<Instant>,
    /// When they were entered.
    pub created_at: Instant,
    /// When they were last changed.
    pub changed_at: Instant,
    /// Counts changes from 1; the strong tag.
    pub version: i32,
}

impl Person {
    /// The most identities one person may have.
    pub const IDENTITIES_MAX: usize = 10;

    /// What must hold of a person: a name unless erased, each identity once and not too many, ways to reach them.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        if self.name.is_none() && self.erased_at.is_none() {
            faults.add("/name", FaultKind::Required);
        }
        self.contact.check("/contact", &mut faults);
        if self.identities.len() > Self::IDENTITIES_MAX {
            faults.add("/identities", FaultKind::TooLong { max: Self::IDENTITIES_MAX });
        }
        for (i, identity) in self.identities.iter().enumerate() {
            if self.identities[..i].contains(identity) {
                faults.add(format!("/identities/{i}"), FaultKind::Duplicate);
            }
        }
        faults.into_result()
    }

    /// The same person with everything blanked that tells who it was.
    #[must_use]
    pub fn erased(&self, at: Instant) -> Self {
        Self {
            name: None,
            position: None,
            contact: Contact::default(),
            identities: Vec::new(),
            erased_at: Some(at),
            changed_at: at,
            version: self.version + 1,
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_could_never_be_reached_is_refused() {
        let line = |text| Line::parse(text).ok();
        for (email, phone, wanted) in [
            ("kari@alver.kommune.no", "+47 55 55 55 55", &[][..]),
            ("k@b", "113", &[]),
            ("kari", "55-55", &["/contact/email", "/contact/phone"]),
            ("kari@", "+ +", &["/contact/email", "/contact/phone"]),
            ("@alver.no", "12", &["/contact/email", "/contact/phone"]),
            ("a@b@c", "5555 int. 2", &["/contact/email", "/contact/phone"]),
            ("kari n@alver.no", "55 55 55 55", &["/contact/email"]),
        ] {
            let mut faults = Faults::default();
            Contact { email: line(email), phone: line(phone) }.check("/contact", &mut faults);
            let places: Vec<_> = faults.0.iter().map(|fault| fault.pointer.as_str()).collect();
            assert_eq!(places, wanted, "{email} {phone}");
        }
    }
}
