//! Sends what is in the outboxes, community by community.
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant as Monotonic;

use domain::{Date, Dispatch, Epoch, Handle, NoticeState, TenantId, TenantStatus, WorkKind, oslo_date};
use futures_util::{StreamExt as _, stream};
use persistence::{StoreError, TenantTx};

use super::compose::compose;
use super::mail::Outcome;
use super::outbox::reminders;
use super::prepare::{Desk, Next, Ready};
use crate::boot::operator;
use crate::node::Node;
use crate::wire::ApiError;
use crate::work::Worker;

/// How many are taken from an outbox at once.
const BATCH: i64 = 20;
/// How many are on their way to the server at a time.
const AT_ONCE: usize = 4;

/// When reminders were last looked for: where the journal stood, and the day.
type Looked = HashMap<TenantId, (Epoch, i64, Date)>;

/// Who sends notices for a node.
#[derive(Clone)]
pub struct Postman {
    node: Arc<Node>,
    looked: Rc<RefCell<Looked>>,
}

impl Worker for Postman {
    const KIND: WorkKind = WorkKind::Notices;

    async fn turn(&self, tenant: TenantId) {
        if let Err(error) = self.deliver(tenant).await {
            tracing::warn!(?error, %tenant, "notices were not sent");
        }
    }
}

impl Postman {
    /// Of this node, which must know a mail server to send anything.
    pub fn new(node: Arc<Node>) -> Self {
        Self { node, looked: Rc::default() }
    }

    async fn write<T: Send + 'static>(
        &self,
        tenant: TenantId,
        work: impl FnOnce(&mut TenantTx<'_, '_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let deadline = Monotonic::now() + self.node.request_time;
        self.node.store.tenant(tenant).write(deadline, operator(&self.node.clock), work).await
    }

    /// Puts today's reminders into the outbox and sends what is due, until nothing is.
    async fn deliver(&self, tenant: TenantId) -> Result<(), ApiError> {
        self.remind(tenant).await?;
        while self.is_due(tenant).await? {
            let ready = self.take(tenant).await?;
            let sent = stream::iter(ready).map(|ready| self.send(ready)).buffer_unordered(AT_ONCE);
            let sent: Vec<(Dispatch, Outcome)> = sent.collect().await;
            self.settle(tenant, sent).await?;
        }
        Ok(())
    }

    /// Who is to be reminded changes with the community's acts and with the day alone.
    async fn remind(&self, tenant: TenantId) -> Result<(), StoreError> {
        let (deadline, now) = (Monotonic::now() + self.node.request_time, self.node.clock.now());
        let known = self.looked.borrow().get(&tenant).copied();
        let look = move |tx: &mut TenantTx<'_, '_>| {
            let head = tx.head();
            let state = (head.epoch, head.seq, oslo_date(now));
            let any = known != Some(state) && !reminders(tx, now)?.is_empty();
            Ok::<_, StoreError>((state, any))
        };
        let (state, any) = self.node.store.tenant(tenant).read(deadline, look).await?;
        if any {
            let put = move |tx: &mut TenantTx<'_, '_>| {
                let due = reminders(tx, now)?;
                tx.notices().insert(&due)
            };
            self.write(tenant, put).await?;
        }
        self.looked.borrow_mut().insert(tenant, state);
        Ok(())
    }

    async fn is_due(&self, tenant: TenantId) -> Result<bool, StoreError> {
        let (deadline, now) = (Monotonic::now() + self.node.request_time, self.node.clock.now());
        self.node.store.tenant(tenant).read(deadline, move |tx| tx.notices().any_due(now)).await
    }

    /// Takes what is due from the outbox, as each reader may see it now; what has nothing to tell is settled.
    async fn take(&self, tenant: TenantId) -> Result<Vec<Ready>, ApiError> {
        let (node, now) = (Arc::clone(&self.node), self.node.clock.now());
        let deadline = Monotonic::now() + node.request_time;
        let of = node.tenants.find(&node.store, &Handle::Id(tenant), node.clock.now(), deadline).await?;
        let taken = self.write(tenant, move |tx| {
            let mut desk = Desk::new(tx, &of, &node.url, oslo_date(now))?;
            let mut ready = Vec::new();
            for dispatch in tx.notices().due(now, BATCH)? {
                let next = match of.status {
                    TenantStatus::Closed => Next::Settle(NoticeState::Overtaken),
                    _ => desk.next(tx, &dispatch)?,
                };
                match next {
                    Next::Settle(state) => tx.notices().change(&dispatch, &dispatch.settled(state, now))?,
                    Next::Send(mut each) => {
                        each.dispatch = dispatch.tried(now);
                        tx.notices().change(&dispatch, &each.dispatch)?;
                        ready.push(*each);
                    }
                }
            }
            Ok(ready)
        });
        Ok(taken.await?)
    }

    async fn send(&self, ready: Ready) -> (Dispatch, Outcome) {
        let Some(mail) = &self.node.mail else { return (ready.dispatch, Outcome::Failed) };
        let outcome = match compose(&ready, mail.from(), &self.node.url, self.node.clock.now()) {
            Ok(letter) => mail.send(letter).await,
            Err(error) => {
                tracing::error!(?error, notice = %ready.dispatch.id, "a notice could not be written");
                Outcome::Refused
            }
        };
        (ready.dispatch, outcome)
    }

    /// Writes down what became of each.
    async fn settle(&self, tenant: TenantId, sent: Vec<(Dispatch, Outcome)>) -> Result<(), StoreError> {
        let now = self.node.clock.now();
        let write = move |tx: &mut TenantTx<'_, '_>| {
            for (tried, outcome) in sent {
                let new = match outcome {
                    Outcome::Sent => tried.settled(NoticeState::Sent, now),
                    Outcome::Refused => tried.settled(NoticeState::Refused, now),
                    Outcome::Failed => tried.failed(now),
                };
                // Asked for once more meanwhile, it waits anew whatever became of this attempt.
                let stands = tx.notices().get(tried.id)?;
                if stands.version == tried.version && stands != new {
                    tx.notices().change(&stands, &new)?;
                }
            }
            Ok(())
        };
        self.write(tenant, write).await
    }
}
