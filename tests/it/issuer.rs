//! Somebody else's issuer: keys of its own, tokens of every make, and a key endpoint that answers as it is told.
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

/// What the key endpoint answers: media type and body.
type Said = Arc<Mutex<(&'static str, Vec<u8>)>>;

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
                let _ = stream.read(&mut head);
                let (kind, body) = answers.lock().expect("unpoisoned").clone();
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
        let key = jsonwebtoken::jwk::Jwk::from_encoding_key(&private(), Algorithm::RS256).expect("an RSA key");
        let mut key = serde_json::to_value(key).expect("json");
        key["kid"] = json!(KID);
        self.say("application/json", json!({"keys": [key]}).to_string().into_bytes());
    }

    /// Lets the endpoint answer something else.
    pub fn say(&self, kind: &'static str, body: Vec<u8>) {
        *self.said.lock().expect("unpoisoned") = (kind, body);
    }

    /// The settings of a region that believes it.
    pub fn settings(&self) -> String {
        format!("[[issuers]]\nissuer = {ISSUER:?}\njwks_url = \"http://127.0.0.1:{}/keys\"\n", self.port)
    }
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
