//! Every version of a paper is kept as it was written, and none is changed.
use diesel::connection::SimpleConnection;
use domain::{Assessment, CaseId, OwnSection, Paper, PersonId, Point, Prose, Side, StopId, Verb, Visibility};
use persistence::{Direction, JournalFilter, Page, PaperFilter, Place, Sort, StoreError};

use crate::fixtures::{NEW, at, body, date, key};
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
    world.write(move |tx| tx.bodies().insert(&organ)).await.expect("written");
    let stops = [StopId::fresh(), StopId::fresh()];
    for (i, stop) in stops.iter().enumerate() {
        let literal =
            |id: uuid::Uuid| if world.is_postgres() { format!("'{id}'") } else { format!("x'{}'", id.simple()) };
        let (case, stop) = (literal(CaseId::fresh().0), literal(stop.0));
        world.tamper(&format!(
            "INSERT INTO cases (tenant_id, id, title, kind, state, kept, content, salt, created_at, changed_at, version) \
             SELECT tenant_id, {case}, 'Sak', 'decision', 'accepted', 'body', '{{}}', salt, created_at, changed_at, 1 FROM body"
        ));
        world.tamper(&format!(
            "INSERT INTO case_stop (tenant_id, id, case_id, place, stage, body_id, number, number_year, state) \
             SELECT tenant_id, {stop}, {case}, 1, 1, id, '{i}-2026', 2026, 'accepted' FROM body"
        ));
    }
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
                assert_eq!(tx.papers().versions(stop)?, versions);
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
fn versions_are_listed_by_number_and_narrowed() {
    on_both(async |world: World| {
        let [stop, other] = stops(&world).await;
        world
            .write(move |tx| {
                (1..=12).try_for_each(|number| tx.papers().add(&paper(stop, number), PUBLIC))?;
                tx.papers().add(&paper(other, 1), PUBLIC)
            })
            .await
            .expect("written");
        world
            .read(move |tx| {
                let mut numbers = |numbers: Option<&[i32]>, seek: Option<(Direction, i32)>, limit| {
                    let filter = PaperFilter { stop, numbers: numbers.map(<[i32]>::to_vec) };
                    let place = |number: i32| Place { name: number.to_string(), id: stop.0 };
                    let seek = seek.map(|(direction, number)| (direction, place(number)));
                    let page = Page { sort: Sort::Created, seek, limit };
                    let listed = tx.papers().list(&filter, &page)?;
                    let listed: Vec<i32> = listed.iter().map(|paper| paper.number).collect();
                    Ok::<_, StoreError>((listed, tx.papers().count(&filter)?))
                };
                // As numbers, not as text: 10 comes after 9.
                assert_eq!(numbers(None, None, 50)?, ((1..=12).collect(), 12));
                assert_eq!(numbers(None, Some((Direction::Forward, 9)), 2)?, (vec![10, 11], 12));
                assert_eq!(numbers(None, Some((Direction::Backward, 11)), 2)?, (vec![10, 9], 12));
                assert_eq!(numbers(Some(&[2, 11, 13]), None, 50)?, (vec![2, 11], 2));
                assert_eq!(numbers(Some(&[]), None, 50)?, (vec![], 0));
                Ok(())
            })
            .await
            .expect("listed");
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
        let kept = world.read(move |tx| tx.papers().versions(stop)).await.expect("read");
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
