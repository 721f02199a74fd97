//! How long cases wait, and how fast they flow.
use domain::{Case, CaseState, Passage, StopState};
use serde_json::json;

use super::{reported, transition};
use crate::manners::today;
use crate::matters::{case, keep, number, stop};
use crate::region::on_both;
use crate::seated::body_id;

const DAY: i64 = 24 * 60 * 60;

#[actix_web::test]
async fn whole_days_are_counted_per_case_per_state_and_per_body() {
    on_both(async |region| {
        let address =
            reported(&region.caller("bergen-alver").await, &json!({"title": "Ei (oppdikta)", "body": "ssu"})).await;
        region.turn_clock(3 * DAY);
        let secretariat = region.caller("bergen-secretariat").await;
        transition(&secretariat, &address, &json!({"to": "accepted"})).await.expect(200);
        reported(&secretariat, &json!({"title": "To (oppdikta)", "body": "ou-voss"})).await;
        region.turn_clock(8 * DAY);
        let body = body_id(region, "bergen", "ssu").await;
        let now = region.clock.now();
        let passage = |state, days: i64| Passage {
            state,
            at: now.plus_seconds(-days * DAY),
            body: Some(body),
            outcome: None,
            reason: None,
        };
        let treated = Case {
            created_at: now.plus_seconds(-30 * DAY),
            history: vec![passage(CaseState::Accepted, 20), passage(CaseState::Treated, 13)],
            ..case(
                region,
                "Tre (oppdikta)",
                CaseState::Treated,
                vec![stop(body, number("1-1999", 1999, 1), StopState::Treated)],
            )
        };
        keep(region, "bergen", &treated).await;

        let secretariat = region.caller("bergen-secretariat").await;
        let told = secretariat.get(&address).await.expect(200).json;
        assert_eq!(told["ageing"], json!({"daysInState": 5, "daysSinceReported": 8}));
        let year = domain::oslo_date(now.plus_seconds(-13 * DAY)).year();
        let ageing = secretariat.get(&format!("/v1/tenants/bergen/case-ageing?year={year}")).await.expect(200).json;
        let waiting =
            |state: &str, days: u32| json!({"state": state, "number": 1, "longestDays": days, "medianDays": days});
        assert_eq!(ageing["at"], json!(today(region)));
        assert_eq!(ageing["states"], json!([waiting("reported", 5), waiting("accepted", 5), waiting("treated", 13)]));
        let voss = body_id(region, "bergen", "ou-voss").await;
        let mut bodies = [
            (body, json!({"body": body, "states": [waiting("accepted", 5), waiting("treated", 13)]})),
            (voss, json!({"body": voss, "states": [waiting("reported", 5)]})),
        ];
        bodies.sort_by_key(|(id, _)| *id);
        assert_eq!(ageing["bodies"], json!(bodies.map(|(_, told)| told)));
        let spread = |days: u32| json!({"number": 1, "longestDays": days, "medianDays": days});
        assert_eq!(
            ageing["flow"],
            json!({"year": year, "reportedToAccepted": spread(10), "acceptedToTreated": spread(7)})
        );
        let other = secretariat.get("/v1/tenants/bergen/case-ageing?year=1999").await.expect(200).json;
        assert_eq!(other["flow"], json!({"year": 1999, "reportedToAccepted": null, "acceptedToTreated": null}));
        let public = region.nobody().get("/v1/tenants/bergen/case-ageing").await.expect(200).json;
        assert_eq!(public["states"], json!([waiting("treated", 13)]), "of what is seen");
    })
    .await;
}
