//! Places for data that live as long as a test: a folder, or a database made from a template that was migrated once.
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use persistence::migrate_postgres;

fn next() -> u32 {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    COUNT.fetch_add(1, Ordering::Relaxed)
}

/// A folder that goes with the test.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty one.
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(format!("it-{}-{}", std::process::id(), next()));
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
    /// A migrated database.
    pub fn migrated() -> Self {
        static TEMPLATE: OnceLock<Database> = OnceLock::new();
        let template = TEMPLATE.get_or_init(|| {
            let template = Self::make("template1");
            migrate_postgres(&template.owner_url(), "serving", |_| {}).expect("the migrations apply");
            template
        });
        Self::make(&template.name)
    }

    /// One that nobody has migrated.
    pub fn empty() -> Self {
        Self::make("template1")
    }

    fn make(template: &str) -> Self {
        let name = format!("it_{}_{}", std::process::id(), next());
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
}

impl Drop for Database {
    fn drop(&mut self) {
        // The server the database belongs to goes with the test run, and with it what a failed test leaves.
        let _ = owner().batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}
