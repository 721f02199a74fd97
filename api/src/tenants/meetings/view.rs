//! A meeting as it is shown.
use domain::{
    BodyId, Date, DatePrecision, Instant, ItemId, Line, Meeting, MeetingId, MeetingPassage, MeetingState, Move, Notice,
    PlannedDate,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::fields::MeetingFields;
use crate::tenants::stamps::Stamps;
use crate::wire::schema::{
    BodyIdText, DatePrecisionWord, DateText, InstantText, ItemIdText, LineText, MeetingIdText, MeetingStateWord,
};

/// A date, as exactly as it is known.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = KnownDate)]
struct DateView {
    /// The day, or the first day it may be.
    #[schema(value_type = DateText)]
    from: Date,
    /// The last day it may be.
    #[schema(value_type = DateText)]
    to: Date,
    #[schema(value_type = DatePrecisionWord)]
    precision: DatePrecision,
}

impl From<PlannedDate> for DateView {
    fn from(date: PlannedDate) -> Self {
        Self { from: date.from, to: date.to, precision: date.precision }
    }
}

/// The notice (*innkalling*) of a meeting.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Notice)]
pub(super) struct NoticeView {
    #[schema(value_type = InstantText)]
    sent_at: Instant,
    /// The day papers were due.
    #[schema(value_type = DateText)]
    papers_due: Date,
}

impl From<Notice> for NoticeView {
    fn from(notice: Notice) -> Self {
        Self { sent_at: notice.sent_at, papers_due: notice.papers_due }
    }
}

/// A date the meeting was moved from.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MeetingMove)]
struct MoveView {
    #[serde(flatten)]
    date: DateView,
    /// When it was moved.
    #[schema(value_type = InstantText)]
    at: Instant,
    #[schema(value_type = Option<LineText>)]
    reason: Option<Line>,
}

impl From<Move> for MoveView {
    fn from(from: Move) -> Self {
        Self { date: from.from.into(), at: from.at, reason: from.reason }
    }
}

/// What the meeting became, and when.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MeetingPassage)]
struct PassageView {
    #[schema(value_type = MeetingStateWord)]
    state: MeetingState,
    #[schema(value_type = InstantText)]
    at: Instant,
    #[schema(value_type = Option<LineText>)]
    reason: Option<Line>,
}

impl From<MeetingPassage> for PassageView {
    fn from(passage: MeetingPassage) -> Self {
        Self { state: passage.state, at: passage.at, reason: passage.reason }
    }
}

/// A meeting (*møte*) of a body, without its agenda and who was there.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Meeting)]
pub(super) struct MeetingView {
    #[schema(value_type = MeetingIdText)]
    id: MeetingId,
    #[schema(value_type = BodyIdText)]
    body: BodyId,
    #[schema(value_type = MeetingStateWord)]
    state: MeetingState,
    #[serde(flatten)]
    date: DateView,
    #[serde(flatten)]
    content: MeetingFields,
    /// The notice (*innkalling*), once it is sent.
    notice: Option<NoticeView>,
    /// The dates it was moved from, the first one first.
    #[schema(max_items = 10_000)]
    moves: Vec<MoveView>,
    /// Its way so far.
    #[schema(max_items = 10_000)]
    history: Vec<PassageView>,
    #[serde(flatten)]
    stamps: Stamps,
}

impl From<Meeting> for MeetingView {
    fn from(meeting: Meeting) -> Self {
        Self {
            id: meeting.id,
            body: meeting.body,
            state: meeting.state,
            date: meeting.when.into(),
            content: MeetingFields::of(&meeting),
            notice: meeting.notice.map(Into::into),
            moves: meeting.moves.into_iter().map(Into::into).collect(),
            history: meeting.history.into_iter().map(Into::into).collect(),
            stamps: Stamps::new(meeting.created_at, meeting.changed_at, meeting.version),
        }
    }
}

/// A meeting as it has become.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MeetingBecome)]
pub(super) struct BecomeView {
    #[serde(flatten)]
    pub(super) meeting: MeetingView,
    /// The items whose paper came after papers were due, or is not written yet; those the caller sees.
    #[schema(value_type = Vec<ItemIdText>, max_items = 100)]
    pub(super) late: Vec<ItemId>,
}

/// Meetings that were planned together, in the order they were told.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MeetingPlanMade)]
pub(super) struct PlanView {
    #[schema(max_items = 60)]
    pub(super) meetings: Vec<MeetingView>,
}
