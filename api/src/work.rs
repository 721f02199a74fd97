//! What a region does by itself: for each community that has work of a kind, in turn with nobody.
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant as Monotonic};

use domain::{TenantId, WorkKind};
use persistence::{Ring, StoreError};
use tokio::task::{self, JoinSet};
use uuid::Uuid;

use crate::boot::operator;
use crate::node::Node;

/// How long a node holds a community's work without saying so anew.
const HELD: Duration = Duration::from_secs(60);

/// How often a node looks for work that another node's writes have made, or that has come due.
pub const LOOK_FOR_WORK: Duration = Duration::from_secs(2);

/// One kind of work.
pub trait Worker: Clone + 'static {
    /// Which.
    const KIND: WorkKind;

    /// Does what is due in one community, and returns when there is nothing more to do at once. Called when the community
    /// has changed, and now and then; never twice at a time for one community. What takes long is not waited for here,
    /// or it delays the rest of the community's work.
    fn turn(&self, tenant: TenantId) -> impl Future<Output = ()>;
}

/// Does one kind of work for as long as the node runs. `every`: how often it looks by itself.
pub async fn keep_working<W: Worker>(node: Arc<Node>, worker: W, every: Duration) {
    let me = node.holder;
    let mut bell = node.store.bell().listen();
    let mut clock = tokio::time::interval(every);
    clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    // Each community that has work, and whether it is to be looked at once more after the turn under way.
    let mut standing: HashMap<TenantId, Turn> = HashMap::new();
    let mut turns = JoinSet::new();
    let mut under_way: HashMap<task::Id, TenantId> = HashMap::new();
    let held = Held::default();
    loop {
        let due: Vec<TenantId> = tokio::select! {
            ring = bell.next() => match ring {
                Ring::Of(tenant) => standing.contains_key(&tenant).then_some(tenant).into_iter().collect(),
                Ring::Any => standing.keys().copied().collect(),
            },
            _ = clock.tick() => {
                match find(&node, W::KIND).await {
                    Ok(found) => {
                        found.into_iter().for_each(|tenant| { standing.entry(tenant).or_default(); });
                        standing.keys().copied().collect()
                    }
                    Err(error) => {
                        tracing::warn!(%error, kind = %W::KIND, "work was not looked for");
                        Vec::new()
                    }
                }
            },
            Some(ended) = turns.join_next_with_id() => {
                let task = ended.map(|(task, ())| task).unwrap_or_else(|error| {
                    tracing::error!(%error, kind = %W::KIND, "a turn of work broke down");
                    error.id()
                });
                let tenant = under_way.remove(&task);
                let again = tenant.and_then(|tenant| standing.insert(tenant, Turn::Idle));
                tenant.filter(|_| again == Some(Turn::UnderWayAndOnceMore)).into_iter().collect()
            },
        };
        for tenant in due {
            let turn = standing.entry(tenant).or_default();
            if *turn != Turn::Idle {
                *turn = Turn::UnderWayAndOnceMore;
                continue;
            }
            *turn = Turn::UnderWay;
            let (node, worker, held) = (Arc::clone(&node), worker.clone(), Rc::clone(&held));
            let task = turns.spawn_local(async move {
                if holds(&node, tenant, W::KIND, me, &held).await && is_at_home(&node, tenant).await {
                    worker.turn(tenant).await;
                }
            });
            under_way.insert(task.id(), tenant);
        }
    }
}

/// Where a community's work stands.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Turn {
    #[default]
    Idle,
    UnderWay,
    UnderWayAndOnceMore,
}

async fn find(node: &Node, kind: WorkKind) -> Result<Vec<TenantId>, StoreError> {
    node.store.region().read(Monotonic::now() + node.request_time, move |tx| tx.work().all(kind)).await
}

/// Until when this node need not say anew that it holds a community's work.
type Held = Rc<RefCell<HashMap<TenantId, Monotonic>>>;

/// Whether a community's work is done here at all: what one that moves has to send, it sends from its new home.
async fn is_at_home(node: &Node, tenant: TenantId) -> bool {
    let rows = node.store.tenant(tenant);
    match rows.read(Monotonic::now() + node.request_time, |tx| Ok(!tx.is_moving())).await {
        Ok(stays) => stays,
        Err(StoreError::NotFound) => false,
        // Whoever does the work meets the same and says so.
        Err(_) => true,
    }
}

/// Whether this node does a community's work now. Files have one owner, who holds everything; the nodes of a database
/// take turns.
async fn holds(node: &Node, tenant: TenantId, kind: WorkKind, me: Uuid, held: &Held) -> bool {
    let asked = Monotonic::now();
    if !node.store.is_shared() || held.borrow().get(&tenant).is_some_and(|until| asked < *until) {
        return true;
    }
    let now = node.clock.now();
    let until = now.plus_seconds(HELD.as_secs().cast_signed());
    let deadline = asked + node.request_time;
    let region = node.store.region();
    let taken = region.write::<_, StoreError>(deadline, operator(&node.clock), move |tx| {
        tx.work().hold(tenant, kind, me, now, until)
    });
    let is_mine = taken.await.unwrap_or_else(|error| {
        tracing::warn!(%error, %kind, "whether another node does this work is not known");
        false
    });
    if is_mine {
        held.borrow_mut().insert(tenant, asked + HELD / 2);
    }
    is_mine
}

/// Lets go of the work this node holds, once it does none of it any more: another need not wait until the node is taken
/// for gone.
pub async fn let_go(node: &Node) {
    if !node.store.is_shared() {
        return;
    }
    let (holder, deadline) = (node.holder, Monotonic::now() + node.request_time);
    let region = node.store.region();
    let left = region.write::<_, StoreError>(deadline, operator(&node.clock), move |tx| tx.work().let_go(holder));
    if let Err(error) = left.await {
        tracing::warn!(%error, "another node takes this node's work on in a minute only");
    }
}
