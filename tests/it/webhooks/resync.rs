//! What cannot be told change by change, and for whom nobody looks any more.
use serde_json::json;

use super::{Manner, Receiver, WEBHOOKS, at, count, now, on_both, party, tell, tries, until};
use crate::manners::{begin_epoch, past_the_registry};

const RESYNC: &str = "no.helsefellesskap.resync-required";
const DAY: i64 = 24 * 60 * 60;

fn kinds(receiver: &Receiver) -> Vec<String> {
    receiver.seen().iter().map(|message| message.event()["type"].as_str().expect("a type").to_owned()).collect()
}

/// The messages that say to fetch everything anew.
fn resyncs(receiver: &Receiver) -> usize {
    kinds(receiver).iter().filter(|kind| *kind == RESYNC).count()
}

#[actix_web::test]
async fn after_another_epoch_a_webhook_is_told_to_fetch_everything_and_goes_on() {
    on_both(async |region| {
        let receiver = Receiver::start().await;
        let webhook = tell(region, &receiver, json!({})).await;
        party(region, "ein").await;
        tries(region, &webhook, 1).await;
        receiver.answers(Manner::Status(500));
        begin_epoch(region).await;
        count(&receiver, 2).await;
        tries(region, &webhook, 2).await;
        receiver.answers(Manner::Status(204));
        region.turn_clock(3600);
        count(&receiver, 3).await;
        tries(region, &webhook, 3).await;
        let seen = receiver.seen();
        assert_eq!(kinds(&receiver)[1..], [RESYNC, RESYNC]);
        assert_eq!(seen[1].id(), seen[2].id(), "one message, however often it is tried");
        let event = seen[2].event();
        assert_eq!(event["data"], json!({"snapshot": "https://vest.example/v1/tenants/bergen/snapshot"}));
        assert_eq!((&event["subject"], &event["specversion"]), (&webhook["id"], &json!("1.0")));
        let after = party(region, "to").await;
        until("what came after is told", async || receiver.subjects().last() == Some(&after)).await;
        assert_eq!(resyncs(&receiver), 1 + 1, "it was told once");
    })
    .await;
}

#[actix_web::test]
async fn who_was_away_too_long_is_told_to_fetch_everything_and_goes_on() {
    on_both(async |region| {
        let receiver = Receiver::start().await;
        let admin = region.caller("bergen-admin").await;
        let webhook = tell(region, &receiver, json!({})).await;
        admin.patch(&at(&webhook), "*", &json!({"state": "disabled"})).await.expect(200);
        let missed = party(region, "ein").await;
        region.turn_clock(31 * DAY);
        let admin = region.caller("bergen-admin").await;
        admin.patch(&at(&webhook), "*", &json!({"state": "active"})).await.expect(200);
        until("it is told", async || resyncs(&receiver) == 1).await;
        let after = party(region, "to").await;
        until("what came after is told", async || receiver.subjects().last() == Some(&after)).await;
        assert!(!receiver.subjects().contains(&missed), "the snapshot tells of it");
        assert_eq!(resyncs(&receiver), 1);
    })
    .await;
}

#[actix_web::test]
async fn a_client_that_is_disabled_is_told_nothing_more() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        region.client("bergen-system", None, false).await;
        let holder = json!({"kind": "identity", "issuer": region.node.url, "subject": "bergen-system"});
        let grant = json!({"role": "tenant-admin", "holder": holder});
        admin.post("/v1/tenants/bergen/grants", &grant).await.expect(201);
        let maker = region.caller("bergen-system").await;
        let receiver = Receiver::start().await;
        let new = json!({"url": receiver.url(), "types": ["party"]});
        let webhook = maker.post(WEBHOOKS, &new).await.expect(201).json;
        let made = maker.post("/v1/tenants/bergen/calendar-addresses", &json!({"of": "tenant"})).await.expect(201);
        let calendar = made.json["address"].as_str().unwrap().strip_prefix("https://vest.example").unwrap().to_owned();
        region.nobody().get(&calendar).await.expect(200);
        party(region, "ein").await;
        count(&receiver, 1).await;

        past_the_registry(region, "UPDATE client SET disabled = TRUE WHERE name = 'bergen-system'").await;
        region.nobody().get(&calendar).await.expect(404);
        party(region, "to").await;
        until("it is disabled", async || now(&admin, &webhook).await["state"] == "disabled").await;
        assert_eq!(now(&admin, &webhook).await["disabledReason"], "rights");
        assert_eq!(receiver.seen().len(), 1, "nothing more");
    })
    .await;
}
