//! What is entered of a webhook, and what is answered.
use deserr::Deserr;
use domain::webhook::{DisabledReason, FeedType, ReceiverUrl, Signing};
use domain::{
    FaultKind, Faults, Handle, Instant, Line, PartyId, Webhook, WebhookId, WebhookKey, WebhookMaker, WebhookState,
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::guard::Writing;
use crate::tenants::references::find_one;
use crate::tenants::stamps::Stamps;
use crate::wire::ApiError;
use crate::wire::read::{Form, Once, ReadFaults};
use crate::wire::schema::{
    DisabledReasonWord, FeedTypeWord, InstantText, LineText, ReceiverUrlText, ReferenceText, ScopeText, SigningWord,
    WebhookIdText, WebhookPublicKeyText, WebhookSecretText, WebhookStateWord,
};

/// What is entered of a webhook (*webhook*).
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookContent)]
pub struct WebhookFields {
    /// Where messages are sent.
    #[schema(value_type = ReceiverUrlText)]
    pub(super) url: ReceiverUrl,
    /// The party it is for; without one it is the community's own.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    party: Option<Handle<PartyId>>,
    /// The kinds of record it is told of; all where none is named.
    #[deserr(default = Once(Default::default()))]
    #[schema(value_type = Vec<FeedTypeWord>, max_items = 13, required = false)]
    types: Once<FeedType>,
    /// What it is for.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    description: Option<Line>,
    /// `active`, or `disabled` while it is to be told nothing.
    #[deserr(default = WebhookState::Active)]
    #[schema(value_type = WebhookStateWord, required = false)]
    state: WebhookState,
    /// How its messages are signed; it never changes.
    #[deserr(default = Signing::Hmac)]
    #[schema(value_type = SigningWord, required = false)]
    signing: Signing,
}

/// A key that signs messages (*nøkkel*).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookKey)]
pub struct KeyView {
    /// The public half; a shared secret has none.
    #[schema(value_type = Option<WebhookPublicKeyText>)]
    public_key: Option<String>,
    /// When it ceases to sign, beside the newer one.
    #[schema(value_type = Option<InstantText>)]
    retires_at: Option<Instant>,
}

/// A webhook (*webhook*): who is told of changes where. It is told what whoever changed it last may see at that moment, as
/// far as the scopes of their token reached.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Webhook)]
pub struct WebhookView {
    #[schema(value_type = WebhookIdText)]
    id: WebhookId,
    #[serde(flatten)]
    fields: WebhookFields,
    /// Why it is told nothing for now.
    #[schema(value_type = Option<DisabledReasonWord>)]
    disabled_reason: Option<DisabledReason>,
    /// Its keys, newest first. One that is to retire signs beside the newer ones until then.
    #[schema(max_items = 4)]
    keys: Vec<KeyView>,
    /// The shared secret: told when it is made, and never again.
    #[schema(value_type = Option<WebhookSecretText>)]
    secret: Option<String>,
    /// How far the token of whoever changed it last reached.
    #[schema(value_type = Vec<ScopeText>, max_items = 100)]
    scopes: Vec<String>,
    #[serde(flatten)]
    stamps: Stamps,
}

impl From<Webhook> for WebhookFields {
    fn from(webhook: Webhook) -> Self {
        Self {
            url: webhook.url,
            party: webhook.party.map(Handle::Id),
            types: Once(webhook.types),
            description: webhook.description,
            state: webhook.state,
            signing: webhook.signing,
        }
    }
}

impl WebhookView {
    /// A webhook as it is answered.
    pub(super) fn of(webhook: Webhook) -> Self {
        let key = |key: &WebhookKey| KeyView { public_key: key.public.clone(), retires_at: key.retires };
        Self {
            id: webhook.id,
            disabled_reason: webhook.reason,
            keys: webhook.keys.iter().map(key).collect(),
            secret: None,
            scopes: webhook.maker.scopes.iter().cloned().collect(),
            stamps: Stamps::new(webhook.created_at, webhook.changed_at, webhook.version),
            fields: webhook.into(),
        }
    }

    /// With the secret that was just made.
    pub(super) fn with_secret(&self, secret: Option<String>) -> Self {
        Self { secret, ..self.clone() }
    }
}

impl Form for WebhookFields {
    fn stand_ins() -> Value {
        json!({"url": "https://mottak.example/", "types": ["party"]})
    }
}

impl WebhookFields {
    /// The webhook these fields describe, without keys if it is new. `wrong`: what is wrong with its address.
    pub(super) fn resolve(
        self,
        writing: &mut Writing<'_, '_, '_>,
        id: WebhookId,
        old: Option<&Webhook>,
        maker: WebhookMaker,
        wrong: Option<FaultKind>,
    ) -> Result<Webhook, ApiError> {
        let mut faults = Faults::default();
        let tx = &mut *writing.tx;
        let party = find_one(self.party.as_ref(), "/party", &mut faults, |wanted| tx.parties().find(wanted))?;
        if let Some(kind) = wrong {
            faults.add("/url", kind);
        }
        let webhook = Webhook {
            id,
            url: self.url,
            party,
            types: self.types.0,
            description: self.description,
            state: self.state,
            reason: match old {
                Some(old) => old.reason_for(self.state),
                None => (self.state == WebhookState::Disabled).then_some(DisabledReason::ByHand),
            },
            signing: self.signing,
            keys: old.map(|old| old.keys.clone()).unwrap_or_default(),
            maker,
            created_at: old.map_or(writing.now, |old| old.created_at),
            changed_at: writing.now,
            version: old.map_or(1, |old| old.version + 1),
        };
        let broken = match old {
            None => webhook.check(),
            Some(old) => old.check_change(&webhook),
        };
        // A party that could not be found is told once, and not again as changed.
        let unfound: Vec<_> = faults.0.iter().map(|fault| fault.pointer.clone()).collect();
        let broken = broken.err().unwrap_or_default().0.into_iter().filter(|fault| !unfound.contains(&fault.pointer));
        faults.0.extend(broken);
        faults.into_result()?;
        Ok(webhook)
    }
}
