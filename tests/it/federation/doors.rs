//! Any door: what is asked of `vest` for a community of `nord` is answered as `nord` answers.
use serde_json::{Value, json};

use super::{Regions, on_either, with_nordland};
use crate::caller::{Answer, Caller};

/// Gives a client of `vest`'s a role in `nordland`, as who runs that community does: at home.
async fn grant(regions: &Regions, client: &'static str, role: &str) -> Caller {
    let (vest, nord) = (regions.vest(), regions.nord());
    vest.client(client, None, false).await;
    let holder = json!({"kind": "identity", "issuer": vest.node.url, "subject": client});
    let admin = nord.caller("nordland-admin").await;
    let given = json!({"role": role, "holder": holder});
    admin.post("/v1/tenants/nordland/grants", &given).await.expect(201);
    vest.caller(client).await
}

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
            assert_eq!(here.header("helsefellesskap-region"), if here.status == 401 { Some("vest") } else { Some("nord") });
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
        let auditor = grant(regions, "ettersyn", "auditor").await;
        let journal = auditor.get("/v1/tenants/nordland/journal").await.expect(200);
        assert_eq!(journal.header("helsefellesskap-region"), Some("nord"));
        // Who shapes a community does so at home.
        let admin = grant(regions, "forvalter", "tenant-admin").await;
        admin.get("/v1/tenants/nordland/grants").await.expect(403);
        // A region's operator is one in that region alone.
        let operator = regions.vest().operator().await;
        let tag = operator.get("/v1/tenants/nordland").await.expect(200).etag().to_owned();
        let change = json!({"listing": "members"});
        assert_eq!(operator.patch("/v1/tenants/nordland", &tag, &change).await.expect(403).code(), "forbidden");
    })
    .await;
}
