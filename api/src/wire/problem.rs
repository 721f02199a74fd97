//! The one error type of the API, and how it becomes an answer.
use std::error::Error;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER,
    VARY, WWW_AUTHENTICATE,
};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use domain::{FaultKind, Faults, Language, Words as _};
use openapi::{Problem, ProblemError};

use super::challenge::Challenged;
use super::{Code, MergePatch, fault_texts, language, texts};
use crate::edge::TraceId;

/// Why a request fails. Everything in it but [`Self::source`] may be sent to the caller.
#[derive(Debug)]
pub struct ApiError {
    /// What kind of failure it is.
    pub code: Code,
    /// What is wrong with each value. A pointer is a JSON pointer into the body, `?name` for a query parameter or
    /// `Name:` for a header.
    pub faults: Faults,
    /// Values the text names, such as `limit`.
    pub args: Vec<(&'static str, String)>,
    /// Seconds to wait before trying again.
    pub retry_after: Option<u32>,
    /// The methods the address has, as `Allow` lists them.
    pub allow: Option<String>,
    /// What was wrong with how the caller authenticated, where it was not the token (RFC 9449 7.1).
    pub challenge: Option<&'static str>,
    /// The cause: logged once at the edge, never sent.
    pub source: Option<Box<dyn Error + Send + Sync>>,
}

impl ApiError {
    /// A failure with nothing more to say.
    pub fn new(code: Code) -> Self {
        // Long enough for a queue to drain, short enough for a person to wait.
        let retry_after = (code.status() == StatusCode::SERVICE_UNAVAILABLE).then_some(2);
        Self {
            code,
            faults: Faults::default(),
            args: Vec::new(),
            retry_after,
            allow: None,
            challenge: None,
            source: None,
        }
    }

    /// Our own fault, with its cause.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(Code::Internal).because(cause)
    }

    /// A header that cannot be read, and the form it should have.
    pub fn header(name: &str, form: &'static str) -> Self {
        Self::about_header(Code::HeaderInvalid, name, FaultKind::Malformed { form })
    }

    /// A failure that lies in one header.
    pub fn about_header(code: Code, name: &str, kind: FaultKind) -> Self {
        Self { faults: Faults::one(format!("{name}:"), kind), ..Self::new(code) }
    }

    /// A cursor that is not of this list.
    pub fn cursor() -> Self {
        let faults = Faults::one("?cursor", FaultKind::Malformed { form: "next | prev" });
        Self { faults, ..Self::new(Code::CursorInvalid) }
    }

    /// With the cause, which is logged and never sent.
    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(cause.into());
        self
    }

    /// With a value for the text to name.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// With the faults it is about.
    #[must_use]
    pub fn with_faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    /// With the seconds to wait before trying again.
    #[must_use]
    pub fn retry_in(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// With the methods the address has.
    #[must_use]
    pub fn allowing(mut self, methods: impl Into<String>) -> Self {
        self.allow = Some(methods.into());
        self
    }

    /// With what was wrong with how the caller authenticated, as its challenge tells it.
    #[must_use]
    pub fn challenged(mut self, error: &'static str) -> Self {
        self.challenge = Some(error);
        self
    }

    /// The body, as one caller reads it.
    pub(super) fn problem(&self, asker: &Asker) -> Problem {
        let mut args = self.args.clone();
        args.extend(self.retry_after.map(|seconds| ("retry", seconds.to_string())));
        args.extend(self.allow.clone().map(|methods| ("allow", methods)));
        Problem {
            kind: format!("/problems/{}", self.code.word()),
            title: texts::title(self.code, asker.language).to_owned(),
            status: self.code.status().as_u16(),
            detail: shown(&texts::detail(self.code, asker.language, &args), 2000),
            code: self.code.word().to_owned(),
            trace_id: asker.trace.to_string(),
            errors: told(&self.faults, asker.language),
        }
    }

    /// The headers an answer with this failure carries.
    pub(super) fn headers(&self, asker: &Asker) -> Vec<(HeaderName, HeaderValue)> {
        let mut headers = vec![
            (CONTENT_TYPE, HeaderValue::from_static(Problem::MEDIA_TYPE)),
            (CONTENT_LANGUAGE, HeaderValue::from_static(asker.language.word())),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (VARY, HeaderValue::from_static("Accept-Language")),
        ];
        headers.extend(asker.challenged.headers(self).into_iter().map(|challenge| (WWW_AUTHENTICATE, challenge)));
        headers.extend(self.retry_after.map(|seconds| (RETRY_AFTER, HeaderValue::from(seconds))));
        let allow = self.allow.as_deref().and_then(|methods| HeaderValue::from_str(methods).ok());
        headers.extend(allow.map(|methods| (ALLOW, methods)));
        // RFC 5789 2.2 for patches, RFC 9110 15.5.16 for the rest.
        let accepted =
            self.args.iter().find(|(name, _)| self.code == Code::UnsupportedMediaType && *name == "accepted");
        headers.extend(accepted.and_then(|(_, media_type)| {
            let name =
                if media_type == MergePatch::MEDIA_TYPE { HeaderName::from_static("accept-patch") } else { ACCEPT };
            Some((name, HeaderValue::from_str(media_type).ok()?))
        }));
        headers
    }

    /// The whole answer.
    pub(super) fn render(&self, asker: &Asker) -> HttpResponse {
        let body = serde_json::to_vec(&self.problem(asker)).expect("a problem holds text and numbers only");
        let mut response = HttpResponse::with_body(self.code.status(), body).map_into_boxed_body();
        for (name, value) in self.headers(asker) {
            response.headers_mut().append(name, value);
        }
        response
    }
}

/// Faults as one caller reads them, as many as an answer lists.
pub fn told(faults: &Faults, language: Language) -> Vec<ProblemError> {
    let errors = faults.0.iter().take(Problem::MAX_ERRORS).map(|fault| ProblemError {
        pointer: shown(&fault.pointer, 400),
        code: fault.kind.code().to_owned(),
        detail: shown(&fault_texts::fault(&fault.kind, language), 1000),
    });
    errors.collect()
}

/// A text cut to what the contract promises, without control characters (a pointer repeats what the caller wrote).
fn shown(text: &str, most: usize) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(most).collect()
}

/// What the edge must know of a request to answer it, kept while the request itself is away in the service.
#[derive(Debug, Clone)]
pub(super) struct Asker {
    pub(super) language: Language,
    pub(super) trace: TraceId,
    pub(super) challenged: Challenged,
}

impl Asker {
    pub(super) fn of(request: &HttpRequest) -> Self {
        let headers: &HeaderMap = request.headers();
        Self { language: language(headers), trace: TraceId::of(request), challenged: Challenged::of(request) }
    }
}

impl From<Faults> for ApiError {
    fn from(faults: Faults) -> Self {
        Self::new(Code::Invalid).with_faults(faults)
    }
}

impl From<Code> for ApiError {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.word())
    }
}

impl Error for ApiError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|cause| cause as _)
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.code.status()
    }

    /// What leaves where no edge renders it: whole, but in bokmål and with a trace nobody knows.
    fn error_response(&self) -> HttpResponse {
        self.render(&Asker { language: Language::Bokmaal, trace: TraceId::fresh(), challenged: Challenged::NOBODY })
    }
}
