//! Papers and assessments, which have no list to be entered in: they are changed where their case stands.
use serde_json::{Value, json};

use super::{places, refused, wanted};
use crate::caller::Caller;
use crate::laid::staged;
use crate::manners::head;
use crate::region::on_both;

/// A paper with every member that can be told.
fn sound() -> Value {
    json!({
        "documentDate": "2026-11-01", "background": "Oppdikta.",
        "recommendation": [{"verb": "adopts", "text": "Oppdikta."}, {"text": "Oppdikta."}],
        "sections": [{"provision": "prove-del", "text": "Oppdikta."}],
    })
}

#[actix_web::test]
async fn every_fault_of_a_paper_is_told_at_once() {
    on_both(async |region| {
        let section = json!({
            "type": "paper-section", "key": "prove-del", "body": "ssu", "part": "own", "preparedBy": "secretariat",
            "names": {"nb": "Oppdiktet", "nn": "Oppdikta"}, "place": 1,
        });
        region.caller("bergen-admin").await.post("/v1/tenants/bergen/provisions", &section).await.expect(201);
        let laid = staged(region, "bergen").await;
        let secretariat = region.caller("bergen-secretariat").await;
        secretariat.patch(&laid.paper, "*", &sound()).await.expect(200);
        let before = head(region, "bergen").await;
        let mut all = Vec::new();
        places(&sound(), "", &mut all);
        for at in &all {
            let mut broken = sound();
            *broken.pointer_mut(at).unwrap() = json!(true);
            assert_eq!(refused(secretariat.patch(&laid.paper, "*", &broken)).await, wanted(&[(at, "wrong-type")]));
        }
        let long: Vec<_> = (0..51).map(|_| json!({"text": "Oppdikta."})).collect();
        let own = |key: &str| json!({"provision": key, "text": "Oppdikta."});
        for (patch, all) in [
            (
                json!({
                    "documentDate": "i dag", "background": "", "recommendation": [{"verb": "vedtek"}, {"text": ""}, 7],
                    "sections": [own("prove-del"), own("ukjend"), own("prove-del"), {"provision": "Ø"}], "tema": null,
                }),
                vec![
                    ("/background", "too-short"),
                    ("/documentDate", "malformed"),
                    ("/recommendation/0/text", "required"),
                    ("/recommendation/0/verb", "unknown-word"),
                    ("/recommendation/1/text", "too-short"),
                    ("/recommendation/2", "wrong-type"),
                    ("/sections/1/provision", "unknown-reference"),
                    ("/sections/2/provision", "duplicate"),
                    ("/sections/3/provision", "malformed"),
                    ("/sections/3/text", "required"),
                    ("/tema", "unknown-field"),
                ],
            ),
            (json!({"recommendation": long}), vec![("/recommendation", "too-long")]),
        ] {
            assert_eq!(refused(secretariat.patch(&laid.paper, "*", &patch)).await, wanted(&all));
        }
        let alver = region.caller("bergen-alver").await;
        let address = format!("{}/assessments/municipal", laid.paper);
        let assess = |body: Value| Caller::send(alver.request("PUT", &address).header("If-Match", "*").json(&body));
        for (body, all) in [
            (json!({}), vec![("/text", "required")]),
            (json!({"text": true}), vec![("/text", "wrong-type")]),
            (json!({"text": " ", "side": "municipal"}), vec![("/side", "unknown-field"), ("/text", "too-short")]),
            (json!([]), vec![("", "wrong-type")]),
        ] {
            assert_eq!(refused(assess(body)).await, wanted(&all));
        }
        assert_eq!(head(region, "bergen").await, before, "nothing was written");
    })
    .await;
}
