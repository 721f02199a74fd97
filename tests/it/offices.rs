//! Offices over HTTP.
use serde_json::json;

use crate::region::on_both;
use crate::seated::{body_id, group, lay_down, pairs, person, seat_rule, text};

const OFFICES: &str = "/v1/tenants/bergen/offices";
const MEMBERSHIPS: &str = "/v1/tenants/bergen/memberships";

#[actix_web::test]
async fn an_office_rests_on_a_seat_and_is_held_by_one_at_a_time() {
    on_both(async |region| {
        let body = group(region, "bergen", "prove-gruppe").await;
        lay_down(region, "bergen", "prove-plassar", seat_rule(body)).await;
        let secretariat = region.caller("bergen-secretariat").await;
        let kari = person(&secretariat, "bergen", "Kari Oppdikta").await;
        let per = person(&secretariat, "bergen", "Per Oppdikta").await;
        let mut seats = Vec::new();
        for holder in [&kari, &per] {
            let new = json!({"seatRule": "prove-plassar", "capacity": "member", "person": holder,
                             "validFrom": "2026-01-01", "validTo": "2030-12-31"});
            let made = secretariat.post(MEMBERSHIPS, &new).await.expect(201);
            seats.push(made.header("location").unwrap().to_owned());
        }
        let chair = json!({
            "body": "prove-gruppe", "role": "chair", "person": kari, "function": "Leier møta.", "timeAllocation": 20,
            "evaluationOn": "2027-01-01", "electedBy": "Vedtak 1", "validFrom": "2026-01-01", "validTo": "2028-12-31",
        });
        let made = secretariat.post(OFFICES, &chair).await.expect(201);
        let address = made.header("location").unwrap().to_owned();
        assert_eq!(secretariat.get(&address).await.expect(200).json, made.json);
        assert_eq!(made.json["body"], body.to_string());
        for (filter, found) in
            [("body=prove-gruppe", 1), ("role=host&body=prove-gruppe", 0), ("at=2029-01-01&body=prove-gruppe", 0)]
        {
            assert_eq!(secretariat.all(&format!("{OFFICES}?{filter}")).await.len(), found, "{filter}");
        }
        assert_eq!(secretariat.all(&format!("{OFFICES}?person={kari}")).await, std::slice::from_ref(&made.json));

        let office = |role: &str, more: serde_json::Value| {
            let mut new = json!({"body": "prove-gruppe", "role": role, "validFrom": "2026-01-01"});
            new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            new
        };
        let in_time = json!({"person": per, "validFrom": "2028-12-31", "validTo": "2030-12-31"});
        for (new, wanted) in [
            (office("chair", in_time), &[("/role", "taken")] as &[_]),
            (office("vice-chair", json!({"person": per})), &[("/person", "no-seat")]),
            (office("vice-chair", json!({})), &[("/person", "required")]),
            (office("host", json!({})), &[("/party", "required")]),
            (office("host", json!({"party": "ingen"})), &[("/party", "unknown-reference")]),
            (office("host", json!({"party": "alver", "timeAllocation": 101})), &[("/timeAllocation", "out-of-range")]),
            (
                json!({"body": "ingen", "role": "chair", "person": "person_06bxy3k0d9v8h7m2q5t4n1c6rg",
                       "validFrom": "2026-02-02", "validTo": "2026-02-01", "electedBy": 7}),
                &[
                    ("/body", "unknown-reference"),
                    ("/electedBy", "wrong-type"),
                    ("/person", "unknown-reference"),
                    ("/validTo", "date-order"),
                ],
            ),
            (
                office("konge", json!({"person": per, "validTo": 1})),
                &[("/role", "unknown-word"), ("/validTo", "wrong-type")],
            ),
        ] {
            let told = secretariat.post(OFFICES, &new).await.expect(422).faults();
            assert_eq!(told, pairs(wanted), "{new}");
        }

        // The seat under the office stays as long as the office does.
        for refused in [
            secretariat.delete(&format!("{}?lastDay=2028-12-30", seats[0]), "\"1\"").await,
            secretariat.patch(&seats[0], "\"1\"", &json!({"validTo": "2028-12-30"})).await,
        ] {
            let refused = refused.expect(409);
            assert_eq!(refused.code(), "in-use");
            assert!(refused.json["detail"].as_str().unwrap().contains(&text(&made.json["id"])), "{}", refused.json);
        }
        secretariat.delete(&format!("{}?lastDay=2028-12-31", seats[0]), "\"1\"").await.expect(200);
        let ended = secretariat.delete(&format!("{address}?lastDay=2027-12-31"), "\"1\"").await.expect(200);
        assert_eq!((&ended.json["validTo"], ended.etag()), (&json!("2027-12-31"), "\"2\""));
        secretariat.delete(&format!("{}?lastDay=2027-12-31", seats[0]), "\"2\"").await.expect(200);
    })
    .await;
}

#[actix_web::test]
async fn a_body_one_does_not_see_has_no_seats_and_no_offices() {
    on_both(async |region| {
        let caucus = body_id(region, "fjell", "formote").await;
        lay_down(region, "fjell", "formote-plassar", seat_rule(caucus)).await;
        let admin = region.caller("fjell-admin").await;
        let kari = person(&admin, "fjell", "Kari Oppdikta").await;
        let base = "/v1/tenants/fjell";
        let seat = json!({"seatRule": "formote-plassar", "capacity": "member", "person": kari});
        let seat = admin.post(&format!("{base}/memberships"), &seat).await.expect(201);
        let chair = json!({"body": "formote", "role": "chair", "person": kari});
        let chair = admin.post(&format!("{base}/offices"), &chair).await.expect(201);
        let (seat, chair) = (seat.header("location").unwrap(), chair.header("location").unwrap());
        let give = async |client: &str, grant: serde_json::Value| {
            region.client(client, None, false).await;
            let mut grant = grant;
            grant["holder"] = json!({"kind": "identity", "issuer": region.node.url, "subject": client});
            admin.post(&format!("{base}/grants"), &grant).await.expect(201);
            region.caller(client).await
        };
        let other = give("fjell-sykehus", json!({"role": "party-system", "party": "fjell-sykehus"})).await;
        let own = region.caller("fjell-fjellvik").await;
        for address in [seat, chair, "/v1/tenants/fjell/bodies/formote/seats"] {
            own.get(address).await.expect(200);
            assert_eq!(other.get(address).await.expect(404).code(), "not-found", "{address}");
        }
        for list in ["memberships", "offices"] {
            assert_eq!(own.all(&format!("{base}/{list}")).await.len(), 1, "{list}");
            assert_eq!(other.all(&format!("{base}/{list}")).await.len(), 0, "{list}");
            let refused = other.get(&format!("{base}/{list}?body=formote")).await.expect(400);
            assert_eq!(refused.faults(), pairs(&[("?body", "unknown-reference")]));
        }
        // Who is narrowed to the other side neither sees them nor names anybody there.
        let half = give("fjell-halv", json!({"role": "secretariat", "side": "specialist"})).await;
        half.delete(seat, "\"1\"").await.expect(404);
        half.patch(chair, "\"1\"", &json!({"electedBy": "Vedtak"})).await.expect(404);
        let hidden = json!({"seatRule": "formote-plassar", "capacity": "member"});
        let refused = half.post(&format!("{base}/memberships"), &hidden).await.expect(422);
        assert_eq!(refused.faults(), pairs(&[("/seatRule", "unknown-reference")]));
        // Who is narrowed to another body sees them and changes nothing.
        let elsewhere = give("fjell-ssu", json!({"role": "secretariat", "body": "ssu"})).await;
        elsewhere.get(seat).await.expect(200);
        elsewhere.delete(seat, "\"1\"").await.expect(403);
        elsewhere.patch(chair, "\"1\"", &json!({"electedBy": "Vedtak"})).await.expect(403);
        elsewhere.post(&format!("{base}/memberships"), &hidden).await.expect(403);
    })
    .await;
}
