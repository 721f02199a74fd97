//! A body's row and its way to and from the domain's body.
use diesel::prelude::*;
use domain::{
    AreaId, Body, BodyId, BodyType, CaseNumberFormat, DecisionRule, Key, MeetingRule, Names, Openness, Prose,
    Provenance, Salt, Side, Validity, Verification, Visibility, sort_key,
};

use crate::StoreError;
use crate::bodies::Bodies;
use crate::column::{At, Id, On, Word};
use crate::conn::query;
use crate::row::{Kept, line, narrow, optional_line, salt, stored};
use crate::schema::body;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = body, primary_key(tenant_id, id), treat_none_as_null = true)]
pub(crate) struct Row {
    tenant_id: Id,
    pub(crate) id: Id,
    key: String,
    body_type: Word<BodyType>,
    level: i32,
    parent_id: Option<Id>,
    area_id: Option<Id>,
    side: Option<Word<Side>>,
    name_nb: String,
    name_nn: String,
    sort_key: String,
    abbreviation: Option<String>,
    openness: Word<Openness>,
    visibility: Word<Visibility>,
    decision_rule: Word<DecisionRule>,
    min_per_year: Option<i32>,
    max_per_year: Option<i32>,
    case_number_format: Option<String>,
    paper_deadline_days: Option<i32>,
    programme_committee_for: Option<Id>,
    valid_from: Option<On>,
    valid_to: Option<On>,
    verification: Word<Verification>,
    note: Option<String>,
    salt: Vec<u8>,
    created_at: At,
    changed_at: At,
    version: i32,
}

impl Row {
    pub(crate) fn new(scope: Id, salt: Salt, body: &Body) -> Self {
        Self {
            tenant_id: scope,
            id: Id(body.id.0),
            key: body.key.to_string(),
            body_type: Word(body.body_type),
            level: body.level.into(),
            parent_id: body.parent.map(|parent| Id(parent.0)),
            area_id: body.area.map(|area| Id(area.0)),
            side: body.side.map(Word),
            name_nb: body.names.nb.as_str().to_owned(),
            name_nn: body.names.nn.as_str().to_owned(),
            sort_key: sort_key(body.names.nb.as_str()),
            abbreviation: body.abbreviation.as_ref().map(|short| short.as_str().to_owned()),
            openness: Word(body.openness),
            visibility: Word(body.visibility),
            decision_rule: Word(body.decision_rule),
            min_per_year: body.meetings.min_per_year.map(Into::into),
            max_per_year: body.meetings.max_per_year.map(Into::into),
            case_number_format: body.case_number_format.map(|format| format.to_string()),
            paper_deadline_days: body.paper_deadline_days.map(Into::into),
            programme_committee_for: body.programme_committee_for.map(|other| Id(other.0)),
            valid_from: body.validity.from.map(On),
            valid_to: body.validity.to.map(On),
            verification: Word(body.provenance.verification),
            note: body.provenance.note.as_ref().map(|note| note.as_str().to_owned()),
            salt: salt.0.to_vec(),
            created_at: At(body.created_at),
            changed_at: At(body.changed_at),
            version: body.version,
        }
    }

    /// The body, with what stands in the tables beside its own.
    pub(crate) fn with(self, mandate: Option<Prose>, succeeds: Vec<BodyId>) -> Result<Kept<Body>, StoreError> {
        let value = Body {
            id: BodyId(self.id.0),
            key: stored(Key::parse(&self.key))?,
            body_type: self.body_type.0,
            level: narrow(self.level)?,
            parent: self.parent_id.map(|id| BodyId(id.0)),
            area: self.area_id.map(|id| AreaId(id.0)),
            side: self.side.map(|side| side.0),
            names: Names { nb: line(&self.name_nb), nn: line(&self.name_nn) },
            abbreviation: optional_line(self.abbreviation),
            mandate,
            openness: self.openness.0,
            visibility: self.visibility.0,
            decision_rule: self.decision_rule.0,
            meetings: MeetingRule {
                min_per_year: self.min_per_year.map(narrow).transpose()?,
                max_per_year: self.max_per_year.map(narrow).transpose()?,
            },
            case_number_format: self
                .case_number_format
                .map(|format| stored(CaseNumberFormat::parse(&format)))
                .transpose()?,
            paper_deadline_days: self.paper_deadline_days.map(narrow).transpose()?,
            programme_committee_for: self.programme_committee_for.map(|id| BodyId(id.0)),
            succeeds,
            validity: Validity { from: self.valid_from.map(|on| on.0), to: self.valid_to.map(|on| on.0) },
            provenance: Provenance { verification: self.verification.0, note: optional_line(self.note) },
            created_at: self.created_at.0,
            changed_at: self.changed_at.0,
            version: self.version,
        };
        Ok(Kept { value, salt: salt(&self.salt)? })
    }
}

impl Bodies<'_, '_> {
    /// Those of these bodies that exist, whoever asks, in no order and without their mandates.
    pub fn many(&mut self, wanted: &[BodyId]) -> Result<Vec<Body>, StoreError> {
        let scope = self.0.scope;
        let ids: Vec<Id> = wanted.iter().map(|body| Id(body.0)).collect();
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| body::table
            .filter(body::tenant_id.eq(scope))
            .filter(body::id.eq_any(ids))
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(|row| row.with(None, Vec::new()).map(|kept| kept.value)).collect()
    }
}
