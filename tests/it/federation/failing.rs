//! Homes that fail: each failure has its own problem and its bounds, and nobody else waits for it.
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;

use super::{Regions, grant, on_either, on_either_with, seen, with_nordland};
use crate::caller::Caller;

const PARTIES: &str = "/v1/tenants/nordland/parties";

/// What stands where a region stood and is none.
#[derive(Clone, Copy)]
enum Stand {
    /// It listens and says nothing.
    Silent,
    /// It hangs up as soon as it is asked.
    HangsUp,
    /// It answers what no region has signed.
    Unsigned,
}

/// Takes the place of a region that was stopped. How many connections were made is counted.
fn stands(at: SocketAddr, stand: Stand) -> Arc<AtomicUsize> {
    let begun = std::time::Instant::now();
    let listener = loop {
        match TcpListener::bind(at) {
            Ok(listener) => break listener,
            Err(error) => assert!(begun.elapsed() < Duration::from_secs(30), "the port is not free: {error}"),
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    // It ends with the process.
    std::thread::spawn(move || {
        let mut held = Vec::new();
        for stream in listener.incoming().flatten() {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut stream = stream;
            match stand {
                Stand::Silent => held.push(stream),
                Stand::HangsUp => drop(stream.read(&mut [0; 1 << 16])),
                Stand::Unsigned => {
                    let _ = stream.read(&mut [0; 1 << 16]);
                    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
                }
            }
        }
    });
    count
}

async fn replaced(regions: &Regions, stand: Stand) -> Arc<AtomicUsize> {
    let nord = regions.nord();
    nord.stop().await;
    stands(nord.address, stand)
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
        let breaker = seen(vest).await["peers"][0]["details"]["breaker"].clone();
        assert!(breaker == "open" || breaker == "half-open", "{breaker}");
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
        let asked = replaced(regions, Stand::HangsUp).await;
        let new = json!({"title": "Oppdikta sak", "party": "vagan"});
        let post = || secretary.request("POST", "/v1/tenants/nordland/cases").json(&new);
        for (request, times) in
            [(secretary.request("GET", PARTIES), 2), (post().header("Idempotency-Key", "ein-gong"), 2), (post(), 1)]
        {
            let before = asked.load(Ordering::SeqCst);
            assert_eq!(Caller::send(request).await.expect(502).code(), "peer-answer-invalid");
            assert_eq!(asked.load(Ordering::SeqCst) - before, times);
        }
    })
    .await;
}
