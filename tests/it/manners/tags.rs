//! Tags: strong ones that are versions, weak ones that change with everything a list depends on and with nothing else.
use serde_json::json;

use super::{PARTIES, end_grants, head, party, seconds_to_midnight, today};
use crate::caller::Caller;
use crate::region::{Region, on_both};

/// The tag of a list as this caller gets it.
async fn tag(caller: &Caller, path: &str) -> String {
    caller.get(path).await.expect(200).etag().to_owned()
}

async fn tag_with(caller: &Caller, header: (&str, &str)) -> String {
    Caller::send(caller.request("GET", PARTIES).header(header.0, header.1)).await.expect(200).etag().to_owned()
}

/// The status of a list to someone who holds a tag.
async fn held(caller: &Caller, path: &str, tag: &str) -> u16 {
    Caller::send(caller.request("GET", path).header("If-None-Match", tag)).await.status
}

#[actix_web::test]
async fn the_strong_tag_is_the_version() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let made = admin.post(PARTIES, &party("merkt", "Merkt")).await.expect(201);
        let address = made.header("location").unwrap().to_owned();
        for version in 1..4 {
            let read = admin.get(&address).await.expect(200);
            assert_eq!((read.etag(), read.json["version"].as_i64()), (&*format!("\"{version}\""), Some(version)));
            assert_eq!(held(&admin, &address, &format!("\"{version}\"")).await, 304);
            assert_eq!(held(&admin, &address, &format!("W/\"{version}\"")).await, 304);
            assert_eq!(held(&admin, &address, &format!("\"0\", \"{version}\"")).await, 304);
            assert_eq!(held(&admin, &address, "*").await, 304);
            assert_eq!(held(&admin, &address, &format!("\"{}\"", version - 1)).await, 200);
            let note = json!({"note": format!("endring {version}")});
            let changed = admin.patch(&address, &format!("\"{version}\""), &note).await.expect(200);
            assert_eq!(changed.etag(), format!("\"{}\"", version + 1));
        }
    })
    .await;
}

#[actix_web::test]
async fn what_is_shown_in_part_has_a_weak_tag_that_changes_with_what_is_shown() {
    on_both(async |region| {
        let (admin, nobody) = (region.caller("bergen-admin").await, region.nobody());
        let body = |key: &str, parent: Option<&str>| {
            json!({
                "key": key, "type": "working-group", "level": 3, "names": {"nb": "Oppdikta", "nn": "Oppdikta"},
                "visibility": "public", "decisionRule": "none", "parent": parent,
            })
        };
        let bodies = "/v1/tenants/bergen/bodies";
        admin.post(bodies, &body("prove-over", None)).await.expect(201);
        admin.post(bodies, &body("prove-under", Some("prove-over"))).await.expect(201);
        let (over, under) = (format!("{bodies}/prove-over"), format!("{bodies}/prove-under"));
        let whole = nobody.get(&under).await.expect(200);
        assert!(whole.etag() == "\"1\"" && whole.json["parent"].is_string());
        admin.patch(&over, "\"1\"", &json!({"visibility": "community"})).await.expect(200);

        assert_eq!(held(&nobody, &under, whole.etag()).await, 200, "its parent is not theirs to know any more");
        let cut = nobody.get(&under).await.expect(200);
        assert!(cut.etag().starts_with("W/") && cut.json["parent"].is_null() && cut.json["version"] == 1);
        assert_eq!(held(&nobody, &under, cut.etag()).await, 304);
        assert_eq!(admin.get(&under).await.expect(200).etag(), "\"1\"", "who sees all of it is shown what it was");
        assert_eq!(held(&admin, &under, cut.etag()).await, 200);
        admin.patch(&over, "\"2\"", &json!({"visibility": "public"})).await.expect(200);
        assert_eq!(held(&nobody, &under, cut.etag()).await, 200);
        assert_eq!(nobody.get(&under).await.expect(200).json, whole.json);
    })
    .await;
}

#[actix_web::test]
async fn a_case_that_is_held_is_not_held_the_day_after() {
    on_both(async |region| {
        let admin = region.caller("bergen-secretariat").await;
        let new = json!({"title": "Liggjetid (oppdikta)"});
        let made = admin.post("/v1/tenants/bergen/cases", &new).await.expect(201);
        let address = made.header("location").unwrap().to_owned();
        let before = admin.get(&address).await.expect(200);
        assert_eq!(held(&admin, &address, before.etag()).await, 304);
        past_midnight(region).await;
        let admin = region.caller("bergen-secretariat").await;
        assert_eq!(held(&admin, &address, before.etag()).await, 200);
        let after = admin.get(&address).await.expect(200).json;
        assert_eq!((&after["ageing"]["daysInState"], &after["version"]), (&json!(1), &before.json["version"]));
    })
    .await;
}

#[actix_web::test]
async fn a_change_needs_the_present_version() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let address = format!("{PARTIES}/alver");
        let before = head(region, "bergen").await;
        for stale in ["\"2\"", "W/\"1\"", "\"0\", \"2\"", "\"01\""] {
            assert_eq!(admin.patch(&address, stale, &json!({"note": "x"})).await.expect(412).code(), "stale");
            assert_eq!(admin.delete(&address, stale).await.expect(412).code(), "stale");
        }
        for missing in ["PATCH", "DELETE"] {
            let ask = admin.request(missing, &address).header("Content-Type", "application/merge-patch+json");
            let refused = Caller::send(ask.body("{}")).await.expect(428);
            assert_eq!(refused.code(), "precondition-required");
        }
        assert_eq!(head(region, "bergen").await, before, "nothing was written");
        assert_eq!(admin.patch(&address, "\"0\", \"1\"", &json!({"note": "x"})).await.expect(200).etag(), "\"2\"");
        assert_eq!(admin.patch(&address, "*", &json!({"note": "y"})).await.expect(200).etag(), "\"3\"");
    })
    .await;
}

#[actix_web::test]
async fn of_two_who_change_the_same_version_one_is_refused() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let address = format!("{PARTIES}/alver");
        let (one, two) = (json!({"note": "ein"}), json!({"note": "to"}));
        let (one, two) = tokio::join!(admin.patch(&address, "\"1\"", &one), admin.patch(&address, "\"1\"", &two));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
        assert_eq!(admin.get(&address).await.etag(), "\"2\"");
    })
    .await;
}

#[actix_web::test]
async fn the_tag_of_a_list_changes_with_what_it_depends_on_and_with_nothing_else() {
    on_both(async |region| {
        let (admin, nobody) = (region.caller("bergen-admin").await, region.nobody());
        let first = tag(&admin, PARTIES).await;
        // Not with time on the same day, a second request, another client of the same rights, a refused write, a read,
        // or a write elsewhere.
        region.turn_clock(seconds_to_midnight(region).min(120) / 2);
        let admin = {
            let _ = admin;
            region.caller("bergen-admin").await
        };
        admin.post(PARTIES, &json!({})).await.expect(422);
        let fjell = region.caller("fjell-admin").await;
        fjell.post("/v1/tenants/fjell/parties", &party("annan-stad", "Annan stad")).await.expect(201);
        assert_eq!(tag(&admin, PARTIES).await, first);
        assert_eq!(tag(&region.with_token(&region.token("bergen-admin", None).await), PARTIES).await, first);
        assert_eq!(held(&admin, PARTIES, &first).await, 304);

        let mut tags = vec![first.clone()];
        tags.push(tag(&nobody, PARTIES).await);
        tags.push(tag(&region.caller("bergen-alver").await, PARTIES).await);
        tags.push(tag(&admin, &format!("{PARTIES}?limit=25")).await);
        tags.push(tag_with(&admin, ("Accept-Language", "en")).await);
        tags.push(tag_with(&admin, ("Accept-Encoding", "gzip")).await);
        tags.push(tag_with(&admin, ("Prefer", "return=total-count")).await);
        admin.post(PARTIES, &party("ny-her", "Ny her")).await.expect(201);
        assert_eq!(held(&admin, PARTIES, &first).await, 200);
        tags.push(tag(&admin, PARTIES).await);
        let distinct: std::collections::HashSet<_> = tags.iter().collect();
        assert_eq!(distinct.len(), tags.len(), "{tags:?}");
        assert!(tags.iter().all(|tag| tag.starts_with("W/\"")), "{tags:?}");
    })
    .await;
}

async fn past_midnight(region: &Region) {
    region.turn_clock(seconds_to_midnight(region) + 60);
}

#[actix_web::test]
async fn midnight_in_oslo_changes_the_tag_without_a_write() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let day = today(region);
        let mut tomorrows = party("i-morgon", "I morgon");
        tomorrows["validFrom"] = json!(day.tomorrow().unwrap().to_string());
        admin.post(PARTIES, &tomorrows).await.expect(201);
        let (before, generation) = (tag(&admin, PARTIES).await, head(region, "bergen").await);
        past_midnight(region).await;
        let admin = region.caller("bergen-admin").await;
        assert_eq!(today(region), day.tomorrow().unwrap());
        assert_eq!(head(region, "bergen").await, generation, "nothing was written");
        assert_eq!(held(&admin, PARTIES, &before).await, 200);
        assert_ne!(tag(&admin, PARTIES).await, before);
    })
    .await;
}

#[actix_web::test]
async fn a_grant_that_ends_by_the_clock_ends_what_its_holder_holds() {
    on_both(async |region| {
        let alver = "bergen-alver";
        end_grants(region, "bergen", "bergen-secretariat", today(region)).await;
        let fjell = "/v1/tenants/fjell/parties";
        end_grants(region, "fjell", "fjell-secretariat", today(region)).await;
        let caller = region.caller("fjell-secretariat").await;
        let seen = tag(&caller, fjell).await;
        let bergen = tag(&region.caller("bergen-secretariat").await, PARTIES).await;
        assert_eq!(held(&caller, fjell, &seen).await, 304);
        past_midnight(region).await;
        let caller = region.caller("fjell-secretariat").await;
        assert_eq!(held(&caller, fjell, &seen).await, 404, "what was seen is no longer there for them");
        let now = region.caller("bergen-secretariat").await;
        assert_eq!(held(&now, PARTIES, &bergen).await, 200, "what is left is what is published");
        assert_eq!(tag(&now, PARTIES).await, tag(&region.nobody(), PARTIES).await);
        assert_ne!(tag(&region.caller(alver).await, PARTIES).await, tag(&region.nobody(), PARTIES).await);
    })
    .await;
}

#[actix_web::test]
async fn a_list_that_is_held_is_told_so_without_reading_it() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let seen = tag(&admin, PARTIES).await;
        super::hide_parties(region).await;
        assert_eq!(held(&admin, PARTIES, &seen).await, 304);
        assert_eq!(held(&admin, PARTIES, "W/\"another\"").await, 500, "the rows cannot be read");
    })
    .await;
}

const CHARTER: &str = "/v1/tenants/bergen/charter";

#[actix_web::test]
async fn a_charter_that_is_held_is_told_so_without_reading_it() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let seen = tag(&admin, CHARTER).await;
        super::hide_parties(region).await;
        assert_eq!(held(&admin, CHARTER, &seen).await, 304);
        assert_eq!(held(&admin, CHARTER, "\"another\"").await, 500, "the rows cannot be read");
    })
    .await;
}

#[actix_web::test]
async fn a_charter_has_another_tag_once_its_store_may_have_lost_rows() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let day_before = format!("{CHARTER}?at={}", today(region).yesterday().unwrap());
        let before = [tag(&admin, CHARTER).await, tag(&admin, &day_before).await];
        let charter = admin.get(CHARTER).await.expect(200).json;
        super::begin_epoch(region).await;
        for (path, before) in [CHARTER, &day_before].into_iter().zip(&before) {
            assert_ne!(tag(&admin, path).await, *before, "{path}");
            assert_eq!(held(&admin, path, before).await, 200, "{path}");
        }
        let stale = admin.request("PUT", CHARTER).header("If-Match", &before[0]).json(&charter);
        Caller::send(stale).await.expect(412);
    })
    .await;
}
