//! What a caller may do in one community: the grants held, and how far each of them reaches.
use std::collections::BTreeSet;

use super::{Permission, Role, Rule, Sight, rule};
use crate::{AreaId, BodyId, Claim, Date, Grant, Holder, OrgNumber, PartyId, Side};

/// A grant that a caller holds, with what of the party it names decides how far it reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The grant.
    pub grant: Grant,
    /// The side of the grant's party.
    pub party_side: Option<Side>,
    /// The organisation number of the grant's party.
    pub party_org: Option<OrgNumber>,
}

impl Held {
    /// Whether it is honoured for a token that names this organisation. One technical client may act for several
    /// organisations: as a party's system it is heard only while it acts for that party.
    fn is_honoured(&self, organization: Option<OrgNumber>) -> bool {
        let of_client = self.grant.role == Role::PartySystem && matches!(self.grant.holder, Holder::Identity(_));
        !of_client || self.party_org.is_none() || self.party_org == organization
    }
}

/// What an act is aimed at, as far as a grant may be narrowed to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Target {
    /// The side it belongs to.
    pub side: Option<Side>,
    /// The party it is, or belongs to.
    pub party: Option<PartyId>,
    /// The body it is, or belongs to.
    pub body: Option<BodyId>,
    /// The area it is, or belongs to.
    pub area: Option<AreaId>,
}

/// What a caller may do in one community on one day. Dates are tested here, at use, so that a right ends by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rights {
    held: Vec<Held>,
    claims: Vec<Claim>,
    /// What the caller would have at home, where some of it is not counted.
    at_home: Option<Box<Rights>>,
}

impl Rights {
    /// The rights of a caller without any role.
    pub fn none() -> Self {
        Self::default()
    }

    /// The rights that follow from the grants, seats and offices in force on a day, for a token that names this
    /// organisation.
    pub fn on(day: Date, organization: Option<OrgNumber>, held: &[Held], claims: &[Claim]) -> Self {
        let counts = |held: &&Held| held.grant.validity.holds(day) && held.is_honoured(organization);
        Self {
            held: held.iter().filter(counts).cloned().collect(),
            claims: claims.iter().filter(|claim| claim.holds(day)).cloned().collect(),
            at_home: None,
        }
    }

    /// What is left of them where another region speaks for the caller.
    #[must_use]
    pub fn over_hop(mut self) -> Self {
        let whole = self.clone();
        self.held.retain(|held| held.grant.role.counts_over_hop());
        self.claims.retain(|claim| claim.role.counts_over_hop());
        if self != whole {
            self.at_home = Some(Box::new(whole));
        }
        self
    }

    /// Whether the permission is held at home and not here, where another region speaks for the caller.
    pub fn may_at_home_alone(&self, permission: Permission) -> bool {
        !self.may(permission) && self.at_home.as_ref().is_some_and(|whole| whole.may(permission))
    }

    /// Whether the caller has any role here.
    pub fn is_member(&self) -> bool {
        !self.held.is_empty() || !self.claims.is_empty()
    }

    /// The roles held, each once.
    pub fn roles(&self) -> BTreeSet<Role> {
        let granted = self.held.iter().map(|held| held.grant.role);
        granted.chain(self.claims.iter().map(|claim| claim.role)).collect()
    }

    /// Whether the permission is held for anything at all.
    pub fn may(&self, permission: Permission) -> bool {
        if self.is_withheld(permission) {
            return false;
        }
        rule(None, permission) != Rule::No
            || self.held.iter().any(|held| Self::reaches(held, permission, None))
            || self.claims.iter().any(|claim| claim.reaches(permission, None))
    }

    /// Whether the permission is held for this target.
    pub fn may_for(&self, permission: Permission, target: &Target) -> bool {
        if self.is_withheld(permission) {
            return false;
        }
        self.held.iter().any(|held| Self::reaches(held, permission, Some(target)))
            || self.claims.iter().any(|claim| claim.reaches(permission, Some(target)))
    }

    /// What is made under some permissions goes on showing all its maker may see: it is not made by one whose rights are
    /// not all counted.
    fn is_withheld(&self, permission: Permission) -> bool {
        self.at_home.is_some() && matches!(permission, Permission::WriteWebhooks | Permission::WriteCalendars)
    }

    fn reaches(held: &Held, permission: Permission, target: Option<&Target>) -> bool {
        let grant = &held.grant;
        match rule(Some(grant.role), permission) {
            Rule::No => false,
            Rule::Published | Rule::OwnSide | Rule::OwnAddresses | Rule::Region => true,
            // A claim's, never a grant's.
            Rule::OwnBodies => false,
            Rule::OwnParty => grant.party.is_some() && target.is_none_or(|target| target.party == grant.party),
            Rule::ForSide => {
                let side = grant.side.or(held.party_side);
                let within = |scope: bool, same: bool| !scope || same;
                side.is_some()
                    && target.is_none_or(|target| {
                        target.side == side
                            && within(grant.body.is_some(), grant.body == target.body)
                            && within(grant.area.is_some(), grant.area == target.area)
                    })
            }
            Rule::Whole => !grant.is_narrowed(),
            Rule::Scope => target.is_none_or(|target| {
                let within = |scope: bool, same: bool| !scope || same;
                within(grant.side.is_some(), grant.side == target.side)
                    && within(grant.party.is_some(), grant.party == target.party)
                    && within(grant.body.is_some(), grant.body == target.body)
                    && within(grant.area.is_some(), grant.area == target.area)
            }),
        }
    }

    /// The parties for which alone the permission is held; none where it is held for everything.
    pub fn parties_for(&self, permission: Permission) -> Option<BTreeSet<PartyId>> {
        let whole = self.may_for(permission, &Target::default());
        let of = |held: &&Held| rule(Some(held.grant.role), permission) == Rule::OwnParty;
        (!whole).then(|| self.held.iter().filter(of).filter_map(|held| held.grant.party).collect())
    }

    /// What the caller may see.
    pub fn sight(&self) -> Sight {
        let mut sight = Sight::published();
        self.held.iter().for_each(|held| sight.widen(held));
        self.claims.iter().for_each(|claim| sight.widen_by(claim));
        sight
    }
}

impl Claim {
    /// Whoever sits in a body may do there what their role may; what names no body is open to each of them.
    fn reaches(&self, permission: Permission, target: Option<&Target>) -> bool {
        match rule(Some(self.role), permission) {
            Rule::No => false,
            Rule::OwnBodies => target.and_then(|target| target.body).is_none_or(|body| body == self.body),
            Rule::OwnParty => self.party.is_some() && target.is_none_or(|target| target.party == self.party),
            Rule::ForSide => {
                target.is_none_or(|target| target.body == Some(self.body) && target.side == Some(self.side))
            }
            Rule::Published | Rule::OwnSide | Rule::OwnAddresses | Rule::Scope | Rule::Whole | Rule::Region => true,
        }
    }
}
