//! The types of rules a provision may have, each with what stands in for members that cannot be read.
use deserr::{Deserr, IntoValue, Value as Told, ValuePointerRef};
use domain::{
    AppointerKind, ByHandle, FaultKind, Faults, Force, LeadershipKind, OfficeRole, PaperPart, Preparer, ProvisionKind,
    Requirement, RequirementKind, Rule, Side, TargetGroupOrigin, TurnUnit, Words as _,
};
use serde::Serialize;
use serde_json::{Value, json};

use super::fields::OwnFields;
use super::schema::members;
use crate::wire::JsonBody;
use crate::wire::read::{ReadFaults, pointer};
use crate::wire::rules::{
    EmphasisFields, LeadershipRuleFields, PaperSectionFields, RequirementFields, RuleFields, SeatRuleFields,
    TargetGroupFields,
};

/// The type of provision a body tells, if it tells one.
pub(super) fn told(body: &JsonBody) -> Option<ProvisionKind> {
    ProvisionKind::parse(body.member("type")?.as_str()?)
}

impl OwnFields for SeatRuleFields {
    const KIND: ProvisionKind = ProvisionKind::SeatRule;
    fn stand_ins() -> Value {
        json!({
            "body": "nobody", "names": {"nb": "-", "nn": "-"}, "side": Side::Municipal,
            "parties": ["nobody"], "quotas": [{}], "appointer": {"kind": AppointerKind::Unit}, "term": {"years": 1},
        })
    }
}

impl OwnFields for LeadershipRuleFields {
    const KIND: ProvisionKind = ProvisionKind::LeadershipRule;
    fn stand_ins() -> Value {
        json!({
            "body": "nobody", "office": OfficeRole::Host, "kind": LeadershipKind::Elected,
            "turns": [{"side": Side::Municipal}], "every": {"number": 1, "unit": TurnUnit::Years},
        })
    }
}

impl OwnFields for RequirementFields {
    const KIND: ProvisionKind = ProvisionKind::Requirement;
    fn stand_ins() -> Value {
        json!({"kind": RequirementKind::EveryMunicipality})
    }
}

impl OwnFields for TargetGroupFields {
    const KIND: ProvisionKind = ProvisionKind::TargetGroup;
    fn stand_ins() -> Value {
        json!({"names": {"nb": "-", "nn": "-"}, "origin": TargetGroupOrigin::Own})
    }
}

impl OwnFields for EmphasisFields {
    const KIND: ProvisionKind = ProvisionKind::Emphasis;
    fn stand_ins() -> Value {
        json!({"body": "nobody", "targetGroup": "nobody", "weight": 1})
    }
}

impl OwnFields for PaperSectionFields {
    const KIND: ProvisionKind = ProvisionKind::PaperSection;
    fn stand_ins() -> Value {
        // A section of the body's own may be anyone's, and a side may prepare any part.
        json!({
            "body": "nobody", "part": PaperPart::Own, "names": {"nb": "-", "nn": "-"},
            "preparedBy": Preparer::Municipal, "place": 1,
        })
    }
}

/// The members of a rule whose type is not told, or is none: all that can be said is whether any type has them.
#[derive(Debug, Serialize)]
pub(super) struct Untyped {}

impl Deserr<ReadFaults> for Untyped {
    fn deserialize_from_value<V: IntoValue>(value: Told<V>, location: ValuePointerRef) -> Result<Self, ReadFaults> {
        let known = members();
        let mut faults = Faults::default();
        if let Value::Object(told) = Value::from(value) {
            for name in told.keys().filter(|name| !known.contains(*name)) {
                let known = known.iter().cloned().collect();
                faults.add(pointer(location.push_key(name)), FaultKind::UnknownField { known });
            }
        }
        faults.into_result().map(|()| Self {}).map_err(ReadFaults)
    }
}

impl From<Untyped> for Rule<ByHandle> {
    fn from(_: Untyped) -> Self {
        // The only rule that names nothing and needs nothing; it is thrown away with what is made of it.
        let kind = RequirementKind::EveryMunicipality;
        let force = Force::Hard;
        Self::Requirement(Requirement { body: None, kind, category: None, side: None, number: None, force })
    }
}

impl RuleFields for Untyped {
    fn of(_: Rule<ByHandle>) -> Option<Self> {
        None
    }
}

impl OwnFields for Untyped {
    const KIND: ProvisionKind = ProvisionKind::Requirement;
    fn stand_ins() -> Value {
        json!({})
    }
}
