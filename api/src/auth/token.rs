//! Verification of an access token, check by check, from the cheapest doubt to the dearest.
use std::sync::Arc;

use domain::Instant;
use quick_cache::sync::Cache;
use serde::Deserialize;
use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};

use super::claims::{Caller, Claims, Window};
use super::compact::{Parts, Scheme, credentials, decoded};
use super::dpop::Bound;
use super::jwk::KeySet;
use super::jwks::{KeyState, RemoteKeys, StaticKeys};
use super::kind::Kind;
use super::{Refusal, SigningAlgorithm};

/// How many verified tokens are remembered.
const REMEMBERED: usize = 10_000;

/// An issuer whose tokens are accepted.
#[derive(Debug, Clone)]
pub struct IssuerConfig {
    /// Its name, exactly as in `iss`.
    pub issuer: String,
    /// The algorithms it may sign with.
    pub algorithms: Vec<SigningAlgorithm>,
    /// Where its keys are.
    pub keys: IssuerKeys,
    /// What it writes of who calls.
    pub kind: Kind,
    /// What it calls this region in `aud`, where it does not use the region's own name.
    pub audience: Option<String>,
}

/// Where an issuer's keys are.
#[derive(Debug, Clone)]
pub enum IssuerKeys {
    /// Published at this address (`jwks_uri`).
    Published(String),
    /// Wherever the issuer's own description says (`.well-known`).
    Discovered,
    /// Within this process.
    Static(Arc<StaticKeys>),
}

/// What is wrong with the issuers as configured.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// A region must have a name of its own.
    #[error("the region's audience may be neither empty nor `unspecified`")]
    Audience,
    /// Two issuers of one name.
    #[error("issuer {0} is configured twice")]
    Twice(String),
    /// Nothing could ever be verified.
    #[error("issuer {0} may sign with no algorithm")]
    NoAlgorithm(String),
    /// Keys that anyone on the way could change.
    #[error("{0} is no address to fetch keys from: it must be https, or http on this machine")]
    KeyAddress(String),
    /// A name that leads to no description.
    #[error(
        "the keys of {0} cannot be found from its name: give jwks_url, or a name that is https, or http on this machine"
    )]
    Undiscoverable(String),
    /// No HTTP client could be made.
    #[error("no client to fetch keys with: {0}")]
    Client(#[source] reqwest::Error),
}

enum Source {
    Remote(Arc<RemoteKeys>),
    Static(Arc<StaticKeys>),
}

struct Issuer {
    name: String,
    algorithms: Vec<SigningAlgorithm>,
    source: Source,
    kind: Kind,
    audience: String,
}

/// What is remembered of a verified token.
#[derive(Clone)]
struct Remembered {
    caller: Arc<Caller>,
    /// The thumbprint of the key it is bound to.
    bound_to: Option<Arc<str>>,
    window: Window,
    issuer: usize,
    generation: u64,
    /// When the key that verified it retires.
    key_retires: Option<Instant>,
}

/// Whoever shows a token that holds.
#[derive(Debug, Clone)]
pub enum Presented {
    /// Who calls: the token is good in anyone's hands.
    Bearer(Arc<Caller>),
    /// Who calls if they hold the key.
    Bound(Bound),
}

/// Verifies tokens from the configured issuers for one region.
pub struct Verifier {
    issuers: Vec<Issuer>,
    /// By SHA-256 of the token, so that no token lies in memory longer than its request.
    remembered: Cache<[u8; 32], Remembered>,
}

impl Verifier {
    /// Accepts these issuers' tokens if they are for `audience`, the name of this region.
    pub fn new(issuers: Vec<IssuerConfig>, audience: impl Into<String>) -> Result<Self, SetupError> {
        let region = audience.into();
        let mut accepted: Vec<Issuer> = Vec::with_capacity(issuers.len());
        for IssuerConfig { issuer, algorithms, keys, kind, audience } in issuers {
            if accepted.iter().any(|other| other.name == issuer) {
                return Err(SetupError::Twice(issuer));
            }
            if algorithms.is_empty() {
                return Err(SetupError::NoAlgorithm(issuer));
            }
            let audience = named(audience.unwrap_or_else(|| region.clone()))?;
            let source = match keys {
                IssuerKeys::Published(url) => Source::Remote(RemoteKeys::new(&url, &algorithms)?),
                IssuerKeys::Discovered => Source::Remote(RemoteKeys::of_issuer(&issuer, &algorithms)?),
                IssuerKeys::Static(keys) => Source::Static(keys),
            };
            accepted.push(Issuer { name: issuer, algorithms, source, kind, audience });
        }
        named(region)?;
        Ok(Self { issuers: accepted, remembered: Cache::new(REMEMBERED) })
    }

    /// Who calls, by the values of the request's Authorization headers; `None` without any. A token that is bound to a key
    /// is for the `DPoP` scheme, and no other is.
    pub async fn verify<'a>(
        &self,
        authorization: impl IntoIterator<Item = &'a [u8]>,
        now: Instant,
    ) -> Result<Option<Presented>, Refusal> {
        let Some((scheme, token)) = credentials(authorization)? else { return Ok(None) };
        let name: [u8; 32] = Sha256::digest(token).into();
        let remembered = match self.recall(&name, now) {
            Some(remembered) => remembered,
            None => {
                let fresh = self.check(token, now).await?;
                self.remembered.insert(name, fresh.clone());
                fresh
            }
        };
        let caller = remembered.caller;
        match (scheme, remembered.bound_to) {
            (Scheme::Bearer, None) => Ok(Some(Presented::Bearer(caller))),
            (Scheme::Dpop, Some(key)) => Ok(Some(Presented::Bound(Bound { caller, key, token: name }))),
            (Scheme::Bearer, Some(_)) => Err(Refusal::SenderBound),
            (Scheme::Dpop, None) => Err(Refusal::NotBound),
        }
    }

    /// The issuers by name, each with what is known of its keys.
    pub fn issuers(&self) -> impl Iterator<Item = (&str, KeyState)> {
        self.issuers.iter().map(|issuer| (issuer.name.as_str(), issuer.source.state()))
    }

    /// Fetches what keys there are to fetch, so that a start tells of issuers that do not answer.
    pub async fn fetch_keys(&self, now: Instant) {
        for issuer in &self.issuers {
            if let Source::Remote(remote) = &issuer.source {
                drop(remote.keys(now).await);
            }
        }
    }

    /// A token verified before, if nothing has changed since: not its time, not its issuer's keys.
    fn recall(&self, name: &[u8; 32], now: Instant) -> Option<Remembered> {
        let held = self.remembered.get(name)?;
        let keys = self.issuers.get(held.issuer)?.source.held(now)?;
        let good = now < held.window.until
            && held.window.holds(now).is_ok()
            && held.generation == keys.generation
            && held.key_retires.is_none_or(|retires| now < retires);
        if good {
            return Some(held);
        }
        self.remembered.remove(name);
        None
    }

    async fn check(&self, token: &str, now: Instant) -> Result<Remembered, Refusal> {
        let parts = Parts::split(token)?;
        let header: Header = parts.header()?;
        let algorithm = SigningAlgorithm::parse(&header.alg).ok_or(Refusal::Algorithm)?;
        if header.crit.is_some() {
            return Err(Refusal::Malformed);
        }
        if !header.typ.as_deref().is_none_or(is_access_token) {
            return Err(Refusal::TokenType);
        }
        // Read before the signature is checked, and only to choose whose keys to check it with: what is read here
        // is what the signature then covers.
        let Named { iss } = parts.claims()?;
        let chosen = |issuer: &Issuer| Some(&issuer.name) == iss.as_ref();
        let index = self.issuers.iter().position(chosen).ok_or(Refusal::Issuer)?;
        let issuer = &self.issuers[index];
        if !issuer.algorithms.contains(&algorithm) {
            return Err(Refusal::Algorithm);
        }
        let kid = header.kid.ok_or(Refusal::UnknownKey)?;
        let keys = issuer.source.keys_with(&kid, algorithm, now).await?;
        let key = keys.find(&kid, algorithm, now)?;
        key.verify(algorithm, parts.signed, parts.signature)?;
        let claims = Claims::read(&decoded(parts.claims)?, issuer.kind)?;
        let window = claims.window()?;
        window.holds(now)?;
        claims.is_for(&issuer.audience)?;
        let (caller, bound_to) = claims.caller(&window)?;
        let (generation, key_retires) = (keys.generation, key.retires());
        let (caller, bound_to) = (Arc::new(caller), bound_to.map(Arc::from));
        Ok(Remembered { caller, bound_to, window, issuer: index, generation, key_retires })
    }
}

impl Source {
    fn state(&self) -> KeyState {
        match self {
            Self::Remote(remote) => remote.known(),
            Self::Static(_) => KeyState::Held,
        }
    }

    fn held(&self, now: Instant) -> Option<Arc<KeySet>> {
        match self {
            Self::Remote(remote) => remote.held(now),
            Self::Static(keys) => Some(keys.keys()),
        }
    }

    /// The issuer's keys; where the wanted one is missing, after asking the issuer again.
    async fn keys_with(&self, kid: &str, algorithm: SigningAlgorithm, now: Instant) -> Result<Arc<KeySet>, Refusal> {
        let remote = match self {
            Self::Static(keys) => return Ok(keys.keys()),
            Self::Remote(remote) => remote,
        };
        let keys = remote.keys(now).await.ok_or(Refusal::IssuerUnavailable)?;
        match keys.find(kid, algorithm, now) {
            Err(Refusal::UnknownKey) => remote.asked_again(now).await.ok_or(Refusal::IssuerUnavailable),
            _ => Ok(keys),
        }
    }
}

/// A name for a region that no other goes by.
fn named(audience: String) -> Result<String, SetupError> {
    let known = !audience.is_empty() && audience != "unspecified";
    if known { Ok(audience) } else { Err(SetupError::Audience) }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: Option<String>,
    kid: Option<String>,
    /// Extensions that must be understood; we know none.
    crit: Option<IgnoredAny>,
}

/// Whether a `typ` may stand on an access token: that of RFC 9068, or the plain one that issuers from before it write. One
/// of a proof or of a logout may not, whoever signed it.
fn is_access_token(typ: &str) -> bool {
    ["at+jwt", "application/at+jwt", "JWT"].iter().any(|known| known.eq_ignore_ascii_case(typ))
}

/// Whose token it says it is.
#[derive(Deserialize)]
struct Named {
    iss: Option<String>,
}

#[cfg(test)]
#[path = "token_tests.rs"]
#[expect(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests;
