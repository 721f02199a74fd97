use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::json;
use tokio::task::JoinSet;

use super::super::fetch::BODY_MAX;
use super::super::testing::*;
use super::super::{Refusal, Verifier};
use super::*;

const ED: &[SigningAlgorithm] = &[SigningAlgorithm::EdDsa];

fn later(seconds: i64) -> Instant {
    noon().plus_seconds(seconds)
}

/// A token signed with ed25519 key 2, by the name `two`.
fn token_two(now: Instant) -> String {
    signed(&json!({"alg": "EdDSA", "kid": "two"}), &claims(now), &ed_signer(2), Algorithm::EdDSA)
}

#[tokio::test]
async fn published_keys_of_every_kind_verify() {
    let (rsa, p256) = (EncodingKey::from_rsa_pem(RSA).unwrap(), EncodingKey::from_ec_pem(P256).unwrap());
    let mut any_rsa = published("any", &rsa, Algorithm::RS256);
    any_rsa.as_object_mut().unwrap().remove("alg");
    let issuer = TestIssuer::publishing(&json!([
        published("rsa", &rsa, Algorithm::RS256),
        any_rsa,
        published("ec", &p256, Algorithm::ES256),
        ed_jwk("one", 1),
    ]));
    let verifier = issuer.verifier(&SigningAlgorithm::ALL);
    let ask = async |kid: &str, key: &EncodingKey, algorithm: Algorithm| {
        let header = json!({"alg": format!("{algorithm:?}"), "kid": kid});
        verify(&verifier, &signed(&header, &claims(noon()), key, algorithm), noon()).await.map(drop)
    };
    assert_eq!(ask("rsa", &rsa, Algorithm::RS256).await, Ok(()));
    assert_eq!(ask("any", &rsa, Algorithm::PS256).await, Ok(()));
    assert_eq!(ask("ec", &p256, Algorithm::ES256).await, Ok(()));
    assert_eq!(ask("one", &ed_signer(1), Algorithm::EdDSA).await, Ok(()));
    assert_eq!(issuer.asked(), 1);
    // A key is for what it says, and a public key is no shared secret.
    assert_eq!(ask("rsa", &rsa, Algorithm::PS256).await, Err(Refusal::Algorithm));
    assert_eq!(ask("ec", &ed_signer(1), Algorithm::EdDSA).await, Err(Refusal::Algorithm));
    for secret in [RSA_PUBLIC, published("rsa", &rsa, Algorithm::RS256)["n"].as_str().unwrap().as_bytes()] {
        let forged = ask("rsa", &EncodingKey::from_secret(secret), Algorithm::HS256).await;
        assert_eq!(forged, Err(Refusal::Algorithm));
    }
    // Nor may an issuer use what we did not allow it.
    let strict = issuer.verifier(ED);
    let header = json!({"alg": "RS256", "kid": "rsa"});
    let token = signed(&header, &claims(noon()), &rsa, Algorithm::RS256);
    assert_eq!(verify(&strict, &token, noon()).await, Err(Refusal::Algorithm));
}

#[test]
fn keys_that_do_not_fit_are_left_out() {
    let short = published("short", &EncodingKey::from_rsa_pem(RSA_SHORT).unwrap(), Algorithm::RS256);
    let rsa = published("rsa", &EncodingKey::from_rsa_pem(RSA).unwrap(), Algorithm::RS256);
    let ec = published("ec", &EncodingKey::from_ec_pem(P256).unwrap(), Algorithm::ES256);
    let good = serde_json::to_value(ed_jwk("good", 1)).unwrap();
    let but = |key: &serde_json::Value, name: &str, value: serde_json::Value| {
        let mut key = key.clone();
        key[name] = value;
        key
    };
    let count = |key: &serde_json::Value| {
        let body = json!({"keys": [key, 7, {"kty": 7}]}).to_string();
        usize::from(!read_key_set(body.as_bytes(), &SigningAlgorithm::ALL).unwrap().is_empty())
    };
    for fine in [&good, &rsa, &ec, &but(&good, "key_ops", json!(["verify"])), &but(&rsa, "x5c", json!(["…"]))] {
        assert_eq!(count(fine), 1, "{fine}");
    }
    for bad in [
        json!({"kty": "oct", "kid": "secret", "k": "c2VjcmV0", "alg": "HS256"}),
        json!({"kty": "oct", "kid": "secret", "k": "c2VjcmV0", "alg": "EdDSA"}),
        but(&good, "kty", json!("oct")),
        but(&good, "alg", json!("HS256")),
        but(&good, "alg", json!("ES256")),
        but(&good, "use", json!("enc")),
        but(&good, "key_ops", json!(["encrypt"])),
        but(&good, "kid", json!("")),
        but(&good, "kid", json!(null)),
        but(&good, "crv", json!("X25519")),
        but(&good, "x", json!("AAAA")),
        but(&good, "d", json!("AAAA")),
        but(&ec, "y", json!("AAAA")),
        but(&ec, "y", ec["x"].clone()),
        but(&rsa, "e", json!("AQ")),
        but(&rsa, "n", json!("")),
        short,
    ] {
        assert_eq!(count(&bad), 0, "{bad}");
    }
}

#[tokio::test]
async fn a_flood_of_unknown_names_asks_the_issuer_once_a_minute() {
    let issuer = TestIssuer::publishing(&json!([ed_jwk("one", 1)]));
    let verifier = Arc::new(issuer.verifier(ED));
    let flood = async |now: Instant| {
        let mut callers = JoinSet::new();
        for n in 0..40 {
            let verifier = Arc::clone(&verifier);
            callers.spawn(async move {
                let header = json!({"alg": "EdDSA", "kid": format!("unknown-{n}")});
                let token = signed(&header, &claims(now), &ed_signer(2), Algorithm::EdDSA);
                verify(&verifier, &token, now).await.map(drop)
            });
        }
        assert_eq!(callers.join_all().await, vec![Err(Refusal::UnknownKey); 40]);
    };
    flood(noon()).await;
    flood(later(59)).await;
    assert_eq!(issuer.asked(), 1);
    flood(later(60)).await;
    flood(later(119)).await;
    assert_eq!(issuer.asked(), 2);
    assert!(verify(&verifier, &token(&claims(later(119))), later(119)).await.is_ok());
}

#[tokio::test]
async fn an_issuer_that_rotates_is_followed() {
    let issuer = TestIssuer::publishing(&json!([ed_jwk("one", 1)]));
    let verifier = issuer.verifier(ED);
    let old = token(&claims(noon()));
    assert!(verify(&verifier, &old, noon()).await.is_ok());
    assert_eq!(verify(&verifier, &token_two(noon()), later(30)).await, Err(Refusal::UnknownKey));
    issuer.set(key_set(&json!([ed_jwk("one", 1), ed_jwk("two", 2)])));
    assert!(verify(&verifier, &token_two(noon()), later(60)).await.is_ok());
    assert!(verify(&verifier, &old, later(60)).await.is_ok());
    // Once the old key is gone from there, what it signed is not remembered either.
    issuer.set(key_set(&json!([ed_jwk("two", 2)])));
    let unknown = signed(&json!({"alg": "EdDSA", "kid": "x"}), &claims(noon()), &ed_signer(3), Algorithm::EdDSA);
    assert_eq!(verify(&verifier, &unknown, later(120)).await, Err(Refusal::UnknownKey));
    assert_eq!(verify(&verifier, &old, later(120)).await, Err(Refusal::UnknownKey));
    assert!(verify(&verifier, &token_two(noon()), later(120)).await.is_ok());
}

#[tokio::test]
async fn an_old_set_is_refreshed_behind_the_callers_back() {
    let issuer = TestIssuer::publishing(&json!([ed_jwk("one", 1)]));
    let remote = RemoteKeys::new(&issuer.url, ED).unwrap();
    let first = remote.keys(noon()).await.unwrap();
    assert_eq!(remote.held(later(599)).map(|set| set.generation), Some(first.generation));
    issuer.set(key_set(&json!([ed_jwk("two", 2)])));
    assert_eq!(remote.held(later(600)).map(|set| set.generation), Some(first.generation));
    // Waits for the fetch under way, and makes none of its own.
    let second = remote.asked_again(later(600)).await.unwrap();
    assert_ne!(second.generation, first.generation);
    assert_eq!(issuer.asked(), 2);
    // After an hour without a look nobody is served before one is taken.
    assert!(remote.held(later(600 + 3600)).is_none());
    assert_eq!(remote.keys(later(600 + 3600)).await.unwrap().generation, second.generation);
    assert_eq!(issuer.asked(), 3);
}

#[tokio::test]
async fn a_bad_answer_leaves_the_last_good_set() {
    let good = key_set(&json!([ed_jwk("one", 1)]));
    let elsewhere = TestIssuer::publishing(&json!([ed_jwk("two", 2)]));
    let two = json!({"keys": [ed_jwk("two", 2)]}).to_string();
    let huge = " ".repeat(BODY_MAX) + &two;
    for bad in [
        Reply::Body("application/json", huge),
        Reply::Body("application/json", String::new()),
        Reply::Body("application/json", "{}".into()),
        Reply::Body("application/json", r#"{"keys": []}"#.into()),
        Reply::Body("application/json", r#"{"keys": {}}"#.into()),
        Reply::Body("application/json", "<!doctype html><title>Log in</title>".into()),
        Reply::Body("text/html", two),
        Reply::Redirect(elsewhere.url.clone()),
        Reply::Status(500),
        Reply::Hang,
        Reply::Down,
    ] {
        let issuer = TestIssuer::start(bad.clone());
        let remote = RemoteKeys::with_timeout(&issuer.url, ED, Duration::from_millis(300)).unwrap();
        assert!(remote.keys(noon()).await.is_none(), "nothing to start from");
        assert!(remote.keys(later(9)).await.is_none());
        assert_eq!(issuer.asked(), 1);
        issuer.set(good.clone());
        let set = remote.keys(later(10)).await.expect("the issuer is back");
        issuer.set(bad.clone());
        let kept = remote.asked_again(later(70)).await.expect("the last good set");
        assert!(Arc::ptr_eq(&set, &kept));
        assert!(remote.held(later(80)).is_some());
        assert_eq!(issuer.asked(), 3);
    }
    assert_eq!(elsewhere.asked(), 0, "a redirect was followed");
}

#[tokio::test]
async fn an_issuer_never_reached_lets_nobody_in() {
    let issuer = TestIssuer::start(Reply::Down);
    let verifier = issuer.verifier(ED);
    let refused = verify(&verifier, &token(&claims(noon())), noon()).await;
    assert_eq!(refused, Err(Refusal::IssuerUnavailable));
}

#[test]
fn keys_come_by_https_or_from_this_machine() {
    install_tls_provider();
    let verifier = |url: &str| {
        let keys = super::super::IssuerKeys::Published(url.into());
        let config = config(super::super::Kind::Own, ED, keys);
        Verifier::new(vec![config], REGION).map(drop)
    };
    for url in ["http://127.0.0.1:1/jwks", "http://[::1]:1/jwks", "http://localhost:1/jwks"] {
        assert!(verifier(url).is_ok(), "{url}");
    }
    for url in ["http://issuer.example/jwks", "http://127.0.0.1.example/jwks", "ftp://127.0.0.1/jwks", "jwks", ""] {
        assert!(matches!(verifier(url), Err(SetupError::KeyAddress(_))), "{url}");
    }
}
