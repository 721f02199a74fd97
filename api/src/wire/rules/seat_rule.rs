//! Seat rules on the wire, and what stands for the members left out.
mod parts;

use std::collections::BTreeSet;

use deserr::Deserr;
use domain::{
    BodyId, ByHandle, Category, DeputyMode, Force, Handle, Line, Names, PartyId, Per, Presence, SeatKind, SeatRight,
    SeatRule, Side,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::read::{AtMost, Once, ReadFaults};
use crate::wire::schema::{
    CategoryWord, DeputyModeWord, ForceWord, LineText, NamesSchema, PerWord, PresenceWord, ReferenceText, SeatKindWord,
    SeatRightWord, SideWord,
};
use parts::{AppointerFields, CountFields, QuotaFields, SourceFields, TermFields};

const LIST_MAX: usize = SeatRule::<ByHandle>::LIST_MAX;

/// How many sit in a body, for whom, named by whom and with which rights (*representasjon*).
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = SeatRuleRule)]
pub struct SeatRuleFields {
    /// Id or key.
    #[schema(value_type = ReferenceText)]
    body: Handle<BodyId>,
    #[schema(value_type = NamesSchema)]
    names: Names,
    /// The side the seats belong to.
    #[schema(value_type = SideWord)]
    side: Side,
    /// What the holders are there as.
    #[deserr(default)]
    #[schema(value_type = Option<CategoryWord>)]
    category: Option<Category>,
    #[deserr(default = SeatKind::Member)]
    #[schema(value_type = SeatKindWord, required = false)]
    kind: SeatKind,
    /// Where none are named: to attend, speak and propose.
    #[deserr(default)]
    #[schema(value_type = Vec<SeatRightWord>, max_items = 4, required = false)]
    rights: Option<Once<SeatRight>>,
    #[deserr(default = Presence::Permanent)]
    #[schema(value_type = PresenceWord, required = false)]
    presence: Presence,
    #[deserr(default = Per::Body)]
    #[schema(value_type = PerWord, required = false)]
    per: Per,
    /// The parties, where seats are counted for parties or shared by them; ids or keys.
    #[deserr(default)]
    #[schema(value_type = Vec<ReferenceText>, max_items = 500, required = false)]
    parties: AtMost<Handle<PartyId>, LIST_MAX>,
    /// How many seats for each unit.
    #[deserr(default)]
    #[schema(required = false)]
    count: CountFields,
    /// Units with another number.
    #[deserr(default)]
    #[schema(value_type = Vec<QuotaFields>, max_items = 500, required = false)]
    quotas: AtMost<QuotaFields, LIST_MAX>,
    /// How many seats in all, where that is limited further.
    #[deserr(default)]
    #[schema(required = false)]
    in_all: CountFields,
    /// Where the holders come from, for derived seats.
    #[deserr(default)]
    derived_from: Option<SourceFields>,
    /// Who names the holders.
    #[deserr(default)]
    appointer: Option<AppointerFields>,
    #[deserr(default = Force::Hard)]
    #[schema(value_type = ForceWord, required = false)]
    force: Force,
    /// What the holder may bind the party to.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    delegated_authority: Option<Line>,
    #[deserr(default = DeputyMode::Unknown)]
    #[schema(value_type = DeputyModeWord, required = false)]
    deputies: DeputyMode,
    /// For how long holders are named.
    #[deserr(default)]
    term: Option<TermFields>,
}

/// What the holder of a seat may do where nothing is said: everything but vote, of which sources speak where it is so.
fn usual_rights() -> BTreeSet<SeatRight> {
    BTreeSet::from([SeatRight::Attend, SeatRight::Speak, SeatRight::Propose])
}

impl From<SeatRuleFields> for SeatRule<ByHandle> {
    fn from(fields: SeatRuleFields) -> Self {
        Self {
            body: fields.body,
            names: fields.names,
            side: fields.side,
            category: fields.category,
            kind: fields.kind,
            rights: fields.rights.map_or_else(usual_rights, |rights| rights.0),
            presence: fields.presence,
            per: fields.per,
            parties: fields.parties.0,
            count: fields.count.into(),
            quotas: fields.quotas.0.into_iter().map(Into::into).collect(),
            in_all: fields.in_all.into(),
            derived_from: fields.derived_from.map(Into::into),
            appointer: fields.appointer.map(Into::into),
            force: fields.force,
            delegated_authority: fields.delegated_authority,
            deputies: fields.deputies,
            term: fields.term.map(Into::into),
        }
    }
}

impl From<Box<SeatRule<ByHandle>>> for SeatRuleFields {
    fn from(rule: Box<SeatRule<ByHandle>>) -> Self {
        let rule = *rule;
        Self {
            body: rule.body,
            names: rule.names,
            side: rule.side,
            category: rule.category,
            kind: rule.kind,
            rights: Some(Once(rule.rights)),
            presence: rule.presence,
            per: rule.per,
            parties: AtMost(rule.parties),
            count: rule.count.into(),
            quotas: AtMost(rule.quotas.into_iter().map(Into::into).collect()),
            in_all: rule.in_all.into(),
            derived_from: rule.derived_from.map(Into::into),
            appointer: rule.appointer.map(Into::into),
            force: rule.force,
            delegated_authority: rule.delegated_authority,
            deputies: rule.deputies,
            term: rule.term.map(Into::into),
        }
    }
}

impl From<SeatRuleFields> for Box<SeatRule<ByHandle>> {
    fn from(fields: SeatRuleFields) -> Self {
        Self::new(fields.into())
    }
}
