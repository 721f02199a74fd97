//! The rules of a community's structure on the wire: what a charter and the provisions (føresegner) have in common.
mod leadership;
mod others;
mod paper_section;
mod seat_rule;

use domain::{ByHandle, Rule};

pub use leadership::LeadershipRuleFields;
pub use others::{EmphasisFields, RequirementFields, TargetGroupFields};
pub use paper_section::PaperSectionFields;
pub use seat_rule::SeatRuleFields;

/// Members of one kind of rule, each name by id or by key.
pub trait RuleFields: Into<Rule<ByHandle>> {
    /// The members of a rule, if it is of this kind.
    fn of(rule: Rule<ByHandle>) -> Option<Self>;
}

/// Declares which rule some members belong to.
macro_rules! rule_fields {
    ($($fields:ty: $kind:ident($rule:ident => $of:expr)),+ $(,)?) => { $(
        impl RuleFields for $fields {
            fn of(rule: Rule<ByHandle>) -> Option<Self> {
                if let Rule::$kind($rule) = rule { Some($of.into()) } else { None }
            }
        }

        impl From<$fields> for Rule<ByHandle> {
            fn from(fields: $fields) -> Self {
                Self::$kind(fields.into())
            }
        }
    )+ };
}

rule_fields! {
    SeatRuleFields: SeatRule(rule => rule),
    LeadershipRuleFields: LeadershipRule(rule => rule),
    RequirementFields: Requirement(rule => rule),
    TargetGroupFields: TargetGroup(group => group),
    EmphasisFields: Emphasis(emphasis => emphasis),
    PaperSectionFields: PaperSection(section => section),
}
