//! Lists are complete, free of duplicates and ordered alike on both stores.
use std::collections::BTreeSet;

use domain::policy::Sight;
use domain::{AreaRole, Handle, OrgNumber, Party, PartyKind, Side, Validity, Visibility, Words};
use persistence::{AreaFilter, BodyFilter, Direction, Page, PartyFilter, PersonFilter, Place, Sort, StoreError};

use crate::fixtures::{area, body, date, member, party, person};
use crate::world::{World, on_both};

pub(crate) fn place(party: &Party) -> Place {
    Place { name: domain::sort_key(party.names.nb.as_str()), id: party.id.0 }
}

async fn page(world: &World, sort: Sort, seek: Option<(Direction, Place)>, limit: i64) -> Vec<Party> {
    let page = Page { sort, seek, limit };
    world.read(move |tx| tx.parties().list(&PartyFilter::default(), &page)).await.expect("a page")
}

/// Walks a whole list, page by page.
async fn walk(world: &World, sort: Sort, limit: i64) -> Vec<Party> {
    let (mut all, mut seek) = (Vec::<Party>::new(), None);
    loop {
        let found = page(world, sort, seek, limit).await;
        let Some(last) = found.last() else { return all };
        seek = Some((Direction::Forward, place(last)));
        all.extend(found);
    }
}

async fn walk_back(world: &World, sort: Sort, from: &Party, limit: i64) -> Vec<Party> {
    let (mut all, mut seek) = (Vec::<Party>::new(), Some((Direction::Backward, place(from))));
    loop {
        let found = page(world, sort, seek, limit).await;
        let Some(farthest) = found.last() else { return all };
        seek = Some((Direction::Backward, place(farthest)));
        all.splice(0..0, found.into_iter().rev());
    }
}

fn names(parties: &[Party]) -> Vec<&str> {
    parties.iter().map(|party| party.names.nb.as_str()).collect()
}

#[test]
fn pages_forward_and_backward_give_the_norwegian_order() {
    let ordered = ["Alver", "bergen", "Bodø", "Bø", "Zion", "Ærfugl", "Øygarden", "Øygarden", "Åsane", "Aasen"];
    on_both(async |world: World| {
        // Entered against their order.
        let entered: Vec<Party> = ordered.iter().rev().map(|name| party(name)).collect();
        let rows = entered.clone();
        world.write(move |tx| rows.iter().try_for_each(|each| tx.parties().insert(each))).await.expect("written");
        for limit in [1, 3, 50] {
            let all = walk(&world, Sort::Name, limit).await;
            assert_eq!(names(&all), ordered);
            let last = all.last().expect("ten");
            let back = walk_back(&world, Sort::Name, last, limit).await;
            assert_eq!(names(&back), ordered[..9]);
            let created = walk(&world, Sort::Created, limit).await;
            assert_eq!(created, entered);
            let back = walk_back(&world, Sort::Created, &entered[9], limit).await;
            assert_eq!(back, entered[..9]);
        }
        let count = world.read(|tx| tx.parties().count(&PartyFilter::default())).await.expect("counted");
        assert_eq!(count, 10);
    });
}

#[test]
fn a_list_is_complete_and_free_of_duplicates_under_concurrent_inserts() {
    on_both(async |world: World| {
        let there: Vec<Party> = (0..60).map(|i| party(&format!("Kommune {i:02}"))).collect();
        let rows = there.clone();
        world.write(move |tx| rows.iter().try_for_each(|each| tx.parties().insert(each))).await.expect("written");
        for sort in [Sort::Name, Sort::Created] {
            let inserting = async {
                for i in 0..40 {
                    let one = party(&format!("Kommune {:02}b", (i * 37) % 60));
                    world.write(move |tx| tx.parties().insert(&one)).await.expect("written");
                }
            };
            let (found, ()) = tokio::join!(walk(&world, sort, 5), inserting);
            let ids: BTreeSet<_> = found.iter().map(|party| party.id).collect();
            assert_eq!(ids.len(), found.len(), "no row twice");
            assert!(there.iter().all(|party| ids.contains(&party.id)), "no row left out");
            assert!(found.is_sorted_by_key(|party| match sort {
                Sort::Name => place(party).name,
                Sort::Created => party.id.to_string(),
            }));
        }
    });
}

#[test]
fn a_list_holds_what_its_filter_asks_for() {
    on_both(async |world: World| {
        let mut ended = party("Tidlegare");
        ended.validity = Validity { from: Some(date("1990-01-01")), to: Some(date("2019-12-31")) };
        let mut coming = party("Framtidig");
        coming.validity = Validity { from: Some(date("2030-01-01")), to: None };
        let mut trust = party("Helse");
        (trust.kind, trust.side) = (PartyKind::HealthTrust, Side::Specialist);
        trust.org_number = OrgNumber::parse("983974724");
        let rows = [ended, coming, trust.clone(), party("Bergen")];
        let mut hers = person("Kari");
        hers.party = Some(trust.id);
        let mut around = area("Voss");
        around.members = vec![member(trust.id, AreaRole::Hospital)];
        world
            .write(move |tx| {
                rows.iter().try_for_each(|each| tx.parties().insert(each))?;
                tx.areas().insert(&around)?;
                tx.areas().insert(&area("Vest"))?;
                tx.persons().insert(&hers)?;
                tx.persons().insert(&person("Ola"))
            })
            .await
            .expect("written");
        let on = |day| PartyFilter { on: Some(date(day)), ..PartyFilter::default() };
        for (filter, wanted) in [
            (on("1989-12-31"), vec!["Bergen", "Helse"]),
            (on("1990-01-01"), vec!["Bergen", "Helse", "Tidlegare"]),
            (on("2019-12-31"), vec!["Bergen", "Helse", "Tidlegare"]),
            (on("2020-01-01"), vec!["Bergen", "Helse"]),
            (on("2030-01-01"), vec!["Bergen", "Framtidig", "Helse"]),
            (PartyFilter { kind: Some(PartyKind::HealthTrust), ..PartyFilter::default() }, vec!["Helse"]),
            (PartyFilter { side: Some(Side::Specialist), ..PartyFilter::default() }, vec!["Helse"]),
            (PartyFilter { org_number: trust.org_number, ..PartyFilter::default() }, vec!["Helse"]),
            (PartyFilter { org_number: OrgNumber::parse("964338531"), ..PartyFilter::default() }, vec![]),
        ] {
            let (asked, first) = (filter.clone(), Page { sort: Sort::Name, seek: None, limit: 50 });
            let (found, count) = world
                .read(move |tx| Ok((tx.parties().list(&asked, &first)?, tx.parties().count(&asked)?)))
                .await
                .expect("a page");
            assert_eq!(names(&found), wanted, "{filter:?}");
            assert_eq!(usize::try_from(count).ok(), Some(wanted.len()));
        }
        let of_trust = world.read(move |tx| {
            let areas = AreaFilter { party: Some(trust.id), sight: Sight::published(), ..AreaFilter::default() };
            let persons = PersonFilter { party: Some(trust.id), ..PersonFilter::default() };
            Ok((tx.areas().count(&areas)?, tx.persons().count(&persons)?))
        });
        assert_eq!(of_trust.await.expect("counted"), (1, 1));
    });
}

#[test]
fn a_list_shows_each_caller_what_they_may_see() {
    on_both(async |world: World| {
        let mut bodies = Vec::new();
        for &visibility in Visibility::ALL {
            for side in Side::ALL.iter().copied().map(Some).chain([None]) {
                let mut one = body("Formøte");
                (one.visibility, one.side) = (visibility, side);
                bodies.push(one);
            }
        }
        let rows = bodies.clone();
        world.write(move |tx| rows.iter().try_for_each(|each| tx.bodies().insert(each))).await.expect("written");
        let sights = [
            Sight::published(),
            Sight { community: true, ..Sight::default() },
            Sight { community: true, sides: [Side::Municipal].into(), ..Sight::default() },
            Sight { sides: [Side::User, Side::Specialist].into(), bodies: true, ..Sight::default() },
            Sight { secretariat: true, ..Sight::default() },
            Sight::everything(),
        ];
        for sight in sights {
            let seen = |b: &&domain::Body| sight.sees(b.visibility, b.side);
            let wanted: BTreeSet<_> = bodies.iter().filter(seen).map(|body| body.id).collect();
            let filter = BodyFilter { sight: sight.clone(), ..BodyFilter::default() };
            let handles: Vec<_> = bodies.iter().map(|body| Handle::Id(body.id)).collect();
            let own = sight.clone();
            let (listed, count, all, found) = world
                .read(move |tx| {
                    let first = Page { sort: Sort::Name, seek: None, limit: 100 };
                    let listed = tx.bodies().list(&filter, &first)?;
                    let count = tx.bodies().count(&filter)?;
                    let all = tx.bodies().all(None, &own)?;
                    Ok::<_, StoreError>((listed, count, all, tx.bodies().find(&handles, &own)?))
                })
                .await
                .expect("read");
            assert_eq!(listed.iter().map(|body| body.id).collect::<BTreeSet<_>>(), wanted, "{sight:?}");
            assert_eq!(usize::try_from(count).ok(), Some(wanted.len()));
            assert_eq!(all.iter().map(|body| body.id).collect::<BTreeSet<_>>(), wanted);
            assert_eq!(found.iter().map(|(id, _)| *id).collect::<BTreeSet<_>>(), wanted);
        }
    });
}
