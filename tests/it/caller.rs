//! Someone who calls a region over HTTP, and what they get.
use std::net::SocketAddr;

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;

/// A caller with a token or without.
#[derive(Clone)]
pub struct Caller {
    http: reqwest::Client,
    address: SocketAddr,
    token: Option<String>,
}

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body as JSON; null where it is none.
    pub json: Value,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The tag, which must be there.
    pub fn etag(&self) -> &str {
        self.header("etag").expect("an answer with a tag")
    }

    /// What a change of it names in `If-Match`: its tag, or the version it tells where what is told depends on who reads.
    pub fn names_version(&self) -> String {
        match self.json["version"].as_i64().filter(|_| self.etag().starts_with("W/")) {
            Some(version) => format!("\"{version}\""),
            None => self.etag().to_owned(),
        }
    }

    /// The problem's code.
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }

    /// Every fault as pointer and code.
    pub fn faults(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let errors = self.json["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| (text(&error["pointer"]), text(&error["code"]))).collect()
    }

    /// The same answer, if its status is this one.
    pub fn expect(self, status: u16) -> Self {
        let text = String::from_utf8_lossy(&self.bytes).into_owned();
        assert_eq!(self.status, status, "{text}");
        self
    }
}

impl Caller {
    /// A caller of a region.
    pub fn new(http: reqwest::Client, address: SocketAddr, token: Option<String>) -> Self {
        Self { http, address, token }
    }

    /// A request under construction, with the token.
    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let request = self.http.request(method, format!("http://{}{path}", self.address));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends a request and reads the answer.
    pub async fn send(request: RequestBuilder) -> Answer {
        let answer = request.send().await.expect("the region answers");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let bytes = answer.bytes().await.expect("the whole answer").to_vec();
        Answer { status, headers, json: serde_json::from_slice(&bytes).unwrap_or(Value::Null), bytes }
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        Self::send(self.request("GET", path)).await
    }

    /// POST with JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Self::send(self.request("POST", path).json(body)).await
    }

    /// PATCH with a merge patch under a tag.
    pub async fn patch(&self, path: &str, tag: &str, patch: &Value) -> Answer {
        let request = self.request("PATCH", path).header("If-Match", tag);
        let request = request.header("Content-Type", "application/merge-patch+json").body(patch.to_string());
        Self::send(request).await
    }

    /// PUT with JSON under a tag.
    pub async fn put(&self, path: &str, tag: &str, body: &Value) -> Answer {
        Self::send(self.request("PUT", path).header("If-Match", tag).json(body)).await
    }

    /// DELETE under a tag.
    pub async fn delete(&self, path: &str, tag: &str) -> Answer {
        Self::send(self.request("DELETE", path).header("If-Match", tag)).await
    }

    /// Every item of a list, page by page.
    pub async fn all(&self, path: &str) -> Vec<Value> {
        let (mut items, mut next) = (Vec::new(), Some(path.to_owned()));
        while let Some(path) = next {
            let page = self.get(&path).await.expect(StatusCode::OK.as_u16()).json;
            items.extend(page["items"].as_array().cloned().unwrap_or_default());
            next = page["next"].as_str().map(str::to_owned);
        }
        items
    }
}
