//! What every view says of its own history.
use domain::Instant;
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::schema::InstantText;

/// When a thing was entered and last changed, and how often.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Stamps {
    #[schema(value_type = InstantText)]
    created_at: Instant,
    #[schema(value_type = InstantText)]
    changed_at: Instant,
    /// Counts changes from 1; the strong tag.
    #[schema(minimum = 1, maximum = 2_147_483_647, example = 1)]
    version: i32,
}

impl Stamps {
    /// The stamps of one version.
    pub(super) fn new(created_at: Instant, changed_at: Instant, version: i32) -> Self {
        Self { created_at, changed_at, version }
    }
}
