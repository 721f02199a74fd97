//! The charter over HTTP: read, checked and applied, on both stores.
mod apply;
mod commands;
mod days;
mod ends;
mod random;
mod tenants;

use domain::{Charter, Tenant};
use serde_json::Value;

use crate::caller::{Answer, Caller};
use crate::region::Region;

/// The charter most tests are about.
const CHARTER: &str = "/v1/tenants/fjell/charter";

/// Applies a charter to the version that is named.
async fn put(caller: &Caller, path: &str, tag: &str, charter: &Value) -> Answer {
    Caller::send(caller.request("PUT", path).header("If-Match", tag).json(charter)).await
}

/// An entry of a list by its key.
fn entry<'c>(charter: &'c mut Value, list: &str, key: &str) -> &'c mut Value {
    let entries = charter[list].as_array_mut().expect("a list");
    entries.iter_mut().find(|entry| entry["key"] == key).expect("the entry is there")
}

/// Takes an entry out of a list.
fn without(charter: &Value, list: &str, key: &str) -> Value {
    let mut charter = charter.clone();
    charter[list].as_array_mut().expect("a list").retain(|entry| entry["key"] != key);
    charter
}

/// Each change as what becomes of which key.
fn changes(answer: &Answer) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("settings").to_owned();
    let changes = answer.json["changes"].as_array().expect("a list of changes");
    changes.iter().map(|change| (text(&change["act"]), text(&change["key"]))).collect()
}

/// Opens a community from a charter, with a client `{slug}-admin` who administers it.
async fn opened(region: &Region, charter: &Charter) -> Tenant {
    let client = format!("{}-admin", charter.community.slug);
    region.client(&client, None, false).await;
    let grant = api::loading::FirstGrant {
        holder: region.identity(&client),
        role: domain::policy::Role::TenantAdmin,
        party: None,
    };
    let writer = api::boot::operator(&region.clock);
    api::loading::load(&region.node.store, charter, vec![grant], writer, |_| ()).await.expect("the community opens")
}
