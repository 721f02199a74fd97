//! Every seat of a body on a day as one looks at it: who holds it, who stands in, and what is empty.
use std::collections::BTreeSet;

use crate::words::words;
use crate::{
    BodyId, Capacity, Category, Date, Membership, OfficeRole, PartyId, Per, PersonId, Provision, ProvisionId, Roster,
    Rule, SeatRule, Source, Standing, Structure, Unit,
};

use super::{Seating, counts_for, range_of, units};

words! {
    /// How it stands with a seat on a day.
    pub enum SeatState {
        /// Someone holds it.
        Held = "held",
        /// Nobody holds it.
        Vacant = "vacant",
        /// Under avklaring: whoever is named does not hold it yet.
        Clarifying = "clarifying",
        /// Nobody holds it yet, but someone is named to it from a later day.
        StartingLater = "starting-later",
    }
}

/// Where the holder of a derived seat comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The body.
    pub body: BodyId,
    /// The office they hold there.
    pub office: Option<OfficeRole>,
    /// The rule by which they sit there.
    pub rule: Option<ProvisionId>,
}

/// One seat on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<'a> {
    /// The unit it is for.
    pub unit: Option<Unit>,
    /// Its number within the unit; none by a derived rule.
    pub number: Option<u16>,
    /// Whether it is within the number the rule asks for.
    pub must: bool,
    /// How it stands with it.
    pub state: SeatState,
    /// Who holds it, or is named to it.
    pub person: Option<PersonId>,
    /// Whom they represent.
    pub party: Option<PartyId>,
    /// What they do elsewhere, or are there as.
    pub category: Option<Category>,
    /// The membership it is told from; none by a derived rule.
    pub membership: Option<&'a Membership>,
    /// Those who stand in for its holder, in their order.
    pub deputies: Vec<&'a Membership>,
    /// Where its holder comes from, by a derived rule.
    pub from: Option<Origin>,
}

/// The seats of one rule on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places<'a> {
    /// The rule.
    pub provision: &'a Provision,
    /// What it says.
    pub rule: &'a SeatRule,
    /// Its seats, unit by unit.
    pub seats: Vec<Place<'a>>,
    /// Those who stand in for any of its holders, in their order.
    pub pool: Vec<&'a Membership>,
}

/// Every seat of a body on a day, rule by rule; nothing of a body or a rule that is not in force.
pub fn places<'a>(structure: &'a Structure, roster: &'a Roster, body: BodyId, day: Date) -> Vec<Places<'a>> {
    let seating = Seating::new(structure, roster);
    let rules = structure.seat_rules_on(day).filter(|(_, rule)| rule.body == body);
    let of_rule = |(provision, rule)| Places {
        provision,
        rule,
        seats: seats(structure, &seating, provision, day, structure.provisions.len()),
        pool: in_order(&seating, provision.id, day, |deputy| deputy.number.is_none()),
    };
    rules.map(of_rule).collect()
}

/// `steps` ends a circle of rules derived from each other.
fn seats<'a>(
    structure: &'a Structure,
    seating: &Seating<'a>,
    provision: &'a Provision,
    day: Date,
    steps: usize,
) -> Vec<Place<'a>> {
    let Rule::SeatRule(rule) = &provision.rule else { return Vec::new() };
    let body = structure.body(rule.body);
    if !provision.validity.holds(day) || body.is_none_or(|body| !body.validity.holds(day)) {
        return Vec::new();
    }
    if rule.per != Per::Derived {
        return counted(structure, seating, provision, rule, day);
    }
    let Some((source, left)) = rule.derived_from.as_ref().zip(steps.checked_sub(1)) else { return Vec::new() };
    let mut derived = match source.seat_rule {
        Some(other) => {
            let other = structure.provision(other);
            let body = other.and_then(|other| other.rule.body().copied());
            let there = other.map(|other| seats(structure, seating, other, day, left)).unwrap_or_default();
            let from = body.map(|body| Origin { body, office: None, rule: source.seat_rule });
            // A seat that may stay empty elsewhere is none here until somebody holds it.
            let counts = |seat: &Place| seat.must || seat.state == SeatState::Held;
            let here = |seat| Place { unit: None, number: None, membership: None, deputies: Vec::new(), from, ..seat };
            there.into_iter().filter(counts).map(here).collect()
        }
        None => of_offices(structure, seating, source, day),
    };
    let least = range_of(structure, provision, day).min;
    for (seat, number) in derived.iter_mut().zip(1..) {
        seat.must = number <= least;
        seat.category = seat.category.or(rule.category);
    }
    derived
}

/// The seats a rule counts, and those beyond its count that somebody is named to all the same.
fn counted<'a>(
    structure: &'a Structure,
    seating: &Seating<'a>,
    provision: &'a Provision,
    rule: &'a SeatRule,
    day: Date,
) -> Vec<Place<'a>> {
    let named = seating.memberships(provision.id);
    let members = || named.iter().copied().filter(|membership| membership.capacity == Capacity::Member);
    let mut all = Vec::new();
    for unit in units(structure, provision, day) {
        let count = counts_for(rule, unit);
        let least = count.min.unwrap_or(0);
        let mut numbers: BTreeSet<u16> = (1..=count.max.unwrap_or(least)).collect();
        let here = members().filter(|member| member.unit == unit && reaches(member, day));
        numbers.extend(here.filter_map(|member| member.number));
        for number in numbers {
            let theirs: Vec<_> = members().filter(|each| each.unit == unit && each.number == Some(number)).collect();
            let (state, membership) = state(&theirs, day);
            let party = membership.and_then(|membership| membership.party);
            let of_unit = match unit {
                Some(Unit::Party(party)) => Some(party),
                _ => None,
            };
            let is_deputy = |deputy: &Membership| deputy.unit == unit && deputy.number == Some(number);
            all.push(Place {
                unit,
                number: Some(number),
                must: number <= least,
                state,
                person: membership.and_then(|membership| membership.person),
                party: party.or(of_unit),
                category: membership.and_then(|membership| membership.category).or(rule.category),
                membership,
                deputies: in_order(seating, provision.id, day, is_deputy),
                from: None,
            });
        }
    }
    all
}

/// Whether it is in force on a day or will be.
fn reaches(membership: &Membership, day: Date) -> bool {
    let validity = membership.validity;
    !validity.is_never() && validity.to.is_none_or(|to| to >= day)
}

/// How it stands with a seat, and the membership that says so. A holder counts before someone who is being found.
fn state<'a>(named: &[&'a Membership], day: Date) -> (SeatState, Option<&'a Membership>) {
    let now = |standing: Standing| {
        let mut of = named.iter().copied().filter(|each| each.standing == standing && each.validity.holds(day));
        of.next()
    };
    if let Some(held) = now(Standing::Held) {
        return (SeatState::Held, Some(held));
    }
    if let Some(clarifying) = now(Standing::Clarifying) {
        return (SeatState::Clarifying, Some(clarifying));
    }
    let later = |each: &&&Membership| {
        each.standing == Standing::Held
            && !each.validity.is_never()
            && each.validity.from.is_some_and(|from| from > day)
    };
    match named.iter().filter(later).min_by_key(|each| each.validity.from) {
        Some(next) => (SeatState::StartingLater, Some(next)),
        None => (SeatState::Vacant, now(Standing::Vacant)),
    }
}

/// One seat for each holder of an office; an empty one where nobody holds it.
fn of_offices<'a>(structure: &'a Structure, seating: &Seating<'a>, source: &Source, day: Date) -> Vec<Place<'a>> {
    let Some(office) = source.office else { return Vec::new() };
    let mut all = Vec::new();
    for body in structure.source_bodies(source, day) {
        let from = Some(Origin { body: body.id, office: Some(office), rule: None });
        let empty = Place {
            unit: None,
            number: None,
            must: false,
            state: SeatState::Vacant,
            person: None,
            party: None,
            category: None,
            membership: None,
            deputies: Vec::new(),
            from,
        };
        let offices = seating.offices(body.id, office).iter().filter(|office| office.person.is_some());
        let held: Vec<_> = offices.clone().filter(|office| office.validity.holds(day)).collect();
        let later = offices.filter(|office| !office.validity.is_never() && office.validity.from > Some(day));
        let (state, theirs) = match (&held[..], later.min_by_key(|office| office.validity.from)) {
            ([], None) => (SeatState::Vacant, Vec::new()),
            ([], Some(next)) => (SeatState::StartingLater, vec![next]),
            _ => (SeatState::Held, held),
        };
        if theirs.is_empty() {
            all.push(empty.clone());
        }
        let seat = |person, party| Place { state, person, party, ..empty.clone() };
        all.extend(theirs.into_iter().map(|office| seat(office.person, office.party)));
    }
    all
}

/// The deputies of a rule on a day who stand in here, in their order; those without a place in it come last, as they were
/// named.
fn in_order<'a>(
    seating: &Seating<'a>,
    rule: ProvisionId,
    day: Date,
    here: impl Fn(&Membership) -> bool,
) -> Vec<&'a Membership> {
    let deputies = seating.memberships(rule).iter().copied();
    let mut found: Vec<_> =
        deputies.filter(|each| each.capacity == Capacity::Deputy && each.validity.holds(day) && here(each)).collect();
    found.sort_by_key(|deputy| (deputy.order.is_none(), deputy.order, deputy.id));
    found
}
