//! Finding out, line by line, what is new, what is there already and what cannot be.
mod check;
mod refer;

use super::build::{Built, meeting as build_meeting, minutes as build_minutes};
use super::compare::meeting as meeting_differences;
use super::known::{KnownCase, KnownMeeting, KnownStop};
use super::{CaseFact, Existing, Fact, MeetingFact, MinutesFact, Plan, Record, StopFact};
use crate::{
    BodyId, Case, CaseNumber, FaultKind, Faults, Instant, Item, Language, Meeting, MeetingId, MeetingState,
    MinutesSources, Roster, StopId, Structure,
};

use refer::points;

/// What entering these lines takes, or everything that is wrong with them, each fault at `/line/member`. What a line
/// refers to is told on a line before it, or is there already. Where some lines could not be read, `partial`, nobody is
/// blamed for referring to what those may have told.
pub fn plan(
    records: &[Record],
    partial: bool,
    existing: &Existing,
    structure: &Structure,
    language: Language,
    now: Instant,
) -> Result<Plan, Faults> {
    let faults = Faults::default();
    let (meetings, cases) = (Vec::new(), Vec::new());
    let plan = Plan::default();
    let mut planner = Planner {
        existing,
        structure,
        now,
        partial,
        faults,
        meetings,
        cases,
        agendas: Vec::new(),
        minutes: Vec::new(),
        plan,
    };
    for record in records {
        let base = format!("/{}", record.line);
        match &record.fact {
            Fact::Meeting(fact) => planner.meeting(&base, fact),
            Fact::Case(fact) => planner.case(&base, fact),
        }
    }
    planner.finish(language)
}

pub(super) struct Planner<'a> {
    pub existing: &'a Existing,
    pub structure: &'a Structure,
    pub now: Instant,
    /// Whether there are lines whose meetings and cases nobody knows.
    partial: bool,
    pub faults: Faults,
    meetings: Vec<KnownMeeting>,
    cases: Vec<KnownCase>,
    agendas: Vec<(MeetingId, Item)>,
    minutes: Vec<(MeetingId, &'a MinutesFact)>,
    plan: Plan,
}

/// A case in one body, with what its names stand for.
pub(super) struct NamedStop<'a> {
    pub pointer: String,
    pub fact: &'a StopFact,
    pub id: StopId,
    pub stage: u16,
    pub body: BodyId,
    pub number: CaseNumber,
    pub meeting: Option<Meeting>,
}

impl<'a> Planner<'a> {
    fn finish(mut self, language: Language) -> Result<Plan, Faults> {
        self.faults.into_result()?;
        let met = |id: MeetingId| {
            let told = self.meetings.iter().filter_map(|known| known.meeting.as_ref());
            told.chain(&self.existing.meetings).find(|meeting| meeting.id == id).cloned()
        };
        for (id, item) in self.agendas {
            match self.plan.agendas.iter_mut().find(|(meeting, _)| meeting.id == id) {
                Some((_, items)) => items.push(item),
                None => self.plan.agendas.extend(met(id).map(|meeting| (meeting, vec![item]))),
            }
        }
        let Plan { agendas, cases, papers, .. } = &self.plan;
        let minutes = self.minutes.iter().map(|(id, fact)| {
            let items = agendas.iter().find(|(meeting, _)| meeting.id == *id).map_or(&[][..], |(_, items)| items);
            let meeting = met(*id).map(|meeting| Meeting { agenda: items.to_vec(), ..meeting })?;
            let (structure, roster) = (self.structure, &Roster::default());
            let of = MinutesSources { meeting: &meeting, structure, roster, cases, papers, language };
            Some(build_minutes(fact, &of, self.now))
        });
        self.plan.minutes = minutes.collect::<Option<_>>().unwrap_or_default();
        Ok(self.plan)
    }

    fn meeting(&mut self, base: &str, fact: &'a MeetingFact) {
        let before = self.faults.0.len();
        let body = self.structure.body_of_key(&fact.body);
        if body.is_none() {
            self.faults.add(format!("{base}/body"), FaultKind::UnknownReference);
        }
        let host = fact.host.as_ref().and_then(|key| self.structure.party_of_key(key));
        if fact.host.is_some() && host.is_none() {
            self.faults.add(format!("{base}/host"), FaultKind::UnknownReference);
        }
        let when = fact.when.planned(base, &mut self.faults);
        let (Some(body), Some(when)) = (body, when) else {
            self.partial = true;
            return;
        };
        let (id, day) = (body.id, when.from);
        if self.meetings.iter().any(|known| known.body == id && known.day == day) {
            self.faults.add(base, FaultKind::Duplicate);
            return;
        }
        self.check_meeting(base, fact, body, when);
        let is = self.existing.meeting(id, day);
        let meeting = match is {
            Some(is) => {
                self.faults.0.extend(meeting_differences(base, fact, when, host, is, self.existing.minutes(is.id)).0);
                Some(is.clone())
            }
            None => match build_meeting(fact, body, when, host, self.now) {
                Ok(meeting) => Some(meeting),
                Err(kind) => {
                    self.faults.add(format!("{base}/state"), kind);
                    None
                }
            },
        };
        let meeting = meeting.filter(|_| self.faults.0.len() == before);
        match (&meeting, is) {
            (Some(_), Some(_)) => self.plan.unchanged += 1,
            (Some(new), None) => {
                self.plan.new += 1;
                self.plan.meetings.push(new.clone());
                self.minutes.extend(fact.minutes.as_ref().map(|minutes| (new.id, minutes)));
            }
            (None, _) => {}
        }
        self.meetings.push(KnownMeeting { body: id, day, meeting });
    }

    fn case(&mut self, base: &str, fact: &CaseFact) {
        let before = self.faults.0.len();
        self.check_case(base, fact);
        let stops = self.stops(base, fact);
        let links = self.links(base, fact);
        if stops.is_none() {
            self.partial = true;
        }
        let stops = stops.unwrap_or_default();
        let is = self.case_there(&stops);
        let sound = self.faults.0.len() == before;
        let id = match is {
            Some(is) => {
                let differences = self.differences(base, fact, &stops, &links, is);
                let same = sound && differences.0.is_empty();
                self.faults.0.extend(differences.0);
                self.plan.unchanged += usize::from(same);
                Some(is.id)
            }
            None if sound => {
                self.agendas_open(&stops);
                let built = self.build(base, fact, &stops, links).filter(|_| self.faults.0.len() == before);
                built.map(|Built { case, papers, items }| {
                    let id = case.id;
                    self.plan.new += 1;
                    self.plan.cases.push(case);
                    self.plan.papers.extend(papers);
                    self.agendas.extend(items);
                    id
                })
            }
            None => None,
        };
        let stops =
            stops.into_iter().map(|stop| KnownStop { points: points(stop.fact), body: stop.body, number: stop.number });
        self.cases.push(KnownCase { id, stops: stops.collect() });
    }

    /// The case that has one of these numbers already.
    fn case_there(&self, stops: &[NamedStop<'_>]) -> Option<&'a Case> {
        stops.iter().find_map(|stop| self.existing.case(stop.body, &stop.number))
    }

    /// Who has been told what a meeting takes up is not told otherwise afterwards, and no agenda grows for ever.
    fn agendas_open(&mut self, stops: &[NamedStop<'_>]) {
        for stop in stops {
            let Some(meeting) = &stop.meeting else { continue };
            let pointer = format!("{}/meeting", stop.pointer);
            let there = self.existing.meeting_by_id(meeting.id).is_some();
            let open = matches!(meeting.state, MeetingState::Tentative | MeetingState::Planned | MeetingState::Held);
            if there && (!open || self.existing.minutes(meeting.id).is_some()) {
                self.faults.add(pointer, FaultKind::NotAllowed { allowed: Vec::new() });
            } else if meeting.agenda.len() + self.agendas.iter().filter(|(id, _)| *id == meeting.id).count()
                >= Meeting::ITEMS_MAX
            {
                self.faults.add(pointer, FaultKind::TooLong { max: Meeting::ITEMS_MAX });
            }
        }
    }
}
