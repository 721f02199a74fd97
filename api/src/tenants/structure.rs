//! The structure (struktur): a community's parties, areas and bodies in one answer.
mod changes;

use actix_web::HttpResponse;
use domain::{Area, Body, Branch, Date, Key, Names, Party, Tenant, TenantId};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::ArrayBuilder;
use utoipa::openapi::{Array, Ref};
use utoipa_actix_web::service_config::ServiceConfig;

use super::areas::AreaView;
use super::bodies::BodyView;
use super::parties::PartyView;
use super::references::Seen;
use crate::guard::{InTenant, ReadStructure, Reading};
use crate::resource;
use crate::wire::schema::{DateText, KeyText, NamesSchema, TenantIdText};
use crate::wire::{ApiError, Query};

use changes::{__path_list_structure_changes, list_structure_changes};

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(get_structure)).service(resource!(list_structure_changes));
}

/// A community's structure (*struktur*) on one day, as far as the caller sees it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Structure)]
struct StructureView {
    /// The day it is told for.
    #[schema(value_type = DateText)]
    at: Date,
    community: CommunityView,
    /// The parties, by name.
    #[schema(max_items = 10_000)]
    parties: Vec<PartyView>,
    /// The areas, by name.
    #[schema(max_items = 10_000)]
    areas: Vec<AreaView>,
    /// The bodies that report to none of those shown, by name.
    #[schema(max_items = 10_000)]
    bodies: Vec<BranchView>,
}

/// A community in short.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Community)]
struct CommunityView {
    #[schema(value_type = TenantIdText)]
    id: TenantId,
    #[schema(value_type = KeyText)]
    slug: Key,
    #[schema(value_type = NamesSchema)]
    names: Names,
}

/// A body (*organ*) with those that report to it, in at most 16 levels.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BodyBranch)]
struct BranchView {
    #[serde(flatten)]
    body: BodyView,
    #[schema(schema_with = branches)]
    children: Vec<Self>,
}

/// A list of what it is itself an item of: named only, since spelling it out would never end.
fn branches() -> Array {
    let example: [(); 0] = [];
    ArrayBuilder::new()
        .items(Ref::from_schema_name("BodyBranch"))
        .max_items(Some(10_000))
        .description(Some("Those that report to it, by name."))
        .examples([example])
        .build()
}

impl From<&Tenant> for CommunityView {
    fn from(tenant: &Tenant) -> Self {
        Self { id: tenant.id, slug: tenant.slug.clone(), names: tenant.names.clone() }
    }
}

impl From<Branch> for BranchView {
    fn from(branch: Branch) -> Self {
        Self { body: branch.body.into(), children: branch.children.into_iter().map(Self::from).collect() }
    }
}

/// Get the structure
///
/// The whole structure (*struktur*) in force on a day: the community, its parties, its areas with those who belong to
/// them, and its bodies, each with those that report to it. A body whose parent is not shown stands at the root. A day
/// that is over is told as it was known at its end, whatever was changed since.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/structure", operation_id = "get_structure", tag = "structure",
    params(("at" = Option<DateText>, Query, description = "The day; today in Norway unless named")),
    responses((status = 200, description = "The structure", body = StructureView)))]
async fn get_structure(caller: InTenant<ReadStructure>) -> Result<HttpResponse, ApiError> {
    let query = Query::of(caller.request());
    let day = query.date("at");
    // What is wrong with the query is told only to those who may know of the community at all.
    let asked = query.finish().map(|()| day);
    let community = CommunityView::from(caller.tenant());
    caller
        .get_tree(move |reading| {
            let at = asked?.unwrap_or(reading.today);
            let (parties, areas, bodies) = if at < reading.today { past(reading, at)? } else { present(reading, at)? };
            Ok(StructureView {
                at,
                community,
                parties: parties.into_iter().map(Into::into).collect(),
                areas: areas.into_iter().map(Into::into).collect(),
                bodies: Branch::forest(bodies).into_iter().map(Into::into).collect(),
            })
        })
        .await
}

type InForce = (Vec<Party>, Vec<Area>, Vec<Body>);

/// What is in force on a day that is not over.
fn present(reading: &mut Reading<'_, '_, '_>, at: Date) -> Result<InForce, ApiError> {
    let parties = reading.tx.parties().all(Some(at))?;
    let areas = reading.tx.areas().all(Some(at), reading.sight)?;
    let bodies = reading.tx.bodies().all(Some(at), reading.sight)?;
    let seen = Seen::by(reading.sight, reading.tx, &bodies)?;
    Ok((parties, areas, bodies.into_iter().map(|body| seen.shown(body)).collect()))
}

/// What was in force on a day that is over.
fn past(reading: &mut Reading<'_, '_, '_>, at: Date) -> Result<InForce, ApiError> {
    let mut structure = reading.tx.structure().at(at, reading.today)?.seen_by(reading.sight);
    structure.parties.retain(|party| party.validity.holds(at));
    structure.areas.retain(|area| area.validity.holds(at));
    structure.bodies.retain(|body| body.validity.holds(at));
    Ok((structure.parties, structure.areas, structure.bodies))
}
