//! The embedded store: one SQLite file per tenant under a data folder, and `region.db` for what belongs to no tenant.

mod whole;

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::available_parallelism;
use std::time::Instant;

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

/// What the embedded store may take of the system.
#[derive(Debug, Clone)]
pub struct FileOptions {
    /// How many tenants' files are kept open. Each takes two handles a connection, within the system's limit for a
    /// process (often 1024).
    pub open_files: usize,
    /// How many threads block for the store, and how many of them may read one file at a time.
    pub threads: usize,
}

impl Default for FileOptions {
    fn default() -> Self {
        Self { open_files: 64, threads: available_parallelism().map_or(2, usize::from) }
    }
}

/// The data folder of one region, owned by this process while it lives.
pub(crate) struct Files {
    folder: PathBuf,
    open_files: usize,
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
    migrating: AtomicBool,
}

/// One open file: many readers, one writer.
pub(crate) struct OpenFile {
    path: PathBuf,
    pub(crate) readers: Pool<ConnectionManager<SqliteConnection>>,
    writer: Mutex<Option<SqliteConnection>>,
}

impl Files {
    /// Takes the folder into possession and brings `region.db` to the present schema.
    pub(crate) fn open(folder: &Path, options: &FileOptions) -> Result<Self, OpenError> {
        let readers_each = u32::try_from(options.threads.max(1)).unwrap_or(1);
        let unusable = |error: std::io::Error| OpenError::Folder { folder: folder.to_owned(), error };
        std::fs::create_dir_all(folder.join("tenants")).map_err(unusable)?;
        let lock = folder.join("owner.lock");
        let owner = OpenOptions::new().create(true).truncate(false).write(true).open(lock).map_err(unusable)?;
        owner.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => OpenError::Owned(folder.to_owned()),
            TryLockError::Error(error) => unusable(error),
        })?;
        whole::sweep(&folder.join("tenants")).map_err(unusable)?;
        let threads = Arc::new(ScheduledThreadPool::builder().num_threads(1).thread_name_pattern("pools").build());
        let path = folder.join("region.db");
        let region = Arc::new(OpenFile::new(path, readers_each, &threads)?);
        region.with_writer(|conn| migrate::sqlite(conn, SQLITE_REGION).map(drop))?;
        Ok(Self {
            folder: folder.to_owned(),
            open_files: options.open_files.max(1),
            readers_each,
            region,
            region_lane: Lane::new(WRITES_WAITING),
            tenants: Mutex::new(LruCache::unbounded()),
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
        // Whoever comes while the file migrates is told so, instead of holding one of the few threads.
        if slot.migrating.load(Ordering::Acquire) {
            return Err(StoreError::Migrating);
        }
        let mut held = slot.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = held.as_ref() {
            return Ok(Arc::clone(open));
        }
        if !self.path(id).exists() {
            return Err(StoreError::NotFound);
        }
        let open = self.open_file(id)?;
        if self.schema_of(id)?.as_ref() != Some(&self.newest) {
            slot.migrate(&open).map_err(|error| {
                tracing::error!(tenant = %id, %error, cause = ?error, "a tenant's file could not be migrated");
                StoreError::Migrating
            })?;
            self.note_schema(id)?;
        }
        *held = Some(Arc::clone(&open));
        Ok(open)
    }

    /// Makes the file of a new tenant; one left by a founding that was stopped half way is taken up again.
    pub(crate) fn create(&self, id: TenantId) -> Result<(), StoreError> {
        let slot = self.slot(id);
        let mut held = slot.open.lock().unwrap_or_else(PoisonError::into_inner);
        if held.is_none() {
            let open = self.open_file(id)?;
            slot.migrate(&open)?;
            *held = Some(open);
        }
        Ok(())
    }

    fn path(&self, id: TenantId) -> PathBuf {
        self.folder.join("tenants").join(format!("{id}.db"))
    }

    fn open_file(&self, id: TenantId) -> Result<Arc<OpenFile>, StoreError> {
        let open = OpenFile::new(self.path(id), self.readers_each, &self.threads).map_err(StoreError::unavailable)?;
        Ok(Arc::new(open))
    }

    /// The newest schema, which a new tenant's row in the registry names.
    pub(crate) fn newest(&self) -> &str {
        &self.newest
    }

    fn slot(&self, id: TenantId) -> Arc<Slot> {
        let mut closed = Vec::new();
        let mut open = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = open.get(&id) {
            return Arc::clone(slot);
        }
        while open.len() >= self.open_files {
            // A file at work is not closed under its user; the least recently used idle one goes.
            let Some(idle) = open.iter().rev().find(|(_, slot)| slot.is_idle()).map(|(id, _)| *id) else { break };
            closed.extend(open.pop(&idle));
        }
        let slot = Arc::new(Slot {
            lane: Lane::new(WRITES_WAITING),
            open: Mutex::default(),
            migrating: AtomicBool::new(false),
        });
        open.put(id, Arc::clone(&slot));
        // Closing writes the log back into the file: not while everyone waits.
        drop(open);
        drop(closed);
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
        // Whoever holds the lane is about to put a write into it.
        Arc::strong_count(self) == 1
            && Arc::strong_count(&self.lane) == 1
            && self.lane.is_idle()
            && self.open.try_lock().is_ok_and(|open| unused(&open))
    }

    fn migrate(&self, open: &OpenFile) -> Result<(), StoreError> {
        self.migrating.store(true, Ordering::Release);
        let outcome = open.with_writer(|conn| migrate::sqlite(conn, SQLITE_TENANT).map(drop));
        self.migrating.store(false, Ordering::Release);
        outcome
    }
}

impl OpenFile {
    fn new(path: PathBuf, readers: u32, threads: &Arc<ScheduledThreadPool>) -> Result<Self, OpenError> {
        let failed = |error: String| OpenError::File { path: path.clone(), error };
        // The first connection makes the file and sets its journal mode; readers may then be opened read-only in effect.
        let writer = connect(&path).map_err(|error| failed(error.in_full()))?;
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

/// Lets a connection wait for another's lock as long as its caller does, and no longer.
pub(crate) fn wait_until(conn: &mut SqliteConnection, deadline: Instant) -> Result<(), StoreError> {
    let left = deadline.saturating_duration_since(Instant::now()).as_millis().clamp(1, 1 << 30);
    Ok(conn.batch_execute(&format!("PRAGMA busy_timeout = {left}"))?)
}

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
