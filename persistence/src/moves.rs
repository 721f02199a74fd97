//! Moves of communities: how far each has come here, the pause of a community that leaves, and its rows' end here.
use std::time::Instant as Monotonic;

use diesel::prelude::*;
use domain::{Instant, MoveId, RelocationState, TenantId};
use serde_json::Value;

use crate::StoreError;
use crate::column::{At, Doc, Guid, Id, Word};
use crate::conn::{Conn, query};
use crate::files::wait_until;
use crate::portable::tables;
use crate::postgres::begin_write;
use crate::row::one;
use crate::schema::{journal_head, tenant_move};
use crate::scope::transact;
use crate::store::{Backend, Store};
use crate::tx::Tx;

/// A move as it is kept. What is signed is kept as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptMove {
    /// Which.
    pub id: MoveId,
    /// Of which community.
    pub tenant: TenantId,
    /// How far it has come here.
    pub state: RelocationState,
    /// The number of the community's entry in the directory of its new home.
    pub serial: i64,
    /// What is handed over, as it is signed; nothing before it is written.
    pub offer: Value,
    /// What has come of it, signed.
    pub deed: Option<Value>,
    /// When it began here.
    pub begun_at: Instant,
    /// When it last went on.
    pub changed_at: Instant,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = tenant_move, treat_none_as_null = true)]
struct Row {
    id: Id,
    community_id: Id,
    state: Word<RelocationState>,
    serial: i64,
    offer: Doc<Value>,
    deed: Option<Doc<Value>>,
    begun_at: At,
    changed_at: At,
}

impl From<&KeptMove> for Row {
    fn from(kept: &KeptMove) -> Self {
        Self {
            id: Id(kept.id.0),
            community_id: Id(kept.tenant.0),
            state: Word(kept.state),
            serial: kept.serial,
            offer: Doc(kept.offer.clone()),
            deed: kept.deed.clone().map(Doc),
            begun_at: At(kept.begun_at),
            changed_at: At(kept.changed_at),
        }
    }
}

impl From<Row> for KeptMove {
    fn from(row: Row) -> Self {
        Self {
            id: MoveId(row.id.0),
            tenant: TenantId(row.community_id.0),
            state: row.state.0,
            serial: row.serial,
            offer: row.offer.0,
            deed: row.deed.map(|deed| deed.0),
            begun_at: row.begun_at.0,
            changed_at: row.changed_at.0,
        }
    }
}

/// The moves, on the region's open transaction.
pub struct Moves<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl Moves<'_, '_> {
    /// One move.
    pub fn get(&mut self, id: MoveId) -> Result<Option<KeptMove>, StoreError> {
        let found = tenant_move::table.find(Id(id.0));
        let row: Option<Row> = query!(&mut self.0.conn, |c| found.select(Row::as_select()).first(c).optional())?;
        Ok(row.map(KeptMove::from))
    }

    /// A community's moves in this state.
    pub fn of(&mut self, tenant: TenantId, state: RelocationState) -> Result<Vec<KeptMove>, StoreError> {
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| tenant_move::table
            .filter(tenant_move::community_id.eq(Id(tenant.0)))
            .filter(tenant_move::state.eq(Word(state)))
            .order((tenant_move::serial, tenant_move::id))
            .select(Row::as_select())
            .load(c))?;
        Ok(rows.into_iter().map(KeptMove::from).collect())
    }

    /// Every move that is known here.
    pub fn all(&mut self) -> Result<Vec<KeptMove>, StoreError> {
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| tenant_move::table
            .order((tenant_move::changed_at, tenant_move::id))
            .select(Row::as_select())
            .load(c))?;
        Ok(rows.into_iter().map(KeptMove::from).collect())
    }

    /// Moves that were finished and went on since a moment, for others to be told.
    pub fn finished_since(&mut self, since: Instant) -> Result<Vec<KeptMove>, StoreError> {
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| tenant_move::table
            .filter(tenant_move::deed.is_not_null())
            .filter(tenant_move::changed_at.ge(At(since)))
            .order((tenant_move::serial, tenant_move::id))
            .select(Row::as_select())
            .load(c))?;
        Ok(rows.into_iter().map(KeptMove::from).filter(|kept| kept.state.is_over()).collect())
    }

    /// Keeps a move in the place of what was known of it.
    pub fn put(&mut self, kept: &KeptMove) -> Result<(), StoreError> {
        let row = Row::from(kept);
        one(query!(&mut self.0.conn, |c| diesel::insert_into(tenant_move::table)
            .values(&row)
            .on_conflict(tenant_move::id)
            .do_update()
            .set(&row)
            .execute(c))?)
    }
}

impl Store {
    /// From the return of this on, nothing is written to a tenant until its move is undone, whichever node is asked.
    pub async fn pause(&self, tenant: TenantId, by: MoveId, deadline: Monotonic) -> Result<(), StoreError> {
        self.mark(tenant, by, Some(by), deadline).await
    }

    /// Lets a tenant be written to again that a move has paused.
    pub async fn resume(&self, tenant: TenantId, by: MoveId, deadline: Monotonic) -> Result<(), StoreError> {
        self.mark(tenant, by, None, deadline).await
    }

    async fn mark(
        &self,
        tenant: TenantId,
        by: MoveId,
        to: Option<MoveId>,
        deadline: Monotonic,
    ) -> Result<(), StoreError> {
        let store = self.clone();
        let set = move |mut conn: Conn<'_>| {
            let own = journal_head::moving.is_null().or(journal_head::moving.assume_not_null().eq(Id(by.0)));
            let found = journal_head::table.find(Id(tenant.0)).filter(own);
            let to = to.map(|id| Id(id.0));
            one(query!(&mut conn, |c| diesel::update(found).set(journal_head::moving.eq(to)).execute(c))?)
        };
        let work = move || match &store.0.backend {
            Backend::Files(_) => store.0.file(tenant)?.with_writer(|conn| {
                wait_until(conn, deadline)?;
                transact(conn, Some("BEGIN IMMEDIATE"), |c| set(Conn::Sqlite(c)))
            }),
            Backend::Postgres(postgres) => {
                let mut handle = postgres.begin(&begin_write(tenant, deadline), deadline)?;
                transact(handle.conn(), None, |c| set(Conn::Postgres(c)))
            }
        };
        self.0.workers.read(deadline, work).await
    }

    /// Removes a tenant's file, which the registry names no more. Of a shared store its owner does it.
    pub fn remove_file(&self, tenant: TenantId) {
        if let Backend::Files(files) = &self.0.backend {
            files.remove(tenant);
        }
    }
}

/// Removes a tenant's rows as the role that owns the schema: the serving one can take nothing out of a journal.
pub fn remove_from_postgres(owner_url: &str, tenant: TenantId) -> Result<(), StoreError> {
    let mut conn = PgConnection::establish(owner_url).map_err(StoreError::unavailable)?;
    conn.transaction(|c| {
        for table in tables().iter().rev() {
            let text = format!("DELETE FROM \"{}\" WHERE tenant_id = $1", table.name);
            diesel::sql_query(text).bind::<Guid, _>(Id(tenant.0)).execute(c)?;
        }
        Ok(())
    })
}
