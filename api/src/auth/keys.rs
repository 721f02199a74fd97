//! The region's own secrets, made at the first start and rotated with an overlap; in memory, and in the key folder.
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use domain::{Instant, KeyPurpose, RegionKey, Words};
use ed25519_dalek::SigningKey;

use super::Jwk;
use super::key_files::KeyError;
use super::key_folder::KeyFolder;
use super::key_material::{KeyText, MacKey, Material};

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

    fn names(&self, purpose: KeyPurpose, now: Instant) -> impl Iterator<Item = RegionKey> {
        self.accepted(now).map(move |key| RegionKey { purpose, kid: key.kid.clone(), retires: key.retires })
    }
}

/// The region's keys, in memory and in their folder.
pub struct Keys {
    folder: KeyFolder,
    /// One change at a time.
    changing: Mutex<()>,
    node: RwLock<Arc<Ring<SigningKey>>>,
    issuer: RwLock<Arc<Ring<SigningKey>>>,
    cursor: RwLock<Arc<Ring<MacKey>>>,
    secrets: RwLock<Arc<Ring<MacKey>>>,
}

impl Keys {
    /// Loads the folder, makes it and the keys that are missing, and removes what has retired.
    pub fn open(folder: &Path, now: Instant) -> Result<Self, KeyError> {
        let folder = KeyFolder::open(folder)?;
        let held = folder.hold();
        let mut keys = Vec::new();
        for purpose in KeyPurpose::ALL {
            keys.extend(load(&folder, *purpose, now)?);
        }
        drop(held);
        Self::of(folder, &keys)
    }

    /// The keys of a folder as it is; none is made.
    pub(super) fn found(folder: &Path, now: Instant) -> Result<Vec<KeyText>, KeyError> {
        let folder = KeyFolder::open(folder)?;
        let _held = folder.hold();
        let found = KeyPurpose::ALL.iter().map(|purpose| folder.read(*purpose, now)).collect::<Result<Vec<_>, _>>()?;
        Ok(found.concat())
    }

    /// These keys, which the folder is made to hold.
    pub(super) fn shared(folder: &Path, keys: &[KeyText]) -> Result<Self, KeyError> {
        let this = Self::of(KeyFolder::open(folder)?, keys)?;
        let held = this.folder.hold();
        this.folder.mirror(keys)?;
        drop(held);
        Ok(this)
    }

    fn of(folder: KeyFolder, keys: &[KeyText]) -> Result<Self, KeyError> {
        Ok(Self {
            node: RwLock::new(Arc::new(ring(&folder, keys, KeyPurpose::Node)?)),
            issuer: RwLock::new(Arc::new(ring(&folder, keys, KeyPurpose::Issuer)?)),
            cursor: RwLock::new(Arc::new(ring(&folder, keys, KeyPurpose::Cursor)?)),
            secrets: RwLock::new(Arc::new(ring(&folder, keys, KeyPurpose::Secrets)?)),
            changing: Mutex::new(()),
            folder,
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

    /// The keys that seal what the region must be able to read again.
    pub fn secrets(&self) -> Arc<Ring<MacKey>> {
        Arc::clone(&self.secrets.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether exactly these keys are accepted, each with the end it is given here.
    pub(super) fn are(&self, keys: &[RegionKey], now: Instant) -> bool {
        let (node, issuer, cursor) = (self.node(), self.issuer(), self.cursor());
        let mut own: Vec<RegionKey> = node.names(KeyPurpose::Node, now).collect();
        own.extend(issuer.names(KeyPurpose::Issuer, now));
        own.extend(cursor.names(KeyPurpose::Cursor, now));
        own.extend(self.secrets().names(KeyPurpose::Secrets, now));
        own.len() == keys.len() && keys.iter().all(|key| own.contains(key))
    }

    /// Puts these keys in the place of those held. They serve from memory even where the folder cannot be written.
    pub(super) fn take(&self, keys: &[KeyText]) -> Result<(), KeyError> {
        let _one = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let node = ring(&self.folder, keys, KeyPurpose::Node)?;
        let issuer = ring(&self.folder, keys, KeyPurpose::Issuer)?;
        let cursor = ring(&self.folder, keys, KeyPurpose::Cursor)?;
        let secrets = ring(&self.folder, keys, KeyPurpose::Secrets)?;
        put(&self.node, node);
        put(&self.issuer, issuer);
        put(&self.cursor, cursor);
        put(&self.secrets, secrets);
        let _held = self.folder.hold();
        self.folder.mirror(keys)
    }

    /// Makes a new key the current one; the one before is accepted for another `overlap` seconds. Returns the new
    /// key's name. After rotating [`KeyPurpose::Issuer`] its issuer must publish anew ([`super::OwnIssuer::rotate`]).
    /// For keys that are not shared; see [`super::SharedKeys::rotate`].
    pub fn rotate(&self, purpose: KeyPurpose, now: Instant, overlap: u32) -> Result<String, KeyError> {
        let _one = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let retires = now.plus_seconds(i64::from(overlap));
        match purpose {
            KeyPurpose::Node => self.swap(&self.node, purpose, now, retires),
            KeyPurpose::Issuer => self.swap(&self.issuer, purpose, now, retires),
            KeyPurpose::Cursor => self.swap(&self.cursor, purpose, now, retires),
            KeyPurpose::Secrets => self.swap(&self.secrets, purpose, now, retires),
        }
    }

    /// The old key's name is changed first: if the process ends in between, the next start finds no current key and
    /// makes one.
    fn swap<M: Material>(
        &self,
        held: &RwLock<Arc<Ring<M>>>,
        purpose: KeyPurpose,
        now: Instant,
        retires: Instant,
    ) -> Result<String, KeyError> {
        let _held = self.folder.hold();
        let kid = held.read().unwrap_or_else(PoisonError::into_inner).current.kid.clone();
        let serving = RegionKey { purpose, kid, retires: None };
        let retiring = RegionKey { retires: Some(retires), ..serving.clone() };
        self.folder.rename(&serving, &retiring)?;
        // Without a new key the old one stays current, in memory as in the folder.
        let new = load(&self.folder, purpose, now)
            .and_then(|keys| ring(&self.folder, &keys, purpose))
            .inspect_err(|_| drop(self.folder.rename(&retiring, &serving)))?;
        let kid = new.current.kid.clone();
        put(held, new);
        Ok(kid)
    }
}

/// The ring of these keys, which come oldest first.
fn ring<M: Material>(folder: &KeyFolder, keys: &[KeyText], purpose: KeyPurpose) -> Result<Ring<M>, KeyError> {
    let (mut current, mut previous) = (None, Vec::new());
    for KeyText { key, text } in keys.iter().rev().filter(|key| key.key.purpose == purpose) {
        let secret = M::decode(text).ok_or_else(|| KeyError::Damaged(folder.path(key)))?;
        let stored = Stored { kid: key.kid.clone(), retires: key.retires, secret };
        match key.retires {
            None => current = Some(stored),
            Some(_) => previous.push(stored),
        }
    }
    Ok(Ring { current: current.ok_or(KeyError::NoneCurrent(purpose))?, previous })
}

fn put<M>(ring: &RwLock<Arc<Ring<M>>>, new: Ring<M>) {
    *ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
}

/// The keys of one purpose, oldest first, with a new one where none is in use.
fn load(folder: &KeyFolder, purpose: KeyPurpose, now: Instant) -> Result<Vec<KeyText>, KeyError> {
    let mut keys = folder.read(purpose, now)?;
    if keys.iter().all(|key| key.key.retires.is_some()) {
        let fresh = KeyText::fresh(purpose)?;
        folder.write(&fresh)?;
        keys.push(fresh);
    }
    Ok(keys)
}

#[cfg(test)]
#[path = "keys_tests.rs"]
#[expect(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests;
