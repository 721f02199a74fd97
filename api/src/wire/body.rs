//! Bodies: read once, within bounds, into a tree of JSON, and never a reason for an extractor to fail, so that
//! who may act is always asked before what was sent.
use std::convert::Infallible;
use std::pin::Pin;
use std::time::Instant;

use actix_web::body::{BodyStream, to_bytes_limited};
use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use serde_json::Value;

use super::digests::Digests;
use super::{ApiError, Code, json};
use crate::edge::Deadline;

/// The most bytes a body may have; app data of the region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyLimit(pub usize);

impl BodyLimit {
    /// What the settings say, or their default where an app was told nothing.
    fn of(request: &HttpRequest) -> Self {
        request.app_data().copied().unwrap_or(Self(1 << 20))
    }

    fn exceeded(self) -> ApiError {
        ApiError::new(Code::BodyTooLarge).with("limit", self.0)
    }
}

/// A body of type `application/json`.
pub struct JsonBody(Body);

impl JsonBody {
    /// The type it must be sent as.
    pub const MEDIA_TYPE: &str = "application/json";

    /// The bytes as they came, empty where they were not read: what an idempotency key is bound to.
    pub fn bytes(&self) -> &[u8] {
        &self.0.bytes
    }

    /// A member of the document, if there is a document and it has such a member.
    pub fn member(&self, name: &str) -> Option<&Value> {
        self.0.parsed.as_ref().ok()?.get(name)
    }

    /// The tree, or why there is none.
    pub fn value(self) -> Result<Value, ApiError> {
        self.0.parsed
    }
}

impl FromRequest for JsonBody {
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Infallible>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = Body::receive(request, payload.take(), Self::MEDIA_TYPE);
        Box::pin(async { Ok(Self(body.await)) })
    }
}

/// What any JSON body has in common.
pub(super) struct Body {
    pub(super) bytes: Bytes,
    pub(super) parsed: Result<Value, ApiError>,
}

impl Body {
    /// Reads the payload if its headers promise what is wanted.
    pub(super) fn receive(
        request: &HttpRequest,
        payload: Payload,
        media_type: &'static str,
    ) -> impl Future<Output = Self> + use<> {
        let received = receive(request, payload, media_type);
        async move {
            match received.await {
                Ok(bytes) => Self { parsed: json::parse(&bytes), bytes },
                Err(error) => Self { bytes: Bytes::new(), parsed: Err(error) },
            }
        }
    }
}

/// A body of type `application/x-www-form-urlencoded`, as it came.
pub struct FormBody(Result<Bytes, ApiError>);

impl FormBody {
    /// The bytes, or why they were not read.
    pub fn bytes(self) -> Result<Bytes, ApiError> {
        self.0
    }
}

impl FromRequest for FormBody {
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Infallible>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = receive(request, payload.take(), "application/x-www-form-urlencoded");
        Box::pin(async { Ok(Self(body.await)) })
    }
}

/// A body of type `application/x-ndjson`: a JSON document on each line.
pub struct LinesBody(Result<Bytes, ApiError>);

impl LinesBody {
    /// The type it must be sent as.
    pub const MEDIA_TYPE: &str = "application/x-ndjson";

    /// The bytes as they came, empty where they were not read: what an idempotency key is bound to.
    pub fn bytes(&self) -> &[u8] {
        self.0.as_deref().unwrap_or_default()
    }

    /// The lines, or why they were not read.
    pub fn text(self) -> Result<String, ApiError> {
        String::from_utf8(self.0?.into()).map_err(|error| {
            let whole = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = 1 + whole.iter().filter(|byte| **byte == b'\n').count();
            let column = 1 + whole.iter().rev().take_while(|byte| **byte != b'\n').count();
            ApiError::new(Code::NotJson).with("line", line).with("column", column)
        })
    }
}

impl FromRequest for LinesBody {
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Infallible>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = receive(request, payload.take(), Self::MEDIA_TYPE);
        Box::pin(async { Ok(Self(body.await)) })
    }
}

/// Reads the payload if its headers promise what is wanted.
fn receive(
    request: &HttpRequest,
    payload: Payload,
    media_type: &'static str,
) -> impl Future<Output = Result<Bytes, ApiError>> + use<> {
    let limit = BodyLimit::of(request);
    let promised = promise(request.headers(), media_type, limit);
    let digests = Digests::of(request.headers());
    let deadline = request.extensions().get::<Deadline>().copied();
    async move {
        promised?;
        let content = bounded(payload, limit, deadline).await?;
        digests.check(&content).map(|()| content)
    }
}

/// The whole payload, whatever it is: what is passed on is not looked into.
pub fn whole(request: &HttpRequest, payload: Payload) -> impl Future<Output = Result<Bytes, ApiError>> + use<> {
    let limit = BodyLimit::of(request);
    let deadline = request.extensions().get::<Deadline>().copied();
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    async move {
        match length {
            Some(length) if length > limit.0 as u64 => Err(limit.exceeded()),
            _ => bounded(payload, limit, deadline).await,
        }
    }
}

/// What the headers say of the body, before a byte of it is read.
fn promise(headers: &HeaderMap, media_type: &'static str, limit: BodyLimit) -> Result<(), ApiError> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let unread = || ApiError::new(Code::UnsupportedMediaType).with("accepted", media_type);
    let plain = text(CONTENT_ENCODING).is_none_or(|coding| coding.trim().eq_ignore_ascii_case("identity"));
    let mut parts = text(CONTENT_TYPE).unwrap_or_default().split(';').map(str::trim);
    let typed = parts.next().is_some_and(|found| found.eq_ignore_ascii_case(media_type));
    let utf8 = parts.filter_map(|part| part.split_once('=')).all(|(name, value)| {
        !name.trim().eq_ignore_ascii_case("charset") || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
    });
    if !(plain && typed && utf8) {
        return Err(unread());
    }
    let length = text(CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if length.is_some_and(|length| length > limit.0 as u64) { Err(limit.exceeded()) } else { Ok(()) }
}

/// Reads a payload within bounds of size and, for a request that came through the edge, of time: a client that sends a
/// byte now and then may not hold a place for ever. Three quarters of the time are for the body, the rest for the work.
async fn bounded(payload: Payload, limit: BodyLimit, deadline: Option<Deadline>) -> Result<Bytes, ApiError> {
    let whole = to_bytes_limited(BodyStream::new(payload), limit.0);
    let read = match deadline {
        None => whole.await,
        Some(Deadline(until)) => {
            let left = until.saturating_duration_since(Instant::now());
            let read = tokio::time::timeout(left * 3 / 4, whole).await;
            read.map_err(|_| ApiError::new(Code::RequestTimeout))?
        }
    };
    match read {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(broken)) => Err(ApiError::new(Code::BadRequest).because(broken.to_string())),
        Err(_) => Err(limit.exceeded()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    async fn sent(request: TestRequest) -> (Vec<u8>, Result<Value, ApiError>) {
        let (request, mut payload) = request.to_http_parts();
        let body = JsonBody::from_request(&request, &mut payload).await.expect("extraction never fails");
        (body.bytes().to_vec(), body.value())
    }

    #[actix_web::test]
    async fn a_body_is_read_by_what_its_headers_promise() {
        use Code::UnsupportedMediaType as Unread;
        for (content_type, coding, wanted) in [
            ("application/json", None, None),
            ("Application/JSON ; Charset=\"UTF-8\"", None, None),
            ("application/json", Some("identity"), None),
            ("application/json; charset=latin1", None, Some(Unread)),
            ("application/json", Some("gzip"), Some(Unread)),
            ("application/merge-patch+json", None, Some(Unread)),
            ("text/plain", None, Some(Unread)),
            ("", None, Some(Unread)),
        ] {
            let mut request = TestRequest::post().insert_header((CONTENT_TYPE, content_type)).set_payload(r#"{"a":1}"#);
            if let Some(coding) = coding {
                request = request.insert_header((CONTENT_ENCODING, coding));
            }
            let (bytes, value) = sent(request).await;
            assert_eq!(value.as_ref().err().map(|error| error.code), wanted, "{content_type} {coding:?}");
            assert_eq!(bytes.is_empty(), wanted.is_some(), "the bytes are those that came");
        }
        let (_, untyped) = sent(TestRequest::post().set_payload("{}")).await;
        assert_eq!(untyped.expect_err("no type").code, Unread);
    }

    #[actix_web::test]
    async fn a_body_over_the_limit_is_refused_whether_or_not_it_says_so() {
        const LIMIT: usize = 100;
        let json = |bytes: usize| {
            let text = format!("\"{}\"", "a".repeat(bytes - 2));
            let request = TestRequest::post().insert_header((CONTENT_TYPE, "application/json"));
            request.app_data(BodyLimit(LIMIT)).set_payload(text)
        };
        assert!(sent(json(LIMIT)).await.1.is_ok());
        let mut unsaid = json(LIMIT + 1).to_srv_request();
        unsaid.headers_mut().remove(CONTENT_LENGTH);
        let (request, mut payload) = unsaid.into_parts();
        let body = JsonBody::from_request(&request, &mut payload).await.expect("extraction never fails");
        assert_eq!(body.value().expect_err("too large").code, Code::BodyTooLarge);
        let said = json(2).insert_header((CONTENT_LENGTH, LIMIT + 1));
        assert_eq!(sent(said).await.1.expect_err("too large").code, Code::BodyTooLarge);
    }
}
