//! Why a bearer token was not accepted: for the security log only, the caller is always told 401 and no more.
use std::fmt;

/// Why a bearer token was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// More than one Authorization header.
    SeveralHeaders,
    /// Longer than 8 KiB.
    TooLarge,
    /// Not the `Bearer` scheme.
    Scheme,
    /// Not a signed JWT, or a header that asks for something we do not know (`crit`).
    Malformed,
    /// An algorithm that is not allowed for this issuer or this key.
    Algorithm,
    /// No such issuer, to the letter.
    Issuer,
    /// The issuer's keys have never been fetched, and cannot be now.
    IssuerUnavailable,
    /// No key of this name at the issuer.
    UnknownKey,
    /// The signature does not hold.
    Signature,
    /// Past its `exp`.
    Expired,
    /// Before its `nbf` or `iat`.
    NotYetValid,
    /// Lives longer than an hour.
    TooLongLived,
    /// Not for this region alone.
    Audience,
    /// Bound to a key the caller would have to prove possession of, which a bearer does not.
    SenderBound,
    /// A claim is missing, malformed or disagrees with another.
    Claims,
}

impl Refusal {
    /// Every refusal.
    pub const ALL: [Self; 15] = [
        Self::SeveralHeaders,
        Self::TooLarge,
        Self::Scheme,
        Self::Malformed,
        Self::Algorithm,
        Self::Issuer,
        Self::IssuerUnavailable,
        Self::UnknownKey,
        Self::Signature,
        Self::Expired,
        Self::NotYetValid,
        Self::TooLongLived,
        Self::Audience,
        Self::SenderBound,
        Self::Claims,
    ];

    /// The word the security log knows it by; it never changes.
    pub const fn word(self) -> &'static str {
        match self {
            Self::SeveralHeaders => "several-headers",
            Self::TooLarge => "too-large",
            Self::Scheme => "scheme",
            Self::Malformed => "malformed",
            Self::Algorithm => "algorithm",
            Self::Issuer => "issuer",
            Self::IssuerUnavailable => "issuer-unavailable",
            Self::UnknownKey => "unknown-key",
            Self::Signature => "signature",
            Self::Expired => "expired",
            Self::NotYetValid => "not-yet-valid",
            Self::TooLongLived => "too-long-lived",
            Self::Audience => "audience",
            Self::SenderBound => "sender-bound",
            Self::Claims => "claims",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl std::error::Error for Refusal {}
