//! Keys of peers: the first one is compared by a person, the next ones are announced by those before them.
use domain::KeyPurpose;
use persistence::StoreError;
use serde_json::Value;

use super::{NORDLAND, Regions, distrust, key, on_either, seen, soon, trust, verified};

async fn known(regions: &Regions) -> Vec<String> {
    let read =
        regions.vest().node.store.region().read::<_, StoreError>(soon(), |tx| tx.peers().get(&key("nord"))).await;
    read.expect("a peer").value.keys.into_iter().map(|key| key.kid).collect()
}

fn rotate(regions: &Regions, overlap: u32) -> String {
    let nord = regions.nord();
    nord.node.keys.rotate(KeyPurpose::Node, nord.clock.now(), overlap).expect("rotated")
}

/// The peer is there, and was asked after this time.
fn there_after(before: &Value) -> impl Fn(&Value) -> bool + use<> {
    let before = before["asOf"].as_str().map(str::to_owned);
    move |peer| peer["reachable"] == true && peer["asOf"].as_str() > before.as_deref()
}

#[actix_web::test]
async fn a_key_is_followed_by_the_next_one_that_it_has_announced() {
    on_either(&["vest", "nord"], async |regions| {
        regions.nord().open(NORDLAND, "vagan").await;
        regions.befriend(&["nordland"]).await;
        let peer = regions.until("it is known", |peer| peer["reachable"] == true).await;
        let first = known(regions).await;
        assert_eq!(first.len(), 1);
        let second = rotate(regions, 86_400);
        let two = |peer: &Value| peer["details"]["fingerprints"].as_array().is_some_and(|keys| keys.len() == 2);
        let peer_with_two = regions.until("both are known", two).await;
        assert_eq!(known(regions).await, [second.clone(), first[0].clone()]);
        assert!(there_after(&peer)(&peer_with_two));
        // Past the overlap the old one is gone, and nothing is missed.
        regions.later(86_401);
        let one = |peer: &Value| peer["details"]["fingerprints"].as_array().is_some_and(|keys| keys.len() == 1);
        regions.until("the old one is gone", one).await;
        assert_eq!(known(regions).await, [second]);
        verified(regions.vest()).await;
    })
    .await;
}

#[actix_web::test]
async fn a_key_that_nobody_known_has_announced_is_not_believed() {
    on_either(&["vest", "nord"], async |regions| {
        regions.nord().open(NORDLAND, "vagan").await;
        regions.befriend(&["nordland"]).await;
        regions.until("it is known", |peer| peer["reachable"] == true).await;
        let first = known(regions).await;
        // The overlap is over before anybody looks.
        rotate(regions, 1);
        regions.later(2);
        // What it signs with that key is not believed, though nobody has looked at its directory yet.
        let doubted = regions.vest().nobody().get("/v1/tenants/nordland").await.expect(502);
        assert_eq!(doubted.code(), "peer-answer-invalid");
        regions.until("it is a stranger", |peer| peer["details"]["fault"] == "unknown-key").await;
        assert_eq!(known(regions).await, first);
        // Nothing is asked of whoever answers there.
        let refused = regions.vest().nobody().get("/v1/tenants/nordland").await.expect(503);
        assert_eq!(refused.code(), "peer-unavailable");
        // Once its key has been compared anew, it is no stranger.
        trust(regions.vest(), regions.nord(), &["nordland"]).await;
        regions.until("it is known again", |peer| peer["communities"][0]["slug"] == "nordland").await;
        verified(regions.vest()).await;
    })
    .await;
}

#[actix_web::test]
async fn who_is_removed_is_forgotten_and_can_be_listed_again() {
    on_either(&["vest", "nord"], async |regions| {
        regions.nord().open(NORDLAND, "vagan").await;
        regions.befriend(&["nordland"]).await;
        regions.until("it is known", |peer| peer["reachable"] == true).await;
        distrust(regions.vest(), "nord").await;
        regions.vest().node.tenants.forget();
        assert_eq!(seen(regions.vest()).await["peers"], serde_json::json!([]));
        regions.vest().nobody().get("/v1/tenants/nordland").await.expect(404);
        trust(regions.vest(), regions.nord(), &["nordland"]).await;
        regions.until("it is known again", |peer| peer["communities"][0]["slug"] == "nordland").await;
        verified(regions.vest()).await;
    })
    .await;
}
