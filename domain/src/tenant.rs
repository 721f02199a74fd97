//! A community: one *helsefellesskap*, hosted as one tenant.
use serde::Serialize;

use crate::words::words;
use crate::{FaultKind, Faults, Instant, Key, Language, Names, TenantId};

words! {
    /// Whether a community is open for work.
    pub enum TenantStatus {
        /// Reads and writes are served.
        Open = "open",
        /// Kept as it was; reads are served, writes are refused.
        Closed = "closed",
    }
}

words! {
    /// Who may know that the community exists here.
    pub enum Listing {
        /// Anyone.
        Public = "public",
        /// Only those with a right in it.
        Members = "members",
    }
}

/// A cooperation body between a health trust and its municipalities, with a structure of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tenant {
    /// Its id, the same in every region.
    pub id: TenantId,
    /// Its short name in addresses; never changes.
    pub slug: Key,
    /// Its name.
    pub names: Names,
    /// The language it writes in.
    pub language: Language,
    /// Who may know that it exists.
    pub listing: Listing,
    /// Whether it is open for work.
    pub status: TenantStatus,
    /// When it was opened here.
    pub created_at: Instant,
    /// When it was last changed.
    pub changed_at: Instant,
    /// Counts its changes from 1; the strong tag.
    pub version: i32,
}

impl Tenant {
    /// What a change may not undo: the short name is what addresses are made of, and stays.
    pub fn check_change(&self, new: &Self) -> Result<(), Faults> {
        if self.slug == new.slug { Ok(()) } else { Err(Faults::one("/slug", FaultKind::Immutable)) }
    }
}
