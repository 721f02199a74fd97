//! What a rule counts seats for on a day, how many each has, and the seats that follow.
use crate::{AreaRole, Count, Date, PartyKind, Per, Provision, Rule, Seat, SeatRule, Source, Structure, Unit};

/// A seat on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// The seat.
    pub seat: Seat,
    /// Whether it is within the number the rule asks for; the others may be left empty.
    pub must: bool,
}

/// How many seats: at least, and at most where that is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeatRange {
    /// At least.
    pub min: u32,
    /// At most; open where no rule states it.
    pub max: Option<u32>,
}

impl SeatRange {
    /// No seat.
    pub const NONE: Self = Self { min: 0, max: Some(0) };

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let max = self.max.zip(other.max).map(|(one, other)| one.saturating_add(other));
        Self { min: self.min.saturating_add(other.min), max }
    }

    /// Whether there can be a seat at all.
    pub fn gives_any(self) -> bool {
        self.max != Some(0)
    }
}

impl From<Count> for SeatRange {
    fn from(count: Count) -> Self {
        Self { min: count.min.unwrap_or(0).into(), max: count.max.map(u32::from) }
    }
}

/// The seats a rule gives on a day, unit by unit. Derived rules give none: who sits there, sits elsewhere first. Where
/// no greatest number is stated, only those the rule asks for can be told. A limit on all seats together (`in_all`) may
/// leave fewer to be held at once than are listed here: which of them, the rule does not say.
pub fn slots(structure: &Structure, rule: &Provision, day: Date) -> Vec<Slot> {
    let Rule::SeatRule(content) = &rule.rule else { return Vec::new() };
    let each = units(structure, rule, day).into_iter().flat_map(|unit| {
        let count = counts_for(content, unit);
        let least = count.min.unwrap_or(0);
        let seat = move |number| Slot { seat: Seat { rule: rule.id, unit, number }, must: number <= least };
        (1..=count.max.unwrap_or(least)).map(seat)
    });
    each.collect()
}

/// What a rule counts seats for on a day; one unit without a name where it counts them for the body or for several
/// together, and none at all for a derived rule or one not in force.
pub(crate) fn units(structure: &Structure, rule: &Provision, day: Date) -> Vec<Option<Unit>> {
    let Rule::SeatRule(content) = &rule.rule else { return Vec::new() };
    let Some(body) = structure.body(content.body) else { return Vec::new() };
    if !rule.validity.holds(day) || !body.validity.holds(day) {
        return Vec::new();
    }
    let in_force = |party| structure.party(party).is_some_and(|party| party.validity.holds(day));
    match content.per {
        Per::Body | Per::Shared => vec![None],
        Per::Derived => Vec::new(),
        Per::Area => {
            let areas = structure.areas.iter().filter(|area| area.validity.holds(day));
            areas.map(|area| Some(Unit::Area(area.id))).collect()
        }
        Per::Party => {
            let parties = content.parties.iter().copied().filter(|party| in_force(*party));
            parties.map(|party| Some(Unit::Party(party))).collect()
        }
        Per::Municipality => match body.area {
            Some(area) => {
                let members = structure.municipalities_of(area, day).filter(|party| in_force(*party));
                members.map(|party| Some(Unit::Party(party))).collect()
            }
            None => {
                let parties = structure.municipalities_on(day);
                parties.map(|party| Some(Unit::Party(party))).collect()
            }
        },
    }
}

/// How many seats a unit has by a rule: its quota, or the rule's own number.
pub(crate) fn counts_for(rule: &SeatRule, unit: Option<Unit>) -> Count {
    let quota = rule.quotas.iter().find(|quota| match unit {
        Some(Unit::Area(area)) => quota.area == Some(area),
        Some(Unit::Party(party)) => quota.party == Some(party),
        None => false,
    });
    quota.map_or(rule.count, |quota| quota.count)
}

/// How many seats a rule gives on a day in all. A derived rule without a number of its own gives as many as its source.
pub fn range_of(structure: &Structure, provision: &Provision, day: Date) -> SeatRange {
    range_within(structure, provision, day, structure.provisions.len())
}

/// `steps` ends a circle of rules derived from each other.
fn range_within(structure: &Structure, provision: &Provision, day: Date, steps: usize) -> SeatRange {
    let Rule::SeatRule(rule) = &provision.rule else { return SeatRange::NONE };
    if let Some(source) = &rule.derived_from {
        if rule.count != Count::default() {
            return rule.count.into();
        }
        return match (source.seat_rule.and_then(|id| structure.provision(id)), steps.checked_sub(1)) {
            (Some(other), Some(left)) => range_within(structure, other, day, left),
            (Some(_), None) => SeatRange::NONE,
            (None, _) => offices_of(structure, source, day),
        };
    }
    let sum = units(structure, provision, day)
        .into_iter()
        .fold(SeatRange::NONE, |sum, unit| sum.plus(counts_for(rule, unit).into()));
    let limit = SeatRange::from(rule.in_all);
    let max = match (sum.max, limit.max) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    SeatRange { min: sum.min.max(limit.min), max }
}

/// One seat for each body whose office holder it is; as many as there are where the office may be shared.
fn offices_of(structure: &Structure, source: &Source, day: Date) -> SeatRange {
    let bodies = structure.source_bodies(source, day).count();
    let bodies = u32::try_from(bodies).unwrap_or(u32::MAX);
    let one_at_once = source.office.is_some_and(crate::OfficeRole::is_held_by_one);
    SeatRange { min: bodies, max: one_at_once.then_some(bodies) }
}

impl Structure {
    /// The municipalities in force on a day.
    pub(crate) fn municipalities_on(&self, day: Date) -> impl Iterator<Item = crate::PartyId> {
        let municipal = move |party: &&crate::Party| party.kind == PartyKind::Municipality && party.validity.holds(day);
        self.parties.iter().filter(municipal).map(|party| party.id)
    }

    /// The municipalities of an area on a day.
    pub(crate) fn municipalities_of(&self, area: crate::AreaId, day: Date) -> impl Iterator<Item = crate::PartyId> {
        let area = self.area(area).filter(|area| area.validity.holds(day));
        let members = area.into_iter().flat_map(|area| &area.members);
        let there =
            move |member: &&crate::AreaMember| member.role == AreaRole::Municipality && member.validity.holds(day);
        members.filter(there).map(|member| member.party)
    }

    /// The bodies in force whose office a derived rule looks at.
    pub(crate) fn source_bodies(&self, source: &Source, day: Date) -> impl Iterator<Item = &crate::Body> {
        let (one, of_type) = (source.body, source.body_type);
        self.bodies_on(day).filter(move |body| one == Some(body.id) || of_type == Some(body.body_type))
    }
}
