//! Treatment (behandling): what a meeting did with an item, from the sides' voices to the points of a decision. What a
//! body may do with one is in `rules`.
pub mod rules;

use serde::{Deserialize, Serialize};

use crate::words::words;
use crate::{
    BodyId, Instant, Line, MembershipId, Office, OfficeId, OfficeRole, Outcome, PartyId, PersonId, Prose, Side,
    Validity,
};

words! {
    /// What a point of a decision does.
    pub enum Verb {
        /// Tar til orientering, til vitande.
        TakesNote = "takes-note",
        /// Godkjenner.
        Approves = "approves",
        /// Slutter seg til, sluttar seg til.
        Endorses = "endorses",
        /// Ber om.
        Requests = "requests",
        /// Vedtar.
        Adopts = "adopts",
        /// Tilrår.
        Recommends = "recommends",
        /// Sender på høring.
        SendsToHearing = "sends-to-hearing",
        /// Utsetter, utset.
        Postpones = "postpones",
        /// Velger, vel.
        Elects = "elects",
    }
}

words! {
    /// Where a side stands on what is to be decided.
    pub enum Position {
        /// It agrees.
        Agrees = "agrees",
        /// It does not, and says why.
        Dissents = "dissents",
    }
}

words! {
    /// How a seat voted.
    pub enum Ballot {
        /// For.
        For = "for",
        /// Against.
        Against = "against",
        /// Neither.
        Abstains = "abstains",
    }
}

/// One numbered point of a recommendation or a decision. Its number is its place, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// What it does, where somebody said.
    pub verb: Option<Verb>,
    /// The text.
    pub text: Prose,
}

/// Where one side stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    /// The side.
    pub side: Side,
    /// Where it stands.
    pub position: Position,
    /// Its words; required of a dissent.
    pub text: Option<Prose>,
    /// The party whose delegated authority was spoken for, where one bound itself.
    pub bound: Vec<PartyId>,
}

/// How one seat voted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    /// Whose time in the seat.
    pub membership: MembershipId,
    /// How.
    pub ballot: Ballot,
}

/// Whom an election put in an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elected {
    /// The office.
    pub role: OfficeRole,
    /// The person.
    pub person: PersonId,
    /// For how long.
    pub validity: Validity,
}

/// What a meeting did with an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Treatment {
    /// What came of it.
    pub outcome: Outcome,
    /// What was decided, in numbered points; none where nothing was.
    pub points: Vec<Point>,
    /// Where the sides stand.
    pub voices: Vec<Voice>,
    /// How seats voted, where the body votes.
    pub votes: Vec<Vote>,
    /// Whom it put in which office.
    pub elected: Vec<Elected>,
    /// What else the minutes tell of it.
    pub remarks: Option<Prose>,
    /// Why it was postponed, sent back or escalated.
    pub reason: Option<Line>,
}

impl Treatment {
    /// The most points.
    pub const POINTS_MAX: usize = 50;
    /// The most votes.
    pub const VOTES_MAX: usize = 200;
    /// The most offices one election fills.
    pub const ELECTED_MAX: usize = 10;
}

impl Elected {
    /// The office this election fills in a body, in the words that name the decision.
    pub fn office(&self, body: BodyId, elected_by: Option<Line>, at: Instant) -> Office {
        Office {
            id: OfficeId::fresh(),
            body,
            role: self.role,
            person: Some(self.person),
            party: None,
            function: None,
            time_allocation: None,
            evaluation_on: None,
            elected_by,
            validity: self.validity,
            created_at: at,
            changed_at: at,
            version: 1,
        }
    }
}

#[cfg(test)]
mod tests;
