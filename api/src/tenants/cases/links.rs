//! What a case hangs together with: earlier cases that its writer sees, and points that were decided there.
use domain::{Case, CaseId, FaultKind, Faults, Link, StopId};
use persistence::TenantTx;

use super::around::Around;
use crate::guard::Writing;
use crate::wire::ApiError;

/// Notes a fault for each new link to a case that the caller does not see, or to a point that was not decided there.
pub(super) fn check_links(
    writing: &mut Writing<'_, '_, '_>,
    old: Option<&Case>,
    case: &Case,
    faults: &mut Faults,
) -> Result<(), ApiError> {
    let is_new = |link: &Link| link.case != case.id && !old.is_some_and(|old| old.links.contains(link));
    let named: Vec<CaseId> = case.links.iter().filter(|link| is_new(link)).map(|link| link.case).collect();
    if named.is_empty() {
        return Ok(());
    }
    let found: Vec<Case> = writing.tx.cases().many(&named)?.into_iter().map(|kept| kept.value).collect();
    let around = Around::writing(writing, &found)?;
    let seen: Vec<&Case> = found.iter().filter(|case| around.sees(case)).collect();
    for (i, link) in case.links.iter().enumerate().filter(|(_, link)| is_new(link)) {
        let Some(earlier) = seen.iter().find(|case| case.id == link.case) else {
            faults.add(format!("/links/{i}/case"), FaultKind::UnknownReference);
            continue;
        };
        let Some(point) = link.point else { continue };
        let stops = earlier.stops.iter().filter(|stop| around.sees_body(stop.body)).map(|stop| stop.id);
        if usize::from(point) > points_of(writing.tx, &stops.collect::<Vec<_>>())? {
            faults.add(format!("/links/{i}/point"), FaultKind::UnknownReference);
        }
    }
    Ok(())
}

/// How many points were decided in a case, where it was decided in most.
fn points_of(tx: &mut TenantTx<'_, '_>, stops: &[StopId]) -> Result<usize, ApiError> {
    let items = tx.meetings().items_of_stops(stops)?;
    let points = items.iter().filter_map(|(_, item)| item.treatment.as_ref()).map(|treatment| treatment.points.len());
    Ok(points.max().unwrap_or(0))
}
