//! Webhooks as things: entered, changed, ended, and their secrets nowhere.
use std::path::Path;

use data_encoding::{BASE64, HEXLOWER};
use diesel::RunQueryDsl as _;
use serde_json::json;

use super::{Receiver, WEBHOOKS, at, now, on_both, party};
use crate::caller::Caller;

#[actix_web::test]
async fn a_webhook_is_set_up_changed_and_ended() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let receiver = Receiver::start().await;
        let new =
            json!({"url": receiver.url(), "party": "alver", "types": ["case", "meeting"], "description": "Oppdikta"});
        let made = admin.post(WEBHOOKS, &new).await.expect(201);
        let address = made.header("location").unwrap().to_owned();
        assert_eq!((&made.json["state"], &made.json["signing"]), (&json!("active"), &json!("hmac")));
        let read = admin.get(&address).await.expect(200);
        assert_eq!(read.etag(), "\"1\"");
        let mut shown = made.json.clone();
        shown["secret"] = json!(null);
        assert_eq!(read.json, shown);
        let stale = admin.patch(&address, "\"7\"", &json!({"types": []})).await.expect(412);
        assert_eq!(stale.code(), "stale");
        let changed = admin.patch(&address, "\"1\"", &json!({"types": [], "description": null})).await.expect(200).json;
        assert_eq!((&changed["types"], &changed["description"]), (&json!([]), &json!(null)));
        let fixed = admin.patch(&address, "*", &json!({"party": null, "signing": "ed25519"})).await.expect(422);
        let wanted = [("/party", "immutable"), ("/signing", "immutable")];
        assert_eq!(fixed.faults(), wanted.map(|(at, code)| (at.to_owned(), code.to_owned())));
        let ended = admin.delete(&address, "\"2\"").await.expect(200).json;
        assert_eq!((&ended["state"], &ended["keys"]), (&json!("ended"), &json!([])));
        for refused in [
            admin.patch(&address, "*", &json!({"state": "active"})).await,
            admin.delete(&address, "*").await,
            admin.post(&format!("{address}/secrets"), &json!(null)).await,
            admin.post(&format!("{address}/tests"), &json!(null)).await,
        ] {
            assert_eq!(refused.expect(409).code(), "transition-refused");
        }
        admin.get(&format!("{address}/deliveries")).await.expect(200);
        assert_eq!(admin.all(&format!("{WEBHOOKS}?state=active")).await.len(), 0);
        assert_eq!(admin.all(WEBHOOKS).await.len(), 1);
        let tenant = region.node.store.tenant(region.tenant("bergen").await);
        let soon = std::time::Instant::now() + std::time::Duration::from_secs(60);
        assert_eq!(tenant.read::<_, persistence::StoreError>(soon, |tx| tx.verify(&[])).await.unwrap(), []);
    })
    .await;
}

#[actix_web::test]
async fn a_community_has_so_many_webhooks_and_no_more() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let new = json!({"url": "http://127.0.0.1:9/varsel", "state": "disabled"});
        for _ in 0..domain::webhook::WEBHOOKS_MAX {
            admin.post(WEBHOOKS, &new).await.expect(201);
        }
        assert_eq!(admin.post(WEBHOOKS, &new).await.expect(409).code(), "conflict");
        let one = admin.get(WEBHOOKS).await.expect(200).json["items"][0].clone();
        admin.delete(&at(&one), "*").await.expect(200);
        admin.post(WEBHOOKS, &new).await.expect(201);
    })
    .await;
}

#[derive(diesel::QueryableByName)]
struct Told {
    #[diesel(sql_type = diesel::sql_types::Text)]
    told: String,
}

/// Everything in a table, as text.
fn dump(owner: &mut diesel::PgConnection, table: &str) -> String {
    let sql = format!("SELECT coalesce(string_agg(t::text, '\n'), '') AS told FROM {table} t");
    diesel::sql_query(sql).get_result::<Told>(owner).expect("the owner may read").told
}

/// Whether bytes stand in any file of a folder.
fn holds(folder: &Path, wanted: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).any(|path| {
        if path.is_dir() {
            return holds(&path, wanted);
        }
        let bytes = std::fs::read(&path).unwrap();
        bytes.windows(wanted.len()).any(|window| window == wanted)
    })
}

#[actix_web::test]
async fn a_secret_is_told_once_and_kept_nowhere_in_the_clear() {
    on_both(async |region| {
        let admin = region.caller("bergen-admin").await;
        let receiver = Receiver::start().await;
        let new = json!({"url": receiver.url(), "description": "zzkjenneteikn"});
        let keyed = |path: String| admin.request("POST", &path).header("Idempotency-Key", path.clone()).json(&new);
        let made = Caller::send(keyed(WEBHOOKS.to_owned())).await.expect(201);
        let secrets = format!("{}/secrets", at(&made.json));
        let rotate = || Caller::send(admin.request("POST", &secrets).header("Idempotency-Key", "nykel"));
        let rotated = rotate().await.expect(200);
        let again = [Caller::send(keyed(WEBHOOKS.to_owned())).await.expect(201), rotate().await.expect(200)];
        for answer in again {
            assert_eq!(answer.header("idempotency-replayed"), Some("true"));
            assert_eq!(answer.json["secret"], json!(null), "not even under the same key");
        }
        party(region, "ein").await;
        assert_eq!(now(&admin, &made.json).await["secret"], json!(null));
        for answer in [made, rotated] {
            let text = answer.json["secret"].as_str().expect("told once");
            let bytes = BASE64.decode(text.strip_prefix("whsec_").unwrap().as_bytes()).unwrap();
            assert_eq!(bytes.len(), 32);
            if region.database().is_none() {
                let data = region.folder().join("data");
                assert!(holds(&data, b"zzkjenneteikn"), "what is kept would be found");
                for wanted in [text.as_bytes(), &text.as_bytes()[6..], &bytes] {
                    assert!(!holds(&data, wanted), "a secret at rest");
                }
            }
        }
        if let Some(database) = region.database() {
            let tables = ["webhook", "idempotency", "journal", "webhook_delivery", "webhook_queue"];
            let all: String = tables.iter().map(|table| dump(&mut database.owner(), table)).collect();
            // Bytes are shown as hexadecimal digits.
            let in_bytes = |text: &str| all.contains(&HEXLOWER.encode(text.as_bytes()));
            assert!(all.contains("zzkjenneteikn") && in_bytes("zzkjenneteikn"), "what is kept would be found");
            assert!(!all.contains("whsec_") && !in_bytes("whsec_"), "a secret at rest");
        }
    })
    .await;
}
