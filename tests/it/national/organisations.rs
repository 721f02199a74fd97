//! From an organisation's number to the party's rights, and who is noted to have acted.
use serde_json::{Value, json};

use super::*;

fn case(title: &str) -> Value {
    json!({"title": title, "verification": "synthetic"})
}

fn org(number: &str) -> Value {
    json!({"authority": "iso6523-actorid-upis", "ID": format!("0192:{number}")})
}

#[actix_web::test]
async fn any_system_of_a_municipality_reports_for_it_also_through_a_supplier() {
    for store in [Kind::Files, Kind::Postgres] {
        let issuer = Issuer::start();
        let region = believing(store, &issuer, "maskinporten").await;
        let plain = token(&documented(PLAIN, &region, &json!({})));
        region.with_token(&plain).post(CASES, &case("Før løyvet (oppdikta)")).await.expect(403);
        admit_alver(&region).await;
        let alver = region.caller("bergen-admin").await.get("/v1/tenants/bergen/parties/alver").await.expect(200).json;
        let auditor = region.caller("bergen-auditor").await;
        for (name, documented_as, client, supplier) in [
            ("plain", PLAIN, None, Value::Null),
            ("another client of theirs", PLAIN, Some("oppdikta-klient"), Value::Null),
            ("delegated", DELEGATED, None, json!("999000010")),
            ("system user", SYSTEM_USER, None, json!("999000029")),
        ] {
            let changes = client.map_or(json!({}), |client| json!({"client_id": client}));
            let system = region.with_token(&token(&documented(documented_as, &region, &changes)));
            let receipt = system.post(CASES, &case(name)).await.expect(201);
            assert_eq!(receipt.json["party"], alver["id"], "{name}");
            system.get(receipt.header("location").unwrap()).await.expect(200);
            let entry = &auditor.get("/v1/tenants/bergen/journal?limit=1").await.expect(200).json["items"][0];
            assert_eq!(
                (&entry["organization"], &entry["supplier"]),
                (&json!("920290922"), &supplier),
                "{name} {entry}"
            );
        }
        // The supplier itself has nothing, and neither has anyone else.
        for (documented_as, changes) in [
            (PLAIN, json!({"consumer": org("999000010")})),
            (PLAIN, json!({"consumer": org("999000029")})),
            (DELEGATED, json!({"consumer": org("999000010"), "supplier": org("920290922")})),
        ] {
            let system = region.with_token(&token(&documented(documented_as, &region, &changes)));
            system.post(CASES, &case("Framand (oppdikta)")).await.expect(403);
        }
        region.stop().await;
    }
}

#[actix_web::test]
async fn a_token_that_names_two_customers_opens_nothing() {
    for store in [Kind::Files, Kind::Postgres] {
        let issuer = Issuer::start();
        let region = believing(store, &issuer, "maskinporten").await;
        admit_alver(&region).await;
        let user = |number: &str| json!({"type": "urn:altinn:systemuser", "systemuser_org": org(number)});
        for changes in [
            // Delegated by one, a system user of another.
            json!({"supplier": org("999000010")}),
            json!({"authorization_details": [user("920290922"), user("999000037")]}),
            json!({"consumer": null}),
            json!({"consumer": org("999000020")}),
        ] {
            let told = region.with_token(&token(&documented(SYSTEM_USER, &region, &changes)));
            let told = told.get("/v1/tenants/bergen/parties").await.expect(401);
            assert_eq!(told.code(), "unauthenticated", "{changes}");
            assert!(told.header("www-authenticate").unwrap().contains("invalid_token"), "{changes}");
        }
        region.stop().await;
    }
}

#[actix_web::test]
async fn what_one_kind_of_issuer_vouches_for_another_may_not_claim() {
    for (kind, documented_as, opens) in [
        ("maskinporten", PLAIN, true),
        ("helseid", PLAIN, false),
        ("oidc", PLAIN, false),
        ("helseid", HEALTH_CLIENT, true),
        ("oidc", HEALTH_CLIENT, false),
        ("oidc", SYSTEM_USER, false),
    ] {
        let issuer = Issuer::start();
        let region = believing(Kind::Files, &issuer, kind).await;
        admit_alver(&region).await;
        let system = region.with_token(&token(&documented(documented_as, &region, &json!({}))));
        let status = system.post(CASES, &case("Oppdikta")).await.status;
        assert_eq!(status, if opens { 201 } else { 403 }, "{kind}");
        region.stop().await;
    }
}

#[actix_web::test]
async fn what_is_given_to_a_municipalitys_systems_is_not_given_to_all_who_work_there() {
    for store in [Kind::Files, Kind::Postgres] {
        let issuer = Issuer::start();
        let region = believing(store, &issuer, "helseid").await;
        admit_alver(&region).await;
        let person = region.with_token(&token(&documented(HEALTH_PERSON, &region, &json!({}))));
        person.post(CASES, &case("Tilsett (oppdikta)")).await.expect(403);
        // By their own name at the issuer they may be given what they need.
        let subject = serde_json::from_str::<Value>(HEALTH_PERSON).unwrap()["sub"].clone();
        let holder = json!({"kind": "identity", "issuer": ISSUER, "subject": subject});
        let grant = json!({"role": "secretariat", "holder": holder});
        region.caller("bergen-admin").await.post(GRANTS, &grant).await.expect(201);
        let other = json!({"sub": "aW52ZW50ZWQgc3ViamVjdCBvZiBhbm90aGVy"});
        person.get(SETTINGS).await.expect(200);
        region.with_token(&token(&documented(HEALTH_PERSON, &region, &other))).get(SETTINGS).await.expect(403);
        region.stop().await;
    }
}

#[actix_web::test]
async fn a_scope_is_asked_for_whoever_signed_the_token() {
    let issuer = Issuer::start();
    let region = believing(Kind::Files, &issuer, "helseid").await;
    admit_alver(&region).await;
    for scope in [json!(["helsefellesskap:structure.read"]), json!([]), json!(null), json!(["other:reports.write"])] {
        let narrow = token(&documented(HEALTH_CLIENT, &region, &json!({"scope": scope})));
        let told = region.with_token(&narrow).post(CASES, &case("Oppdikta")).await.expect(403);
        assert_eq!(told.code(), "scope-missing", "{scope}");
    }
    region.stop().await;
}
