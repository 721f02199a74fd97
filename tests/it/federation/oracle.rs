//! Our signatures to another implementation of RFC 9421, and its to us.
use std::io::Write as _;
use std::process::{Command, Stdio};

use api::federation::signature::{
    CALLER, Expected, Fault, Fields, Request, Response, Signer, TAG, content_digest, sign_request, sign_response,
    verify_request, verify_response,
};
use data_encoding::BASE64;
use domain::Instant;
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};

/// Asks the other implementation; what it printed, or why it refused.
fn ask(what: &Value) -> Result<Value, String> {
    let python = std::env::var("TEST_PYTHON").expect("TEST_PYTHON names an interpreter; tests/run sets it");
    let script = format!("{}/oracles/signature.py", env!("CARGO_MANIFEST_DIR"));
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the interpreter starts");
    child.stdin.take().expect("piped").write_all(what.to_string().as_bytes()).expect("it listens");
    let ended = child.wait_with_output().expect("it ends");
    if ended.status.success() {
        Ok(serde_json::from_slice(&ended.stdout).expect("JSON"))
    } else {
        Err(String::from_utf8_lossy(&ended.stderr).into_owned())
    }
}

const NAMES: [&str; 5] = ["content-digest", CALLER, "etag", "signature-input", "signature"];

fn told(fields: &Fields) -> Value {
    NAMES
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), Value::from(fields.get(name)?))))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn message(request: &Request) -> Value {
    json!({"method": request.method, "url": request.target, "headers": told(&request.fields)})
}

fn signed(fields: Fields, made: &Fields) -> Fields {
    ["signature-input", "signature"].into_iter().fold(fields, |fields, name| fields.and(name, made.get(name).unwrap()))
}

fn bare() -> Request {
    let fields =
        Fields::default().and("content-digest", content_digest(b"{}")).and(CALLER, "iss=\"https://x.example\"");
    Request { method: "POST".into(), target: "https://nord.example/v1/tenants/nordland/cases?x=%C3%B8".into(), fields }
}

fn now() -> Instant {
    Instant::from_timestamp(jiff::Timestamp::now())
}

#[test]
fn another_implementation_verifies_what_we_sign() {
    let key = SigningKey::from_bytes(&[3; 32]);
    let signer = Signer { kid: "vest/k1", key: &key, now: now() };
    let mut request = bare();
    request.fields = signed(request.fields.clone(), &sign_request(&request, signer, "nonce-000000000001").unwrap());
    let asked = |message: Value| {
        let public = BASE64.encode(key.verifying_key().as_bytes());
        ask(&json!({"do": "verify", "message": message, "key": public, "kid": "vest/k1", "tag": TAG}))
    };
    let covered = asked(message(&request)).expect("it holds").to_string();
    for component in ["@method", "@target-uri", "content-digest", CALLER] {
        assert!(covered.contains(component), "{covered}");
    }
    let other = Request { target: "https://nord.example/v1/tenants/nordland/cases".into(), ..request.clone() };
    asked(message(&other)).expect_err("another address");

    let mut answer = Response {
        status: 201,
        fields: Fields::default().and("content-digest", content_digest(b"ok")).and("etag", "\"1\""),
        to: &request,
    };
    let made = sign_response(&answer, signer).unwrap();
    answer.fields = signed(answer.fields, &made);
    let response =
        |status: u16| json!({"status": status, "headers": told(&answer.fields), "request": message(&request)});
    asked(response(201)).expect("it holds");
    asked(response(200)).expect_err("another status");
}

#[test]
fn we_verify_what_another_implementation_signs() {
    let key = SigningKey::from_bytes(&[4; 32]);
    let seconds = now().micros() / 1_000_000;
    let sign = |message: Value, components: Value, nonce: Option<&str>| {
        let secret = BASE64.encode(&key.to_bytes());
        let asked = json!({"do": "sign", "message": message, "key": secret, "kid": "nord/k1", "tag": TAG, "now": seconds,
            "nonce": nonce, "components": components});
        let headers = ask(&asked).expect("it signs");
        let text = |name: &str| headers[name].as_str().expect("a header").to_owned();
        (text("signature-input"), text("signature"))
    };
    let with = |fields: Fields, (input, signature): (String, String)| {
        fields.and("signature-input", input).and("signature", signature)
    };
    let mut request = bare();
    let components = json!(["@method", "@target-uri", "content-digest", CALLER]);
    let made = sign(message(&request), components, Some("nonce-000000000001"));
    request.fields = with(request.fields.clone(), made);
    let expected = || Expected { now: now(), key: |kid: &str| (kid == "nord/k1").then(|| key.verifying_key()) };
    let claim = verify_request(&request, expected()).expect("it holds");
    assert_eq!(claim.nonce.as_deref(), Some("nonce-000000000001"));
    let other = Request { method: "PUT".into(), ..request.clone() };
    assert_eq!(verify_request(&other, expected()), Err(Fault::Signature));

    let mut answer =
        Response { status: 200, fields: Fields::default().and("content-digest", content_digest(b"")), to: &request };
    let components =
        json!(["@status", "content-digest", "\"@method\";req", "\"@target-uri\";req", "\"signature\";req"]);
    let told = json!({"status": 200, "headers": told(&answer.fields), "request": message(&request)});
    let made = sign(told, components, None);
    answer.fields = with(answer.fields, made);
    verify_response(&answer, expected()).expect("it holds");
    assert_eq!(verify_response(&Response { status: 500, ..answer.clone() }, expected()), Err(Fault::Signature));
}
