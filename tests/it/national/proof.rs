//! A caller that holds a key, and proofs of every make.
use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::Algorithm;
use jsonwebtoken::jwk::{Jwk, ThumbprintHash};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::*;
use crate::issuer::{other_private, signed_by};

/// The public half of the caller's key.
pub fn key() -> Value {
    let mut key = serde_json::to_value(Jwk::from_encoding_key(&other_private(), Algorithm::ES256).unwrap()).unwrap();
    key.as_object_mut().unwrap().remove("alg");
    key
}

/// Its thumbprint, as a token names it.
pub fn thumbprint() -> String {
    let key: Jwk = serde_json::from_value(key()).unwrap();
    key.thumbprint(ThumbprintHash::SHA256).unwrap()
}

/// The digest of a token, as a proof names it.
fn digest(token: &str) -> String {
    BASE64URL_NOPAD.encode(&domain::Digest::of_bytes(token.as_bytes()).0)
}

/// A HelseID token bound to the caller's key.
pub fn bound(region: &Region) -> String {
    token(&documented(HEALTH_CLIENT, region, &json!({"cnf": {"jkt": thumbprint()}})))
}

/// A proof for one request, with some of its header and claims changed; null takes one away.
pub fn proof(region: &Region, token: &str, (method, path): (&str, &str), header: &Value, claims: &Value) -> String {
    let change = |mut all: Value, changes: &Value| {
        for (name, value) in changes.as_object().unwrap() {
            all[name] = value.clone();
            if value.is_null() {
                all.as_object_mut().unwrap().remove(name);
            }
        }
        all
    };
    let head = change(json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": key()}), header);
    let said = json!({
        "jti": uuid::Uuid::now_v7().to_string(), "htm": method, "htu": format!("https://vest.example{path}"),
        "iat": now(region), "ath": digest(token),
    });
    signed_by(&head, &change(said, claims), &other_private(), Algorithm::ES256)
}

/// A good proof for one request.
pub fn good(region: &Region, token: &str, method: &str, path: &str) -> String {
    proof(region, token, (method, path), &json!({}), &json!({}))
}

/// A request with a token under the `DPoP` scheme and these proofs.
pub fn request(region: &Region, token: &str, (method, path): (&str, &str), proofs: &[&str]) -> RequestBuilder {
    let request = region.nobody().request(method, path).header("Authorization", format!("DPoP {token}"));
    proofs.iter().fold(request, |request, proof| request.header("DPoP", *proof))
}
