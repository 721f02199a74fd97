//! Examples of whole bodies, put together from the examples of their parts.
use serde_json::{Map, Value};

/// A value that fits a schema: its own example, or one made of its members'.
pub(crate) fn example_of(schema: &Value, components: &Value) -> Value {
    build(schema, components, &mut Vec::new()).unwrap_or(Value::Null)
}

/// The same with the members only that a body must have.
pub(crate) fn least_example_of(schema: &Value, components: &Value) -> Value {
    let name = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()).unwrap_or_default();
    let mut example = example_of(schema, components);
    let required = components["schemas"][name]["required"].as_array();
    if let (Some(required), Some(members)) = (required, example.as_object_mut()) {
        members.retain(|name, _| required.iter().any(|each| each == name));
    }
    example
}

/// `None` where the schema contains itself: a list of such things ends there, empty.
fn build<'s>(schema: &'s Value, components: &'s Value, within: &mut Vec<&'s str>) -> Option<Value> {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap_or_default();
        if within.contains(&name) {
            return None;
        }
        within.push(name);
        let example = build(&components["schemas"][name], components, within);
        within.pop();
        return example;
    }
    let own = [schema.get("example"), schema["examples"].get(0), schema.get("default"), schema.get("const")];
    if let Some(own) = own.into_iter().flatten().next() {
        return Some(own.clone());
    }
    if let Some(word) = schema["enum"].get(0) {
        return Some(word.clone());
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let mut members = Map::new();
        for part in parts {
            members.extend(build(part, components, within)?.as_object().cloned().unwrap_or_default());
        }
        return Some(Value::Object(members));
    }
    let choices = schema["oneOf"].as_array().or(schema["anyOf"].as_array());
    if let Some(choice) = choices.and_then(|choices| choices.iter().find(|choice| choice["type"] != "null")) {
        return build(choice, components, within);
    }
    Some(match first_type(schema) {
        "object" => {
            let mut members = Map::new();
            for (name, part) in schema["properties"].as_object().into_iter().flatten() {
                members.insert(name.clone(), build(part, components, within)?);
            }
            Value::Object(members)
        }
        "array" => Value::Array(build(&schema["items"], components, within).into_iter().collect()),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or_else(|| 1.into()),
        "boolean" => true.into(),
        "string" => "text".into(),
        _ => Value::Null,
    })
}

fn first_type(schema: &Value) -> &str {
    match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).find(|name| *name != "null").unwrap_or("null"),
        one => one.as_str().unwrap_or("object"),
    }
}
