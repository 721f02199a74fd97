//! What a follower's request says: which kinds of things, and from where.
use std::collections::BTreeSet;

use domain::{FaultKind, SubjectType, Words as _};
use serde::de::DeserializeOwned;

use super::asked::Asked;
use super::kinds::Kind;
use crate::guard::{Facts, InTenant, Needs, Reading};
use crate::wire::{ApiError, Code, Context, CursorKeys, Query};

/// What was asked for, by whom, and from where on.
#[derive(Clone)]
pub(super) struct Question<P> {
    pub(super) asked: Asked,
    /// The place the request names.
    pub(super) after: Option<P>,
    /// To what places are bound beside the operation: the community, its reader and what is asked for.
    bound_to: Vec<String>,
}

/// The kinds a query names, with commas between them.
fn kinds(text: &str) -> Result<BTreeSet<SubjectType>, FaultKind> {
    let known = || Kind::all().map(|kind| kind.kind.word().to_owned()).collect();
    let mut kinds = BTreeSet::new();
    for word in text.split(',') {
        let kind = SubjectType::parse(word).filter(|kind| Kind::named(*kind).is_some());
        let kind = kind.ok_or_else(|| FaultKind::UnknownWord { known: known() })?;
        if !kinds.insert(kind) {
            return Err(FaultKind::Duplicate);
        }
    }
    Ok(kinds)
}

impl<P: DeserializeOwned> Question<P> {
    /// Reads what the two operations have in common. What is left of the query is the operation's to read and to refuse.
    pub(super) fn read<G: Needs>(
        caller: &InTenant<G>,
        query: &Query,
        keys: &CursorKeys,
        operation: &str,
    ) -> Result<Self, ApiError> {
        let facts = caller.facts();
        let types = query.value("types", kinds);
        let after = query.value("after", |text| Ok(text.to_owned()));
        let source = format!("{}{}", facts.node.url.trim_end_matches('/'), caller.collection("").trim_end_matches('/'));
        let scopes = facts.caller.as_ref().map(|caller| caller.scopes.clone());
        let asked = Asked { source, scopes, types };
        let bound_to = bound_to(caller.tenant().id.to_string(), &asked, facts);
        let question = Self { asked, after: None, bound_to };
        let context = question.context(operation);
        let after = after.map(|text| keys.reveal(&text, context, "?after")).transpose()?;
        Ok(Self { after, ..question })
    }
}

fn bound_to(tenant: String, asked: &Asked, facts: &Facts) -> Vec<String> {
    let types = asked.types.iter().flatten().map(|kind| kind.word()).collect::<Vec<_>>().join(",");
    let mut bound_to = vec![tenant, types];
    if let Some(caller) = &facts.caller {
        bound_to.extend([caller.issuer.clone(), caller.subject.clone()]);
        bound_to.extend(caller.organization.map(|number| number.to_string()));
    }
    bound_to
}

impl<P> Question<P> {
    /// What places of an operation are bound to.
    pub(super) fn context(&self, operation: &str) -> Context {
        Context::of(std::iter::once(operation).chain(self.bound_to.iter().map(String::as_str)))
    }
}

impl Asked {
    /// Refuses what was asked for by name and is not the caller's to read: a token that does not cover it, or rights that
    /// do not.
    pub(super) fn refuse_unreadable(&self, reading: &Reading<'_, '_, '_>) -> Result<(), ApiError> {
        let seen = self.seen(reading);
        let mut named = self.types.iter().flatten().filter_map(|kind| Kind::named(*kind));
        let Some(kind) = named.find(|kind| !seen.contains(&kind.kind)) else { return Ok(()) };
        let scope = kind.permission.scope();
        Err(match &self.scopes {
            None => ApiError::new(Code::Unauthenticated),
            Some(scopes) if !scopes.contains(scope) => ApiError::new(Code::ScopeMissing).with("scope", scope),
            Some(_) => ApiError::new(Code::Forbidden),
        })
    }
}
