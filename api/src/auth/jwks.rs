//! Where an issuer's keys come from: fetched from its key endpoint and kept, or handed over within the process.
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use domain::Instant;
use reqwest::{Client, Url};
use serde::Deserialize;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::task::JoinHandle;

use super::discovery::{Description, is_trusted};
use super::fetch::{FetchError, client, get};
use super::jwk::{Jwk, Key, KeySet};
use super::{SetupError, SigningAlgorithm};

/// From when on a set is fetched anew while the old one still serves, in seconds.
const REFRESH_AFTER: u64 = 600;

/// From when on nobody is served from a set that nobody tried to refresh, in seconds.
const STALE_AFTER: u64 = 3600;

/// The shortest time between two fetches, in seconds: unknown key names must not turn us against the issuer.
const FETCH_GAP: u64 = 60;

/// The same while there is no set at all and nobody can be let in.
const FIRST_FETCH_GAP: u64 = 10;

/// How long one fetch may take.
const FETCH_TIMEOUT: Duration = Duration::from_secs(5);

/// Lets the process speak TLS. Call once at the start, before anything is fetched; further calls change nothing.
pub fn install_tls_provider() {
    // An error says that one is installed already.
    drop(rustls::crypto::ring::default_provider().install_default());
}

/// Keys handed over within the process: the region does not ask itself over HTTP.
#[derive(Debug, Default)]
pub struct StaticKeys(RwLock<Arc<KeySet>>);

impl StaticKeys {
    /// These keys, each until it retires.
    pub fn new(keys: impl IntoIterator<Item = (Jwk, Option<Instant>)>) -> Self {
        let this = Self::default();
        this.replace(keys);
        this
    }

    /// Puts other keys in their place, as at a rotation.
    pub fn replace(&self, keys: impl IntoIterator<Item = (Jwk, Option<Instant>)>) {
        let accept = |(jwk, retires)| Key::accept(jwk, &SigningAlgorithm::ALL, retires);
        let mut new = KeySet::of(keys.into_iter().filter_map(accept).collect());
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        new.generation = held.generation + u64::from(!held.same_keys(&new));
        *held = Arc::new(new);
    }

    pub(super) fn keys(&self) -> Arc<KeySet> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What is known of an issuer's keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// They have not been asked for yet.
    Unasked,
    /// There are some; they may be older than the issuer's if it does not answer.
    Held,
    /// They have been asked for, and nobody can be let in before they are had.
    Missing,
}

/// Where an issuer's keys are looked for.
enum Place {
    /// At this address.
    Keys(Url),
    /// Where the issuer's own description says.
    Described(Description),
}

#[derive(Default)]
struct State {
    set: Option<Arc<KeySet>>,
    fetched: Option<Instant>,
    attempted: Option<Instant>,
}

/// What has to happen before a set may be used.
#[derive(PartialEq, Eq)]
enum Need {
    Nothing,
    Behind,
    First,
}

/// An issuer's published keys (JWKS): the last good set stays when the issuer is down or sends rubbish.
pub(super) struct RemoteKeys {
    place: Place,
    allowed: Vec<SigningAlgorithm>,
    client: Client,
    state: RwLock<State>,
    /// Held by the one fetch under way.
    flight: Arc<Mutex<()>>,
}

impl RemoteKeys {
    /// Keys at an address: https, or http on this machine.
    pub(super) fn new(url: &str, allowed: &[SigningAlgorithm]) -> Result<Arc<Self>, SetupError> {
        Self::with_timeout(url, allowed, FETCH_TIMEOUT)
    }

    pub(super) fn with_timeout(
        url: &str,
        allowed: &[SigningAlgorithm],
        timeout: Duration,
    ) -> Result<Arc<Self>, SetupError> {
        let refused = || SetupError::KeyAddress(url.to_owned());
        let parsed = Url::parse(url).ok().filter(is_trusted).ok_or_else(refused)?;
        let client = client(&parsed, timeout)?;
        Ok(Self::at(Place::Keys(parsed), client, allowed))
    }

    /// Keys where an issuer's own description says; its name must be an address: https, or http on this machine.
    pub(super) fn of_issuer(issuer: &str, allowed: &[SigningAlgorithm]) -> Result<Arc<Self>, SetupError> {
        let refused = || SetupError::Undiscoverable(issuer.to_owned());
        let description = Description::of(issuer).ok_or_else(refused)?;
        let client = client(description.address(), FETCH_TIMEOUT)?;
        Ok(Self::at(Place::Described(description), client, allowed))
    }

    fn at(place: Place, client: Client, allowed: &[SigningAlgorithm]) -> Arc<Self> {
        Arc::new(Self { place, allowed: allowed.to_vec(), client, state: RwLock::default(), flight: Arc::default() })
    }

    /// What is known of the keys, without asking for them.
    pub(super) fn known(&self) -> KeyState {
        self.state(|state| match (&state.set, state.attempted) {
            (Some(_), _) => KeyState::Held,
            (None, None) => KeyState::Unasked,
            (None, Some(_)) => KeyState::Missing,
        })
    }

    /// The keys as far as we know them; `None` when they have never been fetched and cannot be now.
    pub(super) async fn keys(self: &Arc<Self>, now: Instant) -> Option<Arc<KeySet>> {
        if let Some(held) = self.held(now) {
            return Some(held);
        }
        self.refresh(now).await;
        self.state(|state| state.set.clone())
    }

    /// The keys after asking the issuer once more, because a token names one we do not know.
    pub(super) async fn asked_again(self: &Arc<Self>, now: Instant) -> Option<Arc<KeySet>> {
        self.refresh(now).await;
        self.state(|state| state.set.clone())
    }

    /// The keys if they can be used without waiting; an old set is refreshed behind the caller's back.
    pub(super) fn held(self: &Arc<Self>, now: Instant) -> Option<Arc<KeySet>> {
        let (need, set) = self.state(|state| (state.need(now), state.set.clone()));
        if need == Need::Behind
            && let Ok(flight) = Arc::clone(&self.flight).try_lock_owned()
        {
            drop(self.start(flight, now));
        }
        set.filter(|_| need != Need::First)
    }

    /// Waits for the fetch under way, or makes one if one may be made.
    async fn refresh(self: &Arc<Self>, now: Instant) {
        let flight = Arc::clone(&self.flight).lock_owned().await;
        if let Some(fetch) = self.start(flight, now)
            && let Err(error) = fetch.await
        {
            tracing::error!(at = %self.place, %error, "fetching an issuer's keys broke off");
        }
    }

    /// Fetches in a task of its own: a caller who hangs up must not break off what others wait for.
    fn start(self: &Arc<Self>, flight: OwnedMutexGuard<()>, now: Instant) -> Option<JoinHandle<()>> {
        {
            let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
            if !state.may_fetch(now) {
                return None;
            }
            state.attempted = Some(now);
        }
        let this = Arc::clone(self);
        Some(tokio::spawn(async move {
            match this.fetch().await {
                Ok(set) => this.take(set, now),
                Err(error) => {
                    tracing::warn!(at = %this.place, %error, "an issuer's keys could not be fetched; the last good set stays");
                }
            }
            drop(flight);
        }))
    }

    async fn fetch(&self) -> Result<KeySet, FetchError> {
        // A description is read anew with the keys it leads to: so they may move.
        let url = match &self.place {
            Place::Keys(url) => url.clone(),
            Place::Described(description) => description.keys(&self.client).await?,
        };
        let body = get(&self.client, &url, &["application/json", "application/jwk-set+json"]).await?;
        let set = read_key_set(&body, &self.allowed)?;
        if set.is_empty() { Err(FetchError::NoUsableKey) } else { Ok(set) }
    }

    fn take(&self, mut new: KeySet, now: Instant) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.fetched = Some(now);
        if let Some(old) = &state.set {
            if old.same_keys(&new) {
                return;
            }
            new.generation = old.generation + 1;
        }
        state.set = Some(Arc::new(new));
    }

    fn state<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keys(url) => url.fmt(f),
            Self::Described(description) => description.address().fmt(f),
        }
    }
}

impl State {
    fn may_fetch(&self, now: Instant) -> bool {
        let gap = if self.set.is_some() { FETCH_GAP } else { FIRST_FETCH_GAP };
        self.attempted.is_none_or(|attempted| seconds_between(attempted, now) >= gap)
    }

    fn need(&self, now: Instant) -> Need {
        let older = |than: u64| move |at: Instant| seconds_between(at, now) >= than;
        if self.set.is_none() || self.attempted.is_none_or(older(STALE_AFTER)) {
            Need::First
        } else if self.fetched.is_none_or(older(REFRESH_AFTER)) && self.may_fetch(now) {
            Need::Behind
        } else {
            Need::Nothing
        }
    }
}

/// Without a sign: a clock that was set back must not stop us from fetching.
fn seconds_between(a: Instant, b: Instant) -> u64 {
    a.micros().abs_diff(b.micros()) / 1_000_000
}

/// What fits in a published set. One key we cannot read does not spoil the others.
pub(super) fn read_key_set(body: &[u8], allowed: &[SigningAlgorithm]) -> Result<KeySet, serde_json::Error> {
    #[derive(Deserialize)]
    struct Published {
        keys: Vec<serde_json::Value>,
    }
    let published: Published = serde_json::from_slice(body)?;
    Ok(KeySet::accept(published.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()), allowed))
}

#[cfg(test)]
#[path = "jwks_tests.rs"]
#[expect(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests;
