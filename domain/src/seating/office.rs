//! What must hold of an office among all others: one chair at a time, held by someone who sits there.
use crate::{FaultKind, Faults, Office, OfficeRole, PersonId, Roster, Structure};

use super::{Seating, cuts, days_to_look_at, reaches_outside};

/// What is wrong with an office beside the others of the roster. An older version of it in the roster is passed over.
/// What holds of it by itself is told by [`Office::check`].
pub fn check_office(structure: &Structure, roster: &Roster, new: &Office) -> Faults {
    let mut faults = Faults::default();
    let Some(body) = structure.body(new.body) else {
        return Faults::one("/body", FaultKind::UnknownReference);
    };
    let (before, after) = reaches_outside(new.validity, body.validity);
    for (pointer, wrong) in [("/validFrom", before), ("/validTo", after)] {
        if wrong {
            faults.add(pointer, FaultKind::OutsideValidity);
        }
    }
    if let Some(id) = new.party {
        match structure.party(id).map(|party| reaches_outside(new.validity, party.validity)) {
            None => faults.add("/party", FaultKind::UnknownReference),
            Some((false, false)) => {}
            Some(_) => faults.add("/party", FaultKind::OutsideValidity),
        }
    }
    let mut at_once = roster.offices.iter().filter(|other| {
        let same_office = other.body == new.body && other.role == new.role;
        other.id != new.id && same_office && other.validity.overlaps(&new.validity)
    });
    if new.role.is_held_by_one() {
        if at_once.next().is_some() {
            faults.add("/role", FaultKind::Taken);
        }
    } else if at_once.any(|other| other.person == new.person) {
        faults.add("/person", FaultKind::Taken);
    }
    if let Some(person) = new.person
        && new.role != OfficeRole::Host
        && !sits_throughout(structure, roster, new, person)
    {
        faults.add("/person", FaultKind::NoSeat);
    }
    faults
}

/// Whether a person sits in the body, always and not for single cases only, on every day of an office on which the body
/// exists; several memberships may follow each other.
fn sits_throughout(structure: &Structure, roster: &Roster, office: &Office, person: PersonId) -> bool {
    let seating = Seating::new(structure, roster);
    let exists = |day| structure.body(office.body).is_some_and(|body| body.validity.holds(day));
    let sits = |day| {
        let permanent = structure.permanent_rules_of(office.body, day);
        permanent.flat_map(|rule| seating.of_rule(rule, day)).any(|sitting| sitting.person == Some(person))
    };
    let theirs = roster.memberships.iter().filter(|membership| membership.person == Some(person));
    let led = roster.offices.iter().filter(|other| other.person == Some(person) && other.id != office.id);
    let moving = theirs.map(|membership| membership.validity).chain(led.map(|other| other.validity));
    let cuts = cuts(structure.validities().chain(moving));
    days_to_look_at(office.validity, &cuts).into_iter().all(|day| !exists(day) || sits(day))
}
