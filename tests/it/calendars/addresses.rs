//! Private addresses: what they open, for how long, and what nobody learns of them.
use domain::policy::Role;
use domain::{Validity, oslo_date};
use serde_json::{Value, json};

use super::{CALENDAR, events, next_year, of, planned};
use crate::caller::{Answer, Caller};
use crate::region::{Region, on_both};
use crate::seated::pairs;

const ADDRESSES: &str = "/v1/tenants/bergen/calendar-addresses";
const DAY: i64 = 24 * 60 * 60;

/// The path of a private address that was just made.
fn path(made: &Answer) -> String {
    let address = made.json["address"].as_str().expect("it is told once");
    address.strip_prefix("https://vest.example").expect("the region's own").to_owned()
}

async fn make(caller: &Caller, of: &Value) -> Answer {
    caller.post(ADDRESSES, of).await.expect(201)
}

/// A member of the strategic committee, for as long as is said.
async fn member(region: &Region, validity: Validity) -> Caller {
    region.client("bergen-ein-medlem", None, false).await;
    region.seat("bergen", "bergen-ein-medlem", "ssu", Role::Member, validity).await;
    region.caller("bergen-ein-medlem").await
}

fn unlike(secret: &str) -> String {
    let other = if secret.ends_with("A.ics") { "B.ics" } else { "A.ics" };
    format!("{}{other}", &secret[..secret.len() - 5])
}

#[actix_web::test]
async fn an_address_shows_what_its_maker_sees_until_it_is_revoked() {
    on_both(async |region| {
        let (member, nobody) = (member(region, Validity::ALWAYS).await, region.nobody());
        let body = planned(region, json!({"visibility": "body"})).await;
        let kept = planned(region, json!({"from": next_year(region, "05-20"), "visibility": "secretariat"})).await;
        let made = make(&member, &json!({"of": "tenant"})).await;
        let (address, at) = (path(&made), made.header("location").expect("an address").to_owned());
        assert_eq!(made.header("cache-control"), Some("no-store"));
        assert_eq!(address.len(), "/v1/tenants/bergen/calendars/.ics".len() + 43);
        let told = nobody.get(&address).await.expect(200);
        assert_eq!(told.header("cache-control"), Some("no-store"));
        let again = nobody.request("GET", &address).header("If-None-Match", told.etag());
        assert_eq!(Caller::send(again).await.status, 304);
        let seen = events(&nobody, &address).await;
        assert!(of(&seen, &body).is_some() && of(&seen, &kept).is_none());
        assert!(of(&events(&nobody, CALENDAR).await, &body).is_none(), "it is not public");

        // What is told of it later does not open it.
        let read = member.get(&at).await.expect(200);
        let listed = member.get(ADDRESSES).await.expect(200);
        assert_eq!(listed.json["items"], json!([read.json]));
        let secret = address.rsplit('/').next().expect("a secret").trim_end_matches(".ics");
        for answer in [&read, &listed] {
            assert!(!String::from_utf8_lossy(&answer.bytes).contains(secret));
        }
        for other in ["bergen-secretariat", "bergen-admin"] {
            let other = region.caller(other).await;
            assert_eq!(other.get(ADDRESSES).await.expect(200).json["items"], json!([]));
            other.get(&at).await.expect(404);
            other.delete(&at, "\"1\"").await.expect(404);
        }

        let unknown = nobody.get(&unlike(&address)).await.expect(404);
        let elsewhere = address.replace("/bergen/", "/fjell/");
        nobody.get(&elsewhere).await.expect(404);
        let revoked = member.delete(&at, "\"1\"").await.expect(200);
        assert!(revoked.json["revokedAt"].is_string());
        let gone = nobody.get(&address).await.expect(404);
        assert_eq!((gone.code(), &gone.json["detail"]), (unknown.code(), &unknown.json["detail"]));
        let held = nobody.request("GET", &address).header("If-None-Match", told.etag());
        assert_eq!(Caller::send(held).await.status, 404, "who holds it learns that it is gone");
        assert_eq!(member.delete(&at, "\"2\"").await.expect(409).code(), "conflict");
        assert_eq!(member.get(ADDRESSES).await.expect(200).json["items"], json!([]));
        assert_eq!(member.get(&at).await.expect(200).json, revoked.json);
    })
    .await;
}

#[actix_web::test]
async fn an_address_ends_with_the_rights_of_its_maker() {
    on_both(async |region| {
        let today = oslo_date(region.clock.now());
        let until = Validity { from: None, to: today.tomorrow().ok() };
        let (member, nobody) = (member(region, until).await, region.nobody());
        let address = path(&make(&member, &json!({"of": "body", "body": "ssu"})).await);
        nobody.get(&address).await.expect(200);
        region.turn_clock(2 * DAY);
        nobody.get(&address).await.expect(404);
    })
    .await;
}

#[actix_web::test]
async fn erasing_a_person_revokes_what_they_made_and_what_is_of_them() {
    on_both(async |region| {
        let (member, nobody) = (member(region, Validity::ALWAYS).await, region.nobody());
        let secretariat = region.caller("bergen-secretariat").await;
        let persons = secretariat.all("/v1/tenants/bergen/persons").await;
        let theirs = |person: &&Value| person["identities"][0]["subject"] == "bergen-ein-medlem";
        let person = persons.iter().find(theirs).expect("a person");
        let of_them = json!({"of": "person", "person": person["id"]});
        let made: Vec<String> = vec![
            path(&make(&member, &json!({"of": "tenant"})).await),
            path(&make(&member, &of_them).await),
            path(&make(&secretariat, &of_them).await),
        ];
        let others = path(&make(&secretariat, &json!({"of": "tenant"})).await);
        for address in made.iter().chain([&others]) {
            nobody.get(address).await.expect(200);
        }
        let at = format!("/v1/tenants/bergen/persons/{}", person["id"].as_str().expect("an id"));
        secretariat.delete(&at, &format!("\"{}\"", person["version"])).await.expect(200);
        for address in &made {
            nobody.get(address).await.expect(404);
        }
        nobody.get(&others).await.expect(200);
    })
    .await;
}

#[actix_web::test]
async fn what_is_told_once_is_not_kept_for_a_repeated_request() {
    on_both(async |region| {
        let system = region.caller("bergen-alver").await;
        let ask = || {
            let request = system.request("POST", ADDRESSES).header("Idempotency-Key", "ein-kalender");
            Caller::send(request.json(&json!({"of": "party", "party": "alver"})))
        };
        let (first, second) = (ask().await.expect(201), ask().await.expect(201));
        assert_eq!(second.header("idempotency-replayed"), Some("true"));
        assert_eq!((&second.json["id"], &second.json["address"]), (&first.json["id"], &Value::Null));
        region.nobody().get(&path(&first)).await.expect(200);
        assert_eq!(system.get(ADDRESSES).await.expect(200).json["items"].as_array().expect("items").len(), 1);
    })
    .await;
}

#[actix_web::test]
async fn everything_wrong_with_an_address_is_told_at_once() {
    on_both(async |region| {
        let (system, before) = (region.caller("bergen-alver").await, region.head("bergen").await);
        let person = domain::PersonId::fresh().to_string();
        for (body, wanted) in [
            (json!({}), vec![("/of", "required")]),
            (json!({"of": "verda"}), vec![("/of", "unknown-word")]),
            (json!({"of": "body"}), vec![("/body", "required")]),
            (json!({"of": "body", "body": "finst-ikkje"}), vec![("/body", "unknown-reference")]),
            (json!({"of": "tenant", "party": "alver"}), vec![("/party", "excludes")]),
            (json!({"of": "person", "person": person}), vec![("/person", "unknown-reference")]),
            (json!({"of": true, "body": "finst-ikkje"}), vec![("/body", "unknown-reference"), ("/of", "wrong-type")]),
            (json!({"of": "party", "party": "alver", "x": 1}), vec![("/x", "unknown-field")]),
        ] {
            let refused = system.post(ADDRESSES, &body).await.expect(422);
            assert_eq!(refused.faults(), pairs(&wanted), "{body}");
        }
        // What a token makes opens no more than the token.
        let narrow = region.with_token(&region.token("bergen-alver", Some("helsefellesskap:calendars.write")).await);
        let refused = narrow.post(ADDRESSES, &json!({"of": "tenant"})).await.expect(403);
        assert_eq!(refused.code(), "scope-missing");
        assert_eq!(region.head("bergen").await, before);
    })
    .await;
}

#[actix_web::test]
async fn no_more_than_fifty_stand_at_once() {
    on_both(async |region| {
        let system = region.caller("bergen-alver").await;
        for _ in 0..50 {
            make(&system, &json!({"of": "tenant"})).await;
        }
        assert_eq!(system.post(ADDRESSES, &json!({"of": "tenant"})).await.expect(409).code(), "conflict");
        let first = system.get(ADDRESSES).await.expect(200).json["items"][0]["id"].clone();
        let first = format!("{ADDRESSES}/{}", first.as_str().expect("an id"));
        system.delete(&first, "\"1\"").await.expect(200);
        make(&system, &json!({"of": "tenant"})).await;
    })
    .await;
}
