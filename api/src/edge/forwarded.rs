//! Which way a request has come: `Forwarded` and `X-Forwarded-*` are for listed proxies to say, and what regions answer
//! with is for nobody. Refused before anything is done, so that nothing can come of believing them.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::HeaderName;
use actix_web::middleware::Next;
use actix_web::{Error, web};

use super::security_log::{self, Refusal};
use super::{Edge, REGION, client, refuse};

pub(super) async fn check<B: MessageBody>(
    edge: web::Data<Edge>,
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let (mut forwarded, mut answers) = (None, None);
    for name in req.headers().keys() {
        if *name == REGION {
            answers = Some(name);
        } else if says_the_way(name) {
            forwarded = Some(name);
        }
    }
    let forwarded = forwarded.filter(|_| !client::is_by_proxy(req.request(), &edge.proxies));
    let refused = answers.map(|name| (name, "hop-header")).or(forwarded.map(|name| (name, "forwarded-header")));
    let Some((name, word)) = refused else { return Ok(next.call(req).await?.map_into_left_body()) };
    security_log::refused(req.request(), &Refusal::because(word));
    let refusal = refuse::not_believed(name.as_str());
    Ok(req.error_response(refusal).map_into_right_body())
}

/// Whether a header tells of proxies before this one. `Via` does too, but what it says is not made use of but to end loops.
fn says_the_way(name: &HeaderName) -> bool {
    name.as_str() == "forwarded" || name.as_str().starts_with("x-forwarded-")
}
