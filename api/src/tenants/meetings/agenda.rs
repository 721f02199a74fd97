//! The agenda (sakliste) of a meeting: what it takes up, in order.
mod fields;
pub(super) mod view;

use actix_web::HttpResponse;
use domain::meeting::notice::add_late;
use domain::{CaseId, Item, Meeting, MeetingId, StopId, Visibility};
use utoipa_actix_web::service_config::ServiceConfig;

use super::matters::{present, publish, schedule, seen_cases, stops, unschedule, visible};
use crate::guard::{Done, InTenant, ReadMeetings, WriteMeetings, Writing};
use crate::resource;
use crate::wire::{ApiError, JsonBody};

use fields::{AgendaFields, Before};
use view::AgendaView;

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(get_agenda, put_agenda));
}

/// Get a meeting's agenda
///
/// What the meeting takes up (*sakliste*), in order, with how long it may take in all. Items whose case the caller does
/// not see are left out before anything is counted or numbered. Those outside the community are told what the meeting
/// takes up once the notice is out.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/meetings/{meeting}/agenda", operation_id = "get_agenda",
    tag = "meetings", responses((status = 200, description = "The agenda", body = AgendaView)))]
async fn get_agenda(caller: InTenant<ReadMeetings>) -> Result<HttpResponse, ApiError> {
    let id = caller.id("meeting", MeetingId::parse)?;
    caller
        .get_tree(move |reading| {
            let (mut meeting, _) = visible(reading, id)?;
            if !reading.sight.community && !meeting.is_announced() {
                meeting.agenda.clear();
            }
            let taken_up = stops(&meeting.agenda).into_iter().map(|(case, _)| case);
            let cases = seen_cases(reading.tx, reading.sight, reading.today, taken_up)?;
            Ok(AgendaView::new(&meeting, &cases, reading.sight.community))
        })
        .await
}

/// What of one list is not in another.
fn without(list: &[(CaseId, StopId)], other: &[(CaseId, StopId)]) -> Vec<(CaseId, StopId)> {
    list.iter().copied().filter(|each| !other.contains(each)).collect()
}

/// What is added when the notice is out comes late, with the papers there are.
fn after_notice(writing: &mut Writing<'_, '_, '_>, old: &Meeting, agenda: Vec<Item>) -> Result<Vec<Item>, ApiError> {
    if old.notice.is_none() {
        return Ok(agenda);
    }
    let taken_up: Vec<StopId> = stops(&agenda).into_iter().map(|(_, stop)| stop).collect();
    let newest = writing.tx.papers().newest_of(&taken_up)?;
    let is_new = |item: &Item| old.agenda.iter().all(|before| before.id != item.id);
    let late = |item: Item| if is_new(&item) { add_late(&item, &newest) } else { item };
    Ok(agenda.into_iter().map(late).collect())
}

/// Replace a meeting's agenda
///
/// Gives a meeting that is still ahead its agenda (*sakliste*) whole, in order: each item takes up a case that the body has
/// before it, or has a title of its own. An item that is named, or whose case stands there already, keeps what is known of
/// it. A case that comes on the agenda is scheduled, one that goes off it is not any more. Items the caller does not see
/// stay where they are. `If-Match` names the version of the meeting.
#[utoipa::path(put, path = "/v1/tenants/{tenant}/meetings/{meeting}/agenda", operation_id = "put_agenda",
    tag = "meetings", request_body = AgendaFields,
    responses((status = 200, description = "The agenda as it stands", body = AgendaView)))]
async fn put_agenda(caller: InTenant<WriteMeetings>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let id = caller.id("meeting", MeetingId::parse)?;
    caller
        .put::<AgendaFields>(body, move |writing, told, condition| {
            let (kept, body) = present(writing, id)?;
            let old = &kept.value;
            condition.matches(old.version)?;
            old.agenda_open()?;
            let sure = !told.blurs(&["/items"]);
            let taken_up = stops(&old.agenda).into_iter().map(|(case, _)| case);
            let shown = seen_cases(writing.tx, writing.sight, writing.today, taken_up)?;
            let before = Before { meeting: old, body: body.id, shown: &shown };
            let agenda = told.make(|fields| fields.resolve(writing, &before, sure))?;
            let agenda = after_notice(writing, old, agenda)?;
            let (was, is) = (stops(&old.agenda), stops(&agenda));
            unschedule(writing, id, &without(&was, &is))?;
            schedule(writing, id, &without(&is, &was))?;
            if old.notice.is_some() && old.visibility == Visibility::Public {
                publish(writing, &agenda)?;
            }
            let new = Meeting { agenda, changed_at: writing.now, version: old.version + 1, ..old.clone() };
            writing.tx.meetings().change(&kept, &new)?;
            let cases = seen_cases(writing.tx, writing.sight, writing.today, is.into_iter().map(|(case, _)| case))?;
            Done::changed(new.version, &AgendaView::new(&new, &cases, true))
        })
        .await
}
