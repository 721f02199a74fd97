//! What must hold of meetings, agendas, notices and years, told as tables.
use super::notice::{add_late, freeze, published};
use super::review::{Unpublished, review};
use super::*;
use crate::body::tests::body;
use crate::invented::{AT, case, line, meeting};
use crate::{Body, BodyType, Case, Disclosure, Faults, Paper, Validity};

const DAY: Date = Date::constant(2026, 3, 18);

fn told(faults: &Faults) -> Vec<(&str, &'static str)> {
    faults.0.iter().map(|fault| (fault.pointer.as_str(), fault.kind.code())).collect()
}

fn organ(visibility: Visibility, side: Option<Side>) -> Body {
    body(BodyType::WorkingGroup, visibility, side)
}

fn item(stop: Option<(CaseId, StopId)>) -> Item {
    Item {
        id: ItemId::fresh(),
        stop,
        title: stop.is_none().then(|| line("Eventuelt")),
        kind: CaseKind::Information,
        minutes: None,
        presenter: None,
        attendees: Vec::new(),
        paper: None,
        late: false,
        treatment: None,
    }
}

#[test]
fn a_date_spans_no_more_days_than_its_precision_says() {
    use DatePrecision as P;
    for (precision, days, wanted) in [
        (P::Day, 0, None),
        (P::Day, 1, Some("longer-than")),
        (P::Week, 6, None),
        (P::Week, 7, Some("longer-than")),
        (P::Month, 30, None),
        (P::Month, 31, Some("longer-than")),
        (P::Range, 365, None),
        (P::Range, 366, Some("longer-than")),
        (P::Range, -1, Some("date-order")),
    ] {
        let mut faults = Faults::default();
        let to = DAY.saturating_add(jiff::Span::new().days(days));
        PlannedDate { from: DAY, to, precision }.check("", &mut faults);
        let wanted: Vec<_> = wanted.map(|code| ("/to", code)).into_iter().collect();
        assert_eq!(told(&faults), wanted, "{precision} {days}");
    }
}

#[test]
fn a_meeting_is_no_more_open_than_its_body() {
    use Visibility as V;
    let (ours, theirs) = (Some(Side::Municipal), Some(Side::Specialist));
    for (of_body, of_meeting, wanted) in [
        ((V::Public, None), (V::Public, None), &[][..]),
        ((V::Public, None), (V::Secretariat, None), &[]),
        ((V::Community, None), (V::Public, None), &["/visibility"]),
        ((V::Community, None), (V::Side, theirs), &[]),
        ((V::Community, None), (V::Side, None), &["/side"]),
        ((V::Community, None), (V::Body, ours), &["/side"]),
        ((V::Side, ours), (V::Side, ours), &[]),
        ((V::Side, ours), (V::Side, theirs), &["/visibility"]),
        ((V::Side, ours), (V::Community, None), &["/visibility"]),
        ((V::Side, ours), (V::Body, None), &[]),
    ] {
        let body = organ(of_body.0, of_body.1);
        let one = Meeting { visibility: of_meeting.0, side: of_meeting.1, ..meeting(body.id, DAY) };
        let faults = one.check(Some(&body));
        assert_eq!(told(&faults).iter().map(|(at, _)| *at).collect::<Vec<_>>(), wanted, "{of_body:?} {of_meeting:?}");
    }
}

#[test]
fn a_meeting_ends_after_it_begins_and_on_a_day_of_its_body() {
    let body = Body { validity: Validity { from: None, to: Some(DAY) }, ..organ(Visibility::Public, None) };
    let time = |hour| Some(Time::constant(hour, 0, 0, 0));
    let at = |starts_at, ends_at| Meeting { starts_at, ends_at, ..meeting(body.id, DAY) };
    for (one, wanted) in [
        (at(None, None), &[][..]),
        (at(time(9), None), &[]),
        (at(None, time(9)), &[]),
        (at(time(9), time(10)), &[]),
        (at(time(9), time(9)), &[("/endsAt", "time-order")]),
        (
            meeting(body.id, DAY.tomorrow().expect("a day")),
            &[("/from", "outside-validity"), ("/to", "outside-validity")],
        ),
    ] {
        assert_eq!(told(&one.check(Some(&body))), wanted);
    }
}

#[test]
fn a_body_meets_once_a_day() {
    let body = organ(Visibility::Public, None);
    let on = |day: Date| meeting(body.id, day);
    let next = DAY.tomorrow().expect("a day");
    let week = Meeting { when: PlannedDate { from: DAY, to: next, precision: DatePrecision::Week }, ..on(DAY) };
    let cancelled = Meeting { state: MeetingState::Cancelled, ..on(DAY) };
    let elsewhere = meeting(BodyId::fresh(), DAY);
    for (planned, existing, wanted) in [
        (vec![on(DAY), on(next)], vec![], &[][..]),
        (vec![on(DAY), on(DAY)], vec![], &[("/meetings/1/from", "duplicate")]),
        (vec![week.clone(), on(DAY), week], vec![], &[]),
        (vec![on(next), on(DAY)], vec![on(DAY)], &[("/meetings/1/from", "taken")]),
        (vec![on(DAY)], vec![cancelled, elsewhere], &[]),
        (vec![on(DAY), Meeting { side: Some(Side::User), ..on(next) }], vec![], &[("/meetings/1/side", "excludes")]),
    ] {
        assert_eq!(told(&check_plan(Some(&body), &planned, &existing)), wanted);
    }
}

#[test]
fn an_agenda_names_what_stands_there_and_takes_nothing_up_twice() {
    let stop = (CaseId::fresh(), StopId::fresh());
    let (of_case, own) = (item(Some(stop)), item(None));
    let other = Item { id: of_case.id, ..item(None) };
    let titled = Item { title: Some(line("Anna")), ..item(Some(stop)) };
    for (old, new, wanted) in [
        (vec![], vec![of_case.clone(), own.clone()], &[][..]),
        (vec![of_case.clone()], vec![own.clone(), of_case.clone()], &[]),
        (vec![], vec![own.clone(), own.clone()], &[("/items/1/id", "duplicate")]),
        (vec![], vec![of_case.clone(), item(Some(stop))], &[("/items/1/case", "duplicate")]),
        (vec![of_case], vec![other], &[("/items/0/case", "immutable")]),
        (vec![], vec![titled], &[("/items/0/title", "excludes")]),
        (vec![], vec![Item { title: None, ..own }], &[("/items/0/title", "required")]),
    ] {
        assert_eq!(told(&check_agenda(&old, &new)), wanted);
    }
}

fn paper(stop: StopId, number: i32, written: &str) -> Paper {
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
        created_at: Instant::parse(written).expect("an instant"),
    }
}

#[test]
fn the_notice_freezes_the_newest_papers_and_marks_what_is_late() {
    let stops = [StopId::fresh(), StopId::fresh(), StopId::fresh()];
    let agenda: Vec<_> =
        stops.map(|stop| item(Some((CaseId::fresh(), stop)))).into_iter().chain([item(None)]).collect();
    // Papers are due to the end of the day in Oslo.
    let newest = [paper(stops[0], 3, "2026-03-18T22:59:59Z"), paper(stops[1], 2, "2026-03-18T23:00:00Z")];
    let after = freeze(&agenda, &newest, DAY);
    let frozen: Vec<_> = after.iter().map(|item| (item.paper, item.late)).collect();
    assert_eq!(frozen, [(Some(3), false), (Some(2), true), (None, true), (None, false)]);
    let added = add_late(&agenda[0], &newest);
    assert_eq!((added.paper, added.late), (Some(3), true));
    assert!(add_late(&agenda[3], &[]).late);
}

#[test]
fn a_notice_publishes_what_nobody_withholds_and_once() {
    let public = case();
    let withheld =
        Disclosure { visibility: Visibility::Body, legal_basis: Some(line("offl. § 14")), ..Disclosure::PUBLIC };
    assert_eq!(published(&Case { disclosure: withheld, ..public.clone() }, AT), None);
    let open = published(&public, AT).expect("it opens");
    assert_eq!((open.published_at, open.version), (Some(AT), 2));
    assert_eq!(published(&open, AT), None);
}

#[test]
fn until_its_date_is_settled_nobody_outside_the_community_sees_a_meeting() {
    use MeetingState as S;
    let passage = |state| MeetingPassage { state, at: AT, reason: None };
    for (state, history, wanted) in [
        (S::Tentative, vec![], Visibility::Community),
        (S::Planned, vec![S::Tentative, S::Planned], Visibility::Public),
        (S::Cancelled, vec![S::Tentative, S::Cancelled], Visibility::Community),
        (S::Cancelled, vec![S::Tentative, S::Planned, S::Cancelled], Visibility::Public),
        (S::Cancelled, vec![], Visibility::Public),
    ] {
        let history = history.into_iter().map(passage).collect();
        let one = Meeting { state, history, ..meeting(BodyId::fresh(), DAY) };
        assert_eq!(one.seen_as().0, wanted, "{state}");
        let narrow = Meeting { visibility: Visibility::Body, ..one };
        assert_eq!(narrow.seen_as().0, Visibility::Body);
    }
}

#[test]
fn a_year_tells_what_a_body_lacks_and_which_minutes_are_not_out() {
    use MeetingState as S;
    let mut ssu = organ(Visibility::Public, None);
    (ssu.body_type, ssu.meetings.min_per_year) = (BodyType::StrategicCommittee, Some(4));
    let ended = Body {
        validity: Validity { from: None, to: Some(Date::constant(2025, 12, 31)) },
        ..organ(Visibility::Public, None)
    };
    let on = |month, day, state| Meeting { state, ..meeting(ssu.id, Date::constant(2026, month, day)) };
    let held = on(2, 4, S::Held);
    let meetings = [
        on(1, 14, S::Published),
        held.clone(),
        on(2, 18, S::Cancelled),
        on(2, 20, S::Planned),
        on(6, 10, S::Tentative),
        Meeting { state: S::Held, ..meeting(ssu.id, Date::constant(2025, 11, 4)) },
        meeting(BodyId::fresh(), DAY),
    ];
    let bodies = [ssu.clone(), ended];
    let years = review(&bodies, &meetings, 2026, DAY);
    assert_eq!(years.len(), 1, "a body that has ended is not asked for the year after");
    let year = &years[0];
    // The one planned in February never was: it is neither held nor ahead.
    assert_eq!((year.fewest, year.held, year.ahead, year.missing), (Some(4), 2, 1, 1));
    assert_eq!(year.unpublished, [Unpublished { meeting: held.id, day: held.when.from, days: 42 }]);
}
