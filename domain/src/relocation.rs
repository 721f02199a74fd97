//! Moving a community from one region to another: what both homes sign, and how far it has come at each of them.
mod hearing;

pub use hearing::{Hearer, Hearing, TOLD_FOR};

use crate::words::words;
use crate::{Digest, Forwarding, HeadMark, Key, Listing, MoveId, Peer, Placement, Refusal, TenantId, Words};

words! {
    /// How far a move has come, as one region knows it.
    pub enum RelocationState {
        /// The old home writes no more; what it hands over is on its way.
        Leaving = "leaving",
        /// The old home has given it away.
        Left = "left",
        /// The old home has kept it.
        Stayed = "stayed",
        /// The new home holds it, and does not serve it.
        Arrived = "arrived",
        /// The new home serves it.
        Open = "open",
        /// The new home has let go of it, since the old one has kept it.
        Returned = "returned",
        /// Both homes have told of it to others.
        Heard = "heard",
    }
}

words! {
    /// What is done in a move.
    pub enum RelocationAct {
        /// The old home pauses writes and hands everything over.
        Begin = "begin",
        /// The new home takes it, verified.
        Accept = "accept",
        /// The old home gives it away.
        Finish = "finish",
        /// The old home keeps it.
        Undo = "undo",
        /// The new home serves it.
        Open = "open",
        /// The new home lets go of it.
        Return = "return",
    }
}

impl RelocationState {
    /// Where a move stands after an act; `None` before the first. An act that was stopped half way is done again, and one
    /// that was overtaken by another is refused: the old home decides, once, and a file is taken for one move alone.
    pub fn after(from: Option<Self>, act: RelocationAct) -> Result<Self, Refusal> {
        Self::step(from, act).ok_or_else(|| {
            let possible = RelocationAct::ALL.iter().filter(|act| Self::step(from, **act).is_some());
            Refusal { state: from.map_or("unknown", Words::word), allowed: possible.map(|act| act.word()).collect() }
        })
    }

    fn step(from: Option<Self>, act: RelocationAct) -> Option<Self> {
        use RelocationAct as Act;
        match (from, act) {
            (None | Some(Self::Leaving), Act::Begin) => Some(Self::Leaving),
            (None | Some(Self::Arrived), Act::Accept) => Some(Self::Arrived),
            (Some(Self::Leaving | Self::Left), Act::Finish) => Some(Self::Left),
            (Some(Self::Leaving | Self::Stayed), Act::Undo) => Some(Self::Stayed),
            (Some(Self::Arrived | Self::Open), Act::Open) => Some(Self::Open),
            // What never came is not taken later either.
            (None | Some(Self::Arrived | Self::Returned), Act::Return) => Some(Self::Returned),
            _ => None,
        }
    }

    /// Whether the community has left its old home by what this region knows.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Left | Self::Open | Self::Heard)
    }
}

/// What both homes sign: which community goes where, exactly as it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relocation {
    /// Which move.
    pub id: MoveId,
    /// Which community.
    pub tenant: TenantId,
    /// Its short name.
    pub slug: Key,
    /// Its old home.
    pub from: Key,
    /// Its new home.
    pub to: Key,
    /// Who may know of it.
    pub listing: Listing,
    /// What other regions do with requests for it.
    pub forwarding: Forwarding,
    /// The number of its entry in the directory of its new home: greater than any its old home has told.
    pub serial: i64,
    /// Where its journal stands.
    pub head: HeadMark,
    /// The digest of everything that is handed over.
    pub sha256: Digest,
}

impl Relocation {
    /// Whether a region may hand it over to this one.
    pub fn may_come(&self, here: &Key, from: &Peer) -> bool {
        self.to == *here && self.from == from.region && from.may_home(&self.slug)
    }

    /// Whether a region may be given it by this one.
    pub fn may_go(&self, here: &Key, to: &Peer) -> bool {
        self.from == *here && self.to == to.region && to.may_home(&self.slug)
    }

    /// Its place in its new home, until that tells of it by itself.
    pub fn placement(&self, valid_until: crate::Instant) -> Placement {
        Placement {
            tenant: self.tenant,
            slug: self.slug.clone(),
            home: self.to.clone(),
            listing: self.listing,
            forwarding: self.forwarding,
            serial: self.serial,
            valid_until,
            head: self.head,
        }
    }

    /// Whether it takes back what its old home told of it under this number.
    pub fn overtakes(&self, told: &Placement) -> bool {
        told.home == self.from && told.tenant == self.tenant && told.serial < self.serial
    }
}

#[cfg(test)]
mod tests {
    use super::RelocationAct as Act;
    use super::RelocationState as State;
    use crate::Words;

    #[test]
    fn the_old_home_decides_and_nothing_is_taken_twice() {
        use State::{Arrived, Heard, Leaving, Left, Open, Returned, Stayed};
        // From where, then what begin, accept, finish, undo, open and return come to.
        let table: [(Option<State>, [Option<State>; 6]); 8] = [
            (None, [Some(Leaving), Some(Arrived), None, None, None, Some(Returned)]),
            (Some(Leaving), [Some(Leaving), None, Some(Left), Some(Stayed), None, None]),
            (Some(Left), [None, None, Some(Left), None, None, None]),
            (Some(Stayed), [None, None, None, Some(Stayed), None, None]),
            (Some(Arrived), [None, Some(Arrived), None, None, Some(Open), Some(Returned)]),
            (Some(Open), [None, None, None, None, Some(Open), None]),
            (Some(Returned), [None, None, None, None, None, Some(Returned)]),
            (Some(Heard), [None; 6]),
        ];
        for (from, outcomes) in table {
            for (act, wanted) in Act::ALL.iter().zip(outcomes) {
                let found = State::after(from, *act);
                assert_eq!(found.as_ref().ok(), wanted.as_ref(), "{from:?} {act}");
                if let Err(refusal) = found {
                    assert!(!refusal.allowed.contains(&act.word()), "{from:?} {act}");
                }
            }
        }
    }
}
