//! A tenant in a file: everything of it, from either store into either, or nothing.
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use diesel::prelude::*;
use diesel::sql_types::Text;
use domain::policy::Sight;
use domain::{Handle, Link, LinkKind, Officer, Tenant};
use persistence::{CaseFilter, PortableError, PortableFault, Store, StoreError};
use places::Folder;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::every_method::every_write;
use crate::fixtures::{party, whole_person};
use crate::statements::TENANT_TABLES;
use crate::webhooks::{tell, webhook};
use crate::world::{Home, World, migrated, on_both, soon, writer, writer_at};

/// The registry's entry of a world's tenant.
async fn entry(world: &World) -> Tenant {
    let wanted = Handle::Id(world.tenant);
    let read = world.store.region().read(soon(), move |tx| tx.tenants().get(&wanted)).await;
    read.expect("it is registered").value
}

/// All of a tenant, as a file has it.
async fn dumped(store: &Store, tenant: Tenant) -> Vec<u8> {
    store.dump(tenant, soon(), Vec::new()).await.expect("it is written").1
}

async fn restored(store: &Store, path: &Path, renewed: bool) -> Result<(), PortableError> {
    let own = store.clone();
    let enter = move |tx: &mut persistence::RegionTx<'_, '_>, contents: &persistence::Contents| {
        tx.register(&own, &contents.tenant)
    };
    store.restore(path.to_owned(), renewed, soon(), writer(), enter).await.map(drop)
}

/// A world in which every table has rows, some of which refer to rows that come after them.
async fn filled(world: &World) {
    world.write(every_write).await.expect("every write");
    let later = move |tx: &mut persistence::TenantTx<'_, '_>| {
        let (mut first, second) = (party("Først"), party("Så"));
        first.part_of = Some(second.id);
        tx.parties().insert(&second)?;
        tx.parties().insert(&first)?;
        // Neither erased nor taken back.
        let ola = whole_person("Ola", first.id);
        tx.persons().insert(&ola)?;
        let cases = tx.cases().all(&CaseFilter { sight: Sight::everything(), ..CaseFilter::default() })?;
        let old = tx.cases().get(cases[1].id)?;
        let mut new = old.value.clone();
        new.links.push(Link { case: cases[0].id, kind: LinkKind::FollowUp, point: None });
        new.officers.push(Officer { person: ola.id, side: None });
        tx.cases().change(&old, &new)?;
        tell(tx, &webhook(Some(second.id)))
    };
    world.scope().write(soon(), writer_at("2026-11-23T08:00:00Z"), later).await.expect("another day");
}

/// An empty store of the other kind than a world's, or of the same.
fn empty(postgres: bool) -> (Store, Home) {
    if postgres {
        let database = migrated();
        (Store::postgres(&database.serving_url(), 4).expect("the database opens"), Home::Postgres(database))
    } else {
        let folder = Folder::new();
        (Store::files(folder.path()).expect("the folder opens"), Home::Files(folder))
    }
}

fn file(folder: &Folder, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("the folder is writable");
    path
}

/// Each table's columns in a file, in order, and how many rows there are of it.
fn tables(dump: &[u8]) -> Vec<(String, BTreeSet<String>, usize)> {
    let mut tables = Vec::new();
    for line in std::str::from_utf8(dump).expect("text").lines().skip(1) {
        match serde_json::from_str::<Value>(line).expect("JSON") {
            Value::Array(_) => tables.last_mut().map(|(_, _, rows): &mut (_, _, usize)| *rows += 1).expect("a table"),
            opening if opening["table"].is_string() => {
                let columns = opening["columns"].as_array().expect("columns");
                let columns = columns.iter().map(|name| name.as_str().expect("a name").to_owned()).collect();
                tables.push((opening["table"].as_str().expect("a name").to_owned(), columns, 0));
            }
            _ => {}
        }
    }
    tables
}

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = Text)]
    told: String,
}

#[test]
fn a_file_has_every_table_and_column_and_each_after_those_it_refers_to() {
    on_both(async |world: World| {
        filled(&world).await;
        let dump = dumped(&world.store, entry(&world).await).await;
        let found = tables(&dump);
        let names: BTreeSet<&str> = found.iter().map(|(table, _, _)| table.as_str()).collect();
        assert_eq!(names, TENANT_TABLES.into(), "every table of tenants' rows is in the file");
        for (table, _, rows) in &found {
            assert!(*rows > 0, "{table} was tried with no row");
        }
        let Home::Postgres(database) = &world.home else { return };
        let told = |sql: &str| -> Vec<String> {
            let rows: Vec<Told> = diesel::sql_query(sql).load(&mut database.owner()).expect("the catalogue");
            rows.into_iter().map(|row| row.told).collect()
        };
        let mut columns = BTreeMap::<String, BTreeSet<String>>::new();
        for line in told(
            "SELECT table_name || '.' || column_name AS told FROM information_schema.columns \
             WHERE table_schema = 'public' AND column_name <> 'tenant_id' \
             AND (table_name, column_name) <> ('journal_head', 'moving')",
        ) {
            let (table, column) = line.split_once('.').expect("a table and a column");
            columns.entry(table.to_owned()).or_default().insert(column.to_owned());
        }
        for (table, own, _) in &found {
            assert_eq!(columns.get(table), Some(own), "{table}");
        }
        let place = |name: &str| found.iter().position(|(table, _, _)| table == name).expect("a tenant's table");
        let mut own = Vec::new();
        for line in told(
            "SELECT conrelid::regclass || '>' || confrelid::regclass || '>' || conname AS told FROM pg_constraint \
             WHERE contype = 'f' ORDER BY conname",
        ) {
            let parts: Vec<&str> = line.split('>').collect();
            match place(parts[0]).cmp(&place(parts[1])) {
                std::cmp::Ordering::Greater => {}
                std::cmp::Ordering::Equal => own.push(parts[2].to_owned()),
                std::cmp::Ordering::Less => panic!("{line}: the table it refers to comes after it"),
            }
        }
        // Those that `OWN` in `portable` names.
        assert_eq!(own, ["body_parent", "body_programme", "cases_merged_into", "party_part_of"]);
    });
}

#[test]
fn what_is_restored_is_what_was_written_from_either_store_into_either() {
    on_both(async |world: World| {
        filled(&world).await;
        let (tenant, folder) = (entry(&world).await, Folder::new());
        let first = dumped(&world.store, tenant.clone()).await;
        let path = file(&folder, "first", &first);
        for postgres in [!world.is_postgres(), world.is_postgres()] {
            let (store, _home) = empty(postgres);
            restored(&store, &path, false).await.expect("it is restored");
            let again = dumped(&store, tenant.clone()).await;
            assert!(again == first, "another file from {}", store.kind());
            let verified = store.tenant(tenant.id).read(soon(), |tx| tx.verify(&[])).await;
            assert_eq!(verified.expect("read"), []);
            let region = store.region().read::<_, StoreError>(soon(), |tx| tx.verify(&[])).await;
            assert_eq!(region.expect("read"), [], "the region's journal tells of it");
            // It goes on from there.
            let more = store.tenant(tenant.id).write(soon(), writer(), |tx| tx.parties().insert(&party("Ny"))).await;
            more.expect("it is written to");
            let twice = restored(&store, &path, false).await.expect_err("it is there");
            assert!(matches!(twice, PortableError::Fault(PortableFault::Taken(_))), "{twice:?}");
        }
        let (store, _home) = empty(world.is_postgres());
        restored(&store, &path, true).await.expect("it is restored");
        let head = store.tenant(tenant.id).read::<_, StoreError>(soon(), |tx| Ok(tx.head())).await.expect("read");
        let before = world.read(|tx| Ok(tx.head())).await.expect("read");
        assert!(head.epoch != before.epoch && head.hash == before.hash, "under another epoch");
    });
}

/// The file with its lines changed, and its trailer made to fit again.
fn bent(dump: &[u8], change: impl FnOnce(&mut Vec<String>)) -> Vec<u8> {
    let text = std::str::from_utf8(dump).expect("text");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut trailer: Value = serde_json::from_str(&lines.pop().expect("a trailer")).expect("JSON");
    change(&mut lines);
    let before: String = lines.iter().map(|line| format!("{line}\n")).collect();
    for (table, _, rows) in tables(before.as_bytes()) {
        trailer["rows"][&table] = rows.into();
    }
    trailer["sha256"] = HEXLOWER.encode(&Sha256::digest(before.as_bytes())).into();
    format!("{before}{trailer}\n").into_bytes()
}

/// The number of a table's first row.
fn row_of(lines: &[String], table: &str) -> usize {
    lines.iter().position(|line| line.starts_with(&format!("{{\"table\":\"{table}\""))).expect("a table") + 1
}

/// A way to bend a file.
type Bend = fn(&mut Vec<String>);

/// What does not hold together although every digest fits.
const BENT: [(&str, Bend); 9] = [
    ("another form", |lines| lines[0] = lines[0].replace("\"helsefellesskap\":1", "\"helsefellesskap\":2")),
    ("a table is missing", |lines| {
        let (at, next) = (row_of(lines, "notice") - 1, row_of(lines, "idempotency") - 1);
        lines.drain(at..next);
    }),
    ("another value than its column has", |lines| {
        let at = row_of(lines, "settings");
        lines[at] = lines[at].replacen('[', "[7,", 1).replacen(",null", "", 1);
    }),
    ("a row points at nothing", |lines| {
        let at = row_of(lines, "case_stop");
        lines.remove(at);
    }),
    ("a row is there twice", |lines| {
        let at = row_of(lines, "area");
        lines.insert(at, lines[at].clone());
    }),
    ("an entry of the journal is another", |lines| {
        let at = row_of(lines, "journal");
        lines[at] = lines[at].replace("tester", "retter");
    }),
    ("an entry of the journal is missing", |lines| {
        let at = row_of(lines, "journal") + 2;
        lines.remove(at);
    }),
    ("the journal's end is missing", |lines| {
        lines.pop();
    }),
    ("a thing is another than the journal tells", |lines| {
        let at = row_of(lines, "area");
        lines[at] = lines[at].replace("Vest", "Vrengt");
    }),
];

#[test]
fn a_file_that_is_damaged_anywhere_leaves_nothing() {
    on_both(async |world: World| {
        filled(&world).await;
        let (tenant, folder) = (entry(&world).await, Folder::new());
        let whole = dumped(&world.store, tenant.clone()).await;
        let mut damaged: Vec<(String, Vec<u8>)> =
            BENT.into_iter().map(|(what, bend)| (what.to_owned(), bent(&whole, bend))).collect();
        let text = String::from_utf8(whole.clone()).expect("text");
        // Cut at every place where a disk may be full: in a line, after one, and before the trailer.
        for part in [0, 1, 2, 5, 9] {
            damaged.push((format!("cut after {part} tenths"), whole[..whole.len() * part / 10].to_vec()));
        }
        let before_trailer = text.trim_end().rfind('\n').expect("lines") + 1;
        damaged.push(("without a trailer".to_owned(), whole[..before_trailer].to_vec()));
        damaged.push(("a letter is another".to_owned(), text.replacen("Vest", "Vast", 1).into_bytes()));
        damaged.push(("something else".to_owned(), b"{}\n".to_vec()));
        let (store, home) = empty(world.is_postgres());
        let before = store.region().read::<_, StoreError>(soon(), |tx| Ok(tx.head())).await.expect("read");
        for (what, bytes) in damaged {
            assert!(bytes != whole, "{what}: nothing was changed");
            let path = file(&folder, "damaged", &bytes);
            let refused = restored(&store, &path, false).await.expect_err(&what);
            assert!(matches!(refused, PortableError::Fault(_)), "{what}: {refused:?}");
            println!("{what}: {refused}");
            nothing_of(&store, &home, &tenant).await;
        }
        // Nor is anything left where the region could not be told.
        let path = file(&folder, "whole", &whole);
        let refused = store.restore(path.clone(), false, soon(), writer(), |_, _| Err(StoreError::Overloaded)).await;
        assert!(matches!(refused, Err(PortableError::Store(StoreError::Overloaded))));
        nothing_of(&store, &home, &tenant).await;
        let after = store.region().read::<_, StoreError>(soon(), |tx| Ok(tx.head())).await.expect("read");
        assert_eq!(before, after);
        restored(&store, &path, false).await.expect("the whole one is taken");
    });
}

async fn nothing_of(store: &Store, home: &Home, tenant: &Tenant) {
    let found = store.tenant(tenant.id).read::<_, StoreError>(soon(), |tx| Ok(tx.head())).await;
    assert!(matches!(found, Err(StoreError::NotFound)), "{found:?}");
    if let Home::Files(folder) = home {
        let left: Vec<_> = std::fs::read_dir(folder.path().join("tenants")).expect("the folder").collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn a_short_name_that_is_taken_is_refused() {
    on_both(async |world: World| {
        let (tenant, folder) = (entry(&world).await, Folder::new());
        let whole = dumped(&world.store, tenant.clone()).await;
        let slug = format!("\"slug\":\"{}\"", tenant.slug);
        let other = domain::TenantId::fresh().to_string();
        let another = bent(&whole, |lines| lines[0] = lines[0].replace(&tenant.id.to_string(), &other));
        assert!(String::from_utf8_lossy(&another).contains(&slug));
        let refused = restored(&world.store, &file(&folder, "another", &another), false).await.expect_err("taken");
        assert!(matches!(refused, PortableError::Fault(PortableFault::Taken(_))), "{refused:?}");
    });
}
