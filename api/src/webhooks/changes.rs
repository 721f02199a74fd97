//! What comes next in the feed, as a message.
use std::collections::BTreeSet;

use domain::{Tenant, Webhook, WebhookMaker};
use serde::{Deserialize, Serialize};

use super::message::{Message, source};
use crate::feeds::{self, Asked, Place};
use crate::guard::Reading;
use crate::node::Node;
use crate::wire::{ApiError, Code};

/// What comes after a place.
pub(super) enum Next {
    /// This message; what follows comes after the place.
    Message(Message, String),
    /// Nothing, up to this place.
    Nothing(String),
}

/// How far a webhook has been told. What one act touches comes together, and is told one by one.
#[derive(Debug, Serialize, Deserialize)]
struct Told {
    after: Place,
    /// The events after the place that have been told.
    events: BTreeSet<String>,
}

impl Told {
    fn up_to(after: Place) -> Self {
        Self { after, events: BTreeSet::new() }
    }

    fn text(&self) -> Result<String, ApiError> {
        serde_json::to_string(self).map_err(ApiError::internal)
    }
}

/// What a webhook asks the feed for.
fn asked(node: &Node, tenant: &Tenant, webhook: &Webhook) -> Asked {
    let types = webhook.types.iter().map(|of| of.0).collect();
    let types = Some(types).filter(|types: &BTreeSet<_>| !types.is_empty());
    Asked { source: source(node, tenant), scopes: Some(webhook.maker.scopes.clone()), types }
}

/// The place from which everything is new to whoever reads.
pub fn place_now(
    reading: &mut Reading<'_, '_, '_>,
    node: &Node,
    tenant: &Tenant,
    maker: &WebhookMaker,
) -> Result<String, ApiError> {
    let asked = Asked { source: source(node, tenant), scopes: Some(maker.scopes.clone()), types: None };
    Told::up_to(Place::now(reading, &asked)?).text()
}

/// What comes after a place.
pub(super) fn next(
    reading: &mut Reading<'_, '_, '_>,
    node: &Node,
    tenant: &Tenant,
    webhook: &Webhook,
    place: &str,
) -> Result<Next, ApiError> {
    let asked = asked(node, tenant, webhook);
    let mut told: Told = serde_json::from_str(place).map_err(ApiError::internal)?;
    let batch = match feeds::read(reading, &asked, &told.after, 1) {
        Ok(batch) => batch,
        Err(error) if matches!(error.code, Code::ResyncRequired | Code::CursorInvalid) => {
            // Told of this, the receiver fetches everything anew; from now on it is told what changes after that.
            let message = Message::resync(webhook.id, place, &asked.source, reading.now);
            let now = Told::up_to(Place::now(reading, &asked)?);
            return Ok(Next::Message(message, now.text()?));
        }
        Err(error) => return Err(error),
    };
    let mut left = batch.events.iter().filter(|event| !told.events.contains(&event.id));
    let Some(event) = left.next() else { return Ok(Next::Nothing(Told::up_to(batch.place).text()?)) };
    let is_last = left.next().is_none();
    let message = Message::of(webhook.id, &serde_json::to_value(event).map_err(ApiError::internal)?);
    told.events.insert(event.id.clone());
    let after = if is_last { Told::up_to(batch.place) } else { told };
    Ok(Next::Message(message, after.text()?))
}
