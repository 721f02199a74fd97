//! What follows from a seat begins and ends with it, by the clock alone.
use domain::Validity;
use domain::policy::Role;
use serde_json::json;

use crate::caller::{Answer, Caller};
use crate::region::{Region, on_both};
use crate::sitting::SEATED;

const DAY: i64 = 24 * 60 * 60;

fn today(region: &Region) -> domain::Date {
    domain::oslo_date(region.clock.now())
}

/// Until the end of tomorrow.
fn two_days(region: &Region) -> Validity {
    Validity { from: None, to: Some(today(region).tomorrow().unwrap()) }
}

async fn conditional(caller: &Caller, path: &str, tag: &str) -> u16 {
    Caller::send(caller.request("GET", path).header("If-None-Match", tag)).await.status
}

fn keys(list: &Answer) -> Vec<&str> {
    list.json["items"].as_array().unwrap().iter().map(|item| item["key"].as_str().unwrap()).collect()
}

/// A body that only those who sit in it see.
async fn closed_body(region: &Region, slug: &str) {
    let body = json!({
        "key": "lukka", "type": "working-group", "level": 3, "names": {"nb": "Lukket gruppe", "nn": "Lukka gruppe"},
        "visibility": "body", "decisionRule": "none", "verification": "synthetic",
    });
    let admin = region.caller(&format!("{slug}-admin")).await;
    admin.post(&format!("/v1/tenants/{slug}/bodies"), &body).await.expect(201);
}

#[actix_web::test]
async fn rights_of_a_seat_are_gone_the_day_after_its_last_without_a_write() {
    on_both(async |region| {
        for role in SEATED {
            let slug = "fjell";
            let client = format!("{slug}-{role}");
            region.client(&client, None, false).await;
            if role == SEATED[0] {
                closed_body(region, slug).await;
            }
            region.seat(slug, &client, "lukka", role, two_days(region)).await;
        }
        let seq = region.head("fjell").await;
        let (bodies, body) = ("/v1/tenants/fjell/bodies", "/v1/tenants/fjell/bodies/lukka");
        let (structure, settings) = ("/v1/tenants/fjell/structure", "/v1/tenants/fjell/settings");

        region.turn_clock(DAY);
        let mut seen = Vec::new();
        for role in SEATED {
            let caller = region.caller(&format!("fjell-{role}")).await;
            let list = caller.get(bodies).await.expect(200);
            assert!(keys(&list).contains(&"lukka"), "{role} on the last day");
            assert_eq!(keys(&list).contains(&"formote"), role != Role::Observer, "{role}: the side's caucus");
            let whole = caller.get(body).await.expect(200);
            let tree = caller.get(structure).await.expect(200);
            caller.get(settings).await.expect(200);
            assert_eq!(conditional(&caller, bodies, list.etag()).await, 304, "{role}");
            assert_eq!(conditional(&caller, body, whole.etag()).await, 304, "{role}");
            assert_eq!(conditional(&caller, structure, tree.etag()).await, 304, "{role}");
            seen.push((role, list.etag().to_owned(), whole.etag().to_owned(), tree.etag().to_owned()));
        }

        region.turn_clock(2 * DAY);
        for (role, list, whole, tree) in seen {
            let caller = region.caller(&format!("fjell-{role}")).await;
            for (path, tag) in [(bodies, list), (body, whole), (structure, tree)] {
                assert_eq!(conditional(&caller, path, &tag).await, 404, "{role} of old: {path}");
            }
            caller.get(settings).await.expect(404);
        }
        assert_eq!(region.head("fjell").await, seq, "the clock alone did it");
    })
    .await;
}

#[actix_web::test]
async fn a_list_that_anyone_may_read_shows_an_own_body_while_one_sits_there() {
    on_both(async |region| {
        closed_body(region, "bergen").await;
        region.client("bergen-medlem", None, false).await;
        region.seat("bergen", "bergen-medlem", "lukka", Role::Member, two_days(region)).await;
        region.turn_clock(DAY);
        let (path, caller) = ("/v1/tenants/bergen/bodies?type=working-group", region.caller("bergen-medlem").await);
        let during = caller.get(path).await.expect(200);
        assert!(keys(&during).contains(&"lukka"));
        assert!(!keys(&region.stranger().await.get(path).await.expect(200)).contains(&"lukka"));
        assert!(!keys(&region.caller("bergen-alver").await.get(path).await.expect(200)).contains(&"lukka"));

        region.turn_clock(2 * DAY);
        let caller = region.caller("bergen-medlem").await;
        assert_eq!(conditional(&caller, path, during.etag()).await, 200, "an old tag answers for no rows of before");
        assert!(!keys(&caller.get(path).await.expect(200)).contains(&"lukka"));
        caller.get("/v1/tenants/bergen/bodies/lukka").await.expect(404);
    })
    .await;
}

#[actix_web::test]
async fn a_seat_that_begins_later_gives_nothing_before_and_everything_then() {
    on_both(async |region| {
        let from = today(region).tomorrow().unwrap().tomorrow().unwrap();
        region.client("fjell-ny", None, false).await;
        region.seat("fjell", "fjell-ny", "ssu", Role::Member, Validity { from: Some(from), to: None }).await;
        let path = "/v1/tenants/fjell/bodies/ssu";
        region.turn_clock(DAY);
        region.caller("fjell-ny").await.get(path).await.expect(404);
        region.turn_clock(2 * DAY);
        region.caller("fjell-ny").await.get(path).await.expect(200);
    })
    .await;
}
