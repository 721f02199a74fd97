//! A change as it is told: a CloudEvent.
use domain::{ActKind, Digest, Entry, Instant, SubjectType};
use serde::Serialize;
use serde_json::Value;

use super::record::{Shown, Subject};

/// One change, in the form of CloudEvents 1.0.
#[derive(Debug, Clone, Serialize)]
pub struct Event {
    specversion: &'static str,
    /// Names the event within its source.
    pub id: String,
    source: String,
    #[serde(rename = "type")]
    event_type: String,
    /// The id of the thing that changed.
    pub subject: String,
    time: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    datacontenttype: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sequence: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    traceparent: Option<String>,
    /// The thing as its reader sees it; nothing where it has left their view.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
    /// What kind of thing changed.
    #[serde(skip)]
    pub kind: SubjectType,
    /// Its version; none where it has left the reader's view.
    #[serde(skip)]
    pub version: Option<i32>,
}

/// Why a thing is told of.
#[derive(Debug, Clone)]
pub(super) struct Cause {
    /// What was done to it, where it was itself what something was done to.
    pub(super) act: Option<ActKind>,
    /// When.
    pub(super) at: Instant,
    /// In which trace.
    pub(super) trace: Option<String>,
    /// The number of the entry, where one tells of it.
    pub(super) seq: Option<i64>,
    /// What the event's id is made of, beside the thing.
    pub(super) seed: String,
}

impl Cause {
    /// An entry of the journal; `own` where it is about the thing itself.
    pub(super) fn entry(entry: &Entry, own: bool) -> Self {
        Self {
            act: own.then_some(entry.act.kind),
            at: entry.at,
            trace: Some(entry.actor.trace.clone()),
            seq: Some(entry.seq),
            // Nobody outside can know the hash of an entry, so that no id tells of its number.
            seed: entry.hash.to_string(),
        }
    }
}

impl Event {
    /// What the thing is now, or that it has left its reader's view.
    pub(super) fn new(
        source: &str,
        numbered: bool,
        (kind, subject): Subject,
        cause: &Cause,
        shown: Option<Shown>,
    ) -> Self {
        let id = Digest::of_bytes(format!("{}\n{kind}\n{subject}", cause.seed).as_bytes()).to_string();
        let what = match (&shown, cause.act) {
            (None, _) => "removed",
            (Some(_), Some(ActKind::Created)) => "created",
            (Some(_), Some(ActKind::Ended)) => "ended",
            (Some(_), Some(ActKind::Erased)) => "erased",
            // What is passed on is done elsewhere, and nobody follows it here.
            (Some(_), Some(ActKind::Changed | ActKind::Forwarded) | None) => "changed",
        };
        let is_trace = |trace: &&String| trace.len() == 32 && trace.bytes().any(|digit| digit != b'0');
        let trace = cause.trace.as_ref().filter(is_trace);
        let (version, data) = shown.map(|shown| (shown.version, shown.data)).unzip();
        Self {
            specversion: "1.0",
            source: source.to_owned(),
            event_type: format!("no.helsefellesskap.{kind}.{what}"),
            subject,
            time: cause.at,
            datacontenttype: data.as_ref().map(|_| "application/json"),
            sequence: cause.seq.filter(|_| numbered).map(|seq| format!("{seq:019}")),
            traceparent: trace.map(|trace| format!("00-{trace}-{}-01", &id[..16])),
            data,
            kind,
            version,
            id: id[..32].to_owned(),
        }
    }
}
