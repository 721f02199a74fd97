//! Several nodes write at once over one database, and whoever follows is told everything in the order it was committed.
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::{CHANGES, cursor, now};
use crate::region::{Region, Wishes};

const SECRET: &str = "4f0e2d3c4b5a69788796a5b4c3d2e1f01f0e2d3c4b5a69788796a5b4c3d2e1f0";
const EACH: usize = 40;

#[actix_web::test]
async fn nothing_is_skipped_while_several_nodes_write() {
    let wishes = Wishes { secret: Some(SECRET), ..Wishes::default() };
    let (one, other) = Region::nodes(&wishes).await;
    one.open(include_str!("../../../tenants/bergen.toml"), "alver").await;
    let token = one.token("bergen-auditor", None).await;
    let (admin, auditor) = (one.token("bergen-admin", None).await, other.with_token(&token));
    let mut place = now(&auditor).await;
    let begun = one.head("bergen").await;
    let writing = Arc::new(AtomicUsize::new(4));
    for (number, node) in [&one, &other, &one, &other].into_iter().enumerate() {
        let (caller, writing) = (node.with_token(&admin), Arc::clone(&writing));
        actix_web::rt::spawn(async move {
            for i in 0..EACH {
                let name = json!({"name": format!("Oppdikta Person {number}-{i}")});
                caller.post("/v1/tenants/bergen/persons", &name).await.expect(201);
            }
            writing.fetch_sub(1, Ordering::SeqCst);
        });
    }
    // Read while they write, a little at a time.
    let mut seen: Vec<Value> = Vec::new();
    loop {
        let finished = writing.load(Ordering::SeqCst) == 0;
        let page = auditor.get(&format!("{CHANGES}?limit=7&wait=1&after={place}")).await.expect(200).json;
        seen.extend(page["items"].as_array().unwrap().iter().cloned());
        place = cursor(&page);
        if finished && page["more"] == false && page["items"].as_array().unwrap().is_empty() {
            break;
        }
    }
    let numbers: Vec<i64> =
        seen.iter().map(|event| event["sequence"].as_str().unwrap().trim_start_matches('0').parse().unwrap()).collect();
    let all = i64::try_from(4 * EACH).unwrap();
    assert_eq!(numbers, (begun + 1..=begun + all).collect::<Vec<_>>(), "each once, in the order of commits");
    let mut names: Vec<&str> = seen.iter().map(|event| event["data"]["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 4 * EACH);
    other.stop().await;
    one.stop().await;
}
