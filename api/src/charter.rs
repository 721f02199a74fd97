//! The charter as people write it: TOML in a file or JSON on the wire, read by the same rules.
//! The format is described in `docs/charter.md`.
mod fields;
mod file;
#[cfg(test)]
mod tests;

use domain::{Charter, Faults};

pub use file::{PlacedFault, check_file};

/// Reads and checks a charter from JSON, or says everything that is wrong with it.
///
/// What does not hold of the document as a whole is told once every value in it could be read.
pub fn from_json(value: serde_json::Value) -> Result<Charter, Faults> {
    let charter = Charter::from(crate::wire::read::read::<fields::CharterFields>(value)?);
    charter.check().map(|()| charter)
}
