//! What becomes of a meeting: planned, called, held, cancelled, or moved to another date.
use actix_web::HttpResponse;
use deserr::Deserr;
use domain::meeting::notice::freeze;
use domain::{
    Body, Date, DatePrecision, FaultKind, Faults, Line, Meeting, MeetingAct, MeetingId, MeetingState, Notice, Refusal,
    StopId, Visibility,
};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::fields::DateFields;
use super::matters::{is_seen, present, publish, seen_cases, stops, unschedule};
use super::view::{BecomeView, MeetingView};
use crate::guard::{Done, InTenant, WriteMeetings, Writing};
use crate::notices::Post;
use crate::resource;
use crate::wire::read::{Common, Flat, Form, ReadFaults};
use crate::wire::schema::{DatePrecisionWord, DateText, LineText, MeetingStateWord};
use crate::wire::{ApiError, JsonBody};

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(transition_meeting)).service(resource!(move_meeting));
}

/// What a meeting shall become.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = MeetingTransition)]
struct TransitionFields {
    /// `planned`, `called`, `held` or `cancelled`; the rest follows from its minutes.
    #[schema(value_type = MeetingStateWord)]
    to: MeetingState,
    /// Why; required of what is cancelled.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    reason: Option<Line>,
}

impl Form for TransitionFields {
    fn stand_ins() -> Value {
        json!({"to": MeetingState::Planned})
    }
}

impl TransitionFields {
    fn checked(self) -> Result<Self, ApiError> {
        let unsaid = self.to == MeetingState::Cancelled && self.reason.is_none();
        if unsaid { Err(Faults::one("/reason", FaultKind::Required).into()) } else { Ok(self) }
    }
}

/// When papers are due for a meeting of a body, if it is called now.
fn papers_due(writing: &mut Writing<'_, '_, '_>, meeting: &Meeting, body: &Body) -> Result<Date, ApiError> {
    let own = body.paper_deadline_days;
    let days = own.map_or_else(|| writing.tx.settings().get().map(|kept| kept.value.paper_deadline_days), Ok)?;
    Ok(meeting.papers_due(days))
}

/// The notice goes out: papers are frozen, and what is public is published.
fn call(writing: &mut Writing<'_, '_, '_>, meeting: &mut Meeting, papers_due: Date) -> Result<(), ApiError> {
    if meeting.agenda.is_empty() {
        let mut refusal = ApiError::from(Refusal::of(MeetingState::Planned, &[MeetingState::Cancelled]));
        refusal.faults.add("/to", FaultKind::NoAgenda);
        return Err(refusal);
    }
    let taken_up: Vec<StopId> = stops(&meeting.agenda).into_iter().map(|(_, stop)| stop).collect();
    let newest = writing.tx.papers().newest_of(&taken_up)?;
    meeting.agenda = freeze(&meeting.agenda, &newest, papers_due);
    if meeting.visibility == Visibility::Public {
        publish(writing, &meeting.agenda)?;
    }
    Ok(())
}

/// The meeting after it became something else.
fn become_of(
    writing: &mut Writing<'_, '_, '_>,
    (meeting, body): (&Meeting, &Body),
    wanted: TransitionFields,
) -> Result<Meeting, ApiError> {
    let now = writing.now;
    let papers_due = papers_due(writing, meeting, body)?;
    let act = match wanted.to {
        MeetingState::Planned => MeetingAct::Plan,
        MeetingState::Called => MeetingAct::Call(Notice { sent_at: now, papers_due }),
        MeetingState::Held => MeetingAct::Hold,
        MeetingState::Cancelled => MeetingAct::Cancel,
        MeetingState::Tentative | MeetingState::Minuted | MeetingState::Approved | MeetingState::Published => {
            return Err(Refusal::of(meeting.state, &meeting.allowed(now)).into());
        }
    };
    let mut new = meeting.apply(act, wanted.reason, now)?;
    match new.state {
        MeetingState::Called => call(writing, &mut new, papers_due)?,
        MeetingState::Cancelled => unschedule(writing, new.id, &stops(&new.agenda))?,
        _ => {}
    }
    Ok(new)
}

/// Take a meeting a step further
///
/// The date is settled (`planned`), the notice goes out (*innkalling*, `called`), the meeting is `held` or `cancelled`. A
/// notice needs an agenda and a known day: it freezes the newest paper of each case, marks those that came after papers
/// were due, and publishes the public cases of a public meeting. What is cancelled lets its cases go. A step that is not
/// possible from where the meeting stands is refused with those that are.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/meetings/{meeting}/transitions", operation_id = "transition_meeting",
    tag = "meetings", request_body = TransitionFields,
    responses((status = 200, description = "The meeting as it has become", body = BecomeView)))]
async fn transition_meeting(caller: InTenant<WriteMeetings>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let id = caller.id("meeting", MeetingId::parse)?;
    let post = Post::of(&caller).await?;
    caller
        .create::<TransitionFields>(body, move |writing, told| {
            let (old, body) = present(writing, id)?;
            let wanted = told.make(TransitionFields::checked)?;
            let new = become_of(writing, (&old.value, &body), wanted)?;
            writing.tx.meetings().change(&old, &new)?;
            post.tell(writing.tx, &body, (&old.value, &new), writing.now)?;
            let taken_up = stops(&new.agenda).into_iter().map(|(case, _)| case);
            let cases = seen_cases(writing.tx, writing.sight, writing.today, taken_up)?;
            let late = new.agenda.iter().filter(|item| item.late && is_seen(item, &cases)).map(|item| item.id);
            let late = late.collect();
            Done::changed(new.version, &BecomeView { late, meeting: MeetingView::from(new) })
        })
        .await
}

/// Why, of a step that needs no reason.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
struct ReasonField {
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    reason: Option<Line>,
}

impl Common for ReasonField {
    const MEMBERS: &'static [&'static str] = &["reason"];
}

type MoveFields = Flat<ReasonField, DateFields>;

impl Form for MoveFields {
    fn stand_ins() -> Value {
        json!({"from": super::fields::NO_DAY})
    }
}

/// The date a meeting is moved to.
#[derive(Debug, ToSchema)]
#[schema(as = NewMeetingMove)]
#[expect(dead_code, reason = "read by the contract only")]
struct MoveSchema {
    /// The day, or the first day it may be.
    #[schema(value_type = DateText)]
    from: (),
    /// The last day it may be; the same day unless told.
    #[schema(value_type = Option<DateText>)]
    to: Option<()>,
    /// How exactly it is known; to the day where there is only one day, or else some day between the two.
    #[schema(value_type = Option<DatePrecisionWord>)]
    precision: Option<DatePrecision>,
    /// Why.
    #[schema(value_type = Option<LineText>)]
    reason: Option<()>,
}

/// Move a meeting
///
/// Gives a meeting (*møte*) that is still ahead another date; the date it had is kept. Its cases stay on its agenda.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/meetings/{meeting}/moves", operation_id = "move_meeting",
    tag = "meetings", request_body = MoveSchema,
    responses((status = 200, description = "The meeting on its new date", body = MeetingView)))]
async fn move_meeting(caller: InTenant<WriteMeetings>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let id = caller.id("meeting", MeetingId::parse)?;
    let post = Post::of(&caller).await?;
    caller
        .create::<MoveFields>(body, move |writing, told| {
            let (old, body) = present(writing, id)?;
            let sure = !told.blurs(&["/from"]);
            let new = told.make(|fields| {
                let act = MeetingAct::Move(fields.own.date());
                let new = old.value.apply(act, fields.common.reason, writing.now)?;
                let of_date = |fault: &domain::Fault| match fault.pointer.as_str() {
                    "/to" => sure,
                    "/from" => true,
                    _ => false,
                };
                let broken = new.check(Some(&body)).0.into_iter().filter(of_date).collect();
                Faults(broken).into_result()?;
                Ok(new)
            })?;
            writing.tx.meetings().change(&old, &new)?;
            post.tell(writing.tx, &body, (&old.value, &new), writing.now)?;
            Done::changed(new.version, &MeetingView::from(new.clone()))
        })
        .await
}
