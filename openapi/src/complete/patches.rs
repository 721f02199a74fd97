//! The schemas of merge patches, made from those of the whole things.
use serde_json::{Value, json};

use super::operations;

/// A merge patch may leave out whatever it does not change, at every depth: its schema is that of the whole thing without
/// what must be there.
pub(super) fn add_patches(document: &mut Value) {
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
    if let Some(Value::Array(choices)) = schema.as_object_mut().and_then(|members| members.remove("oneOf")) {
        // What is left out cannot tell them apart: a patch may be one of several.
        let each = choices.iter().filter_map(|choice| choice["$ref"].as_str()?.rsplit('/').next());
        let patches: Vec<_> = each.map(|name| json!({"$ref": patch_of(name, schemas)})).collect();
        schema = json!({"description": schema["description"], "anyOf": patches});
    }
    for (_, property) in schema.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten() {
        let within = property["$ref"].as_str().and_then(|name| name.rsplit('/').next()).map(str::to_owned);
        if let Some(within) = within.filter(|within| schemas[within]["properties"].is_object()) {
            property["$ref"] = patch_of(&within, schemas).into();
        }
    }
    schemas[&patch] = schema;
    reference
}
