//! The body of every failure (RFC 9457), as the contract describes it.
use serde::Serialize;
use utoipa::ToSchema;

/// What went wrong, in the language the caller asked for (*feilmelding*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Where this kind of problem is explained, relative to the service's root.
    #[serde(rename = "type")]
    #[schema(
        format = "uri-reference",
        max_length = 80,
        pattern = "^/problems/[a-z]+(-[a-z]+)*$",
        examples("/problems/invalid")
    )]
    pub kind: String,
    /// The kind of problem in a few words.
    #[schema(max_length = 120, pattern = "^[^\\u0000-\\u001f]+$", examples("Noe i innholdet er feil"))]
    pub title: String,
    /// The HTTP status, repeated.
    #[schema(format = "int32", minimum = 400, maximum = 599, examples(422))]
    pub status: u16,
    /// What happened this time and what can be done about it.
    #[schema(
        max_length = 2000,
        pattern = "^[^\\u0000-\\u001f]+$",
        examples("Ett eller flere felter er feil. Hvert av dem står i errors.")
    )]
    pub detail: String,
    /// The kind of problem as a stable word to branch on.
    #[schema(max_length = 64, pattern = "^[a-z]+(-[a-z]+)*$", examples("invalid"))]
    pub code: String,
    /// The trace the request belongs to; name it when asking for help.
    #[schema(
        min_length = 32,
        max_length = 32,
        pattern = "^[0-9a-f]{32}$",
        examples("4bf92f3577b34da6a3ce929d0e0e4736")
    )]
    pub trace_id: String,
    /// Every faulty value, in the order they were found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, max_items = 200)]
    pub errors: Vec<ProblemError>,
}

/// One faulty value (*feil i ett felt*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProblemError {
    /// Where the value stands: a JSON pointer into the body (RFC 6901; empty for the whole body), `?name` for a query
    /// parameter, `Name:` for a header.
    #[schema(
        max_length = 400,
        pattern = "^((/[^\\u0000-\\u001f]*)?|\\?[^\\u0000-\\u001f]*|[A-Za-z-]+:)$",
        examples("/names/nn", "?limit", "If-Match:")
    )]
    pub pointer: String,
    /// What is wrong, as a stable word to branch on.
    #[schema(max_length = 64, pattern = "^[a-z]+(-[a-z]+)*$", examples("required"))]
    pub code: String,
    /// What is wrong, in words.
    #[schema(max_length = 1000, pattern = "^[^\\u0000-\\u001f]+$", examples("Mangler og må være med."))]
    pub detail: String,
}

impl Problem {
    /// The media type of every failure.
    pub const MEDIA_TYPE: &str = "application/problem+json";
    /// The most faults one answer lists.
    pub const MAX_ERRORS: usize = 200;
}

#[cfg(test)]
mod tests {
    use super::*;
    use utoipa::PartialSchema as _;

    #[test]
    fn a_problem_is_camel_case_and_every_value_in_it_is_bounded() {
        let schema = serde_json::to_value([Problem::schema(), ProblemError::schema()]).expect("JSON");
        for object in schema.as_array().expect("two schemas") {
            for (name, property) in object["properties"].as_object().expect("properties") {
                assert!(property["description"].is_string(), "{name} is described");
                match property["type"].as_str() {
                    Some("string") => {
                        assert!(property["maxLength"].is_u64() && property["pattern"].is_string(), "{name}");
                    }
                    Some("integer") => {
                        assert!(property["maximum"].is_u64() && property["format"].is_string(), "{name}");
                    }
                    Some("array") => assert_eq!(property["maxItems"], Problem::MAX_ERRORS, "{name}"),
                    other => panic!("{name} is {other:?}"),
                }
            }
        }
        let wanted = ["type", "title", "status", "detail", "code", "traceId"];
        assert_eq!(schema[0]["required"], serde_json::json!(wanted));
    }
}
