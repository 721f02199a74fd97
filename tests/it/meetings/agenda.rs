//! What meetings take up, in order, and what becomes of the cases.
use domain::{CaseState, Disclosure};
use serde_json::json;

use super::{MEETINGS, become_, case, in_days, meeting, present, put_agenda, withheld};
use crate::region::on_both;
use crate::seated::{pairs, person};

#[actix_web::test]
async fn a_case_on_the_agenda_is_scheduled_and_off_it_no_more() {
    on_both(async |region| {
        let secretariat = region.caller("bergen-secretariat").await;
        let (first, stop) = case(region, "ssu", Disclosure::PUBLIC).await;
        let (second, _) = case(region, "ssu", Disclosure::PUBLIC).await;
        let (elsewhere, _) = case(region, "pm", Disclosure::PUBLIC).await;
        let day = in_days(region, 60);
        let one = meeting(&secretariat, &json!({"body": "ssu", "from": day})).await;
        let other = meeting(&secretariat, &json!({"body": "ssu", "from": day.tomorrow().unwrap()})).await;

        let kari = person(&secretariat, "bergen", "Kari Oppdikta").await;
        let items = json!([
            {"title": "Godkjenning av innkalling", "kind": "approval", "minutes": 5},
            {"case": first.to_string(), "minutes": 30, "presenter": kari, "attendees": [kari]},
            {"case": second.to_string()},
        ]);
        let put = put_agenda(&secretariat, &one, &items).await.expect(200).json;
        assert_eq!((&put["minutes"], &put["version"]), (&json!(35), &json!(2)));
        assert_eq!(put["items"][1]["stop"], stop.to_string());
        assert_eq!((&put["items"][1]["kind"], &put["items"][1]["title"]), (&json!("decision"), &json!("Oppdikta sak")));
        assert_eq!(secretariat.get(&format!("{one}/agenda")).await.expect(200).json, put);
        let now = present(region, first).await;
        assert_eq!(
            (now.state, now.stops[0].meeting.unwrap().to_string()),
            (CaseState::Scheduled, one[MEETINGS.len() + 1..].to_owned())
        );

        // What stands on one agenda comes on no other, and what another body treats on none here.
        let taken = json!([{"case": first.to_string()}, {"case": elsewhere.to_string()}]);
        let refused = put_agenda(&secretariat, &other, &taken).await.expect(422);
        assert_eq!(refused.faults(), pairs(&[("/items/0/case", "no-open-stop"), ("/items/1/case", "no-open-stop")]));

        // In another order, one without its id and one gone: what stays keeps its id.
        let items = json!([{"case": first.to_string()}, {"id": put["items"][0]["id"], "title": "Godkjenning"}]);
        let again = put_agenda(&secretariat, &one, &items).await.expect(200).json;
        assert_eq!(
            (&again["items"][0]["id"], &again["items"][1]["id"]),
            (&put["items"][1]["id"], &put["items"][0]["id"])
        );
        assert_eq!(present(region, second).await.state, CaseState::Prepared, "taken off");
        assert_eq!(present(region, first).await.version, 2, "what stays is not scheduled again");
        put_agenda(&secretariat, &other, &json!([{"case": second.to_string()}])).await.expect(200);

        // A move keeps the cases, a cancellation lets them go.
        let moved = json!({"from": in_days(region, 90), "reason": "Oppdikta"});
        secretariat.post(&format!("{one}/moves"), &moved).await.expect(200);
        assert_eq!(present(region, first).await.state, CaseState::Scheduled);
        become_(&secretariat, &one, "cancelled").await.expect(200);
        assert_eq!(present(region, first).await.state, CaseState::Prepared);
        assert_eq!(present(region, second).await.state, CaseState::Scheduled, "on the other agenda");
        let refused = put_agenda(&secretariat, &one, &json!([])).await.expect(409);
        assert_eq!(refused.code(), "conflict");
        assert!(refused.json["detail"].as_str().unwrap().contains("«cancelled»"), "{}", refused.json);
        assert!(refused.json["detail"].as_str().unwrap().ends_with("tentative, planned, called."), "{}", refused.json);
    })
    .await;
}

#[actix_web::test]
async fn a_change_of_the_agenda_names_the_meetings_version() {
    on_both(async |region| {
        let secretariat = region.caller("bergen-secretariat").await;
        let one = meeting(&secretariat, &json!({"body": "ssu", "from": in_days(region, 60)})).await;
        let at = format!("{one}/agenda");
        let items = json!({"items": [{"title": "Eventuelt"}]});
        secretariat.put(&at, "\"1\"", &items).await.expect(200);
        assert_eq!(secretariat.put(&at, "\"1\"", &items).await.expect(412).code(), "stale");
        let bare = secretariat.request("PUT", &at).json(&items);
        crate::caller::Caller::send(bare).await.expect(428);
    })
    .await;
}

#[actix_web::test]
async fn what_a_caller_does_not_see_leaves_no_gap_in_an_agenda() {
    on_both(async |region| {
        let secretariat = region.caller("bergen-secretariat").await;
        region.seat_each("bergen", "ssu").await;
        let member = region.caller("bergen-member").await;
        let (open, _) = case(region, "ssu", Disclosure::PUBLIC).await;
        let (hidden, _) = case(region, "ssu", withheld()).await;
        let one = meeting(&secretariat, &json!({"body": "ssu", "from": in_days(region, 60)})).await;
        let items = json!([
            {"case": hidden.to_string(), "minutes": 90}, {"case": open.to_string(), "minutes": 20},
            {"title": "Eventuelt", "minutes": 5},
        ]);
        put_agenda(&secretariat, &one, &items).await.expect(200);
        let at = format!("{one}/agenda");
        let whole = secretariat.get(&at).await.expect(200).json;
        let cut = member.get(&at).await.expect(200).json;
        assert_eq!((&whole["minutes"], &cut["minutes"]), (&json!(115), &json!(25)));
        let places = |agenda: &serde_json::Value| -> Vec<_> {
            agenda["items"].as_array().unwrap().iter().map(|item| item["place"].clone()).collect()
        };
        assert_eq!((places(&whole), places(&cut)), (vec![json!(1), json!(2), json!(3)], vec![json!(1), json!(2)]));
        assert!(!cut.to_string().contains(&hidden.to_string()));

        // Those outside are told once the notice is out, of what it published.
        let nobody = region.nobody();
        assert_eq!(nobody.get(&at).await.expect(200).json["items"], json!([]));
        become_(&secretariat, &one, "called").await.expect(200);
        let told = nobody.get(&at).await.expect(200).json;
        assert_eq!((places(&told), &told["minutes"]), (vec![json!(1), json!(2)], &json!(25)));
        assert_eq!(told["items"][0]["case"], open.to_string());
        assert!(present(region, hidden).await.published_at.is_none());
    })
    .await;
}
