//! What the lines so far have told of, and what is there: whatever a line refers to is one of these.
use super::Existing;
use crate::{
    BodyId, Case, CaseId, CaseNumber, CaseNumberFormat, Date, Key, Meeting, MeetingId, Minutes, Paper, PartyId, StopId,
    Structure, Treatment,
};

/// A meeting a line told of.
pub(super) struct KnownMeeting {
    pub body: BodyId,
    pub day: Date,
    /// The meeting as it is so far; none of a line that is wrong.
    pub meeting: Option<Meeting>,
}

/// A case a line told of.
pub(super) struct KnownCase {
    /// Its id; none of a line that is wrong.
    pub id: Option<CaseId>,
    pub stops: Vec<KnownStop>,
}

/// A number a line told of.
pub(super) struct KnownStop {
    pub body: BodyId,
    pub number: CaseNumber,
    /// How many points were recommended or decided there, whichever are more.
    pub points: usize,
}

/// Whether two numbers of one body are the same, however they are written.
pub(super) fn is_same(one: &CaseNumber, other: &CaseNumber) -> bool {
    let counted = one.running.is_some() && (one.year, one.running) == (other.year, other.running);
    one.text == other.text || counted
}

impl Existing {
    /// The meeting a body has, or was once to have, on a day.
    pub(super) fn meeting(&self, body: BodyId, day: Date) -> Option<&Meeting> {
        let of_body = || self.meetings.iter().filter(move |meeting| meeting.body == body);
        let moved = |meeting: &&Meeting| meeting.moves.iter().any(|moved| moved.from.from == day);
        of_body().find(|meeting| meeting.when.from == day).or_else(|| of_body().find(moved))
    }

    pub(super) fn meeting_by_id(&self, id: MeetingId) -> Option<&Meeting> {
        self.meetings.iter().find(|meeting| meeting.id == id)
    }

    /// The case a body knows by a number.
    pub(super) fn case(&self, body: BodyId, number: &CaseNumber) -> Option<&Case> {
        let known = |case: &&Case| case.stops.iter().any(|stop| stop.body == body && is_same(&stop.number, number));
        self.cases.iter().find(known)
    }

    pub(super) fn minutes(&self, meeting: MeetingId) -> Option<&Minutes> {
        self.minutes.iter().find(|minutes| minutes.meeting == meeting)
    }

    pub(super) fn paper(&self, stop: StopId) -> Option<&Paper> {
        self.papers.iter().find(|paper| paper.stop == stop)
    }

    pub(super) fn treatment(&self, meeting: Option<MeetingId>, stop: StopId) -> Option<&Treatment> {
        let items = meeting.and_then(|id| self.meeting_by_id(id)).map_or(&[][..], |meeting| &meeting.agenda);
        let of_stop = items.iter().find(|item| item.stop.is_some_and(|(_, id)| id == stop));
        of_stop.and_then(|item| item.treatment.as_ref())
    }

    /// A case that is there, as a line would have told of it.
    pub(super) fn known(&self, case: &Case) -> KnownCase {
        let stops = case.stops.iter().map(|stop| {
            let recommended = self.paper(stop.id).map_or(0, |paper| paper.recommendation.len());
            let decided = self.treatment(stop.meeting, stop.id).map_or(0, |treatment| treatment.points.len());
            KnownStop { body: stop.body, number: stop.number.clone(), points: recommended.max(decided) }
        });
        KnownCase { id: Some(case.id), stops: stops.collect() }
    }
}

impl Structure {
    pub(super) fn body_of_key(&self, key: &Key) -> Option<&crate::Body> {
        self.bodies.iter().find(|body| body.key == *key)
    }

    pub(super) fn party_of_key(&self, key: &Key) -> Option<PartyId> {
        self.parties.iter().find(|party| party.key == *key).map(|party| party.id)
    }

    /// How a body writes its case numbers.
    pub(super) fn number_format(&self, body: &crate::Body) -> CaseNumberFormat {
        body.case_number_format.unwrap_or(self.settings.case_number_format)
    }
}
