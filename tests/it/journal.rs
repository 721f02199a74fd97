//! The journal over HTTP: who did what, in order, without a gap, and never a name.
use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::caller::Caller;
use crate::process::{Settings, run};
use crate::region::{Region, on_both};

fn person(name: &str) -> Value {
    json!({"name": name, "position": "kommunalsjef", "contact": {"email": "kari@example.no"}})
}

/// The whole journal, oldest first.
async fn journal(region: &Region) -> Vec<Value> {
    let mut entries = region.caller("bergen-auditor").await.all("/v1/tenants/bergen/journal?limit=100").await;
    entries.sort_by_key(|entry| entry["seq"].as_u64());
    entries
}

#[actix_web::test]
async fn what_is_done_is_in_the_journal_by_ids_alone() {
    on_both(async |region| {
        let before = journal(region).await.len();
        let admin = region.caller("bergen-admin").await;
        let made = admin.post("/v1/tenants/bergen/persons", &person("Kari Nordmann")).await.expect(201);
        let address = made.header("location").unwrap().to_owned();
        let changed = admin.patch(&address, "\"1\"", &json!({"name": "Kari Nordkvinne"})).await.expect(200);
        admin.delete(&address, changed.etag()).await.expect(200);

        let entries = journal(region).await.split_off(before);
        let told: Vec<_> =
            entries.iter().map(|entry| (&entry["act"], &entry["subjectType"], &entry["subject"])).collect();
        let subject = &made.json["id"];
        let kind = json!("person");
        let acts = [json!("created"), json!("changed"), json!("erased")];
        assert_eq!(told, acts.each_ref().map(|act| (act, &kind, subject)));
        for (place, entry) in entries.iter().enumerate() {
            assert_eq!(entry["seq"].as_u64(), Some((before + place + 1) as u64));
            let text = entry.to_string();
            for name in ["Kari", "Nord", "kommunalsjef", "example.no", "bergen-admin"] {
                assert!(!text.contains(name), "{name} is in the journal: {text}");
            }
        }
        let actors: BTreeSet<_> = entries.iter().map(|entry| entry["actor"].as_str().unwrap()).collect();
        assert_eq!(actors.len(), 1, "one caller, one actor");
    })
    .await;
}

#[actix_web::test]
async fn the_journal_has_no_gap_under_many_writers() {
    on_both(async |region| {
        let before = journal(region).await.len();
        let admin = region.caller("bergen-admin").await;
        let party = |n: usize| {
            let names = json!({"nb": format!("Part {n}"), "nn": format!("Part {n}")});
            json!({"key": format!("part-{n}"), "kind": "health-trust", "side": "specialist", "names": names})
        };
        let writers: Vec<_> = (0..24)
            .map(|n| {
                let (admin, party) = (admin.clone(), party(n / 2));
                actix_web::rt::spawn(async move { admin.post("/v1/tenants/bergen/parties", &party).await })
            })
            .collect();
        let mut made = BTreeSet::new();
        for writer in writers {
            let answer = writer.await.unwrap();
            if answer.status == 201 {
                made.insert(answer.json["id"].as_str().unwrap().to_owned());
            } else {
                assert_eq!(answer.expect(422).faults(), [("/key".to_owned(), "key-taken".to_owned())]);
            }
        }
        assert_eq!(made.len(), 12, "each key is given once");
        let entries = journal(region).await;
        let numbers: Vec<_> = entries.iter().map(|entry| entry["seq"].as_u64().unwrap()).collect();
        assert_eq!(numbers, (1..=entries.len() as u64).collect::<Vec<_>>());
        let subjects: Vec<_> = entries[before..].iter().map(|entry| entry["subject"].as_str().unwrap()).collect();
        assert_eq!(subjects.len(), 12, "a refused write leaves nothing");
        assert_eq!(subjects.into_iter().map(str::to_owned).collect::<BTreeSet<_>>(), made);
        let head = region.caller("bergen-auditor").await.get("/v1/tenants/bergen/journal/head").await.expect(200);
        assert_eq!(
            (&head.json["seq"], &head.json["hash"]),
            (&entries.last().unwrap()["seq"], &entries.last().unwrap()["hash"])
        );
    })
    .await;
}

#[actix_web::test]
async fn a_refused_request_leaves_nothing() {
    on_both(async |region| {
        let before = region.head("bergen").await;
        let admin = region.caller("bergen-admin").await;
        let address = "/v1/tenants/bergen/parties";
        admin.post(address, &json!({"key": "Å"})).await.expect(422);
        admin.patch(&format!("{address}/alver"), "\"99\"", &json!({"note": "sein"})).await.expect(412);
        let unconditional = admin.request("DELETE", &format!("{address}/alver"));
        Caller::send(unconditional).await.expect(428);
        region.caller("bergen-auditor").await.delete(&format!("{address}/alver"), "\"1\"").await.expect(403);
        region.nobody().delete(&format!("{address}/alver"), "\"1\"").await.expect(401);
        assert_eq!(region.head("bergen").await, before);
    })
    .await;
}

#[actix_web::test]
async fn the_command_finds_the_journal_whole_and_a_row_that_was_tampered_with() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let made = admin.post("/v1/tenants/bergen/persons", &person("Kari Nordmann")).await.expect(201);
        let settings = Settings::beside(region);
        let verify = ["journal", "verify", "--config", settings.file()];
        let whole = run(&verify).await;
        assert_eq!(whole.status, Some(0), "{whole:?}");
        for name in ["region", "bergen", "fjell"] {
            let told =
                whole.stdout.lines().any(|line| line.starts_with(&format!("{name}: ")) && line.contains("whole"));
            assert!(told, "{name}: {}", whole.stdout);
        }
        let seq = region.head("bergen").await;
        settings.tamper(region, "bergen", &format!("UPDATE journal SET act = 'ended' WHERE seq = {seq}")).await;
        let found = run(&verify).await;
        assert_eq!(found.status, Some(1), "{found:?}");
        let row = found.stdout.lines().find(|line| line.starts_with("bergen: ")).unwrap();
        assert!(row.contains(&seq.to_string()), "{row}");
        assert!(found.stderr.contains("not whole"), "{}", found.stderr);
        assert!(found.stdout.contains("fjell: ") && made.status == 201);
    })
    .await;
}
