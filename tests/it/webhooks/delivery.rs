//! Messages come in order, again and again if need be, and never twice for nothing.
use serde_json::{Value, json};

use super::{Manner, Receiver, WEBHOOKS, at, count, now, on_both, party, tell, tries, until};
use crate::region::Region;

/// Turns the clock past the next try of what waits. Tries are made at most 28 800 seconds apart, and a tenth more.
fn past_the_next_try(region: &Region, turned: &mut i64) {
    *turned += 32_000;
    region.turn_clock(*turned);
}

#[actix_web::test]
async fn each_change_is_one_event_under_one_id() {
    on_both(async |region| {
        let receiver = Receiver::start().await;
        let webhook = tell(region, &receiver, json!({"description": "Oppdikta mottak"})).await;
        let ids = [party(region, "ein").await, party(region, "to").await];
        count(&receiver, 2).await;
        let seen = receiver.seen();
        assert_eq!(receiver.subjects(), ids);
        for received in &seen {
            let event = received.event();
            assert_eq!(received.headers["content-type"], "application/cloudevents+json; charset=utf-8");
            assert_eq!(
                (&event["specversion"], &event["type"]),
                (&json!("1.0"), &json!("no.helsefellesskap.party.created"))
            );
            assert!(event["source"].as_str().unwrap().starts_with("https://vest.example/v1/tenants/"), "{event}");
            assert!(received.id().starts_with("msg_"), "{}", received.id());
        }
        assert_ne!(seen[0].id(), seen[1].id());
        let log = tries(region, &webhook, 2).await;
        let told: Vec<Value> = log.iter().map(|each| json!([each["message"], each["status"], each["fault"]])).collect();
        let wanted: Vec<Value> = seen.iter().rev().map(|each| json!([each.id(), 204, null])).collect();
        assert_eq!(told, wanted);
    })
    .await;
}

#[actix_web::test]
async fn what_happened_before_is_not_told_and_what_is_not_asked_for_neither() {
    on_both(async |region| {
        party(region, "for-varselet").await;
        let receiver = Receiver::start().await;
        tell(region, &receiver, json!({})).await;
        let admin = region.caller("bergen-admin").await;
        admin.post("/v1/tenants/bergen/persons", &json!({"name": "Oppdikta Person"})).await.expect(201);
        let told = party(region, "etter-varselet").await;
        count(&receiver, 1).await;
        assert_eq!(receiver.subjects(), [told]);
    })
    .await;
}

#[actix_web::test]
async fn the_next_message_waits_for_the_one_before_it() {
    on_both(async |region| {
        let receiver = Receiver::start().await;
        let webhook = tell(region, &receiver, json!({})).await;
        receiver.answers(Manner::Status(500));
        let (first, second) = (party(region, "ein").await, party(region, "to").await);
        let mut turned = 0;
        for n in 1..=2 {
            count(&receiver, n).await;
            tries(region, &webhook, n).await;
            if n == 2 {
                receiver.answers(Manner::Status(200));
            }
            past_the_next_try(region, &mut turned);
        }
        assert_eq!(receiver.subjects()[..2], [first.clone(), first.clone()]);
        until("both are delivered", async || receiver.subjects().last() == Some(&second)).await;
        let seen = receiver.seen();
        let of_first: Vec<_> = seen.iter().filter(|each| each.subject() == first).map(|each| each.id()).collect();
        assert!(
            of_first.len() >= 3 && of_first.iter().all(|id| *id == of_first[0]),
            "one message, one id: {of_first:?}"
        );
        assert_eq!(receiver.subjects().iter().filter(|subject| **subject == second).count(), 1);
        let log = tries(region, &webhook, seen.len()).await;
        let attempts: Vec<_> = log.iter().rev().map(|each| each["attempt"].as_i64().unwrap()).collect();
        assert_eq!(attempts[..3], [1, 2, 3], "{log:?}");
        assert_eq!((&log.last().unwrap()["fault"], attempts.last()), (&json!("status"), Some(&1)));
    })
    .await;
}

#[actix_web::test]
async fn a_message_is_given_up_after_a_day_and_can_be_sent_again() {
    on_both(async |region| {
        let receiver = Receiver::start().await;
        let webhook = tell(region, &receiver, json!({})).await;
        receiver.answers(Manner::Status(503));
        let (bad, good) = (party(region, "vrang").await, party(region, "grei").await);
        receiver.answers_about(&good, Manner::Status(200));
        let mut turned = 0;
        let letters = format!("{}/dead-letters", at(&webhook));
        for _ in 0..12 {
            until("the due message is tried", async || {
                receiver.subjects().contains(&good) || due_later(region, &webhook).await
            })
            .await;
            if receiver.subjects().contains(&good) {
                break;
            }
            past_the_next_try(region, &mut turned);
        }
        until("what comes after it is delivered", async || receiver.subjects().contains(&good)).await;
        let admin = region.caller("bergen-admin").await;
        let dead = admin.all(&letters).await;
        let refused = receiver.seen().into_iter().find(|each| each.subject() == bad).expect("it was tried");
        assert_eq!(dead.len(), 1, "{dead:?}");
        assert_eq!((&dead[0]["message"], &dead[0]["status"]), (&json!(refused.id()), &json!(503)));

        let replays = format!("{letters}/{}/replays", refused.id());
        let again = admin.post(&replays, &json!(null)).await.expect(200).json;
        assert_eq!((&again["status"], &again["fault"]), (&json!(503), &json!("status")));
        assert_eq!(admin.all(&letters).await.len(), 1, "it stays");
        receiver.answers_about(&bad, Manner::Status(200));
        let again = admin.post(&replays, &json!(null)).await.expect(200).json;
        assert_eq!((&again["status"], &again["message"]), (&json!(200), &json!(refused.id())));
        assert!(admin.all(&letters).await.is_empty(), "it is delivered");
        assert_eq!(admin.post(&replays, &json!(null)).await.expect(404).code(), "not-found");
    })
    .await;
}

/// Whether the last try was noted, so that the next one is due later.
async fn due_later(region: &Region, webhook: &Value) -> bool {
    let admin = region.caller("bergen-admin").await;
    let log = admin.get(&format!("{}/deliveries", at(webhook))).await.expect(200).json;
    log["items"][0]["fault"] == "status"
}

#[actix_web::test]
async fn a_receiver_that_is_gone_is_told_nothing_more_until_somebody_says_so() {
    on_both(async |region| {
        let receiver = Receiver::start().await;
        receiver.answers(Manner::Status(410));
        let webhook = tell(region, &receiver, json!({})).await;
        let first = party(region, "ein").await;
        let admin = region.caller("bergen-admin").await;
        until("it is disabled", async || now(&admin, &webhook).await["state"] == "disabled").await;
        assert_eq!(now(&admin, &webhook).await["disabledReason"], "gone");
        let second = party(region, "to").await;
        receiver.answers(Manner::Status(204));
        let other = Receiver::start().await;
        let beside = tell(region, &other, json!({})).await;
        let third = party(region, "tre").await;
        count(&other, 1).await;
        assert_eq!(receiver.seen().len(), 1, "nothing more");
        admin.delete(&at(&beside), "*").await.expect(200);
        let back = admin.patch(&at(&webhook), "*", &json!({"state": "active"})).await.expect(200).json;
        assert_eq!((&back["state"], &back["disabledReason"]), (&json!("active"), &json!(null)));
        count(&receiver, 4).await;
        assert_eq!(receiver.subjects(), [first.clone(), first, second, third], "from where it left off");
    })
    .await;
}

#[actix_web::test]
async fn a_slow_receiver_delays_only_itself() {
    on_both(async |region| {
        let (slow, quick) = (Receiver::start().await, Receiver::start().await);
        slow.answers(Manner::Silence);
        tell(region, &slow, json!({})).await;
        tell(region, &quick, json!({})).await;
        let mut ids = Vec::new();
        for n in 0..10 {
            ids.push(party(region, &format!("nummer-{n}")).await);
        }
        count(&quick, 10).await;
        assert_eq!(quick.subjects(), ids);
        assert!(slow.subjects().iter().all(|subject| *subject == ids[0]), "{:?}", slow.subjects());
    })
    .await;
}

#[actix_web::test]
async fn a_test_message_tells_at_once_what_came_of_it() {
    on_both(async |region| {
        let receiver = Receiver::start().await;
        let webhook = tell(region, &receiver, json!({"state": "disabled"})).await;
        assert_eq!(webhook["disabledReason"], "by-hand");
        let (admin, tests) = (region.caller("bergen-admin").await, format!("{}/tests", at(&webhook)));
        let came = admin.post(&tests, &json!(null)).await.expect(200).json;
        assert_eq!((&came["status"], &came["fault"], &came["attempt"]), (&json!(204), &json!(null), &json!(1)));
        assert_eq!(receiver.seen()[0].event()["type"], "no.helsefellesskap.webhook.test");
        assert_eq!(came["message"], receiver.seen()[0].id());
        receiver.answers(Manner::HangUp);
        let came = admin.post(&tests, &json!(null)).await.expect(200).json;
        assert_eq!((&came["status"], &came["fault"]), (&json!(null), &json!("connection")));
        // Under a key it is sent once, whatever came of it.
        receiver.answers(Manner::Status(202));
        let keyed = || crate::caller::Caller::send(admin.request("POST", &tests).header("Idempotency-Key", "ein"));
        let (first, second) = (keyed().await.expect(200), keyed().await.expect(200));
        assert_eq!((second.header("idempotency-replayed"), &second.json), (Some("true"), &first.json));
        assert_eq!(receiver.seen().len(), 3);
        assert_eq!(tries(region, &webhook, 3).await.len(), 3, "they are logged");
        admin.get(&format!("{WEBHOOKS}?state=disabled")).await.expect(200);
    })
    .await;
}
