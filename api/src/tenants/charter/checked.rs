//! What a check of a charter answers, and what changed between two dates.
use domain::{Change, ChangeKind, ChangedType, Faults, Key, Language, Plan};
use openapi::ProblemError;
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::schema::{ChangeKindWord, ChangedTypeWord, KeyText};
use crate::wire::told;

/// What applying a charter would change, or why it could not be applied.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CheckedCharter)]
pub(super) struct CheckedView {
    /// The version of the charter that was compared with, which is its tag without quotes.
    #[schema(
        min_length = 36,
        max_length = 80,
        pattern = "^epoch_[0-9a-hjkmnp-tv-z]{26}\\.[0-9]+\\.[0-9]+$",
        example = "epoch_06bxy3k0d9v8h7m2q5t4n1c6rg.412.1"
    )]
    version: String,
    /// What would change; nothing where there are faults.
    #[schema(max_items = 50_000)]
    changes: Vec<ChangeView>,
    /// Every fault with its place in the charter, as in a refusal.
    #[schema(max_items = 200)]
    faults: Vec<ProblemError>,
}

/// What becomes of one entry of a charter.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CharterChange)]
pub(in crate::tenants) struct ChangeView {
    #[schema(value_type = ChangeKindWord)]
    act: ChangeKind,
    #[serde(rename = "type")]
    #[schema(value_type = ChangedTypeWord)]
    what: ChangedType,
    /// Its key; the settings have none.
    #[schema(value_type = Option<KeyText>)]
    key: Option<Key>,
    /// Its place in the charter, or the list it is missing from; nothing where no charter is concerned.
    #[schema(max_length = 400, pattern = "^/[^\\u0000-\\u001f]*$", example = "/bodies/3")]
    pointer: Option<String>,
    /// The members that differ, by their names in a charter; none where the entry is new.
    #[schema(max_items = 50, max_length = 64, pattern = "^[a-zA-Z]+$", example = json!(["validTo"]))]
    members: Vec<String>,
}

impl From<Change> for ChangeView {
    fn from(change: Change) -> Self {
        let Change { act, what, key, pointer, members } = change;
        Self { act, what, key, pointer, members }
    }
}

impl CheckedView {
    /// What a plan would do, or why there is none.
    pub fn new(version: String, planned: Result<Plan, Faults>, language: Language) -> Self {
        match planned {
            Ok(plan) => {
                let changes = plan.changes().iter().cloned().map(Into::into).collect();
                Self { version, changes, faults: Vec::new() }
            }
            Err(faults) => Self { version, changes: Vec::new(), faults: told(&faults, language) },
        }
    }
}
