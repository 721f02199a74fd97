//! One log without a gap, in the order of commits, the same on both stores.
use domain::{ActKind, Actor, Digest, Entry, GENESIS, Handle, Instant, Salt, chain};
use persistence::{Direction, JournalFilter, StoreError, TenantTx, Writer};
use tokio::task::JoinSet;

use crate::fixtures::{self, area, body, member, party};
use crate::world::{World, on_both, runtime, soon, writer};

pub(crate) async fn entries(world: &World) -> Vec<Entry> {
    let all = JournalFilter { limit: 10_000, ..JournalFilter::default() };
    world.read(move |tx| tx.journal().list(&all)).await.expect("read")
}

/// Holds when the numbers have no gap, each hash follows the one before, and `verify` finds nothing.
pub(crate) async fn assert_whole(world: &World, length: usize) {
    let entries = entries(world).await;
    assert_eq!(entries.len(), length);
    let mut hash = GENESIS;
    for (seq, entry) in (1..).zip(&entries) {
        assert_eq!(entry.seq, seq, "no gap");
        hash = chain(hash, entry.seq, entry.at, &entry.actor, &entry.act);
        assert_eq!(entry.hash, hash, "chained");
    }
    let head = world.read(|tx| Ok(tx.head())).await.expect("read");
    assert_eq!((head.seq, head.hash), (i64::try_from(length).expect("small"), hash));
    assert_eq!(world.read(|tx| tx.verify(&[])).await.expect("verified"), []);
}

#[test]
fn the_journal_is_gap_free_ordered_and_chained_under_concurrent_writers() {
    on_both(async |world: World| {
        let mut tasks = JoinSet::new();
        for number in 0..4 {
            let scope = world.scope();
            tasks.spawn(async move {
                for round in 0..15 {
                    // Two acts each, and every third write fails after its acts.
                    let work = move |tx: &mut TenantTx<'_, '_>| {
                        tx.parties().insert(&party("Bergen"))?;
                        tx.areas().insert(&area("Vest"))?;
                        if round % 3 == 2 { Err(StoreError::Stale) } else { Ok(tx.head().seq) }
                    };
                    let writer =
                        Writer { actor: Actor { trace: format!("{number:032}"), ..writer().actor }, ..writer() };
                    match scope.write(soon(), writer, work).await {
                        Ok(_) => assert_ne!(round % 3, 2),
                        Err(error) => assert!(matches!(error, StoreError::Stale), "{error:?}"),
                    }
                }
            });
        }
        tasks.join_all().await;
        assert_whole(&world, 1 + 4 * 10 * 2).await;
        // The two acts of one write stand together.
        let all = entries(&world).await;
        for pair in all[1..].chunks(2) {
            assert_eq!(pair[0].actor.trace, pair[1].actor.trace);
        }
    });
}

#[test]
fn numbers_follow_the_order_of_commits() {
    on_both(async |world: World| {
        // A later write whose clock is behind still comes after what it saw.
        for seconds in [0, -3600, 7200, -86_400] {
            let before = world.read(|tx| Ok(tx.head().seq)).await.expect("read");
            let writer = Writer { now: writer().now.plus_seconds(seconds), ..writer() };
            let insert = |tx: &mut TenantTx<'_, '_>| tx.parties().insert(&party("Bergen"));
            world.scope().write::<_, StoreError>(soon(), writer, insert).await.expect("written");
            assert_eq!(world.read(|tx| Ok(tx.head().seq)).await.expect("read"), before + 1);
        }
        assert_whole(&world, 5).await;
    });
}

#[test]
fn the_journal_is_read_in_pages_and_by_subject() {
    on_both(async |world: World| {
        let one = party("Bergen");
        let (id, text) = (one.id, one.id.to_string());
        world.write(move |tx| tx.parties().insert(&one)).await.expect("written");
        world.write(|tx| (0..5).try_for_each(|_| tx.parties().insert(&party("Voss")))).await.expect("written");
        world
            .write(move |tx| {
                let old = tx.parties().get(&Handle::Id(id))?;
                let mut new = old.value.clone();
                new.version = 2;
                tx.parties().change(&old, &new, ActKind::Ended)
            })
            .await
            .expect("changed");
        let of_one = JournalFilter { subject: Some(text), limit: 10, ..JournalFilter::default() };
        let found = world.read(move |tx| Ok((tx.journal().list(&of_one)?, tx.journal().count(&of_one)?)));
        let (found, count) = found.await.expect("read");
        assert_eq!(
            found.iter().map(|entry| (entry.seq, entry.act.kind)).collect::<Vec<_>>(),
            [(2, ActKind::Created), (8, ActKind::Ended)]
        );
        assert_eq!(count, 2);
        let back = JournalFilter { seek: Some((Direction::Backward, 6)), limit: 3, ..JournalFilter::default() };
        let found = world.read(move |tx| tx.journal().list(&back)).await.expect("read");
        assert_eq!(found.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [5, 4, 3]);
    });
}

#[test]
fn the_number_of_the_last_change_of_rights_is_kept_apart() {
    on_both(async |world: World| {
        let place = area("Vest");
        world.write(move |tx| tx.areas().insert(&place)).await.expect("written");
        let head = world.read(|tx| Ok(tx.head())).await.expect("read");
        assert_eq!((head.seq, head.rights_seq), (2, 0));
        world.write(|tx| tx.persons().insert(&fixtures::person("Kari"))).await.expect("written");
        world.write(|tx| tx.areas().insert(&area("Voss"))).await.expect("written");
        let head = world.read(|tx| Ok(tx.head())).await.expect("read");
        assert_eq!((head.seq, head.rights_seq), (4, 3));
    });
}

#[test]
fn what_is_read_from_either_store_gives_the_same_digests() {
    let salt = Salt([7; 16]);
    let trust = party("Helse");
    let whole = fixtures::whole_party("Bergen", trust.id);
    let mut around = area("Vest");
    around.members = vec![member(trust.id, domain::AreaRole::Hospital)];
    let earlier = [body("Gamle"), body("Eldre")];
    let committee = fixtures::whole_body("SSU", &earlier.each_ref().map(|body| body.id), around.id);
    let kari = fixtures::whole_person("Kari", trust.id);
    let given = fixtures::grant(domain::Holder::Person { person: kari.id });
    let digests = async |world: World| -> Vec<Digest> {
        let (trust, whole, around) = (trust.clone(), whole.clone(), around.clone());
        let (earlier, committee, kari, given) = (earlier.clone(), committee.clone(), kari.clone(), given.clone());
        let work = move |tx: &mut TenantTx<'_, '_>| {
            tx.parties().insert(&trust)?;
            tx.parties().insert(&whole)?;
            tx.areas().insert(&around)?;
            earlier.iter().try_for_each(|body| tx.bodies().insert(body))?;
            tx.bodies().insert(&committee)?;
            tx.persons().insert(&kari)?;
            tx.grants().insert(&given)?;
            Ok(vec![
                Digest::of_state(salt, &tx.settings().get()?.value),
                Digest::of_state(salt, &tx.parties().get(&Handle::Id(trust.id))?.value),
                Digest::of_state(salt, &tx.parties().get(&Handle::Id(whole.id))?.value),
                Digest::of_state(salt, &tx.areas().get(&Handle::Id(around.id))?.value),
                Digest::of_state(salt, &tx.bodies().get(&Handle::Id(committee.id))?.value),
                Digest::of_state(salt, &tx.persons().get(kari.id)?.value),
                Digest::of_state(salt, &tx.grants().get(given.id)?.value),
            ])
        };
        world.write(work).await.expect("written and read")
    };
    runtime().block_on(async {
        let (files, postgres) = (digests(World::files().await).await, digests(World::postgres().await).await);
        assert_eq!(files, postgres);
        assert_eq!(files[2], Digest::of_state(salt, &whole), "and of what was meant");
    });
    // The form itself, so that a change of it is noticed: a new one needs a new version.
    let fixed = Digest::of_state(salt, &Instant::parse("2026-11-22T08:00:00.000001Z"));
    assert_eq!(fixed.to_string(), "64a4082154587a5fda9c8122c830e631ec6301aeab4a04103f9fc9b24566fe7f");
}
