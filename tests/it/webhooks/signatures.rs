//! Signatures, as those verify them who receive them.
use serde_json::json;

use super::{Receiver, at, count, now, on_both, party, tell, verified};

#[actix_web::test]
async fn messages_verify_with_the_libraries_of_others() {
    on_both(async |region| {
        let (shared, paired) = (Receiver::start().await, Receiver::start().await);
        let by_secret = tell(region, &shared, json!({})).await;
        let by_key = tell(region, &paired, json!({"signing": "ed25519"})).await;
        let secret = by_secret["secret"].as_str().expect("shown once");
        let public = by_key["keys"][0]["publicKey"].as_str().expect("always shown");
        assert!(secret.starts_with("whsec_") && public.starts_with("whpk_"), "{by_secret} {by_key}");
        assert_eq!((&by_key["secret"], &by_secret["keys"][0]["publicKey"]), (&json!(null), &json!(null)));
        for key in ["ein", "to", "tre"] {
            party(region, key).await;
        }
        count(&shared, 3).await;
        count(&paired, 3).await;
        let (shared, paired) = (shared.seen(), paired.seen());
        let shared = shared.iter().map(|each| (each, "secret", secret, true));
        let paired = paired.iter().map(|each| (each, "publicKey", public, true));
        verified(&shared.chain(paired).collect::<Vec<_>>());
        let admin = region.caller("bergen-admin").await;
        assert_eq!(now(&admin, &by_secret).await["secret"], json!(null), "it is shown once");
        assert_eq!(now(&admin, &by_key).await["keys"][0]["publicKey"], public);
    })
    .await;
}

#[actix_web::test]
async fn an_old_secret_signs_beside_the_new_one_for_a_day() {
    on_both(async |region| {
        for (signing, member) in [("hmac", "secret"), ("ed25519", "publicKey")] {
            let receiver = Receiver::start().await;
            let first = tell(region, &receiver, json!({"signing": signing})).await;
            let admin = region.caller("bergen-admin").await;
            let second = admin.post(&format!("{}/secrets", at(&first)), &json!(null)).await.expect(200).json;
            let key = |answer: &serde_json::Value| {
                let key = if signing == "hmac" { &answer["secret"] } else { &answer["keys"][0]["publicKey"] };
                key.as_str().expect("a key").to_owned()
            };
            let (old, new) = (key(&first), key(&second));
            assert_ne!(old, new);
            assert_eq!(second["keys"].as_array().unwrap().len(), 2);
            party(region, &format!("{signing}-ein")).await;
            count(&receiver, 1).await;
            let both = receiver.seen();
            assert_eq!(both[0].headers["webhook-signature"].split(' ').count(), 2);
            verified(&[(&both[0], member, &old, true), (&both[0], member, &new, true)]);
            // A day later the old one is over. Who verifies would refuse the time of a turned clock, so the signatures
            // are counted.
            region.turn_clock(24 * 3600 + 60);
            party(region, &format!("{signing}-to")).await;
            count(&receiver, 2).await;
            assert_eq!(receiver.seen()[1].headers["webhook-signature"].split(' ').count(), 1);
            region.turn_clock(0);
        }
    })
    .await;
}

#[actix_web::test]
async fn at_most_four_keys_sign_and_no_more_are_made() {
    on_both(async |region| {
        let receiver = Receiver::start().await;
        let webhook = tell(region, &receiver, json!({})).await;
        let (admin, secrets) = (region.caller("bergen-admin").await, format!("{}/secrets", at(&webhook)));
        for _ in 0..3 {
            admin.post(&secrets, &json!(null)).await.expect(200);
        }
        assert_eq!(admin.post(&secrets, &json!(null)).await.expect(409).code(), "conflict");
        assert_eq!(now(&admin, &webhook).await["keys"].as_array().unwrap().len(), 4);
    })
    .await;
}
