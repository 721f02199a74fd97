//! What a case may become, told as tables.
use super::acts::{CaseAct, NewStop};
use super::*;
use crate::invented::{AT, case, line, new_stop};
use crate::{BodyType, Words as _};

fn step(case: &Case, act: CaseAct) -> Case {
    case.apply(act, None, AT).unwrap_or_else(|refusal| panic!("{refusal:?}"))
}

fn treated(case: &Case, outcome: Outcome) -> Case {
    let stop = case.stops.last().expect("a stop").id;
    let scheduled = step(case, CaseAct::Schedule { stop, meeting: MeetingId::fresh() });
    step(&scheduled, CaseAct::Treat { stop, outcome })
}

fn accepted(bodies: &[BodyId]) -> Case {
    let into: Vec<NewStop> = bodies.iter().map(|body| new_stop(*body, 1)).collect();
    step(&case(), CaseAct::Accept { into })
}

#[test]
fn a_case_becomes_what_its_state_allows_and_nothing_else() {
    use CaseState as S;
    type Acting = fn(BodyId, CaseId) -> CaseAct;
    let (other, body) = (CaseId::fresh(), BodyId::fresh());
    let accept = || CaseAct::Accept { into: vec![new_stop(body, 2)] };
    let words: [(CaseState, Acting); 6] = [
        (S::Returned, |_, _| CaseAct::Return),
        (S::Reported, |_, _| CaseAct::Resubmit),
        (S::Forwarded, |body, _| CaseAct::Forward { body }),
        (S::Merged, |_, into| CaseAct::Merge { into }),
        (S::FollowedUp, |_, _| CaseAct::FollowUp),
        (S::Closed, |_, _| CaseAct::Close),
    ];
    for state in CaseState::ALL.iter().copied().filter(|state| !matches!(state, S::Prepared | S::Scheduled)) {
        let case = Case { state, ..case() };
        for (to, act) in words {
            let allowed = case.allowed();
            match case.apply(act(body, other), None, AT) {
                Ok(after) => assert!(allowed.contains(&to) && after.state == to, "{state} -> {to}"),
                Err(refusal) => {
                    assert!(!allowed.contains(&to), "{state} -> {to}");
                    assert_eq!((refusal.state, refusal.allowed.len()), (state.word(), allowed.len()));
                }
            }
        }
        assert_eq!(case.apply(accept(), None, AT).is_ok(), case.allowed().contains(&S::Accepted), "{state} accepted");
    }
}

#[test]
fn a_case_is_as_far_as_the_slowest_body_of_its_stage() {
    let case = accepted(&[BodyId::fresh(), BodyId::fresh()]);
    let [first, second] = [case.stops[0].id, case.stops[1].id];
    let case = step(&case, CaseAct::Prepare { stop: first });
    assert_eq!(case.state, CaseState::Accepted);
    let case = step(&case, CaseAct::Prepare { stop: second });
    assert_eq!(case.state, CaseState::Prepared);
    let case = step(&case, CaseAct::Schedule { stop: first, meeting: MeetingId::fresh() });
    assert!(!case.allowed().contains(&CaseState::Closed), "it stands on an agenda");
    let case = step(&case, CaseAct::Treat { stop: first, outcome: Outcome::Decided });
    assert_eq!(case.state, CaseState::Prepared);
    let case = treated(&case, Outcome::Noted);
    assert_eq!(case.state, CaseState::Treated);
    assert_eq!(case.version, 8, "every act is a version");
    assert_eq!(case.history.len(), 7);
}

#[test]
fn what_came_of_a_treatment_says_where_the_case_goes_on() {
    for (outcome, state, allowed) in [
        (Outcome::Decided, CaseState::Treated, &[CaseState::Accepted, CaseState::FollowedUp, CaseState::Closed][..]),
        (Outcome::Noted, CaseState::Treated, &[CaseState::Accepted, CaseState::FollowedUp, CaseState::Closed]),
        (Outcome::Postponed, CaseState::Prepared, &[CaseState::Closed]),
        (Outcome::SentBack, CaseState::Accepted, &[CaseState::Prepared, CaseState::Closed]),
        (Outcome::Escalated, CaseState::Treated, &[CaseState::Accepted]),
    ] {
        let case = treated(&accepted(&[BodyId::fresh()]), outcome);
        assert_eq!((case.state, &case.allowed()[..]), (state, allowed), "{outcome}");
    }
}

#[test]
fn what_was_written_wrongly_is_written_anew_until_somebody_goes_on_with_it() {
    let accepted = accepted(&[BodyId::fresh()]);
    let (stop, meeting) = (accepted.stops[0].id, MeetingId::fresh());
    let scheduled = step(&accepted, CaseAct::Schedule { stop, meeting });
    let anew = |outcome| CaseAct::TreatAnew { stop, meeting, outcome };
    assert!(scheduled.apply(anew(Outcome::Noted), None, AT).is_err(), "it was not treated yet");
    for (first, then, state) in [
        (Outcome::Decided, Outcome::Postponed, CaseState::Prepared),
        (Outcome::Postponed, Outcome::Decided, CaseState::Treated),
        (Outcome::SentBack, Outcome::Escalated, CaseState::Treated),
    ] {
        let treated = step(&scheduled, CaseAct::Treat { stop, outcome: first });
        let after = step(&treated, anew(then));
        assert_eq!((after.state, after.stops[0].outcome), (state, Some(then)));
        let elsewhere = CaseAct::TreatAnew { stop, meeting: MeetingId::fresh(), outcome: then };
        assert!(treated.apply(elsewhere, None, AT).is_err(), "another meeting did not treat it");
    }
    let closed = step(&step(&scheduled, CaseAct::Treat { stop, outcome: Outcome::Decided }), CaseAct::Close);
    assert!(closed.apply(anew(Outcome::Noted), None, AT).is_err());
    let back = step(&scheduled, CaseAct::Treat { stop, outcome: Outcome::SentBack });
    let gone_on = step(&back, CaseAct::Prepare { stop });
    assert!(gone_on.apply(anew(Outcome::Noted), None, AT).is_err());
}

#[test]
fn the_next_stage_leaves_the_one_before_it_as_it_was() {
    let first = treated(&accepted(&[BodyId::fresh()]), Outcome::Escalated);
    let second = step(&first, CaseAct::Accept { into: vec![new_stop(BodyId::fresh(), 9)] });
    assert_eq!(second.stops[0], first.stops[0]);
    assert_eq!((second.stops[1].stage, second.state), (2, CaseState::Accepted));
    let refused = second.apply(CaseAct::Prepare { stop: first.stops[0].id }, None, AT);
    assert!(refused.is_err(), "the first stage is done");
}

#[test]
fn the_level_follows_from_what_stands_in_the_way_and_how_far_it_reaches() {
    use {Obstacle as O, Reach as R};
    for (obstacle, reach, level) in [
        (None, None, None),
        (Some(O::Structural), None, Some(Level::Strategic)),
        (Some(O::Structural), Some(R::Local), Some(Level::Strategic)),
        (Some(O::Practical), Some(R::Principled), Some(Level::Strategic)),
        (Some(O::Practical), Some(R::Local), Some(Level::Area)),
        (None, Some(R::Local), Some(Level::Area)),
    ] {
        assert_eq!(Level::of(obstacle, reach), level, "{obstacle:?} {reach:?}");
    }
    assert!(Level::Strategic.fits(BodyType::StrategicCommittee) && !Level::Strategic.fits(BodyType::AreaCommittee));
    assert!(Level::Area.fits(BodyType::CollaborationArena) && !Level::Area.fits(BodyType::PartnershipMeeting));
}

#[test]
fn nobody_outside_sees_a_case_before_it_is_taken_in_and_published() {
    let day = Date::constant(2026, 3, 1);
    let published = |state| Case { state, published_at: Some(AT), ..case() };
    let withheld = Disclosure {
        visibility: Visibility::Side,
        side: Some(Side::Municipal),
        legal_basis: Some(line("offl. § 14")),
        ..Disclosure::PUBLIC
    };
    for (case, seen) in [
        (published(CaseState::Reported), (Visibility::Secretariat, None)),
        (published(CaseState::Forwarded), (Visibility::Secretariat, None)),
        (published(CaseState::Accepted), (Visibility::Public, None)),
        (Case { published_at: None, ..published(CaseState::Accepted) }, (Visibility::Community, None)),
        (Case { disclosure: withheld, ..published(CaseState::Closed) }, (Visibility::Side, Some(Side::Municipal))),
    ] {
        assert_eq!(case.seen_on(day), seen, "{} {:?}", case.state, case.published_at);
    }
}

#[test]
fn a_change_is_told_to_nobody_who_sees_none_of_the_bodies_that_treat_it() {
    use Visibility as V;
    let day = Date::constant(2026, 3, 1);
    let (municipal, specialist) = (Some(Side::Municipal), Some(Side::Specialist));
    let accepted = || Case { state: CaseState::Accepted, published_at: Some(AT), ..case() };
    let of_side = |side| {
        let legal_basis = Some(line("offl. § 14"));
        let disclosure = Disclosure { visibility: V::Side, side, legal_basis, ..Disclosure::PUBLIC };
        Case { disclosure, ..accepted() }
    };
    let public = (V::Public, None);
    for (case, bodies, told) in [
        (accepted(), &[][..], public),
        (accepted(), &[public, (V::Side, municipal)], public),
        (accepted(), &[(V::Community, None), (V::Body, None)], (V::Community, None)),
        (accepted(), &[(V::Side, municipal)], (V::Side, municipal)),
        (accepted(), &[(V::Side, municipal), (V::Side, specialist)], (V::Secretariat, None)),
        (of_side(municipal), &[public], (V::Side, municipal)),
        (of_side(municipal), &[(V::Side, specialist)], (V::Secretariat, None)),
        (of_side(municipal), &[(V::Community, None), (V::Side, specialist)], (V::Side, municipal)),
        (of_side(municipal), &[(V::Secretariat, None)], (V::Secretariat, None)),
        (case(), &[], (V::Secretariat, None)),
    ] {
        assert_eq!(case.told_on(day, bodies), told, "{bodies:?}");
    }
}
