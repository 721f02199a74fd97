//! What a follower asks for, and what of it their rights and their token cover.
use std::collections::BTreeSet;

use domain::SubjectType;

use super::kinds::Kind;
use crate::guard::Reading;

/// What a follower asks for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The community's absolute address: where events come from.
    pub source: String,
    /// The scopes of the follower's token; none where nobody said who they are.
    pub scopes: Option<BTreeSet<String>>,
    /// Only these kinds of things; all where none are named.
    pub types: Option<BTreeSet<SubjectType>>,
}

impl Asked {
    /// The kinds of things that the reader may read, whether they were asked for or not.
    pub(super) fn seen(&self, reading: &Reading<'_, '_, '_>) -> BTreeSet<SubjectType> {
        let covers = |kind: &Kind| {
            let in_token = self.scopes.as_ref().is_none_or(|scopes| scopes.contains(kind.permission.scope()));
            in_token && reading.rights.may(kind.permission)
        };
        Kind::all().filter(covers).map(|kind| kind.kind).collect()
    }

    /// Whether a kind of things was asked for.
    pub(super) fn names(&self, kind: SubjectType) -> bool {
        self.types.as_ref().is_none_or(|types| types.contains(&kind))
    }
}
