//! Minutes from draft to published and corrected, as JSON and as a document.
use domain::{CaseKind, Disclosure, Line, MeetingState, MinutesState, Visibility};
use serde_json::json;

use crate::caller::Caller;
use crate::held::{Backstage, Held, open};
use crate::region::{Region, on_both};
use crate::seated::pairs;

fn list(held: &Held) -> String {
    format!("/v1/tenants/bergen/meetings/{}/minutes", held.meeting)
}

/// A committee whose members are clients, and a meeting it has held.
async fn meeting(region: &Region, taken: &[crate::held::Taken<'_>]) -> (Caller, Backstage, Held) {
    region.seat_each("bergen", "ssu").await;
    let backstage = Backstage::of(region, "bergen").await;
    let held = backstage.hold(taken).await;
    (region.caller("bergen-secretariat").await, backstage, held)
}

#[actix_web::test]
async fn minutes_go_from_draft_to_published_and_the_meeting_with_them() {
    on_both(async |region| {
        let (secretariat, backstage, held) = meeting(region, &[open("Felles plan")]).await;
        let (nobody, chair) = (region.nobody(), region.caller("bergen-chair").await);
        let list = list(&held);
        let made = secretariat.post(&list, &json!({})).await.expect(201);
        let address = made.header("location").unwrap().to_owned();
        assert_eq!((&*address, made.etag()), (&*format!("{list}/1"), "\"1\""));
        assert_eq!(made.json["title"], json!("Referat – Strategisk samarbeidsutval"));
        assert_eq!(made.json["items"][0]["background"], json!("Bakgrunnen for Felles plan."));
        assert_eq!(made.json["items"][0]["recommendation"][0]["number"], json!(1));
        assert_eq!(made.json["present"].as_array().unwrap().len(), 3, "those who sit there, deputies apart");
        let again = secretariat.post(&list, &json!({})).await.expect(409);
        assert_eq!((again.code(), again.faults()), ("transition-refused", pairs(&[("/to", "not-allowed")])));

        let item = made.json["items"][0]["item"].clone();
        let change = json!({"introduction": "Leiaren ynskte velkomen.", "startsAt": "09:15",
            "items": [{"item": item, "background": "Utvalet bad om saka.", "remarks": "Alle hadde ordet."}]});
        let changed = secretariat.patch(&address, "\"1\"", &change).await.expect(200);
        assert_eq!((changed.etag(), &changed.json["startsAt"]), ("\"2\"", &json!("09:15")));
        assert_eq!(changed.json["items"][0]["remarks"], json!("Alle hadde ordet."));
        let noted = json!({"outcome": "noted", "remarks": "Ikkje denne."});
        let path = format!("/v1/tenants/bergen/meetings/{}/agenda/{}/treatment", held.meeting, held.items[0]);
        Caller::send(secretariat.request("PUT", &path).header("If-Match", "*").json(&noted)).await.expect(200);
        let now = secretariat.get(&address).await.expect(200);
        assert!(now.etag().starts_with("W/"), "what is cut by sight has a weak tag");
        assert_eq!((&now.json["version"], &now.json["items"][0]["treatment"]["outcome"]), (&json!(3), &json!("noted")));
        assert_eq!(now.json["items"][0]["remarks"], json!("Alle hadde ordet."), "what the minutes say stays");

        let (steps, approval) = (format!("{address}/transitions"), format!("{address}/approval"));
        nobody.get(&address).await.expect(404);
        assert_eq!(nobody.get(&list).await.expect(200).json["items"], json!([]));
        let early = secretariat.post(&steps, &json!({"to": "published"})).await.expect(409);
        assert_eq!(early.faults(), pairs(&[("/to", "not-allowed")]));
        secretariat.post(&steps, &json!({"to": "circulated"})).await.expect(200);
        assert_eq!(backstage.meeting(held.meeting).await.state, MeetingState::Minuted);
        secretariat.post(&approval, &json!({"version": 4})).await.expect(403);
        let stale = chair.post(&approval, &json!({"version": 3})).await.expect(422);
        assert_eq!(stale.faults(), pairs(&[("/version", "stale")]), "nobody approves what they have not read");
        chair.post(&approval, &json!({"version": 4})).await.expect(200);
        assert_eq!(backstage.meeting(held.meeting).await.state, MeetingState::Approved);
        let fixed = secretariat.patch(&address, "*", &json!({"place": "Ein annan stad"})).await.expect(409);
        assert!(fixed.code() == "transition-refused" && fixed.json["detail"].as_str().unwrap().contains("approved"));
        secretariat.post(&steps, &json!({"to": "published"})).await.expect(200);
        assert_eq!(backstage.meeting(held.meeting).await.state, MeetingState::Published);
        let public = nobody.get(&address).await.expect(200).json;
        assert_eq!((&public["state"], &public["introduction"]), (&json!("published"), &change["introduction"]));
    })
    .await;
}

#[actix_web::test]
async fn a_correction_is_a_new_version_beside_the_one_it_corrects() {
    on_both(async |region| {
        let (secretariat, backstage, held) = meeting(region, &[open("Felles plan")]).await;
        let list = list(&held);
        let early = secretariat.post(&list, &json!({"correction": "Feil namn"})).await.expect(422);
        assert_eq!(early.faults(), pairs(&[("/correction", "not-allowed")]), "there is nothing to correct");
        backstage.minute(&held, MinutesState::Published).await;
        let made = secretariat.post(&list, &json!({"correction": "Feil stad"})).await.expect(201);
        assert_eq!(made.header("location"), Some(&*format!("{list}/2")));
        secretariat.patch(&format!("{list}/2"), "\"1\"", &json!({"place": "Rett stad"})).await.expect(200);
        let nobody = region.nobody();
        let numbers = |json: &serde_json::Value| json["items"].as_array().unwrap().len();
        assert_eq!(numbers(&nobody.get(&list).await.expect(200).json), 1);
        nobody.get(&format!("{list}/2")).await.expect(404);
        secretariat.post(&format!("{list}/2/transitions"), &json!({"to": "circulated"})).await.expect(200);
        let chair = region.caller("bergen-chair").await;
        chair.post(&format!("{list}/2/approval"), &json!({"version": 3})).await.expect(200);
        secretariat.post(&format!("{list}/2/transitions"), &json!({"to": "published"})).await.expect(200);
        assert_eq!(numbers(&nobody.get(&list).await.expect(200).json), 2);
        let both = [1, 2].map(|number| format!("{list}/{number}"));
        assert_eq!(nobody.get(&both[0]).await.expect(200).json["place"], json!("Oppdikta møterom"));
        assert_eq!(nobody.get(&both[1]).await.expect(200).json["place"], json!("Rett stad"));
        assert_eq!(backstage.meeting(held.meeting).await.state, MeetingState::Published);
    })
    .await;
}

#[actix_web::test]
async fn what_cannot_be_changed_is_told_at_once() {
    on_both(async |region| {
        let (secretariat, _, held) = meeting(region, &[open("Felles plan")]).await;
        let list = list(&held);
        secretariat.post(&list, &json!({})).await.expect(201);
        let item = held.items[0].to_string();
        let patch = json!({"title": null, "startsAt": "12:00", "endsAt": "9:00", "tema": 1,
            "items": [{"item": item}, {"item": item}, {"item": "item_06bxy3k0d9v8h7m2q5t4n1c6rg"}]});
        let mut told = secretariat.patch(&format!("{list}/1"), "*", &patch).await.expect(422).faults();
        told.sort();
        let wanted = [
            ("/endsAt", "malformed"),
            ("/items/1/item", "duplicate"),
            ("/items/2/item", "unknown-reference"),
            ("/tema", "unknown-field"),
            ("/title", "required"),
        ];
        assert_eq!(told, pairs(&wanted));
        let reversed = json!({"startsAt": "12:00", "endsAt": "09:00"});
        let told = secretariat.patch(&format!("{list}/1"), "*", &reversed).await.expect(422).faults();
        assert_eq!(told, pairs(&[("/endsAt", "date-order")]));
        for number in ["0", "2", "x", "-1"] {
            secretariat.get(&format!("{list}/{number}")).await.expect(404);
        }
    })
    .await;
}

#[actix_web::test]
async fn what_somebody_does_not_see_leaves_no_trace_in_minutes() {
    on_both(async |region| {
        let basis = Line::parse("offl. § 14").ok();
        let kept = Disclosure { visibility: Visibility::Secretariat, legal_basis: basis, ..Disclosure::PUBLIC };
        let secret = ("Hemmeleg sak", CaseKind::Decision, kept);
        let (secretariat, backstage, held) = meeting(region, &[secret, open("Open sak")]).await;
        backstage.minute(&held, MinutesState::Published).await;
        let address = format!("{}/1", list(&held));
        let document = format!("{address}/document");
        for caller in [region.nobody(), region.caller("bergen-member").await] {
            for path in [&address, &document, &list(&held)] {
                let answer = caller.get(path).await.expect(200);
                assert!(!String::from_utf8_lossy(&answer.bytes).contains("Hemmeleg"), "{path}");
            }
            let told = caller.get(&address).await.expect(200).json;
            let places: Vec<_> = told["items"].as_array().unwrap().iter().map(|item| &item["place"]).collect();
            assert_eq!(places, [&json!(1), &json!(2)], "no gap");
        }
        let whole = secretariat.get(&document).await.expect(200);
        assert!(String::from_utf8_lossy(&whole.bytes).contains("Hemmeleg sak"));
    })
    .await;
}

#[actix_web::test]
async fn a_document_names_those_who_were_there_until_they_are_erased() {
    on_both(async |region| {
        let (_, backstage, held) = meeting(region, &[open("Felles plan")]).await;
        backstage.minute(&held, MinutesState::Published).await;
        let (nobody, admin) = (region.nobody(), region.caller("bergen-admin").await);
        let address = format!("{}/1", list(&held));
        let page = nobody.get(&format!("{address}/document")).await.expect(200);
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        let text = String::from_utf8(page.bytes.clone()).unwrap();
        assert!(text.starts_with("<!DOCTYPE html><html lang=\"nn\">") && text.contains("Oppdikta Person"), "{text}");
        assert!(!text.contains("(sletta)"));
        let held_page = nobody.request("GET", &format!("{address}/document")).header("If-None-Match", page.etag());
        Caller::send(held_page).await.expect(304);
        for attendance in backstage.meeting(held.meeting).await.attendance {
            let person = format!("/v1/tenants/bergen/persons/{}", attendance.person.unwrap());
            admin.delete(&person, "*").await.expect(200);
        }
        let text = nobody.get(&format!("{address}/document")).await.expect(200);
        let text = String::from_utf8(text.bytes).unwrap();
        assert!(!text.contains("Oppdikta Person") && text.contains("(sletta)"), "{text}");
        let told = nobody.get(&address).await.expect(200).json;
        assert_eq!(told["present"][0]["person"]["name"], json!(null));
    })
    .await;
}
