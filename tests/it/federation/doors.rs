//! Any door: what is asked of `vest` for a community of `nord` is answered as `nord` answers.
use serde_json::{Value, json};

use super::{grant, on_either, with_nordland};
use crate::caller::{Answer, Caller};

/// What of an answer is the same through any door.
fn told(answer: &Answer) -> (u16, Vec<Option<&str>>, Value) {
    let headers = ["content-type", "etag", "location", "link", "cache-control", "content-language", "allow", "vary"];
    let mut json = answer.json.clone();
    if let Some(problem) = json.as_object_mut() {
        problem.remove("traceId");
    }
    (answer.status, headers.iter().map(|name| answer.header(name)).collect(), json)
}

#[actix_web::test]
async fn what_is_read_through_another_door_is_what_is_read_at_home() {
    on_either(&["vest", "nord"], async |regions| {
        with_nordland(regions).await;
        let (vest, nord) = (regions.vest(), regions.nord());
        for path in ["", "/parties?limit=2", "/bodies/ssu", "/parties/ukjend", "/ukjend", "/settings", "/parties?x=1"] {
            let path = format!("/v1/tenants/nordland{path}");
            let (there, here) = (nord.nobody().get(&path).await, vest.nobody().get(&path).await);
            assert_eq!(told(&here), told(&there), "{path}");
            assert_eq!(
                here.header("helsefellesskap-region"),
                if here.status == 401 { Some("vest") } else { Some("nord") }
            );
            let (there, here) = (nord.stranger().await.get(&path).await, vest.stranger().await.get(&path).await);
            assert_eq!(told(&here), told(&there), "{path} as a stranger");
        }
        let page = vest.nobody().get("/v1/tenants/nordland/parties").await.expect(200);
        assert_eq!(page.header("via"), Some("1.1 vest"));
        let again = vest.nobody().request("GET", "/v1/tenants/nordland/parties").header("If-None-Match", page.etag());
        assert!(Caller::send(again).await.expect(304).bytes.is_empty());
        let head = Caller::send(vest.nobody().request("HEAD", "/v1/tenants/nordland/parties")).await.expect(200);
        assert_eq!((head.etag(), head.bytes.len()), (page.etag(), 0));
        let options = Caller::send(vest.nobody().request("OPTIONS", "/v1/tenants/nordland/parties")).await.expect(204);
        assert_eq!(options.header("allow"), Some("GET, HEAD, POST"));
        let bare = nord.nobody().get("/v1/tenants/nordland/parties").await;
        assert_eq!(bare.header("helsefellesskap-region"), Some("nord"));
        assert_eq!(bare.header("via"), None);
    })
    .await;
}

#[actix_web::test]
async fn a_caller_of_one_region_is_in_another_who_its_rows_say() {
    on_either(&["vest", "nord"], async |regions| {
        with_nordland(regions).await;
        let auditor = grant(regions, "nordland", "ettersyn", "auditor").await;
        let journal = auditor.get("/v1/tenants/nordland/journal").await.expect(200);
        assert_eq!(journal.header("helsefellesskap-region"), Some("nord"));
        // Who shapes a community does so at home.
        let admin = grant(regions, "nordland", "forvalter", "tenant-admin").await;
        admin.get("/v1/tenants/nordland/grants").await.expect(403);
        // A region's operator is one in that region alone.
        let operator = regions.vest().operator().await;
        let tag = operator.get("/v1/tenants/nordland").await.expect(200).etag().to_owned();
        let change = json!({"listing": "members"});
        assert_eq!(operator.patch("/v1/tenants/nordland", &tag, &change).await.expect(403).code(), "forbidden");
    })
    .await;
}

#[actix_web::test]
async fn what_is_written_through_another_door_is_written_at_home_once() {
    const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
    on_either(&["vest", "nord"], async |regions| {
        with_nordland(regions).await;
        let secretary = grant(regions, "nordland", "skrivar", "secretariat").await;
        let auditor = grant(regions, "nordland", "ettersyn", "auditor").await;
        let cases = "/v1/tenants/nordland/cases";
        let new = json!({"title": "Oppdikta sak", "party": "vagan"});
        let keyed = |body: &Value| {
            let request = secretary.request("POST", cases).header("Idempotency-Key", "ein-gong").json(body);
            request.header("traceparent", format!("00-{TRACE}-b7ad6b7169203331-01"))
        };
        let first = Caller::send(keyed(&new)).await.expect(201);
        assert!(first.header("location").is_some_and(|at| at.starts_with(cases)), "{:?}", first.headers);
        assert!(first.header("traceparent").is_some_and(|trace| trace.contains(TRACE)));
        let again = Caller::send(keyed(&new)).await.expect(201);
        assert_eq!((&again.json, again.header("idempotency-replayed")), (&first.json, Some("true")));
        let other = json!({"title": "Ei anna oppdikta sak", "party": "vagan"});
        assert_eq!(Caller::send(keyed(&other)).await.expect(422).code(), "idempotency-mismatch");
        let journal = auditor.get("/v1/tenants/nordland/journal?limit=1").await.expect(200).json;
        assert_eq!(journal["items"][0]["traceId"], TRACE, "{journal:#}");

        let case = first.header("location").unwrap();
        let tag = secretary.get(case).await.expect(200).names_version();
        let note = |n: u32| json!({"note": format!("Merknad {n}")});
        secretary.patch(case, &tag, &note(1)).await.expect(200);
        assert_eq!(secretary.patch(case, &tag, &note(2)).await.expect(412).code(), "stale");
        let bare = secretary.request("PATCH", case).header("Content-Type", "application/merge-patch+json").body("{}");
        assert_eq!(Caller::send(bare).await.expect(428).code(), "precondition-required");
        assert_eq!(secretary.post(cases, &json!({"title": 1})).await.expect(422).faults().len(), 1);
        let huge = secretary.post(cases, &json!({"title": "x".repeat(2 << 20)})).await.expect(413);
        assert_eq!(huge.code(), "body-too-large");
    })
    .await;
}
