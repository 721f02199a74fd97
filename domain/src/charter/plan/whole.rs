//! What must hold of the structure as a whole once a charter is applied, beyond what the charter itself tells.
use super::{Plan, When};
use crate::charter::Charter;
use crate::{Body, FaultKind, Faults, Structure, Validity};

impl Charter {
    /// Rules on the whole structure belong here: `after` holds what the charter names and what it leaves ended, and
    /// faults are placed by the steps of `plan`. Rules are judged from today on: on the days before they were what they
    /// were.
    pub(super) fn whole_holds(
        &self,
        plan: &Plan,
        (current, after): (&Structure, &Structure),
        when: When,
        faults: &mut Faults,
    ) {
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
        self.nothing_is_outlived(plan, after, when, faults);
        self.rules_hold(after, when.today, faults);
    }

    /// A body ends no later than the body it reports to and the area it serves, so far as the plan has a part in it.
    fn nothing_is_outlived(&self, plan: &Plan, after: &Structure, when: When, faults: &mut Faults) {
        for body in after.bodies.iter().filter(|body| body.validity.to.is_none_or(|to| to >= when.today)) {
            let own_step = plan.bodies.iter().find(|step| step.new.id == body.id);
            let parent = body.parent.and_then(|id| after.body(id)).filter(|parent| outlives(body, parent.validity));
            if let Some(parent) = parent {
                let parents_step = plan.bodies.iter().find(|step| step.new.id == parent.id);
                if own_step.is_some() || parents_step.is_some() {
                    faults.add(self.place_of(body, "parent"), FaultKind::OutsideValidity);
                }
            }
            let area = body.area.and_then(|id| after.area(id)).filter(|area| outlives(body, area.validity));
            if let Some(area) = area {
                let areas_step = plan.areas.iter().find(|step| step.new.id == area.id);
                if own_step.is_some() || areas_step.is_some() {
                    faults.add(self.place_of(body, "area"), FaultKind::OutsideValidity);
                }
            }
        }
    }

    /// A member of a body the charter names, or the list in which the body is missing.
    fn place_of(&self, body: &Body, member: &str) -> String {
        let place = self.bodies.iter().position(|named| named.key == body.key);
        place.map_or_else(|| "/bodies".to_owned(), |i| format!("/bodies/{i}/{member}"))
    }
}

/// Whether a body goes on after something it leans on has ended. What never came to be has no days to lean on either.
fn outlives(body: &Body, other: Validity) -> bool {
    !body.validity.is_never() && other.to.is_some_and(|last| body.validity.to.is_none_or(|to| to > last))
}
