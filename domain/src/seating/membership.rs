//! What must hold of a membership among all others, under the rule that gives the seat.
use crate::{
    Capacity, DeputyMode, FaultKind, Faults, Membership, PartyId, Per, Presence, Provision, Roster, Rule, SeatRule,
    Side, Standing, Structure, Unit, Validity,
};

use super::{counts_for, cuts, days_to_look_at, reaches_outside, units};

/// What is wrong with a membership under its rule and beside the others of the roster. An older version of it in the
/// roster is passed over. What holds of it by itself is told by [`Membership::check`].
pub fn check_membership(structure: &Structure, roster: &Roster, new: &Membership) -> Faults {
    let mut faults = Faults::default();
    let Some(provision) = structure.provision(new.rule) else {
        return Faults::one("/seatRule", FaultKind::UnknownReference);
    };
    let Rule::SeatRule(rule) = &provision.rule else {
        return Faults::one("/seatRule", FaultKind::UnknownReference);
    };
    // Whoever sits by virtue of another seat is not named; whoever attends single cases by virtue of one is called.
    if rule.per == Per::Derived && rule.presence != Presence::PerCase {
        return Faults::one("/seatRule", FaultKind::Excludes { other: "per" });
    }
    check_days(structure, provision, rule, new, &mut faults);
    check_unit(structure, provision, rule, new, &mut faults);
    check_party(structure, rule, new, &mut faults);
    if new.capacity == Capacity::Deputy {
        check_deputy(rule, new, &mut faults);
    }
    let others: Vec<_> =
        roster.memberships.iter().filter(|other| other.id != new.id && other.rule == new.rule).collect();
    check_others(&others, new, &mut faults);
    check_in_all(rule, &others, new, &mut faults);
    faults
}

/// A seat exists on the days of its rule and its body, and on no other.
fn check_days(structure: &Structure, provision: &Provision, rule: &SeatRule, new: &Membership, faults: &mut Faults) {
    let body = structure.body(rule.body).map(|body| body.validity);
    let outer = [Some(provision.validity), body];
    let reaches = outer.into_iter().flatten().map(|outer| reaches_outside(new.validity, outer));
    let (before, after) = reaches.fold((false, false), |sum, one| (sum.0 || one.0, sum.1 || one.1));
    for (pointer, wrong) in [("/validFrom", before), ("/validTo", after)] {
        if wrong {
            faults.add(pointer, FaultKind::OutsideValidity);
        }
    }
}

/// The unit is one of the rule's on every day, and the seat's number within what it has. A deputy to all seats of the
/// rule needs none.
fn check_unit(structure: &Structure, provision: &Provision, rule: &SeatRule, new: &Membership, faults: &mut Faults) {
    let for_units = matches!(rule.per, Per::Area | Per::Municipality | Per::Party);
    match (for_units, new.unit) {
        (true, None) if new.number.is_some() => faults.add("/unit", FaultKind::Required),
        (true, Some(_)) => check_unit_on_every_day(structure, provision, new, faults),
        (false, Some(_)) => faults.add("/unit", FaultKind::Excludes { other: "seatRule" }),
        _ => {}
    }
    if let (Some(number), Some(max)) = (new.number, counts_for(rule, new.unit).max)
        && number > max
    {
        faults.add("/number", FaultKind::OutOfRange { min: 1, max: max.into() });
    }
}

fn check_unit_on_every_day(structure: &Structure, provision: &Provision, new: &Membership, faults: &mut Faults) {
    let body = provision.rule.body().and_then(|body| structure.body(*body));
    let exists = |day| provision.validity.holds(day) && body.is_some_and(|body| body.validity.holds(day));
    let is_unit = |day| units(structure, provision, day).contains(&new.unit);
    let cuts = cuts(structure.validities());
    let days = days_to_look_at(new.validity, &cuts);
    // Days on which the rule itself does not hold are told as such, not once more here.
    if !days.iter().any(|day| exists(*day) && !is_unit(*day)) {
        return;
    }
    let ever = days_to_look_at(provision.validity, &cuts).into_iter().any(is_unit);
    faults.add("/unit", if ever { FaultKind::OutsideValidity } else { FaultKind::NoUnit });
}

/// Whoever speaks for a party speaks for the one the seat is for, or for a unit of it; and where the seat is one of the
/// three sides', for that side.
fn check_party(structure: &Structure, rule: &SeatRule, new: &Membership, faults: &mut Faults) {
    let Some(id) = new.party else { return };
    let Some(party) = structure.party(id) else {
        faults.add("/party", FaultKind::UnknownReference);
        return;
    };
    let (before, after) = reaches_outside(new.validity, party.validity);
    if before || after {
        faults.add("/party", FaultKind::OutsideValidity);
    }
    let fits = match (rule.per, new.unit) {
        (_, Some(Unit::Party(unit))) => structure.is_within(id, unit),
        (Per::Shared, None) => rule.parties.iter().any(|shared| structure.is_within(id, *shared)),
        _ => true,
    };
    if !fits {
        faults.add("/party", FaultKind::Excludes { other: "unit" });
    } else if rule.side != Side::Other && party.side != rule.side {
        faults.add("/party", FaultKind::Excludes { other: "seatRule" });
    }
}

/// Deputies are named as the rule says; where no source says how, in any way.
fn check_deputy(rule: &SeatRule, new: &Membership, faults: &mut Faults) {
    let not_here = FaultKind::Excludes { other: "seatRule" };
    match (rule.deputies, new.number, new.order) {
        (DeputyMode::None, _, _) => faults.add("/capacity", not_here),
        (DeputyMode::Personal | DeputyMode::Ordered, None, _) => faults.add("/number", FaultKind::Required),
        (DeputyMode::Pool, Some(_), _) => faults.add("/number", not_here),
        (DeputyMode::Personal, _, Some(_)) => faults.add("/order", not_here),
        (DeputyMode::Ordered, _, None) => faults.add("/order", FaultKind::Required),
        _ => {}
    }
}

/// One seat has one holder and one place among its deputies, nobody is twice the same by one rule, and nobody is deputy
/// to themselves.
fn check_others(others: &[&Membership], new: &Membership, faults: &mut Faults) {
    let at_once = others.iter().filter(|other| other.validity.overlaps(&new.validity));
    let (alike, facing): (Vec<&Membership>, Vec<_>) = at_once.partition(|other| other.capacity == new.capacity);
    let (taken, twice, pointer) = match new.capacity {
        Capacity::Member => (
            alike.iter().any(|other| is_seat_taken(other, new)),
            alike.iter().any(|other| is_same_holder(other, new)),
            "/number",
        ),
        Capacity::Deputy => (
            alike.iter().any(|other| is_place_taken(other, new)),
            alike.iter().any(|other| is_same_seat(other, new) && is_same_holder(other, new)),
            "/order",
        ),
    };
    if taken {
        faults.add(pointer, FaultKind::Taken);
    }
    if twice {
        faults.add("/person", FaultKind::Taken);
    }
    let own = facing.iter().any(|other| match new.capacity {
        Capacity::Deputy => is_own_deputy(new, other),
        Capacity::Member => is_own_deputy(other, new),
    });
    if own {
        faults.add("/person", FaultKind::OwnDeputy);
    }
}

fn is_same_seat(one: &Membership, other: &Membership) -> bool {
    one.unit == other.unit && one.number == other.number
}

fn is_same_holder(one: &Membership, other: &Membership) -> bool {
    one.person.is_some() && one.person == other.person && is_held(one) && is_held(other)
}

/// A seat is held or empty, never both; whoever is only being found takes it from nobody.
fn is_seat_taken(one: &Membership, other: &Membership) -> bool {
    is_same_seat(one, other) && [one, other].iter().all(|each| each.standing != Standing::Clarifying)
}

fn is_place_taken(one: &Membership, other: &Membership) -> bool {
    let same_place = one.order.is_some() && one.order == other.order;
    is_same_seat(one, other) && same_place && is_held(one) && is_held(other)
}

/// A deputy to all seats, of the rule or of a unit, is so to each of them.
fn is_own_deputy(deputy: &Membership, member: &Membership) -> bool {
    let in_its_unit = deputy.unit.is_none() || deputy.unit == member.unit;
    let in_its_number = deputy.number.is_none() || deputy.number == member.number;
    in_its_unit && in_its_number && is_same_holder(deputy, member)
}

/// On no day are more seats held than the rule allows in all.
fn check_in_all(rule: &SeatRule, others: &[&Membership], new: &Membership, faults: &mut Faults) {
    let Some(max) = rule.in_all.max else { return };
    if new.capacity != Capacity::Member || !is_held(new) {
        return;
    }
    let held: Vec<Validity> = others
        .iter()
        .filter(|other| other.capacity == Capacity::Member && is_held(other))
        .map(|other| other.validity)
        .collect();
    let on = |day| held.iter().filter(|validity| validity.holds(day)).count() + 1;
    let days = days_to_look_at(new.validity, &cuts(held.iter().copied()));
    if days.into_iter().any(|day| on(day) > usize::from(max)) {
        faults.add("/number", FaultKind::Full { max });
    }
}

fn is_held(membership: &Membership) -> bool {
    membership.standing == Standing::Held
}

impl Structure {
    /// Whether a party is another, or a unit of it, such as a hospital of its trust.
    pub(crate) fn is_within(&self, party: PartyId, whole: PartyId) -> bool {
        let mut next = Some(party);
        // A chain longer than there are parties has met one twice.
        for _ in 0..=self.parties.len() {
            match next {
                None => return false,
                Some(at) if at == whole => return true,
                Some(at) => next = self.party(at).and_then(|party| party.part_of),
            }
        }
        false
    }
}
