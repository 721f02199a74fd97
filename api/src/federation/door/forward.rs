//! Passing a request on: who asks is found out here, what they may is decided at home.
use std::sync::Arc;
use std::time::{Duration, Instant as Monotonic};

use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::header::{HeaderName, HeaderValue, VIA, WWW_AUTHENTICATE};
use actix_web::http::{Method, StatusCode};
use actix_web::{Error, HttpMessage as _, HttpResponse};

use super::super::resolve::Abroad;
use super::Way;
use super::passing::Passing;
use super::send::{Call, Silence, Told, send};
use super::speak::{Said, via};
use super::state::Door;
use crate::auth::Caller;
use crate::edge::{self, Deadline, TraceId};
use crate::guard::{self, Authenticated};
use crate::metrics::{FORWARDED, FORWARDED_SECONDS};
use crate::node::Node;
use crate::wire::{ApiError, Code, whole};

/// How much of the time is kept for the way there and back.
const MARGIN: Duration = Duration::from_millis(250);

/// Has a request answered by the community's home.
pub(super) async fn forward(request: &mut ServiceRequest, node: &Node, abroad: &Arc<Abroad>) -> Result<Way, Error> {
    let deadline = Deadline::of(request.request()).0;
    let caller = guard::caller(request.request(), node, node.clock.now(), deadline).await?;
    let payload = request.take_payload();
    let content = whole(request.request(), payload).await?;
    if abroad.hidden {
        // It may be for the guards here to answer it.
        request.set_payload(Payload::from(content.clone()));
    }
    let asked = Asked { node, abroad, caller: caller.as_deref(), deadline };
    let mut passing = Passing::of(request, node, abroad, caller.as_deref());
    let outcome = asked.ask(request, content, &mut passing).await;
    if !is_read(request.method()) {
        asked.note(request, &outcome);
    }
    passing.settle(deadline).await;
    if abroad.hidden && !asked.may_learn(request, &outcome) {
        // As if there were none: the guards here say so in the words they have for it.
        request.extensions_mut().insert(Authenticated(caller));
        return Ok(Way::On);
    }
    let told = outcome?;
    if told.status == StatusCode::UNAUTHORIZED && problem(&told) == Some("unauthenticated".into()) {
        // Said in this region's own words, since it is here that the caller can say who they are.
        return Err(ApiError::new(Code::Unauthenticated).into());
    }
    Ok(Way::Answered(asked.answer(told)))
}

/// Whether a request changes nothing, whatever becomes of it.
fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether the home of a community that only its members know of says this to members alone: what is wrong with a request
/// is told after it is found out who may know of the community at all.
fn is_to_member(path: &str, told: &Told) -> bool {
    match told.status.as_u16() {
        200..=399 | 409 | 410 | 412 | 415 | 422 | 428 => true,
        400 => problem(told).is_some_and(|code| code != "bad-request"),
        // Whether somebody runs a region is asked before which community is meant.
        403 => {
            let code = problem(told).unwrap_or_default();
            (path.split('/').count() > 4 && code == "forbidden") || code == "role-at-home-alone"
        }
        _ => false,
    }
}

fn problem(told: &Told) -> Option<String> {
    let problem: serde_json::Value = serde_json::from_slice(&told.content).ok()?;
    problem["code"].as_str().map(str::to_owned)
}

/// A request for a community abroad.
struct Asked<'r> {
    node: &'r Node,
    abroad: &'r Abroad,
    caller: Option<&'r Caller>,
    deadline: Monotonic,
}

impl Asked<'_> {
    /// Asks, and once more where asking again can do no harm.
    async fn ask(
        &self,
        request: &ServiceRequest,
        content: actix_web::web::Bytes,
        passing: &mut Passing,
    ) -> Result<Told, ApiError> {
        if self.abroad.parted {
            self.count("parted", Monotonic::now());
            return Err(ApiError::new(Code::PeerUnavailable));
        }
        let door = self.node.doors.to(&self.abroad.home.region);
        let waits = request.query_string().split('&').any(|pair| pair.starts_with("wait="));
        let places = if waits { &door.waits } else { &door.calls };
        let Ok(_place) = places.try_acquire() else {
            self.count("full", Monotonic::now());
            return Err(ApiError::new(Code::PeerUnavailable));
        };
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let call = Call { method: request.method(), path, headers: request.headers(), content };
        let (read, keyed) = (is_read(call.method), call.headers.contains_key("idempotency-key"));
        let first = match self.once(request, &door, &call, passing).await {
            Err(first @ Failed { again: true, .. }) if read || keyed => first,
            outcome => return Ok(outcome?),
        };
        match self.once(request, &door, &call, passing).await {
            // That it cannot be asked again does not tell what became of a write that it was asked for.
            Err(second) if first.sent && !second.sent && !read => Err(first.into()),
            outcome => Ok(outcome?),
        }
    }

    async fn once(
        &self,
        request: &ServiceRequest,
        door: &Door,
        call: &Call<'_>,
        passing: &mut Passing,
    ) -> Result<Told, Failed> {
        let begun = Monotonic::now();
        let left = self.deadline.saturating_duration_since(begun);
        let Some(for_home) = left.checked_sub(MARGIN) else {
            return Err(Failed { code: Code::PeerDeadline, ..Failed::default() });
        };
        let pass = door.breaker.admit(begun).map_err(|wait| {
            self.count("open", begun);
            Failed { wait: Some(wait), ..Failed::default() }
        })?;
        let mark = edge::mark(request.request());
        let said = Said::of(self.caller, mark, TraceId::of(request.request()), for_home);
        passing.begins();
        let sent = send(self.node, self.abroad, call, &said, left).await;
        passing.ended(&sent);
        let silence = match sent {
            Ok(told) => {
                pass.answered();
                self.count("answered", begun);
                return Ok(told);
            }
            Err(Silence::Address) => return Err(Failed { code: Code::NotFound, ..Failed::default() }),
            Err(silence) => silence,
        };
        pass.failed(Monotonic::now());
        let (code, word, again) = match &silence {
            Silence::Unreached | Silence::Address => (Code::PeerUnavailable, "unreached", true),
            Silence::Late => (Code::PeerDeadline, "late", false),
            Silence::Broken => (Code::PeerAnswerInvalid, "broken", true),
            Silence::Doubtful(_) => (Code::PeerAnswerInvalid, "doubtful", false),
        };
        self.count(word, begun);
        tracing::warn!(
            region = %self.node.region, peer = %self.abroad.home.region, trace_id = %TraceId::of(request.request()),
            "{} did not answer a request that was passed on: {silence}", self.abroad.home.region,
        );
        Err(Failed { code, again, wait: None, sent: !matches!(silence, Silence::Unreached | Silence::Address) })
    }

    /// Notes a write that was passed on in the log, refused or not.
    fn note(&self, request: &ServiceRequest, outcome: &Result<Told, ApiError>) {
        let (status, code) = match outcome {
            Ok(told) => (told.status, None),
            Err(error) => (error.code.status(), Some(error.code.word())),
        };
        tracing::info!(
            target: "federation",
            region = %self.node.region, peer = %self.abroad.home.region, community = %self.abroad.placement.tenant,
            method = edge::method_word(request.method()), trace_id = %TraceId::of(request.request()),
            status = status.as_u16(), code, "passed a write on to {}", self.abroad.home.region,
        );
    }

    fn count(&self, outcome: &'static str, begun: Monotonic) {
        let labels = [("region", self.node.region.to_string()), ("peer", self.abroad.home.region.to_string())];
        metrics::histogram!(FORWARDED_SECONDS, &labels).record(begun.elapsed());
        let [region, peer] = labels;
        let labels = [region, peer, ("outcome", outcome.to_owned())];
        metrics::counter!(FORWARDED, &labels).increment(1);
    }

    /// Whether the caller may be told what came of it, of a community that only its members know of: once its home has
    /// answered them as a member. What it says to anyone is said here, as of a community that is not there.
    fn may_learn(&self, request: &ServiceRequest, outcome: &Result<Told, ApiError>) -> bool {
        let Some(caller) = self.caller else { return false };
        let (doors, community) = (&self.node.doors, self.abroad.placement.tenant);
        if outcome.as_ref().is_ok_and(|told| is_to_member(request.path(), told)) {
            doors.has_answered(community, caller);
        }
        doors.is_known_to(community, caller)
    }

    /// The answer of its home, as this region gives it.
    fn answer(&self, told: Told) -> HttpResponse {
        let mut answer = HttpResponse::build(told.status);
        for (name, value) in told.headers {
            let value = if name == WWW_AUTHENTICATE { self.challenge(&value).unwrap_or(value) } else { value };
            answer.insert_header((name, value));
        }
        answer.insert_header((VIA, via(&self.node.region)));
        answer.insert_header((HeaderName::from_static(edge::REGION), self.abroad.home.region.as_str()));
        if told.content.is_empty() { answer.finish() } else { answer.body(told.content) }
    }

    /// A challenge that sends the caller to this region's description of itself.
    fn challenge(&self, value: &HeaderValue) -> Option<HeaderValue> {
        let text = value.to_str().ok()?.replace(self.abroad.home.url.as_str(), &self.node.url);
        HeaderValue::try_from(text).ok()
    }
}

/// Why there is no answer, and whether it may be asked for again.
struct Failed {
    code: Code,
    again: bool,
    wait: Option<Duration>,
    /// Whether it may have arrived.
    sent: bool,
}

impl Default for Failed {
    fn default() -> Self {
        Self { code: Code::PeerUnavailable, again: false, wait: None, sent: false }
    }
}

impl From<Failed> for ApiError {
    fn from(failed: Failed) -> Self {
        let error = Self::new(failed.code);
        let seconds = |wait: Duration| u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX).max(1);
        match failed.wait {
            Some(wait) => error.retry_in(seconds(wait)),
            None => error,
        }
    }
}
