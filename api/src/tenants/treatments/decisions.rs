//! What a meeting decided, item by item, as its readers may see it.
use actix_web::HttpResponse;
use domain::{CaseId, CaseKind, Item, ItemId, Line, MeetingId, StopId};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::view::TreatmentView;
use crate::guard::{InTenant, ReadMeetings};
use crate::resource;
use crate::tenants::meetings::matters::visible;
use crate::tenants::minutes::{Cases, People};
use crate::wire::schema::{CaseIdText, CaseKindWord, CaseNumberText, ItemIdText, LineText, StopIdText};
use crate::wire::{ApiError, Query};

/// The address of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(list_decisions));
}

/// What a meeting did with one item (*vedtak*).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Decision)]
pub(super) struct DecisionView {
    /// The item's place on the agenda, counted from 1.
    #[schema(value_type = u16, minimum = 1, maximum = 100, example = 3)]
    place: usize,
    #[schema(value_type = ItemIdText)]
    item: ItemId,
    /// The case it took up.
    #[schema(value_type = Option<CaseIdText>)]
    case: Option<CaseId>,
    /// The case in this body.
    #[schema(value_type = Option<StopIdText>)]
    stop: Option<StopId>,
    /// The number the body knows the case by.
    #[schema(value_type = Option<CaseNumberText>)]
    number: Option<Line>,
    #[schema(value_type = Option<LineText>)]
    title: Option<Line>,
    #[schema(value_type = CaseKindWord)]
    kind: CaseKind,
    treatment: Option<TreatmentView>,
    /// The meeting's version, which `If-Match` names.
    #[schema(minimum = 1, maximum = 2_147_483_647, example = 7)]
    meeting_version: i32,
}

/// What a meeting decided.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Decisions)]
struct DecisionsView {
    #[schema(max_items = 100)]
    items: Vec<DecisionView>,
}

impl DecisionView {
    pub(super) fn of(
        place: usize,
        item: &Item,
        cases: &Cases,
        people: &People,
        community: bool,
        meeting_version: i32,
    ) -> Self {
        let (case, stop) = item.stop.unzip();
        Self {
            place,
            item: item.id,
            case,
            stop,
            number: item.stop.and_then(|stop| cases.number(stop)),
            title: item.title.clone().or_else(|| cases.title(case?)),
            kind: item.kind,
            treatment: item.treatment.as_ref().map(|treatment| TreatmentView::of(treatment, people, community)),
            meeting_version,
        }
    }
}

/// List a meeting's decisions
///
/// What a meeting did with each item it treated (*vedtak*), in the order of the agenda: the decision in numbered points,
/// where the sides stand, and whom it elected. Those without a role in the community see it once minutes are published.
/// What takes up a case that the caller does not see is not there.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/meetings/{meeting}/decisions", operation_id = "list_decisions",
    tag = "meetings", responses((status = 200, description = "The decisions", body = DecisionsView)))]
async fn list_decisions(caller: InTenant<ReadMeetings>) -> Result<HttpResponse, ApiError> {
    let id = caller.id("meeting", MeetingId::parse)?;
    let nothing = Query::of(caller.request()).finish();
    caller
        .get_tree(move |reading| {
            nothing?;
            let (meeting, _) = visible(reading, id)?;
            let community = reading.sight.community;
            if !community && reading.tx.minutes().published_of(&[id])?.is_empty() {
                return Ok(DecisionsView { items: Vec::new() });
            }
            let cases = Cases::of(reading.tx, reading.sight, reading.today, &meeting)?;
            let shown: Vec<&Item> = meeting.agenda.iter().filter(|item| cases.shows(item)).collect();
            let people = People::of_treatments(reading.tx, shown.iter().copied())?;
            let treated = (1..).zip(shown).filter(|(_, item)| item.treatment.is_some());
            let view = |(place, item)| DecisionView::of(place, item, &cases, &people, community, meeting.version);
            Ok(DecisionsView { items: treated.map(view).collect() })
        })
        .await
}
