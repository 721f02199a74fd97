//! Papers as they are followed: of each case in a body, the version its reader reads.
use std::collections::{HashMap, HashSet};

use domain::policy::Permission;
use domain::{Body, BodyId, Case, CaseId, Item, Meeting, MeetingId, Paper, StopId, SubjectType};

use super::matter::Matter;
use super::view::PaperView;
use crate::feeds::record::{Found, Record, Shown, parsed};
use crate::guard::Reading;
use crate::wire::ApiError;

/// Papers, without what the body asks of them while they may be written.
pub(crate) enum PaperRecord {}

/// What stands around some papers: their cases, the cases those hang together with, their bodies and their meetings.
struct Around {
    cases: HashMap<CaseId, Case>,
    bodies: HashMap<BodyId, Body>,
    meetings: HashMap<MeetingId, Meeting>,
    items: Vec<(MeetingId, Item)>,
}

impl Record for PaperRecord {
    type Item = StopId;
    const KIND: SubjectType = SubjectType::Paper;
    const PERMISSION: Permission = Permission::ReadCases;

    fn id(stop: &StopId) -> String {
        stop.to_string()
    }

    fn page(reading: &mut Reading<'_, '_, '_>, from: Option<&str>, limit: i64) -> Result<Vec<StopId>, ApiError> {
        Ok(reading.tx.papers().places(from.and_then(|id| StopId::parse(id).ok()), limit)?)
    }

    fn fetch(_: &mut Reading<'_, '_, '_>, ids: &[&str]) -> Result<Vec<StopId>, ApiError> {
        Ok(parsed(ids, StopId::parse))
    }

    fn tell(reading: &mut Reading<'_, '_, '_>, stops: Vec<StopId>) -> Result<Vec<Found>, ApiError> {
        let around = Around::of(reading, &stops)?;
        let newest: HashMap<StopId, Paper> =
            reading.tx.papers().newest_of(&stops)?.into_iter().map(|paper| (paper.stop, paper)).collect();
        let sent = around.sent(reading);
        // Whoever has a role reads the newest version; others the last that went out with a notice they see.
        let mut papers = HashMap::new();
        if !reading.sight.community {
            let wanted: Vec<(StopId, i32)> = sent.iter().map(|(stop, number)| (*stop, *number)).collect();
            let versions = if wanted.is_empty() { Vec::new() } else { reading.tx.papers().exactly(&wanted)? };
            papers = versions.into_iter().map(|paper| (paper.stop, paper)).collect();
        }
        let told = |stop: &StopId| {
            let case = around.cases.values().find(|case| case.stop(*stop).is_some());
            let (case, written) = (case?, newest.get(stop)?);
            let paper = if reading.sight.community { Some(written) } else { papers.get(stop) };
            Some(around.told(reading, case, *stop, paper.cloned()))
        };
        stops.iter().filter_map(told).collect()
    }
}

impl Around {
    fn of(reading: &mut Reading<'_, '_, '_>, stops: &[StopId]) -> Result<Self, ApiError> {
        let wanted = reading.tx.cases().of_stops(stops)?;
        let mut cases = reading.tx.cases().many(&wanted)?;
        let linked: HashSet<CaseId> = cases.iter().flat_map(|case| &case.value.links).map(|link| link.case).collect();
        let linked: Vec<CaseId> = linked.into_iter().filter(|case| !wanted.contains(case)).collect();
        if !linked.is_empty() {
            cases.extend(reading.tx.cases().many(&linked)?);
        }
        let cases: HashMap<CaseId, Case> = cases.into_iter().map(|kept| (kept.value.id, kept.value)).collect();
        let items = reading.tx.meetings().items_of_stops(stops)?;
        let standing = cases.values().flat_map(|case| &case.stops).filter(|stop| stops.contains(&stop.id));
        let meetings: HashSet<MeetingId> =
            items.iter().map(|(meeting, _)| *meeting).chain(standing.filter_map(|stop| stop.meeting)).collect();
        let meetings = reading.tx.meetings().many(&Vec::from_iter(meetings))?;
        let bodies: HashSet<BodyId> = cases.values().flat_map(|case| &case.stops).map(|stop| stop.body).collect();
        let bodies = reading.tx.bodies().many(&Vec::from_iter(bodies))?;
        Ok(Self {
            cases,
            bodies: bodies.into_iter().map(|body| (body.id, body)).collect(),
            meetings: meetings.into_iter().map(|meeting| (meeting.id, meeting)).collect(),
            items,
        })
    }

    fn sees_body(&self, reading: &Reading<'_, '_, '_>, id: BodyId) -> bool {
        self.bodies.get(&id).is_some_and(|body| reading.sight.sees_of(id, body.visibility, body.side))
    }

    fn sees_meeting(&self, reading: &Reading<'_, '_, '_>, meeting: &Meeting) -> bool {
        self.bodies.get(&meeting.body).is_some_and(|body| reading.sight.sees_meeting(meeting, body))
    }

    /// The last version of each paper that went out with the notice of a meeting the reader sees.
    fn sent(&self, reading: &Reading<'_, '_, '_>) -> HashMap<StopId, i32> {
        let mut sent = HashMap::new();
        for (meeting, item) in &self.items {
            let (Some((_, stop)), Some(number)) = (item.stop, item.paper) else { continue };
            let seen = |meeting: &&Meeting| meeting.is_announced() && self.sees_meeting(reading, meeting);
            if self.meetings.get(meeting).filter(seen).is_some() {
                let last = sent.entry(stop).or_insert(number);
                *last = number.max(*last);
            }
        }
        sent
    }

    fn told(
        &self,
        reading: &Reading<'_, '_, '_>,
        case: &Case,
        stop: StopId,
        paper: Option<Paper>,
    ) -> Result<Found, ApiError> {
        let (sight, today) = (reading.sight, reading.today);
        let sees_body = |body: BodyId| self.sees_body(reading, body);
        let here = case.stop(stop).cloned();
        let body = here.as_ref().and_then(|stop| self.bodies.get(&stop.body)).filter(|body| sees_body(body.id));
        let matter = sight.sees_matter(case, today, sees_body);
        let meeting = here.as_ref().and_then(|stop| self.meetings.get(&stop.meeting?));
        let mut found = Found::new(SubjectType::Paper, stop.to_string(), None);
        found.told_as = vec![(SubjectType::Case, case.id.to_string())];
        found.since = Some((SubjectType::Paper, format!("{stop}/1")));
        found.bodies = case.stops.iter().map(|stop| stop.body).collect();
        found.held = matter;
        // It goes out of the community with the notice of a meeting, and not before.
        let went_out = sight.community || meeting.is_some_and(Meeting::is_announced);
        found.never = body.is_none() || !went_out;
        if let (true, Some(here), Some(body), Some(paper)) = (matter, here, body, paper) {
            let meeting = meeting.filter(|meeting| sight.community || meeting.is_announced());
            let meeting = meeting.filter(|meeting| self.sees_meeting(reading, meeting));
            let seen = |case: &&Case| sight.sees_case(case, today, sees_body);
            let links = case.links.iter().filter(|link| self.cases.get(&link.case).filter(seen).is_some());
            let links = links.cloned().collect();
            let number = paper.number;
            let matter = Matter { case: case.clone(), stop: here, body: body.clone() };
            let view = PaperView::new(&matter, paper, sight).with(links, meeting);
            found.shown = Some(Shown::new(number, &view, &["asked", "missing"])?);
        }
        Ok(found)
    }
}
