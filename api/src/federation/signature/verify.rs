//! Checking signatures.
use domain::Instant;
use ed25519_dalek::{Signature, VerifyingKey};
use sfv::InnerList;

use super::base::{base, component};
use super::sign::{components, find};
use super::{Fault, LIFETIME, Message, Request, Response, SKEW};

/// The letters of a nonce.
const NONCE: std::ops::RangeInclusive<usize> = 16..=64;

/// What is known when a signature is checked.
pub struct Expected<K> {
    /// The time.
    pub now: Instant,
    /// The key of this name, if it may sign this message now.
    pub key: K,
}

/// What a signature that holds has said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// By which key.
    pub kid: String,
    /// What it has that no other has; of a request only. Whoever acts on it remembers it until `expires`.
    pub nonce: Option<String>,
    /// Until when it holds.
    pub expires: Instant,
}

/// Checks a request: that it is signed as requests of regions are, now, by a known key. That its content is what its
/// digest says, and that its nonce is new, is for the one who has them to check.
pub fn verify_request<K: FnOnce(&str) -> Option<VerifyingKey>>(
    request: &Request,
    expected: Expected<K>,
) -> Result<Claim, Fault> {
    let claim = verify(Message::Request(request), expected)?;
    match &claim.nonce {
        Some(nonce) if NONCE.contains(&nonce.len()) => Ok(claim),
        _ => Err(Fault::Nonce),
    }
}

/// Checks an answer: that it is signed now, by a known key, and for this very request.
pub fn verify_response<K: FnOnce(&str) -> Option<VerifyingKey>>(
    response: &Response<'_>,
    expected: Expected<K>,
) -> Result<Claim, Fault> {
    verify(Message::Response(response), expected)
}

fn verify<K: FnOnce(&str) -> Option<VerifyingKey>>(
    message: Message<'_>,
    Expected { now, key }: Expected<K>,
) -> Result<Claim, Fault> {
    let (input, signature) = find(message)?;
    let covered = input.items.iter().map(component).collect::<Result<Vec<_>, _>>()?;
    if components(message).iter().any(|wanted| !covered.contains(wanted)) {
        return Err(Fault::Uncovered);
    }
    let expires = in_time(&input, now)?;
    if text(&input, "alg")?.is_some_and(|algorithm| algorithm != "ed25519") {
        return Err(Fault::Algorithm);
    }
    let kid = text(&input, "keyid")?.ok_or(Fault::UnknownKey)?;
    let key = key(&kid).ok_or(Fault::UnknownKey)?;
    let signature = Signature::from_slice(&signature).map_err(|_| Fault::Signature)?;
    key.verify_strict(base(message, &input)?.as_bytes(), &signature).map_err(|_| Fault::Signature)?;
    Ok(Claim { kid, nonce: text(&input, "nonce")?, expires })
}

fn text(input: &InnerList, name: &str) -> Result<Option<String>, Fault> {
    let found = input.params.get(name);
    found.map(|value| value.as_string().map(|text| text.as_str().to_owned()).ok_or(Fault::Malformed)).transpose()
}

/// Until when the signature holds, if it does now.
fn in_time(input: &InnerList, now: Instant) -> Result<Instant, Fault> {
    let second = |name: &str| {
        let found = input.params.get(name).ok_or(Fault::Lifetime)?;
        found.as_integer().map(i64::from).ok_or(Fault::Malformed)
    };
    let (created, expires) = (second("created")?, second("expires")?);
    if !(1..=LIFETIME).contains(&(expires - created)) {
        return Err(Fault::Lifetime);
    }
    let at = Instant::EPOCH.plus_seconds(expires);
    if at < now {
        return Err(Fault::Expired);
    }
    if now.plus_seconds(SKEW) < Instant::EPOCH.plus_seconds(created) {
        return Err(Fault::Early);
    }
    Ok(at)
}
