//! The charter as people write it: TOML in a file or JSON on the wire, read by the same rules.
//! The format is described in `docs/charter.md`.
mod fields;
mod file;
#[cfg(test)]
mod tests;
mod write;

use domain::{Charter, Faults};

pub use fields::CharterFields;
pub use file::{PlacedFault, check_file, place_faults};
pub use write::to_toml;

/// Reads a charter from JSON, or says everything in it that cannot be read. What must hold of the document as a whole is
/// [`Charter::check`]'s to tell, once every value in it could be read.
pub fn from_json(value: serde_json::Value) -> Result<Charter, Faults> {
    crate::wire::read::read::<CharterFields>(value)?.charter()
}

/// Writes a charter as JSON, in the form [`from_json`] reads.
pub fn to_json(charter: Charter) -> serde_json::Value {
    serde_json::to_value(CharterFields::from(charter)).expect("its members are texts, numbers, words and lists")
}
