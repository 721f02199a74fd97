//! Any door: a request for a community that is at home in another region is passed on to it, once, and answered as there.
//!
//! From outside in: [`seal`] signs what is answered to another region; [`door`] takes in what another region passes on,
//! and passes on what is another's. Everything between them is as for any request.

mod arrive;
mod breaker;
mod forward;
mod passing;
mod seal;
mod send;
mod speak;
mod state;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{AUTHORIZATION, HeaderMap, VIA};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage as _, HttpResponse};
use domain::{Handle, Key, TenantId};

use super::resolve::{Located, Unknown};
use super::signature::CALLER;
use crate::edge::Deadline;
use crate::edge::security_log::{Refusal, refused};
use crate::node::Node;
use crate::wire::read::handle;
use crate::wire::{ApiError, Code};

pub use seal::seal;
pub use state::Doors;

/// Where every address of a community begins.
const COMMUNITIES: &str = "/v1/tenants/";

/// What becomes of a request.
enum Way {
    /// It is handled here.
    On,
    /// It was answered by the community's home.
    Answered(HttpResponse),
}

/// Middleware for `actix_web::middleware::from_fn`, next to the routes.
pub async fn door<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let way = match (community(&request), request.app_data::<Data<Node>>().cloned()) {
        (Some(community), Some(node)) => way(&mut request, &node, &community).await,
        // No region passes on anything else.
        (None, Some(_)) if request.headers().contains_key(CALLER) => {
            refused(request.request(), &Refusal::because("hop-misplaced"));
            Err(ApiError::new(Code::PeerRefused).into())
        }
        _ => Ok(Way::On),
    };
    match way {
        Ok(Way::On) => Ok(noted(next.call(request).await?).map_into_left_body()),
        Ok(Way::Answered(answer)) => Ok(request.into_response(answer).map_into_right_body()),
        Err(error) => Ok(request.error_response(error).map_into_right_body()),
    }
}

/// Notes in the security log what is refused to a role that counts at home alone.
fn noted<B>(response: ServiceResponse<B>) -> ServiceResponse<B> {
    let error = response.response().error().and_then(|error| error.as_error::<ApiError>());
    if error.is_some_and(|error| error.code == Code::RoleAtHomeAlone) {
        refused(response.request(), &Refusal::because("hop-role"));
    }
    response
}

/// The community a request is for, as its address names it.
fn community(request: &ServiceRequest) -> Option<Handle<TenantId>> {
    let named = request.match_info().as_str().strip_prefix(COMMUNITIES)?.split('/').next()?;
    handle(named).ok()
}

async fn way(request: &mut ServiceRequest, node: &Data<Node>, community: &Handle<TenantId>) -> Result<Way, Error> {
    let passed_on = request.headers().contains_key(CALLER);
    if passed_on {
        arrive::arrive(request, node).await?;
    }
    let (now, deadline) = (node.clock.now(), Deadline::of(request.request()).0);
    let located = node.tenants.locate(&node.store, community, now, deadline).await;
    if located.as_ref().is_err_and(|error| error.code == Code::DirectoryDisputed) {
        refused(request.request(), &Refusal::because("directory-disputed"));
    }
    match located {
        // A request that was passed on goes no further, whatever is known of where it should have gone.
        Ok(Located::Abroad(_)) if passed_on => Err(looped(request, "hop-not-home")),
        Err(error) if passed_on && error.code == Code::NotFound => Err(looped(request, "hop-not-home")),
        Err(error) if passed_on => Err(error.into()),
        Ok(Located::Abroad(abroad)) if abroad.is_forwarded(now) => {
            if names(request.headers(), &node.region) {
                return Err(looped(request, "hop-loop"));
            }
            // Of what only its members know, nobody who does not say who they are is told anything, not even by the time
            // it takes.
            if abroad.hidden && !request.headers().contains_key(AUTHORIZATION) {
                return Ok(Way::On);
            }
            forward::forward(request, node, &abroad).await
        }
        // Looked for once: what was not there now is not looked for again by the guard, and is by the next request.
        Err(error) if error.code == Code::NotFound => {
            request.extensions_mut().insert(Unknown(community.clone()));
            Ok(Way::On)
        }
        // Whatever is to be told of it is told by the guards, to whoever may be told.
        _ => Ok(Way::On),
    }
}

fn looped(request: &ServiceRequest, why: &'static str) -> Error {
    refused(request.request(), &Refusal::because(why));
    ApiError::new(Code::LoopDetected).into()
}

/// Whether `Via` says that a request came through this region before.
fn names(headers: &HeaderMap, region: &Key) -> bool {
    let lines = headers.get_all(VIA).filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|hop| hop.split_whitespace().nth(1) == Some(region.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    #[test]
    fn a_region_knows_its_own_name_among_those_a_request_came_through() {
        let vest = Key::parse("vest").expect("a key");
        for (lines, wanted) in [
            (&["1.1 vest"][..], true),
            (&["1.0 proxy, 1.1 vest (helsefellesskap)"], true),
            (&["1.1 nord", "HTTP/1.1 vest"], true),
            (&["1.1 vestland, 1.1 nord"], false),
            (&["vest"], false),
            (&[], false),
        ] {
            let mut headers = HeaderMap::new();
            lines.iter().for_each(|line| headers.append(VIA, HeaderValue::from_static(line)));
            assert_eq!(names(&headers, &vest), wanted, "{lines:?}");
        }
    }
}
