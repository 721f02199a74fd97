//! Notices, told as tables. All of it is invented.
use super::*;
use crate::invented::{Community, exactly, seat_rule};
use crate::{
    Attendance, Attended, AttendedAs, BodyId, BodyType, Capacity, DatePrecision, Meeting, MeetingAct, MeetingState,
    Move, Notice, Per, PlannedDate, Provenance, SeatKind, SeatRight, SeatRule, Side, Validity, Verification,
    Visibility,
};

fn at(text: &str) -> Instant {
    Instant::parse(text).expect(text)
}

fn day(text: &str) -> Date {
    text.parse().expect(text)
}

fn planned(text: &str) -> PlannedDate {
    PlannedDate { from: day(text), to: day(text), precision: DatePrecision::Day }
}

fn meeting(body: BodyId) -> Meeting {
    let now = at("2026-01-05T08:00:00Z");
    Meeting {
        id: MeetingId::fresh(),
        body,
        title: None,
        state: MeetingState::Planned,
        when: planned("2026-03-18"),
        starts_at: None,
        ends_at: None,
        form: None,
        place: None,
        host: None,
        visibility: Visibility::Public,
        side: None,
        notice: None,
        agenda: Vec::new(),
        attendance: Vec::new(),
        moves: Vec::new(),
        history: Vec::new(),
        note: None,
        provenance: Provenance { verification: Verification::Synthetic, note: None },
        created_at: now,
        changed_at: now,
        version: 1,
    }
}

fn called(body: BodyId) -> Meeting {
    let sent_at = at("2026-03-01T09:00:00Z");
    let notice = Notice { sent_at, papers_due: day("2026-03-04") };
    meeting(body).apply(MeetingAct::Call(notice), None, sent_at).expect("a known day")
}

#[test]
fn what_fails_is_tried_for_a_day_and_then_given_up() {
    let start = at("2026-03-01T09:00:00Z");
    let mut each = Dispatch::new(MeetingId::fresh(), PersonId::fresh(), NoticeKind::Notice, day("2026-03-18"), start);
    let mut tried = Vec::new();
    while each.state == NoticeState::Waiting {
        let now = each.due_at.expect("it waits");
        tried.push((now.micros() - start.micros()) / 60_000_000);
        each = each.tried(now).failed(now);
        assert!(tried.len() < 50, "it is given up");
    }
    assert_eq!(tried, [0, 2, 7, 22, 52, 112, 232, 472, 952, 1440]);
    assert_eq!((each.state, each.attempts, each.due_at), (NoticeState::GivenUp, 10, None));
    let again = each.again(start);
    assert_eq!((again.state, again.attempts, again.round), (NoticeState::Waiting, 0, 2));
}

#[test]
fn people_are_reminded_once_the_day_is_near_and_not_of_what_they_were_just_told() {
    let body = BodyId::fresh();
    for (days, today, wanted) in [
        (2, "2026-03-15", false),
        (2, "2026-03-16", true),
        (2, "2026-03-17", true),
        (2, "2026-03-18", false),
        (0, "2026-03-17", false),
        (16, "2026-03-02", true),
        // Called on the very day of the reminder.
        (17, "2026-03-02", false),
    ] {
        assert_eq!(reminder_is_due(&called(body), days, day(today)), wanted, "{days} {today}");
    }
    let moved = |at_time: &str| Meeting {
        moves: vec![Move { from: planned("2026-03-11"), at: at(at_time), reason: None }],
        ..called(body)
    };
    assert!(reminder_is_due(&moved("2026-03-10T09:00:00Z"), 2, day("2026-03-16")));
    assert!(!reminder_is_due(&moved("2026-03-16T09:00:00Z"), 2, day("2026-03-16")));
    assert!(!reminder_is_due(&meeting(body), 2, day("2026-03-16")), "nobody is called");
}

#[test]
fn those_are_called_who_sit_there_that_day_and_deputies_who_are_called() {
    let mut c = Community::new();
    let body = c.body("ssu", BodyType::StrategicCommittee, 1, None);
    let usual = || seat_rule(body, Side::Municipal, Per::Body);
    let rule = c.seats("plassar", SeatRule { count: exactly(2), ..usual() });
    let observes = SeatRule { kind: SeatKind::Observer, count: exactly(1), ..usual() };
    let watching = c.seats("observasjon", SeatRule { rights: [SeatRight::Attend].into(), ..observes.clone() });
    let silent = c.seats("utan-rett", SeatRule { rights: [SeatRight::Speak].into(), ..observes });
    let member = c.seat(rule, None, 1);
    let gone = Validity { from: None, to: Some(day("2026-03-17")) };
    c.seat_with(rule, None, 2, |member| member.validity = gone);
    let observer = c.seat(watching, None, 1);
    c.seat(silent, None, 1);
    let mut deputy = |called: Vec<Validity>| {
        c.seat_with(rule, None, 1, |deputy| (deputy.capacity, deputy.called) = (Capacity::Deputy, called))
    };
    let that_day = Validity { from: Some(day("2026-03-18")), to: Some(day("2026-03-18")) };
    let (summoned, idle) = (deputy(vec![that_day]), deputy(Vec::new()));
    let membership = |person| c.roster.memberships.iter().find(|each| each.person == Some(person)).expect("named").id;
    let of_body = c.structure.body(body).expect("a body").clone();
    let mut meeting = called(body);
    let today = day("2026-03-02");
    let call = |meeting: &Meeting| {
        Call { structure: &c.structure, roster: &c.roster, body: &of_body, meeting, today }.called()
    };
    let mut wanted: std::collections::BTreeMap<_, _> =
        [(member, NoticeKind::Notice), (observer, NoticeKind::Notice), (summoned, NoticeKind::DeputyCall)].into();
    assert_eq!(call(&meeting), wanted);
    // Whoever is named in a member's stead is called too.
    meeting.attendance = vec![Attendance {
        membership: Some(membership(idle)),
        person: None,
        attended_as: AttendedAs::Deputy,
        attended: Attended::Present,
        for_membership: Some(membership(member)),
        party: None,
    }];
    wanted.insert(idle, NoticeKind::DeputyCall);
    assert_eq!(call(&meeting), wanted);
    // From whom it is kept on purpose, and who was not asked to come, is told nothing.
    meeting.visibility = Visibility::Secretariat;
    assert_eq!(call(&meeting), [(idle, NoticeKind::DeputyCall)].into());
}

#[test]
fn what_a_meeting_became_decides_what_is_still_told() {
    use NoticeKind as K;
    let mut c = Community::new();
    let body = c.body("ssu", BodyType::StrategicCommittee, 1, None);
    let rule = c.seats("plassar", SeatRule { count: exactly(1), ..seat_rule(body, Side::Municipal, Per::Body) });
    let (member, stranger) = (c.seat(rule, None, 1), PersonId::fresh());
    let of_body = c.structure.body(body).expect("a body").clone();
    let in_state = |state| Meeting { state, ..called(body) };
    let (ahead, on, after) = ("2026-03-02", "2026-03-18", "2026-03-19");
    for (state, today, person, wanted) in [
        (MeetingState::Called, ahead, member, &[K::Notice, K::DeputyCall, K::Reminder, K::Update][..]),
        (MeetingState::Called, on, member, &[K::Notice, K::DeputyCall, K::Update]),
        (MeetingState::Called, after, member, &[]),
        (MeetingState::Called, ahead, stranger, &[K::Cancellation]),
        (MeetingState::Cancelled, on, member, &[K::Cancellation]),
        (MeetingState::Cancelled, after, member, &[]),
        // Held: whatever was not sent has nothing to tell any more.
        (MeetingState::Held, on, member, &[]),
    ] {
        let meeting = in_state(state);
        let (structure, roster, today) = (&c.structure, &c.roster, day(today));
        let call = Call { structure, roster, body: &of_body, meeting: &meeting, today };
        let everyone = call.called();
        let told = |kind: &&K| call.still_tells(&everyone, **kind, person);
        let told: Vec<K> = <K as crate::Words>::ALL.iter().filter(told).copied().collect();
        assert_eq!(told, wanted, "{state} {today} {person}");
    }
}
