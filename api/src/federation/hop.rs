//! What another region asks of this one: who it is by its signature, and answers that are bound to its question.
use std::time::Instant as Monotonic;

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderName, HeaderValue};
use data_encoding::BASE64URL_NOPAD;
use domain::{Instant, Key, Peer, PublicKey};
use ed25519_dalek::VerifyingKey;
use persistence::StoreError;

use super::signature::{
    Claim, Expected, Fault, Fields, Request, Response, Signer, check_content_digest, content_digest, sign_request,
    sign_response, verify_request,
};
use crate::boot::writer;
use crate::edge::security_log::{Refusal, refused};
use crate::node::Node;
use crate::wire::{ApiError, Code};

const INPUT: &str = "signature-input";
const SIGNATURE: &str = "signature";
const DIGEST: &str = "content-digest";

/// The headers that sign a message.
pub type Headers = Vec<(HeaderName, HeaderValue)>;

/// A request that another region has signed.
pub struct Hop {
    /// The request, as it was signed.
    request: Request,
    /// Whose it is; none if it is signed by nobody we know.
    pub peer: Option<Peer>,
}

/// The name by which others know a key of a region's.
fn key_name(region: &Key, kid: &str) -> String {
    format!("{region}/{kid}")
}

/// The key that a signature names, if it is one of this region's and accepted.
pub(super) fn named<'n>(name: &'n str, region: &Key) -> Option<&'n str> {
    name.strip_prefix(region.as_str())?.strip_prefix('/')
}

/// A public key that can be verified with.
pub(super) fn verifying(key: PublicKey) -> Option<VerifyingKey> {
    VerifyingKey::from_bytes(&key.0).ok()
}

/// Signs a request to another region, and returns it with the headers it needs. `content`: its whole body; `fields`: what
/// of its header is covered beside.
pub(super) fn sign(
    node: &Node,
    method: &str,
    target: &str,
    content: &[u8],
    fields: Fields,
) -> Result<(Request, Headers), Fault> {
    let mut nonce = [0; 16];
    getrandom::fill(&mut nonce).map_err(|_| Fault::Nonce)?;
    let fields = fields.and(DIGEST, content_digest(content));
    let mut request = Request { method: method.to_owned(), target: target.to_owned(), fields };
    let signature = with_key(node, |signer| sign_request(&request, signer, &BASE64URL_NOPAD.encode(&nonce)))?;
    for name in [INPUT, SIGNATURE] {
        request.fields = request.fields.and(name, signature.get(name).ok_or(Fault::Malformed)?);
    }
    let headers = headers(&request.fields)?;
    Ok((request, headers))
}

/// How long a new key is announced before it signs what is said to peers, in seconds: they look once a minute.
const ANNOUNCED: i64 = 600;

/// Signs with the key that peers know: the current one, once they have had the time to learn of it.
fn with_key<T>(node: &Node, sign: impl FnOnce(Signer<'_>) -> T) -> T {
    let (ring, now) = (node.keys.node(), node.clock.now());
    let mut accepted = ring.accepted(now);
    let newest = accepted.next();
    let key = match (newest, accepted.next()) {
        (Some(newest), Some(earlier)) if made_at(&newest.kid).is_some_and(|at| now < at.plus_seconds(ANNOUNCED)) => {
            earlier
        }
        (newest, _) => newest.unwrap_or(&ring.current),
    };
    sign(Signer { kid: &key_name(&node.region, &key.kid), key: &key.secret, now })
}

/// When a key was made, as its name tells.
fn made_at(kid: &str) -> Option<Instant> {
    let (seconds, _) = uuid::Uuid::parse_str(kid).ok()?.get_timestamp()?.to_unix();
    Some(Instant::EPOCH.plus_seconds(i64::try_from(seconds).ok()?))
}

fn headers(fields: &Fields) -> Result<Headers, Fault> {
    let read = |name: &'static str| {
        let value = fields.get(name).and_then(|value| HeaderValue::from_str(&value).ok());
        Ok((HeaderName::from_static(name), value.ok_or(Fault::Malformed)?))
    };
    [DIGEST, INPUT, SIGNATURE].into_iter().map(read).collect()
}

impl Hop {
    /// The request as another region has signed it; none if it is signed by no region. One whose signature does not hold,
    /// or that came before, is refused; one by a key that is not known is anybody's.
    pub async fn of(
        request: &HttpRequest,
        node: &Node,
        content: &[u8],
        deadline: Monotonic,
    ) -> Result<Option<Self>, ApiError> {
        if !request.headers().contains_key(INPUT) {
            return Ok(None);
        }
        let fields = request.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let signed = Request {
            method: request.method().to_string(),
            // What this region calls itself, and not what the request does: it was meant for nobody else.
            target: format!("{}{path}", node.url),
            fields: Fields::of(fields),
        };
        let refuse = |word: &'static str| {
            refused(request, &Refusal::because(word));
            ApiError::new(Code::PeerRefused)
        };
        let peers = node.store.region().read::<_, StoreError>(deadline, |tx| tx.peers().listed()).await?;
        let now = node.clock.now();
        let (mut signer, mut retired) = (None, false);
        let key = |name: &str| {
            let (peer, kid) = peers.iter().find_map(|peer| Some((peer, named(name, &peer.region)?)))?;
            retired = peer.keys.iter().any(|key| key.kid == kid && !key.is_accepted(now));
            let key = verifying(peer.key(kid, now)?)?;
            signer = Some(peer);
            Some(key)
        };
        let claim = match verify_request(&signed, Expected { now, key }) {
            Ok(claim) => claim,
            Err(Fault::Missing) => return Ok(None),
            Err(Fault::UnknownKey) => {
                let word = if retired { "hop-retired-key" } else { Fault::UnknownKey.word() };
                refused(request, &Refusal::because(word));
                return Ok(Some(Self { request: signed, peer: None }));
            }
            Err(fault) => return Err(refuse(fault.word())),
        };
        let digest = signed.fields.get(DIGEST).unwrap_or_default();
        check_content_digest(&digest, content).map_err(|fault| refuse(fault.word()))?;
        let Some(peer) = signer.cloned() else { return Err(refuse(Fault::UnknownKey.word())) };
        if !is_new(node, &peer, claim, now, deadline).await? {
            return Err(refuse("hop-replayed"));
        }
        Ok(Some(Self { request: signed, peer: Some(peer) }))
    }

    /// A header of the request, as it was signed.
    pub(super) fn field(&self, name: &str) -> Option<String> {
        self.request.fields.get(name)
    }

    /// The headers that bind an answer to this request.
    /// `fields`: what of its header is covered.
    pub fn sign_answer(&self, node: &Node, status: u16, fields: Fields, content: &[u8]) -> Result<Headers, ApiError> {
        let fields = fields.and(DIGEST, content_digest(content));
        let mut answer = Response { status, fields, to: &self.request };
        let signature = with_key(node, |signer| sign_response(&answer, signer)).map_err(ApiError::internal)?;
        for name in [INPUT, SIGNATURE] {
            answer.fields = answer.fields.and(name, signature.get(name).unwrap_or_default());
        }
        headers(&answer.fields).map_err(ApiError::internal)
    }
}

/// Whether a request came for the first time; from now on it has come.
async fn is_new(node: &Node, peer: &Peer, claim: Claim, now: Instant, deadline: Monotonic) -> Result<bool, StoreError> {
    let (region, nonce) = (peer.region.clone(), claim.nonce.unwrap_or_default());
    let write =
        move |tx: &mut persistence::RegionTx<'_, '_>| tx.directory().use_up(&region, &nonce, now, claim.expires);
    node.store.region().write(deadline, writer("directory", &node.clock), write).await
}
