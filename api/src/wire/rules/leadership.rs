//! Leadership rules on the wire.
use deserr::Deserr;
use domain::{
    AreaId, BodyId, ByHandle, Date, Every, Handle, LeadershipKind, LeadershipRule, OfficeRole, PartyId, Side, Turn,
    TurnUnit,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::read::{AtMost, ReadFaults, Within};
use crate::wire::schema::{DateText, LeadershipKindWord, OfficeRoleWord, ReferenceText, SideWord, TurnUnitWord};

type Number = Within<1, 20>;

/// Who should hold an office in a body, and when it passes on (*leiarskap*).
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = LeadershipRuleRule)]
pub struct LeadershipRuleFields {
    /// Id or key.
    #[schema(value_type = ReferenceText)]
    body: Handle<BodyId>,
    #[schema(value_type = OfficeRoleWord)]
    office: OfficeRole,
    #[schema(value_type = LeadershipKindWord)]
    kind: LeadershipKind,
    /// Whose turn it is, one after the other; none where the body chooses.
    #[deserr(default)]
    #[schema(value_type = Vec<TurnFields>, max_items = 100, required = false)]
    turns: AtMost<TurnFields, { LeadershipRule::<ByHandle>::TURNS_MAX }>,
    /// How long a turn lasts, where turns change.
    #[deserr(default)]
    every: Option<EveryFields>,
    /// When the first turn begins, where turns change.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    since: Option<Date>,
    /// The office whose holder must come from another side.
    #[deserr(default)]
    #[schema(value_type = Option<OfficeRoleWord>)]
    apart_from: Option<OfficeRole>,
}

/// Whose turn it is: a side, a party or an area.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = Turn)]
struct TurnFields {
    #[deserr(default)]
    #[schema(value_type = Option<SideWord>)]
    side: Option<Side>,
    /// Id or key.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    party: Option<Handle<PartyId>>,
    /// Id or key.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    area: Option<Handle<AreaId>>,
}

/// How long a turn lasts.
#[derive(Debug, Clone, Copy, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = TurnLength)]
struct EveryFields {
    #[schema(value_type = u8, minimum = 1, maximum = 20, example = 2)]
    number: Number,
    #[schema(value_type = TurnUnitWord)]
    unit: TurnUnit,
}

impl From<LeadershipRuleFields> for LeadershipRule<ByHandle> {
    fn from(fields: LeadershipRuleFields) -> Self {
        let turn = |TurnFields { side, party, area }| Turn { side, party, area };
        Self {
            body: fields.body,
            office: fields.office,
            kind: fields.kind,
            turns: fields.turns.0.into_iter().map(turn).collect(),
            every: fields.every.map(|every| Every { number: every.number.narrow(), unit: every.unit }),
            since: fields.since,
            apart_from: fields.apart_from,
        }
    }
}

impl From<LeadershipRule<ByHandle>> for LeadershipRuleFields {
    fn from(rule: LeadershipRule<ByHandle>) -> Self {
        let turn = |Turn { side, party, area }| TurnFields { side, party, area };
        Self {
            body: rule.body,
            office: rule.office,
            kind: rule.kind,
            turns: AtMost(rule.turns.into_iter().map(turn).collect()),
            every: rule.every.map(|every| EveryFields { number: Within(every.number.into()), unit: every.unit }),
            since: rule.since,
            apart_from: rule.apart_from,
        }
    }
}
