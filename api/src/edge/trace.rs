//! One trace id, one span and one access line for each request (W3C Trace Context).
//! Names of routes are logged, never paths: a path may hold what someone typed into it.

use std::fmt;
use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, web};
use data_encoding::HEXLOWER;
use domain::RequestId;
use tracing::{Instrument as _, Span};

use super::Edge;

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A trace: what one caller set in motion, across systems. Written as 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceId([u8; 16]);

impl TraceId {
    /// A new trace.
    pub fn fresh() -> Self {
        Self(random())
    }

    /// A trace by its 32 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok().filter(|trace| *trace != [0; 16]).map(Self)
    }

    /// As it is told to another system, with a span of its own.
    pub fn traceparent(self) -> String {
        format!("00-{self}-{}-01", HEXLOWER.encode(&random::<8>()))
    }

    /// The trace of a request; a request that did not come through the edge gets one the first time it is asked for.
    pub fn of(req: &impl HttpMessage) -> Self {
        let known = req.extensions().get().copied();
        known.unwrap_or_else(|| {
            let trace = Self::fresh();
            req.extensions_mut().insert(trace);
            trace
        })
    }
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", HEXLOWER.encode_display(&self.0))
    }
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system gives random bytes, or nothing here is safe");
    bytes
}

/// The id of a request, as its answer tells it.
pub fn request_id(req: &impl HttpMessage) -> RequestId {
    let known = req.extensions().get().copied();
    // Only a request that did not come through the edge has none.
    known.unwrap_or_else(RequestId::fresh)
}

/// The pattern of the route a request is for, such as `/v1/tenants/{tenant}`.
#[derive(Debug, Clone)]
struct Route(String);

/// The pattern of the route a request is for; `(none)` if there is none.
pub fn route(req: &HttpRequest) -> String {
    req.extensions().get::<Route>().map_or_else(|| pattern(req), |route| route.0.clone())
}

fn pattern(req: &HttpRequest) -> String {
    req.match_pattern().unwrap_or_else(|| "(none)".to_owned())
}

/// The methods that are counted and logged by name; a client can make up any number of others.
pub(crate) fn method_word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}

/// The trace a client is in and whether it records it; `None` if it says nothing or nothing valid.
fn incoming(headers: &HeaderMap) -> Option<(TraceId, bool)> {
    let mut values = headers.get_all(TRACEPARENT);
    let text = values.next()?.to_str().ok()?;
    let mut parts = text.split('-');
    let mut part = |length: usize| parts.next().filter(|part| part.len() == length);
    let (version, trace, parent, flags) = (part(2)?, part(32)?, part(16)?, part(2)?);
    let hex = |text: &str| HEXLOWER.decode(text.as_bytes()).ok();
    let version = hex(version)?[0];
    let trace: [u8; 16] = hex(trace)?.try_into().ok()?;
    let recorded = hex(flags)?[0] & 1 == 1;
    // Version 0 ends here; later versions may add to it, and 255 is none.
    let ends_well = if version == 0 { parts.next().is_none() } else { version != 0xff };
    let named = trace != [0; 16] && hex(parent)? != [0; 8];
    (values.next().is_none() && ends_well && named).then_some((TraceId(trace), recorded))
}

/// Writes the access line, also when the request ends without an answer.
struct AccessLine {
    began: Instant,
    span: Span,
    method: &'static str,
    route: String,
    done: bool,
}

impl AccessLine {
    fn write(&mut self, status: u16, outcome: &'static str) {
        self.done = true;
        let latency_us = u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX);
        let Self { method, route, span, .. } = self;
        span.in_scope(|| tracing::info!(target: "access", status, latency_us, "{method} {route} {outcome}"));
    }
}

impl Drop for AccessLine {
    fn drop(&mut self) {
        if self.done {
        } else if std::thread::panicking() {
            self.write(500, "panicked");
        } else {
            // The number nginx made common for it; no client ever sees it.
            self.write(499, "left by the client");
        }
    }
}

pub(super) async fn trace<B: MessageBody>(
    edge: web::Data<Edge>,
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let (trace, recorded) = incoming(req.headers()).unwrap_or_else(|| (TraceId::fresh(), false));
    let request_id = RequestId::fresh();
    let (method, route) = (method_word(req.method()), pattern(req.request()));
    let span = tracing::info_span!("request", region = %edge.region, method, route, trace_id = %trace, %request_id);
    let mut line = AccessLine { began: Instant::now(), span: span.clone(), method, route: route.clone(), done: false };
    {
        let mut extensions = req.extensions_mut();
        extensions.insert(trace);
        extensions.insert(request_id);
        extensions.insert(Route(route));
    }
    let mut answer = next.call(req).instrument(span).await;
    let status = match &answer {
        Ok(res) => res.status(),
        Err(error) => error.as_response_error().status_code(),
    };
    line.write(status.as_u16(), reason(status));
    if let Ok(res) = &mut answer {
        let parent = HEXLOWER.encode(&random::<8>());
        let context = format!("00-{trace}-{parent}-{:02x}", u8::from(recorded));
        for (name, value) in [(TRACEPARENT, context), (X_REQUEST_ID, request_id.to_string())] {
            if let Ok(value) = HeaderValue::try_from(value) {
                res.headers_mut().insert(name, value);
            }
        }
    }
    answer
}

fn reason(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("answered")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_valid_traceparent_is_taken_up() {
        const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
        let read = |lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(TRACEPARENT, HeaderValue::from_str(line).expect("a header"));
            }
            incoming(&headers).map(|(trace, recorded)| (trace.to_string(), recorded))
        };
        let good = format!("00-{TRACE}-00f067aa0ba902b7-01");
        assert_eq!(read(&[&good]), Some((TRACE.to_owned(), true)));
        assert_eq!(read(&[&good.replace("-01", "-00")]), Some((TRACE.to_owned(), false)));
        assert_eq!(read(&[&format!("cc{}-later", &good[2..])]), Some((TRACE.to_owned(), true)));
        for bad in [
            String::new(),
            good.to_uppercase(),
            good.replace(TRACE, &"0".repeat(32)),
            good.replace("00f067aa0ba902b7", &"0".repeat(16)),
            format!("ff{}", &good[2..]),
            format!("{good}-more"),
            good[1..].to_owned(),
        ] {
            assert_eq!(read(&[&bad]), None, "{bad}");
        }
        assert_eq!(read(&[&good, &good]), None, "two are none");
        assert_eq!(read(&[]), None);
    }
}
