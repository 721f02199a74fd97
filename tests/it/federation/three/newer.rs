//! A region that has gone on to a contract which this version does not speak.
use std::sync::Arc;

use api::auth::Keys;
use api::federation::document::{ADDRESS, Document, Kind, Signed};
use api::federation::signature::{Fields, Request, Response, Signer, content_digest, sign_response};
use api::node::Clock;
use serde_json::json;

use super::flaky::{Bend, Mode, Wire};
use super::{CASES, Place, Stage, becomes, ids, in_time, incomplete, until};
use crate::caller::Caller;

/// How often the two others look at its directory while they are tried: more often than they follow what is published.
const LOOKS: usize = 6;

/// Waits until something is asked so many times more over the wire.
async fn asked_again(wire: &Wire, what: &str, times: usize, why: &str) {
    let before = wire.asked(what);
    until(why, async || {
        let now = wire.asked(what);
        if now >= before + times { Ok(()) } else { Err(json!({"before": before, "now": now})) }
    })
    .await;
}

/// Its directory, as a region of a later version would sign it with the same keys.
fn of_a_later_version(place: &Place) -> Bend {
    let (folder, name, url) = (place.file("keys"), place.name, place.url.clone());
    Arc::new(move |head, body| {
        let now = Clock::default().now();
        let ring = Keys::open(&folder, now).expect("it has keys").node();
        let mut document: Document = serde_json::from_slice(body).expect("a directory");
        let mut record = document.region.record.clone();
        record["apiVersion"] = "99.1.0".into();
        record["minimumPeerVersion"] = "99.0.0".into();
        document.region = Signed::new(Kind::Region, &record, ring.accepted(now)).expect("signed");
        let bytes = serde_json::to_vec(&document).expect("JSON");
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        let fields = Fields::of(lines.map(|(name, value)| (name, value.as_bytes())));
        let target = format!("{url}{ADDRESS}");
        let request = Request { method: "GET".into(), target, fields };
        let fields = Fields::default().and("content-digest", content_digest(&bytes));
        let response = Response { status: 200, fields, to: &request };
        let kid = format!("{name}/{}", ring.current.kid);
        let made = sign_response(&response, Signer { kid: &kid, key: &ring.current.secret, now }).expect("signed");
        let get = |name: &str| made.get(name).or_else(|| response.fields.get(name)).expect("it is there");
        let fields =
            ["content-digest", "signature-input", "signature"].map(|name| format!("{name}: {}\r\n", get(name)));
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n{}\r\n",
            bytes.len(),
            fields.concat(),
        );
        [head.into_bytes(), bytes].concat()
    })
}

#[actix_web::test]
async fn a_region_that_needs_a_newer_version_is_asked_nothing_until_it_understands_this_one() {
    let stage = Stage::set(&["aust"]).await;
    let (vest, nord, aust) = (&stage.vest, &stage.nord, &stage.aust);
    let before = ids(&stage.whole(vest).await);
    let wire = aust.wire.as_ref().expect("it has one");
    asked_again(wire, "/changes?", 1, "it is followed").await;
    wire.set(Mode::Bends(of_a_later_version(aust)));
    for other in [vest, nord] {
        until(&format!("{} finds it out", other.name), async || {
            let seen = other.seen(aust).await;
            let found = seen["details"]["fault"] == "too-old" && seen["reachable"] == false;
            if found { Ok(()) } else { Err(seen) }
        })
        .await;
    }
    for other in [vest, nord] {
        let writer = other.secretary().await;
        let reading = || other.nobody().request("GET", &aust.at("/bodies?limit=7"));
        becomes(reading, 503, "peer-unavailable", &[]).await;
        let refused = in_time(aust.report(&writer, "for-ny")).await.expect(503);
        assert_eq!(refused.code(), "peer-unavailable");
        in_time(other.nobody().request("GET", &other.at("/bodies"))).await.expect(200);
    }
    assert_eq!((wire.asked("/bodies?limit=7"), wire.asked("POST /v1/tenants/fjell/cases")), (0, 0), "it is left alone");
    // Who was following it when it was found out has come to an end by now.
    asked_again(wire, ADDRESS, LOOKS, "its directory is looked at").await;
    // Published where nobody looks any more: its directory is looked at time and again, and nothing else.
    aust.publish(2..3).await;
    let (looked, followed) = (wire.asked(ADDRESS), wire.asked("/changes?"));
    for (other, home) in [(vest, nord), (nord, vest)] {
        in_time(other.nobody().request("GET", &home.at("/bodies"))).await.expect(200);
        until(&format!("{} names it", other.name), async || {
            let told = other.nobody().get(&format!("{CASES}?limit=100")).await.expect(200).json;
            assert_eq!(ids(&told), before, "what was replicated is told, and nothing later");
            let is_looked_at = wire.asked(ADDRESS) >= looked + LOOKS;
            if is_looked_at && incomplete(&told) == ["aust"] { Ok(()) } else { Err(told["regions"].clone()) }
        })
        .await;
        let strictly = other.nobody().request("GET", CASES).header("Prefer", "handling=strict");
        assert_eq!(Caller::send(strictly).await.expect(503).code(), "shared-incomplete");
    }
    assert_eq!(wire.asked("/changes?"), followed);

    // The others were brought up to date: what it says they need, they are.
    wire.set(Mode::Passes);
    for other in [vest, nord] {
        let writer = other.secretary().await;
        becomes(|| aust.report(&writer, "for-ny"), 201, "", &["peer-unavailable"]).await;
        assert_eq!(other.seen(aust).await["details"]["fault"], json!(null));
        let now = ids(&stage.whole(other).await);
        assert!(before.iter().all(|id| now.contains(id)) && now.len() == before.len() + 1);
    }
}
