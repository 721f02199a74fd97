//! Who sits where on a day.
use std::collections::HashMap;

use crate::{
    BodyId, Capacity, Category, Date, Membership, MembershipId, Office, OfficeRole, PartyId, Per, PersonId, Provision,
    ProvisionId, Roster, Rule, Seat, SeatRule, Standing, Structure, Unit,
};

use super::units;

/// Someone in a seat on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sitting {
    /// The body.
    pub body: BodyId,
    /// The rule by which they sit.
    pub rule: ProvisionId,
    /// The seat; none by a derived rule.
    pub seat: Option<Seat>,
    /// Who.
    pub person: Option<PersonId>,
    /// Whom they represent: the party that is named, or else the one the seat is for.
    pub party: Option<PartyId>,
    /// What they do elsewhere, where that is told, or else what the rule says they are there as.
    pub category: Option<Category>,
    /// The membership; none by a derived rule.
    pub membership: Option<MembershipId>,
    /// The office in another body from which the seat follows.
    pub from: Option<(BodyId, OfficeRole)>,
}

/// Everyone who sits in a body on a day, rule by rule: the held seats and those that follow from elsewhere. Seats for
/// single cases are among them; deputies are not. A membership in a seat that is no longer there sits nowhere.
pub fn sittings(structure: &Structure, roster: &Roster, day: Date) -> Vec<Sitting> {
    let seating = Seating::new(structure, roster);
    structure.seat_rules_on(day).flat_map(|(provision, _)| seating.of_rule(provision, day)).collect()
}

/// A roster sorted by what one asks it for.
pub(crate) struct Seating<'a> {
    structure: &'a Structure,
    memberships: HashMap<ProvisionId, Vec<&'a Membership>>,
    offices: HashMap<(BodyId, OfficeRole), Vec<&'a Office>>,
}

impl<'a> Seating<'a> {
    pub(crate) fn new(structure: &'a Structure, roster: &'a Roster) -> Self {
        let mut memberships: HashMap<_, Vec<_>> = HashMap::new();
        for membership in &roster.memberships {
            memberships.entry(membership.rule).or_default().push(membership);
        }
        let mut offices: HashMap<_, Vec<_>> = HashMap::new();
        for office in &roster.offices {
            offices.entry((office.body, office.role)).or_default().push(office);
        }
        Self { structure, memberships, offices }
    }

    /// All memberships of a rule, whenever.
    pub(crate) fn memberships(&self, rule: ProvisionId) -> &[&'a Membership] {
        self.memberships.get(&rule).map_or(&[], Vec::as_slice)
    }

    /// All times of an office in a body, whenever.
    pub(crate) fn offices(&self, body: BodyId, role: OfficeRole) -> &[&'a Office] {
        self.offices.get(&(body, role)).map_or(&[], Vec::as_slice)
    }

    /// Who sits in a body on a day.
    pub(crate) fn of_body(&self, body: BodyId, day: Date) -> Vec<Sitting> {
        let rules = self.structure.seat_rules_on(day).filter(|(_, rule)| rule.body == body);
        rules.flat_map(|(provision, _)| self.of_rule(provision, day)).collect()
    }

    /// Who sits by a rule on a day; nobody by a rule, or in a body, that is not in force.
    pub(crate) fn of_rule(&self, provision: &Provision, day: Date) -> Vec<Sitting> {
        self.within(provision, day, self.structure.provisions.len())
    }

    /// `steps` ends a circle of rules derived from each other.
    fn within(&self, provision: &Provision, day: Date, steps: usize) -> Vec<Sitting> {
        let Rule::SeatRule(rule) = &provision.rule else { return Vec::new() };
        let body_exists = self.structure.body(rule.body).is_some_and(|body| body.validity.holds(day));
        if !provision.validity.holds(day) || !body_exists {
            return Vec::new();
        }
        match rule.per {
            Per::Derived => self.derived(provision, rule, day, steps),
            _ => self.held(provision, rule, day),
        }
    }

    fn held(&self, provision: &Provision, rule: &SeatRule, day: Date) -> Vec<Sitting> {
        let there = units(self.structure, provision, day);
        let held = |membership: &&&Membership| {
            membership.capacity == Capacity::Member
                && membership.standing == Standing::Held
                && membership.validity.holds(day)
                && there.contains(&membership.unit)
        };
        let sitting = |membership: &&Membership| Sitting {
            body: rule.body,
            rule: provision.id,
            seat: membership.seat(),
            person: membership.person,
            party: membership.party.or(match membership.unit {
                Some(Unit::Party(party)) => Some(party),
                _ => None,
            }),
            category: membership.category.or(rule.category),
            membership: Some(membership.id),
            from: None,
        };
        self.memberships(provision.id).iter().filter(held).map(sitting).collect()
    }

    fn derived(&self, provision: &Provision, rule: &SeatRule, day: Date, steps: usize) -> Vec<Sitting> {
        let Some((source, left)) = rule.derived_from.as_ref().zip(steps.checked_sub(1)) else { return Vec::new() };
        if let Some(other) = source.seat_rule {
            let holders = self.structure.provision(other).map(|other| self.within(other, day, left));
            let here = |sitting: Sitting| Sitting {
                body: rule.body,
                rule: provision.id,
                seat: None,
                category: sitting.category.or(rule.category),
                membership: None,
                ..sitting
            };
            return holders.into_iter().flatten().map(here).collect();
        }
        let Some(role) = source.office else { return Vec::new() };
        let offices = self.structure.source_bodies(source, day).flat_map(|body| self.offices(body.id, role));
        let held = offices.filter(|office| office.validity.holds(day) && office.person.is_some());
        let sitting = |office: &&Office| Sitting {
            body: rule.body,
            rule: provision.id,
            seat: None,
            person: office.person,
            party: office.party,
            category: rule.category,
            membership: None,
            from: Some((office.body, role)),
        };
        held.map(sitting).collect()
    }
}
