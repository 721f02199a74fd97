//! Who is named to what: it reads back, is narrowed, and hidden with its body.
use domain::policy::Sight;
use domain::{
    ActKind, Body, Capacity, Membership, Office, OfficeRole, Person, Provision, Side, Standing, Unit, Validity,
    Visibility, Words,
};
use persistence::{JournalFilter, MembershipFilter, OfficeFilter, Page, Sort, StoreError, TenantTx, Under};

use crate::fixtures::{area, body, date, party, person};
use crate::seats::{PUBLIC, membership, office, seat_rule, whole_membership, whole_office};
use crate::world::{World, on_both};

const PAGE: Page = Page { sort: Sort::Created, seek: None, limit: 50 };

/// Two bodies, one of them a caucus, each with a rule; and two persons.
pub(crate) struct Ground {
    pub(crate) open: Body,
    pub(crate) caucus: Body,
    pub(crate) rules: [Provision; 2],
    pub(crate) people: [Person; 2],
}

pub(crate) async fn ground(world: &World) -> Ground {
    let (open, mut caucus) = (body("SSU"), body("Kommunane si gruppe"));
    (caucus.visibility, caucus.side) = (Visibility::Side, Some(Side::Municipal));
    let rules = [seat_rule(open.id), seat_rule(caucus.id)];
    let made = Ground { open, caucus, rules, people: [person("Kari"), person("Ola")] };
    let (bodies, rules, people) = ([made.open.clone(), made.caucus.clone()], made.rules.clone(), made.people.clone());
    world
        .write(move |tx| {
            bodies.iter().try_for_each(|each| tx.bodies().insert(each))?;
            rules.iter().try_for_each(|each| tx.provisions().insert(each, PUBLIC))?;
            people.iter().try_for_each(|each| tx.persons().insert(each))
        })
        .await
        .expect("written");
    made
}

#[test]
fn every_field_of_memberships_and_offices_reads_back() {
    on_both(async |world: World| {
        let ground = ground(&world).await;
        let (place, owner) = (area("Vest"), party("Bergen"));
        let (rule, [kari, ola]) = (ground.rules[0].id, ground.people.each_ref().map(|each| each.id));
        let mut named = vec![
            membership(rule, Some(kari)),
            membership(rule, None),
            whole_membership(rule, Unit::Area(place.id), kari, owner.id),
            whole_membership(rule, Unit::Party(owner.id), ola, owner.id),
        ];
        named[3].number = None;
        let mut held = vec![office(ground.open.id, None), whole_office(ground.open.id, kari, owner.id)];
        for role in OfficeRole::ALL {
            held.push(Office { role: *role, ..office(ground.open.id, Some(ola)) });
        }
        let entered = (named.clone(), held.clone());
        world
            .write(move |tx| {
                tx.parties().insert(&owner)?;
                tx.areas().insert(&place)?;
                entered.0.iter().try_for_each(|each| tx.memberships().insert(each, PUBLIC))?;
                entered.1.iter().try_for_each(|each| tx.offices().insert(each, PUBLIC))
            })
            .await
            .expect("written");
        let wanted = (named.clone(), held.clone());
        let read = world.read(move |tx| {
            for each in &wanted.0 {
                assert_eq!(&tx.memberships().get(each.id)?.value, each);
            }
            for each in &wanted.1 {
                assert_eq!(&tx.offices().get(each.id)?.value, each);
            }
            let roster = tx.structure().roster()?;
            assert_eq!((roster.memberships, roster.offices), wanted);
            Ok(())
        });
        read.await.expect("all are there");
        // What the bare one lacks is filled, and what the whole one has is emptied.
        for (place, from) in [(0, 2), (2, 0)] {
            let next = Membership { id: named[place].id, version: 2, ..named[from].clone() };
            let new = next.clone();
            let changed = world.write(move |tx| {
                let old = tx.memberships().get(new.id)?;
                tx.memberships().change(&old, &new, ActKind::Changed, PUBLIC)?;
                let again = tx.memberships().change(&old, &new, ActKind::Changed, PUBLIC);
                assert!(matches!(again, Err(StoreError::Stale)));
                Ok(tx.memberships().get(new.id)?.value)
            });
            assert_eq!(changed.await.expect("changed"), next);
        }
        for (place, from) in [(0, 1), (1, 0)] {
            let next = Office { id: held[place].id, version: 2, ..held[from].clone() };
            let new = next.clone();
            let changed = world.write(move |tx| {
                let old = tx.offices().get(new.id)?;
                tx.offices().change(&old, &new, ActKind::Ended, PUBLIC)?;
                assert!(matches!(tx.offices().change(&old, &new, ActKind::Ended, PUBLIC), Err(StoreError::Stale)));
                Ok(tx.offices().get(new.id)?.value)
            });
            assert_eq!(changed.await.expect("changed"), next);
        }
        assert_eq!(world.read(|tx| tx.verify(&[])).await.expect("verified"), []);
    });
}

#[test]
fn every_word_of_capacity_and_standing_is_accepted() {
    on_both(async |world: World| {
        let ground = ground(&world).await;
        let rule = ground.rules[0].id;
        let of = |capacity: &Capacity, standing: &Standing| Membership {
            capacity: *capacity,
            standing: *standing,
            ..membership(rule, None)
        };
        let all: Vec<_> =
            Capacity::ALL.iter().flat_map(|one| Standing::ALL.iter().map(move |other| of(one, other))).collect();
        let wanted = all.clone();
        world
            .write(move |tx| all.iter().try_for_each(|each| tx.memberships().insert(each, PUBLIC)))
            .await
            .expect("accepted");
        assert_eq!(world.read(|tx| tx.memberships().all()).await.expect("read"), wanted);
    });
}

#[test]
fn a_membership_needs_a_seat_rule() {
    on_both(async |world: World| {
        let homeless = membership(domain::ProvisionId::fresh(), None);
        let written = world.write(move |tx| tx.memberships().insert(&homeless, PUBLIC)).await;
        assert!(matches!(written, Err(StoreError::Reference(_))), "{written:?}");
    });
}

#[test]
fn lists_are_narrowed_and_hide_what_a_hidden_body_has() {
    on_both(async |world: World| {
        let ground = ground(&world).await;
        let owner = party("Bergen");
        let [kari, ola] = ground.people.each_ref().map(|each| each.id);
        let to = |day: &str| Validity { from: None, to: Some(date(day)) };
        let mut named = [
            membership(ground.rules[0].id, Some(kari)),
            membership(ground.rules[0].id, Some(ola)),
            membership(ground.rules[1].id, Some(ola)),
        ];
        (named[0].validity, named[0].party) = (to("2026-12-31"), Some(owner.id));
        named[1].validity = to("2025-12-31");
        let mut held = [office(ground.open.id, Some(kari)), office(ground.caucus.id, Some(ola))];
        (held[0].validity, held[1].role) = (to("2026-06-30"), OfficeRole::Host);
        let (rows, hidden) = ((named.clone(), held.clone()), (ground.caucus.visibility, ground.caucus.side));
        let of = owner.id;
        world
            .write(move |tx| {
                tx.parties().insert(&owner)?;
                rows.0[..2].iter().try_for_each(|each| tx.memberships().insert(each, PUBLIC))?;
                tx.memberships().insert(&rows.0[2], hidden)?;
                tx.offices().insert(&rows.1[0], PUBLIC)?;
                tx.offices().insert(&rows.1[1], hidden)
            })
            .await
            .expect("written");
        let year = Some((date("2026-01-01"), date("2026-12-31")));
        let all = || MembershipFilter { sight: Sight::everything(), ..MembershipFilter::default() };
        let day = Some(date("2026-02-01"));
        let wanted = [
            (all(), vec![0, 1, 2]),
            (MembershipFilter::default(), vec![0, 1]),
            (MembershipFilter { on: day, ..all() }, vec![0, 2]),
            (MembershipFilter { body: Some(ground.caucus.id), ..all() }, vec![2]),
            (MembershipFilter { rule: Some(ground.rules[0].id), ..all() }, vec![0, 1]),
            (MembershipFilter { person: Some(ola), ..all() }, vec![1, 2]),
            (MembershipFilter { person: Some(ola), ..MembershipFilter::default() }, vec![1]),
            (MembershipFilter { party: Some(of), ..all() }, vec![0]),
            (MembershipFilter { ends: year, ..all() }, vec![0]),
            (MembershipFilter { ends: Some((date("2025-12-31"), date("2025-12-31"))), ..all() }, vec![1]),
        ];
        for (filter, places) in wanted {
            let rows: Vec<_> = places.iter().map(|place| named[*place].clone()).collect();
            let read = move |tx: &mut TenantTx<'_, '_>| {
                assert_eq!(tx.memberships().list(&filter, &PAGE)?, rows, "{filter:?}");
                assert_eq!(tx.memberships().count(&filter)?, i64::try_from(rows.len()).expect("few"), "{filter:?}");
                Ok(())
            };
            world.read(read).await.expect("read");
        }
        let all = || OfficeFilter { sight: Sight::everything(), ..OfficeFilter::default() };
        let wanted = [
            (all(), vec![0, 1]),
            (OfficeFilter::default(), vec![0]),
            (OfficeFilter { on: Some(date("2026-07-01")), ..all() }, vec![1]),
            (OfficeFilter { body: Some(ground.open.id), ..all() }, vec![0]),
            (OfficeFilter { role: Some(OfficeRole::Host), ..all() }, vec![1]),
            (OfficeFilter { person: Some(kari), ..all() }, vec![0]),
            (OfficeFilter { ends: year, ..all() }, vec![0]),
        ];
        for (filter, places) in wanted {
            let rows: Vec<_> = places.iter().map(|place| held[*place].clone()).collect();
            let read = move |tx: &mut TenantTx<'_, '_>| {
                assert_eq!(tx.offices().list(&filter, &PAGE)?, rows, "{filter:?}");
                assert_eq!(tx.offices().count(&filter)?, i64::try_from(rows.len()).expect("few"), "{filter:?}");
                Ok(())
            };
            world.read(read).await.expect("read");
        }
        for (subject, wanted) in [
            (named[0].id.to_string(), (Visibility::Community, None)),
            (named[2].id.to_string(), hidden),
            (held[0].id.to_string(), (Visibility::Community, None)),
            (held[1].id.to_string(), hidden),
        ] {
            let filter = JournalFilter { subject: Some(subject), limit: 1, ..JournalFilter::default() };
            let entry = world.read(move |tx| tx.journal().list(&filter)).await.expect("read").remove(0);
            let told = entry.act.subject;
            assert_eq!((told.visibility, told.side), wanted, "never wider than the community");
        }
    });
}

#[test]
fn what_reaches_past_a_day_is_told_with_its_body_and_its_rule() {
    on_both(async |world: World| {
        let ground = ground(&world).await;
        let spans = [
            (None, None, true),
            (Some("2026-09-01"), Some("2026-09-30"), true),
            (None, Some("2026-07-01"), true),
            (None, Some("2026-06-30"), false),
            (Some("2026-09-02"), Some("2026-09-01"), false),
        ];
        let days =
            |(from, to, _): &(Option<&str>, Option<&str>, bool)| Validity { from: from.map(date), to: to.map(date) };
        let named =
            spans.each_ref().map(|span| Membership { validity: days(span), ..membership(ground.rules[0].id, None) });
        let held = spans.each_ref().map(|span| Office { validity: days(span), ..office(ground.open.id, None) });
        let elsewhere = (membership(ground.rules[1].id, None), office(ground.caucus.id, None));
        let rows = (named.clone(), held.clone());
        world
            .write(move |tx| {
                rows.0.iter().try_for_each(|each| tx.memberships().insert(each, PUBLIC))?;
                rows.1.iter().try_for_each(|each| tx.offices().insert(each, PUBLIC))?;
                tx.memberships().insert(&elsewhere.0, PUBLIC)?;
                tx.offices().insert(&elsewhere.1, PUBLIC)
            })
            .await
            .expect("written");
        let (organ, rule, day) = (ground.open.id, ground.rules[0].id, date("2026-06-30"));
        let read = world.read(move |tx| {
            let wanted: Vec<_> = (0..spans.len()).filter(|i| spans[*i].2).collect();
            let ids: Vec<_> = wanted.iter().map(|i| named[*i].id).collect();
            for under in [Under::Body(organ), Under::Rule(rule)] {
                let found = tx.memberships().reaching_after(under, day)?;
                assert_eq!(found.iter().map(|kept| kept.value.id).collect::<Vec<_>>(), ids, "{under:?}");
            }
            let found = tx.offices().reaching_after(organ, day)?;
            let ids: Vec<_> = wanted.iter().map(|i| held[*i].id).collect();
            assert_eq!(found.iter().map(|kept| kept.value.id).collect::<Vec<_>>(), ids);
            assert_eq!(tx.memberships().of_bodies(&[organ])?, named);
            assert_eq!(tx.offices().of_bodies(&[organ])?, held);
            Ok(())
        });
        read.await.expect("read");
    });
}
