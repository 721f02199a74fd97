//! The operations as the contract tells them.
use std::sync::LazyLock;

use domain::Words as _;
use domain::policy::Permission;
use serde_json::json;

/// An operation as the contract tells it.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its `operationId`.
    pub id: String,
    /// Its method in capitals.
    pub method: String,
    /// Its address with the names of its parameters.
    pub path: String,
    /// Its `x-permission`.
    pub permission: Option<Permission>,
    /// The scope the contract asks for.
    pub scope: Option<String>,
    /// Whether the contract lets anyone call it.
    pub open: bool,
}

/// Every operation of the contract.
pub fn operations() -> Vec<Operation> {
    static ALL: LazyLock<Vec<Operation>> = LazyLock::new(read);
    ALL.clone()
}

fn read() -> Vec<Operation> {
    let document = api::document::document();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in ["get", "post", "put", "patch", "delete"] {
            let Some(operation) = item.get(method) else { continue };
            let security = operation["security"].as_array().cloned().unwrap_or_default();
            let scope = security.iter().find_map(|way| way["oauth2"][0].as_str()).map(str::to_owned);
            let word = operation["x-permission"].as_str();
            all.push(Operation {
                id: operation["operationId"].as_str().expect("an id").to_owned(),
                method: method.to_uppercase(),
                path: path.clone(),
                permission: word.map(|word| Permission::parse(word).expect("a permission of the policy")),
                scope,
                open: security.contains(&json!({})),
            });
        }
    }
    all
}
