//! How far each webhook has been told, what came of each try, and what was given up. None of it is journalled: it follows
//! from the journal, or tells of the receiver.
mod rows;

use diesel::prelude::*;
use domain::webhook::{LOG_KEPT, LOG_MAX};
use domain::{Instant, WebhookId};

use crate::StoreError;
use crate::column::{At, Id, Word};
use crate::conn::query;
use crate::paging::Direction;
use crate::row::one;
use crate::schema::{webhook_dead_letter, webhook_delivery, webhook_queue};
use crate::tx::Tx;

pub use rows::{DeadLetter, Delivery, Queue};
use rows::{DeadRow, DeliveryRow, QueueRow};

/// One page of a log, newest first: from which number on, in which direction, and how many at most.
#[derive(Debug, Clone, Copy)]
pub struct LogPage {
    /// From where; from the newest where nothing is said.
    pub seek: Option<(Direction, i64)>,
    /// How many rows at most.
    pub limit: i64,
}

/// Narrows a query on a log to one webhook's rows that are still told of.
macro_rules! told_of {
    ($scope:expr, $id:expr, $since:expr, $table:ident) => {
        $table::table
            .filter($table::tenant_id.eq($scope))
            .filter($table::webhook_id.eq(Id($id.0)))
            .filter($table::at.ge(At($since)))
            .into_boxed()
    };
}

/// Narrows a boxed query on a log to one page.
macro_rules! newest_first {
    ($query:expr, $page:expr, $table:ident) => {{
        let q = $query;
        let q = match $page.seek {
            None => q.order($table::number.desc()),
            Some((Direction::Forward, number)) => q.filter($table::number.lt(number)).order($table::number.desc()),
            Some((Direction::Backward, number)) => q.filter($table::number.gt(number)).order($table::number.asc()),
        };
        q.limit($page.limit)
    }};
}

/// The logs of the open transaction's tenant.
pub struct WebhookLog<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl WebhookLog<'_, '_> {
    /// Since when the logs tell, at a moment.
    pub fn since(now: Instant) -> Instant {
        now.plus_seconds(-LOG_KEPT)
    }

    /// How far a webhook has been told.
    pub fn queue(&mut self, id: WebhookId) -> Result<Queue, StoreError> {
        let found = webhook_queue::table.find((self.0.scope, Id(id.0)));
        let row: QueueRow = query!(&mut self.0.conn, |c| found.select(QueueRow::as_select()).first(c))?;
        let at = |at: Option<At>| at.map(|at| at.0);
        Ok(Queue {
            place: row.place,
            number: row.number,
            tries: row.tries,
            first_at: at(row.first_at),
            due_at: at(row.due_at),
        })
    }

    /// Notes how far it has been told.
    pub fn go_on(&mut self, id: WebhookId, queue: &Queue) -> Result<(), StoreError> {
        // A read may not write, although nothing is journalled.
        self.0.now()?;
        let row = QueueRow {
            place: queue.place.clone(),
            number: queue.number,
            tries: queue.tries,
            first_at: queue.first_at.map(At),
            due_at: queue.due_at.map(At),
        };
        let found = webhook_queue::table.find((self.0.scope, Id(id.0)));
        one(query!(&mut self.0.conn, |c| diesel::update(found).set(&row).execute(c))?)
    }

    /// Notes one try, and lets go of those that are too old or too many.
    pub fn add(&mut self, id: WebhookId, delivery: &Delivery) -> Result<(), StoreError> {
        let since = At(Self::since(self.0.now()?));
        let row = DeliveryRow {
            tenant_id: self.0.scope,
            webhook_id: Id(id.0),
            number: delivery.number,
            message: delivery.message.clone(),
            kind: delivery.kind.clone(),
            tries: delivery.tries,
            at: At(delivery.at),
            status: delivery.status.map(i32::from),
            fault: delivery.fault.map(Word),
            millis: delivery.millis,
        };
        let scope = self.0.scope;
        let many = delivery.number - LOG_MAX;
        query!(&mut self.0.conn, |c| {
            diesel::insert_into(webhook_delivery::table).values(&row).execute(c)?;
            let own = webhook_delivery::tenant_id.eq(scope).and(webhook_delivery::webhook_id.eq(Id(id.0)));
            let spent = webhook_delivery::number.le(many).or(webhook_delivery::at.lt(since));
            diesel::delete(webhook_delivery::table.filter(own).filter(spent)).execute(c)?;
            let own = webhook_dead_letter::tenant_id.eq(scope).and(webhook_dead_letter::webhook_id.eq(Id(id.0)));
            let spent = webhook_dead_letter::at.lt(since);
            diesel::delete(webhook_dead_letter::table.filter(own).filter(spent)).execute(c)?
        });
        Ok(())
    }

    /// Gives a message up. One that is given up again is so from then on; of too many, the oldest is forgotten.
    pub fn give_up(&mut self, id: WebhookId, letter: &DeadLetter) -> Result<(), StoreError> {
        let DeadLetter { last, place } = letter;
        let fault = last.fault.ok_or_else(|| StoreError::internal("a delivered message is not given up"))?;
        self.take_back(id, &last.message)?;
        let scope = self.0.scope;
        let row = DeadRow {
            tenant_id: scope,
            webhook_id: Id(id.0),
            number: last.number,
            message: last.message.clone(),
            kind: last.kind.clone(),
            place: place.clone(),
            tries: last.tries,
            at: At(last.at),
            status: last.status.map(i32::from),
            fault: Word(fault),
        };
        query!(&mut self.0.conn, |c| {
            diesel::insert_into(webhook_dead_letter::table).values(&row).execute(c)?;
            let oldest: Option<i64> = webhook_dead_letter::table
                .filter(webhook_dead_letter::tenant_id.eq(scope))
                .filter(webhook_dead_letter::webhook_id.eq(Id(id.0)))
                .order(webhook_dead_letter::number.desc())
                .offset(LOG_MAX)
                .select(webhook_dead_letter::number)
                .first(c)
                .optional()?;
            if let Some(oldest) = oldest {
                diesel::delete(
                    webhook_dead_letter::table
                        .filter(webhook_dead_letter::tenant_id.eq(scope))
                        .filter(webhook_dead_letter::webhook_id.eq(Id(id.0)))
                        .filter(webhook_dead_letter::number.le(oldest)),
                )
                .execute(c)?;
            }
        });
        Ok(())
    }

    /// Forgets that a message was given up, since it has been delivered after all. One that was not is no matter.
    pub fn take_back(&mut self, id: WebhookId, message: &str) -> Result<(), StoreError> {
        let scope = self.0.scope;
        query!(&mut self.0.conn, |c| diesel::delete(
            webhook_dead_letter::table
                .filter(webhook_dead_letter::tenant_id.eq(scope))
                .filter(webhook_dead_letter::webhook_id.eq(Id(id.0)))
                .filter(webhook_dead_letter::message.eq(message))
        )
        .execute(c))?;
        Ok(())
    }

    /// One page of what came of its messages, newest first.
    pub fn deliveries(&mut self, id: WebhookId, since: Instant, page: LogPage) -> Result<Vec<Delivery>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<DeliveryRow> = query!(&mut self.0.conn, |c| newest_first!(
            told_of!(scope, id, since, webhook_delivery),
            page,
            webhook_delivery
        )
        .select(DeliveryRow::as_select())
        .load(c))?;
        rows.into_iter().map(TryFrom::try_from).collect()
    }

    /// How many deliveries the log tells of.
    pub fn count_deliveries(&mut self, id: WebhookId, since: Instant) -> Result<i64, StoreError> {
        let scope = self.0.scope;
        Ok(query!(&mut self.0.conn, |c| told_of!(scope, id, since, webhook_delivery).count().get_result(c))?)
    }

    /// One page of its dead letters, newest first.
    pub fn dead_letters(
        &mut self,
        id: WebhookId,
        since: Instant,
        page: LogPage,
    ) -> Result<Vec<DeadLetter>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<DeadRow> = query!(&mut self.0.conn, |c| newest_first!(
            told_of!(scope, id, since, webhook_dead_letter),
            page,
            webhook_dead_letter
        )
        .select(DeadRow::as_select())
        .load(c))?;
        rows.into_iter().map(TryFrom::try_from).collect()
    }

    /// How many dead letters it has.
    pub fn count_dead_letters(&mut self, id: WebhookId, since: Instant) -> Result<i64, StoreError> {
        let scope = self.0.scope;
        Ok(query!(&mut self.0.conn, |c| told_of!(scope, id, since, webhook_dead_letter).count().get_result(c))?)
    }

    /// One dead letter.
    pub fn dead_letter(&mut self, id: WebhookId, message: &str, since: Instant) -> Result<DeadLetter, StoreError> {
        let scope = self.0.scope;
        let row: DeadRow = query!(&mut self.0.conn, |c| told_of!(scope, id, since, webhook_dead_letter)
            .filter(webhook_dead_letter::message.eq(message))
            .select(DeadRow::as_select())
            .first(c))?;
        row.try_into()
    }
}
