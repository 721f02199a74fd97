//! Keyed writes under way in this node, so that a request that waited in vain for its twin is told so.
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::Digest;

use crate::wire::{ApiError, Code};

/// How many requests are under way for each idempotency key.
#[derive(Default)]
pub struct Twins(Mutex<HashMap<Digest, usize>>);

/// One keyed request under way; dropping it ends it.
pub(super) struct UnderWay<'n> {
    twins: &'n Twins,
    key: Option<Digest>,
}

impl Twins {
    /// Notes a request, which may have no key.
    pub(super) fn enter(&self, key: Option<Digest>) -> UnderWay<'_> {
        if let Some(key) = key {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default() += 1;
        }
        UnderWay { twins: self, key }
    }
}

impl UnderWay<'_> {
    /// Whether another request has the same key.
    pub(super) fn has_twin(&self) -> bool {
        let requests = self.twins.0.lock().unwrap_or_else(PoisonError::into_inner);
        self.key.is_some_and(|key| requests.get(&key).is_some_and(|count| *count > 1))
    }

    /// A write whose time was up while another had its key was waiting for that one.
    pub(super) fn explain(&self, error: ApiError) -> ApiError {
        let has_twin = error.code == Code::Deadline && self.has_twin();
        if has_twin { ApiError::new(Code::IdempotencyInProgress).retry_in(1).because(error) } else { error }
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let Some(key) = self.key else { return };
        let mut requests = self.twins.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = requests.get_mut(&key) {
            *count -= 1;
            if *count == 0 {
                requests.remove(&key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_request_with_a_twin_is_told_of_one() {
        let twins = Twins::default();
        let key = Some(Digest::of_bytes(b"key"));
        let late = || ApiError::new(Code::Deadline);
        let first = twins.enter(key);
        assert_eq!(first.explain(late()).code, Code::Deadline);
        let second = twins.enter(key);
        assert_eq!(second.explain(late()).code, Code::IdempotencyInProgress);
        assert_eq!(second.explain(ApiError::new(Code::Stale)).code, Code::Stale);
        assert_eq!(twins.enter(None).explain(late()).code, Code::Deadline);
        drop(first);
        assert_eq!(second.explain(late()).code, Code::Deadline);
        drop(second);
        assert!(twins.0.lock().expect("unpoisoned").is_empty());
    }
}
