//! Parties over HTTP.
use serde_json::json;

use crate::region::on_both;

#[actix_web::test]
async fn a_party_is_entered_changed_ended_and_stays_in_history() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let new = json!({
            "key": "nytt-sjukehus", "kind": "nonprofit-hospital", "side": "specialist",
            "names": {"nb": "Nytt sykehus", "nn": "Nytt sjukehus"}, "verification": "synthetic",
        });
        let made = admin.post("/v1/tenants/bergen/parties", &new).await.expect(201);
        let address = made.header("location").unwrap().to_owned();
        assert_eq!(made.etag(), "\"1\"");
        let read = region.nobody().get(&address).await.expect(200);
        assert_eq!(read.json, made.json);
        assert_eq!(admin.get("/v1/tenants/bergen/parties/nytt-sjukehus").await.json, made.json);

        let changed = admin.patch(&address, "\"1\"", &json!({"names": {"nn": "Nyaste sjukehus"}})).await.expect(200);
        assert_eq!(changed.json["names"], json!({"nb": "Nytt sykehus", "nn": "Nyaste sjukehus"}));
        assert_eq!(admin.patch(&address, "\"1\"", &json!({"note": "sein"})).await.expect(412).code(), "stale");

        let ended = admin.delete(&format!("{address}?lastDay=2099-12-31"), "\"2\"").await.expect(200);
        assert_eq!(ended.json["validTo"], "2099-12-31");
        assert_eq!(region.nobody().get(&address).await.expect(200).json, ended.json);
    })
    .await;
}

#[actix_web::test]
async fn every_fault_of_a_party_is_told_at_once() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let before = admin.get("/v1/tenants/bergen/parties?limit=1").await.etag().to_owned();
        let bad = json!({
            "key": "Å", "kind": "castle", "side": 7, "names": {"nb": " ", "nn": "x", "sv": "x"},
            "orgNumber": "920290923", "municipalityNumbers": [{"number": "0101"}],
            "validFrom": "2026-13-01", "extra": true,
        });
        let refused = admin.post("/v1/tenants/bergen/parties", &bad).await.expect(422);
        let mut faults = refused.faults();
        faults.sort();
        let expected = [
            ("/extra", "unknown-field"),
            ("/key", "malformed"),
            ("/kind", "unknown-word"),
            ("/municipalityNumbers/0/number", "municipality-number"),
            ("/names/nb", "too-short"),
            ("/names/sv", "unknown-field"),
            ("/orgNumber", "organization-number"),
            ("/side", "wrong-type"),
            ("/validFrom", "malformed"),
        ];
        assert_eq!(faults, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
        assert_eq!(admin.get("/v1/tenants/bergen/parties?limit=1").await.etag(), before, "nothing was written");
    })
    .await;
}

#[actix_web::test]
async fn a_party_that_an_area_names_afterwards_is_in_use() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let parties = "/v1/tenants/bergen/parties";
        for key in ["nes", "vik"] {
            let new = json!({
                "key": key, "kind": "municipality", "side": "municipal", "verification": "synthetic",
                "names": {"nb": "Oppdiktet kommune", "nn": "Oppdikta kommune"},
            });
            admin.post(parties, &new).await.expect(201);
        }
        let member = |to: &str| json!([{"party": "nes", "role": "municipality", "validTo": to}]);
        let area = json!({
            "key": "nes-omradet", "visibility": "public", "verification": "synthetic",
            "names": {"nb": "Oppdiktet område", "nn": "Oppdikta område"}, "members": member("2098-12-31"),
        });
        let area = admin.post("/v1/tenants/bergen/areas", &area).await.expect(201);
        let area = area.header("location").unwrap().to_owned();

        let (nes, last_day) = (format!("{parties}/nes"), |day: &str| format!("{parties}/nes?lastDay={day}"));
        let refused = admin.delete(&last_day("2098-12-30"), "\"1\"").await.expect(409);
        assert_eq!(refused.code(), "in-use");
        assert!(refused.json["detail"].as_str().unwrap().contains("nes-omradet"), "{}", refused.json);
        let refused = admin.patch(&nes, "\"1\"", &json!({"validTo": "2098-12-30"})).await.expect(409);
        assert_eq!(refused.code(), "in-use");
        admin.delete(&format!("{parties}/vik?lastDay=2098-12-30"), "\"1\"").await.expect(200);

        // The last day of the membership is no day after it.
        admin.delete(&last_day("2098-12-31"), "\"1\"").await.expect(200);
        // Nor does a membership last longer than its area.
        admin.patch(&area, "\"1\"", &json!({"validTo": "2097-12-31"})).await.expect(200);
        admin.patch(&nes, "\"2\"", &json!({"validTo": "2097-12-31"})).await.expect(200);
        admin.patch(&nes, "\"3\"", &json!({"validTo": "2097-12-30"})).await.expect(409);
        admin.patch(&area, "\"2\"", &json!({"members": member("2096-12-31")})).await.expect(200);
        admin.patch(&nes, "\"3\"", &json!({"validTo": "2096-12-31"})).await.expect(200);
    })
    .await;
}
