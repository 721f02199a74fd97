//! What holds of a case by itself, what of it is seen, and how long it takes, told as tables.
use super::ageing::{Ageing, Spread};
use super::*;
use crate::invented::{AT, case, line, new_stop};
use crate::policy::Sight;
use crate::{CaseAct, FaultKind, Faults};

fn at(day: i64) -> Instant {
    AT.plus_seconds(day * 24 * 60 * 60)
}

fn day(number: i32) -> Date {
    Date::constant(1970, 1, 1).saturating_add(crate::Days::new(number))
}

fn prose(text: &str) -> Option<Prose> {
    Prose::parse(text).ok()
}

fn told(faults: Result<(), Faults>) -> Vec<(String, &'static str)> {
    let faults = faults.err().unwrap_or_default();
    faults.0.into_iter().map(|fault| (fault.pointer, fault.kind.code())).collect()
}

#[test]
fn a_case_that_contradicts_itself_is_told_where() {
    let earlier = CaseId::fresh();
    let link = |case, point| Link { case, kind: LinkKind::FollowUp, point };
    let kari = PersonId::fresh();
    let officer = |side| Officer { person: kari, side };
    let external = || Some(ExternalReference { system: line("acos"), key: line("17") });
    let own = case();
    let to_itself = link(own.id, None);
    for (case, wanted) in [
        (Case { external: external(), reported_by: Some(PartyId::fresh()), ..case() }, &[][..]),
        (Case { external: external(), ..case() }, &[("/externalReference", "needs")]),
        (Case { links: vec![link(earlier, Some(1)), link(earlier, Some(2))], ..case() }, &[]),
        (Case { links: vec![link(earlier, Some(1)), link(earlier, Some(1))], ..case() }, &[("/links/1", "duplicate")]),
        (Case { links: vec![to_itself], ..own }, &[("/links/0/case", "cycle")]),
        (Case { officers: vec![officer(None), officer(Some(Side::User))], ..case() }, &[("/officers/1", "duplicate")]),
        (
            Case { disclosure: Disclosure { visibility: Visibility::Body, ..Disclosure::PUBLIC }, ..case() },
            &[("/disclosure/legalBasis", "required")],
        ),
    ] {
        let wanted: Vec<_> = wanted.iter().map(|(pointer, code)| ((*pointer).to_owned(), *code)).collect();
        assert_eq!(told(case.check()), wanted);
    }
    let old = Case { reported_by: Some(PartyId::fresh()), external: external(), ..case() };
    assert_eq!(told(old.check_change(&Case { title: line("Ny"), summary: prose("Ny"), ..old.clone() })), []);
    let moved = Case { reported_by: None, external: None, body: Some(BodyId::fresh()), ..old.clone() };
    let faults = old.check_change(&moved).expect_err("all three are kept").0;
    assert!(faults.len() == 3 && faults.iter().all(|fault| fault.kind == FaultKind::Immutable), "{faults:?}");
}

/// A case that two bodies treated one after the other, and a third and a fourth side by side thereafter.
fn travelled() -> (Case, [BodyId; 4]) {
    let bodies = [(); 4].map(|()| BodyId::fresh());
    let [first, second, third, fourth] = bodies;
    let step = |case: Case, act, at, reason| case.apply(act, reason, at).expect("it may");
    let into = |bodies: &[BodyId]| CaseAct::Accept { into: bodies.iter().map(|body| new_stop(*body, 1)).collect() };
    let treat = |mut case: Case, day| {
        let stop = case.stops.last().expect("a stop").id;
        case = step(case, CaseAct::Schedule { stop, meeting: MeetingId::fresh() }, at(day), None);
        step(case, CaseAct::Treat { stop, outcome: Outcome::Decided }, at(day + 2), None)
    };
    let reported = Passage { state: CaseState::Reported, at: AT, body: None, outcome: None, reason: prose("Meldt.") };
    let mut case = Case { history: vec![reported], body: Some(first), ..case() };
    case = step(case, into(&[first]), at(3), prose("Høyrer heime her."));
    case = treat(case, 5);
    case = treat(step(case, into(&[second]), at(10), None), 11);
    (treat(step(case, into(&[third, fourth]), at(20), None), 30), bodies)
}

#[test]
fn a_case_is_cut_to_what_its_reader_sees() {
    let (mut case, [first, second, third, fourth]) = travelled();
    case.reported_by = Some(PartyId::fresh());
    case.reporter = Some(PersonId::fresh());
    case.external = Some(ExternalReference { system: line("acos"), key: line("17") });
    (case.summary, case.archive_reference) = (prose("Samandrag"), Some(line("26/1")));
    case.officers = vec![Officer { person: PersonId::fresh(), side: None }];
    let hidden = CaseId::fresh();
    case.links = vec![Link { case: hidden, kind: LinkKind::Related, point: None }];
    let all = Insight { intake: true, inner: true };
    assert_eq!(case.clone().within(all, |_| true, |_| true), case, "whoever sees everything");
    assert_eq!(case.state, CaseState::Accepted, "the third body still prepares");

    let community = Insight { intake: false, inner: true };
    let cut = case.clone().within(community, |body| body != first && body != third, |other| other != hidden);
    let stages: Vec<_> = cut.stops.iter().map(|stop| (stop.body, stop.stage)).collect();
    assert_eq!(stages, [(second, 1), (fourth, 2)], "no stage is missing");
    assert_eq!((cut.state, cut.body), (CaseState::Treated, None), "as far as is seen");
    assert!(cut.links.is_empty() && cut.external.is_none() && cut.reporter.is_none());
    assert_eq!((&cut.summary, cut.officers.len()), (&case.summary, 1));
    assert!(cut.history.iter().all(|passage| !passage.state.is_intake() && passage.body != Some(first)));

    let outside = case.clone().within(Insight { intake: false, inner: false }, |_| true, |_| true);
    assert_eq!((outside.summary, outside.archive_reference, outside.officers.len()), (None, None, 0));
    assert!(outside.history.iter().all(|passage| passage.reason.is_none()) && !outside.history.is_empty());
    assert_eq!((outside.state, outside.title), (case.state, case.title));
}

#[test]
fn whoever_reported_a_case_sees_how_it_was_taken_in() {
    let own = PartyId::fresh();
    let case = Case { reported_by: Some(own), ..case() };
    let insight = |intake, inner| Insight { intake, inner };
    let community = Sight { community: true, ..Sight::default() };
    for (sight, wanted) in [
        (Sight::published(), insight(false, false)),
        (Sight { parties: [PartyId::fresh()].into(), ..community.clone() }, insight(false, true)),
        (Sight { parties: [own].into(), ..community.clone() }, insight(true, true)),
        (Sight { secretariat: true, ..community }, insight(true, true)),
    ] {
        assert_eq!(sight.into_case(&case), wanted);
    }
}

#[test]
fn days_are_counted_from_when_it_came_to_where_it_is() {
    let (case, [.., third, fourth]) = travelled();
    let age = case.age(day(40));
    assert_eq!((age.in_state, age.in_all), (20, 40), "one body went on on day 30, the case did not");
    let fresh = Case { history: Vec::new(), ..super::super::invented::case() };
    assert_eq!(fresh.age(day(2)).in_state, 2, "what has no history is as old as itself");
    let waits = Case { body: Some(third), created_at: at(35), ..fresh.clone() };
    let closed = Case { state: CaseState::Closed, ..fresh };
    let spread = |number, longest, median| Spread { number, longest, median };
    let ageing = Ageing::of(&[case.clone(), waits, closed], day(40), 1970);
    let (reported, accepted) = ((CaseState::Reported, spread(1, 5, 5)), (CaseState::Accepted, spread(1, 20, 20)));
    assert_eq!(ageing.states, [reported, accepted]);
    assert_eq!(ageing.bodies.len(), 2);
    assert_eq!((&ageing.bodies[&third][..], &ageing.bodies[&fourth][..]), (&[reported, accepted][..], &[accepted][..]));
    assert_eq!((ageing.to_accepted, ageing.to_treated), (Some(spread(1, 3, 3)), Some(spread(1, 4, 4))));
    let other_year = Ageing::of(&[case], day(40), 1971);
    assert_eq!((other_year.to_accepted, other_year.to_treated), (None, None));
}

#[test]
fn the_middle_of_some_lengths_is_one_of_them() {
    for (days, wanted) in
        [(vec![], None), (vec![7], Some((1, 7, 7))), (vec![9, 1], Some((2, 9, 1))), (vec![4, 9, 1], Some((3, 9, 4)))]
    {
        let spread = Spread::of(days).map(|spread| (spread.number, spread.longest, spread.median));
        assert_eq!(spread, wanted);
    }
}
