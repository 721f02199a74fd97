//! Walks through a list are complete and free of duplicates, whatever is entered meanwhile.
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use serde_json::Value;

use super::{PARTIES, party};
use crate::caller::Caller;
use crate::region::{Region, on_both};

fn keys(items: &[Value]) -> Vec<String> {
    items.iter().map(|item| item["key"].as_str().expect("a key").to_owned()).collect()
}

/// Every key from one end to the other, by the links of one direction.
async fn walk(caller: &Caller, from: &str, direction: &str) -> Vec<Vec<String>> {
    let (mut pages, mut at) = (Vec::new(), Some(from.to_owned()));
    while let Some(address) = at {
        let page = caller.get(&address).await.expect(200).json;
        pages.push(keys(page["items"].as_array().expect("items")));
        at = page[direction].as_str().map(str::to_owned);
    }
    pages
}

/// Someone who enters parties with names all over the alphabet until told to stop.
async fn enter(caller: Caller, writer: u32, stop: Arc<AtomicBool>, made: Arc<AtomicU32>) {
    for number in 0..200 {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let letter = char::from_u32(u32::from(b'A') + (number * 7 + writer) % 26).expect("a letter");
        let new = party(&format!("mellom-{writer}-{number}"), &format!("{letter} mellom {number}"));
        caller.post(PARTIES, &new).await.expect(201);
        made.fetch_add(1, Ordering::Relaxed);
    }
}

async fn walked_while_others_write(region: &Region, sort: &str) {
    let admin = region.caller("bergen-admin").await;
    let before: HashSet<String> = keys(&admin.all(&format!("{PARTIES}?limit=100")).await).into_iter().collect();
    let (stop, made) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
    let salt = if sort == "name" { 0 } else { 10 };
    let writers: Vec<_> = (salt..salt + 2)
        .map(|writer| actix_web::rt::spawn(enter(admin.clone(), writer, Arc::clone(&stop), Arc::clone(&made))))
        .collect();
    while made.load(Ordering::Relaxed) < 4 {
        tokio::task::yield_now().await;
    }
    let list = format!("{PARTIES}?limit=3&sort={sort}");
    let forward = walk(&admin, &list, "next").await.concat();
    let last = {
        let mut at = list.clone();
        while let Some(next) = admin.get(&at).await.expect(200).json["next"].as_str() {
            at = next.to_owned();
        }
        at
    };
    // The page the walk turns at is read once: what was entered meanwhile may have pushed rows beyond it.
    let turn = admin.get(&last).await.expect(200).json;
    let rest = |direction: &'static str| {
        let (admin, from) = (admin.clone(), turn[direction].as_str().map(str::to_owned));
        async move {
            match from {
                Some(from) => walk(&admin, &from, direction).await,
                None => Vec::new(),
            }
        }
    };
    let mut backward = rest("prev").await;
    backward.reverse();
    backward.push(keys(turn["items"].as_array().expect("items")));
    backward.extend(rest("next").await);
    let backward = backward.concat();
    stop.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.expect("the writer wrote");
    }
    for (way, seen) in [("forward", &forward), ("backward", &backward)] {
        let distinct: HashSet<String> = seen.iter().cloned().collect();
        assert_eq!(distinct.len(), seen.len(), "{way} by {sort}: something stands twice");
        assert!(before.is_subset(&distinct), "{way} by {sort}: something is missing");
    }
    // Once all is quiet, both ways tell the same whole list.
    let quiet = walk(&admin, &list, "next").await.concat();
    assert_eq!(quiet.len(), before.len() + made.load(Ordering::Relaxed) as usize);
    let in_order: Vec<_> = quiet.iter().filter(|key| backward.contains(key)).cloned().collect();
    assert_eq!(in_order, backward, "backward by {sort} is in the order of the list");
}

#[actix_web::test]
async fn a_walk_by_name_is_complete_while_others_write() {
    on_both(async |region| walked_while_others_write(region, "name").await).await;
}

#[actix_web::test]
async fn a_walk_by_entry_is_complete_while_others_write() {
    on_both(async |region| walked_while_others_write(region, "created").await).await;
}
