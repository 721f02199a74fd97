//! Who reads which version of a paper, and what of its case.
use domain::{CaseId, Date, Line, Link, LinkKind, Officer, PersonId, Side, StopId, Visibility};
use serde_json::{Value, json};

use super::{BERGEN, assess, texts};
use crate::laid::{call, hospital, lay_case, lay_paper, prose, withheld};
use crate::manners::seconds_to_midnight;
use crate::region::on_both;
use crate::seated::person;

#[actix_web::test]
async fn the_public_reads_the_version_that_went_out_and_a_later_one_says_so() {
    on_both(async |region| {
        let (secretariat, nobody) = (region.caller("bergen-secretariat").await, region.nobody());
        let (open, closed) =
            (lay_case(region, BERGEN, "ssu", |_| {}).await, lay_case(region, BERGEN, "ssu", |_| {}).await);
        let late = lay_case(region, BERGEN, "ssu", |_| {}).await;
        for laid in [&open, &closed] {
            secretariat.patch(&laid.paper, "\"0\"", &json!({"background": "Fyrst"})).await.expect(200);
            let sent = secretariat.patch(&laid.paper, "\"1\"", &json!({"background": "Sendt"})).await.expect(200);
            assert_eq!(sent.json["afterNotice"], json!(false));
            nobody.get(&laid.paper).await.expect(404);
        }
        let meeting = call(region, BERGEN, &open, Visibility::Public).await;
        call(region, BERGEN, &closed, Visibility::Community).await;
        call(region, BERGEN, &late, Visibility::Public).await;
        for laid in [&open, &closed, &late] {
            let tag = if laid.stop == late.stop { "\"0\"" } else { "\"2\"" };
            let after = secretariat.patch(&laid.paper, tag, &json!({"background": "Etterpå"})).await.expect(200);
            assert_eq!((&after.json["afterNotice"], &after.json["background"]), (&json!(true), &json!("Etterpå")));
        }
        let read = nobody.get(&open.paper).await.expect(200);
        assert_eq!((&read.json["version"], &read.json["background"]), (&json!(2), &json!("Sendt")));
        assert_eq!((&read.json["meeting"]["id"], &read.json["author"]), (&json!(meeting.to_string()), &Value::Null));
        let versions = nobody.get(&format!("{}/versions", open.paper)).await.expect(200).json;
        assert_eq!(versions["items"].as_array().unwrap().len(), 1);
        assert_eq!(versions["items"][0]["version"], json!(2));
        nobody.get(&format!("{}/versions/2", open.paper)).await.expect(200);
        for unsent in ["1", "3"] {
            nobody.get(&format!("{}/versions/{unsent}", open.paper)).await.expect(404);
        }
        // What went out to the members alone, or went out without a paper, is nothing to the public.
        for laid in [&closed, &late] {
            nobody.get(&laid.paper).await.expect(404);
            assert_eq!(nobody.get(&format!("{}/versions", laid.paper)).await.expect(200).json, json!({"items": []}));
        }
        let member = region.caller("bergen-alver").await.get(&open.paper).await.expect(200).json;
        assert_eq!((&member["version"], &member["background"]), (&json!(3), &json!("Etterpå")));
    })
    .await;
}

#[actix_web::test]
async fn a_paper_is_there_for_those_who_see_the_matter() {
    on_both(async |region| {
        let specialist = hospital(region).await;
        let municipal = region.caller("bergen-alver").await;
        let secretariat = region.caller("bergen-secretariat").await;
        region.seat_each(BERGEN, "ssu").await;
        let observer = region.caller("bergen-observer").await;
        let lay = async |visibility: Visibility, side: Option<Side>| {
            let laid = lay_case(region, BERGEN, "ssu", move |case| case.disclosure = withheld(visibility, side)).await;
            lay_paper(region, BERGEN, &laid, |paper| paper.background = Some(prose("Løynd bakgrunn"))).await;
            call(region, BERGEN, &laid, Visibility::Public).await;
            laid
        };
        let of_side = lay(Visibility::Side, Some(Side::Municipal)).await;
        let of_body = lay(Visibility::Body, None).await;
        let of_secretariat = lay(Visibility::Secretariat, None).await;
        for (laid, seeing, blind) in [
            (&of_side, vec![&municipal, &secretariat], vec![&specialist, &observer]),
            (&of_body, vec![&observer, &secretariat], vec![&municipal, &specialist]),
            (&of_secretariat, vec![&secretariat], vec![&municipal, &observer]),
        ] {
            let addresses = ["", "/versions", "/versions/1"].map(|end| format!("{}{end}", laid.paper));
            for address in &addresses {
                for caller in &seeing {
                    caller.get(address).await.expect(200);
                }
                for caller in &blind {
                    caller.get(address).await.expect(404);
                }
                region.nobody().get(address).await.expect(404);
            }
        }
        // Nor can they write what they do not see.
        assess(&specialist, &of_side, "specialist", "*", "x").await.expect(404);
        assess(&municipal, &of_side, "municipal", "\"1\"", "For.").await.expect(200);
        // A stop of another case is nowhere, and so is what nobody has.
        let cases = "/v1/tenants/bergen/cases";
        for nowhere in [
            format!("{cases}/{}/stops/{}/paper", of_side.case, of_body.stop),
            format!("{cases}/{}/stops/{}/paper", of_side.case, StopId::fresh()),
            format!("{cases}/{}/stops/{}/paper", CaseId::fresh(), of_side.stop),
            format!("{cases}/ssu/stops/ssu/paper"),
        ] {
            secretariat.get(&nowhere).await.expect(404);
        }
        // What only one side's body treats is that side's.
        let caucus = lay_case(region, "fjell", "formote", |_| {}).await;
        region.caller("fjell-fjellvik").await.get(&caucus.paper).await.expect(200);
        region.client("fjell-sjukehus", None, false).await;
        let holder = json!({"kind": "identity", "issuer": region.node.url, "subject": "fjell-sjukehus"});
        let grant = json!({"role": "party-system", "party": "fjell-sykehus", "holder": holder});
        region.caller("fjell-admin").await.post("/v1/tenants/fjell/grants", &grant).await.expect(201);
        region.caller("fjell-sjukehus").await.get(&caucus.paper).await.expect(404);
    })
    .await;
}

#[actix_web::test]
async fn an_embargo_ends_by_the_clock() {
    on_both(async |region| {
        let tomorrow: Date = crate::manners::today(region).tomorrow().unwrap();
        let laid = lay_case(region, BERGEN, "ssu", move |case| case.disclosure.embargo_until = Some(tomorrow)).await;
        lay_paper(region, BERGEN, &laid, |paper| paper.background = Some(prose("Løynd bakgrunn"))).await;
        call(region, BERGEN, &laid, Visibility::Public).await;
        let (nobody, alver) = (region.nobody(), region.caller("bergen-alver").await);
        nobody.get(&laid.paper).await.expect(404);
        alver.get(&laid.paper).await.expect(404);
        region.turn_clock(seconds_to_midnight(region) + 60);
        nobody.get(&laid.paper).await.expect(200);
        region.caller("bergen-alver").await.get(&laid.paper).await.expect(200);
    })
    .await;
}

#[actix_web::test]
async fn a_paper_tells_what_its_reader_needs_to_know_of_the_case() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let officer = PersonId::parse(&person(&admin, BERGEN, "Oppdikta Saksbehandlar").await).unwrap();
        let seen = lay_case(region, BERGEN, "ssu", |_| {}).await;
        let hidden = lay_case(region, BERGEN, "ssu", |case| {
            case.disclosure = withheld(Visibility::Side, Some(Side::Municipal));
        })
        .await;
        let links = [(hidden.case, LinkKind::FollowUp), (seen.case, LinkKind::Related)];
        let laid = lay_case(region, BERGEN, "ssu", move |case| {
            case.title = Line::parse("Oppdikta plan").unwrap();
            case.archive_reference = Line::parse("2023/77").ok();
            case.officers = vec![Officer { person: officer, side: Some(Side::Municipal) }];
            case.links = links.map(|(case, kind)| Link { case, kind, point: Some(2) }).into();
        })
        .await;
        lay_paper(region, BERGEN, &laid, |_| {}).await;
        let meeting = call(region, BERGEN, &laid, Visibility::Public).await;
        for (caller, officers, linked) in [
            (region.caller("bergen-secretariat").await, 1, vec![&hidden, &seen]),
            (hospital(region).await, 1, vec![&seen]),
            (region.nobody(), 0, vec![]),
        ] {
            let read = caller.get(&laid.paper).await.expect(200).json;
            assert_eq!((&read["title"], &read["archiveReference"]), (&json!("Oppdikta plan"), &json!("2023/77")));
            assert_eq!((&read["case"], &read["stop"]), (&json!(laid.case.to_string()), &json!(laid.stop.to_string())));
            assert!(read["number"].as_str().is_some_and(|number| number.contains("-20")), "{read}");
            assert_eq!(read["meeting"]["id"], json!(meeting.to_string()));
            assert_eq!(read["officers"].as_array().map(Vec::len), Some(officers));
            let linked: Vec<_> = linked.iter().map(|laid| laid.case.to_string()).collect();
            assert_eq!(texts(&read["links"], "case"), linked);
        }
    })
    .await;
}
