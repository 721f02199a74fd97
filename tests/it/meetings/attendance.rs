//! Who was at a meeting: by seat, with the right deputy.
use domain::{DeputyMode, SeatRule};
use serde_json::{Value, json};

use super::{become_, in_days, meeting, put_agenda};
use crate::caller::Caller;
use crate::region::on_both;
use crate::seated::{body_id, lay_down, pairs, person, seat_rule};

const MEMBERSHIPS: &str = "/v1/tenants/bergen/memberships";

/// Names somebody and gives their membership's id.
async fn named(secretariat: &Caller, more: Value) -> String {
    let holder = person(secretariat, "bergen", "Kari Oppdikta").await;
    let mut new = json!({"seatRule": "prove-frammote", "person": holder, "validFrom": "2026-01-01"});
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    secretariat.post(MEMBERSHIPS, &new).await.expect(201).json["id"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn the_right_deputy_comes_for_whoever_is_away() {
    on_both(async |region| {
        let secretariat = region.caller("bergen-secretariat").await;
        let body = body_id(region, "bergen", "ssu").await;
        let rule = SeatRule { deputies: DeputyMode::Ordered, ..seat_rule(body) };
        lay_down(region, "bergen", "prove-frammote", rule).await;
        let member = named(&secretariat, json!({"capacity": "member", "number": 1})).await;
        let first = named(&secretariat, json!({"capacity": "deputy", "number": 1, "order": 1})).await;
        let second = named(&secretariat, json!({"capacity": "deputy", "number": 1, "order": 2})).await;
        let guest = person(&secretariat, "bergen", "Per Oppdikta").await;

        let one = meeting(&secretariat, &json!({"body": "ssu", "from": in_days(region, 20)})).await;
        let at = format!("{one}/attendance");
        let items = json!([{"title": "Eventuelt", "attendees": [guest]}]);
        let agenda = put_agenda(&secretariat, &one, &items).await.expect(200).json;
        let early = secretariat.put(&at, "\"2\"", &json!({"entries": []})).await.expect(409);
        assert_eq!(early.code(), "conflict", "nobody has been called yet");
        assert!(early.json["detail"].as_str().unwrap().contains("«planned»"), "{}", early.json);
        assert!(early.json["detail"].as_str().unwrap().ends_with("called, held, minuted."), "{}", early.json);
        become_(&secretariat, &one, "called").await.expect(200);
        let seat = |view: &Value| {
            let seats = view["seats"].as_array().unwrap();
            seats.iter().find(|seat| seat["membership"] == json!(member)).unwrap().clone()
        };
        let before = secretariat.get(&at).await.expect(200).json;
        assert_eq!((&seat(&before)["expected"]["membership"], &seat(&before)["attended"]), (&json!(first), &json!(null)));
        assert_eq!(before["items"], json!([{"item": agenda["items"][0]["id"], "attendees": [guest]}]));

        let away = json!({"membership": member, "attendedAs": "member", "attended": "excused"});
        let for_them = |deputy: &str| {
            json!({"membership": deputy, "attendedAs": "deputy", "attended": "present", "forMembership": member})
        };
        let wrong = json!({"entries": [away, for_them(&second)]});
        let refused = secretariat.put(&at, "\"3\"", &wrong).await.expect(422);
        assert_eq!(refused.faults(), pairs(&[("/entries/1/forMembership", "deputy-order")]));
        let unknown = json!({"entries": [
            {"person": "person_06bxy3k0d9v8h7m2q5t4n1c6rg", "attendedAs": "guest", "attended": "present", "party": "ingen"},
            {"membership": "membership_06bxy3k0d9v8h7m2q5t4n1c6rg", "attendedAs": "member", "attended": "present"},
        ]});
        let all = [
            ("/entries/0/party", "unknown-reference"),
            ("/entries/0/person", "unknown-reference"),
            ("/entries/1/membership", "not-seated"),
        ];
        assert_eq!(secretariat.put(&at, "\"3\"", &unknown).await.expect(422).faults(), pairs(&all));

        let absent = json!({"membership": first, "attendedAs": "deputy", "attended": "absent"});
        let other = json!({"person": guest, "attendedAs": "guest", "attended": "present", "party": "alver"});
        let right = json!({"entries": [away, absent, for_them(&second), other]});
        let put = secretariat.put(&at, "\"3\"", &right).await.expect(200).json;
        let theirs = seat(&put);
        assert_eq!((&theirs["attended"], &theirs["deputy"]["membership"]), (&json!("excused"), &json!(second)));
        assert_eq!((&theirs["expected"]["membership"], put["entries"].as_array().unwrap().len()), (&json!(second), 4));
        assert_eq!(secretariat.get(&at).await.expect(200).json, put);
        become_(&secretariat, &one, "cancelled").await.expect(200);
        secretariat.put(&at, "*", &right).await.expect(409);
    })
    .await;
}
