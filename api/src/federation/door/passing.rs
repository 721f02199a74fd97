//! What a write leaves here that is passed on: an entry in this region's journal, under the trace of the one at home.
use std::time::{Duration, Instant as Monotonic};

use actix_web::dev::ServiceRequest;
use domain::{ForwardedOutcome, ForwardedRequest, Key, Line, RequestId, Sending, TenantId, Words as _, WriteMethod};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::super::resolve::Abroad;
use super::send::{Silence, Told};
use crate::auth::Caller;
use crate::edge;
use crate::guard::Forwarding;
use crate::metrics::FORWARDED_UNENTERED;
use crate::node::Node;

/// How long an entry waits for the store once it is known what came of the request.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request on its way. Wherever it ends – with an answer, without one, or with its client gone – a write that was done
/// or may have been is entered.
pub(super) struct Passing {
    sendings: Vec<Sending>,
    entry: Option<Entry>,
}

/// What is entered, but for what came of it.
struct Entry {
    by: Forwarding,
    region: Key,
    id: RequestId,
    peer: Key,
    community: TenantId,
    method: WriteMethod,
    route: Line,
}

impl Passing {
    /// Of a request. Reads leave nothing, and nobody changes anything without a token.
    pub(super) fn of(request: &ServiceRequest, node: &Node, abroad: &Abroad, caller: Option<&Caller>) -> Self {
        let entry = WriteMethod::parse(request.method().as_str()).zip(caller).map(|(method, caller)| Entry {
            by: Forwarding::of(request.request(), node, caller),
            region: node.region.clone(),
            id: edge::request_id(request),
            peer: abroad.home.region.clone(),
            community: abroad.placement.tenant,
            method,
            route: Line::parse(&edge::route(request.request())).expect("a pattern of our own is a line"),
        });
        Self { sendings: Vec::new(), entry }
    }

    /// It is sent, and from now on it may have arrived.
    pub(super) fn begins(&mut self) {
        self.sendings.push(Sending::Silent);
    }

    /// What came of sending it.
    pub(super) fn ended(&mut self, sent: &Result<Told, Silence>) {
        let Some(last) = self.sendings.last_mut() else { return };
        *last = match sent {
            Ok(told) => {
                let replayed = told.headers.iter().any(|(name, _)| name.as_str() == "idempotency-replayed");
                Sending::Answered { status: told.status.as_u16(), replayed }
            }
            Err(Silence::Address | Silence::Unreached) => Sending::Unsent,
            Err(Silence::Late | Silence::Broken | Silence::Doubtful(_)) => Sending::Silent,
        };
    }

    /// Enters it, and waits for that no longer than the client would: the answer is the home's, entered or not.
    pub(super) async fn settle(mut self, deadline: Monotonic) {
        if let Some(entering) = self.enter() {
            // What is not done in time goes on, and says itself if it fails.
            let _ = tokio::time::timeout_at(deadline.into(), entering).await;
        }
    }

    /// In a task of its own, which goes on when the client leaves.
    fn enter(&mut self) -> Option<JoinHandle<()>> {
        let (entry, outcome) = (self.entry.take()?, ForwardedOutcome::of(&self.sendings)?);
        // Without a runtime the process ends, and the client with it.
        Handle::try_current().ok().map(|runtime| runtime.spawn(entry.enter(outcome)))
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        drop(self.enter());
    }
}

impl Entry {
    async fn enter(self, outcome: ForwardedOutcome) {
        let Self { by, region, id, peer, community, method, route } = self;
        let (trace, named) = (by.trace().to_owned(), peer.clone());
        let request = ForwardedRequest { id, peer, community, method, route, outcome };
        if let Err(error) = by.enter(request, Monotonic::now() + PATIENCE).await {
            let labels = [("region", region.to_string()), ("peer", named.to_string())];
            metrics::counter!(FORWARDED_UNENTERED, &labels).increment(1);
            tracing::error!(
                %region, peer = %named, %community, trace_id = trace, error = %error,
                "a write that was passed on to {named} could not be entered in this region's journal",
            );
        }
    }
}
