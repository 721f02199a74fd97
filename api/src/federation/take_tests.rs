use domain::{Digest, Epoch, Forwarding, HeadMark, Key, Line, Listing};
use ed25519_dalek::SigningKey;
use serde_json::json;
use uuid::Uuid;

use std::slice::from_ref;

use super::*;
use crate::auth::Stored;
use crate::federation::document::Signed;

fn now() -> Instant {
    Instant::EPOCH.plus_seconds(1_800_000_000)
}

fn stored(kid: &str, seed: u8) -> Stored<SigningKey> {
    Stored { kid: kid.to_owned(), retires: None, secret: SigningKey::from_bytes(&[seed; 32]) }
}

fn public(kid: &str, seed: u8) -> PeerKey {
    let public = PublicKey(stored(kid, seed).secret.verifying_key().to_bytes());
    PeerKey { kid: kid.to_owned(), public, retires: None }
}

fn key_of(text: &str) -> Key {
    Key::parse(text).unwrap()
}

fn peer() -> Peer {
    Peer {
        region: key_of("nord"),
        url: Line::parse("https://nord.example").unwrap(),
        issuers: Vec::new(),
        may_home: vec![key_of("nordland"), key_of("dal")],
        keys: vec![public("k1", 1)],
        removed_at: None,
        created_at: now(),
        changed_at: now(),
        version: 1,
    }
}

fn region() -> RegionRecord {
    RegionRecord {
        region: key_of("nord"),
        url: "https://nord.example".to_owned(),
        api_version: "0.1.0".to_owned(),
        minimum_peer_version: "0.1.0".to_owned(),
        features: Vec::new(),
        keys: vec![public("k1", 1)],
        serial: 100,
        valid_until: now().plus_seconds(3600),
    }
}

fn placement(id: u128, slug: &str) -> Placement {
    Placement {
        tenant: TenantId(Uuid::from_u128(id)),
        slug: key_of(slug),
        home: key_of("nord"),
        listing: Listing::Public,
        forwarding: Forwarding::Forward,
        serial: 5,
        valid_until: now().plus_seconds(3600),
        head: HeadMark { epoch: Epoch(Uuid::from_u128(1)), seq: 10, hash: Digest([1; 32]) },
    }
}

fn signed(placement: Placement, key: &Stored<SigningKey>) -> Signed {
    Signed::new(Kind::Tenant, &PlacementRecord::from(placement), [key]).unwrap()
}

fn document(record: &RegionRecord, keys: &[Stored<SigningKey>], tenants: Vec<Signed>) -> Document {
    Document { region: Signed::new(Kind::Region, record, keys).unwrap(), tenants, moves: Vec::new() }
}

fn taken(document: &Document, entries: &[PlacementRow]) -> Result<Taken, PullFault> {
    take(Known { peer: &peer(), serial: Some(100), entries }, document, now())
}

#[test]
fn a_directory_is_its_regions_own_and_new_or_it_is_not_taken() {
    let (k1, k2) = (stored("k1", 1), stored("k2", 2));
    let sound = document(&region(), from_ref(&k1), vec![signed(placement(1, "nordland"), &k1)]);
    let all = taken(&sound, &[]).unwrap();
    assert_eq!((all.serial, all.entries.len(), all.refused.len()), (100, 1, 0));
    let of = |record: RegionRecord| document(&record, from_ref(&k1), Vec::new());
    let mut altered = sound.clone();
    altered.region.record["url"] = json!("https://other.example");
    let mut renamed = sound.clone();
    renamed.region.record["region"] = json!("vest");
    for (document, wanted, what) in [
        (document(&region(), from_ref(&k2), Vec::new()), PullFault::Stranger, "signed by a stranger"),
        (document(&region(), &[stored("k1", 2)], Vec::new()), PullFault::Stranger, "by another under a known name"),
        (document(&region(), &[], Vec::new()), PullFault::Stranger, "by nobody"),
        (altered, PullFault::Stranger, "altered after it was signed"),
        (renamed, PullFault::Stranger, "renamed after it was signed"),
        (of(RegionRecord { region: key_of("sor"), ..region() }), PullFault::OtherRegion, "another region"),
        (of(RegionRecord { url: "https://x.example".into(), ..region() }), PullFault::OtherRegion, "another address"),
        (of(RegionRecord { serial: 99, ..region() }), PullFault::Older, "older"),
        (of(RegionRecord { valid_until: now(), ..region() }), PullFault::Expired, "expired"),
        (of(RegionRecord { minimum_peer_version: "99.0.0".into(), ..region() }), PullFault::TooOld, "too new for us"),
        (of(RegionRecord { keys: vec![public("k1", 9)], ..region() }), PullFault::KeyChanged, "another key"),
        (of(RegionRecord { keys: Vec::new(), ..region() }), PullFault::KeyCount, "no key"),
    ] {
        assert_eq!(taken(&document, &[]), Err(wanted), "{what}");
    }
    // What a newer version adds is signed too, and not in the way.
    let mut record = serde_json::to_value(region()).unwrap();
    record["colour"] = json!("blue");
    let region = Signed::new(Kind::Region, &record, [&k1]).unwrap();
    let newer = Document { region, tenants: Vec::new(), moves: Vec::new() };
    assert!(taken(&newer, &[]).is_ok());
}

#[test]
fn a_new_key_signs_what_comes_with_its_announcement() {
    let (k1, k2) = (stored("k1", 1), stored("k2", 2));
    let record = RegionRecord { keys: vec![public("k2", 2), public("k1", 1)], ..region() };
    let rotated = document(&record, &[k2.clone(), k1], vec![signed(placement(1, "nordland"), &k2)]);
    let all = taken(&rotated, &[]).unwrap();
    assert_eq!((all.keys.len(), all.entries.len()), (2, 1));
}

#[test]
fn one_entry_that_is_not_taken_does_not_spoil_the_others() {
    let (k1, k2) = (stored("k1", 1), stored("k2", 2));
    let known = [PlacementRow { placement: placement(1, "nordland"), head_fault: None }];
    let mut altered = signed(placement(2, "dal"), &k1);
    altered.record["forwarding"] = json!("strict");
    // A region's record does not pass for an entry.
    let other_kind = Signed::new(Kind::Region, &PlacementRecord::from(placement(3, "dal")), [&k1]).unwrap();
    for (entry, reason) in [
        (signed(placement(2, "dal"), &k2), "forged"),
        (altered, "forged"),
        (other_kind, "forged"),
        (Signed::new(Kind::Tenant, &json!({"slug": "dal"}), [&k1]).unwrap(), "unreadable"),
        (signed(placement(2, "bergen"), &k1), "may-not-home"),
        (signed(Placement { home: key_of("sor"), ..placement(2, "dal") }, &k1), "not-its-own"),
        (signed(Placement { serial: 4, ..placement(1, "nordland") }, &k1), "older"),
        (signed(Placement { forwarding: Forwarding::Strict, ..placement(1, "nordland") }, &k1), "unnumbered"),
    ] {
        let told = document(&region(), from_ref(&k1), vec![entry, signed(placement(9, "dal"), &k1)]);
        let all = taken(&told, &known).unwrap();
        assert_eq!(all.refused.iter().map(|(_, reason)| *reason).collect::<Vec<_>>(), [reason]);
        assert_eq!(all.entries.iter().map(|entry| entry.placement.tenant.0.as_u128()).collect::<Vec<_>>(), [9]);
    }
    let public = PlacementRecord::from(placement(1, "nordland")).without_head();
    let told = document(&region(), from_ref(&k1), vec![Signed::new(Kind::Tenant, &public, [&k1]).unwrap()]);
    assert_eq!(taken(&told, &[]), Err(PullFault::NotListed));
}

#[test]
fn a_head_that_contradicts_an_earlier_one_is_told_once_and_the_earlier_one_is_kept() {
    let k1 = stored("k1", 1);
    let earlier = placement(1, "nordland");
    let shorter = Placement { head: HeadMark { seq: 9, ..earlier.head }, ..earlier.clone() };
    let told = document(&region(), from_ref(&k1), vec![signed(shorter, &k1)]);
    let first = taken(&told, &[PlacementRow { placement: earlier.clone(), head_fault: None }]).unwrap();
    assert_eq!(first.contradicted, [(earlier.tenant, HeadFault::Cut)]);
    assert_eq!(first.entries, [PlacementRow { placement: earlier, head_fault: Some(HeadFault::Cut) }]);
    let second = taken(&told, &first.entries).unwrap();
    assert_eq!((second.contradicted, second.entries), (Vec::new(), first.entries));
}

#[test]
fn what_keeps_two_regions_apart_is_not_what_passes_by_itself() {
    for (fault, parts) in [
        (PullFault::Stranger, true),
        (PullFault::KeyChanged, true),
        (PullFault::OtherRegion, true),
        (PullFault::TooOld, true),
        (PullFault::Unreachable, false),
        (PullFault::Status(503), false),
        (PullFault::NotListed, false),
        (PullFault::Older, false),
    ] {
        assert_eq!(PullFault::parts(fault.word()), parts, "{fault}");
    }
}
