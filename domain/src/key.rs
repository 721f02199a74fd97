//! Keys: the short human names of communities, parties, areas and bodies.
use std::fmt;

/// A key such as `ssu` or `ou-nordhordland`: `[a-z][a-z0-9-]{1,62}`. It never holds an underscore, so it can never be
/// taken for an id; it never changes and is never used again within its tenant.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Key(String);

impl Key {
    /// The pattern, as the contract and the charter reference state it.
    pub const PATTERN: &'static str = "^[a-z][a-z0-9-]{1,62}$";

    /// Reads a key; `None` if the text does not fit [`Self::PATTERN`].
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let fits = (2..=63).contains(&bytes.len())
            && bytes[0].is_ascii_lowercase()
            && bytes.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-');
        fits.then(|| Self(text.to_owned()))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn a_key_is_short_lower_case_and_never_an_id() {
        for good in ["ssu", "ou-nordhordland", "a1", &"a".repeat(63)] {
            assert!(Key::parse(good).is_some(), "{good}");
        }
        for bad in ["", "a", "1a", "-a", "Ssu", "ou_nord", "ou nord", "øy", &"a".repeat(64)] {
            assert!(Key::parse(bad).is_none(), "{bad}");
        }
    }
}
