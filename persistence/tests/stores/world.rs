//! A store of its own for each test: a folder, or a database made from a template that was migrated once.
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use domain::{Actor, Line, TenantId};
use persistence::{Store, StoreError, TenantScope, TenantTx, Writer, migrate_postgres};

use crate::fixtures;

/// A folder that goes with the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let path = std::env::temp_dir().join(format!("stores-{}-{}", std::process::id(), next()));
        std::fs::create_dir_all(&path).expect("the temporary folder is writable");
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A database that goes with the test.
pub(crate) struct Database {
    name: String,
}

fn next() -> u32 {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    COUNT.fetch_add(1, Ordering::Relaxed)
}

/// A test without its PostgreSQL fails; it is never skipped.
fn url(variable: &str) -> String {
    std::env::var(variable)
        .unwrap_or_else(|_| panic!("{variable} is not set: start a PostgreSQL with `tests/run postgres`"))
}

fn of_database(url: &str, name: &str) -> String {
    let (server, _) = url.rsplit_once('/').expect("a URL ends with its database");
    format!("{server}/{name}")
}

fn owner() -> PgConnection {
    PgConnection::establish(&url("TEST_POSTGRES_OWNER")).expect("the owner can connect")
}

impl Database {
    /// An empty database.
    pub(crate) fn empty() -> Self {
        Self::make("template1")
    }

    /// A migrated database.
    pub(crate) fn migrated() -> Self {
        static TEMPLATE: OnceLock<Database> = OnceLock::new();
        Self::make(&TEMPLATE.get_or_init(Self::template).name)
    }

    fn template() -> Self {
        sweep();
        let template = Self::empty();
        migrate_postgres(&template.owner_url(), "serving", |_| {}).expect("the migrations apply");
        template
    }

    fn make(template: &str) -> Self {
        let name = format!("stores_{}_{}", std::process::id(), next());
        owner()
            .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}"))
            .expect("the owner makes databases");
        Self { name }
    }

    pub(crate) fn serving_url(&self) -> String {
        of_database(&url("TEST_POSTGRES"), &self.name)
    }

    pub(crate) fn owner_url(&self) -> String {
        of_database(&url("TEST_POSTGRES_OWNER"), &self.name)
    }

    /// A connection of the owner's, who steps round row-level security.
    pub(crate) fn owner(&self) -> PgConnection {
        PgConnection::establish(&self.owner_url()).expect("the owner can connect")
    }

    /// A connection of the serving role's, past the store.
    pub(crate) fn serving(&self) -> PgConnection {
        PgConnection::establish(&self.serving_url()).expect("the serving role can connect")
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // What a failed test leaves is swept by the next run.
        let _ = owner().batch_execute(&format!("DROP DATABASE IF EXISTS {}", self.name));
    }
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

/// Removes the databases of test processes that are gone, this binary's template among them.
fn sweep() {
    let mut owner = owner();
    let all: Vec<Named> =
        diesel::sql_query("SELECT datname::text AS name FROM pg_database WHERE datname LIKE 'stores\\_%'")
            .load(&mut owner)
            .expect("the catalogue is readable");
    for Named { name } in all {
        let process = name.split('_').nth(1).unwrap_or_default();
        if !Path::new("/proc").join(process).exists() {
            let _ = owner.batch_execute(&format!("DROP DATABASE IF EXISTS {name}"));
        }
    }
}

/// Where a world keeps its rows.
pub(crate) enum Home {
    Files(Folder),
    Postgres(Database),
}

/// A store with one founded tenant.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) tenant: TenantId,
    pub(crate) home: Home,
}

impl World {
    pub(crate) async fn files() -> Self {
        let folder = Folder::new();
        let store = Store::files(folder.path()).expect("the folder opens");
        Self::new(store, Home::Files(folder)).await
    }

    pub(crate) async fn postgres() -> Self {
        let database = Database::migrated();
        let store = Store::postgres(&database.serving_url(), 4).expect("the database opens");
        Self::new(store, Home::Postgres(database)).await
    }

    async fn new(store: Store, home: Home) -> Self {
        let tenant = found(&store).await;
        Self { store, tenant, home }
    }

    pub(crate) fn scope(&self) -> TenantScope {
        self.store.tenant(self.tenant)
    }

    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut TenantTx<'_, '_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.scope().read(soon(), work).await
    }

    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut TenantTx<'_, '_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.scope().write(soon(), writer(), work).await
    }

    pub(crate) fn database(&self) -> &Database {
        match &self.home {
            Home::Postgres(database) => database,
            Home::Files(_) => panic!("only PostgreSQL has a database"),
        }
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.home, Home::Postgres(_))
    }

    /// Runs SQL behind the store's back, on the tenant's own file or as the owner.
    pub(crate) fn tamper(&self, sql: &str) {
        match &self.home {
            Home::Files(folder) => tenant_file(folder.path(), self.tenant).batch_execute(sql).expect(sql),
            Home::Postgres(database) => database.owner().batch_execute(sql).expect(sql),
        }
    }
}

/// A connection to a tenant's file, past the store.
pub(crate) fn tenant_file(folder: &Path, tenant: TenantId) -> SqliteConnection {
    let path = folder.join("tenants").join(format!("{tenant}.db"));
    assert!(path.exists(), "{} is missing", path.display());
    SqliteConnection::establish(&path.to_string_lossy()).expect("the file opens")
}

/// Founds a tenant with its settings and enters it in the registry.
pub(crate) async fn found(store: &Store) -> TenantId {
    let tenant = fixtures::tenant();
    let id = tenant.id;
    store
        .found_tenant(id, soon(), writer(), |tx| tx.settings().insert(&fixtures::settings()))
        .await
        .expect("the tenant is founded");
    let own = store.clone();
    store.region().write(soon(), writer(), move |tx| tx.register(&own, &tenant)).await.expect("the tenant is entered");
    id
}

/// Long enough for a busy machine.
pub(crate) fn soon() -> Instant {
    Instant::now() + Duration::from_secs(30)
}

pub(crate) fn writer() -> Writer {
    Writer { actor: actor(), now: fixtures::at("2026-11-22T08:00:00.123456Z") }
}

/// The same writer at another time.
pub(crate) fn writer_at(now: &str) -> Writer {
    Writer { now: fixtures::at(now), ..writer() }
}

fn actor() -> Actor {
    Actor { id: Line::parse("tester").expect("a line"), organization: None, trace: "0".repeat(32) }
}

/// Runs a test on a fresh world of either store.
pub(crate) fn on_both(test: impl AsyncFn(World)) {
    on_files(&test);
    on_postgres(&test);
}

pub(crate) fn on_files(test: impl AsyncFn(World)) {
    println!("on SQLite");
    runtime().block_on(async { test(World::files().await).await });
}

pub(crate) fn on_postgres(test: impl AsyncFn(World)) {
    println!("on PostgreSQL");
    runtime().block_on(async { test(World::postgres().await).await });
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime")
}
