//! What leans on a provision keeps it from being ended before that.
use domain::{Capacity, Membership, MembershipId, PersonId, ProvisionId, Standing, Validity, Visibility};
use persistence::StoreError;
use serde_json::json;

use super::{PROVISIONS, body, names, seats};
use crate::caller::Caller;
use crate::manners::{rows, soon, writer};
use crate::region::{Region, on_both};

/// That a provision cannot end on one day, neither way, and can on the next; and whom the refusal names.
async fn held_until(admin: &Caller, key: &str, early: &str, late: &str, by: Option<&str>) {
    let address = format!("{PROVISIONS}/{key}");
    let ways = [
        admin.delete(&format!("{address}?lastDay={early}"), "\"1\"").await,
        admin.patch(&address, "\"1\"", &json!({"validTo": early})).await,
    ];
    for refused in ways {
        let refused = refused.expect(409);
        assert_eq!(refused.code(), "in-use", "{key}");
        let told = refused.json["detail"].as_str().unwrap();
        assert!(by.is_none_or(|by| told.contains(by)), "{told}");
    }
    admin.delete(&format!("{address}?lastDay={late}"), "\"1\"").await.expect(200);
}

/// Seats somebody until a day, past every guard.
async fn sits(region: &Region, admin: &Caller, rule: &str, until: &str) {
    let person = admin.post("/v1/tenants/bergen/persons", &json!({"name": "Kari Oppdikta"})).await.expect(201);
    let rule = admin.get(&format!("{PROVISIONS}/{rule}")).await.expect(200);
    let now = region.clock.now();
    let membership = Membership {
        id: MembershipId::fresh(),
        rule: ProvisionId::parse(rule.json["id"].as_str().unwrap()).unwrap(),
        unit: None,
        number: Some(1),
        capacity: Capacity::Member,
        order: None,
        standing: Standing::Held,
        person: Some(PersonId::parse(person.json["id"].as_str().unwrap()).unwrap()),
        party: None,
        category: None,
        called: Vec::new(),
        note: None,
        validity: Validity { from: None, to: Some(until.parse().unwrap()) },
        created_at: now,
        changed_at: now,
        version: 1,
    };
    let scope = rows(region, "bergen").await;
    let seat = scope.write::<_, StoreError>(soon(), writer(region), move |tx| {
        tx.memberships().insert(&membership, (Visibility::Community, None))
    });
    seat.await.unwrap();
}

#[actix_web::test]
async fn a_seat_rule_is_in_use_while_somebody_sits() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        body(&admin, "gruppe").await;
        admin.post(PROVISIONS, &seats("gruppe-sete", "gruppe")).await.expect(201);
        sits(region, &admin, "gruppe-sete", "2098-12-31").await;
        held_until(&admin, "gruppe-sete", "2098-12-30", "2098-12-31", None).await;
    })
    .await;
}

#[actix_web::test]
async fn no_seat_is_taken_from_under_whoever_sits_in_it() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        body(&admin, "gruppe").await;
        let mut rule = seats("gruppe-sete", "gruppe");
        rule["count"] = json!({"min": 1, "max": 3});
        admin.post(PROVISIONS, &rule).await.expect(201);
        let address = format!("{PROVISIONS}/gruppe-sete");
        let memberships = "/v1/tenants/bergen/memberships";
        let secretariat = region.caller("bergen-secretariat").await;
        let mut seated = Vec::new();
        for number in [1, 2] {
            let new = json!({"name": "Kari Oppdikta"});
            let person = secretariat.post("/v1/tenants/bergen/persons", &new).await.expect(201).json;
            let seat =
                json!({"seatRule": "gruppe-sete", "capacity": "member", "number": number, "person": person["id"]});
            let made = secretariat.post(memberships, &seat).await.expect(201).json;
            seated.push(made["id"].as_str().unwrap().to_owned());
        }
        let lowered = |max: u16| json!({"count": {"min": 1, "max": max}});
        admin.patch(&address, "*", &lowered(2)).await.expect(200);
        let before = region.head("bergen").await;
        let refused = admin.patch(&address, "*", &lowered(1)).await.expect(409);
        assert_eq!(refused.code(), "in-use");
        let told = refused.json["detail"].as_str().unwrap();
        assert!(told.contains(&seated[1]) && !told.contains(&seated[0]), "{told}");
        assert_eq!(region.head("bergen").await, before, "nothing was written");
        admin.patch(&address, "*", &json!({"note": "Oppdikta."})).await.expect(200);
        admin.patch(&address, "*", &lowered(4)).await.expect(200);
        let over = format!("{memberships}/{}", seated[1]);
        let yesterday = crate::manners::today(region).yesterday().unwrap();
        secretariat.delete(&format!("{over}?lastDay={yesterday}"), "*").await.expect(200);
        admin.patch(&address, "*", &lowered(1)).await.expect(200);
    })
    .await;
}

#[actix_web::test]
async fn a_seat_rule_is_in_use_while_another_seats_its_holders() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        body(&admin, "gruppe").await;
        admin.post(PROVISIONS, &seats("gruppe-sete", "gruppe")).await.expect(201);
        let derived = json!({
            "key": "fylgje", "type": "seat-rule", "body": "ssu", "names": names("Oppdikta"), "side": "municipal",
            "per": "derived", "derivedFrom": {"seatRule": "gruppe-sete"}, "validTo": "2098-12-31",
        });
        admin.post(PROVISIONS, &derived).await.expect(201);
        held_until(&admin, "gruppe-sete", "2098-12-30", "2098-12-31", Some("fylgje")).await;
    })
    .await;
}

#[actix_web::test]
async fn a_target_group_is_in_use_while_a_body_gives_it_weight() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        body(&admin, "gruppe").await;
        let group = json!({"key": "oppdikta", "type": "target-group", "names": names("Oppdikta"), "origin": "own"});
        admin.post(PROVISIONS, &group).await.expect(201);
        let weight = json!({
            "key": "vekt", "type": "emphasis", "body": "gruppe", "targetGroup": "oppdikta", "weight": 2,
            "validFrom": "2098-01-01",
        });
        admin.post(PROVISIONS, &weight).await.expect(201);
        admin.delete(&format!("{PROVISIONS}/oppdikta?lastDay=2099-01-01"), "\"1\"").await.expect(409);
        // What is taken back before it began leans on nothing.
        admin.delete(&format!("{PROVISIONS}/vekt?lastDay=2097-12-31"), "\"1\"").await.expect(200);
        admin.delete(&format!("{PROVISIONS}/oppdikta"), "\"1\"").await.expect(200);
    })
    .await;
}
