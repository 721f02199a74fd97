//! The replica: what communities of listed peers and of this region have published, kept here to be read together. It is
//! read as anyone may read it, so that nothing that is not for everyone can come into it; what is withdrawn goes with the
//! next look.
mod abroad;
mod figures;
mod freshness;
mod own;
mod shelve;
mod survey;
mod told;
mod turn;

pub(super) use freshness::{copies, freshness};
pub(super) use shelve::{of_body, words};
pub(super) use survey::{Known, Wanted};

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant as Monotonic};

use domain::{Instant, Key, TenantId};
use persistence::{Ring, SharedSource, StoreError};

use crate::boot::writer;
use crate::node::Node;
use survey::{Survey, survey};

/// How often a community is asked what is new there, in seconds.
const EVERY: i64 = 15;
/// How soon it is asked again where asking failed, the first time, and at the longest, in seconds.
const AGAIN: i64 = 5;
const AT_MOST: i64 = 120;
/// How often it is looked what is due.
const LOOK: Duration = Duration::from_secs(1);
/// How often what is kept is counted.
const COUNT: Duration = Duration::from_secs(10);
/// How many communities of one region are asked at a time.
const AT_ONCE: usize = 4;

/// When a community is to be asked again, after so many failures.
fn due_again(now: Instant, failures: i32) -> Instant {
    now.plus_seconds(match failures {
        ..=0 => EVERY,
        1..=5 => (AGAIN << (failures - 1)).min(AT_MOST),
        6.. => AT_MOST,
    })
}

/// Which turns are under way.
type UnderWay = Rc<RefCell<HashSet<(Key, TenantId)>>>;

/// Follows what is published for as long as the node runs. A peer that hangs delays nothing but itself.
pub async fn keep_replicating(node: Arc<Node>) {
    let mut bell = node.store.bell().listen();
    let mut clock = tokio::time::interval(LOOK);
    clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let under_way = UnderWay::default();
    // Communities at home here that have changed; not told of one by one, so that many writes are one turn.
    let mut rung: HashSet<TenantId> = HashSet::new();
    let mut all_rung = false;
    let mut counted_at: Option<Monotonic> = None;
    loop {
        tokio::select! {
            ring = bell.next() => {
                match ring {
                    Ring::Of(tenant) => drop(rung.insert(tenant)),
                    Ring::Any => all_rung = true,
                }
                continue;
            }
            _ = clock.tick() => {}
        }
        let found = match survey(&node).await {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(%error, "what is published was not looked for");
                continue;
            }
        };
        figures::tell(&node, &found);
        if counted_at.is_none_or(|at| at.elapsed() >= COUNT) {
            counted_at = Some(Monotonic::now());
            if let Err(error) = figures::tell_items(&node, &found).await {
                tracing::warn!(%error, "what is kept of other regions was not counted");
            }
        }
        let now = node.clock.now();
        for (source, want) in found.due() {
            let has_rung = want.home == node.region && (all_rung || rung.contains(&want.community));
            // What waits for its next look is looked at now; what another node is at is not.
            let due_by = if has_rung { now.plus_seconds(EVERY) } else { now };
            let key = (want.home.clone(), want.community);
            let busy = under_way.borrow().iter().filter(|(home, _)| *home == want.home).count();
            if source.next_at > due_by || busy >= AT_ONCE || !under_way.borrow_mut().insert(key.clone()) {
                continue;
            }
            rung.remove(&want.community);
            let (node, under_way) = (Arc::clone(&node), Rc::clone(&under_way));
            let (want, peer) = (want.clone(), found.peer(&want.home).cloned());
            actix_web::rt::spawn(async move {
                take_turn(&node, &want, peer.as_ref(), due_by).await;
                under_way.borrow_mut().remove(&key);
            });
        }
        rung.retain(|tenant| found.wanted.iter().any(|want| want.home == node.region && want.community == *tenant));
        all_rung = false;
    }
}

/// Follows once whatever is due, and every community at home here.
pub async fn replicate_due(node: &Arc<Node>) -> Result<(), StoreError> {
    let found = survey(node).await?;
    let now = node.clock.now();
    let turns = found.due().filter_map(|(source, want)| {
        let due_by = if want.home == node.region { now.plus_seconds(EVERY) } else { now };
        let peer = found.peer(&want.home);
        (source.next_at <= due_by).then(|| take_turn(node, want, peer, due_by))
    });
    futures_util::future::join_all(turns).await;
    Ok(())
}

impl Survey {
    /// What is followed and may be told.
    fn due(&self) -> impl Iterator<Item = (&SharedSource, &Wanted)> {
        let of = |want: &Wanted| {
            self.sources.iter().find(|source| source.home == want.home && source.community == want.community)
        };
        let is_asked = |want: &&Wanted| !want.disputed && !self.parted.contains(&want.home);
        self.wanted.iter().filter(is_asked).filter_map(move |want| Some((of(want)?, want)))
    }
}

/// Takes a turn with a community that is due by a moment, unless another node does.
async fn take_turn(node: &Arc<Node>, want: &Wanted, peer: Option<&domain::Peer>, due_by: Instant) {
    let deadline = Monotonic::now() + node.request_time;
    let (home, community) = (want.home.clone(), want.community);
    let until = node.clock.now().plus_seconds(turn::LEASE);
    let region = node.store.region();
    let taken_on = region.write::<_, StoreError>(deadline, writer("shared", &node.clock), move |tx| {
        tx.shared().take_on(&home, community, due_by, until)
    });
    match taken_on.await {
        Ok(Some(source)) => turn::turn(node, source, peer, want.serial).await,
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, tenant = %want.community, "what is published was not followed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_does_not_answer_is_asked_less_often_but_not_seldom() {
        let now = Instant::EPOCH;
        for (failures, seconds) in [(0, 15), (1, 5), (2, 10), (5, 80), (6, 120), (i32::MAX, 120)] {
            assert_eq!(due_again(now, failures), now.plus_seconds(seconds), "{failures}");
        }
    }
}
