//! What the world does to a store: locks held by others, connections that die, a disk that is full.
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use persistence::{PartyFilter, StoreError};

use crate::fixtures::{body, party};
use crate::world::{World, on_both, on_files, on_postgres, soon, writer};

/// Ends every connection of the serving role to the world's database but its own.
fn terminate_all(world: &World) {
    let sql = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
               WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()";
    world.database().serving().batch_execute(sql).expect("a role may end its own connections");
}

#[test]
fn a_lock_held_elsewhere_is_waited_for_no_longer_than_the_deadline() {
    on_postgres(async |world: World| {
        let mut other = world.database().owner();
        other.batch_execute("BEGIN; SELECT 1 FROM journal_head FOR UPDATE").expect("locked");
        let begun = Instant::now();
        let scope = world.scope();
        let short = begun + Duration::from_millis(300);
        let late = scope.write::<_, StoreError>(short, writer(), |tx| tx.parties().insert(&party("Bergen"))).await;
        assert!(matches!(late, Err(StoreError::Deadline)), "{late:?}");
        assert!(begun.elapsed() < Duration::from_secs(3));
        let reads = world.read(|tx| tx.parties().count(&PartyFilter::default())).await;
        assert_eq!(reads.expect("a read waits for no lock"), 0);
        other.batch_execute("COMMIT").expect("released");
        world.write(|tx| tx.parties().insert(&party("Bergen"))).await.expect("the next is served");
    });
}

#[test]
fn a_statement_that_takes_too_long_is_ended_at_the_deadline() {
    on_postgres(async |world: World| {
        let begun = Instant::now();
        let scope = world.scope();
        let slow = |tx: &mut persistence::TenantTx<'_, '_>| tx.execute_unrecorded("SELECT pg_sleep(60)");
        let late = scope.read::<_, StoreError>(begun + Duration::from_millis(300), slow).await;
        assert!(matches!(late, Err(StoreError::Deadline)), "{late:?}");
        assert!(begun.elapsed() < Duration::from_secs(5));
    });
}

#[test]
fn dead_connections_are_noticed_and_replaced() {
    on_postgres(async |world: World| {
        for round in 0..3 {
            // As many as the pool has, so that each of its connections is used.
            let barrier = std::sync::Arc::new(std::sync::Barrier::new(4));
            let reads = (0..4).map(|_| {
                let barrier = std::sync::Arc::clone(&barrier);
                let scope = world.scope();
                tokio::spawn(async move {
                    let together = move |tx: &mut persistence::TenantTx<'_, '_>| {
                        let count = tx.parties().count(&PartyFilter::default());
                        barrier.wait();
                        count
                    };
                    scope.read::<_, StoreError>(soon(), together).await
                })
            });
            for read in reads.collect::<Vec<_>>() {
                assert_eq!(read.await.expect("joined").expect("read"), round);
            }
            terminate_all(&world);
            world.write(|tx| tx.parties().insert(&party("Bergen"))).await.expect("written on a fresh connection");
        }
        assert_eq!(world.read(|tx| tx.verify(&[])).await.expect("verified"), []);
    });
}

#[test]
fn a_connection_that_dies_in_the_work_leaves_nothing_and_is_unavailable() {
    on_postgres(async |world: World| {
        let database = world.database().serving_url();
        let died = world.write(move |tx| {
            tx.parties().insert(&party("Bergen"))?;
            use diesel::prelude::*;
            let sql = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
                       WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()";
            PgConnection::establish(&database).expect("connected").batch_execute(sql).expect("ended");
            Ok(())
        });
        let died = died.await;
        assert!(matches!(died, Err(StoreError::Unavailable(_))), "{died:?}");
        assert_eq!(world.read(|tx| tx.parties().count(&PartyFilter::default())).await.expect("read"), 0);
        world.write(|tx| tx.parties().insert(&party("Bergen"))).await.expect("the next is served");
    });
}

/// Leaves a file as much room as it has, and a page more.
const FULL: &str = "PRAGMA max_page_count = 1";
const ROOM: &str = "PRAGMA max_page_count = 1000000";

fn long_body() -> domain::Body {
    let mut long = body("SSU");
    long.mandate = domain::Prose::parse(&"æ".repeat(20_000)).ok();
    long
}

#[test]
fn a_full_disk_is_unavailable_and_the_store_goes_on_when_there_is_room() {
    on_files(async |world: World| {
        // The engine takes the limit as the present size where that is larger.
        world.write(|tx| tx.execute_unrecorded(FULL)).await.expect("limited");
        let before = world.read(|tx| Ok(tx.head())).await.expect("read");
        for _ in 0..3 {
            let full = world.write(|tx| tx.bodies().insert(&long_body())).await;
            assert!(matches!(full, Err(StoreError::Unavailable(_))), "{full:?}");
        }
        assert_eq!(world.read(|tx| Ok(tx.head())).await.expect("reads go on"), before);
        world.write(|tx| tx.execute_unrecorded(ROOM)).await.expect("room is made");
        world.write(|tx| tx.bodies().insert(&long_body())).await.expect("there is room");
        assert_eq!(world.read(|tx| tx.verify(&[])).await.expect("verified"), []);
    });
}

#[test]
fn a_transaction_the_engine_ended_by_itself_is_never_told_as_done() {
    on_files(async |world: World| {
        world.write(|tx| tx.execute_unrecorded(FULL)).await.expect("limited");
        let before = world.read(|tx| Ok(tx.head())).await.expect("read");
        let overlooked = world.write(|tx| {
            tx.parties().insert(&party("Bergen"))?;
            let _overlooked = tx.bodies().insert(&long_body());
            Ok(())
        });
        let told = overlooked.await;
        let (head, parties) =
            world.read(|tx| Ok((tx.head(), tx.parties().count(&PartyFilter::default())?))).await.expect("read");
        assert_eq!(told.is_ok(), parties == 1, "{told:?}");
        assert_eq!(told.is_ok(), head != before);
        world.write(|tx| tx.execute_unrecorded(ROOM)).await.expect("room is made");
        assert_eq!(world.read(|tx| tx.verify(&[])).await.expect("verified"), []);
    });
}

#[test]
fn a_write_in_a_read_is_refused() {
    on_both(async |world: World| {
        let written = world.read(|tx| tx.parties().insert(&party("Bergen"))).await;
        assert!(written.is_err());
        assert_eq!(world.read(|tx| tx.parties().count(&PartyFilter::default())).await.expect("read"), 0);
    });
}
