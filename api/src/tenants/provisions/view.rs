//! A provision as it is shown: one object, with the members of its rule beside its own.
use domain::{AreaId, BodyId, ByHandle, ById, Handle, PartyId, Provision, ProvisionId, Renaming, Rule};
use serde::Serialize;

use super::fields::{EntryFields, Fields, OwnFields};
use crate::tenants::stamps::Stamps;
use crate::wire::rules::{
    EmphasisFields, LeadershipRuleFields, PaperSectionFields, RequirementFields, SeatRuleFields, TargetGroupFields,
};

/// A provision (*føresegn*) of a community; its schema is made beside it.
#[derive(Debug, Serialize)]
pub(super) struct ProvisionView {
    id: ProvisionId,
    #[serde(flatten)]
    entry: EntryFields,
    #[serde(flatten)]
    rule: RuleView,
    #[serde(flatten)]
    stamps: Stamps,
}

/// The members of a rule.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum RuleView {
    SeatRule(Box<SeatRuleFields>),
    LeadershipRule(LeadershipRuleFields),
    Requirement(RequirementFields),
    TargetGroup(TargetGroupFields),
    Emphasis(EmphasisFields),
    PaperSection(PaperSectionFields),
}

impl From<Rule<ByHandle>> for RuleView {
    fn from(rule: Rule<ByHandle>) -> Self {
        match rule {
            Rule::SeatRule(rule) => Self::SeatRule(Box::new(rule.into())),
            Rule::LeadershipRule(rule) => Self::LeadershipRule(rule.into()),
            Rule::Requirement(requirement) => Self::Requirement(requirement.into()),
            Rule::TargetGroup(group) => Self::TargetGroup(group.into()),
            Rule::Emphasis(emphasis) => Self::Emphasis(emphasis.into()),
            Rule::PaperSection(section) => Self::PaperSection(section.into()),
        }
    }
}

impl From<Provision> for ProvisionView {
    fn from(provision: Provision) -> Self {
        let stamps = Stamps::new(provision.created_at, provision.changed_at, provision.version);
        let rule = handles(&provision.rule).into();
        Self { id: provision.id, entry: EntryFields::from(&provision), rule, stamps }
    }
}

/// A provision as its fields would be told, if its rule is of their type.
pub(super) fn fields_of<F: OwnFields>(provision: &Provision) -> Option<Fields<F>> {
    Some(Fields { common: EntryFields::from(provision), own: F::of(handles(&provision.rule))? })
}

/// A rule as the wire names things.
fn handles(rule: &Rule) -> Rule<ByHandle> {
    rule.renamed(&mut Ids, "").expect("every id is a handle")
}

struct Ids;

impl Renaming<ById, ByHandle> for Ids {
    fn party(&mut self, _: &str, id: &PartyId) -> Option<Handle<PartyId>> {
        Some(Handle::Id(*id))
    }

    fn area(&mut self, _: &str, id: &AreaId) -> Option<Handle<AreaId>> {
        Some(Handle::Id(*id))
    }

    fn body(&mut self, _: &str, id: &BodyId) -> Option<Handle<BodyId>> {
        Some(Handle::Id(*id))
    }

    fn provision(&mut self, _: &str, id: &ProvisionId) -> Option<Handle<ProvisionId>> {
        Some(Handle::Id(*id))
    }
}
