//! Content digests: what the journal says a subject's state was, without saying what it was.
use std::fmt;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// The version of the canonical form; it changes when a subject's serialised shape does.
const FORM: u8 = 1;

/// Random bytes kept beside a subject, so that nobody can guess its content from a digest. Erasing a person
/// replaces the salt, which makes older digests unguessable for good.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub [u8; 16]);

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(…)")
    }
}

/// A SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The salted digest of a subject's canonical state.
    pub fn of_state(salt: Salt, state: &impl Serialize) -> Self {
        let mut hasher = Sha256::new();
        hasher.update([FORM]);
        hasher.update(salt.0);
        hasher.update(canonical(state));
        Self(hasher.finalize().into())
    }

    /// The digest of plain bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        data_encoding::HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", data_encoding::HEXLOWER.encode_display(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A value in canonical JSON (RFC 8785), the same bytes wherever it was read from.
pub fn canonical(value: &impl Serialize) -> Vec<u8> {
    serde_json_canonicalizer::to_vec(value).expect("subjects hold text, whole numbers and lists only")
}
