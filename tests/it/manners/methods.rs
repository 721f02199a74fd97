//! Methods, packing and what may be kept: the same on every address.
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

use super::PARTIES;
use super::operation::{fill, operations};
use super::wire::{Wire, head, parts};
use crate::caller::Caller;
use crate::region::on_both;

const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

#[actix_web::test]
async fn every_address_says_which_methods_it_has() {
    on_both(async |region| {
        fill(region).await;
        let mut addresses = vec![
            ("/".to_owned(), BTreeSet::from(["GET".to_owned()])),
            ("/healthz".to_owned(), BTreeSet::from(["GET".to_owned()])),
            ("/readyz".to_owned(), BTreeSet::from(["GET".to_owned()])),
            ("/openapi.json".to_owned(), BTreeSet::from(["GET".to_owned()])),
            ("/docs".to_owned(), BTreeSet::from(["GET".to_owned()])),
            ("/docs/".to_owned(), BTreeSet::from(["GET".to_owned()])),
            ("/problems/stale".to_owned(), BTreeSet::from(["GET".to_owned()])),
            ("/oauth/jwks.json".to_owned(), BTreeSet::from(["GET".to_owned()])),
            ("/.well-known/oauth-protected-resource".to_owned(), BTreeSet::from(["GET".to_owned()])),
            ("/.well-known/api-catalog".to_owned(), BTreeSet::from(["GET".to_owned()])),
        ];
        // Operations of one path are asked for at one address.
        let mut known: BTreeMap<String, (String, BTreeSet<String>)> = BTreeMap::new();
        for operation in operations() {
            if !known.contains_key(&operation.path) {
                let address = operation.address(region).await;
                known.insert(operation.path.clone(), (address, BTreeSet::new()));
            }
            known.get_mut(&operation.path).expect("just entered").1.insert(operation.method);
        }
        addresses.extend(known.into_values());
        let admin = region.caller("bergen-admin").await;
        for (address, mut has) in addresses {
            if has.contains("GET") {
                has.insert("HEAD".to_owned());
            }
            for method in METHODS.iter().filter(|method| !has.contains(**method)).chain(&["TRACE", "BREW"]) {
                let refused = Caller::send(admin.request(method, &address)).await.expect(405);
                let code = if *method == "HEAD" { "" } else { "method-not-allowed" };
                assert_eq!(refused.code(), code, "{method} {address}");
                let allow: BTreeSet<_> =
                    refused.header("allow").unwrap_or_default().split(", ").map(str::to_owned).collect();
                assert_eq!(allow, has, "{method} {address}");
            }
            let options = Caller::send(admin.request("OPTIONS", &address)).await.expect(204);
            let allow: BTreeSet<_> =
                options.header("allow").unwrap_or_default().split(", ").map(str::to_owned).collect();
            assert_eq!(allow, has, "OPTIONS {address}");
            assert!(options.header("access-control-allow-origin").is_none() && options.bytes.is_empty());
        }
        Caller::send(admin.request("OPTIONS", "/nowhere")).await.expect(404);
    })
    .await;
}

#[actix_web::test]
async fn a_head_says_how_long_the_body_would_be_and_sends_none() {
    on_both(async |region| {
        let token = region.token("bergen-admin", None).await;
        for path in [PARTIES, &format!("{PARTIES}/alver"), "/openapi.json", "/problems/stale", "/nowhere", "/healthz"] {
            let mut answers = Vec::new();
            for method in ["GET", "HEAD"] {
                let mut wire = Wire::to(region).await;
                wire.send(head(method, path, &token, &[])).await;
                answers.push(wire.rest().await);
            }
            let length = |answer: &str| {
                let (head, _) = answer.split_once("\r\n\r\n").unwrap();
                let line = head
                    .lines()
                    .find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
                line.unwrap_or_else(|| panic!("{path}: {head}"))
            };
            let ((status, body), (head_status, nothing)) = (parts(&answers[0]), parts(&answers[1]));
            assert_eq!((status, ""), (head_status, nothing), "{path}");
            assert_eq!(length(&answers[0]), body.len().to_string(), "{path}");
            assert_eq!(length(&answers[0]), length(&answers[1]), "{path}");
        }
    })
    .await;
}

#[actix_web::test]
async fn large_answers_are_packed_for_who_asks_and_tagged_ones_never_strongly() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let ask = async |path: &str, coding: &str| {
            Caller::send(admin.request("GET", path).header("Accept-Encoding", coding)).await.expect(200)
        };
        let plain = admin.get(PARTIES).await.expect(200);
        assert!(plain.header("content-encoding").is_none() && plain.bytes.len() > 1400);
        for coding in ["gzip", "br, gzip;q=0.5", "*", "x-gzip"] {
            let packed = ask(PARTIES, coding).await;
            assert_eq!(packed.header("content-encoding"), Some("gzip"), "{coding}");
            assert!(packed.bytes.len() < plain.bytes.len() / 2);
            let mut text = Vec::new();
            flate2::read::GzDecoder::new(&packed.bytes[..]).read_to_end(&mut text).unwrap();
            assert_eq!(text, plain.bytes);
            assert!(packed.etag().starts_with("W/"));
            assert_ne!(packed.etag(), plain.etag());
        }
        for coding in ["gzip;q=0", "identity", "br", "identity, gzip;q=0.5", ""] {
            assert!(ask(PARTIES, coding).await.header("content-encoding").is_none(), "{coding}");
        }
        let small = ask(&format!("{PARTIES}?limit=1"), "gzip").await;
        assert!(small.bytes.len() < 1400 && small.header("content-encoding").is_none());
        let strong = ask(&format!("{PARTIES}/alver"), "gzip").await;
        assert!(strong.header("content-encoding").is_none() && strong.etag().starts_with('"'));
        assert!(!strong.header("vary").unwrap_or_default().contains("Accept-Encoding"));
    })
    .await;
}

#[actix_web::test]
async fn nothing_is_kept_by_accident() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        for (path, wanted) in [
            (PARTIES, "private, no-cache"),
            ("/v1/tenants/bergen/parties/alver", "private, no-cache"),
            ("/v1/tenants/bergen/parties/nobody", "no-store"),
            ("/nowhere", "no-store"),
            ("/openapi.json", "no-cache"),
            ("/healthz", "no-store"),
        ] {
            assert_eq!(admin.get(path).await.header("cache-control"), Some(wanted), "{path}");
        }
        let made = admin.post(PARTIES, &super::party("k", "K").clone()).await;
        assert_ne!(made.header("cache-control"), None);
    })
    .await;
}
