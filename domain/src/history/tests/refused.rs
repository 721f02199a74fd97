//! What cannot have been, as tables.
use super::*;

#[test]
fn what_no_line_and_no_store_tells_is_unknown() {
    let mut strange = treated("24-2023", 1);
    strange.party = Some(key("ingen"));
    strange.links = vec![link("17-2023", None), LinkFact { body: key("ingen"), ..link("17-2023", None) }];
    strange.stops.push(stop("ingen", "1-2023", 2023));
    refused(
        vec![Fact::Meeting(MeetingFact { host: Some(key("ingen")), ..meeting("ingen", MET, MeetingState::Held) })],
        &[("/1/body", "unknown-reference"), ("/1/host", "unknown-reference")],
    );
    refused(
        vec![of(strange), held()],
        &[
            ("/1/party", "unknown-reference"),
            ("/1/stops/0/meeting", "unknown-reference"),
            ("/1/stops/1/body", "unknown-reference"),
            ("/1/links/0/number", "unknown-reference"),
            ("/1/links/1/body", "unknown-reference"),
        ],
    );
    // Nobody is blamed for referring to a line that could not be read.
    let partial = plan(
        &lines(vec![of(treated("24-2023", 1))]),
        true,
        &Existing::default(),
        &community().structure,
        Language::Bokmaal,
        now(),
    );
    assert!(partial.is_ok(), "{partial:?}");
    let mut points = treated("25-2023", 1);
    points.links = vec![link("24-2023", Some(3)), link("24-2023", Some(2)), link("24-2023", Some(2))];
    refused(
        vec![held(), of(treated("24-2023", 2)), of(points)],
        &[("/3/links/0/point", "out-of-range"), ("/3/links/2", "duplicate")],
    );
}

#[test]
fn a_meeting_is_told_as_it_can_have_been() {
    let on = |day, state| Fact::Meeting(meeting("ssu", day, state));
    let before = Date::constant(2021, 8, 31);
    let ahead = Date::constant(2024, 6, 2);
    let between = |from, to, precision| {
        let when = DateFact { date: None, from, to, precision };
        Fact::Meeting(MeetingFact { when, ..meeting("ssu", MET, MeetingState::Tentative) })
    };
    let with_minutes = |state, published_on| {
        let minutes = Some(MinutesFact { published_on, introduction: None });
        Fact::Meeting(MeetingFact { state, minutes, ..published() })
    };
    for (fact, wanted) in [
        (on(before, MeetingState::Held), ("/1/date", "outside-validity")),
        (on(ahead, MeetingState::Held), ("/1/state", "not-allowed")),
        (on(MET, MeetingState::Called), ("/1/state", "not-allowed")),
        (on(MET, MeetingState::Published), ("/1/minutes", "required")),
        (with_minutes(MeetingState::Held, MET), ("/1/minutes", "excludes")),
        (with_minutes(MeetingState::Published, before), ("/1/minutes/publishedOn", "date-order")),
        (with_minutes(MeetingState::Published, ahead), ("/1/minutes/publishedOn", "not-allowed")),
        (between(None, None, None), ("/1/date", "required")),
        (between(Some(MET), None, None), ("/1/to", "required")),
        (between(Some(ahead), Some(MET), None), ("/1/to", "date-order")),
        (between(Some(MET), Some(ahead), Some(DatePrecision::Day)), ("/1/precision", "excludes")),
    ] {
        refused(vec![fact], &[wanted]);
    }
    for fact in [
        on(ahead, MeetingState::Planned),
        on(MET, MeetingState::Cancelled),
        between(Some(MET), Some(ahead), None),
        between(Some(MET), Some(ahead), Some(DatePrecision::Month)),
    ] {
        assert_eq!(planned(vec![fact], &Existing::default(), &community()).expect("sound").new, 1);
    }
    refused(vec![held(), held()], &[("/2", "duplicate")]);
}

#[test]
fn a_treatment_is_told_as_a_body_can_have_treated() {
    let wrong = |change: &dyn Fn(&mut StopFact)| {
        let mut fact = treated("24-2023", 1);
        change(&mut fact.stops[0]);
        vec![held(), of(fact)]
    };
    let voice = |text: Option<&str>| Voice {
        side: Side::Municipal,
        position: Position::Dissents,
        text: text.map(prose),
        bound: Vec::new(),
    };
    let base = "/2/stops/0/treatment";
    for (change, pointer, code) in [
        (
            &(|stop: &mut StopFact| stop.treatment = Some(treatment(Outcome::Decided, 0))) as &dyn Fn(&mut StopFact),
            "/points",
            "too-short",
        ),
        (&|stop| stop.treatment = Some(treatment(Outcome::Postponed, 1)), "/points", "excludes"),
        (&|stop| stop.meeting = None, "", "needs"),
        (
            &|stop| stop.treatment = Some(Treatment { voices: vec![voice(None)], ..treatment(Outcome::Noted, 0) }),
            "/voices/0/text",
            "required",
        ),
        (
            &|stop| {
                stop.treatment = Some(Treatment { voices: vec![voice(Some("Nei"))], ..treatment(Outcome::Decided, 1) });
            },
            "/voices/0/position",
            "excludes",
        ),
    ] {
        refused(wrong(change), &[(&format!("{base}{pointer}"), code)]);
    }
    let mut talked = treated("1-2023", 1);
    talked.stops[0].body = key("samtale");
    let met = Fact::Meeting(meeting("samtale", MET, MeetingState::Held));
    refused(vec![met, of(talked)], &[("/2/stops/0/treatment/outcome", "not-allowed")]);
    let tentative = Fact::Meeting(meeting("ssu", MET, MeetingState::Tentative));
    refused(vec![tentative, of(treated("1-2023", 1))], &[("/2/stops/0/treatment", "not-allowed")]);
    let mut state = treated("1-2023", 1);
    state.state = Some(CaseState::Reported);
    refused(vec![held(), of(state)], &[("/2/state", "not-allowed")]);
}

#[test]
fn a_number_is_given_once() {
    refused(
        vec![held(), of(treated("24-2023", 1)), of(case(vec![stop("ssu", "024-2023", 2023)]))],
        &[("/3/stops/0/number", "duplicate")],
    );
    refused(vec![of(case(Vec::new()))], &[("/1/stops", "too-short")]);
    refused(vec![of(case(vec![stop("ssu", "1-2020", 2020)]))], &[("/1/stops/0/year", "outside-validity")]);
}

#[test]
fn an_agenda_has_no_more_items_than_one_can_have() {
    let number = |n: usize| treated(&format!("{}-2023", n + 1), 0);
    let mut facts = vec![held()];
    facts.extend((0..=Meeting::ITEMS_MAX).map(|n| of(number(n))));
    refused(facts, &[("/102/stops/0/meeting", "too-long")]);
}
