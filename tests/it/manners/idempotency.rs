//! A write with a key is done once, and its answer is the same however often it is asked for.
use std::time::Duration;

use serde_json::{Value, json};

use super::{PARTIES, end_grants, head, party, today};
use crate::caller::{Answer, Caller};
use crate::region::on_both;

/// A write under a key.
async fn keyed(caller: &Caller, method: &str, path: &str, key: &str, body: &Value) -> Answer {
    let ask = caller.request(method, path).header("Idempotency-Key", key);
    let ask = match method {
        "POST" => ask.json(body),
        "PATCH" => ask
            .header("If-Match", "\"1\"")
            .header("Content-Type", "application/merge-patch+json")
            .body(body.to_string()),
        _ => ask.header("If-Match", "\"1\""),
    };
    Caller::send(ask).await
}

fn is_replay(answer: &Answer) -> bool {
    answer.header("idempotency-replayed") == Some("true")
}

/// The same answer but for being the second.
fn same(one: &Answer, other: &Answer) {
    assert_eq!((one.status, &one.bytes), (other.status, &other.bytes));
    for name in ["etag", "location", "content-type", "cache-control"] {
        assert_eq!(one.header(name), other.header(name), "{name}");
    }
}

#[actix_web::test]
async fn a_repeated_write_is_done_once_whatever_its_method() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let alver = format!("{PARTIES}/alver");
        // No area names this one, so that it can be ended.
        let ks = format!("{PARTIES}/ks");
        for (method, path, body) in [
            ("POST", PARTIES, party("ein-gong", "Ein gong")),
            ("PATCH", &alver, json!({"note": "ein gong"})),
            ("DELETE", &ks, Value::Null),
        ] {
            let first = keyed(&admin, method, path, "k1", &body).await;
            assert!(matches!(first.status, 200 | 201) && !is_replay(&first), "{method}: {}", first.json);
            let after = head(region, "bergen").await;
            for _ in 0..2 {
                let again = keyed(&admin, method, path, "k1", &body).await;
                assert!(is_replay(&again), "{method}: {}", again.json);
                same(&first, &again);
            }
            assert_eq!(head(region, "bergen").await, after, "{method} was done once");
        }
    })
    .await;
}

#[actix_web::test]
async fn a_key_belongs_to_one_body_one_caller_one_method_and_one_path() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        keyed(&admin, "POST", PARTIES, "k", &party("ein", "Ein")).await.expect(201);
        let before = head(region, "bergen").await;
        let other = keyed(&admin, "POST", PARTIES, "k", &party("to", "To")).await.expect(422);
        assert_eq!(other.code(), "idempotency-mismatch");
        assert_eq!(other.faults(), [("Idempotency-Key:".into(), "taken".into())]);
        assert_eq!(head(region, "bergen").await, before, "nothing was written");

        let alver = format!("{PARTIES}/alver");
        let patched = keyed(&admin, "PATCH", &alver, "k", &json!({"note": "x"})).await.expect(200);
        let elsewhere =
            keyed(&admin, "PATCH", &format!("{PARTIES}/askoy"), "k", &json!({"note": "x"})).await.expect(200);
        let another = keyed(&admin, "POST", PARTIES, "K", &party("to", "To")).await.expect(201);
        // No area names this one, so it can be given a last day.
        let query = format!("{PARTIES}/ein?lastDay=2099-12-31");
        let ended =
            Caller::send(admin.request("DELETE", &query).header("Idempotency-Key", "k").header("If-Match", "*")).await;
        for answer in [patched, elsewhere, another, ended.expect(200)] {
            assert!(!is_replay(&answer), "{}", answer.json);
        }

        // Someone else's key of the same name is another key, in the same community and in another.
        let stranger = region.stranger().await;
        super::make_admin(region, "bergen", "stranger").await;
        let twin = keyed(&stranger, "POST", PARTIES, "k", &party("tre", "Tre")).await.expect(201);
        assert!(!is_replay(&twin));
        let fjell = region.caller("fjell-admin").await;
        keyed(&fjell, "POST", "/v1/tenants/fjell/parties", "k", &party("ein", "Ein")).await.expect(201);
    })
    .await;
}

#[actix_web::test]
async fn twins_make_one_thing_and_both_get_it() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let before = head(region, "bergen").await;
        for round in 0..5 {
            let (key, body) = (format!("tvilling-{round}"), party(&format!("tvilling-{round}"), "Tvilling"));
            let twin = || keyed(&admin, "POST", PARTIES, &key, &body);
            let answers: [Answer; 4] = tokio::join!(twin(), twin(), twin(), twin()).into();
            for answer in &answers {
                same(&answers[0], answer);
                assert_eq!(answer.status, 201, "{}", answer.json);
            }
            assert_eq!(answers.iter().filter(|answer| !is_replay(answer)).count(), 1, "one of them did it");
            assert_eq!(head(region, "bergen").await, before + round + 1, "it was done once");
        }
    })
    .await;
}

#[actix_web::test]
async fn a_twin_waits_for_the_first_that_still_runs() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let held = super::limits::Held::begin(region).await;
        let body = party("ventar", "Ventar");
        let twin = || keyed(&admin, "POST", PARTIES, "ventar", &body);
        let release = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            held.release().await;
        };
        let (one, two, ()) = tokio::join!(twin(), twin(), release);
        same(&one.expect(201), &two.expect(201));
    })
    .await;
}

#[actix_web::test]
async fn a_twin_that_waited_in_vain_is_told_of_the_other() {
    super::limits::limited("request_seconds = 1", async |region| {
        let admin = region.caller("bergen-admin").await;
        let held = super::limits::Held::begin(region).await;
        let body = party("ventar", "Ventar");
        let twin = || keyed(&admin, "POST", PARTIES, "ventar", &body);
        let (one, two) = tokio::join!(twin(), twin());
        held.release().await;
        let codes = [one.code(), two.code()];
        assert!(codes.contains(&"idempotency-in-progress"), "{codes:?}");
        for refused in [&one, &two] {
            assert!(matches!((refused.status, refused.code()), (409, _) | (503, "deadline")), "{codes:?}");
            assert!(refused.header("retry-after").is_some());
        }
        assert!(!is_replay(&twin().await.expect(201)), "a refusal is not kept");
    })
    .await;
}

#[actix_web::test]
async fn permission_is_checked_again_before_an_answer_is_repeated() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        keyed(&admin, "POST", PARTIES, "k", &party("ein", "Ein")).await.expect(201);
        assert!(is_replay(&keyed(&admin, "POST", PARTIES, "k", &party("ein", "Ein")).await));
        end_grants(region, "bergen", "bergen-admin", today(region).yesterday().unwrap()).await;
        let refused = keyed(&admin, "POST", PARTIES, "k", &party("ein", "Ein")).await.expect(403);
        assert_eq!((refused.code(), is_replay(&refused)), ("forbidden", false));
    })
    .await;
}

#[actix_web::test]
async fn a_refused_request_is_not_kept() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let taken = party("alver", "Alver");
        for _ in 0..2 {
            let refused = keyed(&admin, "POST", PARTIES, "k", &taken).await.expect(422);
            assert_eq!(refused.code(), "invalid");
        }
        assert!(!is_replay(&keyed(&admin, "POST", PARTIES, "k", &party("ledig", "Ledig")).await.expect(201)));
    })
    .await;
}

#[actix_web::test]
async fn an_answer_is_kept_for_a_day() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let alver = format!("{PARTIES}/alver");
        let first = keyed(&admin, "PATCH", &alver, "k", &json!({"note": "x"})).await.expect(200);
        region.turn_clock(24 * 60 * 60 - 60);
        let admin = region.caller("bergen-admin").await;
        let again = keyed(&admin, "PATCH", &alver, "k", &json!({"note": "x"})).await.expect(200);
        assert!(is_replay(&again));
        same(&first, &again);
        region.turn_clock(24 * 60 * 60 + 60);
        let admin = region.caller("bergen-admin").await;
        assert_eq!(keyed(&admin, "PATCH", &alver, "k", &json!({"note": "x"})).await.expect(412).code(), "stale");
        let ask = admin.request("PATCH", &alver).header("Idempotency-Key", "k").header("If-Match", "\"2\"");
        let ask = ask.header("Content-Type", "application/merge-patch+json").body("{\"note\": \"y\"}");
        assert!(!is_replay(&Caller::send(ask).await.expect(200)), "the key may be used for something else");
    })
    .await;
}

#[actix_web::test]
async fn an_answer_about_someone_who_is_erased_tells_no_more_who_it_was() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let persons = "/v1/tenants/bergen/persons";
        let (kari, ola) = (json!({"name": "Kari Oppdikta"}), json!({"name": "Ola Oppdikta"}));
        let made = keyed(&admin, "POST", persons, "kari", &kari).await.expect(201);
        keyed(&admin, "POST", persons, "ola", &ola).await.expect(201);
        let address = made.header("location").unwrap().to_owned();
        keyed(&admin, "PATCH", &address, "ny", &json!({"position": "Rådgjevar"})).await.expect(200);
        let erased = admin.delete(&address, "*").await.expect(200);
        for (method, path, key, body) in
            [("POST", persons, "kari", &kari), ("PATCH", &*address, "ny", &json!({"position": "Rådgjevar"}))]
        {
            let again = keyed(&admin, method, path, key, body).await;
            assert!(is_replay(&again), "{}", again.json);
            assert_eq!(again.json, erased.json, "{method}");
        }
        assert_eq!(keyed(&admin, "POST", persons, "ola", &ola).await.json["name"], "Ola Oppdikta");
    })
    .await;
}

#[actix_web::test]
async fn the_regions_own_writes_are_done_once_too() {
    on_both(async |region| {
        let operator = region.operator().await;
        let bergen = "/v1/tenants/bergen";
        let version = operator.get(bergen).await.expect(200).json["version"].clone();
        assert_eq!(version, 1);
        let names = json!({"names": {"nn": "Helsefellesskapet i Bergen"}});
        let first = keyed(&operator, "PATCH", bergen, "k", &names).await.expect(200);
        let again = keyed(&operator, "PATCH", bergen, "k", &names).await.expect(200);
        assert!(!is_replay(&first) && is_replay(&again));
        same(&first, &again);
        let other = keyed(&operator, "PATCH", bergen, "k", &json!({"names": {"nn": "Eit anna"}})).await.expect(422);
        assert_eq!(other.code(), "idempotency-mismatch");
        assert_eq!(operator.get(bergen).await.json["version"], 2);
    })
    .await;
}
