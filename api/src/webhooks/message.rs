//! Messages: one CloudEvent each, under an id that stays the same however often it is tried.
use domain::{Digest, Instant, WebhookId};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::node::Node;

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id: the receiver's own way of telling a message it has had.
    pub id: String,
    /// The type of its event.
    pub kind: String,
    /// The event as JSON.
    pub body: String,
}

/// What every type of an event begins with.
const PREFIX: &str = "no.helsefellesskap.";

impl Message {
    /// A message about an event of the feed.
    pub(super) fn of(webhook: WebhookId, event: &Value) -> Self {
        let text = |member: &str| event[member].as_str().unwrap_or_default();
        let named = format!("{webhook}\n{}\n{}", text("source"), text("id"));
        let id = format!("msg_{}", &Digest::of_bytes(named.as_bytes()).to_string()[..32]);
        Self { id, kind: text("type").to_owned(), body: event.to_string() }
    }

    /// A message that says nothing but that messages arrive.
    pub(crate) fn test(webhook: WebhookId, source: &str, now: Instant) -> Self {
        Self::of(webhook, &own(webhook, "webhook.test", &Uuid::now_v7().simple().to_string(), source, now))
    }

    /// A message that says that some changes cannot be told of: what the receiver has, it fetches anew.
    pub(super) fn resync(webhook: WebhookId, place: &str, source: &str, now: Instant) -> Self {
        // The same as long as the place is, so that it is one message however often it is tried.
        let id = Digest::of_bytes(format!("{webhook}\n{place}").as_bytes()).to_string();
        let mut event = own(webhook, "resync-required", &id[..32], source, now);
        event["datacontenttype"] = json!("application/json");
        event["data"] = json!({"snapshot": format!("{source}/snapshot")});
        Self::of(webhook, &event)
    }
}

/// An event about the webhook itself.
fn own(webhook: WebhookId, kind: &str, id: &str, source: &str, now: Instant) -> Value {
    json!({
        "specversion": "1.0", "id": id, "source": source, "type": format!("{PREFIX}{kind}"),
        "subject": webhook, "time": now,
    })
}

/// The address of a community, by which its events say where they come from.
pub(crate) fn source(node: &Node, tenant: &domain::Tenant) -> String {
    format!("{}/v1/tenants/{}", node.url.trim_end_matches('/'), tenant.slug)
}
