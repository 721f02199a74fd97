//! Values that are never shown, not even in a fault.
use std::fmt;

use data_encoding::HEXLOWER_PERMISSIVE;

use super::Value;

/// A text that is never shown: an address with a password in it.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// The text itself, for the one who connects with it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Value for Secret {
    const WANTED: &'static str = "an address such as postgres://role:password@host/database";
    const SHOWN: bool = false;
    fn read(text: &str) -> Option<Self> {
        ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme)).then(|| Self(text.to_owned()))
    }
}

/// The secret a region's nodes seal its keys with. Never shown.
#[derive(Clone)]
pub struct RegionSecret([u8; 32]);

impl RegionSecret {
    /// The bytes themselves, for the one who seals with them.
    pub const fn reveal(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for RegionSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RegionSecret(…)")
    }
}

impl Value for RegionSecret {
    const WANTED: &'static str = "64 hexadecimal digits, as `openssl rand -hex 32` makes them";
    const SHOWN: bool = false;
    fn read(text: &str) -> Option<Self> {
        HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }
}

/// A password. Never shown.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// The text itself, for the one who logs in with it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

impl Value for Password {
    const WANTED: &'static str = "a text that is not empty";
    const SHOWN: bool = false;
    fn read(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }
}
