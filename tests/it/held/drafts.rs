//! Invented cases, papers, items and meetings, before anything is known of them.
use domain::{
    Case, CaseAct, CaseId, CaseKind, CaseState, DatePrecision, Disclosure, Instant, Item, ItemId, Meeting, MeetingId,
    MeetingState, NewStop, Paper, PlannedDate, Point, StopId, Time, Visibility, oslo_date,
};

use super::{invented, line, prose};

pub(super) fn reported(now: Instant) -> Case {
    Case {
        id: CaseId::fresh(),
        title: line("Oppdikta sak"),
        kind: CaseKind::Decision,
        state: CaseState::Reported,
        reported_by: None,
        reporter: None,
        external: None,
        body: None,
        summary: None,
        obstacle: None,
        reach: None,
        merged_into: None,
        stops: Vec::new(),
        links: Vec::new(),
        officers: Vec::new(),
        archive_reference: None,
        disclosure: Disclosure::PUBLIC,
        published_at: Some(now),
        history: Vec::new(),
        provenance: invented(),
        created_at: now,
        changed_at: now,
        version: 1,
    }
}

pub(super) fn scheduled(case: &Case, new: NewStop, meeting: MeetingId, now: Instant) -> Case {
    let stop = new.id;
    let accepted = case.apply(CaseAct::Accept { into: vec![new] }, None, now).expect("accepted");
    let on_agenda = accepted.apply(CaseAct::Schedule { stop, meeting }, None, now).expect("scheduled");
    Case { version: 1, ..on_agenda }
}

pub(super) fn paper(stop: StopId, title: &str, now: Instant) -> Paper {
    Paper {
        stop,
        number: 1,
        document_date: None,
        background: Some(prose(&format!("Bakgrunnen for {title}."))),
        assessments: Vec::new(),
        recommendation: vec![Point { verb: None, text: prose("Utvalet sluttar seg til dette.") }],
        sections: Vec::new(),
        author: None,
        after_notice: false,
        created_at: now,
    }
}

pub(super) fn item(stop: Option<(CaseId, StopId)>, title: Option<&str>, kind: CaseKind) -> Item {
    Item {
        id: ItemId::fresh(),
        stop,
        title: title.map(line),
        kind,
        minutes: None,
        presenter: None,
        attendees: Vec::new(),
        paper: stop.map(|_| 1),
        late: false,
        treatment: None,
    }
}

pub(super) fn meeting(body: domain::BodyId, visibility: Visibility, now: Instant) -> Meeting {
    let day = oslo_date(now);
    Meeting {
        id: MeetingId::fresh(),
        body,
        title: None,
        state: MeetingState::Held,
        when: PlannedDate { from: day, to: day, precision: DatePrecision::Day },
        starts_at: Some(Time::constant(9, 0, 0, 0)),
        ends_at: Some(Time::constant(12, 0, 0, 0)),
        form: None,
        place: Some(line("Oppdikta møterom")),
        host: None,
        visibility,
        side: None,
        notice: None,
        agenda: Vec::new(),
        attendance: Vec::new(),
        moves: Vec::new(),
        history: Vec::new(),
        note: None,
        provenance: invented(),
        created_at: now,
        changed_at: now,
        version: 1,
    }
}
