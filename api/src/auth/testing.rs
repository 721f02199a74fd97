//! What the tests of this folder share: an issuer that answers as it is told, and tokens of every make.
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use data_encoding::BASE64URL_NOPAD;
use domain::Instant;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

use super::{Caller, IssuerConfig, IssuerKeys, Jwk, Kind, Presented, Refusal, SigningAlgorithm, StaticKeys, Verifier};

pub(super) const ISSUER: &str = "https://issuer.example";
pub(super) const REGION: &str = "https://vest.example";
pub(super) const RSA: &[u8] = include_bytes!("testdata/rsa-2048.pem");
pub(super) const RSA_PUBLIC: &[u8] = include_bytes!("testdata/rsa-2048.pub.pem");
pub(super) const RSA_SHORT: &[u8] = include_bytes!("testdata/rsa-1024.pem");
pub(super) const P256: &[u8] = include_bytes!("testdata/p256.pem");

/// Noon on an ordinary day.
pub(super) fn noon() -> Instant {
    Instant::parse("2026-03-02T11:00:00Z").unwrap()
}

pub(super) fn seconds(at: Instant) -> i64 {
    at.micros() / 1_000_000
}

/// One of any number of ed25519 keys.
pub(super) fn ed(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

pub(super) fn ed_jwk(kid: &str, number: u8) -> Jwk {
    Jwk::ed25519(kid, ed(number).verifying_key().as_bytes())
}

pub(super) fn ed_signer(number: u8) -> EncodingKey {
    EncodingKey::from_ed_der(ed(number).to_pkcs8_der().unwrap().as_bytes())
}

/// A public key as its issuer would publish it.
pub(super) fn published(kid: &str, key: &EncodingKey, algorithm: Algorithm) -> Value {
    let mut jwk = serde_json::to_value(jsonwebtoken::jwk::Jwk::from_encoding_key(key, algorithm).unwrap()).unwrap();
    jwk["kid"] = json!(kid);
    jwk
}

/// Claims of a good token.
pub(super) fn claims(now: Instant) -> Value {
    json!({
        "iss": ISSUER, "sub": "system", "aud": REGION, "iat": seconds(now), "exp": seconds(now) + 600,
        "scope": "helsefellesskap:structure.read helsefellesskap:journal.read",
        "consumer": {"authority": "iso6523-actorid-upis", "ID": "0192:964338531"},
    })
}

/// Claims of a good token with some of them changed; `null` takes one away.
pub(super) fn claims_with(now: Instant, changes: &Value) -> Value {
    let mut all = claims(now);
    for (name, value) in changes.as_object().unwrap() {
        all[name] = value.clone();
        if value.is_null() {
            all.as_object_mut().unwrap().remove(name);
        }
    }
    all
}

/// A token signed over exactly this header and these claims.
pub(super) fn signed(header: &Value, claims: &Value, key: &EncodingKey, algorithm: Algorithm) -> String {
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let message = format!("{}.{}", part(header), part(claims));
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), key, algorithm).unwrap();
    format!("{message}.{signature}")
}

/// A token signed with ed25519 key 1, named `one`.
pub(super) fn token(claims: &Value) -> String {
    signed(&json!({"alg": "EdDSA", "kid": "one"}), claims, &ed_signer(1), Algorithm::EdDSA)
}

/// A verifier that knows ed25519 key 1 as `one`, and the set it knows it by.
pub(super) fn verifier() -> (Verifier, Arc<StaticKeys>) {
    let keys = Arc::new(StaticKeys::new([(ed_jwk("one", 1), None)]));
    let algorithms = vec![SigningAlgorithm::EdDsa];
    (Verifier::new(vec![config(Kind::Own, &algorithms, IssuerKeys::Static(Arc::clone(&keys)))], REGION).unwrap(), keys)
}

/// The test issuer, of a kind, with its keys.
pub(super) fn config(kind: Kind, algorithms: &[SigningAlgorithm], keys: IssuerKeys) -> IssuerConfig {
    IssuerConfig { issuer: ISSUER.into(), algorithms: algorithms.to_vec(), keys, kind, audience: None }
}

/// Verifies one token as a request would bring it.
pub(super) async fn verify(verifier: &Verifier, token: &str, now: Instant) -> Result<Arc<Caller>, Refusal> {
    let header = format!("Bearer {token}");
    match verifier.verify([header.as_bytes()], now).await?.expect("a header was given") {
        Presented::Bearer(caller) => Ok(caller),
        Presented::Bound(_) => panic!("sent without a proof and believed"),
    }
}

/// What the test issuer answers with.
#[derive(Clone)]
pub(super) enum Reply {
    Body(&'static str, String),
    Redirect(String),
    Status(u16),
    /// Never.
    Hang,
    /// By hanging up.
    Down,
}

/// An issuer's key endpoint on this machine.
pub(super) struct TestIssuer {
    pub(super) url: String,
    reply: Arc<Mutex<Reply>>,
    /// What is answered at addresses of their own.
    paths: Arc<Mutex<Vec<(&'static str, Reply)>>>,
    asked: Arc<AtomicUsize>,
}

impl TestIssuer {
    pub(super) fn start(reply: Reply) -> Self {
        super::install_tls_provider();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/jwks", listener.local_addr().unwrap());
        let this = Self { url, reply: Arc::new(Mutex::new(reply)), paths: Arc::default(), asked: Arc::default() };
        let (reply, paths, asked) = (Arc::clone(&this.reply), Arc::clone(&this.paths), Arc::clone(&this.asked));
        thread::spawn(move || {
            let mut hanging = Vec::new();
            for stream in listener.incoming().map_while(Result::ok) {
                asked.fetch_add(1, Ordering::SeqCst);
                hanging.extend(answer(stream, &reply.lock().unwrap().clone(), &paths.lock().unwrap().clone()));
            }
        });
        this
    }

    /// An issuer that publishes these keys.
    pub(super) fn publishing(keys: &Value) -> Self {
        Self::start(key_set(keys))
    }

    pub(super) fn set(&self, reply: Reply) {
        *self.reply.lock().unwrap() = reply;
    }

    /// Answers these addresses so, and every other as before.
    pub(super) fn at(&self, paths: impl IntoIterator<Item = (&'static str, Reply)>) {
        *self.paths.lock().unwrap() = paths.into_iter().collect();
    }

    /// How often it was asked.
    pub(super) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// A verifier that trusts this issuer.
    pub(super) fn verifier(&self, algorithms: &[SigningAlgorithm]) -> Verifier {
        let keys = IssuerKeys::Published(self.url.clone());
        Verifier::new(vec![config(Kind::Own, algorithms, keys)], REGION).unwrap()
    }
}

pub(super) fn key_set(keys: &Value) -> Reply {
    Reply::Body("application/json", json!({"keys": keys}).to_string())
}

/// Answers one request; gives the stream back where it is to stay open.
fn answer(mut stream: TcpStream, reply: &Reply, paths: &[(&'static str, Reply)]) -> Option<TcpStream> {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
        request.push(byte[0]);
    }
    let request = String::from_utf8_lossy(&request);
    let asked = request.split(' ').nth(1).unwrap_or_default();
    let reply = paths.iter().find(|(path, _)| *path == asked).map_or(reply, |(_, reply)| reply);
    let head = match reply {
        Reply::Body(media_type, _) => format!("HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n"),
        Reply::Redirect(to) => format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\n"),
        Reply::Status(status) => format!("HTTP/1.1 {status} No\r\n"),
        Reply::Hang => return Some(stream),
        Reply::Down => return None,
    };
    let body = if let Reply::Body(_, body) = reply { body.as_str() } else { "" };
    // Without a length: how much there is shows only by reading it. The client may have gone by then.
    drop(write!(stream, "{head}Connection: close\r\n\r\n{body}"));
    None
}
