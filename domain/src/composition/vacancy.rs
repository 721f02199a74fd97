//! What needs someone: seats nobody holds, times that run out, holders without a deputy.
use std::collections::BTreeSet;

use crate::seating::{Seating, counts_for, slots, term_end, units};
use crate::{
    BodyId, Capacity, Date, DeputyMode, MembershipId, PersonId, Provision, ProvisionId, Roster, Seat, SeatRule,
    Standing, Structure, Validity,
};

/// A seat that somebody should hold and nobody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vacancy {
    /// The body.
    pub body: BodyId,
    /// The seat.
    pub seat: Seat,
    /// What is entered of it: vacant or under avklaring; none where nothing is entered.
    pub standing: Option<Standing>,
    /// The first day of that.
    pub since: Option<Date>,
    /// The next day on which somebody takes it.
    pub starting_later: Option<Date>,
}

/// A holder whose time runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermEnd {
    /// The body.
    pub body: BodyId,
    /// The seat.
    pub seat: Option<Seat>,
    /// The membership.
    pub membership: MembershipId,
    /// Who.
    pub person: Option<PersonId>,
    /// The last day.
    pub ends_on: Date,
}

/// A holder who should have a deputy and has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingDeputy {
    /// The body.
    pub body: BodyId,
    /// The rule.
    pub rule: ProvisionId,
    /// The seat.
    pub seat: Seat,
    /// Who holds it.
    pub person: Option<PersonId>,
}

/// The seats nobody holds on a day though the rule asks for them or they are entered as vacant or under avklaring. Where
/// a unit lacks so many, its first seats that nobody holds are told.
pub fn vacancies(structure: &Structure, roster: &Roster, day: Date) -> Vec<Vacancy> {
    let seating = Seating::new(structure, roster);
    let rules = structure.seat_rules_on(day);
    rules.flat_map(|(provision, rule)| of_rule(structure, &seating, (provision, rule), day)).collect()
}

fn of_rule(
    structure: &Structure,
    seating: &Seating,
    (provision, rule): (&Provision, &SeatRule),
    day: Date,
) -> Vec<Vacancy> {
    let held: Vec<Seat> = seating.of_rule(provision, day).into_iter().filter_map(|sitting| sitting.seat).collect();
    let entered = || seating.memberships(provision.id).iter().filter(|one| one.capacity == Capacity::Member);
    // Where the rule states no number, seats are known by what is entered of them.
    let known = entered().filter(|one| one.validity.holds(day)).filter_map(|one| one.seat());
    let all: BTreeSet<Seat> = slots(structure, provision, day).into_iter().map(|slot| slot.seat).chain(known).collect();
    let mut found = Vec::new();
    for unit in units(structure, provision, day) {
        let least = usize::from(counts_for(rule, unit).min.unwrap_or(0));
        let mut lacking = least.saturating_sub(held.iter().filter(|seat| seat.unit == unit).count());
        for seat in all.iter().copied().filter(|seat| seat.unit == unit && !held.contains(seat)) {
            let of_seat = || entered().filter(|one| one.seat() == Some(seat));
            let now = of_seat().find(|one| one.validity.holds(day));
            if lacking == 0 && now.is_none() {
                continue;
            }
            lacking = lacking.saturating_sub(1);
            let later = of_seat()
                .filter(|one| one.standing != Standing::Vacant && !one.validity.is_never())
                .filter_map(|one| one.validity.from.filter(|from| *from > day));
            found.push(Vacancy {
                body: rule.body,
                seat,
                standing: now.map(|one| one.standing),
                since: now.and_then(|one| one.validity.from),
                starting_later: later.min(),
            });
        }
    }
    found
}

/// The holders whose time runs out from a day to another, both included: by the last day entered, or by the end of the
/// term the rule lays down, whichever comes first. By the day, then as the rules and memberships stand.
pub fn terms_ending(structure: &Structure, roster: &Roster, from: Date, to: Date) -> Vec<TermEnd> {
    let mut found = Vec::new();
    for (provision, rule) in structure.seat_rules() {
        let theirs = roster.memberships.iter().filter(|one| {
            one.rule == provision.id && one.capacity == Capacity::Member && one.standing == Standing::Held
        });
        for membership in theirs {
            if let Some(ends_on) = last_day(rule, membership.validity, from, to) {
                let (seat, person) = (membership.seat(), membership.person);
                found.push(TermEnd { body: rule.body, seat, membership: membership.id, person, ends_on });
            }
        }
    }
    found.sort_by_key(|end| end.ends_on);
    found
}

/// The first last day a validity has within a time.
pub(super) fn last_day(rule: &SeatRule, validity: Validity, from: Date, to: Date) -> Option<Date> {
    let asked = Validity { from: Some(from), to: Some(to) };
    if !validity.overlaps(&asked) {
        return None;
    }
    let first = validity.from.map_or(from, |began| began.max(from));
    let by_rule = rule.term.and_then(|term| term_end(term, validity.from, first));
    let by_rule = by_rule.filter(|day| validity.holds(*day));
    [validity.to, by_rule].into_iter().flatten().min().filter(|day| asked.holds(*day))
}

/// The holders on a day whose rule wants each seat to have its own deputy, or several in order, and who have none.
pub fn missing_deputies(structure: &Structure, roster: &Roster, day: Date) -> Vec<MissingDeputy> {
    let seating = Seating::new(structure, roster);
    let wanting = |rule: &SeatRule| matches!(rule.deputies, DeputyMode::Personal | DeputyMode::Ordered);
    let mut found = Vec::new();
    for (provision, rule) in structure.seat_rules_on(day).filter(|(_, rule)| wanting(rule)) {
        for sitting in seating.of_rule(provision, day) {
            let Some(seat) = sitting.seat else { continue };
            let has_deputy = seating.memberships(provision.id).iter().any(|one| {
                one.capacity == Capacity::Deputy
                    && one.standing == Standing::Held
                    && one.seat() == Some(seat)
                    && one.validity.holds(day)
            });
            if !has_deputy {
                found.push(MissingDeputy { body: rule.body, rule: provision.id, seat, person: sitting.person });
            }
        }
    }
    found
}
