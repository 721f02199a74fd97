//! Messages that somebody asks for: a test, and a dead letter once more. What came of them is answered at once.
use actix_web::HttpResponse;
use domain::policy::Target;
use domain::{Webhook, WebhookId};
use persistence::{Queue, WebhookLog};

use super::logs::DeliveryView;
use super::{own, seen};
use crate::guard::{Done, InTenant, Reading, WriteWebhooks, Writing};
use crate::webhooks::{Message, Sent, again, are_open, delivery, send, source};
use crate::wire::{ApiError, Code};

/// A webhook that the caller may have messages sent to.
fn asked(reading: &mut Reading<'_, '_, '_>, id: WebhookId) -> Result<Webhook, ApiError> {
    let webhook = seen(reading.tx, reading.rights, id)?.value;
    let target = Target { party: webhook.party, ..Target::default() };
    reading.may_for(domain::policy::Permission::WriteWebhooks, &target)?;
    webhook.must_not_have_ended()?;
    Ok(webhook)
}

/// Notes what came of a message that was asked for.
fn noted(writing: &mut Writing<'_, '_, '_>, id: WebhookId, message: &Message, sent: &Sent) -> Result<Done, ApiError> {
    own(writing, id)?;
    let queue = writing.tx.webhook_log().queue(id)?;
    let number = queue.number + 1;
    writing.tx.webhook_log().go_on(id, &Queue { number, ..queue })?;
    let delivery = delivery(message, number, 1, writing.now, sent);
    writing.tx.webhook_log().add(id, &delivery)?;
    Done::told(&DeliveryView::from(delivery))
}

/// Send a test message
///
/// Sends one message that says nothing (*prøvemelding*) and answers what came of it. A disabled webhook is tested too.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/webhooks/{webhook}/tests", operation_id = "test_webhook",
    tag = "webhooks", responses((status = 200, description = "What came of it", body = DeliveryView)))]
pub(super) async fn test_webhook(caller: InTenant<WriteWebhooks>) -> Result<HttpResponse, ApiError> {
    let id = caller.id("webhook", WebhookId::parse)?;
    let (node, tenant) = (caller.facts().node.clone(), caller.tenant().id);
    let message = Message::test(id, &source(&node, caller.tenant()), caller.facts().now);
    caller
        .reach_out(
            move |reading| asked(reading, id),
            async |webhook| {
                let sent = send(&node, tenant, &webhook, &message).await;
                (message, sent)
            },
            move |writing, (message, sent)| noted(writing, id, &message, &sent),
        )
        .await
}

/// Send a dead letter again
///
/// Sends a message that was given up (*daudt brev*) once more, as its reader may see it now, and answers what came of it.
/// One that is delivered is no dead letter any more. What cannot be told any more is refused.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/webhooks/{webhook}/dead-letters/{message}/replays",
    operation_id = "replay_webhook_dead_letter", tag = "webhooks",
    responses((status = 200, description = "What came of it", body = DeliveryView)))]
pub(super) async fn replay_webhook_dead_letter(caller: InTenant<WriteWebhooks>) -> Result<HttpResponse, ApiError> {
    let id = caller.id("webhook", WebhookId::parse)?;
    let (node, tenant) = (caller.facts().node.clone(), caller.tenant().clone());
    let dead = caller.segment("message").to_owned();
    let deadline = caller.facts().deadline;
    let (found_in, of, known_as) = (node.clone(), tenant.clone(), dead.clone());
    caller
        .reach_out(
            move |reading| {
                let webhook = asked(reading, id)?;
                let since = WebhookLog::since(reading.now);
                let letter = reading.tx.webhook_log().dead_letter(id, &known_as, since)?;
                let message = again(&found_in, &of, &webhook, &letter.place, reading.now, reading.tx)?;
                Ok((webhook, message))
            },
            async |(webhook, message): (Webhook, Message)| {
                if !are_open(&node, &webhook, deadline).await? {
                    return Err(ApiError::new(Code::Conflict));
                }
                let sent = send(&node, tenant.id, &webhook, &message).await;
                Ok((message, sent))
            },
            move |writing, came: Result<(Message, Sent), ApiError>| {
                let (message, sent) = came?;
                if sent.fault.is_none() {
                    writing.tx.webhook_log().take_back(id, &dead)?;
                }
                noted(writing, id, &message, &sent)
            },
        )
        .await
}
