//! What came of a webhook's messages, and those that were given up.
use actix_web::HttpResponse;
use domain::webhook::DeliveryFault;
use domain::{Instant, WebhookId};
use persistence::{DeadLetter, Delivery, LogPage, Page as Seek, Place, WebhookLog};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::seen;
use crate::guard::{InTenant, Listed, ReadWebhooks, Reading};
use crate::wire::schema::{DeliveryFaultWord, InstantText, MessageIdText, MessageTypeText};
use crate::wire::{ApiError, Code, Page, Query};

/// One try to deliver a message (*levering*).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookDelivery)]
pub struct DeliveryView {
    #[schema(value_type = MessageIdText)]
    message: String,
    /// The type of the event.
    #[schema(value_type = MessageTypeText)]
    r#type: String,
    /// Which try it was.
    #[schema(minimum = 1, maximum = 100, example = 1)]
    attempt: i32,
    #[schema(value_type = InstantText)]
    at: Instant,
    /// The receiver's answer, if there was one.
    #[schema(minimum = 100, maximum = 999, example = 204)]
    status: Option<u16>,
    /// Why it was not delivered; none where it was.
    #[schema(value_type = Option<DeliveryFaultWord>)]
    fault: Option<DeliveryFault>,
    /// How long it took, in milliseconds.
    #[schema(minimum = 0, maximum = 2_147_483_647, example = 84)]
    duration: i32,
}

impl From<Delivery> for DeliveryView {
    fn from(delivery: Delivery) -> Self {
        Self {
            message: delivery.message,
            r#type: delivery.kind,
            attempt: delivery.tries,
            at: delivery.at,
            status: delivery.status,
            fault: delivery.fault,
            duration: delivery.millis,
        }
    }
}

/// A message that was given up (*daudt brev*).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookDeadLetter)]
pub struct DeadLetterView {
    #[schema(value_type = MessageIdText)]
    message: String,
    /// The type of the event.
    #[schema(value_type = MessageTypeText)]
    r#type: String,
    /// How often it was tried.
    #[schema(minimum = 1, maximum = 100, example = 11)]
    attempts: i32,
    /// When it was given up.
    #[schema(value_type = InstantText)]
    at: Instant,
    /// The receiver's last answer, if there was one.
    #[schema(minimum = 100, maximum = 999, example = 503)]
    status: Option<u16>,
    /// Why it was not delivered.
    #[schema(value_type = Option<DeliveryFaultWord>)]
    fault: Option<DeliveryFault>,
}

impl From<DeadLetter> for DeadLetterView {
    fn from(DeadLetter { last, .. }: DeadLetter) -> Self {
        Self {
            message: last.message,
            r#type: last.kind,
            attempts: last.tries,
            at: last.at,
            status: last.status,
            fault: last.fault,
        }
    }
}

/// The webhook a log is of, as the caller may see it.
fn of(webhook: Option<WebhookId>, reading: &mut Reading<'_, '_, '_>) -> Result<WebhookId, ApiError> {
    let id = webhook.ok_or_else(|| ApiError::new(Code::NotFound))?;
    Ok(seen(reading.tx, reading.rights, id)?.value.id)
}

/// How much has been logged: what a log's tag depends on.
fn logged(webhook: Option<WebhookId>, reading: &mut Reading<'_, '_, '_>) -> Result<i64, ApiError> {
    let id = of(webhook, reading)?;
    Ok(reading.tx.webhook_log().queue(id)?.number)
}

/// A page of a log from a page of a list: a row's place is its number.
fn page_of(page: &Seek) -> Result<LogPage, ApiError> {
    let seek = page.seek.as_ref().map(|(direction, place)| Ok((*direction, place.name.parse()?)));
    let seek = seek.transpose().map_err(|_: std::num::ParseIntError| ApiError::cursor())?;
    Ok(LogPage { seek, limit: page.limit })
}

fn place(number: i64) -> Place {
    Place { name: number.to_string(), id: Uuid::nil() }
}

/// The deliveries of a webhook.
pub struct DeliveryList(Option<WebhookId>);

impl Listed for DeliveryList {
    type Item = Delivery;
    type View = DeliveryView;
    const OPERATION: &'static str = "list_webhook_deliveries";
    const NAMED: bool = false;

    fn from_query(query: &Query) -> Self {
        Self(query.of_which("webhook", WebhookId::parse))
    }

    fn list(&self, reading: &mut Reading<'_, '_, '_>, page: &Seek) -> Result<Vec<Delivery>, ApiError> {
        let (id, since) = (of(self.0, reading)?, WebhookLog::since(reading.now));
        Ok(reading.tx.webhook_log().deliveries(id, since, page_of(page)?)?)
    }

    fn beside(&self, reading: &mut Reading<'_, '_, '_>) -> Result<i64, ApiError> {
        logged(self.0, reading)
    }

    fn count(&self, reading: &mut Reading<'_, '_, '_>) -> Result<i64, ApiError> {
        let (id, since) = (of(self.0, reading)?, WebhookLog::since(reading.now));
        Ok(reading.tx.webhook_log().count_deliveries(id, since)?)
    }

    fn place(delivery: &Delivery) -> Place {
        place(delivery.number)
    }

    fn view(delivery: Delivery) -> DeliveryView {
        delivery.into()
    }
}

/// The dead letters of a webhook.
pub struct DeadLetterList(Option<WebhookId>);

impl Listed for DeadLetterList {
    type Item = DeadLetter;
    type View = DeadLetterView;
    const OPERATION: &'static str = "list_webhook_dead_letters";
    const NAMED: bool = false;

    fn from_query(query: &Query) -> Self {
        Self(query.of_which("webhook", WebhookId::parse))
    }

    fn list(&self, reading: &mut Reading<'_, '_, '_>, page: &Seek) -> Result<Vec<DeadLetter>, ApiError> {
        let (id, since) = (of(self.0, reading)?, WebhookLog::since(reading.now));
        Ok(reading.tx.webhook_log().dead_letters(id, since, page_of(page)?)?)
    }

    fn beside(&self, reading: &mut Reading<'_, '_, '_>) -> Result<i64, ApiError> {
        logged(self.0, reading)
    }

    fn count(&self, reading: &mut Reading<'_, '_, '_>) -> Result<i64, ApiError> {
        let (id, since) = (of(self.0, reading)?, WebhookLog::since(reading.now));
        Ok(reading.tx.webhook_log().count_dead_letters(id, since)?)
    }

    fn place(letter: &DeadLetter) -> Place {
        place(letter.last.number)
    }

    fn view(letter: DeadLetter) -> DeadLetterView {
        letter.into()
    }
}

/// List a webhook's deliveries
///
/// What came of each try to deliver a message (*leveringar*), newest first: of the last 30 days, and 1000 at most.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/webhooks/{webhook}/deliveries", operation_id = "list_webhook_deliveries",
    tag = "webhooks", responses((status = 200, description = "One page of deliveries", body = Page<DeliveryView>)))]
pub(super) async fn list_webhook_deliveries(caller: InTenant<ReadWebhooks>) -> Result<HttpResponse, ApiError> {
    caller.list::<DeliveryList>().await
}

/// List a webhook's dead letters
///
/// The messages that were given up after a day (*daude brev*), newest first: of the last 30 days, and 1000 at most. Each
/// can be sent again.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/webhooks/{webhook}/dead-letters",
    operation_id = "list_webhook_dead_letters", tag = "webhooks",
    responses((status = 200, description = "One page of dead letters", body = Page<DeadLetterView>)))]
pub(super) async fn list_webhook_dead_letters(caller: InTenant<ReadWebhooks>) -> Result<HttpResponse, ApiError> {
    caller.list::<DeadLetterList>().await
}
