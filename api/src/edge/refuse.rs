//! The edge's own refusals, in one place.

use actix_web::Error;
use actix_web::error::InternalError;
use actix_web::http::StatusCode;

/// More requests than the caller may make; `Retry-After` is added to the answer.
pub(super) fn rate_limited() -> Error {
    InternalError::new("too many requests", StatusCode::TOO_MANY_REQUESTS).into()
}

/// Asked under a name that is not ours.
pub(super) fn misdirected() -> Error {
    InternalError::new("no such host here", StatusCode::MISDIRECTED_REQUEST).into()
}

/// A URI longer than we read.
pub(super) fn uri_too_long() -> Error {
    InternalError::new("the URI is too long", StatusCode::URI_TOO_LONG).into()
}
