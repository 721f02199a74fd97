//! The rows of the logs of webhooks, and what they tell.
use diesel::prelude::*;
use domain::Instant;
use domain::webhook::DeliveryFault;

use crate::StoreError;
use crate::column::{At, Id, Word};
use crate::row::narrow;
use crate::schema::{webhook_dead_letter, webhook_delivery, webhook_queue};

/// How far a webhook has been told, and the message that is being tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// Its place in the feed.
    pub place: String,
    /// The number of its last delivery.
    pub number: i64,
    /// How often the message at this place has been tried.
    pub tries: i32,
    /// When it was first tried.
    pub first_at: Option<Instant>,
    /// When it is tried again.
    pub due_at: Option<Instant>,
}

/// One try to deliver a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Counts the webhook's deliveries from 1.
    pub number: i64,
    /// The message's id.
    pub message: String,
    /// The type of its event.
    pub kind: String,
    /// Which try it was.
    pub tries: i32,
    /// When.
    pub at: Instant,
    /// The receiver's answer, if there was one.
    pub status: Option<u16>,
    /// Why it was not delivered, if it was not.
    pub fault: Option<DeliveryFault>,
    /// How long it took, in milliseconds.
    pub millis: i32,
}

/// A message that was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Its last try.
    pub last: Delivery,
    /// The place in the feed that it comes after.
    pub place: String,
}

#[derive(Queryable, Selectable, AsChangeset)]
#[diesel(table_name = webhook_queue, treat_none_as_null = true)]
pub(super) struct QueueRow {
    pub(super) place: String,
    pub(super) number: i64,
    pub(super) tries: i32,
    pub(super) first_at: Option<At>,
    pub(super) due_at: Option<At>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = webhook_delivery)]
pub(super) struct DeliveryRow {
    pub(super) tenant_id: Id,
    pub(super) webhook_id: Id,
    pub(super) number: i64,
    pub(super) message: String,
    pub(super) kind: String,
    pub(super) tries: i32,
    pub(super) at: At,
    pub(super) status: Option<i32>,
    pub(super) fault: Option<Word<DeliveryFault>>,
    pub(super) millis: i32,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = webhook_dead_letter)]
pub(super) struct DeadRow {
    pub(super) tenant_id: Id,
    pub(super) webhook_id: Id,
    pub(super) number: i64,
    pub(super) message: String,
    pub(super) kind: String,
    pub(super) place: String,
    pub(super) tries: i32,
    pub(super) at: At,
    pub(super) status: Option<i32>,
    pub(super) fault: Word<DeliveryFault>,
}

impl TryFrom<DeliveryRow> for Delivery {
    type Error = StoreError;

    fn try_from(row: DeliveryRow) -> Result<Self, StoreError> {
        Ok(Self {
            number: row.number,
            message: row.message,
            kind: row.kind,
            tries: row.tries,
            at: row.at.0,
            status: row.status.map(narrow).transpose()?,
            fault: row.fault.map(|fault| fault.0),
            millis: row.millis,
        })
    }
}

impl TryFrom<DeadRow> for DeadLetter {
    type Error = StoreError;

    fn try_from(row: DeadRow) -> Result<Self, StoreError> {
        let last = Delivery {
            number: row.number,
            message: row.message,
            kind: row.kind,
            tries: row.tries,
            at: row.at.0,
            status: row.status.map(narrow).transpose()?,
            fault: Some(row.fault.0),
            millis: 0,
        };
        Ok(Self { last, place: row.place })
    }
}
