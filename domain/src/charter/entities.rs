//! What a charter becomes: entities with fresh ids, every key resolved.
use std::collections::HashMap;
use std::hash::Hash;

use super::{Charter, CharterArea, CharterBody, CharterParty};
use crate::{
    Area, AreaId, AreaMember, Body, BodyId, Instant, Key, Party, PartyId, Settings, Tenant, TenantId, TenantStatus,
};

/// A community and everything its charter names, ready to be stored in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entities {
    /// The community.
    pub tenant: Tenant,
    /// Its settings.
    pub settings: Settings,
    /// Its parties; a party comes after the one it is part of.
    pub parties: Vec<Party>,
    /// Its areas, in the charter's order.
    pub areas: Vec<Area>,
    /// Its bodies; a body comes after its parent.
    pub bodies: Vec<Body>,
}

impl Charter {
    /// Makes the entities of a charter that has passed [`Charter::check`], entered at `now`.
    ///
    /// Each call mints new ids. Without a passed check, unknown keys become nothing or ids of nobody.
    pub fn entities(&self, now: Instant) -> Entities {
        let mut made = self.in_document_order(now);
        let above: HashMap<_, _> = made.parties.iter().map(|party| (party.id, party.part_of)).collect();
        made.parties.sort_by_cached_key(|party| depth(party.id, &above));
        let above: HashMap<_, _> = made.bodies.iter().map(|body| (body.id, body.parent)).collect();
        made.bodies.sort_by_cached_key(|body| depth(body.id, &above));
        made
    }

    /// The entities one for one with the charter's lists, so that a fault of an entity has a place in the document.
    pub(super) fn in_document_order(&self, now: Instant) -> Entities {
        let ids = Ids {
            parties: minted(self.parties.iter().map(|party| &party.key), PartyId::fresh),
            areas: minted(self.areas.iter().map(|area| &area.key), AreaId::fresh),
            bodies: minted(self.bodies.iter().map(|body| &body.key), BodyId::fresh),
            now,
        };
        Entities {
            tenant: Tenant {
                id: TenantId::fresh(),
                slug: self.community.slug.clone(),
                names: self.community.names.clone(),
                language: self.community.language,
                listing: self.community.listing,
                status: TenantStatus::Open,
                created_at: now,
                changed_at: now,
                version: 1,
            },
            settings: Settings {
                forwarding: self.settings.forwarding,
                contact_email: self.settings.contact_email.clone(),
                website: self.settings.website.clone(),
                paper_deadline_days: self.settings.paper_deadline_days,
                case_number_format: self.settings.case_number_format,
                changed_at: now,
                version: 1,
            },
            parties: self.parties.iter().map(|party| ids.party(party)).collect(),
            areas: self.areas.iter().map(|area| ids.area(area)).collect(),
            bodies: self.bodies.iter().map(|body| ids.body(body)).collect(),
        }
    }
}

/// The id each key stands for; of two entries with one key the first is meant.
struct Ids<'a> {
    parties: HashMap<&'a Key, PartyId>,
    areas: HashMap<&'a Key, AreaId>,
    bodies: HashMap<&'a Key, BodyId>,
    now: Instant,
}

impl Ids<'_> {
    fn party(&self, party: &CharterParty) -> Party {
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

    fn area(&self, area: &CharterArea) -> Area {
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

    fn body(&self, body: &CharterBody) -> Body {
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
}

fn minted<'a, I>(keys: impl Iterator<Item = &'a Key>, fresh: impl Fn() -> I) -> HashMap<&'a Key, I> {
    let mut ids = HashMap::new();
    for key in keys {
        ids.entry(key).or_insert_with(&fresh);
    }
    ids
}

fn found<I: Copy>(key: Option<&Key>, ids: &HashMap<&Key, I>) -> Option<I> {
    key.and_then(|key| ids.get(key).copied())
}

/// How many stand above an entry; never more than there are entries, even in a circle.
fn depth<I: Copy + Eq + Hash>(id: I, above: &HashMap<I, Option<I>>) -> usize {
    let parent_of = |at: &I| above.get(at).copied().flatten();
    std::iter::successors(parent_of(&id), parent_of).take(above.len()).count()
}
