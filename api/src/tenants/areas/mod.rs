//! Areas (område): municipalities that cooperate locally, with the hospitals that serve them.
mod fields;
pub(super) mod record;

use actix_web::HttpResponse;
use domain::policy::Target;
use domain::{ActKind, Area, AreaId, Handle, PartyId};
use persistence::{AreaFilter, Kept, Page as Seek, Place};
use utoipa_actix_web::service_config::ServiceConfig;

use super::ending::{Ending, Leaning, last_day, nothing_left};
use super::references::{filtered, named};
use crate::guard::{Done, InTenant, Listed, ReadStructure, Reading, WriteStructure, Writing};
use crate::resource;
use crate::wire::schema::{DateText, ReferenceText};
use crate::wire::{ApiError, JsonBody, MergePatch, Page, Query};

use fields::AreaFields;
pub(super) use fields::AreaView;

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(list_areas, create_area)).service(resource!(get_area, change_area, end_area));
}

/// An area as a grant may be narrowed to it.
fn target(area: &Area) -> Target {
    Target { area: Some(area.id), ..Target::default() }
}

/// A list of areas.
struct AreaList {
    filter: AreaFilter,
    party: Option<Handle<PartyId>>,
}

impl AreaList {
    fn filter(&self, reading: &mut Reading<'_, '_, '_>) -> Result<AreaFilter, ApiError> {
        let party = filtered(self.party.as_ref(), "party", |handles| reading.tx.parties().find(handles))?;
        Ok(AreaFilter { party, sight: reading.sight.clone(), ..self.filter.clone() })
    }
}

impl Listed for AreaList {
    type Item = Area;
    type View = AreaView;
    const OPERATION: &'static str = "list_areas";

    fn from_query(query: &Query) -> Self {
        let filter = AreaFilter { ids: query.ids(AreaId::parse), on: query.date("at"), ..AreaFilter::default() };
        Self { filter, party: named(query, "party") }
    }

    fn list(&self, reading: &mut Reading<'_, '_, '_>, page: &Seek) -> Result<Vec<Area>, ApiError> {
        let filter = self.filter(reading)?;
        Ok(reading.tx.areas().list(&filter, page)?)
    }

    fn count(&self, reading: &mut Reading<'_, '_, '_>) -> Result<i64, ApiError> {
        let filter = self.filter(reading)?;
        Ok(reading.tx.areas().count(&filter)?)
    }

    fn place(area: &Area) -> Place {
        Place { name: domain::sort_key(area.names.nb.as_str()), id: area.id.0 }
    }

    fn view(area: Area) -> AreaView {
        area.into()
    }
}

/// List the areas
///
/// The areas (*område*) of the community, by name, each with those who belong to it. Ended ones are listed too unless
/// `at` names a day. A `party` that is not in the community is a fault of the query.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/areas", operation_id = "list_areas", tag = "areas",
    params(
        ("at" = Option<DateText>, Query, description = "Only areas in force on this day"),
        ("party" = Option<ReferenceText>, Query, description = "Only areas this party belongs to, whenever; id or key"),
    ),
    responses((status = 200, description = "One page of areas", body = Page<AreaView>)))]
async fn list_areas(caller: InTenant<ReadStructure>) -> Result<HttpResponse, ApiError> {
    caller.list::<AreaList>().await
}

/// Get an area
///
/// One area (*område*), by id or key.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/areas/{area}", operation_id = "get_area", tag = "areas",
    responses((status = 200, description = "The area", body = AreaView)))]
async fn get_area(caller: InTenant<ReadStructure>) -> Result<HttpResponse, ApiError> {
    let handle = caller.handle("area")?;
    caller
        .get(move |reading| {
            let area = reading.tx.areas().get(&handle)?.value;
            reading.sees(area.visibility, None)?;
            Ok((area.version, AreaView::from(area)))
        })
        .await
}

/// Enter an area
///
/// Enters an area (*område*) with those who belong to it.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/areas", operation_id = "create_area", tag = "areas",
    request_body = AreaFields, responses((status = 201, description = "The area as entered", body = AreaView)))]
async fn create_area(caller: InTenant<WriteStructure>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let address = caller.collection("areas");
    caller
        .create::<AreaFields>(body, move |writing, told| {
            let area = told.make(|fields| fields.resolve(writing, None))?;
            writing.may_for(&target(&area))?;
            writing.tx.areas().insert(&area)?;
            Done::created(format!("{address}/{}", area.id), area.version, &AreaView::from(area.clone()))
        })
        .await
}

/// Change an area
///
/// Changes what the merge patch names (RFC 7396) of an area (*område*). The list of members is given whole. The key
/// stays; what has begun keeps its first day. An earlier last day needs that no body serves the area after it
/// and nobody is named to a seat for it.
#[utoipa::path(patch, path = "/v1/tenants/{tenant}/areas/{area}", operation_id = "change_area", tag = "areas",
    request_body(content = AreaFields, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The area as changed", body = AreaView)))]
async fn change_area(caller: InTenant<WriteStructure>, patch: MergePatch) -> Result<HttpResponse, ApiError> {
    let handle = caller.handle("area")?;
    caller
        .patch(patch, move |writing, patch, condition| {
            let old = present(writing, &handle)?;
            condition.matches(old.value.version)?;
            let told = patch.onto::<AreaFields>(&AreaFields::from(old.value.clone()))?;
            let new = told.make(|fields| fields.resolve(writing, Some(&old.value)))?;
            store(writing, &old, &new, ActKind::Changed)
        })
        .await
}

/// End an area
///
/// Gives the area (*område*) its last day. It stays in history. An area that bodies serve, or that
/// somebody is named to a seat for, after that day is in use.
#[utoipa::path(delete, path = "/v1/tenants/{tenant}/areas/{area}", operation_id = "end_area", tag = "areas",
    params(("lastDay" = Option<DateText>, Query, description = "The last day in force; today unless named")),
    responses((status = 200, description = "The area with its last day", body = AreaView)))]
async fn end_area(caller: InTenant<WriteStructure>) -> Result<HttpResponse, ApiError> {
    let handle = caller.handle("area")?;
    caller
        .change(&[], Ending::of(&caller), move |writing, ending, condition| {
            let old = present(writing, &handle)?;
            condition.matches(old.value.version)?;
            let validity = last_day(old.value.validity, ending, writing.today)?;
            let new = Area { validity, changed_at: writing.now, version: old.value.version + 1, ..old.value.clone() };
            store(writing, &old, &new, ActKind::Ended)
        })
        .await
}

/// The area as it stands, for a caller who sees it and may change it.
fn present(writing: &mut Writing<'_, '_, '_>, handle: &Handle<domain::AreaId>) -> Result<Kept<Area>, ApiError> {
    let old = writing.tx.areas().get(handle)?;
    writing.sees(old.value.visibility, None)?;
    writing.may_for(&target(&old.value))?;
    Ok(old)
}

fn store(writing: &mut Writing<'_, '_, '_>, old: &Kept<Area>, new: &Area, act: ActKind) -> Result<Done, ApiError> {
    let ended = (old.value.validity, new.validity);
    nothing_left(writing, ended, |writing, day| writing.tx.bodies().serving_after(new.id, day).map(Leaning::Bodies))?;
    nothing_left(writing, ended, |writing, day| Leaning::for_area(writing, new.id, day))?;
    writing.tx.areas().change(old, new, act)?;
    Done::changed(new.version, &AreaView::from(new.clone()))
}
