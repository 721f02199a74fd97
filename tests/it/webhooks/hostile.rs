//! What a receiver may do, and what an address may lead to: each is a clear fault, and costs little.
use serde_json::{Value, json};

use super::{Manner, Receiver, WEBHOOKS, at, json_merge, on_both, party, tell, tries};
use crate::region::{Kind, Region, Wishes};

#[actix_web::test]
async fn whatever_a_receiver_does_is_a_clear_fault_and_the_rest_goes_on() {
    on_both(async |region| {
        let elsewhere = Receiver::start().await;
        let lures = [elsewhere.url(), "http://169.254.169.254/latest/meta-data".to_owned()];
        let redirects = lures.map(|to| (Manner::With(307, "location", to), json!(307), json!("redirect")));
        let (ok, none) = (json!(200), json!(null));
        let ways = [
            (Manner::Silence, none.clone(), json!("timed-out")),
            (Manner::Headers, none.clone(), json!("connection")),
            (Manner::HangUp, none.clone(), json!("connection")),
            (Manner::Status(401), json!(401), json!("status")),
            // It has said that it has the message; the rest is not waited for.
            (Manner::Trickle, ok.clone(), none.clone()),
            (Manner::Flood, ok, none),
        ];
        for (manner, status, fault) in redirects.into_iter().chain(ways) {
            let receiver = Receiver::start().await;
            receiver.answers(manner.clone());
            let webhook = tell(region, &receiver, json!({"state": "disabled"})).await;
            let admin = region.caller("bergen-admin").await;
            let came = admin.post(&format!("{}/tests", at(&webhook)), &json!(null)).await.expect(200).json;
            assert_eq!((&came["status"], &came["fault"]), (&status, &fault), "{manner:?}");
            // What stands in the buffers of both sides was taken by neither.
            assert!(receiver.flooded() < 64 << 20, "{manner:?}: {}", receiver.flooded());
        }
        assert!(elsewhere.seen().is_empty(), "nobody is redirected");
    })
    .await;
}

#[actix_web::test]
async fn a_receiver_may_ask_to_be_left_alone_for_a_while() {
    on_both(async |region| {
        let receiver = Receiver::start().await;
        receiver.answers(Manner::With(429, "retry-after", "20000".to_owned()));
        let webhook = tell(region, &receiver, json!({})).await;
        party(region, "ein").await;
        tries(region, &webhook, 1).await;
        // The second try would be due long before, but it was asked for later.
        region.turn_clock(15_000);
        let other = Receiver::start().await;
        let beside = tell(region, &other, json!({})).await;
        party(region, "to").await;
        tries(region, &beside, 1).await;
        assert_eq!(receiver.seen().len(), 1, "it is left alone");
        receiver.answers(Manner::Status(200));
        region.turn_clock(21_000);
        super::count(&receiver, 3).await;
    })
    .await;
}

/// Addresses that are refused where this machine may not be reached, and why.
const REFUSED: [(&str, &str); 22] = [
    ("http://mottak.example/", "malformed"),
    ("ftp://mottak.example/", "malformed"),
    ("mottak.example", "malformed"),
    ("https://", "malformed"),
    ("https://kari:loyndom@mottak.example/", "malformed"),
    ("https://mottak.example/#del", "malformed"),
    ("https://127.0.0.1/", "forbidden-network"),
    ("https://localhost/", "forbidden-network"),
    ("https://127.1/", "forbidden-network"),
    ("https://0x7f000001/", "forbidden-network"),
    ("https://2130706433/", "forbidden-network"),
    ("https://[::1]/", "forbidden-network"),
    ("https://[::ffff:127.0.0.1]/", "forbidden-network"),
    ("https://10.0.0.1/", "forbidden-network"),
    ("https://172.16.0.1/", "forbidden-network"),
    ("https://192.168.1.1/", "forbidden-network"),
    ("https://169.254.169.254/latest/meta-data", "forbidden-network"),
    ("https://100.64.0.1/", "forbidden-network"),
    ("https://[fd00::1]/", "forbidden-network"),
    ("https://[64:ff9b::a00:1]/", "forbidden-network"),
    ("https://[2002:a00:1::1]/", "forbidden-network"),
    ("https://0.0.0.0/", "forbidden-network"),
];

#[actix_web::test]
async fn an_address_that_leads_inwards_is_refused_where_it_is_entered() {
    for kind in [Kind::Files, Kind::Postgres] {
        let settings = "[webhooks]\nallow_loopback = false\nallowed_networks = [\"10.20.0.0/16\"]\n".to_owned();
        let region = Region::start(kind, &Wishes { settings, ..Wishes::default() }).await;
        let admin = region.caller("bergen-admin").await;
        let sound = json!({"url": "https://10.20.0.7/varsel"});
        let made = admin.post(WEBHOOKS, &sound).await.expect(201).json;
        let before = region.head("bergen").await;
        for (url, code) in REFUSED {
            let wanted = [("/url".to_owned(), code.to_owned())];
            let mut new: Value = sound.clone();
            json_merge(&mut new, json!({"url": url}));
            assert_eq!(admin.post(WEBHOOKS, &new).await.expect(422).faults(), wanted, "{url}");
            let changed = admin.patch(&at(&made), "*", &json!({"url": url})).await.expect(422);
            assert_eq!(changed.faults(), wanted, "{url}");
        }
        assert_eq!(region.head("bergen").await, before, "nothing was written");
        region.stop().await;
    }
}
