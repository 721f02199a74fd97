//! Texts people write and read: single lines, prose, names in both written forms of Norwegian.
use crate::FaultKind;
use crate::personal_id::holds_personal_id;
use crate::words::words;

words! {
    /// A language the service speaks.
    pub enum Language {
        /// Bokmål.
        Bokmaal = "nb",
        /// Nynorsk.
        Nynorsk = "nn",
        /// English.
        English = "en",
    }
}

/// A single line people read: 1–300 characters after trimming, no control characters, no national identity number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Line(String);

impl Line {
    /// The longest line, in characters.
    pub const MAX: usize = 300;

    /// Reads a line; the fault says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, FaultKind> {
        checked(text, Self::MAX, char::is_control).map(Self)
    }

    /// A line that was read by [`Self::parse`] before it was stored: what is kept is not examined again on every read.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The line as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Prose of several paragraphs: 1–20 000 characters after trimming, no control characters but line breaks and tabs,
/// no national identity number.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Prose(String);

impl Prose {
    /// The longest prose, in characters.
    pub const MAX: usize = 20_000;

    /// Reads prose; the fault says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, FaultKind> {
        checked(text, Self::MAX, |c| c.is_control() && !matches!(c, '\n' | '\t' | '\r')).map(Self)
    }

    /// Prose that was read by [`Self::parse`] before it was stored.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The prose as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn checked(text: &str, max: usize, unwanted: impl Fn(char) -> bool) -> Result<String, FaultKind> {
    let text = text.trim();
    if text.is_empty() {
        Err(FaultKind::TooShort { min: 1 })
    } else if text.chars().count() > max {
        Err(FaultKind::TooLong { max })
    } else if text.chars().any(unwanted) {
        Err(FaultKind::ControlCharacter)
    } else if holds_personal_id(text) {
        Err(FaultKind::PersonalId)
    } else {
        Ok(text.to_owned())
    }
}

/// A name in both written forms of Norwegian; proper names are the same in both.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Names {
    /// The name in bokmål.
    pub nb: Line,
    /// The name in nynorsk.
    pub nn: Line,
}

/// Case-folds text for search, alike on both stores.
pub fn fold(text: &str) -> String {
    text.to_lowercase()
}

/// A key that sorts names as a Norwegian reader expects when compared byte by byte: case is ignored and
/// æ, ø and å (also written ä, ö and aa) follow z in that order.
pub fn sort_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len() + 4);
    let folded = fold(name);
    let mut chars = folded.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            'æ' | 'ä' => key.push_str("z1"),
            'ø' | 'ö' => key.push_str("z2"),
            'å' => key.push_str("z3"),
            'a' if chars.peek() == Some(&'a') => {
                chars.next();
                key.push_str("z3");
            }
            'z' => key.push_str("z0"),
            'é' | 'è' | 'ê' => key.push('e'),
            'ó' | 'ò' | 'ô' => key.push('o'),
            'á' | 'à' => key.push('a'),
            other => key.push(other),
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_as_a_norwegian_reader_expects() {
        let mut names = ["Åsane", "Øygarden", "Ærfugl", "Alver", "Zion", "Bø", "Bodø", "bergen"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["Alver", "bergen", "Bodø", "Bø", "Zion", "Ærfugl", "Øygarden", "Åsane"]);
    }

    #[test]
    fn a_line_is_trimmed_bounded_and_single() {
        assert_eq!(Line::parse("  Bergen "), Ok(Line("Bergen".into())));
        assert_eq!(Line::parse(" \n"), Err(FaultKind::TooShort { min: 1 }));
        assert_eq!(Line::parse(&"ø".repeat(300)).map(|l| l.0.len()), Ok(600));
        assert_eq!(Line::parse(&"ø".repeat(301)), Err(FaultKind::TooLong { max: 300 }));
        assert_eq!(Line::parse("to\nlinjer"), Err(FaultKind::ControlCharacter));
        assert!(Prose::parse("to\nlinjer").is_ok());
    }
}
