//! Homes that fail: each failure has its own problem and its bounds, and nobody else waits for it.
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::stand::{Stand, replaced, stopped};
use super::{grant, on_either, on_either_with, seen, with_nordland};
use crate::caller::{Answer, Caller};
use crate::region::Region;

const PARTIES: &str = "/v1/tenants/nordland/parties";

/// As many requests as are let through to one home at once, and as many that wait there.
const PLACES: usize = 64;

async fn breaker(region: &Region) -> Value {
    seen(region).await["peers"][0]["details"]["breaker"].clone()
}

#[actix_web::test]
async fn a_home_that_hangs_holds_nobody_but_who_asks_for_it_and_soon_not_even_them() {
    let settings = "[limits]\nrequest_seconds = 5\nrate_per_second = 100000\nrate_burst = 100000\n";
    on_either_with(&["vest", "nord"], settings, async |regions| {
        with_nordland(regions).await;
        replaced(regions, Stand::Silent).await;
        let vest = regions.vest();
        let hanging: Vec<_> = (0..6)
            .map(|_| {
                let nobody = vest.nobody();
                actix_web::rt::spawn(async move { nobody.get(PARTIES).await })
            })
            .collect();
        // What is at home here is served meanwhile.
        for _ in 0..20 {
            vest.nobody().get("/v1/tenants").await.expect(200);
        }
        for answer in hanging {
            assert_eq!(answer.await.expect("it ends").expect(504).code(), "peer-deadline");
        }
        // On a slow machine it may be time to try it again: that fails too, and it is left alone for longer.
        let mut refused = vest.nobody().get(PARTIES).await;
        for _ in 0..5 {
            if refused.status == 504 {
                refused = vest.nobody().get(PARTIES).await;
            }
        }
        assert_eq!(refused.expect(503).code(), "peer-unavailable");
        let breaker = breaker(vest).await;
        assert!(breaker == "open" || breaker == "half-open", "{breaker}");
    })
    .await;
}

#[actix_web::test]
async fn a_home_that_comes_back_is_found_again_by_one_request() {
    on_either(&["vest", "nord"], async |regions| {
        with_nordland(regions).await;
        let (vest, nord) = (regions.vest(), regions.nord());
        vest.nobody().get(PARTIES).await.expect(200);
        assert_eq!(breaker(vest).await, "closed");
        stopped(regions).await;
        // Each is sent twice, since it cannot be connected to.
        for _ in 0..3 {
            assert_eq!(vest.nobody().get(PARTIES).await.expect(503).code(), "peer-unavailable");
        }
        let refused = vest.nobody().get(PARTIES).await.expect(503);
        assert_eq!(refused.code(), "peer-unavailable");
        assert!(refused.header("retry-after").is_some());
        let found = breaker(vest).await;
        assert!(found == "open" || found == "half-open", "{found}");
        let again = nord.serve_again().await;
        let begun = Instant::now();
        while vest.nobody().get(PARTIES).await.status != 200 {
            assert!(begun.elapsed() < Duration::from_secs(120), "it is not tried again");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        assert_eq!(breaker(vest).await, "closed");
        for _ in 0..3 {
            vest.nobody().get(PARTIES).await.expect(200);
        }
        again.stop(false).await;
    })
    .await;
}

#[actix_web::test]
async fn a_full_home_keeps_nobody_waiting_and_clients_that_leave_give_their_places_back() {
    let settings = "[limits]\nrequest_seconds = 300\nrate_per_second = 100000\nrate_burst = 100000\n";
    on_either_with(&["vest", "nord"], settings, async |regions| {
        with_nordland(regions).await;
        let met = replaced(regions, Stand::Silent).await;
        let vest = regions.vest();
        let hang = |path: &'static str| {
            let nobody = vest.nobody();
            actix_web::rt::spawn(async move { nobody.get(path).await })
        };
        let refused = async |path: &str| -> Answer {
            let answer = tokio::time::timeout(Duration::from_secs(60), vest.nobody().get(path)).await;
            answer.expect("nobody waits for a place").expect(503)
        };
        let waiting = "/v1/tenants/nordland/changes?wait=20";
        let mut hanging: Vec<_> = (0..PLACES).map(|_| hang(PARTIES)).collect();
        met.asked(PLACES).await;
        assert_eq!(refused(PARTIES).await.code(), "peer-unavailable");
        // Those that wait for something to happen have places of their own.
        hanging.extend((0..PLACES).map(|_| hang(waiting)));
        met.asked(2 * PLACES).await;
        assert_eq!(refused(waiting).await.code(), "peer-unavailable");
        assert_eq!(refused(PARTIES).await.code(), "peer-unavailable");
        for _ in 0..20 {
            vest.nobody().get("/v1/tenants").await.expect(200);
        }
        assert_eq!(breaker(vest).await, "closed", "a home that is full has not failed");
        hanging.iter().for_each(tokio::task::JoinHandle::abort);
        met.left(2 * PLACES).await;
        for (path, asked) in [(PARTIES, 2 * PLACES + 1), (waiting, 2 * PLACES + 2)] {
            let one = hang(path);
            met.asked(asked).await;
            one.abort();
        }
    })
    .await;
}

#[actix_web::test]
async fn what_is_not_signed_by_the_home_is_no_answer() {
    on_either(&["vest", "nord"], async |regions| {
        with_nordland(regions).await;
        replaced(regions, Stand::Unsigned).await;
        let answer = regions.vest().nobody().get(PARTIES).await.expect(502);
        assert_eq!(answer.code(), "peer-answer-invalid");
    })
    .await;
}

#[actix_web::test]
async fn what_breaks_off_is_tried_once_more_where_that_does_no_harm() {
    on_either(&["vest", "nord"], async |regions| {
        with_nordland(regions).await;
        let secretary = grant(regions, "nordland", "skrivar", "secretariat").await;
        // Of the requests, these alone are to be counted.
        let met = replaced(regions, Stand::HangsUp).await;
        let new = json!({"title": "Oppdikta sak", "party": "vagan"});
        let post = || secretary.request("POST", "/v1/tenants/nordland/cases").json(&new);
        for (request, times) in
            [(secretary.request("GET", PARTIES), 2), (post().header("Idempotency-Key", "ein-gong"), 2), (post(), 1)]
        {
            let before = met.connections();
            assert_eq!(Caller::send(request).await.expect(502).code(), "peer-answer-invalid");
            assert_eq!(met.connections() - before, times);
        }
    })
    .await;
}
