//! A region is gone at once, as in a power cut, and comes back over what it has kept.
use serde_json::Value;

use super::place::Place;
use super::{Stage, becomes, ids, in_time};
use crate::caller::Caller;

/// What a door may say of a home that goes while it is asked.
const GOING: [&str; 3] = ["peer-unavailable", "peer-answer-invalid", "peer-deadline"];

#[actix_web::test]
async fn a_region_that_is_killed_comes_back_whole_and_has_lost_nothing_it_acknowledged() {
    let stage = Stage::set(&[]).await;
    let door = &stage.vest;
    let before = ids(&stage.whole(door).await);
    for home in [&stage.aust, &stage.nord] {
        let answers = written_while_it_dies(door, home).await;
        let reading = || door.nobody().request("GET", &home.at("/bodies"));
        becomes(reading, 503, "peer-unavailable", &GOING).await;
        door.nobody().get(&door.at("/bodies")).await.expect(200);
        let told = door.nobody().get(&format!("{}?limit=100", super::CASES)).await.expect(200).json;
        assert_eq!(ids(&told), before, "what was replicated of {} is told", home.name);

        home.told(&["journal", "verify"]).await;
        home.start().await;
        becomes(reading, 200, "", &GOING).await;
        // Each of the keys is answered as it was, or, where no answer came, by now.
        let writer = door.secretary().await;
        for (key, first) in &answers {
            let again = in_time(home.report(&writer, key)).await.expect(201);
            if let Some(first) = first {
                assert_eq!((&again.json, again.header("idempotency-replayed")), (first, Some("true")), "{key}");
            }
        }
        assert_eq!(reported(home).await.len(), answers.len(), "each once at {}", home.name);
        for region in stage.all() {
            assert_eq!(ids(&stage.whole(region).await), before);
        }
    }
}

/// Writes one after the other by way of a door, and ends the home in the middle of it. What came of each key; nothing where
/// it is not known.
async fn written_while_it_dies(door: &Place, home: &Place) -> Vec<(String, Option<Value>)> {
    let writer = door.secretary().await;
    let mut answers = Vec::new();
    for number in 0..12 {
        let key = format!("{}-{number}", home.name);
        let asked = actix_web::rt::spawn(in_time(home.report(&writer, &key)));
        if number == 8 {
            // While it is asked.
            tokio::task::yield_now().await;
            home.kill();
        }
        let answer = asked.await.expect("it ends");
        assert!(answer.status == 201 || GOING.contains(&answer.code()), "{}: {:#}", answer.status, answer.json);
        assert!(number >= 8 || answer.status == 201, "{}: {:#}", answer.status, answer.json);
        answers.push((key, (answer.status == 201).then_some(answer.json)));
    }
    answers
}

/// The titles of what was reported, as the secretary at home sees them.
async fn reported(home: &Place) -> Vec<String> {
    let secretary: Caller = home.secretary().await;
    let cases = secretary.all(&home.at("/cases?limit=100")).await;
    let titles = cases.iter().filter_map(|case| case["title"].as_str());
    titles.filter(|title| title.starts_with("Oppdikta melding")).map(str::to_owned).collect()
}
