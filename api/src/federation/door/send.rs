//! Asking the community's home: one signed request, and its answer if it holds.
use std::cell::RefCell;
use std::time::{Duration, Instant as Monotonic};

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, VIA};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use reqwest::{Client, Url};

use super::super::client;
use super::super::hop::{self, named, verifying};
use super::super::resolve::Abroad;
use super::super::signature::{
    CALLER, Expected, Fault, Fields, PASSED, RELAYED, Response, check_content_digest, verify_response,
};
use super::speak::{Said, via};
use crate::edge::TraceId;
use crate::node::Node;
use crate::wire::Digests;

/// The longest answer that is passed on, in bytes.
pub(super) const ANSWER_MAX: usize = 32 << 20;

/// A request on its way.
pub(super) struct Call<'r> {
    pub(super) method: &'r Method,
    /// Path and query, as they were sent.
    pub(super) path: &'r str,
    pub(super) headers: &'r HeaderMap,
    pub(super) content: Bytes,
}

/// What its home has answered.
pub(super) struct Told {
    pub(super) status: StatusCode,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) content: Bytes,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Silence {
    /// The address is none that a request could be sent to.
    #[error("no address of the community's")]
    Address,
    /// It was not reached, so nothing was done.
    #[error("not reached")]
    Unreached,
    /// The time was up.
    #[error("no answer in time")]
    Late,
    /// The answer broke off.
    #[error("the answer broke off")]
    Broken,
    /// The answer does not hold.
    #[error("the answer does not hold: {0}")]
    Doubtful(#[from] Fault),
}

impl From<reqwest::Error> for Silence {
    fn from(error: reqwest::Error) -> Self {
        match (error.is_connect(), error.is_timeout()) {
            (true, _) => Self::Unreached,
            (false, true) => Self::Late,
            (false, false) => Self::Broken,
        }
    }
}

/// A client for requests that are passed on: its connections are kept for as long as this thread and its runtime live.
fn connected(url: &Url) -> Result<Client, reqwest::Error> {
    thread_local! {
        static CLIENTS: RefCell<[Option<Client>; 2]> = const { RefCell::new([None, None]) };
    }
    CLIENTS.with_borrow_mut(|clients| {
        let client = &mut clients[usize::from(url.scheme() == "https")];
        match client {
            Some(client) => Ok(client.clone()),
            None => Ok(client.insert(client::for_hops(url)?).clone()),
        }
    })
}

/// The address at a community's home of what was asked for here, and as its home will read it. What another reader could
/// take for another address is refused.
fn address(abroad: &Abroad, path: &str) -> Option<(Url, String)> {
    let url: Url = format!("{}{path}", abroad.home.url.as_str()).parse().ok()?;
    let read = url.as_str().strip_prefix(&url.origin().ascii_serialization())?;
    let begins = |path: &str| path.split(['/', '?']).take(4).map(str::to_owned).collect::<Vec<_>>();
    let same = begins(read) == begins(path) && client::is_allowed(&url);
    let target = format!("{}{read}", abroad.home.url.as_str());
    same.then_some((url, target))
}

/// Sends a request once, signed anew, and returns the answer if it is its home's, to this very request.
pub(super) async fn send(
    node: &Node,
    abroad: &Abroad,
    call: &Call<'_>,
    said: &Said,
    left: Duration,
) -> Result<Told, Silence> {
    let until = Monotonic::now() + left;
    let (url, target) = address(abroad, call.path).ok_or(Silence::Address)?;
    let fields = passed(call.headers, &call.content).and(CALLER, said.header());
    let (request, signature) = hop::sign(node, call.method.as_str(), &target, &call.content, fields.clone())?;
    let method = reqwest::Method::from_bytes(call.method.as_str().as_bytes()).map_err(|_| Silence::Address)?;
    let mut ask = connected(&url)?.request(method, url).timeout(left).body(call.content.clone());
    for name in PASSED.into_iter().chain([CALLER]) {
        if let Some(value) = fields.get(name) {
            ask = ask.header(name, value);
        }
    }
    for (name, value) in signature {
        ask = ask.header(name.as_str(), value.as_bytes());
    }
    let trace = said.trace().map(TraceId::traceparent);
    if let Some(trace) = trace {
        ask = ask.header("traceparent", trace);
    }
    let mut answer = ask.header(VIA.as_str(), via(&node.region)).send().await?;
    let mut content = Vec::new();
    while let Some(part) = answer.chunk().await? {
        if content.len() + part.len() > ANSWER_MAX {
            return Err(Silence::Broken);
        }
        content.extend_from_slice(&part);
        if Monotonic::now() > until {
            return Err(Silence::Late);
        }
    }
    let status = answer.status().as_u16();
    let fields = Fields::of(answer.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes())));
    check_content_digest(&fields.get("content-digest").ok_or(Fault::Missing)?, &content)?;
    let now = node.clock.now();
    let key = |name: &str| verifying(abroad.home.key(named(name, &abroad.home.region)?, now)?);
    verify_response(&Response { status, fields: fields.clone(), to: &request }, Expected { now, key })?;
    let relayed = RELAYED
        .into_iter()
        .chain(["etag"])
        .filter_map(|name| Some((HeaderName::from_static(name), HeaderValue::from_str(&fields.get(name)?).ok()?)));
    let status = StatusCode::from_u16(status).map_err(|_| Silence::Broken)?;
    Ok(Told { status, headers: relayed.collect(), content: content.into() })
}

/// What of a request's header goes with it. Of the digests that its client tells only one that is of other content: that is
/// for its home to refuse, who may act having been asked first. From here on our own is signed.
fn passed(headers: &HeaderMap, content: &[u8]) -> Fields {
    let lines = PASSED.into_iter().flat_map(|name| headers.get_all(name).map(move |value| (name, value.as_bytes())));
    let mut joined = Fields::default();
    let fields = Fields::of(lines);
    let doubted = Digests::of(headers).doubted(content);
    for name in PASSED {
        let value = if name == "repr-digest" { doubted.clone() } else { fields.get(name) };
        if let Some(value) = value {
            joined = joined.and(name, value);
        }
    }
    // What is sent without is sent with this, and has to be signed.
    if joined.get("accept").is_none() { joined.and("accept", "*/*") } else { joined }
}
