//! Webhooks over HTTP: what is told, to whom, in which order, and what a receiver may do to it.
use std::process::{Command, Stdio};
use std::time::Duration;

use domain::WebhookId;
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::held::Backstage;
use crate::region::{Kind, Region, Wishes};

mod delivery;
mod hostile;
mod receiver;
mod resource;
mod resync;
mod signatures;
mod standing;

pub use receiver::Receiver;
use receiver::{Manner, Received};

const WEBHOOKS: &str = "/v1/tenants/bergen/webhooks";

/// Settings under which a receiver has little time.
fn hasty() -> Wishes {
    let settings = "[webhooks]\nallow_loopback = true\ntimeout_seconds = 2\n".to_owned();
    Wishes { settings, ..Wishes::default() }
}

/// Runs a test on a region of either store whose receivers have little time.
async fn on_both(test: impl AsyncFn(&Region)) {
    for kind in [Kind::Files, Kind::Postgres] {
        println!("on {kind:?}");
        let region = Region::start(kind, &hasty()).await;
        test(&region).await;
        region.stop().await;
    }
}

/// Waits until something is so; a minute, on a machine that has much to do.
pub async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    for _ in 0..1200 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never came to be: {what}");
}

/// Has a receiver told of parties; gives the webhook as it was answered.
async fn tell(region: &Region, receiver: &Receiver, more: Value) -> Value {
    let admin = region.caller("bergen-admin").await;
    let mut new = json!({"url": receiver.url(), "types": ["party"]});
    json_merge(&mut new, more);
    admin.post(WEBHOOKS, &new).await.expect(201).json
}

fn json_merge(new: &mut Value, more: Value) {
    let (Some(new), Value::Object(more)) = (new.as_object_mut(), more) else { panic!("two objects") };
    new.extend(more);
}

/// The address of a webhook.
fn at(webhook: &Value) -> String {
    format!("{WEBHOOKS}/{}", webhook["id"].as_str().expect("an id"))
}

/// Enters an invented party; gives its id.
async fn party(region: &Region, key: &str) -> String {
    let names = json!({"nb": "Oppdikta", "nn": "Oppdikta"});
    let new = json!({"key": key, "kind": "nonprofit-hospital", "side": "specialist", "names": names});
    let admin = region.caller("bergen-admin").await;
    let made = admin.post("/v1/tenants/bergen/parties", &new).await.expect(201);
    made.json["id"].as_str().expect("an id").to_owned()
}

/// Waits until a receiver has been sent so many messages.
async fn count(receiver: &Receiver, n: usize) {
    until(&format!("{n} messages"), async || receiver.seen().len() >= n).await;
}

/// Waits until the log has so many tries, and gives them, the newest first.
async fn tries(region: &Region, webhook: &Value, n: usize) -> Vec<Value> {
    let log = format!("{}/deliveries?limit=100", at(webhook));
    let caller = region.caller("bergen-admin").await;
    until(&format!("{n} tries"), async || {
        caller.get(&log).await.expect(200).json["items"].as_array().unwrap().len() >= n
    })
    .await;
    caller.get(&log).await.expect(200).json["items"].as_array().unwrap().clone()
}

/// A webhook as it is now.
async fn now(caller: &Caller, webhook: &Value) -> Value {
    caller.get(&at(webhook)).await.expect(200).json
}

/// An address at or below a webhook, of which something was delivered and something was not; none for other addresses.
pub async fn below_webhook(region: &Region, path: &str) -> Option<String> {
    if !path.contains("{webhook}") {
        return None;
    }
    let admin = region.caller("bergen-admin").await;
    let new = json!({"url": "http://127.0.0.1:9/varsel", "state": "disabled"});
    let webhook = admin.post(WEBHOOKS, &new).await.expect(201).json;
    admin.post(&format!("{}/tests", at(&webhook)), &json!(null)).await.expect(200);
    let id = webhook["id"].as_str().expect("an id");
    let of = WebhookId::parse(id).expect("a webhook's");
    let message = Backstage::of(region, "bergen").await.dead_letter(of).await;
    Some(path.replace("{tenant}", "bergen").replace("{webhook}", id).replace("{message}", &message))
}

/// Has messages verified by libraries that others wrote. `key`: the member that holds it, and the key.
fn verified(messages: &[(&Received, &str, &str, bool)]) {
    let all: Vec<Value> = messages
        .iter()
        .map(|(received, member, key, holds)| {
            json!({"body": received.body, "headers": received.headers, *member: key, "holds": holds})
        })
        .collect();
    let python = std::env::var("TEST_PYTHON").expect("TEST_PYTHON names the interpreter that has the judges");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/oracles/webhook.py");
    let mut command = Command::new(python);
    let command = command.arg(script).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut judge = command.spawn().expect("it runs");
    serde_json::to_writer(judge.stdin.take().expect("piped"), &all).expect("it listens");
    let said = judge.wait_with_output().expect("it ends");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
}
