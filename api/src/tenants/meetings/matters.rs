//! Meetings as callers see them, and the cases on their agendas.
use std::collections::{HashMap, HashSet};

use domain::meeting::notice::published;
use domain::policy::Sight;
use domain::{Body, BodyId, Case, CaseAct, CaseId, Date, Handle, Item, Meeting, MeetingId, StopId, StopState};
use persistence::{Kept, StoreError, TenantTx};

use crate::guard::{Reading, Writing};
use crate::tenants::bodies::target;
use crate::wire::{ApiError, Code};

/// A meeting with its body, for a caller who sees it.
fn seen(tx: &mut TenantTx<'_, '_>, sight: &Sight, id: MeetingId) -> Result<(Kept<Meeting>, Body), ApiError> {
    let meeting = tx.meetings().get(id)?;
    let body = tx.bodies().get(&Handle::Id(meeting.value.body))?.value;
    if sight.sees_meeting(&meeting.value, &body) { Ok((meeting, body)) } else { Err(ApiError::new(Code::NotFound)) }
}

/// A meeting with its body, if the caller sees it.
pub(in crate::tenants) fn visible(
    reading: &mut Reading<'_, '_, '_>,
    id: MeetingId,
) -> Result<(Meeting, Body), ApiError> {
    seen(reading.tx, reading.sight, id).map(|(meeting, body)| (meeting.value, body))
}

/// A meeting as it stands, for a caller who sees it and may change it.
pub(in crate::tenants) fn present(
    writing: &mut Writing<'_, '_, '_>,
    id: MeetingId,
) -> Result<(Kept<Meeting>, Body), ApiError> {
    let (meeting, body) = seen(writing.tx, writing.sight, id)?;
    writing.may_for(&target(&body))?;
    Ok((meeting, body))
}

/// The cases these are, as far as the caller sees what bodies do with them.
pub(in crate::tenants) fn seen_cases(
    tx: &mut TenantTx<'_, '_>,
    sight: &Sight,
    today: Date,
    wanted: impl IntoIterator<Item = CaseId>,
) -> Result<HashMap<CaseId, Case>, StoreError> {
    let wanted: HashSet<CaseId> = wanted.into_iter().collect();
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let cases = tx.cases().many(&Vec::from_iter(wanted))?;
    let bodies: HashSet<BodyId> = cases.iter().flat_map(|case| &case.value.stops).map(|stop| stop.body).collect();
    let bodies: Vec<_> = bodies.into_iter().map(Handle::Id).collect();
    let seen: HashSet<BodyId> = tx.bodies().find(&bodies, sight)?.into_iter().map(|(id, _)| id).collect();
    let cases = cases.into_iter().map(|kept| kept.value);
    let visible = cases.filter(|case| sight.sees_matter(case, today, |body| seen.contains(&body)));
    Ok(visible.map(|case| (case.id, case)).collect())
}

/// The items the caller sees: those without a case, and those with one that is seen.
pub(in crate::tenants) fn is_seen(item: &Item, cases: &HashMap<CaseId, Case>) -> bool {
    item.stop.is_none_or(|(case, _)| cases.contains_key(&case))
}

/// The cases that items take up, each with where it stands in the body.
pub(super) fn stops(items: &[Item]) -> Vec<(CaseId, StopId)> {
    items.iter().filter_map(|item| item.stop).collect()
}

/// Puts cases on a meeting's agenda.
pub(super) fn schedule(
    writing: &mut Writing<'_, '_, '_>,
    meeting: MeetingId,
    added: &[(CaseId, StopId)],
) -> Result<(), ApiError> {
    for &(case, stop) in added {
        let old = writing.tx.cases().get(case)?;
        let new = old.value.apply(CaseAct::Schedule { stop, meeting }, None, writing.now)?;
        writing.tx.cases().change(&old, &new)?;
    }
    Ok(())
}

/// Takes cases off a meeting's agenda; one that stands elsewhere by now is left there.
pub(super) fn unschedule(
    writing: &mut Writing<'_, '_, '_>,
    meeting: MeetingId,
    removed: &[(CaseId, StopId)],
) -> Result<(), ApiError> {
    for &(case, stop) in removed {
        let old = writing.tx.cases().get(case)?;
        let here = old.value.stop(stop).filter(|stop| stop.state == StopState::Scheduled);
        if here.is_some_and(|stop| stop.meeting == Some(meeting)) {
            let new = old.value.apply(CaseAct::Unschedule { stop }, None, writing.now)?;
            writing.tx.cases().change(&old, &new)?;
        }
    }
    Ok(())
}

/// Publishes what has gone out with the notice of a public meeting.
pub(super) fn publish(writing: &mut Writing<'_, '_, '_>, items: &[Item]) -> Result<(), StoreError> {
    let cases: Vec<CaseId> = stops(items).into_iter().map(|(case, _)| case).collect();
    for old in writing.tx.cases().many(&cases)? {
        if let Some(new) = published(&old.value, writing.now) {
            writing.tx.cases().change(&old, &new)?;
        }
    }
    Ok(())
}
