//! Who was at a meeting (frammøte), by seat.
mod fields;
mod view;

use std::collections::HashSet;

use actix_web::HttpResponse;
use domain::policy::{Permission, Sight};
use domain::{Date, Meeting, MeetingId, Roster, Structure};
use persistence::{StoreError, TenantTx};
use utoipa_actix_web::service_config::ServiceConfig;

use super::matters::{is_seen, present, seen_cases, stops, visible};
use crate::guard::{Done, InTenant, ReadAttendance, WriteMeetings};
use crate::notices::Post;
use crate::resource;
use crate::tenants::bodies::target;
use crate::wire::{ApiError, JsonBody};

use fields::AttendanceFields;
use view::AttendanceView;

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(get_attendance, put_attendance));
}

/// What was laid down of seats on the day of a meeting, and who sits in them.
fn seated(tx: &mut TenantTx<'_, '_>, meeting: &Meeting, today: Date) -> Result<(Structure, Roster), StoreError> {
    Ok((tx.structure().at(meeting.when.from, today)?, tx.structure().roster()?))
}

/// The meeting without the items the caller does not see.
fn shown(tx: &mut TenantTx<'_, '_>, sight: &Sight, today: Date, mut meeting: Meeting) -> Result<Meeting, StoreError> {
    let taken_up: HashSet<_> = stops(&meeting.agenda).into_iter().map(|(case, _)| case).collect();
    let cases = seen_cases(tx, sight, today, taken_up)?;
    meeting.agenda.retain(|item| is_seen(item, &cases));
    Ok(meeting)
}

/// Get who was at a meeting
///
/// Every seat of the body (*frammøte*) on the day of the meeting: who holds it, whether they came, who came in their
/// stead, and whose turn it is to do so; beside them guests, the secretariat, and those called for single items.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/meetings/{meeting}/attendance", operation_id = "get_attendance",
    tag = "meetings", responses((status = 200, description = "Who was there", body = AttendanceView)))]
async fn get_attendance(caller: InTenant<ReadAttendance>) -> Result<HttpResponse, ApiError> {
    let id = caller.id("meeting", MeetingId::parse)?;
    caller
        .get_tree(move |reading| {
            let (meeting, body) = visible(reading, id)?;
            reading.may_for(Permission::ReadAttendance, &target(&body))?;
            let (structure, roster) = seated(reading.tx, &meeting, reading.today)?;
            let meeting = shown(reading.tx, reading.sight, reading.today, meeting)?;
            Ok(AttendanceView::new(&meeting, &structure, &roster))
        })
        .await
}

/// Replace who was at a meeting
///
/// Tells whole who was at a meeting and who was away (*frammøte*), from the notice until the minutes are approved. Members
/// and deputies are named by their membership, others by person. A deputy comes for somebody who is away, and is one of
/// that seat's by the rule's way of naming deputies. `If-Match` names the version of the meeting.
#[utoipa::path(put, path = "/v1/tenants/{tenant}/meetings/{meeting}/attendance", operation_id = "put_attendance",
    tag = "meetings", request_body = AttendanceFields,
    responses((status = 200, description = "Who was there", body = AttendanceView)))]
async fn put_attendance(caller: InTenant<WriteMeetings>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let id = caller.id("meeting", MeetingId::parse)?;
    let post = Post::of(&caller).await?;
    caller
        .put::<AttendanceFields>(body, move |writing, told, condition| {
            let (old, body) = present(writing, id)?;
            condition.matches(old.value.version)?;
            old.value.attendance_open()?;
            let sure = !told.blurs(&["/entries"]);
            let (structure, roster) = seated(writing.tx, &old.value, writing.today)?;
            let attendance = told.make(|fields| fields.resolve(writing, &old.value, (&structure, &roster), sure))?;
            let version = old.value.version + 1;
            let new = Meeting { attendance, changed_at: writing.now, version, ..old.value.clone() };
            writing.tx.meetings().change(&old, &new)?;
            post.tell_deputies(writing.tx, &body, (&old.value, &new), writing.now)?;
            let meeting = shown(writing.tx, writing.sight, writing.today, new)?;
            Done::changed(version, &AttendanceView::new(&meeting, &structure, &roster))
        })
        .await
}
