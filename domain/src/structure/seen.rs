//! What of a structure, and of who sits in it, a caller sees. What is hidden is left out before any rule is asked, so that
//! no answer can tell of it: neither by name nor as a number, an outcome or someone's other seat.
use std::collections::HashSet;

use crate::policy::Sight;
use crate::{Area, Body, BodyId, Roster, Rule, SeatRule, Structure, Unit};

impl Structure {
    /// The structure as far as a caller sees it.
    #[must_use]
    pub fn seen_by(self, sight: &Sight) -> Self {
        if sight.is_everything() {
            return self;
        }
        self.narrowed(
            |body| sight.sees_of(body.id, body.visibility, body.side),
            |area| sight.sees(area.visibility, None),
        )
    }

    /// A past structure as far as a caller sees it who may not see today what was hidden since.
    #[must_use]
    pub fn seen_today_by(self, sight: &Sight, today: &Self) -> Self {
        if sight.is_everything() {
            return self;
        }
        let seen = today.clone().seen_by(sight);
        let hidden_body = |body: &Body| today.body(body.id).is_some() && seen.body(body.id).is_none();
        let hidden_area = |area: &Area| today.area(area.id).is_some() && seen.area(area.id).is_none();
        self.seen_by(sight).narrowed(|body| !hidden_body(body), |area| !hidden_area(area))
    }

    /// Only these bodies and areas, and only what speaks of no other.
    fn narrowed(mut self, body: impl Fn(&Body) -> bool, area: impl Fn(&Area) -> bool) -> Self {
        self.bodies.retain(body);
        self.areas.retain(area);
        let bodies: HashSet<BodyId> = self.bodies.iter().map(|body| body.id).collect();
        let areas: HashSet<_> = self.areas.iter().map(|area| area.id).collect();
        for body in &mut self.bodies {
            body.parent = body.parent.filter(|id| bodies.contains(id));
            body.area = body.area.filter(|id| areas.contains(id));
            body.programme_committee_for = body.programme_committee_for.filter(|id| bodies.contains(id));
            body.succeeds.retain(|id| bodies.contains(id));
        }
        // What follows from a provision that is hidden is hidden with it, and so on.
        loop {
            let before = self.provisions.len();
            let provisions: HashSet<_> = self.provisions.iter().map(|provision| provision.id).collect();
            self.provisions.retain(|provision| {
                provision.rule.body().is_none_or(|body| bodies.contains(body))
                    && match &provision.rule {
                        Rule::SeatRule(rule) => follows_from_seen(rule, &bodies, |id| provisions.contains(id)),
                        Rule::LeadershipRule(rule) => {
                            rule.turns.iter().all(|turn| turn.area.is_none_or(|area| areas.contains(&area)))
                        }
                        Rule::Emphasis(emphasis) => provisions.contains(&emphasis.target_group),
                        Rule::Requirement(_) | Rule::TargetGroup(_) | Rule::PaperSection(_) => true,
                    }
            });
            if self.provisions.len() == before {
                return self;
            }
        }
    }
}

/// Whether nothing a rule derives its holders from is hidden.
fn follows_from_seen(
    rule: &SeatRule,
    bodies: &HashSet<BodyId>,
    provision: impl Fn(&crate::ProvisionId) -> bool,
) -> bool {
    rule.derived_from.as_ref().is_none_or(|source| {
        source.seat_rule.as_ref().is_none_or(provision) && source.body.as_ref().is_none_or(|id| bodies.contains(id))
    })
}

impl Roster {
    /// Those who are named to something of a structure.
    #[must_use]
    pub fn within(mut self, structure: &Structure) -> Self {
        let rules: HashSet<_> = structure.provisions.iter().map(|provision| provision.id).collect();
        let areas: HashSet<_> = structure.areas.iter().map(|area| area.id).collect();
        let bodies: HashSet<_> = structure.bodies.iter().map(|body| body.id).collect();
        self.memberships.retain(|membership| {
            let of_seen = |unit| !matches!(unit, Unit::Area(area) if !areas.contains(&area));
            rules.contains(&membership.rule) && membership.unit.is_none_or(of_seen)
        });
        self.offices.retain(|office| bodies.contains(&office.body));
        self
    }
}

#[cfg(test)]
mod tests;
