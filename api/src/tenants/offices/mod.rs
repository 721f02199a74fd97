//! Offices (verv): who leads a body, hosts it or leads its secretariat.
mod fields;
pub(super) mod record;

use actix_web::HttpResponse;
use domain::{ActKind, Body, BodyId, Handle, Office, OfficeId, PersonId};
use persistence::{Kept, OfficeFilter, Page as Seek, Place};
use utoipa_actix_web::service_config::ServiceConfig;

use super::bodies::target;
use super::ending::{Ending, last_day};
use super::references::{filtered, named};
use super::seating::{audience, nobody_unseated};
use crate::guard::{Done, InTenant, Listed, ReadSeats, Reading, WriteSeats, Writing};
use crate::resource;
use crate::wire::schema::{DateText, OfficeRoleWord, PersonIdText, ReferenceText};
use crate::wire::{ApiError, JsonBody, MergePatch, Page, Query};

use fields::{OfficeFields, OfficeView};

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(list_offices, create_office)).service(resource!(get_office, change_office, end_office));
}

/// A list of offices.
struct OfficeList {
    filter: OfficeFilter,
    body: Option<Handle<BodyId>>,
}

impl OfficeList {
    fn filter(&self, reading: &mut Reading<'_, '_, '_>) -> Result<OfficeFilter, ApiError> {
        let sight = reading.sight;
        let body = filtered(self.body.as_ref(), "body", |wanted| reading.tx.bodies().find(wanted, sight))?;
        Ok(OfficeFilter { body, sight: sight.clone(), ..self.filter.clone() })
    }
}

impl Listed for OfficeList {
    type Item = Office;
    type View = OfficeView;
    const OPERATION: &'static str = "list_offices";
    const NAMED: bool = false;

    fn from_query(query: &Query) -> Self {
        let filter = OfficeFilter {
            ids: query.ids(OfficeId::parse),
            on: query.date("at"),
            role: query.word("role"),
            person: query.id("person", PersonId::parse),
            ..OfficeFilter::default()
        };
        Self { filter, body: named(query, "body") }
    }

    fn list(&self, reading: &mut Reading<'_, '_, '_>, page: &Seek) -> Result<Vec<Office>, ApiError> {
        let filter = self.filter(reading)?;
        Ok(reading.tx.offices().list(&filter, page)?)
    }

    fn count(&self, reading: &mut Reading<'_, '_, '_>) -> Result<i64, ApiError> {
        let filter = self.filter(reading)?;
        Ok(reading.tx.offices().count(&filter)?)
    }

    fn place(office: &Office) -> Place {
        Place { name: String::new(), id: office.id.0 }
    }

    fn view(office: Office) -> OfficeView {
        office.into()
    }
}

/// List the offices
///
/// Who leads which body, hosts it or leads its secretariat (*verv*), in the order they were entered. Ended ones are
/// listed too unless `at` names a day.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/offices", operation_id = "list_offices", tag = "offices",
    params(
        ("at" = Option<DateText>, Query, description = "Only offices in force on this day"),
        ("body" = Option<ReferenceText>, Query, description = "Only those of this body; id or key"),
        ("role" = Option<OfficeRoleWord>, Query, description = "Only this office"),
        ("person" = Option<PersonIdText>, Query, description = "Only those this person holds"),
    ),
    responses((status = 200, description = "One page of offices", body = Page<OfficeView>)))]
async fn list_offices(caller: InTenant<ReadSeats>) -> Result<HttpResponse, ApiError> {
    caller.list::<OfficeList>().await
}

/// Get an office
///
/// One office (*verv*), by id.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/offices/{office}", operation_id = "get_office", tag = "offices",
    responses((status = 200, description = "The office", body = OfficeView)))]
async fn get_office(caller: InTenant<ReadSeats>) -> Result<HttpResponse, ApiError> {
    let id = caller.id("office", OfficeId::parse)?;
    caller
        .get(move |reading| {
            let office = reading.tx.offices().get(id)?.value;
            let body = reading.tx.bodies().get(&Handle::Id(office.body))?.value;
            reading.sees_body(&body)?;
            Ok((office.version, OfficeView::from(office)))
        })
        .await
}

/// Enter an office
///
/// Enters who holds an office (*verv*) in a body, and on what terms. One at a time chairs a body, is its vice chair or
/// hosts it; whoever holds an office sits in the body on all its days, but for the host.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/offices", operation_id = "create_office", tag = "offices",
    request_body = OfficeFields, responses((status = 201, description = "The office as entered", body = OfficeView)))]
async fn create_office(caller: InTenant<WriteSeats>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let address = caller.collection("offices");
    caller
        .create::<OfficeFields>(body, move |writing, told| {
            let sure = !told.blurs(OfficeFields::DECIDING);
            let new = told.make(|fields| fields.resolve(writing, None, sure))?;
            writing.may_for(&target(&new.body))?;
            let office = new.office;
            writing.tx.offices().insert(&office, audience(&new.body))?;
            Done::created(format!("{address}/{}", office.id), office.version, &OfficeView::from(office.clone()))
        })
        .await
}

/// Change an office
///
/// Changes what the merge patch names (RFC 7396) of an office (*verv*). What has begun keeps its first day, its body and
/// its holder: another holder is another office. Whoever sits elsewhere by this office keeps a seat where they lead.
#[utoipa::path(patch, path = "/v1/tenants/{tenant}/offices/{office}", operation_id = "change_office", tag = "offices",
    request_body(content = OfficeFields, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The office as changed", body = OfficeView)))]
async fn change_office(caller: InTenant<WriteSeats>, patch: MergePatch) -> Result<HttpResponse, ApiError> {
    let id = caller.id("office", OfficeId::parse)?;
    caller
        .patch(patch, move |writing, patch, condition| {
            let (old, _) = present(writing, id)?;
            condition.matches(old.value.version)?;
            let told = patch.onto::<OfficeFields>(&OfficeFields::from(old.value.clone()))?;
            let sure = !told.blurs(OfficeFields::DECIDING);
            let new = told.make(|fields| fields.resolve(writing, Some(&old.value), sure))?;
            // A change may not move an office out of what the caller's grant is narrowed to either.
            writing.may_for(&target(&new.body))?;
            let after = new.roster.with_office(&new.office);
            nobody_unseated(writing, &new.structure, (&new.roster, &after), old.value.person)?;
            let office = new.office;
            writing.tx.offices().change(&old, &office, ActKind::Changed, audience(&new.body))?;
            Done::changed(office.version, &OfficeView::from(office.clone()))
        })
        .await
}

/// End an office
///
/// Gives the office (*verv*) its last day. It stays in history. An office by which its holder sits where they hold
/// another after that day is in use.
#[utoipa::path(delete, path = "/v1/tenants/{tenant}/offices/{office}", operation_id = "end_office", tag = "offices",
    params(("lastDay" = Option<DateText>, Query, description = "The last day in force; today unless named")),
    responses((status = 200, description = "The office with its last day", body = OfficeView)))]
async fn end_office(caller: InTenant<WriteSeats>) -> Result<HttpResponse, ApiError> {
    let id = caller.id("office", OfficeId::parse)?;
    caller
        .change(&[], Ending::of(&caller), move |writing, ending, condition| {
            let (old, body) = present(writing, id)?;
            condition.matches(old.value.version)?;
            let validity = last_day(old.value.validity, ending, writing.today)?;
            let new = Office { validity, changed_at: writing.now, version: old.value.version + 1, ..old.value.clone() };
            let structure = writing.tx.structure().now()?;
            let before = writing.tx.structure().roster()?;
            let after = before.with_office(&new);
            nobody_unseated(writing, &structure, (&before, &after), new.person)?;
            writing.tx.offices().change(&old, &new, ActKind::Ended, audience(&body))?;
            Done::changed(new.version, &OfficeView::from(new.clone()))
        })
        .await
}

/// The office as it stands, for a caller who sees its body and may change it.
fn present(writing: &mut Writing<'_, '_, '_>, id: OfficeId) -> Result<(Kept<Office>, Body), ApiError> {
    let old = writing.tx.offices().get(id)?;
    let body = writing.tx.bodies().get(&Handle::Id(old.value.body))?.value;
    writing.sees_body(&body)?;
    writing.may_for(&target(&body))?;
    Ok((old, body))
}
