//! Signatures on what regions say to one another (RFC 9421, ed25519) and digests of what they carry (RFC 9530). Pure:
//! keys, clock and messages are handed in.
//!
//! The structured fields are read by `sfv` and the signatures made by `ed25519-dalek`; no crate that joins the two is
//! used, since those there are read the system's clock, which a region's is not, write names unescaped into what is
//! signed, and bring a second ed25519 of their own.

mod base;
mod digest;
mod message;
mod sign;
mod verify;

pub use digest::{check_content_digest, content_digest};
pub use message::{Fields, Message, Request, Response};
pub use sign::{PASSED, RELAYED, Signer, sign_request, sign_response};
pub use verify::{Claim, Expected, verify_request, verify_response};

/// The header that tells home on whose behalf a region asks; covered wherever it is sent.
pub const CALLER: &str = "helsefellesskap-caller";

/// What names the signatures of regions among others a message may carry.
pub const TAG: &str = "helsefellesskap-region";

/// The longest a signature holds, in seconds.
pub const LIFETIME: i64 = 60;

/// How far ahead of ours the clock of a signer may be, in seconds.
pub const SKEW: i64 = 30;

/// Why a signature does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There is none with our tag.
    #[error("not signed by a region")]
    Missing,
    /// There are several, and which one is meant cannot be told.
    #[error("signed more than once")]
    Ambiguous,
    /// The fields of the signature cannot be read.
    #[error("the signature cannot be read")]
    Malformed,
    /// Something that must be covered is not, or what is covered is not in the message.
    #[error("the signature does not cover what it must")]
    Uncovered,
    /// It does not say when it was made and when it ends, or holds longer than any may.
    #[error("the signature does not end in time")]
    Lifetime,
    /// It has ended.
    #[error("the signature has expired")]
    Expired,
    /// It was made in the future: one of the two clocks is wrong.
    #[error("the signature is not valid yet")]
    Early,
    /// It does not say once and for all which message it is.
    #[error("the signature has no nonce")]
    Nonce,
    /// It is by a key that is not known, or no longer.
    #[error("the signature is by an unknown key")]
    UnknownKey,
    /// It is of another kind than ed25519.
    #[error("the signature is of another algorithm")]
    Algorithm,
    /// It was not made by that key over this message.
    #[error("the signature is wrong")]
    Signature,
    /// The content is not what was signed.
    #[error("the content is not what was signed")]
    Digest,
}

impl Fault {
    /// The word of the security log and of its figures.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Missing => "hop-unsigned",
            Self::Ambiguous => "hop-ambiguous",
            Self::Malformed => "hop-malformed",
            Self::Uncovered => "hop-uncovered",
            Self::Lifetime => "hop-lifetime",
            Self::Expired => "hop-expired",
            Self::Early => "hop-early",
            Self::Nonce => "hop-nonce",
            Self::UnknownKey => "hop-unknown-key",
            Self::Algorithm => "hop-algorithm",
            Self::Signature => "hop-signature",
            Self::Digest => "hop-digest",
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests;
