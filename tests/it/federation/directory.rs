//! `/.well-known/helsefellesskap` and what follows from it: who is told what, and where a community is found.
use api::federation::pull_due;
use domain::HeadMark;
use persistence::{PlacementRow, StoreError};
use serde_json::{Value, json};

use super::{FJELL, NORDLAND, Regions, key, on_either, seen, soon, trust, verified, with_nordland};
use crate::caller::Caller;

const ADDRESS: &str = "/.well-known/helsefellesskap";

fn slugs(peer: &Value) -> Vec<&str> {
    let communities = peer["communities"].as_array().expect("communities");
    communities.iter().filter_map(|community| community["slug"].as_str()).collect()
}

/// A community whose requests are passed on by nobody.
fn strict() -> String {
    NORDLAND.replacen("[settings]", "[settings]\nforwarding = \"strict\"", 1)
}

#[actix_web::test]
async fn a_community_that_wants_it_so_is_found_at_home_alone() {
    on_either(&["vest", "nord"], async |regions| {
        regions.nord().open(&strict(), "vagan").await;
        regions.befriend(&["nordland"]).await;
        regions.until("nordland is known", |peer| slugs(peer) == ["nordland"]).await;
        let (vest, nord) = (regions.vest(), regions.nord());
        let nobody = vest.nobody();
        let id = nord.nobody().get("/v1/tenants/nordland").await.expect(200).json["id"].as_str().unwrap().to_owned();
        for path in ["nordland", "nordland/parties", &id, &format!("{id}/bodies")] {
            let misdirected = nobody.get(&format!("/v1/tenants/{path}")).await.expect(421);
            assert_eq!(misdirected.code(), "misdirected", "{path}");
            let detail = misdirected.json["detail"].as_str().unwrap();
            assert!(detail.contains(&nord.node.url), "{detail}");
        }
        nobody.get("/v1/tenants/ukjent").await.expect(404);
        let operator = vest.operator().await;
        operator.get("/v1/tenants/nordland/parties").await.expect(421);
        nord.nobody().get("/v1/tenants/nordland/parties").await.expect(200);
        verified(vest).await;
        verified(nord).await;
    })
    .await;
}

#[actix_web::test]
async fn what_has_not_changed_is_not_sent_again() {
    on_either(&["vest", "nord"], async |regions| {
        with_nordland(regions).await;
        let first = regions.nord().nobody().get(ADDRESS).await.expect(200);
        let held = regions.nord().nobody().request("GET", ADDRESS).header("If-None-Match", first.etag());
        let again = Caller::send(held).await.expect(304);
        assert!(again.bytes.is_empty());
        // A peer that has nothing new is as good as one that has: it is there.
        let before = seen(regions.vest()).await["peers"][0].clone();
        let later = |peer: &Value| peer["asOf"].as_str() > before["asOf"].as_str() && peer["reachable"] == true;
        let after = regions.until("it was asked again", later).await;
        assert_eq!(slugs(&after), ["nordland"]);
        regions.nord().nobody().get(&format!("{ADDRESS}?x=1")).await.expect(400);
    })
    .await;
}

#[actix_web::test]
async fn a_community_for_members_only_is_told_to_peers_alone() {
    on_either(&["vest", "nord"], async |regions| {
        let (vest, nord) = (regions.vest(), regions.nord());
        let fjell = nord.open(FJELL, "fjellvik").await;
        nord.open(NORDLAND, "vagan").await;
        regions.befriend(&["fjell", "nordland"]).await;
        let known = |peer: &Value| slugs(peer) == ["fjell", "nordland"];
        regions.until("both are known to the operator", known).await;
        let told = nord.nobody().get(ADDRESS).await.expect(200);
        let text = String::from_utf8(told.bytes).unwrap();
        assert!(text.contains("nordland") && !text.contains("fjell"), "{text}");
        assert!(!text.contains(&fjell.id.to_string()) && !text.contains("\"seq\""), "{text}");
        let anyone = vest.nobody().get("/v1/regions").await.expect(200).json;
        assert_eq!(slugs(&anyone["peers"][0]), ["nordland"]);
        assert_eq!(anyone["peers"][0].get("details"), None);
        for caller in [vest.nobody(), vest.operator().await] {
            for path in ["fjell".to_owned(), "fjell/parties".to_owned(), fjell.id.to_string()] {
                caller.get(&format!("/v1/tenants/{path}")).await.expect(404);
            }
        }
    })
    .await;
}

#[actix_web::test]
async fn a_region_that_does_not_list_this_one_tells_it_what_it_tells_anyone() {
    on_either(&["vest", "nord"], async |regions| {
        regions.nord().open(NORDLAND, "vagan").await;
        trust(regions.vest(), regions.nord(), &["nordland"]).await;
        let peer = regions.until("it is not listed", |peer| peer["details"]["fault"] == "not-listed").await;
        assert_eq!(slugs(&peer), [""; 0]);
        trust(regions.nord(), regions.vest(), &[]).await;
        regions.until("it is listed", |peer| slugs(peer) == ["nordland"]).await;
    })
    .await;
}

#[actix_web::test]
async fn a_community_that_two_regions_claim_is_served_by_neither_door() {
    on_either(&["vest", "nord", "sor"], async |regions| {
        let [vest, nord, sor] = &regions.all[..] else { panic!("three") };
        for region in [nord, sor] {
            region.open(NORDLAND, "vagan").await;
            trust(region, vest, &[]).await;
            trust(vest, region, &["nordland"]).await;
        }
        let disputed = |peer: &Value| peer["communities"][0]["disputed"] == true;
        regions.until("both claim it", disputed).await;
        let refused = vest.nobody().get("/v1/tenants/nordland/parties").await.expect(503);
        assert_eq!(refused.code(), "directory-disputed");
        vest.nobody().get("/v1/tenants/nordland").await.expect(503);
        // Where it is at home by its own registry, and nobody is listed for it, it is served.
        nord.nobody().get("/v1/tenants/nordland/parties").await.expect(200);
        super::distrust(vest, "sor").await;
        vest.node.tenants.forget();
        vest.nobody().get("/v1/tenants/nordland/parties").await.expect(200);
        verified(vest).await;
    })
    .await;
}

#[actix_web::test]
async fn a_region_is_not_believed_of_a_community_it_may_not_be_home_of() {
    on_either(&["vest", "nord"], async |regions| {
        regions.nord().open(NORDLAND, "vagan").await;
        regions.befriend(&["bergen"]).await;
        let peer = regions.until("it was fetched", |peer| peer["reachable"] == true).await;
        assert_eq!(slugs(&peer), [""; 0]);
        regions.vest().nobody().get("/v1/tenants/nordland").await.expect(404);
    })
    .await;
}

/// Changes what `vest` remembers of `nordland`, so that what its home tells next is judged by it.
async fn remember(regions: &Regions, change: impl FnOnce(&mut PlacementRow) + Send + 'static) {
    let vest = regions.vest();
    let writer = api::boot::operator(&vest.clock);
    let scope = vest.node.store.region();
    let write = scope.write::<_, StoreError>(soon(), writer, |tx| {
        let mut row = tx.directory().told_by(&key("nord"))?.remove(0);
        change(&mut row);
        tx.directory().put(&row)
    });
    write.await.expect("written");
}

#[actix_web::test]
async fn an_older_entry_does_not_take_the_place_of_a_newer_one() {
    on_either(&["vest", "nord"], async |regions| {
        with_nordland(regions).await;
        remember(regions, |row| row.placement.serial += 10).await;
        let kept = |regions: &Regions| {
            let store = regions.vest().node.store.clone();
            async move {
                let told =
                    store.region().read::<_, StoreError>(soon(), |tx| tx.directory().told_by(&key("nord"))).await;
                told.expect("read").remove(0).placement
            }
        };
        let before = kept(regions).await;
        // The document is dated anew now and then, and then it is fetched whole.
        for _ in 0..6 {
            regions.later(200);
            pull_due(&regions.vest().node).await.expect("the store answers");
        }
        assert_eq!(kept(regions).await, before, "neither its number nor its time was taken over");
    })
    .await;
}

#[actix_web::test]
async fn a_journal_that_contradicts_its_earlier_head_is_reported() {
    on_either(&["vest", "nord"], async |regions| {
        with_nordland(regions).await;
        remember(regions, |row| {
            row.placement.head = HeadMark { seq: row.placement.head.seq + 1000, ..row.placement.head };
        })
        .await;
        let peer = regions.until("it is seen", |peer| peer["communities"][0]["journalFault"] == "cut").await;
        // It stays where it is: that its journal is doubtful does not make another region its home.
        assert_eq!(slugs(&peer), ["nordland"]);
        let anyone = regions.vest().nobody().get("/v1/regions").await.expect(200).json;
        assert_eq!(anyone["peers"][0]["communities"][0]["journalFault"], json!("cut"));
    })
    .await;
}
