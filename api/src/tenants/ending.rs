//! Giving things their last day: what has been in force stays in history, what never began never will.
use domain::{Date, FaultKind, Faults, Handle, Key, Validity};
use persistence::StoreError;

use crate::guard::{InTenant, Needs, Writing};
use crate::wire::{ApiError, Code, Query};

/// The last day asked for; today where none is named.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ending(Option<Date>);

impl Ending {
    /// Reads `lastDay` from the query.
    pub(super) fn of<P: Needs>(caller: &InTenant<P>) -> Result<Self, ApiError> {
        let query = Query::of(caller.request());
        let last = query.date("lastDay");
        query.finish().map(|()| Self(last))
    }
}

/// The validity with its last day. What has ended already is not ended again; what has not begun is taken back, by a last
/// day before its first.
pub(super) fn last_day(validity: Validity, ending: Ending, today: Date) -> Result<Validity, ApiError> {
    if validity.to.is_some_and(|to| to < today) {
        return Err(ApiError::new(Code::Conflict));
    }
    let last = ending.0.unwrap_or(today);
    let begun = validity.has_begun(today);
    let yesterday = today.yesterday().unwrap_or(today);
    if begun && last < yesterday {
        // What was in force on a day past cannot be undone for that day.
        return Err(Faults::one("?lastDay", FaultKind::HistoryRewritten).into());
    }
    let before_it_began = validity.from.filter(|from| !begun && last < *from).and_then(|from| from.yesterday().ok());
    Ok(Validity { to: Some(before_it_began.unwrap_or(last)), ..validity })
}

/// What leans on a thing, by key where it has one.
pub(super) enum Leaning {
    /// Bodies that report to it or serve it.
    Bodies(Vec<Key>),
    /// Areas that name it as their member.
    Areas(Vec<Key>),
    /// Provisions that name it.
    Provisions(Vec<Key>),
    /// So many memberships, which have no key.
    Memberships(usize),
}

impl Leaning {
    fn is_empty(&self) -> bool {
        match self {
            Self::Bodies(keys) | Self::Areas(keys) | Self::Provisions(keys) => keys.is_empty(),
            Self::Memberships(number) => *number == 0,
        }
    }

    /// Those the caller sees.
    fn seen(self, writing: &mut Writing<'_, '_, '_>) -> Result<Vec<Key>, StoreError> {
        let sight = writing.sight;
        let mut seen: Vec<Key> = match self {
            Self::Bodies(keys) => {
                let found = writing.tx.bodies().find(&handles(keys), sight)?;
                found.into_iter().map(|(_, key)| key).collect()
            }
            Self::Areas(keys) => {
                let found = writing.tx.areas().find(&handles(keys), sight)?;
                found.into_iter().map(|(_, key)| key).collect()
            }
            Self::Provisions(keys) => {
                let found = writing.tx.provisions().find(&handles(keys), sight)?;
                found.into_iter().map(|(_, key)| key).collect()
            }
            Self::Memberships(_) => Vec::new(),
        };
        seen.sort();
        Ok(seen)
    }
}

fn handles<I>(keys: Vec<Key>) -> Vec<Handle<I>> {
    keys.into_iter().map(Handle::Key).collect()
}

/// Refuses to end anything earlier than before while something that is in force afterwards leans on it. What the caller
/// sees of that is named; the rest counts all the same.
pub(super) fn nothing_left(
    writing: &mut Writing<'_, '_, '_>,
    (old, new): (Validity, Validity),
    leaning: impl FnOnce(&mut Writing<'_, '_, '_>, Date) -> Result<Leaning, StoreError>,
) -> Result<(), ApiError> {
    let Some(last) = new.to.filter(|to| old.to.is_none_or(|before| *to < before)) else { return Ok(()) };
    let leaning = leaning(writing, last)?;
    if leaning.is_empty() {
        return Ok(());
    }
    let seen = leaning.seen(writing)?;
    let refusal = ApiError::new(Code::InUse);
    if seen.is_empty() {
        return Err(refusal);
    }
    Err(refusal.with("by", seen.iter().map(Key::as_str).collect::<Vec<_>>().join(", ")))
}
