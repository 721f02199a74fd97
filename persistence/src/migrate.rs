//! Bringing the stores to the present schema, one migration at a time, so that progress can be shown.
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::StoreError;

pub(crate) const SQLITE_TENANT: EmbeddedMigrations = embed_migrations!("migrations/sqlite/tenant");
pub(crate) const SQLITE_REGION: EmbeddedMigrations = embed_migrations!("migrations/sqlite/region");
pub(crate) const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Any number nobody else locks: two nodes that start together must not both create the first table.
const ADVISORY_LOCK: i64 = 7_208_831_402;

/// The newest schema a tenant's file can have.
pub(crate) fn newest_tenant_schema() -> Result<String, StoreError> {
    let all = MigrationSource::<Sqlite>::migrations(&SQLITE_TENANT).map_err(StoreError::Internal)?;
    let newest = all.iter().map(|migration| migration.name().version().to_string()).max();
    newest.ok_or_else(|| StoreError::internal("no migrations are embedded"))
}

/// Applies what is pending to an SQLite file; says how many migrations there were.
pub(crate) fn sqlite(conn: &mut SqliteConnection, source: EmbeddedMigrations) -> Result<usize, StoreError> {
    conn.run_pending_migrations(source).map(|applied| applied.len()).map_err(StoreError::Internal)
}

/// Applies what is pending to a PostgreSQL database, as a role that owns the schema and bypasses row-level security,
/// under an advisory lock. Then lets `serving` read and write, but change or remove no journal row,
/// no edition of the structure, no version of a paper and nothing of what was passed on to other regions.
pub fn migrate_postgres(owner_url: &str, serving: &str, mut progress: impl FnMut(&str)) -> Result<usize, StoreError> {
    let mut conn = PgConnection::establish(owner_url).map_err(StoreError::unavailable)?;
    diesel::sql_query(format!("SELECT pg_advisory_lock({ADVISORY_LOCK})")).execute(&mut conn)?;
    let pending = MigrationHarness::<Pg>::pending_migrations(&mut conn, POSTGRES).map_err(StoreError::Internal)?;
    for migration in &pending {
        progress(&migration.name().to_string());
        conn.run_migration(migration).map_err(StoreError::Internal)?;
    }
    let role = format!("\"{}\"", serving.replace('"', "\"\""));
    let grants = [
        format!("GRANT USAGE ON SCHEMA public TO {role}"),
        format!("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"),
        format!("REVOKE UPDATE, DELETE ON journal, edition, paper, forwarded_request FROM {role}"),
        format!("REVOKE DELETE ON journal_head FROM {role}"),
        format!("REVOKE INSERT, UPDATE, DELETE ON __diesel_schema_migrations FROM {role}"),
    ];
    // All at once: while another node serves, the journal is not open to changes for a moment.
    conn.transaction(|c| grants.iter().try_for_each(|grant| diesel::sql_query(grant).execute(c).map(drop)))?;
    // The session's end releases the lock.
    Ok(pending.len())
}
