//! What differs between two structures, told entry by entry as a charter writes them.
use std::collections::HashMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::export::Entries;
use super::{CharterArea, CharterBody, CharterParty, CharterProvision};
use crate::words::words;
use crate::{Date, Key, ProvisionKind, Structure, Validity};

words! {
    /// What becomes of an entry.
    pub enum ChangeKind {
        /// It is entered.
        Created = "created",
        /// It is changed.
        Changed = "changed",
        /// It is given a last day, or an earlier one.
        Ended = "ended",
        /// It is given a later last day, or none.
        Reopened = "reopened",
    }
}

words! {
    /// What kind of entry it is.
    pub enum ChangedType {
        /// The settings.
        Settings = "settings",
        /// A party.
        Party = "party",
        /// An area.
        Area = "area",
        /// A body.
        Body = "body",
        /// A seat rule.
        SeatRule = "seat-rule",
        /// A leadership rule.
        LeadershipRule = "leadership-rule",
        /// A requirement.
        Requirement = "requirement",
        /// A target group.
        TargetGroup = "target-group",
        /// An emphasis.
        Emphasis = "emphasis",
        /// A section of a body's papers.
        PaperSection = "paper-section",
    }
}

/// One entry that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What becomes of it.
    pub act: ChangeKind,
    /// What it is.
    pub what: ChangedType,
    /// Its key; the settings have none.
    pub key: Option<Key>,
    /// Its place in the charter, or the list it is missing from; nothing where no charter is concerned.
    pub pointer: Option<String>,
    /// The members that differ, by their names in a charter; none where the whole entry is new.
    pub members: Vec<String>,
}

/// What becomes of one structure on the way to another, by key. An entry that is missing from the new one has ended.
pub fn changes(old: &Structure, new: &Structure) -> Vec<Change> {
    let (old, new) = (Entries::of(old), Entries::of(new));
    let members = differing(&old.settings, &new.settings);
    let settings = Change { act: ChangeKind::Changed, what: ChangedType::Settings, key: None, pointer: None, members };
    let settings = Some(settings).filter(|change| !change.members.is_empty());
    let mut all: Vec<_> = settings.into_iter().collect();
    all.extend(lists(&old.parties, &new.parties));
    all.extend(lists(&old.areas, &new.areas));
    all.extend(lists(&old.bodies, &new.bodies));
    all.extend(lists(&old.provisions, &new.provisions));
    all
}

fn lists<W: Written>(old: &[W], new: &[W]) -> Vec<Change> {
    let before: HashMap<&Key, &W> = old.iter().map(|entry| (entry.key(), entry)).collect();
    let after: HashMap<&Key, &W> = new.iter().map(|entry| (entry.key(), entry)).collect();
    let there = new.iter().filter_map(|entry| change(before.get(entry.key()).copied(), entry));
    let gone = old.iter().filter(|entry| !after.contains_key(entry.key())).map(|entry| Change {
        act: ChangeKind::Ended,
        what: entry.what(),
        key: Some(entry.key().clone()),
        pointer: None,
        members: Vec::new(),
    });
    there.chain(gone).collect()
}

/// What becomes of one entry, if anything.
pub(super) fn change<W: Written>(old: Option<&W>, new: &W) -> Option<Change> {
    let (act, members) = match old {
        None => (ChangeKind::Created, Vec::new()),
        Some(old) => (ChangeKind::between(old.validity(), new.validity()), differing(old, new)),
    };
    let told = act == ChangeKind::Created || !members.is_empty();
    told.then(|| Change { act, what: new.what(), key: Some(new.key().clone()), pointer: None, members })
}

impl ChangeKind {
    /// What becomes of something with one validity that is given another.
    pub(super) fn between(old: Validity, new: Validity) -> Self {
        let sooner = |a: Option<Date>, b: Option<Date>| a.is_some_and(|a| b.is_none_or(|b| a < b));
        if sooner(new.to, old.to) {
            Self::Ended
        } else if sooner(old.to, new.to) {
            Self::Reopened
        } else {
            Self::Changed
        }
    }
}

/// An entry as a charter writes it.
pub(super) trait Written: Serialize {
    fn key(&self) -> &Key;
    fn validity(&self) -> Validity;
    fn what(&self) -> ChangedType;
}

macro_rules! written {
    ($($name:ty => |$entry:ident| $what:expr),+ $(,)?) => { $(
        impl Written for $name {
            fn key(&self) -> &Key {
                &self.key
            }

            fn validity(&self) -> Validity {
                self.validity
            }

            fn what(&self) -> ChangedType {
                let $entry = self;
                $what
            }
        }
    )+ };
}

written! {
    CharterParty => |_entry| ChangedType::Party,
    CharterArea => |_entry| ChangedType::Area,
    CharterBody => |_entry| ChangedType::Body,
    CharterProvision => |entry| match entry.rule.kind() {
        ProvisionKind::SeatRule => ChangedType::SeatRule,
        ProvisionKind::LeadershipRule => ChangedType::LeadershipRule,
        ProvisionKind::Requirement => ChangedType::Requirement,
        ProvisionKind::TargetGroup => ChangedType::TargetGroup,
        ProvisionKind::Emphasis => ChangedType::Emphasis,
        ProvisionKind::PaperSection => ChangedType::PaperSection,
    },
}

/// The members in which two entries of one kind differ, in alphabetical order.
pub(super) fn differing<T: Serialize>(old: &T, new: &T) -> Vec<String> {
    let (old, new) = (members(old), members(new));
    let names: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    names.into_iter().filter(|name| old.get(*name) != new.get(*name)).cloned().collect()
}

/// An entry's members as they stand on the wire: flat but for the values that have parts.
fn members(entry: &impl Serialize) -> Map<String, Value> {
    // Entries are structs of texts, numbers, words and lists, which JSON can always hold.
    let Ok(Value::Object(entry)) = serde_json::to_value(entry) else { return Map::new() };
    let mut flat = Map::new();
    for (name, value) in entry {
        match (name.as_str(), value) {
            ("validity", Value::Object(days)) => {
                flat.extend(
                    days.into_iter()
                        .map(|(end, day)| (if end == "from" { "validFrom" } else { "validTo" }.into(), day)),
                );
            }
            ("provenance", Value::Object(told)) => flat.extend(told),
            // A rule stands under the name of its kind.
            ("rule", Value::Object(rule)) => {
                flat.extend(
                    rule.into_iter()
                        .filter_map(|(_, rule)| if let Value::Object(rule) = rule { Some(rule) } else { None })
                        .flatten(),
                );
            }
            (_, value) => {
                flat.insert(name, value);
            }
        }
    }
    flat
}
