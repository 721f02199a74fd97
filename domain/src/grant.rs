//! Grants: the rights that are given, not derived from an office.
use serde::Serialize;

use crate::party::history_kept;
use crate::policy::Role;
use crate::{
    AreaId, BodyId, Date, FaultKind, Faults, GrantId, Identity, Instant, Line, OrgNumber, PartyId, PersonId, Side,
    Validity,
};

/// Who holds a grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Holder {
    /// A person of the community, by any of their identities.
    Person {
        /// The person.
        person: PersonId,
    },
    /// Whoever an issuer names with this subject, such as one system.
    Identity(Identity),
    /// Every system that an issuer says acts for an organisation.
    Organization {
        /// The issuer.
        issuer: Line,
        /// The organisation.
        org_number: OrgNumber,
    },
}

/// A role given to a holder, within a scope and a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grant {
    /// Its id.
    pub id: GrantId,
    /// What is given.
    pub role: Role,
    /// To whom.
    pub holder: Holder,
    /// Only for matters of this side.
    pub side: Option<Side>,
    /// Only for this party; required for a party's system.
    pub party: Option<PartyId>,
    /// Only for this body.
    pub body: Option<BodyId>,
    /// Only for this area.
    pub area: Option<AreaId>,
    /// When it is in force.
    pub validity: Validity,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub changed_at: Instant,
    /// Counts its changes from 1; the strong tag.
    pub version: i32,
}

impl Grant {
    /// What must hold of a grant by itself: a party's system names its party, and the region's operator is no one's
    /// grant in a community.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        self.validity.check("", &mut faults);
        if self.role == Role::PartySystem && self.party.is_none() {
            faults.add("/party", FaultKind::Required);
        }
        // An auditor reads everything or is no auditor.
        let scopes = [
            ("/side", self.side.is_some()),
            ("/party", self.party.is_some()),
            ("/body", self.body.is_some()),
            ("/area", self.area.is_some()),
        ];
        for (pointer, narrowed) in scopes {
            if narrowed && self.role == Role::Auditor {
                faults.add(pointer, FaultKind::Excludes { other: "role" });
            }
        }
        if !Role::GRANTED.contains(&self.role) {
            let known = Role::GRANTED.iter().map(|role| crate::Words::word(*role).to_owned()).collect();
            faults.add("/role", FaultKind::UnknownWord { known });
        }
        faults.into_result()
    }

    /// What a change may not undo: only the dates change, and a grant that has begun keeps its first day.
    pub fn check_change(&self, new: &Self, today: Date) -> Result<(), Faults> {
        let mut faults = new.check().err().unwrap_or_default();
        history_kept(self.validity, new.validity, "", today, &mut faults);
        for (pointer, same) in [
            ("/role", self.role == new.role),
            ("/holder", self.holder == new.holder),
            ("/side", self.side == new.side),
            ("/party", self.party == new.party),
            ("/body", self.body == new.body),
            ("/area", self.area == new.area),
        ] {
            if !same {
                faults.add(pointer, FaultKind::Immutable);
            }
        }
        faults.into_result()
    }
}
