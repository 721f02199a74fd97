//! What becomes of minutes: circulated, approved and published, and the meeting along with them.
use actix_web::HttpResponse;
use domain::{Body, Meeting, MeetingId, Minutes, MinutesAct, MinutesState, Refusal};
use persistence::Kept;
use utoipa_actix_web::service_config::ServiceConfig;

use super::fields::{ApprovalFields, TransitionFields};
use super::ground::{Ground, audience};
use super::view::MinutesView;
use super::{number, shown};
use crate::guard::{ApproveMinutes, Done, InTenant, WriteMeetings, Writing};
use crate::resource;
use crate::tenants::meetings::matters::present;
use crate::wire::{ApiError, JsonBody};

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(transition_minutes)).service(resource!(approve_minutes));
}

/// Take minutes a step further
///
/// Minutes (*referat*) that are a draft are `circulated` to those who were there, with what the meeting says by then;
/// approved ones are `published`, and everyone who may see the meeting may read them. Approval is for whoever leads the
/// body. The meeting goes along with its first minutes. A step that is not possible from where the minutes stand is
/// refused with those that are.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/meetings/{meeting}/minutes/{number}/transitions",
    operation_id = "transition_minutes", tag = "minutes", request_body = TransitionFields,
    responses((status = 200, description = "The minutes as they have become", body = MinutesView)))]
async fn transition_minutes(caller: InTenant<WriteMeetings>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let (id, number) = (caller.id("meeting", MeetingId::parse)?, number(&caller)?);
    caller
        .create::<TransitionFields>(body, move |writing, told| {
            let (meeting, body) = present(writing, id)?;
            let old = writing.tx.minutes().get(id, number)?;
            let wanted = told.make(Ok)?;
            let act = match wanted.to {
                MinutesState::Circulated => MinutesAct::Circulate,
                MinutesState::Published => MinutesAct::Publish,
                MinutesState::Draft | MinutesState::Approved => {
                    return Err(Refusal::of(old.value.state, old.value.state.next()).into());
                }
            };
            become_of(writing, (&meeting, &body), &old, act)
        })
        .await
}

/// Approve minutes
///
/// Approves the minutes (*godkjenner referatet*) that are out for comments, as they stood when they were read: from then
/// on nothing in them changes, and what is wrong is corrected in a new version. For the chair and the vice chair of the
/// body.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/meetings/{meeting}/minutes/{number}/approval",
    operation_id = "approve_minutes", tag = "minutes", request_body = ApprovalFields,
    responses((status = 200, description = "The minutes as approved", body = MinutesView)))]
async fn approve_minutes(caller: InTenant<ApproveMinutes>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let (id, number) = (caller.id("meeting", MeetingId::parse)?, number(&caller)?);
    caller
        .create::<ApprovalFields>(body, move |writing, told| {
            let (meeting, body) = present(writing, id)?;
            let old = writing.tx.minutes().get(id, number)?;
            told.make(|fields| fields.check(&old.value))?;
            become_of(writing, (&meeting, &body), &old, MinutesAct::Approve)
        })
        .await
}

/// The minutes after an act, and the meeting with them.
fn become_of(
    writing: &mut Writing<'_, '_, '_>,
    (meeting, body): (&Kept<Meeting>, &Body),
    old: &Kept<Minutes>,
    act: MinutesAct,
) -> Result<Done, ApiError> {
    let mut new = old.value.apply(act, writing.now)?;
    // What goes out tells what the meeting says now; a correction tells what was approved, but for what it corrects.
    if act == MinutesAct::Circulate && new.correction.is_none() {
        let ground = Ground::of(writing.tx, &meeting.value)?;
        let refreshed = new.refreshed(&ground.sources(&meeting.value, new.language), writing.now);
        new = Minutes { version: new.version, ..refreshed };
    }
    writing.tx.minutes().change(old, &new, audience(&meeting.value, body, &new))?;
    if let Some(act) = act.of_meeting(meeting.value.state) {
        let moved = meeting.value.apply(act, None, writing.now)?;
        writing.tx.meetings().change(meeting, &moved)?;
    }
    Done::changed(new.version, &shown(writing.tx, writing.sight, writing.today, &new)?)
}
