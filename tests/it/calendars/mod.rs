//! Calendars and the feed of minutes, read by libraries that are not ours. All of it is invented.
mod addresses;
mod feed;
mod open;
mod secrets;

use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::caller::{Answer, Caller};
use crate::manners::today;
use crate::meetings::meeting;
use crate::region::Region;

const CALENDAR: &str = "/v1/tenants/bergen/calendar.ics";

/// A calendar as an independent library reads it. The test's own thread does not stand still meanwhile: it must see which
/// connections the region closes.
async fn understood(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), Some("text/calendar; charset=utf-8"));
    let python = std::env::var("TEST_PYTHON").expect("TEST_PYTHON names a Python with tests/tools/requirements.txt");
    let oracle = concat!(env!("CARGO_MANIFEST_DIR"), "/oracles/read_calendar.py");
    let mut reader = Command::new(python)
        .arg(oracle)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the oracle starts");
    // Dropped once it is written, so that the oracle comes to an end of it.
    let mut pipe = reader.stdin.take().expect("a pipe");
    pipe.write_all(&answer.bytes).await.expect("it is read");
    drop(pipe);
    let told = reader.wait_with_output().await.expect("the oracle ends");
    let why = String::from_utf8_lossy(&told.stderr);
    assert!(told.status.success(), "{why}\n{}", String::from_utf8_lossy(&answer.bytes));
    serde_json::from_slice(&told.stdout).expect("JSON")
}

/// The events of a calendar, by the ids of their meetings.
async fn events(caller: &Caller, path: &str) -> Vec<Value> {
    understood(&caller.get(path).await.expect(200)).await["events"].as_array().expect("events").clone()
}

/// The event of a meeting at an address, if the calendar tells it.
fn of<'e>(events: &'e [Value], meeting: &str) -> Option<&'e Value> {
    let id = meeting.rsplit('/').next().expect("an id");
    events.iter().find(|event| event["uid"].as_str().is_some_and(|uid| uid.split('@').next() == Some(id)))
}

/// A day of next year.
fn next_year(region: &Region, month_and_day: &str) -> String {
    format!("{}-{month_and_day}", today(region).year() + 1)
}

/// Enters a meeting of the strategic committee.
async fn planned(region: &Region, more: Value) -> String {
    let mut new = json!({"body": "ssu", "from": next_year(region, "03-20")});
    new.as_object_mut().expect("members").extend(more.as_object().expect("members").clone());
    meeting(&region.caller("bergen-secretariat").await, &new).await
}
