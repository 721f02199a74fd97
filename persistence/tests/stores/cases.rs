//! What is kept of cases: it reads back, hangs together, is numbered once, and is told to those who see it.
use domain::policy::Sight;
use domain::{
    Case, CaseKind, CaseNumber, CaseNumberFormat, CaseState, ExternalReference, Link, LinkKind, Outcome, Side,
    StopState, SubjectType, Visibility, Words,
};
use persistence::{CaseFilter, JournalFilter, Page, Sort, StoreError};

use crate::fixtures::{date, format, line};
use crate::matters::{Pointed, case, kept_body, pointed, stop, whole_case};
use crate::world::{World, on_both};

const PAGE: Page = Page { sort: Sort::Created, seek: None, limit: 50 };

/// Enters a case and reads it again.
async fn entered(world: &World, case: Case) -> Result<Case, StoreError> {
    world
        .write(move |tx| {
            tx.cases().insert(&case)?;
            Ok(tx.cases().get(case.id)?.value)
        })
        .await
}

#[test]
fn every_field_of_cases_reads_back() {
    on_both(async |world: World| {
        let to = pointed(&world).await;
        let (bare, whole) = (case("Bar"), whole_case("Heil", &to));
        for wanted in [&bare, &whole] {
            assert_eq!(&entered(&world, wanted.clone()).await.expect("written"), wanted);
        }
        // What the bare one lacks is filled, and what the whole one has is emptied; its stops stay and go on.
        let mut filled = Case { id: bare.id, stops: Vec::new(), external: None, version: 2, ..whole.clone() };
        filled.stops.push(stop(to.bodies[0], 9));
        let mut emptied = Case { id: whole.id, stops: whole.stops.clone(), version: 2, ..bare.clone() };
        (emptied.stops[0].meeting, emptied.stops[0].outcome) = (None, None);
        (emptied.stops[1].state, emptied.stops[1].outcome) = (StopState::Treated, Some(Outcome::Noted));
        emptied.stops.push(stop(to.bodies[1], 42));
        for next in [filled, emptied] {
            let new = next.clone();
            let changed = world.write(move |tx| {
                let old = tx.cases().get(new.id)?;
                tx.cases().change(&old, &new)?;
                assert!(matches!(tx.cases().change(&old, &new), Err(StoreError::Stale)));
                Ok(tx.cases().get(new.id)?.value)
            });
            assert_eq!(changed.await.expect("changed"), next);
        }
        assert_eq!(world.read(|tx| tx.verify(&[])).await.expect("verified"), []);
    });
}

#[test]
fn every_word_of_cases_is_accepted() {
    on_both(async |world: World| {
        let to = pointed(&world).await;
        let mut all = Vec::new();
        for (running, &state) in (1..).zip(CaseState::ALL) {
            let pick = usize::try_from(running).expect("small");
            let mut one = Case { state, kind: CaseKind::ALL[pick % CaseKind::ALL.len()], ..case("Ei sak") };
            let mut on = stop(to.bodies[0], running);
            on.state = StopState::ALL[pick % StopState::ALL.len()];
            on.outcome = Some(Outcome::ALL[pick % Outcome::ALL.len()]);
            one.stops.push(on);
            let visibility = Visibility::ALL[pick % Visibility::ALL.len()];
            let side = (visibility == Visibility::Side).then(|| Side::ALL[pick % Side::ALL.len()]);
            (one.disclosure.visibility, one.disclosure.side) = (visibility, side);
            one.links = LinkKind::ALL.iter().map(|&kind| Link { case: to.earlier[0], kind, point: None }).collect();
            all.push(one);
        }
        for one in all {
            assert_eq!(entered(&world, one.clone()).await.expect("written"), one);
        }
    });
}

#[test]
fn a_list_of_cases_holds_what_its_filter_asks_for() {
    on_both(async |world: World| {
        let to = pointed(&world).await;
        let caucus = kept_body("Gruppa", Visibility::Side, Some(Side::Municipal));
        let hidden = caucus.id;
        world.write(move |tx| tx.bodies().insert(&caucus)).await.expect("written");
        let whole = Case { disclosure: domain::Disclosure::PUBLIC, ..whole_case("heil", &to) };
        let waiting = Case { body: Some(to.bodies[1]), state: CaseState::Forwarded, ..case("ventar") };
        let mut both = case("begge");
        (both.state, both.kind) = (CaseState::Treated, CaseKind::Noting);
        both.stops = vec![stop(to.bodies[0], 8), stop(hidden, 3)];
        for one in [whole, waiting, both] {
            entered(&world, one).await.expect("written");
        }
        let sight = || Sight { sides: [Side::Specialist].into(), ..Sight::everything() };
        let all = || CaseFilter { sight: sight(), day: date("2026-11-22"), ..CaseFilter::default() };
        let number = |text| Some(line(text));
        let keys = |keys: &[&str]| Some(keys.iter().map(|key| line(key)).collect());
        let community = |parties: &[domain::PartyId]| Sight {
            community: true,
            parties: parties.iter().copied().collect(),
            ..Sight::default()
        };
        for (filter, wanted) in [
            (all(), &["Tidlegare", "Eldre", "heil", "ventar", "begge"][..]),
            (CaseFilter { state: Some(CaseState::Forwarded), ..all() }, &["ventar"]),
            (CaseFilter { kind: Some(CaseKind::Noting), ..all() }, &["begge"]),
            (CaseFilter { body: Some(to.bodies[0]), ..all() }, &["heil", "begge"]),
            (CaseFilter { body: Some(to.bodies[1]), ..all() }, &["heil", "ventar"]),
            (CaseFilter { body: Some(hidden), ..all() }, &[]),
            (CaseFilter { body: Some(hidden), sight: Sight::everything(), ..all() }, &["begge"]),
            (CaseFilter { year: Some(1999), ..all() }, &["heil"]),
            (CaseFilter { year: Some(1999), body: Some(to.bodies[1]), ..all() }, &[]),
            (CaseFilter { number: number("08-2026"), ..all() }, &["begge"]),
            (CaseFilter { number: number("03-2026"), ..all() }, &[]),
            (CaseFilter { number: number("41-2026"), body: Some(to.bodies[1]), ..all() }, &["heil"]),
            (CaseFilter { party: Some(to.party), ..all() }, &["heil"]),
            (CaseFilter { external_system: number("acos"), ..all() }, &["heil"]),
            (CaseFilter { external_keys: keys(&["2026/17-4"]), ..all() }, &[]),
            (CaseFilter { external_keys: keys(&["2026/17-4", "2026/17-3 æøå"]), ..all() }, &["heil"]),
            (CaseFilter { external_keys: keys(&["2026/17-3 æøå"]), sight: community(&[]), ..all() }, &[]),
            (CaseFilter { officer: Some(to.people[1]), ..all() }, &["heil"]),
            (CaseFilter { officer: Some(to.people[1]), sight: Sight::published(), ..all() }, &[]),
            (CaseFilter { external_system: number("acos"), sight: community(&[]), ..all() }, &[]),
            (CaseFilter { external_system: number("acos"), sight: community(&[to.party]), ..all() }, &["heil"]),
            (CaseFilter { follows_up: Some(to.earlier[1]), ..all() }, &["heil"]),
            (CaseFilter { follows_up: Some(to.earlier[0]), ..all() }, &[]),
        ] {
            let asked = filter.clone();
            let (listed, whole, count) = world
                .read(move |tx| {
                    let listed = tx.cases().list(&asked, &PAGE)?;
                    Ok((listed, tx.cases().all(&asked)?, tx.cases().count(&asked)?))
                })
                .await
                .expect("read");
            let titles: Vec<_> = listed.iter().map(|case| case.title.as_str()).collect();
            assert_eq!(titles, wanted, "{filter:?}");
            assert_eq!((listed, usize::try_from(count).ok()), (whole, Some(wanted.len())));
        }
    });
}

#[test]
fn a_party_reports_under_one_name_once() {
    on_both(async |world: World| {
        let to = pointed(&world).await;
        let external = ExternalReference { system: line("acos"), key: line("17") };
        let reported =
            |to: &Pointed| Case { reported_by: Some(to.party), external: Some(external.clone()), ..case("Meldt") };
        let first = entered(&world, reported(&to)).await.expect("written");
        let again = entered(&world, reported(&to)).await;
        assert!(matches!(again, Err(StoreError::Taken(_))), "{again:?}");
        entered(&world, Case { reported_by: None, ..reported(&to) }).await.expect("nobody's name for it is taken");
        let other = ExternalReference { key: line("18"), ..external.clone() };
        let found = world.read(move |tx| {
            Ok([tx.cases().by_external(to.party, &external)?, tx.cases().by_external(to.party, &other)?])
        });
        assert_eq!(found.await.expect("read"), [Some(first.id), None]);
    });
}

#[test]
fn a_number_follows_the_highest_of_its_body_and_year() {
    on_both(async |world: World| {
        let to = pointed(&world).await;
        let mut numbered = case("Nummerert");
        let elsewhere = CaseNumber { text: line("44/2026"), year: 2026, running: None };
        numbered.stops = vec![stop(to.bodies[0], 3), stop(to.bodies[0], 42), stop(to.bodies[1], 77)];
        numbered.stops.push(domain::Stop { number: elsewhere, ..stop(to.bodies[0], 1) });
        entered(&world, numbered).await.expect("written");
        let slash = CaseNumberFormat::parse("{n}/{yyyy}").expect("a format");
        let (ssu, read) = (to.bodies[0], format());
        let found = world.read(move |tx| {
            let highest = (tx.cases().highest_running(ssu, 2026)?, tx.cases().highest_running(ssu, 2027)?);
            let mut next = |format, year| tx.cases().next_number(ssu, format, year).map(|number| number.text);
            Ok((highest, [next(read, 2026)?, next(read, 2027)?, next(slash, 2026)?]))
        });
        let (highest, next) = found.await.expect("read");
        assert_eq!(highest, (Some(42), None));
        assert_eq!(next.map(|text| text.as_str().to_owned()), ["43-2026", "01-2027", "43/2026"]);
        // Its place in the year is given once, and so is its text.
        for (text, running) in [("42-2026", 50), ("50-2026", 42)] {
            let mut again = case("To gonger");
            let number = CaseNumber { text: line(text), year: 2026, running: Some(running) };
            again.stops = vec![domain::Stop { number, ..stop(to.bodies[0], 1) }];
            assert!(matches!(entered(&world, again).await, Err(StoreError::Taken(_))), "{text}");
        }
        // What came from elsewhere and is written as the next one would be is passed over.
        let mut forty_third = case("Neste");
        forty_third.stops = vec![stop(to.bodies[0], 43)];
        entered(&world, forty_third).await.expect("written");
        let next = world.read(move |tx| tx.cases().next_number(ssu, slash, 2026)).await.expect("read");
        assert_eq!((next.text.as_str(), next.running), ("45/2026", Some(45)));
    });
}

#[test]
fn cases_are_found_by_what_links_to_them_and_by_their_meeting() {
    on_both(async |world: World| {
        let to = pointed(&world).await;
        let whole = entered(&world, whole_case("Heil", &to)).await.expect("written");
        let (asked, links) = (to.clone(), whole.links.clone());
        let (linked, others, met, many) = world
            .read(move |tx| {
                let linked = tx.cases().linked_to(&asked.earlier)?;
                let others = tx.cases().linked_to(&[whole.id])?;
                let met = tx.cases().of_meeting(asked.meeting)?;
                let many = tx.cases().many(&[asked.earlier[1], domain::CaseId::fresh(), asked.earlier[0]])?;
                Ok((linked, others, met, many))
            })
            .await
            .expect("read");
        assert_eq!(linked, links.into_iter().map(|link| (whole.id, link)).collect::<Vec<_>>());
        assert_eq!(others, []);
        assert_eq!(met.into_iter().map(|kept| kept.value.id).collect::<Vec<_>>(), [whole.id]);
        assert_eq!(many.into_iter().map(|kept| kept.value.id).collect::<Vec<_>>(), to.earlier);
    });
}

#[test]
fn a_case_is_told_to_those_who_see_it_and_one_of_its_bodies() {
    on_both(async |world: World| {
        let caucus = kept_body("Gruppa", Visibility::Side, Some(Side::Municipal));
        let mut accepted = Case { state: CaseState::Accepted, ..case("Formøtet si sak") };
        accepted.stops = vec![stop(caucus.id, 1)];
        let reported = case("Meldt");
        world
            .write(move |tx| {
                tx.bodies().insert(&caucus)?;
                tx.cases().insert(&reported)?;
                tx.cases().insert(&accepted)
            })
            .await
            .expect("written");
        let filter = JournalFilter { limit: 50, ..JournalFilter::default() };
        let entries = world.read(move |tx| tx.journal().list(&filter)).await.expect("read");
        let told: Vec<_> = entries
            .iter()
            .map(|entry| &entry.act.subject)
            .filter(|subject| subject.kind == SubjectType::Case)
            .map(|subject| (subject.visibility, subject.side))
            .collect();
        assert_eq!(told, [(Visibility::Secretariat, None), (Visibility::Side, Some(Side::Municipal))]);
    });
}
