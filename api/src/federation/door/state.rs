//! What a node knows of each region it passes requests on to.
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use domain::{BreakerState, Digest, Key, TenantId};
use quick_cache::sync::Cache;
use tokio::sync::Semaphore;

use super::breaker::Breaker;
use crate::auth::Caller;

/// Requests under way to one region.
const CALLS: usize = 64;
/// Those among them that wait for something to happen there.
const WAITS: usize = 64;
/// Callers who are remembered to be members of communities that only members know of.
const MEMBERS: usize = 10_000;

/// One region, as a node meets it.
pub(super) struct Door {
    pub(super) breaker: Breaker,
    pub(super) calls: Semaphore,
    /// For requests that wait there for something to happen: they are many and do nothing, and keep no other out.
    pub(super) waits: Semaphore,
}

/// The regions that requests are passed on to, by name.
pub struct Doors {
    all: RwLock<HashMap<Key, Arc<Door>>>,
    members: Cache<(TenantId, Digest), ()>,
}

impl Default for Doors {
    fn default() -> Self {
        Self { all: RwLock::default(), members: Cache::new(MEMBERS) }
    }
}

impl Doors {
    pub(super) fn to(&self, region: &Key) -> Arc<Door> {
        if let Some(door) = self.all.read().unwrap_or_else(PoisonError::into_inner).get(region) {
            return Arc::clone(door);
        }
        let mut all = self.all.write().unwrap_or_else(PoisonError::into_inner);
        let new = || Door { breaker: Breaker::default(), calls: Semaphore::new(CALLS), waits: Semaphore::new(WAITS) };
        Arc::clone(all.entry(region.clone()).or_insert_with(|| Arc::new(new())))
    }

    /// Whether requests are let through to a region.
    pub fn breaker(&self, region: &Key) -> BreakerState {
        let door = self.all.read().unwrap_or_else(PoisonError::into_inner).get(region).cloned();
        door.map_or(BreakerState::Closed, |door| door.breaker.state(Instant::now()))
    }

    /// Remembers that a community that only its members know of has answered this caller as one of them.
    pub(super) fn has_answered(&self, community: TenantId, caller: &Caller) {
        self.members.insert((community, name(caller)), ());
    }

    /// Whether it has.
    pub(super) fn is_known_to(&self, community: TenantId, caller: &Caller) -> bool {
        self.members.get(&(community, name(caller))).is_some()
    }
}

fn name(caller: &Caller) -> Digest {
    Digest::of_bytes(format!("{}\n{}", caller.issuer, caller.subject).as_bytes())
}
