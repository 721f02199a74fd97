//! Days: a charter for a day to come, and what was known on days that are over.
use domain::Date;
use jiff::ToSpan as _;
use serde_json::{Value, json};

use super::{CHARTER, entry, put, without};
use crate::manners::today;
use crate::region::{Region, on_both};

const DAY: i64 = 24 * 60 * 60;

fn in_days(region: &Region, days: i64) -> Date {
    today(region).checked_add(days.days()).expect("a day of the calendar")
}

#[actix_web::test]
async fn a_charter_for_a_day_to_come_ends_the_day_before_it() {
    on_both(async |region| {
        let admin = region.caller("fjell-admin").await;
        let read = admin.get(CHARTER).await.expect(200);
        let from = in_days(region, 30);
        let path = format!("{CHARTER}?from={from}");
        let smaller = without(&read.json, "bodies", "formote");
        let applied = put(&admin, &path, read.etag(), &smaller).await.expect(200);
        let body = admin.get("/v1/tenants/fjell/bodies/formote").await.expect(200);
        assert_eq!(body.json["validTo"], json!(from.yesterday().unwrap().to_string()));

        let mut changed = applied.json.clone();
        entry(&mut changed, "bodies", "ssu")["names"]["nb"] = json!("Noe annet");
        let refused = put(&admin, &path, applied.etag(), &changed).await.expect(422);
        assert_eq!(refused.faults(), [("/bodies/0/names".into(), "only-from-today".into())]);
        let past = format!("{CHARTER}?from={}", in_days(region, -1));
        let refused = put(&admin, &past, applied.etag(), &applied.json).await.expect(422);
        assert_eq!(refused.faults(), [("?from".into(), "history-rewritten".into())]);
    })
    .await;
}

/// The municipality's number, and whether it belongs to the area, on a day.
async fn known(region: &Region, at: Date) -> (Value, Value) {
    let admin = region.caller("fjell-admin").await;
    let charter = admin.get(&format!("{CHARTER}?at={at}")).await.expect(200);
    let mut json = charter.json;
    let numbers = entry(&mut json, "parties", "fjellvik")["municipalityNumbers"].clone();
    (numbers, entry(&mut json, "areas", "fjellet")["members"].clone())
}

#[actix_web::test]
async fn a_municipality_that_changes_number_and_area_is_told_as_it_was_known() {
    on_both(async |region| {
        let admin = region.caller("fjell-admin").await;
        let read = admin.get(CHARTER).await.expect(200);
        let (first, turn) = (today(region), in_days(region, 10));
        let last = turn.yesterday().unwrap();
        let before = known(region, first).await;

        region.turn_clock(DAY);
        let admin_tomorrow = region.caller("fjell-admin").await;
        let mut charter = read.json.clone();
        entry(&mut charter, "parties", "fjellvik")["municipalityNumbers"] = json!([
            {"number": "4699", "validFrom": null, "validTo": last.to_string()},
            {"number": "4698", "validFrom": turn.to_string(), "validTo": null},
        ]);
        let members = entry(&mut charter, "areas", "fjellet")["members"].as_array_mut().unwrap();
        members.iter_mut().find(|each| each["party"] == "fjellvik").unwrap()["validTo"] = json!(last.to_string());
        charter["areas"].as_array_mut().unwrap().push(json!({
            "key": "dalen", "names": {"nb": "Dalen", "nn": "Dalen"}, "visibility": "community",
            "verification": "synthetic", "validFrom": turn.to_string(),
            "members": [{"party": "fjellvik", "role": "municipality", "validFrom": turn.to_string()}],
        }));
        let applied = put(&admin_tomorrow, CHARTER, read.etag(), &charter).await.expect(200);
        assert_eq!(known(region, first).await, before, "the day before is told as it was");
        assert_ne!(known(region, in_days(region, 0)).await, before);

        let past = admin_tomorrow.get(&format!("{CHARTER}?at={first}")).await.expect(200);
        assert_eq!(past.json, read.json);
        assert!(past.etag() != read.etag() && past.etag() != applied.etag(), "a past day has a tag of its own");
        put(&admin_tomorrow, CHARTER, past.etag(), &read.json).await.expect(412);

        let on = |at: Date| format!("/v1/tenants/fjell/structure?at={at}");
        let area =
            |answer: &Value, key: &str| answer["areas"].as_array().unwrap().iter().any(|area| area["key"] == key);
        assert!(!area(&admin_tomorrow.get(&on(in_days(region, 0))).await.expect(200).json, "dalen"));
        assert!(area(&admin_tomorrow.get(&on(turn)).await.expect(200).json, "dalen"));
        assert!(!area(&admin_tomorrow.get(&on(first)).await.expect(200).json, "dalen"));
        let _ = admin;
    })
    .await;
}

#[actix_web::test]
async fn what_changed_between_two_days_is_listed_as_far_as_it_is_seen() {
    on_both(async |region| {
        let first = today(region);
        let read = region.caller("fjell-admin").await.get(CHARTER).await.expect(200);
        region.turn_clock(DAY);
        let admin = region.caller("fjell-admin").await;
        let mut charter = without(&read.json, "bodies", "formote");
        charter["settings"]["paperDeadlineDays"] = json!(3);
        entry(&mut charter, "parties", "fjellvik")["note"] = json!("Endra");
        put(&admin, CHARTER, read.etag(), &charter).await.expect(200);
        region.turn_clock(2 * DAY);
        let admin = region.caller("fjell-admin").await;
        let path = "/v1/tenants/fjell/structure/changes";
        let listed = async |client: &str, from: Date, to: Date| {
            let path = format!("/v1/tenants/fjell/structure/changes?from={from}&to={to}");
            super::changes(&region.caller(client).await.get(&path).await.expect(200))
        };
        let told = |rows: &[(&str, &str)]| -> Vec<(String, String)> {
            rows.iter().map(|(act, key)| ((*act).to_owned(), (*key).to_owned())).collect()
        };
        let second = first.tomorrow().unwrap();
        let all = told(&[("changed", "settings"), ("changed", "fjellvik"), ("ended", "formote")]);
        assert_eq!(listed("fjell-admin", first, second).await, all);
        assert_eq!(listed("fjell-admin", second, today(region)).await, []);
        let since_yesterday = admin.get(path).await.expect(200);
        assert_eq!(
            (since_yesterday.json["from"].as_str(), super::changes(&since_yesterday)),
            (Some(&*second.to_string()), vec![])
        );
        let auditor = listed("fjell-auditor", first, second).await;
        assert!(auditor.contains(&("changed".to_owned(), "fjellvik".to_owned())), "{auditor:?}");
        let backwards = admin.get(&format!("{path}?from={second}&to={first}")).await.expect(400);
        assert_eq!(backwards.faults(), [("?to".into(), "date-order".into())]);

        // Someone who sees what is published sees no more of the changes.
        let bergen = format!("/v1/tenants/bergen/structure/changes?from={first}");
        assert_eq!(super::changes(&region.nobody().get(&bergen).await.expect(200)), []);
    })
    .await;
}
