//! The directory: which community is at home where, as the regions tell one another.
use crate::words::words;
use crate::{Digest, Epoch, Forwarding, Instant, Key, Listing, Peer, TenantId};

/// Where a community's journal stood when its home last spoke of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadMark {
    /// Changes when rows could have been lost.
    pub epoch: Epoch,
    /// The number of the last entry.
    pub seq: i64,
    /// Its hash.
    pub hash: Digest,
}

/// One entry of the directory: its home alone writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// Which community.
    pub tenant: TenantId,
    /// Its short name.
    pub slug: Key,
    /// The region it is at home in.
    pub home: Key,
    /// Who may know of it.
    pub listing: Listing,
    /// What other regions do with requests for it.
    pub forwarding: Forwarding,
    /// Grows whenever the entry says something else of the community.
    pub serial: i64,
    /// Until when it may be acted on.
    pub valid_until: Instant,
    /// Where its journal stood.
    pub head: HeadMark,
}

words! {
    /// Why an entry of a peer's directory is not taken.
    pub enum PlacementRefusal {
        /// It speaks of another region than its writer.
        NotItsOwn = "not-its-own",
        /// The peer may not be home to that community.
        MayNotHome = "may-not-home",
        /// A later one is known.
        Older = "older",
        /// It says something else under the same number.
        Unnumbered = "unnumbered",
        /// Its time is over.
        Expired = "expired",
    }
}

words! {
    /// How a journal's head contradicts one that its home has signed before.
    pub enum HeadFault {
        /// The journal has become shorter.
        Cut = "cut",
        /// The same entry has become another.
        Rewritten = "rewritten",
    }
}

words! {
    /// Whether requests are passed on to a region.
    pub enum BreakerState {
        /// They are.
        Closed = "closed",
        /// They are not: it has failed again and again.
        Open = "open",
        /// One is, to see whether it answers again.
        HalfOpen = "half-open",
    }
}

/// The longest any entry is acted on after it was fetched, in seconds, whatever its writer says: two days.
pub const LONGEST: i64 = 2 * 86_400;

/// Whether a peer's entry is taken, and as what.
pub fn judge(
    peer: &Peer,
    known: Option<&Placement>,
    told: &Placement,
    now: Instant,
) -> Result<Placement, PlacementRefusal> {
    if told.home != peer.region {
        return Err(PlacementRefusal::NotItsOwn);
    }
    if !peer.may_home(&told.slug) {
        return Err(PlacementRefusal::MayNotHome);
    }
    if told.valid_until <= now {
        return Err(PlacementRefusal::Expired);
    }
    if let Some(known) = known {
        if told.serial < known.serial {
            return Err(PlacementRefusal::Older);
        }
        let of = |entry: &Placement| (entry.slug.clone(), entry.listing, entry.forwarding);
        if told.serial == known.serial && of(told) != of(known) {
            return Err(PlacementRefusal::Unnumbered);
        }
    }
    Ok(Placement { valid_until: told.valid_until.min(now.plus_seconds(LONGEST)), ..told.clone() })
}

/// How a head contradicts an earlier one. After another epoch began the two cannot be compared.
pub fn contradiction(earlier: &HeadMark, told: &HeadMark) -> Option<HeadFault> {
    if earlier.epoch != told.epoch {
        return None;
    }
    match told.seq.cmp(&earlier.seq) {
        std::cmp::Ordering::Less => Some(HeadFault::Cut),
        std::cmp::Ordering::Equal if told.hash != earlier.hash => Some(HeadFault::Rewritten),
        _ => None,
    }
}

/// Where a community is at home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Home<'d> {
    /// In this region.
    Here,
    /// In another one.
    Abroad(&'d Placement),
    /// More than one region says so of itself.
    Disputed,
    /// Nobody says so.
    Unknown,
}

/// Where a community is at home, of which these entries speak; `here`: whether this region's own registry has it.
pub fn home<'d>(here: bool, claims: impl IntoIterator<Item = &'d Placement>, now: Instant) -> Home<'d> {
    let mut valid = claims.into_iter().filter(|claim| now < claim.valid_until);
    match (here, valid.next(), valid.next()) {
        (true, None, _) => Home::Here,
        (false, Some(only), None) => Home::Abroad(only),
        (false, None, _) => Home::Unknown,
        (true, Some(_), _) | (false, Some(_), Some(_)) => Home::Disputed,
    }
}

#[cfg(test)]
mod tests;
