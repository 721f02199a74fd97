//! The production store: one PostgreSQL database per region, where row-level security keeps tenants apart.
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool, PooledConnection};
use diesel::sql_types::Bool;
use domain::TenantId;

use crate::tx::REGION;
use crate::workers::Lane;
use crate::{OpenError, StoreError};

/// A read whose node stands still must not hold back the database's cleaning for longer.
const IDLE: &str = "SET idle_in_transaction_session_timeout = '60s'";

/// How many writes of one tenant may wait in one node before the next is refused.
const WRITES_WAITING: usize = 256;

pub(crate) struct Postgres {
    url: String,
    pool: Pool<ConnectionManager<PgConnection>>,
    lanes: Mutex<HashMap<TenantId, Arc<Lane>>>,
}

#[derive(QueryableByName)]
struct Role {
    #[diesel(sql_type = Bool)]
    unfit: bool,
}

impl Postgres {
    /// `url` must name a role that neither owns the tables nor bypasses row-level security: both are looked up, since a
    /// mistake here would show one tenant's rows to another.
    pub(crate) fn open(url: &str, size: u32) -> Result<Self, OpenError> {
        let unreachable = |error: String| OpenError::Database(error);
        let mut probe = PgConnection::establish(url).map_err(|error| unreachable(error.to_string()))?;
        let role: Role = diesel::sql_query(
            "SELECT (r.rolsuper OR r.rolbypassrls OR EXISTS (SELECT FROM pg_class t WHERE t.relkind IN ('r', 'p') AND \
             t.relnamespace = 'public'::regnamespace AND pg_has_role(r.oid, t.relowner, 'USAGE'))) AS unfit \
             FROM pg_roles r WHERE r.rolname = current_user",
        )
        .get_result(&mut probe)
        .map_err(|error| unreachable(error.to_string()))?;
        if role.unfit {
            return Err(OpenError::Role);
        }
        let pool = Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            .test_on_check_out(false)
            .connection_customizer(Box::new(Session))
            .connection_timeout(Duration::from_secs(5))
            .build(ConnectionManager::new(url))
            .map_err(|error| unreachable(error.to_string()))?;
        Ok(Self { url: url.to_owned(), pool, lanes: Mutex::default() })
    }

    /// The tenant's queue of writes in this node. Other nodes have theirs; the head row's lock orders them all.
    pub(crate) fn lane(&self, tenant: TenantId) -> Arc<Lane> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if lanes.len() > 4096 {
            lanes.retain(|_, lane| Arc::strong_count(lane) > 1 || !lane.is_idle());
        }
        Arc::clone(lanes.entry(tenant).or_insert_with(|| Lane::new(WRITES_WAITING)))
    }

    /// A connection with `begin` run on it. One that turns out dead is thrown away and a fresh one tried, once.
    pub(crate) fn begin(&self, begin: &str, deadline: Instant) -> Result<PgHandle, StoreError> {
        let patience = deadline.saturating_duration_since(Instant::now()).min(Duration::from_secs(5));
        let mut pooled = self.pool.get_timeout(patience).map_err(|error| {
            if Instant::now() < deadline { StoreError::unavailable(error) } else { StoreError::Deadline }
        })?;
        match AnsiTransactionManager::begin_transaction_sql(&mut *pooled, begin) {
            Ok(()) => Ok(PgHandle::Pooled(pooled)),
            Err(error) => {
                // Makes the pool close it instead of handing it to the next request.
                AnsiTransactionManager::transaction_manager_status_mut(&mut *pooled).set_in_error();
                drop(pooled);
                // Only a dead connection is worth another try; a lock that was not to be had in time is not.
                let error = StoreError::from(error);
                if !matches!(error, StoreError::Unavailable(_)) {
                    return Err(error);
                }
                let mut fresh = PgConnection::establish(&self.url).map_err(StoreError::unavailable)?;
                fresh.batch_execute(IDLE)?;
                AnsiTransactionManager::begin_transaction_sql(&mut fresh, begin)?;
                Ok(PgHandle::Fresh(Box::new(fresh)))
            }
        }
    }
}

/// A connection from the pool, or one made for a single transaction after the pool's was found dead.
pub(crate) enum PgHandle {
    Pooled(PooledConnection<ConnectionManager<PgConnection>>),
    Fresh(Box<PgConnection>),
}

impl PgHandle {
    pub(crate) fn conn(&mut self) -> &mut PgConnection {
        match self {
            Self::Pooled(pooled) => pooled,
            Self::Fresh(fresh) => fresh,
        }
    }
}

/// `BEGIN` for a read: one snapshot for all its statements, in one round trip with the tenant's setting.
/// `LOCAL` ends with the transaction, so that a pooled connection never carries it to the next request.
pub(crate) fn begin_read(scope: TenantId, deadline: Instant) -> String {
    // Each setting is a statement to parse. That of the statement's time also ends a wait for a lock; how long a transaction
    // may stand idle is the session's.
    let (scope, left) = (scope.0, left(deadline));
    format!(
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL app.tenant_id = '{scope}'; \
         SET LOCAL statement_timeout = {left}"
    )
}

/// `BEGIN` for a write, which takes the head row's lock first: a tenant's writes follow each other on every node, so that
/// a rule over several rows (no circle among bodies) holds as it does with the one writer of an SQLite file.
pub(crate) fn begin_write(scope: TenantId, deadline: Instant) -> String {
    let (scope, left) = (scope.0, left(deadline));
    format!(
        "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL app.tenant_id = '{scope}'; \
         SET LOCAL lock_timeout = {left}; SET LOCAL statement_timeout = {left}; \
         SET LOCAL idle_in_transaction_session_timeout = {}; \
         SELECT 1 FROM journal_head WHERE tenant_id = '{scope}' FOR UPDATE",
        left + 1000
    )
}

/// `BEGIN` for a note of the region's that no rule spans and no journal tells of: it waits for no other write.
pub(crate) fn begin_note(deadline: Instant) -> String {
    format!("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL statement_timeout = {}", left(deadline))
}

/// Lets a write of a tenant's go on as the region's, in the same transaction: both are committed, or neither.
pub(crate) fn enter_region(conn: &mut PgConnection) -> Result<(), StoreError> {
    let scope = REGION.0;
    Ok(conn.batch_execute(&format!(
        "SET LOCAL app.tenant_id = '{scope}'; SELECT 1 FROM journal_head WHERE tenant_id = '{scope}' FOR UPDATE"
    ))?)
}

/// The milliseconds left until a deadline, at least one: none would be no limit.
fn left(deadline: Instant) -> u128 {
    deadline.saturating_duration_since(Instant::now()).as_millis().max(1)
}

/// What every session is told once.
#[derive(Debug)]
struct Session;

impl CustomizeConnection<PgConnection, diesel::r2d2::Error> for Session {
    fn on_acquire(&self, conn: &mut PgConnection) -> Result<(), diesel::r2d2::Error> {
        conn.batch_execute(IDLE).map_err(diesel::r2d2::Error::QueryError)
    }
}
