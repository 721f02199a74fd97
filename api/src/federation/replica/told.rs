//! What a community tells of what it has published, read in pieces that can be kept one by one.
use domain::{SubjectType, Words as _};
use serde_json::Value;

use super::shelve::FOLLOWED;
use crate::federation::take::PullFault;
use crate::wire::{ApiError, Code};

/// One thing, as it is now.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Line {
    /// It is published so.
    Record(SubjectType, String, Value),
    /// It is published no more.
    Removed(SubjectType, String),
}

/// Where to go on once what was told is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    /// The snapshot goes on from here.
    Resume(String),
    /// The snapshot is whole; changes follow from here.
    Whole(String),
    /// There are more changes from here on already.
    More(String),
    /// There was nothing more.
    CaughtUp(String),
}

/// Some of what is told.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub(super) lines: Vec<Line>,
    pub(super) next: Next,
}

/// Why nothing more was told.
#[derive(Debug, thiserror::Error)]
pub(super) enum Silence {
    /// The place is worth nothing any more.
    #[error("the place it was followed to is gone")]
    Resync,
    /// Nothing of it is for everyone to see.
    #[error("nothing of it is published there")]
    Gone,
    /// It could not be asked, or did not answer as it must.
    #[error("{0}")]
    Pull(#[from] PullFault),
    /// The store here failed.
    #[error("{0}")]
    Store(String),
}

impl Silence {
    /// The word of figures and rows.
    pub(super) const fn word(&self) -> &'static str {
        match self {
            Self::Resync => "resync-required",
            Self::Gone => "not-published",
            Self::Pull(fault) => fault.word(),
            Self::Store(_) => "store",
        }
    }
}

impl From<ApiError> for Silence {
    fn from(error: ApiError) -> Self {
        match error.code {
            Code::ResyncRequired | Code::CursorInvalid => Self::Resync,
            Code::NotFound | Code::Unauthenticated => Self::Gone,
            code => Self::Store(code.word().to_owned()),
        }
    }
}

impl From<persistence::StoreError> for Silence {
    fn from(error: persistence::StoreError) -> Self {
        Self::Store(error.to_string())
    }
}

/// A thing as a line or an event names it; nothing of a kind that was not asked for.
pub(super) fn line(kind: &str, id: &str, data: Option<Value>) -> Option<Line> {
    let kind = SubjectType::parse(kind).filter(|kind| FOLLOWED.contains(kind))?;
    Some(match data {
        Some(data) => Line::Record(kind, id.to_owned(), data),
        None => Line::Removed(kind, id.to_owned()),
    })
}
