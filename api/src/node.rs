//! A running region: its store, its keys and what it remembers between requests.
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant as Monotonic};

use domain::{Handle, Instant, Key, Tenant, TenantId};
use persistence::Store;

use crate::auth::{Keys, OwnIssuer, Proofs, SharedKeys, SharingError, Verifier};
use crate::federation::{Announcer, Doors, Located, resolve};
use crate::guard::{FinishedAnswers, RightsCache};
use crate::notices::Mail;
use crate::wire::{ApiError, Code, CursorKeys};

/// What tells one build from another, in tags that must not outlive a change of form.
pub const BUILD: &str = env!("CARGO_PKG_VERSION");

/// The clock of a region. Tests turn it; everything else reads it.
#[derive(Debug, Clone, Default)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    /// What time it is.
    pub fn now(&self) -> Instant {
        Instant::from_timestamp(jiff::Timestamp::now()).plus_seconds(self.0.load(Ordering::Relaxed))
    }

    /// Sets the clock some seconds ahead of the system's, or behind it.
    pub fn turn(&self, seconds: i64) {
        self.0.store(seconds, Ordering::Relaxed);
    }
}

/// One region as it runs.
pub struct Node {
    /// Its key, such as `vest`.
    pub region: Key,
    /// Its public address: issuer of its own tokens, audience of all it accepts.
    pub url: String,
    /// Where its data lives.
    pub store: Store,
    /// Who calls.
    pub verifier: Verifier,
    /// That callers hold the keys their tokens are bound to.
    pub proofs: Proofs,
    /// Private keys.
    pub keys: Arc<Keys>,
    /// The same in the store, where the region's nodes share them.
    pub shared_keys: Option<SharedKeys>,
    /// The own issuer, where it is enabled.
    pub own_issuer: Option<OwnIssuer>,
    /// How notices of meetings are sent, where they are.
    pub mail: Option<Mail>,
    /// By what the region's nodes tell whose turn it is to do a community's work.
    pub holder: uuid::Uuid,
    /// What time it is.
    pub clock: Clock,
    /// How long a request may take.
    pub request_time: Duration,
    /// The greatest body read, in bytes.
    pub body_bytes: usize,
    /// Rights by caller, as long as nothing that touches rights is written.
    pub rights: RightsCache,
    /// Finished answers to callers without a token; `None`: none is kept.
    pub finished: Option<Arc<FinishedAnswers>>,
    /// Keyed writes under way.
    pub twins: crate::guard::Twins,
    /// What sends to the receivers of webhooks.
    pub webhooks: crate::webhooks::Sender,
    /// Which tenants live here.
    pub tenants: Directory,
    /// What this node has learnt of the regions it passes requests on to.
    pub doors: Doors,
    /// What is published of the region and its tenants.
    pub announcer: Announcer,
    /// For how long what other regions published may be older than what is there.
    pub patience: domain::Patience,
    /// Whom to tell of a weakness, if anyone is to be told.
    pub security: Option<crate::config::Security>,
    /// Held by whoever opens a tenant, from the look at its slug until the registry names it.
    pub opening: tokio::sync::Mutex<()>,
}

/// Where tenants are, by slug and id, remembered for a few seconds: other nodes over the same database may change them.
#[derive(Default)]
pub struct Directory(RwLock<HashMap<Handle<TenantId>, Remembered>>);

/// Where a tenant is, and until when it is taken to be there.
type Remembered = (Monotonic, Located);

impl Directory {
    /// For how long.
    pub const REMEMBERED: Duration = Duration::from_secs(5);

    /// Where the tenant with this slug or id is, from memory or from the registry.
    pub async fn locate(
        &self,
        store: &Store,
        handle: &Handle<TenantId>,
        now: Instant,
        deadline: Monotonic,
    ) -> Result<Located, ApiError> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(handle).cloned();
        if let Some((until, located)) = known
            && Monotonic::now() < until
        {
            return Ok(located);
        }
        let wanted = handle.clone();
        let located = store.region().read(deadline, move |tx| resolve(tx, &wanted, now)).await?;
        let until = Monotonic::now() + Self::REMEMBERED;
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(handle.clone(), (until, located.clone()));
        Ok(located)
    }

    /// The tenant with this slug or id, if it is at home here. One that is not is refused with where it is, as far as that
    /// may be told.
    pub async fn find(
        &self,
        store: &Store,
        handle: &Handle<TenantId>,
        now: Instant,
        deadline: Monotonic,
    ) -> Result<Arc<Tenant>, ApiError> {
        match self.locate(store, handle, now, deadline).await? {
            Located::Here(tenant) => Ok(tenant),
            Located::Abroad(abroad) if abroad.is_valid(now) => Err(abroad.refusal()),
            Located::Abroad(_) => Err(ApiError::new(Code::NotFound)),
        }
    }

    /// Forgets what is remembered, since this node has just changed it.
    pub fn forget(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Node {
    /// The keys that cursors are signed with.
    pub fn cursor_keys(&self, now: Instant) -> CursorKeys {
        let ring = self.keys.cursor();
        let older = ring.previous.iter().filter(|stored| stored.retires.is_none_or(|retires| now < retires));
        CursorKeys::new(*ring.current.secret.bytes(), older.map(|stored| *stored.secret.bytes()).collect())
    }

    /// Takes up the keys that other nodes have made.
    pub async fn look_for_keys(&self, deadline: Monotonic) -> Result<(), SharingError> {
        let Some(shared) = &self.shared_keys else { return Ok(()) };
        let changed = shared.look(&self.keys, self.clock.now(), deadline).await?;
        self.publish(changed);
        Ok(())
    }

    /// Looks for a key that a request names and this node does not know, unless it has just done so. Returns whether the
    /// request is worth another try.
    pub async fn looked_for_unknown_key(&self, deadline: Monotonic) -> bool {
        let Some(shared) = &self.shared_keys else { return false };
        match shared.look_again(&self.keys, self.clock.now(), deadline).await {
            Ok(changed) => self.publish(changed),
            Err(error) => tracing::warn!(%error, "a key this node does not know was not looked for"),
        }
        // Another request may have looked while this one waited.
        true
    }

    fn publish(&self, changed: bool) {
        if changed && let Some(issuer) = &self.own_issuer {
            issuer.publish();
        }
    }
}

/// How often a node looks whether another has rotated the keys.
pub const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Looks for new keys now and then, for as long as the node runs.
pub async fn keep_looking_for_keys(node: impl AsRef<Node>, every: Duration) {
    let node = node.as_ref();
    loop {
        tokio::time::sleep(every).await;
        if let Err(error) = node.look_for_keys(Monotonic::now() + every).await {
            tracing::warn!(%error, "the region's keys were not looked for");
        }
    }
}
