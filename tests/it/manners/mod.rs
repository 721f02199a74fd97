//! The manners every operation keeps, whatever its resource. Tables of operations are taken from the contract, so that
//! a new operation is covered by itself.
mod all_faults;
mod bad_input;
mod batch;
mod contract;
mod crashes;
pub mod digests;
mod docs;
mod finished;
mod idempotency;
mod limits;
mod lists;
mod merge_patch;
mod methods;
mod operation;
mod problems;
mod queries;
mod structure;
mod tags;
mod walks;
mod wire;

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use domain::policy::Role;
use domain::{ActKind, Date, Grant, GrantId, Handle, Holder, Instant as Moment, Key, TenantId, Validity, oslo_date};
use persistence::{StoreError, TenantScope, Writer};
use serde_json::{Value, json};

use crate::region::Region;

/// The list most tests are about: its resource has every manner there is.
pub const PARTIES: &str = "/v1/tenants/bergen/parties";

/// A party nobody has entered yet.
pub fn party(key: &str, name: &str) -> Value {
    json!({
        "key": key, "kind": "nonprofit-hospital", "side": "specialist",
        "names": {"nb": name, "nn": name}, "verification": "synthetic",
    })
}

/// Until when a test waits for a store.
pub fn soon() -> Instant {
    Instant::now() + Duration::from_secs(20)
}

/// The rows of a community, past every guard.
pub async fn rows(region: &Region, slug: &str) -> TenantScope {
    let handle: Handle<TenantId> = Handle::Key(Key::parse(slug).expect("a slug"));
    let tenant = region
        .node
        .tenants
        .find(&region.node.store, &handle, region.clock.now(), soon())
        .await
        .expect("the community is there");
    region.node.store.tenant(tenant.id)
}

/// Where the journal of a community stands: the same before and after what changed nothing.
pub async fn head(region: &Region, slug: &str) -> i64 {
    rows(region, slug).await.read::<_, StoreError>(soon(), |tx| Ok(tx.head().seq)).await.expect("the head is read")
}

/// Who writes past every guard.
pub fn writer(region: &Region) -> Writer {
    api::boot::operator(&region.clock)
}

/// Gives every grant of a client in a community its last day.
pub async fn end_grants(region: &Region, slug: &str, client: &str, last: Date) {
    let identity = region.identity(client);
    let now = region.clock.now();
    let end = move |tx: &mut persistence::TenantTx<'_, '_>| {
        let (_, held) = tx.grants().held_by(identity.issuer.as_str(), identity.subject.as_str(), None)?;
        assert!(!held.is_empty(), "there is a grant to end");
        for each in held {
            let old = tx.grants().get(each.grant.id)?;
            let validity = Validity { to: Some(last), ..old.value.validity };
            let version = old.value.version + 1;
            let ended = Grant { validity, changed_at: now, version, ..old.value.clone() };
            tx.grants().change(&old, &ended, ActKind::Ended)?;
        }
        Ok::<_, StoreError>(())
    };
    rows(region, slug).await.write(soon(), writer(region), end).await.expect("the grants end");
}

/// Makes a client of the region an administrator of a community.
pub async fn make_admin(region: &Region, slug: &str, client: &str) {
    let now = region.clock.now();
    let grant = Grant {
        id: GrantId::fresh(),
        role: Role::TenantAdmin,
        holder: Holder::Identity(region.identity(client)),
        side: None,
        party: None,
        body: None,
        area: None,
        validity: Validity::ALWAYS,
        created_at: now,
        changed_at: now,
        version: 1,
    };
    let give = move |tx: &mut persistence::TenantTx<'_, '_>| tx.grants().insert(&grant);
    rows(region, slug).await.write::<_, StoreError>(soon(), writer(region), give).await.expect("the grant is given");
}

/// Breaks the store of `bergen`: whoever reads its parties from now on fails.
pub async fn hide_parties(region: &Region) {
    let broken = "ALTER TABLE party RENAME TO party_out_of_reach";
    past_the_store(region, broken, broken).await;
}

/// Gives the journal of `bergen` another epoch, as a restore of its store does.
pub async fn begin_epoch(region: &Region) {
    let on_sqlite = "UPDATE journal_head SET epoch = randomblob(16)";
    past_the_store(region, on_sqlite, "UPDATE journal_head SET epoch = gen_random_uuid()").await;
}

/// Does something to the rows of `bergen` behind the service's back.
pub async fn past_the_store(region: &Region, on_sqlite: &str, on_postgres: &str) {
    match region.database() {
        Some(database) => PgConnection::establish(&database.owner_url()).unwrap().batch_execute(on_postgres).unwrap(),
        None => {
            let file = format!("data/tenants/{}.db", rows(region, "bergen").await.tenant());
            let file = region.folder().join(file);
            SqliteConnection::establish(file.to_str().unwrap()).unwrap().batch_execute(on_sqlite).unwrap();
        }
    }
}

/// Does something to the rows of the region itself behind the service's back.
pub async fn past_the_registry(region: &Region, statement: &str) {
    match region.database() {
        Some(database) => PgConnection::establish(&database.owner_url()).unwrap().batch_execute(statement).unwrap(),
        None => {
            let file = region.folder().join("data/region.db");
            assert!(file.is_file(), "the region's own file");
            SqliteConnection::establish(file.to_str().unwrap()).unwrap().batch_execute(statement).unwrap();
        }
    }
}

/// Today in Oslo, as the region sees it.
pub fn today(region: &Region) -> Date {
    oslo_date(region.clock.now())
}

/// The seconds from now to just after the next midnight in Oslo.
pub fn seconds_to_midnight(region: &Region) -> i64 {
    let (today, now) = (today(region), region.clock.now());
    let passes = |seconds: &i64| oslo_date(Moment::plus_seconds(now, *seconds)) != today;
    (0..25 * 60).map(|minutes| minutes * 60).find(passes).expect("a day ends within 25 hours")
}

/// A number that passes both check digits of a national identity number and can be nobody's: day and month are zero.
pub fn invented_personal_id() -> String {
    let weights = [[3, 7, 6, 1, 8, 9, 4, 5, 2, 0], [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]];
    let check = |digits: &[u32], weights: &[u32]| {
        (11 - digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum::<u32>() % 11) % 11
    };
    let made = (1..100_000_u32).find_map(|tail| {
        let mut digits: Vec<u32> = format!("0000{tail:05}").chars().filter_map(|c| c.to_digit(10)).collect();
        for weights in &weights {
            let digit = check(&digits, weights);
            digits.push(digit);
        }
        digits.iter().all(|digit| *digit < 10).then(|| digits.iter().map(ToString::to_string).collect())
    });
    made.expect("nine of ten numbers have check digits")
}
