//! Who calls: issuers and their keys, verification of tokens, and the region's own issuer.

mod algorithm;
mod claims;
mod client_credentials;
mod compact;
mod discovery;
mod dpop;
mod fetch;
mod jwk;
mod jwks;
mod key_files;
mod key_folder;
mod key_material;
mod keys;
mod kind;
mod own_issuer;
mod refusal;
mod sealing;
mod shared_keys;
mod token;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that panics has failed")]
mod testing;

pub use algorithm::SigningAlgorithm;
pub use claims::Caller;
pub use client_credentials::{
    ClientRecord, OAuthCode, OAuthError, TokenRequest, TokenResponse, generate_secret, secret_sha256,
};
pub use dpop::{Asked, Bound, Proofs, Proven, SpendError};
pub use jwk::{Jwk, JwkSet};
pub use jwks::{KeyState, StaticKeys, install_tls_provider};
pub use key_files::KeyError;
pub use key_material::MacKey;
pub use keys::{Keys, Ring, Stored};
pub use kind::Kind;
pub use own_issuer::OwnIssuer;
pub use refusal::Refusal;
pub use sealing::Sealer;
pub use shared_keys::{SharedKeys, SharingError};
pub use token::{IssuerConfig, IssuerKeys, Presented, SetupError, Verifier};
