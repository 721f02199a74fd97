//! Seating in communities built as the real ones are, and in any at all.
mod leaning;
mod memberships;
mod offices;
mod places;
mod properties;
mod rules;
mod seats;

use crate::{Faults, Unit};

/// The places and codes of faults.
fn told(faults: &Faults) -> Vec<(&str, &'static str)> {
    faults.0.iter().map(|fault| (fault.pointer.as_str(), fault.kind.code())).collect()
}

fn of_party(c: &crate::invented::Community, name: &str) -> Option<Unit> {
    Some(Unit::Party(c.party_called(name)))
}

fn of_area(c: &crate::invented::Community, name: &str) -> Option<Unit> {
    Some(Unit::Area(c.area_called(name)))
}
