//! What outlasts a webhook's receiver, its maker and its node.
use domain::policy::SCOPES;
use serde_json::json;

use super::{Manner, Receiver, WEBHOOKS, at, count, hasty, json_merge, now, on_both, party, tell, tries, until};
use crate::region::{Kind, Region};

#[actix_web::test]
async fn a_region_that_starts_again_goes_on_where_it_was() {
    for kind in [Kind::Files, Kind::Postgres] {
        let receiver = Receiver::start().await;
        let region = Region::start(kind, &hasty()).await;
        let webhook = tell(&region, &receiver, json!({})).await;
        let first = party(&region, "ein").await;
        count(&receiver, 1).await;
        tries(&region, &webhook, 1).await;
        receiver.answers(Manner::Status(500));
        let second = party(&region, "to").await;
        tries(&region, &webhook, 2).await;
        let refused = receiver.seen()[1].id().to_owned();
        let region = region.restarted(&hasty()).await;
        let third = party(&region, "tre").await;
        receiver.answers(Manner::Status(204));
        region.turn_clock(3600);
        until("what came after is told", async || receiver.subjects().last() == Some(&third)).await;
        let (seen, subjects) = (receiver.seen(), receiver.subjects());
        assert_eq!(subjects[0], first);
        let last = subjects.len() - 1;
        assert_eq!((&subjects[last - 1], &subjects[last]), (&second, &third));
        assert_eq!(seen[last - 1].id(), refused, "the same message under the same id");
        region.stop().await;
    }
}

#[actix_web::test]
async fn another_node_goes_on_where_one_was_killed() {
    let (one, other) = Region::nodes(&crate::region::Wishes { secret: Some(SECRET), ..hasty() }).await;
    one.open(include_str!("../../../tenants/bergen.toml"), "alver").await;
    let receiver = Receiver::start().await;
    tell(&one, &receiver, json!({})).await;
    let mut ids = Vec::new();
    for n in 0..5 {
        ids.push(party(if n % 2 == 0 { &one } else { &other }, &format!("ein-{n}")).await);
    }
    count(&receiver, 5).await;
    one.stop().await;
    // Whatever the killed node held is free after a minute.
    other.turn_clock(120);
    for n in 0..5 {
        ids.push(party(&other, &format!("to-{n}")).await);
    }
    count(&receiver, 10).await;
    let mut told = receiver.subjects();
    // What was sent and not yet noted when the node was killed is sent again.
    told.dedup();
    assert_eq!(told, ids);
    other.stop().await;
}

/// What the nodes' keys are sealed with.
const SECRET: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

#[actix_web::test]
async fn whoever_loses_their_rights_is_told_nothing_more() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        region.client("bergen-tilsett", None, false).await;
        let holder = json!({"kind": "identity", "issuer": region.node.url, "subject": "bergen-tilsett"});
        let grant = json!({"role": "tenant-admin", "holder": holder, "validTo": "2098-12-31"});
        let grant = admin.post("/v1/tenants/bergen/grants", &grant).await.expect(201);
        let receiver = Receiver::start().await;
        let new = json!({"url": receiver.url(), "types": ["party"]});
        let maker = region.caller("bergen-tilsett").await;
        let webhook = maker.post(WEBHOOKS, &new).await.expect(201).json;
        party(region, "ein").await;
        count(&receiver, 1).await;
        // The right ends yesterday, and with it what follows from it.
        let address = grant.header("location").unwrap();
        admin.delete(&format!("{address}?lastDay={}", yesterday()), "\"1\"").await.expect(200);
        party(region, "to").await;
        until("it is disabled", async || now(&admin, &webhook).await["state"] == "disabled").await;
        assert_eq!(now(&admin, &webhook).await["disabledReason"], "rights");
        assert_eq!(receiver.seen().len(), 1, "nothing more");
        // Another may take it up, with their own eyes.
        admin.patch(&at(&webhook), "*", &json!({"state": "active"})).await.expect(200);
        count(&receiver, 2).await;
    })
    .await;
}

fn yesterday() -> domain::Date {
    let today = domain::oslo_date(domain::Instant::from_timestamp(jiff::Timestamp::now()));
    today.yesterday().unwrap()
}

#[actix_web::test]
async fn a_webhook_sees_what_its_makers_token_was_for() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let receiver = Receiver::start().await;
        // Without changes.read nobody follows changes.
        let scopes: Vec<&str> = SCOPES.iter().map(|(scope, _)| *scope).collect();
        let without: Vec<&str> = scopes.iter().copied().filter(|scope| !scope.ends_with("changes.read")).collect();
        let narrow = region.with_token(&region.token("bergen-admin", Some(&without.join(" "))).await);
        let new = json!({"url": receiver.url()});
        assert_eq!(narrow.post(WEBHOOKS, &new).await.expect(403).code(), "scope-missing");
        let made = admin.post(WEBHOOKS, &new).await.expect(201).json;
        assert_eq!(made["scopes"].as_array().unwrap().len(), scopes.len());
        let refused = narrow.patch(&at(&made), "*", &json!({"description": "Oppdikta"})).await.expect(403);
        assert_eq!(refused.code(), "scope-missing");
    })
    .await;
}

#[actix_web::test]
async fn a_partys_system_has_its_own_webhooks_and_no_others() {
    on_both(async |region| {
        let (admin, system) = (region.caller("bergen-admin").await, region.caller("bergen-alver").await);
        let receiver = Receiver::start().await;
        let whole = tell(region, &receiver, json!({})).await;
        let other = tell(region, &receiver, json!({"party": "fedje"})).await;
        let mut new = json!({"url": receiver.url(), "party": "alver"});
        let own = system.post(WEBHOOKS, &new).await.expect(201).json;
        assert_eq!(system.all(WEBHOOKS).await.len(), 1);
        assert_eq!(admin.all(WEBHOOKS).await.len(), 3);
        for hidden in [&whole, &other] {
            let address = at(hidden);
            system.get(&address).await.expect(404);
            system.get(&format!("{address}/deliveries")).await.expect(404);
            system.get(&format!("{address}/dead-letters")).await.expect(404);
            system.patch(&address, "*", &json!({"url": receiver.url()})).await.expect(404);
            system.delete(&address, "*").await.expect(404);
            system.post(&format!("{address}/secrets"), &json!(null)).await.expect(404);
            system.post(&format!("{address}/tests"), &json!(null)).await.expect(404);
        }
        for party in [json!(null), json!("fedje")] {
            json_merge(&mut new, json!({"party": party}));
            assert_eq!(system.post(WEBHOOKS, &new).await.expect(403).code(), "forbidden");
        }
        assert!(receiver.seen().is_empty());
        system.delete(&at(&own), "*").await.expect(200);
    })
    .await;
}
