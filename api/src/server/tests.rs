use super::*;
use crate::config::Tls;
use actix_web::web;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Notify;

const ONE: NonZeroUsize = NonZeroUsize::MIN;
const SMALL: Capacity = Capacity { workers: ONE, connections: ONE, blocking: ONE, shutdown: Duration::from_secs(20) };

fn anywhere() -> SocketAddr {
    ([127, 0, 0, 1], 0).into()
}

fn files() -> Tls {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/server");
    Tls { certificate: folder.join("test-certificate.pem"), key: folder.join("test-key.pem") }
}

/// What a request under way and its test tell each other.
#[derive(Default)]
struct Turns {
    begun: Notify,
    go_on: Notify,
}

async fn slow(turns: web::Data<Turns>) -> &'static str {
    // Asked for before anyone is told that this has begun: a call in between would wake nobody.
    let go_on = turns.go_on.notified();
    turns.begun.notify_one();
    go_on.await;
    "finished"
}

async fn ask(address: SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("it answers");
    answer
}

#[test]
fn a_busy_port_is_one_clear_line() {
    let taken = bind(anywhere(), "").expect("any port").local_addr();
    let holder = bind(anywhere(), "").expect("any port");
    drop(taken);
    let address = holder.local_addr().expect("bound");
    let fault = bind(address, "choose --port").expect_err("in use").to_string();
    let port = address.port();
    assert_eq!(fault, format!("port {port} on 127.0.0.1 is in use: stop the other program or choose --port"));
}

/// Two regions in one process, each with a request under way, and what a stop makes of them.
async fn stop_with_requests_under_way(signals: usize) -> (Vec<String>, bool) {
    let (turns, drained) = (web::Data::new(Turns::default()), Arc::new(AtomicBool::new(false)));
    let (mut servers, mut addresses) = (Vec::new(), Vec::new());
    for _ in 0..2 {
        let listener = bind(anywhere(), "").expect("any port");
        addresses.push(listener.local_addr().expect("bound"));
        let turns = turns.clone();
        let app = move || App::new().app_data(turns.clone()).route("/", web::get().to(slow));
        servers.push(server(app, listener, None, SMALL).expect("a listener"));
    }
    let stop = Arc::new(Notify::new());
    let running = tokio::spawn({
        let (stop, drained) = (Arc::clone(&stop), Arc::clone(&drained));
        run_until(servers, async move || stop.notified().await, async move { drained.store(true, Ordering::SeqCst) })
    });
    let mut asking = Vec::new();
    for address in &addresses {
        asking.push(tokio::spawn(ask(*address)));
        turns.begun.notified().await;
    }
    stop.notify_one();
    // Nothing is accepted any more once a connection is refused.
    while TcpStream::connect(addresses[0]).await.is_ok() || TcpStream::connect(addresses[1]).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!drained.load(Ordering::SeqCst), "drained before the requests were done");
    if signals == 1 {
        turns.go_on.notify_waiters();
    } else {
        stop.notify_one();
    }
    running.await.expect("no panic").expect("stopped when told to");
    let mut answers = Vec::new();
    for each in asking {
        answers.push(each.await.unwrap_or_default());
    }
    (answers, drained.load(Ordering::SeqCst))
}

#[tokio::test]
async fn a_stop_finishes_what_is_under_way_and_drains_after() {
    let (answers, drained) = stop_with_requests_under_way(1).await;
    assert!(answers.iter().all(|answer| answer.ends_with("finished")), "{answers:?}");
    assert!(drained);
}

#[tokio::test]
async fn a_second_signal_waits_for_nobody_and_drains_all_the_same() {
    let (answers, drained) = stop_with_requests_under_way(2).await;
    assert!(answers.iter().all(String::is_empty), "{answers:?}");
    assert!(drained);
}

#[tokio::test]
async fn a_region_can_do_its_own_tls() {
    let listener = bind(anywhere(), "").expect("any port");
    let address = listener.local_addr().expect("bound");
    let app = || App::new().route("/", web::get().to(async || "private"));
    let tls = load_tls(&files()).expect("sound files");
    let server = server(app, listener, Some(tls), SMALL).expect("a listener");
    let running = tokio::spawn(run_until(vec![server], std::future::pending, async {}));
    // Another test of this process may have set the same provider before.
    drop(rustls::crypto::ring::default_provider().install_default());
    let pem = std::fs::read(files().certificate).expect("readable");
    let root = reqwest::Certificate::from_pem(&pem).expect("a certificate");
    let client = reqwest::Client::builder().tls_certs_only([root]).build().expect("a client");
    let answer = client.get(format!("https://{address}/")).send().await.expect("an answer");
    assert_eq!(answer.text().await.expect("a body"), "private");
    running.abort();
}

#[test]
fn a_file_of_no_use_is_named() {
    let fault = |files: &Tls| load_tls(files).expect_err("of no use").to_string();
    let missing = fault(&Tls { key: "no-such-key.pem".into(), ..files() });
    assert!(missing.starts_with("no-such-key.pem: cannot be read: "), "{missing}");
    let swapped = fault(&Tls { certificate: files().key, key: files().certificate });
    assert!(swapped.ends_with("test-key.pem: holds no certificate in PEM"), "{swapped}");
}
