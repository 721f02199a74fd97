//! How many requests one caller may make. A caller is a verified subject, else an address: whoever sends made-up tokens
//! gets no fresh allowance with each. Headers: draft-ietf-httpapi-ratelimit-headers.

use std::hash::{BuildHasher as _, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest, web};
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use sha2::{Digest as _, Sha256};

use crate::federation::signature::CALLER;

use super::security_log::{self, Refusal};
use super::{Edge, client, refuse};

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Never refused: whoever watches over the process must not take it for dead.
const EXEMPT: [&str; 2] = ["/healthz", "/readyz"];

/// Requests between two cleanings of the table of callers.
const CLEANING: u32 = 1024;

/// Whose allowance a request is charged to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Caller(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Address(IpAddr),
    Subject([u8; 16]),
}

impl Caller {
    /// A verified subject of an issuer. Costs a digest: kept beside the verified token.
    pub fn subject(issuer: &str, subject: &str) -> Self {
        let hash = Sha256::new().chain_update(issuer).chain_update([0]).chain_update(subject).finalize();
        Self(Kind::Subject(std::array::from_fn(|at| hash[at])))
    }

    /// An address. One subscriber has a whole /64 of IPv6.
    fn address(address: IpAddr) -> Self {
        Self(Kind::Address(match address {
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64))),
            v4 @ IpAddr::V4(_) => v4,
        }))
    }
}

/// What a caller has left after a request was charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Allowance {
    /// How long to wait, if the request was refused.
    wait: Option<Duration>,
    remaining: u32,
    /// Until all of it is back.
    full_in: Duration,
}

type Keyed = RateLimiter<Caller, DefaultKeyedStateStore<Caller>, DefaultClock, StateInformationMiddleware>;

/// The table of callers. A caller that has all of its allowance back is forgotten at the next cleaning, so the table
/// holds at most those of the last few seconds and of [`CLEANING`] requests.
#[derive(Debug)]
pub(super) struct Limiter {
    keyed: Keyed,
    clock: DefaultClock,
    quota: Quota,
    since_cleaning: AtomicU32,
    policy: HeaderValue,
}

impl Limiter {
    pub(super) fn new(per_second: NonZeroU32, burst: NonZeroU32) -> Self {
        Self::with_quota(Quota::per_second(per_second).allow_burst(burst))
    }

    pub(super) fn with_quota(quota: Quota) -> Self {
        let (burst, window) = (quota.burst_size(), seconds(quota.burst_size_replenished_in()));
        let policy = HeaderValue::try_from(format!("\"caller\";q={burst};w={window}")).expect("digits and quotes only");
        let keyed = RateLimiter::keyed(quota).with_middleware();
        Self { keyed, clock: DefaultClock::default(), quota, since_cleaning: AtomicU32::new(0), policy }
    }

    fn charge(&self, caller: Caller) -> Allowance {
        if self.since_cleaning.fetch_add(1, Ordering::Relaxed) >= CLEANING {
            self.since_cleaning.store(0, Ordering::Relaxed);
            self.keyed.retain_recent();
            self.keyed.shrink_to_fit();
        }
        let (burst, each) = (self.quota.burst_size().get(), self.quota.replenish_interval());
        match self.keyed.check_key(&caller) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                Allowance { wait: None, remaining, full_in: each * (burst - remaining.min(burst)) }
            }
            Err(refused) => {
                let wait = refused.wait_time_from(self.clock.now());
                Allowance { wait: Some(wait), remaining: 0, full_in: wait }
            }
        }
    }
}

/// Charges a request to a verified caller. Guards call it once the token holds and before any store is asked; a
/// request is charged once, whoever asks again.
///
/// # Errors
/// If the caller has used up its allowance.
pub fn charge(req: &HttpRequest, caller: Caller) -> Result<(), Error> {
    // Not through the edge: a unit test of a guard.
    let Some(edge) = req.app_data::<web::Data<Edge>>() else { return Ok(()) };
    if req.extensions().contains::<Allowance>() {
        return Ok(());
    }
    let allowance = edge.rate.charge(caller);
    req.extensions_mut().insert(allowance);
    if allowance.wait.is_none() {
        return Ok(());
    }
    security_log::refused(req, &Refusal::because("rate-limited"));
    Err(refuse::rate_limited())
}

pub(super) async fn limit<B: MessageBody>(
    edge: web::Data<Edge>,
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    if EXEMPT.contains(&req.path()) {
        return Ok(next.call(req).await?.map_into_left_body());
    }
    let address = Caller::address(client::address(req.request(), &edge.proxies));
    let mut res = if has_token(&req) {
        let res = next.call(req).await?;
        // Unless a guard took the token for good, its sender pays, and learns nothing more after paying too often.
        match charge(res.request(), address) {
            Ok(()) => res.map_into_left_body(),
            Err(refused) => res.error_response(refused).map_into_right_body(),
        }
    } else {
        match charge(req.request(), address) {
            Ok(()) => next.call(req).await?.map_into_left_body(),
            Err(refused) => req.error_response(refused).map_into_right_body(),
        }
    };
    let allowance = res.request().extensions().get::<Allowance>().copied();
    if let Some(allowance) = allowance {
        tell(&mut res, allowance, &edge.rate.policy);
    }
    Ok(res)
}

/// What tells anonymous callers apart to another region, which learns nothing of where they are: it is another one in
/// each process.
pub fn mark(req: &HttpRequest) -> String {
    static KEYED: std::sync::LazyLock<RandomState> = std::sync::LazyLock::new(RandomState::new);
    let proxies = req.app_data::<web::Data<Edge>>().map_or(&[][..], |edge| &edge.proxies);
    format!("{:016x}", KEYED.hash_one(Caller::address(client::address(req, proxies))))
}

/// Whether the request says who sends it, by a token or by another region's word.
fn has_token(req: &ServiceRequest) -> bool {
    if req.headers().contains_key(CALLER) {
        return true;
    }
    let begins = |value: &HeaderValue, scheme: &[u8]| {
        value.as_bytes().get(..scheme.len()).is_some_and(|it| it.eq_ignore_ascii_case(scheme))
    };
    let sent = req.headers().get(header::AUTHORIZATION);
    sent.is_some_and(|value| begins(value, b"bearer ") || begins(value, b"dpop "))
}

/// Whole seconds, rounded up.
fn seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

fn tell<B>(res: &mut ServiceResponse<B>, allowance: Allowance, policy: &HeaderValue) {
    let headers = res.headers_mut();
    let state = format!("\"caller\";r={};t={}", allowance.remaining, seconds(allowance.full_in));
    if let Ok(state) = HeaderValue::try_from(state) {
        headers.insert(RATE_LIMIT, state);
    }
    headers.insert(RATE_LIMIT_POLICY, policy.clone());
    if let Some(wait) = allowance.wait {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds(wait).max(1)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callers_are_apart_and_the_forgotten_leave_no_trace() {
        let one = NonZeroU32::MIN;
        let limiter = Limiter::new(NonZeroU32::new(1_000_000).expect("not 0"), one);
        for number in 0..100_000_u32 {
            limiter.charge(Caller::address(IpAddr::V4(number.into())));
        }
        assert!(limiter.keyed.len() <= 2 * CLEANING as usize, "{} callers kept", limiter.keyed.len());
        let slow = Limiter::new(one, one);
        assert_eq!(slow.charge(Caller::subject("i", "a")).wait, None);
        assert!(slow.charge(Caller::subject("i", "a")).wait.is_some());
        assert_eq!(slow.charge(Caller::subject("i", "b")).wait, None);
    }

    #[test]
    fn one_subscriber_is_one_caller() {
        let caller = |text: &str| Caller::address(text.parse().expect("an address"));
        assert_eq!(caller("2001:db8::1"), caller("2001:db8::ffff:1"));
        assert_ne!(caller("2001:db8::1"), caller("2001:db8:0:1::1"));
        assert_ne!(caller("192.0.2.1"), caller("192.0.2.2"));
    }
}
