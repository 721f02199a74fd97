//! The security log (target `security`): refused requests, so that an attack is seen; limited, so that it cannot fill
//! the disk. Every refusal is counted, also those whose line is left out.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix_web::{HttpRequest, web};
use sha2::{Digest as _, Sha256};

use super::{Edge, TraceId, client, trace};

/// Lines a second for one reason.
const LINES: u32 = 10;
/// Letters of an issuer that are logged; before a token is verified they are anyone's.
const ISSUER_LETTERS: usize = 120;

/// Why a request was refused, and of whom.
#[derive(Debug, Clone, Copy)]
pub struct Refusal<'a> {
    reason: &'static str,
    issuer: Option<&'a str>,
    subject: Option<&'a str>,
}

impl<'a> Refusal<'a> {
    /// For a reason: a word of a fixed set, since each has its counter.
    pub fn because(reason: &'static str) -> Self {
        Self { reason, issuer: None, subject: None }
    }

    /// Of a caller with a token by this issuer.
    #[must_use]
    pub fn issuer(self, issuer: &'a str) -> Self {
        Self { issuer: Some(issuer), ..self }
    }

    /// Of this subject; only a digest of it is logged.
    #[must_use]
    pub fn subject(self, subject: &'a str) -> Self {
        Self { subject: Some(subject), ..self }
    }

    /// A digest that tells callers apart without naming them.
    fn digest(&self) -> Option<String> {
        let hash = Sha256::new().chain_update(self.issuer.unwrap_or_default()).chain_update([0]);
        self.subject.map(|subject| data_encoding::HEXLOWER.encode(&hash.chain_update(subject).finalize()[..8]))
    }
}

/// Counts a refusal, and logs it unless its reason has had its lines this second.
pub fn refused(req: &HttpRequest, refusal: &Refusal<'_>) {
    let edge = req.app_data::<web::Data<Edge>>();
    let region = edge.map_or_else(String::new, |edge| edge.region.to_string());
    metrics::counter!(crate::metrics::REFUSALS, "region" => region.clone(), "reason" => refusal.reason).increment(1);
    let admitted = edge.map_or(Some(0), |edge| edge.security.admit(refusal.reason, Instant::now()));
    let Some(suppressed) = admitted else { return };
    let client = client::address(req, edge.map_or(&[], |edge| &edge.proxies));
    let issuer: Option<String> = refusal.issuer.map(|issuer| issuer.chars().take(ISSUER_LETTERS).collect());
    tracing::warn!(
        target: "security",
        reason = refusal.reason,
        region,
        method = trace::method_word(req.method()),
        route = trace::route(req),
        // Debug form: what an attacker wrote cannot begin a new line.
        issuer = issuer.as_ref().map(tracing::field::debug),
        subject = refusal.digest(),
        %client,
        trace_id = %TraceId::of(req),
        suppressed,
        "refused a request: {}", refusal.reason,
    );
}

/// Which reasons have had how many lines in their current second.
#[derive(Debug, Default)]
pub(super) struct Throttle(Mutex<BTreeMap<&'static str, Window>>);

#[derive(Debug)]
struct Window {
    began: Instant,
    lines: u32,
    suppressed: u64,
}

impl Throttle {
    /// Whether a line may be written, and how many were left out since the last one.
    fn admit(&self, reason: &'static str, now: Instant) -> Option<u64> {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let window = windows.entry(reason).or_insert(Window { began: now, lines: 0, suppressed: 0 });
        if now.saturating_duration_since(window.began) >= Duration::from_secs(1) {
            (window.began, window.lines) = (now, 0);
        }
        if window.lines == LINES {
            window.suppressed += 1;
            return None;
        }
        window.lines += 1;
        Some(std::mem::take(&mut window.suppressed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_counted_and_not_written() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        let written = (0..100).filter(|_| throttle.admit("bad-token", now).is_some()).count();
        assert_eq!(written, LINES as usize);
        assert_eq!(throttle.admit("rate-limited", now), Some(0), "another reason has its own lines");
        assert_eq!(throttle.admit("bad-token", now + Duration::from_secs(1)), Some(90));
        assert_eq!(throttle.admit("bad-token", now + Duration::from_secs(1)), Some(0), "told once");
    }

    #[test]
    fn a_subject_is_logged_as_a_digest_of_issuer_and_subject() {
        let digest = |issuer, subject| Refusal::because("x").issuer(issuer).subject(subject).digest();
        assert_ne!(digest("a", "bc"), digest("ab", "c"));
        assert_eq!(digest("a", "bc").expect("a subject").len(), 16);
        assert_eq!(Refusal::because("x").issuer("a").digest(), None);
    }
}
