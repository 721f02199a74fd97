//! What a membership or an office holds up, and what is left for a new one.
use crate::{
    Capacity, Date, Fault, FaultKind, Membership, OfficeId, PersonId, Provision, Roster, Rule, Standing, Structure,
    Validity,
};

use super::{check_membership, check_office, counts_for};

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

/// Those of the memberships that have a seat by a rule as it was and, from a day on, none by the rule as it shall be:
/// there are fewer seats, or they are for others. `structure` is the one around the rule.
pub fn losing_seats<'m>(
    structure: &Structure,
    was: &Rule,
    shall: &Provision,
    memberships: impl IntoIterator<Item = &'m Membership>,
    from: Date,
) -> Vec<&'m Membership> {
    if *was == shall.rule {
        return Vec::new();
    }
    let theirs = memberships.into_iter().filter(|each| each.rule == shall.id);
    let ahead: Vec<_> = theirs.filter_map(|each| Some((each, days_from(each, from)?))).collect();
    let roster = Roster { memberships: ahead.iter().map(|(_, days)| days.clone()).collect(), offices: Vec::new() };
    let within = |rule: &Rule| {
        let mut structure = structure.clone();
        structure.provisions.retain(|other| other.id != shall.id);
        structure.provisions.push(Provision { rule: rule.clone(), ..shall.clone() });
        structure
    };
    let (before, after) = (within(was), within(&shall.rule));
    let is_without = |structure: &Structure, membership: &Membership| {
        check_membership(structure, &roster, membership).0.iter().any(is_of_the_seat)
    };
    let losing = ahead.iter().filter(|(_, days)| is_without(&after, days) && !is_without(&before, days));
    losing.map(|(membership, _)| *membership).collect()
}

/// The membership on the days it has from one on, if any.
fn days_from(membership: &Membership, from: Date) -> Option<Membership> {
    let validity = membership.validity.within(&Validity { from: Some(from), to: None })?;
    Some(Membership { validity, ..membership.clone() })
}

/// Whether a fault says that there is no such seat, or none left.
fn is_of_the_seat(fault: &Fault) -> bool {
    match fault.pointer.as_str() {
        "/seatRule" | "/unit" => true,
        "/number" => matches!(fault.kind, FaultKind::OutOfRange { .. } | FaultKind::Full { .. }),
        _ => false,
    }
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
