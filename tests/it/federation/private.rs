//! What is private in a community stays at its home, also when it is read and written through another region's door.
use serde_json::json;

use super::shared::secret::is_kept;
use super::stand::{Stand, replaced};
use super::{grant, on_either, with_nordland};
use crate::caller::Caller;
use crate::laid::{call, conclude, lay_case, prose, withheld};
use crate::overheard::{heard, listen_for};
use domain::{Line, Side, Visibility};

/// By what a private text would be recognised, however it is written.
const MARK: &str = "zzdulgtzz";

const NORDLAND: &str = "/v1/tenants/nordland";

#[actix_web::test]
async fn a_private_text_that_goes_through_a_door_leaves_nothing_there() {
    listen_for(MARK);
    on_either(&["vest", "nord"], async |regions| {
        with_nordland(regions).await;
        let (vest, nord) = (regions.vest(), regions.nord());
        let secretary = grant(regions, "nordland", "skrivar", "secretariat").await;
        let auditor = grant(regions, "nordland", "ettersyn", "auditor").await;
        for (visibility, side) in [(Visibility::Secretariat, None), (Visibility::Side, Some(Side::Municipal))] {
            let laid = lay_case(nord, "nordland", "ssu", move |case| {
                case.title = Line::parse(&format!("Sak om {MARK}")).expect("a line");
                case.summary = Some(prose(&format!("Dette er {MARK}.")));
                case.disclosure = withheld(visibility, side);
            })
            .await;
            let meeting = call(nord, "nordland", &laid, Visibility::Community).await;
            conclude(nord, "nordland", &laid, meeting, "Vedtak om zzdulgtzz").await;
            for caller in [&secretary, &auditor] {
                let read = caller.get(&format!("{NORDLAND}/cases/{}", laid.case)).await;
                assert!(read.status != 200 || String::from_utf8_lossy(&read.bytes).contains(MARK));
                caller.get(&laid.paper).await;
                caller.get(&format!("{NORDLAND}/meetings/{meeting}")).await.expect(200);
                caller.get(&format!("{NORDLAND}/meetings/{meeting}/minutes")).await.expect(200);
            }
        }
        // Read whole, searched for, and followed.
        let listed = auditor.get(&format!("{NORDLAND}/cases?limit=100")).await.expect(200);
        assert!(String::from_utf8_lossy(&listed.bytes).contains(MARK), "it goes through the door");
        auditor.get(&format!("{NORDLAND}/cases?q={MARK}")).await;
        auditor.get(&format!("{NORDLAND}/journal?limit=100")).await.expect(200);
        let snapshot = auditor.get(&format!("{NORDLAND}/snapshot")).await.expect(200);
        assert!(String::from_utf8_lossy(&snapshot.bytes).contains(MARK));

        // Written, again under the same key, changed, and refused.
        let case = json!({"title": format!("Meldt om {MARK}"), "party": "vagan", "visibility": "secretariat",
            "legalBasis": "offl. § 14"});
        let keyed = |path: &str, body: &serde_json::Value| {
            secretary.request("POST", &format!("{NORDLAND}/{path}")).header("Idempotency-Key", "ein-gong").json(body)
        };
        for _ in 0..2 {
            let made =
                Caller::send(keyed("cases", &json!({"title": case["title"], "party": "vagan"}))).await.expect(201);
            let address = made.header("location").expect("an address").to_owned();
            let tag = secretary.get(&address).await.expect(200).names_version();
            secretary.patch(&address, &tag, &json!({"note": format!("Om {MARK}")})).await.expect(200);
            let person = json!({"name": format!("Oppdikta {MARK}")});
            Caller::send(keyed("persons", &person)).await.expect(201);
        }
        secretary.post(&format!("{NORDLAND}/cases"), &json!({"title": MARK, MARK: MARK})).await.expect(422);
        let people = secretary.get(&format!("{NORDLAND}/persons?limit=100")).await.expect(200);
        assert!(String::from_utf8_lossy(&people.bytes).contains(MARK));
        assert!(is_kept(nord, MARK), "what is private is found where it is at home");
        replaced(regions, Stand::HangsUp).await;
        Caller::send(keyed("cases", &case)).await.expect(502);

        vest.replicate().await;
        assert!(is_kept(vest, "nordland"), "what is known there is found where it is looked for");
        assert!(!is_kept(vest, MARK));
        let (lines, telling) = heard(MARK);
        assert!(lines > 100, "the log was listened to: {lines} lines");
        assert!(telling.is_empty(), "the log tells: {telling:?}");
    })
    .await;
}
