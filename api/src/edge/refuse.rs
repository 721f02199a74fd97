//! The edge's own refusals, in one place.

use actix_web::Error;

use crate::wire::{ApiError, Code};

/// More requests than the caller may make; `Retry-After` is added to the answer.
pub(super) fn rate_limited() -> Error {
    ApiError::new(Code::RateLimited).into()
}

/// Asked under a name that is not ours.
pub(super) fn misdirected() -> Error {
    ApiError::new(Code::Misdirected).into()
}

/// With a header that is believed of others alone.
pub(super) fn not_believed(header: &str) -> Error {
    ApiError::new(Code::HeaderNotBelieved).with("header", header).into()
}

/// A URI longer than we read.
pub(super) fn uri_too_long() -> Error {
    ApiError::new(Code::UriTooLong).into()
}
