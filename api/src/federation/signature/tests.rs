use data_encoding::BASE64;
use domain::Instant;
use ed25519_dalek::pkcs8::DecodePrivateKey as _;
use ed25519_dalek::{Signer as _, SigningKey};
use sfv::{ListEntry, Parser};

use super::base::base;
use super::*;

/// `test-key-ed25519` of RFC 9421 B.1.4.
fn rfc_key() -> SigningKey {
    let der = BASE64.decode(b"MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF").unwrap();
    SigningKey::from_pkcs8_der(&der).unwrap()
}

/// `test-request` of RFC 9421 B.2.
fn rfc_request() -> Request {
    let fields = Fields::default()
        .and("Host", "example.com")
        .and("Date", "Tue, 20 Apr 2021 02:07:55 GMT")
        .and("Content-Type", "application/json")
        .and("Content-Length", "18");
    Request { method: "POST".into(), target: "https://example.com/foo?param=Value&Pet=dog".into(), fields }
}

fn input(text: &str) -> sfv::InnerList {
    let list: sfv::List = Parser::new(text).parse().unwrap();
    let Some(ListEntry::InnerList(inner)) = list.into_iter().next() else { panic!("{text}") };
    inner
}

#[test]
fn the_standards_own_example_comes_out_letter_by_letter() {
    // RFC 9421 B.2.6.
    let parameters = "(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\")\
                      ;created=1618884473;keyid=\"test-key-ed25519\"";
    let request = rfc_request();
    let made = base(Message::Request(&request), &input(parameters)).unwrap();
    let wanted = format!(
        "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@method\": POST\n\"@path\": /foo\n\"@authority\": example.com\n\
         \"content-type\": application/json\n\"content-length\": 18\n\"@signature-params\": {parameters}"
    );
    assert_eq!(made, wanted);
    let signature = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";
    assert_eq!(BASE64.encode(&rfc_key().sign(made.as_bytes()).to_bytes()), signature);
}

#[test]
fn components_are_what_the_standard_says_they_are() {
    let request = rfc_request();
    for (name, wanted) in [
        ("@method", Some("POST")),
        ("@target-uri", Some("https://example.com/foo?param=Value&Pet=dog")),
        ("@authority", Some("example.com")),
        ("@scheme", Some("https")),
        ("@request-target", Some("/foo?param=Value&Pet=dog")),
        ("@path", Some("/foo")),
        ("@query", Some("?param=Value&Pet=dog")),
        ("content-length", Some("18")),
        ("x-missing", None),
        ("@status", None),
        ("@unknown", None),
    ] {
        assert_eq!(Message::Request(&request).component(name, false).as_deref(), wanted, "{name}");
    }
    for (target, authority, path, query) in [
        ("https://Example.com:443", "example.com", "/", "?"),
        ("http://example.com:80/a", "example.com", "/a", "?"),
        ("https://example.com:8443?x", "example.com:8443", "/", "?x"),
    ] {
        let request = Request { target: target.into(), ..rfc_request() };
        let of = |name| Message::Request(&request).component(name, false).unwrap();
        assert_eq!((&*of("@authority"), &*of("@path"), &*of("@query")), (authority, path, query), "{target}");
    }
    let several = Fields::default().and("x", " a ").and("X", "b\t");
    assert_eq!(several.get("x").as_deref(), Some("a, b"));
}

#[test]
fn a_digest_is_of_the_bytes_and_of_no_others() {
    // RFC 9530 B.1 and D: the same JSON with a line feed.
    let told = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:";
    assert_eq!(content_digest(b"{\"hello\": \"world\"}\n"), told);
    for (field, bytes, wanted) in [
        (told, "{\"hello\": \"world\"}\n", Ok(())),
        (told, "{\"hello\": \"world\"}", Err(Fault::Digest)),
        (&format!("sha-512=:AAAA:, {told}"), "{\"hello\": \"world\"}\n", Ok(())),
        ("sha-512=:AAAA:", "x", Err(Fault::Digest)),
        ("sha-256=x", "x", Err(Fault::Malformed)),
        ("sha-256=:AAAA:", "x", Err(Fault::Digest)),
        ("=", "x", Err(Fault::Malformed)),
    ] {
        assert_eq!(check_content_digest(field, bytes.as_bytes()), wanted, "{field}");
    }
}

fn now() -> Instant {
    Instant::EPOCH.plus_seconds(1_800_000_000)
}

fn signer(key: &SigningKey) -> Signer<'_> {
    Signer { kid: "k1", key, now: now() }
}

const NONCE: &str = "0123456789abcdef";

/// A signed request with content and a caller.
fn signed(key: &SigningKey) -> Request {
    let fields = Fields::default().and("content-digest", content_digest(b"content")).and(CALLER, "someone");
    let mut request = Request { method: "POST".into(), target: "https://nord.example/v1/x?y=1".into(), fields };
    let signature = sign_request(&request, signer(key), NONCE).unwrap();
    request.fields = joined(request.fields, &signature);
    request
}

fn joined(fields: Fields, signature: &Fields) -> Fields {
    let of = |name| signature.get(name).unwrap();
    fields.and("signature-input", of("signature-input")).and("signature", of("signature"))
}

fn check(request: &Request, key: &SigningKey, at: Instant) -> Result<Claim, Fault> {
    let key = |kid: &str| (kid == "k1").then(|| key.verifying_key());
    verify_request(request, Expected { now: at, key })
}

fn with(request: &Request, name: &str, change: impl FnOnce(String) -> String) -> Request {
    let mut fields = Fields::default();
    for known in ["content-digest", CALLER, "signature-input", "signature"] {
        if known != name {
            fields = fields.and(known, request.fields.get(known).unwrap());
        }
    }
    Request { fields: fields.and(name, change(request.fields.get(name).unwrap())), ..request.clone() }
}

#[test]
fn a_request_holds_as_it_was_signed_and_in_no_other_way() {
    let key = rfc_key();
    let sound = signed(&key);
    let claim = check(&sound, &key, now()).unwrap();
    assert_eq!((&*claim.kid, claim.nonce.as_deref(), claim.expires), ("k1", Some(NONCE), now().plus_seconds(60)));
    let input = |from: &'static str, to: &'static str| with(&sound, "signature-input", |it| it.replacen(from, to, 1));
    let twice = |name| with(&sound, name, |it| format!("{it}, {}", it.replacen("region", "other", 1)));
    let doubled = Request {
        fields: joined(
            Fields::default().and("content-digest", content_digest(b"content")).and(CALLER, "someone"),
            &twice("signature-input").fields,
        ),
        ..sound.clone()
    };
    for (request, wanted) in [
        (Request { method: "PUT".into(), ..sound.clone() }, Fault::Signature),
        (Request { target: "https://vest.example/v1/x?y=1".into(), ..sound.clone() }, Fault::Signature),
        (Request { target: "https://nord.example/v1/x?y=2".into(), ..sound.clone() }, Fault::Signature),
        (with(&sound, CALLER, |_| "another".into()), Fault::Signature),
        (with(&sound, "content-digest", |_| content_digest(b"other")), Fault::Signature),
        (with(&sound, "signature", |_| "region=:AAAA:".into()), Fault::Signature),
        (with(&sound, "signature", |_| "other=:AAAA:".into()), Fault::Missing),
        (with(&sound, "signature", |_| "region=1".into()), Fault::Malformed),
        (with(&sound, "signature-input", |_| "(".into()), Fault::Malformed),
        (input(";tag=\"helsefellesskap-region\"", ""), Fault::Missing),
        (input("\"@method\" ", ""), Fault::Uncovered),
        (input(" \"content-digest\"", ""), Fault::Uncovered),
        (input(" \"helsefellesskap-caller\"", ""), Fault::Uncovered),
        (input("\"@method\"", "\"@method\" \"x-there-is-none\""), Fault::Uncovered),
        (input("\"@method\"", "\"@method\" \"@method\""), Fault::Malformed),
        (input("\"@method\"", "\"@method\";bs"), Fault::Uncovered),
        (input(";expires=1800000060", ""), Fault::Lifetime),
        (input(";expires=1800000060", ";expires=1800000061"), Fault::Lifetime),
        (input(";expires=1800000060", ";expires=1800000000"), Fault::Lifetime),
        (input(";created=1800000000", ""), Fault::Lifetime),
        (input(";alg=\"ed25519\"", ";alg=\"hmac-sha256\""), Fault::Algorithm),
        (input(";alg=\"ed25519\"", ""), Fault::Signature),
        (input("keyid=\"k1\"", "keyid=\"k2\""), Fault::UnknownKey),
        (input(";keyid=\"k1\"", ""), Fault::UnknownKey),
        (doubled, Fault::Ambiguous),
    ] {
        assert_eq!(check(&request, &key, now()), Err(wanted), "{request:?}");
    }
    let unsigned = Request { fields: Fields::default(), ..sound.clone() };
    assert_eq!(check(&unsigned, &key, now()), Err(Fault::Missing));
    let other = SigningKey::from_bytes(&[7; 32]);
    assert_eq!(check(&sound, &other, now()), Err(Fault::Signature));
}

#[test]
fn a_signature_holds_for_a_minute_by_clocks_that_nearly_agree() {
    let key = rfc_key();
    let sound = signed(&key);
    for (seconds, wanted) in [(-31, Some(Fault::Early)), (-30, None), (0, None), (60, None), (61, Some(Fault::Expired))]
    {
        assert_eq!(check(&sound, &key, now().plus_seconds(seconds)).err(), wanted, "{seconds}");
    }
}

#[test]
fn a_request_without_a_nonce_could_be_any_and_is_refused() {
    let key = rfc_key();
    let fields = Fields::default().and("content-digest", content_digest(b""));
    for nonce in ["", "short", &"x".repeat(65)] {
        let mut request =
            Request { method: "GET".into(), target: "https://nord.example/".into(), fields: fields.clone() };
        let signature = sign_request(&request, signer(&key), nonce).unwrap();
        request.fields = joined(request.fields, &signature);
        assert_eq!(check(&request, &key, now()), Err(Fault::Nonce), "{nonce}");
    }
}

#[test]
fn an_answer_is_for_one_request_alone() {
    let (key, asked) = (rfc_key(), signed(&rfc_key()));
    let mut answer =
        Response { status: 200, fields: Fields::default().and("content-digest", content_digest(b"a")), to: &asked };
    let signature = sign_response(&answer, signer(&key)).unwrap();
    answer.fields = joined(answer.fields, &signature);
    let check = |answer: &Response<'_>| {
        verify_response(answer, Expected { now: now(), key: |_: &str| Some(key.verifying_key()) })
            .map(|claim| claim.kid)
    };
    assert_eq!(check(&answer).as_deref(), Ok("k1"));
    assert_eq!(check(&Response { status: 404, ..answer.clone() }), Err(Fault::Signature));
    // The same request signed anew is another.
    let again = {
        let bare = Request {
            fields: Fields::default().and("content-digest", content_digest(b"content")).and(CALLER, "someone"),
            ..asked.clone()
        };
        let signature = sign_request(&bare, signer(&key), "fedcba9876543210").unwrap();
        Request { fields: joined(bare.fields.clone(), &signature), ..bare }
    };
    assert_eq!(check(&Response { to: &again, ..answer.clone() }), Err(Fault::Signature));
    let tagged = Response { fields: answer.fields.clone().and("etag", "\"1\""), ..answer.clone() };
    assert_eq!(check(&tagged), Err(Fault::Uncovered), "a tag that is not covered is anybody's");
}
