//! What cannot be read, what breaks a rule and what only the store can tell come in one answer, and nothing that is sound
//! is called wrong because something else is.
mod cases;
mod meetings;
mod papers;
mod provisions;
mod seats;
mod treatments;
mod wrong;

use serde_json::{Value, json};

use super::head;
use crate::caller::Caller;
use crate::region::{Region, on_both};
use crate::seated::person;

use wrong::wrong_in_every_way;

/// Every pointer and code of a refusal, in the order they are told.
async fn refused(answer: impl Future<Output = crate::caller::Answer>) -> Vec<(String, String)> {
    let answer = answer.await.expect(422);
    assert_eq!(answer.code(), "invalid");
    answer.faults()
}

fn wanted(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(pointer, code)| ((*pointer).to_owned(), (*code).to_owned())).collect()
}

fn names() -> Value {
    json!({"nb": "Oppdikta", "nn": "Oppdikta"})
}

/// Something sound of each kind, with every member that can be told, by the end of its list's address. A seat and an office
/// are this person's.
fn sound(person: &str, earlier: &str) -> Vec<(&'static str, Value)> {
    let days = json!([{"number": "4601", "validFrom": "2030-01-01", "validTo": "2030-12-31"}, {"number": "4602"}]);
    let issuer = "https://issuer.example";
    let member = |party: &str| {
        json!({
            "party": party, "role": "municipality", "validFrom": "2026-01-01", "validTo": "2099-01-01",
            "verification": "synthetic", "note": "oppdikta",
        })
    };
    let mut numbers = days;
    numbers[1]["validTo"] = json!("2029-12-31");
    let mut all = vec![
        (
            "parties",
            json!({
                "key": "heilt-ny", "kind": "municipality", "side": "municipal", "names": names(),
                "orgNumber": "987654325", "municipalityNumbers": numbers, "partOf": "alver",
                "validFrom": "2026-01-01", "validTo": "2099-12-31", "verification": "synthetic", "note": "oppdikta",
            }),
        ),
        (
            "areas",
            json!({
                "key": "heilt-ny", "names": names(), "members": [member("alver"), member("fedje")],
                "validFrom": "2026-01-01", "validTo": "2099-12-31", "visibility": "public",
                "verification": "synthetic", "note": "oppdikta",
            }),
        ),
        (
            "bodies",
            json!({
                "key": "heilt-ny", "type": "caucus", "level": 2, "parent": "pm", "area": "nordhordland",
                "side": "municipal", "names": names(), "abbreviation": "HN", "mandate": "Oppdikta.",
                "openness": "unknown", "visibility": "side", "decisionRule": "advisory",
                "meetings": {"minPerYear": 2, "maxPerYear": 4}, "caseNumberFormat": "{n}-{yyyy}",
                "paperDeadlineDays": 7, "programmeCommitteeFor": "ssu", "succeeds": ["toppleiarmote", "ssu"],
                "validFrom": "2026-01-01", "validTo": "2099-12-31", "verification": "synthetic", "note": "oppdikta",
            }),
        ),
        (
            "persons",
            json!({
                "name": "Oppdikta Person", "position": "rådgjevar", "party": "alver",
                "contact": {"email": "oppdikta@alver.example", "phone": "+47 55 55 55 55"},
                "identities": [{"issuer": issuer, "subject": "ein"}, {"issuer": issuer, "subject": "to"}],
            }),
        ),
        (
            "grants",
            json!({
                "role": "party-system", "holder": {"kind": "identity", "issuer": issuer, "subject": "eit-system"},
                "side": "municipal", "party": "alver", "body": "ssu", "area": "nordhordland",
                "validFrom": "2026-01-01", "validTo": "2099-12-31",
            }),
        ),
        (
            "webhooks",
            json!({
                "url": "http://127.0.0.1:9/varsel", "party": "alver", "types": ["case", "meeting"],
                "description": "oppdikta", "state": "disabled", "signing": "hmac",
            }),
        ),
        (
            "settings",
            json!({
                "forwarding": "forward", "contactEmail": "post@saman.example", "website": "https://saman.example",
                "paperDeadlineDays": 10, "caseNumberFormat": "{n}-{yyyy}", "reminderDays": 3,
            }),
        ),
    ];
    all.extend(provisions::sound());
    all.extend(seats::sound(person));
    all.push(cases::sound(person, earlier));
    all
}

/// Every place in a document below its root.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut inner = |token: String, value: &Value| {
        let at = format!("{at}/{token}");
        places(value, &at, found);
        found.push(at);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| inner(name.clone(), value)),
        Value::Array(items) => items.iter().enumerate().for_each(|(i, value)| inner(i.to_string(), value)),
        _ => {}
    }
}

/// All that is wrong in every way, with what is told of it.
fn everything_wrong(taken: &Value) -> Vec<wrong::Wrong> {
    wrong_in_every_way(taken)
        .into_iter()
        .chain([cases::wrong()])
        .chain(provisions::wrong())
        .chain(seats::wrong())
        .collect()
}

fn address(list: &str) -> String {
    format!("/v1/tenants/bergen/{list}")
}

/// Who may enter and change things of a list.
async fn who(region: &Region, list: &str) -> Caller {
    region.caller(if list == "cases" { "bergen-secretariat" } else { "bergen-admin" }).await
}

/// The id of a case that is there already.
async fn earlier(region: &Region) -> String {
    let made = who(region, "cases").await.post(&address("cases"), &json!({"title": "Tidlegare (oppdikta)"})).await;
    made.expect(201).json["id"].as_str().unwrap().to_owned()
}

/// Enters what is sound and gives its address, which the settings have already.
async fn entered(admin: &Caller, list: &str, body: &Value) -> String {
    if list == "settings" {
        return address(list);
    }
    let made = admin.post(&address(list), body).await.expect(201);
    made.header("location").unwrap().to_owned()
}

#[actix_web::test]
async fn one_value_that_cannot_be_read_is_one_fault() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let person = person(&admin, "bergen", "Oppdikta Person").await;
        for (list, body) in sound(&person, &earlier(region).await) {
            let admin = who(region, list).await;
            let mut all = Vec::new();
            places(&body, "", &mut all);
            let broken = |at: &str| {
                let mut body = body.clone();
                let value = body.pointer_mut(at).unwrap();
                // Nothing else that can be told is a truth value.
                *value = if value.is_boolean() { json!(0) } else { json!(true) };
                body
            };
            if list != "settings" {
                for at in &all {
                    let told = refused(admin.post(&address(list), &broken(at))).await;
                    assert_eq!(told, wanted(&[(at, "wrong-type")]), "new {list}");
                }
            }
            let thing = entered(&admin, list, &body).await;
            let before = head(region, "bergen").await;
            for at in &all {
                let told = refused(admin.patch(&thing, "*", &broken(at))).await;
                assert_eq!(told, wanted(&[(at, "wrong-type")]), "changed {list}");
            }
            assert_eq!(head(region, "bergen").await, before, "nothing was written: {list}");
        }
    })
    .await;
}

/// A person whose identity is taken, a provision whose key is, and a party whose number is.
async fn prepare(region: &Region) -> (Caller, Value) {
    let admin = region.caller("bergen-admin").await;
    let identity = json!({"issuer": "https://issuer.example", "subject": "opptatt"});
    let person = json!({"name": "Oppdikta Person", "identities": [identity]});
    admin.post(&address("persons"), &person).await.expect(201);
    let group = json!({"key": "opptatt", "type": "target-group", "names": names(), "origin": "own"});
    admin.post(&address("provisions"), &group).await.expect(201);
    let alver = admin.get(&address("parties/alver")).await.expect(200).json;
    (admin, alver)
}

#[actix_web::test]
async fn every_fault_of_something_new_is_told_at_once() {
    on_both(async |region| {
        let (_, alver) = prepare(region).await;
        let before = head(region, "bergen").await;
        for (list, body, all) in everything_wrong(&alver) {
            let admin = who(region, list).await;
            assert_eq!(refused(admin.post(&address(list), &body)).await, wanted(&all), "{list}");
            let keyed = admin.request("POST", &address(list)).header("Idempotency-Key", list).json(&body);
            assert_eq!(refused(Caller::send(keyed)).await, wanted(&all), "{list} under a key");
            let unheard = region.caller("bergen-auditor").await.post(&address(list), &body).await.expect(403);
            assert_eq!(unheard.faults(), [], "who may not act learns nothing: {list}");
        }
        assert_eq!(head(region, "bergen").await, before, "nothing was written");
    })
    .await;
}

#[actix_web::test]
async fn every_fault_of_a_change_is_told_at_once() {
    on_both(async |region| {
        let (admin, alver) = prepare(region).await;
        let mut things = Vec::new();
        let person = person(&admin, "bergen", "Oppdikta Person").await;
        for (list, body) in sound(&person, &earlier(region).await) {
            things.push((list, entered(&who(region, list).await, list, &body).await));
        }
        let before = head(region, "bergen").await;
        for (list, patch, all) in everything_wrong(&alver) {
            let admin = who(region, list).await;
            let (_, thing) = things.iter().find(|(of, _)| *of == list).unwrap();
            // What never changes, and what was told before, is told of otherwise; the rest is as for something new.
            let again = |(pointer, code): &(&'static str, &'static str)| match (list, *pointer, *code) {
                ("cases", ..) => cases::changed((*pointer, *code)),
                (_, "/key", _) => Some(("/key", "immutable")),
                ("grants", "/holder/person", _) => Some(("/holder", "immutable")),
                ("grants", "/party", _) | ("bodies", "/side", _) | ("persons", "/name", _) => None,
                _ => Some((*pointer, *code)),
            };
            let mut all: Vec<_> = all.iter().filter_map(again).collect();
            if !["persons", "memberships", "offices", "cases", "webhooks"].contains(&list) {
                all.push(("/validFrom", "history-rewritten"));
            }
            if list == "grants" {
                // Merged with the holder there was.
                all.extend([("/holder/issuer", "unknown-field"), ("/holder/subject", "unknown-field")]);
            }
            all.sort_unstable();
            let mut told = refused(admin.patch(thing, "*", &patch)).await;
            told.sort_unstable();
            assert_eq!(told, wanted(&all), "{list}");
        }
        let bad = json!({
            "paperDeadlineDays": 366, "contactEmail": "ingen", "website": "saman.no", "tema": null, "reminderDays": 31,
        });
        let all = [
            ("/contactEmail", "malformed"),
            ("/paperDeadlineDays", "out-of-range"),
            ("/reminderDays", "out-of-range"),
            ("/tema", "unknown-field"),
            ("/website", "malformed"),
        ];
        assert_eq!(refused(admin.patch(&address("settings"), "*", &bad)).await, wanted(&all));
        assert_eq!(head(region, "bergen").await, before, "nothing was written");
    })
    .await;
}

#[actix_web::test]
async fn every_fault_of_a_community_is_told_at_once() {
    on_both(async |region| {
        let operator = region.operator().await;
        let nobody = json!({"kind": "person", "person": "person_06bxy3k0d9v8h7m2q5t4n1c6rg"});
        let new = json!({
            "slug": "bergen", "names": {"nb": "Dal"}, "language": "se", "firstAdmin": nobody,
            "settings": {"website": "saman.no", "forwarding": "aldri"},
        });
        let all = [
            ("/firstAdmin/person", "unknown-reference"),
            ("/language", "unknown-word"),
            ("/names/nn", "required"),
            ("/settings/forwarding", "unknown-word"),
            ("/settings/website", "malformed"),
            ("/slug", "key-taken"),
        ];
        assert_eq!(refused(operator.post("/v1/tenants", &new)).await, wanted(&all));
        let patch = json!({"slug": "dal", "language": "se", "status": 7});
        let all = [("/language", "unknown-word"), ("/slug", "immutable"), ("/status", "wrong-type")];
        assert_eq!(refused(operator.patch("/v1/tenants/bergen", "*", &patch)).await, wanted(&all));
        region.caller("bergen-admin").await.post("/v1/tenants", &new).await.expect(403);
    })
    .await;
}
