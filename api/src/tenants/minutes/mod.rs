//! Minutes (referat) of meetings: begun and changed, read as JSON and as a document.
mod acts;
mod feed;
mod fields;
mod ground;
pub(super) mod record;
mod view;

use actix_web::HttpResponse;
use domain::policy::Sight;
use domain::{Date, FaultKind, Faults, Language, Line, Meeting, MeetingId, MeetingState, Minutes, Refusal};
use persistence::{Kept, TenantTx};
use utoipa_actix_web::service_config::ServiceConfig;

use super::meetings::matters::{present, visible};
use crate::guard::{Done, InTenant, Needs, ReadMeetings, Reading, WriteMeetings, Writing};
use crate::wire::schema::HtmlText;
use crate::wire::{ApiError, Code, JsonBody, MergePatch, Query};
use crate::{html, resource};

use fields::{MinutesFields, NewMinutesFields};
pub(super) use ground::{Cases, People, refresh};
use ground::{Ground, audience};
use view::{AllMinutesView, MinutesView};

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(resource!(list_minutes, create_minutes))
        .service(resource!(get_minutes, change_minutes))
        .service(resource!(get_minutes_document));
    acts::routes(config);
    feed::routes(config);
}

/// The number in the path.
fn number<P: Needs>(caller: &InTenant<P>) -> Result<i32, ApiError> {
    caller.segment("number").parse().map_err(|_| ApiError::new(Code::NotFound))
}

/// One version as the caller may read it: whoever has no role reads what is published, and nobody what takes up a case
/// that they do not see.
fn readable(reading: &mut Reading<'_, '_, '_>, id: MeetingId, number: i32) -> Result<Minutes, ApiError> {
    visible(reading, id)?;
    let minutes = reading.tx.minutes().get(id, number)?.value;
    if !reading.sight.community && minutes.published_at.is_none() {
        return Err(ApiError::new(Code::NotFound));
    }
    cut(reading.tx, reading.sight, reading.today, &minutes)
}

fn cut(tx: &mut TenantTx<'_, '_>, sight: &Sight, today: Date, minutes: &Minutes) -> Result<Minutes, ApiError> {
    let cases = Cases::of_minutes(tx, sight, today, minutes)?;
    Ok(minutes.seen(|case| cases.sees(case)))
}

/// Minutes as the caller sees them.
fn shown(tx: &mut TenantTx<'_, '_>, sight: &Sight, today: Date, minutes: &Minutes) -> Result<MinutesView, ApiError> {
    let seen = cut(tx, sight, today, minutes)?;
    let people = People::of_minutes(tx, &seen)?;
    Ok(MinutesView::of(&seen, &people, sight.community))
}

/// List a meeting's minutes
///
/// Every version of a meeting's minutes (*referat*) and how far it has come, the first one first. Those without a role in
/// the community see published ones.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/meetings/{meeting}/minutes", operation_id = "list_minutes",
    tag = "minutes", responses((status = 200, description = "The versions", body = AllMinutesView)))]
async fn list_minutes(caller: InTenant<ReadMeetings>) -> Result<HttpResponse, ApiError> {
    let id = caller.id("meeting", MeetingId::parse)?;
    let nothing = Query::of(caller.request()).finish();
    caller
        .get_tree(move |reading| {
            nothing?;
            visible(reading, id)?;
            let community = reading.sight.community;
            let all = reading.tx.minutes().all_of(id)?.into_iter().map(|kept| kept.value);
            let seen = all.filter(|minutes| community || minutes.published_at.is_some());
            Ok(AllMinutesView { items: seen.map(|minutes| (&minutes).into()).collect() })
        })
        .await
}

/// Begin minutes
///
/// Begins the minutes (*referat*) of a meeting that was held: a draft that tells who was there, and of each item what led
/// to the matter, what was advised and what was decided. With `correction`, the next version of minutes that are approved:
/// the earlier one stays as it is.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/meetings/{meeting}/minutes", operation_id = "create_minutes",
    tag = "minutes", request_body = NewMinutesFields,
    responses((status = 201, description = "The draft", body = MinutesView)))]
async fn create_minutes(caller: InTenant<WriteMeetings>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let id = caller.id("meeting", MeetingId::parse)?;
    let (address, language) = (caller.collection("meetings"), caller.tenant().language);
    caller
        .create::<NewMinutesFields>(body, move |writing, told| {
            let (meeting, body) = present(writing, id)?;
            let newest = writing.tx.minutes().newest(id)?.map(|kept| kept.value);
            let correction = told.make(Ok)?.correction;
            let new = begun(writing, &meeting, newest.as_ref(), correction, language)?;
            writing.tx.minutes().insert(&new, audience(&meeting.value, &body, &new))?;
            let view = shown(writing.tx, writing.sight, writing.today, &new)?;
            Done::created(format!("{address}/{id}/minutes/{}", new.number), new.version, &view)
        })
        .await
}

/// The draft of the first minutes, or of a correction of the newest.
fn begun(
    writing: &mut Writing<'_, '_, '_>,
    meeting: &Kept<Meeting>,
    newest: Option<&Minutes>,
    correction: Option<Line>,
    language: Language,
) -> Result<Minutes, ApiError> {
    let now = writing.now;
    match (newest, correction) {
        (Some(newest), Some(reason)) => Ok(newest.corrected(reason, now)?),
        (Some(newest), None) => Err(Refusal::of(newest.state, newest.state.next()).into()),
        (None, Some(_)) => Err(Faults::one("/correction", FaultKind::NotAllowed { allowed: Vec::new() }).into()),
        (None, None) => {
            let state = meeting.value.state;
            if state.is_ahead() || state == MeetingState::Cancelled {
                return Err(Refusal::of(state, &meeting.value.allowed(now)).into());
            }
            let ground = Ground::of(writing.tx, &meeting.value)?;
            Ok(Minutes::build(&ground.sources(&meeting.value, language), now))
        }
    }
}

/// Get minutes
///
/// One version of a meeting's minutes (*referat*), by its number. It names those who were there and for whom: minutes are
/// public papers. What takes up a case that the caller does not see is not there; whoever has been erased has no name.
/// `version` is what `If-Match` names.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/meetings/{meeting}/minutes/{number}", operation_id = "get_minutes",
    tag = "minutes", responses((status = 200, description = "The minutes", body = MinutesView)))]
async fn get_minutes(caller: InTenant<ReadMeetings>) -> Result<HttpResponse, ApiError> {
    let (id, number) = (caller.id("meeting", MeetingId::parse)?, number(&caller)?);
    let nothing = Query::of(caller.request()).finish();
    caller
        .get_tree(move |reading| {
            nothing?;
            let seen = readable(reading, id, number)?;
            let people = People::of_minutes(reading.tx, &seen)?;
            Ok(MinutesView::of(&seen, &people, reading.sight.community))
        })
        .await
}

/// Change minutes
///
/// Changes what the merge patch names (RFC 7396) of minutes (*referat*) that are a draft or out for comments: title, place
/// and times, what came before the first item, and of items their background and remarks. What was decided is changed
/// where it was written. Nothing changes after approval.
#[utoipa::path(patch, path = "/v1/tenants/{tenant}/meetings/{meeting}/minutes/{number}",
    operation_id = "change_minutes", tag = "minutes",
    request_body(content = MinutesFields, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The minutes as changed", body = MinutesView)))]
async fn change_minutes(caller: InTenant<WriteMeetings>, patch: MergePatch) -> Result<HttpResponse, ApiError> {
    let (id, number) = (caller.id("meeting", MeetingId::parse)?, number(&caller)?);
    caller
        .patch(patch, move |writing, patch, condition| {
            let (meeting, body) = present(writing, id)?;
            let old = writing.tx.minutes().get(id, number)?;
            condition.matches(old.value.version)?;
            old.value.check_open()?;
            let seen = cut(writing.tx, writing.sight, writing.today, &old.value)?;
            let told = patch.onto::<MinutesFields>(&MinutesFields::from(&seen))?;
            let new = told.make(|fields| fields.onto(&old.value, &seen, writing.now))?;
            writing.tx.minutes().change(&old, &new, audience(&meeting.value, &body, &new))?;
            Done::changed(new.version, &shown(writing.tx, writing.sight, writing.today, &new)?)
        })
        .await
}

/// Read minutes as a document
///
/// One version of a meeting's minutes (*referat*) as a page of HTML in the language they are written in, to be read on a
/// screen, a phone or paper. It needs nothing else, has neither scripts nor links, and tells what `get_minutes` tells.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/meetings/{meeting}/minutes/{number}/document",
    operation_id = "get_minutes_document", tag = "minutes",
    responses((status = 200, description = "The document", body = HtmlText, content_type = "text/html")))]
async fn get_minutes_document(caller: InTenant<ReadMeetings>) -> Result<HttpResponse, ApiError> {
    let (id, number) = (caller.id("meeting", MeetingId::parse)?, number(&caller)?);
    let community = caller.tenant().names.clone();
    let nothing = Query::of(caller.request()).finish();
    caller
        .get_document(move |reading| {
            nothing?;
            let minutes = readable(reading, id, number)?;
            let (_, body) = visible(reading, id)?;
            let parties = reading.tx.parties().all(None)?;
            let people = People::of_minutes(reading.tx, &minutes)?;
            Ok(html::minutes(&minutes, &people.register(&community, &body, &parties)))
        })
        .await
}
