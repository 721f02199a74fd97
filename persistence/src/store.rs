//! The store of one region: hands out scopes, never connections.
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::TenantId;

use crate::bell::Bell;
use crate::conn::Conn;
use crate::files::{FileOptions, Files};
use crate::postgres::{Postgres, begin_write};
use crate::scope::transact;
use crate::tx::{REGION, Tx, Writer};
use crate::workers::Workers;
use crate::{RegionScope, StoreError, TenantScope, TenantTx};

/// Why a store could not be opened; each prints as one clear line.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder cannot be made or written.
    #[error("the data folder {} cannot be used: {error}", folder.display())]
    Folder {
        /// Which folder.
        folder: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// Another process has the folder.
    #[error("the data folder {} is in use by another process", .0.display())]
    Owned(PathBuf),
    /// A file in the folder cannot be opened.
    #[error("the file {} cannot be opened: {error}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the engine says.
        error: String,
    },
    /// The database does not answer.
    #[error("the database does not answer: {0}")]
    Database(String),
    /// The serving role could see every tenant's rows.
    #[error("the database role owns the tables or bypasses row-level security: serve as a role that does neither")]
    Role,
    /// The store answered something unexpected.
    #[error("the store could not be opened: {}", .0.in_full())]
    Store(#[from] StoreError),
}

/// Where the region's data lives.
#[derive(Clone)]
pub struct Store(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) backend: Backend,
    pub(crate) workers: Arc<Workers>,
    pub(crate) bell: Bell,
}

pub(crate) enum Backend {
    Files(Files),
    Postgres(Postgres),
}

impl Store {
    /// Opens the embedded store in a folder, which this process owns from now on.
    pub fn files(folder: &Path) -> Result<Self, OpenError> {
        Self::files_with(folder, &FileOptions::default())
    }

    /// The same, within other limits.
    pub fn files_with(folder: &Path, options: &FileOptions) -> Result<Self, OpenError> {
        let files = Files::open(folder, options)?;
        let store = Self::new(Backend::Files(files), options.threads.max(1))?;
        store.found(REGION, at_start())?;
        Ok(store)
    }

    /// Opens a migrated PostgreSQL database with a pool of `size` connections.
    pub fn postgres(url: &str, size: u32) -> Result<Self, OpenError> {
        let postgres = Postgres::open(url, size)?;
        let store = Self::new(Backend::Postgres(postgres), size as usize)?;
        store.found(REGION, at_start())?;
        Ok(store)
    }

    fn new(backend: Backend, threads: usize) -> Result<Self, OpenError> {
        let workers = Workers::new(threads).map_err(StoreError::unavailable)?;
        Ok(Self(Arc::new(Inner { backend, workers: Arc::new(workers), bell: Bell::default() })))
    }

    /// One tenant's rows.
    pub fn tenant(&self, tenant: TenantId) -> TenantScope {
        TenantScope::new(self.clone(), tenant)
    }

    /// What belongs to no tenant.
    pub fn region(&self) -> RegionScope {
        RegionScope::new(self.clone())
    }

    /// Rings in this process whenever a community has changed.
    pub fn bell(&self) -> &Bell {
        &self.0.bell
    }

    /// Whether other processes may write into this store.
    pub fn is_shared(&self) -> bool {
        matches!(self.0.backend, Backend::Postgres(_))
    }

    /// Waits until every write that was taken on has been answered; none is taken on any more by then.
    pub async fn drain(&self) {
        self.0.workers.drain_all().await;
    }

    /// What the store is, for logs and readiness.
    pub fn kind(&self) -> &'static str {
        match self.0.backend {
            Backend::Files(_) => "sqlite",
            Backend::Postgres(_) => "postgresql",
        }
    }

    /// Makes room for a new tenant (its file, its journal) and fills it in one write. The registry names the tenant only
    /// after this, so that whatever stops half way leaves nothing anyone can reach, and can be tried again.
    pub async fn found_tenant<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        &self,
        tenant: TenantId,
        deadline: Instant,
        writer: Writer,
        fill: impl FnOnce(&mut TenantTx<'_, '_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        if tenant == REGION {
            return Err(StoreError::NotFound.into());
        }
        let store = self.clone();
        let found = move || {
            if let Backend::Files(files) = &store.0.backend {
                files.create(tenant)?;
            }
            store.found(tenant, deadline)
        };
        self.0.workers.read(deadline, found).await?;
        let once = move |tx: &mut TenantTx<'_, '_>| {
            if tx.head().seq > 0 {
                return Err(StoreError::Taken("tenant".to_owned()).into());
            }
            fill(tx)
        };
        self.tenant(tenant).write(deadline, writer, once).await
    }

    /// Gives a scope its journal unless it has one.
    fn found(&self, scope: TenantId, deadline: Instant) -> Result<(), StoreError> {
        match &self.0.backend {
            Backend::Files(_) => self.0.file(scope)?.with_writer(|conn| {
                transact(conn, Some("BEGIN IMMEDIATE"), |c| Tx::found(&mut Conn::Sqlite(c), scope))
            }),
            Backend::Postgres(postgres) => {
                let mut handle = postgres.begin(&begin_write(scope, deadline), deadline)?;
                transact(handle.conn(), None, |c| Tx::found(&mut Conn::Postgres(c), scope))
            }
        }
    }

    /// The newest schema a new tenant's row in the registry names.
    pub(crate) fn newest_schema(&self) -> String {
        match &self.0.backend {
            Backend::Files(files) => files.newest().to_owned(),
            Backend::Postgres(_) => String::new(),
        }
    }
}

/// How long a start waits for the database.
fn at_start() -> Instant {
    Instant::now() + Duration::from_secs(30)
}
