//! A community's structure as one value: what rules, pictures and charters are made from.
mod seen;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::{
    Area, AreaId, Body, BodyId, Date, Emphasis, LeadershipRule, Membership, Office, Party, PartyId, Provision,
    ProvisionId, Requirement, Rule, SeatRule, Settings, TargetGroup,
};

/// Everything a charter lays down of a community, past and future entries included, by name and then by id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Structure {
    /// The settings.
    pub settings: Settings,
    /// The parties.
    pub parties: Vec<Party>,
    /// The areas.
    pub areas: Vec<Area>,
    /// The bodies.
    pub bodies: Vec<Body>,
    /// The provisions, by key.
    pub provisions: Vec<Provision>,
}

/// Who is named to what, past and future included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    /// The memberships.
    pub memberships: Vec<Membership>,
    /// The offices.
    pub offices: Vec<Office>,
}

impl Structure {
    /// A party.
    pub fn party(&self, id: PartyId) -> Option<&Party> {
        self.parties.iter().find(|party| party.id == id)
    }

    /// An area.
    pub fn area(&self, id: AreaId) -> Option<&Area> {
        self.areas.iter().find(|area| area.id == id)
    }

    /// A body.
    pub fn body(&self, id: BodyId) -> Option<&Body> {
        self.bodies.iter().find(|body| body.id == id)
    }

    /// A provision.
    pub fn provision(&self, id: ProvisionId) -> Option<&Provision> {
        self.provisions.iter().find(|provision| provision.id == id)
    }

    /// The bodies in force on a day.
    pub fn bodies_on(&self, day: Date) -> impl Iterator<Item = &Body> {
        self.bodies.iter().filter(move |body| body.validity.holds(day))
    }

    /// The seat rules in force on a day.
    pub fn seat_rules_on(&self, day: Date) -> impl Iterator<Item = (&Provision, &SeatRule)> {
        self.in_force(day).filter_map(|provision| match &provision.rule {
            Rule::SeatRule(rule) => Some((provision, &**rule)),
            _ => None,
        })
    }

    /// The leadership rules, whenever in force.
    pub fn leadership_rules(&self) -> impl Iterator<Item = (&Provision, &LeadershipRule)> {
        self.provisions.iter().filter_map(|provision| match &provision.rule {
            Rule::LeadershipRule(rule) => Some((provision, rule)),
            _ => None,
        })
    }

    /// The requirements in force on a day.
    pub fn requirements_on(&self, day: Date) -> impl Iterator<Item = (&Provision, &Requirement)> {
        self.in_force(day).filter_map(|provision| match &provision.rule {
            Rule::Requirement(rule) => Some((provision, rule)),
            _ => None,
        })
    }

    /// The target groups in force on a day.
    pub fn target_groups_on(&self, day: Date) -> impl Iterator<Item = (&Provision, &TargetGroup)> {
        self.in_force(day).filter_map(|provision| match &provision.rule {
            Rule::TargetGroup(group) => Some((provision, group)),
            _ => None,
        })
    }

    /// The weights in force on a day.
    pub fn emphases_on(&self, day: Date) -> impl Iterator<Item = (&Provision, &Emphasis)> {
        self.in_force(day).filter_map(|provision| match &provision.rule {
            Rule::Emphasis(emphasis) => Some((provision, emphasis)),
            _ => None,
        })
    }

    fn in_force(&self, day: Date) -> impl Iterator<Item = &Provision> {
        let bodies: HashMap<BodyId, bool> =
            self.bodies.iter().map(|body| (body.id, body.validity.holds(day))).collect();
        self.provisions.iter().filter(move |provision| {
            let of_body = provision.rule.body().is_none_or(|body| bodies.get(body).copied().unwrap_or(false));
            provision.validity.holds(day) && of_body
        })
    }
}
