//! The schema: up, down, up again and alike; guarded, indexed, and the same on both stores.
use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use persistence::migrate_postgres;
use places::Database;

use crate::statements::TENANT_TABLES;
use crate::world::migrated;

const TENANT: EmbeddedMigrations = embed_migrations!("migrations/sqlite/tenant");
const REGION: EmbeddedMigrations = embed_migrations!("migrations/sqlite/region");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// A tenant's file and the region's.
const FILES: [fn() -> EmbeddedMigrations; 2] = [|| TENANT, || REGION];

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = Text)]
    told: String,
}

/// Lines that a query tells of the catalogue.
macro_rules! lines {
    ($conn:expr, $sql:expr) => {{
        let rows: Vec<Told> = diesel::sql_query($sql).load($conn).expect("the catalogue is readable");
        rows.into_iter().map(|row| row.told).collect::<Vec<String>>()
    }};
}

fn sqlite(source: EmbeddedMigrations) -> SqliteConnection {
    let mut conn = SqliteConnection::establish(":memory:").expect("opens");
    conn.run_pending_migrations(source).expect("up");
    conn
}

fn dump_sqlite(conn: &mut SqliteConnection) -> Vec<String> {
    lines!(conn, "SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS told FROM sqlite_master ORDER BY 1")
}

#[test]
fn the_files_go_up_down_and_up_again() {
    for source in FILES {
        let mut conn = sqlite(source());
        let up = dump_sqlite(&mut conn);
        assert!(up.len() > 5);
        conn.revert_all_migrations(source()).expect("down");
        let tables = lines!(&mut conn, "SELECT name AS told FROM sqlite_master WHERE type <> 'index'");
        assert_eq!(tables, ["__diesel_schema_migrations"]);
        conn.run_pending_migrations(source()).expect("up again");
        assert_eq!(dump_sqlite(&mut conn), up);
    }
}

/// Everything of ours in the public schema: columns, constraints, indexes, policies, functions and rights.
const DUMP: &str = "
    SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
        || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END || ' ' || a.attcollation AS told
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'policy ' || tablename || ' ' || policyname || ' ' || cmd || ' ' || qual || ' ' || with_check
    FROM pg_policies WHERE schemaname = 'public'
    UNION ALL SELECT 'table ' || relname || ' ' || relrowsecurity || ' ' || relforcerowsecurity
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    UNION ALL SELECT 'function ' || pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ORDER BY 1";

#[test]
fn the_database_goes_up_down_and_up_again() {
    let database = Database::empty();
    let mut seen = Vec::new();
    let applied = migrate_postgres(&database.owner_url(), "serving", |name| seen.push(name.to_owned())).expect("up");
    assert!(applied > 0 && seen.len() == applied, "progress is told");
    let again = migrate_postgres(&database.owner_url(), "serving", |_| panic!("nothing is pending")).expect("up");
    assert_eq!(again, 0);
    let mut conn = database.owner();
    let up = lines!(&mut conn, DUMP);
    conn.revert_all_migrations(POSTGRES).expect("down");
    let left = lines!(&mut conn, DUMP);
    assert!(left.iter().all(|line| line.contains("__diesel_schema_migrations")), "{left:#?}");
    migrate_postgres(&database.owner_url(), "serving", |_| {}).expect("up again");
    assert_eq!(lines!(&mut conn, DUMP), up);
}

#[test]
fn nodes_that_migrate_together_do_not_collide() {
    let database = Database::empty();
    let url = database.owner_url();
    let applied: usize = std::thread::scope(|scope| {
        let nodes: Vec<_> = (0..4).map(|_| scope.spawn(|| migrate_postgres(&url, "serving", |_| {}))).collect();
        nodes.into_iter().map(|node| node.join().expect("joined").expect("migrated")).sum()
    });
    let all = diesel::migration::MigrationSource::<diesel::pg::Pg>::migrations(&POSTGRES).expect("embedded").len();
    assert_eq!(applied, all, "each migration once");
}

#[test]
fn every_foreign_key_is_covered_by_an_index() {
    let mut checked = 0;
    for source in FILES {
        let mut conn = sqlite(source());
        // The columns of each foreign key, and of each index and primary key, in their order.
        let keys = lines!(
            &mut conn,
            "SELECT m.name || ':' || group_concat(k.\"from\", ',') AS told FROM sqlite_master m, \
             pragma_foreign_key_list(m.name) k WHERE m.type = 'table' GROUP BY m.name, k.id ORDER BY m.name, k.id, k.seq"
        );
        let mut covers = lines!(
            &mut conn,
            "SELECT told FROM (SELECT m.name || ':' || group_concat(c.name, ',') AS told, m.name AS t, i.name AS i \
             FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_info(i.name) c \
             WHERE m.type = 'table' GROUP BY m.name, i.name)"
        );
        covers.sort();
        checked += keys.len();
        for key in keys {
            assert!(covers.iter().any(|cover| cover.starts_with(&key)), "{key} among {covers:#?}");
        }
    }
    let database = migrated();
    let bare = lines!(
        &mut database.owner(),
        "SELECT k.conname::text AS told FROM pg_constraint k WHERE k.contype = 'f' AND NOT EXISTS (
            SELECT FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indpred IS NULL AND i.indisvalid
            AND (SELECT array_agg(x ORDER BY n) FROM unnest(i.indkey::int2[]) WITH ORDINALITY u(x, n)
                 WHERE n <= cardinality(k.conkey)) = k.conkey)"
    );
    assert_eq!(bare, Vec::<String>::new());
    let keys = lines!(&mut database.owner(), "SELECT conname::text AS told FROM pg_constraint WHERE contype = 'f'");
    assert_eq!(keys.len(), checked, "the files have the same");
}

#[test]
fn every_tenants_table_is_guarded_and_led_by_its_tenant() {
    let database = migrated();
    let guarded = lines!(
        &mut database.owner(),
        "SELECT c.relname::text AS told FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
         WHERE c.relrowsecurity AND c.relforcerowsecurity AND p.polcmd = '*' AND p.polpermissive
         AND pg_get_expr(p.polqual, c.oid) = '(tenant_id = current_tenant())'
         AND pg_get_expr(p.polwithcheck, c.oid) = '(tenant_id = current_tenant())'"
    );
    let with_tenant = lines!(
        &mut database.owner(),
        "SELECT table_name::text AS told FROM information_schema.columns
         WHERE table_schema = 'public' AND column_name = 'tenant_id'"
    );
    let set = |lines: Vec<String>| lines.into_iter().collect::<BTreeSet<_>>();
    let wanted: BTreeSet<String> = TENANT_TABLES.map(str::to_owned).into();
    assert_eq!(set(guarded), wanted);
    // The region's own list of which communities have work is no community's row.
    let with_tenant: BTreeSet<_> = set(with_tenant).into_iter().filter(|table| table != "standing_work").collect();
    assert_eq!(with_tenant, wanted);
    let not_led = lines!(
        &mut database.owner(),
        "SELECT i.indexrelid::regclass::text AS told FROM pg_index i JOIN pg_attribute t
         ON t.attrelid = i.indrelid AND t.attname = 'tenant_id' WHERE i.indkey[0] <> t.attnum"
    );
    assert_eq!(not_led, Vec::<String>::new(), "every key and index begins with the tenant");
}

#[test]
fn every_text_is_compared_byte_by_byte_and_every_file_table_is_strict() {
    let database = migrated();
    let other = lines!(
        &mut database.owner(),
        "SELECT c.relname || '.' || a.attname AS told FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
         JOIN pg_type t ON t.oid = a.atttypid JOIN pg_collation l ON l.oid = a.attcollation
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0
         AND c.relname <> '__diesel_schema_migrations' AND l.collname <> 'C'"
    );
    assert_eq!(other, Vec::<String>::new());
    for source in FILES {
        let lax = lines!(
            &mut sqlite(source()),
            "SELECT name AS told FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict \
             AND name NOT LIKE 'sqlite_%' AND name <> '__diesel_schema_migrations'"
        );
        assert_eq!(lax, Vec::<String>::new());
    }
}

#[test]
fn both_stores_have_the_same_tables_and_columns() {
    let mut files = BTreeMap::<String, BTreeSet<String>>::new();
    for source in FILES {
        let mut own = BTreeMap::<String, BTreeSet<String>>::new();
        let columns = lines!(
            &mut sqlite(source()),
            "SELECT m.name || '.' || c.name || CASE WHEN c.\"notnull\" THEN ' not null' ELSE '' END AS told \
             FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
        );
        gather(columns, &mut own);
        for (table, columns) in own {
            // The region has a journal and answers of its own, just like a tenant's.
            let other = files.insert(table.clone(), columns.clone());
            assert!(other.is_none_or(|other| other == columns), "{table} differs between the two folders");
        }
    }
    let database = migrated();
    let mut postgres = BTreeMap::new();
    let columns = lines!(
        &mut database.owner(),
        "SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END AS told \
         FROM information_schema.columns WHERE table_schema = 'public'"
    );
    gather(columns, &mut postgres);
    for both in [&mut files, &mut postgres] {
        both.remove("__diesel_schema_migrations");
    }
    assert_eq!(files, postgres);
}

fn gather(columns: Vec<String>, into: &mut BTreeMap<String, BTreeSet<String>>) {
    for told in columns {
        let (table, column) = told.split_once('.').expect("a table and a column");
        into.entry(table.to_owned()).or_default().insert(column.to_owned());
    }
}
