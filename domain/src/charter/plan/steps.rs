//! The writes one list of a charter takes.
use std::collections::{HashMap, HashSet};

use super::history::{Lasting, days_kept};
use super::{Step, When};
use crate::charter::compare::{Change, ChangeKind, Written, change};
use crate::{ActKind, Area, Body, Date, FaultKind, Faults, Instant, Key, Party, Provision, ProvisionKind, Validity};

/// The members that have days of their own, and so are taken as written whenever the charter comes into force.
const DATED: [&str; 4] = ["validFrom", "validTo", "members", "municipalityNumbers"];

/// The list of a charter in which a provision is missing.
pub(super) fn list_of(provision: &Provision) -> &'static str {
    match provision.rule.kind() {
        ProvisionKind::SeatRule => "/seatRules",
        ProvisionKind::LeadershipRule => "/leadershipRules",
        ProvisionKind::Requirement => "/requirements",
        ProvisionKind::TargetGroup => "/targetGroups",
        ProvisionKind::Emphasis => "/emphases",
        ProvisionKind::PaperSection => "/paperSections",
    }
}

/// Works through the lists one after the other.
pub(super) struct Steps<'a> {
    pub when: When,
    pub faults: &'a mut Faults,
    pub changes: &'a mut Vec<Change>,
}

impl Steps<'_> {
    /// What becomes of one list: each entry the charter names, with its place and as it shall be kept, and what stands, as
    /// it is kept and as a charter would tell it.
    pub fn of<'w, E: Entity, W: Written + 'w>(
        &mut self,
        wanted: impl Iterator<Item = ((String, &'w W), E)>,
        current: &[E],
        told: &[W],
        list: fn(&E) -> &'static str,
    ) -> Vec<Step<E>> {
        let current_by_key: HashMap<&Key, &E> = current.iter().map(|entry| (entry.key(), entry)).collect();
        let told: HashMap<&Key, &W> = told.iter().map(|entry| (entry.key(), entry)).collect();
        let mut named = HashSet::new();
        let mut steps = Vec::new();
        for ((pointer, written), made) in wanted {
            named.insert(written.key());
            let old = current_by_key.get(written.key()).copied();
            steps.extend(self.named(pointer, (told.get(written.key()).copied(), written), (old, made)));
        }
        for old in current.iter().filter(|old| !named.contains(old.key()) && told.contains_key(old.key())) {
            steps.extend(self.missing(old, told[old.key()], list(old)));
        }
        steps
    }

    /// What becomes of an entry the charter names.
    fn named<E: Entity, W: Written>(
        &mut self,
        pointer: String,
        (told, written): (Option<&W>, &W),
        (old, mut new): (Option<&E>, E),
    ) -> Option<Step<E>> {
        let mut change = change(told, written)?;
        if let Some(old) = old {
            old.keeps(&new, &pointer, self.faults);
            days_kept(old.validity(), new.validity(), self.when.today, &pointer, self.faults);
            let then = self.when.until_then();
            if old.validity().overlaps(&then) || new.validity().overlaps(&then) {
                for member in change.members.iter().filter(|member| !DATED.contains(&member.as_str())) {
                    self.faults.add(format!("{pointer}/{member}"), FaultKind::OnlyFromToday);
                }
            }
            if told.is_none() {
                // It was taken back before it began; now it comes to be after all.
                change.act = ChangeKind::Reopened;
            }
            new.follow(old, self.when.now);
        }
        let act = match change.act {
            ChangeKind::Created => ActKind::Created,
            ChangeKind::Changed | ChangeKind::Reopened => ActKind::Changed,
            ChangeKind::Ended => ActKind::Ended,
        };
        change.pointer = Some(pointer.clone());
        self.changes.push(change);
        Some(Step { old: old.cloned(), new, act, pointer })
    }

    /// What becomes of an entry the charter does not name: its last day comes before the charter's first. What would begin
    /// later never does.
    fn missing<E: Entity, W: Written>(&mut self, old: &E, told: &W, list: &'static str) -> Option<Step<E>> {
        let validity = ended(old.validity(), self.when.last())?;
        let mut new = old.clone();
        new.set_validity(validity);
        new.follow(old, self.when.now);
        self.changes.push(Change {
            act: ChangeKind::Ended,
            what: told.what(),
            key: Some(old.key().clone()),
            pointer: Some(list.into()),
            members: vec!["validTo".into()],
        });
        Some(Step { old: Some(old.clone()), new, act: ActKind::Ended, pointer: list.into() })
    }
}

/// The validity with its last day; nothing where it ends no later anyway. What begins after that day is taken back, by a
/// last day before its first.
pub(super) fn ended(validity: Validity, last: Date) -> Option<Validity> {
    if validity.is_never() || validity.to.is_some_and(|to| to <= last) {
        return None;
    }
    let never = validity.from.filter(|from| *from > last).map(|from| from.yesterday().unwrap_or(from));
    Some(Validity { to: Some(never.unwrap_or(last)), ..validity })
}

/// What is kept of an entry of a charter.
pub(super) trait Entity: Clone + Lasting {
    fn key(&self) -> &Key;
    fn validity(&self) -> Validity;
    fn set_validity(&mut self, validity: Validity);
    /// Becomes the next version of `old`.
    fn follow(&mut self, old: &Self, now: Instant);
}

macro_rules! entities {
    ($($name:ty),+) => { $(
        impl Entity for $name {
            fn key(&self) -> &Key {
                &self.key
            }

            fn validity(&self) -> Validity {
                self.validity
            }

            fn set_validity(&mut self, validity: Validity) {
                self.validity = validity;
            }

            fn follow(&mut self, old: &Self, now: Instant) {
                self.created_at = old.created_at;
                self.changed_at = now;
                self.version = old.version + 1;
            }
        }
    )+ };
}

entities!(Party, Area, Body, Provision);
