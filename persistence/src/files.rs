//! The embedded store: one SQLite file per tenant under a data folder, and `region.db` for what belongs to no tenant.
use std::fs::{File, OpenOptions, TryLockError};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use domain::TenantId;
use lru::LruCache;
use scheduled_thread_pool::ScheduledThreadPool;

use crate::column::Id;
use crate::migrate::{self, SQLITE_REGION, SQLITE_TENANT};
use crate::schema::tenant;
use crate::workers::Lane;
use crate::{OpenError, StoreError};

/// How many writes of one tenant may wait before the next is refused.
const WRITES_WAITING: usize = 256;

/// How many tenants' files are kept open.
const OPEN_FILES: NonZeroUsize = NonZeroUsize::new(256).expect("not zero");

/// The data folder of one region, owned by this process while it lives.
pub(crate) struct Files {
    folder: PathBuf,
    readers_each: u32,
    region: Arc<OpenFile>,
    region_lane: Arc<Lane>,
    tenants: Mutex<LruCache<TenantId, Arc<Slot>>>,
    /// r2d2 starts three threads per pool unless the pools share them.
    threads: Arc<ScheduledThreadPool>,
    newest: String,
    _owner: File,
}

/// A tenant's place among the open files; opening one tenant holds up no other.
struct Slot {
    lane: Arc<Lane>,
    open: Mutex<Option<Arc<OpenFile>>>,
}

/// One open file: many readers, one writer.
pub(crate) struct OpenFile {
    path: PathBuf,
    pub(crate) readers: Pool<ConnectionManager<SqliteConnection>>,
    writer: Mutex<Option<SqliteConnection>>,
}

impl Files {
    /// Takes the folder into possession and brings `region.db` to the present schema.
    pub(crate) fn open(folder: &Path, readers_each: u32) -> Result<Self, OpenError> {
        let unusable = |error: std::io::Error| OpenError::Folder { folder: folder.to_owned(), error };
        std::fs::create_dir_all(folder.join("tenants")).map_err(unusable)?;
        let lock = folder.join("owner.lock");
        let owner = OpenOptions::new().create(true).truncate(false).write(true).open(lock).map_err(unusable)?;
        owner.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => OpenError::Owned(folder.to_owned()),
            TryLockError::Error(error) => unusable(error),
        })?;
        let threads = Arc::new(ScheduledThreadPool::builder().num_threads(1).thread_name_pattern("pools").build());
        let path = folder.join("region.db");
        let region = Arc::new(OpenFile::new(path, readers_each, &threads)?);
        region.with_writer(|conn| migrate::sqlite(conn, SQLITE_REGION).map(drop))?;
        Ok(Self {
            folder: folder.to_owned(),
            readers_each,
            region,
            region_lane: Lane::new(WRITES_WAITING),
            tenants: Mutex::new(LruCache::new(OPEN_FILES)),
            threads,
            newest: migrate::newest_tenant_schema()?,
            _owner: owner,
        })
    }

    pub(crate) fn region(&self) -> Arc<OpenFile> {
        Arc::clone(&self.region)
    }

    /// The queue of writes to the region's file.
    pub(crate) fn region_lane(&self) -> Arc<Lane> {
        Arc::clone(&self.region_lane)
    }

    /// The queue of writes to a tenant's file; the file itself is opened by the first job.
    pub(crate) fn lane(&self, id: TenantId) -> Arc<Lane> {
        Arc::clone(&self.slot(id).lane)
    }

    /// The tenant's file, opened on first use and brought to the present schema only if `region.db` says it is not.
    pub(crate) fn tenant(&self, id: TenantId) -> Result<Arc<OpenFile>, StoreError> {
        let slot = self.slot(id);
        let mut held = slot.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = held.as_ref() {
            return Ok(Arc::clone(open));
        }
        let path = self.folder.join("tenants").join(format!("{id}.db"));
        if !path.exists() {
            return Err(StoreError::NotFound);
        }
        let open = OpenFile::new(path, self.readers_each, &self.threads).map_err(StoreError::unavailable)?;
        if self.schema_of(id)?.as_ref() != Some(&self.newest) {
            open.with_writer(|conn| migrate::sqlite(conn, SQLITE_TENANT).map(drop)).map_err(|error| {
                tracing::error!(tenant = %id, %error, cause = ?error, "a tenant's file could not be migrated");
                StoreError::Migrating
            })?;
            self.note_schema(id)?;
        }
        let open = Arc::new(open);
        *held = Some(Arc::clone(&open));
        Ok(open)
    }

    /// Makes the file of a new tenant.
    pub(crate) fn create(&self, id: TenantId) -> Result<Arc<OpenFile>, StoreError> {
        let path = self.folder.join("tenants").join(format!("{id}.db"));
        let open = OpenFile::new(path, self.readers_each, &self.threads).map_err(StoreError::unavailable)?;
        open.with_writer(|conn| migrate::sqlite(conn, SQLITE_TENANT).map(drop))?;
        let open = Arc::new(open);
        let slot = self.slot(id);
        *slot.open.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&open));
        Ok(open)
    }

    /// The newest schema, which a new tenant's row in the registry names.
    pub(crate) fn newest(&self) -> &str {
        &self.newest
    }

    fn slot(&self, id: TenantId) -> Arc<Slot> {
        let mut open = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = open.get(&id) {
            return Arc::clone(slot);
        }
        if open.len() >= OPEN_FILES.get() {
            // A file at work is not closed under its user; the least recently used idle one goes.
            let idle = open.iter().rev().find(|(_, slot)| slot.is_idle()).map(|(id, _)| *id);
            match idle {
                Some(id) => drop(open.pop(&id)),
                None => {
                    let room = open.cap().saturating_add(1);
                    open.resize(room);
                }
            }
        }
        let slot = Arc::new(Slot { lane: Lane::new(WRITES_WAITING), open: Mutex::default() });
        open.put(id, Arc::clone(&slot));
        slot
    }

    fn schema_of(&self, id: TenantId) -> Result<Option<String>, StoreError> {
        let mut conn = self.region.readers.get().map_err(StoreError::unavailable)?;
        Ok(tenant::table.find(Id(id.0)).select(tenant::schema_version).first(&mut *conn).optional()?)
    }

    fn note_schema(&self, id: TenantId) -> Result<(), StoreError> {
        self.region.with_writer(|conn| {
            diesel::update(tenant::table.find(Id(id.0))).set(tenant::schema_version.eq(&self.newest)).execute(conn)?;
            Ok(())
        })
    }
}

impl Slot {
    fn is_idle(self: &Arc<Self>) -> bool {
        let unused = |open: &Option<Arc<OpenFile>>| open.as_ref().is_none_or(|open| Arc::strong_count(open) == 1);
        Arc::strong_count(self) == 1 && self.lane.is_idle() && self.open.try_lock().is_ok_and(|open| unused(&open))
    }
}

impl OpenFile {
    fn new(path: PathBuf, readers: u32, threads: &Arc<ScheduledThreadPool>) -> Result<Self, OpenError> {
        let failed = |error: String| OpenError::File { path: path.clone(), error };
        // The first connection makes the file and sets its journal mode; readers may then be opened read-only in effect.
        let writer = connect(&path).map_err(|error| failed(error.to_string()))?;
        let readers = Pool::builder()
            .max_size(readers)
            .min_idle(Some(0))
            .test_on_check_out(false)
            .thread_pool(Arc::clone(threads))
            .connection_customizer(Box::new(ReadOnly))
            .build(ConnectionManager::new(path.to_string_lossy()))
            .map_err(|error| failed(error.to_string()))?;
        Ok(Self { path, readers, writer: Mutex::new(Some(writer)) })
    }

    /// Runs work on the one writing connection. One that was left in the middle of a transaction is thrown away.
    pub(crate) fn with_writer<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut SqliteConnection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut held = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut conn = match held.take() {
            Some(conn) => conn,
            None => connect(&self.path).map_err(StoreError::unavailable)?,
        };
        // A panic in the work drops the connection, and with it the transaction.
        let outcome = work(&mut conn);
        if crate::scope::is_at_rest(&mut conn) {
            *held = Some(conn);
        }
        outcome
    }
}

/// What every connection is told. `cache_size` instead of memory mapping: an I/O error on a mapping kills the process.
const PRAGMAS: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                       PRAGMA foreign_keys = ON; PRAGMA cache_size = -4000; PRAGMA temp_store = MEMORY;";

fn connect(path: &Path) -> Result<SqliteConnection, StoreError> {
    let mut conn = SqliteConnection::establish(&path.to_string_lossy()).map_err(StoreError::unavailable)?;
    conn.batch_execute(PRAGMAS)?;
    Ok(conn)
}

#[derive(Debug)]
struct ReadOnly;

impl CustomizeConnection<SqliteConnection, diesel::r2d2::Error> for ReadOnly {
    fn on_acquire(&self, conn: &mut SqliteConnection) -> Result<(), diesel::r2d2::Error> {
        conn.batch_execute(PRAGMAS)
            .and_then(|()| conn.batch_execute("PRAGMA query_only = ON;"))
            .map_err(diesel::r2d2::Error::QueryError)
    }
}
