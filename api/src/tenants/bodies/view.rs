//! A body as it is shown: shortly in lists, whole by itself.
use domain::{
    AreaId, Body, BodyId, BodyType, CaseNumberFormat, Date, DecisionRule, Instant, Key, Line, Mandate, MandateId,
    MeetingRule, Names, Openness, Prose, Side, Verification, Visibility,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::tenants::stamps::Stamps;
use crate::wire::schema::{
    AreaIdText, BodyIdText, BodyTypeWord, CaseNumberFormatText, DateText, DecisionRuleWord, InstantText, KeyText,
    LineText, MandateIdText, NamesSchema, OpennessWord, ProseText, SideWord, VerificationWord, VisibilityWord,
};

/// What is told of a body wherever it is shown.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BodyFacts)]
pub(in crate::tenants) struct BodyFacts {
    #[schema(value_type = KeyText)]
    key: Key,
    #[serde(rename = "type")]
    #[schema(value_type = BodyTypeWord)]
    body_type: BodyType,
    /// 1 at the top.
    #[schema(minimum = 1, maximum = 9, example = 2)]
    level: u8,
    /// The body it reports to, if the caller sees that.
    #[schema(value_type = Option<BodyIdText>)]
    parent: Option<BodyId>,
    /// The area it serves, if the caller sees that.
    #[schema(value_type = Option<AreaIdText>)]
    area: Option<AreaId>,
    /// For one-sided bodies only.
    #[schema(value_type = Option<SideWord>)]
    side: Option<Side>,
    #[schema(value_type = NamesSchema)]
    names: Names,
    /// Its short form, such as SSU.
    #[schema(value_type = Option<LineText>)]
    abbreviation: Option<Line>,
    #[schema(value_type = OpennessWord)]
    openness: Openness,
    #[schema(value_type = VisibilityWord)]
    visibility: Visibility,
    #[schema(value_type = DecisionRuleWord)]
    decision_rule: DecisionRule,
    meetings: Meetings,
    /// Where it differs from the community's settings.
    #[schema(value_type = Option<CaseNumberFormatText>)]
    case_number_format: Option<CaseNumberFormat>,
    /// Days before a meeting that papers are due, where it differs from the community's settings.
    #[schema(minimum = 0, maximum = 365, example = 10)]
    paper_deadline_days: Option<u16>,
    /// The body whose meetings it prepares, if the caller sees that.
    #[schema(value_type = Option<BodyIdText>)]
    programme_committee_for: Option<BodyId>,
    /// The first day the body exists.
    #[schema(value_type = Option<DateText>)]
    valid_from: Option<Date>,
    /// The last day.
    #[schema(value_type = Option<DateText>)]
    valid_to: Option<Date>,
    #[schema(value_type = VerificationWord)]
    verification: Verification,
    /// Source, or reason for doubt.
    #[schema(value_type = Option<LineText>)]
    note: Option<Line>,
}

/// How often a body meets.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BodyMeetings)]
struct Meetings {
    /// The fewest meetings a year.
    #[schema(minimum = 1, maximum = 255, example = 2)]
    min_per_year: Option<u8>,
    /// The most meetings a year.
    #[schema(minimum = 1, maximum = 255, example = 4)]
    max_per_year: Option<u8>,
}

/// A whole body but for its id and history: what a change is applied to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BodyWhole)]
pub(super) struct BodyContent {
    #[serde(flatten)]
    facts: BodyFacts,
    /// What it is for; the newest version.
    #[schema(value_type = Option<ProseText>)]
    mandate: Option<Prose>,
    /// The bodies it took over from, those the caller sees.
    #[schema(value_type = Vec<BodyIdText>, max_items = 50)]
    succeeds: Vec<BodyId>,
}

/// A body (*organ*) as lists show it, without its mandate and what it took over from.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BodySummary)]
pub(super) struct BodySummary {
    #[schema(value_type = BodyIdText)]
    id: BodyId,
    #[serde(flatten)]
    facts: BodyFacts,
    #[serde(flatten)]
    stamps: Stamps,
}

/// A body (*organ*) of a community.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Body)]
pub(in crate::tenants) struct BodyView {
    #[schema(value_type = BodyIdText)]
    id: BodyId,
    #[serde(flatten)]
    content: BodyContent,
    #[serde(flatten)]
    stamps: Stamps,
}

/// The mandates of a body, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Mandates)]
pub(super) struct MandatesView {
    #[schema(max_items = 200)]
    items: Vec<MandateView>,
}

/// One version of a mandate (*mandat*).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Mandate)]
struct MandateView {
    #[schema(value_type = MandateIdText)]
    id: MandateId,
    /// Counts the body's mandates from 1.
    #[schema(minimum = 1, maximum = 2_147_483_647, example = 1)]
    number: i32,
    #[schema(value_type = ProseText)]
    text: Prose,
    #[schema(value_type = InstantText)]
    created_at: Instant,
}

impl From<MeetingRule> for Meetings {
    fn from(rule: MeetingRule) -> Self {
        Self { min_per_year: rule.min_per_year, max_per_year: rule.max_per_year }
    }
}

impl From<Body> for BodyContent {
    fn from(body: Body) -> Self {
        let facts = BodyFacts {
            key: body.key,
            body_type: body.body_type,
            level: body.level,
            parent: body.parent,
            area: body.area,
            side: body.side,
            names: body.names,
            abbreviation: body.abbreviation,
            openness: body.openness,
            visibility: body.visibility,
            decision_rule: body.decision_rule,
            meetings: body.meetings.into(),
            case_number_format: body.case_number_format,
            paper_deadline_days: body.paper_deadline_days,
            programme_committee_for: body.programme_committee_for,
            valid_from: body.validity.from,
            valid_to: body.validity.to,
            verification: body.provenance.verification,
            note: body.provenance.note,
        };
        Self { facts, mandate: body.mandate, succeeds: body.succeeds }
    }
}

impl From<Body> for BodySummary {
    fn from(body: Body) -> Self {
        let stamps = Stamps::new(body.created_at, body.changed_at, body.version);
        Self { id: body.id, facts: BodyContent::from(body).facts, stamps }
    }
}

impl From<Body> for BodyView {
    fn from(body: Body) -> Self {
        let stamps = Stamps::new(body.created_at, body.changed_at, body.version);
        Self { id: body.id, content: body.into(), stamps }
    }
}

impl From<Vec<Mandate>> for MandatesView {
    fn from(mandates: Vec<Mandate>) -> Self {
        let items = mandates.into_iter().map(|mandate| MandateView {
            id: mandate.id,
            number: mandate.number,
            text: mandate.text,
            created_at: mandate.created_at,
        });
        Self { items: items.collect() }
    }
}
