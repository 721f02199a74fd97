//! What is written in the log, and what is not.
use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing_subscriber::layer::SubscriberExt as _;

use super::*;

#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Page {
    fn lines(&self) -> Vec<String> {
        let bytes = self.0.lock().expect("no one panicked");
        String::from_utf8(bytes.clone()).expect("text").lines().map(str::to_owned).collect()
    }
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no one panicked").write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn logged_here() -> (Page, tracing::subscriber::DefaultGuard) {
    let page = Page::default();
    let writer = page.clone();
    let lines = tracing_subscriber::fmt::layer().json().flatten_event(true).with_writer(move || writer.clone());
    (page, tracing::subscriber::set_default(tracing_subscriber::registry().with(lines)))
}

#[actix_web::test]
async fn one_access_line_a_request_with_the_route_and_nothing_typed() {
    let service = service!(edge("http://127.0.0.1:8080"));
    let (page, _logging) = logged_here();
    let req = TestRequest::get().uri("/v1/tenants/ola-nordmann?q=ola-nordmann");
    ask!(service, req.insert_header((header::AUTHORIZATION, "Bearer good-ola-nordmann")));
    ask!(service, TestRequest::get().uri("/ola-nordmann"));
    let lines = page.lines();
    assert_eq!(lines.len(), 2, "{lines:#?}");
    assert!(!lines.concat().contains("ola-nordmann"), "{lines:#?}");
    let line: serde_json::Value = serde_json::from_str(&lines[0]).expect("JSON");
    assert_eq!(line["message"], "GET /v1/tenants/{tenant} OK");
    assert_eq!((&line["target"], &line["status"]), (&"access".into(), &200.into()));
    assert_eq!(line["span"]["route"], "/v1/tenants/{tenant}");
    assert_eq!(line["span"]["trace_id"].as_str().map(str::len), Some(32));
    assert!(lines[1].contains("GET (none) Not Found"));
}

#[actix_web::test]
async fn a_client_that_leaves_is_logged_and_no_longer_under_way() {
    let (metrics, _counting) = counted_here();
    let service = service!(edge("http://127.0.0.1:8080"));
    let (page, _logging) = logged_here();
    let waiting = service.call(TestRequest::get().uri("/never/x").to_request());
    assert!(tokio::time::timeout(Duration::from_millis(1), waiting).await.is_err());
    let lines = page.lines();
    assert!(lines.len() == 1 && lines[0].contains("GET /never/{ending} left by the client"), "{lines:#?}");
    assert!(metrics.render().contains("http_requests_in_flight{region=\"vest\"} 0"), "{}", metrics.render());
}

#[actix_web::test]
async fn a_refusal_is_in_the_security_log_without_the_token() {
    let service = service!(edge("http://127.0.0.1:8080").on_loopback_only(8080));
    let (page, _logging) = logged_here();
    let req = TestRequest::get().uri("/v1/tenants/bergen").insert_header((header::HOST, "evil.example"));
    ask!(service, req.insert_header((header::AUTHORIZATION, "Bearer sesame")));
    let lines = page.lines();
    let security: Vec<_> = lines.iter().filter(|line| line.contains("\"target\":\"security\"")).collect();
    assert_eq!(security.len(), 1, "{lines:#?}");
    assert!(security[0].contains("\"reason\":\"misdirected\"") && !lines.concat().contains("sesame"), "{lines:#?}");
}

#[actix_web::test]
async fn how_a_request_came_is_said_by_listed_proxies_alone() {
    let proxies = vec!["192.0.2.0/24".parse().expect("a network")];
    let service = service!(Edge { proxies, ..edge("http://127.0.0.1:8080") });
    let (page, _logging) = logged_here();
    for (name, by_proxy) in [
        ("Forwarded", 200),
        ("X-Forwarded-For", 200),
        ("x-forwarded-host", 200),
        ("X-Forwarded-Proto", 200),
        ("X-Forwarded-Anything", 200),
        ("Helsefellesskap-Region", 400),
        ("Via", 200),
    ] {
        let by_anyone = if name == "Via" { 200 } else { 400 };
        for (peer, status) in [("192.0.2.1:1", by_proxy), ("198.51.100.1:1", by_anyone)] {
            let asked = |uri| {
                let request = TestRequest::get().uri(uri).peer_addr(peer.parse().expect("an address"));
                request.insert_header((name, "ola-nordmann"))
            };
            for uri in ["/kept", "/healthz", "/nothing"] {
                let wanted = if uri == "/nothing" && status == 200 { 404 } else { status };
                let (found, headers, _) = ask!(service, asked(uri));
                assert_eq!(found, wanted, "{name} from {peer} at {uri}");
                assert!(status == 200 || !headers.contains_key("ratelimit"), "nothing is done before");
            }
        }
    }
    let lines = page.lines();
    let told = |word: &str| lines.iter().filter(|line| line.contains(&format!("\"reason\":\"{word}\""))).count();
    // A flood of one reason is cut.
    assert_eq!((told("forwarded-header"), told("hop-header")), (10, 6), "{lines:#?}");
    assert!(!lines.concat().contains("ola-nordmann"), "{lines:#?}");
}
