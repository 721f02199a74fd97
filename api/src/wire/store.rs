//! What refusals of the store and of the domain become on the wire.
use domain::{Closed, FaultKind, Faults, Refusal};
use persistence::StoreError;

use super::{ApiError, Code};

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            StoreError::NotFound => Code::NotFound,
            StoreError::Stale => Code::Stale,
            StoreError::Taken(_) => Code::Conflict,
            StoreError::Reference(_) => Code::InUse,
            StoreError::Overloaded => Code::Overloaded,
            StoreError::Deadline => Code::Deadline,
            StoreError::Migrating => Code::Migrating,
            StoreError::Moving => Code::Moving,
            StoreError::Unavailable(_) => Code::Unavailable,
            StoreError::Internal(_) => Code::Internal,
        };
        Self::new(code).because(error)
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let allowed = refusal.allowed.join(", ");
        let faults = Faults::one("/to", FaultKind::NotAllowed { allowed: refusal.allowed });
        let error = Self::new(Code::TransitionRefused).with("state", refusal.state).with_faults(faults);
        // Where nothing is possible, the text says no more.
        if allowed.is_empty() { error } else { error.with("allowed", allowed) }
    }
}

impl From<Closed> for ApiError {
    fn from(closed: Closed) -> Self {
        Self::new(Code::Conflict).with("state", closed.state).with("open", closed.open.join(", "))
    }
}
