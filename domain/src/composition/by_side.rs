//! How many seats each side has, body by body.
use std::collections::BTreeMap;

use crate::seating::{SeatRange, Seating, range_of};
use crate::{BodyId, Date, Roster, SeatKind, Side, Structure};

use super::held::number;

/// The seats of one side in one body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SideSeats {
    /// The body.
    pub body: BodyId,
    /// The side.
    pub side: Side,
    /// Whether these are seats of members or of observers.
    pub kind: SeatKind,
    /// How many the rules give.
    pub seats: SeatRange,
    /// How many are held.
    pub held: u32,
}

/// The seats of each side in each body on a day, by body, then members before observers; those for single cases
/// included.
pub fn seats_per_side(structure: &Structure, roster: &Roster, day: Date) -> Vec<SideSeats> {
    let seating = Seating::new(structure, roster);
    let mut sums: BTreeMap<(BodyId, SeatKind, Side), (SeatRange, u32)> = BTreeMap::new();
    for (provision, rule) in structure.seat_rules_on(day) {
        let (seats, held) = sums.entry((rule.body, rule.kind, rule.side)).or_insert((SeatRange::NONE, 0));
        *seats = seats.plus(range_of(structure, provision, day));
        *held += number(seating.of_rule(provision, day).len());
    }
    let row = |((body, kind, side), (seats, held))| SideSeats { body, side, kind, seats, held };
    sums.into_iter().map(row).collect()
}
