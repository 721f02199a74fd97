//! How fresh what is told is, and what is left out of it.
use serde_json::{Value, json};

use super::{CASES, catch_up, ids, node, of_region, publish, strictly, together};
use crate::federation::{distrust, seen, verified};
use crate::region::Region;
use api::federation::replicate_due;

/// What the list of regions says of `nord` is what the lists of what is published say of it.
async fn is_seen_so(vest: &Region, told: &Value) {
    let everything = seen(vest).await;
    let peer = &everything["peers"][0];
    for member in ["asOf", "freshness", "complete", "leftOut"] {
        assert_eq!(peer["shared"][member], told[member], "{member}: {peer}");
    }
    assert!(peer["shared"]["lagSeconds"].as_i64() >= told["lagSeconds"].as_i64(), "{peer}");
    assert!(peer["details"]["serial"].as_i64() > Some(0), "{peer}");
    assert_eq!(everything["shared"]["freshness"], "current", "what is kept of itself: {everything}");
}

#[actix_web::test]
async fn a_peer_that_is_silent_is_behind_and_in_the_end_left_out_and_named() {
    together(async |regions| {
        let (vest, nord) = (regions.vest(), regions.nord());
        let nobody = vest.nobody();
        is_seen_so(vest, &of_region(vest, "nord").await).await;
        nord.stop().await;
        regions.later(400);
        catch_up(regions).await;
        let told = of_region(vest, "nord").await;
        assert_eq!((&told["freshness"], &told["complete"]), (&json!("behind"), &json!(false)), "{told}");
        assert!(told["lagSeconds"].as_i64().unwrap() >= 550, "{told}");
        assert_eq!(told["leftOut"], json!([]));
        is_seen_so(vest, &told).await;
        // What is kept of it is told all the same; whoever wants all or nothing gets nothing.
        assert_eq!(ids(&nobody, CASES).await.len(), 2);
        assert_eq!(nobody.get(CASES).await.json["complete"], false);
        let refused = strictly(vest, CASES).await.expect(503);
        assert_eq!(refused.code(), "shared-incomplete");
        assert!(refused.header("retry-after").is_some());
        let own = of_region(vest, "vest").await;
        assert_eq!((&own["freshness"], &own["complete"]), (&json!("current"), &json!(true)), "{own}");

        regions.later(86_400);
        catch_up(regions).await;
        let told = of_region(vest, "nord").await;
        assert_eq!((&told["freshness"], &told["leftOut"]), (&json!("silent"), &json!(["bergen"])), "{told}");
        is_seen_so(vest, &told).await;
        let left = nobody.all(CASES).await;
        assert_eq!((left.len(), &left[0]["region"]), (1, &json!("vest")));
        assert_eq!(ids(&nobody, "/v1/federation/tenants").await.len(), 1);
        nobody.get(&format!("{CASES}?tenant=bergen")).await.expect(200);
    })
    .await;
}

#[actix_web::test]
async fn pages_are_whole_while_a_peer_comes_and_goes() {
    together(async |regions| {
        let (vest, nord) = (regions.vest(), regions.nord());
        for _ in 0..3 {
            publish(nord, "bergen", "Oppdikta").await;
        }
        catch_up(regions).await;
        let nobody = vest.nobody();
        let whole = ids(&nobody, CASES).await;
        assert_eq!(whole.len(), 5);
        let mut next = Some(format!("{CASES}?limit=1"));
        let mut seen = Vec::new();
        nord.stop().await;
        while let Some(path) = next {
            let page = nobody.get(&path).await.expect(200).json;
            seen.push(page["items"][0]["id"].as_str().unwrap().to_owned());
            next = page["next"].as_str().map(str::to_owned);
            regions.later(200);
            replicate_due(&node(vest)).await.expect("the store answers");
        }
        assert_eq!(seen, whole);
    })
    .await;
}

#[actix_web::test]
async fn a_peer_that_is_listed_no_more_is_told_of_no_more() {
    together(async |regions| {
        let vest = regions.vest();
        distrust(vest, "nord").await;
        // At once, and not only once what was kept of it has gone.
        let items = vest.nobody().all(CASES).await;
        assert_eq!((items.len(), &items[0]["region"]), (1, &json!("vest")));
        catch_up(regions).await;
        assert_eq!(of_region(vest, "nord").await, json!(null));
        let region = vest.node.store.region();
        let read = region.read::<_, persistence::StoreError>(crate::federation::soon(), |tx| tx.shared().sources());
        let homes: Vec<_> = read.await.expect("read").into_iter().map(|source| source.home.to_string()).collect();
        assert_eq!(homes, ["vest"]);
        verified(vest).await;
    })
    .await;
}

#[actix_web::test]
async fn what_was_never_fetched_is_not_told_to_be_complete() {
    together(async |regions| {
        let nord = regions.nord();
        // It lists `vest` and has not looked there yet.
        let told = of_region(nord, "vest").await;
        assert_eq!((&told["freshness"], &told["asOf"]), (&json!("silent"), &json!(null)), "{told}");
        let own = of_region(nord, "nord").await;
        assert_eq!((&own["complete"], &own["leftOut"]), (&json!(false), &json!(["bergen"])), "{own}");
        strictly(nord, CASES).await.expect(503);
    })
    .await;
}
