//! Verification of a bearer token, check by check, from the cheapest doubt to the dearest.
use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use domain::Instant;
use quick_cache::sync::Cache;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use sha2::{Digest, Sha256};

use super::claims::{Caller, Claims, Window};
use super::jwk::KeySet;
use super::jwks::{RemoteKeys, StaticKeys};
use super::{Refusal, SigningAlgorithm};

/// The longest Authorization header, in bytes.
const HEADER_MAX: usize = 8 * 1024;

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
}

/// Where an issuer's keys are.
#[derive(Debug, Clone)]
pub enum IssuerKeys {
    /// Published at this address (`jwks_uri`).
    Published(String),
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
}

/// What is remembered of a verified token.
#[derive(Clone)]
struct Remembered {
    caller: Arc<Caller>,
    window: Window,
    issuer: usize,
    generation: u64,
    /// When the key that verified it retires.
    key_retires: Option<Instant>,
}

/// Verifies bearer tokens from the configured issuers for one region.
pub struct Verifier {
    audience: String,
    issuers: Vec<Issuer>,
    /// By SHA-256 of the token, so that no token lies in memory longer than its request.
    remembered: Cache<[u8; 32], Remembered>,
}

impl Verifier {
    /// Accepts these issuers' tokens if they are for `audience`, the name of this region.
    pub fn new(issuers: Vec<IssuerConfig>, audience: impl Into<String>) -> Result<Self, SetupError> {
        let audience = audience.into();
        if audience.is_empty() || audience == "unspecified" {
            return Err(SetupError::Audience);
        }
        let mut accepted: Vec<Issuer> = Vec::with_capacity(issuers.len());
        for IssuerConfig { issuer, algorithms, keys } in issuers {
            if accepted.iter().any(|other| other.name == issuer) {
                return Err(SetupError::Twice(issuer));
            }
            if algorithms.is_empty() {
                return Err(SetupError::NoAlgorithm(issuer));
            }
            let source = match keys {
                IssuerKeys::Published(url) => Source::Remote(RemoteKeys::new(&url, &algorithms)?),
                IssuerKeys::Static(keys) => Source::Static(keys),
            };
            accepted.push(Issuer { name: issuer, algorithms, source });
        }
        Ok(Self { audience, issuers: accepted, remembered: Cache::new(REMEMBERED) })
    }

    /// Who calls, by the values of the request's Authorization headers; `None` without any.
    pub async fn verify<'a>(
        &self,
        authorization: impl IntoIterator<Item = &'a [u8]>,
        now: Instant,
    ) -> Result<Option<Arc<Caller>>, Refusal> {
        let Some(token) = bearer(authorization)? else { return Ok(None) };
        let name = Sha256::digest(token).into();
        if let Some(caller) = self.recall(&name, now) {
            return Ok(Some(caller));
        }
        let remembered = self.check(token, now).await?;
        let caller = Arc::clone(&remembered.caller);
        self.remembered.insert(name, remembered);
        Ok(Some(caller))
    }

    /// A token verified before, if nothing has changed since: not its time, not its issuer's keys.
    fn recall(&self, name: &[u8; 32], now: Instant) -> Option<Arc<Caller>> {
        let held = self.remembered.get(name)?;
        let keys = self.issuers.get(held.issuer)?.source.held(now)?;
        let good = now < held.window.until
            && held.window.holds(now).is_ok()
            && held.generation == keys.generation
            && held.key_retires.is_none_or(|retires| now < retires);
        if good {
            return Some(held.caller);
        }
        self.remembered.remove(name);
        None
    }

    async fn check(&self, token: &str, now: Instant) -> Result<Remembered, Refusal> {
        let parts = Parts::split(token)?;
        let header: Header = json(parts.header)?;
        let algorithm = SigningAlgorithm::parse(&header.alg).ok_or(Refusal::Algorithm)?;
        if header.crit.is_some() {
            return Err(Refusal::Malformed);
        }
        // Read before the signature is checked, and only to choose whose keys to check it with: what is read here
        // is what the signature then covers.
        let Named { iss } = json(parts.claims)?;
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
        let claims: Claims = json(parts.claims).map_err(|_| Refusal::Claims)?;
        let window = claims.window()?;
        window.holds(now)?;
        claims.is_for(&self.audience)?;
        let caller = Arc::new(claims.caller(&window)?);
        let (generation, key_retires) = (keys.generation, key.retires());
        Ok(Remembered { caller, window, issuer: index, generation, key_retires })
    }
}

impl Source {
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

/// The one token of the request.
fn bearer<'a>(authorization: impl IntoIterator<Item = &'a [u8]>) -> Result<Option<&'a str>, Refusal> {
    let mut values = authorization.into_iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Refusal::SeveralHeaders);
    }
    if value.len() > HEADER_MAX {
        return Err(Refusal::TooLarge);
    }
    let text = std::str::from_utf8(value).map_err(|_| Refusal::Malformed)?;
    let (scheme, token) = text.split_once(' ').ok_or(Refusal::Scheme)?;
    if scheme.eq_ignore_ascii_case("Bearer") { Ok(Some(token.trim_matches(' '))) } else { Err(Refusal::Scheme) }
}

/// A token in compact form.
struct Parts<'a> {
    header: &'a str,
    claims: &'a str,
    signature: &'a str,
    /// What the signature covers: header and claims as they came.
    signed: &'a str,
}

impl<'a> Parts<'a> {
    fn split(token: &'a str) -> Result<Self, Refusal> {
        let (signed, signature) = token.rsplit_once('.').ok_or(Refusal::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(Refusal::Malformed)?;
        if claims.contains('.') { Err(Refusal::Malformed) } else { Ok(Self { header, claims, signature, signed }) }
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    /// Extensions that must be understood; we know none.
    crit: Option<IgnoredAny>,
}

/// Whose token it says it is.
#[derive(Deserialize)]
struct Named {
    iss: Option<String>,
}

fn json<T: DeserializeOwned>(part: &str) -> Result<T, Refusal> {
    let bytes = BASE64URL_NOPAD.decode(part.as_bytes()).map_err(|_| Refusal::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| Refusal::Malformed)
}

#[cfg(test)]
#[path = "token_tests.rs"]
#[expect(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests;
