//! What must hold of a charter as a whole, before anything is made of it.
use std::collections::{HashMap, HashSet};

use super::entities::{Entities, Ids};
use super::{Charter, CharterParty};
use crate::{Area, BodyLinks, Date, FaultKind, Faults, Instant, Key, Structure, Validity};

impl Charter {
    /// All faults of the document, with pointers into it as it stands on the wire.
    ///
    /// Keys and numbers stand once, references are known, nothing is above itself, and each entity holds by itself.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        self.keys_stand_once(&mut faults);
        self.references_are_known(&mut faults);
        self.numbers_stand_once(&mut faults);
        let parties = self.parties.iter().map(|party| (&party.key, party.part_of.as_ref()));
        no_circles(parties, "/parties", "partOf", &mut faults);
        self.bodies_have_an_order(&mut faults);
        self.entities_hold(&mut faults);
        self.provisions_hold(&mut faults);
        faults.into_result()
    }

    /// Bodies are entered one after the other, each after all it refers to; see [`BodyLinks`].
    fn bodies_have_an_order(&self, faults: &mut Faults) {
        let all: HashMap<&Key, BodyLinks<&Key>> = self.bodies.iter().map(|body| (&body.key, body.links())).collect();
        for (i, body) in self.bodies.iter().enumerate() {
            for pointer in body.links().circles(&body.key, None, &all) {
                faults.add(format!("/bodies/{i}{pointer}"), FaultKind::Cycle);
            }
        }
    }

    /// The rules together, as the charter alone tells them, from a day on: numbers that can be reached, quotas for
    /// somebody, no seats that follow from themselves, no part of a paper twice. For a charter that has passed
    /// [`Self::check`].
    pub fn check_rules(&self, day: Date) -> Result<(), Faults> {
        let ids = Ids::minted(self, Instant::from_timestamp(jiff::Timestamp::UNIX_EPOCH));
        let Entities { settings, parties, areas, bodies, provisions, .. } = self.in_document_order(&ids);
        let mut faults = Faults::default();
        self.rules_hold(&Structure { settings, parties, areas, bodies, provisions }, day, &mut faults);
        faults.into_result()
    }

    /// What is wrong with the rules of a structure from a day on, where the charter names them.
    pub(super) fn rules_hold(&self, structure: &Structure, day: Date, faults: &mut Faults) {
        let places: HashMap<&Key, String> =
            self.placed_provisions().map(|(place, provision)| (&provision.key, place)).collect();
        for (id, fault) in structure.broken_rules_from(day) {
            let place = structure.provision(id).and_then(|provision| places.get(&provision.key));
            if let Some(place) = place {
                faults.add(format!("{place}{}", fault.pointer), fault.kind);
            }
        }
    }

    fn keys_stand_once(&self, faults: &mut Faults) {
        once(self.parties.iter().map(|party| Some(&party.key)), "/parties", "key", faults);
        once(self.areas.iter().map(|area| Some(&area.key)), "/areas", "key", faults);
        once(self.bodies.iter().map(|body| Some(&body.key)), "/bodies", "key", faults);
        self.provision_keys_stand_once(faults);
        for (i, _) in self.ends.iter().enumerate().filter(|(i, key)| self.ends[..*i].contains(key)) {
            faults.add(format!("/ends/{i}"), FaultKind::Duplicate);
        }
    }

    fn references_are_known(&self, faults: &mut Faults) {
        let parties: HashSet<&Key> = self.parties.iter().map(|party| &party.key).collect();
        let areas: HashSet<&Key> = self.areas.iter().map(|area| &area.key).collect();
        let bodies: HashSet<&Key> = self.bodies.iter().map(|body| &body.key).collect();
        let mut known = |among: &HashSet<&Key>, key: Option<&Key>, pointer: String| {
            if key.is_some_and(|key| !among.contains(key)) {
                faults.add(pointer, FaultKind::UnknownReference);
            }
        };
        for (i, party) in self.parties.iter().enumerate() {
            known(&parties, party.part_of.as_ref(), format!("/parties/{i}/partOf"));
        }
        for (i, area) in self.areas.iter().enumerate() {
            for (j, member) in area.members.iter().enumerate() {
                known(&parties, Some(&member.party), format!("/areas/{i}/members/{j}/party"));
            }
        }
        for (i, body) in self.bodies.iter().enumerate() {
            known(&bodies, body.parent.as_ref(), format!("/bodies/{i}/parent"));
            known(&areas, body.area.as_ref(), format!("/bodies/{i}/area"));
            known(&bodies, body.programme_committee_for.as_ref(), format!("/bodies/{i}/programmeCommitteeFor"));
            for (j, earlier) in body.succeeds.iter().enumerate() {
                known(&bodies, Some(earlier), format!("/bodies/{i}/succeeds/{j}"));
            }
        }
    }

    /// An organisation number is one organisation's for good; a municipality number may pass on after a reform, but
    /// is never two municipalities' on one day.
    fn numbers_stand_once(&self, faults: &mut Faults) {
        once(self.parties.iter().map(|party| party.org_number.as_ref()), "/parties", "orgNumber", faults);
        for (i, party) in self.parties.iter().enumerate() {
            for (j, dated) in party.municipality_numbers.iter().enumerate() {
                let held_by = |other: &CharterParty| {
                    other.municipality_numbers.iter().any(|earlier| {
                        earlier.number == dated.number
                            && share_a_day(&[earlier.validity, other.validity, dated.validity, party.validity])
                    })
                };
                if self.parties[..i].iter().any(held_by) {
                    faults.add(format!("/parties/{i}/municipalityNumbers/{j}/number"), FaultKind::Duplicate);
                }
            }
        }
    }

    fn entities_hold(&self, faults: &mut Faults) {
        let made = self.in_document_order(&Ids::minted(self, Instant::from_timestamp(jiff::Timestamp::UNIX_EPOCH)));
        let mut place = |base: String, checked: Result<(), Faults>| {
            for fault in checked.err().unwrap_or_default().0 {
                faults.add(format!("{base}{}", fault.pointer), fault.kind);
            }
        };
        place("/settings".to_owned(), made.settings.check());
        for (i, party) in made.parties.iter().enumerate() {
            place(format!("/parties/{i}"), party.check());
        }
        for (i, area) in made.areas.iter().enumerate() {
            place(format!("/areas/{i}"), area.check());
            if area.members.len() > Area::MEMBERS_MAX {
                let kind = FaultKind::TooLong { max: Area::MEMBERS_MAX };
                place(format!("/areas/{i}"), Err(Faults::one("/members", kind)));
            }
        }
        for (i, body) in made.bodies.iter().enumerate() {
            place(format!("/bodies/{i}"), body.check());
        }
    }
}

fn once<'a, T: Eq + std::hash::Hash + 'a>(
    values: impl Iterator<Item = Option<&'a T>>,
    list: &str,
    member: &str,
    faults: &mut Faults,
) {
    let mut met = HashSet::new();
    for (i, value) in values.enumerate() {
        if value.is_some_and(|value| !met.insert(value)) {
            faults.add(format!("{list}/{i}/{member}"), FaultKind::Duplicate);
        }
    }
}

/// Tells of every entry that stands in a circle. An entry directly above itself is left to the entity's own check.
fn no_circles<'a>(
    entries: impl Iterator<Item = (&'a Key, Option<&'a Key>)> + Clone,
    list: &str,
    member: &str,
    faults: &mut Faults,
) {
    let above: HashMap<&Key, Option<&Key>> = entries.clone().collect();
    for (i, (key, parent)) in entries.enumerate() {
        let parent_of = |at: &&'a Key| above.get(*at).copied().flatten();
        let mut chain = std::iter::successors(parent, parent_of).take(above.len());
        if parent != Some(key) && chain.any(|at| at == key) {
            faults.add(format!("{list}/{i}/{member}"), FaultKind::Cycle);
        }
    }
}

fn share_a_day(validities: &[Validity]) -> bool {
    // Days form a line, so periods of which each two overlap have a day common to all.
    validities.iter().enumerate().all(|(i, one)| validities[..i].iter().all(|other| one.overlaps(other)))
}
