//! The guard of what belongs to no tenant: the registry, for callers and for those who run the region.
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use domain::policy::{Permission, Role, Rule, rule};
use domain::{Date, Handle, Instant, Listing, Tenant, TenantId};
use persistence::{Page as Seek, Place, RegionTx, Writer};
use serde::Serialize;

use super::needs::{Guarded, Needs};
use super::request::Facts;
use super::tenant::Gate;
use super::write::{Done, Keyed, conditional, leave, told};
use crate::wire::read::{Form, Told, handle};
use crate::wire::{ApiError, Code, IfMatch, JsonBody, MergePatch, Query, Tag};

/// The region's own rows, for a caller who holds the permission `P`.
pub struct InRegion<P> {
    request: HttpRequest,
    facts: Facts,
    needs: PhantomData<P>,
}

impl<P: Needs> FromRequest for InRegion<P> {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, actix_web::Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let facts = Facts::of(&request, P::PERMISSION).await?;
            Ok(Self { request, facts, needs: PhantomData })
        })
    }
}

impl<P: Needs> Guarded for InRegion<P> {
    const PERMISSION: Permission = P::PERMISSION;
}

/// An open read of the region's rows.
pub struct RegionReading<'r, 't, 'a> {
    /// The region's rows.
    pub tx: &'r mut RegionTx<'t, 'a>,
    /// Whether the caller runs the region today.
    pub operator: bool,
}

/// What was checked before a write that reaches outside the region's rows, or the answer already given.
pub enum Prepared<T> {
    /// The answer to the first request with the same key.
    Given(HttpResponse),
    /// The body's bytes, and what the check made of it.
    New(Vec<u8>, T),
}

/// An open write of the region's rows.
pub struct RegionWriting<'r, 't, 'a> {
    /// The region's rows.
    pub tx: &'r mut RegionTx<'t, 'a>,
    /// When the request came: the time of everything written.
    pub now: Instant,
}

/// A list of a resource of the region, narrowed by its filters.
pub trait RegionListed: Send + Sized + 'static {
    /// What the store gives.
    type Item: Send + 'static;
    /// What the caller gets.
    type View: Serialize;
    /// The operation's id, to which cursors are bound.
    const OPERATION: &'static str;

    /// Reads the filters from the query; faults are noted there.
    fn from_query(query: &Query) -> Self;
    /// One page of the items, one more than its limit where there are more, those nearest to its place first.
    fn list(&self, reading: &mut RegionReading<'_, '_, '_>, page: &Seek) -> Result<Vec<Self::Item>, ApiError>;
    /// How many items there are in all.
    fn count(&self, reading: &mut RegionReading<'_, '_, '_>) -> Result<i64, ApiError>;
    /// An item's place in either order.
    fn place(item: &Self::Item) -> Place;
    /// An item as the caller gets it.
    fn view(item: Self::Item) -> Self::View;
}

/// Whether the caller runs the region today, and whether that or nothing suffices for the permission.
fn open(facts: &Facts, permission: Permission, tx: &mut RegionTx<'_, '_>) -> Result<bool, ApiError> {
    let Some(caller) = &facts.caller else {
        return if rule(None, permission) == Rule::No { Err(facts.refusal()) } else { Ok(false) };
    };
    let validity = tx.operators().validity(&caller.issuer, &caller.subject)?;
    let holds = validity.is_some_and(|validity| validity.holds(facts.today()));
    let operator = holds && (caller.via.is_none() || Role::RegionOperator.counts_over_hop());
    let held = |is: bool| is.then_some(Role::RegionOperator);
    match (rule(held(operator), permission), rule(held(holds), permission)) {
        (Rule::No, Rule::No) => Err(facts.refusal()),
        (Rule::No, _) => Err(ApiError::new(Code::RoleAtHomeAlone)),
        _ => Ok(operator),
    }
}

impl<P: Needs> InRegion<P> {
    /// When the request came, and who sent it.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// A segment of the path.
    pub fn segment(&self, name: &str) -> &str {
        self.request.match_info().get(name).unwrap_or_default()
    }

    /// The day it is in Norway.
    pub fn today(&self) -> Date {
        self.facts.today()
    }

    /// Reads in one snapshot that begins with the caller's rights.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut RegionReading<'_, '_, '_>) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let facts = self.facts.clone();
        let region = self.facts.node.store.region();
        region
            .read(self.facts.deadline, move |tx| {
                let operator = open(&facts, P::PERMISSION, tx)?;
                work(&mut RegionReading { tx, operator })
            })
            .await
    }

    /// Refuses what a request brought, but tells why only to a caller who may act at all.
    pub(super) async fn refuse<T>(&self, refusal: ApiError) -> Result<T, ApiError> {
        self.read(|_| Ok(())).await?;
        Err(refusal)
    }

    /// Answers with one thing and its strong tag.
    pub fn answer(&self, version: i32, view: &impl Serialize) -> Result<HttpResponse, ApiError> {
        P::reply(&self.request).tag(Tag::version(version)).json(view)
    }

    /// Writes all or nothing and answers after the commit; see [`super::InTenant::write`].
    pub async fn write<B: Send + 'static>(
        &self,
        bytes: &[u8],
        input: Result<B, ApiError>,
        work: impl FnOnce(&mut RegionWriting<'_, '_, '_>, B) -> Result<Done, ApiError> + Send + 'static,
    ) -> Result<HttpResponse, ApiError> {
        let (input, keyed) = match (input, Keyed::of(&self.request, &self.facts, bytes)) {
            (Ok(input), Ok(keyed)) => (input, keyed),
            (Err(refusal), _) | (_, Err(refusal)) => return self.refuse(refusal).await,
        };
        let (facts, now) = (self.facts.clone(), self.facts.now);
        let writer = Writer { actor: self.facts.actor(), now };
        let region = self.facts.node.store.region();
        let node = self.facts.node.clone();
        let under_way = node.twins.enter(keyed.key);
        let written = region.write::<_, ApiError>(self.facts.deadline, writer, move |tx| {
            open(&facts, P::PERMISSION, tx)?;
            if let Some(answer) = keyed.given(tx.idempotency(), now)? {
                return Ok((answer, true));
            }
            let done = work(&mut RegionWriting { tx, now }, input)?;
            Ok((keyed.keep(tx.idempotency(), done, now)?, false))
        });
        let (answer, replayed) = written.await.map_err(|error| under_way.explain(error))?;
        leave(P::PERMISSION, answer, replayed)
    }

    /// Writes a change told as a merge patch; see [`super::InTenant::patch`].
    pub async fn patch(
        &self,
        patch: MergePatch,
        work: impl FnOnce(&mut RegionWriting<'_, '_, '_>, MergePatch, &IfMatch) -> Result<Done, ApiError> + Send + 'static,
    ) -> Result<HttpResponse, ApiError> {
        let bytes = patch.bytes().to_vec();
        let input = Query::of(&self.request).finish().and(patch.readable());
        let input = conditional(&self.request, input);
        self.write(&bytes, input, |writing, (patch, condition)| work(writing, patch, &condition)).await
    }

    /// Checks, before anything is done outside the region's rows, what a body tells. What was answered under the same key
    /// already is answered again.
    pub async fn prepare<F: Form, T: Send + 'static>(
        &self,
        body: JsonBody,
        check: impl FnOnce(&mut RegionReading<'_, '_, '_>, Told<F>) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<Prepared<T>, ApiError> {
        let (bytes, fields) = told::<F>(body);
        let (fields, keyed) = match (fields, Keyed::of(&self.request, &self.facts, &bytes)) {
            // Nothing was ever answered to a body that cannot be read but what is wrong with it.
            (Ok(fields), _) if !fields.is_sound() => (fields, Keyed::without(&bytes)),
            (Ok(fields), Ok(keyed)) => (fields, keyed),
            (Err(refusal), _) | (_, Err(refusal)) => return self.refuse(refusal).await,
        };
        let now = self.facts.now;
        let read = self.read(move |reading| match keyed.given(reading.tx.idempotency(), now)? {
            Some(answer) => Ok(Err(answer)),
            None => check(reading, fields).map(Ok),
        });
        match read.await? {
            Ok(checked) => Ok(Prepared::New(bytes, checked)),
            Err(answer) => Ok(Prepared::Given(leave(P::PERMISSION, answer, true)?)),
        }
    }

    /// Refuses a caller who may not know that a community exists: one that is listed for its members only is known to
    /// them and to who runs the region.
    pub async fn knows(&self, tenant: Tenant, operator: bool) -> Result<Tenant, ApiError> {
        if tenant.listing == Listing::Public || operator {
            return Ok(tenant);
        }
        let scope = self.facts.node.store.tenant(tenant.id);
        let gate = Gate { facts: self.facts.clone(), tenant: Arc::new(tenant.clone()), permission: P::PERMISSION };
        scope.read(self.facts.deadline, move |tx| gate.open(tx).map(drop)).await?;
        Ok(tenant)
    }

    /// The community named in the path.
    pub fn named(&self) -> Result<Handle<TenantId>, ApiError> {
        handle(self.segment("tenant")).map_err(|_| ApiError::new(Code::NotFound))
    }

    /// The request, for its conditions.
    pub fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// The writer of what this request writes outside the region's own rows.
    pub fn writer(&self) -> Writer {
        Writer { actor: self.facts.actor(), now: self.facts.now }
    }
}
