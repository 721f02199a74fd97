//! Tokens over HTTP: every one that must open nothing, and how to get one that does.
use domain::Identity;
use domain::policy::Role;
use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use crate::caller::{Answer, Caller};
use crate::issuer::{ISSUER, Issuer, claims, header, public_as_secret, signed, signed_by, unsigned};
use crate::region::{Kind, Region, Wishes, on_both};

const SETTINGS: &str = "/v1/tenants/bergen/settings";

/// A region that believes another issuer as well, and whose `bergen` is administered by that issuer's `system`.
async fn trusting(kind: Kind, issuer: &Issuer) -> Region {
    let region = Region::start(kind, &Wishes { settings: issuer.settings(), ..Wishes::default() }).await;
    let line = |text: &str| domain::Line::parse(text).unwrap();
    let holder = Identity { issuer: line(ISSUER), subject: line("system") };
    region.grant("bergen", holder, Role::TenantAdmin).await;
    region
}

fn now(region: &Region) -> i64 {
    region.clock.now().micros() / 1_000_000
}

fn good(region: &Region) -> String {
    signed(&header(), &claims(now(region), &json!({})))
}

/// A refused token is told as the contract says, whatever was wrong with it.
fn assert_refused(answer: &Answer, why: &str) {
    assert_eq!((answer.status, answer.code()), (401, "unauthenticated"), "{why}");
    let told = "Bearer error=\"invalid_token\", resource_metadata=\"https://vest.example/.well-known/oauth-protected-resource\"";
    assert_eq!(answer.header("www-authenticate"), Some(told), "{why}");
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{why}");
}

#[actix_web::test]
async fn no_forged_or_misdirected_token_opens_anything() {
    for kind in [Kind::Files, Kind::Postgres] {
        let issuer = Issuer::start();
        let region = trusting(kind, &issuer).await;
        region.with_token(&good(&region)).get(SETTINGS).await.expect(200);
        let now = now(&region);
        let with = |changes: Value| signed(&header(), &claims(now, &changes));
        let none = json!({"alg": "none", "kid": "k1"});
        let hmac = json!({"alg": "HS256", "kid": "k1"});
        let plain = claims(now, &json!({}));
        let unknown = json!({"alg": "RS256", "kid": "k2"});
        let nameless = json!({"alg": "RS256"});
        let flipped = |token: &str, at: usize| {
            let mut bytes = token.as_bytes().to_vec();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            String::from_utf8(bytes).unwrap()
        };
        let sound = good(&region);
        let own = region.token("bergen-admin", None).await;
        let bad = [
            ("alg none", format!("{}.", unsigned(&none, &plain))),
            ("alg none with a signature", signed(&none, &plain)),
            ("HS256 by the public key", signed_by(&hmac, &plain, &public_as_secret(), Algorithm::HS256)),
            ("iss with a slash more", with(json!({"iss": format!("{ISSUER}/")}))),
            ("iss missing", with(json!({"iss": null}))),
            ("iss of the region itself", with(json!({"iss": "https://vest.example"}))),
            ("aud missing", with(json!({"aud": null}))),
            ("aud of another region", with(json!({"aud": "https://nord.example"}))),
            ("aud with a slash more", with(json!({"aud": "https://vest.example/"}))),
            ("aud unspecified", with(json!({"aud": "unspecified"}))),
            ("several aud", with(json!({"aud": ["https://vest.example", "https://nord.example"]}))),
            ("expired", with(json!({"iat": now - 700, "exp": now - 31}))),
            ("not yet valid", with(json!({"nbf": now + 120}))),
            ("issued in the future", with(json!({"iat": now + 120, "exp": now + 600}))),
            ("over-long life", with(json!({"exp": now + 3601}))),
            ("without end", with(json!({"exp": null}))),
            ("unknown kid", signed(&unknown, &plain)),
            ("no kid", signed(&nameless, &plain)),
            ("a bit flipped in the claims", flipped(&sound, sound.find('.').unwrap() + 20)),
            ("a bit flipped in the signature", flipped(&sound, sound.rfind('.').unwrap() + 20)),
            ("a bit flipped in our own", flipped(&own, own.rfind('.').unwrap() + 20)),
            ("no token at all", "x".to_owned()),
        ];
        let before = region.head("bergen").await;
        for (why, token) in &bad {
            let caller = region.with_token(token);
            assert_refused(&caller.get(SETTINGS).await, why);
            // What is open to nobody is not opened by a bad token either: who says who they are is believed or refused.
            assert_refused(&caller.get("/v1/tenants/bergen/parties").await, why);
            assert_refused(&caller.post("/v1/tenants/bergen/parties", &json!({"key": "forged"})).await, why);
        }
        assert_eq!(region.head("bergen").await, before, "a refused token left an entry");
        region.with_token(&sound).get(SETTINGS).await.expect(200);
        region.stop().await;
    }
}

#[actix_web::test]
async fn one_header_of_bounded_length_is_read() {
    on_both(async |region| {
        let token = region.token("bergen-admin", None).await;
        let bearer = format!("Bearer {token}");
        let twice = region.nobody().request("GET", SETTINGS);
        let twice = twice.header("Authorization", &bearer).header("Authorization", &bearer);
        assert_refused(&Caller::send(twice).await, "two headers");
        let basic = region.nobody().request("GET", SETTINGS).header("Authorization", "Basic eDp5");
        assert_refused(&Caller::send(basic).await, "another scheme");
        let huge = region.with_token(&"a".repeat(64 * 1024)).get(SETTINGS).await;
        assert_refused(&huge, "64 KiB");
        region.with_token(&token).get(SETTINGS).await.expect(200);
        let nobody = region.nobody().get(SETTINGS).await.expect(401);
        let challenge = nobody.header("www-authenticate").unwrap();
        assert!(challenge.starts_with("Bearer resource_metadata="), "who shows no token is told of no error in it");
    })
    .await;
}

#[actix_web::test]
async fn a_token_opens_what_a_grant_names_and_no_more() {
    for kind in [Kind::Files, Kind::Postgres] {
        let issuer = Issuer::start();
        let region = trusting(kind, &issuer).await;
        let named = region.with_token(&good(&region));
        named.get(SETTINGS).await.expect(200);
        let other = signed(&header(), &claims(now(&region), &json!({"sub": "other"})));
        assert_eq!(region.with_token(&other).get(SETTINGS).await.expect(403).code(), "forbidden");
        // The same subject at another issuer is another caller.
        region.client("system", None, false).await;
        region.caller("system").await.get(SETTINGS).await.expect(403);
        region.stop().await;
    }
}

#[actix_web::test]
async fn rubbish_for_keys_lets_nobody_in_and_stops_nothing() {
    for kind in [Kind::Files, Kind::Postgres] {
        let issuer = Issuer::start();
        let region = trusting(kind, &issuer).await;
        let rubbish: [(&str, &'static str, Vec<u8>); 5] = [
            ("huge", "application/json", format!("{{\"keys\": [{}1]}}", "1,".repeat(512 * 1024)).into_bytes()),
            ("empty", "application/json", Vec::new()),
            ("no keys", "application/json", b"{\"keys\": []}".to_vec()),
            ("HTML", "text/html", b"<!doctype html><title>502</title>".to_vec()),
            ("HTML that calls itself JSON", "application/json", b"<!doctype html><title>502</title>".to_vec()),
        ];
        let mut later = 0;
        for (why, media_type, body) in rubbish {
            issuer.say(media_type, body);
            assert_refused(&region.with_token(&good(&region)).get(SETTINGS).await, why);
            region.caller("bergen-admin").await.get(SETTINGS).await.expect(200);
            // An issuer that answers rubbish is not asked again at once.
            later += 11;
            region.turn_clock(later);
        }
        issuer.publish();
        region.with_token(&good(&region)).get(SETTINGS).await.expect(200);
        region.stop().await;
    }
}

#[actix_web::test]
async fn the_issuer_tells_its_errors_as_rfc_6749_says() {
    on_both(async |region| {
        region.client("gone", None, false).await;
        region.disable_client("gone").await;
        let ask = |basic: Option<(&'static str, &'static str)>, form: &'static str| {
            let request = region.nobody().request("POST", "/oauth/token");
            let request = request.header("Content-Type", "application/x-www-form-urlencoded").body(form);
            Caller::send(match basic {
                Some((client, secret)) => request.basic_auth(client, Some(secret)),
                None => request,
            })
        };
        let admin = Some(("bergen-admin", "only-for-tests"));
        const GRANT: &str = "grant_type=client_credentials";
        for (why, basic, form, status, error) in [
            ("wrong secret", Some(("bergen-admin", "wrong")), GRANT, 401, "invalid_client"),
            ("unknown client", Some(("nobody", "only-for-tests")), GRANT, 401, "invalid_client"),
            ("disabled client", Some(("gone", "only-for-tests")), GRANT, 401, "invalid_client"),
            ("no client", None, GRANT, 401, "invalid_client"),
            ("no grant type", admin, "scope=x", 400, "invalid_request"),
            ("another grant type", admin, "grant_type=password&username=a&password=b", 400, "unsupported_grant_type"),
            ("a parameter twice", admin, "grant_type=client_credentials&scope=a&scope=b", 400, "invalid_request"),
            ("an unknown scope", admin, "grant_type=client_credentials&scope=everything", 400, "invalid_scope"),
            (
                "credentials twice",
                admin,
                "grant_type=client_credentials&client_id=bergen-admin&client_secret=only-for-tests",
                400,
                "invalid_request",
            ),
        ] {
            let answer = ask(basic, form).await;
            assert_eq!((answer.status, answer.json["error"].as_str()), (status, Some(error)), "{why}");
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{why}");
            assert!(answer.json.get("access_token").is_none(), "{why}");
            let challenged = answer.header("www-authenticate").is_some_and(|it| it.starts_with("Basic "));
            assert_eq!(challenged, status == 401, "{why}");
        }
        let form = "grant_type=client_credentials&client_id=bergen-admin&client_secret=only-for-tests\
                    &scope=helsefellesskap%3Astructure.read";
        let token = ask(None, form).await.expect(200);
        assert_eq!((&token.json["token_type"], &token.json["expires_in"]), (&json!("Bearer"), &json!(900)));
        assert_eq!(token.json["scope"], "helsefellesskap:structure.read");
        assert_eq!(token.header("cache-control"), Some("no-store"));
    })
    .await;
}

#[actix_web::test]
async fn what_the_issuer_publishes_checks_its_tokens_and_holds_no_secret() {
    on_both(async |region| {
        let keys = region.nobody().get("/oauth/jwks.json").await.expect(200);
        let key = &keys.json["keys"][0];
        assert_eq!((&key["kty"], &key["crv"]), (&json!("OKP"), &json!("Ed25519")));
        assert!(key.get("d").is_none(), "a private key is published");
    })
    .await;
}
