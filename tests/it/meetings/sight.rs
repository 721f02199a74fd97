//! Who sees which meetings: in lists, alone, and in what hangs on them.
use serde_json::json;

use super::{MEETINGS, become_, in_days, meeting};
use crate::region::on_both;
use crate::seated::pairs;

#[actix_web::test]
async fn a_meeting_is_seen_as_far_as_it_has_come_and_no_wider_than_its_body() {
    on_both(async |region| {
        let secretariat = region.caller("bergen-secretariat").await;
        region.seat_each("bergen", "ssu").await;
        let (member, system) = (region.caller("bergen-member").await, region.caller("bergen-alver").await);
        let nobody = region.nobody();
        let new = |visibility: &str| json!({"body": "ssu", "from": in_days(region, 40), "visibility": visibility});
        let mut open = new("public");
        open["state"] = json!("tentative");
        let open = meeting(&secretariat, &open).await;
        let body = meeting(&secretariat, &new("body")).await;
        let kept = meeting(&secretariat, &new("secretariat")).await;
        for (caller, address, status) in [
            (&nobody, &open, 404),
            (&system, &open, 200),
            (&nobody, &body, 404),
            (&system, &body, 404),
            (&member, &body, 200),
            (&member, &kept, 404),
            (&secretariat, &kept, 200),
        ] {
            caller.get(address).await.expect(status);
            caller.get(&format!("{address}/agenda")).await.expect(status);
        }
        assert_eq!(member.get(&format!("{kept}/attendance")).await.expect(404).code(), "not-found");
        assert_eq!((nobody.all(MEETINGS).await.len(), member.all(MEETINGS).await.len()), (0, 2));
        become_(&secretariat, &open, "planned").await.expect(200);
        nobody.get(&open).await.expect(200);
        assert_eq!(nobody.all(MEETINGS).await.len(), 1);

        // A meeting of a caucus is its side's, and never anybody else's.
        let base = "/v1/tenants/fjell/meetings";
        let secretariat = region.caller("fjell-secretariat").await;
        let new = json!({"body": "formote", "from": in_days(region, 40)});
        let made = secretariat.post(base, &new).await.expect(201);
        assert_eq!((&made.json["visibility"], &made.json["side"]), (&json!("side"), &json!("municipal")));
        let wide = json!({"body": "formote", "from": in_days(region, 40), "visibility": "community"});
        let refused = secretariat.post(base, &wide).await.expect(422);
        assert_eq!(refused.faults(), pairs(&[("/visibility", "too-wide")]));
        let at = made.header("location").unwrap();
        assert_eq!(secretariat.patch(at, "\"1\"", &json!({"visibility": "public", "side": null})).await.status, 422);
        region.caller("fjell-fjellvik").await.get(at).await.expect(200);
    })
    .await;
}

#[actix_web::test]
async fn a_narrowed_secretariat_plans_for_its_own_body_alone() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        region.client("bergen-berre-pm", None, false).await;
        let holder = json!({"kind": "identity", "issuer": region.node.url, "subject": "bergen-berre-pm"});
        let grant = json!({"role": "secretariat", "holder": holder, "body": "pm"});
        admin.post("/v1/tenants/bergen/grants", &grant).await.expect(201);
        let narrow = region.caller("bergen-berre-pm").await;
        let day = in_days(region, 40);
        narrow.post(MEETINGS, &json!({"body": "pm", "from": day})).await.expect(201);
        narrow.post(MEETINGS, &json!({"body": "ssu", "from": day})).await.expect(403);
        let plan = json!({"body": "ssu", "meetings": [{"from": day}]});
        narrow.post("/v1/tenants/bergen/meeting-plans", &plan).await.expect(403);
        let whole = region.caller("bergen-secretariat").await;
        let other = meeting(&whole, &json!({"body": "ssu", "from": day})).await;
        narrow.patch(&other, "\"1\"", &json!({"title": "Oppdikta"})).await.expect(403);
        narrow.put(&format!("{other}/agenda"), "\"1\"", &json!({"items": []})).await.expect(403);
        become_(&narrow, &other, "cancelled").await.expect(403);
        narrow.post(&format!("{other}/moves"), &json!({"from": day})).await.expect(403);
    })
    .await;
}
