//! A client that goes away between the commit and the answer comes back with the same key and finds one thing.
use std::time::Duration;

use super::wire::{Wire, head as request_head};
use super::{PARTIES, head, party};
use crate::caller::Caller;
use crate::region::on_both;

#[actix_web::test]
async fn an_answer_that_nobody_read_is_there_for_who_comes_back() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let token = region.token("bergen-admin", None).await;
        for round in 0..5 {
            let before = head(region, "bergen").await;
            let (key, name) = (format!("k-{round}"), format!("borte-{round}"));
            let body = party(&name, "Borte").to_string();
            let length = body.len().to_string();
            let headers =
                [("Idempotency-Key", &*key), ("Content-Type", "application/json"), ("Content-Length", &*length)];
            let mut wire = Wire::to(region).await;
            wire.send(request_head("POST", PARTIES, &token, &headers) + &body).await;
            if round % 2 == 0 {
                // The write is done, and nobody has read what it answered.
                while head(region, "bergen").await == before {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            }
            drop(wire);
            let again = admin.request("POST", PARTIES).header("Idempotency-Key", &key);
            let again = again.header("Content-Type", "application/json").body(body);
            let answer = Caller::send(again).await.expect(201);
            assert!(round % 2 == 1 || answer.header("idempotency-replayed") == Some("true"), "{}", answer.json);
            assert_eq!(head(region, "bergen").await, before + 1, "it was done once");
            assert_eq!(admin.get(&format!("{PARTIES}/{name}")).await.expect(200).json, answer.json);
        }
    })
    .await;
}
