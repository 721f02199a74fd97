//! Private keys shared by a region's nodes: the store decides which there are, each node's folder holds a copy.
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant as Monotonic};

use domain::region_key::{added, unserved};
use domain::{Instant, KeyPurpose, RegionKey};
use persistence::{Kept, RegionScope, RegionTx, SealedKey, Store, StoreError, Writer};
use tokio::sync::Mutex;

use super::key_files::KeyError;
use super::key_material::KeyText;
use super::keys::Keys;
use super::sealing::Sealer;

/// The shortest time between two looks that requests cause, since anyone can name a key that nobody has.
const PAUSE: Duration = Duration::from_secs(2);

/// Why the region's keys cannot be shared. Each message is one line, without any secret.
#[derive(Debug, thiserror::Error)]
pub enum SharingError {
    /// Sealed with another secret, or not by us.
    #[error("keys.secret does not open the keys in the region's store; all nodes of a region have the same secret")]
    Secret,
    /// The store did not answer.
    #[error("the region's keys cannot be had from its store: {}", crate::loading::failure(.0))]
    Store(#[from] StoreError),
    /// The folder cannot be used, or no key could be made.
    #[error(transparent)]
    Keys(#[from] KeyError),
}

/// The region's keys in its store.
pub struct SharedKeys {
    region: RegionScope,
    sealer: Arc<Sealer>,
    /// When the last look began. Looks follow each other, so that what an earlier one saw never replaces a later.
    looked: Mutex<Option<Monotonic>>,
}

impl SharedKeys {
    /// Those in this store, sealed with the region's secret.
    pub fn new(store: &Store, secret: &[u8; 32]) -> Self {
        Self { region: store.region(), sealer: Arc::new(Sealer::new(secret)), looked: Mutex::default() }
    }

    /// The region's keys, with those of this node's folder that the region had not heard of. Where the region has none,
    /// this node's become the region's, or new ones. Of nodes that start at once, the first to write decides.
    pub async fn open(&self, folder: &Path, writer: Writer, deadline: Monotonic) -> Result<Keys, SharingError> {
        let now = writer.now;
        let own = Keys::found(folder, now)?;
        let names: Vec<RegionKey> = own.iter().map(|key| key.key.clone()).collect();
        let all = self.region.read(deadline, |tx| Ok::<_, SharingError>(tx.keys().all()?)).await?;
        let known: Vec<RegionKey> = all.iter().map(|kept| kept.value.key.clone()).collect();
        let retired = all.iter().any(|kept| is_spent(&kept.value, now));
        if retired || !unserved(&known).is_empty() || !added(&known, &names, now, KeyPurpose::overlap).is_empty() {
            let sealer = Arc::clone(&self.sealer);
            self.region.write(deadline, writer, move |tx| settle(tx, &sealer, &own, now)).await?;
        }
        let keys = self.accepted(now, deadline).await?;
        Ok(Keys::shared(folder, &self.opened(&keys)?)?)
    }

    /// Makes a new key the region's current one; the one before is accepted for another `overlap` seconds.
    pub async fn rotate(
        &self,
        keys: &Keys,
        purpose: KeyPurpose,
        overlap: u32,
        writer: Writer,
        deadline: Monotonic,
    ) -> Result<String, SharingError> {
        let (sealer, now) = (Arc::clone(&self.sealer), writer.now);
        let retires = now.plus_seconds(i64::from(overlap));
        let rotated = self.region.write(deadline, writer, move |tx| {
            let all = tidy(tx, &sealer, now)?;
            let in_use =
                |kept: &&Kept<SealedKey>| kept.value.key.purpose == purpose && kept.value.key.retires.is_none();
            if let Some(old) = all.iter().find(in_use) {
                tx.keys().retire(old, retires)?;
            }
            let fresh = KeyText::fresh(purpose)?;
            tx.keys().insert(&sealer.seal(&fresh)?)?;
            Ok::<_, SharingError>(fresh.key.kid)
        });
        let kid = rotated.await?;
        self.look(keys, now, deadline).await?;
        Ok(kid)
    }

    /// Takes up what other nodes have changed. Returns whether there was anything.
    pub async fn look(&self, keys: &Keys, now: Instant, deadline: Monotonic) -> Result<bool, SharingError> {
        let mut looked = self.looked.lock().await;
        *looked = Some(Monotonic::now());
        self.take(keys, now, deadline).await
    }

    /// The same because of a key that this node does not know; just after another look it is left out.
    pub async fn look_again(&self, keys: &Keys, now: Instant, deadline: Monotonic) -> Result<bool, SharingError> {
        let mut looked = self.looked.lock().await;
        if looked.is_some_and(|at| at.elapsed() < PAUSE) {
            return Ok(false);
        }
        *looked = Some(Monotonic::now());
        self.take(keys, now, deadline).await
    }

    async fn take(&self, keys: &Keys, now: Instant, deadline: Monotonic) -> Result<bool, SharingError> {
        let found = self.accepted(now, deadline).await?;
        let names: Vec<RegionKey> = found.iter().map(|sealed| sealed.key.clone()).collect();
        if keys.are(&names, now) {
            return Ok(false);
        }
        keys.take(&self.opened(&found)?)?;
        Ok(true)
    }

    async fn accepted(&self, now: Instant, deadline: Monotonic) -> Result<Vec<SealedKey>, SharingError> {
        self.region.read(deadline, move |tx| Ok(tx.keys().accepted(now)?)).await
    }

    fn opened(&self, keys: &[SealedKey]) -> Result<Vec<KeyText>, SharingError> {
        keys.iter().map(|key| self.sealer.open(key).ok_or(SharingError::Secret)).collect()
    }
}

/// Gives the region what it lacks of a node's own keys, and new ones for what neither has.
fn settle(tx: &mut RegionTx<'_, '_>, sealer: &Sealer, own: &[KeyText], now: Instant) -> Result<(), SharingError> {
    let mut known: Vec<RegionKey> = tidy(tx, sealer, now)?.into_iter().map(|kept| kept.value.key).collect();
    let names: Vec<RegionKey> = own.iter().map(|key| key.key.clone()).collect();
    for key in added(&known, &names, now, KeyPurpose::overlap) {
        let same = |other: &&KeyText| (other.key.purpose, &other.key.kid) == (key.purpose, &key.kid);
        if let Some(KeyText { text, .. }) = own.iter().find(same) {
            tx.keys().insert(&sealer.seal(&KeyText { key: key.clone(), text: text.clone() })?)?;
            known.push(key);
        }
    }
    for purpose in unserved(&known) {
        tx.keys().insert(&sealer.seal(&KeyText::fresh(purpose)?)?)?;
    }
    Ok(())
}

/// Every key, after the secrets of those that have retired are removed. Who cannot open the others may change nothing:
/// a key sealed with a wrong secret would be of use to nobody else.
fn tidy(tx: &mut RegionTx<'_, '_>, sealer: &Sealer, now: Instant) -> Result<Vec<Kept<SealedKey>>, SharingError> {
    let all = tx.keys().all()?;
    for kept in &all {
        if is_spent(&kept.value, now) {
            tx.keys().forget(kept)?;
        } else if !kept.value.key.is_retired(now) && sealer.open(&kept.value).is_none() {
            return Err(SharingError::Secret);
        }
    }
    Ok(all)
}

/// Whether a retired key still has its secret.
fn is_spent(key: &SealedKey, now: Instant) -> bool {
    key.key.is_retired(now) && !key.sealed.is_empty()
}
