//! Who may what: one table of role × permission → rule, and what a caller may do and see at a moment.
//! `docs/policy.md` is this table rendered; a test keeps the two alike, so that every change is a readable diff.

use std::fmt::Write as _;

use crate::Words;
use crate::words::words;

mod permission;
mod rights;
mod sight;

pub use permission::{Permission, SCOPES};
pub use rights::{Held, Rights, Target};
pub use sight::Sight;

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
        /// Leads a body. This role and those below follow from offices and seats; no grant gives them.
        Chair = "chair",
        /// Leads a body in the chair's stead.
        ViceChair = "vice-chair",
        /// Sits in a body.
        Member = "member",
        /// Sits in a body in a member's stead, on the days called for.
        Deputy = "deputy",
        /// Follows a body.
        Observer = "observer",
    }
}

impl Role {
    /// The roles a community's own grants may give; the region's operator is named in the region's store.
    pub const GRANTED: &'static [Self] = &[Self::TenantAdmin, Self::Secretariat, Self::PartySystem, Self::Auditor];

    /// Whether it counts for a caller whom another region speaks for. Who shapes a community or runs a region does so
    /// where it is at home: a region that was broken into must not be able to give itself rights in another.
    pub const fn counts_over_hop(self) -> bool {
        !matches!(self, Self::RegionOperator | Self::TenantAdmin)
    }
}

/// How far a role's permission reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Not at all.
    No,
    /// What is published.
    Published,
    /// What its own side may see.
    OwnSide,
    /// What the bodies one sits in may see, and one's own side where one is a member.
    OwnBodies,
    /// For the party one acts for, and none other.
    OwnParty,
    /// For the side one is of, in the bodies one sits in where it is a seat that gives the right.
    ForSide,
    /// The private addresses one made oneself.
    OwnAddresses,
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
            Self::OwnBodies => "own bodies",
            Self::OwnParty => "own party",
            Self::ForSide => "for own side",
            Self::OwnAddresses => "own addresses",
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
        (Role::RegionOperator, P::ReadStructure | P::ReadCases | P::ReadMeetings) => Rule::Published,
        (Role::TenantAdmin, P::ReadStructure | P::WriteStructure | P::ReadSeats | P::WriteSeats) => Rule::Scope,
        (
            Role::TenantAdmin,
            P::ReadCharter
            | P::ApplyCharter
            | P::ReadPersons
            | P::WritePersons
            | P::ReadGrants
            | P::WriteGrants
            | P::ReadSettings
            | P::WriteSettings
            | P::ReadCases
            | P::ReadMeetings
            | P::ReadAttendance
            | P::ImportHistory
            | P::ReadWebhooks
            | P::WriteWebhooks
            | P::ReadNotices,
        ) => Rule::Whole,
        (
            Role::Secretariat,
            P::ReadStructure
            | P::ReadSettings
            | P::ReadSeats
            | P::WriteSeats
            | P::ReadPersons
            | P::WritePersons
            | P::ReadCases
            | P::ReportCases
            | P::WriteCases
            | P::ReadMeetings
            | P::ReadAttendance
            | P::WriteMeetings
            | P::ReadNotices
            | P::WriteNotices,
        ) => Rule::Scope,
        (
            Role::PartySystem,
            P::ReadStructure | P::ReadSettings | P::ReadSeats | P::ReadCases | P::ReadMeetings | P::ReadAttendance,
        ) => Rule::OwnSide,
        (
            Role::PartySystem | Role::Chair | Role::ViceChair | Role::Member | Role::Deputy | Role::Observer,
            P::ReportCases,
        ) => Rule::OwnParty,
        (Role::PartySystem, P::ReadWebhooks | P::WriteWebhooks) => Rule::OwnParty,
        // A private address shows its maker's own sight, and is its maker's to revoke.
        (
            Role::TenantAdmin
            | Role::Secretariat
            | Role::PartySystem
            | Role::Chair
            | Role::ViceChair
            | Role::Member
            | Role::Deputy
            | Role::Observer,
            P::ReadCalendars | P::WriteCalendars,
        ) => Rule::OwnAddresses,
        // One side's words are written by that side: by its systems, its members, and the secretaries named for it.
        (
            Role::PartySystem | Role::Secretariat | Role::Chair | Role::ViceChair | Role::Member | Role::Deputy,
            P::WriteAssessments,
        ) => Rule::ForSide,
        (Role::Chair | Role::ViceChair, P::ApproveMinutes) => Rule::OwnBodies,
        (
            Role::Auditor,
            P::ReadStructure
            | P::ReadCharter
            | P::ReadSettings
            | P::ReadSeats
            | P::ReadPersons
            | P::ReadGrants
            | P::ReadCases
            | P::ReadMeetings
            | P::ReadAttendance
            | P::ReadJournal
            | P::ReadWebhooks
            | P::ReadNotices,
        ) => Rule::Whole,
        (
            Role::Chair | Role::ViceChair | Role::Member | Role::Deputy | Role::Observer,
            P::ReadStructure | P::ReadSettings | P::ReadSeats | P::ReadCases | P::ReadMeetings | P::ReadAttendance,
        ) => Rule::OwnBodies,
        (_, P::ReadTenants | P::FindSeats | P::ReadChanges) => Rule::Published,
        _ => Rule::No,
    }
}

/// The policy as a Markdown table.
pub fn render() -> String {
    let mut text = String::from(
        "# Who may what\n\nRendered from `domain/src/policy.rs`; `UPDATE_POLICY=1 cargo test -p domain policy` writes it anew.\n\
         *Within scope*: narrowed by the side, party, body or area the grant names. *Whole tenant*: only with a grant that names none.\n\
         *Own party*, *for own side*: what one does in their name, never for another.\n\
         *Own addresses*: the private addresses of calendars that one made oneself.\n\
         *Own bodies*: chair, vice chair, member, deputy and observer are nobody's to give: they follow from the seats and offices in force that day.\n\n\
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
    let _ = write!(text, "| *for a caller of another region* | | published |");
    for role in Role::ALL {
        let _ = write!(text, " {} |", if role.counts_over_hop() { "as above" } else { "as (none)" });
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests;
