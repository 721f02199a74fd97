//! The statements the store really runs, taken down as they pass, and what holds of each.
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::{Mutex, Once};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use persistence::{StoreError, TenantTx};

use crate::every_method::{every_read, every_write};
use crate::world::{Home, World, on_both, soon, writer_at};

/// Statements by the address of the connection that ran them.
static HEARD: Mutex<BTreeMap<String, BTreeSet<String>>> = Mutex::new(BTreeMap::new());

/// From now on every new connection of this process is listened to.
pub(crate) fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let listener = || {
            let mut address = String::new();
            let take_down = move |event: InstrumentationEvent<'_>| match event {
                InstrumentationEvent::StartEstablishConnection { url, .. } => url.clone_into(&mut address),
                InstrumentationEvent::StartQuery { query, .. } => {
                    let mut text = String::new();
                    let _ = write!(text, "{query}");
                    let sql = text.split(" -- binds").next().unwrap_or_default().to_owned();
                    HEARD.lock().expect("unpoisoned").entry(address.clone()).or_default().insert(sql);
                }
                _ => {}
            };
            Some(Box::new(take_down) as Box<dyn Instrumentation>)
        };
        set_default_instrumentation(listener).expect("the first to listen");
    });
}

/// Every statement of one world's store so far.
pub(crate) fn heard(world: &World) -> Vec<String> {
    let place = match &world.home {
        Home::Files(folder) => folder.path().to_string_lossy().into_owned(),
        Home::Postgres(database) => database.serving_url(),
    };
    let all = HEARD.lock().expect("unpoisoned");
    let own = |address: &str| address == place || address.starts_with(&format!("{place}/"));
    all.iter().filter(|(address, _)| own(address)).flat_map(|(_, sql)| sql.clone()).collect()
}

pub(crate) const TENANT_TABLES: [&str; 31] = [
    "journal_head",
    "journal",
    "idempotency",
    "settings",
    "party",
    "area",
    "area_member",
    "body",
    "body_mandate",
    "body_succession",
    "person",
    "person_identity",
    "role_grant",
    "provision",
    "membership",
    "office",
    "cases",
    "case_stop",
    "case_link",
    "case_officer",
    "edition",
    "meeting",
    "agenda_item",
    "paper",
    "minutes",
    "calendar_address",
    "notice",
    "webhook",
    "webhook_queue",
    "webhook_delivery",
    "webhook_dead_letter",
];

#[test]
fn every_statement_names_its_tenant() {
    listen();
    on_both(async |world: World| {
        world.write(every_write).await.expect("every write");
        // On another day, so that an edition is kept.
        let settings = |tx: &mut TenantTx<'_, '_>| {
            let old = tx.settings().get()?;
            tx.settings().change(&old, &old.value.clone())
        };
        let next_day = writer_at("2026-11-23T08:00:00Z");
        world.scope().write::<_, StoreError>(soon(), next_day, settings).await.expect("written");
        world.read(every_read).await.expect("every read");
        let mut touched = BTreeSet::new();
        for sql in heard(&world) {
            let plain = sql.replace(['`', '"'], "");
            // The tests' own raw statements carry no quotes; an insert of nothing asks for nothing.
            if plain == sql || plain.ends_with("WHERE 1=0") {
                continue;
            }
            for table in TENANT_TABLES {
                let target = ["FROM ", "FROM (", "JOIN ", "UPDATE ", "INTO "].map(|before| format!("{before}{table} "));
                if !target.iter().any(|target| plain.contains(target)) {
                    continue;
                }
                touched.insert(table);
                let named = if plain.starts_with("INSERT") {
                    plain.contains("tenant_id")
                } else {
                    plain.contains(&format!("{table}.tenant_id = "))
                };
                assert!(named, "{table} without its tenant: {sql}");
            }
        }
        assert_eq!(touched, TENANT_TABLES.into(), "every table was used");
    });
}

#[test]
fn every_write_leaves_its_act() {
    on_both(async |world: World| {
        let before = world.read(|tx| Ok(tx.head())).await.expect("read");
        world.write(every_write).await.expect("every write");
        let after = world.read(|tx| Ok(tx.head())).await.expect("read");
        assert_eq!(after.seq - before.seq, 34, "an act for each subject entered or changed");
        assert_eq!(world.read(|tx| tx.verify(&[])).await.expect("verified"), []);
    });
}
