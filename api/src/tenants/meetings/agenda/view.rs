//! An agenda as it is shown.
use std::collections::HashMap;

use domain::{Case, CaseId, CaseKind, ItemId, Line, Meeting, MeetingId, PersonId, StopId};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::matters::is_seen;
use super::super::view::NoticeView;
use crate::wire::schema::{CaseIdText, CaseKindWord, ItemIdText, LineText, MeetingIdText, PersonIdText, StopIdText};

/// An item of an agenda (*sak på saklista*).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AgendaItem)]
struct ItemView {
    #[schema(value_type = ItemIdText)]
    id: ItemId,
    /// Its place among the items the caller sees, counted from 1.
    #[schema(value_type = u16, minimum = 1, maximum = 100, example = 1)]
    place: usize,
    /// The case it takes up.
    #[schema(value_type = Option<CaseIdText>)]
    case: Option<CaseId>,
    /// That case in this body, by which its paper is found.
    #[schema(value_type = Option<StopIdText>)]
    stop: Option<StopId>,
    /// The number the body knows the case by.
    #[schema(value_type = Option<LineText>)]
    number: Option<Line>,
    /// The title of the case, or its own.
    #[schema(value_type = Option<LineText>)]
    title: Option<Line>,
    #[schema(value_type = CaseKindWord)]
    kind: CaseKind,
    /// How long it may take.
    #[schema(minimum = 1, maximum = 600, example = 30)]
    minutes: Option<u16>,
    /// Who presents it; told within the community.
    #[schema(value_type = Option<PersonIdText>)]
    presenter: Option<PersonId>,
    /// Who is called for this item alone; told within the community.
    #[schema(value_type = Vec<PersonIdText>, max_items = 30)]
    attendees: Vec<PersonId>,
    /// The version of the paper that went out with the notice.
    #[schema(minimum = 1, maximum = 2_147_483_647, example = 1)]
    paper: Option<i32>,
    /// Whether its paper came after papers were due, or is not written yet; told once the notice is out.
    late: bool,
}

/// What a meeting takes up (*sakliste*), as far as the caller sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Agenda)]
pub(in crate::tenants::meetings) struct AgendaView {
    #[schema(value_type = MeetingIdText)]
    meeting: MeetingId,
    /// The version of the meeting: what a change of the agenda names.
    #[schema(minimum = 1, maximum = 2_147_483_647, example = 1)]
    version: i32,
    /// The notice (*innkalling*), once it is sent.
    notice: Option<NoticeView>,
    /// How long the items may take in all, as far as that is told of each.
    #[schema(minimum = 0, maximum = 60_000, example = 90)]
    minutes: u32,
    #[schema(max_items = 100)]
    items: Vec<ItemView>,
}

impl AgendaView {
    /// The agenda with the cases the caller sees; people are named to the `community` alone.
    pub(in crate::tenants::meetings) fn new(meeting: &Meeting, cases: &HashMap<CaseId, Case>, community: bool) -> Self {
        let seen = meeting.agenda.iter().filter(|item| is_seen(item, cases));
        let items: Vec<_> = seen
            .zip(1..)
            .map(|(item, place)| {
                let case = item.stop.and_then(|(case, _)| cases.get(&case));
                let stop = item.stop.map(|(_, stop)| stop);
                let here = case.zip(stop).and_then(|(case, stop)| case.stop(stop));
                ItemView {
                    id: item.id,
                    place,
                    case: case.map(|case| case.id),
                    stop,
                    number: here.map(|stop| stop.number.text.clone()),
                    title: case.map(|case| case.title.clone()).or_else(|| item.title.clone()),
                    kind: item.kind,
                    minutes: item.minutes,
                    presenter: item.presenter.filter(|_| community),
                    attendees: if community { item.attendees.clone() } else { Vec::new() },
                    paper: item.paper,
                    late: item.late,
                }
            })
            .collect();
        Self {
            meeting: meeting.id,
            version: meeting.version,
            notice: meeting.notice.map(Into::into),
            minutes: items.iter().filter_map(|item| item.minutes).map(u32::from).sum(),
            items,
        }
    }
}
