//! The key folder: one file a key, `{purpose}-{kid}.{pem|key}`; once another has taken its place, the name also says
//! when it retires: `{purpose}-{kid}.until-{seconds}.{pem|key}`.
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use domain::{Instant, KeyPurpose, RegionKey, Words};
use uuid::Uuid;

use super::key_files::{self, KeyError};
use super::key_material::KeyText;

/// The folder of one node's keys.
pub(super) struct KeyFolder(PathBuf);

impl KeyFolder {
    /// Makes the folder if it is not there; refuses one that others can look into.
    pub fn open(path: &Path) -> Result<Self, KeyError> {
        key_files::open_folder(path)?;
        Ok(Self(path.to_owned()))
    }

    /// The path of a key's file.
    pub fn path(&self, key: &RegionKey) -> PathBuf {
        self.0.join(file_name(key))
    }

    /// Keeps other processes' hands off until what is returned is dropped. A system that cannot lock a folder does
    /// without: there it is one process's own.
    pub fn hold(&self) -> Option<File> {
        let folder = File::open(&self.0).ok()?;
        folder.lock().ok()?;
        Some(folder)
    }

    /// The keys of one purpose, oldest first. What has retired is removed.
    pub fn read(&self, purpose: KeyPurpose, now: Instant) -> Result<Vec<KeyText>, KeyError> {
        let mut keys: Vec<KeyText> = Vec::new();
        for name in key_files::names(&self.0)? {
            let Some(key) = read_name(&name).filter(|key| key.purpose == purpose) else { continue };
            let path = self.0.join(&name);
            if key.is_retired(now) {
                fs::remove_file(&path).map_err(key_files::at(&path))?;
            } else if key.retires.is_none() && keys.iter().any(|other| other.key.retires.is_none()) {
                return Err(KeyError::TwoCurrent(self.0.clone()));
            } else {
                keys.push(KeyText { key, text: key_files::read(&path)? });
            }
        }
        Ok(keys)
    }

    /// Writes a key.
    pub fn write(&self, KeyText { key, text }: &KeyText) -> Result<(), KeyError> {
        key_files::write(&self.0, &file_name(key), text)
    }

    /// Gives a key another end, or none.
    pub fn rename(&self, from: &RegionKey, to: &RegionKey) -> Result<(), KeyError> {
        key_files::rename(&self.path(from), &self.path(to))
    }

    /// Makes the folder hold these keys and no others. No key comes into use before the one it replaces has got its
    /// end, so that there are never two.
    pub fn mirror(&self, keys: &[KeyText]) -> Result<(), KeyError> {
        for name in key_files::names(&self.0)? {
            let Some(found) = read_name(&name) else { continue };
            let same = |key: &&RegionKey| (key.purpose, &key.kid) == (found.purpose, &found.kid);
            match keys.iter().map(|key| &key.key).find(same) {
                Some(key) if file_name(key) == name => {}
                Some(key) => self.rename(&found, key)?,
                None => {
                    let path = self.0.join(&name);
                    fs::remove_file(&path).map_err(key_files::at(&path))?;
                }
            }
        }
        let mut missing = keys.iter().filter(|key| !self.path(&key.key).exists());
        missing.try_for_each(|key| self.write(key))
    }
}

const fn extension(purpose: KeyPurpose) -> &'static str {
    match purpose {
        KeyPurpose::Node | KeyPurpose::Issuer => "pem",
        KeyPurpose::Cursor | KeyPurpose::Secrets => "key",
    }
}

fn file_name(RegionKey { purpose, kid, retires }: &RegionKey) -> String {
    let until = retires.map(|at| format!(".until-{}", seconds(at))).unwrap_or_default();
    format!("{purpose}-{kid}{until}.{}", extension(*purpose))
}

fn seconds(at: Instant) -> i64 {
    at.micros().div_euclid(1_000_000)
}

/// Reads a file's name; `None` where it is no key's.
fn read_name(name: &str) -> Option<RegionKey> {
    let (purpose, stem) = name.split_once('-')?;
    let purpose = KeyPurpose::parse(purpose)?;
    let stem = stem.strip_suffix(extension(purpose))?.strip_suffix('.')?;
    let (kid, retires) = match stem.split_once(".until-") {
        None => (stem, None),
        Some((kid, until)) => (kid, Some(Instant::from_micros(until.parse::<i64>().ok()?.checked_mul(1_000_000)?)?)),
    };
    Uuid::try_parse(kid).ok()?;
    Some(RegionKey { purpose, kid: kid.to_owned(), retires })
}
