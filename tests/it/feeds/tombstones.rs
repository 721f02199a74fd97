//! What leaves a reader's view is told once; what never was in it leaves no trace.
use domain::{Case, Days, Disclosure, Outcome, Visibility, oslo_date};
use serde_json::json;

use super::{now, since, told};
use crate::caller::Caller;
use crate::laid::{Laid, call, conclude, done, lay_case, lay_paper, prose, withheld};
use crate::region::{Region, on_both};
use crate::seated::person;

async fn disclose(region: &Region, laid: &Laid, disclosure: Disclosure) {
    let (now, case) = (region.clock.now(), laid.case);
    done(region, "bergen", move |tx| {
        let old = tx.cases().get(case)?;
        let version = old.value.version + 1;
        tx.cases().change(&old, &Case { disclosure, changed_at: now, version, ..old.value.clone() })
    })
    .await;
}

async fn published(region: &Region) -> Laid {
    let now = region.clock.now();
    lay_case(region, "bergen", "ssu", move |case| case.published_at = Some(now)).await
}

fn said(what: &[(&str, String)]) -> Vec<(String, String)> {
    what.iter().map(|(what, id)| ((*what).to_owned(), id.clone())).collect()
}

#[actix_web::test]
async fn what_leaves_the_view_is_told_as_removed_and_no_more() {
    on_both(async |region| {
        let nobody = region.nobody();
        let (place, laid) = (now(&nobody).await, published(region).await);
        let id = || laid.case.to_string();
        let (events, place) = since(&nobody, &place).await;
        assert_eq!(told(&events), said(&[("case.created", id())]));
        assert_eq!(events[0]["data"]["id"], id());
        assert!(events[0]["data"].get("allowed").is_none() && events[0]["data"].get("ageing").is_none());

        disclose(region, &laid, withheld(Visibility::Secretariat, None)).await;
        let (events, place) = since(&nobody, &place).await;
        assert_eq!(told(&events), said(&[("case.removed", id())]));
        assert!(events[0].get("data").is_none());

        // What is done to it in hiding is nobody's business.
        disclose(region, &laid, withheld(Visibility::Body, None)).await;
        lay_paper(region, "bergen", &laid, |paper| paper.background = Some(prose("Oppdikta"))).await;
        let (events, place) = since(&nobody, &place).await;
        assert_eq!(told(&events), []);

        disclose(region, &laid, Disclosure::PUBLIC).await;
        let (events, _) = since(&nobody, &place).await;
        assert_eq!(told(&events), said(&[("case.changed", id())]));
    })
    .await;
}

#[actix_web::test]
async fn what_was_never_seen_leaves_no_trace() {
    on_both(async |region| {
        let (nobody, place) = (region.nobody(), now(&region.nobody()).await);
        let laid = lay_case(region, "bergen", "ssu", |case| {
            case.disclosure = withheld(Visibility::Secretariat, None);
        })
        .await;
        lay_paper(region, "bergen", &laid, |paper| paper.background = Some(prose("Oppdikta"))).await;
        person(&region.caller("bergen-admin").await, "bergen", "Oppdikta Person").await;
        let open = published(region).await;
        // One event a page is what a reader gets who asks for one, however much was done in between.
        let page = nobody.get(&format!("{}?after={place}&limit=1", super::CHANGES)).await.expect(200).json;
        assert_eq!(told(page["items"].as_array().unwrap()), said(&[("case.created", open.case.to_string())]));
        assert_eq!(page["more"], false);
        assert!(page["items"][0].get("sequence").is_none(), "numbers of entries would tell how much is hidden");
        // The auditor, who reads the journal, is told the number.
        let auditor = region.caller("bergen-auditor").await;
        let place = now(&auditor).await;
        published(region).await;
        let (events, _) = since(&auditor, &place).await;
        assert_eq!(events[0]["sequence"].as_str().map(str::len), Some(19));
    })
    .await;
}

#[actix_web::test]
async fn what_hangs_on_a_case_goes_and_comes_with_it() {
    on_both(async |region| {
        let nobody = region.nobody();
        let laid = published(region).await;
        lay_paper(region, "bergen", &laid, |paper| paper.background = Some(prose("Oppdikta"))).await;
        let place = now(&nobody).await;
        let meeting = call(region, "bergen", &laid, Visibility::Public).await;
        conclude(region, "bergen", &laid, meeting, "Oppdikta vedtak").await;
        let (events, place) = since(&nobody, &place).await;
        let data = |kind: &str| {
            let event = events.iter().find(|event| event["type"].as_str().unwrap().contains(kind)).expect("an event");
            event["data"].clone()
        };
        assert_eq!(data(".meeting.")["agenda"]["items"][0]["case"], laid.case.to_string());
        assert_eq!(data(".paper.")["background"], "Oppdikta");
        assert_eq!(data(".minutes.")["items"][0]["case"], laid.case.to_string());

        disclose(region, &laid, withheld(Visibility::Secretariat, None)).await;
        let (events, place) = since(&nobody, &place).await;
        let mut what = told(&events);
        what.sort();
        let mut wanted = said(&[
            ("case.removed", laid.case.to_string()),
            ("meeting.changed", meeting.to_string()),
            ("minutes.changed", format!("{meeting}/1")),
            ("paper.removed", laid.stop.to_string()),
        ]);
        wanted.sort();
        assert_eq!(what, wanted);
        let of = |kind: &str| events.iter().find(|event| event["type"].as_str().unwrap().contains(kind)).unwrap();
        for kind in [".meeting.", ".minutes."] {
            let text = of(kind)["data"].to_string();
            assert!(!text.contains(&laid.case.to_string()) && !text.contains("Oppdikta vedtak"), "{text}");
        }

        done(region, "bergen", move |tx| {
            let old = tx.meetings().get(meeting)?;
            let mut new = old.value.clone();
            (new.visibility, new.version) = (Visibility::Community, new.version + 1);
            tx.meetings().change(&old, &new)
        })
        .await;
        let (events, _) = since(&nobody, &place).await;
        let mut what = told(&events);
        what.sort();
        assert_eq!(
            what,
            said(&[("meeting.removed", meeting.to_string()), ("minutes.removed", format!("{meeting}/1"))])
        );
        assert_eq!(Outcome::Decided.to_string(), "decided");
    })
    .await;
}

async fn embargoed(region: &Region) -> Laid {
    let now = region.clock.now();
    let tomorrow = oslo_date(now).saturating_add(Days::new(1));
    lay_case(region, "bergen", "ssu", move |case| {
        case.disclosure = Disclosure { embargo_until: Some(tomorrow), ..Disclosure::PUBLIC };
        case.published_at = Some(now);
    })
    .await
}

#[actix_web::test]
async fn what_a_day_opens_is_told_and_is_missed_when_it_is_closed_again() {
    on_both(async |region| {
        let (nobody, place) = (region.nobody(), now(&region.nobody()).await);
        let (one, other) = (embargoed(region).await, embargoed(region).await);
        let (events, place) = since(&nobody, &place).await;
        assert_eq!(told(&events), []);
        region.turn_clock(86_400);
        // One at a time, and each once.
        let (mut what, mut after) = (Vec::new(), place.clone());
        for _ in 0..2 {
            let page = nobody.get(&format!("{}?after={after}&limit=1", super::CHANGES)).await.expect(200).json;
            what.extend(told(page["items"].as_array().unwrap()));
            after = super::cursor(&page);
        }
        assert_eq!(what, said(&[("case.changed", one.case.to_string()), ("case.changed", other.case.to_string())]));
        let (events, after) = since(&nobody, &after).await;
        assert_eq!(told(&events), []);

        disclose(region, &one, withheld(Visibility::Secretariat, None)).await;
        let (events, _) = since(&nobody, &after).await;
        assert_eq!(told(&events), said(&[("case.removed", one.case.to_string())]));
        // Whoever slept through it may have seen it elsewhere that day, and is told as well.
        let (events, _) = since(&nobody, &place).await;
        assert_eq!(told(&events).len(), 2);
    })
    .await;
}

#[actix_web::test]
async fn a_body_that_is_hidden_is_begun_anew_by_those_who_saw_it() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let names = json!({"nb": "Oppdikta gruppe", "nn": "Oppdikta gruppe"});
        let new = json!({
            "key": "prove-gruppe", "type": "working-group", "level": 3, "names": names, "visibility": "community",
            "decisionRule": "none", "verification": "synthetic",
        });
        admin.post("/v1/tenants/bergen/bodies", &new).await.expect(201);
        let alver = region.caller("bergen-alver").await;
        let callers: [&Caller; 3] = [&admin, &alver, &region.nobody()];
        let mut places = Vec::new();
        for caller in callers {
            places.push(now(caller).await);
        }
        let path = "/v1/tenants/bergen/bodies/prove-gruppe";
        admin.patch(path, "\"1\"", &json!({"visibility": "secretariat"})).await.expect(200);
        for (caller, (place, status)) in callers.iter().zip(places.iter().zip([200, 410, 200])) {
            caller.get(&format!("{}?after={place}", super::CHANGES)).await.expect(status);
        }
        // The same when it is shown again meanwhile: what was read in between was cut.
        admin.patch(path, "\"2\"", &json!({"visibility": "community"})).await.expect(200);
        alver.get(&format!("{}?after={}", super::CHANGES, places[1])).await.expect(410);
    })
    .await;
}
