//! What a store's refusals become on the wire.
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
            StoreError::Unavailable(_) => Code::Unavailable,
            StoreError::Internal(_) => Code::Internal,
        };
        Self::new(code).because(error)
    }
}
