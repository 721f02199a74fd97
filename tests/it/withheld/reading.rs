//! Every address that can be read, and what its answers say.
use std::collections::BTreeSet;

use domain::{CaseId, StopId};
use serde_json::{Value, json};

use crate::caller::{Answer, Caller};
use crate::region::Region;
use crate::seated::text;
use crate::stage::{Operation, operations};
use crate::visibility::without_time;

/// An address to read, with the operation it belongs to.
pub(super) struct Address {
    pub(super) operation: String,
    pub(super) path: String,
}

/// The first id that a list answers with.
async fn first(admin: &Caller, list: &str) -> String {
    text(&admin.get(&format!("/v1/tenants/bergen/{list}")).await.expect(200).json["items"][0]["id"])
}

/// Every address of the contract that can be read, once with each of these matters in it where it names one.
pub(super) async fn readable(region: &Region, matters: &[(CaseId, StopId, Option<&str>)]) -> Vec<Address> {
    let admin = region.caller("bergen-admin").await;
    let mut known = vec![("{tenant}", "bergen".to_owned()), ("{body}", "ssu".to_owned())];
    known.extend([("{party}", "alver".to_owned()), ("{number}", "1".to_owned()), ("{side}", "municipal".to_owned())]);
    known.push(("{code}", "not-found".to_owned()));
    for (name, list) in [
        ("{area}", "areas"),
        ("{provision}", "provisions"),
        ("{person}", "persons"),
        ("{membership}", "memberships"),
        ("{grant}", "grants"),
    ] {
        known.push((name, first(&admin, list).await));
    }
    // Of private addresses one's own are told, and what one opens is what its maker sees: here one who sees nothing withheld.
    let address = json!({"of": "tenant"});
    let made = admin.post("/v1/tenants/bergen/calendar-addresses", &address).await.expect(201);
    known.push(("{address}", text(&made.json["id"])));
    let hospital = region.caller("bergen-sjukehus").await;
    let made = hospital.post("/v1/tenants/bergen/calendar-addresses", &address).await.expect(201);
    let secret = text(&made.json["address"]).rsplit('/').next().map(|last| last.trim_end_matches(".ics").to_owned());
    known.push(("{calendar}", secret.expect("a secret")));
    // An office nobody holds is as good as any: it is refused to all of them alike.
    known.push(("{office}", domain::OfficeId::fresh().to_string()));
    // And so is a webhook: what one is told is what its maker reads in the feed.
    known.push(("{webhook}", domain::WebhookId::fresh().to_string()));
    let reads = operations().into_iter().filter(|operation| operation.method == "GET");
    let mut all = Vec::new();
    for Operation { id, path, .. } in reads {
        let mut path = known.iter().fold(path, |path, (name, value)| path.replace(name, value));
        if id == "find_seats" {
            path.push_str("?orgNumber=964338531");
        }
        let mut paths = BTreeSet::new();
        for (case, stop, meeting) in matters {
            let nowhere = domain::MeetingId::fresh().to_string();
            let path = path.replace("{case}", &case.to_string()).replace("{stop}", &stop.to_string());
            paths.insert(path.replace("{meeting}", meeting.unwrap_or(&nowhere)));
        }
        for path in paths {
            assert!(!path.contains('{'), "say in this test what stands for what {id} names: {path}");
            all.push(Address { operation: id.clone(), path });
        }
    }
    all
}

pub(super) async fn read(caller: &Caller, path: &str) -> Answer {
    Caller::send(caller.request("GET", path).header("Prefer", "return=total-count")).await
}

/// Everything an answer tells, headers included, in small letters.
pub(super) fn told(answer: &Answer) -> String {
    let headers = answer.headers.iter().map(|(_, value)| String::from_utf8_lossy(value.as_bytes()).into_owned());
    // Calendars fold their lines, in the middle of words too.
    let body = String::from_utf8_lossy(&answer.bytes).replace("\r\n ", "");
    headers.chain([body]).collect::<Vec<_>>().join("\n").to_lowercase()
}

/// What an answer says, without what is new in every answer and without the ids that were asked with.
pub(super) fn said(answer: &Answer, asked: &[String]) -> (u16, String) {
    let lines = String::from_utf8_lossy(&answer.bytes);
    let mut lines: Vec<Value> = match serde_json::from_str(&lines) {
        Ok(whole) => vec![whole],
        Err(_) => lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect(),
    };
    for members in lines.iter_mut().filter_map(Value::as_object_mut) {
        members.remove("traceId");
        // Places in what is followed are sealed: they say nothing, and no two are alike.
        members.remove("cursor");
        if members.get("next").is_some_and(|next| next.as_str().is_some_and(|next| next.contains("after="))) {
            members.remove("next");
        }
        without_time(members);
    }
    let lines = lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let body = if lines.is_empty() { String::from_utf8_lossy(&answer.bytes).into_owned() } else { lines };
    (answer.status, asked.iter().fold(body, |body, id| body.replace(id, "…")))
}
