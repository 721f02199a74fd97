//! What must hold of the rules of a structure together, where each by itself is right.
use crate::paper_section::clashing_sections;
use crate::{Date, Fault, ProvisionId, Structure, Validity, seating};

impl Structure {
    /// What is wrong with the rules together, each fault with its place in the rule.
    pub fn broken_rules(&self) -> Vec<(ProvisionId, Fault)> {
        let mut found = seating::check_rules(self);
        found.extend(clashing_sections(self));
        found
    }

    /// The same for the days from one on: what was ended before it is judged no more.
    pub fn broken_rules_from(&self, day: Date) -> Vec<(ProvisionId, Fault)> {
        let over = |validity: Validity| validity.to.is_some_and(|last| last < day);
        let mut later = self.clone();
        for provision in later.provisions.iter_mut().filter(|provision| !over(provision.validity)) {
            provision.validity.from = provision.validity.from.max(Some(day));
        }
        let mut found = later.broken_rules();
        found.retain(|(id, _)| self.provision(*id).is_some_and(|provision| !over(provision.validity)));
        found
    }
}
