//! What changed in a structure between two dates.
use actix_web::HttpResponse;
use domain::{ChangedType, Date, FaultKind, Visibility, changes};
use serde::Serialize;
use utoipa::ToSchema;

use crate::guard::{InTenant, ReadStructure};
use crate::tenants::charter::ChangeView;
use crate::wire::schema::DateText;
use crate::wire::{ApiError, Query};

/// What changed in a community's structure (*struktur*) between two days, as far as the caller sees it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StructureChanges)]
pub(super) struct ChangesView {
    /// The day at whose end the first structure stood.
    #[schema(value_type = DateText)]
    from: Date,
    /// The day at whose end the second one stood.
    #[schema(value_type = DateText)]
    to: Date,
    /// Every entry that differs.
    #[schema(max_items = 50_000)]
    changes: Vec<ChangeView>,
}

/// List what changed in the structure
///
/// How the structure (*struktur*) as it was known at the end of one day differs from what was known at the end of another:
/// every entry that was entered, changed, ended or reopened in between, by key, with the members that differ. What the
/// caller does not see is not told of.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/structure/changes", operation_id = "list_structure_changes",
    tag = "structure",
    params(
        ("from" = Option<DateText>, Query, description = "The first day; the day before the second unless named"),
        ("to" = Option<DateText>, Query, description = "The second day, not before the first; today unless named"),
    ),
    responses((status = 200, description = "What differs", body = ChangesView)))]
pub(super) async fn list_structure_changes(caller: InTenant<ReadStructure>) -> Result<HttpResponse, ApiError> {
    let query = Query::of(caller.request());
    let (from, to) = (query.date("from"), query.date("to"));
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        query.fault("to", FaultKind::DateOrder);
    }
    let asked = query.finish().map(|()| (from, to));
    caller
        .get_tree(move |reading| {
            let today = reading.today;
            let (from, to) = asked?;
            let to = to.unwrap_or_else(|| from.map_or(today, |from| today.max(from)));
            let from = from.unwrap_or_else(|| to.yesterday().unwrap_or(to));
            let old = reading.tx.structure().at(from, today)?.seen_by(reading.sight);
            let new = reading.tx.structure().at(to, today)?.seen_by(reading.sight);
            let mut all = changes(&old, &new);
            // Settings are the community's own matter.
            let community = reading.sight.sees(Visibility::Community, None);
            all.retain(|change| community || change.what != ChangedType::Settings);
            Ok(ChangesView { from, to, changes: all.into_iter().map(Into::into).collect() })
        })
        .await
}
