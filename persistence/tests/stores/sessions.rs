//! Meetings to store: bare ones with every optional field unset, whole ones with every field set. All are invented.
use domain::{
    Attendance, Attended, AttendedAs, Ballot, BodyId, CaseKind, Date, DatePrecision, Elected, Item, ItemId, Meeting,
    MeetingForm, MeetingId, MeetingPassage, MeetingState, MembershipId, Move, Notice, OfficeRole, Outcome, PartyId,
    PersonId, PlannedDate, Point, Position, Prose, Side, Time, Treatment, Validity, Verb, Visibility, Voice, Vote,
};

use crate::fixtures::{NEW, OLD, at, date, line, provenance};

fn on(day: Date) -> PlannedDate {
    PlannedDate { from: day, to: day, precision: DatePrecision::Day }
}

/// A planned meeting of which nothing else is known.
pub(crate) fn meeting(body: BodyId, day: &str) -> Meeting {
    Meeting {
        id: MeetingId::fresh(),
        body,
        title: None,
        state: MeetingState::Planned,
        when: on(date(day)),
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
        provenance: provenance(None),
        created_at: at(OLD),
        changed_at: at(NEW),
        version: 1,
    }
}

/// An item of its own, without a case.
pub(crate) fn item(title: &str) -> Item {
    Item {
        id: ItemId::fresh(),
        stop: None,
        title: Some(line(title)),
        kind: CaseKind::Information,
        minutes: None,
        presenter: None,
        attendees: Vec::new(),
        paper: None,
        late: false,
        treatment: None,
    }
}

fn prose(text: &str) -> Prose {
    Prose::parse(text).expect("prose")
}

fn treatment() -> Treatment {
    Treatment {
        outcome: Outcome::Decided,
        points: vec![Point { verb: Some(Verb::Adopts), text: prose("Vedtatt.\n\nMed merknad.") }],
        voices: vec![Voice {
            side: Side::Municipal,
            position: Position::Agrees,
            text: Some(prose("Samd.")),
            bound: vec![PartyId::fresh()],
        }],
        votes: vec![Vote { membership: MembershipId::fresh(), ballot: Ballot::Abstains }],
        elected: vec![Elected { role: OfficeRole::Chair, person: PersonId::fresh(), validity: Validity::ALWAYS }],
        remarks: Some(prose("Ein merknad")),
        reason: Some(line("Fordi")),
    }
}

/// A meeting with every field set.
pub(crate) fn whole_meeting(body: BodyId) -> Meeting {
    let time = |hour, minute| Some(Time::constant(hour, minute, 0, 0));
    Meeting {
        title: Some(line("Ekstraordinært møte")),
        state: MeetingState::Held,
        when: PlannedDate { from: date("2026-03-16"), to: date("2026-03-22"), precision: DatePrecision::Week },
        starts_at: time(9, 0),
        ends_at: time(15, 30),
        form: Some(MeetingForm::Hybrid),
        place: Some(line("Øygarden rådhus")),
        host: Some(PartyId::fresh()),
        visibility: Visibility::Side,
        side: Some(Side::Specialist),
        notice: Some(Notice { sent_at: at(NEW), papers_due: date("2026-03-02") }),
        agenda: vec![
            Item {
                kind: CaseKind::Election,
                minutes: Some(600),
                presenter: Some(PersonId::fresh()),
                attendees: vec![PersonId::fresh(), PersonId::fresh()],
                paper: Some(3),
                late: true,
                treatment: Some(treatment()),
                ..item("Val av leiar")
            },
            item("Eventuelt"),
        ],
        attendance: vec![
            Attendance {
                membership: Some(MembershipId::fresh()),
                person: Some(PersonId::fresh()),
                attended_as: AttendedAs::Deputy,
                attended: Attended::Present,
                for_membership: Some(MembershipId::fresh()),
                party: Some(PartyId::fresh()),
            },
            Attendance {
                membership: None,
                person: None,
                attended_as: AttendedAs::Guest,
                attended: Attended::Excused,
                for_membership: None,
                party: None,
            },
        ],
        moves: vec![Move { from: on(date("2026-03-01")), at: at(OLD), reason: Some(line("Sjukdom")) }],
        history: vec![MeetingPassage { state: MeetingState::Held, at: at(NEW), reason: Some(line("Avhalde")) }],
        note: Some(prose("Oppdikta")),
        provenance: provenance(Some("https://example.org/kalender")),
        ..meeting(body, "2026-03-16")
    }
}
