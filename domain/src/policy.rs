//! Who may what: one table of role × permission → rule, and what a caller may do and see at a moment.
//! `docs/policy.md` is this table rendered; a test keeps the two alike, so that every change is a readable diff.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Serialize;

use crate::words::words;
use crate::{AreaId, BodyId, Date, Grant, Holder, OrgNumber, PartyId, Side, Visibility, Words};

words! {
    /// What a caller is to a community or a region.
    pub enum Role {
        /// Runs the region: opens, moves and closes communities; reads no community's internal matters.
        RegionOperator = "region-operator",
        /// Shapes the community: structure, grants, settings.
        TenantAdmin = "tenant-admin",
        /// Does the daily work: cases, agendas, papers, minutes.
        Secretariat = "secretariat",
        /// A municipality's or hospital's own system.
        PartySystem = "party-system",
        /// Reads everything in the community, the journal included.
        Auditor = "auditor",
    }
}

impl Role {
    /// The roles a community's own grants may give; the region's operator is named in the region's store.
    pub const GRANTED: &'static [Self] = &[Self::TenantAdmin, Self::Secretariat, Self::PartySystem, Self::Auditor];
}

words! {
    /// What an operation needs. Each operation of the contract names exactly one.
    pub enum Permission {
        /// See which communities there are.
        ReadTenants = "read-tenants",
        /// Open a community.
        OpenTenant = "open-tenant",
        /// Rename, list or close a community.
        ChangeTenant = "change-tenant",
        /// See parties, areas and bodies.
        ReadStructure = "read-structure",
        /// Enter, change and end parties, areas and bodies.
        WriteStructure = "write-structure",
        /// See persons and how to reach them.
        ReadPersons = "read-persons",
        /// Enter, change and erase persons.
        WritePersons = "write-persons",
        /// See who has been given which role.
        ReadGrants = "read-grants",
        /// Give roles and end them.
        WriteGrants = "write-grants",
        /// See the community's settings.
        ReadSettings = "read-settings",
        /// Change the community's settings.
        WriteSettings = "write-settings",
        /// Read the journal.
        ReadJournal = "read-journal",
    }
}

impl Permission {
    /// The OAuth scope a token must carry to use this permission.
    pub const fn scope(self) -> &'static str {
        match self {
            Self::ReadTenants | Self::ReadStructure | Self::ReadSettings => "helsefellesskap:structure.read",
            Self::WriteStructure | Self::WriteSettings => "helsefellesskap:structure.write",
            Self::ReadPersons | Self::ReadGrants => "helsefellesskap:people.read",
            Self::WritePersons | Self::WriteGrants => "helsefellesskap:people.write",
            Self::ReadJournal => "helsefellesskap:journal.read",
            Self::OpenTenant | Self::ChangeTenant => "helsefellesskap:region.write",
        }
    }

    /// Whether callers without a token or a role may use it, for what is published.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::ReadTenants | Self::ReadStructure)
    }

    /// Whether its answers tell of persons, so that nobody on the way may keep them.
    pub const fn is_personal(self) -> bool {
        matches!(self, Self::ReadPersons | Self::WritePersons | Self::ReadGrants | Self::WriteGrants)
    }
}

/// Every scope with what it opens, for the contract and the own issuer.
pub const SCOPES: &[(&str, &str)] = &[
    ("helsefellesskap:structure.read", "See communities, parties, areas, bodies and settings"),
    ("helsefellesskap:structure.write", "Change parties, areas, bodies and settings"),
    ("helsefellesskap:people.read", "See persons and grants"),
    ("helsefellesskap:people.write", "Change persons and grants"),
    ("helsefellesskap:journal.read", "Read the journal"),
    ("helsefellesskap:region.write", "Open, change and close communities"),
];

/// How far a role's permission reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Not at all.
    No,
    /// What is published.
    Published,
    /// What its own side may see.
    OwnSide,
    /// Whatever lies within the grant's side, party, body or area; everything where the grant names none.
    Scope,
    /// Only with a grant that is not narrowed to a side, party, body or area.
    Whole,
    /// Every community of the region.
    Region,
}

impl Rule {
    const fn words(self) -> &'static str {
        match self {
            Self::No => "–",
            Self::Published => "published",
            Self::OwnSide => "own side",
            Self::Scope => "within scope",
            Self::Whole => "whole tenant",
            Self::Region => "region",
        }
    }
}

/// The policy. `None` stands for a caller without any role.
pub const fn rule(role: Option<Role>, permission: Permission) -> Rule {
    use Permission as P;
    let Some(role) = role else {
        return if permission.is_open() { Rule::Published } else { Rule::No };
    };
    match (role, permission) {
        (Role::RegionOperator, P::ReadTenants | P::OpenTenant | P::ChangeTenant) => Rule::Region,
        (Role::RegionOperator, P::ReadStructure) => Rule::Published,
        (Role::TenantAdmin, P::ReadStructure | P::WriteStructure) => Rule::Scope,
        (
            Role::TenantAdmin,
            P::ReadPersons | P::WritePersons | P::ReadGrants | P::WriteGrants | P::ReadSettings | P::WriteSettings,
        ) => Rule::Whole,
        (Role::Secretariat, P::ReadStructure | P::ReadSettings | P::ReadPersons | P::WritePersons) => Rule::Scope,
        (Role::PartySystem, P::ReadStructure | P::ReadSettings) => Rule::OwnSide,
        (Role::Auditor, P::ReadStructure | P::ReadSettings | P::ReadPersons | P::ReadGrants | P::ReadJournal) => {
            Rule::Whole
        }
        (_, P::ReadTenants) => Rule::Published,
        _ => Rule::No,
    }
}

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

/// What a caller may see in a community.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Sight {
    /// Matters for the whole community.
    pub community: bool,
    /// Matters of these sides.
    pub sides: BTreeSet<Side>,
    /// Matters of every body.
    pub bodies: bool,
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
        Self { community: true, sides: Side::ALL.iter().copied().collect(), bodies: true, secretariat: true }
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

    fn widen(&mut self, held: &Held) {
        let sides = |side: Option<Side>| -> BTreeSet<Side> {
            side.map_or_else(|| Side::ALL.iter().copied().collect(), |side| BTreeSet::from([side]))
        };
        // Whoever runs the region reads no community's internal matters.
        self.community |= held.grant.role != Role::RegionOperator;
        match held.grant.role {
            Role::RegionOperator => {}
            Role::PartySystem => self.sides.extend(held.party_side),
            Role::TenantAdmin | Role::Secretariat => {
                self.sides.extend(sides(held.grant.side));
                self.bodies = true;
                self.secretariat = true;
            }
            Role::Auditor => *self = Self::everything(),
        }
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
}

impl Rights {
    /// The rights of a caller without any role.
    pub fn none() -> Self {
        Self::default()
    }

    /// The rights that follow from the grants in force on a day, for a token that names this organisation.
    pub fn on(day: Date, organization: Option<OrgNumber>, held: &[Held]) -> Self {
        let counts = |held: &&Held| held.grant.validity.holds(day) && held.is_honoured(organization);
        Self { held: held.iter().filter(counts).cloned().collect() }
    }

    /// Whether the caller has any role here.
    pub fn is_member(&self) -> bool {
        !self.held.is_empty()
    }

    /// The roles held, each once.
    pub fn roles(&self) -> BTreeSet<Role> {
        self.held.iter().map(|held| held.grant.role).collect()
    }

    /// Whether the permission is held for anything at all.
    pub fn may(&self, permission: Permission) -> bool {
        rule(None, permission) != Rule::No || self.held.iter().any(|held| Self::reaches(held, permission, None))
    }

    /// Whether the permission is held for this target.
    pub fn may_for(&self, permission: Permission, target: &Target) -> bool {
        self.held.iter().any(|held| Self::reaches(held, permission, Some(target)))
    }

    fn reaches(held: &Held, permission: Permission, target: Option<&Target>) -> bool {
        let grant = &held.grant;
        match rule(Some(grant.role), permission) {
            Rule::No => false,
            Rule::Published | Rule::OwnSide | Rule::Region => true,
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

    /// What the caller may see.
    pub fn sight(&self) -> Sight {
        let mut sight = Sight::published();
        self.held.iter().for_each(|held| sight.widen(held));
        sight
    }
}

/// The policy as a Markdown table.
pub fn render() -> String {
    let mut text = String::from(
        "# Who may what\n\nRendered from `domain/src/policy.rs`; `UPDATE_POLICY=1 cargo test -p domain policy` writes it anew.\n\
         *Within scope*: narrowed by the side, party, body or area the grant names. *Whole tenant*: only with a grant that names none.\n\n\
         | permission | scope of the token | (none) |",
    );
    for role in Role::ALL {
        let _ = write!(text, " {role} |");
    }
    text.push_str("\n|---|---|---|");
    text.push_str(&"---|".repeat(Role::ALL.len()));
    text.push('\n');
    for &permission in Permission::ALL {
        let _ = write!(text, "| {permission} | `{}` | {} |", permission.scope(), rule(None, permission).words());
        for &role in Role::ALL {
            let _ = write!(text, " {} |", rule(Some(role), permission).words());
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests;
