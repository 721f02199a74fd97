//! Seat rules: how many are held of each unit's seats.
use crate::seating::{SeatRange, Sitting, counts_for, units};
use crate::{Capacity, Count, Date, Force, Per, Presence, Provision, Rule, SeatRule, Standing, Unit};

use super::{Outcome, View};

/// What became of one unit of a seat rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitFinding {
    /// The unit.
    pub unit: Option<Unit>,
    /// Whether its numbers hold.
    pub outcome: Outcome,
    /// How many seats it should have.
    pub count: Count,
    /// How many are held.
    pub held: u32,
    /// How many are known to be empty.
    pub vacant: u32,
    /// For how many somebody is being found (under avklaring).
    pub clarifying: u32,
    /// The next day on which somebody takes a seat.
    pub starting_later: Option<Date>,
}

/// What became of all seats of a rule together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InAllFinding {
    /// Whether the numbers hold.
    pub outcome: Outcome,
    /// How many seats there should be.
    pub count: Count,
    /// How many are held.
    pub held: u32,
}

impl View<'_> {
    pub(super) fn seat_rule(&self, provision: &Provision, rule: &SeatRule) -> (Vec<UnitFinding>, Option<InAllFinding>) {
        let sittings = self.seating.of_rule(provision, self.day);
        let units = if rule.per == Per::Derived {
            let recorded = self.is_recorded(provision, None);
            let expected = self.expected(provision, rule);
            vec![finding(None, expected, rule.force, number(sittings.len()), recorded)]
        } else {
            let units = units(self.structure, provision, self.day).into_iter();
            units.map(|unit| self.unit(provision, rule, unit, &sittings)).collect()
        };
        let limited = rule.in_all != Count::default();
        let in_all = limited.then(|| {
            let held = number(sittings.len());
            let recorded = units.iter().all(|unit: &UnitFinding| self.is_recorded(provision, unit.unit));
            // A limit alone asks for nobody.
            let count = Count { min: rule.in_all.min.or(Some(0)), ..rule.in_all };
            let outcome = outcome(count, held, rule.force, recorded);
            InAllFinding { outcome, count: rule.in_all, held }
        });
        (units, in_all)
    }

    fn unit(&self, provision: &Provision, rule: &SeatRule, unit: Option<Unit>, sittings: &[Sitting]) -> UnitFinding {
        let count = counts_for(rule, unit);
        let held = sittings.iter().filter(|sitting| sitting.seat.is_some_and(|seat| seat.unit == unit)).count();
        let members = || {
            let all = self.seating.memberships(provision.id).iter();
            all.filter(move |membership| membership.capacity == Capacity::Member && membership.unit == unit)
        };
        let standing =
            |standing| number(members().filter(|one| one.standing == standing && one.validity.holds(self.day)).count());
        let later = members()
            .filter(|one| one.standing != Standing::Vacant && !one.validity.is_never())
            .filter_map(|one| one.validity.from.filter(|from| *from > self.day));
        UnitFinding {
            vacant: standing(Standing::Vacant),
            clarifying: standing(Standing::Clarifying),
            starting_later: later.min(),
            ..finding(unit, count, rule.force, number(held), self.is_recorded(provision, unit))
        }
    }

    /// How many a derived rule should seat: its own number, or as many as there are where the holders come from.
    fn expected(&self, provision: &Provision, rule: &SeatRule) -> Count {
        if rule.count != Count::default() {
            return rule.count;
        }
        let SeatRange { min, max } = crate::seating::range_of(self.structure, provision, self.day);
        let narrow = |number: u32| u16::try_from(number).unwrap_or(u16::MAX);
        // Where the source states no number, neither does this.
        Count { min: (min > 0).then(|| narrow(min)), max: max.map(narrow) }
    }

    /// Whether anything was ever entered for a unit of a rule, whatever it says and whenever. For a derived rule: in any
    /// of the seats or offices its holders come from.
    ///
    /// Whoever attends single cases is missed by nobody in between: their seats are never told to be short.
    pub(super) fn is_recorded(&self, provision: &Provision, unit: Option<Unit>) -> bool {
        let per_case = matches!(&provision.rule, Rule::SeatRule(rule) if rule.presence == Presence::PerCase);
        !per_case && self.recorded_within(provision, Some(unit), self.structure.provisions.len())
    }

    /// Whether anything was ever entered for any unit of a rule.
    pub(super) fn is_recorded_at_all(&self, provision: &Provision) -> bool {
        self.recorded_within(provision, None, self.structure.provisions.len())
    }

    /// `steps` ends a circle of rules derived from each other; without a unit any will do.
    #[expect(clippy::option_option, reason = "any unit, and the one without a name, are two things")]
    fn recorded_within(&self, provision: &Provision, unit: Option<Option<Unit>>, steps: usize) -> bool {
        let Rule::SeatRule(rule) = &provision.rule else { return false };
        let Some(source) = &rule.derived_from else {
            let entered = self.seating.memberships(provision.id);
            return entered.iter().any(|membership| unit.is_none_or(|unit| membership.unit == unit));
        };
        let Some(left) = steps.checked_sub(1) else { return false };
        if let Some(other) = source.seat_rule {
            return self.structure.provision(other).is_some_and(|other| self.recorded_within(other, None, left));
        }
        let mut bodies = self.structure.source_bodies(source, self.day);
        bodies.any(|body| source.office.is_some_and(|role| !self.seating.offices(body.id, role).is_empty()))
    }
}

fn finding(unit: Option<Unit>, count: Count, force: Force, held: u32, recorded: bool) -> UnitFinding {
    let outcome = outcome(count, held, force, recorded);
    UnitFinding { unit, outcome, count, held, vacant: 0, clarifying: 0, starting_later: None }
}

/// Whether a number of held seats is as it should be.
fn outcome(count: Count, held: u32, force: Force, recorded: bool) -> Outcome {
    if count.max.is_some_and(|max| held > max.into()) {
        return Outcome::Broken;
    }
    match count.min {
        Some(min) if held >= min.into() => Outcome::Holds,
        Some(_) if recorded => Outcome::unmet(force),
        None if held > 0 => Outcome::Holds,
        _ => Outcome::Unknown,
    }
}

pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
