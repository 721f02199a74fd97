//! Every operation of the contract, ready to be called: its address with things that are there, a body that is sound.
mod body;
mod operation;

use std::cell::RefCell;
use std::collections::HashMap;

use domain::{Dispatch, MinutesState, NoticeId, NoticeKind, PersonId, Visibility, WebhookId};
use serde_json::json;

use crate::caller::{Answer, Caller};
use crate::held::{Backstage, open};
use crate::laid::{Laid, call, done, lay_case, paper_address, staged};
use crate::manners::today;
use crate::matters::published_case;
use crate::region::Region;
use crate::seated::{body_id, lay_down, person, seat_rule};
use body::{SEATS, body};

pub use operation::{Operation, operations};

/// A community with something of everything in it, and callers who may prepare what an operation needs.
pub struct Stage {
    /// Whose community it is.
    pub slug: &'static str,
    admin: Caller,
    secretariat: Caller,
    operator: Caller,
    backstage: Backstage,
    paper: Laid,
    /// The address of a case that everyone sees.
    published: String,
    /// The address of a notice of a meeting that is ahead.
    notice: String,
    /// A thing of each collection, for all who will be refused.
    lasting: RefCell<HashMap<String, String>>,
}

/// The address whose tag a change of this one names: of what belongs to a meeting, the meeting's.
fn tagged(path: &str) -> &str {
    let of_meeting = ["/agenda", "/attendance"].iter().find_map(|part| path.strip_suffix(part));
    of_meeting.filter(|path| path.contains("/meetings/")).unwrap_or(path)
}

/// A notice to somebody, of a meeting that is called.
pub async fn staged_notice(region: &Region, slug: &str, admin: &Caller) -> NoticeId {
    let laid = lay_case(region, slug, "ssu", |_| {}).await;
    let meeting = call(region, slug, &laid, Visibility::Public).await;
    let person = PersonId::parse(&person(admin, slug, "Oppdikta Person").await).expect("an id");
    let (day, now) = (today(region), region.clock.now());
    let dispatch = Dispatch::new(meeting, person, NoticeKind::Notice, day, now);
    let id = dispatch.id;
    done(region, slug, move |tx| tx.notices().insert(&[dispatch])).await;
    id
}

/// The webhook at an address.
fn webhook_of(address: &str) -> WebhookId {
    let id = address.rsplit('/').next().expect("an address has an end");
    WebhookId::parse(id).expect("it ends with the id")
}

impl Stage {
    /// The community with this slug.
    pub async fn new(region: &Region, slug: &'static str) -> Self {
        let admin = region.named(&format!("{slug}-admin")).await;
        let secretariat = region.named(&format!("{slug}-secretariat")).await;
        lay_down(region, slug, SEATS, seat_rule(body_id(region, slug, "ssu").await)).await;
        // A secretary who is named for a side as well, and so may do all that a secretary may.
        let holder = json!({"kind": "identity", "issuer": region.node.url, "subject": format!("{slug}-secretariat")});
        let grant = json!({"role": "secretariat", "side": "municipal", "holder": holder});
        admin.post(&format!("/v1/tenants/{slug}/grants"), &grant).await.expect(201);
        let (paper, backstage) = (staged(region, slug).await, Backstage::of(region, slug).await);
        let published = format!("/v1/tenants/{slug}/cases/{}", published_case(region, slug, "ssu").await);
        let notice = format!("/v1/tenants/{slug}/notices/{}", staged_notice(region, slug, &admin).await);
        let (operator, lasting) = (region.operator().await, RefCell::default());
        Self { slug, admin, secretariat, operator, backstage, paper, published, notice, lasting }
    }

    /// Who may prepare things at an address: the operator for communities, the secretariat for cases and meetings, the
    /// administrator for the rest of what is in one.
    fn preparing(&self, path: &str) -> &Caller {
        match path.split('/').nth(4) {
            None => &self.operator,
            Some("cases" | "meetings") => &self.secretariat,
            Some(_) => &self.admin,
        }
    }

    /// Sends the notice of a meeting, so that it can be told who was there.
    async fn called(&self, meeting: &str) {
        let read = self.secretariat.get(meeting).await.expect(200);
        if read.json["state"] == "planned" {
            let agenda = body("put_agenda", self.slug).expect("an agenda");
            self.secretariat.put(&format!("{meeting}/agenda"), read.etag(), &agenda).await.expect(200);
            let call = json!({"to": "called"});
            self.secretariat.post(&format!("{meeting}/transitions"), &call).await.expect(200);
        }
    }

    /// An address of something that is only there for whoever made it: made by this caller.
    pub async fn own(&self, operation: &Operation, caller: &Caller) -> Option<(String, Option<String>)> {
        let collection = operation.path.strip_suffix("/{address}")?.replace("{tenant}", self.slug);
        let made = caller.post(&collection, &body("create_calendar_address", self.slug)?).await.expect(201);
        let tag = (operation.method != "GET").then(|| made.etag().to_owned());
        Some((made.header("location").expect("an address").to_owned(), tag))
    }

    /// An address the operation may be called at, with the tag it needs. What an operation ends, it has for itself.
    pub async fn target(&self, operation: &Operation) -> (String, Option<String>) {
        self.address(operation, true).await
    }

    /// An address for callers who will be refused: the same thing for all of them will do.
    pub async fn lasting(&self, operation: &Operation) -> (String, Option<String>) {
        self.address(operation, false).await
    }

    /// An address below a meeting that was held, whose minutes have come as far as the operation asks for.
    async fn below_meeting(&self, operation: &Operation, fresh: bool) -> Option<(String, Option<String>)> {
        let state = match operation.id.as_str() {
            "write_treatment" | "create_minutes" => None,
            "change_minutes" | "transition_minutes" => Some(MinutesState::Draft),
            "approve_minutes" => Some(MinutesState::Circulated),
            "list_decisions" | "list_minutes" | "get_minutes" | "get_minutes_document" => Some(MinutesState::Published),
            _ => return None,
        };
        let known = if fresh { None } else { self.lasting.borrow().get(&operation.id).cloned() };
        let path = match known {
            Some(path) => path,
            None => {
                let held = self.backstage.hold(&[open("Oppdikta sak")]).await;
                if let Some(state) = state {
                    self.backstage.minute(&held, state).await;
                }
                let path = operation.path.replace("{tenant}", self.slug);
                let path = path.replace("{meeting}", &held.meeting.to_string());
                let path = path.replace("{item}", &held.items[0].to_string()).replace("{number}", "1");
                self.lasting.borrow_mut().insert(operation.id.clone(), path.clone());
                path
            }
        };
        let tag = matches!(operation.method.as_str(), "PUT" | "PATCH").then(|| "*".to_owned());
        Some((path, tag))
    }

    async fn address(&self, operation: &Operation, fresh: bool) -> (String, Option<String>) {
        if let Some(found) = self.below_meeting(operation, fresh).await {
            return found;
        }
        if let Some(path) = paper_address(&operation.path, &self.paper) {
            // What is written there is meant for a version, and what is read there tells which.
            let read = self.admin.get(&self.paper.paper).await.expect(200);
            return (path, (operation.method != "GET").then(|| format!("\"{}\"", read.json["version"])));
        }
        if let Some((_, after)) = operation.path.split_once("/{notice}") {
            return (format!("{}{after}", self.notice), None);
        }
        let mut path = operation.path.replace("{tenant}", self.slug);
        if let Some((collection, rest)) = path.clone().split_once("/{") {
            let after = rest.split_once('}').map_or("", |(_, after)| after);
            let made = operations()
                .into_iter()
                .find(|other| other.method == "POST" && other.path.replace("{tenant}", self.slug) == *collection);
            let made = made.unwrap_or_else(|| panic!("{}: nothing can be made at {collection}", operation.id));
            let known = if fresh { None } else { self.lasting.borrow().get(collection).cloned() };
            let address = match known {
                Some(address) => address,
                None => {
                    let body = body(&made.id, self.slug).unwrap_or_else(|| panic!("{}: no body", made.id));
                    let answer = self.preparing(collection).post(collection, &body).await.expect(201);
                    let address = answer.header("location").expect("an address").to_owned();
                    self.lasting.borrow_mut().insert(collection.to_owned(), address.clone());
                    address
                }
            };
            let address = if collection.ends_with("/cases") && operation.method == "GET" {
                self.published.clone()
            } else {
                address
            };
            if fresh && operation.id == "resubmit_case" {
                let returned = json!({"to": "returned", "reason": "Oppdikta grunn."});
                self.secretariat.post(&format!("{address}/transitions"), &returned).await.expect(200);
            }
            path = format!("{address}{after}");
            if path.contains("{message}") {
                path = path.replace("{message}", &self.backstage.dead_letter(webhook_of(&address)).await);
            }
        }
        if operation.id == "find_seats" {
            path.push_str("?orgNumber=964338531");
        }
        if operation.id == "put_attendance" {
            self.called(tagged(&path)).await;
        }
        let tag = match operation.method.as_str() {
            "PATCH" | "DELETE" | "PUT" => {
                let read = self.preparing(&path).get(tagged(&path)).await.expect(200);
                Some(read.names_version())
            }
            _ => None,
        };
        (path, tag)
    }

    /// Calls the operation as it should be called.
    pub async fn call(&self, operation: &Operation, caller: &Caller, path: &str, tag: Option<&str>) -> Answer {
        let mut request = caller.request(&operation.method, path);
        if let Some(tag) = tag {
            request = request.header("If-Match", tag);
        }
        let body = match operation.id.as_str() {
            // The charter as it stands may be checked and applied.
            "check_charter" | "apply_charter" => {
                let address = format!("/v1/tenants/{}/charter", self.slug);
                Some(self.admin.get(&address).await.expect(200).json)
            }
            id => body(id, self.slug),
        };
        if let Some(body) = body {
            let kind = match operation.id.as_str() {
                "import_history" => "application/x-ndjson",
                _ if operation.method == "PATCH" => "application/merge-patch+json",
                _ => "application/json",
            };
            request = request.header("Content-Type", kind).body(body.to_string());
        }
        Caller::send(request).await
    }

    /// Calls it as it should not be called: an unknown filter, a body that is none, no condition.
    pub async fn broken(&self, operation: &Operation, caller: &Caller, path: &str) -> Answer {
        let request = caller.request(&operation.method, &format!("{path}?nothing=there"));
        let request =
            if operation.method == "GET" { request } else { request.body("{").header("Content-Type", "text/html") };
        Caller::send(request).await
    }
}
