//! The key folder: the region's own secrets, made at the first start and rotated with an overlap.
//!
//! A key is one file, `{purpose}-{kid}.{pem|key}`; once another has taken its place, the name also says when it
//! retires: `{purpose}-{kid}.until-{seconds}.{pem|key}`.
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use data_encoding::HEXLOWER;
use domain::Instant;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use uuid::Uuid;

use super::Jwk;
use super::key_files::{self, KeyError};

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Signs requests and records that go to other regions.
    Node,
    /// Signs the own issuer's tokens.
    Issuer,
    /// Seals cursors.
    Cursor,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Issuer => "issuer",
            Self::Cursor => "cursor",
        }
    }
}

/// A 32-byte secret for HMAC.
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
    const EXTENSION: &'static str;
    fn from_random(bytes: [u8; 32]) -> Self;
    fn encode(&self) -> Option<String>;
    fn decode(text: &str) -> Option<Self>;
}

impl Material for SigningKey {
    const EXTENSION: &'static str = "pem";

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
    const EXTENSION: &'static str = "key";

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

/// A key and its name. Shown without its secret.
#[derive(Clone)]
pub struct Stored<M> {
    /// Its name: later keys sort after earlier ones.
    pub kid: String,
    /// When it ceases to be accepted; open for the current key.
    pub retires: Option<Instant>,
    /// The secret.
    pub secret: M,
}

impl<M> fmt::Debug for Stored<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stored").field("kid", &self.kid).field("retires", &self.retires).finish_non_exhaustive()
    }
}

impl Stored<SigningKey> {
    /// The public half.
    pub fn public(&self) -> Jwk {
        Jwk::ed25519(&*self.kid, self.secret.verifying_key().as_bytes())
    }
}

/// The keys of one purpose: the current one makes, all accept.
#[derive(Debug, Clone)]
pub struct Ring<M> {
    /// What new signatures are made with.
    pub current: Stored<M>,
    /// What was current before, newest first.
    pub previous: Vec<Stored<M>>,
}

impl<M> Ring<M> {
    /// Every key that is accepted at a moment, the current one first.
    pub fn accepted(&self, now: Instant) -> impl Iterator<Item = &Stored<M>> {
        let alive = move |key: &&Stored<M>| key.retires.is_none_or(|retires| now < retires);
        std::iter::once(&self.current).chain(&self.previous).filter(alive)
    }

    /// The accepted key of this name.
    pub fn find(&self, kid: &str, now: Instant) -> Option<&Stored<M>> {
        self.accepted(now).find(|key| key.kid == kid)
    }
}

/// The region's keys, in memory and in their folder.
pub struct Keys {
    folder: PathBuf,
    /// One rotation at a time.
    rotating: Mutex<()>,
    node: RwLock<Arc<Ring<SigningKey>>>,
    issuer: RwLock<Arc<Ring<SigningKey>>>,
    cursor: RwLock<Arc<Ring<MacKey>>>,
}

impl Keys {
    /// Loads the folder, makes it and the keys that are missing, and removes what has retired.
    pub fn open(folder: &Path, now: Instant) -> Result<Self, KeyError> {
        key_files::open_folder(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            rotating: Mutex::new(()),
            node: RwLock::new(Arc::new(load(folder, Purpose::Node, now)?)),
            issuer: RwLock::new(Arc::new(load(folder, Purpose::Issuer, now)?)),
            cursor: RwLock::new(Arc::new(load(folder, Purpose::Cursor, now)?)),
        })
    }

    /// The keys that sign for the node.
    pub fn node(&self) -> Arc<Ring<SigningKey>> {
        Arc::clone(&self.node.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The keys that sign the own issuer's tokens.
    pub fn issuer(&self) -> Arc<Ring<SigningKey>> {
        Arc::clone(&self.issuer.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The keys that seal cursors.
    pub fn cursor(&self) -> Arc<Ring<MacKey>> {
        Arc::clone(&self.cursor.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Makes a new key the current one; the one before is accepted for another `overlap` seconds. Returns the new
    /// key's name. After rotating [`Purpose::Issuer`] its issuer must publish anew ([`super::OwnIssuer::rotate`]).
    pub fn rotate(&self, purpose: Purpose, now: Instant, overlap: u32) -> Result<String, KeyError> {
        let _one = self.rotating.lock().unwrap_or_else(PoisonError::into_inner);
        let retires = now.plus_seconds(i64::from(overlap));
        match purpose {
            Purpose::Node => self.swap(&self.node, purpose, now, retires),
            Purpose::Issuer => self.swap(&self.issuer, purpose, now, retires),
            Purpose::Cursor => self.swap(&self.cursor, purpose, now, retires),
        }
    }

    /// The old key's name is changed first: if the process ends in between, the next start finds no current key and
    /// makes one.
    fn swap<M: Material>(
        &self,
        ring: &RwLock<Arc<Ring<M>>>,
        purpose: Purpose,
        now: Instant,
        retires: Instant,
    ) -> Result<String, KeyError> {
        let kid = ring.read().unwrap_or_else(PoisonError::into_inner).current.kid.clone();
        let path = |retires| self.folder.join(file_name::<M>(purpose, &kid, retires));
        let (serving, retiring) = (path(None), path(Some(retires)));
        key_files::rename(&serving, &retiring)?;
        // Without a new key the old one stays current, in memory as in the folder.
        let new = load(&self.folder, purpose, now).inspect_err(|_| drop(key_files::rename(&retiring, &serving)))?;
        let kid = new.current.kid.clone();
        *ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
        Ok(kid)
    }
}

fn file_name<M: Material>(purpose: Purpose, kid: &str, retires: Option<Instant>) -> String {
    let until = retires.map(|at| format!(".until-{}", seconds(at))).unwrap_or_default();
    format!("{}-{kid}{until}.{}", purpose.name(), M::EXTENSION)
}

fn seconds(at: Instant) -> i64 {
    at.micros().div_euclid(1_000_000)
}

/// Reads a file's name; `None` where it is not a key of this purpose.
fn read_name<M: Material>(purpose: Purpose, name: &str) -> Option<(String, Option<Instant>)> {
    let stem = name.strip_prefix(purpose.name())?.strip_prefix('-')?;
    let stem = stem.strip_suffix(M::EXTENSION)?.strip_suffix('.')?;
    let (kid, retires) = match stem.split_once(".until-") {
        None => (stem, None),
        Some((kid, until)) => (kid, Some(Instant::from_micros(until.parse::<i64>().ok()?.checked_mul(1_000_000)?)?)),
    };
    Uuid::try_parse(kid).ok()?;
    Some((kid.to_owned(), retires))
}

fn load<M: Material>(folder: &Path, purpose: Purpose, now: Instant) -> Result<Ring<M>, KeyError> {
    let mut current = None;
    let mut previous = Vec::new();
    for name in key_files::names(folder)? {
        let Some((kid, retires)) = read_name::<M>(purpose, &name) else { continue };
        let path = folder.join(&name);
        if retires.is_some_and(|retires| retires <= now) {
            std::fs::remove_file(&path).map_err(key_files::at(&path))?;
            continue;
        }
        let secret = M::decode(&key_files::read(&path)?).ok_or(KeyError::Damaged(path))?;
        let key = Stored { kid, retires, secret };
        if retires.is_some() {
            previous.push(key);
        } else if current.replace(key).is_some() {
            return Err(KeyError::TwoCurrent(folder.to_owned()));
        }
    }
    previous.reverse();
    let current = current.map_or_else(|| generate(folder, purpose), Ok)?;
    Ok(Ring { current, previous })
}

fn generate<M: Material>(folder: &Path, purpose: Purpose) -> Result<Stored<M>, KeyError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    let secret = M::from_random(bytes);
    let kid = Uuid::now_v7().simple().to_string();
    let name = file_name::<M>(purpose, &kid, None);
    let text = secret.encode().ok_or_else(|| KeyError::Damaged(folder.join(&name)))?;
    key_files::write(folder, &name, &text)?;
    Ok(Stored { kid, retires: None, secret })
}

#[cfg(test)]
#[path = "keys_tests.rs"]
#[expect(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests;
