//! What is published elsewhere: kept together with how far it was followed, told in one order, and found by its words.
use domain::{Date, Instant, Key, SharedKind, TenantId};
use persistence::{Direction, Page, Place, RegionTx, SharedFilter, SharedItem, Sort, StoreError};
use serde_json::json;
use uuid::Uuid;

use crate::world::{World, on_both, soon, writer};

fn key(text: &str) -> Key {
    Key::parse(text).expect("a key")
}

async fn write<T: Send + 'static>(
    world: &World,
    work: impl FnOnce(&mut RegionTx<'_, '_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    world.store.region().write(soon(), writer(), work).await
}

async fn found(world: &World, filter: SharedFilter, page: Page) -> Vec<String> {
    let region = world.store.region();
    let read = region.read::<_, StoreError>(soon(), move |tx| {
        let rows = tx.shared_items().list(&filter, &page)?;
        assert!(tx.shared_items().count(&filter)? >= i64::try_from(rows.len()).expect("few"));
        Ok(rows.into_iter().map(|row| row.id).collect())
    });
    read.await.expect("read")
}

fn all() -> Page {
    Page { sort: Sort::Created, seek: None, limit: 100 }
}

fn item(source: &str, id: &str, second: i64, words: &[&str]) -> SharedItem {
    SharedItem {
        source: source.to_owned(),
        kind: SharedKind::Case,
        id: id.to_owned(),
        subject: None,
        rank: 0,
        place: Uuid::from_u128(7),
        at: Instant::EPOCH.plus_seconds(second),
        day: Some(Date::constant(2026, 1, 1)),
        word: Some("decision".to_owned()),
        data: json!({"id": id}),
        words: words.iter().map(|word| (*word).to_owned()).collect(),
    }
}

#[test]
fn who_was_overtaken_keeps_nothing() {
    on_both(async |world: World| {
        let world = &world;
        let (nord, community, now) = (key("nord"), TenantId::fresh(), writer().now);
        let home = nord.clone();
        write(world, move |tx| tx.shared().follow(&home, community, &key("bergen"), now)).await.expect("followed");
        let home = nord.clone();
        let take = move |tx: &mut RegionTx<'_, '_>| tx.shared().take_on(&home, community, now, now.plus_seconds(60));
        let mut first = write(world, take.clone()).await.expect("written").expect("it is due");
        assert_eq!(write(world, take).await.expect("written"), None, "it is somebody's");
        let home = nord.clone();
        let later = now.plus_seconds(61);
        let again =
            move |tx: &mut RegionTx<'_, '_>| tx.shared().take_on(&home, community, later, later.plus_seconds(60));
        let mut second = write(world, again).await.expect("written").expect("the time is over");
        first.cursor = Some("first".into());
        let home = nord.clone();
        let stale = write(world, move |tx| {
            tx.shared_items().put((&home, community), false, "case a", vec![item("case a", "a", 1, &[])])?;
            tx.shared().step(&mut first)
        });
        assert!(matches!(stale.await, Err(StoreError::Stale)));
        assert_eq!(found(world, SharedFilter::default(), all()).await, [""; 0]);
        second.cursor = Some("second".into());
        let home = nord.clone();
        write(world, move |tx| {
            tx.shared().step(&mut second)?;
            tx.shared_items().put((&home, community), false, "case a", vec![item("case a", "a", 1, &[])])
        })
        .await
        .expect("kept");
        assert_eq!(found(world, SharedFilter::default(), all()).await, ["a"]);
        let home = nord.clone();
        write(world, move |tx| {
            tx.shared().leave(&home, community)?;
            tx.shared_items().clear((&home, community))
        })
        .await
        .expect("left");
        assert_eq!(found(world, SharedFilter::default(), all()).await, [""; 0]);
    });
}

#[test]
fn what_is_staged_is_told_once_it_is_whole_and_takes_the_place_of_what_was() {
    on_both(async |world: World| {
        let world = &world;
        let (nord, community) = (key("nord"), TenantId::fresh());
        let home = nord.clone();
        write(world, move |tx| {
            let of = (&home, community);
            let tenant = SharedItem { kind: SharedKind::Tenant, ..item("tenant", "t", 9, &[]) };
            tx.shared_items().put(of, false, "tenant", vec![tenant])?;
            tx.shared_items().put(of, false, "case old", vec![item("case old", "old", 1, &["t:ord"])])?;
            tx.shared_items().put(of, true, "case new", vec![item("case new", "new", 2, &["t:ord"])])
        })
        .await
        .expect("kept");
        assert_eq!(found(world, SharedFilter::default(), all()).await, ["t", "old"]);
        let home = nord.clone();
        write(world, move |tx| tx.shared_items().unveil((&home, community))).await.expect("unveiled");
        assert_eq!(found(world, SharedFilter::default(), all()).await, ["t", "new"]);
        let counted = world.store.region();
        let counted = counted.read::<_, StoreError>(soon(), |tx| tx.shared_items().by_region());
        assert_eq!(counted.await.expect("read"), [(nord, 2)], "what is told, of each region");
        let by_word = SharedFilter { beginnings: vec!["t:or".into()], ..SharedFilter::default() };
        assert_eq!(found(world, by_word, all()).await, ["new"]);
    });
}

#[test]
fn only_the_newest_version_is_told_whichever_came_first() {
    on_both(async |world: World| {
        let world = &world;
        let (nord, community) = (key("nord"), TenantId::fresh());
        let version = |number: i32| {
            let source = format!("minutes m/{number}");
            let marker = SharedItem { kind: SharedKind::Minutes, ..item(&source, &source, 1, &[]) };
            let decision = SharedItem { kind: SharedKind::Decision, ..item(&source, &format!("d{number}"), 1, &[]) };
            let told = [marker, decision];
            let told = told.map(|item| SharedItem { subject: Some("m".into()), rank: number, ..item });
            (source, told.to_vec())
        };
        for (numbers, gone, wanted) in [([1, 2], None, "d2"), ([2, 1], None, "d2"), ([1, 2], Some(2), "d1")] {
            let home = nord.clone();
            write(world, move |tx| {
                tx.shared_items().clear((&home, community))?;
                for (source, items) in numbers.map(version) {
                    tx.shared_items().put((&home, community), false, &source, items)?;
                }
                let Some(gone) = gone else { return Ok(()) };
                tx.shared_items().put((&home, community), false, &version(gone).0, Vec::new())
            })
            .await
            .expect("kept");
            assert_eq!(found(world, SharedFilter::default(), all()).await, [wanted], "{numbers:?} {gone:?}");
        }
    });
}

#[test]
fn lists_are_narrowed_and_paged_from_either_end() {
    on_both(async |world: World| {
        let world = &world;
        let (nord, vest, community) = (key("nord"), key("vest"), TenantId::fresh());
        let home = nord.clone();
        let elsewhere = vest.clone();
        write(world, move |tx| {
            for (second, id) in ["a", "b", "c", "d"].into_iter().enumerate() {
                let second = i64::try_from(second).expect("few");
                let home = if id == "d" { &elsewhere } else { &home };
                let kept = item(id, id, second, &[&format!("t:{id}{id}"), "t:alle"]);
                tx.shared_items().put((home, community), false, id, vec![kept])?;
            }
            Ok(())
        })
        .await
        .expect("kept");
        let filter = SharedFilter::default;
        let day = |day| Some(Date::constant(2026, 1, day));
        let others: Vec<TenantId> = (0..5000).map(|_| TenantId::fresh()).collect();
        for (filter, wanted) in [
            (filter(), "d c b a"),
            (SharedFilter { left_out: [(vest.clone(), vec![community])].into(), ..filter() }, "c b a"),
            (SharedFilter { left_out: [(vest, others)].into(), ..filter() }, "d c b a"),
            (SharedFilter { communities: Some(vec![TenantId::fresh()]), ..filter() }, ""),
            (SharedFilter { communities: Some(vec![community]), kind: Some(SharedKind::Case), ..filter() }, "d c b a"),
            (SharedFilter { kind: Some(SharedKind::Body), ..filter() }, ""),
            (SharedFilter { word: Some("noting".into()), ..filter() }, ""),
            (SharedFilter { from: day(1), to: day(1), ..filter() }, "d c b a"),
            (SharedFilter { from: day(2), ..filter() }, ""),
            (SharedFilter { beginnings: vec!["t:al".into(), "t:b".into()], ..filter() }, "b"),
            (SharedFilter { any_of: Some(vec!["t:aa".into(), "t:dd".into()]), ..filter() }, "d a"),
            (SharedFilter { any_of: Some(Vec::new()), ..filter() }, ""),
        ] {
            let what = format!("{filter:?}");
            assert_eq!(found(world, filter, all()).await.join(" "), wanted, "{what}");
        }
        let at = |second: i64| Place { name: (second * 1_000_000).to_string(), id: Uuid::from_u128(7) };
        for (direction, second, wanted) in
            [(Direction::Forward, 2, "b a"), (Direction::Backward, 1, "c d"), (Direction::Forward, 0, "")]
        {
            let page = Page { seek: Some((direction, at(second))), limit: 2, ..all() };
            assert_eq!(found(world, filter(), page).await.join(" "), wanted, "{direction:?} {second}");
        }
    });
}
