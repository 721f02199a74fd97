//! Who sends a request: the token, the proof where the token is bound to a key, and the allowance of its holder.
use std::sync::Arc;
use std::time::Instant as Monotonic;

use actix_web::http::header::{AUTHORIZATION, HeaderValue};
use actix_web::{HttpMessage as _, HttpRequest};
use domain::{Actor, Instant, Line};
use persistence::Writer;

use crate::auth::{Asked, Bound, Caller, Presented, Refusal, SpendError};
use crate::edge::{self, TraceId, security_log};
use crate::node::Node;
use crate::wire::{ApiError, Code, HeadAsked};

/// Who sends a request, where that is known before a guard asks: by another region's word, or since a token was verified
/// on the way. In the request's extensions.
#[derive(Debug, Clone)]
pub struct Authenticated(pub Option<Arc<Caller>>);

/// Who calls, charged for the request; `None` for a request without a token.
pub async fn caller(
    request: &HttpRequest,
    node: &Node,
    now: Instant,
    deadline: Monotonic,
) -> Result<Option<Arc<Caller>>, actix_web::Error> {
    let known = request.extensions().get::<Authenticated>().cloned();
    if let Some(Authenticated(caller)) = known {
        if let Some(caller) = &caller {
            charge(request, caller)?;
        }
        return Ok(caller);
    }
    let presented = || request.headers().get_all(AUTHORIZATION).map(HeaderValue::as_bytes);
    let mut verified = node.verifier.verify(presented(), now).await;
    // Another node of the region may have signed it with a key that is new.
    if matches!(verified, Err(Refusal::UnknownKey)) && node.looked_for_unknown_key(deadline).await {
        verified = node.verifier.verify(presented(), now).await;
    }
    match verified.map_err(|refusal| refused(request, refusal, None))? {
        None => Ok(None),
        Some(Presented::Bearer(caller)) => {
            charge(request, &caller)?;
            Ok(Some(caller))
        }
        Some(Presented::Bound(bound)) => holder(request, node, bound, now, deadline).await.map(Some),
    }
}

/// Who calls, if the proof shows that they hold the key. It is asked for at every request, however well the token is known.
async fn holder(
    request: &HttpRequest,
    node: &Node,
    bound: Bound,
    now: Instant,
    deadline: Monotonic,
) -> Result<Arc<Caller>, actix_web::Error> {
    // The client's own method is in its proof, not the one the edge has made of it.
    let head = request.extensions().contains::<HeadAsked>();
    let asked = Asked { method: if head { "HEAD" } else { request.method().as_str() }, path: request.path() };
    let proofs = request.headers().get_all("dpop").map(HeaderValue::as_bytes);
    let known = bound.clone();
    let proven = node
        .proofs
        .check(bound, proofs, asked, now)
        .map_err(|refusal| refused(request, refusal, Some(known.claimed())))?;
    // Before anything is written on the caller's account.
    charge(request, proven.caller())?;
    let writer = || {
        let id = Line::parse("node").expect("a word is a line");
        let trace = TraceId::of(request).to_string();
        Writer { actor: Actor { id, organization: None, supplier: None, trace }, now }
    };
    match node.proofs.spend(proven, &node.store, writer, deadline).await {
        Ok(caller) => Ok(caller),
        Err(SpendError::Replayed) => Err(refused(request, Refusal::ProofReplayed, Some(known.claimed()))),
        Err(SpendError::Store(error)) => Err(ApiError::from(error).into()),
    }
}

fn charge(request: &HttpRequest, caller: &Caller) -> Result<(), actix_web::Error> {
    let whose = match &caller.via {
        None => edge::Caller::subject(&caller.issuer, &caller.subject),
        Some(region) => edge::Caller::subject(&format!("{region} {}", caller.issuer), &caller.subject),
    };
    edge::charge(request, whose)
}

/// Notes why, and tells whether it was the token or the proof.
fn refused(request: &HttpRequest, refusal: Refusal, caller: Option<&Caller>) -> actix_web::Error {
    let why = security_log::Refusal::because(refusal.word());
    security_log::refused(request, &caller.map_or(why, |caller| why.issuer(&caller.issuer).subject(&caller.subject)));
    let error = ApiError::new(Code::Unauthenticated);
    if refusal.is_of_proof() { error.challenged("invalid_dpop_proof") } else { error }.into()
}
