//! What of a published record is kept to be read together: a pure function of the record.
use std::collections::BTreeSet;

use domain::{
    BodyId, CaseId, Date, Instant, ItemId, MeetingId, ProvisionId, SharedKind, SubjectType, TenantId, fold, oslo_date,
};
use persistence::SharedItem;
use serde_json::{Value, json};
use uuid::Uuid;

/// The most words a thing is found by, and the most letters of one that count.
const WORDS: usize = 500;
const LETTERS: usize = 40;

/// The kinds of records that are fetched, in the order a snapshot tells them.
pub(super) const FOLLOWED: [SubjectType; 5] =
    [SubjectType::Body, SubjectType::Provision, SubjectType::Case, SubjectType::Meeting, SubjectType::Minutes];

/// The record that a thing stands in.
pub(super) fn source(kind: SubjectType, id: &str) -> String {
    format!("{kind} {id}")
}

/// How a body is found among the words of what belongs to it.
pub(in crate::federation) fn of_body(id: &str) -> String {
    format!("b:{id}")
}

/// The words of a text as things are found by them.
pub(in crate::federation) fn words(text: &str) -> impl Iterator<Item = String> {
    let folded = fold(text);
    let words: Vec<String> = folded
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| format!("t:{}", word.chars().take(LETTERS).collect::<String>()))
        .collect();
    words.into_iter()
}

/// The meeting that minutes are of.
pub(super) fn meeting_of(minutes: &str) -> Option<(&str, i32)> {
    let (meeting, number) = minutes.split_once('/')?;
    Some((meeting, number.parse().ok()?))
}

/// What is kept of a record; nothing of one that cannot be read. `body`: that of the meeting, where it is of minutes.
pub(super) fn shelve(kind: SubjectType, id: &str, data: Value, body: Option<&str>) -> Vec<SharedItem> {
    match kind {
        SubjectType::Body => self::body(id, data).into_iter().collect(),
        SubjectType::Provision => provision(id, data).into_iter().collect(),
        SubjectType::Case => case(id, data).into_iter().collect(),
        SubjectType::Meeting => meeting(id, data).into_iter().collect(),
        SubjectType::Minutes => minutes(id, &data, body).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// The community itself, by its entry in its region's registry.
pub(super) fn tenant(tenant: TenantId, data: Value) -> Option<SharedItem> {
    let at = instant(&data, "createdAt")?;
    let found = Found::default().names(&data["names"]).text(&data["slug"]);
    Some(item(SharedKind::Tenant, &tenant.to_string(), "tenant".to_owned(), tenant.0, at, None, found, data))
}

/// What a thing is found by.
#[derive(Default)]
struct Found(BTreeSet<String>);

impl Found {
    fn text(mut self, text: &Value) -> Self {
        self.0.extend(text.as_str().into_iter().flat_map(words));
        self
    }

    fn names(self, names: &Value) -> Self {
        self.text(&names["nb"]).text(&names["nn"])
    }

    fn body(mut self, id: &Value) -> Self {
        self.0.extend(id.as_str().map(of_body));
        self
    }

    fn all<'v>(self, values: impl IntoIterator<Item = &'v Value>, each: impl Fn(Self, &'v Value) -> Self) -> Self {
        values.into_iter().fold(self, each)
    }
}

#[expect(clippy::too_many_arguments, reason = "each is a member of what is made")]
fn item(
    kind: SharedKind,
    id: &str,
    source: String,
    place: Uuid,
    at: Instant,
    day: Option<Date>,
    found: Found,
    data: Value,
) -> SharedItem {
    SharedItem {
        source,
        kind,
        id: id.to_owned(),
        subject: None,
        rank: 0,
        place,
        at,
        day: Some(day.unwrap_or_else(|| oslo_date(at))),
        word: None,
        data,
        words: found.0.into_iter().take(WORDS).collect(),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn instant(data: &Value, name: &str) -> Option<Instant> {
    Instant::parse(data[name].as_str()?)
}

fn date(data: &Value, name: &str) -> Option<Date> {
    data[name].as_str()?.parse().ok()
}

/// The first moment of a day, by which what has a day and no time is ordered.
fn begin(day: Date) -> Option<Instant> {
    Instant::parse(&format!("{day}T00:00:00Z"))
}

fn body(id: &str, data: Value) -> Option<SharedItem> {
    let (place, at) = (BodyId::parse(id).ok()?.0, instant(&data, "createdAt")?);
    let found = Found::default().names(&data["names"]).text(&data["abbreviation"]).text(&data["key"]);
    let found = found.text(&data["mandate"]).body(&json!(id));
    let word = text(&data["type"]);
    let source = source(SubjectType::Body, id);
    Some(SharedItem { word, ..item(SharedKind::Body, id, source, place, at, None, found, data) })
}

/// Target groups, and which bodies give them weight; other provisions are not read together.
fn provision(id: &str, data: Value) -> Option<SharedItem> {
    let (place, at) = (ProvisionId::parse(id).ok()?.0, instant(&data, "createdAt")?);
    let (kind, word, subject) = match data["type"].as_str()? {
        "target-group" => (SharedKind::TargetGroup, text(&data["key"]), None),
        "emphasis" => (SharedKind::Emphasis, text(&data["targetGroup"]), text(&data["body"])),
        _ => return None,
    };
    let source = source(SubjectType::Provision, id);
    Some(SharedItem { word, subject, ..item(kind, id, source, place, at, None, Found::default(), data) })
}

fn case(id: &str, data: Value) -> Option<SharedItem> {
    let place = CaseId::parse(id).ok()?.0;
    let at = instant(&data, "publishedAt").or_else(|| instant(&data, "createdAt"))?;
    let stops = list(&data["stops"]);
    let found = Found::default().text(&data["title"]).text(&data["summary"]).body(&data["body"]);
    let found = found.all(stops, |found, stop| found.text(&stop["number"]).body(&stop["body"]));
    let (word, source) = (text(&data["kind"]), source(SubjectType::Case, id));
    Some(SharedItem { word, ..item(SharedKind::Case, id, source, place, at, None, found, data) })
}

fn meeting(id: &str, data: Value) -> Option<SharedItem> {
    let (place, day) = (MeetingId::parse(id).ok()?.0, date(&data, "from")?);
    let found = Found::default().text(&data["title"]).text(&data["place"]).body(&data["body"]);
    let found =
        found.all(list(&data["agenda"]["items"]), |found, item| found.text(&item["title"]).text(&item["number"]));
    let (word, source) = (text(&data["state"]), source(SubjectType::Meeting, id));
    Some(SharedItem { word, ..item(SharedKind::Meeting, id, source, place, begin(day)?, Some(day), found, data) })
}

/// What a meeting did with each item, by one version of its minutes.
fn minutes(id: &str, data: &Value, body: Option<&str>) -> Option<Vec<SharedItem>> {
    let (meeting, rank) = meeting_of(id)?;
    let (place, day) = (MeetingId::parse(meeting).ok()?.0, date(data, "heldOn")?);
    let (at, source) = (begin(day)?, source(SubjectType::Minutes, id));
    let of = |kind, id: &str, place, found, data| SharedItem {
        subject: Some(meeting.to_owned()),
        rank,
        ..item(kind, id, source.clone(), place, at, Some(day), found, data)
    };
    let mut items = vec![of(SharedKind::Minutes, id, place, Found::default(), Value::Null)];
    for told in list(&data["items"]) {
        let Some(named) = told["item"].as_str() else { continue };
        let (Ok(place), false) = (ItemId::parse(named), told["treatment"].is_null()) else { continue };
        let points = list(&told["treatment"]["points"]);
        let found = Found::default().text(&told["title"]).text(&told["number"]).body(&json!(body));
        let found = found.all(points, |found, point| found.text(&point["text"]));
        let mut decision = told.clone();
        for (name, value) in [("meeting", json!(meeting)), ("minutes", json!(rank)), ("body", json!(body))] {
            decision[name] = value;
        }
        decision["heldOn"] = data["heldOn"].clone();
        let word = text(&told["kind"]);
        items.push(SharedItem { word, ..of(SharedKind::Decision, named, place.0, found, decision) });
    }
    Some(items)
}

#[cfg(test)]
#[path = "shelve_tests.rs"]
mod tests;
