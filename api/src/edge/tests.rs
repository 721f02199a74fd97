use super::*;
use crate::metrics::{Metrics, counted_here, get_healthz, get_metrics};
use actix_web::body::to_bytes;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::test::{TestRequest, init_service};
use actix_web::{HttpRequest, HttpResponse, dev::Service};
use governor::Quota;
use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Instant;

const EVERY: NonZeroU32 = NonZeroU32::new(1000).expect("not 0");

fn edge(url: &str) -> Edge {
    let limits = Limits {
        body_bytes: NonZeroUsize::MIN,
        request: Duration::from_secs(30),
        rate_per_second: EVERY,
        rate_burst: EVERY,
        max_connections: NonZeroUsize::MIN,
        cache_bytes: 0,
        workers: None,
    };
    Edge::new(Key::parse("vest").expect("a key"), url, &limits)
}

/// Two requests an hour for each caller.
fn strict() -> Edge {
    let quota = Quota::with_period(Duration::from_secs(3600)).expect("not 0");
    let quota = quota.allow_burst(NonZeroU32::new(2).expect("not 0"));
    Edge { rate: rate::Limiter::with_quota(quota), ..edge("http://127.0.0.1:8080") }
}

/// Stands for a guard: knows tokens by heart and charges whom they name.
async fn guarded(req: HttpRequest) -> Result<HttpResponse, Error> {
    let token = req.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match token.strip_prefix("Bearer good-") {
        Some(subject) => charge(&req, Caller::subject("https://issuer.example", subject))?,
        None => return Err(actix_web::error::ErrorUnauthorized("no")),
    }
    Ok(HttpResponse::Ok().body(TraceId::of(&req).to_string()))
}

async fn kept(req: HttpRequest) -> HttpResponse {
    assert!(Deadline::of(&req).0 > Instant::now() + Duration::from_secs(20));
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, no-cache")).body(TraceId::of(&req).to_string())
}

async fn never() -> HttpResponse {
    std::future::pending().await
}

macro_rules! service {
    ($edge:expr) => {{
        let app = App::new()
            .route("/v1/tenants/{tenant}", web::get().to(guarded))
            .route("/kept", web::get().to(kept))
            .route("/docs/index.html", web::get().to(kept))
            .route("/never/{ending}", web::get().to(never))
            .route("/metrics", web::get().to(get_metrics))
            .route("/healthz", web::get().to(get_healthz));
        init_service(frame(gate(app, web::Data::new($edge)))).await
    }};
}

/// Status, headers and body of one request.
macro_rules! ask {
    ($service:expr, $request:expr) => {{
        let res = $service.call($request.to_request()).await.expect("an answer");
        let (status, headers) = (res.status(), res.headers().clone());
        let body = to_bytes(res.into_body()).await.ok().expect("a body");
        (status, headers, String::from_utf8(body.to_vec()).expect("text"))
    }};
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[actix_web::test]
async fn every_answer_carries_the_headers_refusals_too() {
    let service = service!(edge("http://127.0.0.1:8080").on_loopback_only(8080));
    for (uri, host, status) in [
        ("/kept", "127.0.0.1:8080", 200),
        ("/nothing", "localhost:8080", 404),
        ("/v1/tenants/bergen", "[::1]:8080", 401),
        ("/kept", "evil.example", 421),
    ] {
        let (found, headers, _) = ask!(service, TestRequest::get().uri(uri).insert_header((header::HOST, host)));
        assert_eq!(found, status, "{uri}");
        assert_eq!(text(&headers, "x-content-type-options"), "nosniff", "{uri}");
        assert_eq!(text(&headers, "referrer-policy"), "no-referrer");
        assert_eq!(text(&headers, "content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
        assert_eq!(text(&headers, "cross-origin-resource-policy"), "same-origin");
        assert!(text(&headers, "permissions-policy").contains("geolocation=()"));
        assert_eq!(text(&headers, "cache-control"), if status == 200 { "private, no-cache" } else { "no-store" });
        assert!(
            text(&headers, "traceparent").starts_with("00-") && text(&headers, "x-request-id").starts_with("request_")
        );
        assert!(!headers.contains_key(header::SERVER) && !headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
        assert_eq!(headers.contains_key("ratelimit"), status != 421, "{uri}");
    }
}

#[actix_web::test]
async fn swagger_ui_may_run_its_own_scripts_and_tls_is_remembered() {
    let service = service!(edge("https://vest.example.no"));
    let (_, headers, _) = ask!(service, TestRequest::get().uri("/docs/index.html"));
    assert!(text(&headers, "content-security-policy").contains("script-src 'self'"));
    assert!(text(&headers, "strict-transport-security").starts_with("max-age="));
    let (_, headers, _) = ask!(service, TestRequest::get().uri("/docsy"));
    assert!(!text(&headers, "content-security-policy").contains("script-src"));
}

#[actix_web::test]
async fn a_demonstration_answers_to_its_own_names_only() {
    let service = service!(edge("http://127.0.0.1:8080").on_loopback_only(8080));
    for (uri, hosts, status) in [
        ("/kept", &["LOCALHOST:8080"][..], 200),
        ("http://127.0.0.1:8080/kept", &["127.0.0.1:8080"], 200),
        ("http://evil.example/kept", &["127.0.0.1:8080"], 421),
        ("/kept", &["127.0.0.1:8081"], 421),
        ("/kept", &["127.0.0.1"], 421),
        ("/kept", &["127.0.0.1:8080", "evil.example"], 421),
        ("/kept", &["127.0.0.1.evil.example:8080"], 421),
        ("/kept", &[], 421),
    ] {
        let mut req = TestRequest::get().uri(uri);
        for host in hosts {
            req = req.append_header((header::HOST, *host));
        }
        assert_eq!(ask!(service, req).0, status, "{uri} {hosts:?}");
    }
}

#[actix_web::test]
async fn a_uri_is_read_up_to_a_length() {
    let service = service!(edge("http://127.0.0.1:8080"));
    let fits = format!("/kept?{}", "q".repeat(limits::URI_BYTES - "/kept?".len()));
    assert_eq!(ask!(service, TestRequest::get().uri(&fits)).0, StatusCode::OK);
    assert_eq!(ask!(service, TestRequest::get().uri(&format!("{fits}q"))).0, StatusCode::URI_TOO_LONG);
}

#[actix_web::test]
async fn an_address_has_its_allowance_and_is_told() {
    let service = service!(strict());
    let from = |address: &str| TestRequest::get().uri("/kept").peer_addr(address.parse().expect("an address"));
    let (_, headers, _) = ask!(service, from("192.0.2.1:1"));
    assert_eq!(text(&headers, "ratelimit-policy"), "\"caller\";q=2;w=7200");
    assert_eq!(text(&headers, "ratelimit"), "\"caller\";r=1;t=3600");
    assert_eq!(ask!(service, from("192.0.2.1:2")).0, StatusCode::OK);
    // Another port is the same caller.
    let (status, headers, _) = ask!(service, from("192.0.2.1:3"));
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    let wait: u32 = text(&headers, "retry-after").parse().expect("seconds");
    assert!((3500..=3600).contains(&wait), "{wait}");
    assert_eq!(text(&headers, "ratelimit"), format!("\"caller\";r=0;t={wait}"));
    assert_eq!(ask!(service, from("192.0.2.2:1")).0, StatusCode::OK);
    assert_eq!(ask!(service, from("192.0.2.1:1").uri("/healthz")).0, StatusCode::OK);
}

#[actix_web::test]
async fn a_subject_has_its_allowance_and_made_up_tokens_share_one() {
    let service = service!(strict());
    let with = |token: &str| {
        let req = TestRequest::get().uri("/v1/tenants/bergen").peer_addr("192.0.2.1:1".parse().expect("an address"));
        req.insert_header((header::AUTHORIZATION, format!("Bearer {token}")))
    };
    for (token, status) in [
        ("good-alver", 200),
        ("good-alver", 200),
        ("good-alver", 429),
        ("good-vagan", 200),
        ("bad-1", 401),
        ("bad-2", 401),
        ("bad-3", 429),
        ("good-vagan", 200),
        ("good-vagan", 429),
    ] {
        assert_eq!(ask!(service, with(token)).0, status, "{token}");
    }
}

#[actix_web::test]
async fn a_trace_goes_on_and_a_wrong_one_is_replaced() {
    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    let service = service!(edge("http://127.0.0.1:8080"));
    let given = format!("00-{TRACE}-00f067aa0ba902b7-01");
    let (_, headers, body) = ask!(service, TestRequest::get().uri("/kept").insert_header(("traceparent", &*given)));
    assert_eq!(body, TRACE);
    let told = text(&headers, "traceparent");
    assert!(told.starts_with(&format!("00-{TRACE}-")) && told.ends_with("-01") && told != given, "{told}");
    let (_, headers, body) = ask!(service, TestRequest::get().uri("/kept").insert_header(("traceparent", "nonsense")));
    assert_ne!(body, TRACE);
    assert!(text(&headers, "traceparent").contains(&body));
}

#[actix_web::test]
async fn figures_name_routes_and_classes_and_refusals() {
    let (metrics, _counting) = counted_here();
    let edge = edge("http://127.0.0.1:8080");
    let app = App::new().app_data(web::Data::<Metrics>::new(metrics));
    let app = app.route("/v1/tenants/{tenant}", web::get().to(guarded)).route("/metrics", web::get().to(get_metrics));
    let service = init_service(frame(gate(app, web::Data::new(edge)))).await;
    ask!(service, TestRequest::get().uri("/v1/tenants/bergen"));
    ask!(service, TestRequest::get().uri("/made/up"));
    ask!(service, TestRequest::get().uri(&format!("/{}", "x".repeat(limits::URI_BYTES))));
    let (_, headers, page) = ask!(service, TestRequest::get().uri("/metrics"));
    assert!(text(&headers, "content-type").starts_with("text/plain; version=0.0.4"));
    for wanted in [
        "http_request_duration_seconds_count{region=\"vest\",method=\"GET\",route=\"/v1/tenants/{tenant}\",status=\"4xx\"} 1",
        "http_request_duration_seconds_count{region=\"vest\",method=\"GET\",route=\"(none)\",status=\"4xx\"} 2",
        "refusals_total{region=\"vest\",reason=\"uri-too-long\"} 1",
        "http_requests_in_flight{region=\"vest\"} 1",
    ] {
        assert!(page.contains(wanted), "{wanted}\n{page}");
    }
    assert!(!page.contains("bergen") && !page.contains("made/up"));
}

mod logged;
