//! Provisions read back as they were written, in order, and only to those who see the body they speak of.
use std::collections::BTreeSet;

use domain::policy::Sight;
use domain::{ActKind, Handle, Provision, ProvisionKind, Side, Visibility};
use persistence::{Direction, JournalFilter, Page, Place, ProvisionFilter, Sort, StoreError};

use crate::fixtures::{area, body, date, key, party, validity};
use crate::seats::{PUBLIC, derived_rule, of_every_kind, seat_rule};
use crate::world::{World, on_both};

#[test]
fn every_field_of_every_kind_of_provision_reads_back() {
    on_both(async |world: World| {
        let (organ, place, owner) = (body("SSU"), area("Vest"), party("Bergen"));
        let wanted = of_every_kind(organ.id, place.id, owner.id);
        let kinds: BTreeSet<_> = wanted.iter().map(|each| each.rule.kind()).collect();
        assert_eq!(kinds.len(), 6, "every kind");
        let entered = wanted.clone();
        world
            .write(move |tx| {
                tx.parties().insert(&owner)?;
                tx.areas().insert(&place)?;
                tx.bodies().insert(&organ)?;
                entered.iter().try_for_each(|each| tx.provisions().insert(each, PUBLIC))
            })
            .await
            .expect("written");
        for each in &wanted {
            let (id, key) = (each.id, each.key.clone());
            let read = world.read(move |tx| {
                Ok([tx.provisions().get(&Handle::Id(id))?.value, tx.provisions().get(&Handle::Key(key))?.value])
            });
            assert_eq!(read.await.expect("there"), [each.clone(), each.clone()]);
        }
        // What one holds is put in the other's place, and the emptied one in its.
        let [mut filled, mut emptied] = [wanted[1].clone(), wanted[0].clone()];
        (filled.id, filled.key, filled.version) = (wanted[0].id, wanted[0].key.clone(), 2);
        (emptied.id, emptied.key, emptied.version) = (wanted[1].id, wanted[1].key.clone(), 2);
        for next in [filled, emptied] {
            let new = next.clone();
            let changed = world.write(move |tx| {
                let old = tx.provisions().get(&Handle::Id(new.id))?;
                tx.provisions().change(&old, &new, ActKind::Changed, PUBLIC)?;
                assert!(matches!(tx.provisions().change(&old, &new, ActKind::Changed, PUBLIC), Err(StoreError::Stale)));
                Ok(tx.provisions().get(&Handle::Id(new.id))?.value)
            });
            assert_eq!(changed.await.expect("changed"), next);
        }
        assert_eq!(world.read(|tx| tx.verify(&[])).await.expect("verified"), []);
    });
}

#[test]
fn a_key_is_its_own_among_all_provisions() {
    on_both(async |world: World| {
        let organ = body("SSU");
        let first = seat_rule(organ.id);
        let mut second = seat_rule(organ.id);
        second.key = first.key.clone();
        let twice = world.write(move |tx| {
            tx.bodies().insert(&organ)?;
            tx.provisions().insert(&first, PUBLIC)?;
            tx.provisions().insert(&second, PUBLIC)
        });
        assert!(matches!(twice.await, Err(StoreError::Taken(_))));
    });
}

fn keys(provisions: &[Provision]) -> Vec<&str> {
    provisions.iter().map(|each| each.key.as_str()).collect()
}

#[test]
fn provisions_are_listed_by_key_or_as_they_were_made_and_narrowed() {
    on_both(async |world: World| {
        let (organ, other) = (body("SSU"), body("OU"));
        let (place, owner) = (area("Vest"), party("Bergen"));
        let mut entered = of_every_kind(organ.id, place.id, owner.id);
        entered.push(seat_rule(other.id));
        let last = entered.len() - 1;
        for (i, each) in entered.iter_mut().enumerate() {
            each.key = key(&format!("k{:02}", last - i));
        }
        entered[0].validity.to = Some(date("2025-12-31"));
        let (rows, ids) = (entered.clone(), (organ.id, entered[0].id, other.id));
        world
            .write(move |tx| {
                tx.parties().insert(&owner)?;
                tx.areas().insert(&place)?;
                tx.bodies().insert(&organ)?;
                tx.bodies().insert(&other)?;
                rows.iter().try_for_each(|each| tx.provisions().insert(each, PUBLIC))
            })
            .await
            .expect("written");
        let by_key: Vec<String> = (0..=last).map(|i| format!("k{i:02}")).collect();
        let filter = ProvisionFilter::default();
        let wanted = (by_key, entered);
        world
            .read(move |tx| {
                let mut list = |sort, seek, limit| tx.provisions().list(&filter, &Page { sort, seek, limit });
                let at = |each: &Provision| Place { name: each.key.to_string(), id: each.id.0 };
                let first = list(Sort::Name, None, 5)?;
                assert_eq!(keys(&first), wanted.0[..5]);
                let next = list(Sort::Name, Some((Direction::Forward, at(&first[4]))), 50)?;
                assert_eq!(keys(&next), wanted.0[5..]);
                let back = list(Sort::Name, Some((Direction::Backward, at(&next[0]))), 2)?;
                // From `next[0]`, the last of the first page lies nearest.
                assert_eq!(back, [first[4].clone(), first[3].clone()]);
                let mut made: Vec<_> = wanted.1.clone();
                made.sort_by_key(|each| each.id);
                assert_eq!(list(Sort::Created, None, 50)?, made);
                for (filter, rows) in [
                    (ProvisionFilter { kind: Some(ProvisionKind::SeatRule), ..filter.clone() }, 5),
                    (ProvisionFilter { body: Some(ids.2), ..filter.clone() }, 1),
                    (ProvisionFilter { on: Some(date("2026-01-01")), ..filter.clone() }, last),
                    (filter.clone(), last + 1),
                ] {
                    let page = Page { sort: Sort::Name, seek: None, limit: 50 };
                    assert_eq!(tx.provisions().list(&filter, &page)?.len(), rows, "{filter:?}");
                    assert_eq!(tx.provisions().count(&filter)?, i64::try_from(rows).expect("few"), "{filter:?}");
                }
                assert_eq!(tx.provisions().derived(&[])?.len(), 2, "the rules of derived seats");
                assert_eq!(tx.provisions().derived(&[ids.1])?.len(), 3, "and one that is named");
                Ok(())
            })
            .await
            .expect("listed");
    });
}

#[test]
fn what_speaks_of_a_hidden_body_is_not_listed() {
    on_both(async |world: World| {
        let (open, mut caucus) = (body("SSU"), body("Kommunane si gruppe"));
        (caucus.visibility, caucus.side) = (Visibility::Side, Some(Side::Municipal));
        let place = (area("Vest"), party("Bergen"));
        let seen = of_every_kind(open.id, place.0.id, place.1.id);
        let hidden = [seat_rule(caucus.id), derived_rule(caucus.id, seen[0].id)];
        let (first, second) = (seen.clone(), hidden.clone());
        let audience = (caucus.visibility, caucus.side);
        world
            .write(move |tx| {
                tx.parties().insert(&place.1)?;
                tx.areas().insert(&place.0)?;
                tx.bodies().insert(&open)?;
                tx.bodies().insert(&caucus)?;
                first.iter().try_for_each(|each| tx.provisions().insert(each, PUBLIC))?;
                second.iter().try_for_each(|each| tx.provisions().insert(each, audience))
            })
            .await
            .expect("written");
        let of_side = |side| Sight { community: true, sides: BTreeSet::from([side]), ..Sight::default() };
        for (sight, sees) in [
            (Sight::published(), false),
            (of_side(Side::Specialist), false),
            (of_side(Side::Municipal), true),
            (Sight::everything(), true),
        ] {
            let (page, hidden) = (Page { sort: Sort::Name, seek: None, limit: 50 }, hidden.clone());
            let rows = seen.len() + if sees { hidden.len() } else { 0 };
            let read = world.read(move |tx| {
                let filter = ProvisionFilter { sight: sight.clone(), ..ProvisionFilter::default() };
                assert_eq!(tx.provisions().list(&filter, &page)?.len(), rows, "{sight:?}");
                assert_eq!(tx.provisions().count(&filter)?, i64::try_from(rows).expect("few"), "{sight:?}");
                assert_eq!(tx.provisions().all(&sight)?.len(), rows, "{sight:?}");
                let handles = [Handle::Id(hidden[0].id), Handle::Key(hidden[1].key.clone())];
                assert_eq!(tx.provisions().find(&handles, &sight)?.len(), if sees { 2 } else { 0 }, "{sight:?}");
                Ok(())
            });
            read.await.expect("read");
        }
        let last = JournalFilter { subject: Some(hidden[1].id.to_string()), limit: 1, ..JournalFilter::default() };
        let entry = world.read(move |tx| tx.journal().list(&last)).await.expect("read").remove(0);
        assert_eq!((entry.act.subject.visibility, entry.act.subject.side), audience, "the journal hides it too");
    });
}

#[test]
fn a_rule_and_what_stands_beside_it_may_not_part() {
    on_both(async |world: World| {
        let (first, second) = (body("SSU"), body("OU"));
        let mut rule = seat_rule(first.id);
        rule.validity = validity();
        let id = rule.id;
        world
            .write(move |tx| {
                tx.bodies().insert(&first)?;
                tx.bodies().insert(&second)?;
                tx.provisions().insert(&rule, PUBLIC)
            })
            .await
            .expect("written");
        world.tamper("UPDATE provision SET body_id = (SELECT id FROM body WHERE name_nb = 'OU')");
        let read = world.read(move |tx| tx.provisions().get(&Handle::Id(id))).await;
        assert!(matches!(read, Err(StoreError::Internal(_))), "{read:?}");
    });
}
