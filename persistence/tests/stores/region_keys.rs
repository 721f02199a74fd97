//! The region's private keys: kept sealed, one in use for each purpose, journalled, and remembered when they have retired.
use domain::{Instant, KeyPurpose, RegionKey};
use persistence::{RegionTx, SealedKey, StoreError};

use crate::world::{World, on_both, soon, writer};

fn key(purpose: KeyPurpose, kid: &str) -> SealedKey {
    let key = RegionKey { purpose, kid: kid.to_owned(), retires: None };
    SealedKey { key, sealed: format!("sealed {kid}").into_bytes() }
}

async fn write(
    world: &World,
    work: impl FnOnce(&mut RegionTx<'_, '_>) -> Result<(), StoreError> + Send + 'static,
) -> Result<(), StoreError> {
    world.store.region().write(soon(), writer(), work).await
}

async fn accepted(world: &World, now: Instant) -> Vec<(String, Vec<u8>)> {
    let read = world.store.region().read::<_, StoreError>(soon(), move |tx| tx.keys().accepted(now)).await;
    read.expect("read").into_iter().map(|found| (found.key.kid, found.sealed)).collect()
}

fn named(kids: &[&str]) -> Vec<(String, Vec<u8>)> {
    kids.iter().map(|kid| ((*kid).to_owned(), format!("sealed {kid}").into_bytes())).collect()
}

#[test]
fn a_key_is_accepted_until_it_retires_and_remembered_after() {
    on_both(async |world: World| {
        let now = writer().now;
        write(&world, |tx| tx.keys().insert(&key(KeyPurpose::Cursor, "k1"))).await.expect("entered");
        write(&world, |tx| tx.keys().insert(&key(KeyPurpose::Node, "k1"))).await.expect("another purpose, another key");
        let rotate = move |tx: &mut RegionTx<'_, '_>| {
            let old = tx.keys().all()?.remove(0);
            tx.keys().retire(&old, now.plus_seconds(60))?;
            tx.keys().insert(&key(KeyPurpose::Cursor, "k2"))
        };
        write(&world, rotate).await.expect("rotated");
        assert_eq!(accepted(&world, now).await, named(&["k1", "k2", "k1"]));
        assert_eq!(accepted(&world, now.plus_seconds(59)).await, named(&["k1", "k2", "k1"]));
        assert_eq!(accepted(&world, now.plus_seconds(60)).await, named(&["k2", "k1"]));
        let forget = |tx: &mut RegionTx<'_, '_>| {
            let old = tx.keys().all()?.remove(0);
            tx.keys().forget(&old)
        };
        write(&world, forget).await.expect("forgotten");
        let all = world.store.region().read::<_, StoreError>(soon(), |tx| tx.keys().all()).await.expect("read");
        assert_eq!((all.len(), &*all[0].value.key.kid, &*all[0].value.sealed), (3, "k1", &b""[..]));
    });
}

#[test]
fn a_purpose_has_one_key_in_use_and_a_name_is_never_given_twice() {
    on_both(async |world: World| {
        write(&world, |tx| tx.keys().insert(&key(KeyPurpose::Issuer, "k1"))).await.expect("entered");
        let second = write(&world, |tx| tx.keys().insert(&key(KeyPurpose::Issuer, "k2"))).await;
        assert!(matches!(second, Err(StoreError::Taken(_))), "{second:?}");
        let retire = |tx: &mut RegionTx<'_, '_>| {
            let old = tx.keys().all()?.remove(0);
            tx.keys().retire(&old, writer().now)
        };
        write(&world, retire).await.expect("retired");
        let again = write(&world, |tx| tx.keys().insert(&key(KeyPurpose::Issuer, "k1"))).await;
        assert!(matches!(again, Err(StoreError::Taken(_))), "{again:?}");
    });
}

#[test]
fn every_write_to_a_key_leaves_its_act() {
    on_both(async |world: World| {
        let region = world.store.region();
        let before = region.read::<_, StoreError>(soon(), |tx| Ok(tx.head())).await.expect("read");
        write(&world, |tx| tx.keys().insert(&key(KeyPurpose::Node, "k1"))).await.expect("entered");
        let end = |tx: &mut RegionTx<'_, '_>| {
            let old = tx.keys().all()?.remove(0);
            tx.keys().retire(&old, writer().now)?;
            let old = tx.keys().all()?.remove(0);
            tx.keys().forget(&old)
        };
        write(&world, end).await.expect("ended");
        let after = region.read::<_, StoreError>(soon(), |tx| Ok((tx.head(), tx.verify(&[])?))).await.expect("read");
        assert_eq!((after.0.seq - before.seq, after.1), (3, Vec::new()));
    });
}

#[test]
fn a_key_put_there_behind_the_journals_back_is_found() {
    on_both(async |world: World| {
        write(&world, |tx| tx.keys().insert(&key(KeyPurpose::Node, "k1"))).await.expect("entered");
        let sql = "UPDATE region_key SET kid = 'k9'";
        match &world.home {
            crate::world::Home::Postgres(database) => {
                diesel::connection::SimpleConnection::batch_execute(&mut database.owner(), sql).expect("tampered");
            }
            crate::world::Home::Files(folder) => {
                let path = folder.path().join("region.db");
                let mut file: diesel::SqliteConnection =
                    diesel::Connection::establish(&path.to_string_lossy()).expect("the file opens");
                diesel::connection::SimpleConnection::batch_execute(&mut file, sql).expect("tampered");
            }
        }
        let faults = world.store.region().read::<_, StoreError>(soon(), |tx| tx.verify(&[])).await.expect("verified");
        assert_eq!(faults.len(), 2, "one unknown, one missing: {faults:?}");
    });
}
