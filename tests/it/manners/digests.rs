//! Content that is not what its sender says is refused before anything is done with it.
use serde_json::Value;

use super::{PARTIES, head, party};
use crate::caller::{Answer, Caller};
use crate::region::on_both;

/// Sends content with a digest of this one in a header.
pub async fn send(caller: &Caller, path: &str, content: &Value, header: &str, of: &[u8]) -> Answer {
    let digest = api::federation::signature::content_digest(of);
    let request = caller.request("POST", path).header(header, digest);
    Caller::send(request.header("Content-Type", "application/json").body(content.to_string())).await
}

#[actix_web::test]
async fn what_is_another_than_its_digest_says_is_refused_and_changes_nothing() {
    on_both(async |region| {
        let (admin, auditor) = (region.caller("bergen-admin").await, region.caller("bergen-auditor").await);
        for (header, key) in [("Content-Digest", "heilt-innhald"), ("Repr-Digest", "heil-form")] {
            let (before, new) = (head(region, "bergen").await, party(key, "Oppdikta stiftelse"));
            let refused = send(&admin, PARTIES, &new, header, b"{}").await.expect(400);
            assert_eq!(refused.code(), "digest-mismatch", "{header}");
            // Who may not is told so, whatever was sent.
            send(&auditor, PARTIES, &new, header, b"{}").await.expect(403);
            let unread = admin.request("POST", PARTIES).header(header, "sha-256").json(&new);
            let unread = Caller::send(unread).await.expect(400);
            assert_eq!(unread.faults(), [(format!("{header}:"), "malformed".to_owned())]);
            assert_eq!(head(region, "bergen").await, before, "nothing was written");
            send(&admin, PARTIES, &new, header, new.to_string().as_bytes()).await.expect(201);
        }
        // A file of lines too.
        let line = "{\"type\": \"meeting\", \"body\": \"ssu\", \"date\": \"2024-03-18\", \"state\": \"held\"}\n";
        let import = |digest: String| {
            let request = admin.request("POST", "/v1/tenants/bergen/imports").header("Repr-Digest", digest);
            request.header("Content-Type", "application/x-ndjson").body(line)
        };
        let digest = api::federation::signature::content_digest;
        let refused = Caller::send(import(digest(b"avbrote"))).await.expect(400);
        assert_eq!(refused.code(), "digest-mismatch");
        Caller::send(import(digest(line.as_bytes()))).await.expect(200);
    })
    .await;
}
