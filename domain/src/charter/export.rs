//! A community's structure written as a charter.
use std::collections::HashMap;

use super::{
    Charter, CharterArea, CharterBody, CharterCommunity, CharterMember, CharterParty, CharterProvision, CharterSettings,
};
use crate::naming::{ById, ByKey, Renaming};
use crate::{
    Area, AreaId, Body, BodyId, Key, Party, PartyId, Provision, ProvisionId, Settings, Structure, Tenant, sort_key,
};

impl Charter {
    /// The charter that says what stands of a community, past and future entries included, in an order people can read.
    ///
    /// What was taken back before it began is left out, and so is every mention of it: it never came to be.
    pub fn of(tenant: &Tenant, structure: &Structure) -> Self {
        let Entries { settings, parties, areas, bodies, provisions } = Entries::of(structure);
        let community = CharterCommunity {
            slug: tenant.slug.clone(),
            names: tenant.names.clone(),
            language: tenant.language,
            listing: tenant.listing,
        };
        Self { community, settings, parties, areas, bodies, provisions, ends: Vec::new() }.in_order()
    }

    /// The same charter in the order in which one is exported: parties by side, kind and name, areas by name, bodies from
    /// the top, provisions by kind, body and key. Only what has no order of its own is moved.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        self.parties
            .sort_by_cached_key(|party| (party.side, party.kind, sort_key(party.names.nb.as_str()), party.key.clone()));
        self.areas.sort_by_cached_key(|area| (sort_key(area.names.nb.as_str()), area.key.clone()));
        self.bodies.sort_by_cached_key(|body| (body.level, sort_key(body.names.nb.as_str()), body.key.clone()));
        let bodies: HashMap<_, _> =
            (1..).zip(&self.bodies).map(|(i, body): (usize, _)| (body.key.clone(), i)).collect();
        self.provisions.sort_by_cached_key(|provision| {
            // What concerns the whole community comes before what concerns one body.
            let body = provision.rule.body().map_or(0, |body| bodies.get(body).copied().unwrap_or(usize::MAX));
            (provision.rule.kind(), body, provision.key.clone())
        });
        for party in &mut self.parties {
            party.put_in_order();
        }
        for area in &mut self.areas {
            area.put_in_order();
        }
        for body in &mut self.bodies {
            body.put_in_order();
        }
        self
    }
}

impl CharterParty {
    pub(super) fn put_in_order(&mut self) {
        self.municipality_numbers.sort_by_key(|dated| (dated.validity.from, dated.number));
    }
}

impl CharterArea {
    pub(super) fn put_in_order(&mut self) {
        self.members.sort_by(|a, b| (a.role, &a.party, a.validity.from).cmp(&(b.role, &b.party, b.validity.from)));
    }
}

impl CharterBody {
    pub(super) fn put_in_order(&mut self) {
        self.succeeds.sort();
    }
}

/// A structure's entries as a charter writes them, one for one but for what never came to be.
pub(super) struct Entries {
    pub settings: CharterSettings,
    pub parties: Vec<CharterParty>,
    pub areas: Vec<CharterArea>,
    pub bodies: Vec<CharterBody>,
    pub provisions: Vec<CharterProvision>,
}

impl Entries {
    pub fn of(structure: &Structure) -> Self {
        let keys = Keys::of(structure);
        Self {
            settings: settings(&structure.settings),
            parties: came_to_be(&structure.parties, |party| party.validity).map(|party| keys.party(party)).collect(),
            areas: came_to_be(&structure.areas, |area| area.validity).map(|area| keys.area(area)).collect(),
            bodies: came_to_be(&structure.bodies, |body| body.validity).map(|body| keys.body(body)).collect(),
            provisions: came_to_be(&structure.provisions, |provision| provision.validity)
                .filter_map(|provision| keys.provision(provision))
                .collect(),
        }
    }
}

fn came_to_be<T>(list: &[T], validity: fn(&T) -> crate::Validity) -> impl Iterator<Item = &T> {
    list.iter().filter(move |entry| !validity(entry).is_never())
}

/// The keys of what came to be.
struct Keys<'a> {
    parties: HashMap<PartyId, &'a Key>,
    areas: HashMap<AreaId, &'a Key>,
    bodies: HashMap<BodyId, &'a Key>,
    provisions: HashMap<ProvisionId, &'a Key>,
}

impl<'a> Keys<'a> {
    fn of(structure: &'a Structure) -> Self {
        let bodies = came_to_be(&structure.bodies, |body| body.validity).map(|body| (body.id, &body.key));
        let provisions = came_to_be(&structure.provisions, |provision| provision.validity);
        let mut keys = Self {
            parties: came_to_be(&structure.parties, |party| party.validity)
                .map(|party| (party.id, &party.key))
                .collect(),
            areas: came_to_be(&structure.areas, |area| area.validity).map(|area| (area.id, &area.key)).collect(),
            bodies: bodies.collect(),
            provisions: provisions.map(|provision| (provision.id, &provision.key)).collect(),
        };
        keys.forget_what_leans_on_nothing(structure);
        keys
    }

    /// Takes away each provision that names what never came to be, and then each that names one of those, to the end.
    fn forget_what_leans_on_nothing(&mut self, structure: &Structure) {
        loop {
            let names_nothing = |provision: &&Provision| provision.rule.renamed::<ByKey>(&mut &*self, "").is_none();
            let known = structure.provisions.iter().filter(|provision| self.provisions.contains_key(&provision.id));
            let lost: Vec<_> = known.filter(names_nothing).map(|provision| provision.id).collect();
            if lost.is_empty() {
                return;
            }
            self.provisions.retain(|id, _| !lost.contains(id));
        }
    }

    fn party(&self, party: &Party) -> CharterParty {
        let mut written = CharterParty {
            key: party.key.clone(),
            kind: party.kind,
            side: party.side,
            names: party.names.clone(),
            org_number: party.org_number,
            municipality_numbers: party.municipality_numbers.clone(),
            part_of: party.part_of.and_then(|whole| self.parties.get(&whole).copied().cloned()),
            validity: party.validity,
            provenance: party.provenance.clone(),
        };
        written.put_in_order();
        written
    }

    fn area(&self, area: &Area) -> CharterArea {
        let members = area.members.iter().filter_map(|member| {
            Some(CharterMember {
                party: self.parties.get(&member.party).copied()?.clone(),
                role: member.role,
                validity: member.validity,
                provenance: member.provenance.clone(),
            })
        });
        let mut written = CharterArea {
            key: area.key.clone(),
            names: area.names.clone(),
            members: members.collect(),
            validity: area.validity,
            visibility: area.visibility,
            provenance: area.provenance.clone(),
        };
        written.put_in_order();
        written
    }

    fn body(&self, body: &Body) -> CharterBody {
        let key = |id: BodyId| self.bodies.get(&id).copied().cloned();
        let mut written = CharterBody {
            key: body.key.clone(),
            body_type: body.body_type,
            level: body.level,
            parent: body.parent.and_then(key),
            area: body.area.and_then(|area| self.areas.get(&area).copied().cloned()),
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
            programme_committee_for: body.programme_committee_for.and_then(key),
            succeeds: body.succeeds.iter().copied().filter_map(key).collect(),
            validity: body.validity,
            provenance: body.provenance.clone(),
        };
        written.put_in_order();
        written
    }

    /// A provision that cannot do without something that never came to be is never in force either.
    fn provision(&self, provision: &Provision) -> Option<CharterProvision> {
        Some(CharterProvision {
            key: provision.key.clone(),
            rule: provision.rule.renamed(&mut &*self, "")?,
            validity: provision.validity,
            provenance: provision.provenance.clone(),
        })
    }
}

impl Renaming<ById, ByKey> for &Keys<'_> {
    fn party(&mut self, _: &str, id: &PartyId) -> Option<Key> {
        self.parties.get(id).copied().cloned()
    }

    fn area(&mut self, _: &str, id: &AreaId) -> Option<Key> {
        self.areas.get(id).copied().cloned()
    }

    fn body(&mut self, _: &str, id: &BodyId) -> Option<Key> {
        self.bodies.get(id).copied().cloned()
    }

    fn provision(&mut self, _: &str, id: &ProvisionId) -> Option<Key> {
        self.provisions.get(id).copied().cloned()
    }
}

fn settings(settings: &Settings) -> CharterSettings {
    CharterSettings {
        forwarding: settings.forwarding,
        contact_email: settings.contact_email.clone(),
        website: settings.website.clone(),
        paper_deadline_days: settings.paper_deadline_days,
        case_number_format: settings.case_number_format,
        reminder_days: settings.reminder_days,
    }
}
