//! The parameters that every operation of its kind takes: the path's segments, conditions, keys and pages.
use serde_json::{Value, json};

use super::{FOLLOWED, is_paged};

/// What stands for each segment of a path.
const SEGMENTS: &[(&str, &str, &str)] = &[
    ("address", "The id of a private address", "calendar_06bxy3k0d9v8h7m2q5t4n1c6rg"),
    ("area", "The area's id or key", "lofoten"),
    ("body", "The body's id or key", "ssu"),
    ("case", "The case's id", "case_06bxy3k0d9v8h7m2q5t4n1c6rg"),
    ("code", "The code of a problem", "not-found"),
    ("grant", "The grant's id", "grant_06bxy3k0d9v8h7m2q5t4n1c6rg"),
    ("item", "The id of an item of an agenda", "item_06bxy3k0d9v8h7m2q5t4n1c6rg"),
    ("message", "The message's id", "msg_9f86d081884c7d659a2feaa0c55ad015"),
    ("meeting", "The meeting's id", "meeting_06bxy3k0d9v8h7m2q5t4n1c6rg"),
    ("membership", "The membership's id", "membership_06bxy3k0d9v8h7m2q5t4n1c6rg"),
    ("notice", "The notice's id", "notice_06bxy3k0d9v8h7m2q5t4n1c6rg"),
    ("office", "The office's id", "office_06bxy3k0d9v8h7m2q5t4n1c6rg"),
    ("party", "The party's id or key", "alver"),
    ("person", "The person's id", "person_06bxy3k0d9v8h7m2q5t4n1c6rg"),
    ("provision", "The provision's id or key", "ssu-leiar"),
    ("side", "The side", "municipal"),
    ("stop", "The id of the case in one body", "stop_06bxy3k0d9v8h7m2q5t4n1c6rg"),
    ("webhook", "The webhook's id", "webhook_06bxy3k0d9v8h7m2q5t4n1c6rg"),
    ("tenant", "The community's slug or id", "bergen"),
];

/// Lists that have one order: that in which their items were made, or by date. They cannot be sorted by name.
const BY_CREATION: &[&str] = &[
    "find_seats",
    "list_cases",
    "list_grants",
    "list_journal",
    "list_meetings",
    "list_memberships",
    "list_notices",
    "list_offices",
    "list_shared_bodies",
    "list_shared_cases",
    "list_shared_decisions",
    "list_shared_matters",
    "list_shared_meetings",
    "list_shared_tenants",
    "list_webhook_dead_letters",
    "list_webhook_deliveries",
    "list_webhooks",
];

/// Lists whose items have ids, with the prefix of those.
const WITH_IDS: &[(&str, &str)] = &[
    ("list_areas", "area"),
    ("list_bodies", "body"),
    ("list_cases", "case"),
    ("list_grants", "grant"),
    ("list_meetings", "meeting"),
    ("list_memberships", "membership"),
    ("list_offices", "office"),
    ("list_parties", "party"),
    ("list_persons", "person"),
    ("list_provisions", "provision"),
];

/// `id`: some of a list by their ids, with commas between them.
fn ids(prefix: &str) -> Value {
    let length = prefix.len() + 27;
    let pattern = format!("^{prefix}_[0-9a-hjkmnp-tv-z]{{26}}$");
    let id = json!({"type": "string", "minLength": length, "maxLength": length, "pattern": pattern});
    let schema = json!({"type": "array", "items": id, "minItems": 1, "maxItems": 100, "uniqueItems": true});
    let about =
        "Only these: ids with commas between them. What is not there, or not for the caller to see, is left out";
    json!({"name": "id", "in": "query", "description": about, "schema": schema, "style": "form", "explode": false})
}

pub(super) fn parameters(path: &str, method: &str, id: &str) -> Vec<Value> {
    let mut parameters = Vec::new();
    for (name, about, example) in SEGMENTS {
        if path.contains(&format!("{{{name}}}")) {
            let schema =
                json!({"type": "string", "minLength": 2, "maxLength": 63, "pattern": "^[a-z][a-z0-9_-]{1,62}$"});
            parameters.push(json!({"name": name, "in": "path", "required": true, "description": about, "schema": schema, "example": example}));
        }
    }
    if path.contains("{number}") {
        let schema = json!({"type": "integer", "format": "int32", "minimum": 1, "maximum": i32::MAX});
        parameters.push(json!({"name": "number", "in": "path", "required": true, "description": "The number of the version", "schema": schema, "example": 1}));
    }
    if path.contains("{calendar}") {
        let schema = json!({"type": "string", "minLength": 43, "maxLength": 43, "pattern": "^[A-Za-z0-9_-]{43}$"});
        parameters.push(json!({"name": "calendar", "in": "path", "required": true, "description": "The secret of a private address", "schema": schema, "example": "uS9r4kTz0cJ1oXkqYl3m5n7p9r1t3v5x7z9A1C3E5G0"}));
    }
    if id == "create_token" || path.starts_with("/problems/") {
        return parameters;
    }
    // What may be left out has no example: Swagger UI sends every example as if somebody had typed it.
    let header = |name: &str, about: &str, pattern: &str| {
        let schema = json!({"type": "string", "minLength": 1, "maxLength": 1024, "pattern": pattern});
        json!({"name": name, "in": "header", "description": about, "schema": schema})
    };
    // These two only ever help: whatever they hold that is not understood is passed over.
    let passed_over = |name: &str, about: &str| {
        let schema = json!({"type": "string", "maxLength": 1024, "pattern": "^"});
        json!({"name": name, "in": "header", "description": about, "schema": schema})
    };
    match method {
        "get" if FOLLOWED.contains(&id) => {}
        "get" => {
            let about = "Answer 304 if the state is one of these tags' (RFC 9110 13.1.2)";
            parameters.push(passed_over("If-None-Match", about));
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
    } else if is_paged(id) {
        let limit = json!({"type": "integer", "format": "int32", "minimum": 1, "maximum": 100, "default": 25});
        if let Some((_, prefix)) = WITH_IDS.iter().find(|(list, _)| *list == id) {
            parameters.push(ids(prefix));
        }
        parameters.push(json!({"name": "limit", "in": "query", "description": "The most items of a page", "schema": limit, "example": 25}));
        let cursor = json!({"type": "string", "minLength": 1, "maxLength": 4096, "pattern": "^[A-Za-z0-9_-]+$"});
        parameters.push(json!({"name": "cursor", "in": "query", "description": "Where the page begins: taken from `next` or `prev` of another page of the same list", "schema": cursor}));
        if !BY_CREATION.contains(&id) {
            let sort = json!({"type": "string", "enum": ["name", "created"], "default": "name"});
            parameters.push(json!({"name": "sort", "in": "query", "description": "By name, as a Norwegian reader expects, or in the order the items were made", "schema": sort, "example": "name"}));
        }
        let counts = "`return=total-count` counts the whole list (RFC 7240)";
        let strict = "`handling=strict` gets 503 where not everything can be told";
        let about = if id.starts_with("list_shared_") { format!("{counts}; {strict}") } else { counts.to_owned() };
        parameters.push(passed_over("Prefer", &about));
    }
    parameters
}
