//! Years of meetings: planned at once, listed by date, and looked back on.
use serde_json::json;

use super::{MEETINGS, become_, in_days, meeting, put_agenda};
use crate::manners::{head, today};
use crate::region::on_both;
use crate::seated::{pairs, text};

const PLANS: &str = "/v1/tenants/bergen/meeting-plans";

#[actix_web::test]
async fn a_year_is_planned_at_once_or_not_at_all() {
    on_both(async |region| {
        let secretariat = region.caller("bergen-secretariat").await;
        let plan = json!({"body": "ssu", "meetings": [
            {"from": "2031-11-05", "startsAt": "09:00", "endsAt": "15:30"},
            {"from": "2031-02-12", "place": "Oppdikta"},
            {"from": "2031-05-05", "to": "2031-05-11", "precision": "week", "state": "tentative"},
        ]});
        let made = secretariat.post(PLANS, &plan).await.expect(201).json;
        assert_eq!(made["meetings"].as_array().unwrap().len(), 3);
        assert_eq!(
            (&made["meetings"][0]["startsAt"], &made["meetings"][0]["visibility"]),
            (&json!("09:00"), &json!("public"))
        );
        let before = head(region, "bergen").await;
        let again = json!({"body": "ssu", "meetings": [{"from": "2031-08-01"}, {"from": "2031-02-12"}]});
        let refused = secretariat.post(PLANS, &again).await.expect(422);
        assert_eq!(refused.faults(), pairs(&[("/meetings/1/from", "taken")]));
        assert_eq!(head(region, "bergen").await, before, "all or nothing");
        let too_many = json!({"body": "ssu", "meetings": vec![json!({"from": "2032-01-01"}); 61]});
        assert_eq!(secretariat.post(PLANS, &too_many).await.expect(422).faults(), pairs(&[("/meetings", "too-long")]));

        let days = async |filter: &str| -> Vec<String> {
            let all = secretariat.all(&format!("{MEETINGS}?limit=1&{filter}")).await;
            all.iter().map(|meeting| text(&meeting["from"])).collect()
        };
        assert_eq!(days("year=2031").await, ["2031-02-12", "2031-05-05", "2031-11-05"]);
        assert_eq!(days("year=2031&from=2031-05-11").await, ["2031-05-05", "2031-11-05"]);
        assert_eq!(days("to=2031-05-04&body=ssu").await, ["2031-02-12"]);
        assert_eq!(days("state=tentative").await, ["2031-05-05"]);
        assert_eq!(days("body=pm").await, Vec::<String>::new());
        let refused = secretariat.get(&format!("{MEETINGS}?sort=name")).await.expect(400);
        assert_eq!(refused.faults(), pairs(&[("?sort", "unknown-field")]));
    })
    .await;
}

#[actix_web::test]
async fn a_meeting_is_changed_and_moved_and_keeps_the_date_it_had() {
    on_both(async |region| {
        let secretariat = region.caller("bergen-secretariat").await;
        let one = meeting(&secretariat, &json!({"body": "ssu", "from": "2031-02-12", "startsAt": "09:00"})).await;
        let patch = json!({"title": "Ekstraordinært", "startsAt": null, "host": "alver", "visibility": "body"});
        let changed = secretariat.patch(&one, "\"1\"", &patch).await.expect(200);
        assert_eq!((&changed.json["startsAt"], &changed.json["visibility"]), (&json!(null), &json!("body")));
        assert_eq!((&changed.json["title"], changed.etag()), (&json!("Ekstraordinært"), "\"2\""));
        secretariat.patch(&one, "\"1\"", &patch).await.expect(412);
        let moved = json!({"from": "2031-03-01", "to": "2031-03-31", "precision": "month", "reason": "Oppdikta"});
        let moved = secretariat.post(&format!("{one}/moves"), &moved).await.expect(200).json;
        assert_eq!((&moved["from"], &moved["precision"]), (&json!("2031-03-01"), &json!("month")));
        assert_eq!(
            (&moved["moves"][0]["from"], &moved["moves"][0]["reason"]),
            (&json!("2031-02-12"), &json!("Oppdikta"))
        );
        let unknown = become_(&secretariat, &one, "called").await.expect(409);
        assert_eq!(unknown.code(), "transition-refused", "nobody is called to a day that is not known");
        assert_eq!(secretariat.get(&one).await.expect(200).json, moved);
    })
    .await;
}

#[actix_web::test]
async fn a_year_tells_what_is_held_ahead_and_missing() {
    on_both(async |region| {
        let secretariat = region.caller("bergen-secretariat").await;
        let day = today(region);
        let year = day.year();
        let one = meeting(&secretariat, &json!({"body": "ssu", "from": day})).await;
        meeting(&secretariat, &json!({"body": "ssu", "from": day, "visibility": "secretariat"})).await;
        put_agenda(&secretariat, &one, &json!([{"title": "Eventuelt"}])).await.expect(200);
        become_(&secretariat, &one, "called").await.expect(200);
        become_(&secretariat, &one, "held").await.expect(200);
        let at = format!("/v1/tenants/bergen/meeting-review?year={year}");
        let body = secretariat.get("/v1/tenants/bergen/bodies/ssu").await.expect(200).json;
        let told = async |caller: &crate::caller::Caller| {
            let review = caller.get(&at).await.expect(200).json;
            review["bodies"].as_array().unwrap().iter().find(|each| each["body"] == body["id"]).unwrap().clone()
        };
        let (whole, cut) = (told(&secretariat).await, told(&region.nobody()).await);
        assert_eq!((&whole["held"], &whole["ahead"]), (&json!(1), &json!(1)));
        assert_eq!((&cut["held"], &cut["ahead"]), (&json!(1), &json!(0)), "cut to what the caller sees");
        assert_eq!(whole["fewest"], body["meetings"]["minPerYear"]);
        assert_eq!(whole["unpublished"][0]["days"], 0);
        assert!(one.ends_with(whole["unpublished"][0]["meeting"].as_str().unwrap()));
        assert!(in_days(region, 0) == day);
    })
    .await;
}
