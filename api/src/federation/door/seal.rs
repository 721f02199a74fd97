//! Signing what is answered to another region, as it leaves: refusals and problems too.
use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;
use std::time::Instant;

use actix_web::body::{BodySize, BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::{BytesMut, Data};
use actix_web::{Error, HttpMessage as _, HttpResponse};
use futures_util::future::poll_fn;

use super::super::hop::Hop;
use super::super::signature::{CALLER, Fields, RELAYED};
use super::send::ANSWER_MAX;
use crate::edge::Deadline;
use crate::node::Node;
use crate::wire::{ApiError, Reply};

/// How much of a stream is answered at once, in bytes.
const STREAM_MAX: usize = 1 << 20;

/// Who an answer is to be signed for, once that is known. In the extensions of a request that says to be a region's.
#[derive(Clone, Default)]
pub(super) struct Sealing(Rc<RefCell<Option<Hop>>>);

impl Sealing {
    pub(super) fn put(&self, hop: Hop) {
        *self.0.borrow_mut() = Some(hop);
    }
}

/// Middleware for `actix_web::middleware::from_fn`, around what gives failures their form.
pub async fn seal<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let node = request.app_data::<Data<Node>>().cloned();
    let (true, Some(node)) = (request.headers().contains_key(CALLER), node) else {
        return Ok(next.call(request).await?.map_into_left_body());
    };
    let sealing = Sealing::default();
    request.extensions_mut().insert(sealing.clone());
    let until = Instant::now() + node.request_time;
    let response = next.call(request).await?;
    let Some(hop) = sealing.0.take() else { return Ok(response.map_into_left_body()) };
    let until = response.request().extensions().get::<Deadline>().map_or(until, |deadline| deadline.0);
    let (request, response) = response.into_parts();
    let sealed = match sealed(&hop, &node, response, until).await {
        Ok(response) => response,
        // Without a signature it is believed by nobody, which is all that is left to say.
        Err(error) => HttpResponse::from_error(error),
    };
    Ok(ServiceResponse::new(request, sealed).map_into_right_body())
}

async fn sealed<B: MessageBody + 'static>(
    hop: &Hop,
    node: &Node,
    response: HttpResponse<B>,
    until: Instant,
) -> Result<HttpResponse<BoxBody>, ApiError> {
    let (mut head, body) = response.into_parts();
    let content = read(body, is_cut_anywhere(head.headers()), until).await?;
    if !head.headers().contains_key(CACHE_CONTROL) {
        head.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(Reply::NO_STORE));
    }
    let fields = |headers: &HeaderMap| {
        let covered = headers.iter().filter(|(name, _)| name.as_str() == "etag" || RELAYED.contains(&name.as_str()));
        Fields::of(covered.map(|(name, value)| (name.as_str(), value.as_bytes())))
    };
    let fields = fields(head.headers());
    for (name, value) in hop.sign_answer(node, head.status().as_u16(), fields, &content)? {
        head.headers_mut().insert(name, value);
    }
    Ok(head.set_body(content.freeze()).map_into_boxed_body())
}

/// Whether a stream may end after any of its parts: each part of a snapshot ends with the place to go on from, and whoever
/// reads it goes on from there.
fn is_cut_anywhere(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind == "application/x-ndjson")
}

/// The content, which is signed as a whole. Of a stream that may end anywhere, as much as fits in half of the time.
async fn read<B: MessageBody>(body: B, cut: bool, until: Instant) -> Result<BytesMut, ApiError> {
    let cut = cut && body.size() == BodySize::Stream;
    let half = Instant::now() + until.saturating_duration_since(Instant::now()) / 2;
    let (mut body, mut content) = (pin!(body), BytesMut::new());
    while let Some(part) = poll_fn(|context| body.as_mut().poll_next(context)).await {
        let part = part.map_err(|error| ApiError::internal(error.into().to_string()))?;
        content.extend_from_slice(&part);
        if cut && (content.len() >= STREAM_MAX || Instant::now() >= half) {
            break;
        }
        if content.len() > ANSWER_MAX {
            return Err(ApiError::internal("an answer is longer than any that is passed on"));
        }
    }
    Ok(content)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use actix_web::body::BodyStream;
    use actix_web::web::Bytes;
    use futures_util::stream;

    use super::*;

    fn parts(count: usize) -> BodyStream<impl futures_util::Stream<Item = Result<Bytes, Error>>> {
        BodyStream::new(stream::iter((0..count).map(|_| Ok(Bytes::from(vec![b'x'; 400_000])))))
    }

    #[actix_web::test]
    async fn a_stream_that_may_end_anywhere_ends_after_a_part_and_any_other_is_whole() {
        let soon = Instant::now() + Duration::from_secs(600);
        let read = async |cut, until| read(parts(10), cut, until).await.expect("it is read").len();
        assert_eq!(read(true, soon).await, 1_200_000);
        assert_eq!(read(false, soon).await, 4_000_000);
        assert_eq!(read(true, Instant::now()).await, 400_000, "there is always something to go on from");
        assert!(super::read(parts(100), false, soon).await.is_err(), "longer than anything that is passed on");
    }
}
