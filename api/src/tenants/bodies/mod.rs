//! Bodies (organ): the meetings, committees, networks and groups in which a community decides and works.
mod fields;
pub(super) mod record;
mod view;

use actix_web::HttpResponse;
use domain::policy::Target;
use domain::{ActKind, AreaId, Body, BodyId, Handle};
use persistence::{BodyFilter, Kept, Page as Seek, Place};
use utoipa_actix_web::service_config::ServiceConfig;

use super::ending::{Ending, Leaning, last_day, nothing_left};
use super::references::{Seen, filtered, named};
use crate::guard::{Cut, Done, InTenant, Listed, ReadStructure, Reading, WriteStructure, Writing};
use crate::resource;
use crate::wire::schema::{BodyTypeWord, DateText, ReferenceText};
use crate::wire::{ApiError, JsonBody, MergePatch, Page, Query};

use fields::{Before, BodyFields, shown};
pub(super) use view::BodyView;
use view::{BodyContent, BodySummary, MandatesView};

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(resource!(list_bodies, create_body))
        .service(resource!(get_body, change_body, end_body))
        .service(resource!(list_mandates));
}

/// A body as a grant may be narrowed to it.
pub(crate) fn target(body: &Body) -> Target {
    Target { side: body.side, body: Some(body.id), area: body.area, ..Target::default() }
}

/// A list of bodies.
struct BodyList {
    filter: BodyFilter,
    parent: Option<Handle<BodyId>>,
    area: Option<Handle<AreaId>>,
}

impl BodyList {
    fn filter(&self, reading: &mut Reading<'_, '_, '_>) -> Result<BodyFilter, ApiError> {
        let sight = reading.sight;
        let parent = filtered(self.parent.as_ref(), "parent", |handles| reading.tx.bodies().find(handles, sight))?;
        let area = filtered(self.area.as_ref(), "area", |handles| reading.tx.areas().find(handles, sight))?;
        Ok(BodyFilter { parent, area, sight: sight.clone(), ..self.filter.clone() })
    }
}

impl Listed for BodyList {
    type Item = Body;
    type View = BodySummary;
    const OPERATION: &'static str = "list_bodies";

    fn from_query(query: &Query) -> Self {
        let level = query.number("level", 1, Body::LEVEL_MAX.into());
        let filter = BodyFilter {
            ids: query.ids(BodyId::parse),
            on: query.date("at"),
            body_type: query.word("type"),
            level: level.and_then(|level| u8::try_from(level).ok()),
            ..BodyFilter::default()
        };
        Self { filter, parent: named(query, "parent"), area: named(query, "area") }
    }

    fn list(&self, reading: &mut Reading<'_, '_, '_>, page: &Seek) -> Result<Vec<Body>, ApiError> {
        let filter = self.filter(reading)?;
        let bodies = reading.tx.bodies().list(&filter, page)?;
        let seen = Seen::by(reading.sight, reading.tx, &bodies)?;
        Ok(bodies.into_iter().map(|body| seen.shown(body)).collect())
    }

    fn count(&self, reading: &mut Reading<'_, '_, '_>) -> Result<i64, ApiError> {
        let filter = self.filter(reading)?;
        Ok(reading.tx.bodies().count(&filter)?)
    }

    fn place(body: &Body) -> Place {
        Place { name: domain::sort_key(body.names.nb.as_str()), id: body.id.0 }
    }

    fn view(body: Body) -> BodySummary {
        body.into()
    }
}

/// List the bodies
///
/// The bodies (*organ*) of the community, by name, without their mandates. Ended ones are listed too unless `at` names
/// a day. A `parent` or an `area` that the caller does not see is a fault of the query.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/bodies", operation_id = "list_bodies", tag = "bodies",
    params(
        ("at" = Option<DateText>, Query, description = "Only bodies in force on this day"),
        ("type" = Option<BodyTypeWord>, Query, description = "Only this type"),
        ("level" = Option<u8>, Query, minimum = 1, maximum = 9, description = "Only this level"),
        ("parent" = Option<ReferenceText>, Query, description = "Only bodies that report to this one; id or key"),
        ("area" = Option<ReferenceText>, Query, description = "Only bodies that serve this area; id or key"),
    ),
    responses((status = 200, description = "One page of bodies", body = Page<BodySummary>)))]
async fn list_bodies(caller: InTenant<ReadStructure>) -> Result<HttpResponse, ApiError> {
    caller.list::<BodyList>().await
}

/// Get a body
///
/// One body (*organ*) with its mandate, by id or key. What it refers to is left out where the caller does not see it; a
/// change then names the `version` in `If-Match`, such as `"3"`.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/bodies/{body}", operation_id = "get_body", tag = "bodies",
    responses((status = 200, description = "The body", body = BodyView)))]
async fn get_body(caller: InTenant<ReadStructure>) -> Result<HttpResponse, ApiError> {
    let handle = caller.handle("body")?;
    caller
        .get_cut(move |reading| {
            let body = visible(reading, &handle)?;
            let shown = Seen::by(reading.sight, reading.tx, [&body])?.shown(body.clone());
            Ok(Cut { version: body.version, whole: shown == body, view: BodyView::from(shown) })
        })
        .await
}

/// List a body's mandates
///
/// The versions of what the body (*organ*) is for (*mandat*), newest first; the latest 200 of them.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/bodies/{body}/mandates", operation_id = "list_mandates",
    tag = "bodies", responses((status = 200, description = "The mandates", body = MandatesView)))]
async fn list_mandates(caller: InTenant<ReadStructure>) -> Result<HttpResponse, ApiError> {
    let handle = caller.handle("body")?;
    caller
        .get_tree(move |reading| {
            let body = visible(reading, &handle)?;
            Ok(MandatesView::from(reading.tx.bodies().mandates(body.id, Body::MANDATES_SHOWN)?))
        })
        .await
}

/// Enter a body
///
/// Enters a body (*organ*). What it refers to must be visible to the caller.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/bodies", operation_id = "create_body", tag = "bodies",
    request_body = BodyFields, responses((status = 201, description = "The body as entered", body = BodyView)))]
async fn create_body(caller: InTenant<WriteStructure>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let address = caller.collection("bodies");
    caller
        .create::<BodyFields>(body, move |writing, told| {
            let body = told.make(|fields| fields.resolve(writing, None))?;
            writing.may_for(&target(&body))?;
            writing.tx.bodies().insert(&body)?;
            Done::created(format!("{address}/{}", body.id), body.version, &BodyView::from(body.clone()))
        })
        .await
}

/// Change a body
///
/// Changes what the merge patch names (RFC 7396) of a body (*organ*). The key stays; what has begun keeps its first day;
/// a new mandate is added to those before it. An earlier last day needs that no body reports to this one after it
/// and nobody is named in it.
/// References that the caller does not see stay as they are unless another takes their place.
#[utoipa::path(patch, path = "/v1/tenants/{tenant}/bodies/{body}", operation_id = "change_body", tag = "bodies",
    request_body(content = BodyFields, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The body as changed", body = BodyView)))]
async fn change_body(caller: InTenant<WriteStructure>, patch: MergePatch) -> Result<HttpResponse, ApiError> {
    let handle = caller.handle("body")?;
    caller
        .patch(patch, move |writing, patch, condition| {
            let old = present(writing, &handle)?;
            condition.matches(old.value.version)?;
            let before = Before { body: &old.value, shown: &shown(writing, &old.value)? };
            let told = patch.onto::<BodyFields>(&BodyContent::from(before.shown.clone()))?;
            let new = told.make(|fields| fields.resolve(writing, Some(&before)))?;
            store(writing, &old, &new, ActKind::Changed)
        })
        .await
}

/// End a body
///
/// Gives the body (*organ*) its last day. It stays in history. A body that others report to, or in which
/// somebody is named to a seat or an office, after that day is in use.
#[utoipa::path(delete, path = "/v1/tenants/{tenant}/bodies/{body}", operation_id = "end_body", tag = "bodies",
    params(("lastDay" = Option<DateText>, Query, description = "The last day in force; today unless named")),
    responses((status = 200, description = "The body with its last day", body = BodyView)))]
async fn end_body(caller: InTenant<WriteStructure>) -> Result<HttpResponse, ApiError> {
    let handle = caller.handle("body")?;
    caller
        .change(&[], Ending::of(&caller), move |writing, ending, condition| {
            let old = present(writing, &handle)?;
            condition.matches(old.value.version)?;
            let validity = last_day(old.value.validity, ending, writing.today)?;
            let new = Body { validity, changed_at: writing.now, version: old.value.version + 1, ..old.value.clone() };
            store(writing, &old, &new, ActKind::Ended)
        })
        .await
}

/// The body, if the caller sees it.
fn visible(reading: &mut Reading<'_, '_, '_>, handle: &Handle<BodyId>) -> Result<Body, ApiError> {
    let body = reading.tx.bodies().get(handle)?.value;
    reading.sees_body(&body)?;
    Ok(body)
}

/// The body as it stands, for a caller who sees it and may change it.
fn present(writing: &mut Writing<'_, '_, '_>, handle: &Handle<BodyId>) -> Result<Kept<Body>, ApiError> {
    let old = writing.tx.bodies().get(handle)?;
    writing.sees_body(&old.value)?;
    writing.may_for(&target(&old.value))?;
    Ok(old)
}

fn store(writing: &mut Writing<'_, '_, '_>, old: &Kept<Body>, new: &Body, act: ActKind) -> Result<Done, ApiError> {
    // A change may not move a body out of what the caller's grant is narrowed to either.
    writing.may_for(&target(new))?;
    let ended = (old.value.validity, new.validity);
    nothing_left(writing, ended, |writing, day| writing.tx.bodies().reporting_after(new.id, day).map(Leaning::Bodies))?;
    nothing_left(writing, ended, |writing, day| Leaning::in_body(writing, new.id, day))?;
    writing.tx.bodies().change(old, new, act)?;
    Done::changed(new.version, &BodyView::from(shown(writing, new)?))
}
