//! What speaks of a body the caller does not see is not seen either, and what is hidden is hidden as a reference too.
use serde_json::{Value, json};

use super::names;
use crate::caller::Caller;
use crate::region::{Region, on_both};

const PROVISIONS: &str = "/v1/tenants/fjell/provisions";

/// A caller for the specialist side, who does not see the caucus of the municipal side.
async fn specialist(region: &Region, name: &str, grant: Value) -> Caller {
    region.client(name, None, false).await;
    let mut grant = grant;
    grant["holder"] = json!({"kind": "identity", "issuer": region.node.url, "subject": name});
    region.caller("fjell-admin").await.post("/v1/tenants/fjell/grants", &grant).await.expect(201);
    region.caller(name).await
}

fn seats(key: &str, body: &str, more: &Value) -> Value {
    let mut rule = json!({
        "key": key, "type": "seat-rule", "body": body, "names": names("Oppdikta sete"), "side": "municipal",
    });
    rule.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    rule
}

async fn keys(caller: &Caller, query: &str) -> Vec<String> {
    let items = caller.all(&format!("{PROVISIONS}{query}")).await;
    items.iter().map(|item| item["key"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn a_provision_of_a_hidden_caucus_is_not_there() {
    on_both(async |region| {
        let admin = region.caller("fjell-admin").await;
        admin.post(PROVISIONS, &seats("a-formote-sete", "formote", &json!({}))).await.expect(201);
        admin.post(PROVISIONS, &seats("a-ssu-sete", "ssu", &json!({}))).await.expect(201);
        let other =
            specialist(region, "fjell-sykehus", json!({"role": "party-system", "party": "fjell-sykehus"})).await;
        let own = region.caller("fjell-fjellvik").await;
        let (seen, hidden) = (keys(&own, "").await, keys(&other, "").await);
        assert!(seen.contains(&"a-formote-sete".to_owned()) && !hidden.contains(&"a-formote-sete".to_owned()));
        assert!(seen.contains(&"a-ssu-sete".to_owned()) && hidden.contains(&"a-ssu-sete".to_owned()));
        let counted = other.request("GET", PROVISIONS).header("Prefer", "return=total-count");
        assert_eq!(Caller::send(counted).await.expect(200).json["total"], hidden.len());
        own.get(&format!("{PROVISIONS}/a-formote-sete")).await.expect(200);
        other.get(&format!("{PROVISIONS}/a-formote-sete")).await.expect(404);

        let half = specialist(region, "fjell-halv", json!({"role": "tenant-admin", "side": "specialist"})).await;
        let address = format!("{PROVISIONS}/a-formote-sete");
        half.patch(&address, "\"1\"", &json!({"note": "sett"})).await.expect(404);
        half.delete(&address, "\"1\"").await.expect(404);
        let unknown = |pointer: &str| (pointer.to_owned(), "unknown-reference".to_owned());
        let named = half.post(PROVISIONS, &seats("ny", "formote", &json!({}))).await.expect(422);
        assert_eq!(named.faults(), [unknown("/body")]);
        let source = json!({"per": "derived", "derivedFrom": {"seatRule": "a-formote-sete"}});
        let named = half.post(PROVISIONS, &seats("ny", "ssu", &source)).await.expect(422);
        assert_eq!(named.faults(), [unknown("/derivedFrom/seatRule")]);
    })
    .await;
}

#[actix_web::test]
async fn a_hidden_reference_is_left_out_and_kept() {
    on_both(async |region| {
        let admin = region.caller("fjell-admin").await;
        admin.post(PROVISIONS, &seats("a-formote-sete", "formote", &json!({}))).await.expect(201);
        let body = json!({
            "key": "sjukehusgruppe", "type": "caucus", "level": 2, "names": names("Oppdikta"), "visibility": "side",
            "side": "specialist", "decisionRule": "none",
        });
        admin.post("/v1/tenants/fjell/bodies", &body).await.expect(201);
        let more = json!({
            "per": "derived", "derivedFrom": {"seatRule": "a-formote-sete"},
            "appointer": {"kind": "body", "body": "formote"},
        });
        admin.post(PROVISIONS, &seats("fylgje", "sjukehusgruppe", &more)).await.expect(201);
        let half = specialist(region, "fjell-halv", json!({"role": "tenant-admin", "side": "specialist"})).await;
        let address = format!("{PROVISIONS}/fylgje");
        let whole = admin.get(&address).await.expect(200).json;
        let shown = half.get(&address).await.expect(200).json;
        assert!(whole["derivedFrom"]["seatRule"].is_string() && whole["appointer"]["body"].is_string());
        assert!(shown["derivedFrom"]["seatRule"].is_null() && shown["appointer"]["body"].is_null(), "{shown}");
        assert_eq!(half.all(&format!("{PROVISIONS}?body=sjukehusgruppe")).await, std::slice::from_ref(&shown));

        let changed = half.patch(&address, "\"1\"", &json!({"note": "endra"})).await.expect(200);
        assert!(changed.json["derivedFrom"]["seatRule"].is_null(), "{}", changed.json);
        let after = admin.get(&address).await.expect(200).json;
        assert_eq!(after["note"], "endra");
        for kept in ["derivedFrom", "appointer"] {
            assert_eq!(after[kept], whole[kept], "what was hidden is as it was");
        }
        // Another takes its place.
        let patch = json!({"appointer": {"kind": "side"}});
        half.patch(&address, "\"2\"", &patch).await.expect(200);
        let after = admin.get(&address).await.expect(200).json;
        assert!(after["appointer"]["body"].is_null() && after["derivedFrom"] == whole["derivedFrom"], "{after}");
    })
    .await;
}
