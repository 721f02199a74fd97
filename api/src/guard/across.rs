//! A question put to every community of the region: each answers as the caller's rights there let it, and pages are made
//! of those that answer, so that neither a page nor a place can tell of one that does not.
use std::sync::Arc;

use actix_web::HttpResponse;
use domain::{Digest, Tenant, canonical};
use persistence::{Direction, Page as Seek, Place, Sort, TenantFilter};
use serde::Serialize;

use super::listing::Asked;
use super::needs::Needs;
use super::region::InRegion;
use super::tenant::{Gate, Reading};
use crate::node::BUILD;
use crate::wire::{ApiError, Code, ListAsk, ListState, Query};

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
    /// Answers with one page of what the communities say. They are opened in turn until the page is full and one more has
    /// answered; how many were opened on the way is told nowhere.
    pub async fn across<A: Across>(&self) -> Result<HttpResponse, ApiError> {
        let facts = self.facts();
        let read = facts.with_cursor_keys(|keys| {
            let query = Query::of(self.request());
            let question = A::from_query(&query);
            let region = facts.node.region.as_str();
            Ok((question, Asked::read(self.request(), keys, query, region, A::OPERATION, Some(Sort::Created))?))
        });
        let (keys, (question, asked)) = match read.await {
            Ok(asked) => asked,
            Err(refusal) => return self.refuse(refusal).await,
        };
        let (seek, _) = asked.wanted();
        let epoch = self.read(|reading| Ok(reading.tx.head().epoch)).await?;
        let answers = self.gather(question, seek).await?;
        let page = asked.page(&keys, answers, |(tenant, _)| place(tenant), |(_, answer)| answer);
        // What the communities say has no one journal, so that the tag is made of what is said. The registry's journal
        // must not be in it: it grows with communities that the caller may not know of.
        let said = Digest::of_bytes(&canonical(&page));
        let state = ListState { epoch, generation: 0, day: facts.today(), build: BUILD, rights: &said.0 };
        let tag = ListAsk::of(self.request()).tag(&state);
        P::reply(self.request()).tag(tag).page(&page)
    }

    /// The first communities from a place on that have something to answer, as many as are sought, with their answers.
    async fn gather<A: Across>(&self, question: A, mut seek: Seek) -> Result<Vec<(Arc<Tenant>, A::View)>, ApiError> {
        let mut answers = Vec::new();
        // Who says nothing of who they are has a role nowhere, and no community has to be asked.
        if self.facts().caller.is_none() {
            return Ok(answers);
        }
        let wanted = usize::try_from(seek.limit).map_err(ApiError::internal)?;
        let direction = seek.seek.as_ref().map_or(Direction::Forward, |(direction, _)| *direction);
        loop {
            let asked = seek.clone();
            let tenants = self
                .read(move |reading| Ok(reading.tx.tenants().list(&TenantFilter { unlisted: true }, &asked)?))
                .await?;
            let is_last = tenants.len() < wanted;
            seek.seek = tenants.last().map(|last| (direction, place(last)));
            for tenant in tenants.into_iter().map(Arc::new) {
                answers.extend(self.put(question, &tenant).await?.map(|answer| (tenant, answer)));
                if answers.len() == wanted {
                    return Ok(answers);
                }
            }
            if is_last {
                return Ok(answers);
            }
        }
    }

    /// What one community answers; nothing where the caller may not ask.
    async fn put<A: Across>(&self, question: A, tenant: &Arc<Tenant>) -> Result<Option<A::View>, ApiError> {
        let facts = self.facts();
        let (now, today) = (facts.now, facts.today());
        let tenant = Arc::clone(tenant);
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

fn place(tenant: &Tenant) -> Place {
    Place { name: domain::sort_key(tenant.names.nb.as_str()), id: tenant.id.0 }
}
