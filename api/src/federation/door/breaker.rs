//! A circuit breaker: a region that fails again and again is left alone for a while, and then tried by one request.
//!
//! Our own, since what is kept of it among crates either wraps futures in a runtime's timers or counts in windows; this is a
//! function of the time it is told.
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::BreakerState;

/// How many failures, one after the other, open it.
const THRESHOLD: u32 = 5;
/// How long it stays open the first time.
const SHORTEST: Duration = Duration::from_secs(2);
/// The longest it stays open.
const LONGEST: Duration = Duration::from_secs(60);

/// Whether a region is asked.
#[derive(Debug, Default)]
pub struct Breaker(Mutex<State>);

#[derive(Debug, Clone, Copy, Default)]
struct State {
    /// Failures since it last answered.
    failures: u32,
    /// Until when nobody is let through; `None` while it is closed.
    until: Option<Instant>,
    /// When the one request was let through that tries it, if it is under way.
    probe: Option<Instant>,
}

/// A request that was let through. One that is dropped without an outcome has left with its client and tells nothing.
#[derive(Debug)]
pub struct Pass<'b> {
    breaker: &'b Breaker,
    probe: Option<Instant>,
}

impl Breaker {
    /// Lets a request through, or tells how long nobody is.
    pub fn admit(&self, now: Instant) -> Result<Pass<'_>, Duration> {
        let mut state = self.lock();
        let Some(until) = state.until else { return Ok(Pass { breaker: self, probe: None }) };
        if now < until {
            return Err(until - now);
        }
        if state.probe.is_some() {
            return Err(SHORTEST);
        }
        state.probe = Some(now);
        Ok(Pass { breaker: self, probe: Some(now) })
    }

    /// How it stands.
    pub fn state(&self, now: Instant) -> BreakerState {
        match self.lock().until {
            None => BreakerState::Closed,
            Some(until) if now < until => BreakerState::Open,
            Some(_) => BreakerState::HalfOpen,
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass<'_> {
    /// It was answered, whatever the answer.
    pub fn answered(self) {
        *self.breaker.lock() = State::default();
    }

    /// It was not answered, or by something that cannot have been the region.
    pub fn failed(self, now: Instant) {
        let mut state = self.breaker.lock();
        // What was let through before it opened tells nothing new.
        if state.until.is_some() && self.probe.is_none() {
            return;
        }
        state.failures = state.failures.saturating_add(1);
        if state.failures >= THRESHOLD {
            let times = (state.failures - THRESHOLD).min(5);
            state.until = Some(now + (SHORTEST * (1 << times)).min(LONGEST));
        }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        let mut state = self.breaker.lock();
        if self.probe.is_some() && state.probe == self.probe {
            state.probe = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fail(breaker: &Breaker, now: Instant, times: u32) {
        (0..times).for_each(|_| breaker.admit(now).expect("it is let through").failed(now));
    }

    #[test]
    fn it_opens_after_failures_in_a_row_and_closes_with_an_answer() {
        let (breaker, now) = (Breaker::default(), Instant::now());
        fail(&breaker, now, THRESHOLD - 1);
        breaker.admit(now).expect("not yet").answered();
        fail(&breaker, now, THRESHOLD - 1);
        assert_eq!(breaker.state(now), BreakerState::Closed, "they were not in a row");
        fail(&breaker, now, 1);
        assert_eq!(breaker.state(now), BreakerState::Open);
        assert_eq!(breaker.admit(now).expect_err("open"), SHORTEST);
        let later = now + SHORTEST;
        assert_eq!(breaker.state(later), BreakerState::HalfOpen);
        breaker.admit(later).expect("one is let through").answered();
        assert_eq!(breaker.state(later), BreakerState::Closed);
        fail(&breaker, later, THRESHOLD - 1);
        assert_eq!(breaker.state(later), BreakerState::Closed, "it begins from nothing");
    }

    #[test]
    fn one_request_tries_it_and_each_failure_makes_it_wait_longer() {
        let (breaker, mut now) = (Breaker::default(), Instant::now());
        fail(&breaker, now, THRESHOLD);
        let mut wait = SHORTEST;
        for _ in 0..8 {
            now += wait;
            let probe = breaker.admit(now).expect("one is let through");
            breaker.admit(now).expect_err("and no other");
            probe.failed(now);
            wait = (wait * 2).min(LONGEST);
            assert_eq!(breaker.admit(now).expect_err("open again"), wait);
        }
        assert_eq!(wait, LONGEST);
    }

    #[test]
    fn a_client_that_leaves_says_nothing_of_the_region() {
        let (breaker, now) = (Breaker::default(), Instant::now());
        (0..THRESHOLD * 2).for_each(|_| drop(breaker.admit(now).expect("it is let through")));
        assert_eq!(breaker.state(now), BreakerState::Closed);
        let late = breaker.admit(now).expect("it is let through");
        fail(&breaker, now, THRESHOLD);
        late.failed(now);
        let then = now + SHORTEST;
        drop(breaker.admit(then).expect("what began before it opened does not keep it open"));
        breaker.admit(then).expect("the one that tries it left, so another may").answered();
    }
}
