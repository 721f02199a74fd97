//! `/v1/federation/…`: what all regions have published, read together from what is kept of it here.
mod list;
mod view;

use actix_web::HttpResponse;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::guard::{InRegion, ReadTenants};
use crate::resource;
use crate::wire::ApiError;
use crate::wire::schema::{
    BodyTypeWord, CaseKindWord, DateText, KeyText, LineText, MeetingStateWord, ReferenceText, SharedKindWord,
};

use list::{Bodies, Cases, Decisions, Matters, Meetings, SharedList, Tenants};
use view::SharedPage;

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(resource!(list_shared_cases))
        .service(resource!(list_shared_decisions))
        .service(resource!(list_shared_meetings))
        .service(resource!(list_shared_bodies))
        .service(resource!(list_shared_tenants))
        .service(resource!(list_shared_matters));
}

/// List the cases of all communities
///
/// The published cases (*saker*) of every community of this region and of those it knows, the newest first, by when they
/// were published. `regions` says how fresh what is told of each region is, and which communities are left out.
#[utoipa::path(get, path = "/v1/federation/cases", operation_id = "list_shared_cases", tag = "regions",
    params(
        ("tenant" = Option<ReferenceText>, Query, description = "Only of this community, by id or short name"),
        ("kind" = Option<CaseKindWord>, Query, description = "Only of this kind"),
        ("targetGroup" = Option<KeyText>, Query, description = "Only of bodies that give weight to the target group with this key"),
        ("from" = Option<DateText>, Query, description = "Only from this day on"),
        ("to" = Option<DateText>, Query, description = "Only up to this day"),
        ("q" = Option<LineText>, Query, description = "Only what has words that begin so, each of them"),
    ),
    responses((status = 200, description = "One page of cases", body = SharedPage)))]
async fn list_shared_cases(caller: InRegion<ReadTenants>) -> Result<HttpResponse, ApiError> {
    caller.together::<SharedList<Cases>>("list_shared_cases").await
}

/// List the decisions of all communities
///
/// What meetings of every community have decided (*vedtak*), by their published minutes, the newest meeting first.
/// `regions` says how fresh what is told of each region is, and which communities are left out.
#[utoipa::path(get, path = "/v1/federation/decisions", operation_id = "list_shared_decisions", tag = "regions",
    params(
        ("tenant" = Option<ReferenceText>, Query, description = "Only of this community, by id or short name"),
        ("kind" = Option<CaseKindWord>, Query, description = "Only of this kind"),
        ("targetGroup" = Option<KeyText>, Query, description = "Only of bodies that give weight to the target group with this key"),
        ("from" = Option<DateText>, Query, description = "Only of meetings from this day on"),
        ("to" = Option<DateText>, Query, description = "Only of meetings up to this day"),
        ("q" = Option<LineText>, Query, description = "Only what has words that begin so, each of them"),
    ),
    responses((status = 200, description = "One page of decisions", body = SharedPage)))]
async fn list_shared_decisions(caller: InRegion<ReadTenants>) -> Result<HttpResponse, ApiError> {
    caller.together::<SharedList<Decisions>>("list_shared_decisions").await
}

/// List the meetings of all communities
///
/// The meetings (*møte*) of every community that everyone may see, with their agendas, the latest first. `regions` says how
/// fresh what is told of each region is, and which communities are left out.
#[utoipa::path(get, path = "/v1/federation/meetings", operation_id = "list_shared_meetings", tag = "regions",
    params(
        ("tenant" = Option<ReferenceText>, Query, description = "Only of this community, by id or short name"),
        ("state" = Option<MeetingStateWord>, Query, description = "Only in this state"),
        ("targetGroup" = Option<KeyText>, Query, description = "Only of bodies that give weight to the target group with this key"),
        ("from" = Option<DateText>, Query, description = "Only from this day on"),
        ("to" = Option<DateText>, Query, description = "Only up to this day"),
        ("q" = Option<LineText>, Query, description = "Only what has words that begin so, each of them"),
    ),
    responses((status = 200, description = "One page of meetings", body = SharedPage)))]
async fn list_shared_meetings(caller: InRegion<ReadTenants>) -> Result<HttpResponse, ApiError> {
    caller.together::<SharedList<Meetings>>("list_shared_meetings").await
}

/// List the bodies of all communities
///
/// The bodies (*organ*) of every community that everyone may see, those entered last first. `regions` says how fresh what
/// is told of each region is, and which communities are left out.
#[utoipa::path(get, path = "/v1/federation/bodies", operation_id = "list_shared_bodies", tag = "regions",
    params(
        ("tenant" = Option<ReferenceText>, Query, description = "Only of this community, by id or short name"),
        ("type" = Option<BodyTypeWord>, Query, description = "Only of this type"),
        ("targetGroup" = Option<KeyText>, Query, description = "Only those that give weight to the target group with this key"),
        ("q" = Option<LineText>, Query, description = "Only what has words that begin so, each of them"),
    ),
    responses((status = 200, description = "One page of bodies", body = SharedPage)))]
async fn list_shared_bodies(caller: InRegion<ReadTenants>) -> Result<HttpResponse, ApiError> {
    caller.together::<SharedList<Bodies>>("list_shared_bodies").await
}

/// List the communities of all regions
///
/// The communities (*helsefellesskap*) of this region and of those it knows, as far as they are listed for everyone, those
/// opened last first. `regions` says how fresh what is told of each region is, and which communities are left out.
#[utoipa::path(get, path = "/v1/federation/tenants", operation_id = "list_shared_tenants", tag = "regions",
    params(("q" = Option<LineText>, Query, description = "Only what has words that begin so, each of them")),
    responses((status = 200, description = "One page of communities", body = SharedPage)))]
async fn list_shared_tenants(caller: InRegion<ReadTenants>) -> Result<HttpResponse, ApiError> {
    caller.together::<SharedList<Tenants>>("list_shared_tenants").await
}

/// Search in all communities
///
/// Everything that communities have published (*søk i alle fellesskap*) and that has the words asked for in its title, its
/// number, its summary or its decision, the newest first. `regions` says how fresh what is told of each region is, and
/// which communities are left out.
#[utoipa::path(get, path = "/v1/federation/search", operation_id = "list_shared_matters", tag = "regions",
    params(
        ("q" = Option<LineText>, Query, description = "Only what has words that begin so, each of them"),
        ("kind" = Option<SharedKindWord>, Query, description = "Only things that are this"),
        ("tenant" = Option<ReferenceText>, Query, description = "Only of this community, by id or short name"),
        ("targetGroup" = Option<KeyText>, Query, description = "Only of bodies that give weight to the target group with this key"),
        ("from" = Option<DateText>, Query, description = "Only from this day on"),
        ("to" = Option<DateText>, Query, description = "Only up to this day"),
    ),
    responses((status = 200, description = "One page of what was found", body = SharedPage)))]
async fn list_shared_matters(caller: InRegion<ReadTenants>) -> Result<HttpResponse, ApiError> {
    caller.together::<SharedList<Matters>>("list_shared_matters").await
}
