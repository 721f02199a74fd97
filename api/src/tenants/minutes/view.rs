//! Minutes as they are told: as far as the caller sees the cases, with the names people have today.
use domain::{
    AttendedAs, CaseId, CaseKind, Date, Instant, ItemId, Language, Line, MeetingId, Minutes, MinutesItem, MinutesState,
    Named, PartyId, Prose, Side, StopId,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::ground::People;
use crate::tenants::stamps::Stamps;
use crate::tenants::treatments::{PersonView, PointView, TreatmentView, numbered};
use crate::wire::read::TimeOfDay;
use crate::wire::schema::{
    AttendedAsWord, CaseIdText, CaseKindWord, CaseNumberText, DateText, InstantText, ItemIdText, LanguageWord,
    LineText, MeetingIdText, MinutesStateWord, PartyIdText, ProseText, SideWord, StopIdText, TimeText,
};

/// Somebody who was at a meeting, or away from it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MinutesPerson)]
struct NamedView {
    person: PersonView,
    /// The position they hold today, such as kommunalsjef.
    #[schema(value_type = Option<LineText>)]
    position: Option<Line>,
    #[schema(value_type = AttendedAsWord)]
    attended_as: AttendedAs,
    /// The side of their seat.
    #[schema(value_type = Option<SideWord>)]
    side: Option<Side>,
    /// The party they spoke for.
    #[schema(value_type = Option<PartyIdText>)]
    party: Option<PartyId>,
    /// Whose place they took.
    in_place_of: Option<PersonView>,
}

/// What minutes tell of one item.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MinutesItem)]
struct ItemView {
    /// Its place, counted from 1.
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
    #[schema(value_type = LineText)]
    title: Line,
    #[schema(value_type = CaseKindWord)]
    kind: CaseKind,
    /// What led to the matter (*bakgrunn*).
    #[schema(value_type = Option<ProseText>)]
    background: Option<Prose>,
    /// What the body was advised to decide (*innstilling*).
    #[schema(max_items = 50)]
    recommendation: Vec<PointView>,
    /// What the meeting did with it.
    treatment: Option<TreatmentView>,
    /// What else is told of it.
    #[schema(value_type = Option<ProseText>)]
    remarks: Option<Prose>,
}

/// One version of a meeting's minutes (*referat*).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Minutes)]
pub(super) struct MinutesView {
    #[serde(flatten)]
    summary: MinutesSummary,
    #[schema(value_type = LanguageWord)]
    language: Language,
    #[schema(value_type = Option<TimeText>)]
    starts_at: Option<TimeOfDay>,
    #[schema(value_type = Option<TimeText>)]
    ends_at: Option<TimeOfDay>,
    #[schema(value_type = Option<LineText>)]
    place: Option<Line>,
    /// Who was there.
    #[schema(max_items = 300)]
    present: Vec<NamedView>,
    /// Who was away.
    #[schema(max_items = 300)]
    excused: Vec<NamedView>,
    /// What came before the first item.
    #[schema(value_type = Option<ProseText>)]
    introduction: Option<Prose>,
    /// What was done, item by item.
    #[schema(max_items = 100)]
    items: Vec<ItemView>,
}

/// A version of a meeting's minutes (*referat*), without what it tells.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MinutesSummary {
    #[schema(value_type = MeetingIdText)]
    meeting: MeetingId,
    /// Counts the meeting's minutes from 1; a correction is the next.
    #[schema(minimum = 1, maximum = 2_147_483_647, example = 1)]
    number: i32,
    #[schema(value_type = MinutesStateWord)]
    state: MinutesState,
    #[schema(value_type = LineText)]
    title: Line,
    /// The day of the meeting.
    #[schema(value_type = DateText)]
    held_on: Date,
    /// Why the version before was corrected.
    #[schema(value_type = Option<LineText>)]
    correction: Option<Line>,
    #[schema(value_type = Option<InstantText>)]
    circulated_at: Option<Instant>,
    #[schema(value_type = Option<InstantText>)]
    approved_at: Option<Instant>,
    #[schema(value_type = Option<InstantText>)]
    published_at: Option<Instant>,
    #[serde(flatten)]
    stamps: Stamps,
}

/// Every version of a meeting's minutes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AllMinutes)]
pub(super) struct AllMinutesView {
    /// The first one first.
    #[schema(max_items = 1000)]
    pub(super) items: Vec<MinutesSummary>,
}

impl From<&Minutes> for MinutesSummary {
    fn from(minutes: &Minutes) -> Self {
        Self {
            meeting: minutes.meeting,
            number: minutes.number,
            state: minutes.state,
            title: minutes.title.clone(),
            held_on: minutes.held_on,
            correction: minutes.correction.clone(),
            circulated_at: minutes.circulated_at,
            approved_at: minutes.approved_at,
            published_at: minutes.published_at,
            stamps: Stamps::new(minutes.created_at, minutes.changed_at, minutes.version),
        }
    }
}

impl MinutesView {
    /// Of minutes that are cut to what the caller sees already.
    pub(super) fn of(minutes: &Minutes, people: &People, community: bool) -> Self {
        let named = |named: &Vec<Named>| named.iter().map(|named| NamedView::of(named, people)).collect();
        let items = (1..).zip(&minutes.items);
        Self {
            summary: minutes.into(),
            language: minutes.language,
            starts_at: minutes.starts_at.map(TimeOfDay),
            ends_at: minutes.ends_at.map(TimeOfDay),
            place: minutes.place.clone(),
            present: named(&minutes.present),
            excused: named(&minutes.excused),
            introduction: minutes.introduction.clone(),
            items: items.map(|(place, item)| ItemView::of(place, item, people, community)).collect(),
        }
    }
}

impl NamedView {
    fn of(named: &Named, people: &People) -> Self {
        Self {
            person: people.named(named.person),
            position: people.position(named.person),
            attended_as: named.attended_as,
            side: named.side,
            party: named.party,
            in_place_of: named.in_place_of.map(|member| people.named(member)),
        }
    }
}

impl ItemView {
    fn of(place: usize, item: &MinutesItem, people: &People, community: bool) -> Self {
        let (case, stop) = item.stop.unzip();
        Self {
            place,
            item: item.item,
            case,
            stop,
            number: item.number.clone(),
            title: item.title.clone(),
            kind: item.kind,
            background: item.background.clone(),
            recommendation: numbered(&item.recommendation),
            treatment: item.treatment.as_ref().map(|treatment| TreatmentView::of(treatment, people, community)),
            remarks: item.remarks.clone(),
        }
    }
}
