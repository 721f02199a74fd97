//! The notice: what it freezes, what it marks as late, and what it publishes.
use domain::Disclosure;
use serde_json::json;

use super::{become_, case, in_days, meeting, paper, present, put_agenda};
use crate::region::on_both;
use crate::seated::pairs;

const DAY: i64 = 24 * 60 * 60;

#[actix_web::test]
async fn a_notice_freezes_papers_and_marks_what_came_late() {
    on_both(async |region| {
        let secretariat = region.caller("bergen-secretariat").await;
        let (early, early_stop) = case(region, "ssu", Disclosure::PUBLIC).await;
        let (late, late_stop) = case(region, "ssu", Disclosure::PUBLIC).await;
        let (missing, _) = case(region, "ssu", Disclosure::PUBLIC).await;
        let (added, added_stop) = case(region, "ssu", Disclosure::PUBLIC).await;
        paper(region, early_stop, 1).await;
        paper(region, early_stop, 2).await;
        let one = meeting(&secretariat, &json!({"body": "ssu", "from": in_days(region, 30)})).await;
        let refused = become_(&secretariat, &one, "called").await.expect(409);
        assert_eq!((refused.code(), refused.faults()[1].clone()), ("transition-refused", pairs(&[("/to", "no-agenda")])[0].clone()));
        let mut items = json!([{"case": early.to_string()}, {"case": late.to_string()}, {"case": missing.to_string()}, {"title": "Eventuelt"}]);
        put_agenda(&secretariat, &one, &items).await.expect(200);

        region.turn_clock(28 * DAY);
        let secretariat = region.caller("bergen-secretariat").await;
        paper(region, late_stop, 1).await;
        let called = become_(&secretariat, &one, "called").await.expect(200).json;
        assert_eq!((&called["state"], called["late"].as_array().unwrap().len()), (&json!("called"), 2));
        let at = format!("{one}/agenda");
        let agenda = secretariat.get(&at).await.expect(200).json;
        let frozen = |agenda: &serde_json::Value| -> Vec<_> {
            agenda["items"].as_array().unwrap().iter().map(|item| (item["paper"].clone(), item["late"].clone())).collect()
        };
        let (yes, no, none) = (json!(true), json!(false), json!(null));
        let before = [(json!(2), no.clone()), (json!(1), yes.clone()), (none.clone(), yes.clone()), (none, no)];
        assert_eq!(frozen(&agenda), before);
        assert_eq!(called["notice"]["papersDue"], agenda["notice"]["papersDue"]);
        assert!(present(region, early).await.published_at.is_some());

        // What comes after is late, with the paper there is; what was frozen stays as it went out.
        paper(region, early_stop, 3).await;
        paper(region, added_stop, 1).await;
        items.as_array_mut().unwrap().push(json!({"case": added.to_string()}));
        items.as_array_mut().unwrap().remove(3);
        let agenda = put_agenda(&secretariat, &one, &items).await.expect(200).json;
        let after = [before[0].clone(), before[1].clone(), before[2].clone(), (json!(1), yes)];
        assert_eq!(frozen(&agenda), after);
        assert!(present(region, added).await.published_at.is_some());
    })
    .await;
}

#[actix_web::test]
async fn a_meeting_goes_the_way_its_state_allows() {
    on_both(async |region| {
        let secretariat = region.caller("bergen-secretariat").await;
        let (inside, _) = case(region, "ssu", Disclosure::PUBLIC).await;
        let new = json!({"body": "ssu", "from": in_days(region, 2), "state": "tentative", "visibility": "community"});
        let one = meeting(&secretariat, &new).await;
        let refused = become_(&secretariat, &one, "called").await.expect(409);
        assert_eq!(refused.code(), "transition-refused");
        let detail = refused.json["errors"][0]["detail"].as_str().unwrap();
        assert!(detail.contains("planned") && detail.contains("cancelled"), "{detail}");
        become_(&secretariat, &one, "planned").await.expect(200);
        put_agenda(&secretariat, &one, &json!([{"case": inside.to_string()}])).await.expect(200);
        become_(&secretariat, &one, "called").await.expect(200);
        assert!(present(region, inside).await.published_at.is_none(), "the notice was not public");
        assert_eq!(become_(&secretariat, &one, "held").await.expect(409).code(), "transition-refused");
        become_(&secretariat, &one, "approved").await.expect(409);
        region.turn_clock(2 * DAY);
        let secretariat = region.caller("bergen-secretariat").await;
        let held = become_(&secretariat, &one, "held").await.expect(200).json;
        let states: Vec<_> = held["history"].as_array().unwrap().iter().map(|each| each["state"].clone()).collect();
        assert_eq!(states, ["tentative", "planned", "called", "held"]);
        become_(&secretariat, &one, "cancelled").await.expect(409);
        let moved = json!({"from": in_days(region, 9)});
        assert_eq!(secretariat.post(&format!("{one}/moves"), &moved).await.expect(409).code(), "transition-refused");
    })
    .await;
}
