use domain::Instant;
use serde_json::{Value, json};

use super::super::testing::*;
use super::super::{IssuerConfig, IssuerKeys, KeyState, Kind, Refusal, SetupError, SigningAlgorithm, Verifier};

const ED: &[SigningAlgorithm] = &[SigningAlgorithm::EdDsa];

/// An issuer whose name is its address, with what it answers at each path.
fn described(paths: &[(&'static str, Value)]) -> (TestIssuer, String) {
    let issuer = TestIssuer::start(Reply::Status(404));
    let name = issuer.url.trim_end_matches("/jwks").to_owned();
    issuer.at(paths.iter().map(|(path, body)| {
        let body = body.to_string().replace("ISSUER", &name);
        (*path, Reply::Body("application/json", body))
    }));
    (issuer, name)
}

fn of(name: &str) -> Result<Verifier, SetupError> {
    let config = IssuerConfig { issuer: name.to_owned(), ..config(Kind::Own, ED, IssuerKeys::Discovered) };
    Verifier::new(vec![config], REGION)
}

async fn outcome(verifier: &Verifier, name: &str, now: Instant) -> Result<(), Refusal> {
    let token = token(&claims_with(now, &json!({"iss": name})));
    verify(verifier, &token, now).await.map(drop)
}

fn keys() -> Value {
    json!({"keys": [ed_jwk("one", 1)]})
}

#[tokio::test]
async fn keys_are_found_by_the_issuers_name_in_either_way() {
    for document in ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"] {
        let description = json!({"issuer": "ISSUER", "jwks_uri": "ISSUER/certs", "token_endpoint": "ISSUER/token"});
        let (issuer, name) = described(&[(document, description), ("/certs", keys())]);
        let verifier = of(&name).unwrap();
        let state = |verifier: &Verifier| verifier.issuers().map(|(_, state)| state).collect::<Vec<_>>();
        assert_eq!(state(&verifier), [KeyState::Unasked]);
        assert_eq!(outcome(&verifier, &name, noon()).await, Ok(()), "{document}");
        assert_eq!(state(&verifier), [KeyState::Held]);
        let asked = issuer.asked();
        assert_eq!(outcome(&verifier, &name, noon()).await, Ok(()));
        assert_eq!(issuer.asked(), asked, "it is remembered");
    }
}

#[tokio::test]
async fn a_name_with_a_path_has_its_description_where_the_standards_say() {
    for document in ["/tenant/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/tenant"] {
        for slash in ["", "/"] {
            let issuer = json!(format!("ISSUER/tenant{slash}"));
            let (_issuer, name) =
                described(&[(document, json!({"issuer": issuer, "jwks_uri": "ISSUER/certs"})), ("/certs", keys())]);
            let name = format!("{name}/tenant{slash}");
            assert_eq!(outcome(&of(&name).unwrap(), &name, noon()).await, Ok(()), "{document} {name}");
        }
    }
}

#[tokio::test]
async fn a_description_that_is_not_to_be_followed_lets_nobody_in_and_stops_nothing() {
    const OPENID: &str = "/.well-known/openid-configuration";
    for description in [
        json!({"issuer": "ISSUER/", "jwks_uri": "ISSUER/certs"}),
        json!({"issuer": "https://issuer.example", "jwks_uri": "ISSUER/certs"}),
        json!({"jwks_uri": "ISSUER/certs"}),
        json!({"issuer": "ISSUER"}),
        json!({"issuer": "ISSUER", "jwks_uri": "/certs"}),
        json!({"issuer": "ISSUER", "jwks_uri": "http://keys.example/certs"}),
        json!({"issuer": "ISSUER", "jwks_uri": "https://127.0.0.1/certs"}),
        json!({"issuer": "ISSUER", "jwks_uri": "file:///certs"}),
        json!([]),
    ] {
        let (issuer, name) = described(&[(OPENID, description.clone()), ("/certs", keys())]);
        let verifier = of(&name).unwrap();
        assert_eq!(outcome(&verifier, &name, noon()).await, Err(Refusal::IssuerUnavailable), "{description}");
        assert_eq!(verifier.issuers().next().unwrap().1, KeyState::Missing);
        // It is asked again when that is due, and then found.
        let good = json!({"issuer": name, "jwks_uri": format!("{name}/certs")}).to_string();
        let paths = [(OPENID, good), ("/certs", keys().to_string())];
        issuer.at(paths.into_iter().map(|(path, body)| (path, Reply::Body("application/json", body))));
        let later = noon().plus_seconds(11);
        assert_eq!(outcome(&verifier, &name, later).await, Ok(()), "{description}");
    }
}

#[test]
fn a_name_that_is_no_address_leads_nowhere() {
    for name in ["issuer", "http://issuer.example", "ftp://127.0.0.1", "https://issuer.example?a=b", "urn:issuer:x"] {
        assert!(matches!(of(name), Err(SetupError::Undiscoverable(_))), "{name}");
    }
}
