use actix_web::body::to_bytes;
use actix_web::http::header::{CACHE_CONTROL, WWW_AUTHENTICATE};
use actix_web::{Responder, ResponseError, test::TestRequest};
use data_encoding::BASE64;

use super::super::testing::{REGION, noon, verify};
use super::super::{Refusal, Verifier, generate_secret, secret_sha256};
use super::*;

const BASE: &str = "https://vest.example";
const SCOPES: [&str; 2] = ["helsefellesskap:structure.read", "helsefellesskap:structure.write"];

/// An issuer with keys in a folder of its own, gone when the test is over.
struct Fixture {
    issuer: OwnIssuer,
    folder: std::path::PathBuf,
    client: ClientRecord,
}

impl Fixture {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("issuer-{}", Uuid::now_v7().simple()));
        let keys = Arc::new(Keys::open(&folder, noon()).unwrap());
        let client = ClientRecord {
            id: "bergen-admin".into(),
            secret_sha256: secret_sha256("s+cr%t:ø"),
            organization: OrgNumber::parse("964338531"),
            scopes: SCOPES.map(str::to_owned).into(),
            disabled: false,
        };
        Self { issuer: OwnIssuer::new(BASE, REGION, keys), folder, client }
    }

    fn ask(&self, form: &str, authorization: Option<&str>) -> Result<TokenResponse, OAuthError> {
        let request = TokenRequest::parse(form.as_bytes(), authorization.map(str::as_bytes))?;
        let client = Some(&self.client).filter(|client| client.id == request.client_id());
        self.issuer.grant(&request, client, noon())
    }

    fn code(&self, form: &str, authorization: Option<&str>) -> OAuthCode {
        self.ask(form, authorization).expect_err(form).code
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

fn basic(pair: &str) -> String {
    format!("Basic {}", BASE64.encode(pair.as_bytes()))
}

const GRANT: &str = "grant_type=client_credentials";
const FORM: &str = "grant_type=client_credentials&client_id=bergen-admin&client_secret=s%2Bcr%25t%3A%C3%B8";

#[actix_web::test]
async fn its_tokens_open_its_own_region() {
    let fixture = Fixture::new();
    let verifier = Verifier::new(vec![fixture.issuer.config()], REGION).unwrap();
    let answer = fixture.ask(FORM, None).unwrap();
    assert_eq!((answer.token_type, answer.expires_in), ("Bearer", 900));
    assert_eq!(answer.scope, SCOPES.join(" "));
    let caller = verify(&verifier, &answer.access_token, noon()).await.unwrap();
    assert_eq!((caller.issuer.as_str(), caller.subject.as_str()), (BASE, "bergen-admin"));
    assert_eq!(caller.organization, fixture.client.organization);
    assert_eq!(caller.expires, noon().plus_seconds(900));
    let elsewhere = Verifier::new(vec![fixture.issuer.config()], "https://nord.example").unwrap();
    assert_eq!(verify(&elsewhere, &answer.access_token, noon()).await, Err(Refusal::Audience));
    assert!(!format!("{answer:?}").contains(&answer.access_token));
}

#[actix_web::test]
async fn a_rotation_reaches_the_verifier_and_ends_with_its_overlap() {
    let fixture = Fixture::new();
    let verifier = Verifier::new(vec![fixture.issuer.config()], REGION).unwrap();
    let before = fixture.ask(FORM, None).unwrap().access_token;
    assert!(verify(&verifier, &before, noon()).await.is_ok());
    fixture.issuer.rotate(noon(), 300).unwrap();
    let after = fixture.ask(FORM, None).unwrap().access_token;
    assert!(verify(&verifier, &after, noon()).await.is_ok());
    assert!(verify(&verifier, &before, noon().plus_seconds(299)).await.is_ok());
    assert_eq!(verify(&verifier, &before, noon().plus_seconds(300)).await, Err(Refusal::UnknownKey));
    assert_eq!(fixture.issuer.jwks(noon()).keys.len(), 2);
    assert_eq!(fixture.issuer.jwks(noon().plus_seconds(300)).keys.len(), 1);
    let published = serde_json::to_value(fixture.issuer.jwks(noon())).unwrap();
    let names: Vec<_> = published["keys"][0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["alg", "crv", "kid", "kty", "use", "x"], "the public half alone");
}

#[test]
fn a_client_proves_itself_in_the_header_or_in_the_form() {
    let fixture = Fixture::new();
    let good = basic("bergen-admin:s%2Bcr%25t%3A%C3%B8");
    assert!(fixture.ask(GRANT, Some(&good)).is_ok());
    assert!(fixture.ask(&format!("{GRANT}&client_id=bergen-admin"), Some(&good)).is_ok());
    assert_eq!(fixture.code(FORM, Some(&good)), OAuthCode::InvalidRequest);
    assert_eq!(fixture.code(&format!("{GRANT}&client_id=other"), Some(&good)), OAuthCode::InvalidRequest);
    for wrong in [
        basic("bergen-admin:s+cr%25t%3A%C3%B8"),
        basic("bergen-admin:s%2Bcr%25t%3A%C3%B"),
        basic("bergen-admin:"),
        basic("other:s%2Bcr%25t%3A%C3%B8"),
        basic("bergen-admin"),
        "Basic !".into(),
        "Bearer a.b.c".into(),
    ] {
        assert_eq!(fixture.code(GRANT, Some(&wrong)), OAuthCode::InvalidClient, "{wrong}");
    }
    assert_eq!(fixture.code(GRANT, None), OAuthCode::InvalidClient);
    assert_eq!(fixture.code(&format!("{GRANT}&client_id=bergen-admin"), None), OAuthCode::InvalidClient);
    assert_eq!(fixture.code(&FORM.replace("%C3%B8", "o"), None), OAuthCode::InvalidClient);
}

#[test]
fn a_disabled_client_is_an_unknown_one() {
    let mut fixture = Fixture::new();
    let unknown = fixture.ask(&FORM.replace("bergen-admin", "nobody"), None).expect_err("nobody is unknown");
    fixture.client.disabled = true;
    assert_eq!(fixture.ask(FORM, None).expect_err("it is disabled"), unknown);
}

#[test]
fn a_request_is_complete_and_asks_for_what_it_may_have() {
    let fixture = Fixture::new();
    let without_grant = FORM.replace(GRANT, "grant_type=");
    assert_eq!(fixture.code(&without_grant, None), OAuthCode::InvalidRequest);
    assert_eq!(fixture.code(&format!("{FORM}&client_id=bergen-admin"), None), OAuthCode::InvalidRequest);
    assert_eq!(fixture.code(&FORM.replace("client_credentials", "password"), None), OAuthCode::UnsupportedGrantType);
    let scoped = |scope: &str| format!("{FORM}&scope={scope}");
    let one = fixture.ask(&scoped("helsefellesskap%3Astructure.read"), None).unwrap();
    assert_eq!(one.scope, SCOPES[0]);
    assert_eq!(fixture.code(&scoped("helsefellesskap%3Aregion.write"), None), OAuthCode::InvalidScope);
    assert_eq!(fixture.code(&scoped("helsefellesskap%3Astructure.read+x"), None), OAuthCode::InvalidScope);
    assert_eq!(fixture.ask(&scoped(""), None).unwrap().scope, SCOPES.join(" "));
}

#[actix_web::test]
async fn answers_are_never_stored_and_a_refused_client_is_asked_for_basic() {
    let fixture = Fixture::new();
    let header = |response: &actix_web::HttpResponse, name| {
        response.headers().get(name).map(|value| value.to_str().unwrap().to_owned())
    };
    let request = TestRequest::default().to_http_request();
    let good = fixture.ask(FORM, None).unwrap().respond_to(&request);
    assert_eq!((good.status().as_u16(), header(&good, CACHE_CONTROL)), (200, Some("no-store".into())));
    let bad = fixture.ask(GRANT, None).unwrap_err().error_response();
    assert_eq!((bad.status().as_u16(), header(&bad, CACHE_CONTROL)), (401, Some("no-store".into())));
    assert!(header(&bad, WWW_AUTHENTICATE).is_some_and(|challenge| challenge.starts_with("Basic ")));
    let body = to_bytes(bad.into_body()).await.unwrap();
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&body).unwrap()["error"], "invalid_client");
    let bad = fixture.ask("", None).unwrap_err().error_response();
    assert_eq!((bad.status().as_u16(), header(&bad, WWW_AUTHENTICATE)), (400, None));
}

#[test]
fn secrets_are_long_and_never_alike() {
    let (one, other) = (generate_secret().unwrap(), generate_secret().unwrap());
    assert_eq!(one.len(), 43);
    assert_ne!(one, other);
}
