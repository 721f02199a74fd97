//! Changes as merge patches (RFC 7396): null takes away, objects merge, lists are replaced whole.
use serde_json::{Value, json};

use super::{PARTIES, head, party};
use crate::caller::Caller;
use crate::region::on_both;

#[actix_web::test]
async fn a_patch_changes_what_it_names_and_leaves_the_rest() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let mut new = party("lapp", "Lapp");
        new["kind"] = json!("municipality");
        new["side"] = json!("municipal");
        new["note"] = json!("ein merknad");
        new["municipalityNumbers"] =
            json!([{"number": "4631", "validTo": "2023-12-31"}, {"number": "4632", "validFrom": "2024-01-01"}]);
        let made = admin.post(PARTIES, &new).await.expect(201);
        let address = made.header("location").unwrap().to_owned();
        let mut wanted = made.json.clone();
        for (patch, member, value) in [
            (json!({"names": {"nn": "Lappen"}}), "names", json!({"nb": "Lapp", "nn": "Lappen"})),
            (json!({"note": null}), "note", Value::Null),
            (
                json!({"municipalityNumbers": [{"number": "4633"}]}),
                "municipalityNumbers",
                json!([{"number": "4633", "validFrom": null, "validTo": null}]),
            ),
            (json!({"municipalityNumbers": null}), "municipalityNumbers", json!([])),
            (json!({"note": null}), "note", Value::Null),
            (json!({"key": "lapp"}), "key", json!("lapp")),
            (json!({}), "key", json!("lapp")),
        ] {
            let tag = format!("\"{}\"", wanted["version"]);
            let changed = admin.patch(&address, &tag, &patch).await.expect(200).json;
            wanted[member] = value;
            for moved in ["version", "changedAt"] {
                wanted[moved] = changed[moved].clone();
            }
            assert_eq!(changed, wanted, "{patch}");
            assert_eq!(admin.get(&address).await.json, wanted, "{patch}");
        }
    })
    .await;
}

#[actix_web::test]
async fn a_patch_that_breaks_a_rule_changes_nothing() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let address = format!("{PARTIES}/alver");
        let before = head(region, "bergen").await;
        for (patch, faults) in [
            (
                json!({"nott": null, "names": {"en": null}}),
                vec![("/names/en", "unknown-field"), ("/nott", "unknown-field")],
            ),
            (
                json!({"nott": 1, "names": {"en": "x"}}),
                vec![("/names/en", "unknown-field"), ("/nott", "unknown-field")],
            ),
            (json!({"key": "alvor"}), vec![("/key", "immutable")]),
            (json!({"id": "party_x"}), vec![("/id", "unknown-field")]),
            (json!({"version": 7}), vec![("/version", "unknown-field")]),
            (json!({"names": null}), vec![("/names", "required")]),
            (json!({"names": {"nb": null}}), vec![("/names/nb", "required")]),
            (json!({"kind": null, "side": null}), vec![("/kind", "required"), ("/side", "required")]),
            (json!({"names": "Alver"}), vec![("/names", "wrong-type")]),
            (json!([]), vec![("", "wrong-type")]),
            (json!(null), vec![("", "wrong-type")]),
        ] {
            let refused = admin.patch(&address, "\"1\"", &patch).await.expect(422);
            let mut found = refused.faults();
            found.sort();
            let faults: Vec<_> = faults.iter().map(|(at, code)| ((*at).to_owned(), (*code).to_owned())).collect();
            assert_eq!(found, faults, "{patch}");
        }
        assert_eq!(head(region, "bergen").await, before, "nothing was written");
        let ask = admin.request("PATCH", &address).header("If-Match", "\"1\"").json(&json!({}));
        Caller::send(ask).await.expect(415);
    })
    .await;
}
