//! Treatments (behandling): what a meeting did with each item of its agenda, and its decisions (vedtak).
mod decisions;
mod fields;
mod view;

use actix_web::HttpResponse;
use domain::{
    Body, CaseAct, CaseId, Deliberation, Faults, Item, ItemId, Line, Meeting, MeetingId, StopId, Treatment,
    discussed_before,
};
use persistence::Kept;
use utoipa_actix_web::service_config::ServiceConfig;

use super::meetings::matters::present;
use super::minutes::{Cases, People, refresh};
use super::seating::audience;
use crate::guard::{Done, InTenant, WriteMeetings, Writing};
use crate::resource;
use crate::wire::read::Told;
use crate::wire::{ApiError, Code, JsonBody, Query};

use decisions::DecisionView;
use fields::TreatmentFields;
pub(super) use view::{PersonView, PointView, TreatmentView, numbered};

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(write_treatment));
    decisions::routes(config);
}

/// Write what was done with an item
///
/// Writes what a meeting that was held did with an item of its agenda (*behandling*): what came of it, the decision
/// (*vedtak*) in numbered points, where the sides stand, votes where the body votes, and whom an election put in office.
/// What the body may do follows from how it decides; where it may not do what is told, the fault names what it may. The
/// case moves along and offices are filled in the same moment, or nothing is. Written anew until the minutes are
/// approved, as long as nobody has gone on with the case; whom an election put in office stays, and is ended there.
/// `If-Match` names the meeting's version.
#[utoipa::path(put, path = "/v1/tenants/{tenant}/meetings/{meeting}/agenda/{item}/treatment",
    operation_id = "write_treatment", tag = "meetings", request_body = TreatmentFields,
    responses((status = 200, description = "What was done, with the meeting's version", body = DecisionView)))]
async fn write_treatment(caller: InTenant<WriteMeetings>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let meeting = caller.id("meeting", MeetingId::parse)?;
    let item = caller.id("item", ItemId::parse)?;
    let language = caller.tenant().language;
    let bytes = body.bytes().to_vec();
    let told = Query::of(caller.request()).finish().and(body.value());
    let told = told.map(|value| Told::<TreatmentFields>::of(value, Faults::default()));
    caller
        .change(&bytes, told, move |writing, told, condition| {
            let (old, body) = present(writing, meeting)?;
            let cases = Cases::of(writing.tx, writing.sight, writing.today, &old.value)?;
            let place = old.value.agenda.iter().position(|each| each.id == item && cases.shows(each));
            let place = place.ok_or_else(|| ApiError::new(Code::NotFound))?;
            condition.matches(old.value.version)?;
            old.value.check_open(writing.now)?;
            let treatment = resolve(writing, &old.value, &body, &old.value.agenda[place], told)?;
            let item = &old.value.agenda[place];
            if let Some((case, stop)) = item.stop {
                treat(writing, (case, stop), &old.value, item, &treatment)?;
            }
            let elected_by = elected_by(&body, item, &cases);
            fill_offices(writing, &body, item, &treatment, elected_by.as_ref())?;
            let new = written(&old, place, treatment, writing);
            writing.tx.meetings().change(&old, &new)?;
            refresh(writing, &new, &body, language)?;
            let people = People::of_treatments(writing.tx, [&new.agenda[place]])?;
            let number = new.agenda.iter().take(place + 1).filter(|each| cases.shows(each)).count();
            let view =
                DecisionView::of(number, &new.agenda[place], &cases, &people, writing.sight.community, new.version);
            Done::changed(new.version, &view)
        })
        .await
}

/// The treatment that is told, judged by the community as it was on the day of the meeting.
fn resolve(
    writing: &mut Writing<'_, '_, '_>,
    meeting: &Meeting,
    body: &Body,
    item: &Item,
    told: Told<TreatmentFields>,
) -> Result<Treatment, ApiError> {
    let structure = writing.tx.structure().now()?;
    let roster = writing.tx.structure().roster()?;
    let earlier = earlier(writing, meeting, item)?;
    let discussed = discussed_before(meeting, item, &earlier);
    let on = Deliberation { structure: &structure, roster: &roster, body, meeting, item, discussed };
    let sure = told.is_sound();
    told.make(|fields| fields.resolve(writing.tx, &on, sure))
}

/// The other meetings on whose agendas the same case in the body has stood.
fn earlier(writing: &mut Writing<'_, '_, '_>, meeting: &Meeting, item: &Item) -> Result<Vec<Meeting>, ApiError> {
    let Some((_, stop)) = item.stop else { return Ok(Vec::new()) };
    let mut others = Vec::new();
    for (other, _) in writing.tx.meetings().items_of_stops(&[stop])? {
        if other != meeting.id {
            others.push(writing.tx.meetings().get(other)?.value);
        }
    }
    Ok(others)
}

/// Moves the case along: for the first time, or anew where something else came of it.
fn treat(
    writing: &mut Writing<'_, '_, '_>,
    (case, stop): (CaseId, StopId),
    meeting: &Meeting,
    item: &Item,
    new: &Treatment,
) -> Result<(), ApiError> {
    let outcome = new.outcome;
    let act = match &item.treatment {
        None => CaseAct::Treat { stop, outcome },
        Some(before) if before.outcome != outcome => CaseAct::TreatAnew { stop, meeting: meeting.id, outcome },
        Some(_) => return Ok(()),
    };
    let old = writing.tx.cases().get(case)?;
    let reason = new.reason.as_ref().map(|reason| domain::Prose::from_stored(reason.as_str().to_owned()));
    let moved = old.value.apply(act, reason, writing.now)?;
    writing.tx.cases().change(&old, &moved)?;
    Ok(())
}

/// What the offices an election fills say of the decision: the body's short name and the case's number there.
fn elected_by(body: &Body, item: &Item, cases: &Cases) -> Option<Line> {
    let number = item.stop.and_then(|stop| cases.number(stop));
    let text = match (&body.abbreviation, number) {
        (Some(short), Some(number)) => format!("{} {}", short.as_str(), number.as_str()),
        (None, Some(number)) => number.as_str().to_owned(),
        (_, None) => return item.title.clone(),
    };
    Line::parse(&text).ok()
}

/// Enters the offices an election fills, the first time it is written.
fn fill_offices(
    writing: &mut Writing<'_, '_, '_>,
    body: &Body,
    item: &Item,
    new: &Treatment,
    elected_by: Option<&Line>,
) -> Result<(), ApiError> {
    let filled = item.treatment.as_ref().is_some_and(|old| !old.elected.is_empty());
    for elected in new.elected.iter().filter(|_| !filled) {
        let office = elected.office(body.id, elected_by.cloned(), writing.now);
        writing.tx.offices().insert(&office, audience(body))?;
    }
    Ok(())
}

/// The meeting with what it did with one item.
fn written(old: &Kept<Meeting>, place: usize, treatment: Treatment, writing: &Writing<'_, '_, '_>) -> Meeting {
    let mut new = old.value.clone();
    new.agenda[place].treatment = Some(treatment);
    (new.changed_at, new.version) = (writing.now, new.version + 1);
    new
}
