//! A store of its own for each test, in a folder or in a database.
use std::path::Path;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use domain::{Actor, Line, TenantId};
use persistence::{Store, StoreError, TenantScope, TenantTx, Writer, migrate_postgres};
use places::{Database, Folder};

use crate::fixtures;

/// A migrated database.
pub(crate) fn migrated() -> Database {
    Database::migrated(|owner| {
        migrate_postgres(owner, "serving", |_| {}).expect("the migrations apply");
    })
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
        let database = migrated();
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
    Actor { id: Line::parse("tester").expect("a line"), organization: None, supplier: None, trace: "0".repeat(32) }
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
