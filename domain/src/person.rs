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

    /// What must hold of a person: a name unless erased, each identity once.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        if self.name.is_none() && self.erased_at.is_none() {
            faults.add("/name", FaultKind::Required);
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
