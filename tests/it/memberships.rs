//! Memberships over HTTP.
use domain::{Count, DeputyMode, Per, SeatRule};
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::region::{Region, on_both};
use crate::seated::{body_id, group, lay_down, pairs, person, seat_rule, text};

const MEMBERSHIPS: &str = "/v1/tenants/bergen/memberships";

/// A group with a rule for the municipalities, one or two seats each with a deputy each; one for three seats of which two
/// may be held, with deputies in order; and one whose deputies stand in for all.
async fn ground(region: &Region) -> Caller {
    let body = group(region, "bergen", "prove-gruppe").await;
    let count = |min, max| Count { min: Some(min), max: Some(max) };
    let rule = seat_rule(body);
    let municipal =
        domain::SeatRule { per: Per::Municipality, count: count(1, 2), deputies: DeputyMode::Personal, ..rule.clone() };
    let in_order =
        domain::SeatRule { count: count(1, 3), in_all: count(0, 2), deputies: DeputyMode::Ordered, ..rule.clone() };
    let pool = domain::SeatRule { count: count(1, 1), deputies: DeputyMode::Pool, ..rule };
    lay_down(region, "bergen", "prove-kommunar", municipal).await;
    lay_down(region, "bergen", "prove-rekkje", in_order).await;
    lay_down(region, "bergen", "prove-felles", pool).await;
    region.caller("bergen-secretariat").await
}

#[actix_web::test]
async fn somebody_is_named_to_the_lowest_free_seat_and_represents_its_unit() {
    on_both(async |region| {
        let secretariat = ground(region).await;
        let kari = person(&secretariat, "bergen", "Kari Oppdikta").await;
        let alver = text(&secretariat.get("/v1/tenants/bergen/parties/alver").await.expect(200).json["id"]);
        let new = json!({
            "seatRule": "prove-kommunar", "unit": {"party": "alver"}, "capacity": "member", "person": kari,
            "validFrom": "2026-01-01", "validTo": "2027-12-31",
        });
        let made = secretariat.post(MEMBERSHIPS, &new).await.expect(201);
        assert_eq!((made.etag(), made.header("cache-control")), ("\"1\"", Some("no-store")));
        let (first, address) = (made.json.clone(), made.header("location").unwrap().to_owned());
        assert_eq!(first["number"], 1);
        assert_eq!(first["standing"], "held");
        assert_eq!(first["party"], alver.as_str());
        assert_eq!(first["unit"], json!({"area": null, "party": alver}));
        assert_eq!(secretariat.get(&address).await.expect(200).json, first);

        // The next is the second seat; later on the first is free again.
        let vacant = json!({
            "seatRule": "prove-kommunar", "unit": {"party": "alver"}, "capacity": "member", "validFrom": "2026-01-01",
        });
        let at_once = secretariat.post(MEMBERSHIPS, &vacant).await.expect(201).json;
        assert_eq!((&at_once["number"], &at_once["standing"]), (&json!(2), &json!("vacant")));
        let mut later = vacant.clone();
        later["validFrom"] = json!("2028-01-01");
        assert_eq!(secretariat.post(MEMBERSHIPS, &later).await.expect(201).json["number"], 1);
        let full = secretariat.post(MEMBERSHIPS, &vacant).await.expect(422);
        assert_eq!(full.faults(), pairs(&[("/number", "full")]));

        secretariat.patch(&address, "\"9\"", &json!({"note": "Oppdikta"})).await.expect(412);
        let changed = secretariat.patch(&address, "\"1\"", &json!({"note": "Oppdikta"})).await.expect(200);
        assert_eq!((&changed.json["note"], changed.etag()), (&json!("Oppdikta"), "\"2\""));
        let another = person(&secretariat, "bergen", "Per Oppdikta").await;
        let begun = json!({"person": another, "number": 2, "validFrom": "2026-02-01", "capacity": "deputy"});
        let refused = secretariat.patch(&address, "\"2\"", &begun).await.expect(422).faults();
        for pointer in ["/capacity", "/number", "/person", "/validFrom"] {
            assert!(refused.contains(&(pointer.to_owned(), "history-rewritten".to_owned())), "{pointer}: {refused:?}");
        }
        let ended = secretariat.delete(&format!("{address}?lastDay=2027-06-30"), "\"2\"").await.expect(200);
        assert_eq!(ended.json["validTo"], "2027-06-30");
        let none = secretariat.get(&format!("{MEMBERSHIPS}/membership_06bxy3k0d9v8h7m2q5t4n1c6rg")).await;
        assert_eq!(none.expect(404).code(), "not-found");
    })
    .await;
}

#[actix_web::test]
async fn what_a_rule_does_not_allow_is_told_where_it_stands() {
    on_both(async |region| {
        let secretariat = ground(region).await;
        let (kari, per) = (person(&secretariat, "bergen", "Kari").await, person(&secretariat, "bergen", "Per").await);
        let erased = person(&secretariat, "bergen", "Borte").await;
        secretariat.delete(&format!("/v1/tenants/bergen/persons/{erased}"), "\"1\"").await.expect(200);
        let of = |rule: &str, more: Value| {
            let mut new = json!({"seatRule": rule, "capacity": "member", "validFrom": "2026-01-01"});
            new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            new
        };
        let alver = json!({"party": "alver"});
        let year = |more: Value| {
            let mut of = of("prove-kommunar", more);
            (of["validFrom"], of["validTo"]) = (json!("2026-01-01"), json!("2026-12-31"));
            of
        };
        secretariat.post(MEMBERSHIPS, &year(json!({"unit": alver, "number": 1, "person": kari}))).await.expect(201);
        for number in [1, 2] {
            let person = person(&secretariat, "bergen", "Nokon").await;
            let new = of("prove-rekkje", json!({"number": number, "person": person}));
            secretariat.post(MEMBERSHIPS, &new).await.expect(201);
        }
        let deputy = |rule: &str, more: Value| {
            let mut new = of(rule, more);
            new["capacity"] = json!("deputy");
            new
        };
        let ordered = json!({"number": 1, "order": 1, "person": per});
        secretariat.post(MEMBERSHIPS, &deputy("prove-rekkje", ordered.clone())).await.expect(201);
        let before = region.head("bergen").await;
        for (new, wanted) in [
            // Twice at once.
            (year(json!({"unit": alver, "number": 1, "person": per})), &[("/number", "taken")] as &[_]),
            (year(json!({"unit": alver, "number": 2, "person": kari})), &[("/person", "taken")]),
            (deputy("prove-rekkje", ordered), &[("/order", "taken"), ("/person", "taken")]),
            // Too many.
            (year(json!({"unit": alver, "number": 3, "person": per})), &[("/number", "out-of-range")]),
            (of("prove-rekkje", json!({"number": 3, "person": kari})), &[("/number", "full")]),
            (of("prove-rekkje", json!({"number": 201, "person": kari})), &[("/number", "out-of-range")]),
            // Another unit, another party.
            (year(json!({"person": per})), &[("/unit", "required")]),
            (year(json!({"unit": {}, "person": per})), &[("/unit", "required")]),
            (year(json!({"unit": {"party": "haukeland"}, "person": per})), &[("/unit", "no-unit")]),
            (year(json!({"unit": {"area": "nordhordland"}, "person": per})), &[("/unit", "no-unit")]),
            (year(json!({"unit": {"party": "ingen"}, "person": per})), &[("/unit/party", "unknown-reference")]),
            (
                year(json!({"unit": {"party": "alver", "area": "nordhordland"}, "person": per})),
                &[("/unit/party", "excludes")],
            ),
            (of("prove-felles", json!({"unit": alver, "person": per})), &[("/unit", "excludes")]),
            (year(json!({"unit": alver, "party": "askoy", "person": per})), &[("/party", "excludes")]),
            (of("prove-felles", json!({"party": "haukeland", "person": per})), &[("/party", "excludes")]),
            // Deputies.
            (
                deputy("prove-kommunar", json!({"unit": alver, "number": 1, "person": kari})),
                &[("/person", "own-deputy")],
            ),
            (deputy("prove-kommunar", json!({"unit": alver, "person": per})), &[("/number", "required")]),
            (
                deputy("prove-kommunar", json!({"unit": alver, "number": 1, "order": 1, "person": per})),
                &[("/order", "excludes")],
            ),
            (deputy("prove-rekkje", json!({"number": 2, "person": per})), &[("/order", "required")]),
            (deputy("prove-felles", json!({"number": 1, "person": per})), &[("/number", "excludes")]),
            // Who and when.
            (of("prove-felles", json!({"standing": "held"})), &[("/person", "required")]),
            (of("prove-felles", json!({"standing": "vacant", "person": per})), &[("/person", "excludes")]),
            (of("prove-felles", json!({"person": erased})), &[("/person", "unknown-reference")]),
            (of("prove-felles", json!({"person": per, "order": 1})), &[("/order", "excludes")]),
            (
                of("prove-felles", json!({"person": per, "validFrom": "2026-02-01", "validTo": "2026-01-01"})),
                &[("/validTo", "date-order")],
            ),
            (
                deputy(
                    "prove-felles",
                    json!({"person": per, "validTo": "2026-12-31", "called": [
                        {"validFrom": "2026-12-31", "validTo": "2027-01-01"}, {"validFrom": "2026-02-02"},
                    ]}),
                ),
                &[("/called/0/validTo", "date-order"), ("/called/1/validTo", "required")],
            ),
            (of("ikkje-her", json!({"person": per})), &[("/seatRule", "unknown-reference")]),
            // All at once.
            (
                json!({
                    "seatRule": "prove-rekkje", "capacity": "member", "number": 1, "order": 1, "person": kari,
                    "party": "ingen", "unit": {"area": "ingen"}, "note": 7, "ukjent": 1,
                }),
                &[
                    ("/note", "wrong-type"),
                    ("/number", "full"),
                    ("/order", "excludes"),
                    ("/party", "unknown-reference"),
                    ("/ukjent", "unknown-field"),
                    ("/unit/area", "unknown-reference"),
                ],
            ),
        ] {
            let mut told = secretariat.post(MEMBERSHIPS, &new).await.expect(422).faults();
            told.sort();
            assert_eq!(told, pairs(wanted), "{new}");
        }
        assert_eq!(region.head("bergen").await, before, "nothing was written");
    })
    .await;
}

#[actix_web::test]
async fn whoever_is_erased_keeps_the_seat_and_can_be_ended() {
    on_both(async |region| {
        let secretariat = ground(region).await;
        let kari = person(&secretariat, "bergen", "Kari Oppdikta").await;
        let new = json!({"seatRule": "prove-felles", "capacity": "member", "person": kari});
        let address = secretariat.post(MEMBERSHIPS, &new).await.expect(201).header("location").unwrap().to_owned();
        secretariat.delete(&format!("/v1/tenants/bergen/persons/{kari}"), "\"1\"").await.expect(200);
        assert_eq!(secretariat.get(&address).await.expect(200).json["person"], kari.as_str());
        let seats = secretariat.get("/v1/tenants/bergen/bodies/prove-gruppe/seats").await.expect(200);
        assert!(!String::from_utf8_lossy(&seats.bytes).contains("Kari"));
        secretariat.patch(&address, "\"1\"", &json!({"note": "Endra"})).await.expect(200);
        secretariat.delete(&address, "\"2\"").await.expect(200);
        secretariat.delete(&address, "\"2\"").await.expect(412);
    })
    .await;
}

#[actix_web::test]
async fn memberships_are_found_by_what_they_name() {
    on_both(async |region| {
        let secretariat = ground(region).await;
        let kari = person(&secretariat, "bergen", "Kari Oppdikta").await;
        let mut made = Vec::new();
        for new in [
            json!({"seatRule": "prove-kommunar", "unit": {"party": "alver"}, "capacity": "member", "person": kari,
                   "validFrom": "2026-01-01"}),
            json!({"seatRule": "prove-rekkje", "capacity": "member", "validFrom": "2030-01-01"}),
            json!({"seatRule": "prove-felles", "capacity": "deputy", "person": kari, "party": "askoy",
                   "validFrom": "2026-01-01", "validTo": "2026-06-30"}),
            json!({"seatRule": "prove-felles", "capacity": "member", "standing": "clarifying"}),
        ] {
            made.push(secretariat.post(MEMBERSHIPS, &new).await.expect(201).json);
        }
        for (filter, wanted) in [
            ("body=prove-gruppe", vec![0, 1, 2, 3]),
            ("body=prove-gruppe&limit=1", vec![0, 1, 2, 3]),
            ("seatRule=prove-felles", vec![2, 3]),
            (&format!("person={kari}"), vec![0, 2]),
            ("party=alver&body=prove-gruppe", vec![0]),
            ("party=askoy", vec![2]),
            ("body=prove-gruppe&at=2030-01-01", vec![0, 1, 3]),
            ("body=prove-gruppe&at=2026-06-30", vec![0, 2, 3]),
            ("body=prove-gruppe&capacity=deputy", vec![2]),
            ("body=prove-gruppe&standing=vacant", vec![1]),
            ("body=ssu&person=person_06bxy3k0d9v8h7m2q5t4n1c6rg", vec![]),
        ] {
            let wanted: Vec<_> = wanted.into_iter().map(|i: usize| made[i].clone()).collect();
            assert_eq!(secretariat.all(&format!("{MEMBERSHIPS}?{filter}")).await, wanted, "{filter}");
        }
        for (filter, at, code) in [
            ("body=ingen", "?body", "unknown-reference"),
            ("seatRule=ingen", "?seatRule", "unknown-reference"),
            ("party=ingen", "?party", "unknown-reference"),
            ("person=alver", "?person", "malformed"),
            ("capacity=gjest", "?capacity", "unknown-word"),
            ("standing=ledig", "?standing", "unknown-word"),
            ("at=2026-02-30", "?at", "malformed"),
        ] {
            let refused = secretariat.get(&format!("{MEMBERSHIPS}?{filter}")).await.expect(400);
            assert_eq!(refused.faults(), pairs(&[(at, code)]), "{filter}");
        }
    })
    .await;
}

#[actix_web::test]
async fn nothing_that_somebody_is_named_for_is_ended_before_them() {
    on_both(async |region| {
        let secretariat = ground(region).await;
        let admin = region.caller("bergen-admin").await;
        let body = body_id(region, "bergen", "prove-gruppe").await;
        let per_area = SeatRule { per: Per::Area, count: Count { min: Some(1), max: Some(1) }, ..seat_rule(body) };
        lay_down(region, "bergen", "prove-omrade", per_area).await;
        for new in [
            json!({"seatRule": "prove-kommunar", "unit": {"party": "modalen"}, "capacity": "member",
                   "validFrom": "2026-01-01", "validTo": "2030-06-30"}),
            json!({"seatRule": "prove-omrade", "unit": {"area": "voss"}, "capacity": "member",
                   "validFrom": "2026-01-01", "validTo": "2030-06-30"}),
        ] {
            secretariat.post(MEMBERSHIPS, &new).await.expect(201);
        }
        let named = secretariat.all(&format!("{MEMBERSHIPS}?body=prove-gruppe")).await;
        let ids: Vec<String> = named.iter().map(|each| text(&each["id"])).collect();
        for (address, by) in [
            ("bodies/prove-gruppe", ids.join(", ")),
            // The bodies that serve an area are told of first.
            ("areas/voss", "ou-voss".to_owned()),
        ] {
            let address = format!("/v1/tenants/bergen/{address}");
            let tag = admin.get(&address).await.expect(200).etag().to_owned();
            let refused = admin.delete(&format!("{address}?lastDay=2030-06-29"), &tag).await.expect(409);
            assert_eq!(refused.code(), "in-use", "{address}");
            assert!(refused.json["detail"].as_str().unwrap().contains(&by), "{}", refused.json);
            let patched = admin.patch(&address, &tag, &json!({"validTo": "2030-06-29"})).await.expect(409);
            assert_eq!(patched.code(), "in-use", "{address}");
        }
        let party = json!({
            "key": "prove-part", "kind": "nonprofit-hospital", "side": "municipal",
            "names": {"nb": "Oppdikta", "nn": "Oppdikta"},
        });
        let party = admin.post("/v1/tenants/bergen/parties", &party).await.expect(201);
        let address = party.header("location").unwrap();
        let new =
            json!({"seatRule": "prove-felles", "capacity": "member", "party": "prove-part", "validTo": "2030-06-30"});
        let made = secretariat.post(MEMBERSHIPS, &new).await.expect(201);
        let refused = admin.delete(&format!("{address}?lastDay=2030-06-29"), "\"1\"").await.expect(409);
        assert_eq!(refused.code(), "in-use");
        assert!(refused.json["detail"].as_str().unwrap().contains(&text(&made.json["id"])), "{}", refused.json);
        admin.delete(&format!("{address}?lastDay=2030-06-30"), "\"1\"").await.expect(200);
        admin.delete("/v1/tenants/bergen/bodies/prove-gruppe?lastDay=2030-06-30", "\"1\"").await.expect(200);
    })
    .await;
}
