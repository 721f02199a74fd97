//! A request that another region passes on, at the community's home: whose it is, for whom, and until when.
use std::sync::Arc;
use std::time::Instant as Monotonic;

use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::header::{AUTHORIZATION, HeaderName};
use actix_web::{Error, HttpMessage as _, HttpRequest};

use super::super::hop::Hop;
use super::super::signature::CALLER;
use super::seal::Sealing;
use super::speak::{Doubt, Said};
use super::{looped, names};
use crate::edge::security_log::{Refusal, refused};
use crate::edge::{self, Deadline};
use crate::guard::Authenticated;
use crate::node::Node;
use crate::wire::{ApiError, Code, whole};

/// Takes a request in, if it is a region's and what it says holds. Its caller, its trace and its deadline are from now on
/// what that region says; its answer will be signed.
pub(super) async fn arrive(request: &mut ServiceRequest, node: &Node) -> Result<(), Error> {
    let deadline = Deadline::of(request.request()).0;
    let payload = request.take_payload();
    let content = whole(request.request(), payload).await?;
    let hop = Hop::of(request.request(), node, &content, deadline).await?;
    request.set_payload(Payload::from(content));
    let not_signed = || refuse(request.request(), Code::PeerRefused, "hop-unsigned", None);
    let hop = hop.ok_or_else(not_signed)?;
    // Who signs by a key that is not known was noted already.
    let Some(peer) = hop.peer.clone() else { return Err(ApiError::new(Code::PeerRefused).into()) };
    let said = hop.field(CALLER);
    // From here on whoever asks is known, and what is answered is for them.
    let sealing = request.extensions().get::<Sealing>().cloned();
    if let Some(sealing) = sealing {
        sealing.put(hop);
    }
    if names(request.headers(), &node.region) {
        return Err(looped(request, "hop-loop"));
    }
    // A region speaks for its callers, and hands nobody their tokens.
    if [AUTHORIZATION, HeaderName::from_static("dpop")].iter().any(|name| request.headers().contains_key(name)) {
        return Err(refuse(request.request(), Code::PeerRefused, "hop-token", None));
    }
    let unreadable = || refuse(request.request(), Code::PeerRefused, "hop-caller", None);
    let said = said.and_then(|said| Said::read(&said).ok()).ok_or_else(unreadable)?;
    let trace = said.trace().ok_or_else(unreadable)?;
    let caller = said.caller(&peer, node.clock.now()).map_err(|doubt| {
        let (code, word) = match doubt {
            Doubt::Malformed => (Code::PeerRefused, "hop-caller"),
            Doubt::Issuer => (Code::IssuerNotVouched, "hop-issuer"),
            Doubt::Expired => (Code::Unauthenticated, "hop-caller-expired"),
        };
        refuse(request.request(), code, word, Some(&said))
    })?;
    {
        let mut extensions = request.extensions_mut();
        extensions.insert(trace);
        extensions.insert(Deadline(deadline.min(Monotonic::now() + said.left())));
        extensions.insert(Authenticated(caller.clone().map(Arc::new)));
    }
    match caller {
        // Charged by the guard, as every caller is.
        Some(_) => Ok(()),
        None => edge::charge(request.request(), edge::Caller::subject(peer.region.as_str(), said.client())),
    }
}

fn refuse(request: &HttpRequest, code: Code, why: &'static str, said: Option<&Said>) -> Error {
    let refusal = Refusal::because(why);
    let refusal =
        said.and_then(Said::named).map_or(refusal, |(issuer, subject)| refusal.issuer(issuer).subject(subject));
    refused(request, &refusal);
    ApiError::new(code).into()
}
