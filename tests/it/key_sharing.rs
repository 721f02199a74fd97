//! Several nodes of one region: each has a key folder of its own, and all have the region's keys.
use std::time::{Duration, Instant};

use api::auth::SharedKeys;
use api::boot::operator;
use api::node::keep_looking_for_keys;

use crate::process::{Ended, Settings, run_with};
use crate::region::{Kind, Region, Wishes, on_both};
use places::Folder;

/// Invented, like every secret in the tests.
const SECRET: &str = "1f0e2d3c4b5a69788796a5b4c3d2e1f01f0e2d3c4b5a69788796a5b4c3d2e1f0";
const WRONG: &str = "2f0e2d3c4b5a69788796a5b4c3d2e1f01f0e2d3c4b5a69788796a5b4c3d2e1f0";

fn sharing() -> Wishes {
    Wishes { secret: Some(SECRET), ..Wishes::default() }
}

/// Two nodes of a region with `bergen` loaded.
async fn nodes() -> (Region, Region) {
    let (one, other) = Region::nodes(&sharing()).await;
    one.open(include_str!("../../tenants/bergen.toml"), "alver").await;
    (one, other)
}

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(30)
}

fn kids(region: &Region) -> [String; 3] {
    let keys = &region.node.keys;
    [keys.node().current.kid.clone(), keys.issuer().current.kid.clone(), keys.cursor().current.kid.clone()]
}

/// Rotates as an operator does, from a machine with a key folder of its own.
async fn rotate(region: &Region, purpose: &str, secret: &str) -> Ended {
    let settings = Settings::beside(region);
    let arguments = ["keys", "rotate", "--config", settings.file(), purpose];
    run_with(&arguments, &[("HELSEFELLESSKAP_KEYS__SECRET", secret)]).await
}

async fn rotated(region: &Region, purpose: &str) -> String {
    let ended = rotate(region, purpose, SECRET).await;
    assert_eq!(ended.status, Some(0), "{ended:?}");
    ended.stdout.lines().next().expect("the key's name").to_owned()
}

/// The second page of a list whose first page another node has given.
async fn assert_pages_go_on(first: &Region, second: &Region) {
    let page = first.nobody().get("/v1/tenants/bergen/parties?limit=2").await.expect(200);
    let next = page.json["next"].as_str().expect("there is more").to_owned();
    let path = &next[next.find("/v1/").expect("an address")..];
    second.nobody().get(path).await.expect(200);
}

#[actix_web::test]
async fn nodes_that_start_at_once_in_an_empty_region_have_one_ring() {
    for _ in 0..3 {
        let (one, other) = Region::nodes(&sharing()).await;
        assert_eq!(kids(&one), kids(&other));
        let names = |region: &Region| {
            let folder = std::fs::read_dir(region.folder().join("keys")).unwrap();
            let mut names: Vec<_> = folder.map(|entry| entry.unwrap().file_name()).collect();
            names.sort();
            names
        };
        assert_eq!((names(&one).len(), names(&one)), (4, names(&other)), "each folder has a copy, and nothing else");
        let verified = one.node.store.region().read(soon(), |tx| tx.verify(&[])).await;
        assert_eq!(verified.map_err(|error: persistence::StoreError| error.to_string()), Ok(vec![]));
    }
}

#[actix_web::test]
async fn a_token_and_a_cursor_of_one_node_are_good_at_another() {
    let (one, other) = nodes().await;
    let token = one.token("bergen-admin", None).await;
    other.with_token(&token).get("/v1/tenants/bergen/settings").await.expect(200);
    assert_pages_go_on(&one, &other).await;
    assert_pages_go_on(&other, &one).await;
}

#[actix_web::test]
async fn a_token_by_a_key_this_node_has_not_heard_of_is_looked_up() {
    let (one, other) = nodes().await;
    let old = one.token("bergen-admin", None).await;
    let kid = rotated(&one, "issuer").await;
    one.node.look_for_keys(soon()).await.unwrap();
    assert_eq!(one.node.keys.issuer().current.kid, kid);
    assert_ne!(other.node.keys.issuer().current.kid, kid, "nobody has told it");
    let new = one.token("bergen-admin", None).await;
    for token in [&new, &old] {
        for node in [&one, &other] {
            node.with_token(token).get("/v1/tenants/bergen/settings").await.expect(200);
        }
    }
    assert_eq!(other.node.keys.issuer().current.kid, kid);
}

#[actix_web::test]
async fn a_cursor_by_a_key_this_node_has_not_heard_of_is_looked_up() {
    let (one, other) = nodes().await;
    let kid = rotated(&one, "cursor").await;
    one.node.look_for_keys(soon()).await.unwrap();
    assert_ne!(other.node.keys.cursor().current.kid, kid, "nobody has told it");
    assert_pages_go_on(&one, &other).await;
    assert_eq!(other.node.keys.cursor().current.kid, kid);
}

#[actix_web::test]
async fn a_running_node_takes_up_a_rotation_by_itself() {
    let (one, other) = nodes().await;
    let looking =
        actix_web::rt::spawn(keep_looking_for_keys(other.node.clone().into_inner(), Duration::from_millis(20)));
    let kid = rotated(&one, "issuer").await;
    let patience = soon();
    loop {
        let published = other.nobody().get("/oauth/jwks.json").await.expect(200);
        let published: serde_json::Value = serde_json::from_slice(&published.bytes).unwrap();
        if published["keys"][0]["kid"] == kid.as_str() {
            assert_eq!(published["keys"].as_array().map(Vec::len), Some(2), "the old one still holds");
            break;
        }
        assert!(Instant::now() < patience, "it never heard of {kid}: {published}");
        actix_web::rt::time::sleep(Duration::from_millis(20)).await;
    }
    looking.abort();
}

#[actix_web::test]
async fn a_wrong_secret_is_refused_in_one_line_and_changes_nothing() {
    let (one, _other) = nodes().await;
    let before = kids(&one);
    let settings = Settings::beside(&one);
    let variables = [("HELSEFELLESSKAP_KEYS__SECRET", WRONG), ("HELSEFELLESSKAP_SERVER__LISTEN", "127.0.0.1:0")];
    let serve = run_with(&["serve", "--config", settings.file()], &variables).await;
    for ended in [serve, rotate(&one, "issuer", WRONG).await] {
        let said = format!("{}{}", ended.stdout, ended.stderr);
        assert_eq!((ended.status, said.lines().count()), (Some(1), 1), "{ended:?}");
        assert!(said.contains("keys.secret does not open") && !said.contains(WRONG), "{said}");
    }
    one.node.look_for_keys(soon()).await.unwrap();
    assert_eq!(kids(&one), before);
}

#[actix_web::test]
async fn an_empty_folder_gets_the_keys_and_the_store_never_has_them_in_clear() {
    for kind in [Kind::Files, Kind::Postgres] {
        let region = Region::empty(kind, &sharing()).await;
        let (store, folder) = (&region.node.store, Folder::new());
        let mut secret = [0; 32];
        data_encoding::HEXLOWER.decode_mut(SECRET.as_bytes(), &mut secret).unwrap();
        let path = folder.path().join("keys");
        let again = SharedKeys::new(store, &secret).open(&path, operator(&region.clock), soon()).await.unwrap();
        assert_eq!(again.issuer().current.public(), region.node.keys.issuer().current.public(), "{kind:?}");
        assert_eq!(again.cursor().current.secret.bytes(), region.node.keys.cursor().current.secret.bytes());
        let all = store.region().read(soon(), |tx| tx.keys().all()).await;
        let all = all.map_err(|error: persistence::StoreError| error.to_string()).unwrap();
        assert_eq!(all.len(), 4);
        for file in std::fs::read_dir(&path).unwrap() {
            let text = std::fs::read(file.unwrap().path()).unwrap();
            let clear =
                |sealed: &[u8]| text.chunks_exact(8).any(|part| sealed.windows(part.len()).any(|own| own == part));
            assert!(!all.iter().any(|kept| clear(&kept.value.sealed)), "{kind:?}");
        }
    }
}

#[actix_web::test]
async fn without_a_secret_the_store_has_no_keys() {
    on_both(async |region| {
        let all = region.node.store.region().read(soon(), |tx| tx.keys().all()).await;
        assert_eq!(all.map_err(|error: persistence::StoreError| error.to_string()).unwrap().len(), 0);
    })
    .await;
}
