//! The charter as people write it: TOML in a file or JSON on the wire, read by the same rules.
//! The format is described in `docs/charter.md`.
mod fields;
mod file;
#[cfg(test)]
mod tests;
mod write;

use domain::{Charter, Faults};

pub use fields::CharterFields;
pub use file::{PlacedFault, check_file};
pub use write::to_toml;

/// Reads and checks a charter from JSON, or says everything that is wrong with it.
///
/// What does not hold of the document as a whole is told once every value in it could be read.
pub fn from_json(value: serde_json::Value) -> Result<Charter, Faults> {
    let charter = crate::wire::read::read::<CharterFields>(value)?.charter()?;
    charter.check().map(|()| charter)
}

/// Writes a charter as JSON, in the form [`from_json`] reads.
pub fn to_json(charter: Charter) -> serde_json::Value {
    serde_json::to_value(CharterFields::from(charter)).expect("its members are texts, numbers, words and lists")
}
