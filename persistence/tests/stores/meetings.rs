//! Meetings as the stores keep them: whole, by date, and cut to what each caller sees.
use std::collections::BTreeSet;

use domain::policy::Sight;
use domain::{
    Body, BodyId, DatePrecision, Meeting, MeetingPassage, MeetingState, PlannedDate, Side, StopId, Visibility, Words,
};
use persistence::{Direction, MeetingFilter, Page, Place, Sort};

use crate::fixtures::{OLD, at, body, date};
use crate::sessions::{item, meeting, whole_meeting};
use crate::world::{World, on_both};

#[test]
fn every_field_of_meetings_reads_back() {
    on_both(async |world: World| {
        let ssu = body("SSU");
        let (bare, whole) = (meeting(ssu.id, "2026-03-18"), whole_meeting(ssu.id));
        let (first, second) = (bare.clone(), whole.clone());
        world
            .write(move |tx| {
                tx.bodies().insert(&ssu)?;
                tx.meetings().insert(&first)?;
                tx.meetings().insert(&second)
            })
            .await
            .expect("both are written");
        let swapped = [
            Meeting { id: whole.id, version: 2, ..bare.clone() },
            Meeting { id: bare.id, version: 2, ..whole.clone() },
        ];
        for wanted in [bare, whole] {
            let id = wanted.id;
            assert_eq!(world.read(move |tx| tx.meetings().get(id)).await.expect("there").value, wanted);
        }
        // Emptied first: an item stands on one agenda.
        for wanted in swapped {
            let (id, next) = (wanted.id, wanted.clone());
            let change = move |tx: &mut persistence::TenantTx<'_, '_>| {
                let old = tx.meetings().get(id)?;
                tx.meetings().change(&old, &next)
            };
            world.write(change).await.expect("changed");
            assert_eq!(world.read(move |tx| tx.meetings().get(id)).await.expect("there").value, wanted);
        }
        assert_eq!(world.read(|tx| tx.verify(&[])).await.expect("verified"), []);
        assert_eq!(world.read(|tx| tx.meetings().items_of_stops(&[StopId::fresh()])).await.expect("read"), []);
    });
}

#[test]
fn a_meeting_that_was_changed_meanwhile_is_not_overwritten() {
    on_both(async |world: World| {
        let ssu = body("SSU");
        let one = meeting(ssu.id, "2026-03-18");
        let id = one.id;
        let write = move |tx: &mut persistence::TenantTx<'_, '_>| {
            tx.bodies().insert(&ssu)?;
            tx.meetings().insert(&one)?;
            let old = tx.meetings().get(id)?;
            tx.meetings().change(&old, &Meeting { version: 2, ..one.clone() })?;
            tx.meetings().change(&old, &Meeting { version: 2, ..one.clone() })
        };
        assert!(matches!(world.write(write).await, Err(persistence::StoreError::Stale)));
    });
}

#[test]
fn meetings_are_listed_by_date_with_their_agendas() {
    on_both(async |world: World| {
        let (ssu, ou) = (body("SSU"), body("OU"));
        let mut late = meeting(ssu.id, "2026-11-04");
        late.agenda = vec![item("Første sak"), item("Andre sak")];
        let mut early = meeting(ssu.id, "2026-02-11");
        early.agenda = vec![item("Godkjenning")];
        let week = PlannedDate { from: date("2026-05-28"), to: date("2026-06-03"), precision: DatePrecision::Week };
        let open = Meeting { when: week, state: MeetingState::Tentative, ..meeting(ou.id, "2026-05-28") };
        let [bodies, rows] = [[ssu.id, ou.id].map(|id| id.0), [late.id, early.id].map(|id| id.0)];
        let entered = [late.clone(), early.clone(), open.clone()];
        world
            .write(move |tx| {
                tx.bodies().insert(&ssu)?;
                tx.bodies().insert(&ou)?;
                entered.iter().try_for_each(|each| tx.meetings().insert(each))
            })
            .await
            .expect("written");
        let [ssu, ou] = bodies.map(BodyId);
        assert_ne!(rows[0], rows[1]);
        let all = MeetingFilter { sight: Sight::everything(), ..MeetingFilter::default() };
        let day = |text| Some(date(text));
        for (filter, wanted) in [
            (all.clone(), vec![&early, &open, &late]),
            (MeetingFilter { body: Some(ssu), ..all.clone() }, vec![&early, &late]),
            (MeetingFilter { state: Some(MeetingState::Tentative), ..all.clone() }, vec![&open]),
            (MeetingFilter { from: day("2026-06-03"), ..all.clone() }, vec![&open, &late]),
            (MeetingFilter { from: day("2026-06-04"), ..all.clone() }, vec![&late]),
            (MeetingFilter { to: day("2026-05-28"), ..all.clone() }, vec![&early, &open]),
            (MeetingFilter { to: day("2026-05-27"), ..all.clone() }, vec![&early]),
        ] {
            let asked = filter.clone();
            let (listed, count, dates) = world
                .read(move |tx| {
                    let page = Page { sort: Sort::Name, seek: None, limit: 50 };
                    let listed = tx.meetings().list(&asked, &page)?;
                    Ok((listed, tx.meetings().count(&asked)?, tx.meetings().dates(&asked)?))
                })
                .await
                .expect("read");
            assert_eq!(listed.iter().collect::<Vec<_>>(), wanted, "{filter:?}");
            assert_eq!(usize::try_from(count).ok(), Some(wanted.len()));
            let ids: Vec<_> = wanted.iter().map(|meeting| meeting.id).collect();
            assert_eq!(dates.iter().map(|meeting| meeting.id).collect::<Vec<_>>(), ids);
            assert!(dates.iter().all(|meeting| meeting.agenda.is_empty()));
        }
        let after = Place { name: "2026-02-11".into(), id: early.id.0 };
        for (direction, wanted) in
            [(Direction::Forward, vec![open.clone(), late.clone()]), (Direction::Backward, vec![])]
        {
            let (asked, page) =
                (all.clone(), Page { sort: Sort::Name, seek: Some((direction, after.clone())), limit: 50 });
            assert_eq!(world.read(move |tx| tx.meetings().list(&asked, &page)).await.expect("read"), wanted);
        }
        let between = world.read(move |tx| tx.meetings().of_body_between(ou, date("2026-06-03"), date("2026-06-03")));
        assert_eq!(between.await.expect("read"), [open]);
    });
}

/// Meetings of every visibility, side and of a few states in bodies of every visibility.
fn matrix() -> (Vec<Body>, Vec<Meeting>) {
    let (mut bodies, mut meetings) = (Vec::new(), Vec::new());
    for &visibility in Visibility::ALL {
        let side = (visibility == Visibility::Side).then_some(Side::Municipal);
        let organ = Body { visibility, side, ..body("Oppdikta") };
        for &of_meeting in Visibility::ALL {
            for state in [MeetingState::Tentative, MeetingState::Planned, MeetingState::Cancelled] {
                let side = (of_meeting == Visibility::Side).then_some(Side::Municipal);
                let passage = MeetingPassage { state: MeetingState::Tentative, at: at(OLD), reason: None };
                let one = meeting(organ.id, "2026-03-18");
                meetings.push(Meeting { visibility: of_meeting, side, state, history: vec![passage], ..one });
            }
        }
        bodies.push(organ);
    }
    (bodies, meetings)
}

#[test]
fn a_list_of_meetings_shows_what_the_domain_says_each_caller_sees() {
    on_both(async |world: World| {
        let (bodies, meetings) = matrix();
        let (organs, rows) = (bodies.clone(), meetings.clone());
        world
            .write(move |tx| {
                organs.iter().try_for_each(|each| tx.bodies().insert(each))?;
                rows.iter().try_for_each(|each| tx.meetings().insert(each))
            })
            .await
            .expect("written");
        let community = Sight { community: true, ..Sight::default() };
        let sits_in =
            |these: &[usize]| Sight { own: these.iter().map(|&i| bodies[i].id).collect(), ..community.clone() };
        let sights = [
            Sight::published(),
            community.clone(),
            sits_in(&[0]),
            sits_in(&[1, 3]),
            sits_in(&[2, 4]),
            sits_in(&[0, 1, 2, 3, 4]),
            Sight { own: sits_in(&[0, 4]).own, ..Sight::default() },
            Sight { sides: [Side::Municipal].into(), ..sits_in(&[0]) },
            Sight { sides: [Side::Specialist].into(), ..community.clone() },
            Sight { bodies: true, ..community.clone() },
            Sight { secretariat: true, ..community.clone() },
            Sight::everything(),
        ];
        let mut counts = BTreeSet::new();
        for sight in sights {
            let organ = |id| bodies.iter().find(|body| body.id == id).expect("one of them");
            let wanted: BTreeSet<_> = meetings
                .iter()
                .filter(|meeting| sight.sees_meeting(meeting, organ(meeting.body)))
                .map(|meeting| meeting.id)
                .collect();
            let filter = MeetingFilter { sight: sight.clone(), ..MeetingFilter::default() };
            let (listed, count) = world
                .read(move |tx| {
                    let page = Page { sort: Sort::Name, seek: None, limit: 1000 };
                    Ok((tx.meetings().list(&filter, &page)?, tx.meetings().count(&filter)?))
                })
                .await
                .expect("read");
            assert_eq!(listed.iter().map(|meeting| meeting.id).collect::<BTreeSet<_>>(), wanted, "{sight:?}");
            assert_eq!(usize::try_from(count).ok(), Some(wanted.len()));
            counts.insert(wanted.len());
        }
        assert_eq!(
            (counts.first(), counts.last()),
            (Some(&1), Some(&meetings.len())),
            "the callers differ: {counts:?}"
        );
    });
}
