//! Places for data that live as long as a test: a folder, or a database made from a template that was migrated once.
//! For the tests of every crate, so it knows none of them. `tests/run postgres` prints the two addresses it needs.
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

/// Of this process and this use, so that tests run beside each other.
fn fresh() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A folder that goes with the test.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty one.
    #[expect(clippy::new_without_default, reason = "it makes a folder, which no default should")]
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(fresh());
        std::fs::create_dir_all(&path).expect("the temporary folder is writable");
        Self(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A database that goes with the test.
pub struct Database {
    name: String,
}

impl Database {
    /// One that nobody has migrated.
    pub fn empty() -> Self {
        Self::make("template1")
    }

    /// A migrated one, copied from a template that the first use makes with `migrate`, which is given the owner's URL.
    pub fn migrated(migrate: impl FnOnce(&str)) -> Self {
        static TEMPLATE: OnceLock<Database> = OnceLock::new();
        let template = TEMPLATE.get_or_init(|| {
            sweep();
            let template = Self::empty();
            migrate(&template.owner_url());
            template
        });
        Self::make(&template.name)
    }

    fn make(template: &str) -> Self {
        let name = fresh();
        let statement = format!("CREATE DATABASE {name} TEMPLATE {template}");
        owner().batch_execute(&statement).expect("the owner makes databases");
        Self { name }
    }

    /// As the role that serves.
    pub fn serving_url(&self) -> String {
        of_database(&url("TEST_POSTGRES"), &self.name)
    }

    /// As the role that owns and migrates.
    pub fn owner_url(&self) -> String {
        of_database(&url("TEST_POSTGRES_OWNER"), &self.name)
    }

    /// A connection of the owner's, who steps round row-level security.
    pub fn owner(&self) -> PgConnection {
        PgConnection::establish(&self.owner_url()).expect("the owner can connect")
    }

    /// A connection of the serving role's, past the store.
    pub fn serving(&self) -> PgConnection {
        PgConnection::establish(&self.serving_url()).expect("the serving role can connect")
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // What a failed test leaves is swept by the next run, or goes with its server.
        let _ = owner().batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
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

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

/// Removes the databases of test processes that are gone: templates are never dropped by their own.
fn sweep() {
    let mut owner = owner();
    let all: Vec<Named> =
        diesel::sql_query("SELECT datname::text AS name FROM pg_database WHERE datname LIKE 'test\\_%\\_%'")
            .load(&mut owner)
            .expect("the catalogue is readable");
    for Named { name } in all {
        let process = name.split('_').nth(1).unwrap_or_default();
        if !Path::new("/proc").join(process).exists() {
            let _ = owner.batch_execute(&format!("DROP DATABASE IF EXISTS {name}"));
        }
    }
}
