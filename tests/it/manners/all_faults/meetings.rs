//! Meetings, agendas and attendance, wrong in every way: the secretariat's to enter, so they have tests of their own.
use serde_json::{Value, json};

use super::{address, places, refused, wanted};
use crate::manners::{head, invented_personal_id};
use crate::region::on_both;

/// What may be told of a meeting at any time.
fn content() -> Value {
    json!({
        "title": "Oppdikta møte", "startsAt": "09:00", "endsAt": "15:00", "form": "hybrid", "place": "Oppdikta",
        "host": "alver", "visibility": "community", "note": "Oppdikta.", "verification": "synthetic",
        "source": "oppdikta",
    })
}

fn with(mut value: Value, more: &Value) -> Value {
    value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    value
}

/// A planned meeting with every member that can be told.
fn planned(day: &str) -> Value {
    with(content(), &json!({"from": day, "to": day, "precision": "day", "state": "planned"}))
}

/// The same document with a truth value at one place; nothing that can be told is one.
fn broken(sound: &Value, at: &str) -> Value {
    let mut body = sound.clone();
    *body.pointer_mut(at).unwrap() = json!(true);
    body
}

#[actix_web::test]
async fn one_value_of_a_meeting_that_cannot_be_read_is_one_fault() {
    on_both(async |region| {
        let secretariat = region.caller("bergen-secretariat").await;
        let (one, other) = (planned("2030-06-18"), planned("2030-09-18"));
        let new = with(planned("2030-03-18"), &json!({"body": "ssu"}));
        let plan = json!({"body": "ssu", "meetings": [one, other]});
        let meeting = secretariat.post(&address("meetings"), &new).await.expect(201);
        let meeting = meeting.header("location").unwrap().to_owned();
        let person = secretariat.post(&address("persons"), &json!({"name": "Oppdikta Person"})).await.expect(201);
        let person = &person.json["id"];
        let item = json!({"title": "Eventuelt", "kind": "information", "minutes": 10, "presenter": person,
                          "attendees": [person]});
        let agenda = json!({"items": [item]});
        secretariat.put(&format!("{meeting}/agenda"), "\"1\"", &agenda).await.expect(200);
        let call = json!({"to": "called", "reason": "Oppdikta"});
        secretariat.post(&format!("{meeting}/transitions"), &call).await.expect(200);
        let entry = json!({"person": person, "attendedAs": "guest", "attended": "present", "party": "alver"});
        let attendance = json!({"entries": [entry]});
        let moved = json!({"from": "2030-03-19", "to": "2030-03-20", "precision": "range", "reason": "Oppdikta"});
        let before = head(region, "bergen").await;
        for (method, at, sound) in [
            ("POST", address("meetings"), new),
            ("POST", address("meeting-plans"), plan),
            ("POST", format!("{meeting}/transitions"), call),
            ("POST", format!("{meeting}/moves"), moved),
            ("PATCH", meeting.clone(), content()),
            ("PUT", format!("{meeting}/agenda"), agenda),
            ("PUT", format!("{meeting}/attendance"), attendance),
        ] {
            let mut all = Vec::new();
            places(&sound, "", &mut all);
            for place in &all {
                let body = broken(&sound, place);
                let answer = match method {
                    "POST" => secretariat.post(&at, &body).await,
                    "PATCH" => secretariat.patch(&at, "*", &body).await,
                    _ => secretariat.put(&at, "*", &body).await,
                };
                assert_eq!(refused(async { answer }).await, wanted(&[(place, "wrong-type")]), "{method} {at}");
            }
        }
        assert_eq!(head(region, "bergen").await, before, "nothing was written");
    })
    .await;
}

#[actix_web::test]
async fn every_fault_of_a_meeting_is_told_at_once() {
    on_both(async |region| {
        let secretariat = region.caller("bergen-secretariat").await;
        let personal = invented_personal_id();
        let nobody = "person_06bxy3k0d9v8h7m2q5t4n1c6rg";
        let wrong = json!({
            "title": personal, "startsAt": "9", "endsAt": "09:00", "form": "brev", "host": "ikkje-her",
            "visibility": "side", "ukjent": 1,
        });
        let of_content = [
            ("/form", "unknown-word"),
            ("/host", "unknown-reference"),
            ("/side", "required"),
            ("/startsAt", "malformed"),
            ("/title", "personal-id"),
            ("/ukjent", "unknown-field"),
        ];
        let dated = json!({"body": "ikkje-her", "state": "held", "from": "2030-03-18", "to": "2030-03-17"});
        let mut all = of_content.to_vec();
        all.extend([("/body", "unknown-reference"), ("/state", "unknown-word"), ("/to", "date-order")]);
        all.sort_unstable();
        let new = with(wrong.clone(), &dated);
        assert_eq!(refused(secretariat.post(&address("meetings"), &new)).await, wanted(&all));
        region.caller("bergen-admin").await.post(&address("meetings"), &new).await.expect(403);

        let sound = json!({"body": "ssu", "from": "2030-03-18", "visibility": "community"});
        let made = secretariat.post(&address("meetings"), &sound).await.expect(201);
        let meeting = made.header("location").unwrap().to_owned();
        let before = head(region, "bergen").await;
        assert_eq!(refused(secretariat.patch(&meeting, "*", &wrong)).await, wanted(&of_content));
        let fixed = json!({"from": "2030-03-19", "body": "pm", "state": "held"});
        let all = [("/body", "unknown-field"), ("/from", "unknown-field"), ("/state", "unknown-field")];
        assert_eq!(refused(secretariat.patch(&meeting, "*", &fixed)).await, wanted(&all));

        let plan = json!({"body": "ssu", "meetings": [
            {"from": "2030-03-18"}, {"from": "2031-01-01", "endsAt": "25:00"}, {"from": "2031-01-01", "host": "ingen"},
            {"from": 7, "to": "2031-02-01"}, {"from": "2031-03-01", "to": "2031-03-08", "precision": "week"},
        ]});
        let all = [
            ("/meetings/0/from", "taken"),
            ("/meetings/1/endsAt", "malformed"),
            ("/meetings/2/from", "duplicate"),
            ("/meetings/2/host", "unknown-reference"),
            ("/meetings/3/from", "wrong-type"),
            ("/meetings/4/to", "longer-than"),
        ];
        assert_eq!(refused(secretariat.post(&address("meeting-plans"), &plan)).await, wanted(&all));

        let agenda = json!({"items": [
            {}, {"title": "Ei sak", "minutes": 601}, {"id": "item_06bxy3k0d9v8h7m2q5t4n1c6rg", "title": "Ei sak"},
        ]});
        let at = format!("{meeting}/agenda");
        let all = [("/items/1/minutes", "out-of-range"), ("/items/2/id", "unknown-reference")];
        assert_eq!(refused(secretariat.put(&at, "*", &agenda)).await, wanted(&all));
        let agenda = json!({"items": [
            {}, {"case": "case_06bxy3k0d9v8h7m2q5t4n1c6rg", "presenter": nobody}, {"title": "Ei sak", "attendees": [nobody]},
        ]});
        let all = [
            ("/items/0/title", "required"),
            ("/items/1/case", "unknown-reference"),
            ("/items/1/presenter", "unknown-reference"),
            ("/items/2/attendees/0", "unknown-reference"),
        ];
        assert_eq!(refused(secretariat.put(&at, "*", &agenda)).await, wanted(&all));

        let (to, moved) = (format!("{meeting}/transitions"), format!("{meeting}/moves"));
        let all = [("/reason", "required")];
        assert_eq!(refused(secretariat.post(&to, &json!({"to": "cancelled"}))).await, wanted(&all));
        let all = [("/reason", "personal-id"), ("/to", "unknown-word")];
        let body = json!({"to": "oppløyst", "reason": personal});
        assert_eq!(refused(secretariat.post(&to, &body)).await, wanted(&all));
        let all = [("/precision", "unknown-word"), ("/to", "date-order")];
        let body = json!({"from": "2030-03-18", "to": "2030-03-17", "precision": "om lag"});
        assert_eq!(refused(secretariat.post(&moved, &body)).await, wanted(&all));
        assert_eq!(head(region, "bergen").await, before, "nothing was written");
    })
    .await;
}
