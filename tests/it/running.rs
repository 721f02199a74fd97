//! A region that runs: whether it is ready, what every answer carries, and how it stops.
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::json;

use crate::caller::{Answer, Caller};
use crate::region::{Kind, Region, Wishes, on_both};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const TRACEPARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

fn assert_secure(answer: &Answer, what: &str) {
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{what}");
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{what}");
    assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"), "{what}");
    assert!(answer.header("content-security-policy").is_some_and(|it| it.contains("default-src 'none'")), "{what}");
    assert!(answer.header("cache-control").is_some(), "{what}");
    assert_eq!(answer.header("server"), None, "{what}");
    assert_eq!(answer.header("access-control-allow-origin"), None, "{what}");
    assert!(answer.header("traceparent").is_some() && answer.header("x-request-id").is_some(), "{what}");
}

#[actix_web::test]
async fn a_region_tells_whether_it_and_each_community_is_ready() {
    on_both(async |region| {
        let nobody = region.nobody();
        assert_eq!(nobody.get("/healthz").await.expect(200).bytes, b"alive\n");
        let kind = if region.kind == Kind::Files { "sqlite" } else { "postgres" };
        let ready = nobody.get("/readyz").await.expect(200).json;
        assert_eq!((&ready["status"], &ready["region"]), (&json!("ready"), &json!("vest")));
        assert!(ready["store"].as_str().unwrap().contains(kind), "{ready}");
        assert_eq!(nobody.get("/readyz/bergen").await.expect(200).json["status"], "ready");
        for unknown in ["ikkje-her", "fjell"] {
            assert_eq!(nobody.get(&format!("/readyz/{unknown}")).await.expect(404).json["status"], "not-found");
        }
    })
    .await;
}

#[actix_web::test]
async fn every_kind_of_answer_is_safe_to_meet() {
    on_both(async |region| {
        let (nobody, admin) = (region.nobody(), region.caller("bergen-admin").await);
        let bergen = "/v1/tenants/bergen";
        for (path, status) in [
            ("/healthz", 200),
            ("/readyz", 200),
            ("/docs/", 200),
            ("/openapi.json", 200),
            ("/oauth/jwks.json", 200),
            ("/.well-known/oauth-protected-resource", 200),
            ("/.well-known/oauth-authorization-server", 200),
            ("/.well-known/api-catalog", 200),
            ("/.well-known/security.txt", 404),
            ("/problems/forbidden", 200),
            ("/v1/tenants/bergen/parties", 200),
            ("/v1/tenants/bergen/settings", 401),
            ("/v1/tenants/bergen/parties?x=1", 400),
            ("/nowhere", 404),
            ("/v1/tenants/bergen/parties/nowhere", 404),
            ("/metrics", 404),
        ] {
            assert_secure(&nobody.get(path).await.expect(status), path);
        }
        assert_secure(&admin.get("/v1/tenants/bergen/journal").await.expect(403), "403");
        assert_secure(&Caller::send(nobody.request("PUT", &format!("{bergen}/parties"))).await.expect(405), "405");
        let text = admin.request("POST", &format!("{bergen}/parties")).header("Content-Type", "text/plain").body("x");
        assert_secure(&Caller::send(text).await.expect(415), "415");
        let page = nobody.get(&format!("{bergen}/parties")).await;
        let again = nobody.request("GET", &format!("{bergen}/parties")).header("If-None-Match", page.etag());
        assert_secure(&Caller::send(again).await.expect(304), "304");
        assert_secure(&Caller::send(nobody.request("HEAD", &format!("{bergen}/parties"))).await.expect(200), "HEAD");
        let huge = admin.post(&format!("{bergen}/parties"), &json!({"key": "x".repeat(2 << 20)})).await.expect(413);
        assert_secure(&huge, "413");
    })
    .await;
}

#[actix_web::test]
async fn one_trace_runs_from_the_caller_through_the_problem_into_the_journal() {
    on_both(async |region| {
        let nobody = region.nobody();
        let traced = |request: reqwest::RequestBuilder| Caller::send(request.header("traceparent", TRACEPARENT));
        let refused = traced(nobody.request("GET", "/nowhere")).await.expect(404);
        assert_eq!(refused.json["traceId"], TRACE);
        assert!(refused.header("traceparent").unwrap().contains(TRACE), "{:?}", refused.headers);
        let admin = region.caller("bergen-admin").await;
        let person = admin.request("POST", "/v1/tenants/bergen/persons").json(&json!({"name": "Kari"}));
        let made = traced(person).await.expect(201);
        let path = format!("/v1/tenants/bergen/journal?subject={}", made.json["id"].as_str().unwrap());
        let entries = region.caller("bergen-auditor").await.get(&path).await.expect(200);
        assert_eq!(entries.json["items"][0]["traceId"], TRACE);
        // Who brings no trace, or none that is one, gets a fresh one.
        let bad = nobody.request("GET", "/nowhere").header("traceparent", "00-zz-zz-00");
        let fresh = Caller::send(bad).await.expect(404);
        assert_eq!(fresh.json["traceId"].as_str().map(str::len), Some(32));
        assert_ne!(fresh.json["traceId"], TRACE);
    })
    .await;
}

#[actix_web::test]
async fn who_asks_too_often_is_told_when_to_come_back() {
    for kind in [Kind::Files, Kind::Postgres] {
        let settings = "[limits]\nrate_per_second = 1\nrate_burst = 5\n".to_owned();
        let region = Region::start(kind, &Wishes { settings, ..Wishes::default() }).await;
        let nobody = region.nobody();
        let first = nobody.get("/v1/tenants").await.expect(200);
        assert_eq!(first.header("ratelimit-policy"), Some("\"caller\";q=5;w=5"));
        assert!(first.header("ratelimit").unwrap().starts_with("\"caller\";r=4;t="), "{:?}", first.headers);
        let mut answers = Vec::new();
        for _ in 0..20 {
            answers.push(nobody.get("/v1/tenants").await);
        }
        let refused = answers.iter().find(|answer| answer.status == 429).expect("the allowance ends");
        assert_eq!(refused.code(), "rate-limited");
        assert!(refused.header("retry-after").unwrap().parse::<u32>().unwrap() >= 1);
        assert!(refused.header("ratelimit").unwrap().starts_with("\"caller\";r=0;t="), "{:?}", refused.headers);
        assert_secure(refused, "429");
        nobody.get("/healthz").await.expect(200);
        region.stop().await;
    }
}

#[actix_web::test]
async fn a_stop_finishes_the_request_under_way_and_takes_no_other() {
    on_both(async |region| {
        let token = region.token("bergen-admin", None).await;
        let body = json!({"name": "Siste person"}).to_string();
        let head = format!(
            "POST /v1/tenants/bergen/persons HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
            region.address,
            body.len(),
        );
        let address = region.address;
        let opened = actix_web::rt::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
            stream.write_all(head.as_bytes()).unwrap();
            // The region says so when it waits for the body: the request is under way.
            let mut told = [0; 25];
            stream.read_exact(&mut told).unwrap();
            assert!(told.starts_with(b"HTTP/1.1 100 Continue"), "{}", String::from_utf8_lossy(&told));
            stream
        });
        let mut stream = opened.await.unwrap();
        let stopping = region.begin_stop();
        let rest = actix_web::rt::task::spawn_blocking(move || {
            // Nobody is let in any more once the port is closed.
            while TcpStream::connect(address).is_ok() {
                std::thread::sleep(Duration::from_millis(5));
            }
            stream.write_all(body.as_bytes()).unwrap();
            let mut answer = String::new();
            // A connection that is closed hard has been answered before.
            let _ = stream.read_to_string(&mut answer);
            answer
        });
        let answer = rest.await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
        stopping.await;
    })
    .await;
}
