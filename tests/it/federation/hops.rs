//! Signed requests between regions: each way in which one does not hold is refused, and leaves nothing behind.
use api::federation::signature::{Fields, Request, Signer, content_digest, sign_request};
use ed25519_dalek::SigningKey;
use serde_json::Value;

use super::{FJELL, Regions, on_either};
use crate::caller::{Answer, Caller};
use crate::region::Region;

const ADDRESS: &str = "/.well-known/helsefellesskap";

/// A request of `vest`'s to `nord`, signed.
fn signed(regions: &Regions, kid: &str, secret: &SigningKey, target: &str, nonce: &str) -> Fields {
    let fields = Fields::default().and("content-digest", content_digest(b""));
    let request = Request { method: "GET".into(), target: target.into(), fields: fields.clone() };
    let signer = Signer { kid, key: secret, now: regions.vest().clock.now() };
    let made = sign_request(&request, signer, nonce).expect("signed");
    ["signature-input", "signature"].into_iter().fold(fields, |fields, name| fields.and(name, made.get(name).unwrap()))
}

async fn send(to: &Region, fields: &Fields) -> Answer {
    let request = to.nobody().request("GET", ADDRESS);
    let with = |request: reqwest::RequestBuilder, name: &str| request.header(name, fields.get(name).unwrap());
    Caller::send(["content-digest", "signature-input", "signature"].into_iter().fold(request, with)).await
}

fn tells_of_fjell(answer: &Answer) -> bool {
    String::from_utf8_lossy(&answer.bytes).contains("fjell")
}

#[actix_web::test]
async fn a_signed_request_holds_once_for_what_it_asks_and_from_whom_it_is() {
    on_either(&["vest", "nord"], async |regions| {
        let (vest, nord) = (regions.vest(), regions.nord());
        nord.open(FJELL, "fjellvik").await;
        regions.befriend(&["fjell"]).await;
        let ring = vest.node.keys.node();
        let (kid, secret) = (format!("vest/{}", ring.current.kid), &ring.current.secret);
        let target = format!("{}{ADDRESS}", nord.node.url);
        let sound = signed(regions, &kid, secret, &target, "nonce-000000000001");
        let head = nord.region_head().await;
        let answer = send(nord, &sound).await.expect(200);
        assert!(tells_of_fjell(&answer));
        assert!(answer.header("signature").is_some() && answer.header("content-digest").is_some());
        let again = send(nord, &sound).await.expect(401);
        assert_eq!(again.code(), "peer-refused", "a request that came before");

        let elsewhere = signed(regions, &kid, secret, &format!("{}{ADDRESS}", vest.node.url), "nonce-000000000002");
        assert_eq!(send(nord, &elsewhere).await.expect(401).code(), "peer-refused", "meant for another region");
        let forged = signed(regions, &kid, &SigningKey::from_bytes(&[7; 32]), &target, "nonce-000000000003");
        assert_eq!(send(nord, &forged).await.expect(401).code(), "peer-refused", "signed by somebody else");
        let stranger = signed(regions, "sor/k1", secret, &target, "nonce-000000000004");
        assert!(!tells_of_fjell(&send(nord, &stranger).await.expect(200)), "a stranger is told what anyone is");

        let old = signed(regions, &kid, secret, &target, "nonce-000000000005");
        regions.later(61);
        assert_eq!(send(nord, &old).await.expect(401).code(), "peer-refused", "too late");
        vest.turn_clock(3600);
        let early = signed(regions, &kid, secret, &target, "nonce-000000000006");
        assert_eq!(send(nord, &early).await.expect(401).code(), "peer-refused", "from the future");
        assert_eq!(nord.region_head().await, head, "nothing is in the journal");
    })
    .await;
}

#[actix_web::test]
async fn a_key_that_was_removed_from_the_list_opens_no_more_than_anybodys() {
    on_either(&["vest", "nord"], async |regions| {
        let (vest, nord) = (regions.vest(), regions.nord());
        nord.open(FJELL, "fjellvik").await;
        regions.befriend(&["fjell"]).await;
        regions.until("it is known", |peer: &Value| peer["reachable"] == true).await;
        super::distrust(nord, "vest").await;
        let ring = vest.node.keys.node();
        let target = format!("{}{ADDRESS}", nord.node.url);
        let kid = format!("vest/{}", ring.current.kid);
        let signed = signed(regions, &kid, &ring.current.secret, &target, "nonce-000000000001");
        assert!(!tells_of_fjell(&send(nord, &signed).await.expect(200)));
    })
    .await;
}
