//! Under which names a region answers. A demonstration answers on this machine's own names only: a page in a browser
//! that points its own name at 127.0.0.1 (DNS rebinding) reaches nothing.

use std::collections::BTreeSet;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{Error, web};

use super::security_log::{self, Refusal};
use super::{Edge, refuse};

/// This machine's own names at a port.
pub(super) fn loopback(port: u16) -> BTreeSet<String> {
    let names = ["localhost", "127.0.0.1", "[::1]"];
    let with_port = names.iter().map(|name| format!("{name}:{port}"));
    // The port of plain HTTP is left out of `Host`.
    with_port.chain(names.iter().filter(|_| port == 80).map(|name| (*name).to_owned())).collect()
}

pub(super) async fn check<B: MessageBody>(
    edge: web::Data<Edge>,
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    if edge.hosts.as_ref().is_none_or(|known| is_known(&req, known)) {
        return Ok(next.call(req).await?.map_into_left_body());
    }
    security_log::refused(req.request(), &Refusal::because("misdirected"));
    Ok(req.error_response(refuse::misdirected()).map_into_right_body())
}

/// Every name the request uses must be known, and it must use one. Forwarding headers are the sender's own word.
fn is_known(req: &ServiceRequest, known: &BTreeSet<String>) -> bool {
    let in_uri = req.uri().authority().map(|authority| Some(authority.as_str()));
    let in_header = req.headers().get_all(header::HOST).map(|value| value.to_str().ok());
    let mut names = in_uri.into_iter().chain(in_header).peekable();
    names.peek().is_some() && names.all(|name| name.is_some_and(|name| known.contains(&name.to_ascii_lowercase())))
}
