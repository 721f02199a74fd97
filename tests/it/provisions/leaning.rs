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
