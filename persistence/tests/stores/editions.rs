//! What the structure was on a past day is told as it was, however often it has changed since.
use domain::{ActKind, Date, Handle, Structure};
use persistence::{StoreError, TenantTx};

use crate::fixtures::{area, body, date, names, party, person};
use crate::seats::{PUBLIC, membership, of_every_kind, office, seat_rule};
use crate::world::{World, on_both, soon, writer_at};

/// The day the worlds of these tests are founded on.
const FOUNDED: &str = "2026-11-22";

async fn write(
    world: &World,
    at: &str,
    work: impl FnOnce(&mut TenantTx<'_, '_>) -> Result<(), StoreError> + Send + 'static,
) {
    world.scope().write(soon(), writer_at(at), work).await.expect("written");
}

async fn editions(world: &World) -> i64 {
    world.read(|tx| tx.count_unfiltered("edition")).await.expect("counted")
}

async fn now(world: &World) -> Structure {
    world.read(|tx| tx.structure().now()).await.expect("read")
}

async fn on(world: &World, day: &str, today: &str) -> Structure {
    let (day, today): (Date, Date) = (date(day), date(today));
    world.read(move |tx| tx.structure().at(day, today)).await.expect("read")
}

#[test]
fn a_past_day_answers_what_held_at_its_end() {
    on_both(async |world: World| {
        // Founding keeps nothing, on its own day or later that day.
        let (organ, place, owner) = (body("SSU"), area("Vest"), party("Bergen"));
        let rules = of_every_kind(organ.id, place.id, owner.id);
        let id = organ.id;
        write(&world, "2026-11-22T09:00:00Z", move |tx| {
            tx.parties().insert(&owner)?;
            tx.areas().insert(&place)?;
            tx.bodies().insert(&organ)?;
            rules.iter().try_for_each(|each| tx.provisions().insert(each, PUBLIC))
        })
        .await;
        assert_eq!(editions(&world).await, 0);
        let first = now(&world).await;
        assert_eq!((first.parties.len(), first.bodies.len(), first.provisions.len()), (1, 1, 13));

        let rename = move |name: &'static str| {
            move |tx: &mut TenantTx<'_, '_>| {
                let old = tx.bodies().get(&Handle::Id(id))?;
                let mut new = old.value.clone();
                (new.names, new.version) = (names(name), new.version + 1);
                tx.bodies().change(&old, &new, ActKind::Changed)
            }
        };
        // Two writes on one day, the first of them of two acts, keep one edition.
        write(&world, "2026-11-25T08:00:00Z", move |tx| {
            rename("Strategisk")(tx)?;
            tx.parties().insert(&party("Voss"))
        })
        .await;
        let between = now(&world).await;
        write(&world, "2026-11-25T20:00:00Z", rename("Strategisk utval")).await;
        assert_eq!(editions(&world).await, 1);
        let second = now(&world).await;
        assert_ne!(between, second);
        // In Oslo it is the 28th already.
        write(&world, "2026-11-27T23:30:00Z", move |tx| tx.provisions().insert(&seat_rule(id), PUBLIC)).await;
        assert_eq!(editions(&world).await, 2);
        let third = now(&world).await;

        let today = "2026-11-29";
        for (day, wanted) in [
            ("2020-01-01", &first),
            (FOUNDED, &first),
            ("2026-11-24", &first),
            ("2026-11-25", &second),
            ("2026-11-27", &second),
            ("2026-11-28", &third),
            (today, &third),
            ("2027-01-01", &third),
        ] {
            assert_eq!(&on(&world, day, today).await, wanted, "{day}");
        }
        assert_eq!(world.read(|tx| tx.verify(&[])).await.expect("verified"), []);
    });
}

#[test]
fn every_kind_of_structural_write_keeps_the_day_before_and_no_other_does() {
    type Write = fn(&mut TenantTx<'_, '_>) -> Result<(), StoreError>;
    fn again<T: Clone>(kept: &persistence::Kept<T>) -> T {
        kept.value.clone()
    }
    on_both(async |world: World| {
        let (owner, place, organ) = (party("Bergen"), area("Vest"), body("SSU"));
        let rule = seat_rule(organ.id);
        write(&world, "2026-11-22T09:00:00Z", move |tx| {
            tx.parties().insert(&owner)?;
            tx.areas().insert(&place)?;
            tx.bodies().insert(&organ)?;
            tx.provisions().insert(&rule, PUBLIC)
        })
        .await;
        let other: [Write; 3] = [
            |tx| tx.persons().insert(&person("Kari")),
            |tx| {
                let rule = tx.structure().now()?.provisions.remove(0);
                tx.memberships().insert(&membership(rule.id, None), PUBLIC)
            },
            |tx| {
                let organ = tx.structure().now()?.bodies.remove(0);
                tx.offices().insert(&office(organ.id, None), PUBLIC)
            },
        ];
        for work in other {
            let before = world.read(|tx| Ok(tx.head())).await.expect("read");
            write(&world, "2026-11-23T08:00:00Z", work).await;
            let after = world.read(|tx| Ok(tx.head())).await.expect("read");
            assert_eq!(editions(&world).await, 0);
            assert_eq!(
                (after.structure_seq, after.structure_day),
                (before.structure_seq, Some(date(FOUNDED))),
                "people are no part of the structure"
            );
        }
        let structural: [Write; 9] = [
            |tx| tx.parties().insert(&party("Voss")),
            |tx| {
                let first = tx.structure().now()?.parties.remove(0);
                let old = tx.parties().get(&Handle::Id(first.id))?;
                tx.parties().change(&old, &again(&old), ActKind::Changed)
            },
            |tx| tx.areas().insert(&area("Nord")),
            |tx| {
                let first = tx.structure().now()?.areas.remove(0);
                let old = tx.areas().get(&Handle::Id(first.id))?;
                tx.areas().change(&old, &again(&old), ActKind::Changed)
            },
            |tx| tx.bodies().insert(&body("OU")),
            |tx| {
                let first = tx.structure().now()?.bodies.remove(0);
                let old = tx.bodies().get(&Handle::Id(first.id))?;
                tx.bodies().change(&old, &again(&old), ActKind::Changed)
            },
            |tx| {
                let first = tx.structure().now()?.bodies.remove(0);
                tx.provisions().insert(&seat_rule(first.id), PUBLIC)
            },
            |tx| {
                let first = tx.structure().now()?.provisions.remove(0);
                let old = tx.provisions().get(&Handle::Id(first.id))?;
                tx.provisions().change(&old, &again(&old), ActKind::Changed, PUBLIC)
            },
            |tx| {
                let old = tx.settings().get()?;
                tx.settings().change(&old, &again(&old))
            },
        ];
        for (kept, work) in (1..).zip(structural) {
            let before = now(&world).await;
            write(&world, &format!("2026-12-{:02}T08:00:00Z", kept * 2), work).await;
            assert_eq!(editions(&world).await, kept);
            let day = format!("2026-12-{:02}", kept * 2 - 1);
            assert_eq!(on(&world, &day, "2027-01-01").await, before, "{day}");
            let head = world.read(|tx| Ok(tx.head())).await.expect("read");
            assert_eq!(head.structure_seq, head.seq);
            assert_eq!(head.structure_day, Some(date(&format!("2026-12-{:02}", kept * 2))));
        }
    });
}

#[test]
fn a_write_that_fails_keeps_nothing_and_a_clock_set_back_opens_no_day_anew() {
    on_both(async |world: World| {
        let failed: Result<(), StoreError> = world
            .scope()
            .write(soon(), writer_at("2026-11-24T08:00:00Z"), |tx| {
                tx.parties().insert(&party("Voss"))?;
                Err(StoreError::NotFound)
            })
            .await;
        assert!(failed.is_err());
        assert_eq!(editions(&world).await, 0);
        write(&world, "2026-11-24T08:00:00Z", |tx| tx.parties().insert(&party("Voss"))).await;
        write(&world, "2026-11-23T08:00:00Z", |tx| tx.parties().insert(&party("Bergen"))).await;
        write(&world, "2026-11-24T09:00:00Z", |tx| tx.parties().insert(&party("Alver"))).await;
        assert_eq!(editions(&world).await, 1);
        assert_eq!(on(&world, "2026-11-23", "2026-11-24").await.parties, []);
    });
}
