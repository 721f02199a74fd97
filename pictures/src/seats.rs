//! The seat map: a table with the municipalities to its left and the specialist health service to its right, others above
//! it, users below, and observers apart. It tells of every seat whether it is held, and never by whom.
mod draw;
mod gather;
mod place;
#[cfg(test)]
mod tests;

use domain::{Body, Roster, Structure};

use crate::Frame;

/// Draws the seats of a body on a day. What the reader may not see is left out of the structure beforehand.
pub fn seats(frame: Frame<'_>, structure: &Structure, roster: &Roster, body: &Body) -> String {
    let groups = gather::groups(frame, structure, roster, body.id);
    draw::draw(frame, body, &place::placed(frame, body, &groups))
}
