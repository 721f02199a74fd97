//! Faults that only the whole structure shows, and the tag of the tree.
use serde_json::json;

use super::{head, seconds_to_midnight, today};
use crate::caller::Caller;
use crate::region::on_both;

const BODIES: &str = "/v1/tenants/bergen/bodies";

#[actix_web::test]
async fn no_body_becomes_its_own_ancestor() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let items = admin.all(&format!("{BODIES}?limit=100")).await;
        let child = items.iter().find(|body| body["parent"].is_string()).expect("a body with a parent");
        let before = head(region, "bergen").await;
        let (parent, own) = (child["parent"].as_str().unwrap(), child["id"].as_str().unwrap());
        for (body, wanted) in [(parent, own), (own, own)] {
            let refused = admin.patch(&format!("{BODIES}/{body}"), "*", &json!({"parent": wanted})).await.expect(422);
            assert!(refused.faults().contains(&("/parent".into(), "cycle".into())), "{}", refused.json);
        }
        let refused = admin.patch(&format!("{BODIES}/{own}"), "*", &json!({"parent": "nobody-here"})).await.expect(422);
        assert_eq!(refused.faults(), [("/parent".into(), "unknown-reference".into())]);
        assert_eq!(head(region, "bergen").await, before, "nothing was written");
    })
    .await;
}

#[actix_web::test]
async fn no_body_leads_back_to_itself_by_whatever_it_refers_to() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let sound = |key: &str| {
            json!({
                "key": key, "type": "working-group", "level": 3, "names": {"nb": "Oppdikta", "nn": "Oppdikta"},
                "visibility": "public", "decisionRule": "none", "verification": "synthetic",
            })
        };
        admin.post(BODIES, &sound("prove-fyrst")).await.expect(201);
        for (key, member, wanted) in [
            ("prove-under", "parent", json!("prove-fyrst")),
            ("prove-program", "programmeCommitteeFor", json!("prove-under")),
            ("prove-etter", "succeeds", json!(["prove-program"])),
        ] {
            let mut new = sound(key);
            new[member] = wanted;
            admin.post(BODIES, &new).await.expect(201);
        }
        let before = head(region, "bergen").await;
        for (body, patch, at) in [
            ("prove-fyrst", json!({"programmeCommitteeFor": "prove-under"}), "/programmeCommitteeFor"),
            ("prove-fyrst", json!({"parent": "prove-etter"}), "/parent"),
            ("prove-fyrst", json!({"succeeds": ["ssu", "prove-etter"]}), "/succeeds/1"),
            ("prove-program", json!({"parent": "prove-etter"}), "/parent"),
        ] {
            let refused = admin.patch(&format!("{BODIES}/{body}"), "*", &patch).await.expect(422);
            assert_eq!(refused.faults(), [(at.to_owned(), "cycle".to_owned())], "{body} {patch}");
        }
        assert_eq!(head(region, "bergen").await, before, "nothing was written");
        admin.patch(&format!("{BODIES}/prove-etter"), "*", &json!({"parent": "prove-fyrst"})).await.expect(200);
    })
    .await;
}

#[actix_web::test]
async fn of_two_changes_that_together_make_a_circle_one_is_refused() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let items = admin.all(&format!("{BODIES}?limit=100")).await;
        let parented: Vec<_> = items.iter().filter(|body| body["parent"].is_string()).collect();
        let leaf = |body: &&&serde_json::Value| items.iter().all(|each| each["parent"] != body["id"]);
        let leaves: Vec<_> = parented.iter().filter(leaf).take(2).map(|body| body["id"].as_str().unwrap()).collect();
        let [one, two] = leaves[..] else { panic!("two bodies without any below them") };
        let under = async |body: &str, parent: &str| {
            admin.patch(&format!("{BODIES}/{body}"), "*", &json!({"parent": parent})).await
        };
        let (first, second) = tokio::join!(under(one, two), under(two, one));
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422], "{} {}", first.json, second.json);
    })
    .await;
}

#[actix_web::test]
async fn the_structure_of_today_changes_at_midnight_without_a_write() {
    on_both(async |region| {
        let structure = "/v1/tenants/bergen/structure";
        let admin = region.caller("bergen-admin").await;
        let mut new = super::party("i-morgon", "I morgon");
        new["validFrom"] = json!(today(region).tomorrow().unwrap().to_string());
        admin.post(super::PARTIES, &new).await.expect(201);
        let before = admin.get(structure).await.expect(200);
        let holds = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("\"i-morgon\"");
        assert!(!holds(&before.bytes), "not in force today");
        let generation = head(region, "bergen").await;
        region.turn_clock(seconds_to_midnight(region) + 60);
        let admin = region.caller("bergen-admin").await;
        let ask = admin.request("GET", structure).header("If-None-Match", before.etag());
        let after = Caller::send(ask).await.expect(200);
        assert!(holds(&after.bytes), "in force today");
        assert_eq!(head(region, "bergen").await, generation, "nothing was written");
    })
    .await;
}
