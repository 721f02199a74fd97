//! Events as others read them: the SDK of CloudEvents takes each of them.
use std::process::Stdio;

use domain::Visibility;
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use super::{CHANGES, now};
use crate::caller::Caller;
use crate::laid::{call, conclude, lay_case, lay_paper, prose};
use crate::region::{Region, on_both};
use crate::seated::person;

/// Lets the SDK read a batch; says what it has against it.
async fn judged(batch: &[u8]) -> Result<usize, String> {
    let python = std::env::var("TEST_PYTHON").expect("TEST_PYTHON: tests/run sets it, tests/run postgres prints it");
    let oracle = concat!(env!("CARGO_MANIFEST_DIR"), "/oracles/events.py");
    let mut child = Command::new(python)
        .arg(oracle)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("python runs");
    child.stdin.take().unwrap().write_all(batch).await.expect("it reads");
    let ended = child.wait_with_output().await.expect("it ends");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if ended.status.success() { Ok(text(&ended.stdout).trim().parse().unwrap()) } else { Err(text(&ended.stderr)) }
}

async fn busy(region: &Region) {
    let admin = region.caller("bergen-admin").await;
    let laid = lay_case(region, "bergen", "ssu", |_| ()).await;
    lay_paper(region, "bergen", &laid, |paper| paper.background = Some(prose("Oppdikta bakgrunn"))).await;
    let meeting = call(region, "bergen", &laid, Visibility::Public).await;
    conclude(region, "bergen", &laid, meeting, "Oppdikta vedtak").await;
    let id = person(&admin, "bergen", "Oppdikta Person").await;
    admin.delete(&format!("/v1/tenants/bergen/persons/{id}"), "\"1\"").await.expect(200);
}

async fn batch(caller: &Caller, place: &str) -> crate::caller::Answer {
    let request = caller.request("GET", &format!("{CHANGES}?limit=100&after={place}"));
    Caller::send(request.header("Accept", "application/cloudevents-batch+json")).await.expect(200)
}

#[actix_web::test]
async fn the_sdk_of_cloudevents_takes_every_event() {
    on_both(async |region| {
        let auditor = region.caller("bergen-auditor").await;
        let (place, open) = (now(&auditor).await, now(&region.nobody()).await);
        busy(region).await;
        for (caller, place) in [(&auditor, &place), (&region.nobody(), &open)] {
            let answer = batch(caller, place).await;
            assert_eq!(answer.header("content-type"), Some("application/cloudevents-batch+json"));
            let link = answer.header("link").expect("where to go on");
            assert!(link.starts_with(&format!("<{CHANGES}?")) && link.ends_with(">; rel=\"next\""), "{link}");
            let events: Vec<Value> = serde_json::from_slice(&answer.bytes).unwrap();
            assert_eq!(judged(&answer.bytes).await, Ok(events.len()));
            // Asked again, the same is told under the same ids.
            let again: Vec<Value> = serde_json::from_slice(&batch(caller, place).await.bytes).unwrap();
            assert_eq!(again, events);
            assert!(events.iter().all(|event| event["source"] == "https://vest.example/v1/tenants/bergen"));
        }
        let mut broken: Value = serde_json::from_slice(&batch(&auditor, &place).await.bytes).unwrap();
        broken[0].as_object_mut().unwrap().remove("source");
        assert!(judged(broken.to_string().as_bytes()).await.is_err(), "an event without a source is none");
    })
    .await;
}
