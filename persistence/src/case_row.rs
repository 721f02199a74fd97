//! A case's rows and their way to and from the domain's case.
use diesel::prelude::*;
use domain::{
    BodyId, Case, CaseId, CaseKind, CaseNumber, CaseState, Disclosure, ExternalReference, Line, Link, LinkKind,
    MeetingId, Obstacle, Officer, Outcome, PartyId, Passage, PersonId, Prose, Provenance, Reach, Salt, Side, Stop,
    StopId, StopState, Visibility,
};
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::column::{At, Doc, Id, On, Word};
use crate::row::{Kept, line, narrow, salt, stored};
use crate::schema::{case_link, case_officer, case_stop, cases};

/// What no list asks for.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Content {
    summary: Option<Prose>,
    obstacle: Option<Obstacle>,
    reach: Option<Reach>,
    archive_reference: Option<Line>,
    disclosure: Disclosure,
    history: Vec<Passage>,
    provenance: Provenance,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = cases, primary_key(tenant_id, id), treat_none_as_null = true)]
pub(crate) struct Row {
    tenant_id: Id,
    pub(crate) id: Id,
    title: String,
    kind: Word<CaseKind>,
    state: Word<CaseState>,
    party_id: Option<Id>,
    reporter_id: Option<Id>,
    external_system: Option<String>,
    external_key: Option<String>,
    body_id: Option<Id>,
    merged_into: Option<Id>,
    kept: Word<Visibility>,
    side: Option<Word<Side>>,
    opens_on: Option<On>,
    published_at: Option<At>,
    content: Doc<Content>,
    salt: Vec<u8>,
    created_at: At,
    changed_at: At,
    version: i32,
}

/// What stands in the tables beside a case's own, each in its order.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    pub(crate) stops: Vec<Stop>,
    pub(crate) links: Vec<Link>,
    pub(crate) officers: Vec<Officer>,
}

impl Row {
    pub(crate) fn new(scope: Id, salt: Salt, case: &Case) -> Self {
        let reserve = case.reserve();
        Self {
            tenant_id: scope,
            id: Id(case.id.0),
            title: case.title.as_str().to_owned(),
            kind: Word(case.kind),
            state: Word(case.state),
            party_id: case.reported_by.map(|party| Id(party.0)),
            reporter_id: case.reporter.map(|person| Id(person.0)),
            external_system: case.external.as_ref().map(|external| external.system.as_str().to_owned()),
            external_key: case.external.as_ref().map(|external| external.key.as_str().to_owned()),
            body_id: case.body.map(|body| Id(body.0)),
            merged_into: case.merged_into.map(|other| Id(other.0)),
            kept: Word(reserve.kept),
            side: reserve.side.map(Word),
            opens_on: reserve.opens_on.map(On),
            published_at: case.published_at.map(At),
            content: Doc(Content {
                summary: case.summary.clone(),
                obstacle: case.obstacle,
                reach: case.reach,
                archive_reference: case.archive_reference.clone(),
                disclosure: case.disclosure.clone(),
                history: case.history.clone(),
                provenance: case.provenance.clone(),
            }),
            salt: salt.0.to_vec(),
            created_at: At(case.created_at),
            changed_at: At(case.changed_at),
            version: case.version,
        }
    }

    /// The case, with what stands in the tables beside its own.
    pub(crate) fn with(self, beside: Beside) -> Result<Kept<Case>, StoreError> {
        let Doc(content) = self.content;
        let external = self.external_system.zip(self.external_key);
        let value = Case {
            id: CaseId(self.id.0),
            title: line(&self.title),
            kind: self.kind.0,
            state: self.state.0,
            reported_by: self.party_id.map(|id| PartyId(id.0)),
            reporter: self.reporter_id.map(|id| PersonId(id.0)),
            external: external.map(|(system, key)| ExternalReference { system: line(&system), key: line(&key) }),
            body: self.body_id.map(|id| BodyId(id.0)),
            summary: content.summary,
            obstacle: content.obstacle,
            reach: content.reach,
            merged_into: self.merged_into.map(|id| CaseId(id.0)),
            stops: beside.stops,
            links: beside.links,
            officers: beside.officers,
            archive_reference: content.archive_reference,
            disclosure: content.disclosure,
            published_at: self.published_at.map(|at| at.0),
            history: content.history,
            provenance: content.provenance,
            created_at: self.created_at.0,
            changed_at: self.changed_at.0,
            version: self.version,
        };
        Ok(Kept { value, salt: salt(&self.salt)? })
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = case_stop, primary_key(tenant_id, id), treat_none_as_null = true)]
pub(crate) struct StopRow {
    tenant_id: Id,
    pub(crate) id: Id,
    pub(crate) case_id: Id,
    place: i32,
    stage: i32,
    body_id: Id,
    number: String,
    number_year: i32,
    number_running: Option<i64>,
    state: Word<StopState>,
    outcome: Option<Word<Outcome>>,
    meeting_id: Option<Id>,
}

impl StopRow {
    pub(crate) fn new(scope: Id, case: CaseId, place: i32, stop: &Stop) -> Self {
        Self {
            tenant_id: scope,
            id: Id(stop.id.0),
            case_id: Id(case.0),
            place,
            stage: stop.stage.into(),
            body_id: Id(stop.body.0),
            number: stop.number.text.as_str().to_owned(),
            number_year: stop.number.year.into(),
            number_running: stop.number.running.map(Into::into),
            state: Word(stop.state),
            outcome: stop.outcome.map(Word),
            meeting_id: stop.meeting.map(|meeting| Id(meeting.0)),
        }
    }
}

impl TryFrom<StopRow> for Stop {
    type Error = StoreError;

    fn try_from(row: StopRow) -> Result<Self, StoreError> {
        let running = row.number_running.map(|running| stored(u32::try_from(running).ok())).transpose()?;
        Ok(Self {
            id: StopId(row.id.0),
            stage: narrow(row.stage)?,
            body: BodyId(row.body_id.0),
            number: CaseNumber { text: line(&row.number), year: narrow(row.number_year)?, running },
            state: row.state.0,
            outcome: row.outcome.map(|outcome| outcome.0),
            meeting: row.meeting_id.map(|id| MeetingId(id.0)),
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = case_link)]
pub(crate) struct LinkRow {
    tenant_id: Id,
    pub(crate) case_id: Id,
    place: i32,
    target_id: Id,
    kind: Word<LinkKind>,
    point: Option<i32>,
}

impl LinkRow {
    pub(crate) fn new(scope: Id, case: CaseId, place: i32, link: &Link) -> Self {
        Self {
            tenant_id: scope,
            case_id: Id(case.0),
            place,
            target_id: Id(link.case.0),
            kind: Word(link.kind),
            point: link.point.map(Into::into),
        }
    }
}

impl TryFrom<LinkRow> for Link {
    type Error = StoreError;

    fn try_from(row: LinkRow) -> Result<Self, StoreError> {
        let point = row.point.map(narrow).transpose()?;
        Ok(Self { case: CaseId(row.target_id.0), kind: row.kind.0, point })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = case_officer)]
pub(crate) struct OfficerRow {
    tenant_id: Id,
    pub(crate) case_id: Id,
    place: i32,
    person_id: Id,
    side: Option<Word<Side>>,
}

impl OfficerRow {
    pub(crate) fn new(scope: Id, case: CaseId, place: i32, officer: &Officer) -> Self {
        Self {
            tenant_id: scope,
            case_id: Id(case.0),
            place,
            person_id: Id(officer.person.0),
            side: officer.side.map(Word),
        }
    }
}

impl From<OfficerRow> for Officer {
    fn from(row: OfficerRow) -> Self {
        Self { person: PersonId(row.person_id.0), side: row.side.map(|side| side.0) }
    }
}
