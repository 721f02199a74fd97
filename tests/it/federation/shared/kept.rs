//! What is kept is what is published, whatever happens on the way.
use std::time::Duration;

use api::boot::operator;
use domain::{Case, Visibility};
use persistence::StoreError;
use serde_json::json;

use super::{CASES, at_home, catch_up, ids, kept, node, publish, together};
use crate::federation::{key, soon, verified};
use crate::held::Backstage;
use crate::laid::withheld;
use crate::manners::begin_epoch;
use api::federation::{keep_replicating, replicate_due};

#[actix_web::test]
async fn what_is_withdrawn_goes_with_the_next_look() {
    together(async |regions| {
        let (vest, nord) = (regions.vest(), regions.nord());
        let (case, _) = publish(nord, "bergen", "Oppdikta og trekt attende").await;
        catch_up(regions).await;
        assert!(ids(&vest.nobody(), CASES).await.contains(&case.to_string()));
        let backstage = Backstage::of(nord, "bergen").await;
        let disclosure = withheld(Visibility::Secretariat, None);
        backstage.change_case(case, move |old| Case { disclosure: disclosure.clone(), ..old.clone() }).await;
        catch_up(regions).await;
        assert!(!ids(&vest.nobody(), CASES).await.contains(&case.to_string()));
        let found = ids(&vest.nobody(), "/v1/federation/search?q=trekt").await;
        assert_eq!(found, [""; 0], "neither its meeting nor its decision tells of it");
        assert_eq!(kept(vest, "bergen").await, at_home(nord, "bergen").await);
    })
    .await;
}

#[actix_web::test]
async fn a_community_that_is_listed_for_everyone_no_more_is_gone() {
    together(async |regions| {
        let (vest, nord) = (regions.vest(), regions.nord());
        let operator = nord.operator().await;
        let read = operator.get("/v1/tenants/bergen").await.expect(200);
        operator.patch("/v1/tenants/bergen", read.etag(), &json!({"listing": "members"})).await.expect(200);
        // Even before its region's directory says so.
        regions.later(60);
        replicate_due(&node(vest)).await.expect("the store answers");
        let items = vest.nobody().all("/v1/federation/search?limit=100").await;
        assert!(!items.is_empty() && items.iter().all(|item| item["region"] == "vest"));
        // Once that does, it is not even named. What a region publishes it keeps for a moment.
        let begun = std::time::Instant::now();
        while super::of_region(vest, "nord").await["leftOut"] != json!([]) {
            assert!(begun.elapsed() < Duration::from_secs(60), "it is still named");
            tokio::time::sleep(Duration::from_millis(200)).await;
            catch_up(regions).await;
        }
    })
    .await;
}

#[actix_web::test]
async fn who_can_not_go_on_begins_anew_and_loses_what_is_no_more() {
    together(async |regions| {
        let (vest, nord) = (regions.vest(), regions.nord());
        begin_epoch(nord).await;
        publish(nord, "bergen", "Oppdikta etter ei gjenoppretting").await;
        catch_up(regions).await;
        assert_eq!(kept(vest, "bergen").await, at_home(nord, "bergen").await);
        // A place that nobody gave.
        let region = vest.node.store.region();
        let written = region.write::<_, StoreError>(soon(), operator(&vest.clock), |tx| {
            let mut source = tx.shared().sources()?.into_iter().find(|source| source.slug == key("bergen")).unwrap();
            source.cursor = Some("nowhere".into());
            tx.shared().step(&mut source)
        });
        written.await.expect("written");
        catch_up(regions).await;
        assert_eq!(kept(vest, "bergen").await, at_home(nord, "bergen").await);
        verified(vest).await;
    })
    .await;
}

#[actix_web::test]
async fn a_turn_that_is_cut_off_anywhere_is_taken_up_and_ends_equal_to_the_source() {
    together(async |regions| {
        let (vest, nord) = (regions.vest(), regions.nord());
        for cut in 0..12 {
            publish(nord, "bergen", "Oppdikta").await;
            if cut % 4 == 0 {
                begin_epoch(nord).await;
            }
            // More than the time for which a turn is somebody's.
            regions.later(150);
            let node = node(vest);
            let turn = replicate_due(&node);
            let _ = tokio::time::timeout(Duration::from_millis(cut * 7), turn).await;
        }
        catch_up(regions).await;
        assert_eq!(kept(vest, "bergen").await, at_home(nord, "bergen").await);
        assert_eq!(kept(vest, "nordland").await, at_home(vest, "nordland").await);
    })
    .await;
}

#[actix_web::test]
async fn a_region_that_runs_follows_by_itself() {
    together(async |regions| {
        let (vest, nord) = (regions.vest(), regions.nord());
        let following = actix_web::rt::spawn(keep_replicating(node(vest)));
        let (abroad, _) = publish(nord, "bergen", "Oppdikta").await;
        let (own, _) = publish(vest, "nordland", "Oppdikta").await;
        let begun = std::time::Instant::now();
        loop {
            let seen = ids(&vest.nobody(), CASES).await;
            if [abroad, own].iter().all(|case| seen.contains(&case.to_string())) {
                break;
            }
            assert!(begun.elapsed() < Duration::from_secs(90), "{seen:?}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        following.abort();
    })
    .await;
}
