//! A request as one region passes it on to another, with what is to be wrong with it.
use api::edge::TraceId;
use api::federation::signature::{CALLER, Fields, Request, Signer, content_digest, sign_request};
use data_encoding::BASE64URL_NOPAD;
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};

use super::Regions;
use crate::caller::{Answer, Caller};
use crate::region::Region;

pub const PARTIES: &str = "/v1/tenants/nordland/parties";
pub const CASES: &str = "/v1/tenants/nordland/cases";

/// A request as `vest` would pass it on, with what is to be wrong with it.
pub struct Letter {
    pub method: &'static str,
    pub path: String,
    /// The address that is signed, where it is another.
    pub signed_path: Option<&'static str>,
    pub body: Vec<u8>,
    /// The content that is signed, where it is another.
    pub signed_body: Option<&'static [u8]>,
    pub kid: String,
    pub key: SigningKey,
    pub said: Option<Value>,
    pub seconds: i64,
    pub nonce: String,
    /// What is said of its trace, and what the log knows it by.
    pub trace: String,
    /// Headers beside, unsigned.
    pub beside: Vec<(&'static str, String)>,
}

/// What `vest` says of a caller of its own.
pub fn said(regions: &Regions, subject: &str) -> Value {
    let vest = regions.vest();
    let scopes: Vec<&str> = domain::policy::SCOPES.iter().map(|(scope, _)| *scope).collect();
    json!({
        "caller": {
            "issuer": vest.node.url, "subject": subject, "organization": null, "supplier": null, "person": false,
            "scopes": scopes, "expires": vest.clock.now().plus_seconds(600).to_string(),
        },
        "client": "0123456789abcdef", "trace": null, "left": 20_000,
    })
}

/// What of a region's journals grows when something is done there.
pub async fn heads(region: &Region, slug: &str) -> (i64, i64) {
    (region.head(slug).await, region.region_head().await)
}

/// The header that says which trace a request belongs to.
pub fn trace(header: &str) -> (&'static str, String) {
    ("traceparent", format!("00-{header}-b7ad6b7169203331-01"))
}

impl Letter {
    pub fn new(regions: &Regions, nonce: u32) -> Self {
        let ring = regions.vest().node.keys.node();
        Self {
            method: "GET",
            path: PARTIES.to_owned(),
            signed_path: None,
            body: Vec::new(),
            signed_body: None,
            kid: format!("vest/{}", ring.current.kid),
            key: ring.current.secret.clone(),
            said: Some(said(regions, "skrivar")),
            seconds: 0,
            nonce: format!("nonce-{nonce:012}"),
            trace: TraceId::fresh().to_string(),
            beside: Vec::new(),
        }
    }

    /// Another one by the same key.
    pub fn again(&self, nonce: u32) -> Self {
        let (nonce, trace) = (format!("nonce-{nonce:012}"), TraceId::fresh().to_string());
        let (kid, key) = (self.kid.clone(), self.key.clone());
        let (path, body, said) = (self.path.clone(), self.body.clone(), self.said.clone());
        Self { kid, key, nonce, trace, path, body, said, beside: Vec::new(), ..*self }
    }

    /// One that writes.
    pub fn post(regions: &Regions, nonce: u32) -> Self {
        let body = json!({"title": "Oppdikta sak", "party": "vagan"}).to_string().into_bytes();
        Self { method: "POST", path: CASES.to_owned(), body, ..Self::new(regions, nonce) }
    }

    pub async fn send(&self, regions: &Regions) -> Answer {
        let nord = regions.nord();
        let content = self.signed_body.unwrap_or(&self.body);
        let mut fields = Fields::default().and("content-digest", content_digest(content)).and("accept", "*/*");
        if self.method == "POST" {
            fields = fields.and("content-type", "application/json");
        }
        if let Some(mut said) = self.said.clone() {
            if said.is_object() {
                said["trace"] = json!(self.trace);
            }
            fields = fields.and(CALLER, BASE64URL_NOPAD.encode(said.to_string().as_bytes()));
        }
        let target = format!("{}{}", nord.node.url, self.signed_path.unwrap_or(&self.path));
        let mut request = Request { method: self.method.to_owned(), target, fields };
        let now = regions.vest().clock.now().plus_seconds(self.seconds);
        let made = sign_request(&request, Signer { kid: &self.kid, key: &self.key, now }, &self.nonce).expect("signed");
        for name in ["signature-input", "signature"] {
            request.fields = request.fields.and(name, made.get(name).unwrap());
        }
        let mut ask = nord.nobody().request(self.method, &self.path).body(self.body.clone());
        for name in ["content-digest", "accept", "content-type", CALLER, "signature-input", "signature"] {
            if let Some(value) = request.fields.get(name) {
                ask = ask.header(name, value);
            }
        }
        let (name, value) = trace(&self.trace);
        ask = ask.header(name, value);
        for (name, value) in &self.beside {
            ask = ask.header(*name, value);
        }
        Caller::send(ask).await
    }
}
