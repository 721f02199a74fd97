//! Sections of a body's papers over HTTP. Everything in them is invented.
use serde_json::{Value, json};

use super::{PROVISIONS, body, faults, names, wanted};
use crate::manners::today;
use crate::region::on_both;

fn section(key: &str, part: &str, prepared_by: &str) -> Value {
    json!({
        "key": key, "type": "paper-section", "body": "gruppe", "part": part, "names": names("Oppdikta"),
        "preparedBy": prepared_by, "place": 1, "verification": "synthetic",
    })
}

#[actix_web::test]
async fn a_paper_has_one_background_one_recommendation_and_one_assessment_from_each_side() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        body(&admin, "gruppe").await;
        for (part, prepared_by, again) in [
            ("background", "secretariat", Some(("reporter", "/part"))),
            ("recommendation", "secretariat", Some(("secretariat", "/part"))),
            ("assessment", "municipal", Some(("municipal", "/preparedBy"))),
            ("assessment", "specialist", Some(("specialist", "/preparedBy"))),
            ("own", "user", None),
        ] {
            let made = admin.post(PROVISIONS, &section(&format!("{part}-{prepared_by}"), part, prepared_by)).await;
            assert_eq!(made.expect(201).json["required"], true, "unless something else is said");
            let (by, at) = again.unwrap_or((prepared_by, ""));
            let answer = admin.post(PROVISIONS, &section(&format!("{part}-til"), part, by)).await;
            match again {
                Some(_) => assert_eq!(faults(answer), wanted(&[(at, "taken")]), "{part} by {by}"),
                None => drop(answer.expect(201)),
            }
        }
        // Another section may not become what one is, and what is left as it was is in nobody's way.
        let own = format!("{PROVISIONS}/own-user");
        let refused = admin.patch(&own, "\"1\"", &json!({"part": "background"})).await;
        assert_eq!(faults(refused), wanted(&[("/part", "taken")]));
        let background = format!("{PROVISIONS}/background-secretariat");
        let changed = admin.patch(&background, "\"1\"", &json!({"guidance": "Oppdikta.", "place": 7})).await;
        assert_eq!(changed.expect(200).json["place"], 7);
        // After its last day the place is free.
        admin.delete(&background, "\"2\"").await.expect(200);
        let mut next = section("bakgrunn-ny", "background", "reporter");
        assert_eq!(faults(admin.post(PROVISIONS, &next).await), wanted(&[("/part", "taken")]));
        next["validFrom"] = json!(today(region).tomorrow().unwrap().to_string());
        admin.post(PROVISIONS, &next).await.expect(201);
    })
    .await;
}

#[actix_web::test]
async fn an_assessment_is_a_sides() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        body(&admin, "gruppe").await;
        for (prepared_by, right) in
            [("secretariat", false), ("reporter", false), ("municipal", true), ("specialist", true), ("user", true)]
        {
            let answer = admin.post(PROVISIONS, &section(prepared_by, "assessment", prepared_by)).await;
            if right {
                answer.expect(201);
            } else {
                assert_eq!(faults(answer), wanted(&[("/preparedBy", "excludes")]), "{prepared_by}");
            }
        }
    })
    .await;
}
