//! The outermost layer: whatever fails inside leaves as a problem, panics included, and its cause is logged once.
use std::any::Any;
use std::error::Error as StdError;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ALLOW, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::test::TestRequest;
use actix_web::web::Bytes;
use actix_web::{Error, HttpMessage as _, HttpResponse};

use super::problem::Asker;
use super::{ApiError, Code, Routes};

/// Middleware for `actix_web::middleware::from_fn`, to be the outermost but for logging. It answers HEAD as GET
/// without the body, catches panics, and gives every failure its body, its language and its trace.
pub async fn problems<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let asker = Asker::of(request.request());
    let (head, options) = (request.method() == Method::HEAD, request.method() == Method::OPTIONS);
    if head {
        // The router knows GET only. The connection remembers that the caller asked for the head and sends no body.
        request.head_mut().method = Method::GET;
        request.extensions_mut().insert(HeadAsked);
    }
    let response = match caught(next.call(request)).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => return Ok(Answer::to_error(&error, &asker).alone().map_into_right_body()),
        Err(panic) => return Ok(Answer::to(&ApiError::internal(panic), &asker).alone().map_into_right_body()),
    };
    let response = match Answer::to_response(&response, &asker) {
        Some(answer) if options => answer.offered().replace(response).map_into_right_body(),
        Some(answer) => answer.replace(response).map_into_right_body(),
        None => response.map_into_left_body(),
    };
    Ok(if head { without_body(response) } else { response })
}

/// In a request's extensions when the caller asked for the head and the request was turned into a GET.
#[derive(Debug, Clone, Copy)]
pub struct HeadAsked;

/// A problem as it leaves.
#[derive(Debug)]
struct Answer {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

impl Answer {
    fn to(problem: &ApiError, asker: &Asker) -> Self {
        log(problem, asker);
        let body = serde_json::to_vec(&problem.problem(asker)).expect("a problem holds text and numbers only");
        Self { status: problem.code.status(), headers: problem.headers(asker), body: body.into() }
    }

    /// The framework's own errors (a path, a payload, a middleware) are told by their status.
    fn to_error(error: &Error, asker: &Asker) -> Self {
        if let Some(known) = error.as_error::<ApiError>() {
            return Self::to(known, asker);
        }
        let code = Code::of_status(error.as_response_error().status_code());
        Self::to(&ApiError::new(code).because(error.to_string()), asker)
    }

    /// What to send instead of a failed answer; `None` for every other, and for a failure that was written as JSON on
    /// purpose: another region's problem, OAuth's own errors, a readiness report.
    fn to_response<B>(response: &ServiceResponse<B>, asker: &Asker) -> Option<Self> {
        let status = response.status();
        if !status.is_client_error() && !status.is_server_error() {
            return None;
        }
        if let Some(error) = response.response().error() {
            return Some(Self::to_error(error, asker));
        }
        let media_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if media_type.is_some_and(|media_type| media_type.contains("json")) {
            return None;
        }
        let problem = match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => {
                let request = response.request();
                Routes::refusal(request.app_data(), request.path())
            }
            status => ApiError::new(Code::of_status(status)),
        };
        Some(Self::to(&problem, asker))
    }

    /// Stands alone where the request is lost with the service that held it. An answer needs a request to belong to,
    /// and the layers around must meet an answer, or they would not put their headers on it: so it gets a blank one.
    fn alone(self) -> ServiceResponse<BoxBody> {
        let blank = TestRequest::default().to_http_request();
        self.replace(ServiceResponse::new(blank, HttpResponse::new(StatusCode::OK)))
    }

    /// What an address answers when it is asked for its methods: no operation is called OPTIONS, so the router refuses it
    /// and says what there is, which is all that was asked for (RFC 9110 9.3.7).
    fn offered(self) -> Self {
        if self.status != StatusCode::METHOD_NOT_ALLOWED {
            return self;
        }
        let headers = self.headers.into_iter().filter(|(name, _)| *name == ALLOW).collect();
        Self { status: StatusCode::NO_CONTENT, headers, body: Bytes::new() }
    }

    /// Takes an answer's place. What the layers within have set (rate limits, security headers) stays; what described
    /// the old body goes.
    fn replace<B>(self, response: ServiceResponse<B>) -> ServiceResponse<BoxBody> {
        let (request, response) = response.into_parts();
        let mut response = response.set_body(self.body).map_into_boxed_body();
        *response.status_mut() = self.status;
        for gone in [CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, ETAG] {
            response.headers_mut().remove(gone);
        }
        for (name, _) in &self.headers {
            response.headers_mut().remove(name);
        }
        for (name, value) in self.headers {
            response.headers_mut().append(name, value);
        }
        ServiceResponse::new(request, response)
    }
}

/// One line for each failure, with its causes: an error where it is ours, else only for those who debug.
fn log(problem: &ApiError, asker: &Asker) {
    let (code, status, trace) = (problem.code.word(), problem.code.status().as_u16(), asker.trace);
    let mut cause = String::new();
    let mut next = StdError::source(problem);
    while let Some(error) = next {
        cause.push_str(if cause.is_empty() { "" } else { ": " });
        cause.push_str(&error.to_string());
        next = error.source();
    }
    match problem.code {
        Code::Overloaded | Code::Migrating | Code::Moving | Code::Deadline => {
            tracing::warn!(code, status, %trace, cause, "request turned away");
        }
        code if code.status().is_server_error() => {
            tracing::error!(code = code.word(), status, %trace, cause, "request failed");
        }
        _ => tracing::debug!(code, status, %trace, cause, "request refused"),
    }
}

/// Runs a service, and turns a panic in it into an error with the panic's message. What the panic left half done
/// goes with the request: nothing a request holds is used again.
async fn caught<T>(service: impl Future<Output = T>) -> Result<T, String> {
    let mut service = pin!(service);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| service.as_mut().poll(context))) {
        Ok(poll) => poll.map(Ok),
        Err(panic) => Poll::Ready(Err(format!("panic: {}", message(&*panic)))),
    })
    .await
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&'static str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("without a message")
}

/// The head of an answer: the length the body would have had, and no body.
fn without_body<B: MessageBody + 'static>(response: ServiceResponse<EitherBody<B>>) -> ServiceResponse<EitherBody<B>> {
    match response.response().body().size() {
        BodySize::Sized(length) => response.map_body(|_, _| EitherBody::right(BoxBody::new(Unsent(length)))),
        // A stream has no length to tell; the connection leaves it out.
        BodySize::None | BodySize::Stream => response,
    }
}

/// A body of a known length that is never sent.
struct Unsent(u64);

impl MessageBody for Unsent {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.0)
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Poll::Ready(None)
    }
}

#[cfg(test)]
#[path = "edge_tests.rs"]
mod tests;
