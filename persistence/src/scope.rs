//! Scopes: the right to touch one tenant's rows, or the region's, one transaction at a time.
use std::sync::Arc;
use std::time::Instant;

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::{Connection, SqliteConnection};
use domain::TenantId;

use crate::conn::Conn;
use crate::files::{OpenFile, wait_until};
use crate::postgres::{begin_read, begin_write};
use crate::store::{Backend, Store};
use crate::tx::{REGION, Tx, Writer};
use crate::{RegionTx, StoreError, TenantTx};

/// The right to touch one tenant's rows.
#[derive(Clone)]
pub struct TenantScope {
    store: Store,
    tenant: TenantId,
}

/// The right to touch what belongs to no tenant.
#[derive(Clone)]
pub struct RegionScope {
    pub(crate) store: Store,
}

impl TenantScope {
    pub(crate) fn new(store: Store, tenant: TenantId) -> Self {
        Self { store, tenant }
    }

    /// The tenant.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Reads in one snapshot.
    pub async fn read<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        &self,
        deadline: Instant,
        work: impl FnOnce(&mut TenantTx<'_, '_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        self.store.read(self.own()?, deadline, |tx| work(&mut TenantTx(tx))).await
    }

    /// Writes all or nothing, in turn with the tenant's other writes.
    pub async fn write<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        &self,
        deadline: Instant,
        writer: Writer,
        work: impl FnOnce(&mut TenantTx<'_, '_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        self.store.write(self.own()?, deadline, writer, |tx| work(&mut TenantTx(tx))).await
    }

    /// The id of nobody is the region's scope, and no tenant's whoever asks for it.
    fn own(&self) -> Result<TenantId, StoreError> {
        if self.tenant == REGION { Err(StoreError::NotFound) } else { Ok(self.tenant) }
    }
}

impl RegionScope {
    pub(crate) fn new(store: Store) -> Self {
        Self { store }
    }

    /// Reads in one snapshot.
    pub async fn read<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        &self,
        deadline: Instant,
        work: impl FnOnce(&mut RegionTx<'_, '_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        self.store.read(REGION, deadline, |tx| work(&mut RegionTx(tx))).await
    }

    /// Writes all or nothing, in turn with the region's other writes.
    pub async fn write<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        &self,
        deadline: Instant,
        writer: Writer,
        work: impl FnOnce(&mut RegionTx<'_, '_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        self.store.write(REGION, deadline, writer, |tx| work(&mut RegionTx(tx))).await
    }
}

impl Store {
    async fn read<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        &self,
        scope: TenantId,
        deadline: Instant,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let inner = Arc::clone(&self.0);
        let read = move || match &inner.backend {
            Backend::Files(_) => {
                // Held to the end: a file in use is not closed.
                let file = inner.file(scope)?;
                let mut pooled = file.readers.get().map_err(StoreError::unavailable)?;
                transact(&mut *pooled, Some("BEGIN"), |c| work(&mut Tx::open(Conn::Sqlite(c), scope, None)?))
            }
            Backend::Postgres(postgres) => {
                let mut handle = postgres.begin(&begin_read(scope, deadline), deadline)?;
                transact(handle.conn(), None, |c| work(&mut Tx::open(Conn::Postgres(c), scope, None)?))
            }
        };
        self.0.workers.read(deadline, read).await
    }

    async fn write<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        &self,
        scope: TenantId,
        deadline: Instant,
        writer: Writer,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let lane = match &self.0.backend {
            Backend::Files(files) if scope == REGION => files.region_lane(),
            Backend::Files(files) => files.lane(scope),
            Backend::Postgres(postgres) => postgres.lane(scope),
        };
        let inner = Arc::clone(&self.0);
        let whole = move |conn: Conn<'_>| {
            let mut tx = Tx::open(conn, scope, Some(writer))?;
            let value = work(&mut tx)?;
            let has_changed = tx.append()?;
            Ok::<_, E>((value, has_changed))
        };
        let write = move || match &inner.backend {
            // A write takes its lock at BEGIN, where the busy time-out is honoured; a read never waits for one.
            Backend::Files(_) => inner.file(scope)?.with_writer(|conn| {
                wait_until(conn, deadline)?;
                transact(conn, Some("BEGIN IMMEDIATE"), |c| whole(Conn::Sqlite(c)))
            }),
            Backend::Postgres(postgres) => {
                let mut handle = postgres.begin(&begin_write(scope, deadline), deadline)?;
                transact(handle.conn(), None, |c| whole(Conn::Postgres(c)))
            }
        };
        let bell = self.0.bell.clone();
        // Rung where the commit was, since whoever asked for it may have stopped waiting.
        let told = move || {
            let (value, has_changed) = write()?;
            if has_changed && scope != REGION {
                bell.ring(scope);
            }
            Ok(value)
        };
        self.0.workers.write(&lane, deadline, told).await
    }
}

impl crate::store::Inner {
    pub(crate) fn file(&self, scope: TenantId) -> Result<Arc<OpenFile>, StoreError> {
        match &self.backend {
            Backend::Files(files) if scope == REGION => Ok(files.region()),
            Backend::Files(files) => files.tenant(scope),
            Backend::Postgres(_) => Err(StoreError::internal("a PostgreSQL store has no files")),
        }
    }
}

/// One transaction: begin unless that is done, the work, then commit, or roll back on any error.
pub(crate) fn transact<C, T, E: From<StoreError>>(
    conn: &mut C,
    begin: Option<&str>,
    work: impl FnOnce(&mut C) -> Result<T, E>,
) -> Result<T, E>
where
    C: Connection<TransactionManager = AnsiTransactionManager>,
{
    if let Some(begin) = begin {
        AnsiTransactionManager::begin_transaction_sql(conn, begin).map_err(StoreError::from)?;
    }
    match work(conn) {
        Ok(value) => match AnsiTransactionManager::commit_transaction(conn) {
            Ok(()) => Ok(value),
            Err(error) => {
                // Whatever stopped the commit (a full disk, a lost connection), nothing of it may stay half done.
                let _ = AnsiTransactionManager::rollback_transaction(conn);
                Err(StoreError::from(error).into())
            }
        },
        Err(error) => {
            // The work's own error is the one to tell; a connection left broken is thrown away by its keeper.
            let _ = AnsiTransactionManager::rollback_transaction(conn);
            Err(error)
        }
    }
}

/// Whether a connection is outside any transaction, as far as Diesel knows.
pub(crate) fn is_at_rest(conn: &mut SqliteConnection) -> bool {
    let status = AnsiTransactionManager::transaction_manager_status_mut(conn);
    matches!(status.transaction_depth(), Ok(None))
}
