//! Bad input gets every fault at once, in the asked language, and changes nothing.
use serde_json::{Value, json};

use super::{PARTIES, head, invented_personal_id, party};
use crate::caller::{Answer, Caller};
use crate::region::{Region, on_both};

/// The faults, sorted by place.
fn faults(answer: &Answer) -> Vec<(String, String)> {
    let mut faults = answer.faults();
    faults.sort();
    faults
}

fn wanted(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(pointer, code)| ((*pointer).to_owned(), (*code).to_owned())).collect()
}

/// A party with some members replaced.
fn with(changes: &Value) -> Value {
    let mut body = party("ny-part", "Ny part");
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// Runs what must change nothing.
async fn unchanged(region: &Region, work: impl AsyncFnOnce()) {
    let before = head(region, "bergen").await;
    work().await;
    assert_eq!(head(region, "bergen").await, before, "nothing was written");
}

#[actix_web::test]
async fn each_kind_of_fault_is_named_at_its_place() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let number = invented_personal_id();
        let grouped = format!("Ring {} {} i morgen", &number[..6], &number[6..]);
        unchanged(region, async || {
            for (changes, faults_wanted) in [
                (json!({"extra": 1, "e~x/y": 2}), vec![("/extra", "unknown-field"), ("/e~0x~1y", "unknown-field")]),
                (json!({"kind": 7, "names": []}), vec![("/kind", "wrong-type"), ("/names", "wrong-type")]),
                (json!({"orgNumber": "920290923"}), vec![("/orgNumber", "organization-number")]),
                (
                    json!({"municipalityNumbers": [{"number": "4631"}, {"number": "9999"}, {"number": "463"}]}),
                    vec![
                        ("/municipalityNumbers", "excludes"),
                        ("/municipalityNumbers/1/number", "municipality-number"),
                        ("/municipalityNumbers/2/number", "municipality-number"),
                    ],
                ),
                (json!({"key": "alver"}), vec![("/key", "key-taken")]),
                (json!({"validFrom": "2026-02-02", "validTo": "2026-02-01"}), vec![("/validTo", "date-order")]),
                (
                    json!({"note": format!("født {number}"), "names": {"nb": grouped, "nn": "x"}}),
                    vec![("/note", "personal-id"), ("/names/nb", "personal-id")],
                ),
                (json!({"partOf": "nobody-here"}), vec![("/partOf", "unknown-reference")]),
                (json!({"partOf": "body_01jh8xw2q0e5f8r6s7t9v0w1x2"}), vec![("/partOf", "wrong-prefix")]),
                (
                    json!({"names": {"nb": "x\u{7}y", "nn": "x".repeat(301)}}),
                    vec![("/names/nb", "control-character"), ("/names/nn", "too-long")],
                ),
            ] {
                let refused = admin.post(PARTIES, &with(&changes)).await.expect(422);
                let mut expected = wanted(&faults_wanted);
                expected.sort();
                assert_eq!((refused.code(), faults(&refused)), ("invalid", expected), "{changes}");
            }
            let empty = admin.post(PARTIES, &json!({})).await.expect(422);
            let all = ["/key", "/kind", "/names", "/side"].map(|pointer| (pointer, "required"));
            assert_eq!(faults(&empty), wanted(&all));
            assert_eq!(faults(&admin.post(PARTIES, &json!([])).await.expect(422)), wanted(&[("", "wrong-type")]));
        })
        .await;
    })
    .await;
}

#[actix_web::test]
async fn what_only_the_store_can_tell_is_told_together_too() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let alver = admin.get(&format!("{PARTIES}/alver")).await.expect(200).json;
        unchanged(region, async || {
            let changes = json!({
                "key": "alver", "orgNumber": alver["orgNumber"], "partOf": "nobody-here",
                "validFrom": "2026-02-02", "validTo": "2026-02-01",
            });
            let refused = admin.post(PARTIES, &with(&changes)).await.expect(422);
            let all = [
                ("/key", "key-taken"),
                ("/orgNumber", "taken"),
                ("/partOf", "unknown-reference"),
                ("/validTo", "date-order"),
            ];
            assert_eq!(faults(&refused), wanted(&all));
        })
        .await;
    })
    .await;
}

#[actix_web::test]
async fn a_fault_is_told_in_the_asked_language() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        for (language, text) in [
            ("nb", "Har feil type; ventet tekst."),
            ("nn", "Har feil type; venta tekst."),
            ("en", "Has the wrong type; expected a string."),
        ] {
            let ask = admin.request("POST", PARTIES).header("Accept-Language", language);
            let refused = Caller::send(ask.json(&with(&json!({"key": 7})))).await.expect(422);
            assert_eq!(refused.json["errors"][0]["detail"], text);
        }
    })
    .await;
}

#[actix_web::test]
async fn a_key_is_never_used_again_not_even_that_of_an_ended_thing() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let made = admin.post(PARTIES, &party("gammal", "Gammal")).await.expect(201);
        let address = made.header("location").unwrap().to_owned();
        let yesterday = super::today(region).yesterday().unwrap();
        admin.delete(&format!("{address}?lastDay={yesterday}"), "\"1\"").await.expect(200);
        unchanged(region, async || {
            let again = admin.post(PARTIES, &party("gammal", "Ny")).await.expect(422);
            assert_eq!(faults(&again), wanted(&[("/key", "key-taken")]));
        })
        .await;
    })
    .await;
}

#[actix_web::test]
async fn a_refusal_is_told_only_to_who_may_act() {
    on_both(async |region| {
        let auditor = region.caller("bergen-auditor").await;
        for body in [json!({}), json!({"key": "alver"}), json!([])] {
            let refused = auditor.post(PARTIES, &body).await.expect(403);
            assert_eq!(refused.faults(), [], "{}", refused.json);
        }
        let hidden = region.stranger().await.post("/v1/tenants/fjell/parties", &json!({})).await.expect(404);
        assert_eq!(hidden.faults(), []);
    })
    .await;
}

#[actix_web::test]
async fn a_query_on_a_change_is_read_like_any_other_input() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let address = format!("{PARTIES}/alver?lastDay=2026-13-01&lastDag=1");
        unchanged(region, async || {
            let refused = admin.delete(&address, "\"1\"").await.expect(400);
            assert_eq!(faults(&refused), wanted(&[("?lastDag", "unknown-field"), ("?lastDay", "malformed")]));
        })
        .await;
    })
    .await;
}

#[actix_web::test]
async fn every_resource_with_keys_and_texts_refuses_bad_ones_alike() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let number = invented_personal_id();
        let names = json!({"nb": "Nytt", "nn": "Nytt"});
        let area = json!({"key": "ny-her", "names": names, "visibility": "public"});
        let body = json!({
            "key": "ny-her", "type": "working-group", "level": 3, "names": names,
            "visibility": "public", "decisionRule": "none",
        });
        let group = json!({"key": "ny-her", "type": "target-group", "names": names, "origin": "own"});
        let all = [("parties", party("ny-her", "Ny")), ("areas", area), ("bodies", body), ("provisions", group)];
        for (list, good) in all {
            let list = format!("/v1/tenants/bergen/{list}");
            let before = head(region, "bergen").await;
            let ask = async |changes: Value| {
                let mut bad = good.clone();
                for (name, value) in changes.as_object().unwrap() {
                    bad[name] = value.clone();
                }
                admin.post(&list, &bad).await
            };
            let refused =
                ask(json!({"key": "Ny_her", "note": number, "validFrom": "i går", "zz": 1})).await.expect(422);
            let all = [
                ("/key", "malformed"),
                ("/note", "personal-id"),
                ("/validFrom", "malformed"),
                ("/zz", "unknown-field"),
            ];
            assert_eq!(faults(&refused), wanted(&all), "{list}");
            let refused = ask(json!({"validFrom": "2030-01-02", "validTo": "2030-01-01"})).await.expect(422);
            assert_eq!(faults(&refused), wanted(&[("/validTo", "date-order")]), "{list}");
            assert_eq!(head(region, "bergen").await, before, "nothing was written: {list}");

            let made = ask(json!({})).await.expect(201);
            let address = made.header("location").unwrap().to_owned();
            admin.delete(&address, "\"1\"").await.expect(200);
            let again = ask(json!({})).await.expect(422);
            assert_eq!(faults(&again), wanted(&[("/key", "key-taken")]), "an ended one keeps its key: {list}");
            let moved = admin.patch(&address, "\"2\"", &json!({"key": "anna-her"})).await.expect(422);
            assert_eq!(faults(&moved), wanted(&[("/key", "immutable")]), "{list}");
        }
    })
    .await;
}
