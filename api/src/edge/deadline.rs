//! When a request must have its answer. Clients have no say in it; a client that leaves drops its request.

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest, web};

use super::Edge;

/// The moment by which a request must have its answer; what waits for a store waits no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline(pub Instant);

impl Deadline {
    /// The deadline of a request that came through the edge; a request that did not has none left.
    pub fn of(req: &HttpRequest) -> Self {
        req.extensions().get().copied().unwrap_or_else(|| Self(Instant::now()))
    }
}

pub(super) async fn set<B: MessageBody>(
    edge: web::Data<Edge>,
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    req.extensions_mut().insert(Deadline(Instant::now() + edge.timeout));
    next.call(req).await
}
