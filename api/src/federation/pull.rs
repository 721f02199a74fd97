//! Fetching peers' directories, now and then and each by itself.
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant as Monotonic};

use domain::{Instant, Patience, Peer};
use persistence::{Pull, StoreError};
use reqwest::header::{ETAG, IF_NONE_MATCH};
use reqwest::{StatusCode, Url};

use super::client;
use super::document::{ADDRESS, Document};
use super::hop::{self, named, verifying};
use super::moved::{hear, known};
use super::signature::{Expected, Fault, Fields, Response, check_content_digest, verify_response};
use super::take::{Known, PullFault, Taken, key, take};
use crate::boot::writer;
use crate::metrics::{DIRECTORY_PULLS, HEAD_CONTRADICTIONS};
use crate::node::Node;

/// How often a directory is fetched that is there, in seconds, at the least.
const EVERY: i64 = 60;
/// How many times it is fetched before what is known of a region counts as behind.
const TIMES: i64 = 2;
/// How soon it is tried again where it is not, the first time, in seconds.
const AGAIN: i64 = 5;
/// The longest it is waited for, in seconds.
const AT_MOST: i64 = 900;
/// How long a node has for one fetch before another may try, in seconds.
const LEASE: i64 = 60;
/// How many moves are read of one directory.
const MOST_MOVES: usize = 1000;
/// How often it is looked whether a directory is due.
const LOOK: Duration = Duration::from_secs(1);

/// How often a directory is fetched where what is known of a region is behind after so many seconds.
pub fn every(patience: Patience) -> i64 {
    (patience.behind_after / TIMES).clamp(1, EVERY)
}

/// When a directory is to be fetched again, after so many failures; without any, after `every` seconds. `jitter`: any
/// number, so that not all come at once.
pub fn next_at(now: Instant, every: i64, failures: i32, jitter: u8) -> Instant {
    let wait = match failures {
        ..=0 => every,
        1..=10 => (AGAIN << (failures - 1)).min(AT_MOST),
        11.. => AT_MOST,
    };
    // Up to a quarter more.
    now.plus_seconds(wait + wait * i64::from(jitter) / 1024)
}

/// Fetches directories for as long as the node runs. A peer that hangs delays nothing but itself.
pub async fn keep_pulling(node: Arc<Node>) {
    let under_way = Rc::new(std::cell::RefCell::new(HashSet::new()));
    loop {
        match due(&node).await {
            Ok(peers) => {
                for peer in peers {
                    if !under_way.borrow_mut().insert(peer.region.clone()) {
                        continue;
                    }
                    let (node, under_way) = (Arc::clone(&node), Rc::clone(&under_way));
                    actix_web::rt::spawn(async move {
                        pull(&node, &peer).await;
                        under_way.borrow_mut().remove(&peer.region);
                    });
                }
            }
            Err(error) => tracing::warn!(%error, "peers were not looked for"),
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Fetches every directory that is due, once.
pub async fn pull_due(node: &Node) -> Result<(), StoreError> {
    let peers = due(node).await?;
    futures_util::future::join_all(peers.iter().map(|peer| pull(node, peer))).await;
    Ok(())
}

/// The peers whose directory is due, or was never fetched.
async fn due(node: &Node) -> Result<Vec<Peer>, StoreError> {
    let (now, deadline) = (node.clock.now(), Monotonic::now() + node.request_time);
    let region = node.store.region();
    let read = region.read::<_, StoreError>(deadline, |tx| Ok((tx.peers().listed()?, tx.directory().pulls()?)));
    let (mut peers, pulls) = read.await?;
    peers.retain(|peer| pulls.iter().find(|pull| pull.region == peer.region).is_none_or(|pull| pull.next_at <= now));
    Ok(peers)
}

/// Fetches one peer's directory, unless another node does.
async fn pull(node: &Node, peer: &Peer) {
    let (now, deadline) = (node.clock.now(), Monotonic::now() + node.request_time);
    let name = peer.region.clone();
    let region = node.store.region();
    let taken_on = region.write::<_, StoreError>(deadline, writer("directory", &node.clock), move |tx| {
        tx.directory().take_on(&name, now, now.plus_seconds(LEASE))
    });
    let before = match taken_on.await {
        Ok(Some(before)) => before,
        Ok(None) => return,
        Err(error) => return tracing::warn!(%error, peer = %peer.region, "a peer's directory was not fetched"),
    };
    let outcome = fetch(node, peer, &before).await;
    let word = match &outcome {
        Ok(Some(_)) => "taken",
        Ok(None) => "unchanged",
        Err(fault) => fault.word(),
    };
    let labels = [("region", node.region.to_string()), ("peer", peer.region.to_string()), ("outcome", word.to_owned())];
    metrics::counter!(DIRECTORY_PULLS, &labels).increment(1);
    if let Err(fault) = &outcome {
        tracing::warn!(region = %node.region, peer = %peer.region, failures = before.failures + 1, "the directory of {} was not taken: {fault}", peer.region);
    }
    if let Err(error) = keep(node, peer, before, outcome).await {
        tracing::warn!(%error, peer = %peer.region, "what was fetched of a peer's directory was not kept");
    }
}

/// Asks for the directory; `None` where it is as it was.
async fn fetch(node: &Node, peer: &Peer, before: &Pull) -> Result<Option<(Taken, String)>, PullFault> {
    let address = format!("{}{ADDRESS}", peer.url.as_str());
    let url: Url = address.parse().map_err(|_| PullFault::Unreachable)?;
    if !client::is_allowed(&url) {
        return Err(PullFault::Unreachable);
    }
    let http = client::for_peer(&url).map_err(|_| PullFault::Unreachable)?;
    let (request, headers) = hop::sign(node, "GET", &address, b"", Fields::default())?;
    let mut ask = http.get(url);
    for (name, value) in headers {
        ask = ask.header(name.as_str(), value.as_bytes());
    }
    if let Some(tag) = &before.tag {
        ask = ask.header(IF_NONE_MATCH, tag);
    }
    let mut answer = ask.send().await.map_err(|_| PullFault::Unreachable)?;
    let status = answer.status();
    if status != StatusCode::OK && status != StatusCode::NOT_MODIFIED {
        return Err(PullFault::Status(status.as_u16()));
    }
    let fields = Fields::of(answer.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes())));
    let tag = answer.headers().get(ETAG).and_then(|tag| tag.to_str().ok()).unwrap_or_default().to_owned();
    let bytes = client::read_all(&mut answer).await?;
    check_content_digest(&fields.get("content-digest").ok_or(Fault::Missing)?, &bytes)?;
    let response = Response { status: status.as_u16(), fields, to: &request };
    let now = node.clock.now();
    let verify = |keys: &[domain::PeerKey]| {
        let key = |name: &str| verifying(key(keys, named(name, &peer.region)?, now)?);
        verify_response(&response, Expected { now, key }).map(drop)
    };
    if status == StatusCode::NOT_MODIFIED {
        verify(&peer.keys)?;
        return Ok(None);
    }
    let document: Document = serde_json::from_slice(&bytes).map_err(|_| PullFault::Unreadable)?;
    let (name, deadline) = (peer.region.clone(), Monotonic::now() + node.request_time);
    let region = node.store.region();
    let told = region.read::<_, StoreError>(deadline, move |tx| tx.directory().told_by(&name));
    let entries = told.await.map_err(|_| PullFault::Unreachable)?;
    let taken = take(Known { peer, serial: before.serial, entries: &entries }, &document, now)?;
    // It may be signed by a key that it has just announced.
    verify(&taken.keys)?;
    Ok(Some((taken, tag)))
}

/// Keeps what was fetched, and when to fetch again.
async fn keep(
    node: &Node,
    peer: &Peer,
    before: Pull,
    outcome: Result<Option<(Taken, String)>, PullFault>,
) -> Result<(), StoreError> {
    if let Ok(Some((taken, _))) = &outcome {
        report(node, peer, taken);
    }
    let mut jitter = [0; 1];
    getrandom::fill(&mut jitter).map_err(|error| StoreError::Internal(error.to_string().into()))?;
    let now = node.clock.now();
    let failures = if outcome.is_ok() { 0 } else { before.failures.saturating_add(1) };
    // What answers is no nuisance to ask, though what it answers keeps the two apart.
    let silences = if matches!(outcome, Err(PullFault::TooOld)) { 0 } else { failures };
    let mut pull = Pull { next_at: next_at(now, every(node.patience), silences, jitter[0]), failures, ..before };
    let (name, version, own) = (peer.region.clone(), peer.version, node.region.clone());
    let mut taken = None;
    match outcome {
        Ok(found) => {
            (pull.pulled_at, pull.fault) = (Some(now), None);
            if let Some((new, tag)) = found {
                (pull.serial, pull.tag) = (Some(new.serial), Some(tag));
                taken = Some(new);
            }
        }
        Err(fault) => pull.fault = Some(fault.word().to_owned()),
    }
    let deadline = Monotonic::now() + node.request_time;
    let region = node.store.region();
    let kept = region.write::<_, StoreError>(deadline, writer("directory", &node.clock), move |tx| {
        let peer = tx.peers().get(&name)?;
        // Changed or removed while it was asked: what it said was said to another trust.
        if peer.value.version != version || !peer.value.is_listed() {
            return Ok(());
        }
        if let Some(taken) = taken {
            if taken.keys != peer.value.keys {
                let new = Peer { keys: taken.keys, version: version + 1, changed_at: now, ..peer.value.clone() };
                tx.peers().change(&peer, &new)?;
            }
            for signed in taken.moves.iter().take(MOST_MOVES) {
                hear(tx, signed, &own, now)?;
            }
            let over = known(tx, now)?;
            let stands = |entry: &&persistence::PlacementRow| !over.iter().any(|it| it.overtakes(&entry.placement));
            taken.entries.iter().filter(stands).try_for_each(|entry| tx.directory().put(entry))?;
        }
        tx.directory().note(&pull)
    });
    kept.await?;
    node.tenants.forget();
    Ok(())
}

/// Says once what was refused and what contradicts itself.
fn report(node: &Node, peer: &Peer, taken: &Taken) {
    for (tenant, reason) in &taken.refused {
        let tenant = tenant.map(|tenant| tenant.to_string());
        tracing::warn!(target: "security", region = %node.region, peer = %peer.region, tenant, reason, "an entry of a peer's directory is not taken: {reason}");
    }
    for (tenant, fault) in &taken.contradicted {
        let labels = [("region", node.region.to_string()), ("peer", peer.region.to_string())];
        metrics::counter!(HEAD_CONTRADICTIONS, &labels).increment(1);
        tracing::error!(target: "security", region = %node.region, peer = %peer.region, %tenant, %fault, "the journal of a community contradicts what its home has signed before: {fault}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_silent_is_asked_less_and_less_often() {
        let now = Instant::EPOCH;
        for (failures, jitter, seconds) in [
            (0, 0, 60),
            (0, 255, 74),
            (1, 0, 5),
            (2, 0, 10),
            (3, 0, 20),
            (8, 0, 640),
            (9, 0, 900),
            (i32::MAX, 255, 1124),
        ] {
            assert_eq!(next_at(now, EVERY, failures, jitter), now.plus_seconds(seconds), "{failures} {jitter}");
        }
        assert_eq!(next_at(now, 20, 0, 0), now.plus_seconds(20));
    }

    #[test]
    fn a_region_is_asked_often_enough_never_to_be_behind_while_it_answers() {
        for (behind_after, seconds) in [(300, 60), (120, 60), (40, 20), (1, 1), (86_400, 60)] {
            assert_eq!(every(Patience { behind_after, silent_after: 86_400 }), seconds, "{behind_after}");
        }
    }
}
