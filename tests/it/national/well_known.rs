//! What the region says of itself to programs.
use serde_json::json;

use super::*;
use crate::caller::Caller;
use crate::region::on_both;

#[actix_web::test]
async fn a_program_finds_whose_tokens_are_believed() {
    for store in [Kind::Files, Kind::Postgres] {
        let issuer = Issuer::start();
        let region = believing(store, &issuer, "helseid").await;
        let nobody = region.nobody();
        let challenge = nobody.get(SETTINGS).await.expect(401).header("www-authenticate").unwrap().to_owned();
        let address = challenge.split('"').nth(1).unwrap();
        let path = address.strip_prefix("https://vest.example").unwrap();
        let told = nobody.get(path).await.expect(200);
        assert_eq!(told.header("content-type"), Some("application/json"));
        let told = told.json;
        assert_eq!(told["resource"], "https://vest.example");
        assert_eq!(told["authorization_servers"], json!(["https://vest.example", ISSUER]));
        assert_eq!(told["bearer_methods_supported"], json!(["header"]));
        assert_eq!(told["dpop_bound_access_tokens_required"], false);
        assert!(told["dpop_signing_alg_values_supported"].as_array().unwrap().contains(&json!("ES256")));
        let scopes: Vec<&str> = domain::policy::SCOPES.iter().map(|(scope, _)| *scope).collect();
        assert_eq!(told["scopes_supported"], json!(scopes));
        region.stop().await;
    }
}

#[actix_web::test]
async fn the_regions_own_issuer_describes_itself() {
    on_both(async |region| {
        let told = region.nobody().get("/.well-known/oauth-authorization-server").await.expect(200).json;
        assert_eq!(told["issuer"], "https://vest.example");
        for (name, method, status) in [("token_endpoint", "POST", 415), ("jwks_uri", "GET", 200)] {
            let path = told[name].as_str().unwrap().strip_prefix("https://vest.example").unwrap();
            let answer = Caller::send(region.nobody().request(method, path)).await;
            assert_ne!(answer.status, 404, "{name}");
            assert!(answer.status <= status, "{name}: {}", answer.status);
        }
    })
    .await;
}

#[actix_web::test]
async fn who_finds_a_weakness_is_told_whom_to_write_to_where_the_settings_say_so() {
    on_both(async |region| {
        region.nobody().get("/.well-known/security.txt").await.expect(404);
    })
    .await;
    let settings = "[security]\ncontacts = [\"mailto:security@vest.example\", \"https://vest.example/melding\"]\n\
                    expires = \"2099-12-31T23:00:00Z\"\n";
    let region = Region::start(Kind::Files, &Wishes { settings: settings.into(), ..Wishes::default() }).await;
    let told = region.nobody().get("/.well-known/security.txt").await.expect(200);
    assert_eq!(told.header("content-type"), Some("text/plain; charset=utf-8"));
    let text = String::from_utf8(told.bytes).unwrap();
    let expected = "Contact: mailto:security@vest.example\nContact: https://vest.example/melding\n\
                    Expires: 2099-12-31T23:00:00.000000Z\nPreferred-Languages: nb, nn, en\n\
                    Canonical: https://vest.example/.well-known/security.txt\n";
    assert_eq!(text, expected);
    region.stop().await;
}

#[actix_web::test]
async fn the_api_is_found_with_what_is_written_of_it() {
    on_both(async |region| {
        let nobody = region.nobody();
        let told = nobody.get("/.well-known/api-catalog").await.expect(200);
        let media_type = "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"";
        assert_eq!(told.header("content-type"), Some(media_type));
        let set = told.json["linkset"].as_array().unwrap();
        assert_eq!(set[0]["item"][0]["href"], set[1]["anchor"]);
        for relation in ["service-desc", "service-doc", "service-meta", "status"] {
            let href = set[1][relation][0]["href"].as_str().unwrap();
            let answer = nobody.get(href.strip_prefix("https://vest.example").unwrap()).await.expect(200);
            let kind = set[1][relation][0]["type"].as_str().unwrap();
            assert!(answer.header("content-type").unwrap().starts_with(kind), "{relation}");
        }
        let head = Caller::send(nobody.request("HEAD", "/.well-known/api-catalog")).await.expect(200);
        let links = head.header("link").unwrap();
        assert!(links.contains("<https://vest.example/.well-known/api-catalog>; rel=\"api-catalog\""), "{links}");
        assert!(head.bytes.is_empty());
    })
    .await;
}
