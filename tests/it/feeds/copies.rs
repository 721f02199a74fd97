//! Whoever follows, and is killed wherever they are, ends with what there is.
use domain::Validity;
use domain::policy::Role;

use super::acts::Acts;
use super::dice::Dice;
use super::follower::Copy;
use crate::region::{Region, on_both};

/// Those who follow: nobody in particular, a party's system, members of an open body, of one side's and of a closed one,
/// an observer of one side's, the secretariat, and an auditor.
const READERS: [&str; 8] = [
    "nobody",
    "bergen-alver",
    "bergen-medlem",
    "bergen-kommune",
    "bergen-tilhoyrar",
    "bergen-lukka",
    "bergen-secretariat",
    "bergen-auditor",
];

async fn seat_readers(region: &Region) {
    for (client, body, role) in [
        ("bergen-medlem", "ssu", Role::Member),
        ("bergen-kommune", "prove-kommune", Role::Member),
        ("bergen-tilhoyrar", "prove-kommune", Role::Observer),
        ("bergen-lukka", "prove-lukka", Role::Member),
    ] {
        region.client(client, None, false).await;
        region.seat("bergen", client, body, role, Validity::ALWAYS).await;
    }
}

/// A copy that has caught up is what a snapshot tells the same reader.
async fn assert_whole(region: &Region, reader: &str, copy: &mut Copy) {
    let caller = region.named(reader).await;
    copy.catch_up(&caller).await;
    let fresh = Copy::fresh(&caller).await;
    for (key, value) in &fresh.records {
        assert_eq!(copy.records.get(key), Some(value), "{key:?} as {reader} has it");
    }
    for key in copy.records.keys() {
        assert!(fresh.records.contains_key(key), "{key:?} is gone, and {reader} has it");
    }
}

#[actix_web::test]
async fn a_consumer_that_is_killed_anywhere_ends_equal_to_the_source() {
    on_both(async |region| {
        let mut acts = Acts::begin(region).await;
        seat_readers(region).await;
        let mut copies = READERS.map(|reader| (reader, Copy::default()));
        let mut dice = Dice::new(7);
        for round in 0..160 {
            acts.act(region, &mut dice).await;
            for (reader, copy) in &mut copies {
                if dice.below(3) == 0 {
                    copy.live(&region.named(reader).await, &mut dice).await;
                }
            }
            // Now and then one of them is compared, so that what goes wrong is found where it does.
            if round % 10 == 9 {
                let (reader, copy) = &mut copies[(round / 10) % READERS.len()];
                assert_whole(region, reader, copy).await;
            }
        }
        for (reader, copy) in &mut copies {
            assert_whole(region, reader, copy).await;
            assert!(!copy.records.is_empty());
        }
        let sizes: Vec<usize> = copies.iter().map(|(_, copy)| copy.records.len()).collect();
        assert!(sizes[0] < sizes[7], "an auditor sees more than nobody: {sizes:?}");
        assert!(copies.iter().any(|(_, copy)| copy.anew > 0), "a body was hidden from somebody");
    })
    .await;
}
