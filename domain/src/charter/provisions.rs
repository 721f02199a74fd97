//! The provisions of a charter: one list in the domain, six on the wire.
use std::collections::{HashMap, HashSet};

use super::{Charter, CharterProvision};
use crate::naming::{ByKey, Renaming};
use crate::{FaultKind, Faults, Key, ProvisionKind, Rule, SeatRule};

impl ProvisionKind {
    /// The charter's list of such provisions.
    pub const fn list(self) -> &'static str {
        match self {
            Self::SeatRule => "seatRules",
            Self::LeadershipRule => "leadershipRules",
            Self::Requirement => "requirements",
            Self::TargetGroup => "targetGroups",
            Self::Emphasis => "emphases",
            Self::PaperSection => "paperSections",
        }
    }
}

impl Charter {
    /// Each provision with its place in the document.
    pub(super) fn placed_provisions(&self) -> impl Iterator<Item = (String, &CharterProvision)> {
        let mut met: HashMap<ProvisionKind, usize> = HashMap::new();
        self.provisions.iter().map(move |provision| {
            let kind = provision.rule.kind();
            let number = met.entry(kind).or_default();
            let place = format!("/{}/{number}", kind.list());
            *number += 1;
            (place, provision)
        })
    }

    pub(super) fn provision_keys_stand_once(&self, faults: &mut Faults) {
        let mut met = HashSet::new();
        for (place, provision) in self.placed_provisions() {
            if !met.insert(&provision.key) {
                faults.add(format!("{place}/key"), FaultKind::Duplicate);
            }
        }
    }

    /// Each provision by itself: its dates, its rule, and that everything it names is in the charter and of the right
    /// kind.
    pub(super) fn provisions_hold(&self, faults: &mut Faults) {
        let mut known = Known::of(self);
        for (place, provision) in self.placed_provisions() {
            provision.validity.check(&place, faults);
            let mut own = Faults::default();
            provision.rule.check(&mut own);
            if let Rule::SeatRule(rule) = &provision.rule {
                lists_are_short(rule, &mut own);
            }
            for fault in own.0 {
                faults.add(format!("{place}{}", fault.pointer), fault.kind);
            }
            // The copy is of no use; renaming meets every name with its place.
            let _ = provision.rule.renamed::<ByKey>(&mut known, &place);
            if let Some((member, kind, key)) = provision.rule.provision_named()
                && known.provisions.get(key).is_some_and(|found| *found != kind)
            {
                known.faults.add(format!("{place}{member}"), FaultKind::UnknownReference);
            }
            faults.0.append(&mut known.faults.0);
        }
    }
}

impl Rule<ByKey> {
    /// The provision it names: in which member, of which kind it must be, and its key.
    fn provision_named(&self) -> Option<(&'static str, ProvisionKind, &Key)> {
        match self {
            Self::SeatRule(rule) => {
                let key = rule.derived_from.as_ref()?.seat_rule.as_ref()?;
                Some(("/derivedFrom/seatRule", ProvisionKind::SeatRule, key))
            }
            Self::Emphasis(emphasis) => Some(("/targetGroup", ProvisionKind::TargetGroup, &emphasis.target_group)),
            Self::LeadershipRule(_) | Self::Requirement(_) | Self::TargetGroup(_) | Self::PaperSection(_) => None,
        }
    }
}

fn lists_are_short(rule: &SeatRule<ByKey>, faults: &mut Faults) {
    let max = SeatRule::<ByKey>::LIST_MAX;
    for (pointer, length) in [("/parties", rule.parties.len()), ("/quotas", rule.quotas.len())] {
        if length > max {
            faults.add(pointer, FaultKind::TooLong { max });
        }
    }
}

/// The keys a charter knows; those it does not are faults at their places.
struct Known<'a> {
    parties: HashSet<&'a Key>,
    areas: HashSet<&'a Key>,
    bodies: HashSet<&'a Key>,
    provisions: HashMap<&'a Key, ProvisionKind>,
    faults: Faults,
}

impl<'a> Known<'a> {
    fn of(charter: &'a Charter) -> Self {
        let provisions = charter.provisions.iter().rev();
        Self {
            parties: charter.parties.iter().map(|party| &party.key).collect(),
            areas: charter.areas.iter().map(|area| &area.key).collect(),
            bodies: charter.bodies.iter().map(|body| &body.key).collect(),
            // Of two entries with one key the first is meant.
            provisions: provisions.map(|provision| (&provision.key, provision.rule.kind())).collect(),
            faults: Faults::default(),
        }
    }

    fn one(&mut self, known: bool, pointer: &str, key: &Key) -> Option<Key> {
        if !known {
            self.faults.add(pointer, FaultKind::UnknownReference);
        }
        known.then(|| key.clone())
    }
}

impl Renaming<ByKey, ByKey> for Known<'_> {
    fn party(&mut self, pointer: &str, key: &Key) -> Option<Key> {
        self.one(self.parties.contains(key), pointer, key)
    }

    fn area(&mut self, pointer: &str, key: &Key) -> Option<Key> {
        self.one(self.areas.contains(key), pointer, key)
    }

    fn body(&mut self, pointer: &str, key: &Key) -> Option<Key> {
        self.one(self.bodies.contains(key), pointer, key)
    }

    fn provision(&mut self, pointer: &str, key: &Key) -> Option<Key> {
        self.one(self.provisions.contains_key(key), pointer, key)
    }
}
