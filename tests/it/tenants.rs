//! The communities of a region over HTTP.
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::caller::{Answer, Caller};
use crate::region::{Region, on_both};

diesel::table! {
    journal_head (tenant_id) {
        tenant_id -> Uuid,
    }
}

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

#[actix_web::test]
async fn of_openings_with_one_short_name_one_wins_and_the_others_leave_nothing() {
    on_both(async |region| {
        let operator = region.operator().await;
        let new = new();
        let open = || operator.post("/v1/tenants", &new);
        let answers: [Answer; 6] = tokio::join!(open(), open(), open(), open(), open(), open()).into();
        let mut statuses = answers.map(|answer| answer.status);
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422, 422, 422, 422, 422]);
        let registered = operator.all("/v1/tenants").await.len();
        assert_eq!(founded(region), registered, "every journal that was begun is a registered community's");
    })
    .await;
}

/// How many communities have been given a place in the store, whether or not the registry names them.
fn founded(region: &Region) -> usize {
    let Some(database) = region.database() else {
        let files = std::fs::read_dir(region.folder().join("data/tenants")).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        return names.filter(|name| name.ends_with(".db")).count();
    };
    let heads: i64 = journal_head::table.count().get_result(&mut database.owner()).unwrap();
    // One of them is the region's own.
    usize::try_from(heads).unwrap() - 1
}
