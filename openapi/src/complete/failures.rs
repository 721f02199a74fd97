//! The failures that operations can answer with, each described once among the components.
use serde_json::{Map, Value, json};

use super::{rate_limit, served_by, text_header};

pub(super) fn failures(path: &str, method: &str, tokens: bool) -> Vec<(&'static str, &'static str)> {
    let mut failures = vec![
        ("400", "The query, a header or the body cannot be read"),
        ("429", "Too many requests from this caller"),
        ("500", "A fault of the service"),
    ];
    if tokens {
        failures.push(("401", "The client is not known or its secret is wrong"));
        failures.push(("404", "The region issues no tokens"));
        failures.push(("413", "The body is longer than is read"));
        failures.push(("415", "The body has a media type that is not read"));
        failures.push(("503", "The store is overloaded, unavailable or being migrated, or the time was up"));
        return failures;
    }
    failures.push(("404", "Nothing the caller may see has this address"));
    if path.starts_with("/problems/") {
        return failures;
    }
    failures.push(("401", "No token, or one that does not hold"));
    failures.push(("403", "The caller may not do this, or the token lacks the scope"));
    failures.push((
        "503",
        "The store or the community's home region is overloaded, unavailable or being changed, or the time was up",
    ));
    if path.contains("{tenant}") {
        failures.push((
            "421",
            "The community is at home in another region, which the text names, and wants to be asked there",
        ));
        failures.push(("502", "The answer of the community's home region broke off or does not hold"));
        failures.push(("504", "The community's home region did not answer in time"));
        failures.push(("508", "The request was passed on already, and the community is not at home there either"));
    }
    if method == "get" {
        failures.push(("414", "The address is longer than is read"));
    } else {
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
pub(super) fn failure_name(status: &str, tokens: bool) -> String {
    format!("{}Failure{status}", if tokens { "Token" } else { "" })
}

/// Every failure that some operation refers to.
pub(super) fn add_failures(document: &mut Value) {
    let mut described = Map::new();
    for (tokens, method) in [(false, "get"), (false, "post"), (false, "patch"), (true, "post")] {
        for (status, about) in failures("/v1/tenants/{tenant}", method, tokens) {
            described.entry(failure_name(status, tokens)).or_insert_with(|| failure(status, about, tokens));
        }
    }
    let gone = "The place is worth nothing any more: begin with a snapshot";
    described.insert(failure_name("410", false), failure("410", gone, false));
    document["components"]["responses"] = Value::Object(described);
}

fn failure(status: &str, about: &str, tokens: bool) -> Value {
    let mut headers = Map::new();
    headers.insert("RateLimit".to_owned(), rate_limit());
    headers.insert("Helsefellesskap-Region".to_owned(), served_by());
    if matches!(status, "429" | "503") {
        let seconds = json!({"type": "integer", "format": "int32", "minimum": 0, "maximum": 86400});
        headers.insert(
            "Retry-After".to_owned(),
            json!({"description": "Seconds to wait", "schema": seconds, "example": 2}),
        );
    }
    if status == "401" {
        headers.insert(
            "WWW-Authenticate".to_owned(),
            text_header("How to authenticate (RFC 6750, RFC 9449, RFC 9728)", "\\S", "Bearer"),
        );
    }
    let problem = json!({"schema": {"$ref": "#/components/schemas/Problem"}});
    let mut content = Map::from_iter([("application/problem+json".to_owned(), problem)]);
    // What RFC 6749 5.2 gives a form of its own; what fails before the form is read is a problem here too.
    if tokens && matches!(status, "400" | "401") {
        content.insert("application/json".to_owned(), json!({"schema": {"$ref": "#/components/schemas/TokenRefusal"}}));
    }
    json!({"description": about, "headers": headers, "content": content})
}
