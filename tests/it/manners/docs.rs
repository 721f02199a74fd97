//! Swagger UI works without any other host.
use std::collections::BTreeSet;

use crate::region::on_both;

/// What `src` and `href` name in a page.
fn references(page: &str) -> BTreeSet<String> {
    let after = |attribute: &str| -> Vec<String> {
        let opening = format!("{attribute}=\"");
        let parts = page.split(opening.as_str()).skip(1);
        parts.filter_map(|part| part.split('"').next()).map(str::to_owned).collect()
    };
    after("src").into_iter().chain(after("href")).collect()
}

/// Every host that a text would make a browser fetch from.
fn fetched_hosts(text: &str) -> BTreeSet<String> {
    let starts = ["url(http", "url(\"http", "url('http", "@import \"http", "url(//", "src=\"http", "href=\"http"];
    starts.iter().flat_map(|start| text.split(start).skip(1)).map(|rest| rest.chars().take(60).collect()).collect()
}

#[actix_web::test]
async fn the_page_and_everything_it_needs_come_from_the_server() {
    on_both(async |region| {
        let nobody = region.nobody();
        for path in ["/", "/docs"] {
            let address = format!("http://{}{path}", region.address);
            let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
            let moved = client.get(address).send().await.unwrap();
            assert!(moved.status().is_redirection(), "{path}");
            assert_eq!(moved.headers()["location"], "/docs/", "{path}");
        }
        let page = nobody.get("/docs/").await.expect(200);
        assert!(page.header("content-type").is_some_and(|kind| kind.starts_with("text/html")));
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self';") && !policy.contains("http"), "{policy}");
        let text = String::from_utf8(page.bytes).unwrap();
        assert!(!text.contains("<script>"), "a script in the page would not run under the policy");
        let names = references(&text);
        assert!(names.iter().any(|name| name.ends_with(".js")) && names.iter().any(|name| name.ends_with(".css")));
        for name in &names {
            assert!(!name.contains("//"), "{name} is elsewhere");
            let address =
                if name.starts_with('/') { name.clone() } else { format!("/docs/{}", name.trim_start_matches("./")) };
            let asset = nobody.get(&address).await.expect(200);
            let kind = asset.header("content-type").unwrap_or_default().to_owned();
            let wanted = match name.rsplit('.').next() {
                Some("js") => "javascript",
                Some("css") => "css",
                _ => "image",
            };
            assert!(kind.contains(wanted), "{name}: {kind}");
            assert_eq!(asset.header("x-content-type-options"), Some("nosniff"));
            if wanted == "css" || name.contains("initializer") {
                let text = String::from_utf8_lossy(&asset.bytes).into_owned();
                assert_eq!(fetched_hosts(&text), BTreeSet::new(), "{name}");
                assert!(!name.contains("initializer") || text.contains("\"/openapi.json\""), "{text}");
            }
        }
        assert!(nobody.get("/openapi.json").await.expect(200).json["openapi"].is_string());
    })
    .await;
}
