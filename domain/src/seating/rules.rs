//! Rules that can never hold: a number no composition can reach, a quota for nobody, seats that follow from themselves.
use std::collections::{BTreeSet, HashSet};

use crate::{
    BodyId, Date, Fault, FaultKind, Presence, Provision, ProvisionId, Rule, SeatRule, Source, Structure, Unit, Validity,
};

use super::{SeatRange, counts_for, cuts, days_to_look_at, units};

/// What is wrong with the seat rules of a structure, each fault with its place in the rule.
pub fn check_rules(structure: &Structure) -> Vec<(ProvisionId, Fault)> {
    let cuts = cuts(structure.validities());
    let mut found = Vec::new();
    for (provision, rule) in structure.seat_rules() {
        let mut note = |pointer: String, kind| found.push((provision.id, Fault { pointer, kind }));
        match &rule.derived_from {
            Some(source) => {
                let other = source.seat_rule.map(|id| structure.seat_rule(id).is_some());
                if other == Some(false) {
                    note("/derivedFrom/seatRule".to_owned(), FaultKind::UnknownReference);
                } else if follows_from_itself(structure, provision) {
                    note("/derivedFrom".to_owned(), FaultKind::Cycle);
                }
            }
            None => check_counts(structure, provision, rule, &cuts, &mut note),
        }
    }
    found
}

fn check_counts(
    structure: &Structure,
    provision: &Provision,
    rule: &SeatRule,
    cuts: &BTreeSet<Date>,
    note: &mut impl FnMut(String, FaultKind),
) {
    let body = structure.body(rule.body);
    let mut days = days_to_look_at(provision.validity, cuts);
    days.retain(|day| body.is_some_and(|body| body.validity.holds(*day)));
    if days.is_empty() {
        return;
    }
    let on_each: Vec<_> = days.iter().map(|day| units(structure, provision, *day)).collect();
    let ever: HashSet<Unit> = on_each.iter().flatten().flatten().copied().collect();
    for (i, quota) in rule.quotas.iter().enumerate() {
        let (member, unit) = match (quota.area, quota.party) {
            (Some(area), _) => ("area", Unit::Area(area)),
            (None, Some(party)) => ("party", Unit::Party(party)),
            (None, None) => continue,
        };
        if !ever.contains(&unit) {
            note(format!("/quotas/{i}/{member}"), FaultKind::NoUnit);
        }
    }
    let sum = |units: &Vec<Option<Unit>>| {
        units.iter().fold(SeatRange::NONE, |sum, unit| sum.plus(counts_for(rule, *unit).into()))
    };
    let sums: Vec<SeatRange> = on_each.iter().map(sum).collect();
    // An open number can reach any other.
    let most = sums.iter().map(|sum| sum.max).reduce(|one, other| one.zip(other).map(|(one, other)| one.max(other)));
    if let (Some(wanted), Some(Some(most))) = (rule.in_all.min, most)
        && u32::from(wanted) > most
    {
        note("/inAll/min".to_owned(), FaultKind::OutOfRange { min: 0, max: most.into() });
    }
    let least = sums.iter().map(|sum| sum.min).min().unwrap_or(0);
    if let Some(limit) = rule.in_all.max
        && u32::from(limit) < least
    {
        let max = SeatRule::<crate::ById>::SEATS_MAX.into();
        note("/inAll/max".to_owned(), FaultKind::OutOfRange { min: least.into(), max });
    }
}

/// Whether the holders of a derived rule come, through other rules, from the rule itself. A holder of an office sits in
/// the office's body by any of its rules but those for single cases, since these give no office.
fn follows_from_itself(structure: &Structure, start: &Provision) -> bool {
    let mut seen = HashSet::new();
    let mut open = sources(structure, start);
    while let Some(next) = open.pop() {
        if next.id == start.id {
            return true;
        }
        if seen.insert(next.id) {
            open.extend(sources(structure, next));
        }
    }
    false
}

/// The rules a derived rule takes its holders from on any of its days.
fn sources<'a>(structure: &'a Structure, provision: &Provision) -> Vec<&'a Provision> {
    let Rule::SeatRule(rule) = &provision.rule else { return Vec::new() };
    let Some(source) = &rule.derived_from else { return Vec::new() };
    let at_once = |other: &&Provision| other.validity.overlaps(&provision.validity);
    if let Some(other) = source.seat_rule {
        return structure.provision(other).into_iter().filter(at_once).collect();
    }
    let bodies: HashSet<BodyId> = bodies_ever(structure, source, provision.validity).collect();
    let giving =
        |(_, other): &(&Provision, &SeatRule)| bodies.contains(&other.body) && other.presence == Presence::Permanent;
    structure.seat_rules().filter(giving).map(|(other, _)| other).filter(at_once).collect()
}

fn bodies_ever(structure: &Structure, source: &Source, during: Validity) -> impl Iterator<Item = BodyId> {
    let meant = move |body: &&crate::Body| source.body == Some(body.id) || source.body_type == Some(body.body_type);
    structure.bodies.iter().filter(meant).filter(move |body| body.validity.overlaps(&during)).map(|body| body.id)
}

impl Structure {
    /// The seat rules, whenever in force.
    pub(crate) fn seat_rules(&self) -> impl Iterator<Item = (&Provision, &SeatRule)> {
        self.provisions.iter().filter_map(|provision| match &provision.rule {
            Rule::SeatRule(rule) => Some((provision, &**rule)),
            _ => None,
        })
    }

    /// A seat rule, whenever in force.
    pub(crate) fn seat_rule(&self, id: ProvisionId) -> Option<&SeatRule> {
        match &self.provision(id)?.rule {
            Rule::SeatRule(rule) => Some(rule),
            _ => None,
        }
    }

    /// A body's seat rules in force on a day, without those for single cases.
    pub(crate) fn permanent_rules_of(&self, body: BodyId, day: Date) -> impl Iterator<Item = &Provision> {
        let theirs =
            move |(_, rule): &(&Provision, &SeatRule)| rule.body == body && rule.presence == Presence::Permanent;
        self.seat_rules_on(day).filter(theirs).map(|(provision, _)| provision)
    }
}
