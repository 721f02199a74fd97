//! What every operation has in common, added in one place: parameters, conditions, failures, headers, examples.
use serde_json::{Value, json};
use utoipa::openapi::OpenApi;

use crate::example::{example_of, least_example_of};

mod failures;
mod parameters;
mod patches;

use failures::{add_failures, failure_name, failures};
use parameters::parameters;
use patches::add_patches;

/// Lists that are always whole.
const WHOLE: &[&str] = &[
    "list_changes",
    "list_calendar_addresses",
    "list_decisions",
    "list_mandates",
    "list_minutes",
    "list_paper_versions",
    "list_party_seats",
    "list_structure_changes",
    "list_target_groups",
    "list_terms",
];

/// Vocabularies of answers that go on growing: a client passes over a word it does not know.
const GROWING: &[&str] = &["ActKindWord", "SubjectTypeWord"];

/// What is read on and on: no answer is a state that anyone could hold.
const FOLLOWED: &[&str] = &["get_snapshot", "list_changes"];

/// The contract as it is served: what the handlers say, and what all of them share.
pub fn complete(contract: &OpenApi) -> Value {
    let mut document = serde_json::to_value(contract).expect("a contract is JSON");
    document["servers"] =
        json!([{"url": "/", "description": "This region: production, test or local", "x-internal": false}]);
    document["info"]["contact"] = json!({"name": "The helsefellesskap developers"});
    let mut paths = document["paths"].take();
    for (path, item) in paths.as_object_mut().into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            operate(path, method, operation);
        }
    }
    document["paths"] = paths;
    add_patches(&mut document);
    add_failures(&mut document);
    let components = document["components"].clone();
    for operation in operations(&mut document) {
        exemplify(operation, &components);
    }
    exemplify_responses(&mut document["components"]["responses"], &components);
    for name in GROWING {
        document["components"]["schemas"][*name]["x-extensible"] = true.into();
    }
    drop_unused(&mut document);
    document
}

/// Components that only embedded schemas referred to say nothing to anybody.
fn drop_unused(document: &mut Value) {
    loop {
        let text = document.to_string();
        let Some(schemas) = document["components"]["schemas"].as_object_mut() else { return };
        let before = schemas.len();
        schemas.retain(|name, _| text.contains(&format!("\"#/components/schemas/{name}\"")));
        if schemas.len() == before {
            return;
        }
    }
}

fn operations(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let items = document["paths"].as_object_mut().into_iter().flatten();
    items.flat_map(|(_, item)| item.as_object_mut().into_iter().flatten().map(|(_, operation)| operation))
}

/// Whether an operation answers with one page of a list.
fn is_paged(id: &str) -> bool {
    id == "find_seats" || (id.starts_with("list_") && !WHOLE.contains(&id))
}

fn operate(path: &str, method: &str, operation: &mut Value) {
    let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
    let parameters = parameters(path, method, &id);
    match operation["parameters"].as_array_mut() {
        Some(known) => known.extend(parameters),
        None => operation["parameters"] = parameters.into(),
    }
    let tokens = id == "create_token";
    let followed = FOLLOWED.contains(&id.as_str());
    let lists = is_paged(&id);
    let Some(responses) = operation["responses"].as_object_mut() else { return };
    for (status, response) in responses.iter_mut() {
        let headers = success_headers(method, status, lists, tokens || followed);
        merge_headers(response, headers);
    }
    if method == "get" && !tokens && !followed {
        let unchanged = json!({"description": "The caller holds this very state already (`If-None-Match`)"});
        responses.insert("304".to_owned(), unchanged);
    }
    for (status, _) in failures(path, method, tokens) {
        let name = failure_name(status, tokens);
        responses.entry(status).or_insert_with(|| json!({"$ref": format!("#/components/responses/{name}")}));
    }
    if followed {
        responses.entry("410").or_insert_with(|| json!({"$ref": "#/components/responses/Failure410"}));
    }
    if path.starts_with("/problems/") {
        responses.remove("304");
    }
}

fn text_header(about: &str, pattern: &str, example: &str) -> Value {
    json!({"description": about, "schema": {"type": "string", "maxLength": 8192, "pattern": pattern}, "example": example})
}

fn rate_limit() -> Value {
    text_header("What the caller has left of its allowance", "\\S", "\"default\";r=199;t=1")
}

/// Which region has answered: another one than was asked, where the community is at home there.
fn served_by() -> Value {
    text_header("The region that has answered: the home of the community, whichever region was asked", "^[a-z]", "vest")
}

fn success_headers(method: &str, status: &str, lists: bool, stateless: bool) -> Vec<(&'static str, Value)> {
    let mut headers = vec![("RateLimit", rate_limit()), ("Helsefellesskap-Region", served_by())];
    if !stateless {
        headers.push(("ETag", text_header("The tag of this state", "^(W/)?\".*\"$", "\"7\"")));
    }
    if status == "201" {
        headers.push((
            "Location",
            text_header(
                "The address of what was made",
                "^/",
                "/v1/tenants/bergen/bodies/body_06bxy3k0d9v8h7m2q5t4n1c6rg",
            ),
        ));
    }
    if lists && method == "get" {
        headers.push((
            "Link",
            text_header(
                "The pages beside this one (RFC 8288)",
                "^<",
                "</v1/tenants/bergen/bodies?cursor=AQAA>; rel=\"next\"",
            ),
        ));
    }
    headers
}

fn merge_headers(response: &mut Value, headers: Vec<(&'static str, Value)>) {
    let known = response["headers"].take();
    let mut all = known.as_object().cloned().unwrap_or_default();
    all.extend(headers.into_iter().map(|(name, header)| (name.to_owned(), header)));
    response["headers"] = Value::Object(all);
}

/// Gives every JSON body an example made of its schema's own. One that is sent holds what it must, so that it can be sent
/// as it stands; a patch holds one change.
fn exemplify(operation: &mut Value, components: &Value) {
    let bodies = operation.get_mut("requestBody").and_then(|body| body.get_mut("content"));
    for (media_type, content) in bodies.and_then(Value::as_object_mut).into_iter().flatten() {
        if content.get("examples").is_some() {
            // The operation has its own.
        } else if media_type.contains("merge-patch") {
            content["example"] = one_change(&content["schema"], components);
        } else if media_type.contains("json") {
            content["example"] = least_example_of(&content["schema"], components);
        }
    }
    exemplify_responses(&mut operation["responses"], components);
}

fn exemplify_responses(responses: &mut Value, components: &Value) {
    for (_, response) in responses.as_object_mut().into_iter().flatten() {
        for (media_type, content) in response.get_mut("content").and_then(Value::as_object_mut).into_iter().flatten() {
            if media_type.contains("json") {
                content["example"] = example_of(&content["schema"], components);
            }
        }
    }
}

/// A change that can be tried on anything that has one of these members.
fn one_change(schema: &Value, components: &Value) -> Value {
    let whole = example_of(schema, components);
    let harmless = ["paperDeadlineDays", "note", "position", "listing", "validTo"];
    match harmless.iter().find(|name| whole.get(**name).is_some()) {
        Some(name) => json!({*name: whole[*name]}),
        None => whole,
    }
}
