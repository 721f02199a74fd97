//! What meetings do with their items: what a body may decide, what it moves and fills, and who may read it.
use domain::{CaseAct, CaseKind, CaseState, Disclosure, Line, MinutesState, Outcome, Visibility};
use serde_json::{Value, json};

use crate::caller::{Answer, Caller};
use crate::held::{Backstage, Held, open};
use crate::manners::head;
use crate::region::{Region, on_both};
use crate::seated::pairs;

fn address(held: &Held, item: usize) -> String {
    format!("/v1/tenants/bergen/meetings/{}/agenda/{}/treatment", held.meeting, held.items[item])
}

fn decisions(held: &Held) -> String {
    format!("/v1/tenants/bergen/meetings/{}/decisions", held.meeting)
}

async fn write(caller: &Caller, address: &str, tag: &str, body: &Value) -> Answer {
    Caller::send(caller.request("PUT", address).header("If-Match", tag).json(body)).await
}

fn agreed() -> Value {
    json!([{"side": "municipal", "position": "agrees", "bound": ["alver"]}, {"side": "specialist", "position": "agrees"}])
}

fn decided() -> Value {
    let points = json!([{"verb": "adopts", "text": "Planen blir vedteken."}, {"text": "Han blir evaluert."}]);
    json!({"outcome": "decided", "points": points, "voices": agreed(), "remarks": "Samrøystes."})
}

fn postponed() -> Value {
    json!({"outcome": "postponed", "reason": "Manglar tal."})
}

/// A committee with a seat for each side, its secretariat, and a meeting it has held.
async fn meeting(region: &Region, taken: &[crate::held::Taken<'_>]) -> (Caller, Backstage, Held) {
    region
        .cast("bergen", |cast| {
            cast.seat("ssu-kommunar", cast.area("nordhordland"), 1);
            cast.seat("ssu-haraldsplass", cast.party("haraldsplass"), 1);
        })
        .await;
    let backstage = Backstage::of(region, "bergen").await;
    let held = backstage.hold(taken).await;
    (region.caller("bergen-secretariat").await, backstage, held)
}

#[actix_web::test]
async fn a_decision_moves_its_case_and_is_told_by_number() {
    on_both(async |region| {
        let (secretariat, backstage, held) = meeting(region, &[open("Felles plan"), open("Ei anna sak")]).await;
        let told = write(&secretariat, &address(&held, 0), "\"2\"", &decided()).await.expect(200);
        assert_eq!((told.etag(), &told.json["meetingVersion"]), ("\"3\"", &json!(3)));
        assert_eq!(
            told.json["treatment"]["points"][1],
            json!({"number": 2, "verb": null, "text": "Han blir evaluert."})
        );
        let case = backstage.case(held.cases[0]).await;
        assert_eq!((case.state, case.stops[0].outcome), (CaseState::Treated, Some(Outcome::Decided)));
        write(&secretariat, &address(&held, 2), "\"3\"", &json!({"outcome": "noted"})).await.expect(200);
        let list = secretariat.get(&decisions(&held)).await.expect(200).json;
        let told: Vec<_> =
            list["items"].as_array().unwrap().iter().map(|item| (&item["place"], &item["title"])).collect();
        assert_eq!(told, [(&json!(1), &json!("Felles plan")), (&json!(3), &json!("Eventuelt"))], "what was treated");
        assert_eq!(list["items"][0]["number"], json!(case.stops[0].number.text));
        assert_eq!(list["items"][0]["treatment"]["voices"][0]["bound"].as_array().unwrap().len(), 1);
        let public = region.nobody().get(&decisions(&held)).await.expect(200).json;
        assert_eq!(public["items"], json!([]), "nothing before the minutes are published");
        backstage.minute(&held, MinutesState::Published).await;
        let public = region.nobody().get(&decisions(&held)).await.expect(200).json;
        assert_eq!(public["items"].as_array().unwrap().len(), 2);
    })
    .await;
}

#[actix_web::test]
async fn what_a_body_may_not_do_is_told_at_once_and_changes_nothing() {
    on_both(async |region| {
        let (secretariat, backstage, held) = meeting(region, &[open("Felles plan")]).await;
        let before = head(region, "bergen").await;
        let nobody = "person_06bxy3k0d9v8h7m2q5t4n1c6rg";
        let seat = "membership_06bxy3k0d9v8h7m2q5t4n1c6rg";
        for (body, faults) in [
            (json!({"outcome": "decided"}), &[("/points", "too-short"), ("/voices", "unheard")][..]),
            (
                json!({"outcome": "decided", "points": [{"text": "Ja."}], "voices": [
                    {"side": "municipal", "position": "dissents", "bound": ["alver", "ingen"]},
                    {"side": "municipal", "position": "agrees"}]}),
                &[
                    ("/outcome", "not-allowed"),
                    ("/voices/0/bound/1", "unknown-reference"),
                    ("/voices/0/text", "required"),
                    ("/voices/1/side", "duplicate"),
                ],
            ),
            (
                json!({"outcome": "postponed", "points": [{"text": "Ja."}],
                    "votes": [{"membership": seat, "ballot": "for"}],
                    "elected": [{"role": "chair", "person": nobody, "validFrom": "2026-01-01"}]}),
                &[
                    ("/elected", "excludes"),
                    ("/elected/0/person", "unknown-reference"),
                    ("/points", "excludes"),
                    ("/votes", "excludes"),
                ],
            ),
            (
                json!({"outcome": "vedteke", "voices": [{"side": "user", "position": "dissents"}], "tal": 1}),
                &[("/outcome", "unknown-word"), ("/tal", "unknown-field"), ("/voices/0/text", "required")],
            ),
        ] {
            let refused = write(&secretariat, &address(&held, 0), "\"2\"", &body).await.expect(422);
            let mut told = refused.faults();
            told.sort();
            assert_eq!(told, pairs(faults), "{body}");
        }
        assert_eq!(head(region, "bergen").await, before, "nothing was written");
        assert_eq!(backstage.case(held.cases[0]).await.state, CaseState::Scheduled);
    })
    .await;
}

#[actix_web::test]
async fn what_was_written_is_written_anew_until_somebody_goes_on_or_the_minutes_are_approved() {
    on_both(async |region| {
        let (secretariat, backstage, held) = meeting(region, &[open("Felles plan")]).await;
        let path = address(&held, 0);
        write(&secretariat, &path, "\"2\"", &decided()).await.expect(200);
        assert_eq!(write(&secretariat, &path, "\"2\"", &postponed()).await.expect(412).code(), "stale");
        write(&secretariat, &path, "\"3\"", &postponed()).await.expect(200);
        assert_eq!(backstage.case(held.cases[0]).await.state, CaseState::Prepared);
        let same = json!({"outcome": "postponed", "reason": "Manglar framleis tal."});
        write(&secretariat, &path, "*", &same).await.expect(200);
        assert_eq!(backstage.case(held.cases[0]).await.history.len(), 4, "the same outcome moves nothing");
        let now = region.clock.now();
        backstage.change_case(held.cases[0], move |case| case.apply(CaseAct::Close, None, now).unwrap()).await;
        let refused = write(&secretariat, &path, "*", &decided()).await.expect(409);
        assert_eq!((refused.code(), refused.faults()), ("transition-refused", pairs(&[("/to", "not-allowed")])));
        write(&secretariat, &path, "*", &postponed()).await.expect(200);
        backstage.minute(&held, MinutesState::Approved).await;
        let refused = write(&secretariat, &path, "*", &postponed()).await.expect(409);
        assert!(
            refused.code() == "transition-refused" && refused.json["detail"].as_str().unwrap().contains("approved")
        );
    })
    .await;
}

#[actix_web::test]
async fn an_election_fills_its_office_in_the_same_moment() {
    on_both(async |region| {
        let election = ("Val av leiar", CaseKind::Election, Disclosure::PUBLIC);
        let (secretariat, backstage, held) = meeting(region, &[election]).await;
        let person = backstage.meeting(held.meeting).await.attendance[0].person.unwrap();
        let body = |role: &str| {
            let elected = json!([{"role": role, "person": person.to_string(), "validFrom": "2026-11-01"}]);
            let mut body = decided();
            body["elected"] = elected;
            body
        };
        let path = address(&held, 0);
        let unseated = json!({"outcome": "decided", "points": [{"text": "Ja."}], "voices": agreed()});
        let refused = write(&secretariat, &path, "*", &unseated).await.expect(422);
        assert_eq!(refused.faults(), pairs(&[("/elected", "too-short")]));
        let told = write(&secretariat, &path, "*", &body("chair")).await.expect(200);
        assert_eq!(told.json["treatment"]["elected"][0]["person"]["name"], json!("Kari Oppdikta"));
        let offices = format!("/v1/tenants/bergen/offices?body=ssu&person={person}");
        let list = secretariat.get(&offices).await.expect(200).json;
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        let number = backstage.case(held.cases[0]).await.stops[0].number.text.clone();
        assert_eq!(list["items"][0]["electedBy"], json!(format!("SSU {}", number.as_str())));
        let remarked = {
            let mut body = body("chair");
            body["remarks"] = json!("Samrøystes val.");
            body
        };
        write(&secretariat, &path, "*", &remarked).await.expect(200);
        assert_eq!(secretariat.get(&offices).await.expect(200).json["items"].as_array().unwrap().len(), 1, "once");
        let refused = write(&secretariat, &path, "*", &body("vice-chair")).await.expect(422);
        assert_eq!(refused.faults(), pairs(&[("/elected", "immutable")]));
    })
    .await;
}

#[actix_web::test]
async fn whoever_does_not_see_a_case_finds_no_trace_of_its_decision() {
    on_both(async |region| {
        let basis = Line::parse("offl. § 14").ok();
        let kept = Disclosure { visibility: Visibility::Secretariat, legal_basis: basis, ..Disclosure::PUBLIC };
        let secret = ("Hemmeleg sak", CaseKind::Decision, kept);
        let (secretariat, backstage, held) = meeting(region, &[secret, open("Open sak")]).await;
        for item in [0, 1] {
            write(&secretariat, &address(&held, item), "*", &decided()).await.expect(200);
        }
        backstage.minute(&held, MinutesState::Published).await;
        for caller in [region.nobody(), region.caller("bergen-alver").await] {
            let list = caller.get(&decisions(&held)).await.expect(200);
            assert!(!String::from_utf8_lossy(&list.bytes).contains("Hemmeleg"));
            let told: Vec<_> = list.json["items"].as_array().unwrap().iter().map(|item| &item["place"]).collect();
            assert_eq!(told, [&json!(1)], "its place is taken by the next");
        }
        let whole = secretariat.get(&decisions(&held)).await.expect(200).json;
        assert_eq!(whole["items"][0]["title"], json!("Hemmeleg sak"));
    })
    .await;
}
