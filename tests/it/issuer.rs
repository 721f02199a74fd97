//! Somebody else's issuer: keys of its own, tokens of every make, and a key endpoint that answers as it is told.
use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

const PRIVATE: &[u8] = include_bytes!("../../api/src/auth/testdata/rsa-2048.pem");
const PUBLIC: &[u8] = include_bytes!("../../api/src/auth/testdata/rsa-2048.pub.pem");

/// The issuer's name, as in `iss`.
pub const ISSUER: &str = "https://issuer.example";
/// The name of its key.
pub const KID: &str = "k1";

const OTHER: &[u8] = include_bytes!("../../api/src/auth/testdata/p256.pem");
/// The name of the key it rotates to.
pub const OTHER_KID: &str = "k2";

/// What the issuer answers: media type and body by path, and at every other path (``).
type Said = Arc<Mutex<HashMap<String, (&'static str, Vec<u8>)>>>;

/// An issuer on this machine. Its endpoint goes with the test process.
pub struct Issuer {
    port: u16,
    said: Said,
}

impl Issuer {
    /// One that publishes its key.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("a bound address").port();
        let said = Said::default();
        let answers = Arc::clone(&said);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let mut head = [0; 4096];
                // One small request, in one packet on this machine; who hangs up is no concern of ours.
                let read = stream.read(&mut head).unwrap_or_default();
                let head = String::from_utf8_lossy(&head[..read]).into_owned();
                let path = head.split(' ').nth(1).unwrap_or_default();
                let said = answers.lock().expect("unpoisoned");
                // An issuer that says nothing is down.
                let Some((kind, body)) = said.get(path).or_else(|| said.get("")).cloned() else { continue };
                drop(said);
                let length = body.len();
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
                );
                let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
            }
        });
        let issuer = Self { port, said };
        issuer.publish();
        issuer
    }

    /// Lets the endpoint answer as it should.
    pub fn publish(&self) {
        self.say("application/json", keys(&[(KID, &private(), Algorithm::RS256)]));
    }

    /// Publishes the key it signs with from now on, and no other.
    pub fn rotate(&self) {
        self.say("application/json", keys(&[(OTHER_KID, &other_private(), Algorithm::ES256)]));
    }

    /// Answers nobody any more.
    pub fn fall_silent(&self) {
        self.said.lock().expect("unpoisoned").clear();
    }

    /// Answers one path so.
    pub fn say_at(&self, path: &str, body: &Value) {
        let body = body.to_string().into_bytes();
        self.said.lock().expect("unpoisoned").insert(path.to_owned(), ("application/json", body));
    }

    /// Its address.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Lets the endpoint answer something else.
    pub fn say(&self, kind: &'static str, body: Vec<u8>) {
        self.said.lock().expect("unpoisoned").insert(String::new(), (kind, body));
    }

    /// The settings of a region that believes it.
    pub fn settings(&self) -> String {
        format!("[[issuers]]\nissuer = {ISSUER:?}\njwks_url = \"http://127.0.0.1:{}/keys\"\n", self.port)
    }
}

fn keys(named: &[(&str, &EncodingKey, Algorithm)]) -> Vec<u8> {
    let published = named.iter().map(|(kid, key, algorithm)| {
        let key = jsonwebtoken::jwk::Jwk::from_encoding_key(key, *algorithm).expect("a key with a public half");
        let mut key = serde_json::to_value(key).expect("json");
        key["kid"] = json!(kid);
        key
    });
    json!({"keys": published.collect::<Vec<_>>()}).to_string().into_bytes()
}

/// The key it rotates to, which is also that of callers who prove that they hold one.
pub fn other_private() -> EncodingKey {
    EncodingKey::from_ec_pem(OTHER).expect("the key is sound")
}

fn private() -> EncodingKey {
    EncodingKey::from_rsa_pem(PRIVATE).expect("the key is sound")
}

/// The public key as text, which some have taken for a secret shared with the issuer.
pub fn public_as_secret() -> EncodingKey {
    EncodingKey::from_secret(PUBLIC)
}

/// The header of a good token.
pub fn header() -> Value {
    json!({"alg": "RS256", "typ": "JWT", "kid": KID})
}

/// The claims of a good token for region `vest`, with some of them changed; null takes one away.
pub fn claims(now: i64, changes: &Value) -> Value {
    let scopes: Vec<&str> = domain::policy::SCOPES.iter().map(|(scope, _)| *scope).collect();
    let mut all = json!({
        "iss": ISSUER, "sub": "system", "aud": "https://vest.example", "iat": now, "exp": now + 600,
        "scope": scopes.join(" "),
    });
    for (name, value) in changes.as_object().expect("changes by name") {
        all[name] = value.clone();
        if value.is_null() {
            all.as_object_mut().expect("an object").remove(name);
        }
    }
    all
}

/// A token over exactly this header and these claims, by the issuer's key.
pub fn signed(header: &Value, claims: &Value) -> String {
    signed_by(header, claims, &private(), Algorithm::RS256)
}

/// A token over exactly this header and these claims, by any key.
pub fn signed_by(header: &Value, claims: &Value, key: &EncodingKey, algorithm: Algorithm) -> String {
    let message = unsigned(header, claims);
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), key, algorithm).expect("a signature");
    format!("{message}.{signature}")
}

/// What a signature covers.
pub fn unsigned(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    format!("{}.{}", part(header), part(claims))
}

/// The key set as it publishes it.
pub fn published() -> Value {
    serde_json::from_slice(&keys(&[(KID, &private(), Algorithm::RS256)])).expect("json")
}
