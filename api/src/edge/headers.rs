//! Headers that every answer carries, so that a browser that meets one can do no harm with it.
use std::sync::LazyLock;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, web};

use domain::Digest;

use super::Edge;
use crate::html;
use crate::wire::Reply;

const ALWAYS: [(HeaderName, HeaderValue); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("same-origin")),
    (header::PERMISSIONS_POLICY, HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=()")),
];

/// The header that names the region an answer is from.
pub const REGION: &str = "helsefellesskap-region";

/// An answer is data and never a page.
const DATA: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// Swagger UI: its own scripts, the styles it writes inline, the images in its style sheet.
const DOCS: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
);

/// A picture: the one style sheet that all of them have, and nothing else.
static PICTURE: LazyLock<HeaderValue> = LazyLock::new(|| styled(pictures::STYLE));

/// A document, likewise.
static DOCUMENT: LazyLock<HeaderValue> = LazyLock::new(|| styled(html::STYLE));

fn styled(sheet: &str) -> HeaderValue {
    let sheet = data_encoding::BASE64.encode(&Digest::of_bytes(sheet.as_bytes()).0);
    let policy = format!("default-src 'none'; style-src 'sha256-{sheet}'; frame-ancestors 'none'");
    HeaderValue::try_from(policy).expect("base64 is visible ASCII")
}

pub(super) async fn set<B: MessageBody>(
    edge: web::Data<Edge>,
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let docs = req.path() == "/docs" || req.path().starts_with("/docs/");
    let mut res = next.call(req).await?;
    let headers = res.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, value);
    }
    let is = |of: &str| headers.get(header::CONTENT_TYPE).is_some_and(|media_type| media_type == of);
    let policy = match docs {
        true => DOCS,
        false if is(Reply::SVG) => PICTURE.clone(),
        false if is(Reply::HTML) => DOCUMENT.clone(),
        false => DATA,
    };
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    if edge.secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    // Whoever lets an answer be kept says so; nothing is kept by accident.
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if !headers.contains_key(REGION) {
        headers.insert(
            HeaderName::from_static(REGION),
            HeaderValue::from_str(edge.region.as_str()).expect("a key is ASCII"),
        );
    }
    headers.remove(header::SERVER);
    Ok(res)
}
