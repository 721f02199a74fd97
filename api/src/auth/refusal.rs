//! Why a token or its proof was not accepted: for the security log only; the caller is told 401 and which of the two it was.
use std::fmt;

macro_rules! refusals {
    ($($(#[$doc:meta])+ $name:ident = $word:literal),+ $(,)?) => {
        /// Why a token or its proof was not accepted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Refusal { $($(#[$doc])+ $name),+ }

        impl Refusal {
            /// Every refusal.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The word the security log knows it by; it never changes.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }
        }
    };
}

refusals! {
    /// More than one Authorization header.
    SeveralHeaders = "several-headers",
    /// Longer than 8 KiB.
    TooLarge = "too-large",
    /// Neither the `Bearer` nor the `DPoP` scheme.
    Scheme = "scheme",
    /// Not a signed JWT, or a header that asks for something we do not know (`crit`).
    Malformed = "malformed",
    /// An algorithm that is not allowed for this issuer or this key.
    Algorithm = "algorithm",
    /// No such issuer, to the letter.
    Issuer = "issuer",
    /// The issuer's keys have never been fetched, and cannot be now.
    IssuerUnavailable = "issuer-unavailable",
    /// No key of this name at the issuer.
    UnknownKey = "unknown-key",
    /// The signature does not hold.
    Signature = "signature",
    /// Past its `exp`.
    Expired = "expired",
    /// Before its `nbf` or `iat`.
    NotYetValid = "not-yet-valid",
    /// Lives longer than an hour.
    TooLongLived = "too-long-lived",
    /// Not for this region alone.
    Audience = "audience",
    /// Bound to a key, and sent without a proof of it or bound in a way we cannot check.
    SenderBound = "sender-bound",
    /// A claim is missing, malformed or disagrees with another.
    Claims = "claims",
    /// Not an access token by its `typ`.
    TokenType = "token-type",
    /// It names several customers: `consumer` and `systemuser_org` disagree, or several system users.
    Customers = "customers-disagree",
    /// Sent with the `DPoP` scheme and bound to no key.
    NotBound = "not-bound",
    /// Not exactly one proof.
    ProofCount = "dpop-count",
    /// The proof is no JWT of its type, or lacks what every proof has.
    ProofMalformed = "dpop-malformed",
    /// The proof is signed with an algorithm that is not allowed.
    ProofAlgorithm = "dpop-algorithm",
    /// The proof's key is not a sound public key for its algorithm.
    ProofKey = "dpop-key",
    /// The proof's key is not the one the token is bound to.
    ProofBinding = "dpop-binding",
    /// The proof's signature does not hold.
    ProofSignature = "dpop-signature",
    /// The proof is for another method.
    ProofMethod = "dpop-method",
    /// The proof is for another address.
    ProofTarget = "dpop-target",
    /// The proof is too old, or from the future.
    ProofTime = "dpop-time",
    /// The proof is for another token.
    ProofToken = "dpop-token",
    /// The proof has been used before.
    ProofReplayed = "dpop-replayed",
}

impl Refusal {
    /// Whether it is the proof that was refused, and not the token (RFC 9449 7.1).
    pub const fn is_of_proof(self) -> bool {
        matches!(
            self,
            Self::ProofCount
                | Self::ProofMalformed
                | Self::ProofAlgorithm
                | Self::ProofKey
                | Self::ProofSignature
                | Self::ProofMethod
                | Self::ProofTarget
                | Self::ProofTime
                | Self::ProofToken
                | Self::ProofReplayed
        )
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl std::error::Error for Refusal {}
