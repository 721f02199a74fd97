//! The one table of failures: code → HTTP status. Their texts are in `texts.rs`.
use actix_web::http::StatusCode;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $status:ident;)+) => {
        /// Every way a request can fail.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])* $variant),+ }

        impl Code {
            /// Every code, by status.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable word clients branch on.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The status a failure leaves with.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status),+ }
            }
        }
    };
}

codes! {
    /// Something about the request that no other code describes.
    BadRequest = "bad-request", BAD_REQUEST;
    /// The body is not JSON.
    NotJson = "not-json", BAD_REQUEST;
    /// The body nests deeper than is read.
    TooDeep = "too-deep", BAD_REQUEST;
    /// Unknown, repeated or faulty query parameters; `errors` names them.
    QueryInvalid = "query-invalid", BAD_REQUEST;
    /// A header that cannot be read; `errors` names it.
    HeaderInvalid = "header-invalid", BAD_REQUEST;
    /// A header that says how the request came here, from somebody of whom it is not believed.
    HeaderNotBelieved = "header-not-believed", BAD_REQUEST;
    /// The content is not what a digest in the headers says.
    DigestMismatch = "digest-mismatch", BAD_REQUEST;
    /// A cursor that is damaged, foreign or of another list.
    CursorInvalid = "cursor-invalid", BAD_REQUEST;
    /// No token, or one that does not hold.
    Unauthenticated = "unauthenticated", UNAUTHORIZED;
    /// Signed as another region's, and the signature does not hold.
    PeerRefused = "peer-refused", UNAUTHORIZED;
    /// The caller sees the thing and may not do this with it.
    Forbidden = "forbidden", FORBIDDEN;
    /// The community's home does not take this region's word for callers of that issuer.
    IssuerNotVouched = "issuer-not-vouched", FORBIDDEN;
    /// The caller's role counts at home alone, and another region speaks for them.
    RoleAtHomeAlone = "role-at-home-alone", FORBIDDEN;
    /// The token lacks the scope.
    ScopeMissing = "scope-missing", FORBIDDEN;
    /// Nothing the caller may see has this id or key.
    NotFound = "not-found", NOT_FOUND;
    /// No such path.
    RouteNotFound = "route-not-found", NOT_FOUND;
    /// The path has no such method.
    MethodNotAllowed = "method-not-allowed", METHOD_NOT_ALLOWED;
    /// No representation the caller accepts.
    NotAcceptable = "not-acceptable", NOT_ACCEPTABLE;
    /// The request came too slowly.
    RequestTimeout = "request-timeout", REQUEST_TIMEOUT;
    /// The state of the thing does not allow it.
    Conflict = "conflict", CONFLICT;
    /// It cannot become that from where it stands; the text and `errors` name what it can.
    TransitionRefused = "transition-refused", CONFLICT;
    /// Something else still leans on it.
    InUse = "in-use", CONFLICT;
    /// The first request with this key is still running.
    IdempotencyInProgress = "idempotency-in-progress", CONFLICT;
    /// The place in the feed is gone; begin again with a snapshot.
    ResyncRequired = "resync-required", GONE;
    /// `If-Match` names another version than the present one.
    Stale = "stale", PRECONDITION_FAILED;
    /// The body is longer than is read.
    BodyTooLarge = "body-too-large", PAYLOAD_TOO_LARGE;
    /// The address is longer than is read.
    UriTooLong = "uri-too-long", URI_TOO_LONG;
    /// The body has a media type or a coding that is not read.
    UnsupportedMediaType = "unsupported-media-type", UNSUPPORTED_MEDIA_TYPE;
    /// Another region is home and this one does not pass the request on.
    Misdirected = "misdirected", MISDIRECTED_REQUEST;
    /// Asked under a name that is not this node's.
    HostUnknown = "host-unknown", MISDIRECTED_REQUEST;
    /// The body breaks rules; `errors` names each fault.
    Invalid = "invalid", UNPROCESSABLE_ENTITY;
    /// The idempotency key was used with another request.
    IdempotencyMismatch = "idempotency-mismatch", UNPROCESSABLE_ENTITY;
    /// `If-Match` is missing.
    PreconditionRequired = "precondition-required", PRECONDITION_REQUIRED;
    /// Too many requests.
    RateLimited = "rate-limited", TOO_MANY_REQUESTS;
    /// The headers are longer than is read.
    HeadersTooLarge = "headers-too-large", REQUEST_HEADER_FIELDS_TOO_LARGE;
    /// Our fault.
    Internal = "internal", INTERNAL_SERVER_ERROR;
    /// What the community's home answered broke off or does not hold; whether a write was done is not known.
    PeerAnswerInvalid = "peer-answer-invalid", BAD_GATEWAY;
    /// The queue is full.
    Overloaded = "overloaded", SERVICE_UNAVAILABLE;
    /// The store does not answer.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE;
    /// The community's store is being brought up to date, or could not be.
    Migrating = "migrating", SERVICE_UNAVAILABLE;
    /// The community is on its way to another region: it is read and not written.
    Moving = "moving", SERVICE_UNAVAILABLE;
    /// More than one region says that the community is at home there.
    DirectoryDisputed = "directory-disputed", SERVICE_UNAVAILABLE;
    /// The community's home could not be asked; nothing was done.
    PeerUnavailable = "peer-unavailable", SERVICE_UNAVAILABLE;
    /// Of some region not everything is told, and the caller wants all or nothing.
    SharedIncomplete = "shared-incomplete", SERVICE_UNAVAILABLE;
    /// The request's time ran out before anything was changed. 503 and not 504: it is this service that gave up,
    /// no gateway behind it, and trying again is safe.
    Deadline = "deadline", SERVICE_UNAVAILABLE;
    /// The community's home did not answer in time; whether a write was done is not known.
    PeerDeadline = "peer-deadline", GATEWAY_TIMEOUT;
    /// The request was passed on already, and the community is not at home here either.
    LoopDetected = "loop-detected", LOOP_DETECTED;
}

impl Code {
    /// The code of a bare status: what the router and the framework's own failures become.
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::UNAUTHORIZED => Self::Unauthenticated,
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::SERVICE_UNAVAILABLE => Self::Unavailable,
            StatusCode::CONFLICT => Self::Conflict,
            StatusCode::UNPROCESSABLE_ENTITY => Self::Invalid,
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::MISDIRECTED_REQUEST => Self::HostUnknown,
            StatusCode::BAD_REQUEST => Self::BadRequest,
            other => Self::ALL
                .iter()
                .copied()
                .find(|code| code.status() == other)
                .unwrap_or(if other.is_client_error() { Self::BadRequest } else { Self::Internal }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_kebab_words_in_the_order_of_their_status() {
        let words: std::collections::HashSet<_> = Code::ALL.iter().map(|code| code.word()).collect();
        assert_eq!(words.len(), Code::ALL.len());
        assert!(words.iter().all(|word| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')));
        assert!(Code::ALL.is_sorted_by_key(|code| code.status()));
    }

    #[test]
    fn a_bare_status_keeps_its_status() {
        for code in Code::ALL {
            assert_eq!(Code::of_status(code.status()).status(), code.status(), "{code:?}");
        }
        assert_eq!(Code::of_status(StatusCode::IM_A_TEAPOT), Code::BadRequest);
        assert_eq!(Code::of_status(StatusCode::INSUFFICIENT_STORAGE), Code::Internal);
    }
}
