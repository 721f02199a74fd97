//! Requests that reach out of the region: a read that says whether and to whom, the reaching out while nothing is held,
//! and a write that notes what came of it.
use actix_web::HttpResponse;

use super::needs::Needs;
use super::tenant::{InTenant, Reading};
use super::write::{Done, Keyed, Writing, leave};
use crate::wire::{ApiError, Code, Query};

impl<P: Needs> InTenant<P> {
    /// Reaches out once, and under a key only once: whoever asks again is told what came of it then.
    pub async fn reach_out<T: Send + 'static, U: Send + 'static>(
        &self,
        ask: impl FnOnce(&mut Reading<'_, '_, '_>) -> Result<T, ApiError> + Send + 'static,
        reach: impl AsyncFnOnce(T) -> U,
        note: impl FnOnce(&mut Writing<'_, '_, '_>, U) -> Result<Done, ApiError> + Send + 'static,
    ) -> Result<HttpResponse, ApiError> {
        let nothing = Query::of(&self.request).finish();
        let keyed = match nothing.and_then(|()| Keyed::of(&self.request, &self.facts, &[])) {
            Ok(keyed) => keyed,
            Err(refusal) => return self.refuse(refusal).await,
        };
        let under_way = self.facts.node.twins.enter(keyed.key);
        let now = self.facts.now;
        let asked = self.read(move |reading| match keyed.given(reading.tx.idempotency(), now)? {
            Some(answer) => Ok(Err(answer)),
            None => ask(reading).map(Ok),
        });
        match asked.await? {
            Err(answer) => leave(P::PERMISSION, answer, true),
            Ok(_) if under_way.has_twin() => Err(ApiError::new(Code::IdempotencyInProgress).retry_in(1)),
            Ok(asked) => {
                let came = reach(asked).await;
                self.write(&[], Ok(came), note).await
            }
        }
    }
}
