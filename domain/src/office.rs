//! Offices (verv): who leads a body, hosts it or leads its secretariat, and on what terms.
use serde::Serialize;

use crate::party::history_kept;
use crate::seating::reaches_outside;
use crate::{BodyId, Date, FaultKind, Faults, Instant, Line, OfficeId, OfficeRole, PartyId, PersonId, Prose, Validity};

/// Someone's time in an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Office {
    /// Its id.
    pub id: OfficeId,
    /// The body.
    pub body: BodyId,
    /// The office.
    pub role: OfficeRole,
    /// Who holds it; a host may be a party alone.
    pub person: Option<PersonId>,
    /// The party they hold it for.
    pub party: Option<PartyId>,
    /// What the office asks of them (funksjonsbeskrivelse).
    pub function: Option<Prose>,
    /// How much of a full position it is given, in per cent.
    pub time_allocation: Option<u8>,
    /// When it is to be evaluated.
    pub evaluation_on: Option<Date>,
    /// The decision that elected them.
    pub elected_by: Option<Line>,
    /// From the first day to the last.
    pub validity: Validity,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub changed_at: Instant,
    /// Counts its changes from 1; the strong tag.
    pub version: i32,
}

impl Office {
    /// Whether a change takes days away and gives no one anything: then nothing it stands beside can be in its way.
    pub fn only_shortens(&self, new: &Self) -> bool {
        let place = |of: &Self| (of.body, of.role, of.person, of.party);
        place(self) == place(new) && reaches_outside(new.validity, self.validity) == (false, false)
    }

    /// What must hold of an office by itself.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        self.validity.check("", &mut faults);
        match self.role {
            OfficeRole::Host if self.party.is_none() => faults.add("/party", FaultKind::Required),
            OfficeRole::Host => {}
            _ if self.person.is_none() => faults.add("/person", FaultKind::Required),
            _ => {}
        }
        if self.time_allocation.is_some_and(|percent| percent > 100) {
            faults.add("/timeAllocation", FaultKind::OutOfRange { min: 0, max: 100 });
        }
        faults.into_result()
    }

    /// What a change may not undo: what has begun keeps its first day, its body, its office and its holder.
    pub fn check_change(&self, new: &Self, today: Date) -> Result<(), Faults> {
        let mut faults = new.check().err().unwrap_or_default();
        history_kept(self.validity, new.validity, "", today, &mut faults);
        if self.validity.has_begun(today) {
            for (pointer, same) in [
                ("/body", self.body == new.body),
                ("/role", self.role == new.role),
                ("/person", self.person == new.person),
                ("/party", self.party == new.party),
            ] {
                if !same {
                    faults.add(pointer, FaultKind::HistoryRewritten);
                }
            }
        }
        faults.into_result()
    }
}
