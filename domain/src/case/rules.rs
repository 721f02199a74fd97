//! What must hold of a case, and what a change may not undo.
use std::collections::HashSet;

use super::{Case, Level};
use crate::{BodyType, FaultKind, Faults};

impl Case {
    /// What must hold of it by itself.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        // The name is the party's own, so that it is told apart from another party's.
        if self.external.is_some() && self.reported_by.is_none() {
            faults.add("/externalReference", FaultKind::Needs { other: "party" });
        }
        let mut named = HashSet::new();
        for (i, link) in self.links.iter().enumerate() {
            if link.case == self.id {
                faults.add(format!("/links/{i}/case"), FaultKind::Cycle);
            } else if !named.insert((link.case, link.kind, link.point)) {
                faults.add(format!("/links/{i}"), FaultKind::Duplicate);
            }
        }
        let mut named = HashSet::new();
        for (i, officer) in self.officers.iter().enumerate() {
            if !named.insert(officer.person) {
                faults.add(format!("/officers/{i}"), FaultKind::Duplicate);
            }
        }
        self.disclosure.check("/disclosure", &mut faults);
        faults.into_result()
    }

    /// What must hold of it after a change: whose it is never changes, and where it belongs only by an act.
    pub fn check_change(&self, new: &Self) -> Result<(), Faults> {
        let mut faults = new.check().err().unwrap_or_default();
        for (pointer, kept) in [
            ("/party", self.reported_by == new.reported_by),
            ("/externalReference", self.external == new.external),
            ("/body", self.body == new.body),
        ] {
            if !kept {
                faults.add(pointer, FaultKind::Immutable);
            }
        }
        faults.into_result()
    }

    /// Whether a body of this type is of another level than the one the case belongs at: then somebody says why it is
    /// treated there all the same.
    pub fn is_misplaced_in(&self, body_type: BodyType) -> bool {
        Level::of(self.obstacle, self.reach).is_some_and(|level| !level.fits(body_type))
    }
}
