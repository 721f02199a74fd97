//! What becomes of a case by somebody's word.
use domain::{Case, CaseState, StopState, Words as _};
use serde_json::{Value, json};

use super::{CASES, meeting, reported, transition};
use crate::caller::Caller;
use crate::manners::today;
use crate::matters::{case, keep, number, stop};
use crate::region::on_both;
use crate::seated::{body_id, pairs, text};

async fn new(caller: &Caller, more: Value) -> String {
    let mut case = json!({"title": "Oppdikta sak"});
    case.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    reported(caller, &case).await
}

#[actix_web::test]
async fn a_case_is_taken_in_where_it_belongs_and_numbered_by_each_body() {
    on_both(async |region| {
        let secretariat = region.caller("bergen-secretariat").await;
        let year = today(region).year();
        let address = new(&secretariat, json!({"body": "ou-voss", "party": "voss"})).await;
        let forwarded =
            json!({"to": "forwarded", "body": "ssu", "reason": "Ho er prinsipiell.", "reach": "principled"});
        let told = transition(&secretariat, &address, &forwarded).await.expect(200).json;
        let ssu = body_id(region, "bergen", "ssu").await.to_string();
        assert_eq!(
            (text(&told["state"]), text(&told["body"]), text(&told["reach"])),
            ("forwarded".into(), ssu.clone(), "principled".into())
        );
        let told = transition(&secretariat, &address, &json!({"to": "accepted"})).await.expect(200).json;
        assert_eq!(
            (&told["stops"][0]["body"], &told["stops"][0]["number"]),
            (&json!(ssu), &json!(format!("1-{year}")))
        );
        assert_eq!(told["allowed"], json!(["prepared", "closed"]));
        let told = transition(&secretariat, &address, &json!({"to": "prepared"})).await.expect(200).json;
        assert_eq!((&told["state"], &told["version"]), (&json!("prepared"), &json!(4)));
        let told =
            transition(&secretariat, &address, &json!({"to": "closed", "reason": "Trekt."})).await.expect(200).json;
        assert_eq!((&told["state"], &told["allowed"]), (&json!("closed"), &json!([])));
        let states: Vec<_> = told["history"].as_array().unwrap().iter().map(|each| text(&each["state"])).collect();
        assert_eq!(states, ["reported", "forwarded", "accepted", "prepared", "closed"]);

        // Four committees treat the same matter in one week, each under a number of its own.
        let address = new(&secretariat, json!({"reach": "local"})).await;
        let bodies = ["ou-bergen", "ou-voss", "ou-nordhordland", "ou-bergensregionen"];
        let told =
            transition(&secretariat, &address, &json!({"to": "accepted", "bodies": bodies})).await.expect(200).json;
        let stops = told["stops"].as_array().unwrap().clone();
        assert!(
            stops.len() == 4 && stops.iter().all(|stop| stop["number"] == format!("1-{year}") && stop["stage"] == 1)
        );
        let one = json!({"to": "prepared", "stop": stops[2]["id"]});
        let told = transition(&secretariat, &address, &one).await.expect(200).json;
        assert_eq!((&told["state"], &told["stops"][2]["state"]), (&json!("accepted"), &json!("prepared")));
        let again = transition(&secretariat, &address, &one).await.expect(409);
        assert_eq!(again.code(), "transition-refused");
        let told = transition(&secretariat, &address, &json!({"to": "prepared"})).await.expect(200).json;
        assert_eq!(
            (&told["state"], &told["version"]),
            (&json!("prepared"), &json!(4)),
            "one change, whatever it takes"
        );
        assert_eq!(secretariat.all(&format!("{CASES}?body=ou-voss&year={year}&number=1-{year}")).await.len(), 1);
    })
    .await;
}

#[actix_web::test]
async fn what_does_not_belong_to_a_transition_is_told_where_it_stands() {
    on_both(async |region| {
        let (alver, secretariat) = (region.caller("bergen-alver").await, region.caller("bergen-secretariat").await);
        let address = new(&alver, json!({"body": "ou-nordhordland", "obstacle": "structural"})).await;
        let id = text(&alver.get(&address).await.expect(200).json["id"]);
        let other = new(&secretariat, json!({})).await;
        let merged = text(&secretariat.get(&other).await.expect(200).json["id"]);
        let goal = new(&secretariat, json!({})).await;
        let goal = secretariat.get(&goal).await.expect(200).json["id"].clone();
        transition(&secretariat, &other, &json!({"to": "merged", "into": goal})).await.expect(200);
        let nobody = "case_06bxy3k0d9v8h7m2q5t4n1c6rg";
        for (asked, wanted) in [
            (json!({"to": "returned"}), &[("/reason", "required")] as &[_]),
            (json!({"to": "forwarded"}), &[("/body", "required")]),
            (json!({"to": "forwarded", "body": "toppleiarmote"}), &[("/body", "outside-validity")]),
            (json!({"to": "merged"}), &[("/into", "required")]),
            (json!({"to": "merged", "into": id}), &[("/into", "cycle")]),
            (json!({"to": "merged", "into": merged}), &[("/into", "not-allowed")]),
            (json!({"to": "merged", "into": nobody}), &[("/into", "unknown-reference")]),
            // Structural matters are the strategic level's, unless somebody says why not.
            (json!({"to": "accepted"}), &[("/bodies", "needs")]),
            (json!({"to": "accepted", "bodies": ["ssu", "ou-voss"]}), &[("/bodies/1", "needs")]),
            (json!({"to": "accepted", "bodies": ["ssu", "ssu"]}), &[("/bodies/1", "duplicate")]),
            (json!({"to": "accepted", "bodies": ["ingen", "toppleiarmote"]}),
                &[("/bodies/0", "unknown-reference"), ("/bodies/1", "outside-validity")]),
            (json!({"to": "returned", "reason": "Nei.", "bodies": ["ssu"], "body": "ssu", "into": nobody, "reach": "local",
                    "stop": "stop_06bxy3k0d9v8h7m2q5t4n1c6rg", "obstacle": "practical"}),
                &[("/bodies", "excludes"), ("/body", "excludes"), ("/into", "excludes"), ("/obstacle", "excludes"),
                  ("/reach", "excludes"), ("/stop", "excludes")]),
            (json!({"to": "avvist", "reason": 7}), &[("/reason", "wrong-type"), ("/to", "unknown-word")]),
            (json!({}), &[("/to", "required")]),
        ] {
            let told = transition(&secretariat, &address, &asked).await.expect(422).faults();
            let mut told = told;
            told.sort_unstable();
            assert_eq!(told, pairs(wanted), "{asked}");
        }
        assert_eq!(secretariat.get(&address).await.expect(200).json["version"], 1, "nothing was done");
        let all_the_same = json!({"to": "accepted", "reason": "Dei vil prøve sjølve."});
        let told = transition(&secretariat, &address, &all_the_same).await.expect(200).json;
        assert_eq!(told["history"][1]["reason"], "Dei vil prøve sjølve.");
        let stop = json!({"to": "prepared", "stop": "stop_06bxy3k0d9v8h7m2q5t4n1c6rg"});
        let told = transition(&secretariat, &address, &stop).await.expect(422).faults();
        assert_eq!(told, pairs(&[("/stop", "unknown-reference")]));
        transition(&alver, &address, &json!({"to": "closed", "reason": "Nei."})).await.expect(403);
    })
    .await;
}

#[actix_web::test]
async fn a_state_that_does_not_allow_a_step_tells_what_it_allows() {
    on_both(async |region| {
        let secretariat = region.caller("bergen-secretariat").await;
        let body = body_id(region, "bergen", "ssu").await;
        let goal = case(region, "Målet (oppdikta)", CaseState::Reported, Vec::new());
        keep(region, "bergen", &goal).await;
        let met = meeting(region, "bergen", "ssu", |_| ()).await;
        for (running, state) in (1..).zip(CaseState::ALL.iter().copied()) {
            let stops = match StopState::parse(state.word()) {
                _ if state.is_intake() => Vec::new(),
                of_stop => {
                    let mut one = stop(
                        body,
                        number(&format!("{running}-1999"), 1999, running),
                        of_stop.unwrap_or(StopState::Treated),
                    );
                    one.meeting = Some(met);
                    vec![one]
                }
            };
            let held = Case { merged_into: Some(goal.id), ..case(region, "I ein tilstand (oppdikta)", state, stops) };
            keep(region, "bergen", &held).await;
            let address = format!("{CASES}/{}", held.id);
            let allowed: Vec<&str> = held.allowed().into_iter().map(domain::Words::word).collect();
            assert_eq!(secretariat.get(&address).await.expect(200).json["allowed"], json!(allowed), "{state}");
            for to in CaseState::ALL.iter().filter(|to| !held.allowed().contains(to)) {
                let asked = match to {
                    CaseState::Forwarded => json!({"to": to, "body": "ssu"}),
                    CaseState::Merged => json!({"to": to, "into": goal.id}),
                    _ => json!({"to": to, "reason": "Oppdikta."}),
                };
                let refused = transition(&secretariat, &address, &asked).await.expect(409);
                assert_eq!(refused.code(), "transition-refused", "{state} to {to}");
                assert_eq!(refused.faults(), pairs(&[("/to", "not-allowed")]));
                let detail = text(&refused.json["detail"]);
                assert!(allowed.iter().all(|word| detail.contains(word)), "{detail}");
            }
            assert_eq!(secretariat.get(&address).await.expect(200).json["version"], 1, "{state}: nothing was done");
        }
    })
    .await;
}
