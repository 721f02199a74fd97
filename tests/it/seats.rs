//! The seats of a body over HTTP.
use domain::{Count, DeputyMode, OfficeRole, Per, Source};
use serde_json::{Value, json};

use crate::region::on_both;
use crate::seated::{group, lay_down, person, seat_rule, text};

#[actix_web::test]
async fn every_seat_of_a_body_is_told_with_who_holds_it_and_who_stands_in() {
    on_both(async |region| {
        let (body, above) =
            (group(region, "bergen", "prove-gruppe").await, group(region, "bergen", "prove-over").await);
        let count = Count { min: Some(3), max: Some(4) };
        let four = domain::SeatRule { count, deputies: DeputyMode::Ordered, ..seat_rule(body) };
        lay_down(region, "bergen", "prove-fire", four).await;
        let source = Source { seat_rule: None, body: Some(body), body_type: None, office: Some(OfficeRole::Chair) };
        let derived = domain::SeatRule { per: Per::Derived, derived_from: Some(source), ..seat_rule(above) };
        lay_down(region, "bergen", "prove-leiar", derived).await;
        let secretariat = region.caller("bergen-secretariat").await;
        let memberships = "/v1/tenants/bergen/memberships";
        let kari = person(&secretariat, "bergen", "Kari Oppdikta").await;
        for (number, more) in [
            (1, json!({"person": kari, "party": "alver", "validFrom": "2026-01-01"})),
            (2, json!({"person": person(&secretariat, "bergen", "Per").await, "standing": "clarifying"})),
            (3, json!({"person": person(&secretariat, "bergen", "Pål").await, "validFrom": "2031-01-01"})),
        ] {
            let mut new = json!({"seatRule": "prove-fire", "capacity": "member", "number": number});
            new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            secretariat.post(memberships, &new).await.expect(201);
        }
        let mut deputies = Vec::new();
        for order in [2, 1] {
            let person = person(&secretariat, "bergen", "Vara Oppdikta").await;
            let new =
                json!({"seatRule": "prove-fire", "capacity": "deputy", "number": 1, "order": order, "person": person});
            deputies.push(text(&secretariat.post(memberships, &new).await.expect(201).json["id"]));
        }
        let chair = json!({"body": "prove-gruppe", "role": "chair", "person": kari, "validFrom": "2026-01-01"});
        secretariat.post("/v1/tenants/bergen/offices", &chair).await.expect(201);

        let address = "/v1/tenants/bergen/bodies/prove-gruppe/seats";
        let told = secretariat.get(address).await.expect(200);
        assert_eq!(told.header("cache-control"), Some("no-store"));
        let rule = &told.json["rules"][0];
        assert_eq!(rule["key"], "prove-fire");
        let seats = rule["seats"].as_array().unwrap();
        let states: Vec<_> = seats.iter().map(|seat| (&seat["state"], &seat["must"])).collect();
        let wanted = [("held", true), ("clarifying", true), ("starting-later", true), ("vacant", false)];
        let wanted = wanted.map(|(state, must)| (json!(state), json!(must)));
        assert_eq!(states, wanted.iter().map(|(state, must)| (state, must)).collect::<Vec<_>>());
        assert_eq!((&seats[0]["person"], &seats[0]["name"]), (&json!(kari), &json!("Kari Oppdikta")));
        assert!(text(&seats[0]["party"]).starts_with("party_"));
        let stand_in: Vec<String> =
            seats[0]["deputies"].as_array().unwrap().iter().map(|deputy| text(&deputy["membership"])).collect();
        assert_eq!(stand_in, [deputies[1].clone(), deputies[0].clone()], "by their place in the order");

        // Who may not see persons sees who it is by id alone.
        let system = region.caller("bergen-alver").await.get(address).await.expect(200);
        assert_eq!(system.json["rules"][0]["seats"][0]["person"], json!(kari));
        assert_eq!(system.json["rules"][0]["seats"][0]["name"], Value::Null);

        let later = secretariat.get(&format!("{address}?at=2031-01-01")).await.expect(200);
        assert_eq!(later.json["rules"][0]["seats"][2]["state"], "held");

        let above = "/v1/tenants/bergen/bodies/prove-over/seats";
        let seat = &secretariat.get(above).await.expect(200).json["rules"][0]["seats"][0];
        assert_eq!(
            (&seat["person"], &seat["state"], &seat["membership"]),
            (&json!(kari), &json!("held"), &Value::Null)
        );
        assert_eq!(seat["derivedFrom"], json!({"body": body.to_string(), "office": "chair", "seatRule": null}));

        // The day after, a new rule says nothing of the day before.
        let yesterday = domain::oslo_date(region.clock.now());
        region.turn_clock(24 * 60 * 60);
        lay_down(region, "bergen", "prove-ny", seat_rule(body)).await;
        let secretariat = region.caller("bergen-secretariat").await;
        for (at, rules) in [(String::new(), 2), (format!("?at={yesterday}"), 1)] {
            let told = secretariat.get(&format!("{address}{at}")).await.expect(200);
            assert_eq!(told.json["rules"].as_array().unwrap().len(), rules, "{at}");
        }
        let refused = secretariat.get(&format!("{address}?at=2026-02-30&x=1")).await.expect(400);
        assert_eq!(refused.faults().len(), 2);
    })
    .await;
}
