//! What a membership or an office holds up, and what is left for a new one.
use crate::{Capacity, FaultKind, Membership, OfficeId, PersonId, Roster, Rule, Standing, Structure};

use super::{check_office, counts_for};

/// The lowest number of a seat that nobody has on any day of a new membership; a fault where the rule gives no other.
/// Without a rule to ask, the first.
pub fn lowest_free_seat(structure: &Structure, roster: &Roster, new: &Membership) -> Result<u16, FaultKind> {
    let max = structure.provision(new.rule).and_then(|provision| match &provision.rule {
        Rule::SeatRule(rule) => counts_for(rule, new.unit).max,
        _ => None,
    });
    let settled = |membership: &Membership| membership.standing != Standing::Clarifying;
    let taken = |number: u16| {
        settled(new)
            && roster.memberships.iter().any(|other| {
                let same_seat = (other.rule, other.unit, other.number) == (new.rule, new.unit, Some(number));
                let seated = other.capacity == Capacity::Member && settled(other);
                other.id != new.id && same_seat && seated && other.validity.overlaps(&new.validity)
            })
    };
    let free = (1..=max.unwrap_or(u16::MAX)).find(|number| !taken(*number));
    free.ok_or(FaultKind::Full { max: max.unwrap_or(u16::MAX) })
}

/// The offices of a person that were held by someone with a seat and, after a change of the roster, no longer are.
pub fn unseated(structure: &Structure, before: &Roster, after: &Roster, person: PersonId) -> Vec<OfficeId> {
    let lacks_seat = |roster: &Roster, office| {
        check_office(structure, roster, office).0.iter().any(|fault| fault.kind == FaultKind::NoSeat)
    };
    let theirs = after.offices.iter().filter(|office| office.person == Some(person) && !office.validity.is_never());
    let left = theirs.filter(|office| lacks_seat(after, office) && !lacks_seat(before, office));
    left.map(|office| office.id).collect()
}

impl Roster {
    /// The same roster with one membership in its new version.
    #[must_use]
    pub fn with_membership(&self, new: &Membership) -> Self {
        let mut roster = self.clone();
        roster.memberships.retain(|other| other.id != new.id);
        roster.memberships.push(new.clone());
        roster
    }

    /// The same roster with one office in its new version.
    #[must_use]
    pub fn with_office(&self, new: &crate::Office) -> Self {
        let mut roster = self.clone();
        roster.offices.retain(|other| other.id != new.id);
        roster.offices.push(new.clone());
        roster
    }
}
