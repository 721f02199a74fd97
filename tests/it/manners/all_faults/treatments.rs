//! What was done with an item, and the minutes that tell of it: written where their meeting stands.
use domain::{CaseKind, Disclosure};
use serde_json::{Value, json};

use super::{places, refused, wanted};
use crate::held::Backstage;
use crate::manners::{head, invented_personal_id};
use crate::region::on_both;

/// An election that is decided, with every member that can be told of one.
fn sound(person: &str) -> Value {
    json!({
        "outcome": "decided", "points": [{"verb": "adopts", "text": "Oppdikta."}, {"text": "Oppdikta."}],
        "voices": [
            {"side": "municipal", "position": "agrees", "text": "Oppdikta.", "bound": ["alver"]},
            {"side": "specialist", "position": "agrees"},
        ],
        "elected": [{"role": "chair", "person": person, "validFrom": "2026-11-01", "validTo": "2029-12-31"}],
        "remarks": "Oppdikta.",
    })
}

#[actix_web::test]
async fn every_fault_of_what_a_meeting_did_and_of_its_minutes_is_told_at_once() {
    on_both(async |region| {
        region.cast("bergen", |cast| _ = cast.seat("ssu-haraldsplass", cast.party("haraldsplass"), 1)).await;
        let backstage = Backstage::of(region, "bergen").await;
        let held = backstage.hold(&[("Val (oppdikta)", CaseKind::Election, Disclosure::PUBLIC)]).await;
        let person = backstage.meeting(held.meeting).await.attendance[0].person.unwrap().to_string();
        let secretariat = region.caller("bergen-secretariat").await;
        let meeting = format!("/v1/tenants/bergen/meetings/{}", held.meeting);
        let treatment = format!("{meeting}/agenda/{}/treatment", held.items[0]);
        let minutes = secretariat.post(&format!("{meeting}/minutes"), &json!({})).await.expect(201);
        let minutes = minutes.header("location").unwrap().to_owned();
        let told = json!({
            "title": "Oppdikta referat", "place": "Oppdikta", "startsAt": "09:00", "endsAt": "12:00",
            "introduction": "Oppdikta.",
            "items": [{"item": held.items[0].to_string(), "background": "Oppdikta.", "remarks": "Oppdikta."}],
        });
        let before = head(region, "bergen").await;
        for (method, at, sound) in [("PUT", &treatment, sound(&person)), ("PATCH", &minutes, told)] {
            let mut all = Vec::new();
            places(&sound, "", &mut all);
            for place in &all {
                let mut body = sound.clone();
                *body.pointer_mut(place).unwrap() = json!(true);
                let answer = match method {
                    "PUT" => secretariat.put(at, "*", &body).await,
                    _ => secretariat.patch(at, "*", &body).await,
                };
                assert_eq!(refused(async { answer }).await, wanted(&[(place, "wrong-type")]), "{method} {place}");
            }
        }
        let nowhere = "item_06bxy3k0d9v8h7m2q5t4n1c6rg";
        let wrong = json!({
            "title": invented_personal_id(), "startsAt": "9", "items": [{"item": nowhere}, {"background": ""}], "tema": 1,
        });
        let faults = [
            ("/items/0/item", "unknown-reference"),
            ("/items/1/background", "too-short"),
            ("/items/1/item", "required"),
            ("/startsAt", "malformed"),
            ("/tema", "unknown-field"),
            ("/title", "personal-id"),
        ];
        assert_eq!(refused(secretariat.patch(&minutes, "*", &wrong)).await, wanted(&faults));
        assert_eq!(head(region, "bergen").await, before, "nothing was written");
        secretariat.put(&treatment, "*", &sound(&person)).await.expect(200);
    })
    .await;
}
