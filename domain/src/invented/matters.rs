//! Cases and meetings for tests.
use crate::{
    BodyId, Case, CaseId, CaseKind, CaseNumber, CaseNumberFormat, CaseState, Date, DatePrecision, Disclosure, Instant,
    Line, Meeting, MeetingId, MeetingState, NewStop, PlannedDate, StopId, Visibility,
};

use super::PROVENANCE;

/// The time at which things are done.
pub(crate) const AT: Instant = Instant::EPOCH;

pub(crate) fn line(text: &str) -> Line {
    Line::parse(text).expect(text)
}

/// A case that has just been reported.
pub(crate) fn case() -> Case {
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
        published_at: None,
        history: Vec::new(),
        provenance: PROVENANCE,
        created_at: AT,
        changed_at: AT,
        version: 1,
    }
}

/// A body that takes a case up as its `running`-th of 2026.
pub(crate) fn new_stop(body: BodyId, running: u32) -> NewStop {
    let number = CaseNumber::next(CaseNumberFormat::default(), 2026, Some(running - 1));
    NewStop { id: StopId::fresh(), body, number }
}

/// A planned meeting of a body on a day.
pub(crate) fn meeting(body: BodyId, day: Date) -> Meeting {
    Meeting {
        id: MeetingId::fresh(),
        body,
        title: None,
        state: MeetingState::Planned,
        when: PlannedDate { from: day, to: day, precision: DatePrecision::Day },
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
        provenance: PROVENANCE,
        created_at: AT,
        changed_at: AT,
        version: 1,
    }
}
