//! Proofs that a caller holds the key its token is bound to (RFC 9449 4.3), check by check. None is good twice.
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant as Monotonic;

use data_encoding::BASE64URL_NOPAD;
use domain::{Digest, Instant};
use jsonwebtoken::jwk::ThumbprintHash;
use persistence::{Store, StoreError, Writer};
use reqwest::Url;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::claims::{Caller, LEEWAY, instant};
use super::compact::{HEADER_MAX, Parts};
use super::jwk::ProofKey;
use super::{Refusal, SigningAlgorithm};

/// How long after it was made a proof is good, in seconds.
const AGE_MAX: i64 = 60;

/// How much longer than that it is remembered, in seconds: the clocks of a region's nodes differ.
const REMEMBERED_AFTER: i64 = 300;

/// How often used proofs are forgotten, in seconds.
const FORGET_EVERY: i64 = 60;

/// The longest name of a proof, in bytes. It is hashed, so this bounds work and not what is kept.
const JTI_MAX: usize = 1024;

/// A caller whose token is bound to a key, until it has shown that it holds the key.
#[derive(Debug, Clone)]
pub struct Bound {
    pub(super) caller: Arc<Caller>,
    /// The thumbprint of the key (RFC 7638).
    pub(super) key: Arc<str>,
    /// The SHA-256 of the token.
    pub(super) token: [u8; 32],
}

impl Bound {
    /// Who it would be: for the security log, and for nothing that is decided.
    pub fn claimed(&self) -> &Caller {
        &self.caller
    }
}

/// What a proof was sent with.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The method as the client sent it.
    pub method: &'a str,
    /// The path as the client sent it.
    pub path: &'a str,
}

/// A caller with a sound proof, which may have been used before.
#[derive(Debug)]
pub struct Proven {
    caller: Arc<Caller>,
    proof: Digest,
    until: Instant,
}

impl Proven {
    /// Who it is if the proof is fresh: to be charged for finding that out.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }
}

/// Why a sound proof did not count.
#[derive(Debug, thiserror::Error)]
pub enum SpendError {
    /// It has been used before.
    #[error("the proof has been used before")]
    Replayed,
    /// That cannot be told.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The proofs shown to one region.
#[derive(Debug)]
pub struct Proofs {
    origin: String,
    /// When this node last forgot old proofs, in microseconds.
    forgot: AtomicI64,
}

#[derive(Deserialize)]
struct Header {
    typ: Option<String>,
    alg: Option<String>,
    jwk: Option<Map<String, Value>>,
    crit: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Claims {
    jti: String,
    htm: String,
    htu: String,
    iat: f64,
    exp: Option<f64>,
    ath: Option<String>,
}

impl Proofs {
    /// For a region at this public address.
    pub fn new(url: &str) -> Self {
        Self { origin: url.to_owned(), forgot: AtomicI64::new(0) }
    }

    /// Checks a caller's proof in every way but one: whether it was used before is for [`Self::spend`].
    pub fn check<'a>(
        &self,
        bound: Bound,
        proofs: impl IntoIterator<Item = &'a [u8]>,
        asked: Asked<'_>,
        now: Instant,
    ) -> Result<Proven, Refusal> {
        let mut proofs = proofs.into_iter();
        let (Some(proof), None) = (proofs.next(), proofs.next()) else { return Err(Refusal::ProofCount) };
        let malformed = || Refusal::ProofMalformed;
        let text = std::str::from_utf8(proof).ok().filter(|text| text.len() <= HEADER_MAX).ok_or_else(malformed)?;
        let parts = Parts::split(text.trim_matches(' ')).map_err(|_| malformed())?;
        let header: Header = parts.header().map_err(|_| malformed())?;
        if header.typ.as_deref() != Some("dpop+jwt") || header.crit.is_some() {
            return Err(malformed());
        }
        let name = header.alg.ok_or_else(malformed)?;
        let algorithm = SigningAlgorithm::parse(&name).ok_or(Refusal::ProofAlgorithm)?;
        let key = ProofKey::accept(header.jwk.ok_or_else(malformed)?, algorithm).ok_or(Refusal::ProofKey)?;
        if *key.thumbprint(ThumbprintHash::SHA256).ok_or(Refusal::ProofKey)? != *bound.key {
            return Err(Refusal::ProofBinding);
        }
        key.verify(parts.signed, parts.signature).map_err(|_| Refusal::ProofSignature)?;
        let claims: Claims = parts.claims().map_err(|_| malformed())?;
        if claims.jti.is_empty() || claims.jti.len() > JTI_MAX {
            return Err(malformed());
        }
        if claims.htm != asked.method {
            return Err(Refusal::ProofMethod);
        }
        let meant = Url::parse(&claims.htu).ok().as_ref().and_then(target);
        let here = Url::parse(&format!("{}{}", self.origin, asked.path)).ok().as_ref().and_then(target);
        if meant.is_none() || meant != here {
            return Err(Refusal::ProofTarget);
        }
        let until = claims.until(now)?;
        if claims.ath.as_deref() != Some(&BASE64URL_NOPAD.encode(&bound.token)) {
            return Err(Refusal::ProofToken);
        }
        // By key and name, whatever else was written in it: no name is to be used twice.
        let proof = Digest::of_bytes(format!("{}\n{}", bound.key, claims.jti).as_bytes());
        Ok(Proven { caller: bound.caller, proof, until: until.plus_seconds(REMEMBERED_AFTER) })
    }

    /// Uses a proof up; who called is told the first time.
    pub async fn spend(
        &self,
        proven: Proven,
        store: &Store,
        writer: impl FnOnce() -> Writer,
        deadline: Monotonic,
    ) -> Result<Arc<Caller>, SpendError> {
        let fresh = store.region().spend_proof(proven.proof, proven.until, deadline).await?;
        self.forget_now_and_then(store, writer);
        if fresh { Ok(proven.caller) } else { Err(SpendError::Replayed) }
    }

    /// Forgets old proofs, behind the caller's back: nobody waits for that, and a failure only leaves them lying.
    fn forget_now_and_then(&self, store: &Store, writer: impl FnOnce() -> Writer) {
        let last = self.forgot.load(Ordering::Relaxed);
        let writer = writer();
        let now = writer.now;
        if now.micros().abs_diff(last) < FORGET_EVERY.unsigned_abs() * 1_000_000
            || self.forgot.compare_exchange(last, now.micros(), Ordering::Relaxed, Ordering::Relaxed).is_err()
        {
            return;
        }
        let region = store.region();
        tokio::spawn(async move {
            let deadline = Monotonic::now() + std::time::Duration::from_secs(30);
            let forgotten = region.write(deadline, writer, move |tx| tx.spent_proofs().forget(now)).await;
            if let Err::<_, StoreError>(error) = forgotten {
                tracing::warn!(%error, "old proofs of possession were not forgotten");
            }
        });
    }
}

impl Claims {
    /// Until when the proof is good, if it is now.
    fn until(&self, now: Instant) -> Result<Instant, Refusal> {
        let read = |seconds| instant(seconds).map_err(|_| Refusal::ProofMalformed);
        let made = read(self.iat)?;
        let until = made.plus_seconds(AGE_MAX + LEEWAY);
        let ended = self.exp.map(read).transpose()?.is_some_and(|exp| now >= exp.plus_seconds(LEEWAY));
        if now >= until || now < made.plus_seconds(-LEEWAY) || ended { Err(Refusal::ProofTime) } else { Ok(until) }
    }
}

/// Scheme, host, port and path of an address in their one normal form (RFC 3986 6.2); query and fragment do not count.
/// `None` for what names a user or has no host.
fn target(url: &Url) -> Option<String> {
    let plain = url.username().is_empty() && url.password().is_none() && url.has_host();
    plain.then(|| url.origin().ascii_serialization() + &normal(url.path()))
}

/// A path in which only what must be escaped is, with capital digits.
fn normal(path: &str) -> String {
    let mut normal = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(at) = rest.find('%') {
        normal.push_str(&rest[..at]);
        let byte = rest.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let Some(byte) = byte else {
            normal.push('%');
            rest = &rest[at + 1..];
            continue;
        };
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            normal.push(char::from(byte));
        } else {
            normal.push_str(&format!("%{byte:02X}"));
        }
        rest = &rest[at + 3..];
    }
    normal + rest
}

#[cfg(test)]
#[path = "dpop_tests.rs"]
#[expect(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests;
