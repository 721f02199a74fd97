//! Requirements, target groups and weights on the wire.
use deserr::Deserr;
use domain::{
    BodyId, ByHandle, Category, Emphasis, Force, Handle, Names, Prose, ProvisionId, Requirement, RequirementKind, Side,
    TargetGroup, TargetGroupOrigin,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::read::{ReadFaults, Within};
use crate::wire::schema::{
    CategoryWord, ForceWord, NamesSchema, ProseText, ReferenceText, RequirementKindWord, SideWord,
    TargetGroupOriginWord,
};

type Number = Within<1, 200>;
type Weight = Within<1, { Emphasis::<ByHandle>::WEIGHT_MAX as i64 }>;

/// What must hold of who sits where (*krav til samansetjing*).
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = RequirementRule)]
pub struct RequirementFields {
    #[schema(value_type = RequirementKindWord)]
    kind: RequirementKind,
    /// The body; the whole community where none is named. Id or key.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    body: Option<Handle<BodyId>>,
    /// Of whom, where it concerns a category.
    #[deserr(default)]
    #[schema(value_type = Option<CategoryWord>)]
    category: Option<Category>,
    /// Among whose members, where it concerns one side.
    #[deserr(default)]
    #[schema(value_type = Option<SideWord>)]
    side: Option<Side>,
    /// How many, where it counts.
    #[deserr(default)]
    #[schema(value_type = Option<u16>, minimum = 1, maximum = 200, example = 2)]
    number: Option<Number>,
    #[deserr(default = Force::Hard)]
    #[schema(value_type = ForceWord, required = false)]
    force: Force,
}

/// A group of patients, or a field of work, that is given priority (*målgruppe*).
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = TargetGroupRule)]
pub struct TargetGroupFields {
    #[schema(value_type = NamesSchema)]
    names: Names,
    #[schema(value_type = TargetGroupOriginWord)]
    origin: TargetGroupOrigin,
}

/// How much weight a body gives a target group.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = EmphasisRule)]
pub struct EmphasisFields {
    /// Id or key.
    #[schema(value_type = ReferenceText)]
    body: Handle<BodyId>,
    /// Id or key.
    #[schema(value_type = ReferenceText)]
    target_group: Handle<ProvisionId>,
    /// From 1, some, to 5, above all else.
    #[schema(value_type = u8, minimum = 1, maximum = 5, example = 3)]
    weight: Weight,
    /// Why.
    #[deserr(default)]
    #[schema(value_type = Option<ProseText>)]
    reason: Option<Prose>,
}

impl From<RequirementFields> for Requirement<ByHandle> {
    fn from(fields: RequirementFields) -> Self {
        Self {
            body: fields.body,
            kind: fields.kind,
            category: fields.category,
            side: fields.side,
            number: fields.number.map(Number::narrow),
            force: fields.force,
        }
    }
}

impl From<Requirement<ByHandle>> for RequirementFields {
    fn from(requirement: Requirement<ByHandle>) -> Self {
        Self {
            kind: requirement.kind,
            body: requirement.body,
            category: requirement.category,
            side: requirement.side,
            number: requirement.number.map(|number| Within(number.into())),
            force: requirement.force,
        }
    }
}

impl From<TargetGroupFields> for TargetGroup {
    fn from(TargetGroupFields { names, origin }: TargetGroupFields) -> Self {
        Self { names, origin }
    }
}

impl From<TargetGroup> for TargetGroupFields {
    fn from(TargetGroup { names, origin }: TargetGroup) -> Self {
        Self { names, origin }
    }
}

impl From<EmphasisFields> for Emphasis<ByHandle> {
    fn from(fields: EmphasisFields) -> Self {
        Self {
            body: fields.body,
            target_group: fields.target_group,
            weight: fields.weight.narrow(),
            reason: fields.reason,
        }
    }
}

impl From<Emphasis<ByHandle>> for EmphasisFields {
    fn from(emphasis: Emphasis<ByHandle>) -> Self {
        Self {
            body: emphasis.body,
            target_group: emphasis.target_group,
            weight: Within(emphasis.weight.into()),
            reason: emphasis.reason,
        }
    }
}
