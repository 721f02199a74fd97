//! How a region comes to be trusted: its keys are fetched once and compared by a person.
use std::time::Instant as Monotonic;

use domain::{Instant, Key, Line, Peer, PeerKey, PublicKey};
use persistence::{Kept, RegionTx, Store, StoreError, Writer};
use reqwest::Url;

use super::client;
use super::document::{ADDRESS, Document, Kind, RegionRecord};
use super::take::PullFault;
use crate::boot::Failure;
use crate::loading::failure;

/// A region as it presents itself, before anybody trusts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introduction {
    /// Its name.
    pub region: Key,
    /// Its public address.
    pub url: String,
    /// The keys it says are its own; the current one first.
    pub keys: Vec<PeerKey>,
}

/// How far a region is to be trusted.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// The issuers whose callers it may speak for.
    pub issuers: Vec<Line>,
    /// The communities that may be at home there.
    pub may_home: Vec<Key>,
}

/// Asks a region at this address who it is. Nothing of the answer is believed until a person has compared the key.
pub async fn introduce(url: &str, now: Instant) -> Result<Introduction, PullFault> {
    let address: Url = format!("{url}{ADDRESS}").parse().map_err(|_| PullFault::Unreachable)?;
    if !client::is_allowed(&address) {
        return Err(PullFault::Unreachable);
    }
    let http = client::for_peer(&address).map_err(|_| PullFault::Unreachable)?;
    let mut answer = http.get(address).send().await.map_err(|_| PullFault::Unreachable)?;
    if answer.status() != reqwest::StatusCode::OK {
        return Err(PullFault::Status(answer.status().as_u16()));
    }
    let bytes = client::read_all(&mut answer).await?;
    let document: Document = serde_json::from_slice(&bytes).map_err(|_| PullFault::Unreadable)?;
    let record: RegionRecord = document.region.read().ok_or(PullFault::Unreadable)?;
    let keys: Vec<PeerKey> = record.keys.into_iter().filter(|key| key.is_accepted(now)).collect();
    let current = keys.first().filter(|key| key.retires.is_none()).ok_or(PullFault::KeyCount)?;
    if keys.len() > Peer::MOST_KEYS {
        return Err(PullFault::KeyCount);
    }
    // Whoever shows a key must have it.
    let has = |kid: &str| -> Option<PublicKey> { (kid == current.kid).then_some(current.public) };
    if document.region.signers(Kind::Region, has).is_empty() {
        return Err(PullFault::Stranger);
    }
    if record.url != url {
        return Err(PullFault::OtherRegion);
    }
    let region = Key::parse(record.region.as_str()).ok_or(PullFault::Unreadable)?;
    Ok(Introduction { region, url: record.url, keys })
}

/// Lists a region as a peer of the region with this name and address, or lists it anew as it is told now.
pub async fn list_peer(
    store: &Store,
    own: (&Key, &str),
    introduction: Introduction,
    trust: Trust,
    writer: Writer,
    deadline: Monotonic,
) -> Result<(), Failure> {
    let now = writer.now;
    let Introduction { region, url, keys } = introduction;
    let url = Line::parse(&url).map_err(|_| Failure("the address is too long".into()))?;
    let Trust { issuers, may_home } = trust;
    let peer =
        Peer { region, url, issuers, may_home, keys, removed_at: None, created_at: now, changed_at: now, version: 1 };
    if let Err(faults) = peer.check(own.0, own.1) {
        let wanted = faults.0.iter().map(|fault| match fault.pointer.as_str() {
            "/issuers" => "a peer cannot speak for this region's own callers",
            _ => "a region is no peer of its own: give the address of another one",
        });
        return Err(Failure(wanted.collect::<Vec<_>>().join("; ")));
    }
    let scope = store.region();
    let written = scope.write(deadline, writer, move |tx: &mut RegionTx<'_, '_>| match tx.peers().get(&peer.region) {
        // Trusted so already.
        Ok(Kept { value: old, .. }) if old.is_listed() && is_same(&old, &peer) => Ok(()),
        Ok(old) => {
            let new = Peer { created_at: old.value.created_at, version: old.value.version + 1, ..peer };
            tx.directory().forget(&new.region)?;
            tx.peers().change(&old, &new)
        }
        Err(StoreError::NotFound) => tx.peers().insert(&peer),
        Err(error) => Err(error),
    });
    match written.await {
        Err(StoreError::Taken(_)) => Err(Failure("another peer has this address".into())),
        other => other.map_err(|error| failure(&error)),
    }
}

/// Whether two say the same of whom to trust with what.
fn is_same(one: &Peer, other: &Peer) -> bool {
    let of = |peer: &Peer| (peer.url.clone(), peer.issuers.clone(), peer.may_home.clone(), peer.keys.clone());
    of(one) == of(other)
}

/// Takes a region off the list, and forgets what it has told.
pub async fn remove_peer(store: &Store, region: Key, writer: Writer, deadline: Monotonic) -> Result<(), Failure> {
    let now = writer.now;
    let name = region.to_string();
    let scope = store.region();
    let written = scope.write(deadline, writer, move |tx: &mut RegionTx<'_, '_>| {
        let old = tx.peers().get(&region)?;
        if !old.value.is_listed() {
            return Err(StoreError::NotFound);
        }
        let version = old.value.version + 1;
        let new = Peer { removed_at: Some(now), changed_at: now, version, ..old.value.clone() };
        tx.directory().forget(&region)?;
        tx.peers().change(&old, &new)
    });
    match written.await {
        Err(StoreError::NotFound) => Err(Failure(format!("{name} is no peer"))),
        other => other.map_err(|error| failure(&error)),
    }
}
