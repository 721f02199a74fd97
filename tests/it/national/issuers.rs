//! Issuers that rotate, fall silent, or are known by name alone.
use jsonwebtoken::Algorithm;
use serde_json::json;

use super::*;
use crate::issuer::{OTHER_KID, other_private, signed_by};

#[actix_web::test]
async fn an_issuer_that_rotates_its_key_is_followed() {
    for store in [Kind::Files, Kind::Postgres] {
        let issuer = Issuer::start();
        let region = believing(store, &issuer, "maskinporten").await;
        admit_alver(&region).await;
        let old = |region: &Region| token(&documented(PLAIN, region, &json!({})));
        region.with_token(&old(&region)).get(CASES).await.expect(200);
        issuer.rotate();
        region.turn_clock(61);
        let header = json!({"alg": "ES256", "typ": "JWT", "kid": OTHER_KID});
        let new = signed_by(&header, &documented(PLAIN, &region, &json!({})), &other_private(), Algorithm::ES256);
        // It may sign with what the settings allow, and they allow RS256 alone.
        region.with_token(&new).get(CASES).await.expect(401);
        region.stop().await;

        let settings = format!("{}kind = \"maskinporten\"\nalgorithms = [\"RS256\", \"ES256\"]\n", issuer.settings());
        issuer.publish();
        let region = Region::start(store, &Wishes { settings, ..Wishes::default() }).await;
        admit_alver(&region).await;
        let first = old(&region);
        region.with_token(&first).get(CASES).await.expect(200);
        issuer.rotate();
        region.turn_clock(61);
        let new = signed_by(&header, &documented(PLAIN, &region, &json!({})), &other_private(), Algorithm::ES256);
        region.with_token(&new).get(CASES).await.expect(200);
        region.with_token(&first).get(CASES).await.expect(401);
        region.stop().await;
    }
}

#[actix_web::test]
async fn an_issuer_that_is_down_locks_out_nobody_it_has_let_in_and_stops_nothing() {
    for store in [Kind::Files, Kind::Postgres] {
        let issuer = Issuer::start();
        issuer.fall_silent();
        let region = believing(store, &issuer, "maskinporten").await;
        admit_alver(&region).await;
        let own = region.node.url.clone();
        let keys = async |state: &str| {
            let ready = region.nobody().get("/readyz").await.expect(200).json;
            let known = json!([{"issuer": own, "keys": "held"}, {"issuer": ISSUER, "keys": state}]);
            assert_eq!((&ready["status"], &ready["issuers"]), (&json!("ready"), &known));
        };
        let alver = || token(&documented(PLAIN, &region, &json!({})));
        keys("unasked").await;
        region.with_token(&alver()).get(CASES).await.expect(401);
        keys("missing").await;
        region.caller("bergen-admin").await.get(SETTINGS).await.expect(200);
        issuer.publish();
        region.turn_clock(11);
        region.with_token(&alver()).get(CASES).await.expect(200);
        keys("held").await;
        issuer.fall_silent();
        region.turn_clock(2 * 3600);
        region.with_token(&alver()).get(CASES).await.expect(200);
        region.stop().await;
    }
}

#[actix_web::test]
async fn an_issuers_keys_are_found_by_its_name() {
    for store in [Kind::Files, Kind::Postgres] {
        for document in ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"] {
            let issuer = Issuer::start();
            let name = issuer.address();
            issuer.say("text/html", b"<!doctype html>".to_vec());
            let settings = format!("[[issuers]]\nissuer = {name:?}\nkind = \"maskinporten\"\n");
            let region = Region::start(store, &Wishes { settings, ..Wishes::default() }).await;
            let mine = || token(&documented(PLAIN, &region, &json!({"iss": name})));
            let parties = "/v1/tenants/bergen/parties";
            region.with_token(&mine()).get(parties).await.expect(401);
            // Of another issuer, though only by a slash.
            let described = |issuer: &str| json!({"issuer": issuer, "jwks_uri": format!("{name}/keys")});
            issuer.say_at(document, &described(&format!("{name}/")));
            issuer.say_at("/keys", &crate::issuer::published());
            region.turn_clock(11);
            region.with_token(&mine()).get(parties).await.expect(401);
            issuer.say_at(document, &described(&name));
            region.turn_clock(22);
            region.with_token(&mine()).get(parties).await.expect(200);
            region.stop().await;
        }
    }
}

#[actix_web::test]
async fn an_issuer_may_have_its_own_name_for_the_region() {
    let issuer = Issuer::start();
    let settings = format!("{}kind = \"helseid\"\naudience = \"nhn:helsefellesskap-vest\"\n", issuer.settings());
    let region = Region::start(Kind::Files, &Wishes { settings, ..Wishes::default() }).await;
    let parties = "/v1/tenants/bergen/parties";
    for (audience, status) in
        [("nhn:helsefellesskap-vest", 200), ("https://vest.example", 401), ("nhn:helsefellesskap-nord", 401)]
    {
        let token = token(&documented(HEALTH_CLIENT, &region, &json!({"aud": audience})));
        region.with_token(&token).get(parties).await.expect(status);
    }
    region.caller("bergen-admin").await.get(SETTINGS).await.expect(200);
    region.stop().await;
}
