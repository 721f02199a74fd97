//! What hangs on cases and meetings, so that it is told differently when they change: papers, agendas, minutes, and the
//! cases that point at them.
use std::collections::{BTreeSet, HashMap};

use domain::{CaseId, MeetingId, StopId, SubjectType};

use super::record::Subject;
use crate::guard::Reading;
use crate::wire::ApiError;

type Hanging = HashMap<Subject, BTreeSet<Subject>>;

/// What hangs on each of these things.
pub(super) fn hanging(reading: &mut Reading<'_, '_, '_>, on: &[Subject]) -> Result<Hanging, ApiError> {
    let ids = |kind| on.iter().filter(move |subject| subject.0 == kind).map(|subject| subject.1.as_str());
    let cases: Vec<CaseId> = ids(SubjectType::Case).filter_map(|id| CaseId::parse(id).ok()).collect();
    let meetings: Vec<MeetingId> = ids(SubjectType::Meeting).filter_map(|id| MeetingId::parse(id).ok()).collect();
    let mut hanging = Hanging::new();
    if !cases.is_empty() {
        on_cases(reading, &cases, &mut hanging)?;
    }
    if !meetings.is_empty() {
        on_meetings(reading, &meetings, &mut hanging)?;
    }
    with_minutes(reading, &meetings, &mut hanging)?;
    Ok(hanging)
}

fn case(id: CaseId) -> Subject {
    (SubjectType::Case, id.to_string())
}

fn meeting(id: MeetingId) -> Subject {
    (SubjectType::Meeting, id.to_string())
}

fn paper(stop: StopId) -> Subject {
    (SubjectType::Paper, stop.to_string())
}

/// The cases that point at these, the papers of both, and the agendas they stand or stood on.
fn on_cases(reading: &mut Reading<'_, '_, '_>, cases: &[CaseId], hanging: &mut Hanging) -> Result<(), ApiError> {
    let pointing = reading.tx.cases().pointing_at(cases)?;
    let mut all: Vec<CaseId> = cases.iter().copied().chain(pointing.iter().map(|(case, _)| *case)).collect();
    all.sort_unstable_by_key(|case| case.0);
    all.dedup();
    let stops = reading.tx.cases().stops_of(&all)?;
    let own = stops.iter().filter(|(case, ..)| cases.contains(case));
    let own: HashMap<StopId, CaseId> = own.map(|(case, stop, _)| (*stop, *case)).collect();
    let items = reading.tx.meetings().items_of_stops(&own.keys().copied().collect::<Vec<_>>())?;
    for (from, target) in pointing {
        let on = hanging.entry(case(target)).or_default();
        on.insert(case(from));
        on.extend(stops.iter().filter(|(case, ..)| *case == from).map(|(_, stop, _)| paper(*stop)));
    }
    for (id, stop, last) in stops.iter().filter(|(_, stop, _)| own.contains_key(stop)) {
        let on = hanging.entry(case(*id)).or_default();
        on.insert(paper(*stop));
        on.extend(last.map(meeting));
    }
    for (at, item) in items {
        if let Some(id) = item.stop.and_then(|(_, stop)| own.get(&stop)) {
            hanging.entry(case(*id)).or_default().insert(meeting(at));
        }
    }
    Ok(())
}

/// The papers of what stands, or last stood, on these agendas.
fn on_meetings(
    reading: &mut Reading<'_, '_, '_>,
    meetings: &[MeetingId],
    hanging: &mut Hanging,
) -> Result<(), ApiError> {
    for (at, stop) in reading.tx.cases().stops_before(meetings)? {
        hanging.entry(meeting(at)).or_default().insert(paper(stop));
    }
    for each in reading.tx.meetings().many(meetings)? {
        let papers = each.agenda.iter().filter_map(|item| item.stop).map(|(_, stop)| paper(stop));
        hanging.entry(meeting(each.id)).or_default().extend(papers);
    }
    Ok(())
}

/// With each meeting its minutes.
fn with_minutes(
    reading: &mut Reading<'_, '_, '_>,
    meetings: &[MeetingId],
    hanging: &mut Hanging,
) -> Result<(), ApiError> {
    let touched = hanging.values().flatten().filter(|subject| subject.0 == SubjectType::Meeting);
    let mut all: Vec<MeetingId> = touched.filter_map(|subject| MeetingId::parse(&subject.1).ok()).collect();
    all.extend(meetings);
    all.sort_unstable_by_key(|meeting| meeting.0);
    all.dedup();
    if all.is_empty() {
        return Ok(());
    }
    for (at, number) in reading.tx.minutes().numbers(&all)? {
        let (at, minutes) = (meeting(at), (SubjectType::Minutes, format!("{at}/{number}")));
        for on in hanging.values_mut().filter(|on| on.contains(&at)) {
            on.insert(minutes.clone());
        }
        hanging.entry(at).or_default().insert(minutes);
    }
    Ok(())
}
