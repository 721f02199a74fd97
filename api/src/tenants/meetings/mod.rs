//! Meetings (møter) of bodies: when and where, their agendas, who was there, and how the year stands.
mod acts;
mod agenda;
mod attendance;
mod fields;
pub(super) mod matters;
mod plan;
pub(super) mod record;
mod review;
mod view;

use actix_web::HttpResponse;
use domain::{BodyId, Date, Handle, Meeting, MeetingId};
use persistence::{MeetingFilter, Page as Seek, Place, Sort};
use utoipa_actix_web::service_config::ServiceConfig;

use super::bodies::target;
use super::references::{filtered, named};
use crate::guard::{Done, InTenant, Listed, ReadMeetings, Reading, WriteMeetings};
use crate::notices::Post;
use crate::resource;
use crate::wire::schema::{DateText, MeetingStateWord, ReferenceText};
use crate::wire::{ApiError, JsonBody, MergePatch, Page, Query};

use fields::{MeetingFields, NewMeetingFields, NewMeetingSchema, new_meeting};
use matters::{present, visible};
use view::MeetingView;

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(list_meetings, create_meeting)).service(resource!(get_meeting, change_meeting));
    plan::routes(config);
    acts::routes(config);
    agenda::routes(config);
    attendance::routes(config);
    review::routes(config);
}

/// The first and the last day of a year.
fn days_of(year: i16) -> Option<(Date, Date)> {
    Date::new(year, 1, 1).ok().zip(Date::new(year, 12, 31).ok())
}

/// A year as a query may name it.
fn year_of(query: &Query) -> Option<i16> {
    query.number("year", 1900, 2200).and_then(|year| i16::try_from(year).ok())
}

/// A list of meetings.
struct MeetingList {
    filter: MeetingFilter,
    body: Option<Handle<BodyId>>,
}

impl MeetingList {
    fn filter(&self, reading: &mut Reading<'_, '_, '_>) -> Result<MeetingFilter, ApiError> {
        let sight = reading.sight;
        let body = filtered(self.body.as_ref(), "body", |wanted| reading.tx.bodies().find(wanted, sight))?;
        Ok(MeetingFilter { body, sight: sight.clone(), ..self.filter.clone() })
    }
}

impl Listed for MeetingList {
    type Item = Meeting;
    type View = MeetingView;
    const OPERATION: &'static str = "list_meetings";
    const NAMED: bool = false;
    // By the sort key, which is the date.
    const ORDER: Sort = Sort::Name;

    fn from_query(query: &Query) -> Self {
        let year = year_of(query).and_then(days_of);
        let (from, to) = (query.date("from"), query.date("to"));
        let filter = MeetingFilter {
            ids: query.ids(MeetingId::parse),
            state: query.word("state"),
            from: from.max(year.map(|(first, _)| first)),
            to: to.into_iter().chain(year.map(|(_, last)| last)).min(),
            ..MeetingFilter::default()
        };
        Self { filter, body: named(query, "body") }
    }

    fn list(&self, reading: &mut Reading<'_, '_, '_>, page: &Seek) -> Result<Vec<Meeting>, ApiError> {
        let filter = self.filter(reading)?;
        Ok(reading.tx.meetings().list(&filter, page)?)
    }

    fn count(&self, reading: &mut Reading<'_, '_, '_>) -> Result<i64, ApiError> {
        let filter = self.filter(reading)?;
        Ok(reading.tx.meetings().count(&filter)?)
    }

    fn place(meeting: &Meeting) -> Place {
        Place { name: meeting.when.from.to_string(), id: meeting.id.0 }
    }

    fn view(meeting: Meeting) -> MeetingView {
        meeting.into()
    }
}

/// List the meetings
///
/// The meetings (*møte*) of all bodies, by date. Those whose date is not settled are told to the community alone. A `body`
/// that the caller does not see is a fault of the query.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/meetings", operation_id = "list_meetings", tag = "meetings",
    params(
        ("body" = Option<ReferenceText>, Query, description = "Only those of this body; id or key"),
        ("state" = Option<MeetingStateWord>, Query, description = "Only those that have come this far"),
        ("from" = Option<DateText>, Query, description = "Only those that may be on this day or later"),
        ("to" = Option<DateText>, Query, description = "Only those that may be on this day or earlier"),
        ("year" = Option<u16>, Query, minimum = 1900, maximum = 2200, description = "Only those of this year"),
    ),
    responses((status = 200, description = "One page of meetings", body = Page<MeetingView>)))]
async fn list_meetings(caller: InTenant<ReadMeetings>) -> Result<HttpResponse, ApiError> {
    caller.list::<MeetingList>().await
}

/// Get a meeting
///
/// One meeting (*møte*), by id. Its agenda and who was there have addresses of their own; what changes them takes this
/// meeting's tag.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/meetings/{meeting}", operation_id = "get_meeting", tag = "meetings",
    responses((status = 200, description = "The meeting", body = MeetingView)))]
async fn get_meeting(caller: InTenant<ReadMeetings>) -> Result<HttpResponse, ApiError> {
    let id = caller.id("meeting", MeetingId::parse)?;
    caller
        .get(move |reading| {
            let (meeting, _) = visible(reading, id)?;
            Ok((meeting.version, MeetingView::from(meeting)))
        })
        .await
}

/// Enter a meeting
///
/// Enters a meeting (*møte*) of a body, planned or only with a date to keep free (*foreløpig*). Who sees the body sees the
/// meeting, unless it is told otherwise; more than those who see the body never do.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/meetings", operation_id = "create_meeting", tag = "meetings",
    request_body = NewMeetingSchema,
    responses((status = 201, description = "The meeting as entered", body = MeetingView)))]
async fn create_meeting(caller: InTenant<WriteMeetings>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let address = caller.collection("meetings");
    caller
        .create::<NewMeetingFields>(body, move |writing, told| {
            let sure = !told.blurs(&["/from"]);
            let (meeting, body) = told.make(|fields| new_meeting(fields, writing, sure))?;
            writing.may_for(&target(&body))?;
            writing.tx.meetings().insert(&meeting)?;
            Done::created(format!("{address}/{}", meeting.id), meeting.version, &MeetingView::from(meeting.clone()))
        })
        .await
}

/// Change a meeting
///
/// Changes what the merge patch names (RFC 7396) of a meeting (*møte*): what it is called, when on its day and where it
/// is, who is host and who may see it. Its body stays; its date is changed by moving it, its state by a transition.
#[utoipa::path(patch, path = "/v1/tenants/{tenant}/meetings/{meeting}", operation_id = "change_meeting",
    tag = "meetings",
    request_body(content = MeetingFields, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The meeting as changed", body = MeetingView)))]
async fn change_meeting(caller: InTenant<WriteMeetings>, patch: MergePatch) -> Result<HttpResponse, ApiError> {
    let id = caller.id("meeting", MeetingId::parse)?;
    let post = Post::of(&caller).await?;
    caller
        .patch(patch, move |writing, patch, condition| {
            let (old, body) = present(writing, id)?;
            condition.matches(old.value.version)?;
            let told = patch.onto::<MeetingFields>(&MeetingFields::of(&old.value))?;
            let new = told.make(|fields| {
                let mut faults = domain::Faults::default();
                let next = Meeting { changed_at: writing.now, version: old.value.version + 1, ..old.value.clone() };
                let new = fields.onto(next, Some(&body), writing, "", &mut faults)?;
                // A body that has ended since takes nothing from the meeting it was.
                let broken = new.check(Some(&body)).0.into_iter();
                faults.0.extend(broken.filter(|fault| !matches!(fault.pointer.as_str(), "/from" | "/to")));
                faults.into_result()?;
                Ok(new)
            })?;
            writing.tx.meetings().change(&old, &new)?;
            post.tell(writing.tx, &body, (&old.value, &new), writing.now)?;
            Done::changed(new.version, &MeetingView::from(new.clone()))
        })
        .await
}
