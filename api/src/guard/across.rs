//! A question put to every community of the region, page by page: each answers as the caller's rights there let it.
use std::sync::Arc;

use actix_web::HttpResponse;
use domain::{Digest, Tenant, canonical};
use persistence::{Place, TenantFilter};
use serde::Serialize;

use super::listing::Asked;
use super::needs::Needs;
use super::region::InRegion;
use super::tenant::{Gate, Reading};
use crate::node::BUILD;
use crate::wire::{ApiError, Code, ListAsk, ListState, Page, Query};

/// A question to every community.
pub trait Across: Copy + Send + 'static {
    /// What the caller must hold in a community to be answered there.
    type Each: Needs;
    /// What one community answers.
    type View: Serialize + Send + 'static;
    /// The operation's id, to which cursors are bound.
    const OPERATION: &'static str;

    /// Reads the question from the query; faults are noted there.
    fn from_query(query: &Query) -> Self;
    /// What a community answers to a caller who may ask, if anything.
    fn ask(&self, tenant: &Tenant, reading: &mut Reading<'_, '_, '_>) -> Result<Option<Self::View>, ApiError>;
}

impl<P: Needs> InRegion<P> {
    /// Answers with what the communities of one page say. No more of them are opened than the page is long.
    pub async fn across<A: Across>(&self) -> Result<HttpResponse, ApiError> {
        let facts = self.facts();
        let read = facts.with_cursor_keys(|keys| {
            let query = Query::of(self.request());
            let question = A::from_query(&query);
            let region = facts.node.region.as_str();
            Ok((question, Asked::read(self.request(), keys, query, region, A::OPERATION, false)?))
        });
        let (keys, (question, asked)) = match read.await {
            Ok(asked) => asked,
            Err(refusal) => return self.refuse(refusal).await,
        };
        let (seek, _) = asked.wanted();
        // To those listed for their members only, someone who is nobody belongs for certain not.
        let filter = TenantFilter { unlisted: facts.caller.is_some() };
        let read = self.read(move |reading| Ok((reading.tx.head(), reading.tx.tenants().list(&filter, &seek)?)));
        let (head, tenants) = read.await?;
        let place = |tenant: &Tenant| Place { name: domain::sort_key(tenant.names.nb.as_str()), id: tenant.id.0 };
        let Page { items, this, next, prev, total } = asked.page(&keys, tenants, place, Arc::new);
        let mut answers = Vec::new();
        for tenant in items {
            answers.extend(self.put(question, tenant).await?);
        }
        // What the communities say has no one journal, so that the tag is made of what they said.
        let said = Digest::of_bytes(&canonical(&answers));
        let (epoch, generation, day) = (head.epoch, head.seq, facts.today());
        let state = ListState { epoch, generation, day, build: BUILD, rights: &said.0 };
        let tag = ListAsk::of(self.request()).tag(&state);
        P::reply(self.request()).tag(tag).page(&Page { items: answers, this, next, prev, total })
    }

    /// What one community answers; nothing where the caller may not ask.
    async fn put<A: Across>(&self, question: A, tenant: Arc<Tenant>) -> Result<Option<A::View>, ApiError> {
        let facts = self.facts();
        let (now, today) = (facts.now, facts.today());
        let gate = Gate { facts: facts.clone(), tenant: Arc::clone(&tenant), permission: A::Each::PERMISSION };
        let scope = facts.node.store.tenant(tenant.id);
        let asked = scope.read(facts.deadline, move |tx| {
            let rights = match gate.open(tx) {
                Ok(rights) => rights,
                Err(refusal) if is_refusal(refusal.code) => return Ok(None),
                Err(error) => return Err(error),
            };
            question.ask(&tenant, &mut Reading { tx, rights: &rights, sight: &rights.sight(), today, now })
        });
        asked.await
    }
}

/// Whether a gate told the caller that they may not, and not that something went wrong.
fn is_refusal(code: Code) -> bool {
    matches!(code, Code::NotFound | Code::Forbidden | Code::Unauthenticated)
}
