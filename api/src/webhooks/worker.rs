//! The work of telling webhooks: a task of its own for each, so that a slow receiver delays only itself.
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant as Monotonic};

use domain::{TenantId, WebhookId, WorkKind, oslo_date};
use persistence::StoreError;
use tokio::task::JoinSet;

use super::deliver::{Rest, deliver};
use crate::node::Node;
use crate::work::{LOOK_FOR_WORK, Worker, keep_working};

/// How long after a turn a message may still be sent. A turn is had by the node that holds the work, for at least half a
/// minute more; a message takes no longer than the longest time-out after that.
const AFTER_A_TURN: Duration = Duration::from_secs(8);

/// Tells webhooks of changes.
#[derive(Clone)]
pub struct Webhooks {
    node: Arc<Node>,
    state: Rc<RefCell<State>>,
    /// Those under way. Dropped with the worker, so that nothing is sent after it.
    tasks: Rc<RefCell<JoinSet<()>>>,
}

#[derive(Default)]
struct State {
    /// When each community last had its turn here.
    turns: HashMap<TenantId, Monotonic>,
    under_way: HashSet<WebhookId>,
    rests: HashMap<WebhookId, Rest>,
}

impl Webhooks {
    /// Of one region.
    pub fn new(node: Arc<Node>) -> Self {
        Self { node, state: Rc::default(), tasks: Rc::default() }
    }

    fn begin(&self, tenant: TenantId, id: WebhookId) {
        if !self.state.borrow_mut().under_way.insert(id) {
            return;
        }
        let (node, state) = (Arc::clone(&self.node), Rc::clone(&self.state));
        let mut tasks = self.tasks.borrow_mut();
        // Those that are done leave nothing behind.
        while tasks.try_join_next().is_some() {}
        tasks.spawn_local(async move {
            let ended = Ended(Rc::clone(&state), id);
            let turns = Rc::clone(&state);
            let goes_on = move || turns.borrow().turns.get(&tenant).is_some_and(|at| at.elapsed() < AFTER_A_TURN);
            match deliver(&node, tenant, id, goes_on).await {
                Ok(Some(rest)) => drop(state.borrow_mut().rests.insert(id, rest)),
                Ok(None) => {}
                Err(error) => tracing::warn!(%tenant, webhook = %id, %error, "a webhook was not told of changes"),
            }
            drop(ended);
        });
    }
}

/// A task that has ended, however it did.
struct Ended(Rc<RefCell<State>>, WebhookId);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.borrow_mut().under_way.remove(&self.1);
    }
}

/// Tells a region's webhooks of changes for as long as the node runs.
pub async fn work(node: Arc<Node>) {
    keep_working(Arc::clone(&node), Webhooks::new(node), LOOK_FOR_WORK).await;
}

impl Worker for Webhooks {
    const KIND: WorkKind = WorkKind::Webhooks;

    async fn turn(&self, tenant: TenantId) {
        self.state.borrow_mut().turns.insert(tenant, Monotonic::now());
        let now = self.node.clock.now();
        let scope = self.node.store.tenant(tenant);
        let found = scope.read(Monotonic::now() + self.node.request_time, |tx| {
            Ok::<_, StoreError>((tx.head(), tx.webhooks().active()?))
        });
        let (head, active) = match found.await {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(%tenant, %error, "webhooks were not looked for");
                return;
            }
        };
        for (id, version, due) in active {
            let rest = Rest { epoch: head.epoch, seq: head.seq, day: oslo_date(now), version };
            let rests = self.state.borrow().rests.get(&id) == Some(&rest);
            if !rests && due.is_none_or(|due| due <= now) {
                self.begin(tenant, id);
            }
        }
    }
}
