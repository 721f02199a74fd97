//! What a region that runs tells of each of its peers in figures.
use std::time::{Duration, Instant};

use crate::process::caller;
use crate::region::Kind;
use crate::relocation::pair::Pair;

/// The value of the first figure of this name that is about `vest`.
fn value(figures: &str, name: &str) -> Option<f64> {
    let line = figures.lines().find(|line| line.starts_with(&format!("{name}{{")) && line.contains("peer=\"vest\""))?;
    line.rsplit(' ').next()?.parse().ok()
}

#[actix_web::test]
async fn a_peer_s_figures_are_told_for_as_long_as_it_is_listed() {
    let pair = Pair::set(Kind::Files, Kind::Postgres).await;
    let _running = (pair.vest.serve(), pair.nord.serve());
    let until = async |what: &str, holds: &dyn Fn(&str) -> bool| {
        let begun = Instant::now();
        loop {
            let answer = caller(pair.nord.port, None).get("/metrics").await.expect(200);
            let figures = String::from_utf8(answer.bytes).expect("text");
            if holds(&figures) {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(90), "{what}: {figures}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    until("what it has published is kept", &|figures| {
        let of = |name| value(figures, name).unwrap_or_default();
        of("replica_items") > 3.0
            && of("replica_as_of_timestamp_seconds") > 1_700_000_000.0
            && of("replica_pulls_total") > 0.0
            && of("directory_pulls_total") > 0.0
            && value(figures, "replica_left_out_communities") == Some(0.0)
    })
    .await;
    pair.nord.done(&["peer", "remove", "vest"]).await;
    until("nothing is told of it any more", &|figures| !figures.contains("peer=\"vest\"")).await;
}
