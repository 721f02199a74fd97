//! What of a case each caller sees.
use domain::{Case, CaseState, Disclosure, Line, Officer, PersonId, Prose, StopState, Visibility, Words};
use serde_json::{Value, json};

use super::{CASES, system_of, titles};
use crate::caller::Caller;
use crate::matters::{case, keep, number, stop};
use crate::region::on_both;
use crate::seated::{body_id, person};

#[actix_web::test]
async fn a_hidden_body_is_hidden_in_every_case_it_treats() {
    on_both(async |region| {
        let (ssu, caucus) = (body_id(region, "fjell", "ssu").await, body_id(region, "fjell", "formote").await);
        let mut both = case(region, "Begge stader (oppdikta)", CaseState::Accepted, Vec::new());
        both.stops = vec![stop(caucus, number("3-2025", 2025, 3), StopState::Treated)];
        both.stops.push(domain::Stop { stage: 2, ..stop(ssu, number("8-2025", 2025, 8), StopState::Accepted) });
        let mut inner = case(region, "Berre formøtet (oppdikta)", CaseState::Accepted, Vec::new());
        inner.stops = vec![stop(caucus, number("4-2025", 2025, 4), StopState::Accepted)];
        keep(region, "fjell", &both).await;
        keep(region, "fjell", &inner).await;
        let (list, of) = ("/v1/tenants/fjell/cases", |case: &Case| format!("/v1/tenants/fjell/cases/{}", case.id));
        let (own, other) = (region.caller("fjell-fjellvik").await, system_of(region, "fjell", "fjell-sykehus").await);
        assert_eq!(titles(&own, list).await, ["Begge stader (oppdikta)", "Berre formøtet (oppdikta)"]);
        assert_eq!(titles(&other, list).await, ["Begge stader (oppdikta)"]);
        other.get(&of(&inner)).await.expect(404);
        let stages = |told: &Value| -> Vec<Value> {
            told["stops"].as_array().unwrap().iter().map(|stop| stop["stage"].clone()).collect()
        };
        assert_eq!(stages(&own.get(&of(&both)).await.expect(200).json), [1, 2]);
        let seen = other.get(&of(&both)).await.expect(200);
        assert_eq!(stages(&seen.json), [1], "no stage is missing");
        assert!(!String::from_utf8_lossy(&seen.bytes).contains(&caucus.to_string()));
        for filter in ["number=3-2025", "number=4-2025"] {
            assert_eq!(titles(&other, &format!("{list}?{filter}")).await.len(), 0, "{filter}");
            assert_eq!(titles(&own, &format!("{list}?{filter}")).await.len(), 1, "{filter}");
        }
        other.get(&format!("{list}?body=formote")).await.expect(400);
        let ageing = other.get("/v1/tenants/fjell/case-ageing").await.expect(200).json;
        assert_eq!((&ageing["states"][0]["number"], ageing["bodies"].as_array().unwrap().len()), (&json!(1), 1));
    })
    .await;
}

#[actix_web::test]
async fn a_list_by_state_tells_no_more_than_the_case_does() {
    on_both(async |region| {
        let (ssu, caucus) = (body_id(region, "fjell", "ssu").await, body_id(region, "fjell", "formote").await);
        // Side by side: the one that some do not see holds the case back.
        let mut held_back = case(region, "Side om side (oppdikta)", CaseState::Accepted, Vec::new());
        held_back.stops = vec![stop(caucus, number("5-2025", 2025, 5), StopState::Accepted)];
        held_back.stops.push(stop(ssu, number("9-2025", 2025, 9), StopState::Treated));
        let mut after = case(region, "Etterpå (oppdikta)", CaseState::Prepared, Vec::new());
        after.stops = vec![stop(ssu, number("10-2025", 2025, 10), StopState::Treated)];
        after.stops.push(domain::Stop { stage: 2, ..stop(caucus, number("6-2025", 2025, 6), StopState::Prepared) });
        keep(region, "fjell", &held_back).await;
        keep(region, "fjell", &after).await;
        let list = "/v1/tenants/fjell/cases";
        let (own, other) = (region.caller("fjell-fjellvik").await, system_of(region, "fjell", "fjell-sykehus").await);
        for (caller, wanted) in [(&own, ["accepted", "prepared"]), (&other, ["treated", "treated"])] {
            let told: Vec<Value> = caller.all(list).await.into_iter().map(|case| case["state"].clone()).collect();
            assert_eq!(told, wanted);
            for state in CaseState::ALL {
                let fit = wanted.iter().filter(|told| **told == state.word()).count();
                let answer =
                    caller.request("GET", &format!("{list}?state={state}")).header("Prefer", "return=total-count");
                let answer = Caller::send(answer).await.expect(200).json;
                let items = answer["items"].as_array().unwrap();
                assert!(items.iter().all(|case| case["state"] == state.word()), "{answer}");
                assert_eq!((items.len(), &answer["total"]), (fit, &json!(fit)), "{state}");
            }
        }
    })
    .await;
}

#[actix_web::test]
async fn the_public_sees_what_is_published_and_nothing_of_how_it_was_prepared() {
    on_both(async |region| {
        let body = body_id(region, "bergen", "ssu").await;
        let secretariat = region.caller("bergen-secretariat").await;
        let kari: PersonId = PersonId::parse(&person(&secretariat, "bergen", "Kari Oppdikta").await).unwrap();
        let withheld = "Hemmeleg tittel (oppdikta)";
        let one = |running: u32, title: &str, disclosure: Disclosure| Case {
            summary: Prose::parse("Indre samandrag.").ok(),
            officers: vec![Officer { person: kari, side: None }],
            archive_reference: Line::parse("26/99").ok(),
            disclosure,
            ..case(
                region,
                title,
                CaseState::Treated,
                vec![stop(body, number(&format!("{running}-1999"), 1999, running), StopState::Treated)],
            )
        };
        let legal_basis = || Line::parse("offl. § 14").ok();
        let tomorrow = crate::manners::today(region).tomorrow().unwrap();
        let kept = |visibility| Disclosure { visibility, legal_basis: legal_basis(), ..Disclosure::PUBLIC };
        let published = one(1, "Open (oppdikta)", Disclosure::PUBLIC);
        let embargoed = one(2, withheld, Disclosure { embargo_until: Some(tomorrow), ..Disclosure::PUBLIC });
        let closed = one(3, withheld, kept(Visibility::Secretariat));
        let unpublished = Case { published_at: None, ..one(4, withheld, Disclosure::PUBLIC) };
        for each in [&published, &embargoed, &closed, &unpublished] {
            keep(region, "bergen", each).await;
        }
        let nobody = region.nobody();
        let own = format!("{CASES}/{}", published.id);
        for path in [CASES.to_owned(), own.clone(), format!("{own}/chain"), "/v1/tenants/bergen/case-ageing".to_owned()]
        {
            let told = nobody.get(&path).await.expect(200);
            let told = String::from_utf8_lossy(&told.bytes);
            for secret in [withheld, "Indre samandrag", "26/99", &kari.to_string()] {
                assert!(!told.contains(secret), "{secret} at {path}");
            }
        }
        assert_eq!(titles(&nobody, CASES).await, ["Open (oppdikta)"]);
        assert_eq!(titles(&nobody, &format!("{CASES}?officer={kari}")).await.len(), 0);
        let inner = system_of(region, "bergen", "fedje").await.get(&own).await.expect(200).json;
        assert_eq!((&inner["summary"], &inner["officers"][0]["person"]), (&json!("Indre samandrag."), &json!(kari)));
        region.turn_clock(24 * 60 * 60);
        assert_eq!(titles(&region.nobody(), CASES).await, ["Open (oppdikta)", withheld], "the embargo ended by itself");
    })
    .await;
}
