//! Seating: which seats there are on a day, who sits in them, and what memberships, offices and seat rules must keep.
//! Seats follow from rules, areas and parties alone, so a municipality that moves area moves its seats by itself.
mod cuts;
mod leaning;
mod membership;
mod office;
mod party;
mod places;
mod rules;
mod sitting;
mod terms;
mod units;

pub use leaning::{losing_seats, lowest_free_seat, unseated};
pub use membership::check_membership;
pub use office::check_office;
pub use party::{Claim, PartySeats, seats_of_party};
pub use places::{Origin, Place, Places, SeatState, places};
pub use rules::check_rules;
pub use sitting::{Sitting, sittings};
pub use terms::term_end;
pub use units::{SeatRange, Slot, range_of, slots};

pub(crate) use cuts::{cuts, days_to_look_at, reaches_outside};
pub(crate) use party::claim_on;
pub(crate) use sitting::Seating;
pub(crate) use terms::{whole_turns, years_after};
pub(crate) use units::{counts_for, units};

#[cfg(test)]
mod tests;
