//! Provisions over HTTP. Everything in them is invented.
mod leaning;
mod sections;
mod sight;

use domain::{Key, Rule};
use persistence::StoreError;
use serde_json::{Value, json};

use crate::caller::{Answer, Caller};
use crate::manners::{rows, seconds_to_midnight, soon, today};
use crate::region::on_both;

const PROVISIONS: &str = "/v1/tenants/bergen/provisions";

fn names(name: &str) -> Value {
    json!({"nb": name, "nn": name})
}

/// Seats of a body of its own, so that no other provision is in the way.
fn seats(key: &str, body: &str) -> Value {
    json!({
        "key": key, "type": "seat-rule", "body": body, "names": names("Oppdikta sete"), "side": "municipal",
        "count": {"min": 1, "max": 2}, "verification": "synthetic",
    })
}

/// Enters a body in which nobody sits.
async fn body(admin: &Caller, key: &str) -> Value {
    let body = json!({
        "key": key, "type": "working-group", "level": 3, "names": names("Oppdikta gruppe"), "visibility": "public",
        "decisionRule": "none", "verification": "synthetic",
    });
    admin.post("/v1/tenants/bergen/bodies", &body).await.expect(201).json
}

fn faults(answer: Answer) -> Vec<(String, String)> {
    let answer = answer.expect(422);
    assert_eq!(answer.code(), "invalid");
    answer.faults()
}

fn wanted(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(pointer, code)| ((*pointer).to_owned(), (*code).to_owned())).collect()
}

/// A provision of each type, a change of it, and what it says afterwards.
fn each() -> [(Value, Value, (&'static str, Value)); 6] {
    [
        (
            seats("gruppe-sete", "gruppe"),
            json!({"count": {"max": 3}, "rights": ["vote"]}),
            ("count", json!({"min": 1, "max": 3})),
        ),
        (
            json!({
                "key": "gruppe-leiar", "type": "leadership-rule", "body": "gruppe", "office": "chair", "kind": "fixed",
                "turns": [{"area": "nordhordland"}],
            }),
            json!({"turns": [{"side": "specialist"}]}),
            ("turns", json!([{"side": "specialist", "party": null, "area": null}])),
        ),
        (
            json!({"key": "gruppe-likevekt", "type": "requirement", "body": "gruppe", "kind": "equal-sides"}),
            json!({"force": "soft"}),
            ("force", json!("soft")),
        ),
        (
            json!({"key": "oppdikta", "type": "target-group", "names": names("Oppdikta"), "origin": "own"}),
            json!({"names": {"nn": "Endra"}}),
            ("names", json!({"nb": "Oppdikta", "nn": "Endra"})),
        ),
        (
            json!({
                "key": "gruppe-oppdikta", "type": "emphasis", "body": "gruppe", "targetGroup": "oppdikta", "weight": 2,
            }),
            json!({"weight": 5, "reason": "Oppdikta."}),
            ("weight", json!(5)),
        ),
        (
            json!({
                "key": "gruppe-vurdering", "type": "paper-section", "body": "gruppe", "part": "assessment",
                "names": names("Oppdikta vurdering"), "preparedBy": "municipal", "place": 2,
            }),
            json!({"preparedBy": "specialist", "required": false, "guidance": "Oppdikta."}),
            ("preparedBy", json!("specialist")),
        ),
    ]
}

#[actix_web::test]
async fn a_provision_of_each_type_is_entered_read_changed_and_ended() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let body = body(&admin, "gruppe").await;
        let mut addresses = Vec::new();
        for (new, patch, (member, after)) in each() {
            let made = admin.post(PROVISIONS, &new).await.expect(201);
            let address = made.header("location").unwrap().to_owned();
            assert_eq!((made.etag(), &made.json["type"], &made.json["key"]), ("\"1\"", &new["type"], &new["key"]));
            if new["body"].is_string() {
                assert_eq!(made.json["body"], body["id"], "references are told as ids");
            }
            for path in [&address, &format!("{PROVISIONS}/{}", new["key"].as_str().unwrap())] {
                assert_eq!(region.nobody().get(path).await.expect(200).json, made.json);
            }
            let changed = admin.patch(&address, "\"1\"", &patch).await.expect(200);
            assert_eq!(changed.json[member], after);
            assert_eq!(changed.json["createdAt"], made.json["createdAt"]);
            assert_eq!(admin.patch(&address, "\"1\"", &patch).await.expect(412).code(), "stale");
            assert_eq!(admin.get(&address).await.expect(200).json, changed.json);
            // What is read can be sent back as it is, but for what the service itself writes.
            let mut whole = changed.json.clone();
            for own in ["id", "createdAt", "changedAt", "version"] {
                whole.as_object_mut().unwrap().remove(own);
            }
            let again = admin.patch(&address, "\"2\"", &whole).await.expect(200);
            assert_eq!(again.json[member], after);
            addresses.push(address);
        }
        let day = today(region).to_string();
        // What leans on another is ended before it.
        for address in addresses.iter().rev() {
            assert_eq!(admin.delete(address, "\"2\"").await.expect(412).code(), "stale");
            let ended = admin.delete(address, "\"3\"").await.expect(200);
            assert_eq!((&ended.json["validTo"], ended.etag()), (&json!(day), "\"4\""));
            assert_eq!(region.nobody().get(address).await.expect(200).json, ended.json, "it stays in history");
        }
    })
    .await;
}

#[actix_web::test]
async fn key_type_and_body_stay() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        body(&admin, "gruppe").await;
        for (new, ..) in each() {
            let made = admin.post(PROVISIONS, &new).await.expect(201);
            let address = made.header("location").unwrap();
            let other = if new["type"] == "emphasis" { "seat-rule" } else { "emphasis" };
            let mut patch = json!({"key": "noko-anna", "type": other});
            let mut all = vec![("/key", "immutable"), ("/type", "immutable")];
            if new["body"].is_string() {
                patch["body"] = json!("ssu");
                all.insert(0, ("/body", "immutable"));
            }
            assert_eq!(faults(admin.patch(address, "\"1\"", &patch).await), wanted(&all), "{new}");
        }
    })
    .await;
}

#[actix_web::test]
async fn a_type_that_is_none_is_told_with_what_does_not_depend_on_it() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        for (kind, code) in [(json!("regel"), "unknown-word"), (json!(7), "wrong-type"), (Value::Null, "wrong-type")] {
            let new = json!({"type": kind, "key": "Ny", "weight": 9, "note": "", "validTo": "i morgon"});
            let all = [("/key", "malformed"), ("/note", "too-short"), ("/type", code), ("/validTo", "malformed")];
            assert_eq!(faults(admin.post(PROVISIONS, &new).await), wanted(&all));
        }
        let all = [("/heim", "unknown-field"), ("/key", "required"), ("/type", "required")];
        assert_eq!(faults(admin.post(PROVISIONS, &json!({"weight": 9, "heim": 1})).await), wanted(&all));
        let unknown = admin.post(PROVISIONS, &json!({"type": "emphasis", "heim": 1})).await.expect(422);
        let told = unknown.json["errors"].to_string();
        assert!(told.contains("targetGroup") && told.contains("validFrom"), "both kinds of members are known: {told}");
    })
    .await;
}

#[actix_web::test]
async fn a_rule_that_can_never_hold_is_refused() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        body(&admin, "gruppe").await;
        let with = |changes: Value| {
            let mut rule = seats("gruppe-sete", "gruppe");
            rule.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
            rule
        };
        for (changes, all) in [
            (json!({"inAll": {"min": 3}}), [("/inAll/min", "out-of-range")]),
            (json!({"count": {"min": 2}, "inAll": {"max": 1}}), [("/inAll/max", "out-of-range")]),
            (
                json!({"per": "party", "parties": ["alver"], "quotas": [{"party": "fedje", "count": {"min": 1}}]}),
                [("/quotas/0/party", "no-unit")],
            ),
        ] {
            assert_eq!(faults(admin.post(PROVISIONS, &with(changes)).await), wanted(&all));
        }
        admin.post(PROVISIONS, &with(json!({"inAll": {"min": 2}}))).await.expect(201);
        let address = format!("{PROVISIONS}/gruppe-sete");
        let refused = admin.patch(&address, "\"1\"", &json!({"count": {"max": 1}})).await;
        assert_eq!(faults(refused), wanted(&[("/inAll/min", "out-of-range")]));

        // Seats that follow from themselves, through one rule and through two.
        let derived = |key: &str, from: &str| {
            let mut rule = seats(key, "gruppe");
            rule.as_object_mut().unwrap().remove("count");
            rule["per"] = json!("derived");
            rule["derivedFrom"] = json!({"seatRule": from});
            rule
        };
        admin.post(PROVISIONS, &derived("ein", "gruppe-sete")).await.expect(201);
        admin.post(PROVISIONS, &derived("to", "ein")).await.expect(201);
        for from in ["ein", "to"] {
            let patch = json!({"derivedFrom": {"seatRule": from}});
            let refused = admin.patch(&format!("{PROVISIONS}/ein"), "\"1\"", &patch).await;
            assert_eq!(faults(refused), wanted(&[("/derivedFrom", "cycle")]), "{from}");
        }
    })
    .await;
}

#[actix_web::test]
async fn what_a_rule_names_is_of_the_right_type() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        body(&admin, "gruppe").await;
        for (new, ..) in each() {
            admin.post(PROVISIONS, &new).await.expect(201);
        }
        let weight = json!({
            "key": "vekt", "type": "emphasis", "body": "gruppe", "targetGroup": "gruppe-sete", "weight": 1,
        });
        let all = [("/targetGroup", "unknown-reference")];
        assert_eq!(faults(admin.post(PROVISIONS, &weight).await), wanted(&all));
        let mut derived = seats("fylgje", "gruppe");
        derived["per"] = json!("derived");
        derived["derivedFrom"] = json!({"seatRule": "oppdikta"});
        let all = [("/derivedFrom/seatRule", "unknown-reference")];
        assert_eq!(faults(admin.post(PROVISIONS, &derived).await), wanted(&all));
    })
    .await;
}

#[actix_web::test]
async fn the_list_is_by_key_and_narrows_by_type_body_and_day() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        body(&admin, "gruppe").await;
        for (new, ..) in each() {
            admin.post(PROVISIONS, &new).await.expect(201);
        }
        let keys = async |query: &str| -> Vec<String> {
            let items = admin.all(&format!("{PROVISIONS}?{query}")).await;
            items.iter().map(|item| item["key"].as_str().unwrap().to_owned()).collect()
        };
        let of_body = ["gruppe-leiar", "gruppe-likevekt", "gruppe-oppdikta", "gruppe-sete", "gruppe-vurdering"];
        for size in [1, 2, 100] {
            assert_eq!(keys(&format!("body=gruppe&limit={size}")).await, of_body, "pages of {size}");
        }
        let entered = ["gruppe-sete", "gruppe-leiar", "gruppe-likevekt", "gruppe-oppdikta", "gruppe-vurdering"];
        assert_eq!(keys("body=gruppe&sort=created&limit=2").await, entered);
        assert_eq!(keys("body=gruppe&type=seat-rule").await, ["gruppe-sete"]);
        assert!(keys("type=target-group").await.contains(&"oppdikta".to_owned()));
        let until = json!({"validTo": "2098-12-31"});
        admin.patch(&format!("{PROVISIONS}/gruppe-sete"), "\"1\"", &until).await.expect(200);
        assert_eq!(keys("body=gruppe&at=2098-12-31").await, of_body);
        assert_eq!(keys("body=gruppe&at=2099-01-01").await, [&of_body[..3], &of_body[4..]].concat());
        let total = admin.request("GET", &format!("{PROVISIONS}?body=gruppe&limit=1"));
        let total = Caller::send(total.header("Prefer", "return=total-count")).await.expect(200);
        assert_eq!(total.json["total"], 5);
        let refused = admin.get(&format!("{PROVISIONS}?type=regel&body=%20&at=x")).await.expect(400);
        let mut told = refused.faults();
        told.sort();
        let all = [("?at", "malformed"), ("?body", "malformed"), ("?type", "unknown-word")];
        assert_eq!(told, wanted(&all));
        let refused = admin.get(&format!("{PROVISIONS}?body=ikkje-her")).await.expect(400);
        assert_eq!(refused.faults(), wanted(&[("?body", "unknown-reference")]));
    })
    .await;
}

#[actix_web::test]
async fn a_past_day_keeps_the_rule_it_had() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        body(&admin, "gruppe").await;
        admin.post(PROVISIONS, &seats("gruppe-sete", "gruppe")).await.expect(201);
        let yesterday = today(region);
        region.turn_clock(seconds_to_midnight(region));
        let admin = region.caller("bergen-admin").await;
        let address = format!("{PROVISIONS}/gruppe-sete");
        admin.patch(&address, "\"1\"", &json!({"count": {"max": 7}})).await.expect(200);
        let now = today(region);
        for (day, most) in [(yesterday, 2), (now, 7)] {
            let scope = rows(region, "bergen").await;
            let read = scope.read::<_, StoreError>(soon(), move |tx| tx.structure().at(day, now));
            let structure = read.await.unwrap();
            let key = Key::parse("gruppe-sete").unwrap();
            let rule = structure.provisions.into_iter().find(|provision| provision.key == key).unwrap().rule;
            let Rule::SeatRule(rule) = rule else { panic!("{rule:?}") };
            assert_eq!(rule.count.max, Some(most), "{day}");
        }
    })
    .await;
}
