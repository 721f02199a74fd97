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
