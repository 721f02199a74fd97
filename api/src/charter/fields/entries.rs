//! Parties, areas and bodies as a charter writes them.
mod convert;

use deserr::Deserr;
use domain::{
    AreaRole, Body, BodyType, CaseNumberFormat, Date, DecisionRule, Key, Line, MunicipalityNumber, Names, Openness,
    OrgNumber, PartyKind, Prose, Side, Verification, Visibility,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::Days;
use crate::wire::read::{ReadFaults, Within};
use crate::wire::schema::{
    AreaRoleWord, BodyTypeWord, CaseNumberFormatText, DateText, DecisionRuleWord, KeyText, LineText,
    MunicipalityNumberText, NamesSchema, OpennessWord, OrgNumberText, PartyKindWord, ProseText, SideWord,
    VerificationWord, VisibilityWord,
};

type Level = Within<1, { Body::LEVEL_MAX as i64 }>;
type PerYear = Within<1, { u8::MAX as i64 }>;

/// A party (*part*) as a charter writes it.
#[derive(Debug, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = CharterParty)]
pub(super) struct PartyFields {
    #[schema(value_type = KeyText)]
    key: Key,
    #[schema(value_type = PartyKindWord)]
    kind: PartyKind,
    #[schema(value_type = SideWord)]
    side: Side,
    #[schema(value_type = NamesSchema)]
    names: Names,
    /// Its number in Enhetsregisteret.
    #[deserr(default)]
    #[schema(value_type = Option<OrgNumberText>)]
    org_number: Option<OrgNumber>,
    /// Its municipality numbers over time.
    #[deserr(default)]
    #[schema(value_type = Vec<NumberFields>, max_items = 20, required = false)]
    municipality_numbers: Vec<NumberFields>,
    /// The party it is a unit of, by key.
    #[deserr(default)]
    #[schema(value_type = Option<KeyText>)]
    part_of: Option<Key>,
    /// The first day.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_from: Option<Date>,
    /// The last day.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_to: Option<Date>,
    #[deserr(default = Verification::Unverified)]
    #[schema(value_type = VerificationWord, required = false)]
    verification: Verification,
    /// Source, or reason for doubt.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    note: Option<Line>,
}

/// A municipality number with its days.
#[derive(Debug, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = CharterMunicipalityNumber)]
struct NumberFields {
    #[schema(value_type = MunicipalityNumberText)]
    number: MunicipalityNumber,
    /// The first day.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_from: Option<Date>,
    /// The last day.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_to: Option<Date>,
}

/// An area (*område*) as a charter writes it.
#[derive(Debug, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = CharterArea)]
pub(super) struct AreaFields {
    #[schema(value_type = KeyText)]
    key: Key,
    #[schema(value_type = NamesSchema)]
    names: Names,
    /// Who belongs to it and when.
    #[deserr(default)]
    #[schema(value_type = Vec<MemberFields>, max_items = 200, required = false)]
    members: Vec<MemberFields>,
    /// The first day.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_from: Option<Date>,
    /// The last day.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_to: Option<Date>,
    #[schema(value_type = VisibilityWord)]
    visibility: Visibility,
    #[deserr(default = Verification::Unverified)]
    #[schema(value_type = VerificationWord, required = false)]
    verification: Verification,
    /// Source, or reason for doubt.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    note: Option<Line>,
}

/// A party's place in an area.
#[derive(Debug, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = CharterAreaMember)]
struct MemberFields {
    /// The party, by key.
    #[schema(value_type = KeyText)]
    party: Key,
    #[schema(value_type = AreaRoleWord)]
    role: AreaRole,
    /// The first day.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_from: Option<Date>,
    /// The last day.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_to: Option<Date>,
    /// As well known as the area itself, unless said.
    #[deserr(default)]
    #[schema(value_type = Option<VerificationWord>)]
    verification: Option<Verification>,
    /// Source, or reason for doubt.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    note: Option<Line>,
}

/// A body (*organ*) as a charter writes it.
#[derive(Debug, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = CharterBody)]
pub(super) struct BodyFields {
    #[schema(value_type = KeyText)]
    key: Key,
    #[deserr(rename = "type")]
    #[serde(rename = "type")]
    #[schema(value_type = BodyTypeWord)]
    body_type: BodyType,
    /// Its level, 1 at the top.
    #[schema(value_type = u8, minimum = 1, maximum = 9, example = 2)]
    level: Level,
    /// The body it reports to, by key.
    #[deserr(default)]
    #[schema(value_type = Option<KeyText>)]
    parent: Option<Key>,
    /// The area it serves, by key.
    #[deserr(default)]
    #[schema(value_type = Option<KeyText>)]
    area: Option<Key>,
    /// The side it belongs to, for one-sided bodies only.
    #[deserr(default)]
    #[schema(value_type = Option<SideWord>)]
    side: Option<Side>,
    #[schema(value_type = NamesSchema)]
    names: Names,
    /// Its short form.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    abbreviation: Option<Line>,
    /// What it is for (*mandat*).
    #[deserr(default)]
    #[schema(value_type = Option<ProseText>)]
    mandate: Option<Prose>,
    #[deserr(default = Openness::Unknown)]
    #[schema(value_type = OpennessWord, required = false)]
    openness: Openness,
    #[schema(value_type = VisibilityWord)]
    visibility: Visibility,
    #[schema(value_type = DecisionRuleWord)]
    decision_rule: DecisionRule,
    /// How often it meets.
    #[deserr(default)]
    #[schema(value_type = MeetingFields, required = false)]
    meetings: MeetingFields,
    /// How its cases are numbered, where it differs from the settings.
    #[deserr(default)]
    #[schema(value_type = Option<CaseNumberFormatText>)]
    case_number_format: Option<CaseNumberFormat>,
    /// Days before a meeting that papers are due, where it differs from the settings.
    #[deserr(default)]
    #[schema(value_type = Option<u16>, minimum = 0, maximum = 365, example = 14)]
    paper_deadline_days: Option<Days>,
    /// The body whose meetings it prepares, by key.
    #[deserr(default)]
    #[schema(value_type = Option<KeyText>)]
    programme_committee_for: Option<Key>,
    /// The bodies it took over from, by key.
    #[deserr(default)]
    #[schema(value_type = Vec<KeyText>, max_items = 200, required = false)]
    succeeds: Vec<Key>,
    /// The first day.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_from: Option<Date>,
    /// The last day.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_to: Option<Date>,
    #[deserr(default = Verification::Unverified)]
    #[schema(value_type = VerificationWord, required = false)]
    verification: Verification,
    /// Source, or reason for doubt.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    note: Option<Line>,
}

/// How often a body meets.
#[derive(Debug, Default, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = CharterMeetings)]
struct MeetingFields {
    /// At least.
    #[deserr(default)]
    #[schema(value_type = Option<u8>, minimum = 1, maximum = 255, example = 4)]
    min_per_year: Option<PerYear>,
    /// At most.
    #[deserr(default)]
    #[schema(value_type = Option<u8>, minimum = 1, maximum = 255, example = 6)]
    max_per_year: Option<PerYear>,
}
