//! Operations as the contract lists them, with an address for each in the region under test.
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::federation::shared::publish;
use crate::laid::{paper_address, staged};
use crate::region::Region;
use crate::seated::{body_id, lay_down, seat_rule};
use crate::stage::staged_notice;

/// One operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its id.
    pub id: String,
    /// Its method.
    pub method: String,
    /// Its path, with what varies in braces.
    pub path: String,
    /// The permission it asks for; none where it is open to anyone.
    pub permission: Option<String>,
    /// The names of its parameters.
    pub parameters: Vec<String>,
    /// The media type of its body, if it has one.
    pub body: Option<String>,
}

impl Operation {
    /// A page of things.
    pub fn is_list(&self) -> bool {
        self.method == "GET" && self.id.starts_with("list_") && self.takes("cursor")
    }

    /// One thing with a version that is the same to all who see it.
    pub fn is_single(&self) -> bool {
        let cut_by_sight = matches!(self.id.as_str(), "get_minutes" | "get_case" | "get_paper_version");
        self.method == "GET"
            && !self.is_list()
            && !cut_by_sight
            && (self.path.ends_with('}') || self.path.ends_with("/settings"))
    }

    /// Anything but a read, under a guard.
    pub fn is_write(&self) -> bool {
        self.method != "GET" && self.permission.is_some()
    }

    /// Whether it has a parameter of this name, in query or header.
    pub fn takes(&self, name: &str) -> bool {
        self.parameters.iter().any(|each| each.eq_ignore_ascii_case(name))
    }

    /// Someone who may.
    pub async fn caller(&self, region: &Region) -> Caller {
        match self.permission.as_deref() {
            None => region.nobody(),
            Some("open-tenant" | "change-tenant" | "read-tenants") => region.operator().await,
            Some("read-journal") => region.caller("bergen-auditor").await,
            Some("approve-minutes") => {
                crate::held::seat_chair(region).await;
                region.caller("bergen-chair").await
            }
            Some("report-cases" | "write-cases" | "write-meetings") => region.caller("bergen-secretariat").await,
            Some("write-assessments") => region.caller("bergen-alver").await,
            Some(_) => region.caller("bergen-admin").await,
        }
    }

    /// An address where something is: what varies is taken from the first item of the list it belongs to.
    pub async fn address(&self, region: &Region) -> String {
        if self.path.contains("{stop}") {
            return paper_address(&self.path, &staged(region, "bergen").await).expect("a paper's");
        }
        if let Some(path) = crate::held::below_meeting(region, &self.path).await {
            return path;
        }
        if let Some(path) = crate::webhooks::below_webhook(region, &self.path).await {
            return path;
        }
        let path = self.path.replace("{tenant}", "bergen");
        if path.contains("{calendar}") {
            return private_address(&region.caller("bergen-admin").await).await;
        }
        if self.id == "find_seats" {
            return format!("{path}?orgNumber=964338531");
        }
        let Some((list, _)) = path.split_once("/{") else { return path };
        let items = self.caller(region).await.get(list).await.expect(200).json["items"].clone();
        let id = items[0]["id"].as_str().unwrap_or_else(|| panic!("{list} is empty: {}", self.id));
        let rest = path.split_once('}').map_or("", |(_, rest)| rest);
        format!("{list}/{id}{rest}")
    }
}

/// Every operation of the contract.
pub fn operations() -> Vec<Operation> {
    let document = api::document::document();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let Some(id) = text(&operation["operationId"]) else { continue };
            let named = |parameter: &Value| {
                let reference = parameter["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
                let parameter = reference.map_or(parameter, |at| document.pointer(at).expect("a component"));
                text(&parameter["name"]).expect("a name")
            };
            let parameters = [&item["parameters"], &operation["parameters"]];
            let parameters = parameters.into_iter().filter_map(Value::as_array).flatten().map(named).collect();
            let content = operation["requestBody"]["content"].as_object();
            all.push(Operation {
                id,
                method: method.to_uppercase(),
                path: path.clone(),
                permission: text(&operation["x-permission"]),
                parameters,
                body: content.and_then(|content| content.keys().next().cloned()),
            });
        }
    }
    all
}

/// Gives every list of the region something to hold.
pub async fn fill(region: &Region) {
    staged(region, "bergen").await;
    let admin = region.caller("bergen-admin").await;
    for operation in operations() {
        let thing = match operation.id.as_str() {
            "create_person" => json!({"name": "Kari Oppdikta"}),
            "create_calendar_address" => json!({"of": "tenant"}),
            "create_webhook" => json!({"url": "http://127.0.0.1:9/varsel", "state": "disabled"}),
            "create_provision" => {
                let names = json!({"nb": "Oppdiktet", "nn": "Oppdikta"});
                json!({"key": "heilt-oppdikta", "type": "target-group", "names": names, "origin": "own"})
            }
            _ => continue,
        };
        admin.post(&operation.path.replace("{tenant}", "bergen"), &thing).await.expect(201);
    }
    lay_down(region, "bergen", "prove-plassar", seat_rule(body_id(region, "bergen", "ssu").await)).await;
    let seat = serde_json::json!({"seatRule": "prove-plassar", "capacity": "member", "validFrom": "2026-01-01"});
    admin.post("/v1/tenants/bergen/memberships", &seat).await.expect(201);
    let host = serde_json::json!({"body": "ssu", "role": "host", "party": "alver", "validFrom": "2026-01-01", "validTo": "2029-12-31"});
    admin.post("/v1/tenants/bergen/offices", &host).await.expect(201);
    staged_notice(region, "bergen", &admin).await;
    // Of everything that is published there is one, and it is kept to be read together.
    publish(region, "bergen", "Oppdikta publisert sak").await;
    region.replicate().await;
}

/// The path of a private address of a calendar, made for this.
async fn private_address(caller: &Caller) -> String {
    let made = caller.post("/v1/tenants/bergen/calendar-addresses", &json!({"of": "tenant"})).await.expect(201);
    let address = made.json["address"].as_str().expect("an address");
    let path = address.find("/v1/").expect("below the region's own");
    address[path..].to_owned()
}
