//! What is read on and on, through another door: snapshots, the feed that waits, and the whole charter.
use std::time::Duration;

use serde_json::{Value, json};

use super::{grant, on_either, with_nordland};

/// The lines of a snapshot but for places, which are each reader's own.
fn lines(bytes: &[u8]) -> Vec<Value> {
    let lines = std::str::from_utf8(bytes).expect("text").lines().map(|line| serde_json::from_str(line).expect("JSON"));
    let mut lines: Vec<Value> = lines.filter(|line: &Value| line["kind"] != "resume").collect();
    for line in &mut lines {
        line.as_object_mut().expect("an object").remove("cursor");
    }
    lines
}

#[actix_web::test]
async fn what_is_followed_is_followed_through_any_door() {
    on_either(&["vest", "nord"], async |regions| {
        with_nordland(regions).await;
        let (vest, nord) = (regions.vest(), regions.nord());
        let snapshot = "/v1/tenants/nordland/snapshot";
        let (there, here) = (nord.nobody().get(snapshot).await.expect(200), vest.nobody().get(snapshot).await.expect(200));
        assert_eq!(here.header("content-type"), Some("application/x-ndjson"));
        assert_eq!(lines(&here.bytes), lines(&there.bytes));
        let end: Value = serde_json::from_slice(here.bytes.split(|byte| *byte == b'\n').rfind(|line| !line.is_empty()).unwrap()).unwrap();
        assert_eq!(end["kind"], "end", "{end}");

        // A place is good at every door.
        let after = end["cursor"].as_str().expect("a cursor").to_owned();
        let changes = format!("/v1/tenants/nordland/changes?after={after}");
        assert_eq!(nord.nobody().get(&changes).await.expect(200).json["items"], json!([]));
        let waiting = {
            let (nobody, path) = (vest.nobody(), format!("{changes}&wait=20"));
            actix_web::rt::spawn(async move { nobody.get(&path).await })
        };
        tokio::time::sleep(Duration::from_millis(300)).await;
        let admin = nord.caller("nordland-admin").await;
        let party = json!({"key": "oppdikta", "kind": "nonprofit-hospital", "side": "specialist", "names": {"nb": "Oppdikta", "nn": "Oppdikta"}});
        admin.post("/v1/tenants/nordland/parties", &party).await.expect(201);
        let told = waiting.await.expect("it ends").expect(200);
        assert_eq!(told.json["items"][0]["data"]["key"], "oppdikta", "{:#}", told.json);

        let auditor = grant(regions, "nordland", "ettersyn", "auditor").await;
        let charter = auditor.get("/v1/tenants/nordland/charter").await.expect(200);
        assert_eq!(charter.json, admin.get("/v1/tenants/nordland/charter").await.expect(200).json);
    })
    .await;
}
