//! All or nothing, one after the other, and no answer before its time.
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use domain::{ActKind, Digest, Handle};
use persistence::{Answer, PartyFilter, StoreError};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::fixtures::{self, party};
use crate::world::{Home, World, on_both, soon, tenant_file, writer};

async fn parties(world: &World) -> i64 {
    world.read(|tx| tx.parties().count(&PartyFilter::default())).await.expect("counted")
}

#[test]
fn a_failed_write_leaves_nothing() {
    on_both(async |world: World| {
        let before = world.read(|tx| Ok(tx.head())).await.expect("read");
        let failed = world.write(|tx| {
            tx.parties().insert(&party("Bergen"))?;
            Err::<(), _>(StoreError::Stale)
        });
        assert!(matches!(failed.await, Err(StoreError::Stale)), "the work's own error is told");
        let double = party("Voss");
        let twice = world.write(move |tx| {
            tx.parties().insert(&double)?;
            tx.parties().insert(&double)
        });
        assert!(matches!(twice.await, Err(StoreError::Taken(_))));
        assert_eq!(parties(&world).await, 0);
        assert_eq!(world.read(|tx| Ok(tx.head())).await.expect("read"), before);
    });
}

#[test]
fn a_panic_in_the_work_leaves_nothing_and_poisons_nothing() {
    on_both(async |world: World| {
        for _ in 0..6 {
            let panicked: Result<(), _> = world
                .write(|tx| {
                    tx.parties().insert(&party("Bergen"))?;
                    panic!("on purpose")
                })
                .await;
            assert!(matches!(panicked, Err(StoreError::Internal(_))));
            let panicked: Result<(), _> = world.read(|_| panic!("on purpose")).await;
            assert!(matches!(panicked, Err(StoreError::Internal(_))));
        }
        assert_eq!(parties(&world).await, 0);
        world.write(|tx| tx.parties().insert(&party("Bergen"))).await.expect("the next write is served");
        assert_eq!(world.read(|tx| tx.verify(&[])).await.expect("verified"), []);
    });
}

#[test]
fn a_read_sees_one_snapshot_while_writes_commit() {
    on_both(async |world: World| {
        let (looked, has_looked) = oneshot::channel();
        let (go_on, may_go_on) = mpsc::channel::<()>();
        let reading = world.read(move |tx| {
            let before = (tx.head(), tx.parties().count(&PartyFilter::default())?);
            let _ = looked.send(());
            may_go_on.recv_timeout(Duration::from_secs(30)).map_err(|_| StoreError::Deadline)?;
            let seen_in_journal = tx.journal().count(&persistence::JournalFilter::default())?;
            Ok((before, tx.parties().count(&PartyFilter::default())?, seen_in_journal, tx.verify(&[before.0])?))
        });
        let writing = async {
            has_looked.await.expect("the read has begun");
            for _ in 0..3 {
                world.write(|tx| tx.parties().insert(&party("Bergen"))).await.expect("written meanwhile");
            }
            go_on.send(()).expect("the read waits");
        };
        let (read, ()) = tokio::join!(reading, writing);
        let ((head, before), after, seen_in_journal, faults) = read.expect("read");
        assert_eq!((before, after), (0, 0), "what was committed meanwhile is not seen");
        assert_eq!(seen_in_journal, head.seq);
        assert_eq!(faults, []);
        assert_eq!(parties(&world).await, 3);
    });
}

#[test]
fn writers_queue_instead_of_failing() {
    on_both(async |world: World| {
        let mut tasks = JoinSet::new();
        for _ in 0..4 {
            let scope = world.scope();
            tasks.spawn(async move {
                for _ in 0..25 {
                    let write = |tx: &mut persistence::TenantTx<'_, '_>| tx.parties().insert(&party("Bergen"));
                    scope.write::<_, StoreError>(soon(), writer(), write).await.expect("its turn comes");
                }
            });
        }
        tasks.join_all().await;
        assert_eq!(parties(&world).await, 100);
    });
}

/// Holds the tenant's lane until it is told to let go.
async fn hold(world: &World) -> (mpsc::Sender<()>, tokio::task::JoinHandle<Result<(), StoreError>>) {
    let (release, held) = mpsc::channel::<()>();
    let (started, has_started) = oneshot::channel();
    let scope = world.scope();
    let holding = tokio::spawn(async move {
        let work = move |_: &mut persistence::TenantTx<'_, '_>| {
            let _ = started.send(());
            held.recv_timeout(Duration::from_secs(30)).map_err(|_| StoreError::Deadline)
        };
        scope.write(soon(), writer(), work).await
    });
    has_started.await.expect("the first write runs");
    (release, holding)
}

#[test]
fn a_full_queue_refuses_at_once_and_serves_those_it_took() {
    on_both(async |world: World| {
        let (release, holding) = hold(&world).await;
        let mut tasks = JoinSet::new();
        for _ in 0..300 {
            let scope = world.scope();
            tasks.spawn(async move {
                scope.write::<_, StoreError>(soon(), writer(), |tx| tx.parties().insert(&party("Bergen"))).await
            });
        }
        // While the lane stands still, only refusals can come back.
        for _ in 0..300 - 256 {
            let refused = tasks.join_next().await.expect("a task").expect("joined");
            assert!(matches!(refused, Err(StoreError::Overloaded)), "{refused:?}");
        }
        release.send(()).expect("held");
        holding.await.expect("joined").expect("the first is served");
        for taken in tasks.join_all().await {
            taken.expect("what was taken is served");
        }
        assert_eq!(parties(&world).await, 256);
    });
}

#[test]
fn a_write_whose_time_is_up_never_runs() {
    on_both(async |world: World| {
        let (release, holding) = hold(&world).await;
        let ran = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&ran);
        let short = Instant::now() + Duration::from_millis(100);
        let scope = world.scope();
        let expired = scope.write::<(), StoreError>(short, writer(), move |_| {
            flag.store(true, Ordering::SeqCst);
            Ok(())
        });
        assert!(matches!(expired.await, Err(StoreError::Deadline)));
        release.send(()).expect("held");
        holding.await.expect("joined").expect("the first is served");
        // The lane is first come, first served: once this is done, so is everything before it.
        world.write(|tx| tx.parties().insert(&party("Bergen"))).await.expect("written");
        assert!(!ran.load(Ordering::SeqCst));
    });
}

#[test]
fn no_outcome_is_told_before_its_commit_or_rollback() {
    on_both(async |world: World| {
        for i in 0..40 {
            let refused = i % 2 == 1;
            let outcome = world.write(move |tx| {
                tx.parties().insert(&party("Bergen"))?;
                if refused { Err(StoreError::Stale) } else { Ok(()) }
            });
            assert_eq!(outcome.await.is_err(), refused);
            let counted = diesel::sql_query("SELECT count(*) AS rows FROM party");
            // A stranger takes the lock at once, and sees what was told.
            let seen = match &world.home {
                Home::Files(folder) => {
                    let mut conn = tenant_file(folder.path(), world.tenant);
                    conn.batch_execute("PRAGMA busy_timeout = 0; BEGIN IMMEDIATE; ROLLBACK").expect("no lock is left");
                    counted.get_result::<Count>(&mut conn).expect("counted").rows
                }
                Home::Postgres(database) => {
                    let mut conn = database.owner();
                    conn.batch_execute("SELECT 1 FROM journal_head FOR UPDATE NOWAIT").expect("no lock is left");
                    counted.get_result::<Count>(&mut conn).expect("counted").rows
                }
            };
            assert_eq!(seen, i / 2 + 1);
        }
    });
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    rows: i64,
}

#[test]
fn a_stale_version_changes_nothing() {
    on_both(async |world: World| {
        let one = party("Bergen");
        let (id, own) = (Handle::Id(one.id), one.clone());
        world.write(move |tx| tx.parties().insert(&own)).await.expect("written");
        let (first, second) = (id.clone(), id.clone());
        let old = world.read(move |tx| tx.parties().get(&first)).await.expect("read");
        let change = |name| {
            let (old, mut new) = (old.clone(), one.clone());
            (new.names, new.version) = (fixtures::names(name), 2);
            world.write(move |tx| tx.parties().change(&old, &new, ActKind::Changed))
        };
        change("Voss").await.expect("the first is in time");
        assert!(matches!(change("Alver").await, Err(StoreError::Stale)));
        let kept = world.read(move |tx| tx.parties().get(&second)).await.expect("read").value;
        assert_eq!(kept.names, fixtures::names("Voss"));
        assert_eq!(world.read(|tx| Ok(tx.head().seq)).await.expect("read"), 3);
    });
}

#[test]
fn a_write_that_overlooked_a_failure_is_not_told_as_done_and_lost() {
    on_both(async |world: World| {
        let key = Digest::of_bytes(b"key");
        let answer = Answer { fingerprint: key, status: 201, headers: Vec::new(), body: Vec::new() };
        let outcome = world.write(move |tx| {
            tx.idempotency().put(key, &answer, writer().now)?;
            let _overlooked = tx.idempotency().put(key, &answer, writer().now);
            Ok(())
        });
        let told = outcome.await.is_ok();
        let kept = world.read(move |tx| tx.idempotency().get(key, writer().now)).await.expect("read").is_some();
        assert_eq!(told, kept);
    });
}

#[test]
fn a_tenant_that_does_not_exist_is_not_found() {
    on_both(async |world: World| {
        // The region keeps its own journal under the id of nobody: no tenant's scope opens it.
        for id in [domain::TenantId::fresh(), domain::TenantId(uuid::Uuid::nil())] {
            let nobody = world.store.tenant(id);
            let read = nobody.read::<(), StoreError>(soon(), |_| Ok(())).await;
            assert!(matches!(read, Err(StoreError::NotFound)), "{read:?}");
            let written = nobody.write::<(), StoreError>(soon(), writer(), |_| Ok(())).await;
            assert!(matches!(written, Err(StoreError::NotFound)), "{written:?}");
        }
    });
}

#[test]
fn a_founding_that_failed_can_be_tried_again_and_one_that_did_not_cannot() {
    on_both(async |world: World| {
        let id = domain::TenantId::fresh();
        let failed = world.store.found_tenant(id, soon(), writer(), |tx| {
            tx.settings().insert(&fixtures::settings())?;
            Err::<(), _>(StoreError::Stale)
        });
        assert!(matches!(failed.await, Err(StoreError::Stale)));
        let again = || world.store.found_tenant(id, soon(), writer(), |tx| tx.settings().insert(&fixtures::settings()));
        again().await.expect("founded");
        let twice: Result<(), StoreError> = again().await;
        assert!(matches!(twice, Err(StoreError::Taken(_))), "{twice:?}");
        let faults = world.store.tenant(id).read::<_, StoreError>(soon(), |tx| tx.verify(&[])).await;
        assert_eq!(faults.expect("verified"), []);
    });
}
