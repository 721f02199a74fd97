//! Chains of cases that follow one another up, point by point.
use domain::{
    Case, CaseId, CaseKind, CaseState, Disclosure, Item, ItemId, Line, Link, LinkKind, Outcome, Point, Prose,
    StopState, Treatment, Visibility,
};
use serde_json::{Value, json};

use super::{CASES, meeting};
use crate::matters::{case, keep, number, stop};
use crate::region::{Region, on_both};
use crate::seated::{body_id, pairs, text};

/// Keeps a treated case of the strategic committee that follows others up.
async fn treated(region: &Region, written: &str, year: i16, follows: &[(CaseId, Option<u16>)]) -> Case {
    let body = body_id(region, "bergen", "ssu").await;
    let running = written.split('-').next().unwrap().parse().unwrap();
    let one = stop(body, number(written, year, running), StopState::Treated);
    let mut kept = case(region, &format!("Sak {written} (oppdikta)"), CaseState::Treated, vec![one]);
    kept.links = follows.iter().map(|&(case, point)| Link { case, kind: LinkKind::FollowUp, point }).collect();
    kept
}

#[actix_web::test]
async fn a_chain_is_told_whole_from_any_of_its_cases() {
    on_both(async |region| {
        let first = treated(region, "07-2022", 2022, &[]).await;
        let second = treated(region, "31-2022", 2022, &[(first.id, None)]).await;
        let third = treated(region, "17-2023", 2023, &[(second.id, Some(2))]).await;
        let mut fourth = treated(region, "24-2023", 2023, &[(third.id, None)]).await;
        // Seen with the chain, but no part of it; and one that the public does not see.
        let aside = treated(region, "8-2023", 2023, &[]).await;
        fourth.links.push(Link { case: aside.id, kind: LinkKind::Related, point: None });
        let mut hidden = treated(region, "9-2023", 2023, &[(third.id, Some(1))]).await;
        let legal_basis = Line::parse("offl. § 14").ok();
        hidden.disclosure = Disclosure { visibility: Visibility::Community, legal_basis, ..Disclosure::PUBLIC };
        let beyond = treated(region, "10-2023", 2023, &[(hidden.id, None)]).await;
        for each in [&first, &second, &third, &aside, &fourth, &hidden, &beyond] {
            keep(region, "bergen", each).await;
        }
        let edge = |from: &Case, to: &Case, point: Value| json!({"from": from.id, "to": to.id, "point": point});
        let public = [&first, &second, &third, &fourth];
        let edges =
            [edge(&second, &first, Value::Null), edge(&third, &second, json!(2)), edge(&fourth, &third, Value::Null)];
        let nobody = region.nobody();
        for from in public {
            let chain = nobody.get(&format!("{CASES}/{}/chain", from.id)).await.expect(200).json;
            let ids: Vec<_> = chain["cases"].as_array().unwrap().iter().map(|case| text(&case["id"])).collect();
            assert_eq!(ids, public.map(|case| case.id.to_string()), "from {}", from.title.as_str());
            assert_eq!((&chain["links"], &chain["complete"]), (&json!(edges), &json!(true)));
            let numbers: Vec<_> =
                chain["cases"].as_array().unwrap().iter().map(|case| text(&case["stops"][0]["number"])).collect();
            assert_eq!(numbers, ["07-2022", "31-2022", "17-2023", "24-2023"]);
        }
        nobody.get(&format!("{CASES}/{}/chain", hidden.id)).await.expect(404);
        let alone = nobody.get(&format!("{CASES}/{}/chain", beyond.id)).await.expect(200);
        assert_eq!(alone.json["cases"].as_array().unwrap().len(), 1, "nothing leads through what is hidden");
        assert!(!String::from_utf8_lossy(&alone.bytes).contains(&hidden.id.to_string()));
        let whole =
            region.caller("bergen-secretariat").await.get(&format!("{CASES}/{}/chain", beyond.id)).await.expect(200);
        assert_eq!(whole.json["cases"].as_array().unwrap().len(), 6);
    })
    .await;
}

#[actix_web::test]
async fn a_long_chain_is_cut_and_says_so() {
    on_both(async |region| {
        let first = treated(region, "1-2020", 2020, &[]).await;
        keep(region, "bergen", &first).await;
        for running in 2..=502 {
            keep(region, "bergen", &treated(region, &format!("{running}-2020"), 2020, &[(first.id, None)]).await).await;
        }
        let chain = region.nobody().get(&format!("{CASES}/{}/chain", first.id)).await.expect(200).json;
        assert_eq!((chain["cases"].as_array().unwrap().len(), &chain["complete"]), (500, &json!(false)));
        assert_eq!(chain["links"].as_array().unwrap().len(), 499);
    })
    .await;
}

#[actix_web::test]
async fn a_link_names_a_point_that_was_decided() {
    on_both(async |region| {
        let earlier = treated(region, "31-2022", 2022, &[]).await;
        keep(region, "bergen", &earlier).await;
        let point = |text: &str| Point { verb: None, text: Prose::parse(text).unwrap() };
        let treatment = Treatment {
            outcome: Outcome::Decided,
            points: vec![point("Eitt (oppdikta)."), point("To (oppdikta).")],
            voices: Vec::new(),
            votes: Vec::new(),
            elected: Vec::new(),
            remarks: None,
            reason: None,
        };
        let item = Item {
            id: ItemId::fresh(),
            stop: Some((earlier.id, earlier.stops[0].id)),
            title: None,
            kind: CaseKind::Decision,
            minutes: None,
            presenter: None,
            attendees: Vec::new(),
            paper: None,
            late: false,
            treatment: Some(treatment),
        };
        meeting(region, "bergen", "ssu", |meeting| meeting.agenda = vec![item]).await;
        let alver = region.caller("bergen-alver").await;
        let new =
            |point: u16| json!({"title": "Oppfølging (oppdikta)", "links": [{"case": earlier.id, "point": point}]});
        let made = alver.post(CASES, &new(2)).await.expect(201);
        assert_eq!(made.json["links"], json!([{"case": earlier.id, "kind": "follow-up", "point": 2}]));
        for (point, code) in [(3, "unknown-reference"), (0, "out-of-range")] {
            let told = alver.post(CASES, &new(point)).await.expect(422).faults();
            assert_eq!(told, pairs(&[("/links/0/point", code)]));
        }
    })
    .await;
}
