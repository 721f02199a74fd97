//! What holds of every operation of the contract.
use domain::Words as _;
use domain::policy::Permission;

use super::head;
use super::operation::{fill, operations};
use crate::caller::Caller;
use crate::region::on_both;

#[actix_web::test]
async fn every_list_is_a_page_with_its_own_address() {
    on_both(async |region| {
        fill(region).await;
        for list in operations().iter().filter(|operation| operation.is_list()) {
            let caller = list.caller(region).await;
            let address = list.address(region).await;
            let page = caller.get(&format!("{address}?limit=1")).await.expect(200);
            assert_eq!(page.json["self"], format!("{address}?limit=1"), "{}", list.id);
            assert_eq!(page.json["items"].as_array().map(Vec::len), Some(1), "{}", list.id);
            assert!(page.etag().starts_with("W/\""), "{}: {}", list.id, page.etag());
            // What is about persons is kept by nobody.
            let about_persons =
                list.permission.as_deref().and_then(Permission::parse).is_some_and(Permission::is_personal);
            let wanted = if about_persons { "no-store" } else { "private, no-cache" };
            assert_eq!(page.header("cache-control"), Some(wanted), "{}", list.id);
            let vary = page.header("vary").unwrap_or_default();
            assert!(vary.contains("Authorization") && vary.contains("Accept-Encoding"), "{}: {vary}", list.id);
        }
    })
    .await;
}

#[actix_web::test]
async fn every_list_refuses_what_it_does_not_know_all_at_once() {
    on_both(async |region| {
        for list in operations().iter().filter(|operation| operation.is_list()) {
            let caller = list.caller(region).await;
            let address = list.address(region).await;
            for limit in ["0", "101", "-1", "x", ""] {
                let refused = caller.get(&format!("{address}?limit={limit}")).await.expect(400);
                assert_eq!(refused.faults(), [("?limit".into(), "out-of-range".into())], "{} {limit}", list.id);
            }
            let refused = caller.get(&format!("{address}?b=1&limit=1&limit=2&a=1&a=2")).await.expect(400);
            let wanted = [("?limit", "duplicate"), ("?b", "unknown-field"), ("?a", "unknown-field")];
            assert_eq!(refused.code(), "query-invalid", "{}", list.id);
            assert_eq!(refused.faults(), wanted.map(|(at, code)| (at.into(), code.into())), "{}", list.id);
            let refused = caller.get(&format!("{address}?cursor=AQAA")).await.expect(400);
            assert_eq!(refused.code(), "cursor-invalid", "{}", list.id);
        }
    })
    .await;
}

#[actix_web::test]
async fn every_read_is_304_to_who_holds_it_and_has_a_head() {
    on_both(async |region| {
        fill(region).await;
        let reads = operations().into_iter().filter(|operation| operation.method == "GET");
        // What is followed is no state, and says so by not asking for one.
        let states = reads.filter(|operation| operation.parameters.iter().any(|name| name == "If-None-Match"));
        for read in states.filter(|operation| operation.permission.is_some()) {
            let (caller, address) = (read.caller(region).await, read.address(region).await);
            let whole = caller.get(&address).await.expect(200);
            if read.is_single() {
                let version = whole.json["version"].as_i64().expect("a version");
                assert_eq!(whole.etag(), format!("\"{version}\""), "{}", read.id);
            }
            let ask = caller.request("GET", &address).header("If-None-Match", whole.etag());
            let unchanged = Caller::send(ask).await.expect(304);
            assert_eq!((unchanged.etag(), unchanged.bytes.len()), (whole.etag(), 0), "{}", read.id);
            assert_eq!(unchanged.header("vary"), whole.header("vary"), "{}", read.id);
            assert_eq!(unchanged.header("cache-control"), whole.header("cache-control"), "{}", read.id);

            let only = Caller::send(caller.request("HEAD", &address)).await.expect(200);
            for name in ["etag", "content-type", "content-length", "vary", "cache-control", "link"] {
                // How old what is kept of others is takes one digit more after ten seconds.
                if name == "content-length" && read.id.starts_with("list_shared_") {
                    continue;
                }
                assert_eq!(only.header(name), whole.header(name), "{} {name}", read.id);
            }
            assert_eq!(only.bytes.len(), 0, "{}", read.id);
            let ask = caller.request("HEAD", &address).header("If-None-Match", whole.etag());
            Caller::send(ask).await.expect(304);
        }
    })
    .await;
}

#[actix_web::test]
async fn every_write_refuses_a_body_it_cannot_read_and_changes_nothing() {
    on_both(async |region| {
        fill(region).await;
        // A file of lines is read line by line; what is said of it is tried with imports.
        let is_json = |body: &Option<String>| body.as_ref().is_some_and(|body| body != "application/x-ndjson");
        let mut writes = Vec::new();
        for write in operations().into_iter().filter(|operation| operation.is_write() && is_json(&operation.body)) {
            let (caller, address) = (write.caller(region).await, write.address(region).await);
            writes.push((write, caller, address));
        }
        // What was not there yet has been made for them.
        let before = head(region, "bergen").await;
        for (write, caller, address) in writes {
            let media_type = write.body.clone().expect("a body");
            let ask = |content_type: &str, body: &str| {
                let ask = caller.request(&write.method, &address).header("If-Match", "*");
                ask.header("Content-Type", content_type).body(body.to_owned())
            };
            let deep = format!("{}1{}", "[".repeat(33), "]".repeat(33));
            let large = format!("\"{}\"", "x".repeat(1 << 20));
            for (content_type, body, status, code) in [
                (&*media_type, "{\"key\": 1,}", 400, "not-json"),
                (&media_type, "", 400, "not-json"),
                (&media_type, &deep, 400, "too-deep"),
                (&media_type, &large, 413, "body-too-large"),
                ("text/plain", "{}", 415, "unsupported-media-type"),
            ] {
                let refused = Caller::send(ask(content_type, body)).await.expect(status);
                assert_eq!(refused.code(), code, "{}", write.id);
            }
            let twice = Caller::send(ask(&media_type, r#"{"zz": 1, "zz": 2}"#)).await.expect(422);
            assert_eq!(twice.faults(), [("/zz".into(), "duplicate".into())], "{}", write.id);
            let unknown = Caller::send(ask(&media_type, r#"{"zz": 1}"#)).await.expect(422);
            assert!(unknown.faults().contains(&("/zz".into(), "unknown-field".into())), "{}", write.id);
        }
        assert_eq!(head(region, "bergen").await, before, "nothing was written");
    })
    .await;
}

#[actix_web::test]
async fn every_change_asks_for_if_match() {
    on_both(async |region| {
        fill(region).await;
        let mut changes = Vec::new();
        for change in operations().into_iter().filter(|operation| operation.is_write() && operation.method != "POST") {
            let (caller, address) = (change.caller(region).await, change.address(region).await);
            changes.push((change, caller, address));
        }
        // What was not there yet has been made for them.
        let before = head(region, "bergen").await;
        for (change, caller, address) in changes {
            assert!(change.takes("If-Match"), "{}", change.id);
            let ask = || {
                let ask = caller.request(&change.method, &address);
                match &change.body {
                    Some(media_type) => ask.header("Content-Type", media_type.as_str()).body("{}"),
                    None => ask,
                }
            };
            let refused = Caller::send(ask()).await.expect(428);
            assert_eq!(refused.code(), "precondition-required", "{}", change.id);
            for stale in ["\"0\"", "\"999\"", "W/\"1\"", "\"a\", \"b\""] {
                let refused = Caller::send(ask().header("If-Match", stale)).await.expect(412);
                assert_eq!(refused.code(), "stale", "{} {stale}", change.id);
            }
            let refused = Caller::send(ask().header("If-Match", "1")).await.expect(400);
            assert_eq!(refused.faults(), [("If-Match:".into(), "malformed".into())], "{}", change.id);
        }
        assert_eq!(head(region, "bergen").await, before, "nothing was written");
    })
    .await;
}

#[actix_web::test]
async fn every_guarded_write_honours_an_idempotency_key() {
    for write in operations().iter().filter(|operation| operation.is_write()) {
        assert!(write.takes("Idempotency-Key"), "{}", write.id);
    }
}
