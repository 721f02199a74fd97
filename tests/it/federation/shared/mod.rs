//! `/v1/federation/…`: what is published anywhere is read together, from what is kept of it here.
mod fresh;
mod kept;
mod lists;
pub mod secret;

use std::sync::Arc;

use api::federation::{pull_due, replicate_due};
use api::node::Node;
use domain::{CaseId, Line, MeetingId, Visibility};
use serde_json::Value;

use super::{NORDLAND, Regions, on_either, trust};
use crate::caller::Caller;
use crate::laid::{call, conclude, lay_case};
use crate::region::Region;

pub const BERGEN: &str = include_str!("../../../../tenants/bergen.toml");
pub const CASES: &str = "/v1/federation/cases";
pub const ALL: &str = "/v1/federation/search";

/// `vest` is home of `nordland` and lists `nord`, which is home of `bergen`; each has published something.
pub async fn together(test: impl AsyncFn(&Regions)) {
    on_either(&["vest", "nord"], async |regions| {
        let (vest, nord) = (regions.vest(), regions.nord());
        vest.open(NORDLAND, "vagan").await;
        nord.open(BERGEN, "alver").await;
        trust(vest, nord, &["bergen"]).await;
        trust(nord, vest, &["nordland"]).await;
        let known = |peer: &Value| peer["communities"][0]["slug"] == "bergen";
        regions.until("bergen is known", known).await;
        publish(vest, "nordland", "Oppdikta om rus").await;
        publish(nord, "bergen", "Oppdikta om rus").await;
        catch_up(regions).await;
        test(regions).await;
    })
    .await;
}

pub fn node(region: &Region) -> Arc<Node> {
    region.node.clone().into_inner()
}

/// Lets time pass until everything is due, and `vest` look once.
pub async fn catch_up(regions: &Regions) {
    regions.later(150);
    pull_due(&regions.vest().node).await.expect("the store answers");
    replicate_due(&node(regions.vest())).await.expect("the store answers");
}

/// Publishes a case of `ssu`, and what a meeting decided in it.
pub async fn publish(region: &Region, slug: &str, title: &'static str) -> (CaseId, MeetingId) {
    let laid = lay_case(region, slug, "ssu", move |case| case.title = Line::parse(title).expect("a line")).await;
    let meeting = call(region, slug, &laid, Visibility::Public).await;
    conclude(region, slug, &laid, meeting, "Oppdikta vedtak om tiltak").await;
    (laid.case, meeting)
}

/// The ids of a list, page by page.
pub async fn ids(caller: &Caller, path: &str) -> Vec<String> {
    let items = caller.all(path).await;
    items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

/// What a list says of a region.
pub async fn of_region(region: &Region, name: &str) -> Value {
    let told = region.nobody().get(CASES).await.expect(200).json;
    let regions = told["regions"].as_array().expect("regions");
    regions.iter().find(|region| region["region"] == name).cloned().unwrap_or(Value::Null)
}

/// A list that is refused unless everything can be told.
pub async fn strictly(region: &Region, path: &str) -> crate::caller::Answer {
    Caller::send(region.nobody().request("GET", path).header("Prefer", "handling=strict")).await
}

/// What a community tells everyone of the kinds that are kept, by kind and id.
pub async fn at_home(region: &Region, slug: &str) -> Vec<(String, String, Value)> {
    let path = format!("/v1/tenants/{slug}/snapshot?types=body,case,meeting");
    let text = String::from_utf8(region.nobody().get(&path).await.expect(200).bytes).expect("UTF-8");
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line of JSON"));
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let mut things: Vec<_> = lines
        .filter(|line| line["kind"] == "record")
        .map(|line| (text(&line["type"]), text(&line["id"]), line["data"].clone()))
        .collect();
    things.sort_by(|one, other| (&one.0, &one.1).cmp(&(&other.0, &other.1)));
    things
}

/// The same as a region keeps it.
pub async fn kept(region: &Region, slug: &str) -> Vec<(String, String, Value)> {
    let items = region.nobody().all(&format!("{ALL}?tenant={slug}&limit=100")).await;
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let mut things: Vec<_> = items
        .iter()
        .map(|item| (text(&item["kind"]), text(&item["id"]), item["data"].clone()))
        .filter(|(kind, ..)| ["body", "case", "meeting"].contains(&kind.as_str()))
        .collect();
    things.sort_by(|one, other| (&one.0, &one.1).cmp(&(&other.0, &other.1)));
    things
}
