//! Keys and signatures as Standard Webhooks 1.0 has them: `v1` with a shared secret, `v1a` with a key pair.
use data_encoding::BASE64;
use domain::webhook::{DeliveryFault, Signing};
use domain::{Instant, TenantId, Webhook, WebhookId, WebhookKey};
use ed25519_dalek::{Signer as _, SigningKey};

use super::message::Message;
use crate::auth::{Keys, Sealer};
use crate::wire::ApiError;

/// A new key.
pub struct Fresh {
    /// As it is kept.
    pub key: WebhookKey,
    /// The secret in the form the receiver needs, where there is one. It is shown now and never again.
    pub secret: Option<String>,
}

/// What a webhook's secrets are bound to: sealed for one, they open for no other.
fn bound_to(tenant: TenantId, webhook: WebhookId) -> Vec<u8> {
    format!("webhook\n{tenant}\n{webhook}").into_bytes()
}

/// Makes a key for a webhook.
pub fn fresh(keys: &Keys, tenant: TenantId, webhook: WebhookId, signing: Signing) -> Result<Fresh, ApiError> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(ApiError::internal)?;
    let sealed = seal_key(keys, tenant, webhook, &secret)?;
    let (public, secret) = match signing {
        Signing::Hmac => (None, Some(format!("whsec_{}", BASE64.encode(&secret)))),
        Signing::Ed25519 => {
            let public = SigningKey::from_bytes(&secret).verifying_key();
            (Some(format!("whpk_{}", BASE64.encode(public.as_bytes()))), None)
        }
    };
    Ok(Fresh { key: WebhookKey { sealed, public, retires: None }, secret })
}

/// The secret of a webhook's key, if this region has sealed it.
pub fn open_key(keys: &Keys, tenant: TenantId, webhook: WebhookId, key: &WebhookKey, now: Instant) -> Option<[u8; 32]> {
    let (ring, bound_to) = (keys.secrets(), bound_to(tenant, webhook));
    let mut sealers = ring.accepted(now).map(|stored| Sealer::new(stored.secret.bytes()));
    sealers.find_map(|sealer| sealer.open_bytes(&key.sealed, &bound_to))?.try_into().ok()
}

/// The secret of a webhook's key as this region keeps it.
pub fn seal_key(keys: &Keys, tenant: TenantId, webhook: WebhookId, secret: &[u8]) -> Result<Vec<u8>, ApiError> {
    let sealer = Sealer::new(keys.secrets().current.secret.bytes());
    sealer.seal_bytes(secret, &bound_to(tenant, webhook)).map_err(ApiError::internal)
}

/// The signatures of a message by every key that signs now, newest first, as the header has them.
pub fn signatures(
    keys: &Keys,
    tenant: TenantId,
    webhook: &Webhook,
    message: &Message,
    now: Instant,
) -> Result<String, DeliveryFault> {
    let open = |key: &WebhookKey| open_key(keys, tenant, webhook.id, key, now);
    let mut all = Vec::new();
    for key in webhook.signing_keys(now) {
        // A key that cannot be opened any more may be an old one, beside which a new one signs.
        let Some(secret) = open(key) else { continue };
        all.push(sign(webhook.signing, &secret, message, now.micros().div_euclid(1_000_000))?);
    }
    if all.is_empty() { Err(DeliveryFault::Key) } else { Ok(all.join(" ")) }
}

fn sign(signing: Signing, secret: &[u8; 32], message: &Message, seconds: i64) -> Result<String, DeliveryFault> {
    match signing {
        Signing::Hmac => standardwebhooks::Webhook::from_bytes(secret.to_vec())
            .and_then(|signer| signer.sign(&message.id, seconds, message.body.as_bytes()))
            .map_err(|_| DeliveryFault::Key),
        Signing::Ed25519 => {
            let signed = format!("{}.{seconds}.{}", message.id, message.body);
            let signature = SigningKey::from_bytes(secret).sign(signed.as_bytes());
            Ok(format!("v1a,{}", BASE64.encode(&signature.to_bytes())))
        }
    }
}
