//! The guard of a tenant's rows: a scope in which every transaction begins with the caller's rights at that moment.
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use domain::policy::{Rights, Sight, Target};
use domain::{Date, Digest, Handle, IdError, Instant, Language, Listing, Tenant, TenantId, canonical};
use persistence::{TenantScope, TenantTx};
use serde::Serialize;

use super::listing::Tagged;
use super::needs::{Guarded, Needs};
use super::request::Facts;
use crate::auth::Caller;
use crate::node::Node;
use crate::wire::read::handle;
use crate::wire::{ApiError, Code, ListAsk, Query, Reply, Tag};

/// A tenant's rows, for a caller who holds the permission `P`: the only door to them.
pub struct InTenant<P> {
    pub(super) request: HttpRequest,
    pub(super) facts: Facts,
    pub(super) tenant: Arc<Tenant>,
    pub(super) scope: TenantScope,
    needs: PhantomData<P>,
}

impl<P: Needs> FromRequest for InTenant<P> {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, actix_web::Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let facts = Facts::of(&request, P::PERMISSION).await?;
            let named = request.match_info().get("tenant").unwrap_or_default();
            let tenant: Handle<TenantId> = handle(named).map_err(|_| ApiError::new(Code::NotFound))?;
            let tenant = facts.find(&request, &tenant).await?;
            let scope = facts.node.store.tenant(tenant.id);
            Ok(Self { request, facts, tenant, scope, needs: PhantomData })
        })
    }
}

impl<P: Needs> Guarded for InTenant<P> {
    const PERMISSION: domain::policy::Permission = P::PERMISSION;
}

/// An open read, with what the caller may do and see.
pub struct Reading<'r, 't, 'a> {
    /// The tenant's rows.
    pub tx: &'r mut TenantTx<'t, 'a>,
    /// What the caller may do.
    pub rights: &'r Rights,
    /// What the caller may see.
    pub sight: &'r Sight,
    /// The day it is in Norway.
    pub today: Date,
    /// When the request came.
    pub now: Instant,
}

/// One thing as a caller sees it.
pub struct Cut<V> {
    /// Its version.
    pub version: i32,
    /// Whether nothing of it was left out.
    pub whole: bool,
    /// What is left.
    pub view: V,
}

/// What checks a caller's rights at the beginning of a transaction.
#[derive(Clone)]
pub(super) struct Gate {
    pub(super) facts: Facts,
    pub(super) tenant: Arc<Tenant>,
    pub(super) permission: domain::policy::Permission,
}

impl Gate {
    /// The caller's rights in the transaction's snapshot, if they hold the permission for anything at all.
    pub(super) fn open(&self, tx: &mut TenantTx<'_, '_>) -> Result<Rights, ApiError> {
        let rights = match &self.facts.caller {
            None => Rights::none(),
            Some(caller) => rights_now(&self.facts.node, self.tenant.id, caller, self.facts.today(), tx)?,
        };
        if is_hidden(&self.tenant, &rights) {
            return Err(ApiError::new(Code::NotFound));
        }
        if rights.may_at_home_alone(self.permission) {
            return Err(ApiError::new(Code::RoleAtHomeAlone));
        }
        if !rights.may(self.permission) {
            return Err(self.facts.refusal());
        }
        Ok(rights)
    }
}

/// What somebody may do in a community at the moment of the open transaction, in which they act from now on.
pub fn rights_now(
    node: &Node,
    tenant: TenantId,
    caller: &Caller,
    today: Date,
    tx: &mut TenantTx<'_, '_>,
) -> Result<Rights, ApiError> {
    let known = node.rights.known(tenant, caller, tx)?;
    if let Some(person) = known.person {
        tx.act_as(person);
    }
    let rights = Rights::on(today, caller.organization, &known.held, &known.claims);
    Ok(if caller.via.is_some() { rights.over_hop() } else { rights })
}

/// Whether a community is not there for whoever has these rights.
pub fn is_hidden(tenant: &Tenant, rights: &Rights) -> bool {
    tenant.listing == Listing::Members && !rights.is_member()
}

impl<P: Needs> InTenant<P> {
    /// The tenant.
    pub fn tenant(&self) -> &Tenant {
        &self.tenant
    }

    /// When the request came, and who sent it.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// A segment of the path.
    pub fn segment(&self, name: &str) -> &str {
        self.request.match_info().get(name).unwrap_or_default()
    }

    /// The id or key in a segment of the path; what is neither is nothing the caller could see.
    pub fn handle<I: crate::wire::read::Named>(&self, name: &str) -> Result<Handle<I>, ApiError> {
        handle(self.segment(name)).map_err(|_| ApiError::new(Code::NotFound))
    }

    /// The id in a segment of the path, by its own `parse`.
    pub fn id<I>(&self, name: &str, parse: impl FnOnce(&str) -> Result<I, IdError>) -> Result<I, ApiError> {
        parse(self.segment(name)).map_err(|_| ApiError::new(Code::NotFound))
    }

    /// The address of a collection in this tenant.
    pub fn collection(&self, name: &str) -> String {
        format!("/v1/tenants/{}/{name}", self.tenant.slug)
    }

    /// The request, for its query and conditions.
    pub fn request(&self) -> &HttpRequest {
        &self.request
    }

    pub(super) fn gate(&self) -> Gate {
        Gate { facts: self.facts.clone(), tenant: Arc::clone(&self.tenant), permission: P::PERMISSION }
    }

    /// Reads in one snapshot that begins with the caller's rights.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Reading<'_, '_, '_>) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let gate = self.gate();
        let (deadline, now, today) = (self.facts.deadline, self.facts.now, self.facts.today());
        self.scope
            .read(deadline, move |tx| {
                let rights = gate.open(tx)?;
                work(&mut Reading { tx, rights: &rights, sight: &rights.sight(), today, now })
            })
            .await
    }

    /// Refuses what a request brought, but tells why only to a caller who may act at all.
    pub(super) async fn refuse<T>(&self, refusal: ApiError) -> Result<T, ApiError> {
        self.read(|_| Ok(())).await?;
        Err(refusal)
    }

    /// Reads something whose tag depends on the whole tenant, unless the caller holds it already: then no row is read.
    pub(super) async fn read_tagged<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Reading<'_, '_, '_>) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<Tagged<T>, ApiError> {
        self.read_tagged_with(|_| Ok(()), work).await
    }

    /// The same for what is written in a language of the caller's.
    pub(super) async fn read_tagged_in<T: Send + 'static>(
        &self,
        language: Option<Language>,
        work: impl FnOnce(&mut Reading<'_, '_, '_>) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<Tagged<T>, ApiError> {
        self.read_tagged_with(move |_| Ok(language), work).await
    }

    /// The same for what depends on something more.
    pub(super) async fn read_tagged_with<T: Send + 'static, B: Serialize>(
        &self,
        beside: impl FnOnce(&mut Reading<'_, '_, '_>) -> Result<B, ApiError> + Send + 'static,
        work: impl FnOnce(&mut Reading<'_, '_, '_>) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<Tagged<T>, ApiError> {
        let ask = ListAsk::of(&self.request);
        let kept = self.facts.finished(P::PERMISSION);
        // The registry's row of the tenant is not part of its own generation.
        let known = (self.tenant.id, self.tenant.version);
        self.read(move |reading| {
            let (head, day) = (reading.tx.head(), reading.today);
            let beside = beside(reading)?;
            let digest = Digest::of_bytes(&canonical(&(reading.sight, known, beside)));
            Tagged::read(&ask, head, day, &digest.0, kept, || work(reading))
        })
        .await
    }

    /// Answers with one thing and its strong tag: its version.
    pub async fn get<V: Serialize + Send + 'static>(
        &self,
        work: impl FnOnce(&mut Reading<'_, '_, '_>) -> Result<(i32, V), ApiError> + Send + 'static,
    ) -> Result<HttpResponse, ApiError> {
        let nothing = Query::of(&self.request).finish();
        let (version, view) = self.read(move |reading| nothing.and_then(|()| work(reading))).await?;
        P::reply(&self.request).tag(Tag::version(version)).json(&view)
    }

    /// Answers with one thing, without what of it the caller does not see. Whole it has its strong tag; with something
    /// left out a weak one, since that may come and go without a new version.
    pub async fn get_cut<V: Serialize + Send + 'static>(
        &self,
        work: impl FnOnce(&mut Reading<'_, '_, '_>) -> Result<Cut<V>, ApiError> + Send + 'static,
    ) -> Result<HttpResponse, ApiError> {
        let nothing = Query::of(&self.request).finish();
        let Cut { version, whole, view } = self.read(move |reading| nothing.and_then(|()| work(reading))).await?;
        let tag = if whole { Tag::version(version) } else { Tag::cut(version, &canonical(&view)) };
        P::reply(&self.request).tag(tag).json(&view)
    }

    /// Answers with a whole tree, tagged like a list.
    pub async fn get_tree<V: Serialize + Send + 'static>(
        &self,
        work: impl FnOnce(&mut Reading<'_, '_, '_>) -> Result<V, ApiError> + Send + 'static,
    ) -> Result<HttpResponse, ApiError> {
        self.read_tagged(work).await?.answer(|tag, view| P::reply(&self.request).tag(tag).json(&view))
    }

    /// Answers with a picture, tagged like a list.
    pub async fn get_picture(
        &self,
        language: Language,
        draw: impl FnOnce(&mut Reading<'_, '_, '_>) -> Result<String, ApiError> + Send + 'static,
    ) -> Result<HttpResponse, ApiError> {
        let drawn = self.read_tagged_in(Some(language), draw).await?;
        drawn.answer(|tag, picture| {
            P::reply(&self.request).in_language(language).tag(tag).svg(picture.unwrap_or_default())
        })
    }

    /// Answers with a document in the one language it is written in, tagged like a list.
    pub async fn get_document(
        &self,
        write: impl FnOnce(&mut Reading<'_, '_, '_>) -> Result<String, ApiError> + Send + 'static,
    ) -> Result<HttpResponse, ApiError> {
        self.get_text(Reply::HTML, write).await
    }

    /// Answers with a text of another media type in the community's language, tagged like a list.
    pub async fn get_text(
        &self,
        media_type: &'static str,
        write: impl FnOnce(&mut Reading<'_, '_, '_>) -> Result<String, ApiError> + Send + 'static,
    ) -> Result<HttpResponse, ApiError> {
        let written = self.read_tagged(write).await?;
        written.answer(|tag, text| P::reply(&self.request).tag(tag).text(media_type, text.unwrap_or_default()))
    }
}

impl Reading<'_, '_, '_> {
    /// Refuses what the caller does not see, as if it were not there.
    pub fn sees(&self, visibility: domain::Visibility, side: Option<domain::Side>) -> Result<(), ApiError> {
        if self.sight.sees(visibility, side) { Ok(()) } else { Err(ApiError::new(Code::NotFound)) }
    }

    /// Refuses a body that the caller does not see, as if it were not there.
    pub fn sees_body(&self, body: &domain::Body) -> Result<(), ApiError> {
        let seen = self.sight.sees_of(body.id, body.visibility, body.side);
        if seen { Ok(()) } else { Err(ApiError::new(Code::NotFound)) }
    }

    /// Refuses an act aimed outside what the caller's grants are narrowed to.
    pub fn may_for(&self, permission: domain::policy::Permission, target: &Target) -> Result<(), ApiError> {
        if self.rights.may_for(permission, target) { Ok(()) } else { Err(ApiError::new(Code::Forbidden)) }
    }
}
