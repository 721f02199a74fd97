use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use actix_web::http::header::{ACCEPT_LANGUAGE, ALLOW, AUTHORIZATION, CONTENT_LANGUAGE, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::middleware::from_fn;
use actix_web::test::{call_service, init_service, read_body};
use actix_web::{App, HttpServer, web};
use domain::{FaultKind, Faults};
use serde_json::Value;

use super::super::{explain, no_route};
use super::*;

async fn panics() -> HttpResponse {
    panic!("a secret cause")
}

async fn fails(code: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let code = Code::ALL.iter().copied().find(|known| known.word() == code.as_str()).ok_or(Code::NotFound)?;
    Err(ApiError::new(code).because("a secret cause"))
}

async fn faulty() -> Result<HttpResponse, ApiError> {
    Err(Faults::one("/names/nn", FaultKind::Required))?
}

macro_rules! app {
    () => {{
        let routes = Routes::of(&utoipa::openapi::OpenApi::default())
            .and("/fine", &[Method::GET])
            .and("/things/{id}", &[Method::GET, Method::PATCH]);
        App::new()
            .wrap(from_fn(problems))
            .app_data(web::Data::new(routes))
            .route("/fine", web::get().to(|| async { "twelve bytes" }))
            .route("/things/{id}", web::get().to(|| async { "a thing" }))
            .route("/panic", web::get().to(panics))
            .route("/fail/{code}", web::get().to(fails))
            .route("/faulty", web::get().to(faulty))
            .route("/number/{n}", web::get().to(|_: web::Path<u8>| async { "" }))
            .route("/text", web::post().to(|_: String| async { "" }))
            .route("/json", web::get().to(|| async { HttpResponse::BadRequest().json(["mine"]) }))
            .route("/plain", web::get().to(|| async { HttpResponse::Conflict().body("mine") }))
            .route("/problems/{code}", web::get().to(explain))
            .default_service(web::to(no_route))
    }};
}

/// Status, headers and problem of one request, whether it came back as an answer or as an error.
macro_rules! ask {
    ($request:expr) => {{
        let app = init_service(app!()).await;
        let response = call_service(&app, $request.to_request()).await.into_parts().1;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = actix_web::body::to_bytes(response.into_body()).await.expect("a body");
        (status, headers, serde_json::from_slice::<Value>(&body).unwrap_or(Value::Null))
    }};
}

#[actix_web::test]
async fn every_failure_leaves_as_a_problem() {
    for (request, status, code) in [
        (TestRequest::get().uri("/nowhere"), 404, "route-not-found"),
        (TestRequest::post().uri("/fine"), 405, "method-not-allowed"),
        (TestRequest::delete().uri("/things/x"), 405, "method-not-allowed"),
        (TestRequest::get().uri("/number/nine"), 404, "not-found"),
        (TestRequest::post().uri("/text").set_payload(vec![b'a'; 300_000]), 413, "body-too-large"),
        (TestRequest::get().uri("/panic"), 500, "internal"),
        (TestRequest::get().uri("/plain"), 409, "conflict"),
        (TestRequest::get().uri("/faulty"), 422, "invalid"),
    ] {
        let (found, headers, problem) = ask!(request);
        assert_eq!((found, problem["code"].as_str()), (status, Some(code)));
        assert_eq!(headers.get("content-type").expect("a type"), "application/problem+json");
        assert_eq!(problem["type"], format!("/problems/{code}"));
        assert_eq!(problem["status"], status);
        assert!(!problem.to_string().contains("secret"));
        assert_eq!(problem["traceId"].as_str().map(str::len), Some(32));
    }
}

#[actix_web::test]
async fn every_code_leaves_with_its_status_in_the_asked_language_and_without_its_cause() {
    for &code in Code::ALL {
        let uri = format!("/fail/{}", code.word());
        let request = TestRequest::get().uri(&uri).insert_header((ACCEPT_LANGUAGE, "nn"));
        let (status, headers, problem) = ask!(request);
        assert_eq!(status, code.status().as_u16());
        assert_eq!(problem["title"], super::super::texts::title(code, domain::Language::Nynorsk));
        assert_eq!(headers.get(CONTENT_LANGUAGE).expect("a language"), "nn");
        assert!(!problem.to_string().contains("secret"), "{problem}");
        assert_eq!(headers.contains_key(RETRY_AFTER), status == 503, "{code:?}");
    }
}

#[actix_web::test]
async fn a_failure_carries_the_headers_its_status_asks_for() {
    let (_, headers, _) = ask!(TestRequest::get().uri("/fail/unauthenticated"));
    assert_eq!(headers.get(WWW_AUTHENTICATE).expect("a challenge"), "Bearer");
    let sent = TestRequest::get().uri("/fail/unauthenticated").insert_header((AUTHORIZATION, "Bearer x"));
    let (_, headers, _) = ask!(sent);
    assert_eq!(headers.get(WWW_AUTHENTICATE).expect("a challenge"), r#"Bearer error="invalid_token""#);
    let (_, headers, problem) = ask!(TestRequest::post().uri("/things/x"));
    assert_eq!(headers.get(ALLOW).expect("the methods"), "GET, HEAD, PATCH");
    assert!(problem["detail"].as_str().expect("text").contains("GET, HEAD, PATCH"));
}

#[actix_web::test]
async fn the_trace_and_the_place_of_a_fault_are_told() {
    let app = init_service(app!()).await;
    let trace = crate::edge::TraceId::fresh();
    let request = TestRequest::get().uri("/faulty").insert_header((ACCEPT_LANGUAGE, "en")).to_request();
    request.extensions_mut().insert(trace);
    let problem: Value = actix_web::test::read_body_json(call_service(&app, request).await).await;
    assert_eq!(problem["traceId"], trace.to_string());
    let wanted = serde_json::json!([
        {"pointer": "/names/nn", "code": "required", "detail": "Is missing and must be given."}
    ]);
    assert_eq!(problem["errors"], wanted);
}

#[actix_web::test]
async fn what_is_no_failure_or_was_written_as_json_is_left_alone() {
    let app = init_service(app!()).await;
    let fine = call_service(&app, TestRequest::get().uri("/fine").to_request()).await;
    assert_eq!(read_body(fine).await, "twelve bytes");
    let (status, _, body) = ask!(TestRequest::get().uri("/json"));
    assert_eq!((status, body), (400, serde_json::json!(["mine"])));
    let page = call_service(&app, TestRequest::get().uri("/problems/stale").to_request()).await;
    assert!(String::from_utf8_lossy(&read_body(page).await).contains("<code>stale</code>"));
}

/// On a real connection, since it is the connection that leaves the body out.
#[actix_web::test]
async fn a_head_is_the_get_without_its_body() {
    let server = HttpServer::new(|| app!()).workers(1).bind("127.0.0.1:0").expect("a free port");
    let address = server.addrs()[0];
    let running = server.disable_signals().run();
    let handle = running.handle();
    actix_web::rt::spawn(running);
    let raw = move |text: &'static str| {
        let mut stream = TcpStream::connect(address).expect("connects");
        stream.write_all(text.as_bytes()).expect("writes");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("reads");
        answer
    };
    let ask = move |text| web::block(move || raw(text));
    let head = ask("HEAD /fine HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.expect("an answer");
    assert!(head.starts_with("HTTP/1.1 200") && head.to_lowercase().contains("content-length: 12"), "{head}");
    assert!(head.ends_with("\r\n\r\n"), "{head}");
    let lost = ask("HEAD /nowhere HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.expect("an answer");
    assert!(lost.starts_with("HTTP/1.1 404") && lost.ends_with("\r\n\r\n"), "{lost}");
    let panic = ask("HEAD /panic HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.expect("an answer");
    assert!(panic.starts_with("HTTP/1.1 500") && panic.ends_with("\r\n\r\n"), "{panic}");
    handle.stop(false).await;
}
