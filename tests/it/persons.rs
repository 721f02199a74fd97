//! Persons over HTTP.
use serde_json::{Value, json};

use crate::region::on_both;

const PERSONS: &str = "/v1/tenants/bergen/persons";
const GRANTS: &str = "/v1/tenants/bergen/grants";

fn kari() -> Value {
    json!({
        "name": "Kari Nordmann", "position": "kommunalsjef", "party": "alver",
        "contact": {"email": "kari@alver.example", "phone": "+47 55 55 55 55"},
        "identities": [{"issuer": "https://issuer.example", "subject": "kari"}],
    })
}

#[actix_web::test]
async fn a_person_is_entered_changed_and_erased_and_nobody_keeps_the_answers() {
    on_both(async |region| {
        let secretariat = region.caller("bergen-secretariat").await;
        let made = secretariat.post(PERSONS, &kari()).await.expect(201);
        let address = made.header("location").unwrap().to_owned();
        let listed = secretariat.all(&format!("{PERSONS}?party=alver")).await;
        assert_eq!(listed, std::slice::from_ref(&made.json));
        let read = secretariat.get(&address).await.expect(200);
        let changed = secretariat.patch(&address, "\"1\"", &json!({"contact": {"phone": null}})).await.expect(200);
        assert_eq!(changed.json["contact"], json!({"email": "kari@alver.example", "phone": null}));

        let erased = secretariat.delete(&address, "\"2\"").await.expect(200);
        assert_eq!((&erased.json["name"], &erased.json["identities"]), (&Value::Null, &json!([])));
        assert!(erased.json["erasedAt"].is_string());
        assert_eq!(secretariat.all(PERSONS).await, std::slice::from_ref(&erased.json), "an erased person stays listed");
        for answer in [made, read, changed, erased] {
            assert_eq!(answer.header("cache-control"), Some("no-store"));
        }
        assert_eq!(secretariat.patch(&address, "\"3\"", &kari()).await.expect(409).code(), "conflict");
        assert_eq!(secretariat.delete(&address, "\"3\"").await.expect(409).code(), "conflict");
        region.caller("bergen-alver").await.get(PERSONS).await.expect(403);
        region.nobody().get(PERSONS).await.expect(401);
    })
    .await;
}

#[actix_web::test]
async fn an_identity_is_one_persons() {
    on_both(async |region| {
        let secretariat = region.caller("bergen-secretariat").await;
        secretariat.post(PERSONS, &kari()).await.expect(201);
        let mut other = kari();
        other["identities"] = json!([{"issuer": "https://issuer.example", "subject": "ola"}, kari()["identities"][0]]);
        other["contact"] = json!({"email": "ola", "phone": "ring"});
        other["party"] = json!("ukjent");
        let mut faults = secretariat.post(PERSONS, &other).await.expect(422).faults();
        faults.sort();
        let wanted = [
            ("/contact/email", "malformed"),
            ("/contact/phone", "malformed"),
            ("/identities/1", "taken"),
            ("/party", "unknown-reference"),
        ];
        assert_eq!(faults, wanted.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    })
    .await;
}

#[actix_web::test]
async fn changing_a_person_is_no_way_around_giving_roles() {
    on_both(async |region| {
        let (admin, secretariat) = (region.caller("bergen-admin").await, region.caller("bergen-secretariat").await);
        let made = secretariat.post(PERSONS, &kari()).await.expect(201);
        let address = made.header("location").unwrap().to_owned();
        let holder = json!({"kind": "person", "person": made.json["id"]});
        admin.post(GRANTS, &json!({"role": "tenant-admin", "holder": holder})).await.expect(201);
        let own = json!({"identities": [{"issuer": "https://issuer.example", "subject": "secretary"}]});
        secretariat.patch(&address, "\"1\"", &own).await.expect(403);
        secretariat.delete(&address, "\"1\"").await.expect(403);
        secretariat.patch(&address, "\"1\"", &json!({"position": "leiar"})).await.expect(200);
        admin.patch(&address, "\"2\"", &own).await.expect(200);
    })
    .await;
}

#[actix_web::test]
async fn a_narrowed_secretariat_sees_its_own_partys_persons_only() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let here = admin.post(PERSONS, &kari()).await.expect(201);
        let elsewhere = json!({"name": "Ola Nordmann", "party": "askoy"});
        let there = admin.post(PERSONS, &elsewhere).await.expect(201);
        let grants = admin.all(&format!("{GRANTS}?role=secretariat")).await;
        let held = &grants[0];
        let narrowed = json!({"role": "secretariat", "holder": held["holder"], "party": "alver"});
        admin.post(GRANTS, &narrowed).await.expect(201);
        let day = "2020-01-01";
        let patch = json!({"validTo": day});
        let address = format!("{GRANTS}/{}", held["id"].as_str().unwrap());
        admin.patch(&address, "\"1\"", &patch).await.expect(200);

        let secretariat = region.caller("bergen-secretariat").await;
        assert_eq!(secretariat.all(PERSONS).await, [here.json]);
        secretariat.get(there.header("location").unwrap()).await.expect(404);
        secretariat.post(PERSONS, &elsewhere).await.expect(403);
    })
    .await;
}
