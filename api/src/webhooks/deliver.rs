//! One webhook's messages, one after the other: what comes next is chosen with the eyes of this moment, sent while nothing
//! is held, and noted. The next message is not tried before the one before it is delivered or given up.
use std::sync::Arc;
use std::time::Instant as Monotonic;

use domain::webhook::{DisabledReason, Onward, onward};
use domain::{ActKind, Date, Epoch, Handle, Instant, Tenant, TenantId, Webhook, WebhookId, WebhookState, oslo_date};
use persistence::{DeadLetter, Delivery, Queue, TenantTx};

use super::changes::{self, Next};
use super::message::Message;
use super::sender::Sent;
use super::{eyes, signatures};
use crate::boot::worker;
use crate::guard::Reading;
use crate::node::Node;
use crate::wire::{ApiError, Code};

/// Where a webhook rests: as long as this is so, there is nothing to tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rest {
    pub epoch: Epoch,
    pub seq: i64,
    pub day: Date,
    pub version: i32,
}

/// What is to be done next.
enum Step {
    /// Nothing.
    Rest(Rest),
    /// Nothing now: it is not told of changes, or its message is tried later.
    Wait,
    /// Its maker may not have it any more.
    Disable,
    /// There was nothing for it up to this place.
    Pass(Queue, String),
    /// This is sent; what comes next comes after the place.
    Send(Box<Sending>),
}

struct Sending {
    webhook: Webhook,
    queue: Queue,
    message: Message,
    place: String,
}

/// Tells a webhook of everything there is to tell, as long as `goes_on` says so. Returns where it rests, if it does.
pub(super) async fn deliver(
    node: &Arc<Node>,
    tenant: TenantId,
    id: WebhookId,
    goes_on: impl Fn() -> bool,
) -> Result<Option<Rest>, ApiError> {
    while goes_on() {
        let found = node.tenants.find(&node.store, &Handle::Id(tenant), node.clock.now(), deadline(node)).await?;
        let sending = match look(node, &found, id).await? {
            Step::Rest(rest) => return Ok(Some(rest)),
            Step::Wait => return Ok(None),
            Step::Disable => {
                disable(node, tenant, id, DisabledReason::Rights).await?;
                return Ok(None);
            }
            Step::Pass(queue, place) => {
                pass(node, tenant, id, queue, place).await?;
                continue;
            }
            Step::Send(sending) => sending,
        };
        if !eyes::are_open(node, &sending.webhook, deadline(node)).await? {
            disable(node, tenant, id, DisabledReason::Rights).await?;
            return Ok(None);
        }
        let sent = send(node, tenant, &sending.webhook, &sending.message).await;
        if !note(node, tenant, *sending, sent).await? {
            return Ok(None);
        }
    }
    Ok(None)
}

fn deadline(node: &Node) -> Monotonic {
    Monotonic::now() + node.request_time
}

/// Finds what comes next.
async fn look(node: &Arc<Node>, tenant: &Arc<Tenant>, id: WebhookId) -> Result<Step, ApiError> {
    let (scope, now) = (node.store.tenant(tenant.id), node.clock.now());
    let (node, tenant, deadline) = (Arc::clone(node), Arc::clone(tenant), deadline(node));
    scope
        .read(deadline, move |tx| {
            let webhook = tx.webhooks().get(id)?.value;
            let queue = tx.webhook_log().queue(id)?;
            if webhook.state != WebhookState::Active || queue.due_at.is_some_and(|due| now < due) {
                return Ok(Step::Wait);
            }
            let (day, head) = (oslo_date(now), tx.head());
            let next = next(&node, &tenant, &webhook, &queue.place, now, tx)?;
            let (message, place) = match next {
                None => return Ok(Step::Disable),
                Some(Next::Message(message, place)) => (message, place),
                Some(Next::Nothing(place)) if place != queue.place => return Ok(Step::Pass(queue, place)),
                Some(Next::Nothing(_)) => {
                    let rest = Rest { epoch: head.epoch, seq: head.seq, day, version: webhook.version };
                    return Ok(Step::Rest(rest));
                }
            };
            Ok(Step::Send(Box::new(Sending { webhook, queue, message, place })))
        })
        .await
}

/// What comes after a place, for the eyes of whoever set the webhook up; none where they may not have it any more.
fn next(
    node: &Node,
    tenant: &Tenant,
    webhook: &Webhook,
    place: &str,
    now: Instant,
    tx: &mut TenantTx<'_, '_>,
) -> Result<Option<Next>, ApiError> {
    let (caller, today) = (eyes::caller(&webhook.maker, now), oslo_date(now));
    let Some(rights) = eyes::rights(node, tenant, webhook, today, &caller, tx)? else { return Ok(None) };
    let mut reading = Reading { tx, rights: &rights, sight: &rights.sight(), today, now };
    changes::next(&mut reading, node, tenant, webhook, place).map(Some)
}

/// The message that comes after a place once more, as its reader may see it now.
///
/// # Errors
/// If they may not have it any more, or it is no longer there to be told.
pub fn again(
    node: &Node,
    tenant: &Tenant,
    webhook: &Webhook,
    place: &str,
    now: Instant,
    tx: &mut TenantTx<'_, '_>,
) -> Result<Message, ApiError> {
    match next(node, tenant, webhook, place, now, tx)? {
        Some(Next::Message(message, _)) => Ok(message),
        Some(Next::Nothing(_)) | None => Err(ApiError::new(Code::Conflict)),
    }
}

/// Sends a message once.
pub(crate) async fn send(node: &Node, tenant: TenantId, webhook: &Webhook, message: &Message) -> Sent {
    let now = node.clock.now();
    match signatures(&node.keys, tenant, webhook, message, now) {
        Ok(signatures) => {
            let seconds = now.micros().div_euclid(1_000_000);
            node.webhooks.send(&webhook.url, message, seconds, &signatures).await
        }
        Err(fault) => Sent::not(fault),
    }
}

/// Notes what came of a try. Returns whether the next message may be sent at once.
async fn note(node: &Arc<Node>, tenant: TenantId, sending: Sending, sent: Sent) -> Result<bool, ApiError> {
    let (now, id) = (node.clock.now(), sending.webhook.id);
    let (scope, deadline) = (node.store.tenant(tenant), deadline(node));
    let written = scope.write(deadline, worker(&node.clock), move |tx| {
        let Sending { queue, message, place, .. } = sending;
        let mut standing = tx.webhook_log().queue(id)?;
        // Another node was faster with the same message: what it noted holds.
        if (&standing.place, standing.tries) != (&queue.place, queue.tries) {
            return Ok(false);
        }
        let tries = queue.tries.saturating_add(1);
        let first = queue.first_at.unwrap_or(now);
        let seed = message.id.as_bytes();
        let become_of = onward(sent.fault, tries.unsigned_abs(), first, now, seed, sent.retry_after);
        standing.number += 1;
        let delivery = delivery(&message, standing.number, tries, now, &sent);
        tx.webhook_log().add(id, &delivery)?;
        let (was, go_on) = (standing.place.clone(), matches!(become_of, Onward::Next | Onward::GivenUp));
        match become_of {
            Onward::Next | Onward::GivenUp => {
                standing = Queue { place, number: standing.number, tries: 0, first_at: None, due_at: None };
            }
            Onward::Again(at) => {
                (standing.tries, standing.first_at, standing.due_at) = (tries, Some(first), Some(at));
            }
            Onward::Disabled => (standing.tries, standing.first_at, standing.due_at) = (0, None, None),
        }
        tx.webhook_log().go_on(id, &standing)?;
        match become_of {
            Onward::GivenUp => tx.webhook_log().give_up(id, &DeadLetter { last: delivery, place: was })?,
            Onward::Disabled => disable_in(tx, id, DisabledReason::Gone, now)?,
            Onward::Next | Onward::Again(_) => {}
        }
        Ok::<_, ApiError>(go_on)
    });
    written.await
}

/// A try as the log tells of it.
pub(crate) fn delivery(message: &Message, number: i64, tries: i32, at: Instant, sent: &Sent) -> Delivery {
    Delivery {
        number,
        message: message.id.clone(),
        kind: message.kind.clone(),
        tries,
        at,
        status: sent.status,
        fault: sent.fault,
        millis: sent.millis,
    }
}

/// Notes that there was nothing for a webhook up to a place.
async fn pass(node: &Node, tenant: TenantId, id: WebhookId, queue: Queue, place: String) -> Result<(), ApiError> {
    let scope = node.store.tenant(tenant);
    let written = scope.write(deadline(node), worker(&node.clock), move |tx| {
        let standing = tx.webhook_log().queue(id)?;
        if standing == queue {
            let passed = Queue { place, tries: 0, first_at: None, due_at: None, ..standing };
            tx.webhook_log().go_on(id, &passed)?;
        }
        Ok(())
    });
    written.await
}

async fn disable(node: &Node, tenant: TenantId, id: WebhookId, reason: DisabledReason) -> Result<(), ApiError> {
    let (scope, now) = (node.store.tenant(tenant), node.clock.now());
    scope.write(deadline(node), worker(&node.clock), move |tx| disable_in(tx, id, reason, now)).await
}

fn disable_in(tx: &mut TenantTx<'_, '_>, id: WebhookId, reason: DisabledReason, now: Instant) -> Result<(), ApiError> {
    let old = tx.webhooks().get(id)?;
    // Whoever has changed it meanwhile knows better.
    if old.value.state == WebhookState::Active {
        tx.webhooks().change(&old, &old.value.disabled(reason, now), ActKind::Changed)?;
    }
    Ok(())
}
