//! What the repositories share: a row's value with its salt, and reading columns back into domain types.
use domain::{Digest, Handle, Key, Line, Prose, Salt, SubjectType};
use uuid::Uuid;

use crate::StoreError;
use crate::column::Id;
use crate::journalled::Journalled;

/// A value as it is kept, with the salt of its digests.
#[derive(Debug, Clone)]
pub struct Kept<T> {
    /// The value.
    pub value: T,
    pub(crate) salt: Salt,
}

/// A subject and the digest of its present state.
pub(crate) type State = (SubjectType, String, Digest);

/// A kept subject's state.
pub(crate) fn state<T: Journalled>(kept: &Kept<T>) -> State {
    (T::KIND, kept.value.id_text(), kept.value.digest(kept.salt))
}

pub(crate) fn fresh_salt() -> Result<Salt, StoreError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::internal(error.to_string()))?;
    Ok(Salt(bytes))
}

pub(crate) fn salt(bytes: &[u8]) -> Result<Salt, StoreError> {
    stored(bytes.try_into().ok().map(Salt))
}

/// What was parsed before it was stored parses again; anything else was written past this service.
pub(crate) fn stored<T>(parsed: Option<T>) -> Result<T, StoreError> {
    parsed.ok_or_else(|| StoreError::internal("a stored value no longer fits its type"))
}

pub(crate) fn line(text: &str) -> Line {
    Line::from_stored(text.to_owned())
}

pub(crate) fn optional_line(text: Option<String>) -> Option<Line> {
    text.map(Line::from_stored)
}

pub(crate) fn prose(text: &str) -> Prose {
    Prose::from_stored(text.to_owned())
}

/// A narrow number out of a wider column.
pub(crate) fn narrow<T: TryFrom<i32>>(number: i32) -> Result<T, StoreError> {
    stored(T::try_from(number).ok())
}

/// An update that names a version touches one row, or somebody was faster.
pub(crate) fn one(touched: usize) -> Result<(), StoreError> {
    if touched == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Ids and keys apart, as a query wants them.
pub(crate) fn split<I>(handles: &[Handle<I>], uuid: impl Fn(&I) -> Uuid) -> (Vec<Id>, Vec<String>) {
    let (mut ids, mut keys) = (Vec::new(), Vec::<String>::new());
    for handle in handles {
        match handle {
            Handle::Id(id) => ids.push(Id(uuid(id))),
            Handle::Key(key) => keys.push(Key::to_string(key)),
        }
    }
    (ids, keys)
}
