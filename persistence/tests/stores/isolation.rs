//! A tenant's rows are nobody else's, whatever a query's author forgets.
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use persistence::{OpenError, Store, StoreError, migrate_postgres};
use places::Database;

use crate::calendars::calendar_address;
use crate::fixtures::{self, area, body, grant, member, party, person};
use crate::matters::one_of_each;
use crate::minutes::minutes;
use crate::papers::paper;
use crate::seats::{PUBLIC, membership, office, seat_rule};
use crate::sessions::{item, meeting};
use crate::statements::TENANT_TABLES;
use crate::webhooks::{tell, webhook};
use crate::world::{World, found, migrated, on_both, on_postgres, soon, writer, writer_at};

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

fn count(conn: &mut PgConnection, table: &str) -> i64 {
    let counted: Count =
        diesel::sql_query(format!("SELECT count(*) AS rows FROM {table}")).get_result(conn).expect(table);
    counted.rows
}

/// At least one row in every table but those of answers, on another day than the tenant was founded on.
async fn fill(world: &World, tenant: domain::TenantId, now: &str) {
    let fill = |tx: &mut persistence::TenantTx<'_, '_>| {
        let (owner, mut place, mut old) = (party("Bergen"), area("Vest"), body("Gamle"));
        old.mandate = domain::Prose::parse("mandat").ok();
        tx.parties().insert(&owner)?;
        place.members = vec![member(owner.id, domain::AreaRole::Municipality)];
        tx.areas().insert(&place)?;
        tx.bodies().insert(&old)?;
        let mut new = body("Nye");
        new.succeeds = vec![old.id];
        tx.bodies().insert(&new)?;
        let mut kari = person("Kari");
        kari.identities = vec![fixtures::identity(&kari.id.to_string())];
        tx.persons().insert(&kari)?;
        tx.calendars().insert(&calendar_address(kari.id))?;
        let rule = seat_rule(new.id);
        tx.provisions().insert(&rule, PUBLIC)?;
        tx.memberships().insert(&membership(rule.id, Some(kari.id)), PUBLIC)?;
        tx.offices().insert(&office(new.id, Some(kari.id)), PUBLIC)?;
        let treated = one_of_each(new.id, kari.id);
        tx.cases().insert(&treated)?;
        tx.papers().add(&paper(treated.stops[0].id, 1), PUBLIC)?;
        let mut held = meeting(new.id, "2026-03-18");
        held.agenda = vec![item("Eventuelt")];
        tx.meetings().insert(&held)?;
        tx.minutes().insert(&minutes(held.id, 1), PUBLIC)?;
        tx.notices().insert(&[fixtures::dispatch(held.id, kari.id)])?;
        tell(tx, &webhook(None))?;
        tx.grants().insert(&grant(domain::Holder::Person { person: kari.id }))
    };
    world.store.tenant(tenant).write::<_, StoreError>(soon(), writer_at(now), fill).await.expect("filled");
}

#[test]
fn a_forgotten_filter_leaks_nothing() {
    on_both(async |world: World| {
        let other = found(&world.store).await;
        fill(&world, other, "2026-11-24T08:00:00Z").await;
        fill(&world, other, "2026-11-26T08:00:00Z").await;
        for (tenant, of_parties) in [(world.tenant, 0), (other, 2)] {
            let scope = world.store.tenant(tenant);
            let counted = move |tx: &mut persistence::TenantTx<'_, '_>| {
                TENANT_TABLES.iter().map(|table| Ok((*table, tx.count_unfiltered(table)?))).collect()
            };
            let found: Vec<(&str, i64)> = scope.read::<_, StoreError>(soon(), counted).await.expect("counted");
            for (table, rows) in found {
                let wanted = match table {
                    "journal_head" | "settings" => 1,
                    "idempotency" => 0,
                    "journal" => 1 + of_parties * 14,
                    "body" => of_parties * 2,
                    _ => of_parties,
                };
                assert_eq!(rows, wanted, "{table} as {tenant} sees it");
            }
        }
    });
}

#[test]
fn an_id_of_another_tenant_is_not_found_and_not_pointed_at() {
    on_both(async |world: World| {
        let other = found(&world.store).await;
        let theirs = party("Bergen");
        let id = theirs.id;
        let scope = world.store.tenant(other);
        scope.write::<_, StoreError>(soon(), writer(), move |tx| tx.parties().insert(&theirs)).await.expect("written");
        let read = world.read(move |tx| tx.parties().get(&domain::Handle::Id(id))).await;
        assert!(matches!(read, Err(StoreError::NotFound)), "{read:?}");
        let mut kari = person("Kari");
        kari.party = Some(id);
        let written = world.write(move |tx| tx.persons().insert(&kari)).await;
        assert!(matches!(written, Err(StoreError::Reference(_))), "{written:?}");
    });
}

#[test]
fn the_serving_role_sees_and_writes_nothing_without_its_tenant() {
    on_postgres(async |world: World| {
        fill(&world, world.tenant, "2026-11-24T08:00:00Z").await;
        let mut conn = world.database().serving();
        for table in TENANT_TABLES {
            assert_eq!(count(&mut conn, table), 0, "{table} without a tenant");
        }
        conn.batch_execute(&format!("BEGIN; SET LOCAL app.tenant_id = '{}'", world.tenant.0)).expect("begun");
        assert_eq!(count(&mut conn, "party"), 1);
        conn.batch_execute("COMMIT").expect("ended");
        assert_eq!(count(&mut conn, "party"), 0, "the setting ends with the transaction");
        let foreign = "INSERT INTO journal_head (tenant_id, epoch, seq, hash, rights_seq, structure_seq) \
                       VALUES (gen_random_uuid(), gen_random_uuid(), 0, sha256(''), 0, 0)";
        let set = format!("SET app.tenant_id = '{}'", world.tenant.0);
        conn.batch_execute(&set).expect("set");
        for forbidden in [
            foreign,
            "UPDATE party SET tenant_id = gen_random_uuid()",
            "UPDATE journal SET actor = 'somebody else'",
            "DELETE FROM journal",
            "TRUNCATE journal",
            "DELETE FROM journal_head",
            "UPDATE edition SET content = '{}'",
            "DELETE FROM edition",
            "UPDATE paper SET content = '{}'",
            "DELETE FROM paper",
            "ALTER TABLE party DISABLE ROW LEVEL SECURITY",
            "DELETE FROM __diesel_schema_migrations",
        ] {
            assert!(conn.batch_execute(forbidden).is_err(), "{forbidden}");
        }
    });
}

#[test]
fn a_role_that_owns_the_tables_is_held_to_its_tenant_and_may_not_serve() {
    let database = Database::empty();
    database.owner().batch_execute("GRANT CREATE ON SCHEMA public TO serving").expect("granted");
    // The serving role migrates here, and so owns what it serves.
    migrate_postgres(&database.serving_url(), "serving", |_| {}).expect("migrated");
    let mut conn = database.serving();
    let tenant = domain::TenantId::fresh().0;
    conn.batch_execute(&format!(
        "BEGIN; SET LOCAL app.tenant_id = '{tenant}'; INSERT INTO journal_head (tenant_id, epoch, seq, hash, rights_seq, \
         structure_seq) VALUES ('{tenant}', '{tenant}', 0, sha256(''), 0, 0); COMMIT"
    ))
    .expect("written");
    assert_eq!(count(&mut conn, "journal_head"), 0, "the owner under FORCE");
    conn.batch_execute(&format!("SET app.tenant_id = '{tenant}'")).expect("set");
    assert_eq!(count(&mut conn, "journal_head"), 1, "the row is there");
    assert!(matches!(Store::postgres(&database.serving_url(), 2), Err(OpenError::Role)), "an owner");
}

#[test]
fn a_role_that_bypasses_row_level_security_may_not_serve() {
    let database = migrated();
    assert!(matches!(Store::postgres(&database.owner_url(), 2), Err(OpenError::Role)));
    assert!(Store::postgres(&database.serving_url(), 2).is_ok());
}

#[test]
fn a_database_that_was_never_migrated_is_refused() {
    let database = Database::empty();
    let opened = Store::postgres(&database.serving_url(), 2).map(|_| ());
    assert!(opened.is_err());
}
