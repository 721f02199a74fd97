//! Meetings as callers see them, and the cases on their agendas.
use std::collections::{HashMap, HashSet};

use domain::policy::Sight;
use domain::{Body, BodyId, Case, CaseId, Date, Handle, Meeting, MeetingId};
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
