//! Answers that succeed: JSON straight to bytes, conditions, caching, compression.
use std::io::Write as _;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, LINK, LOCATION, VARY,
};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use domain::{Language, Words as _};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;

use super::{ApiError, Page, Tag, quality};

/// Bodies up to this size fit in one packet, and packing them gains nothing.
const PACKED_ABOVE: usize = 1400;

/// An answer being put together. Private to its caller and checked before it is used again, unless said otherwise.
pub struct Reply<'r> {
    request: &'r HttpRequest,
    status: StatusCode,
    tag: Option<Tag>,
    cache: &'static str,
    language: Option<Language>,
    location: Option<String>,
}

impl<'r> Reply<'r> {
    /// Kept by its caller alone and checked before it is used again.
    pub const PRIVATE: &'static str = "private, no-cache";
    /// Kept by nobody: for content about persons.
    pub const NO_STORE: &'static str = "no-store";
    /// The media type of a picture.
    pub const SVG: &'static str = "image/svg+xml";
    /// The media type of a document.
    pub const HTML: &'static str = "text/html; charset=utf-8";

    fn new(request: &'r HttpRequest, status: StatusCode) -> Self {
        Self { request, status, tag: None, cache: Self::PRIVATE, language: None, location: None }
    }

    /// 200.
    pub fn ok(request: &'r HttpRequest) -> Self {
        Self::new(request, StatusCode::OK)
    }

    /// 201, with the address of what was made.
    pub fn created(request: &'r HttpRequest, location: impl Into<String>) -> Self {
        Self { location: Some(location.into()), ..Self::new(request, StatusCode::CREATED) }
    }

    /// With its tag.
    #[must_use]
    pub fn tag(mut self, tag: Tag) -> Self {
        self.tag = Some(tag);
        self
    }

    /// With who may keep it, and how.
    #[must_use]
    pub fn cached(mut self, cache: &'static str) -> Self {
        self.cache = cache;
        self
    }

    /// For content that was chosen by `Accept-Language`.
    #[must_use]
    pub fn in_language(mut self, language: Language) -> Self {
        self.language = Some(language);
        self
    }

    /// 304 if the caller holds the tagged state already. Asked before rows are read wherever the tag is known then.
    pub fn not_modified(&self) -> Option<HttpResponse> {
        // RFC 9110 13.1.2 and 15.4.5: of reads only.
        let read = self.status == StatusCode::OK && self.request.method().is_safe();
        let held = self.tag.as_ref().is_some_and(|tag| tag.is_held(self.request.headers()));
        (read && held).then(|| self.head(StatusCode::NOT_MODIFIED).finish())
    }

    /// The answer with a body of JSON, or 304.
    pub fn json(self, content: &impl Serialize) -> Result<HttpResponse, ApiError> {
        if let Some(unchanged) = self.not_modified() {
            return Ok(unchanged);
        }
        self.content("application/json", serde_json::to_vec(content).map_err(ApiError::internal)?)
    }

    /// The answer with a picture, or 304.
    pub fn svg(self, picture: String) -> Result<HttpResponse, ApiError> {
        match self.not_modified() {
            Some(unchanged) => Ok(unchanged),
            None => self.content(Self::SVG, picture.into_bytes()),
        }
    }

    /// The answer with a text of another media type, or 304.
    pub fn text(self, media_type: &'static str, text: String) -> Result<HttpResponse, ApiError> {
        match self.not_modified() {
            Some(unchanged) => Ok(unchanged),
            None => self.content(media_type, text.into_bytes()),
        }
    }

    fn content(self, media_type: &'static str, bytes: Vec<u8>) -> Result<HttpResponse, ApiError> {
        let mut response = self.head(self.status);
        response.insert_header((CONTENT_TYPE, media_type));
        if self.may_pack() && bytes.len() > PACKED_ABOVE && takes_gzip(self.request.headers()) {
            response.insert_header((CONTENT_ENCODING, "gzip"));
            return Ok(response.body(gzip(&bytes).map_err(ApiError::internal)?));
        }
        Ok(response.body(bytes))
    }

    /// The answer with one page of a list: its links and whether the total was counted stand in headers too.
    pub fn page<T: Serialize>(self, page: &Page<T>) -> Result<HttpResponse, ApiError> {
        self.page_as(page, page)
    }

    /// The same where the body tells more than the page.
    pub fn page_as<T>(self, page: &Page<T>, content: &impl Serialize) -> Result<HttpResponse, ApiError> {
        let mut response = self.json(content)?;
        if response.status() == StatusCode::NOT_MODIFIED {
            return Ok(response);
        }
        let headers = response.headers_mut();
        if let Some(link) = page.link_header().and_then(|link| link.parse().ok()) {
            headers.insert(LINK, link);
        }
        if page.total.is_some() {
            let name = actix_web::http::header::HeaderName::from_static("preference-applied");
            headers.insert(name, actix_web::http::header::HeaderValue::from_static("return=total-count"));
        }
        Ok(response)
    }

    /// 204.
    pub fn empty(self) -> HttpResponse {
        self.head(StatusCode::NO_CONTENT).finish()
    }

    /// A strong tag promises every byte, and a packed body is other bytes.
    fn may_pack(&self) -> bool {
        self.tag.as_ref().is_none_or(|tag| !tag.is_strong())
    }

    fn head(&self, status: StatusCode) -> HttpResponseBuilder {
        let mut head = HttpResponse::build(status);
        head.insert_header((CACHE_CONTROL, self.cache));
        // One address answers differently by who asks.
        let mut vary = vec!["Authorization"];
        vary.extend(self.may_pack().then_some("Accept-Encoding"));
        vary.extend(self.language.map(|_| "Accept-Language"));
        vary.extend(self.request.headers().contains_key("prefer").then_some("Prefer"));
        head.insert_header((VARY, vary.join(", ")));
        if let Some(tag) = &self.tag {
            head.insert_header((ETAG, tag.to_string()));
        }
        if let Some(language) = self.language {
            head.insert_header((actix_web::http::header::CONTENT_LANGUAGE, language.word()));
        }
        if let Some(location) = &self.location {
            head.insert_header((LOCATION, location.as_str()));
        }
        head
    }
}

/// Whether the caller takes gzip at least as gladly as plain bytes (RFC 9110 12.5.3).
pub(super) fn takes_gzip(headers: &HeaderMap) -> bool {
    let codings = quality::all(headers, ACCEPT_ENCODING);
    let weight = |names: &[&str]| {
        let found = codings.iter().find(|coding| names.iter().any(|name| coding.value.eq_ignore_ascii_case(name)));
        found.map(|coding| coding.weight)
    };
    let gzip = weight(&["gzip", "x-gzip"]).or_else(|| weight(&["*"])).unwrap_or(0);
    gzip > 0 && gzip >= weight(&["identity"]).unwrap_or(0)
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    // Fast: the slower levels cost several times more for a few percent of such texts.
    let mut packer = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::fast());
    packer.write_all(bytes)?;
    packer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::body::to_bytes;
    use actix_web::http::header::IF_NONE_MATCH;
    use actix_web::test::TestRequest;
    use flate2::read::GzDecoder;
    use std::io::Read as _;

    fn header<'a>(response: &'a HttpResponse, name: &str) -> Option<&'a str> {
        response.headers().get(name).map(|value| value.to_str().expect("text"))
    }

    #[test]
    fn gzip_is_used_when_wanted() {
        for (header, wanted) in [
            ("gzip", true),
            ("GZIP;q=0.5", true),
            ("br, *;q=0.1", true),
            ("gzip;q=0", false),
            ("gzip;q=0, *", false),
            ("gzip;q=0.5, identity", false),
            ("br", false),
            ("", false),
        ] {
            let request = TestRequest::default().insert_header((ACCEPT_ENCODING, header)).to_http_request();
            assert_eq!(takes_gzip(request.headers()), wanted, "{header}");
        }
    }

    #[actix_web::test]
    async fn large_bodies_are_packed_unless_their_tag_is_strong() {
        let request = TestRequest::default().insert_header((ACCEPT_ENCODING, "gzip")).to_http_request();
        let large = "long ".repeat(1000);
        let packed = Reply::ok(&request).json(&large).expect("an answer");
        assert_eq!(header(&packed, "content-encoding"), Some("gzip"));
        assert_eq!(header(&packed, "vary"), Some("Authorization, Accept-Encoding"));
        let bytes = to_bytes(packed.into_body()).await.expect("a body");
        let mut text = String::new();
        GzDecoder::new(&bytes[..]).read_to_string(&mut text).expect("gzip");
        assert_eq!(text, format!("\"{large}\""));
        for plain in [
            Reply::ok(&request).json(&"short").expect("an answer"),
            Reply::ok(&request).tag(Tag::version(1)).json(&large).expect("an answer"),
            Reply::ok(&TestRequest::default().to_http_request()).json(&large).expect("an answer"),
        ] {
            assert_eq!(header(&plain, "content-encoding"), None);
        }
    }

    #[test]
    fn a_held_state_is_not_sent_again() {
        let get = TestRequest::get().insert_header((IF_NONE_MATCH, r#"W/"3""#)).to_http_request();
        let unchanged = Reply::ok(&get).tag(Tag::version(3)).json(&"content").expect("an answer");
        assert_eq!((unchanged.status().as_u16(), header(&unchanged, "etag")), (304, Some(r#""3""#)));
        assert_eq!(header(&unchanged, "cache-control"), Some("private, no-cache"));
        assert_eq!(header(&unchanged, "content-type"), None);
        let changed = Reply::ok(&get).tag(Tag::version(4)).json(&"content").expect("an answer");
        assert_eq!(changed.status().as_u16(), 200);
        let patch = TestRequest::patch().insert_header((IF_NONE_MATCH, "*")).to_http_request();
        let written = Reply::ok(&patch).tag(Tag::version(3)).json(&"content").expect("an answer");
        assert_eq!(written.status().as_u16(), 200);
    }

    #[test]
    fn an_answer_says_how_it_may_be_kept_and_where_things_are() {
        let request = TestRequest::post().to_http_request();
        let made =
            Reply::created(&request, "/v1/x").cached(Reply::NO_STORE).tag(Tag::version(1)).json(&1).expect("an answer");
        assert_eq!((made.status().as_u16(), header(&made, "location")), (201, Some("/v1/x")));
        assert_eq!(header(&made, "cache-control"), Some("no-store"));
        assert_eq!(header(&made, "vary"), Some("Authorization"));
        let spoken = Reply::ok(&request).in_language(Language::Nynorsk).json(&1).expect("an answer");
        assert_eq!(header(&spoken, "content-language"), Some("nn"));
    }
}
