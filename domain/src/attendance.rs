//! Attendance (frammøte): who is expected at a meeting by seat, who came, and who may stand in for whom.
use std::collections::{HashMap, HashSet};

use crate::seating::{Place, Places, places};
use crate::{
    Attendance, Attended, AttendedAs, BodyId, Capacity, Date, DeputyMode, FaultKind, Faults, Membership, MembershipId,
    PersonId, Roster, Standing, Structure,
};

/// Whether somebody is marked as away.
fn is_away(entries: &[Attendance], membership: MembershipId) -> bool {
    entries.iter().any(|entry| entry.membership == Some(membership) && entry.attended != Attended::Present)
}

/// Whether a deputy already fills another seat than this one.
fn is_busy(entries: &[Attendance], deputy: MembershipId, seat: Option<MembershipId>) -> bool {
    let fills = |entry: &Attendance| entry.membership == Some(deputy) && entry.for_membership.is_some();
    entries.iter().any(|entry| fills(entry) && entry.for_membership != seat)
}

/// Those who may stand in for a seat's holder, the right one first: by the rule's way of naming deputies.
pub fn stand_ins<'a>(rule: &Places<'a>, seat: &Place<'a>) -> Vec<&'a Membership> {
    let of_unit = |deputy: &&&Membership| deputy.unit.is_none() || deputy.unit == seat.unit;
    let pool = rule.pool.iter().filter(of_unit).copied();
    let own = seat.deputies.iter().copied();
    match rule.rule.deputies {
        DeputyMode::None => Vec::new(),
        DeputyMode::Personal => own.collect(),
        DeputyMode::Pool => pool.collect(),
        DeputyMode::Ordered | DeputyMode::Mixed | DeputyMode::Unknown => own.chain(pool).collect(),
    }
}

/// The deputy whose turn it is for a seat: the first who is neither away nor in another seat.
pub fn right_deputy<'a>(rule: &Places<'a>, seat: &Place<'a>, entries: &[Attendance]) -> Option<&'a Membership> {
    let holder = seat.membership.map(|membership| membership.id);
    let mut free = stand_ins(rule, seat).into_iter().filter(|deputy| deputy.standing == Standing::Held);
    free.find(|deputy| !is_away(entries, deputy.id) && !is_busy(entries, deputy.id, holder))
}

/// What is wrong with what is told of who was at a meeting of a body on a day.
pub fn check_attendance(
    structure: &Structure,
    roster: &Roster,
    body: BodyId,
    day: Date,
    entries: &[Attendance],
) -> Faults {
    let rules = places(structure, roster, body, day);
    let there = There::new(&rules);
    let mut faults = Faults::default();
    let (mut memberships, mut persons, mut filled) = (HashSet::new(), HashSet::new(), HashSet::new());
    for (i, entry) in entries.iter().enumerate() {
        let base = format!("/entries/{i}");
        there.check(entry, entries, &base, &mut faults);
        let named = entry.membership.and_then(|id| there.memberships.get(&id));
        let person = entry.person.or(named.and_then(|membership| membership.person));
        if entry.membership.is_some_and(|id| !memberships.insert(id)) {
            faults.add(format!("{base}/membership"), FaultKind::Duplicate);
        } else if person.is_some_and(|person| !persons.insert(person)) {
            let pointer = if entry.person.is_some() { "person" } else { "membership" };
            faults.add(format!("{base}/{pointer}"), FaultKind::Duplicate);
        }
        if entry.for_membership.is_some_and(|id| !filled.insert(id)) {
            faults.add(format!("{base}/forMembership"), FaultKind::Duplicate);
        }
    }
    faults
}

/// Who sits in the body that day, and who stands in.
struct There<'r, 'a> {
    /// Everyone named, by membership.
    memberships: HashMap<MembershipId, &'a Membership>,
    /// The seats, by the membership of who holds them.
    seats: HashMap<MembershipId, (&'r Places<'a>, &'r Place<'a>)>,
    /// Those who sit by virtue of another seat or of an office.
    derived: HashSet<PersonId>,
}

impl<'r, 'a> There<'r, 'a> {
    fn new(rules: &'r [Places<'a>]) -> Self {
        let (mut memberships, mut seats, mut derived) = (HashMap::new(), HashMap::new(), HashSet::new());
        for rule in rules {
            memberships.extend(rule.pool.iter().map(|deputy| (deputy.id, *deputy)));
            for seat in &rule.seats {
                memberships.extend(seat.deputies.iter().map(|deputy| (deputy.id, *deputy)));
                let held = seat.membership.filter(|_| seat.state == crate::seating::SeatState::Held);
                match held {
                    Some(holder) => {
                        memberships.insert(holder.id, holder);
                        seats.insert(holder.id, (rule, seat));
                    }
                    None if seat.membership.is_none() && seat.from.is_some() => derived.extend(seat.person),
                    None => {}
                }
            }
        }
        memberships.retain(|_, membership| membership.standing == Standing::Held);
        Self { memberships, seats, derived }
    }

    fn check(&self, entry: &Attendance, entries: &[Attendance], base: &str, faults: &mut Faults) {
        let mut add = |member: &str, kind| faults.add(format!("{base}/{member}"), kind);
        let outside = matches!(entry.attended_as, AttendedAs::Guest | AttendedAs::Secretariat);
        let Some(id) = entry.membership else {
            if entry.for_membership.is_some() {
                add("forMembership", FaultKind::Needs { other: "membership" });
            }
            match entry.person {
                None => add("person", FaultKind::Required),
                Some(_) if outside => {}
                Some(_) if entry.attended_as == AttendedAs::Deputy => add("membership", FaultKind::Required),
                Some(person) if !self.derived.contains(&person) => add("person", FaultKind::NotSeated),
                Some(_) => {}
            }
            return;
        };
        if outside {
            add("membership", FaultKind::Excludes { other: "attendedAs" });
        }
        let Some(membership) = self.memberships.get(&id) else {
            return add("membership", FaultKind::NotSeated);
        };
        if entry.person.is_some_and(|person| membership.person != Some(person)) {
            add("person", FaultKind::Excludes { other: "membership" });
        }
        let deputy = membership.capacity == Capacity::Deputy;
        if !outside && deputy != (entry.attended_as == AttendedAs::Deputy) {
            add("attendedAs", FaultKind::Excludes { other: "membership" });
        }
        match (deputy, entry.for_membership) {
            (false, Some(_)) => add("forMembership", FaultKind::Excludes { other: "membership" }),
            (true, None) if entry.attended == Attended::Present => add("forMembership", FaultKind::Required),
            (true, Some(absent)) => {
                if let Err(kind) = self.stands_in(membership, absent, entries) {
                    add("forMembership", kind);
                }
            }
            _ => {}
        }
    }

    /// Whether a deputy may fill the seat of somebody who is away.
    fn stands_in(&self, deputy: &Membership, absent: MembershipId, entries: &[Attendance]) -> Result<(), FaultKind> {
        let (rule, seat) = self.seats.get(&absent).ok_or(FaultKind::NotSeated)?;
        let before = stand_ins(rule, seat);
        let place = before.iter().position(|other| other.id == deputy.id).ok_or(FaultKind::NotDeputy)?;
        if !is_away(entries, absent) {
            return Err(FaultKind::NotAway);
        }
        let passed_over = |other: &&&Membership| {
            other.standing == Standing::Held && !is_away(entries, other.id) && !is_busy(entries, other.id, Some(absent))
        };
        if rule.rule.deputies == DeputyMode::Ordered && before[..place].iter().any(|other| passed_over(&other)) {
            return Err(FaultKind::DeputyOrder);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
