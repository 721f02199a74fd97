//! How a caller may authenticate, told with every answer that asks for it (RFC 6750 3, RFC 9449 7.1, RFC 9728 5.1).
use actix_web::HttpRequest;
use actix_web::http::header::{AUTHORIZATION, HeaderValue};
use actix_web::web::Data;

use super::{ApiError, Code};
use crate::auth::SigningAlgorithm;
use crate::federation::signature::CALLER;

/// The address at which the region describes itself as a protected resource. Kept as `web::Data` in the app.
#[derive(Debug)]
pub struct ResourceMetadata(pub String);

/// How a token was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    Not,
    Bearer,
    Dpop,
}

/// What the challenge to one caller depends on.
#[derive(Debug, Clone)]
pub(super) struct Challenged {
    sent: Sent,
    metadata: Option<Data<ResourceMetadata>>,
}

impl Challenged {
    /// Somebody of whom nothing is known.
    pub(super) const NOBODY: Self = Self { sent: Sent::Not, metadata: None };

    pub(super) fn of(request: &HttpRequest) -> Self {
        let is_dpop =
            |value: &HeaderValue| value.as_bytes().get(..5).is_some_and(|it| it.eq_ignore_ascii_case(b"dpop "));
        let sent = match request.headers().get(AUTHORIZATION) {
            // The token was shown to the region that passes the request on.
            None if request.headers().contains_key(CALLER) => Sent::Bearer,
            None => Sent::Not,
            Some(value) if is_dpop(value) => Sent::Dpop,
            Some(_) => Sent::Bearer,
        };
        Self { sent, metadata: request.app_data::<Data<ResourceMetadata>>().cloned() }
    }

    /// The challenges an answer with this failure carries, each a header of its own.
    pub(super) fn headers(&self, error: &ApiError) -> Vec<HeaderValue> {
        let told = match error.code {
            Code::Unauthenticated => error.challenge.unwrap_or("invalid_token"),
            Code::ScopeMissing => "insufficient_scope",
            _ => return Vec::new(),
        };
        let scope = error.args.iter().find(|(name, _)| error.code == Code::ScopeMissing && *name == "scope");
        let scope = scope.map(|(_, scope)| format!("scope=\"{scope}\""));
        let metadata = self.metadata.as_ref().map(|at| format!("resource_metadata=\"{}\"", at.0));
        let challenge = |scheme: &str, sent: Sent, algorithms: Option<String>| {
            let error = (self.sent == sent).then(|| format!("error=\"{told}\""));
            let scope = scope.clone().filter(|_| self.sent == sent);
            let parameters: Vec<_> = [error, scope, algorithms, metadata.clone()].into_iter().flatten().collect();
            let text = format!("{scheme} {}", parameters.join(", "));
            HeaderValue::try_from(text.trim_end()).ok()
        };
        let bearer = challenge("Bearer", Sent::Bearer, None);
        let dpop = challenge("DPoP", Sent::Dpop, Some(algorithms()));
        let both = match (error.code, self.sent) {
            // The scheme was right.
            (Code::ScopeMissing, Sent::Dpop) => [dpop, None],
            (Code::ScopeMissing, _) => [bearer, None],
            (_, Sent::Dpop) => [dpop, bearer],
            _ => [bearer, dpop],
        };
        both.into_iter().flatten().collect()
    }
}

fn algorithms() -> String {
    format!("algs=\"{}\"", SigningAlgorithm::ALL.map(SigningAlgorithm::name).join(" "))
}
