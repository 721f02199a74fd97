//! A community's structure as one value: what rules, pictures and charters are made from.
mod rules;
mod seen;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::{
    Area, AreaId, Body, BodyId, Date, Emphasis, Key, LeadershipRule, Membership, Office, PaperSection, Party, PartyId,
    Provision, ProvisionId, Requirement, Rule, SeatRule, Settings, TargetGroup, Validity,
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

    /// The keys of the provisions that name another one and are in force on any day after one: rules that seat a rule's
    /// holders, and weights on a target group.
    pub fn naming_after(&self, id: ProvisionId, day: Date) -> Vec<Key> {
        let names = |rule: &Rule| match rule {
            Rule::SeatRule(rule) => rule.derived_from.as_ref().and_then(|source| source.seat_rule) == Some(id),
            Rule::Emphasis(emphasis) => emphasis.target_group == id,
            Rule::LeadershipRule(_) | Rule::Requirement(_) | Rule::TargetGroup(_) | Rule::PaperSection(_) => false,
        };
        let reaches = |validity: &Validity| !validity.is_never() && validity.to.is_none_or(|to| to > day);
        let naming = |other: &&Provision| other.id != id && names(&other.rule) && reaches(&other.validity);
        self.provisions.iter().filter(naming).map(|other| other.key.clone()).collect()
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

    /// The sections of a body's papers in force on a day, each with its stable name, as they stand in a paper.
    pub fn paper_sections(&self, body: BodyId, day: Date) -> Vec<(&Key, &PaperSection)> {
        let theirs = self.in_force(day).filter_map(|provision| match &provision.rule {
            Rule::PaperSection(section) if section.body == body => Some((&provision.key, section)),
            _ => None,
        });
        let mut sections: Vec<_> = theirs.collect();
        sections.sort_by_key(|(key, section)| (section.place, *key));
        sections
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::invented::{Community, between, key, seat_rule};
    use crate::{BodyType, Line, Names, Per, Side, Source, TargetGroupOrigin};

    #[test]
    fn what_names_a_provision_is_told_for_the_days_after_one() {
        let mut c = Community::new();
        let body = c.body("ssu", BodyType::StrategicCommittee, 1, None);
        let line = Line::parse("Oppdikta").expect("a line");
        let names = Names { nb: line.clone(), nn: line };
        let group = c.provision("group", Rule::TargetGroup(TargetGroup { names, origin: TargetGroupOrigin::Own }));
        let weight = Emphasis { body, target_group: group, weight: 2, reason: None };
        c.provision("weight", Rule::Emphasis(weight.clone()));
        let seats = c.seats("seats", seat_rule(body, Side::Municipal, Per::Body));
        let source = Source { seat_rule: Some(seats), body: None, body_type: None, office: None };
        let derived = SeatRule { derived_from: Some(source), ..seat_rule(body, Side::Municipal, Per::Derived) };
        c.seats("derived", derived);
        c.provision("taken-back", Rule::Emphasis(weight));
        let last = date(2030, 6, 30);
        for provision in &mut c.structure.provisions {
            provision.validity = match provision.key.as_str() {
                "taken-back" => between(Some(date(2040, 1, 1)), Some(date(2039, 12, 31))),
                _ => between(None, Some(last)),
            };
        }
        let before = last.yesterday().expect("a day");
        for (id, day, naming) in [
            (group, before, vec![key("weight")]),
            (group, last, vec![]),
            (seats, before, vec![key("derived")]),
            (seats, last, vec![]),
        ] {
            assert_eq!(c.structure.naming_after(id, day), naming, "{day}");
        }
    }
}
