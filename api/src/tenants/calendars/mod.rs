//! Calendars of meetings (kalenderar): to be subscribed to, openly or by private addresses.
mod addresses;
mod fields;
mod telling;

use actix_web::HttpResponse;
use domain::policy::Sight;
use domain::{BodyId, CalendarOf, Handle, PartyId, PersonId};
use persistence::StoreError;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::calendars::MEDIA_TYPE;
use crate::guard::{ByAddress, InTenant, Needs, ReadAttendance, ReadMeetings, Reading};
use crate::resource;
use crate::wire::schema::CalendarText;
use crate::wire::{ApiError, Code, Query};

use telling::tell;

/// The addresses of these resources.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(resource!(get_calendar))
        .service(resource!(get_body_calendar))
        .service(resource!(get_party_calendar))
        .service(resource!(get_person_calendar))
        .service(resource!(open get_private_calendar));
    addresses::routes(config);
}

/// Answers with a calendar, once it is known what it is of.
async fn answer<P: Needs>(
    caller: &InTenant<P>,
    of: impl FnOnce(&mut Reading<'_, '_, '_>) -> Result<CalendarOf, ApiError> + Send + 'static,
) -> Result<HttpResponse, ApiError> {
    let (tenant, url) = (caller.tenant().clone(), caller.facts().node.url.clone());
    let nothing = Query::of(caller.request()).finish();
    caller
        .get_text(MEDIA_TYPE, move |reading| {
            let of = of(reading)?;
            let told = tell(reading, of, &tenant, &url)?;
            // What is wrong with the query is told only to who is told anything.
            nothing.map(|()| told)
        })
        .await
}

/// Get the calendar of a community
///
/// The meetings (*møte*) of every body as a calendar (iCalendar, RFC 5545), from a year back to two years ahead and 2000 of
/// them at most, as far as the caller sees them now, each with the items of its agenda that the caller sees. An event
/// keeps its `UID` for good, its `SEQUENCE` is the version of the meeting. A meeting whose day is not settled is an event of
/// whole days with the status `TENTATIVE`; one that is not held stays, with the status `CANCELLED`.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/calendar.ics", operation_id = "get_calendar", tag = "calendars",
    responses((status = 200, description = "The calendar", body = CalendarText, content_type = "text/calendar")))]
async fn get_calendar(caller: InTenant<ReadMeetings>) -> Result<HttpResponse, ApiError> {
    answer(&caller, |_| Ok(CalendarOf::Tenant)).await
}

/// Get the calendar of a body
///
/// The meetings (*møte*) of one body as a calendar, as `get_calendar` tells them.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/bodies/{body}/calendar.ics", operation_id = "get_body_calendar",
    tag = "calendars",
    responses((status = 200, description = "The calendar", body = CalendarText, content_type = "text/calendar")))]
async fn get_body_calendar(caller: InTenant<ReadMeetings>) -> Result<HttpResponse, ApiError> {
    let handle: Handle<BodyId> = caller.handle("body")?;
    answer(&caller, move |reading| {
        let found = reading.tx.bodies().find(std::slice::from_ref(&handle), &Sight::everything())?;
        found.first().map(|(id, _)| CalendarOf::Body(*id)).ok_or_else(|| ApiError::new(Code::NotFound))
    })
    .await
}

/// Get the calendar of a party
///
/// The meetings (*møte*) of the bodies whose rules give a party (*part*) seats today, as `get_calendar` tells them.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/parties/{party}/calendar.ics", operation_id = "get_party_calendar",
    tag = "calendars",
    responses((status = 200, description = "The calendar", body = CalendarText, content_type = "text/calendar")))]
async fn get_party_calendar(caller: InTenant<ReadMeetings>) -> Result<HttpResponse, ApiError> {
    let handle: Handle<PartyId> = caller.handle("party")?;
    answer(&caller, move |reading| {
        let found: Result<_, StoreError> = reading.tx.parties().find(std::slice::from_ref(&handle));
        found?.first().map(|(id, _)| CalendarOf::Party(*id)).ok_or_else(|| ApiError::new(Code::NotFound))
    })
    .await
}

/// Get the calendar of a person
///
/// The meetings (*møte*) a person sits in, as `get_calendar` tells them: by a seat of their own or one that follows from
/// another, as a deputy on the days they are called for, as a guest, and those they are called to for a single item. It is
/// told to the person, and to those who may see persons.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/persons/{person}/calendar.ics", operation_id = "get_person_calendar",
    tag = "calendars",
    responses((status = 200, description = "The calendar", body = CalendarText, content_type = "text/calendar")))]
async fn get_person_calendar(caller: InTenant<ReadAttendance>) -> Result<HttpResponse, ApiError> {
    let id = caller.id("person", PersonId::parse)?;
    answer(&caller, move |_| Ok(CalendarOf::Person(id))).await
}

/// Get the calendar of a private address
///
/// A calendar by its private address (*privat kalenderadresse*), for programs that bring no token: what the maker of the
/// address may see now, as `get_calendar` tells it. An address that is unknown or revoked, or whose maker may see no
/// calendar any more, is not there.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/calendars/{secret}.ics", operation_id = "get_private_calendar",
    tag = "calendars",
    responses((status = 200, description = "The calendar", body = CalendarText, content_type = "text/calendar")))]
async fn get_private_calendar(address: ByAddress) -> Result<HttpResponse, ApiError> {
    let (tenant, url) = (address.tenant().clone(), address.url().to_owned());
    address.get_text(MEDIA_TYPE, move |reading, address| tell(reading, address.of, &tenant, &url)).await
}
