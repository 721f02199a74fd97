//! A region whose key the others know has expired: it was made anew while they could not look.
use serde_json::json;

use super::{CASES, Place, Stage, becomes, ids, in_time, until};
use crate::caller::Caller;

/// Makes a new key, and lets the old one's day go by while the region is away.
async fn rotated_unseen(place: &Place) {
    place.stop().await;
    place.told(&["keys", "rotate", "node"]).await;
    let keys = std::fs::read_dir(place.file("keys")).expect("it has keys").map(|entry| entry.expect("an entry").path());
    let is_old = |path: &std::path::PathBuf| {
        path.file_name().is_some_and(|name| {
            let name = name.to_string_lossy();
            name.starts_with("node-") && name.contains(".until-")
        })
    };
    let old: Vec<_> = keys.filter(is_old).collect();
    assert_eq!(old.len(), 1, "{old:?}");
    let name = old[0].display().to_string();
    let (stem, _) = name.split_once(".until-").expect("it says until when");
    std::fs::rename(&old[0], format!("{stem}.until-1700000000.pem")).expect("it is renamed");
    place.start().await;
}

#[actix_web::test]
async fn a_region_whose_known_key_has_expired_is_neither_asked_nor_believed_until_its_new_one_is_compared() {
    let stage = Stage::set(&[]).await;
    let (vest, nord, aust) = (&stage.vest, &stage.nord, &stage.aust);
    let before = ids(&stage.whole(nord).await);
    rotated_unseen(vest).await;
    // Before its directory was looked at, what it answers is not believed; then nothing is asked of it.
    let doubted = ["peer-answer-invalid", "peer-unavailable"];
    for other in [nord, aust] {
        let reading = || other.nobody().request("GET", &vest.at("/bodies"));
        until(&format!("{} finds it out", other.name), async || {
            let told = in_time(reading()).await;
            assert!(doubted.contains(&told.code()), "{}: {:#}", told.status, told.json);
            let seen = other.seen(vest).await;
            let found = seen["details"]["fault"] == "unknown-key" && seen["reachable"] == false;
            if found { Ok(()) } else { Err(seen) }
        })
        .await;
        becomes(reading, 503, "peer-unavailable", &doubted).await;
        let told = other.nobody().get(&format!("{CASES}?limit=100")).await.expect(200).json;
        assert_eq!(ids(&told), before, "what it had published is told as it was");
    }
    // What it passes on is not taken either, and leaves nothing.
    let writer = vest.secretary().await;
    for home in [nord, aust] {
        let refused = in_time(home.report(&writer, "med-ny-nykel")).await;
        assert!(doubted.contains(&refused.code()), "{}: {:#}", refused.status, refused.json);
        let cases = home.secretary().await.all(&home.at("/cases?limit=100")).await;
        assert!(cases.iter().all(|case| case["title"] != "Oppdikta melding med-ny-nykel"), "{cases:#?}");
    }
    in_time(vest.nobody().request("GET", &vest.at("/bodies"))).await.expect(200);
    in_time(vest.report(&writer, "heime")).await.expect(201);

    for other in [nord, aust] {
        stage.listed_by(other, &[vest]).await;
    }
    for other in [nord, aust] {
        let reading = || other.nobody().request("GET", &vest.at("/bodies"));
        let known = ["peer-answer-invalid", "peer-unavailable", "not-found"];
        becomes(reading, 200, "", &known).await;
        let passed_on = || other.report(&writer, "med-ny-nykel");
        becomes(passed_on, 201, "", &doubted).await;
        stage.whole(other).await;
        let seen = other.seen(vest).await;
        assert_eq!((&seen["reachable"], &seen["details"]["fault"]), (&json!(true), &json!(null)), "{seen:#}");
    }
    stage.whole(vest).await;
    Caller::send(vest.nobody().request("GET", &nord.at("/bodies"))).await.expect(200);
}
