//! Peers that do not answer: asked less and less often, believed until what they said expires, and no longer.
use serde_json::Value;

use super::{NORDLAND, on_either};

#[actix_web::test]
async fn a_silent_peer_is_asked_less_often_and_in_the_end_not_believed() {
    on_either(&["vest", "nord"], async |regions| {
        let (vest, nord) = (regions.vest(), regions.nord());
        nord.open(NORDLAND, "vagan").await;
        regions.befriend(&["nordland"]).await;
        regions.until("nordland is known", |peer| peer["communities"][0]["slug"] == "nordland").await;
        nord.stop().await;
        let wait = |peer: &Value| -> i64 {
            let at = |value: &Value| domain::Instant::parse(value.as_str().expect("an instant")).expect("an instant");
            (at(&peer["details"]["nextAt"]).micros() - vest.clock.now().micros()) / 1_000_000
        };
        let first = regions.until("it is silent", |peer| peer["reachable"] == false).await;
        assert_eq!(first["details"]["fault"], "unreachable");
        let early = wait(&first);
        let later =
            regions.until("it is silent for long", |peer| peer["details"]["failures"].as_i64() >= Some(8)).await;
        assert!(wait(&later) > early + 300, "{early} {later:#}");
        assert_eq!(vest.nobody().get("/v1/tenants/nordland").await.expect(503).code(), "peer-unavailable");
        regions.later(2 * 86_400);
        vest.node.tenants.forget();
        vest.nobody().get("/v1/tenants/nordland").await.expect(404);
    })
    .await;
}

#[actix_web::test]
async fn a_region_that_runs_fetches_by_itself() {
    on_either(&["vest", "nord"], async |regions| {
        regions.nord().open(NORDLAND, "vagan").await;
        regions.befriend(&["nordland"]).await;
        let pulling = actix_web::rt::spawn(api::federation::keep_pulling(regions.vest().node.clone().into_inner()));
        let begun = std::time::Instant::now();
        while regions.vest().nobody().get("/v1/tenants/nordland").await.status != 200 {
            assert!(begun.elapsed().as_secs() < 60, "it never did");
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        pulling.abort();
    })
    .await;
}
