//! The id each key stands for, and the entities made with them.
use std::collections::HashMap;

use crate::charter::{Charter, CharterArea, CharterBody, CharterParty, CharterProvision};
use crate::naming::{ById, ByKey, Renaming};
use crate::{Area, AreaId, AreaMember, Body, BodyId, Instant, Key, Party, PartyId, Provision, ProvisionId, Structure};

/// The id each key stands for; of two entries with one key the first is meant.
pub struct Ids<'a> {
    parties: HashMap<&'a Key, PartyId>,
    areas: HashMap<&'a Key, AreaId>,
    bodies: HashMap<&'a Key, BodyId>,
    provisions: HashMap<&'a Key, ProvisionId>,
    pub now: Instant,
}

impl<'a> Ids<'a> {
    /// Fresh ids for everything a charter names, entered at `now`.
    pub fn minted(charter: &'a Charter, now: Instant) -> Self {
        Self::over(charter, None, now)
    }

    /// The ids of a structure for what is in it already, fresh ones for the rest.
    pub fn over(charter: &'a Charter, current: Option<&'a Structure>, now: Instant) -> Self {
        let mut ids = Self {
            parties: HashMap::new(),
            areas: HashMap::new(),
            bodies: HashMap::new(),
            provisions: HashMap::new(),
            now,
        };
        if let Some(current) = current {
            ids.parties.extend(current.parties.iter().map(|party| (&party.key, party.id)));
            ids.areas.extend(current.areas.iter().map(|area| (&area.key, area.id)));
            ids.bodies.extend(current.bodies.iter().map(|body| (&body.key, body.id)));
            ids.provisions.extend(current.provisions.iter().map(|provision| (&provision.key, provision.id)));
        }
        for party in &charter.parties {
            ids.parties.entry(&party.key).or_insert_with(PartyId::fresh);
        }
        for area in &charter.areas {
            ids.areas.entry(&area.key).or_insert_with(AreaId::fresh);
        }
        for body in &charter.bodies {
            ids.bodies.entry(&body.key).or_insert_with(BodyId::fresh);
        }
        for provision in &charter.provisions {
            ids.provisions.entry(&provision.key).or_insert_with(ProvisionId::fresh);
        }
        ids
    }

    pub fn party(&self, party: &CharterParty) -> Party {
        Party {
            id: self.parties[&party.key],
            key: party.key.clone(),
            kind: party.kind,
            side: party.side,
            names: party.names.clone(),
            org_number: party.org_number,
            municipality_numbers: party.municipality_numbers.clone(),
            part_of: found(party.part_of.as_ref(), &self.parties),
            validity: party.validity,
            provenance: party.provenance.clone(),
            created_at: self.now,
            changed_at: self.now,
            version: 1,
        }
    }

    pub fn area(&self, area: &CharterArea) -> Area {
        let mut members = Vec::with_capacity(area.members.len());
        for member in &area.members {
            // A member without a party is kept under an id of nobody: the members' faults are told by position.
            let party = self.parties.get(&member.party).copied().unwrap_or_else(PartyId::fresh);
            members.push(AreaMember {
                party,
                role: member.role,
                validity: member.validity,
                provenance: member.provenance.clone(),
            });
        }
        Area {
            id: self.areas[&area.key],
            key: area.key.clone(),
            names: area.names.clone(),
            members,
            validity: area.validity,
            visibility: area.visibility,
            provenance: area.provenance.clone(),
            created_at: self.now,
            changed_at: self.now,
            version: 1,
        }
    }

    pub fn body(&self, body: &CharterBody) -> Body {
        // As with members, positions are kept.
        let succeeded = |key| self.bodies.get(key).copied().unwrap_or_else(BodyId::fresh);
        Body {
            id: self.bodies[&body.key],
            key: body.key.clone(),
            body_type: body.body_type,
            level: body.level,
            parent: found(body.parent.as_ref(), &self.bodies),
            area: found(body.area.as_ref(), &self.areas),
            side: body.side,
            names: body.names.clone(),
            abbreviation: body.abbreviation.clone(),
            mandate: body.mandate.clone(),
            openness: body.openness,
            visibility: body.visibility,
            decision_rule: body.decision_rule,
            meetings: body.meetings,
            case_number_format: body.case_number_format,
            paper_deadline_days: body.paper_deadline_days,
            programme_committee_for: found(body.programme_committee_for.as_ref(), &self.bodies),
            succeeds: body.succeeds.iter().map(succeeded).collect(),
            validity: body.validity,
            provenance: body.provenance.clone(),
            created_at: self.now,
            changed_at: self.now,
            version: 1,
        }
    }

    pub fn provision(&self, provision: &CharterProvision) -> Option<Provision> {
        Some(Provision {
            id: self.provisions[&provision.key],
            key: provision.key.clone(),
            rule: provision.rule.renamed(&mut &*self, "")?,
            validity: provision.validity,
            provenance: provision.provenance.clone(),
            created_at: self.now,
            changed_at: self.now,
            version: 1,
        })
    }
}

impl Renaming<ByKey, ById> for &Ids<'_> {
    fn party(&mut self, _: &str, key: &Key) -> Option<PartyId> {
        self.parties.get(key).copied()
    }

    fn area(&mut self, _: &str, key: &Key) -> Option<AreaId> {
        self.areas.get(key).copied()
    }

    fn body(&mut self, _: &str, key: &Key) -> Option<BodyId> {
        self.bodies.get(key).copied()
    }

    fn provision(&mut self, _: &str, key: &Key) -> Option<ProvisionId> {
        self.provisions.get(key).copied()
    }
}

fn found<I: Copy>(key: Option<&Key>, ids: &HashMap<&Key, I>) -> Option<I> {
    key.and_then(|key| ids.get(key).copied())
}
