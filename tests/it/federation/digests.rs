//! What is sent through another region's door is held against the digests its sender tells, by its home.
use serde_json::json;

use super::{grant, on_either, with_nordland};
use crate::manners::digests::send;

const CASES: &str = "/v1/tenants/nordland/cases";

#[actix_web::test]
async fn what_is_another_than_its_digest_says_is_refused_at_home_and_nothing_is_done() {
    on_either(&["vest", "nord"], async |regions| {
        with_nordland(regions).await;
        let secretary = grant(regions, "nordland", "skrivar", "secretariat").await;
        let new = json!({"title": "Oppdikta sak", "party": "vagan"});
        for header in ["Content-Digest", "Repr-Digest"] {
            let refused = send(&secretary, CASES, &new, header, b"{}").await.expect(400);
            assert_eq!(refused.code(), "digest-mismatch", "{header}");
            assert_eq!(refused.header("helsefellesskap-region"), Some("nord"), "{header}");
            // Who may not is told so first, as at home.
            send(&regions.vest().nobody(), CASES, &new, header, b"{}").await.expect(401);
            assert!(secretary.all(CASES).await.iter().all(|case| case["title"] != "Oppdikta sak"), "{header}");
        }
        let told = new.to_string();
        send(&secretary, CASES, &new, "Repr-Digest", told.as_bytes()).await.expect(201);
        send(&secretary, CASES, &new, "Content-Digest", told.as_bytes()).await.expect(201);
    })
    .await;
}
