//! Every failure is a problem, in the caller's language, and says nothing of its cause.
use std::collections::BTreeSet;

use actix_web::web;
use api::app::{Shared, app};
use api::config::Config;
use api::edge::Edge;
use api::server::{self, Capacity};
use api::wire::Code;
use reqwest::RequestBuilder;
use serde_json::json;

use super::{PARTIES, party};
use crate::caller::{Answer, Caller};
use crate::region::{Region, on_both};

const LANGUAGES: [&str; 3] = ["nb", "nn", "en"];

/// What must hold of any problem.
fn check(answer: &Answer, language: &str) {
    let problem = &answer.json;
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{problem}");
    assert_eq!(answer.header("content-language"), Some(language), "{problem}");
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{problem}");
    assert!(answer.header("vary").unwrap_or_default().contains("Accept-Language"), "{problem}");
    assert_eq!(problem["status"], answer.status, "{problem}");
    assert_eq!(problem["type"], format!("/problems/{}", answer.code()), "{problem}");
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.ends_with('.')), "{problem}");
    let trace = problem["traceId"].as_str().unwrap_or_default();
    assert_eq!(trace.len(), 32, "{problem}");
    assert!(answer.header("traceparent").unwrap_or_default().contains(trace), "{problem}");
    for error in problem["errors"].as_array().into_iter().flatten() {
        assert!(error["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{problem}");
    }
}

/// A request of each kind that fails, with the status and the code it fails with.
async fn failures(region: &Region) -> Vec<(RequestBuilder, u16, Code)> {
    let admin = region.caller("bergen-admin").await;
    let auditor = region.caller("bergen-auditor").await;
    let narrow = region.with_token(&region.token("bergen-admin", Some("helsefellesskap:structure.read")).await);
    let post =
        |body: &str| admin.request("POST", PARTIES).header("Content-Type", "application/json").body(body.to_owned());
    let alver = format!("{PARTIES}/alver");
    let patch = admin.request("PATCH", &alver).header("Content-Type", "application/merge-patch+json").body("{}");
    let good = party("x-y", "X").to_string();
    vec![
        (post("{"), 400, Code::NotJson),
        (post(&"[".repeat(40)), 400, Code::TooDeep),
        (admin.request("GET", &format!("{PARTIES}?x=1")), 400, Code::QueryInvalid),
        (admin.request("GET", &format!("{PARTIES}?cursor=x")), 400, Code::CursorInvalid),
        (post(&good).header("Idempotency-Key", "k".repeat(256)), 400, Code::HeaderInvalid),
        (post(&good).header("Idempotency-Key", "a").header("Idempotency-Key", "b"), 400, Code::HeaderInvalid),
        (admin.request("DELETE", &alver).header("If-Match", "1"), 400, Code::HeaderInvalid),
        (region.with_token("no.such.token").request("GET", PARTIES), 401, Code::Unauthenticated),
        (region.nobody().request("POST", PARTIES).json(&json!({})), 401, Code::Unauthenticated),
        (auditor.request("POST", PARTIES).json(&json!({})), 403, Code::Forbidden),
        (narrow.request("POST", PARTIES).json(&json!({})), 403, Code::ScopeMissing),
        (admin.request("GET", "/v1/tenants/bergen/parties/nobody"), 404, Code::NotFound),
        (admin.request("GET", "/v1/tenants/nowhere/parties"), 404, Code::NotFound),
        (region.nobody().request("GET", "/v1/tenants/fjell/parties"), 404, Code::NotFound),
        (admin.request("GET", "/v1/nothing/here"), 404, Code::RouteNotFound),
        (admin.request("PUT", PARTIES), 405, Code::MethodNotAllowed),
        (patch.header("If-Match", "\"7\""), 412, Code::Stale),
        (post(&"x".repeat((1 << 20) + 1)), 413, Code::BodyTooLarge),
        (admin.request("GET", &format!("{PARTIES}?kind={}", "x".repeat(9000))), 414, Code::UriTooLong),
        (admin.request("POST", PARTIES).body("a=b"), 415, Code::UnsupportedMediaType),
        (post("{}"), 422, Code::Invalid),
        (admin.request("DELETE", &alver), 428, Code::PreconditionRequired),
    ]
}

#[actix_web::test]
async fn every_failure_is_a_problem_in_the_asked_language() {
    on_both(async |region| {
        let kinds = failures(region).await.len();
        for kind in 0..kinds {
            let mut titles = BTreeSet::new();
            for language in LANGUAGES {
                let (request, status, code) = failures(region).await.swap_remove(kind);
                let answer = Caller::send(request.header("Accept-Language", language)).await;
                assert_eq!((answer.status, answer.code()), (status, code.word()), "{}", answer.json);
                check(&answer, language);
                titles.insert(answer.json["detail"].to_string());
                let mentioned = match code {
                    Code::MethodNotAllowed => answer.header("allow") == Some("GET, HEAD, POST"),
                    Code::UnsupportedMediaType => answer.header("accept") == Some("application/json"),
                    Code::Unauthenticated => answer.header("www-authenticate").is_some(),
                    Code::Stale => answer.faults() == [("If-Match:".into(), "stale".into())],
                    Code::PreconditionRequired => answer.faults() == [("If-Match:".into(), "required".into())],
                    Code::ScopeMissing => answer.header("www-authenticate").is_some_and(|how| how.contains("scope")),
                    _ => true,
                };
                assert!(mentioned, "{code:?}: {:?}", answer.headers);
            }
            assert_eq!(titles.len(), 3, "three languages: {titles:?}");
        }
    })
    .await;
}

#[actix_web::test]
async fn a_patch_of_another_type_is_told_which_type_is_taken() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let ask = admin.request("PATCH", &format!("{PARTIES}/alver")).header("If-Match", "*").json(&json!({}));
        let refused = Caller::send(ask).await.expect(415);
        assert_eq!(refused.header("accept-patch"), Some("application/merge-patch+json"));
        check(&refused, "nb");
    })
    .await;
}

#[actix_web::test]
async fn the_type_of_every_problem_leads_to_a_page_in_each_language() {
    on_both(async |region| {
        for code in Code::ALL {
            let mut pages = BTreeSet::new();
            for language in LANGUAGES {
                let ask = region.nobody().request("GET", &format!("/problems/{}", code.word()));
                let page = Caller::send(ask.header("Accept-Language", language)).await.expect(200);
                assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
                assert_eq!(page.header("content-language"), Some(language));
                let text = String::from_utf8(page.bytes).unwrap();
                assert!(text.contains(&format!("<html lang=\"{language}\">")) && text.contains(code.word()), "{text}");
                pages.insert(text);
            }
            assert_eq!(pages.len(), 3, "{code:?}");
        }
        check(&region.nobody().get("/problems/no-such-code").await.expect(404), "nb");
    })
    .await;
}

#[actix_web::test]
async fn a_panic_is_a_problem_and_the_server_goes_on() {
    on_both(async |region| {
        let settings = "[region]\nname = \"vest\"\nurl = \"https://vest.example\"\n[data]\nfolder = \"unused\"\n";
        let config = Config::read(&region.folder().join("panics.toml"), settings, []).unwrap();
        let shared = Shared::new(region.node.clone(), Edge::from_config(&config), None, None);
        let app = move || app(&shared).route("/panics", web::get().to(panics));
        let listener = server::bind("127.0.0.1:0".parse().unwrap(), "").unwrap();
        let address = listener.local_addr().unwrap();
        let running = server::server(app, listener, None, Capacity::of(&config, server::cores())).unwrap();
        let stop = running.handle();
        actix_web::rt::spawn(running);
        let caller = Caller::new(reqwest::Client::new(), address, None);
        for _ in 0..5 {
            let failed = caller.get("/panics").await.expect(500);
            check(&failed, "nb");
            assert_eq!(failed.code(), "internal");
            assert!(!String::from_utf8_lossy(&failed.bytes).contains("secret"), "{}", failed.json);
        }
        caller.get(PARTIES).await.expect(200);
        stop.stop(false).await;
    })
    .await;
}

async fn panics() -> &'static str {
    panic!("a secret cause")
}

#[actix_web::test]
async fn a_cause_is_never_sent() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        admin.get(PARTIES).await.expect(200);
        super::hide_parties(region).await;
        for answer in [admin.get(PARTIES).await, admin.post(PARTIES, &party("x-y", "X")).await] {
            let failed = answer.expect(500);
            check(&failed, "nb");
            let text = String::from_utf8_lossy(&failed.bytes).to_lowercase();
            for cause in ["party", "table", "relation", "select", "sql", "diesel", "postgres"] {
                assert!(!text.contains(cause), "{cause}: {text}");
            }
        }
    })
    .await;
}
