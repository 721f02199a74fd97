//! The parts of a seat rule: numbers, sources, appointers and terms.
use deserr::Deserr;
use domain::{
    Appointer, AppointerKind, AreaId, BodyId, BodyType, ByHandle, Count, Date, Handle, Line, OfficeRole, PartyId,
    ProvisionId, Quota, SeatRule, Source, Term,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::read::{ReadFaults, Within};
use crate::wire::schema::{AppointerKindWord, BodyTypeWord, DateText, LineText, OfficeRoleWord, ReferenceText};

type Seats = Within<0, { SeatRule::<ByHandle>::SEATS_MAX as i64 }>;
type Years = Within<1, 20>;

/// How many; open where no source states it.
#[derive(Debug, Clone, Copy, Default, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = Count)]
pub(super) struct CountFields {
    /// At least.
    #[deserr(default)]
    #[schema(value_type = Option<u16>, minimum = 0, maximum = 200, example = 1)]
    min: Option<Seats>,
    /// At most.
    #[deserr(default)]
    #[schema(value_type = Option<u16>, minimum = 0, maximum = 200, example = 2)]
    max: Option<Seats>,
}

/// A number of seats that one unit has instead of the rule's own.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = Quota)]
pub(super) struct QuotaFields {
    /// Id or key.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    area: Option<Handle<AreaId>>,
    /// Id or key.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    party: Option<Handle<PartyId>>,
    /// How many seats.
    #[deserr(default)]
    #[schema(required = false)]
    count: CountFields,
}

/// Whose holders sit here too: those of another rule, or those of an office in a body or in all bodies of a type.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = SeatSource)]
pub(super) struct SourceFields {
    /// Id or key.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    seat_rule: Option<Handle<ProvisionId>>,
    /// Id or key.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    body: Option<Handle<BodyId>>,
    #[deserr(default)]
    #[schema(value_type = Option<BodyTypeWord>)]
    body_type: Option<BodyType>,
    #[deserr(default)]
    #[schema(value_type = Option<OfficeRoleWord>)]
    office: Option<OfficeRole>,
}

/// Who names the holders of seats.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = Appointer)]
pub(super) struct AppointerFields {
    #[schema(value_type = AppointerKindWord)]
    kind: AppointerKind,
    /// The party, where it is one; id or key.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    party: Option<Handle<PartyId>>,
    /// The body, where it is one; id or key.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    body: Option<Handle<BodyId>>,
    /// In words.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    note: Option<Line>,
}

/// For how long holders are named.
#[derive(Debug, Clone, Copy, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = SeatTerm)]
pub(super) struct TermFields {
    #[schema(value_type = u8, minimum = 1, maximum = 20, example = 4)]
    years: Years,
    /// When a term begins; others follow without a gap.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    from: Option<Date>,
}

impl From<CountFields> for Count {
    fn from(fields: CountFields) -> Self {
        Self { min: fields.min.map(Seats::narrow), max: fields.max.map(Seats::narrow) }
    }
}

impl From<Count> for CountFields {
    fn from(count: Count) -> Self {
        let seats = |number: u16| Within(number.into());
        Self { min: count.min.map(seats), max: count.max.map(seats) }
    }
}

impl From<QuotaFields> for Quota<ByHandle> {
    fn from(fields: QuotaFields) -> Self {
        Self { area: fields.area, party: fields.party, count: fields.count.into() }
    }
}

impl From<Quota<ByHandle>> for QuotaFields {
    fn from(quota: Quota<ByHandle>) -> Self {
        Self { area: quota.area, party: quota.party, count: quota.count.into() }
    }
}

impl From<SourceFields> for Source<ByHandle> {
    fn from(SourceFields { seat_rule, body, body_type, office }: SourceFields) -> Self {
        Self { seat_rule, body, body_type, office }
    }
}

impl From<Source<ByHandle>> for SourceFields {
    fn from(Source { seat_rule, body, body_type, office }: Source<ByHandle>) -> Self {
        Self { seat_rule, body, body_type, office }
    }
}

impl From<AppointerFields> for Appointer<ByHandle> {
    fn from(AppointerFields { kind, party, body, note }: AppointerFields) -> Self {
        Self { kind, party, body, note }
    }
}

impl From<Appointer<ByHandle>> for AppointerFields {
    fn from(Appointer { kind, party, body, note }: Appointer<ByHandle>) -> Self {
        Self { kind, party, body, note }
    }
}

impl From<TermFields> for Term {
    fn from(fields: TermFields) -> Self {
        Self { years: fields.years.narrow(), from: fields.from }
    }
}

impl From<Term> for TermFields {
    fn from(term: Term) -> Self {
        Self { years: Within(term.years.into()), from: term.from }
    }
}
