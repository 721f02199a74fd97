//! Entity tags (RFC 9110 8.8): strong ones that are versions, weak ones for lists, and the conditions made of them.
use std::fmt;
use std::hash::{Hash, Hasher};

use actix_web::HttpRequest;
use actix_web::http::header::{EntityTag, HeaderMap, HeaderName, IF_MATCH, IF_NONE_MATCH};
use domain::{Date, Epoch, FaultKind};
use sha2::{Digest as _, Sha256};

use super::{ApiError, Code, language, reply};

/// The tag of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag(EntityTag);

impl Tag {
    /// The strong tag of one thing: its version.
    pub fn version(version: i32) -> Self {
        Self::strong(version.to_string())
    }

    /// The weak tag of one thing that is shown in part: its version, and what of it is shown.
    pub fn cut(version: i32, shown: &[u8]) -> Self {
        let digest = Sha256::digest(shown);
        Self(EntityTag::new_weak(format!("{version}.{}", data_encoding::BASE64URL_NOPAD.encode(&digest[..15]))))
    }

    /// A strong tag; the text is of visible characters without quotes and commas.
    pub fn strong(text: String) -> Self {
        Self(EntityTag::new_strong(text))
    }

    /// Whether it stays the same only as long as every byte does.
    pub fn is_strong(&self) -> bool {
        !self.0.weak
    }

    /// Whether the caller holds this very state already (`If-None-Match`, weak comparison).
    pub fn is_held(&self, headers: &HeaderMap) -> bool {
        tags(headers, IF_NONE_MATCH).is_some_and(|held| held.weakly(self))
    }
}

impl Hash for Tag {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.tag().hash(state);
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What the tag of a list or a tree depends on that the request tells, and the states the caller holds already. It may
/// cross to the thread that reads, where [`ListAsk::tag`] knows the rest before any row is read.
#[derive(Clone)]
pub struct ListAsk {
    hasher: Sha256,
    held: Option<Tags>,
}

impl ListAsk {
    /// From the address, the language, the encoding and the preferences of a request.
    pub fn of(request: &HttpRequest) -> Self {
        let mut ask = Self { hasher: Sha256::new(), held: tags(request.headers(), IF_NONE_MATCH) };
        ask.part(request.uri().to_string().as_bytes());
        ask.part(language(request.headers()).to_string().as_bytes());
        ask.part(&[u8::from(reply::takes_gzip(request.headers()))]);
        for value in request.headers().get_all("prefer") {
            ask.part(value.as_bytes());
        }
        ask
    }

    /// The weak tag, in this state of the store.
    pub fn tag(&self, state: &ListState<'_>) -> Tag {
        let mut ask = self.clone();
        ask.part(state.epoch.0.as_bytes());
        ask.part(&state.generation.to_be_bytes());
        ask.part(state.day.to_string().as_bytes());
        ask.part(state.build.as_bytes());
        ask.part(state.rights);
        let digest = ask.hasher.finalize();
        Tag(EntityTag::new_weak(data_encoding::BASE64URL_NOPAD.encode(&digest[..15])))
    }

    /// Whether the caller holds this very state already.
    pub fn holds(&self, tag: &Tag) -> bool {
        self.held.as_ref().is_some_and(|held| held.weakly(tag))
    }

    fn part(&mut self, bytes: &[u8]) {
        // The length first, so that no two requests read alike.
        self.hasher.update((bytes.len() as u64).to_be_bytes());
        self.hasher.update(bytes);
    }
}

/// Everything a list's content depends on beside its request.
#[derive(Debug, Clone, Copy)]
pub struct ListState<'a> {
    /// The journal's epoch.
    pub epoch: Epoch,
    /// The journal's last sequence number, read first in the snapshot the rows are read in.
    pub generation: i64,
    /// The day in Oslo, or the latest day up to it on which something began or ended by the clock.
    pub day: Date,
    /// The build that serves: another one may show the same rows otherwise.
    pub build: &'a str,
    /// The digest of the caller's rights as they are now.
    pub rights: &'a [u8],
}

/// The versions a caller is willing to change.
#[derive(Debug)]
pub struct IfMatch(Tags);

/// What `If-Match` asks for.
pub struct Precondition;

impl Precondition {
    /// Reads `If-Match`: 428 where it is missing, 400 where it holds no tag.
    pub fn required(request: &HttpRequest) -> Result<IfMatch, ApiError> {
        match tags(request.headers(), IF_MATCH) {
            None => Err(ApiError::about_header(Code::PreconditionRequired, "If-Match", FaultKind::Required)),
            Some(Tags::These(tags)) if tags.is_empty() => Err(ApiError::header("If-Match", "\"version\"")),
            Some(tags) => Ok(IfMatch(tags)),
        }
    }
}

impl IfMatch {
    /// `Ok` when the present version is among those named (strong comparison); 412 otherwise.
    pub fn matches(&self, version: i32) -> Result<(), ApiError> {
        self.names(&Tag::version(version))
    }

    /// The same for what has another tag than a version.
    pub fn names(&self, present: &Tag) -> Result<(), ApiError> {
        let named = match &self.0 {
            Tags::Any => true,
            Tags::These(tags) => tags.iter().any(|tag| tag.strong_eq(&present.0)),
        };
        let stale = || ApiError::about_header(Code::Stale, "If-Match", FaultKind::Stale).with("current", present);
        if named { Ok(()) } else { Err(stale()) }
    }
}

#[derive(Debug, Clone)]
enum Tags {
    Any,
    These(Vec<EntityTag>),
}

impl Tags {
    /// Whether a tag is among them by weak comparison.
    fn weakly(&self, tag: &Tag) -> bool {
        match self {
            Self::Any => true,
            Self::These(tags) => tags.iter().any(|each| each.weak_eq(&tag.0)),
        }
    }
}

/// The tags a header lists; those that cannot be read match nothing. `None` without the header.
fn tags(headers: &HeaderMap, name: HeaderName) -> Option<Tags> {
    let lines: Vec<&str> = headers.get_all(name).map(|line| line.to_str().unwrap_or_default().trim()).collect();
    match lines[..] {
        [] => return None,
        ["*"] => return Some(Tags::Any),
        _ => {}
    }
    // Our own tags hold no comma; another's that does falls to pieces that match nothing.
    let found = lines.iter().flat_map(|line| line.split(',')).filter_map(|member| member.trim().parse().ok()).collect();
    Some(Tags::These(found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn if_match_compares_strongly() {
        for (header, wanted) in [
            (r#""3""#, Ok(())),
            (r#""1", "3""#, Ok(())),
            ("*", Ok(())),
            (r#"W/"3""#, Err(Code::Stale)),
            (r#""2""#, Err(Code::Stale)),
            (r#""33", "03""#, Err(Code::Stale)),
            (r#""a,*,b""#, Err(Code::HeaderInvalid)),
            ("3", Err(Code::HeaderInvalid)),
            ("", Err(Code::HeaderInvalid)),
        ] {
            let request = TestRequest::default().insert_header((IF_MATCH, header)).to_http_request();
            let found = Precondition::required(&request).and_then(|named| named.matches(3));
            assert_eq!(found.map_err(|error| error.code), wanted, "{header}");
        }
        let missing = Precondition::required(&TestRequest::default().to_http_request()).expect_err("missing");
        assert_eq!(missing.code, Code::PreconditionRequired);
    }

    #[test]
    fn if_none_match_compares_weakly() {
        for (header, held) in [
            (r#""3""#, true),
            (r#"W/"3""#, true),
            (r#""1", W/"3""#, true),
            ("*", true),
            (r#""2""#, false),
            ("3", false),
            ("", false),
        ] {
            let request = TestRequest::default().insert_header((IF_NONE_MATCH, header)).to_http_request();
            assert_eq!(Tag::version(3).is_held(request.headers()), held, "{header}");
        }
        assert!(!Tag::version(3).is_held(TestRequest::default().to_http_request().headers()));
    }

    #[test]
    fn a_lists_tag_changes_with_everything_its_content_depends_on() {
        let plain = || TestRequest::with_uri("/v1/tenants/bergen/bodies?limit=5");
        let state = ListState {
            epoch: Epoch::fresh(),
            generation: 7,
            day: Date::constant(2026, 11, 22),
            build: "b1",
            rights: b"r",
        };
        let tag = |request: TestRequest, state: ListState<'_>| {
            ListAsk::of(&request.to_http_request()).tag(&state).to_string()
        };
        let first = tag(plain(), state);
        assert!(first.starts_with("W/\"") && first == tag(plain(), state));
        let others = [
            tag(plain(), ListState { epoch: Epoch::fresh(), ..state }),
            tag(plain(), ListState { generation: 8, ..state }),
            tag(plain(), ListState { day: Date::constant(2026, 11, 23), ..state }),
            tag(plain(), ListState { build: "b2", ..state }),
            tag(plain(), ListState { rights: b"s", ..state }),
            tag(TestRequest::with_uri("/v1/tenants/bergen/bodies?limit=6"), state),
            tag(plain().insert_header(("Accept-Language", "en")), state),
            tag(plain().insert_header(("Accept-Encoding", "gzip")), state),
            tag(plain().insert_header(("Prefer", "return=total-count")), state),
        ];
        let distinct: std::collections::HashSet<_> = others.iter().chain([&first]).collect();
        assert_eq!(distinct.len(), others.len() + 1);
    }
}
