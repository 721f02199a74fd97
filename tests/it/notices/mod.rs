//! Notices of meetings by e-mail, handed to a real mail server and read by libraries that are not ours. All of it is
//! invented.
mod delivery;
mod hostile;
mod languages;
mod smtp;
mod told;

use std::time::Duration;

use api::notices::Postman;
use api::work::keep_working;
use domain::{BodyId, Disclosure, Line, SeatKind, SeatRight, SeatRule};
use serde_json::{Value, json};

use crate::laid::{Laid, lay_case};
use crate::meetings::{become_, in_days, meeting, put_agenda};
use crate::region::{Kind, Region, Wishes};
use crate::seated::{body_id, lay_down, seat_rule, text};
use smtp::{Smtp, free_port};

const NOTICES: &str = "/v1/tenants/bergen/notices";
const DAY: i64 = 24 * 60 * 60;
/// A rule of member seats in `ssu`, and one of seats for observers.
const SEATS: &str = "prove-innkalte";
const WATCHING: &str = "prove-observator";

/// Runs a test on either store, with a mail server and a node that sends.
async fn on_both_with_mail(test: impl AsyncFn(&Region, &mut Smtp)) {
    for kind in [Kind::Files, Kind::Postgres] {
        println!("on {kind:?}");
        let mut server = Smtp::start(free_port()).await;
        let region = sending(kind, server.port).await;
        let worker = begin_to_send(&region);
        test(&region, &mut server).await;
        worker.abort();
        region.stop().await;
    }
}

/// Has a node send what is in the outboxes, until it is told to stop.
fn begin_to_send(region: &Region) -> actix_web::rt::task::JoinHandle<()> {
    let node = region.node.clone().into_inner();
    actix_web::rt::spawn(keep_working(node.clone(), Postman::new(node), Duration::from_millis(100)))
}

/// Settings of a region that hands its letters to a server on this port.
fn by_way_of(port: u16, more: &str) -> Wishes {
    let settings = format!("[mail]\nserver = \"127.0.0.1:{port}\"\nfrom = \"Prøvemøte <mote@vest.example>\"\n{more}\n");
    Wishes { settings, ..Wishes::default() }
}

async fn sending(kind: Kind, port: u16) -> Region {
    let region = Region::start(kind, &by_way_of(port, "encryption = \"none\"")).await;
    let_in(&region).await;
    region
}

/// Lays down whose seats the notices are for.
async fn let_in(region: &Region) {
    let ssu: BodyId = body_id(region, "bergen", "ssu").await;
    lay_down(region, "bergen", SEATS, seat_rule(ssu)).await;
    let rights = [SeatRight::Attend, SeatRight::Speak].into();
    let watching = SeatRule { kind: SeatKind::Observer, rights, ..seat_rule(ssu) };
    lay_down(region, "bergen", WATCHING, watching).await;
}

/// Enters somebody with an address, or without, and gives their id.
async fn somebody(region: &Region, name: &str, address: Option<&str>) -> String {
    let admin = region.caller("bergen-admin").await;
    let new = json!({"name": name, "contact": {"email": address}});
    text(&admin.post("/v1/tenants/bergen/persons", &new).await.expect(201).json["id"])
}

/// Names somebody to a seat, and gives the address of their membership.
async fn seat(region: &Region, person: &str, rule: &str, more: Value) -> String {
    let mut new = json!({"seatRule": rule, "capacity": "member", "person": person, "validFrom": "2026-01-01"});
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = region.caller("bergen-admin").await.post("/v1/tenants/bergen/memberships", &new).await.expect(201);
    made.header("location").unwrap().to_owned()
}

/// A member with an address.
async fn member(region: &Region, name: &str, address: &str) -> String {
    let person = somebody(region, name, Some(address)).await;
    seat(region, &person, SEATS, json!({})).await;
    person
}

async fn matter(region: &Region, title: &'static str, disclosure: Disclosure) -> Laid {
    lay_case(region, "bergen", "ssu", move |case| {
        case.title = Line::parse(title).unwrap();
        case.disclosure = disclosure;
    })
    .await
}

/// A meeting of `ssu` in so many days, called with these items.
async fn called(region: &Region, days: i32, items: Value) -> String {
    let secretariat = region.caller("bergen-secretariat").await;
    let new = json!({
        "body": "ssu", "from": in_days(region, days), "startsAt": "09:00", "endsAt": "11:30",
        "place": "Oppdikta møterom", "title": "Vårmøte",
    });
    let one = meeting(&secretariat, &new).await;
    put_agenda(&secretariat, &one, &items).await.expect(200);
    become_(&secretariat, &one, "called").await.expect(200);
    one
}

fn any_item() -> Value {
    json!([{"title": "Eventuelt", "kind": "any-other-business"}])
}

/// The receipts of a meeting, once none of them waits that should not: kind and state of each, by person.
async fn receipts(region: &Region, meeting: &str, until: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let id = meeting.rsplit('/').next().unwrap();
    let begun = std::time::Instant::now();
    loop {
        let secretariat = region.caller("bergen-secretariat").await;
        let all = secretariat.all(&format!("{NOTICES}?meeting={id}")).await;
        if until(&all) {
            return all;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "{all:#?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn none_waits(all: &[Value]) -> bool {
    all.iter().all(|each| each["state"] != "waiting")
}

/// Kind and state of somebody's notices, in their order.
fn of<'r>(all: &'r [Value], person: &str) -> Vec<(&'r str, &'r str)> {
    let theirs = all.iter().filter(|each| each["person"] == person);
    theirs.map(|each| (each["kind"].as_str().unwrap(), each["state"].as_str().unwrap())).collect()
}
