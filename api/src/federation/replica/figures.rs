//! The figures of the replica: by peer, and of those that are listed alone.
use std::time::Instant as Monotonic;

use domain::Key;
use persistence::StoreError;

use super::survey::Survey;
use super::told::Silence;
use super::{copies, freshness};
use crate::metrics::{REPLICA_AS_OF, REPLICA_ITEMS, REPLICA_LEFT_OUT, REPLICA_PULLS, list_peers};
use crate::node::Node;

/// Counts a turn with a community of a peer's.
pub(super) fn count(region: &Key, peer: &Key, outcome: &Result<(), Silence>) {
    let outcome = outcome.as_ref().map_or_else(Silence::word, |()| "followed");
    let labels = [("region", region.to_string()), ("peer", peer.to_string()), ("outcome", outcome.to_owned())];
    metrics::counter!(REPLICA_PULLS, &labels).increment(1);
}

/// Tells how far each peer has been followed. One that never was is told to be as old as can be.
pub(super) fn tell(node: &Node, found: &Survey) {
    list_peers(&node.region, found.known.peers.iter().map(|peer| &peer.region));
    let (now, copies) = (node.clock.now(), copies(&found.wanted, &found.sources));
    // This region itself is the first.
    for (peer, heard_at) in found.known.heard(&node.region, now).skip(1) {
        let told = freshness(peer, heard_at, &copies, now, node.patience);
        let labels = [("region", node.region.to_string()), ("peer", peer.to_string())];
        metrics::gauge!(REPLICA_AS_OF, &labels).set(told.as_of.map_or(0.0, |as_of| number(as_of.micros()) / 1e6));
        let left_out = i64::try_from(told.left_out.len()).unwrap_or(i64::MAX);
        metrics::gauge!(REPLICA_LEFT_OUT, &labels).set(number(left_out));
    }
}

#[expect(clippy::cast_precision_loss, reason = "nobody counts to 2^53, in microseconds not before the year 2255")]
fn number(of: i64) -> f64 {
    of as f64
}

/// Tells how much is kept of each peer.
pub(super) async fn tell_items(node: &Node, found: &Survey) -> Result<(), StoreError> {
    let deadline = Monotonic::now() + node.request_time;
    let kept = node.store.region().read::<_, StoreError>(deadline, |tx| tx.shared_items().by_region()).await?;
    for peer in &found.known.peers {
        let items = kept.iter().find(|(home, _)| *home == peer.region).map_or(0, |(_, items)| *items);
        let labels = [("region", node.region.to_string()), ("peer", peer.region.to_string())];
        metrics::gauge!(REPLICA_ITEMS, &labels).set(number(items));
    }
    Ok(())
}
