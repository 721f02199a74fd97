//! `verify` finds whatever was done behind the journal's back.
use domain::{Digest, Head, Salt, SubjectType};
use persistence::{JournalFault, StoreError};

use crate::fixtures::{self, area, at, body, grant, identity, member, party, person};
use crate::world::{World, on_both, soon, writer};

/// A tenant with something of every kind; gives the head at the end and the one before the last write.
async fn furnish(world: &World) -> (Head, Head) {
    let fill = |tx: &mut persistence::TenantTx<'_, '_>| {
        let (owner, mut place, mut kari) = (party("Bergen"), area("Vest"), person("Kari"));
        tx.parties().insert(&owner)?;
        place.members = vec![member(owner.id, domain::AreaRole::Municipality)];
        tx.areas().insert(&place)?;
        let mut ssu = body("SSU");
        ssu.mandate = domain::Prose::parse("Eit mandat").ok();
        tx.bodies().insert(&ssu)?;
        kari.identities = vec![identity("kari")];
        tx.persons().insert(&kari)?;
        tx.grants().insert(&grant(domain::Holder::Person { person: kari.id }))
    };
    world.write(fill).await.expect("filled");
    let before = world.read(|tx| Ok(tx.head())).await.expect("read");
    world.write(|tx| tx.parties().insert(&party("Voss"))).await.expect("written");
    let after = world.read(|tx| Ok(tx.head())).await.expect("read");
    assert_eq!((before.seq, after.seq), (6, 7));
    (before, after)
}

async fn faults(world: &World, vouched: &[Head]) -> Vec<JournalFault> {
    let vouched = vouched.to_vec();
    world.read(move |tx| tx.verify(&vouched)).await.expect("verified")
}

/// Does one thing to a fresh world behind its journal's back, and gives what `verify` says.
fn after(sql: &'static str, check: impl Fn(&[JournalFault], Head)) {
    on_both(async |world: World| {
        let (before, head) = furnish(&world).await;
        assert_eq!(faults(&world, &[before, head]).await, []);
        // The engines write bytes differently.
        let sql = if world.is_postgres() { sql.replace("x'", "'\\x") } else { sql.to_owned() };
        world.tamper(&sql);
        check(&faults(&world, &[before, head]).await, head);
    });
}

#[test]
fn a_changed_row_is_found() {
    for sql in [
        "UPDATE journal SET actor = 'somebody else' WHERE seq = 3",
        "UPDATE journal SET act = 'changed' WHERE seq = 3",
        "UPDATE journal SET act = 'no such act' WHERE seq = 3",
        "UPDATE journal SET organization = 'none' WHERE seq = 3",
        "UPDATE journal SET visibility = 'secretariat' WHERE seq = 3",
        "UPDATE journal SET trace = 'ff' WHERE seq = 3",
    ] {
        after(sql, |faults, _| assert!(faults.contains(&JournalFault::Broken(3)), "{sql}: {faults:?}"));
    }
}

#[test]
fn a_removed_row_is_found() {
    after("DELETE FROM journal WHERE seq = 4", |faults, _| {
        assert!(faults.contains(&JournalFault::Missing(4)), "{faults:?}");
    });
}

#[test]
fn reordered_rows_are_found() {
    let sql = "UPDATE journal SET seq = 1000 WHERE seq = 3; UPDATE journal SET seq = 3 WHERE seq = 4; \
               UPDATE journal SET seq = 4 WHERE seq = 1000";
    after(sql, |faults, _| {
        assert!(faults.contains(&JournalFault::Broken(3)) && faults.contains(&JournalFault::Broken(4)), "{faults:?}");
    });
}

#[test]
fn a_cut_tail_is_found() {
    after("DELETE FROM journal WHERE seq = 7", |faults, _| {
        assert!(faults.contains(&JournalFault::Cut { found: 6, head: 7 }), "{faults:?}");
    });
}

#[test]
fn a_cut_tail_is_found_by_a_head_handed_out_though_the_journals_own_head_was_moved_back() {
    let sql = "DELETE FROM journal WHERE seq = 7; DELETE FROM party WHERE name_nb = 'Voss'; \
               UPDATE journal_head SET seq = 6, hash = (SELECT hash FROM journal WHERE journal.seq = 6)";
    after(sql, |faults, head| assert_eq!(faults, [JournalFault::Rewritten(head.seq)]));
}

#[test]
fn a_new_epoch_does_not_vouch_for_old_heads() {
    after("UPDATE journal_head SET epoch = tenant_id", |faults, head| {
        assert_eq!(faults, [JournalFault::Rewritten(head.seq - 1), JournalFault::Rewritten(head.seq)]);
    });
}

#[test]
fn a_subject_changed_behind_the_journals_back_is_found() {
    for (kind, sql) in [
        (SubjectType::Settings, "UPDATE settings SET paper_deadline_days = 1"),
        (SubjectType::Party, "UPDATE party SET name_nn = 'Noko anna' WHERE name_nb = 'Bergen'"),
        (SubjectType::Area, "UPDATE area_member SET role = 'hospital'"),
        (SubjectType::Area, "DELETE FROM area_member"),
        (SubjectType::Body, "UPDATE body_mandate SET text = 'Eit anna mandat'"),
        (SubjectType::Body, "UPDATE body SET salt = x'00000000000000000000000000000000'"),
        (SubjectType::Person, "UPDATE person_identity SET subject = 'another'"),
        (SubjectType::Grant, "UPDATE role_grant SET role = 'auditor'"),
    ] {
        after(sql, |faults, _| {
            let found = matches!(faults, [JournalFault::State { kind: found, .. }] if *found == kind);
            assert!(found, "{sql}: {faults:?}");
        });
    }
}

#[test]
fn a_subject_removed_behind_the_journals_back_is_found() {
    after("DELETE FROM role_grant", |faults, _| {
        assert!(matches!(faults, [JournalFault::Gone { kind: SubjectType::Grant, .. }]), "{faults:?}");
    });
}

#[test]
fn a_write_without_its_act_is_found() {
    on_both(async |world: World| {
        furnish(&world).await;
        let sql = "UPDATE party SET version = 2 WHERE name_nb = 'Voss'";
        world.write(move |tx| tx.execute_unrecorded(sql)).await.expect("written past the journal");
        let faults = faults(&world, &[]).await;
        assert!(matches!(&faults[..], [JournalFault::State { kind: SubjectType::Party, .. }]), "{faults:?}");
    });
}

#[test]
fn the_regions_journal_is_verified_too() {
    on_both(async |world: World| {
        let region = world.store.region();
        let faults = region.read::<_, StoreError>(soon(), |tx| tx.verify(&[])).await;
        assert_eq!(faults.expect("verified"), []);
        let id = world.tenant;
        let change = move |tx: &mut persistence::RegionTx<'_, '_>| {
            let old = tx.tenants().get(&domain::Handle::Id(id))?;
            // Changed without the version that a change brings: the digest tells.
            let mut new = old.value.clone();
            new.names = fixtures::names("Eit anna namn");
            tx.tenants().change(&old, &new)
        };
        region.write::<_, StoreError>(soon(), writer(), change).await.expect("changed");
        let faults = region.read::<_, StoreError>(soon(), |tx| tx.verify(&[])).await;
        assert_eq!(faults.expect("verified"), [], "what went through the repository is told");
    });
}

#[test]
fn an_erased_person_leaves_the_chain_whole_and_no_digest_to_guess_from() {
    on_both(async |world: World| {
        let mut kari = person("Kari Nordmann");
        kari.identities = vec![identity("kari")];
        let (id, own) = (kari.id, kari.clone());
        world.write(move |tx| tx.persons().insert(&own)).await.expect("written");
        let vouched = world.read(|tx| Ok(tx.head())).await.expect("read");
        let salt = |world: &World| salt_of_person(world);
        let old_salt = salt(&world);
        let told = entry_digest(&world, vouched.seq).await;
        assert_eq!(Digest::of_state(old_salt, &kari), told, "whoever has the salt can tell");
        world
            .write(move |tx| {
                let old = tx.persons().get(id)?;
                let erased = old.value.erased(at(fixtures::NEW));
                tx.persons().erase(&old, &erased)
            })
            .await
            .expect("erased");
        assert_eq!(faults(&world, &[vouched]).await, []);
        let new_salt = salt(&world);
        assert_ne!(new_salt, old_salt);
        assert_ne!(Digest::of_state(new_salt, &kari), told, "nobody can any more");
        let holders = world.read(move |tx| tx.persons().holders_of(&[identity("kari")])).await.expect("read");
        assert_eq!(holders, []);
    });
}

async fn entry_digest(world: &World, seq: i64) -> Digest {
    let filter = persistence::JournalFilter {
        seek: Some((persistence::Direction::Forward, seq - 1)),
        limit: 1,
        ..persistence::JournalFilter::default()
    };
    world.read(move |tx| tx.journal().list(&filter)).await.expect("read").remove(0).act.subject.digest
}

fn salt_of_person(world: &World) -> Salt {
    use diesel::prelude::*;
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Binary)]
        salt: Vec<u8>,
    }
    let query = diesel::sql_query("SELECT salt FROM person");
    let row: Row = match &world.home {
        crate::world::Home::Files(folder) => {
            query.get_result(&mut crate::world::tenant_file(folder.path(), world.tenant)).expect("one person")
        }
        crate::world::Home::Postgres(database) => query.get_result(&mut database.owner()).expect("one person"),
    };
    Salt(row.salt.try_into().expect("sixteen bytes"))
}
