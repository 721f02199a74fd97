//! The secrets of webhooks: sealed by the region that holds them, and by no other.
use data_encoding::BASE64;
use domain::{ActKind, Instant, TenantId, Webhook, WebhookId};
use persistence::{StoreError, TenantTx};
use serde::{Deserialize, Serialize};

use crate::auth::Keys;
use crate::webhooks::{open_key, seal_key};
use crate::wire::ApiError;

/// The secrets of one webhook, newest first; nothing where its home could not open one any more.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct WebhookSecrets {
    id: WebhookId,
    secrets: Vec<Option<String>>,
}

/// The secrets of every webhook, opened.
pub(super) fn opened(keys: &Keys, tenant: TenantId, webhooks: &[Webhook], now: Instant) -> Vec<WebhookSecrets> {
    let of = |webhook: &Webhook| {
        let keys = webhook.keys.iter().map(|key| open_key(keys, tenant, webhook.id, key, now));
        WebhookSecrets { id: webhook.id, secrets: keys.map(|secret| secret.map(|it| BASE64.encode(&it))).collect() }
    };
    webhooks.iter().map(of).collect()
}

/// Seals every secret anew, as this region can open it. What it can open already stays as it is.
pub(super) fn sealed(
    tx: &mut TenantTx<'_, '_>,
    keys: &Keys,
    tenant: TenantId,
    secrets: &[WebhookSecrets],
    now: Instant,
) -> Result<(), ApiError> {
    for kept in tx.webhooks().all()? {
        let mut new = kept.value.clone();
        let told = secrets.iter().find(|told| told.id == new.id);
        for (at, key) in new.keys.iter_mut().enumerate() {
            let secret = told.and_then(|told| told.secrets.get(at)?.as_deref());
            let Some(secret) = secret.and_then(|text| BASE64.decode(text.as_bytes()).ok()) else { continue };
            if open_key(keys, tenant, kept.value.id, key, now).is_none() {
                key.sealed = seal_key(keys, tenant, kept.value.id, &secret)?;
            }
        }
        if new.keys != kept.value.keys {
            new.version += 1;
            new.changed_at = now;
            tx.webhooks().change(&kept, &new, ActKind::Changed)?;
        }
    }
    Ok(())
}

/// Every webhook, as a store has it.
pub(super) fn all(tx: &mut TenantTx<'_, '_>) -> Result<Vec<Webhook>, StoreError> {
    Ok(tx.webhooks().all()?.into_iter().map(|kept| kept.value).collect())
}
