//! Papers: kept version by version, each side's words its own, until their body is done with them.
mod sight;

use domain::policy::Role;
use domain::{CaseAct, Outcome, Visibility};
use serde_json::{Value, json};

use crate::caller::{Answer, Caller};
use crate::laid::{Laid, call, hospital, lay_case, step, treat};
use crate::region::{Region, on_both};
use crate::seated::pairs;

const BERGEN: &str = "bergen";

/// A caller with one grant in `bergen`.
async fn granted(region: &Region, client: &str, grant: &Value) -> Caller {
    region.client(client, None, false).await;
    let mut grant = grant.clone();
    grant["holder"] = json!({"kind": "identity", "issuer": region.node.url, "subject": client});
    region.caller("bergen-admin").await.post("/v1/tenants/bergen/grants", &grant).await.expect(201);
    region.caller(client).await
}

async fn assess(caller: &Caller, laid: &Laid, side: &str, tag: &str, text: &str) -> Answer {
    let request = caller.request("PUT", &format!("{}/assessments/{side}", laid.paper)).header("If-Match", tag);
    Caller::send(request.json(&json!({"text": text}))).await
}

/// Lays down a section of the papers of `ssu`.
async fn ask_for(region: &Region, key: &str, part: &str, prepared_by: &str, required: bool) {
    let section = json!({
        "type": "paper-section", "key": key, "body": "ssu", "part": part, "preparedBy": prepared_by,
        "required": required, "names": {"nb": "Oppdiktet", "nn": "Oppdikta"}, "place": 1,
    });
    region.caller("bergen-admin").await.post("/v1/tenants/bergen/provisions", &section).await.expect(201);
}

fn texts(list: &Value, member: &str) -> Vec<String> {
    let items = list.as_array().expect("a list").iter();
    items.map(|item| item[member].as_str().unwrap_or_default().to_owned()).collect()
}

#[actix_web::test]
async fn a_paper_begins_empty_and_every_change_is_a_new_version() {
    on_both(async |region| {
        let secretariat = region.caller("bergen-secretariat").await;
        let laid = lay_case(region, BERGEN, "ssu", |_| {}).await;
        let empty = secretariat.get(&laid.paper).await.expect(200);
        assert_eq!((&empty.json["version"], &empty.json["createdAt"]), (&json!(0), &Value::Null));
        assert_eq!((&empty.json["background"], &empty.json["recommendation"]), (&Value::Null, &json!([])));
        assert!(empty.etag().starts_with("W/"), "what it tells of the case changes without a new version");
        let first = json!({
            "documentDate": "2026-11-01", "background": "Bakgrunn",
            "recommendation": [{"verb": "adopts", "text": "Planen vert vedteken."}, {"text": "Han vert evaluert."}],
        });
        let made = secretariat.patch(&laid.paper, "\"0\"", &first).await.expect(200);
        assert_eq!((made.etag(), &made.json["version"]), ("\"1\"", &json!(1)));
        let points = [
            json!({"number": 1, "verb": "adopts", "text": "Planen vert vedteken."}),
            json!({"number": 2, "verb": null, "text": "Han vert evaluert."}),
        ];
        assert_eq!(made.json["recommendation"], json!(points));
        assert_eq!(secretariat.patch(&laid.paper, "\"0\"", &first).await.expect(412).code(), "stale");
        let second = json!({"background": null, "recommendation": [{"verb": "requests", "text": "Meir."}]});
        secretariat.patch(&laid.paper, "\"1\"", &second).await.expect(200);
        let now = secretariat.get(&laid.paper).await.expect(200).json;
        assert_eq!(
            (&now["version"], &now["background"], &now["documentDate"]),
            (&json!(2), &Value::Null, &json!("2026-11-01"))
        );
        assert_eq!(texts(&now["recommendation"], "text"), ["Meir."]);
        // Those before it stay as they were.
        let versions = secretariat.get(&format!("{}/versions", laid.paper)).await.expect(200).json;
        let numbers: Vec<_> =
            versions["items"].as_array().unwrap().iter().map(|each| each["version"].clone()).collect();
        assert_eq!(numbers, [json!(2), json!(1)]);
        let before = secretariat.get(&format!("{}/versions/1", laid.paper)).await.expect(200);
        assert_eq!((&before.json["version"], &before.json["background"]), (&json!(1), &json!("Bakgrunn")));
        assert_eq!(before.json["recommendation"], json!(points));
        for nothing in ["0", "3", "-1", "x"] {
            secretariat.get(&format!("{}/versions/{nothing}", laid.paper)).await.expect(404);
        }
        let subject = format!("/v1/tenants/bergen/journal?subject={}/2", laid.stop);
        let entries = region.caller("bergen-auditor").await.get(&subject).await.expect(200).json;
        assert_eq!(
            (&entries["items"][0]["subjectType"], &entries["items"][0]["act"]),
            (&json!("paper"), &json!("created"))
        );
        assert_eq!(entries["items"].as_array().unwrap().len(), 1);
    })
    .await;
}

#[actix_web::test]
async fn each_side_writes_its_own_assessment_and_nothing_else() {
    on_both(async |region| {
        let secretariat = region.caller("bergen-secretariat").await;
        let (municipal, specialist) = (region.caller("bergen-alver").await, hospital(region).await);
        region.seat_each(BERGEN, "ssu").await;
        let laid = lay_case(region, BERGEN, "ssu", |_| {}).await;
        let elsewhere = lay_case(region, BERGEN, "pm", |_| {}).await;
        assess(&municipal, &laid, "municipal", "\"0\"", "Kommunane er for.").await.expect(200);
        let both = assess(&specialist, &laid, "specialist", "\"1\"", "Sjukehuset er for.").await.expect(200);
        assert_eq!(both.etag(), "\"2\"");
        assert_eq!(texts(&both.json["assessments"], "side"), ["municipal", "specialist"]);
        // The other's is not theirs to write, nor is the rest of the paper, and the secretariat writes nobody's.
        assess(&municipal, &laid, "specialist", "\"2\"", "x").await.expect(403);
        assess(&specialist, &laid, "municipal", "\"2\"", "x").await.expect(403);
        assess(&municipal, &laid, "user", "\"2\"", "x").await.expect(403);
        assess(&municipal, &laid, "ingen", "\"2\"", "x").await.expect(404);
        assess(&secretariat, &laid, "municipal", "\"2\"", "x").await.expect(403);
        assess(&region.nobody(), &laid, "municipal", "\"2\"", "x").await.expect(401);
        municipal.patch(&laid.paper, "\"2\"", &json!({"background": "x"})).await.expect(403);
        let other = [json!({"side": "municipal", "text": "x"})];
        let refused = secretariat.patch(&laid.paper, "\"2\"", &json!({"assessments": other})).await.expect(422);
        assert_eq!(refused.faults(), pairs(&[("/assessments", "unknown-field")]));
        secretariat.patch(&laid.paper, "\"2\"", &json!({"background": "Bakgrunn"})).await.expect(200);
        // Who sits in the body for a side speaks for it there, and only there.
        for (tag, role) in [("\"3\"", Role::Chair), ("\"4\"", Role::Member), ("\"5\"", Role::Deputy)] {
            let seated = region.caller(&format!("bergen-{role}")).await;
            assess(&seated, &laid, "municipal", tag, &format!("Som {role}.")).await.expect(200);
            assess(&seated, &laid, "specialist", "*", "x").await.expect(403);
            assess(&seated, &elsewhere, "municipal", "\"0\"", "x").await.expect(403);
        }
        assess(&region.caller("bergen-observer").await, &laid, "municipal", "*", "x").await.expect(403);
        // And so does a secretary who is named for it.
        let named =
            granted(region, "bergen-kommunesekretaer", &json!({"role": "secretariat", "side": "municipal"})).await;
        assess(&named, &laid, "municipal", "\"6\"", "Samla.").await.expect(200);
        assess(&named, &laid, "specialist", "*", "x").await.expect(403);
        let now = secretariat.get(&laid.paper).await.expect(200).json;
        assert_eq!(texts(&now["assessments"], "text"), ["Samla.", "Sjukehuset er for."]);
        assert_eq!((&now["background"], &now["version"]), (&json!("Bakgrunn"), &json!(7)));
    })
    .await;
}

#[actix_web::test]
async fn what_the_body_asks_for_is_missing_until_it_is_written() {
    on_both(async |region| {
        ask_for(region, "bakgrunn", "background", "reporter", true).await;
        ask_for(region, "kommunane", "assessment", "municipal", true).await;
        ask_for(region, "okonomi", "own", "secretariat", true).await;
        ask_for(region, "personvern", "own", "secretariat", false).await;
        let secretariat = region.caller("bergen-secretariat").await;
        let laid = lay_case(region, BERGEN, "ssu", |_| {}).await;
        let missing = async || texts(&secretariat.get(&laid.paper).await.expect(200).json["missing"], "provision");
        let empty = secretariat.get(&laid.paper).await.expect(200).json;
        assert_eq!(texts(&empty["asked"], "provision"), ["bakgrunn", "kommunane", "okonomi", "personvern"]);
        assert_eq!(
            empty["missing"],
            json!([
                {"provision": "bakgrunn", "part": "background", "preparedBy": "reporter"},
                {"provision": "kommunane", "part": "assessment", "preparedBy": "municipal"},
                {"provision": "okonomi", "part": "own", "preparedBy": "secretariat"},
            ])
        );
        let own = |key: &str| json!({"provision": key, "text": "Ingen kostnader."});
        let wrong = json!({"sections": [own("okonomi"), own("ukjend"), own("okonomi"), own("bakgrunn"), {"text": 7}]});
        let refused = secretariat.patch(&laid.paper, "\"0\"", &wrong).await.expect(422);
        let all = [
            ("/sections/1/provision", "unknown-reference"),
            ("/sections/2/provision", "duplicate"),
            ("/sections/3/provision", "unknown-reference"),
            ("/sections/4/provision", "required"),
            ("/sections/4/text", "wrong-type"),
        ];
        assert_eq!(refused.faults(), pairs(&all));
        let written = json!({"background": "Bakgrunn", "sections": [own("okonomi"), own("personvern")]});
        secretariat.patch(&laid.paper, "\"0\"", &written).await.expect(200);
        assert_eq!(missing().await, ["kommunane"]);
        assess(&region.caller("bergen-alver").await, &laid, "municipal", "\"1\"", "For.").await.expect(200);
        assert!(missing().await.is_empty());
        // A section that the body asks for no more stays in the papers that have it.
        let rule = "/v1/tenants/bergen/provisions/okonomi";
        region.caller("bergen-admin").await.delete(&format!("{rule}?lastDay=2026-01-01"), "*").await;
        secretariat.patch(&laid.paper, "\"2\"", &json!({"documentDate": "2026-11-02"})).await.expect(200);
    })
    .await;
}

#[actix_web::test]
async fn a_part_that_one_side_prepares_is_changed_by_who_speaks_for_it() {
    on_both(async |region| {
        ask_for(region, "kommunal-okonomi", "own", "municipal", false).await;
        let laid = lay_case(region, BERGEN, "ssu", |_| {}).await;
        let secretariat = region.caller("bergen-secretariat").await;
        let section = json!({"sections": [{"provision": "kommunal-okonomi", "text": "Dyrt."}]});
        secretariat.patch(&laid.paper, "\"0\"", &section).await.expect(403);
        secretariat.patch(&laid.paper, "\"0\"", &json!({"background": "Bakgrunn"})).await.expect(200);
        granted(region, "bergen-begge", &json!({"role": "secretariat"})).await;
        let holder = json!({"kind": "identity", "issuer": region.node.url, "subject": "bergen-begge"});
        let grant = json!({"role": "secretariat", "side": "municipal", "holder": holder});
        region.caller("bergen-admin").await.post("/v1/tenants/bergen/grants", &grant).await.expect(201);
        let both = region.caller("bergen-begge").await;
        both.patch(&laid.paper, "\"1\"", &section).await.expect(200);
        // What stays as it is has nobody changed.
        let again = secretariat.patch(&laid.paper, "\"2\"", &json!({"background": "Meir"})).await.expect(200);
        assert_eq!(texts(&again.json["sections"], "text"), ["Dyrt."]);
        secretariat.patch(&laid.paper, "\"3\"", &json!({"sections": []})).await.expect(403);
    })
    .await;
}

#[actix_web::test]
async fn what_its_body_is_done_with_is_not_changed() {
    on_both(async |region| {
        let (secretariat, municipal) = (region.caller("bergen-secretariat").await, region.caller("bergen-alver").await);
        let [postponed, decided, closed] = {
            let lay = async || lay_case(region, BERGEN, "ssu", |_| {}).await;
            [lay().await, lay().await, lay().await]
        };
        for laid in [&postponed, &decided] {
            call(region, BERGEN, laid, Visibility::Public).await;
        }
        treat(region, BERGEN, &postponed, Outcome::Postponed).await;
        treat(region, BERGEN, &decided, Outcome::Decided).await;
        step(region, BERGEN, closed.case, CaseAct::Close).await;
        let change = json!({"background": "Seint"});
        secretariat.patch(&postponed.paper, "\"0\"", &change).await.expect(200);
        for (laid, state) in [(&decided, "treated"), (&closed, "closed")] {
            let refused = secretariat.patch(&laid.paper, "\"0\"", &change).await.expect(409);
            let told = format!("«{state}». Dette kan endres mens det er: accepted, prepared, scheduled.");
            assert_eq!(refused.code(), "conflict");
            assert!(refused.json["detail"].as_str().unwrap().ends_with(&told), "{}", refused.json);
            assert_eq!(assess(&municipal, laid, "municipal", "\"0\"", "x").await.expect(409).code(), "conflict");
            let now = secretariat.get(&laid.paper).await.expect(200).json;
            assert_eq!((&now["version"], &now["asked"], &now["missing"]), (&json!(0), &json!([]), &json!([])));
        }
    })
    .await;
}
