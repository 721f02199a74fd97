//! Places that are worth nothing, and queries that cannot be read.
use serde_json::json;

use super::{CHANGES, SNAPSHOT, now, since};
use crate::manners::begin_epoch;
use crate::region::{Region, on_both};
use crate::seated::person;

async fn refused(region: &Region, reader: &str, path: &str, status: u16, code: &str) {
    let answer = region.named(reader).await.get(path).await;
    assert_eq!((answer.status, answer.code()), (status, code), "{path} as {reader}: {}", answer.json);
}

#[actix_web::test]
async fn a_place_is_good_where_it_was_given_and_nowhere_else() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let place = now(&admin).await;
        let invalid = "cursor-invalid";
        for (reader, path) in [
            ("bergen-auditor", format!("{CHANGES}?after={place}")),
            ("bergen-admin", format!("{CHANGES}?types=case&after={place}")),
            ("bergen-admin", format!("{SNAPSHOT}?after={place}")),
            ("bergen-admin", format!("{CHANGES}?after={}", &place[1..])),
            ("bergen-admin", format!("{CHANGES}?after=x")),
        ] {
            refused(region, reader, &path, 400, invalid).await;
        }
        let fjell = region.caller("fjell-admin").await;
        let elsewhere = fjell.get("/v1/tenants/fjell/changes").await.expect(200).json["cursor"].clone();
        refused(region, "bergen-admin", &format!("{CHANGES}?after={}", elsewhere.as_str().unwrap()), 400, invalid)
            .await;
        admin.get(&format!("{CHANGES}?after={place}&limit=3&wait=0")).await.expect(200);
    })
    .await;
}

#[actix_web::test]
async fn a_place_that_is_still_to_come_is_refused() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        person(&admin, "bergen", "Oppdikta Person").await;
        let ahead = now(&admin).await;
        // A store that went back without beginning an epoch anew is one that nobody restored as they should.
        let (on_sqlite, on_postgres) =
            ("UPDATE journal_head SET seq = seq - 1", "UPDATE journal_head SET seq = seq - 1");
        crate::manners::past_the_store(region, on_sqlite, on_postgres).await;
        refused(region, "bergen-admin", &format!("{CHANGES}?after={ahead}"), 400, "cursor-invalid").await;
    })
    .await;
}

#[actix_web::test]
async fn another_epoch_is_begun_with_a_snapshot() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let place = now(&admin).await;
        begin_epoch(region).await;
        refused(region, "bergen-admin", &format!("{CHANGES}?after={place}"), 410, "resync-required").await;
        since(&admin, &now(&admin).await).await;
    })
    .await;
}

#[actix_web::test]
async fn what_nobody_fetched_for_thirty_days_is_fetched_anew() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let place = now(&admin).await;
        region.turn_clock(40 * 86_400);
        // A place is good for as long as nothing has been missed.
        let admin = region.caller("bergen-admin").await;
        let (events, place) = since(&admin, &place).await;
        assert_eq!(events, Vec::<serde_json::Value>::new());
        person(&admin, "bergen", "Oppdikta Person").await;
        region.turn_clock(69 * 86_400);
        let (events, _) = since(&region.caller("bergen-admin").await, &place).await;
        assert_eq!(events.len(), 1);
        region.turn_clock(71 * 86_400);
        refused(region, "bergen-admin", &format!("{CHANGES}?after={place}"), 410, "resync-required").await;
    })
    .await;
}

#[actix_web::test]
async fn other_rights_are_begun_with_a_snapshot() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let stranger = region.stranger().await;
        let place = now(&stranger).await;
        let holder = json!({"kind": "identity", "issuer": region.node.url, "subject": "stranger"});
        let grant = json!({"role": "auditor", "holder": holder});
        admin.post("/v1/tenants/bergen/grants", &grant).await.expect(201);
        refused(region, "stranger", &format!("{CHANGES}?after={place}"), 410, "resync-required").await;
    })
    .await;
}

#[actix_web::test]
async fn a_token_that_covers_less_is_told_less() {
    on_both(async |region| {
        let scope = "helsefellesskap:changes.read helsefellesskap:structure.read";
        let narrow = region.with_token(&region.token("bergen-admin", Some(scope)).await);
        let body = String::from_utf8(narrow.get(SNAPSHOT).await.expect(200).bytes).unwrap();
        assert!(body.contains(r#""type":"party""#) && !body.contains(r#""type":"person""#));
        for (caller, types, status, code) in [
            (narrow.clone(), "person", 403, "scope-missing"),
            (region.nobody(), "person", 401, "unauthenticated"),
            (region.caller("bergen-alver").await, "grant", 403, "forbidden"),
            (region.nobody(), "webhook", 400, "query-invalid"),
            (region.nobody(), "case,case", 400, "query-invalid"),
            (region.nobody(), "", 400, "query-invalid"),
        ] {
            for path in [CHANGES, SNAPSHOT] {
                let answer = caller.get(&format!("{path}?types={types}")).await;
                assert_eq!((answer.status, answer.code()), (status, code), "{types}");
            }
        }
        for query in ["limit=0", "limit=101", "wait=61", "wait=-1", "cursor=x", "sort=name"] {
            assert_eq!(region.nobody().get(&format!("{CHANGES}?{query}")).await.code(), "query-invalid", "{query}");
        }
    })
    .await;
}
