//! Setting webhooks up, changing and ending them, and giving them new keys.
use std::time::Instant as Monotonic;

use actix_web::HttpResponse;
use domain::policy::{Permission, SCOPES, Target};
use domain::webhook::{ReceiverUrl, WEBHOOKS_MAX};
use domain::{ActKind, FaultKind, Line, WebhookId, WebhookMaker, WebhookState, WorkKind};
use persistence::{Queue, StoreError};
use serde_json::Value;

use super::fields::{WebhookFields, WebhookView};
use super::own;
use crate::boot::worker;
use crate::guard::{Done, InTenant, Reading, WriteWebhooks, Writing};
use crate::node::Node;
use crate::webhooks::{fresh, place_now};
use crate::wire::{ApiError, Code, JsonBody, MergePatch};

/// What is wrong with an address that is to be sent to, as far as that is for the network to say.
async fn unreachable(node: &Node, url: Option<&Value>) -> Option<FaultKind> {
    // What is no address at all is found where the fields are read.
    let url = ReceiverUrl::parse(url?.as_str()?).ok()?;
    node.webhooks.check(&url).await
}

/// The caller, whose eyes will choose what is told. A token that may not follow changes sets up nothing that does.
fn maker(caller: &InTenant<WriteWebhooks>) -> Result<WebhookMaker, ApiError> {
    let who = caller.facts().caller.as_ref().ok_or_else(|| ApiError::internal("a webhook of nobody"))?;
    let scope = Permission::ReadChanges.scope();
    if !who.scopes.contains(scope) {
        return Err(ApiError::new(Code::ScopeMissing).with("scope", scope));
    }
    let line = |text: &str| Line::from_stored(text.to_owned());
    let known = |scope: &&String| SCOPES.iter().any(|(known, _)| known == scope);
    Ok(WebhookMaker {
        issuer: line(&who.issuer),
        subject: line(&who.subject),
        organization: who.system_of(),
        scopes: who.scopes.iter().filter(known).cloned().collect(),
    })
}

/// Lets the region's nodes know that they must look at this community by themselves.
async fn stands(caller: &InTenant<WriteWebhooks>) -> Result<(), ApiError> {
    let (facts, tenant) = (caller.facts(), caller.tenant().id);
    let region = facts.node.store.region();
    let deadline: Monotonic = facts.deadline;
    let noted = region.write::<_, StoreError>(deadline, worker(&facts.node.clock), move |tx| {
        tx.work().stands(tenant, WorkKind::Webhooks)
    });
    Ok(noted.await?)
}

/// Set up a webhook
///
/// Has a system told of changes (*webhook*) from now on, one message at a time, signed as Standard Webhooks has it. It is
/// told what its maker may see at that moment. A shared secret is shown in this answer and never again.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/webhooks", operation_id = "create_webhook", tag = "webhooks",
    request_body = WebhookFields,
    responses((status = 201, description = "The webhook as set up", body = WebhookView)))]
pub(super) async fn create_webhook(caller: InTenant<WriteWebhooks>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    // Names are looked up only for those who may have webhooks.
    caller.read(|_| Ok(())).await?;
    let maker = maker(&caller)?;
    let (node, tenant, id) = (caller.facts().node.clone(), caller.tenant().id, WebhookId::fresh());
    let wrong = unreachable(&node, body.member("url")).await;
    stands(&caller).await?;
    let (address, community) = (caller.collection("webhooks"), caller.tenant().clone());
    caller
        .create::<WebhookFields>(body, move |writing, told| {
            let mut webhook = told.make(|fields| {
                let webhook = fields.resolve(writing, id, None, maker, wrong)?;
                writing.may_for(&Target { party: webhook.party, ..Target::default() })?;
                Ok(webhook)
            })?;
            if usize::try_from(writing.tx.webhooks().lasting()?).is_ok_and(|lasting| lasting >= WEBHOOKS_MAX) {
                return Err(ApiError::new(Code::Conflict));
            }
            let made = fresh(&node.keys, tenant, id, webhook.signing)?;
            webhook.keys = vec![made.key];
            let Writing { rights, sight, today, now, .. } = *writing;
            let mut reading = Reading { tx: &mut *writing.tx, rights, sight, today, now };
            let place = place_now(&mut reading, &node, &community, &webhook.maker)?;
            writing.tx.webhooks().insert(&webhook, &place)?;
            let (version, view) = (webhook.version, WebhookView::of(webhook));
            Done::created(format!("{address}/{id}"), version, &view.with_secret(made.secret))?.told_again_as(&view)
        })
        .await
}

/// Change a webhook
///
/// Changes a webhook (*webhook*) by a merge patch (RFC 7396). Whom it is for and how it signs stay. It is told what whoever
/// changes it may see from then on; `"state": "active"` takes up a disabled one, where it left off.
#[utoipa::path(patch, path = "/v1/tenants/{tenant}/webhooks/{webhook}", operation_id = "change_webhook",
    tag = "webhooks", request_body(content = WebhookFields, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The webhook as changed", body = WebhookView)))]
pub(super) async fn change_webhook(
    caller: InTenant<WriteWebhooks>,
    patch: MergePatch,
) -> Result<HttpResponse, ApiError> {
    let id = caller.id("webhook", WebhookId::parse)?;
    caller.read(|_| Ok(())).await?;
    let maker = maker(&caller)?;
    let node = caller.facts().node.clone();
    let wrong = unreachable(&node, patch.member("url")).await;
    caller
        .patch(patch, move |writing, patch, condition| {
            let old = own(writing, id)?;
            condition.matches(old.value.version)?;
            let told = patch.onto::<WebhookFields>(&WebhookFields::from(old.value.clone()))?;
            let new = told.make(|fields| fields.resolve(writing, id, Some(&old.value), maker, wrong))?;
            if new.state == WebhookState::Active {
                // What it waits for is tried at once: the receiver may have been mended.
                let queue = writing.tx.webhook_log().queue(id)?;
                let fresh = Queue { tries: 0, first_at: None, due_at: None, ..queue };
                writing.tx.webhook_log().go_on(id, &fresh)?;
            }
            writing.tx.webhooks().change(&old, &new, ActKind::Changed)?;
            Done::changed(new.version, &WebhookView::of(new))
        })
        .await
}

/// End a webhook
///
/// Ends a webhook (*webhook*): it is told nothing any more, and its keys are gone. What became of its messages can be read
/// for 30 days.
#[utoipa::path(delete, path = "/v1/tenants/{tenant}/webhooks/{webhook}", operation_id = "end_webhook", tag = "webhooks",
    responses((status = 200, description = "The webhook as ended", body = WebhookView)))]
pub(super) async fn end_webhook(caller: InTenant<WriteWebhooks>) -> Result<HttpResponse, ApiError> {
    let id = caller.id("webhook", WebhookId::parse)?;
    let nothing = crate::wire::Query::of(caller.request()).finish();
    caller
        .change(&[], nothing, move |writing, (), condition| {
            let old = own(writing, id)?;
            condition.matches(old.value.version)?;
            let new = old.value.ended(writing.now);
            writing.tx.webhooks().change(&old, &new, ActKind::Ended)?;
            Done::changed(new.version, &WebhookView::of(new))
        })
        .await
}

/// Give a webhook a new key
///
/// Makes a new key (*nøkkel*). The one before signs beside it for 24 hours, so that the receiver can take the new one up in
/// between. A shared secret is shown in this answer and never again. At most four keys sign at a time.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/webhooks/{webhook}/secrets", operation_id = "rotate_webhook_secret",
    tag = "webhooks", responses((status = 200, description = "The webhook with its new key", body = WebhookView)))]
pub(super) async fn rotate_webhook_secret(caller: InTenant<WriteWebhooks>) -> Result<HttpResponse, ApiError> {
    let id = caller.id("webhook", WebhookId::parse)?;
    let nothing = crate::wire::Query::of(caller.request()).finish();
    let (node, tenant) = (caller.facts().node.clone(), caller.tenant().id);
    caller
        .write(&[], nothing, move |writing, ()| {
            let old = own(writing, id)?;
            let made = fresh(&node.keys, tenant, id, old.value.signing)?;
            let new = old.value.rotated(made.key, writing.now).ok_or_else(|| ApiError::new(Code::Conflict))?;
            writing.tx.webhooks().change(&old, &new, ActKind::Changed)?;
            let (version, view) = (new.version, WebhookView::of(new));
            Done::changed(version, &view.with_secret(made.secret))?.told_again_as(&view)
        })
        .await
}
