//! The communities of a region over HTTP.
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::region::on_both;

fn new() -> Value {
    json!({
        "slug": "dal", "names": {"nb": "Fellesskapet Dal", "nn": "Fellesskapet Dal"}, "language": "nn",
        "settings": {"paperDeadlineDays": 10},
        "firstAdmin": {"kind": "identity", "issuer": "https://vest.example", "subject": "bergen-admin"},
    })
}

fn slugs(tenants: &[Value]) -> Vec<&str> {
    tenants.iter().filter_map(|tenant| tenant["slug"].as_str()).collect()
}

#[actix_web::test]
async fn a_community_for_members_only_is_known_to_them_and_to_the_operator() {
    on_both(async |region| {
        let operator = region.operator().await;
        assert_eq!(slugs(&region.nobody().all("/v1/tenants").await), ["bergen"]);
        assert_eq!(slugs(&region.caller("fjell-admin").await.all("/v1/tenants").await), ["bergen"]);
        assert_eq!(slugs(&operator.all("/v1/tenants").await), ["fjell", "bergen"]);
        for (caller, status) in [
            (region.nobody(), 404),
            (region.caller("bergen-admin").await, 404),
            (region.caller("fjell-admin").await, 200),
            (operator, 200),
        ] {
            caller.get("/v1/tenants/fjell").await.expect(status);
            caller.get("/v1/tenants/bergen").await.expect(200);
        }
    })
    .await;
}

#[actix_web::test]
async fn a_community_is_opened_with_its_settings_and_first_administrator() {
    on_both(async |region| {
        let (operator, admin) = (region.operator().await, region.caller("bergen-admin").await);
        admin.post("/v1/tenants", &new()).await.expect(403);
        let ask = || operator.request("POST", "/v1/tenants").header("Idempotency-Key", "dal").json(&new());
        let made = Caller::send(ask()).await.expect(201);
        assert_eq!(made.header("location"), Some("/v1/tenants/dal"));
        let again = Caller::send(ask()).await.expect(201);
        assert_eq!((again.json.clone(), again.header("idempotency-replayed")), (made.json.clone(), Some("true")));
        let settings = admin.get("/v1/tenants/dal/settings").await.expect(200).json;
        assert_eq!((&settings["paperDeadlineDays"], &settings["caseNumberFormat"]), (&json!(10), &json!("{n}-{yyyy}")));

        let taken = operator.post("/v1/tenants", &new()).await.expect(422);
        assert_eq!(taken.faults(), [("/slug".to_owned(), "key-taken".to_owned())]);
        let mut nobody = new();
        nobody["slug"] = json!("li");
        nobody["firstAdmin"] = json!({"kind": "person", "person": "person_06bxy3k0d9v8h7m2q5t4n1c6rg"});
        let refused = operator.post("/v1/tenants", &nobody).await.expect(422);
        assert_eq!(refused.faults(), [("/firstAdmin/person".to_owned(), "unknown-reference".to_owned())]);
    })
    .await;
}

#[actix_web::test]
async fn a_community_is_renamed_hidden_and_closed_at_once() {
    on_both(async |region| {
        let operator = region.operator().await;
        let admin = region.caller("bergen-admin").await;
        let bergen = "/v1/tenants/bergen";
        operator.patch(bergen, "\"9\"", &json!({"language": "nb"})).await.expect(412);
        let slug = operator.patch(bergen, "\"1\"", &json!({"slug": "voss"})).await.expect(422);
        assert_eq!(slug.faults(), [("/slug".to_owned(), "immutable".to_owned())]);
        admin.patch(bergen, "\"1\"", &json!({"language": "nb"})).await.expect(403);
        let change = json!({"listing": "members", "status": "closed"});
        operator.patch(bergen, "\"1\"", &change).await.expect(200);
        region.nobody().get(bergen).await.expect(404);
        region.nobody().get("/v1/tenants/bergen/parties").await.expect(404);
        let settings = "/v1/tenants/bergen/settings";
        admin.patch(settings, "\"1\"", &json!({"paperDeadlineDays": 7})).await.expect(409);
    })
    .await;
}
