//! Random charters, one after the other, with days between them.
use api::charter::{from_json, to_json};
use domain::arbitrary::{TODAY, charter, mended};
use domain::{Charter, Date, Validity};
use jiff::ToSpan as _;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;

use super::{opened, put};
use crate::manners::today;
use crate::region::{Kind, Region, Wishes};

const PATH: &str = "/v1/tenants/provebygda/charter";
const CHARTERS: usize = 7;

/// Charters any of which may follow any other in the days after the generator's own: none ends something on that day.
fn charters() -> Vec<Charter> {
    let mut runner = TestRunner::deterministic();
    let later = |validity: &mut Validity| {
        if validity.to == Some(TODAY) {
            validity.to = Some(jiff::civil::date(2026, 12, 31));
        }
    };
    let next = || {
        let mut charter = charter().new_tree(&mut runner).expect("a charter").current();
        charter.parties.iter_mut().for_each(|each| later(&mut each.validity));
        for area in &mut charter.areas {
            later(&mut area.validity);
            area.members.iter_mut().for_each(|each| later(&mut each.validity));
        }
        charter.bodies.iter_mut().for_each(|each| later(&mut each.validity));
        charter.provisions.iter_mut().for_each(|each| later(&mut each.validity));
        mended(charter, TODAY)
    };
    std::iter::repeat_with(next).take(CHARTERS).collect()
}

/// What is applied stands as it is told, and what else stands has ended.
fn assert_stands(exported: &Charter, applied: &Charter, today: Date) {
    let applied = applied.clone().in_order();
    assert_eq!((&exported.community, &exported.settings), (&applied.community, &applied.settings));
    let over = |validity: Validity| assert!(validity.to.is_some_and(|to| to < today), "{validity:?}");
    macro_rules! stands {
        ($list:ident) => {
            for entry in &applied.$list {
                assert!(exported.$list.contains(entry), "{entry:?}");
            }
            let rest = exported.$list.iter().filter(|entry| applied.$list.iter().all(|each| each.key != entry.key));
            rest.for_each(|entry| over(entry.validity));
        };
    }
    stands!(parties);
    stands!(bodies);
    stands!(provisions);
    for area in &exported.areas {
        let Some(wanted) = applied.areas.iter().find(|each| each.key == area.key) else {
            over(area.validity);
            continue;
        };
        let same = (&area.names, area.validity, area.visibility, &area.provenance);
        assert_eq!(same, (&wanted.names, wanted.validity, wanted.visibility, &wanted.provenance));
        assert!(wanted.members.iter().all(|member| area.members.contains(member)));
        let rest = area.members.iter().filter(|member| !wanted.members.contains(member));
        rest.for_each(|member| over(member.validity));
    }
}

#[actix_web::test]
async fn random_charters_are_applied_whole_and_every_day_that_was_stays_as_it_was() {
    let charters = charters();
    for kind in [Kind::Files, Kind::Postgres] {
        let region = Region::empty(kind, &Wishes::default()).await;
        let morning = TODAY.at(8, 0, 0, 0).in_tz("Europe/Oslo").expect("a time in Norway").timestamp().as_second();
        let start = morning - jiff::Timestamp::now().as_second();
        let on_day = |day: usize| start + i64::try_from(day).expect("a few days") * 24 * 60 * 60;
        region.turn_clock(on_day(0));
        opened(&region, &charters[0]).await;
        let mut days = Vec::new();
        for (day, charter) in charters.iter().enumerate() {
            region.turn_clock(on_day(day));
            assert_eq!(today(&region), TODAY.checked_add(day.to_string().parse::<i64>().unwrap().days()).unwrap());
            let admin = region.caller("provebygda-admin").await;
            let (read, told) = (admin.get(PATH).await.expect(200), to_json(charter.clone()));
            let applied = put(&admin, PATH, read.etag(), &told).await.expect(200);
            let exported = from_json(applied.json.clone()).expect("a charter");
            assert_stands(&exported, charter, today(&region));
            let head = region.head("provebygda").await;
            for again in [&told, &applied.json] {
                let same = put(&admin, PATH, applied.etag(), again).await.expect(200);
                assert_eq!((same.etag(), &same.json), (applied.etag(), &applied.json), "day {day}");
            }
            assert_eq!(region.head("provebygda").await, head, "day {day}: a second time changes nothing");
            days.push((today(&region), applied.json));
        }
        region.turn_clock(on_day(CHARTERS));
        let admin = region.caller("provebygda-admin").await;
        for (day, stood) in days {
            let told = admin.get(&format!("{PATH}?at={day}")).await.expect(200);
            assert_eq!(told.json, stood, "{kind:?}: {day}");
        }
        region.stop().await;
    }
}
