//! A place in what changes: how far a reader has come, and with which eyes.
use std::collections::BTreeSet;

use domain::{CaseId, Date, Digest, SubjectType, canonical};
use serde::{Deserialize, Serialize};

use super::asked::Asked;
use crate::guard::Reading;
use crate::tenants::records::reach;
use crate::wire::{ApiError, Code};

/// How far a reader has come. It may be kept, and is the reader's alone: it tells how much was done that they do not see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The number of the last entry of the journal that was read.
    pub(super) seq: i64,
    /// The last day whose openings were told.
    pub(super) day: Date,
    /// Where the telling of openings broke off.
    pub(super) opening: Option<Opening>,
    /// What the reader sees, and of which journal, as a digest.
    pub(super) eyes: String,
}

/// Where the telling of what days opened broke off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Opening {
    /// The last of these days.
    pub(super) until: Date,
    /// The last case that was told.
    pub(super) after: CaseId,
}

impl Place {
    /// The place from which everything is new.
    pub fn now(reading: &mut Reading<'_, '_, '_>, asked: &Asked) -> Result<Self, ApiError> {
        let seen = asked.seen(reading);
        let eyes = eyes(reading, &seen)?;
        Ok(Self { seq: reading.tx.head().seq, day: reading.today, opening: None, eyes })
    }

    /// Refuses a place of other eyes or of another journal, and one that is still to come.
    pub(super) fn check(
        &self,
        reading: &mut Reading<'_, '_, '_>,
        seen: &BTreeSet<SubjectType>,
    ) -> Result<(), ApiError> {
        if self.eyes != eyes(reading, seen)? {
            return Err(ApiError::new(Code::ResyncRequired));
        }
        if self.seq > reading.tx.head().seq {
            return Err(ApiError::place("?after"));
        }
        Ok(())
    }
}

/// What a reader sees, of which journal.
fn eyes(reading: &mut Reading<'_, '_, '_>, seen: &BTreeSet<SubjectType>) -> Result<String, ApiError> {
    let persons = seen.contains(&SubjectType::Person);
    let reach = if persons { reach(reading.rights, reading.tx)? } else { None };
    let epoch = reading.tx.head().epoch.0.to_string();
    let eyes = (epoch, reading.sight, seen, reach.map(|parties| parties.into_iter().collect::<BTreeSet<_>>()));
    Ok(Digest::of_bytes(&canonical(&eyes)).to_string())
}
