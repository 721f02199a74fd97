//! The rows of a meeting and of the items of its agenda, and their way to and from the domain's meeting.
use diesel::prelude::*;
use domain::{
    Attendance, BodyId, CaseId, CaseKind, DatePrecision, Item, ItemId, Line, Meeting, MeetingForm, MeetingId,
    MeetingPassage, MeetingState, Move, Notice, PartyId, PersonId, PlannedDate, Prose, Provenance, Salt, Side, StopId,
    Time, Treatment, Visibility,
};
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::column::{At, Doc, Id, On, Word};
use crate::row::{Kept, salt};
use crate::schema::{agenda_item, meeting};

/// What of a meeting no list asks for.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Content {
    title: Option<Line>,
    precision: DatePrecision,
    starts_at: Option<Time>,
    ends_at: Option<Time>,
    form: Option<MeetingForm>,
    place: Option<Line>,
    host: Option<PartyId>,
    visibility: Visibility,
    side: Option<Side>,
    notice: Option<Notice>,
    attendance: Vec<Attendance>,
    moves: Vec<Move>,
    history: Vec<MeetingPassage>,
    note: Option<Prose>,
    provenance: Provenance,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = meeting, primary_key(tenant_id, id), treat_none_as_null = true)]
pub(crate) struct Row {
    tenant_id: Id,
    pub(crate) id: Id,
    body_id: Id,
    state: Word<MeetingState>,
    from_on: On,
    to_on: On,
    sort_key: String,
    // Who sees it as far as it has come; who sees it in the end stands in the content.
    visibility: Word<Visibility>,
    side: Option<Word<Side>>,
    content: Doc<Content>,
    salt: Vec<u8>,
    created_at: At,
    changed_at: At,
    version: i32,
}

impl Row {
    pub(crate) fn new(scope: Id, salt: Salt, meeting: &Meeting) -> Self {
        let (visibility, side) = meeting.seen_as();
        Self {
            tenant_id: scope,
            id: Id(meeting.id.0),
            body_id: Id(meeting.body.0),
            state: Word(meeting.state),
            from_on: On(meeting.when.from),
            to_on: On(meeting.when.to),
            sort_key: meeting.when.from.to_string(),
            visibility: Word(visibility),
            side: side.map(Word),
            content: Doc(Content {
                title: meeting.title.clone(),
                precision: meeting.when.precision,
                starts_at: meeting.starts_at,
                ends_at: meeting.ends_at,
                form: meeting.form,
                place: meeting.place.clone(),
                host: meeting.host,
                visibility: meeting.visibility,
                side: meeting.side,
                notice: meeting.notice,
                attendance: meeting.attendance.clone(),
                moves: meeting.moves.clone(),
                history: meeting.history.clone(),
                note: meeting.note.clone(),
                provenance: meeting.provenance.clone(),
            }),
            salt: salt.0.to_vec(),
            created_at: At(meeting.created_at),
            changed_at: At(meeting.changed_at),
            version: meeting.version,
        }
    }

    /// The meeting, with the items that stand in the table beside its own.
    pub(crate) fn with(self, agenda: Vec<Item>) -> Result<Kept<Meeting>, StoreError> {
        let Doc(content) = self.content;
        let value = Meeting {
            id: MeetingId(self.id.0),
            body: BodyId(self.body_id.0),
            title: content.title,
            state: self.state.0,
            when: PlannedDate { from: self.from_on.0, to: self.to_on.0, precision: content.precision },
            starts_at: content.starts_at,
            ends_at: content.ends_at,
            form: content.form,
            place: content.place,
            host: content.host,
            visibility: content.visibility,
            side: content.side,
            notice: content.notice,
            agenda,
            attendance: content.attendance,
            moves: content.moves,
            history: content.history,
            note: content.note,
            provenance: content.provenance,
            created_at: self.created_at.0,
            changed_at: self.changed_at.0,
            version: self.version,
        };
        Ok(Kept { value, salt: salt(&self.salt)? })
    }
}

/// What of an item no other table points at.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ItemContent {
    title: Option<Line>,
    kind: CaseKind,
    minutes: Option<u16>,
    presenter: Option<PersonId>,
    attendees: Vec<PersonId>,
    paper: Option<i32>,
    late: bool,
    treatment: Option<Treatment>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = agenda_item, treat_none_as_default_value = false)]
pub(crate) struct ItemRow {
    tenant_id: Id,
    pub(crate) meeting_id: Id,
    place: i32,
    id: Id,
    case_id: Option<Id>,
    stop_id: Option<Id>,
    content: Doc<ItemContent>,
}

impl ItemRow {
    pub(crate) fn new(scope: Id, meeting: MeetingId, place: i32, item: &Item) -> Self {
        let (case, stop) = item.stop.unzip();
        Self {
            tenant_id: scope,
            meeting_id: Id(meeting.0),
            place,
            id: Id(item.id.0),
            case_id: case.map(|case: CaseId| Id(case.0)),
            stop_id: stop.map(|stop: StopId| Id(stop.0)),
            content: Doc(ItemContent {
                title: item.title.clone(),
                kind: item.kind,
                minutes: item.minutes,
                presenter: item.presenter,
                attendees: item.attendees.clone(),
                paper: item.paper,
                late: item.late,
                treatment: item.treatment.clone(),
            }),
        }
    }
}

impl From<ItemRow> for Item {
    fn from(row: ItemRow) -> Self {
        let Doc(content) = row.content;
        Self {
            id: ItemId(row.id.0),
            stop: row.case_id.zip(row.stop_id).map(|(case, stop)| (CaseId(case.0), StopId(stop.0))),
            title: content.title,
            kind: content.kind,
            minutes: content.minutes,
            presenter: content.presenter,
            attendees: content.attendees,
            paper: content.paper,
            late: content.late,
            treatment: content.treatment,
        }
    }
}
