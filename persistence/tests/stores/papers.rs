//! Every version of a paper is kept as it was written, and none is changed.
use diesel::connection::SimpleConnection;
use domain::{Assessment, Case, OwnSection, Paper, PersonId, Point, Prose, Side, StopId, Verb, Visibility};
use persistence::{JournalFilter, StoreError};

use crate::fixtures::{NEW, at, body, date, key};
use crate::matters::{case, stop};
use crate::seats::PUBLIC;
use crate::world::{World, on_both, on_postgres};

fn prose(text: &str) -> Prose {
    Prose::parse(text).expect("prose")
}

/// With every optional field unset.
pub(crate) fn paper(stop: StopId, number: i32) -> Paper {
    Paper {
        stop,
        number,
        document_date: None,
        background: None,
        assessments: Vec::new(),
        recommendation: Vec::new(),
        sections: Vec::new(),
        author: None,
        after_notice: false,
        created_at: at(NEW),
    }
}

fn whole_paper(stop: StopId, number: i32) -> Paper {
    let point = |verb, text| Point { verb, text: prose(text) };
    Paper {
        document_date: Some(date("2026-11-01")),
        background: Some(prose("Utvalet ba om saka.\n\n- først\t- sist «æøå»")),
        assessments: [Side::Municipal, Side::Specialist]
            .map(|side| Assessment { side, text: prose("Vurdering") })
            .into(),
        recommendation: vec![point(Some(Verb::Adopts), "Planen vert vedteken."), point(None, "Han vert evaluert.")],
        sections: vec![OwnSection { provision: key("k-okonomi"), text: prose("Ingen kostnader") }],
        author: Some(PersonId::fresh()),
        after_notice: true,
        ..paper(stop, number)
    }
}

/// Two cases in one body, each by its stop.
async fn stops(world: &World) -> [StopId; 2] {
    let organ = body("SSU");
    let cases = [1, 2].map(|running| Case { stops: vec![stop(organ.id, running)], ..case("Ei sak") });
    let stops = cases.each_ref().map(|case| case.stops[0].id);
    world
        .write(move |tx| {
            tx.bodies().insert(&organ)?;
            cases.iter().try_for_each(|case| tx.cases().insert(case))
        })
        .await
        .expect("written");
    stops
}

#[test]
fn every_field_of_every_version_reads_back() {
    on_both(async |world: World| {
        let [stop, other] = stops(&world).await;
        let versions = [paper(stop, 1), whole_paper(stop, 2), paper(stop, 3)];
        let (added, only) = (versions.clone(), whole_paper(other, 1));
        let of_other = only.clone();
        world
            .write(move |tx| {
                added.iter().try_for_each(|each| tx.papers().add(each, PUBLIC))?;
                tx.papers().add(&of_other, PUBLIC)
            })
            .await
            .expect("written");
        world
            .read(move |tx| {
                let newest_first: Vec<_> = versions.iter().rev().cloned().collect();
                assert_eq!(tx.papers().versions(stop, 50)?, newest_first);
                assert_eq!(tx.papers().versions(stop, 2)?, newest_first[..2]);
                assert_eq!(tx.papers().newest(stop)?.as_ref(), versions.last());
                assert_eq!(tx.papers().newest(StopId::fresh())?, None);
                for each in &versions {
                    assert_eq!(&tx.papers().version(stop, each.number)?, each);
                }
                assert!(matches!(tx.papers().version(stop, 4), Err(StoreError::NotFound)));
                let mut newest = tx.papers().newest_of(&[other, stop, StopId::fresh()])?;
                newest.sort_by_key(|paper| paper.number);
                assert_eq!(newest, [only, versions[2].clone()]);
                assert_eq!(tx.papers().newest_of(&[])?, []);
                assert_eq!(tx.verify(&[])?, []);
                Ok(())
            })
            .await
            .expect("read");
    });
}

#[test]
fn a_number_is_given_once_and_only_to_a_case_that_is_there() {
    on_both(async |world: World| {
        let [stop, _] = stops(&world).await;
        world.write(move |tx| tx.papers().add(&paper(stop, 1), PUBLIC)).await.expect("written");
        let twice = world.write(move |tx| tx.papers().add(&whole_paper(stop, 1), PUBLIC)).await;
        assert!(matches!(twice, Err(StoreError::Stale)), "{twice:?}");
        let nobodys = world.write(move |tx| tx.papers().add(&paper(StopId::fresh(), 1), PUBLIC)).await;
        assert!(matches!(nobodys, Err(StoreError::Reference(_))), "{nobodys:?}");
        let kept = world.read(move |tx| tx.papers().versions(stop, 50)).await.expect("read");
        assert_eq!(kept, [paper(stop, 1)]);
    });
}

#[test]
fn a_version_is_journalled_by_its_number_for_those_who_see_the_matter() {
    on_both(async |world: World| {
        let [stop, _] = stops(&world).await;
        let audience = (Visibility::Side, Some(Side::Municipal));
        world.write(move |tx| tx.papers().add(&paper(stop, 1), audience)).await.expect("written");
        let last = JournalFilter { subject: Some(format!("{stop}/1")), limit: 2, ..JournalFilter::default() };
        let entries = world.read(move |tx| tx.journal().list(&last)).await.expect("read");
        assert_eq!(entries.len(), 1);
        assert_eq!((entries[0].act.subject.visibility, entries[0].act.subject.side), audience);
    });
}

#[test]
fn what_was_done_to_a_version_behind_the_journals_back_is_found() {
    on_both(async |world: World| {
        let [stop, _] = stops(&world).await;
        world.write(move |tx| tx.papers().add(&whole_paper(stop, 1), PUBLIC)).await.expect("written");
        world.write(move |tx| tx.papers().add(&whole_paper(stop, 2), PUBLIC)).await.expect("written");
        assert_eq!(world.read(|tx| tx.verify(&[])).await.expect("verified"), []);
        let cast = if world.is_postgres() { "::json" } else { "" };
        for (i, sql) in [
            format!(
                "UPDATE paper SET content = replace(CAST(content AS text), 'evaluert', 'gløymt'){cast} WHERE number = 2"
            ),
            "DELETE FROM paper WHERE number = 1".to_owned(),
        ]
        .iter()
        .enumerate()
        {
            world.tamper(sql);
            assert_eq!(world.read(|tx| tx.verify(&[])).await.expect("verified").len(), i + 1, "{sql}");
        }
    });
}

#[test]
fn the_serving_role_changes_and_removes_no_version() {
    on_postgres(async |world: World| {
        let [stop, _] = stops(&world).await;
        world.write(move |tx| tx.papers().add(&paper(stop, 1), PUBLIC)).await.expect("written");
        let mut conn = world.database().serving();
        conn.batch_execute(&format!("SET app.tenant_id = '{}'", world.tenant.0)).expect("set");
        for forbidden in ["UPDATE paper SET content = '{}'", "DELETE FROM paper", "TRUNCATE paper"] {
            assert!(conn.batch_execute(forbidden).is_err(), "{forbidden}");
        }
        assert!(world.read(move |tx| tx.papers().newest(stop)).await.expect("read").is_some());
    });
}
