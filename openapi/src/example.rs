//! Examples of whole bodies, put together from the examples of their parts.
use serde_json::{Map, Value};

/// A value that fits a schema: its own example, or one made of its members'.
pub(crate) fn example_of(schema: &Value, components: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap_or_default();
        return example_of(&components["schemas"][name], components);
    }
    let own = [schema.get("example"), schema["examples"].get(0), schema.get("default"), schema.get("const")];
    if let Some(own) = own.into_iter().flatten().next() {
        return own.clone();
    }
    if let Some(word) = schema["enum"].get(0) {
        return word.clone();
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let members = parts.iter().filter_map(|part| example_of(part, components).as_object().cloned()).flatten();
        return Value::Object(members.collect());
    }
    let choices = schema["oneOf"].as_array().or(schema["anyOf"].as_array());
    if let Some(choice) = choices.and_then(|choices| choices.iter().find(|choice| choice["type"] != "null")) {
        return example_of(choice, components);
    }
    match first_type(schema) {
        "object" => {
            let properties = schema["properties"].as_object();
            let members =
                properties.into_iter().flatten().map(|(name, part)| (name.clone(), example_of(part, components)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        "array" => Value::Array(vec![example_of(&schema["items"], components)]),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or_else(|| 1.into()),
        "boolean" => true.into(),
        "string" => "text".into(),
        _ => Value::Null,
    }
}

fn first_type(schema: &Value) -> &str {
    match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).find(|name| *name != "null").unwrap_or("null"),
        one => one.as_str().unwrap_or("object"),
    }
}
