//! All regions are there.
use super::{Stage, ids, in_time};
use crate::caller::Caller;

#[actix_web::test]
async fn any_door_leads_to_every_community_and_all_tell_the_same_together() {
    let stage = Stage::set(&[]).await;
    for door in stage.all() {
        let writer = door.secretary().await;
        for home in stage.all() {
            let path = home.at("/bodies?limit=3");
            let there = home.nobody().get(&path).await.expect(200);
            let here = in_time(door.nobody().request("GET", &path)).await.expect(200);
            assert_eq!(here.json, there.json, "{} by way of {}", home.name, door.name);
            let key = format!("{}-{}", door.name, home.name);
            let first = in_time(home.report(&writer, &key)).await.expect(201);
            assert_eq!(first.header("helsefellesskap-region"), Some(home.name));
            let again = in_time(home.report(&writer, &key)).await.expect(201);
            assert_eq!((&again.json, again.header("idempotency-replayed")), (&first.json, Some("true")));
            // It is there, and not for everyone.
            let case = first.header("location").expect("an address");
            Caller::send(home.secretary().await.request("GET", case)).await.expect(200);
            in_time(door.nobody().request("GET", case)).await.expect(404);
        }
    }
    for list in ["cases", "bodies", "tenants"] {
        let path = format!("/v1/federation/{list}?limit=100");
        let mut told = Vec::new();
        for region in stage.all() {
            stage.whole(region).await;
            let page = region.nobody().get(&path).await.expect(200).json;
            let homes: std::collections::BTreeSet<_> =
                page["items"].as_array().expect("items").iter().map(|item| item["region"].to_string()).collect();
            assert_eq!(homes.len(), 3, "{list} at {}", region.name);
            told.push(ids(&page));
        }
        assert!(told[0] == told[1] && told[1] == told[2], "{list}: {told:#?}");
    }
}
