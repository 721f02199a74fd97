//! What every operation has in common, added in one place: parameters, conditions, failures, headers, examples.
use serde_json::{Map, Value, json};
use utoipa::openapi::OpenApi;

use crate::example::{example_of, least_example_of};

/// What stands for each segment of a path.
const SEGMENTS: &[(&str, &str, &str)] = &[
    ("area", "The area's id or key", "lofoten"),
    ("body", "The body's id or key", "ssu"),
    ("code", "The code of a problem", "not-found"),
    ("grant", "The grant's id", "grant_06bxy3k0d9v8h7m2q5t4n1c6rg"),
    ("party", "The party's id or key", "alver"),
    ("person", "The person's id", "person_06bxy3k0d9v8h7m2q5t4n1c6rg"),
    ("tenant", "The community's slug or id", "bergen"),
];

/// Lists in the order their items were made, which cannot be sorted by name.
const BY_CREATION: &[&str] = &["list_grants", "list_journal"];

/// Lists that are always whole.
const WHOLE: &[&str] = &["list_mandates"];

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
    drop_unused(&mut document);
    document
}

/// A merge patch may leave out whatever it does not change, at every depth: its schema is that of the whole thing without
/// what must be there.
fn add_patches(document: &mut Value) {
    let mut schemas = document["components"]["schemas"].take();
    for operation in operations(document) {
        let Some(schema) = operation.pointer_mut("/requestBody/content/application~1merge-patch+json/schema") else {
            continue;
        };
        if let Some(name) = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
            let patch = patch_of(name, &mut schemas);
            schema["$ref"] = patch.into();
        }
    }
    document["components"]["schemas"] = schemas;
}

/// Makes the patch of a schema, if it is not made yet, and gives its reference.
fn patch_of(name: &str, schemas: &mut Value) -> String {
    let patch = format!("{name}Patch");
    let reference = format!("#/components/schemas/{patch}");
    if schemas.get(&patch).is_some() {
        return reference;
    }
    let mut schema = schemas[name].clone();
    if let Some(members) = schema.as_object_mut() {
        members.remove("required");
    }
    schemas[&patch] = Value::Null;
    for (_, property) in schema["properties"].as_object_mut().into_iter().flatten() {
        let within = property["$ref"].as_str().and_then(|name| name.rsplit('/').next()).map(str::to_owned);
        if let Some(within) = within.filter(|within| schemas[within]["properties"].is_object()) {
            property["$ref"] = patch_of(&within, schemas).into();
        }
    }
    schemas[&patch] = schema;
    reference
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

fn operate(path: &str, method: &str, operation: &mut Value) {
    let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
    let parameters = parameters(path, method, &id);
    match operation["parameters"].as_array_mut() {
        Some(known) => known.extend(parameters),
        None => operation["parameters"] = parameters.into(),
    }
    let tokens = id == "create_token";
    let lists = id.starts_with("list_") && !WHOLE.contains(&id.as_str());
    let Some(responses) = operation["responses"].as_object_mut() else { return };
    for (status, response) in responses.iter_mut() {
        let headers = success_headers(method, status, lists, tokens);
        merge_headers(response, headers);
    }
    if method == "get" && !tokens {
        let unchanged = json!({"description": "The caller holds this very state already (`If-None-Match`)"});
        responses.insert("304".to_owned(), unchanged);
    }
    for (status, _) in failures(path, method, tokens) {
        let name = failure_name(status, tokens);
        responses.entry(status).or_insert_with(|| json!({"$ref": format!("#/components/responses/{name}")}));
    }
    if path.starts_with("/problems/") {
        responses.remove("304");
    }
}

fn parameters(path: &str, method: &str, id: &str) -> Vec<Value> {
    let mut parameters = Vec::new();
    for (name, about, example) in SEGMENTS {
        if path.contains(&format!("{{{name}}}")) {
            let schema =
                json!({"type": "string", "minLength": 2, "maxLength": 63, "pattern": "^[a-z][a-z0-9_-]{1,62}$"});
            parameters.push(json!({"name": name, "in": "path", "required": true, "description": about, "schema": schema, "example": example}));
        }
    }
    if id == "create_token" || path.starts_with("/problems/") {
        return parameters;
    }
    // What may be left out has no example: Swagger UI sends every example as if somebody had typed it.
    let header = |name: &str, about: &str, pattern: &str| {
        let schema = json!({"type": "string", "minLength": 1, "maxLength": 1024, "pattern": pattern});
        json!({"name": name, "in": "header", "description": about, "schema": schema})
    };
    match method {
        "get" => {
            let about = "Answer 304 if the state is one of these tags' (RFC 9110 13.1.2)";
            parameters.push(header("If-None-Match", about, "\\S"));
        }
        "post" => {}
        _ => {
            let about = "The tag of the version the change is meant for (RFC 9110 13.1.1)";
            let mut condition = header("If-Match", about, "^(\\*|\".*\")$");
            condition["required"] = true.into();
            condition["example"] = "\"1\"".into();
            parameters.push(condition);
        }
    }
    if method != "get" {
        let about = "Chosen by the caller, such as a UUID: the same request under the same key is done once and answered \
                     alike for 24 hours";
        parameters.push(header("Idempotency-Key", about, "^[ -~]{1,255}$"));
    } else if id.starts_with("list_") && !WHOLE.contains(&id) {
        let limit = json!({"type": "integer", "format": "int32", "minimum": 1, "maximum": 100, "default": 25});
        parameters.push(json!({"name": "limit", "in": "query", "description": "The most items of a page", "schema": limit, "example": 25}));
        let cursor = json!({"type": "string", "minLength": 1, "maxLength": 4096, "pattern": "^[A-Za-z0-9_-]+$"});
        parameters.push(json!({"name": "cursor", "in": "query", "description": "Where the page begins: taken from `next` or `prev` of another page of the same list", "schema": cursor}));
        if !BY_CREATION.contains(&id) {
            let sort = json!({"type": "string", "enum": ["name", "created"], "default": "name"});
            parameters.push(json!({"name": "sort", "in": "query", "description": "By name, as a Norwegian reader expects, or in the order the items were made", "schema": sort, "example": "name"}));
        }
        parameters.push(header("Prefer", "`return=total-count` counts the whole list (RFC 7240)", "\\S"));
    }
    parameters
}

fn text_header(about: &str, pattern: &str, example: &str) -> Value {
    json!({"description": about, "schema": {"type": "string", "maxLength": 8192, "pattern": pattern}, "example": example})
}

fn rate_limit() -> Value {
    text_header("What the caller has left of its allowance", "\\S", "\"default\";r=199;t=1")
}

fn success_headers(method: &str, status: &str, lists: bool, tokens: bool) -> Vec<(&'static str, Value)> {
    let mut headers = vec![("RateLimit", rate_limit())];
    if !tokens {
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

fn failures(path: &str, method: &str, tokens: bool) -> Vec<(&'static str, &'static str)> {
    let mut failures = vec![
        ("400", "The query, a header or the body cannot be read"),
        ("429", "Too many requests from this caller"),
        ("500", "A fault of the service"),
    ];
    if tokens {
        failures.push(("401", "The client is not known or its secret is wrong"));
        failures.push(("415", "The body has a media type that is not read"));
        return failures;
    }
    failures.push(("404", "Nothing the caller may see has this address"));
    if path.starts_with("/problems/") {
        return failures;
    }
    failures.push(("401", "No token, or one that does not hold"));
    failures.push(("403", "The caller may not do this, or the token lacks the scope"));
    failures.push(("503", "The store is overloaded, unavailable or being migrated, or the time was up"));
    if method != "get" {
        failures.push(("409", "The state of the thing does not allow it"));
        failures.push(("422", "The input breaks rules; every fault is named with its place"));
    }
    if matches!(method, "post" | "put" | "patch") {
        failures.push(("413", "The body is longer than is read"));
        failures.push(("415", "The body has a media type or coding that is not read"));
    }
    if matches!(method, "put" | "patch" | "delete") {
        failures.push(("412", "The thing has changed since the version named"));
        failures.push(("428", "`If-Match` is missing"));
    }
    failures
}

/// A failure is described once, among the components; the token endpoint's are its own.
fn failure_name(status: &str, tokens: bool) -> String {
    format!("{}Failure{status}", if tokens { "Token" } else { "" })
}

/// Every failure that some operation refers to.
fn add_failures(document: &mut Value) {
    let mut described = Map::new();
    for (tokens, method) in [(false, "get"), (false, "post"), (false, "patch"), (true, "post")] {
        for (status, about) in failures("", method, tokens) {
            described.entry(failure_name(status, tokens)).or_insert_with(|| failure(status, about));
        }
    }
    document["components"]["responses"] = Value::Object(described);
}

fn failure(status: &str, about: &str) -> Value {
    let mut headers = Map::new();
    headers.insert("RateLimit".to_owned(), rate_limit());
    if matches!(status, "429" | "503") {
        let seconds = json!({"type": "integer", "format": "int32", "minimum": 0, "maximum": 86400});
        headers.insert(
            "Retry-After".to_owned(),
            json!({"description": "Seconds to wait", "schema": seconds, "example": 2}),
        );
    }
    if status == "401" {
        headers.insert("WWW-Authenticate".to_owned(), text_header("How to authenticate (RFC 6750)", "\\S", "Bearer"));
    }
    let problem = json!({"schema": {"$ref": "#/components/schemas/Problem"}});
    json!({"description": about, "headers": headers, "content": {"application/problem+json": problem}})
}

/// Gives every JSON body an example made of its schema's own. One that is sent holds what it must, so that it can be sent
/// as it stands; a patch holds one change.
fn exemplify(operation: &mut Value, components: &Value) {
    let bodies = operation.get_mut("requestBody").and_then(|body| body.get_mut("content"));
    for (media_type, content) in bodies.and_then(Value::as_object_mut).into_iter().flatten() {
        if media_type.contains("merge-patch") {
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
