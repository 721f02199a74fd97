//! Leadership rules: which side, party or area should hold an office, and when it changes.
use serde::{Deserialize, Serialize};

use crate::naming::{ById, Naming, Renaming, Stored};
use crate::seat_rule::flipped;
use crate::words::words;
use crate::{Date, FaultKind, Faults, Side};

words! {
    /// A trust within a body.
    pub enum OfficeRole {
        /// Leder.
        Chair = "chair",
        /// Nestleder.
        ViceChair = "vice-chair",
        /// Vert.
        Host = "host",
        /// Leader of the secretariat.
        SecretariatLead = "secretariat-lead",
        /// Deputy leader of the secretariat.
        SecretariatDeputyLead = "secretariat-deputy-lead",
    }
}

impl OfficeRole {
    /// Whether only one may hold it in a body at a time; the leading of a secretariat may be shared.
    pub const fn is_held_by_one(self) -> bool {
        matches!(self, Self::Chair | Self::ViceChair | Self::Host)
    }
}

words! {
    /// How an office passes on.
    pub enum LeadershipKind {
        /// It stays with one side, party or area.
        Fixed = "fixed",
        /// It goes back and forth between two.
        Alternating = "alternating",
        /// It goes round among several.
        Rotating = "rotating",
        /// The body chooses freely.
        Elected = "elected",
    }
}

words! {
    /// What a turn is counted in.
    pub enum TurnUnit {
        /// Years from the rule's first day.
        Years = "years",
        /// Meetings held from the rule's first day.
        Meetings = "meetings",
    }
}

/// Whose turn it is: exactly one of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", bound(serialize = "", deserialize = "N: Stored"))]
pub struct Turn<N: Naming = ById> {
    /// A side.
    pub side: Option<Side>,
    /// A party.
    pub party: Option<N::Party>,
    /// An area.
    pub area: Option<N::Area>,
}

/// How long a turn lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Every {
    /// How many.
    pub number: u8,
    /// Of what.
    pub unit: TurnUnit,
}

/// A rule about who should hold an office in one body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", bound(serialize = "", deserialize = "N: Stored"))]
pub struct LeadershipRule<N: Naming = ById> {
    /// The body.
    pub body: N::Body,
    /// The office.
    pub office: OfficeRole,
    /// How it passes on.
    pub kind: LeadershipKind,
    /// Whose turn it is, one after the other; none where the body chooses.
    pub turns: Vec<Turn<N>>,
    /// How long a turn lasts, where turns change.
    pub every: Option<Every>,
    /// When the first turn begins, where turns change.
    pub since: Option<Date>,
    /// The office whose holder must come from another side.
    pub apart_from: Option<OfficeRole>,
}

impl<N: Naming> LeadershipRule<N> {
    /// The most turns of one round.
    pub const TURNS_MAX: usize = 100;

    /// What must hold of a rule by itself.
    pub fn check(&self, faults: &mut Faults) {
        let (min, max) = match self.kind {
            LeadershipKind::Elected => (0, 0),
            LeadershipKind::Fixed => (1, 1),
            LeadershipKind::Alternating => (2, 2),
            LeadershipKind::Rotating => (2, Self::TURNS_MAX),
        };
        if self.turns.len() < min {
            faults.add("/turns", FaultKind::TooShort { min });
        } else if max == 0 && !self.turns.is_empty() {
            faults.add("/turns", FaultKind::Excludes { other: "kind" });
        } else if self.turns.len() > max {
            faults.add("/turns", FaultKind::TooLong { max });
        }
        for (i, turn) in self.turns.iter().enumerate() {
            let named = [turn.side.is_some(), turn.party.is_some(), turn.area.is_some()];
            match named.into_iter().filter(|there| *there).count() {
                0 => faults.add(format!("/turns/{i}"), FaultKind::Required),
                1 => {}
                _ => faults.add(format!("/turns/{i}"), FaultKind::Excludes { other: "side" }),
            }
        }
        let changes = matches!(self.kind, LeadershipKind::Alternating | LeadershipKind::Rotating);
        for (pointer, there) in [("/every", self.every.is_some()), ("/since", self.since.is_some())] {
            match (changes, there) {
                (true, false) => faults.add(pointer, FaultKind::Required),
                (false, true) => faults.add(pointer, FaultKind::Excludes { other: "kind" }),
                _ => {}
            }
        }
        if self.every.is_some_and(|every| !(1..=20).contains(&every.number)) {
            faults.add("/every/number", FaultKind::OutOfRange { min: 1, max: 20 });
        }
        if self.apart_from == Some(self.office) {
            faults.add("/apartFrom", FaultKind::Cycle);
        }
    }

    /// The same rule in another way of naming, if every name is known there.
    pub fn renamed<To: Naming>(&self, names: &mut impl Renaming<N, To>, base: &str) -> Option<LeadershipRule<To>> {
        let body = names.body(&format!("{base}/body"), &self.body);
        let mut turns = Vec::with_capacity(self.turns.len());
        for (i, turn) in self.turns.iter().enumerate() {
            let party = turn.party.as_ref().map(|party| names.party(&format!("{base}/turns/{i}/party"), party));
            let area = turn.area.as_ref().map(|area| names.area(&format!("{base}/turns/{i}/area"), area));
            turns.push(flipped(party).zip(flipped(area)).map(|(party, area)| Turn { side: turn.side, party, area }));
        }
        Some(LeadershipRule {
            body: body?,
            office: self.office,
            kind: self.kind,
            turns: turns.into_iter().collect::<Option<_>>()?,
            every: self.every,
            since: self.since,
            apart_from: self.apart_from,
        })
    }
}
