//! Grants over HTTP.
use domain::OrgNumber;
use serde_json::json;

use crate::region::on_both;

const GRANTS: &str = "/v1/tenants/bergen/grants";

#[actix_web::test]
async fn a_role_is_given_once_for_a_day_and_only_its_dates_change() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let holder = json!({"kind": "organization", "issuer": "https://issuer.example", "orgNumber": "920290922"});
        let new = json!({"role": "party-system", "holder": holder, "party": "alver", "validTo": "2099-12-31"});
        let made = admin.post(GRANTS, &new).await.expect(201);
        assert_eq!(made.header("cache-control"), Some("no-store"));
        let address = made.header("location").unwrap().to_owned();
        assert_eq!(admin.get(&address).await.expect(200).json, made.json);
        let twice = admin.post(GRANTS, &new).await.expect(422);
        assert_eq!(twice.faults(), [("/validFrom".to_owned(), "duplicate".to_owned())]);

        let narrowed = admin.patch(&address, "\"1\"", &json!({"side": "municipal"})).await.expect(422);
        assert_eq!(narrowed.faults(), [("/side".to_owned(), "immutable".to_owned())]);
        let longer = admin.patch(&address, "\"1\"", &json!({"validTo": null})).await.expect(200);
        assert_eq!(longer.json["validTo"], json!(null));
        let ended = admin.delete(&format!("{address}?lastDay=2098-01-01"), "\"2\"").await.expect(200);
        assert_eq!(ended.json["validTo"], "2098-01-01");
    })
    .await;
}

#[actix_web::test]
async fn what_a_grant_names_must_be_there() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let holder = json!({"kind": "person", "person": "person_06bxy3k0d9v8h7m2q5t4n1c6rg"});
        let new = json!({"role": "secretariat", "holder": holder, "party": "x1", "body": "x2", "area": "x3"});
        let mut faults = admin.post(GRANTS, &new).await.expect(422).faults();
        faults.sort();
        let wanted = ["/area", "/body", "/holder/person", "/party"];
        assert_eq!(faults, wanted.map(|pointer| (pointer.to_owned(), "unknown-reference".to_owned())));
        let operator =
            json!({"role": "region-operator", "holder": {"kind": "identity", "issuer": "i", "subject": "s"}});
        let refused = admin.post(GRANTS, &operator).await.expect(422);
        assert_eq!(refused.faults(), [("/role".to_owned(), "unknown-word".to_owned())]);
    })
    .await;
}

#[actix_web::test]
async fn the_last_lasting_administrator_stays() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let grants = admin.all(&format!("{GRANTS}?role=tenant-admin")).await;
        let [own] = &grants[..] else { panic!("one administrator") };
        let address = format!("{GRANTS}/{}", own["id"].as_str().unwrap());
        assert_eq!(admin.delete(&address, "\"1\"").await.expect(409).code(), "conflict");
        admin.patch(&address, "\"1\"", &json!({"validTo": "2099-12-31"})).await.expect(409);
        let holder = json!({"kind": "identity", "issuer": "https://issuer.example", "subject": "another"});
        admin.post(GRANTS, &json!({"role": "tenant-admin", "holder": holder})).await.expect(201);
        admin.delete(&address, "\"1\"").await.expect(200);
    })
    .await;
}

#[actix_web::test]
async fn one_client_acts_as_a_partys_system_only_while_it_acts_for_that_party() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        for (client, number, status) in
            [("own", Some("920290922"), 200), ("foreign", Some("964338531"), 403), ("none", None, 403)]
        {
            region.client(client, number.and_then(OrgNumber::parse), false).await;
            let identity = region.identity(client);
            let holder = json!({"kind": "identity", "issuer": identity.issuer, "subject": identity.subject});
            let new = json!({"role": "party-system", "holder": holder, "party": "alver"});
            admin.post(GRANTS, &new).await.expect(201);
            region.caller(client).await.get("/v1/tenants/bergen/settings").await.expect(status);
        }
    })
    .await;
}
