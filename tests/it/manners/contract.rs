//! Operations as the contract lists them, with an address for each in the region under test.
use domain::Words as _;
use domain::policy::Permission;
use serde_json::{Value, json};

use super::head;
use crate::caller::Caller;
use crate::federation::shared::publish;
use crate::laid::{paper_address, staged};
use crate::region::{Region, on_both};
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

#[actix_web::test]
async fn every_list_is_a_page_with_its_own_address() {
    on_both(async |region| {
        fill(region).await;
        for list in operations().iter().filter(|operation| operation.is_list()) {
            let caller = list.caller(region).await;
            let address = list.address(region).await;
            let page = caller.get(&format!("{address}?limit=1")).await.expect(200);
            assert_eq!(page.json["self"], format!("{address}?limit=1"), "{}", list.id);
            assert_eq!(page.json["items"].as_array().map(Vec::len), Some(1), "{}", list.id);
            assert!(page.etag().starts_with("W/\""), "{}: {}", list.id, page.etag());
            // What is about persons is kept by nobody.
            let about_persons =
                list.permission.as_deref().and_then(Permission::parse).is_some_and(Permission::is_personal);
            let wanted = if about_persons { "no-store" } else { "private, no-cache" };
            assert_eq!(page.header("cache-control"), Some(wanted), "{}", list.id);
            let vary = page.header("vary").unwrap_or_default();
            assert!(vary.contains("Authorization") && vary.contains("Accept-Encoding"), "{}: {vary}", list.id);
        }
    })
    .await;
}

#[actix_web::test]
async fn every_list_refuses_what_it_does_not_know_all_at_once() {
    on_both(async |region| {
        for list in operations().iter().filter(|operation| operation.is_list()) {
            let caller = list.caller(region).await;
            let address = list.address(region).await;
            for limit in ["0", "101", "-1", "x", ""] {
                let refused = caller.get(&format!("{address}?limit={limit}")).await.expect(400);
                assert_eq!(refused.faults(), [("?limit".into(), "out-of-range".into())], "{} {limit}", list.id);
            }
            let refused = caller.get(&format!("{address}?b=1&limit=1&limit=2&a=1&a=2")).await.expect(400);
            let wanted = [("?limit", "duplicate"), ("?b", "unknown-field"), ("?a", "unknown-field")];
            assert_eq!(refused.code(), "query-invalid", "{}", list.id);
            assert_eq!(refused.faults(), wanted.map(|(at, code)| (at.into(), code.into())), "{}", list.id);
            let refused = caller.get(&format!("{address}?cursor=AQAA")).await.expect(400);
            assert_eq!(refused.code(), "cursor-invalid", "{}", list.id);
        }
    })
    .await;
}

#[actix_web::test]
async fn every_read_is_304_to_who_holds_it_and_has_a_head() {
    on_both(async |region| {
        fill(region).await;
        let reads = operations().into_iter().filter(|operation| operation.method == "GET");
        // What is followed is no state, and says so by not asking for one.
        let states = reads.filter(|operation| operation.parameters.iter().any(|name| name == "If-None-Match"));
        for read in states.filter(|operation| operation.permission.is_some()) {
            let (caller, address) = (read.caller(region).await, read.address(region).await);
            let whole = caller.get(&address).await.expect(200);
            if read.is_single() {
                let version = whole.json["version"].as_i64().expect("a version");
                assert_eq!(whole.etag(), format!("\"{version}\""), "{}", read.id);
            }
            let ask = caller.request("GET", &address).header("If-None-Match", whole.etag());
            let unchanged = Caller::send(ask).await.expect(304);
            assert_eq!((unchanged.etag(), unchanged.bytes.len()), (whole.etag(), 0), "{}", read.id);
            assert_eq!(unchanged.header("vary"), whole.header("vary"), "{}", read.id);
            assert_eq!(unchanged.header("cache-control"), whole.header("cache-control"), "{}", read.id);

            let only = Caller::send(caller.request("HEAD", &address)).await.expect(200);
            for name in ["etag", "content-type", "content-length", "vary", "cache-control", "link"] {
                // How old what is kept of others is takes one digit more after ten seconds.
                if name == "content-length" && read.id.starts_with("list_shared_") {
                    continue;
                }
                assert_eq!(only.header(name), whole.header(name), "{} {name}", read.id);
            }
            assert_eq!(only.bytes.len(), 0, "{}", read.id);
            let ask = caller.request("HEAD", &address).header("If-None-Match", whole.etag());
            Caller::send(ask).await.expect(304);
        }
    })
    .await;
}

#[actix_web::test]
async fn every_write_refuses_a_body_it_cannot_read_and_changes_nothing() {
    on_both(async |region| {
        fill(region).await;
        // A file of lines is read line by line; what is said of it is tried with imports.
        let is_json = |body: &Option<String>| body.as_ref().is_some_and(|body| body != "application/x-ndjson");
        let mut writes = Vec::new();
        for write in operations().into_iter().filter(|operation| operation.is_write() && is_json(&operation.body)) {
            let (caller, address) = (write.caller(region).await, write.address(region).await);
            writes.push((write, caller, address));
        }
        // What was not there yet has been made for them.
        let before = head(region, "bergen").await;
        for (write, caller, address) in writes {
            let media_type = write.body.clone().expect("a body");
            let ask = |content_type: &str, body: &str| {
                let ask = caller.request(&write.method, &address).header("If-Match", "*");
                ask.header("Content-Type", content_type).body(body.to_owned())
            };
            let deep = format!("{}1{}", "[".repeat(33), "]".repeat(33));
            let large = format!("\"{}\"", "x".repeat(1 << 20));
            for (content_type, body, status, code) in [
                (&*media_type, "{\"key\": 1,}", 400, "not-json"),
                (&media_type, "", 400, "not-json"),
                (&media_type, &deep, 400, "too-deep"),
                (&media_type, &large, 413, "body-too-large"),
                ("text/plain", "{}", 415, "unsupported-media-type"),
            ] {
                let refused = Caller::send(ask(content_type, body)).await.expect(status);
                assert_eq!(refused.code(), code, "{}", write.id);
            }
            let twice = Caller::send(ask(&media_type, r#"{"zz": 1, "zz": 2}"#)).await.expect(422);
            assert_eq!(twice.faults(), [("/zz".into(), "duplicate".into())], "{}", write.id);
            let unknown = Caller::send(ask(&media_type, r#"{"zz": 1}"#)).await.expect(422);
            assert!(unknown.faults().contains(&("/zz".into(), "unknown-field".into())), "{}", write.id);
        }
        assert_eq!(head(region, "bergen").await, before, "nothing was written");
    })
    .await;
}

#[actix_web::test]
async fn every_change_asks_for_if_match() {
    on_both(async |region| {
        fill(region).await;
        let mut changes = Vec::new();
        for change in operations().into_iter().filter(|operation| operation.is_write() && operation.method != "POST") {
            let (caller, address) = (change.caller(region).await, change.address(region).await);
            changes.push((change, caller, address));
        }
        // What was not there yet has been made for them.
        let before = head(region, "bergen").await;
        for (change, caller, address) in changes {
            assert!(change.takes("If-Match"), "{}", change.id);
            let ask = || {
                let ask = caller.request(&change.method, &address);
                match &change.body {
                    Some(media_type) => ask.header("Content-Type", media_type.as_str()).body("{}"),
                    None => ask,
                }
            };
            let refused = Caller::send(ask()).await.expect(428);
            assert_eq!(refused.code(), "precondition-required", "{}", change.id);
            for stale in ["\"0\"", "\"999\"", "W/\"1\"", "\"a\", \"b\""] {
                let refused = Caller::send(ask().header("If-Match", stale)).await.expect(412);
                assert_eq!(refused.code(), "stale", "{} {stale}", change.id);
            }
            let refused = Caller::send(ask().header("If-Match", "1")).await.expect(400);
            assert_eq!(refused.faults(), [("If-Match:".into(), "malformed".into())], "{}", change.id);
        }
        assert_eq!(head(region, "bergen").await, before, "nothing was written");
    })
    .await;
}

#[actix_web::test]
async fn every_guarded_write_honours_an_idempotency_key() {
    for write in operations().iter().filter(|operation| operation.is_write()) {
        assert!(write.takes("Idempotency-Key"), "{}", write.id);
    }
}
