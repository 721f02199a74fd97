//! What a caller sees of a structure: what is hidden is hidden as a reference too.
use std::collections::HashSet;

use super::Structure;
use crate::policy::Sight;
use crate::{AreaId, BodyId};

impl Structure {
    /// The structure without the areas and bodies that are not seen, what refers to them, and the provisions of hidden
    /// bodies.
    #[must_use]
    pub fn seen_by(mut self, sight: &Sight) -> Self {
        if sight.is_everything() {
            return self;
        }
        self.areas.retain(|area| sight.sees(area.visibility, None));
        self.bodies.retain(|body| sight.sees_of(body.id, body.visibility, body.side));
        let areas: HashSet<AreaId> = self.areas.iter().map(|area| area.id).collect();
        let bodies: HashSet<BodyId> = self.bodies.iter().map(|body| body.id).collect();
        for body in &mut self.bodies {
            body.parent = body.parent.filter(|id| bodies.contains(id));
            body.area = body.area.filter(|id| areas.contains(id));
            body.programme_committee_for = body.programme_committee_for.filter(|id| bodies.contains(id));
            body.succeeds.retain(|id| bodies.contains(id));
        }
        self.provisions.retain(|provision| provision.rule.body().is_none_or(|body| bodies.contains(body)));
        self
    }
}
