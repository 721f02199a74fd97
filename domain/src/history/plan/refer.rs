//! What the names in a line stand for: bodies and parties by key, meetings by their day, cases by their number.
use super::super::build::is_over;
use super::super::known::{KnownCase, KnownStop, is_same};
use super::{NamedStop, Planner};
use crate::history::{CaseFact, StopFact};
use crate::{
    Body, BodyId, CaseId, CaseNumber, Date, FaultKind, Line, Link, Meeting, MeetingState, Stop, StopId, Validity,
};

impl Planner<'_> {
    /// Every body that took a case up; none where one is not known.
    pub(super) fn stops<'f>(&mut self, base: &str, fact: &'f CaseFact) -> Option<Vec<NamedStop<'f>>> {
        let (mut stops, mut stage): (Vec<NamedStop<'f>>, u16) = (Vec::new(), 0);
        for (i, stop) in fact.stops.iter().enumerate() {
            let pointer = format!("{base}/stops/{i}");
            let next = stage.saturating_add(1);
            let told_stage = stop.stage.unwrap_or(next);
            if told_stage != next && (told_stage != stage || stage == 0) {
                let (min, max) = (i64::from(stage.max(1)), i64::from(next));
                self.faults.add(format!("{pointer}/stage"), FaultKind::OutOfRange { min, max });
            }
            stage = told_stage;
            let Some(body) = self.structure.body_of_key(&stop.body) else {
                self.faults.add(format!("{pointer}/body"), FaultKind::UnknownReference);
                continue;
            };
            let number = CaseNumber::imported(stop.number.clone(), self.structure.number_format(body), stop.year);
            if !was_there(body, stop.year) {
                self.faults.add(format!("{pointer}/year"), FaultKind::OutsideValidity);
            }
            let told = self.cases.iter().flat_map(|case| &case.stops);
            let twice = told.into_iter().any(|known| known.body == body.id && is_same(&known.number, &number));
            if twice || stops.iter().any(|other| other.body == body.id && is_same(&other.number, &number)) {
                self.faults.add(format!("{pointer}/number"), FaultKind::Duplicate);
            }
            // Two texts may be one number of the year.
            let there = self.existing.case(body.id, &number).map_or(&[][..], |case| &case.stops);
            let written = |stop: &Stop| stop.body == body.id && is_same(&stop.number, &number) && stop.number != number;
            if there.iter().any(written) {
                self.faults.add(format!("{pointer}/number"), FaultKind::Taken);
            }
            if stops.iter().any(|other| other.body == body.id && other.stage == told_stage) {
                self.faults.add(format!("{pointer}/body"), FaultKind::Duplicate);
            }
            let meeting = self.met(&pointer, body.id, stop);
            stops.push(NamedStop { pointer, fact: stop, id: StopId::fresh(), stage, body: body.id, number, meeting });
        }
        (stops.len() == fact.stops.len()).then_some(stops)
    }

    /// The meeting that took a case up.
    fn met(&mut self, pointer: &str, body: BodyId, stop: &StopFact) -> Option<Meeting> {
        let day = stop.meeting?;
        let told = self.meetings.iter().find(|known| known.body == body && known.day == day);
        let meeting = match told {
            Some(known) => known.meeting.clone(),
            None => {
                let there = self.existing.meeting(body, day).cloned();
                if there.is_none() && !self.partial {
                    self.faults.add(format!("{pointer}/meeting"), FaultKind::UnknownReference);
                }
                there
            }
        };
        let state = meeting.as_ref()?.state;
        if stop.treatment.is_some() && !is_over(state) {
            self.faults.add(format!("{pointer}/treatment"), FaultKind::NotAllowed { allowed: Vec::new() });
        }
        if state == MeetingState::Cancelled {
            self.faults.add(format!("{pointer}/meeting"), FaultKind::NotAllowed { allowed: Vec::new() });
        }
        meeting
    }

    pub(super) fn links(&mut self, base: &str, fact: &CaseFact) -> Vec<Link> {
        let mut links: Vec<Link> = Vec::new();
        for (i, link) in fact.links.iter().enumerate() {
            let pointer = format!("{base}/links/{i}");
            let Some(body) = self.structure.body_of_key(&link.body) else {
                self.faults.add(format!("{pointer}/body"), FaultKind::UnknownReference);
                continue;
            };
            let found = self.earlier(body.id, &link.number);
            let Some((id, points)) = found else {
                if !self.partial {
                    self.faults.add(format!("{pointer}/number"), FaultKind::UnknownReference);
                }
                continue;
            };
            // Of what nobody has told the points of, any may have been there.
            if points > 0 && link.point.is_some_and(|point| usize::from(point) > points) {
                let max = i64::try_from(points).unwrap_or(i64::MAX);
                self.faults.add(format!("{pointer}/point"), FaultKind::OutOfRange { min: 1, max });
            }
            let Some(case) = id else { continue };
            let link = Link { case, kind: link.kind, point: link.point };
            if links.contains(&link) {
                self.faults.add(pointer, FaultKind::Duplicate);
            } else {
                links.push(link);
            }
        }
        links
    }

    /// A case of an earlier line, or one that is there, with how many points others may refer to.
    fn earlier(&self, body: BodyId, number: &Line) -> Option<(Option<CaseId>, usize)> {
        let named = |stop: &&KnownStop| stop.body == body && stop.number.text == *number;
        let find = |case: &KnownCase| case.stops.iter().find(named).map(|stop| (case.id, stop.points));
        let told = self.cases.iter().find_map(find);
        told.or_else(|| self.existing.cases.iter().find_map(|case| find(&self.existing.known(case))))
    }
}

/// Whether a body may have had a number of a year.
fn was_there(body: &Body, year: i16) -> bool {
    let [from, to] = [(1, 1), (12, 31)].map(|(month, day)| Date::new(year, month, day).ok());
    body.validity.overlaps(&Validity { from, to })
}

/// How many points of a case in one body others may refer to.
pub(super) fn points(stop: &StopFact) -> usize {
    let recommended = stop.paper.as_ref().map_or(0, |paper| paper.recommendation.len());
    recommended.max(stop.treatment.as_ref().map_or(0, |treatment| treatment.points.len()))
}
