//! Reporting a case, and following it.
use serde_json::{Value, json};

use super::{CASES, reported, system_of, titles, transition};
use crate::manners::invented_personal_id;
use crate::region::on_both;
use crate::seated::{pairs, person, text};

fn external(key: &str) -> Value {
    json!({"system": "Oppdikta sakssystem", "key": key})
}

#[actix_web::test]
async fn a_party_reports_a_case_gets_its_receipt_and_follows_it() {
    on_both(async |region| {
        let (alver, secretariat) = (region.caller("bergen-alver").await, region.caller("bergen-secretariat").await);
        let new = json!({
            "title": "Utskriving på fredag (oppdikta)", "body": "ou-nordhordland", "externalReference": external("26/17-3"),
            "summary": "Oppdikta samandrag.", "obstacle": "practical", "reach": "local", "verification": "synthetic",
        });
        let receipt = alver.post(CASES, &new).await.expect(201);
        let address = receipt.header("location").unwrap().to_owned();
        let alvers = alver.get("/v1/tenants/bergen/parties/alver").await.expect(200).json["id"].clone();
        let told = &receipt.json;
        assert_eq!((&told["state"], &told["party"], &told["kind"]), (&json!("reported"), &alvers, &json!("discussion")));
        assert_eq!((&told["stops"], &told["allowed"], &told["version"]), (&json!([]), &json!([]), &json!(1)));
        assert_eq!(told["ageing"], json!({"daysInState": 0, "daysSinceReported": 0}));
        assert_eq!(told["history"][0]["state"], "reported");
        let read = alver.get(&address).await.expect(200);
        assert_eq!((&read.json, &*read.names_version()), (told, receipt.etag()));
        assert!(read.etag().starts_with("W/"), "what is told depends on who reads, and on the day");
        let triaged = secretariat.get(&address).await.expect(200).json;
        assert_eq!(triaged["allowed"], json!(["accepted", "returned", "forwarded", "merged"]));

        // Only the secretariat and whoever reported it know of it.
        let fedje = system_of(region, "bergen", "fedje").await;
        for stranger in [&fedje, &region.nobody(), &region.stranger().await] {
            stranger.get(&address).await.expect(404);
            stranger.get(&format!("{address}/chain")).await.expect(404);
            assert_eq!(stranger.all(CASES).await, [] as [Value; 0]);
        }
        let found = "?externalSystem=Oppdikta%20sakssystem&externalId=26%2F17-3";
        for (caller, number) in [(&alver, 1), (&secretariat, 1), (&fedje, 0)] {
            assert_eq!(caller.all(&format!("{CASES}{found}")).await.len(), number);
            assert_eq!(caller.all(&format!("{CASES}{found}&externalId=not-there")).await.len(), number);
        }

        transition(&secretariat, &address, &json!({"to": "returned", "reason": "Kva gjeld det?"})).await.expect(200);
        let returned = alver.get(&address).await.expect(200).json;
        assert_eq!((&returned["state"], &returned["history"][1]["reason"]), (&json!("returned"), &json!("Kva gjeld det?")));
        let again = format!("{address}/resubmission");
        fedje.post(&again, &json!({"title": "Mi"})).await.expect(404);
        let faults = alver.post(&again, &json!({"title": 7, "body": "ssu"})).await.expect(422).faults();
        assert_eq!(faults, pairs(&[("/body", "unknown-field"), ("/title", "wrong-type")]));
        let answer = json!({"summary": "Oppdikta svar.", "reason": "Slik er det.", "reach": "principled"});
        let back = alver.post(&again, &answer).await.expect(200).json;
        assert_eq!((&back["state"], &back["summary"], &back["title"]), (&json!("reported"), &json!("Oppdikta svar."), &new["title"]));
        assert_eq!((&back["reach"], &back["obstacle"], &back["version"]), (&json!("principled"), &json!("practical"), &json!(3)));
        let refused = alver.post(&again, &answer).await.expect(409);
        assert_eq!((refused.code(), refused.faults()), ("transition-refused", pairs(&[("/to", "not-allowed")])));
    })
    .await;
}

#[actix_web::test]
async fn a_case_is_reported_in_nobodys_name_but_ones_own_and_once() {
    on_both(async |region| {
        let (alver, secretariat) = (region.caller("bergen-alver").await, region.caller("bergen-secretariat").await);
        let case = |more: Value| {
            let mut case = json!({"title": "Oppdikta sak"});
            case.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            case
        };
        let fedjes = case(json!({"party": "fedje", "externalReference": external("1")}));
        secretariat.post(CASES, &fedjes).await.expect(201);
        let told = alver.post(CASES, &fedjes).await.expect(403);
        assert_eq!(told.faults(), [], "another party's names are nobody's to guess");
        alver.post(CASES, &case(json!({"externalReference": external("1")}))).await.expect(201);
        let own = secretariat.post(CASES, &case(json!({"body": "ssu"}))).await.expect(201).json;
        assert_eq!((&own["party"], &own["reporter"]), (&Value::Null, &Value::Null));
        let nobody = "person_06bxy3k0d9v8h7m2q5t4n1c6rg";
        let earlier = text(&own["id"]);
        for (caller, new, wanted) in [
            (&alver, json!({"externalReference": external("1")}), &[("/externalReference", "taken")] as &[_]),
            (&secretariat, json!({"externalReference": external("1")}), &[("/externalReference", "needs")]),
            (&alver, json!({"party": "ingen"}), &[("/party", "unknown-reference")]),
            (&alver, json!({"party": "ingen", "externalReference": external("1")}), &[("/party", "unknown-reference")]),
            (&alver, json!({"body": "toppleiarmote"}), &[("/body", "outside-validity")]),
            (&alver, json!({"summary": invented_personal_id()}), &[("/summary", "personal-id")]),
            (&alver, json!({"title": invented_personal_id()}), &[("/title", "personal-id")]),
            (&secretariat, json!({"officers": [{"person": nobody}]}), &[("/officers/0/person", "unknown-reference")]),
            (
                &secretariat,
                json!({"links": [{"case": earlier, "point": 1}]}),
                &[("/links/0/point", "unknown-reference")],
            ),
            // The secretariat's own matters are not there for a party.
            (&alver, json!({"links": [{"case": earlier}]}), &[("/links/0/case", "unknown-reference")]),
            (
                &secretariat,
                json!({"disclosure": {"visibility": "body", "embargoUntil": "2030-01-01"}}),
                &[("/disclosure/embargoUntil", "excludes"), ("/disclosure/legalBasis", "required")],
            ),
        ] {
            let told = caller.post(CASES, &case(new.clone())).await.expect(422).faults();
            assert_eq!(told, pairs(wanted), "{new}");
        }
        let member = {
            region.client("bergen-gjest", None, false).await;
            region
                .seat("bergen", "bergen-gjest", "ssu", domain::policy::Role::Observer, domain::Validity::ALWAYS)
                .await;
            region.caller("bergen-gjest").await
        };
        let by_a_person = member.post(CASES, &case(json!({}))).await.expect(201).json;
        assert!(text(&by_a_person["reporter"]).starts_with("person_"), "{by_a_person}");
    })
    .await;
}

#[actix_web::test]
async fn the_secretariat_changes_what_is_told_of_a_case_and_nothing_of_whose_it_is() {
    on_both(async |region| {
        let (alver, secretariat) = (region.caller("bergen-alver").await, region.caller("bergen-secretariat").await);
        let address =
            reported(&alver, &json!({"title": "Første (oppdikta)", "externalReference": external("1")})).await;
        let earlier = reported(&secretariat, &json!({"title": "Tidlegare (oppdikta)"})).await;
        let earlier = secretariat.get(&earlier).await.expect(200).json["id"].clone();
        let kari = person(&secretariat, "bergen", "Kari Oppdikta").await;
        let patch = json!({
            "title": "Anna tittel (oppdikta)", "kind": "election", "officers": [{"person": kari, "side": "municipal"}],
            "archiveReference": "26/1234", "links": [{"case": earlier}], "obstacle": "structural", "note": "oppdikta",
            "disclosure": {"visibility": "community", "legalBasis": "offl. § 14"},
        });
        let before = secretariat.get(&address).await.expect(200);
        secretariat.patch(&address, "\"7\"", &patch).await.expect(412);
        let changed = secretariat.patch(&address, &before.names_version(), &patch).await.expect(200);
        for (member, value) in patch.as_object().unwrap() {
            match member.as_str() {
                "links" => assert_eq!(changed.json["links"][0]["kind"], "follow-up"),
                "disclosure" => assert_eq!(changed.json["disclosure"]["visibility"], "community"),
                _ => assert_eq!(&changed.json[member], value),
            }
        }
        // What its reporter does not see is not there for them, nor told of.
        assert_eq!(alver.get(&address).await.expect(200).json["links"], json!([]));
        for (path, wanted) in [
            (format!("?officer={kari}"), 1),
            (format!("?followsUp={}", text(&earlier)), 1),
            ("?kind=election&state=reported&party=alver".to_owned(), 1),
            ("?kind=noting".to_owned(), 0),
        ] {
            assert_eq!(titles(&secretariat, &format!("{CASES}{path}")).await.len(), wanted, "{path}");
        }
        assert_eq!(
            region.nobody().get(&format!("{CASES}?followsUp={}", text(&earlier))).await.expect(400).faults(),
            pairs(&[("?followsUp", "unknown-reference")])
        );
        let moved = json!({"party": "fedje", "externalReference": {"key": "2"}, "body": "ssu", "title": null});
        let told = secretariat.patch(&address, changed.etag(), &moved).await.expect(422).faults();
        let wanted = [
            ("/body", "immutable"),
            ("/externalReference", "immutable"),
            ("/party", "immutable"),
            ("/title", "required"),
        ];
        assert_eq!(told, pairs(&wanted));
        secretariat.patch(&address, changed.etag(), &json!({"disclosure": null})).await.expect(200);
    })
    .await;
}
