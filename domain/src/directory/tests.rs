use super::*;
use crate::{Line, PeerKey, PublicKey};
use uuid::Uuid;

fn now() -> Instant {
    Instant::EPOCH.plus_seconds(1_800_000_000)
}

fn key(text: &str) -> Key {
    Key::parse(text).expect("a key")
}

fn peer() -> Peer {
    let line = |text| Line::parse(text).expect("a line");
    Peer {
        region: key("nord"),
        url: line("https://nord.example"),
        issuers: Vec::new(),
        may_home: vec![key("nordland")],
        keys: vec![PeerKey { kid: "k1".into(), public: PublicKey([1; 32]), retires: None }],
        removed_at: None,
        created_at: now(),
        changed_at: now(),
        version: 1,
    }
}

fn head(epoch: u128, seq: i64, hash: u8) -> HeadMark {
    HeadMark { epoch: Epoch(Uuid::from_u128(epoch)), seq, hash: Digest([hash; 32]) }
}

fn placement() -> Placement {
    Placement {
        tenant: TenantId(Uuid::from_u128(1)),
        slug: key("nordland"),
        home: key("nord"),
        listing: Listing::Public,
        forwarding: Forwarding::Forward,
        serial: 5,
        valid_until: now().plus_seconds(3600),
        head: head(1, 10, 1),
    }
}

#[test]
fn an_entry_is_taken_from_its_own_home_if_that_may_be_and_it_is_not_old() {
    let taken = placement();
    let judged = |known: Option<&Placement>, told: &Placement| judge(&peer(), known, told, now());
    assert_eq!(judged(None, &taken), Ok(taken.clone()));
    let older = Placement { serial: 4, ..taken.clone() };
    let newer = Placement { serial: 6, forwarding: Forwarding::Strict, ..taken.clone() };
    let moved_on = Placement { head: head(1, 11, 2), ..taken.clone() };
    for (told, wanted) in [
        (taken.clone(), Ok(taken.clone())),
        (newer.clone(), Ok(newer)),
        (moved_on.clone(), Ok(moved_on)),
        (older, Err(PlacementRefusal::Older)),
        (Placement { forwarding: Forwarding::Strict, ..taken.clone() }, Err(PlacementRefusal::Unnumbered)),
        (Placement { home: key("vest"), ..taken.clone() }, Err(PlacementRefusal::NotItsOwn)),
        (Placement { slug: key("bergen"), ..taken.clone() }, Err(PlacementRefusal::MayNotHome)),
        (Placement { valid_until: now(), ..taken.clone() }, Err(PlacementRefusal::Expired)),
    ] {
        assert_eq!(judged(Some(&taken), &told), wanted, "{told:?}");
    }
    let for_ever = Placement { valid_until: now().plus_seconds(1_000_000_000), ..taken.clone() };
    assert_eq!(judged(None, &for_ever).map(|it| it.valid_until), Ok(now().plus_seconds(LONGEST)));
    let removed = Peer { removed_at: Some(now()), ..peer() };
    assert_eq!(judge(&removed, None, &taken, now()), Err(PlacementRefusal::MayNotHome));
}

#[test]
fn a_journal_that_was_cut_or_rewritten_contradicts_its_earlier_head() {
    let earlier = head(1, 10, 1);
    for (told, wanted) in [
        (head(1, 10, 1), None),
        (head(1, 11, 2), None),
        (head(1, 9, 1), Some(HeadFault::Cut)),
        (head(1, 10, 2), Some(HeadFault::Rewritten)),
        (head(2, 1, 9), None),
    ] {
        assert_eq!(contradiction(&earlier, &told), wanted, "{told:?}");
    }
}

#[test]
fn a_community_has_one_home_or_none_that_can_be_told() {
    let nord = placement();
    let other = Placement { home: key("sor"), ..placement() };
    let over = Placement { valid_until: now(), ..other.clone() };
    type Row<'a> = (bool, Vec<&'a Placement>, Home<'a>);
    let table: [Row<'_>; 7] = [
        (true, vec![], Home::Here),
        (false, vec![], Home::Unknown),
        (false, vec![&nord], Home::Abroad(&nord)),
        (false, vec![&over, &nord], Home::Abroad(&nord)),
        (false, vec![&over], Home::Unknown),
        (false, vec![&nord, &other], Home::Disputed),
        (true, vec![&nord], Home::Disputed),
    ];
    for (here, claims, wanted) in table {
        assert_eq!(home(here, claims.clone(), now()), wanted, "{here} {claims:?}");
    }
}
