//! The secrets of keys: what they are made of, and their text form.
use std::fmt;

use data_encoding::HEXLOWER;
use domain::{KeyPurpose, RegionKey};
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use uuid::Uuid;

use super::key_files::KeyError;

/// A 32-byte secret, for HMAC or for a seal.
#[derive(Clone)]
pub struct MacKey([u8; 32]);

impl MacKey {
    /// The bytes.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MacKey(…)")
    }
}

/// A secret that has a text form of its own.
pub(super) trait Material: Sized {
    fn from_random(bytes: [u8; 32]) -> Self;
    fn encode(&self) -> Option<String>;
    fn decode(text: &str) -> Option<Self>;
}

impl Material for SigningKey {
    fn from_random(bytes: [u8; 32]) -> Self {
        Self::from_bytes(&bytes)
    }

    fn encode(&self) -> Option<String> {
        self.to_pkcs8_pem(LineEnding::LF).ok().map(|pem| pem.to_string())
    }

    fn decode(text: &str) -> Option<Self> {
        Self::from_pkcs8_pem(text).ok()
    }
}

impl Material for MacKey {
    fn from_random(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    fn encode(&self) -> Option<String> {
        Some(HEXLOWER.encode(&self.0) + "\n")
    }

    fn decode(text: &str) -> Option<Self> {
        HEXLOWER.decode(text.trim_end().as_bytes()).ok()?.try_into().ok().map(Self)
    }
}

/// A key with its secret in text form, as files hold it and as it is sealed. Shown without its secret.
#[derive(Clone)]
pub(super) struct KeyText {
    pub key: RegionKey,
    pub text: String,
}

impl fmt::Debug for KeyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyText").field("key", &self.key).finish_non_exhaustive()
    }
}

impl KeyText {
    /// A new key, in use from now on.
    pub fn fresh(purpose: KeyPurpose) -> Result<Self, KeyError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        let text = match purpose {
            KeyPurpose::Node | KeyPurpose::Issuer => SigningKey::from_random(bytes).encode(),
            KeyPurpose::Cursor | KeyPurpose::Secrets => MacKey::from_random(bytes).encode(),
        };
        let kid = Uuid::now_v7().simple().to_string();
        let text = text.ok_or(KeyError::Unwritable)?;
        Ok(Self { key: RegionKey { purpose, kid, retires: None }, text })
    }
}
