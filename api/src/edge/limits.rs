//! How long a URI may be. The size of the headers is limited by the HTTP parser, that of a body where it is read.

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;

use super::refuse;
use super::security_log::{self, Refusal};

/// Bytes of a URI. Longer ones are refused before anything reads them.
pub(super) const URI_BYTES: usize = 8 * 1024;

pub(super) async fn check<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let query = req.uri().query().map_or(0, |query| query.len() + 1);
    if req.uri().path().len() + query <= URI_BYTES {
        return Ok(next.call(req).await?.map_into_left_body());
    }
    security_log::refused(req.request(), &Refusal::because("uri-too-long"));
    Ok(req.error_response(refuse::uri_too_long()).map_into_right_body())
}
