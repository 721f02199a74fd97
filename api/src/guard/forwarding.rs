//! The guard of a write that is passed on to another region: what it may leave here is one entry of the region's journal.
use std::time::Instant as Monotonic;

use actix_web::HttpRequest;
use domain::{Actor, ForwardedRequest};
use persistence::{RegionScope, StoreError, Writer};

use super::request::actor;
use crate::auth::Caller;
use crate::edge::TraceId;
use crate::node::{Clock, Node};

/// The right to enter a request of a caller whose token holds, and that their home is to judge, in the region's journal.
pub struct Forwarding {
    region: RegionScope,
    actor: Actor,
    clock: Clock,
}

impl Forwarding {
    /// Of a request, under its trace.
    pub fn of(request: &HttpRequest, node: &Node, caller: &Caller) -> Self {
        let actor = actor(Some(caller), TraceId::of(request));
        Self { region: node.store.region(), actor, clock: node.clock.clone() }
    }

    /// The trace.
    pub fn trace(&self) -> &str {
        &self.actor.trace
    }

    /// Enters it.
    pub async fn enter(self, request: ForwardedRequest, deadline: Monotonic) -> Result<(), StoreError> {
        let writer = Writer { actor: self.actor, now: self.clock.now() };
        self.region.write(deadline, writer, move |tx| tx.forwarded().insert(&request)).await
    }
}
