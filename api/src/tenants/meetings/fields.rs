//! A meeting as it is entered, and what becomes of it.
use deserr::Deserr;
use domain::{
    Body, BodyId, Date, DatePrecision, FaultKind, Faults, Handle, Line, Meeting, MeetingForm, MeetingId,
    MeetingPassage, MeetingState, PartyId, PlannedDate, Prose, Provenance, Side, Verification, Visibility,
};
use persistence::StoreError;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::guard::Writing;
use crate::tenants::references::find_one;
use crate::wire::ApiError;
use crate::wire::read::{Common, Flat, Form, ReadFaults, TimeOfDay};
use crate::wire::schema::{
    DatePrecisionWord, DateText, LineText, MeetingFormWord, MeetingStateWord, ProseText, ReferenceText, SideWord,
    TimeText, VerificationWord, VisibilityWord,
};

/// What may be told of a meeting (*møte*) at any time; another date is told by moving it.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = MeetingContent)]
pub(super) struct MeetingFields {
    /// A title of its own, beside the body's name.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    title: Option<Line>,
    /// When it begins, in Europe/Oslo.
    #[deserr(default)]
    #[schema(value_type = Option<TimeText>)]
    starts_at: Option<TimeOfDay>,
    /// When it ends, in Europe/Oslo.
    #[deserr(default)]
    #[schema(value_type = Option<TimeText>)]
    ends_at: Option<TimeOfDay>,
    #[deserr(default)]
    #[schema(value_type = Option<MeetingFormWord>)]
    form: Option<MeetingForm>,
    /// Where.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    place: Option<Line>,
    /// Which party is host; an id or a key is taken, an id is answered.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    host: Option<Handle<PartyId>>,
    /// Who may see it: its body's where nothing is told, and never wider.
    #[deserr(default)]
    #[schema(value_type = Option<VisibilityWord>)]
    visibility: Option<Visibility>,
    /// The side it belongs to, where only one side may see it.
    #[deserr(default)]
    #[schema(value_type = Option<SideWord>)]
    side: Option<Side>,
    /// Anything else about it.
    #[deserr(default)]
    #[schema(value_type = Option<ProseText>)]
    note: Option<Prose>,
    #[deserr(default = Verification::Unverified)]
    #[schema(value_type = VerificationWord, required = false)]
    verification: Verification,
    /// Source, or reason for doubt.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    source: Option<Line>,
}

/// The date of a meeting, as exactly as it is known.
#[derive(Debug, Clone, Copy, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = MeetingDate)]
pub(super) struct DateFields {
    /// The day, or the first day it may be.
    #[schema(value_type = DateText)]
    from: Date,
    /// The last day it may be; the same day unless told.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    to: Option<Date>,
    /// How exactly it is known; to the day where there is only one day, or else some day between the two.
    #[deserr(default)]
    #[schema(value_type = Option<DatePrecisionWord>)]
    precision: Option<DatePrecision>,
}

impl DateFields {
    pub(super) fn date(self) -> PlannedDate {
        let to = self.to.unwrap_or(self.from);
        let by_days = if to == self.from { DatePrecision::Day } else { DatePrecision::Range };
        PlannedDate { from: self.from, to, precision: self.precision.unwrap_or(by_days) }
    }
}

impl Common for DateFields {
    const MEMBERS: &'static [&'static str] = &["from", "to", "precision"];
}

/// How far a new meeting has come.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
pub(super) struct StateFields {
    /// `planned`, or `tentative` where the date is only one to keep free.
    #[deserr(default = MeetingState::Planned)]
    #[schema(value_type = MeetingStateWord, required = false)]
    state: MeetingState,
}

impl Common for StateFields {
    const MEMBERS: &'static [&'static str] = &["state"];
}

/// The body that meets.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
pub(super) struct BodyField {
    /// The body; an id or a key is taken, an id is answered.
    #[schema(value_type = ReferenceText)]
    body: Handle<BodyId>,
}

impl Common for BodyField {
    const MEMBERS: &'static [&'static str] = &["body"];
}

/// A meeting in a plan.
pub(super) type PlannedFields = Flat<StateFields, Flat<DateFields, MeetingFields>>;

/// A new meeting.
pub(super) type NewMeetingFields = Flat<BodyField, PlannedFields>;

/// A meeting (*møte*) in a plan.
#[derive(Debug, ToSchema)]
#[schema(as = PlannedMeeting)]
#[expect(dead_code, reason = "read by the contract only")]
pub(super) struct PlannedSchema {
    #[serde(flatten)]
    state: StateFields,
    #[serde(flatten)]
    date: DateFields,
    #[serde(flatten)]
    content: MeetingFields,
}

/// A new meeting (*møte*) of a body.
#[derive(Debug, ToSchema)]
#[schema(as = NewMeeting)]
#[expect(dead_code, reason = "read by the contract only")]
pub(super) struct NewMeetingSchema {
    #[serde(flatten)]
    body: BodyField,
    #[serde(flatten)]
    state: StateFields,
    #[serde(flatten)]
    date: DateFields,
    #[serde(flatten)]
    content: MeetingFields,
}

/// A day that stands in for one that could not be read: one that no meeting is on.
pub(super) const NO_DAY: &str = "0001-01-01";

impl Form for NewMeetingFields {
    fn stand_ins() -> Value {
        json!({"body": "nobody", "from": NO_DAY})
    }
}

impl Form for MeetingFields {
    fn stand_ins() -> Value {
        json!({})
    }
}

impl MeetingFields {
    /// What is told of a meeting now.
    pub(super) fn of(meeting: &Meeting) -> Self {
        Self {
            title: meeting.title.clone(),
            starts_at: meeting.starts_at.map(TimeOfDay),
            ends_at: meeting.ends_at.map(TimeOfDay),
            form: meeting.form,
            place: meeting.place.clone(),
            host: meeting.host.map(Handle::Id),
            visibility: Some(meeting.visibility),
            side: meeting.side,
            note: meeting.note.clone(),
            verification: meeting.provenance.verification,
            source: meeting.provenance.note.clone(),
        }
    }

    /// A meeting with what is told; without its body, as far as anything can be said of it. A party that is not known is
    /// a fault below `base`.
    pub(super) fn onto(
        self,
        meeting: Meeting,
        body: Option<&Body>,
        writing: &mut Writing<'_, '_, '_>,
        base: &str,
        faults: &mut Faults,
    ) -> Result<Meeting, StoreError> {
        let tx = &mut *writing.tx;
        let host = find_one(self.host.as_ref(), &format!("{base}/host"), faults, |wanted| tx.parties().find(wanted))?;
        let of_body = body.map_or((Visibility::Community, None), |body| (body.visibility, body.side));
        let visibility = self.visibility.unwrap_or(of_body.0);
        // Where the body is one side's, so is its meeting, without anybody saying which.
        let side = self.side.or(of_body.1.filter(|_| visibility == Visibility::Side));
        Ok(Meeting {
            title: self.title,
            starts_at: self.starts_at.map(|time| time.0),
            ends_at: self.ends_at.map(|time| time.0),
            form: self.form,
            place: self.place,
            host,
            visibility,
            side,
            note: self.note,
            provenance: Provenance { verification: self.verification, note: self.source },
            ..meeting
        })
    }
}

/// A meeting of which only body, date and state are known.
fn bare(body: BodyId, when: PlannedDate, state: MeetingState, writing: &Writing<'_, '_, '_>) -> Meeting {
    Meeting {
        id: MeetingId::fresh(),
        body,
        title: None,
        state,
        when,
        starts_at: None,
        ends_at: None,
        form: None,
        place: None,
        host: None,
        visibility: Visibility::Community,
        side: None,
        notice: None,
        agenda: Vec::new(),
        attendance: Vec::new(),
        moves: Vec::new(),
        history: vec![MeetingPassage { state, at: writing.now, reason: None }],
        note: None,
        provenance: Provenance { verification: Verification::Unverified, note: None },
        created_at: writing.now,
        changed_at: writing.now,
        version: 1,
    }
}

/// The body that is named; a fault where the caller sees none.
pub(super) fn named_body(
    writing: &mut Writing<'_, '_, '_>,
    body: &Handle<BodyId>,
    faults: &mut Faults,
) -> Result<Option<Body>, StoreError> {
    let (tx, sight) = (&mut *writing.tx, writing.sight);
    let found = find_one(Some(body), "/body", faults, |wanted| tx.bodies().find(wanted, sight))?;
    found.map(|id| tx.bodies().get(&Handle::Id(id)).map(|kept| kept.value)).transpose()
}

/// The meeting that is planned. What it must keep is checked by whoever knows what it stands beside.
pub(super) fn planned(
    fields: PlannedFields,
    body: Option<&Body>,
    writing: &mut Writing<'_, '_, '_>,
    base: &str,
    faults: &mut Faults,
) -> Result<Meeting, StoreError> {
    let (state, when, content) = (fields.common.state, fields.own.common.date(), fields.own.own);
    if !matches!(state, MeetingState::Tentative | MeetingState::Planned) {
        let known = [MeetingState::Tentative, MeetingState::Planned].map(|state| state.to_string());
        faults.add(format!("{base}/state"), FaultKind::UnknownWord { known: known.to_vec() });
    }
    let id = body.map_or_else(BodyId::fresh, |body| body.id);
    content.onto(bare(id, when, state, writing), body, writing, base, faults)
}

/// The new meeting and its body, if what it names is there and it keeps what it must. Where its day could not be read,
/// nothing is told that follows from it.
pub(super) fn new_meeting(
    fields: NewMeetingFields,
    writing: &mut Writing<'_, '_, '_>,
    sure: bool,
) -> Result<(Meeting, Body), ApiError> {
    let mut faults = Faults::default();
    let body = named_body(writing, &fields.common.body, &mut faults)?;
    let meeting = planned(fields.own, body.as_ref(), writing, "", &mut faults)?;
    let broken = meeting.check(body.as_ref());
    faults.0.extend(broken.0.into_iter().filter(|fault| sure || fault.pointer != "/to"));
    faults.into_result()?;
    // A body that was not found is a fault.
    let body = body.ok_or_else(|| ApiError::internal("a meeting without a body"))?;
    Ok((meeting, body))
}
