//! Communities (helsefellesskap): which there are in this region, opening one and changing what it is called.
mod fields;

use actix_web::HttpResponse;
use domain::{FaultKind, Faults, Handle, Key, RelocationState, Tenant};
use persistence::{Page as Seek, Place, RegionTx, StoreError, TenantFilter};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::federation::{Located, resolve};
use crate::guard::{ChangeTenant, Done, InRegion, OpenTenant, Prepared, ReadTenants, RegionListed, RegionReading};
use crate::resource;
use crate::wire::{ApiError, Code, JsonBody, MergePatch, Page, Query};

pub(crate) use fields::TenantView;
use fields::{NewTenant, Opening, TenantFields};

/// The addresses of this resource.
pub fn routes(config: &mut ServiceConfig) {
    config.service(resource!(list_tenants, create_tenant)).service(resource!(get_tenant, change_tenant));
}

/// A short name names one community for good.
fn is_taken(tx: &mut RegionTx<'_, '_>, slug: &Key) -> Result<bool, StoreError> {
    match tx.tenants().get(&Handle::Key(slug.clone())) {
        Ok(_) => Ok(true),
        Err(StoreError::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// A list of communities.
pub struct TenantList;

impl TenantList {
    /// Those listed for their members only are listed for who runs the region.
    fn filter(reading: &RegionReading<'_, '_, '_>) -> TenantFilter {
        TenantFilter { unlisted: reading.operator }
    }
}

impl RegionListed for TenantList {
    type Item = Tenant;
    type View = TenantView;
    const OPERATION: &'static str = "list_tenants";

    fn from_query(_: &Query) -> Self {
        Self
    }

    fn list(&self, reading: &mut RegionReading<'_, '_, '_>, page: &Seek) -> Result<Vec<Tenant>, ApiError> {
        let filter = Self::filter(reading);
        Ok(reading.tx.tenants().list(&filter, page)?)
    }

    fn count(&self, reading: &mut RegionReading<'_, '_, '_>) -> Result<i64, ApiError> {
        let filter = Self::filter(reading);
        Ok(reading.tx.tenants().count(&filter)?)
    }

    fn place(tenant: &Tenant) -> Place {
        Place { name: domain::sort_key(tenant.names.nb.as_str()), id: tenant.id.0 }
    }

    fn view(tenant: Tenant) -> TenantView {
        tenant.into()
    }
}

/// List the communities
///
/// The communities (*helsefellesskap*) that live in this region, by name.
#[utoipa::path(get, path = "/v1/tenants", operation_id = "list_tenants", tag = "tenants",
    responses((status = 200, description = "One page of communities", body = Page<TenantView>)))]
async fn list_tenants(caller: InRegion<ReadTenants>) -> Result<HttpResponse, ApiError> {
    caller.list::<TenantList>().await
}

/// Get a community
///
/// One community (*helsefellesskap*), by id or short name. One that is listed for its members only is found by them alone.
#[utoipa::path(get, path = "/v1/tenants/{tenant}", operation_id = "get_tenant", tag = "tenants",
    responses((status = 200, description = "The community", body = TenantView)))]
async fn get_tenant(caller: InRegion<ReadTenants>) -> Result<HttpResponse, ApiError> {
    let named = caller.named()?;
    let now = caller.facts().now;
    let find = caller.read(move |reading| match resolve(reading.tx, &named, now)? {
        Located::Here(tenant) => Ok((tenant, reading.operator)),
        Located::Abroad(abroad) => Err(abroad.refusal()),
    });
    let (tenant, operator) = find.await?;
    let tenant = caller.knows(Tenant::clone(&tenant), operator).await?;
    caller.answer(tenant.version, &TenantView::from(tenant))
}

/// Open a community
///
/// Opens a community (*helsefellesskap*) in this region, with its settings and its first administrator.
#[utoipa::path(post, path = "/v1/tenants", operation_id = "create_tenant", tag = "tenants",
    request_body = NewTenant, responses((status = 201, description = "The community as opened", body = TenantView)))]
async fn create_tenant(caller: InRegion<OpenTenant>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let (node, now, deadline) = (caller.facts().node.clone(), caller.facts().now, caller.facts().deadline);
    // One opening at a time: of two with one slug, the second finds it taken before it has founded anything.
    let turn = tokio::time::timeout_at(deadline.into(), node.opening.lock()).await;
    let _turn = turn.map_err(|_| ApiError::new(Code::Deadline))?;
    let prepared = caller.prepare::<NewTenant, _>(body, move |reading, told| {
        told.make(|new| {
            let mut faults = Faults::default();
            if is_taken(reading.tx, &new.slug)? {
                faults.add("/slug", FaultKind::KeyTaken);
            }
            Ok(new.resolve(now, faults)?)
        })
    });
    let (bytes, opening) = match prepared.await? {
        Prepared::Given(answer) => return Ok(answer),
        Prepared::New(bytes, opening) => (bytes, opening),
    };
    let Opening { tenant, settings, first_admin } = opening;
    let fill = move |tx: &mut persistence::TenantTx<'_, '_>| {
        tx.settings().insert(&settings)?;
        tx.grants().insert(&first_admin)
    };
    node.store.found_tenant(tenant.id, deadline, caller.writer(), fill).await?;
    let store = node.store.clone();
    caller
        .write(&bytes, Ok(tenant), move |writing, tenant| {
            // Another node over the same database may have been faster.
            if is_taken(writing.tx, &tenant.slug)? {
                return Err(Faults::one("/slug", FaultKind::KeyTaken).into());
            }
            writing.tx.register(&store, &tenant)?;
            Done::created(format!("/v1/tenants/{}", tenant.slug), tenant.version, &TenantView::from(tenant))
        })
        .await
}

/// Change a community
///
/// Changes what the merge patch names (RFC 7396) of a community (*helsefellesskap*): its names, its language, who may know of
/// it, and whether it is open for work. The short name stays.
#[utoipa::path(patch, path = "/v1/tenants/{tenant}", operation_id = "change_tenant", tag = "tenants",
    request_body(content = TenantFields, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The community as changed", body = TenantView)))]
async fn change_tenant(caller: InRegion<ChangeTenant>, patch: MergePatch) -> Result<HttpResponse, ApiError> {
    let named = caller.named()?;
    let changed = caller.patch(patch, move |writing, patch, condition| {
        let old = writing.tx.tenants().get(&named)?;
        condition.matches(old.value.version)?;
        // What its old home has signed of it stands.
        if !writing.tx.moves().of(old.value.id, RelocationState::Leaving)?.is_empty() {
            return Err(ApiError::new(Code::Moving));
        }
        let told = patch.onto::<TenantFields>(&TenantFields::from(old.value.clone()))?;
        let new = told.make(|fields| Ok(fields.resolve(&old.value, writing.now)?))?;
        writing.tx.tenants().change(&old, &new)?;
        Done::changed(new.version, &TenantView::from(new))
    });
    let response = changed.await?;
    caller.facts().node.tenants.forget();
    Ok(response)
}
