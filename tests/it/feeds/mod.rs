//! What changes in a community, followed: from a snapshot on, past crashes, and no further than one's own sight.
mod acts;
mod copies;
mod dice;
mod events;
mod follower;
mod order;
mod refusals;
mod tombstones;
mod waiting;

use serde_json::Value;

use crate::caller::Caller;

/// The feed most tests are about.
const CHANGES: &str = "/v1/tenants/bergen/changes";
/// And its snapshot.
const SNAPSHOT: &str = "/v1/tenants/bergen/snapshot";

/// The place from which everything is new.
async fn now(caller: &Caller) -> String {
    cursor(&caller.get(CHANGES).await.expect(200).json)
}

fn cursor(page: &Value) -> String {
    page["cursor"].as_str().expect("a place").to_owned()
}

/// Everything that has changed since a place, and the place after it.
async fn since(caller: &Caller, cursor_before: &str) -> (Vec<Value>, String) {
    let (mut all, mut after) = (Vec::new(), cursor_before.to_owned());
    loop {
        let page = caller.get(&format!("{CHANGES}?limit=100&after={after}")).await.expect(200).json;
        all.extend(page["items"].as_array().expect("events").iter().cloned());
        after = cursor(&page);
        if page["more"] == false {
            return (all, after);
        }
    }
}

/// What events say: type and subject of each.
fn told(events: &[Value]) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let short = |value: &Value| text(value).trim_start_matches("no.helsefellesskap.").to_owned();
    events.iter().map(|event| (short(&event["type"]), text(&event["subject"]))).collect()
}
