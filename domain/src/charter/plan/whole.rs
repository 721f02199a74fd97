//! What must hold of the structure as a whole once a charter is applied, beyond what the charter itself tells.
use super::Plan;
use crate::charter::Charter;
use crate::{FaultKind, Faults, Structure};

impl Charter {
    /// Rules on the whole structure belong here: `after` holds what the charter names and what it leaves ended, and
    /// faults are placed by the steps of `plan`.
    pub(super) fn whole_holds(&self, plan: &Plan, current: &Structure, faults: &mut Faults) {
        // An organisation number is one organisation's for good, so it passes neither from what is missing in the charter
        // nor between two that are named.
        for step in plan.parties.iter().filter(|step| step.old.as_ref().is_none_or(|old| old.key == step.new.key)) {
            let held = current.parties.iter().any(|other| {
                other.id != step.new.id && other.org_number.is_some() && other.org_number == step.new.org_number
            });
            if held {
                faults.add(format!("{}/orgNumber", step.pointer), FaultKind::Taken);
            }
        }
    }
}
