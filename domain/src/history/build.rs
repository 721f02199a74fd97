//! Making what a line tells of, by the same acts that anyone else's cases and meetings go through.
use super::plan::{NamedStop, Planner};
use super::{CaseFact, MeetingFact, MinutesFact, PaperFact, noon};
use crate::{
    Body, Case, CaseAct, CaseId, CaseState, Date, Disclosure, FaultKind, Instant, Item, ItemId, Link, Meeting,
    MeetingAct, MeetingId, MeetingPassage, MeetingState, Minutes, MinutesSources, MinutesState, NewStop, Paper,
    PartyId, PlannedDate, Refusal, StopId,
};

/// A case with what comes with it.
pub(super) struct Built {
    pub case: Case,
    pub papers: Vec<Paper>,
    /// The items, and the meetings on whose agendas they stand.
    pub items: Vec<(MeetingId, Item)>,
}

pub(super) fn refused(refusal: Refusal) -> FaultKind {
    FaultKind::NotAllowed { allowed: refusal.allowed }
}

/// The states a meeting of history may be told to have.
const MEETING_STATES: [MeetingState; 5] = [
    MeetingState::Tentative,
    MeetingState::Planned,
    MeetingState::Held,
    MeetingState::Published,
    MeetingState::Cancelled,
];

/// A meeting, as far as it came; or what it may have become instead.
pub(super) fn meeting(
    fact: &MeetingFact,
    body: &Body,
    when: PlannedDate,
    host: Option<PartyId>,
    now: Instant,
) -> Result<Meeting, FaultKind> {
    let at = noon(when.from, now);
    let bare = Meeting {
        id: MeetingId::fresh(),
        body: body.id,
        title: fact.title.clone(),
        state: fact.state,
        when,
        starts_at: fact.starts_at,
        ends_at: fact.ends_at,
        form: fact.form,
        place: fact.place.clone(),
        host,
        visibility: fact.visibility.unwrap_or(body.visibility),
        side: body.side.filter(|_| fact.visibility.unwrap_or(body.visibility) == crate::Visibility::Side),
        notice: None,
        agenda: Vec::new(),
        attendance: Vec::new(),
        moves: Vec::new(),
        history: Vec::new(),
        note: None,
        provenance: fact.provenance.clone(),
        created_at: now,
        changed_at: now,
        version: 1,
    };
    // When people were called to what was held nobody tells, and nobody is called to it any more.
    let held = |bare: Meeting| Meeting { state: MeetingState::Called, ..bare }.apply(MeetingAct::Hold, None, at);
    let mut days = vec![(fact.state, at)];
    let made = match fact.state {
        MeetingState::Tentative | MeetingState::Planned => Ok(bare),
        MeetingState::Held => held(bare),
        MeetingState::Published => {
            let published = fact.minutes.as_ref().map_or(at, |minutes| noon(minutes.published_on, now));
            days = vec![(MeetingState::Held, at), (fact.state, published)];
            let rest = [MeetingAct::Minute, MeetingAct::Approve, MeetingAct::Publish];
            held(bare).and_then(|held| rest.into_iter().try_fold(held, |met, act| met.apply(act, None, published)))
        }
        MeetingState::Cancelled => Meeting { state: MeetingState::Planned, ..bare }.apply(MeetingAct::Cancel, None, at),
        _ => Err(Refusal::of(fact.state, &MEETING_STATES)),
    };
    let told = |meeting: Meeting| {
        let passage = |(state, at)| MeetingPassage { state, at, reason: None };
        Meeting { history: days.into_iter().map(passage).collect(), changed_at: now, version: 1, ..meeting }
    };
    made.map(told).map_err(refused)
}

/// The published minutes of a meeting that took these cases up. When they were out for comments and approved nobody tells.
pub(super) fn minutes(fact: &MinutesFact, of: &MinutesSources<'_>, now: Instant) -> Minutes {
    Minutes {
        state: MinutesState::Published,
        introduction: fact.introduction.clone(),
        published_at: Some(noon(fact.published_on, now)),
        ..Minutes::build(of, now)
    }
}

impl Planner<'_> {
    /// A case that went through its bodies as told. What no case can go through is a fault where it is told.
    pub(super) fn build(
        &mut self,
        base: &str,
        fact: &CaseFact,
        stops: &[NamedStop<'_>],
        links: Vec<Link>,
    ) -> Option<Built> {
        let id = CaseId::fresh();
        let first = stops.first().map(|stop| self.begun(stop))?;
        let party = fact.party.as_ref().and_then(|key| self.structure.party_of_key(key));
        let mut case = Case {
            id,
            title: fact.title.clone(),
            kind: fact.kind,
            state: CaseState::Reported,
            reported_by: party,
            reporter: None,
            external: None,
            body: None,
            summary: fact.summary.clone(),
            obstacle: None,
            reach: None,
            merged_into: None,
            stops: Vec::new(),
            links,
            officers: Vec::new(),
            archive_reference: fact.archive_reference.clone(),
            disclosure: fact.disclosure.clone().unwrap_or(Disclosure::PUBLIC),
            published_at: None,
            history: Vec::new(),
            provenance: fact.provenance.clone(),
            created_at: first,
            changed_at: self.now,
            version: 1,
        };
        let (mut papers, mut items) = (Vec::new(), Vec::new());
        let mut at = first;
        for stage in stops.chunk_by(|one, next| one.stage == next.stage) {
            at = stage.iter().map(|stop| self.begun(stop)).min().map_or(at, |begun| begun.max(at));
            let into = stage.iter().map(|stop| NewStop { id: stop.id, body: stop.body, number: stop.number.clone() });
            case = self.step(&case, CaseAct::Accept { into: into.collect() }, at, &stage[0].pointer)?;
            for stop in stage {
                if let Some(paper) = &stop.fact.paper {
                    case = self.step(&case, CaseAct::Prepare { stop: stop.id }, at, &stop.pointer)?;
                    papers.push(first_version(stop.id, paper, self.now));
                }
                let Some(meeting) = &stop.meeting else { continue };
                let (met, day, over) = (meeting.id, meeting.when.from, is_over(meeting.state));
                case = self.step(&case, CaseAct::Schedule { stop: stop.id, meeting: met }, at, &stop.pointer)?;
                items.push((met, item(&case, stop, over)));
                if over && case.published_at.is_none() {
                    // What stood on the agenda of a meeting that was held has gone out with it.
                    case.published_at = Some(noon(day, self.now));
                }
                if let Some(treatment) = &stop.fact.treatment {
                    at = at.max(noon(day, self.now));
                    let treat = CaseAct::Treat { stop: stop.id, outcome: treatment.outcome };
                    case = self.step(&case, treat, at, &format!("{}/treatment", stop.pointer))?;
                }
            }
        }
        let wanted = fact.state.unwrap_or(case.state);
        if wanted != case.state {
            let act = match wanted {
                CaseState::FollowedUp => Ok(CaseAct::FollowUp),
                CaseState::Closed => Ok(CaseAct::Close),
                _ => Err(std::iter::once(case.state).chain(case.allowed()).filter(|state| is_told(*state))),
            };
            match act {
                Ok(act) => case = self.step(&case, act, at, &format!("{base}/state"))?,
                Err(allowed) => {
                    let allowed = allowed.map(crate::Words::word).collect();
                    self.faults.add(format!("{base}/state"), FaultKind::NotAllowed { allowed });
                    return None;
                }
            }
        }
        (case.changed_at, case.version) = (self.now, 1);
        Some(Built { case, papers, items })
    }

    fn step(&mut self, case: &Case, act: CaseAct, at: Instant, pointer: &str) -> Option<Case> {
        let after = case.apply(act, None, at).map_err(refused);
        after.map_err(|kind| self.faults.add(pointer, kind)).ok()
    }

    /// When a body had taken a case up at the latest: the day of its document, of its meeting, or the last of the year.
    fn begun(&self, stop: &NamedStop<'_>) -> Instant {
        let written = stop.fact.paper.as_ref().and_then(|paper| paper.document_date);
        let met = stop.meeting.as_ref().map(|meeting| meeting.when.from);
        let day = [written, met].into_iter().flatten().min();
        let day = day.or_else(|| Date::new(stop.fact.year, 12, 31).ok());
        day.map_or(self.now, |day| noon(day, self.now))
    }
}

/// Whether a meeting in this state is behind those who went to it.
pub(super) const fn is_over(state: MeetingState) -> bool {
    !state.is_ahead() && !matches!(state, MeetingState::Cancelled)
}

/// The states a case may be told to have beyond what its bodies tell.
const fn is_told(state: CaseState) -> bool {
    !matches!(state, CaseState::Accepted | CaseState::Prepared)
}

fn first_version(stop: StopId, fact: &PaperFact, now: Instant) -> Paper {
    let mut assessments = fact.assessments.clone();
    assessments.sort_by_key(|assessment| assessment.side);
    Paper {
        stop,
        number: 1,
        document_date: fact.document_date,
        background: fact.background.clone(),
        assessments,
        recommendation: fact.recommendation.clone(),
        sections: Vec::new(),
        author: None,
        after_notice: false,
        created_at: now,
    }
}

/// The item a case is on an agenda; the paper of a meeting that is over is the one it saw.
fn item(case: &Case, stop: &NamedStop<'_>, over: bool) -> Item {
    Item {
        id: ItemId::fresh(),
        stop: Some((case.id, stop.id)),
        title: None,
        kind: case.kind,
        minutes: None,
        presenter: None,
        attendees: Vec::new(),
        paper: stop.fact.paper.as_ref().filter(|_| over).map(|_| 1),
        late: false,
        treatment: stop.fact.treatment.clone(),
    }
}
