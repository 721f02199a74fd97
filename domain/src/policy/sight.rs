//! What a caller may see in one community.
use std::collections::BTreeSet;

use serde::Serialize;

use super::{Held, Role};
use crate::{Body, BodyId, Case, Claim, Date, Meeting, PartyId, Side, Visibility, Words};

/// What a caller may see in a community.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Sight {
    /// Matters for the whole community.
    pub community: bool,
    /// Matters of these sides.
    pub sides: BTreeSet<Side>,
    /// Matters of every body.
    pub bodies: bool,
    /// The bodies sat in: each is seen, whatever its visibility, and so are its matters.
    pub own: BTreeSet<BodyId>,
    /// The parties acted for: what they reported themselves is seen, however far it has come.
    pub parties: BTreeSet<PartyId>,
    /// The secretariat's own matters.
    pub secretariat: bool,
}

impl Sight {
    /// What is published.
    pub fn published() -> Self {
        Self::default()
    }

    /// Everything.
    pub fn everything() -> Self {
        let sides = Side::ALL.iter().copied().collect();
        Self { community: true, sides, bodies: true, own: BTreeSet::new(), parties: BTreeSet::new(), secretariat: true }
    }

    /// What follows from these seats and offices alone.
    pub fn of_claims<'c>(claims: impl IntoIterator<Item = &'c Claim>) -> Self {
        let mut sight = Self::published();
        claims.into_iter().for_each(|claim| sight.widen_by(claim));
        sight
    }

    /// Whether there is nothing this caller does not see.
    pub fn is_everything(&self) -> bool {
        let sides = Side::ALL.iter().all(|side| self.sides.contains(side));
        self.community && self.bodies && self.secretariat && sides
    }

    /// Whether a matter of this visibility and side is seen.
    pub fn sees(&self, visibility: Visibility, side: Option<Side>) -> bool {
        match visibility {
            Visibility::Public => true,
            Visibility::Community => self.community,
            Visibility::Side => side.is_some_and(|side| self.sides.contains(&side)),
            Visibility::Body => self.bodies,
            Visibility::Secretariat => self.secretariat,
        }
    }

    /// Whether a body, or a matter of it, with this visibility and side is seen.
    pub fn sees_of(&self, body: BodyId, visibility: Visibility, side: Option<Side>) -> bool {
        self.own.contains(&body) || self.sees(visibility, side)
    }

    /// Whether what was told to an audience was seen: what was told to a body was, by those who sit in one that it is of,
    /// and so was what is as open as such a body. `own` are those bodies, as open as they are.
    pub fn was_told(&self, told: (Visibility, Option<Side>), own: &[(Visibility, Option<Side>)]) -> bool {
        let as_own = own.contains(&told) || (told.0 == Visibility::Body && !own.is_empty());
        as_own || self.sees(told.0, told.1)
    }

    /// Whether a case is seen on a day: by whoever acts for the party that reported it, and by those who see its papers.
    pub fn sees_case(&self, case: &Case, day: Date, sees_body: impl Fn(BodyId) -> bool) -> bool {
        case.reported_by.is_some_and(|party| self.parties.contains(&party)) || self.sees_matter(case, day, sees_body)
    }

    /// Whether what bodies have written and decided in a case is seen on a day. What is the body's is seen by those who
    /// sit where it is treated; what is treated only where the caller does not see the body is not.
    pub fn sees_matter(&self, case: &Case, day: Date, sees_body: impl Fn(BodyId) -> bool) -> bool {
        let (visibility, side) = case.seen_on(day);
        let sits_there = || case.stops.iter().any(|stop| self.own.contains(&stop.body));
        let seen = self.sees(visibility, side) || (visibility == Visibility::Body && sits_there());
        seen && (case.stops.is_empty() || case.stops.iter().any(|stop| sees_body(stop.body)))
    }

    /// Whether a meeting of a body is seen: its body must be. Those who sit there see what is the body's, and what is
    /// as open as the body itself; what is kept from them on purpose they do not.
    pub fn sees_meeting(&self, meeting: &Meeting, body: &Body) -> bool {
        let (visibility, side) = meeting.seen_as();
        let theirs = visibility == Visibility::Body || visibility == body.visibility;
        let seen = self.sees(visibility, side) || (theirs && self.own.contains(&body.id));
        seen && self.sees_of(body.id, body.visibility, body.side)
    }

    pub(super) fn widen_by(&mut self, claim: &Claim) {
        self.community = true;
        self.own.insert(claim.body);
        self.parties.extend(claim.party);
        // An observer follows the body, but is not of the side whose caucus prepares it.
        if claim.role != Role::Observer {
            self.sides.insert(claim.side);
        }
    }

    pub(super) fn widen(&mut self, held: &Held) {
        let sides = |side: Option<Side>| -> BTreeSet<Side> {
            side.map_or_else(|| Side::ALL.iter().copied().collect(), |side| BTreeSet::from([side]))
        };
        // Whoever runs the region reads no community's internal matters.
        self.community |= held.grant.role != Role::RegionOperator;
        match held.grant.role {
            Role::RegionOperator => {}
            Role::PartySystem => {
                self.sides.extend(held.party_side);
                self.parties.extend(held.grant.party);
            }
            Role::TenantAdmin | Role::Secretariat => {
                self.sides.extend(sides(held.grant.side));
                self.bodies = true;
                self.secretariat = true;
            }
            Role::Auditor => *self = Self { own: std::mem::take(&mut self.own), ..Self::everything() },
            // No grant gives these.
            Role::Chair | Role::ViceChair | Role::Member | Role::Deputy | Role::Observer => {}
        }
    }
}
