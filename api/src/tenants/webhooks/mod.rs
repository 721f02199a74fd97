//! Webhooks (webhookar): who is told of changes where.
use std::collections::BTreeSet;

use actix_web::HttpResponse;
use domain::policy::{Permission, Rights, Target};
use domain::{PartyId, Webhook, WebhookId, WebhookState};
use persistence::{Kept, Page as Seek, Place, TenantTx, WebhookFilter};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::guard::{InTenant, Listed, ReadWebhooks, Reading, Writing};
use crate::resource;
use crate::wire::schema::WebhookStateWord;
use crate::wire::{ApiError, Code, Page, Query};

mod entering;
mod fields;
mod logs;
mod outward;

use entering::{
    __path_change_webhook, __path_create_webhook, __path_end_webhook, __path_rotate_webhook_secret, change_webhook,
    create_webhook, end_webhook, rotate_webhook_secret,
};
use fields::WebhookView;
use logs::{
    __path_list_webhook_dead_letters, __path_list_webhook_deliveries, list_webhook_dead_letters,
    list_webhook_deliveries,
};
use outward::{__path_replay_webhook_dead_letter, __path_test_webhook, replay_webhook_dead_letter, test_webhook};

/// The addresses of this resource.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource!(list_webhooks, create_webhook))
        .service(resource!(get_webhook, change_webhook, end_webhook))
        .service(resource!(rotate_webhook_secret))
        .service(resource!(test_webhook))
        .service(resource!(list_webhook_deliveries))
        .service(resource!(list_webhook_dead_letters))
        .service(resource!(replay_webhook_dead_letter));
}

/// A webhook that whoever has these rights may see.
fn seen(tx: &mut TenantTx<'_, '_>, rights: &Rights, id: WebhookId) -> Result<Kept<Webhook>, ApiError> {
    let found = tx.webhooks().get(id)?;
    let target = Target { party: found.value.party, ..Target::default() };
    if rights.may_for(Permission::ReadWebhooks, &target) { Ok(found) } else { Err(ApiError::new(Code::NotFound)) }
}

/// A webhook that the caller may change.
fn own(writing: &mut Writing<'_, '_, '_>, id: WebhookId) -> Result<Kept<Webhook>, ApiError> {
    let found = seen(writing.tx, writing.rights, id)?;
    writing.may_for(&Target { party: found.value.party, ..Target::default() })?;
    found.value.must_not_have_ended()?;
    Ok(found)
}

/// A list of webhooks.
pub struct WebhookList(Option<WebhookState>);

impl WebhookList {
    fn filter(&self, reading: &Reading<'_, '_, '_>) -> WebhookFilter {
        let parties: Option<BTreeSet<PartyId>> = reading.rights.parties_for(Permission::ReadWebhooks);
        WebhookFilter { parties, state: self.0 }
    }
}

impl Listed for WebhookList {
    type Item = Webhook;
    type View = WebhookView;
    const OPERATION: &'static str = "list_webhooks";
    const NAMED: bool = false;

    fn from_query(query: &Query) -> Self {
        Self(query.word("state"))
    }

    fn list(&self, reading: &mut Reading<'_, '_, '_>, page: &Seek) -> Result<Vec<Self::Item>, ApiError> {
        let filter = self.filter(reading);
        Ok(reading.tx.webhooks().list(&filter, page)?)
    }

    fn count(&self, reading: &mut Reading<'_, '_, '_>) -> Result<i64, ApiError> {
        let filter = self.filter(reading);
        Ok(reading.tx.webhooks().count(&filter)?)
    }

    fn place(webhook: &Webhook) -> Place {
        Place { name: String::new(), id: webhook.id.0 }
    }

    fn view(webhook: Webhook) -> WebhookView {
        WebhookView::of(webhook)
    }
}

/// List the webhooks
///
/// Who is told of changes where (*webhookar*), in the order they were set up: those of the parties one acts for, or all of
/// the community. Ended ones are listed too unless `state` says otherwise.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/webhooks", operation_id = "list_webhooks", tag = "webhooks",
    params(("state" = Option<WebhookStateWord>, Query, description = "Only those in this state")),
    responses((status = 200, description = "One page of webhooks", body = Page<WebhookView>)))]
async fn list_webhooks(caller: InTenant<ReadWebhooks>) -> Result<HttpResponse, ApiError> {
    caller.list::<WebhookList>().await
}

/// Get a webhook
///
/// One webhook (*webhook*), by id. Its secret is not shown.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/webhooks/{webhook}", operation_id = "get_webhook", tag = "webhooks",
    responses((status = 200, description = "The webhook", body = WebhookView)))]
async fn get_webhook(caller: InTenant<ReadWebhooks>) -> Result<HttpResponse, ApiError> {
    let id = caller.id("webhook", WebhookId::parse)?;
    caller
        .get(move |reading| {
            let webhook = seen(reading.tx, reading.rights, id)?.value;
            Ok((webhook.version, WebhookView::of(webhook)))
        })
        .await
}
