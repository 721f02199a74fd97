//! Applying a charter: what it takes, what it answers, and that nothing is half applied.
use serde_json::json;

use super::{CHARTER, changes, entry, put, without};
use crate::caller::Caller;
use crate::region::on_both;

#[actix_web::test]
async fn a_charter_is_applied_once_and_again_changes_nothing() {
    on_both(async |region| {
        let admin = region.caller("fjell-admin").await;
        let read = admin.get(CHARTER).await.expect(200);
        let before = region.head("fjell").await;
        let same = put(&admin, CHARTER, read.etag(), &read.json).await.expect(200);
        assert_eq!((same.etag(), &same.json, region.head("fjell").await), (read.etag(), &read.json, before));

        let mut charter = read.json.clone();
        entry(&mut charter, "bodies", "ssu")["names"]["nn"] = json!("Strategisk råd");
        charter["parties"].as_array_mut().unwrap().push(json!({
            "key": "nyvik", "kind": "municipality", "side": "municipal", "verification": "synthetic",
            "names": {"nb": "Nyvik kommune", "nn": "Nyvik kommune"},
        }));
        let checked = admin.post(&format!("{CHARTER}/check"), &charter).await.expect(200);
        let wanted = [("created", "nyvik"), ("changed", "ssu")].map(|(act, key)| (act.to_owned(), key.to_owned()));
        assert_eq!(changes(&checked), wanted);
        assert_eq!((checked.etag(), &checked.json["faults"]), (read.etag(), &json!([])));
        assert_eq!(region.head("fjell").await, before, "a check writes nothing");

        let applied = put(&admin, CHARTER, checked.etag(), &charter).await.expect(200);
        assert_ne!(applied.etag(), read.etag());
        let stands = admin.get(CHARTER).await.expect(200);
        assert_eq!((stands.etag(), &stands.json), (applied.etag(), &applied.json), "the answer is what stands");
        assert_eq!(region.head("fjell").await, before + 2, "an entry for each act");
        let again = put(&admin, CHARTER, applied.etag(), &charter).await.expect(200);
        assert_eq!((again.etag(), region.head("fjell").await), (applied.etag(), before + 2));
        let held = admin.request("GET", CHARTER).header("If-None-Match", applied.etag());
        Caller::send(held).await.expect(304);
    })
    .await;
}

#[actix_web::test]
async fn applying_asks_for_the_present_version_and_is_done_once_under_a_key() {
    on_both(async |region| {
        let admin = region.caller("fjell-admin").await;
        let read = admin.get(CHARTER).await.expect(200);
        let before = region.head("fjell").await;
        let unconditional = admin.request("PUT", CHARTER).json(&read.json);
        assert_eq!(Caller::send(unconditional).await.expect(428).code(), "precondition-required");
        let stale = put(&admin, CHARTER, "\"0.1\"", &json!({})).await.expect(412);
        assert_eq!(stale.code(), "stale");

        let mut charter = read.json.clone();
        charter["settings"]["paperDeadlineDays"] = json!(21);
        let keyed = || {
            let ask = admin.request("PUT", CHARTER).header("If-Match", read.etag());
            Caller::send(ask.header("Idempotency-Key", "forfatning-1").json(&charter))
        };
        let (first, second) = (keyed().await.expect(200), keyed().await.expect(200));
        assert_eq!(second.header("idempotency-replayed"), Some("true"));
        assert_eq!((first.etag(), &first.json), (second.etag(), &second.json));
        assert_eq!(region.head("fjell").await, before + 1);
        put(&admin, CHARTER, read.etag(), &charter).await.expect(412);
    })
    .await;
}

#[actix_web::test]
async fn every_fault_is_told_at_once_and_nothing_is_half_applied() {
    on_both(async |region| {
        let admin = region.caller("fjell-admin").await;
        let read = admin.get(CHARTER).await.expect(200);
        let before = region.head("fjell").await;
        let mut charter = read.json.clone();
        charter["settings"]["paperDeadlineDays"] = json!(30);
        charter["community"]["language"] = json!("nn");
        entry(&mut charter, "areas", "fjellet")["validTo"] = json!("2099-12-31");
        entry(&mut charter, "bodies", "ssu")["area"] = json!("fjellet");
        charter["ends"] = json!(["ukjend"]);
        let wanted = [
            ("/community/language", "immutable"),
            ("/bodies/0/area", "outside-validity"),
            ("/ends/0", "unknown-reference"),
        ];
        let wanted = wanted.map(|(pointer, code)| (pointer.to_owned(), code.to_owned()));
        let refused = put(&admin, CHARTER, read.etag(), &charter).await.expect(422);
        assert_eq!(refused.faults(), wanted);
        let mut checked = admin.post(&format!("{CHARTER}/check"), &charter).await.expect(200);
        assert_eq!(changes(&checked), []);
        checked.json["errors"] = checked.json["faults"].take();
        assert_eq!(checked.faults(), wanted, "a check tells the same");

        // What cannot be read at all is no charter, for a check either.
        let mut unreadable = read.json.clone();
        unreadable["bodies"][0]["level"] = json!(0);
        let told = [("/bodies/0/level".to_owned(), "out-of-range".to_owned())];
        assert_eq!(put(&admin, CHARTER, read.etag(), &unreadable).await.expect(422).faults(), told);
        let refused = admin.post(&format!("{CHARTER}/check"), &unreadable).await.expect(422);
        assert_eq!(refused.faults(), told);

        assert_eq!(region.head("fjell").await, before, "nothing was written");
        let after = admin.get(CHARTER).await.expect(200);
        assert_eq!((after.etag(), &after.json), (read.etag(), &read.json));
    })
    .await;
}

#[actix_web::test]
async fn what_is_missing_ends_and_what_is_named_again_is_reopened() {
    on_both(async |region| {
        let admin = region.caller("fjell-admin").await;
        let read = admin.get(CHARTER).await.expect(200);
        let smaller = without(&read.json, "bodies", "formote");
        let ended = put(&admin, CHARTER, read.etag(), &smaller).await.expect(200);
        let body = admin.get("/v1/tenants/fjell/bodies/formote").await.expect(200);
        let yesterday = crate::manners::today(region).yesterday().unwrap().to_string();
        assert_eq!(body.json["validTo"], json!(yesterday), "the day before it is no longer named");
        let checked = admin.post(&format!("{CHARTER}/check"), &read.json).await.expect(200);
        assert_eq!(changes(&checked), [("reopened".to_owned(), "formote".to_owned())]);
        let reopened = put(&admin, CHARTER, ended.etag(), &read.json).await.expect(200);
        assert_eq!(reopened.json, read.json);
        let again = admin.get("/v1/tenants/fjell/bodies/formote").await.expect(200);
        assert_eq!((&again.json["id"], again.json.get("validTo")), (&body.json["id"], Some(&json!(null))));
    })
    .await;
}
