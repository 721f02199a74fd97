//! Rights begin and end by themselves, and reach no further than the grant says.
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::region::{Region, on_both};

const DAY: i64 = 24 * 60 * 60;

/// Gives a client of its own name a role in a community.
async fn give(region: &Region, slug: &str, client: &str, mut grant: Value) -> Value {
    region.client(client, None, false).await;
    grant["holder"] = json!({"kind": "identity", "issuer": region.node.url, "subject": client});
    let admin = region.caller(&format!("{slug}-admin")).await;
    admin.post(&format!("/v1/tenants/{slug}/grants"), &grant).await.expect(201).json
}

fn today(region: &Region) -> domain::Date {
    domain::oslo_date(region.clock.now())
}

async fn conditional(caller: &Caller, path: &str, tag: &str) -> u16 {
    Caller::send(caller.request("GET", path).header("If-None-Match", tag)).await.status
}

#[actix_web::test]
async fn a_grant_ends_by_the_clock_and_takes_cached_rights_and_tags_with_it() {
    on_both(async |region| {
        let operator = region.operator().await;
        let before = operator.get("/v1/tenants/fjell").await.expect(200);
        operator.patch("/v1/tenants/fjell", before.etag(), &json!({"listing": "public"})).await.expect(200);
        let last = today(region).tomorrow().unwrap().to_string();
        give(region, "fjell", "vikar", json!({"role": "auditor", "validTo": last})).await;
        let seq = region.head("fjell").await;

        region.turn_clock(DAY);
        let (bodies, persons, journal) =
            ("/v1/tenants/fjell/bodies", "/v1/tenants/fjell/persons", "/v1/tenants/fjell/journal");
        let caller = region.caller("vikar").await;
        let seen = caller.get(bodies).await.expect(200);
        assert_eq!(seen.json["items"].as_array().unwrap().len(), 2, "the last day is a day in force");
        let entries = caller.get(journal).await.expect(200);
        assert_eq!(conditional(&caller, bodies, seen.etag()).await, 304);
        assert_eq!(conditional(&caller, journal, entries.etag()).await, 304);

        region.turn_clock(2 * DAY);
        let caller = region.caller("vikar").await;
        assert_eq!(conditional(&caller, journal, entries.etag()).await, 403);
        caller.get(persons).await.expect(403);
        assert_eq!(conditional(&caller, bodies, seen.etag()).await, 200, "an old tag answers for no rows of before");
        assert_eq!(caller.get(bodies).await.expect(200).json["items"], json!([]), "nothing there is published");
        assert_eq!(region.head("fjell").await, seq, "the clock alone did it");
    })
    .await;
}

#[actix_web::test]
async fn a_grant_begins_by_the_clock_and_a_new_one_at_once() {
    on_both(async |region| {
        let first = today(region).tomorrow().unwrap().to_string();
        give(region, "bergen", "ny-ven", json!({"role": "secretariat", "validFrom": first})).await;
        let persons = "/v1/tenants/bergen/persons";
        region.caller("ny-ven").await.get(persons).await.expect(403);
        region.turn_clock(DAY);
        let caller = region.caller("ny-ven").await;
        caller.get(persons).await.expect(200);
        // The refusal was remembered with the rights of then; the grant ends them.
        let grants = "/v1/tenants/bergen/grants";
        caller.get(grants).await.expect(403);
        give(region, "bergen", "ny-ven-2", json!({"role": "tenant-admin"})).await;
        region.caller("ny-ven-2").await.get(grants).await.expect(200);
        let stranger = region.stranger().await;
        stranger.get(grants).await.expect(403);
        let holder = json!({"kind": "identity", "issuer": region.node.url, "subject": "stranger"});
        let admin = region.caller("bergen-admin").await;
        let given = admin.post(grants, &json!({"role": "tenant-admin", "holder": holder})).await.expect(201);
        stranger.get(grants).await.expect(200);
        let address = given.header("location").unwrap();
        let yesterday = today(region).yesterday().unwrap();
        admin.delete(&format!("{address}?lastDay={yesterday}"), "\"1\"").await.expect(200);
        stranger.get(grants).await.expect(403);
    })
    .await;
}

#[actix_web::test]
async fn a_narrowed_grant_reaches_no_further_than_it_says() {
    on_both(async |region| {
        give(region, "bergen", "nordhordland", json!({"role": "tenant-admin", "party": "alver"})).await;
        let caller = region.caller("nordhordland").await;
        let parties = "/v1/tenants/bergen/parties";
        let change = json!({"note": "Endra av sine eigne"});
        caller.patch(&format!("{parties}/alver"), "\"1\"", &change).await.expect(200);
        caller.patch(&format!("{parties}/askoy"), "\"1\"", &change).await.expect(403);
        caller.delete(&format!("{parties}/askoy"), "\"1\"").await.expect(403);
        let names = json!({"nb": "Ny", "nn": "Ny"});
        let new = json!({"key": "ny", "kind": "municipality", "side": "municipal", "names": names});
        caller.post(parties, &new).await.expect(403);
        // Who is narrowed may not widen themselves, nor see who else holds what.
        for path in ["grants", "persons", "settings", "journal"] {
            caller.get(&format!("/v1/tenants/bergen/{path}")).await.expect(403);
        }
        let holder = json!({"kind": "identity", "issuer": region.node.url, "subject": "nordhordland"});
        let wider = json!({"role": "tenant-admin", "holder": holder});
        caller.post("/v1/tenants/bergen/grants", &wider).await.expect(403);
    })
    .await;
}

#[actix_web::test]
async fn a_narrowed_secretariat_sees_the_persons_of_its_party_alone() {
    on_both(async |region| {
        give(region, "bergen", "alver-sekretariat", json!({"role": "secretariat", "party": "alver"})).await;
        let admin = region.caller("bergen-admin").await;
        let persons = "/v1/tenants/bergen/persons";
        let own = admin.post(persons, &json!({"name": "Ola", "party": "alver"})).await.expect(201);
        let other = admin.post(persons, &json!({"name": "Per", "party": "askoy"})).await.expect(201);
        let caller = region.caller("alver-sekretariat").await;
        let listed = caller.all(persons).await;
        assert_eq!(listed, std::slice::from_ref(&own.json));
        caller.get(other.header("location").unwrap()).await.expect(404);
        caller.patch(own.header("location").unwrap(), "\"1\"", &json!({"position": "leiar"})).await.expect(200);
        caller.patch(own.header("location").unwrap(), "\"2\"", &json!({"party": "askoy"})).await.expect(403);
        let moved = caller.patch(other.header("location").unwrap(), "\"1\"", &json!({"position": "leiar"})).await;
        assert!([403, 404].contains(&moved.status), "{}", moved.status);
        caller.post(persons, &json!({"name": "Pål", "party": "askoy"})).await.expect(403);
    })
    .await;
}
