//! The regions that are trusted: kept whole, journalled, and what they told forgotten with them.
use domain::{
    Digest, Epoch, Forwarding, Handle, HeadFault, HeadMark, Instant, Key, Line, Listing, Placement, TenantId,
};
use domain::{Peer, PeerKey, PublicKey};
use persistence::{PlacementRow, RegionTx, StoreError};

use crate::world::{World, on_both, soon, writer};

fn key(text: &str) -> Key {
    Key::parse(text).expect("a key")
}

fn peer(region: &str, now: Instant) -> Peer {
    let line = |text: &str| Line::parse(text).expect("a line");
    Peer {
        region: key(region),
        url: line(&format!("https://{region}.example")),
        issuers: vec![line("https://issuer.example"), line("https://other.example")],
        may_home: vec![key("nordland")],
        keys: vec![
            PeerKey { kid: "k2".into(), public: PublicKey([2; 32]), retires: None },
            PeerKey { kid: "k1".into(), public: PublicKey([1; 32]), retires: Some(now.plus_seconds(60)) },
        ],
        removed_at: None,
        created_at: now,
        changed_at: now,
        version: 1,
    }
}

fn entry(home: &str, tenant: TenantId, now: Instant) -> PlacementRow {
    let head = HeadMark { epoch: Epoch::fresh(), seq: 7, hash: Digest([7; 32]) };
    let placement = Placement {
        tenant,
        slug: key("nordland"),
        home: key(home),
        listing: Listing::Members,
        forwarding: Forwarding::Strict,
        serial: 3,
        valid_until: now.plus_seconds(60),
        head,
    };
    PlacementRow { placement, head_fault: Some(HeadFault::Cut) }
}

async fn write<T: Send + 'static>(
    world: &World,
    work: impl FnOnce(&mut RegionTx<'_, '_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    world.store.region().write(soon(), writer(), work).await
}

async fn read<T: Send + 'static>(
    world: &World,
    work: impl FnOnce(&mut RegionTx<'_, '_>) -> Result<T, StoreError> + Send + 'static,
) -> T {
    world.store.region().read(soon(), work).await.expect("read")
}

#[test]
fn a_peer_reads_back_and_its_journal_tells_of_all_that_was_trusted() {
    on_both(async |world: World| {
        let now = writer().now;
        let (nord, own) = (peer("nord", now), peer("nord", now));
        write(&world, move |tx| tx.peers().insert(&own)).await.expect("listed");
        let same_address = Peer { url: nord.url.clone(), ..peer("sor", now) };
        let refused = write(&world, move |tx| tx.peers().insert(&same_address)).await;
        assert!(matches!(refused, Err(StoreError::Taken(_))), "{refused:?}");
        assert_eq!(read(&world, |tx| tx.peers().listed()).await, std::slice::from_ref(&nord));
        let gone = Peer { removed_at: Some(now), version: 2, ..nord };
        let own = gone.clone();
        let remove = move |tx: &mut RegionTx<'_, '_>| {
            let old = tx.peers().get(&own.region)?;
            tx.peers().change(&old, &own)
        };
        write(&world, remove).await.expect("removed");
        assert_eq!(read(&world, |tx| tx.peers().listed()).await, []);
        assert_eq!(read(&world, |tx| tx.peers().get(&key("nord"))).await.value, gone);
        assert_eq!(read(&world, |tx| tx.verify(&[])).await, []);
    });
}

#[test]
fn what_peers_tell_is_found_by_id_and_name_and_forgotten_with_them() {
    on_both(async |world: World| {
        let (now, tenant) = (writer().now, TenantId::fresh());
        let entries = [entry("nord", tenant, now), entry("sor", TenantId::fresh(), now)];
        let own = entries.clone();
        // Told twice, it is the same.
        for _ in 0..2 {
            let own = own.clone();
            let put = move |tx: &mut RegionTx<'_, '_>| own.iter().try_for_each(|entry| tx.directory().put(entry));
            write(&world, put).await.expect("kept");
        }
        assert_eq!(read(&world, |tx| tx.directory().all()).await, entries);
        assert_eq!(read(&world, |tx| tx.directory().told_by(&key("nord"))).await, entries[..1]);
        let by_name = read(&world, |tx| tx.directory().claims(&Handle::Key(key("nordland")))).await;
        assert_eq!(by_name, entries.each_ref().map(|entry| entry.placement.clone()));
        let by_id = read(&world, move |tx| tx.directory().claims(&Handle::Id(tenant))).await;
        assert_eq!(by_id, [entries[0].placement.clone()]);
        write(&world, |tx| tx.directory().forget(&key("nord"))).await.expect("forgotten");
        assert_eq!(read(&world, |tx| tx.directory().all()).await, entries[1..]);
    });
}

#[test]
fn a_directory_is_fetched_by_one_node_at_a_time() {
    on_both(async |world: World| {
        let now = writer().now;
        let take_on = |at: Instant| {
            let work = move |tx: &mut RegionTx<'_, '_>| tx.directory().take_on(&key("nord"), at, at.plus_seconds(60));
            write(&world, work)
        };
        let first = take_on(now).await.expect("asked").expect("never fetched");
        assert_eq!((first.failures, first.pulled_at), (0, None));
        assert_eq!(take_on(now.plus_seconds(59)).await.expect("asked"), None, "another node has it");
        assert!(take_on(now.plus_seconds(60)).await.expect("asked").is_some(), "that was not heard of again");
        let mut noted = first;
        (noted.serial, noted.tag, noted.pulled_at) = (Some(8), Some("\"x\"".into()), Some(now));
        (noted.next_at, noted.failures, noted.fault) = (now.plus_seconds(100), 2, Some("unreachable".into()));
        let own = noted.clone();
        write(&world, move |tx| tx.directory().note(&own)).await.expect("noted");
        assert_eq!(read(&world, |tx| tx.directory().pulls()).await, [noted]);
    });
}

#[test]
fn a_number_is_used_up_once_for_each_peer_until_it_has_expired() {
    on_both(async |world: World| {
        let now = writer().now;
        let use_up = |region: &'static str, at: Instant| {
            write(&world, move |tx| tx.directory().use_up(&key(region), "nonce", at, at.plus_seconds(60)))
        };
        for (region, seconds, new) in
            [("nord", 0, true), ("nord", 1, false), ("sor", 1, true), ("nord", 60, false), ("nord", 61, true)]
        {
            assert_eq!(use_up(region, now.plus_seconds(seconds)).await.expect("asked"), new, "{region} {seconds}");
        }
    });
}
