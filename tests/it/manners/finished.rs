//! Finished answers to callers without a token: read once, for nobody else, and never older than what is written.
use domain::Date;
use serde_json::json;

use super::{PARTIES, head, hide_parties, party, seconds_to_midnight, today};
use crate::caller::{Answer, Caller};
use crate::region::{Region, on_both};

const STRUCTURE: &str = "/v1/tenants/bergen/structure";
const PICTURE: &str = "/v1/tenants/bergen/structure.svg";

/// An address, and a header of the request.
type Ask = (&'static str, (&'static str, &'static str));

/// Published answers of every kind, in every form they are asked for.
const ASKS: [Ask; 8] = [
    (PARTIES, ("Accept", "*/*")),
    ("/v1/tenants/bergen/parties?limit=2", ("Accept", "*/*")),
    (PARTIES, ("Accept-Encoding", "gzip")),
    (PARTIES, ("Accept-Language", "en")),
    (PARTIES, ("Prefer", "return=total-count")),
    (STRUCTURE, ("Accept-Encoding", "gzip")),
    (PICTURE, ("Accept-Language", "nb")),
    (PICTURE, ("Accept-Language", "en")),
];

async fn ask(caller: &Caller, (path, (name, value)): Ask) -> Answer {
    Caller::send(caller.request("GET", path).header(name, value)).await
}

/// What the answer itself is, without what belongs to the moment it was sent.
fn told(answer: &Answer) -> (Vec<Option<&str>>, &[u8]) {
    let names = [
        "cache-control",
        "content-encoding",
        "content-language",
        "content-length",
        "content-type",
        "etag",
        "link",
        "preference-applied",
        "vary",
    ];
    (names.into_iter().map(|name| answer.header(name)).collect(), &answer.bytes)
}

#[actix_web::test]
async fn what_is_published_is_read_once_and_told_again_to_the_byte() {
    on_both(async |region| {
        let nobody = region.nobody();
        let mut first = Vec::new();
        for each in ASKS {
            first.push(ask(&nobody, each).await.expect(200));
        }
        assert!(first[1].header("link").is_some() && first[4].header("preference-applied").is_some());
        assert_eq!(first[5].header("content-encoding"), Some("gzip"));
        assert_ne!(first[6].bytes, first[7].bytes);
        hide_parties(region).await;
        for (each, first) in ASKS.into_iter().zip(&first) {
            assert_eq!(told(&ask(&nobody, each).await.expect(200)), told(first), "{each:?}");
        }
        let unasked = [(STRUCTURE, ("Accept-Language", "en")), ("/v1/tenants/bergen/parties?limit=3", ASKS[0].1)];
        for each in unasked {
            ask(&nobody, each).await.expect(500);
        }
    })
    .await;
}

#[actix_web::test]
async fn whoever_says_who_they_are_neither_gets_nor_leaves_a_finished_answer() {
    on_both(async |region| {
        let (nobody, stranger) = (region.nobody(), region.stranger().await);
        let published = nobody.get(PARTIES).await.expect(200);
        // The stranger sees what is published and nothing else.
        assert_eq!(stranger.get(PARTIES).await.expect(200).etag(), published.etag());
        let admin = region.caller("bergen-admin").await;
        for caller in [&stranger, &admin] {
            caller.get(STRUCTURE).await.expect(200);
        }
        hide_parties(region).await;
        for caller in [&stranger, &admin] {
            caller.get(PARTIES).await.expect(500);
        }
        nobody.get(STRUCTURE).await.expect(500);
        nobody.get(PARTIES).await.expect(200);
    })
    .await;
}

#[actix_web::test]
async fn what_is_written_is_told_to_the_next_who_asks() {
    on_both(async |region| {
        let (nobody, admin, operator) = (region.nobody(), region.caller("bergen-admin").await, region.operator().await);
        let all = format!("{PARTIES}?limit=100");
        let tells = async |path: &str, text: &str| {
            let answer = nobody.get(path).await.expect(200);
            String::from_utf8_lossy(&answer.bytes).contains(text)
        };
        for path in [all.as_str(), STRUCTURE] {
            assert!(!tells(path, "Heilt ny").await, "{path}");
        }
        let made = admin.post(PARTIES, &party("heilt-ny", "Heilt ny")).await.expect(201);
        for path in [all.as_str(), STRUCTURE] {
            assert!(tells(path, "Heilt ny").await, "{path}");
        }
        let address = made.header("location").unwrap();
        admin.patch(address, "*", &json!({"names": {"nb": "Omdøypt", "nn": "Omdøypt"}})).await.expect(200);
        assert!(tells(&all, "Omdøypt").await && !tells(&all, "Heilt ny").await);

        // What the registry says of the community is no entry of its own journal.
        let names = json!({"names": {"nb": "Vestland samla", "nn": "Vestland samla"}});
        for path in ["/v1/tenants", STRUCTURE, PICTURE] {
            assert!(!tells(path, "Vestland samla").await, "{path}");
        }
        operator.patch("/v1/tenants/bergen", "*", &names).await.expect(200);
        for path in ["/v1/tenants", STRUCTURE, PICTURE] {
            assert!(tells(path, "Vestland samla").await, "{path}");
        }
        operator.patch("/v1/tenants/bergen", "*", &json!({"listing": "members"})).await.expect(200);
        nobody.get(&all).await.expect(404);
        assert!(!tells("/v1/tenants", "Vestland samla").await);
    })
    .await;
}

#[actix_web::test]
async fn a_new_day_is_told_without_a_write() {
    on_both(async |region| {
        let (nobody, admin) = (region.nobody(), region.caller("bergen-admin").await);
        let day = today(region);
        let mut tomorrows = party("i-morgon", "I morgon");
        tomorrows["validFrom"] = json!(day.tomorrow().unwrap().to_string());
        admin.post(PARTIES, &tomorrows).await.expect(201);
        let seen = async |region: &Region, day: Date| {
            let structure = nobody.get(STRUCTURE).await.expect(200).json;
            assert_eq!((&structure["at"], today(region)), (&json!(day.to_string()), day));
            structure["parties"].as_array().unwrap().iter().any(|party| party["key"] == "i-morgon")
        };
        let generation = head(region, "bergen").await;
        assert!(!seen(region, day).await);
        region.turn_clock(seconds_to_midnight(region) + 60);
        assert!(seen(region, day.tomorrow().unwrap()).await);
        assert_eq!(head(region, "bergen").await, generation, "nothing was written");
    })
    .await;
}
