//! Closed vocabularies: an enum whose variants are words on the wire, in the stores and in charters alike.

/// What every closed vocabulary can do.
pub trait Words: Copy + Sized + 'static {
    /// Every word, in the order the documentation lists them.
    const ALL: &'static [Self];
    /// The word itself, as written on the wire and in the stores.
    fn word(self) -> &'static str;
    /// The variant a word stands for.
    fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|each| each.word() == word)
    }
}

/// Declares a closed vocabulary: the enum, its [`Words`] and its serialised form.
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant),+ }

        impl $crate::Words for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::Words::word(*self))
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Who may see a matter, from widest to narrowest.
    pub enum Visibility {
        /// Anyone, without a token.
        Public = "public",
        /// Everyone with a right in the community.
        Community = "community",
        /// One side only: a caucus and what it writes, hidden from the other side.
        Side = "side",
        /// Those who sit in the body.
        Body = "body",
        /// The secretariat only.
        Secretariat = "secretariat",
    }
}

words! {
    /// How well a fact about the community is known.
    pub enum Verification {
        /// Read on a public page of the body it concerns.
        Verified = "verified",
        /// Stated somewhere, but not confirmed by a page of the body it concerns.
        Unverified = "unverified",
        /// Concluded from other facts.
        Inferred = "inferred",
        /// Made up for tests and demonstrations.
        Synthetic = "synthetic",
    }
}

/// Where a fact comes from and how far it can be trusted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Provenance {
    /// How well the fact is known.
    pub verification: Verification,
    /// The public source or the reason for doubt, in a line.
    pub note: Option<crate::Line>,
}
