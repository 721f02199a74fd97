//! Meetings as events, told as tables. All of them are invented.
use domain::{
    BodyId, CaseKind, Date, DatePrecision, Instant, Key, Language, Line, Meeting, MeetingForm, MeetingId, MeetingState,
    Names, PlannedDate, Provenance, Time, Verification, Visibility,
};

use super::{Occasion, Origin, Topic, calendar};

fn line(text: &str) -> Line {
    Line::parse(text).expect(text)
}

fn day(month: i8, day: i8) -> PlannedDate {
    let day = Date::constant(2026, month, day);
    PlannedDate { from: day, to: day, precision: DatePrecision::Day }
}

fn at(hour: i8, minute: i8) -> Option<Time> {
    Some(Time::constant(hour, minute, 0, 0))
}

fn meeting() -> Meeting {
    let now = Instant::parse("2026-01-15T08:30:00.5Z").expect("an instant");
    Meeting {
        id: MeetingId::fresh(),
        body: BodyId::fresh(),
        title: None,
        state: MeetingState::Planned,
        when: day(3, 18),
        starts_at: at(9, 0),
        ends_at: at(11, 30),
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
        changed_at: now.plus_seconds(86_400),
        version: 3,
    }
}

fn occasion(meeting: Meeting) -> Occasion {
    let body = Names { nb: line("Strategisk samarbeidsutvalg"), nn: line("Strategisk samarbeidsutval") };
    Occasion { meeting, body, topics: Vec::new() }
}

/// The lines of a calendar of one meeting, whole again.
fn told_in(language: Language, occasion: &Occasion) -> Vec<String> {
    let slug = Key::parse("bergen").expect("a key");
    let origin = Origin { url: "https://vest.example.no", slug: &slug, language };
    let text = calendar(None, std::slice::from_ref(occasion), origin);
    text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

fn told(meeting: Meeting) -> Vec<String> {
    told_in(Language::Nynorsk, &occasion(meeting))
}

/// What a property says, with its parameters.
fn says<'l>(lines: &'l [String], name: &str) -> Vec<&'l str> {
    let event = lines.iter().skip_while(|line| *line != "BEGIN:VEVENT");
    let of = |line: &'l String| line.strip_prefix(name).filter(|rest| rest.starts_with([':', ';']));
    event.filter_map(of).collect()
}

#[test]
fn an_event_is_known_by_the_meeting_and_grows_with_its_versions() {
    let first = meeting();
    let next = Meeting { version: 4, changed_at: first.changed_at.plus_seconds(60), ..first.clone() };
    let (before, after) = (told(first.clone()), told(next));
    assert_eq!(says(&before, "UID"), [format!(":{}@vest.example.no", first.id)]);
    assert_eq!(says(&before, "UID"), says(&after, "UID"));
    assert_eq!((says(&before, "SEQUENCE"), says(&after, "SEQUENCE")), (vec![":3"], vec![":4"]));
    assert_eq!(says(&before, "DTSTAMP"), [":20260116T083000Z"]);
    assert_eq!(says(&after, "LAST-MODIFIED"), [":20260116T083100Z"]);
    assert_eq!(says(&before, "CREATED"), [":20260115T083000Z"]);
    let address = format!(":https://vest.example.no/v1/tenants/bergen/meetings/{}", first.id);
    assert_eq!(says(&before, "URL"), [address]);
}

#[test]
fn a_meeting_is_when_it_is_as_exactly_as_it_is_known() {
    let span = |from: PlannedDate, to: PlannedDate, precision| PlannedDate { from: from.from, to: to.to, precision };
    let week = span(day(10, 5), day(10, 11), DatePrecision::Week);
    let month = span(day(12, 1), day(12, 31), DatePrecision::Month);
    let nine = ":20260318T090000";
    for (when, starts, ends, wanted) in [
        (day(3, 18), at(9, 0), at(11, 30), [";TZID=Europe/Oslo:20260318T090000", ";TZID=Europe/Oslo:20260318T113000"]),
        (day(3, 18), at(9, 0), None, [&*format!(";TZID=Europe/Oslo{nine}"), ""]),
        (day(3, 18), None, None, [";VALUE=DATE:20260318", ";VALUE=DATE:20260319"]),
        (week, None, None, [";VALUE=DATE:20261005", ";VALUE=DATE:20261012"]),
        // Hours say nothing as long as the day is not known.
        (month, at(9, 0), at(10, 0), [";VALUE=DATE:20261201", ";VALUE=DATE:20270101"]),
    ] {
        let lines = told(Meeting { when, starts_at: starts, ends_at: ends, ..meeting() });
        let [start, end] = wanted;
        assert_eq!(says(&lines, "DTSTART"), [start]);
        assert_eq!(says(&lines, "DTEND"), Vec::from_iter((!end.is_empty()).then_some(end)));
    }
}

#[test]
fn the_state_of_a_meeting_tells_how_sure_it_is() {
    use MeetingState as S;
    let week = PlannedDate { precision: DatePrecision::Week, ..day(3, 18) };
    for (state, when, wanted) in [
        (S::Tentative, day(3, 18), [":TENTATIVE", ":OPAQUE", ":Strategisk samarbeidsutval"]),
        (S::Planned, day(3, 18), [":CONFIRMED", ":OPAQUE", ":Strategisk samarbeidsutval"]),
        (S::Planned, week, [":TENTATIVE", ":TRANSPARENT", ":Strategisk samarbeidsutval"]),
        (S::Called, day(3, 18), [":CONFIRMED", ":OPAQUE", ":Strategisk samarbeidsutval"]),
        (S::Published, day(3, 18), [":CONFIRMED", ":OPAQUE", ":Strategisk samarbeidsutval"]),
        (S::Cancelled, day(3, 18), [":CANCELLED", ":TRANSPARENT", ":Avlyst: Strategisk samarbeidsutval"]),
        (S::Cancelled, week, [":CANCELLED", ":TRANSPARENT", ":Avlyst: Strategisk samarbeidsutval"]),
    ] {
        let lines = told(Meeting { state, when, ..meeting() });
        let found = ["STATUS", "TRANSP", "SUMMARY"].map(|name| says(&lines, name));
        assert_eq!(found, wanted.map(|value| vec![value]), "{state}");
    }
}

#[test]
fn what_people_wrote_is_escaped_and_told_in_the_communitys_language() {
    let title = Some(line("Økonomi; avtalar, \\ og «æøå»"));
    let topics = vec![
        Topic { number: Some(line("12/26")), title: Some(line("Møteplan, 2027")), kind: CaseKind::Decision },
        Topic { number: None, title: None, kind: CaseKind::AnyOtherBusiness },
    ];
    let week = PlannedDate { precision: DatePrecision::Week, ..day(3, 18) };
    let digital = Meeting { title, when: week, form: Some(MeetingForm::Digital), ..meeting() };
    let said = Occasion { topics, ..occasion(digital) };
    let lines = told_in(Language::Bokmaal, &said);
    assert_eq!(says(&lines, "SUMMARY"), [r":Strategisk samarbeidsutvalg: Økonomi\; avtalar\, \\ og «æøå»"]);
    let description = r":Dagen er ikke fastsatt.\n1. 12/26 Møteplan\, 2027\n2. Eventuelt";
    assert_eq!((says(&lines, "DESCRIPTION"), says(&lines, "LOCATION")), (vec![description], vec![":Digitalt"]));
    let english = told_in(Language::English, &said);
    let description = r":The day is not settled.\n1. 12/26 Møteplan\, 2027\n2. Any other business";
    assert_eq!((says(&english, "DESCRIPTION"), says(&english, "LOCATION")), (vec![description], vec![":Digital"]));
    let placed = told(Meeting { place: Some(line("Rådhuset, rom 3")), ..said.meeting });
    assert_eq!(says(&placed, "LOCATION"), [r":Rådhuset\, rom 3"]);
}

#[test]
fn a_calendar_to_subscribe_to_has_a_name_and_tells_how_often_it_is_worth_asking() {
    let slug = Key::parse("bergen").expect("a key");
    let origin = Origin { url: "https://vest.example.no", slug: &slug, language: Language::Nynorsk };
    let text = calendar(Some("Møte, Bergen"), &[], origin).replace("\r\n ", "");
    for line in [
        "VERSION:2.0",
        "PRODID:-//helsefellesskap//calendars//nn",
        r"NAME;VALUE=TEXT:Møte\, Bergen",
        r"X-WR-CALNAME:Møte\, Bergen",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ] {
        assert_eq!(text.matches(&format!("\r\n{line}\r\n")).count(), 1, "{line} in {text}");
    }
    assert_eq!((text.matches("TZID:Europe/Oslo").count(), text.contains("VEVENT")), (1, false));
}
