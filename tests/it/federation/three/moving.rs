//! A community moves between stores while the way to its old home comes and goes, and is written to by way of a third.
use std::cell::{Cell, RefCell};
use std::time::Duration;

use serde_json::Value;

use super::flaky::Mode;
use super::pages::{FLAPPING, flap};
use super::{PATIENCE, Place, Stage, in_time, until};
use crate::region::Kind;

/// How many writes are acknowledged by each home at least.
const EACH: usize = 4;

/// One that was acknowledged: under which key, by whom, and what it became.
struct Written {
    key: String,
    home: String,
    case: Value,
}

/// Runs one step of a move at a region: on files it is stopped for that.
async fn step(at: &Place, words: &[&str]) {
    if at.kind == Kind::Files {
        at.stop().await;
    }
    at.told(&[&["tenant", "move"], words].concat()).await;
    if at.kind == Kind::Files {
        at.start().await;
    }
}

/// Writes one case after the other at a door, each until it is acknowledged, for as long as it is polled.
async fn write(stage: &Stage, door: &Place, written: &RefCell<Vec<Written>>) {
    let writer = door.secretary().await;
    for number in 0.. {
        let key = format!("flytting-{number}");
        let begun = std::time::Instant::now();
        loop {
            let answer = in_time(stage.vest.report(&writer, &key)).await;
            if answer.status == 201 {
                let home = answer.header("helsefellesskap-region").expect("it says who").to_owned();
                written.borrow_mut().push(Written { key, home, case: answer.json["id"].clone() });
                break;
            }
            // Between the two homes there is none, and until it is known here who the new one is, the old one is asked.
            let is_known = FLAPPING.contains(&answer.code()) || ["moving", "loop-detected"].contains(&answer.code());
            assert!(is_known, "{}: {:#}", answer.status, answer.json);
            assert!(begun.elapsed() < PATIENCE, "nobody takes it: {:#}", answer.json);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// Moves the community, step by step.
async fn moved(from: &Place, to: &Place, name: &str) {
    let [file, receipt, deed] =
        ["move", "receipt", "deed"].map(|kind| from.file(&format!("{name}.{kind}")).display().to_string());
    step(from, &["begin", "bergen", "--to", to.name, "--out", &file]).await;
    step(to, &["accept", &file, "--out", &receipt]).await;
    step(from, &["finish", &receipt, "--out", &deed]).await;
    step(to, &["settle", &deed]).await;
}

#[actix_web::test]
async fn a_community_moves_there_and_back_and_every_acknowledged_write_with_it() {
    let stage = Stage::set(&["vest"]).await;
    let (vest, nord, aust) = (&stage.vest, &stage.nord, &stage.aust);
    let (wire, turns) = (vest.wire.as_ref().expect("it has one"), Cell::new(0));
    let written = RefCell::new(Vec::<Written>::new());
    let by = |home: &str, from: usize| written.borrow().iter().skip(from).filter(|it| it.home == home).count();
    let enough = async |home: &Place, from: usize| {
        until(&format!("{} takes what is written", home.name), async || {
            if by(home.name, from) >= EACH { Ok(()) } else { Err(Value::Null) }
        })
        .await;
    };
    let moving = async {
        enough(vest, 0).await;
        moved(vest, nord, "dit").await;
        enough(nord, 0).await;
        let before = written.borrow().len();
        moved(nord, vest, "heim").await;
        enough(vest, before).await;
    };
    tokio::select! {
        () = moving => {}
        () = write(&stage, aust, &written) => {}
        () = flap(wire, &turns, 7) => {}
    }
    wire.set(Mode::Passes);
    assert!(turns.get() > 0, "the way there came and went");
    let written = written.into_inner();
    // Never two homes at a time: who took the writes, in their order, without who took the one before.
    let mut homes: Vec<&str> = written.iter().map(|it| it.home.as_str()).collect();
    homes.dedup();
    assert_eq!(homes, ["vest", "nord", "vest"]);
    let secretary = vest.secretary().await;
    let cases = secretary.all(&vest.at("/cases?limit=100")).await;
    for Written { key, case, .. } in &written {
        let title = format!("Oppdikta melding {key}");
        let found: Vec<&Value> =
            cases.iter().filter(|case| case["title"] == title.as_str()).map(|it| &it["id"]).collect();
        assert_eq!(found, [case], "{key}");
    }
    // Every door finds it, and a write that is sent again is the one that was acknowledged, wherever it was taken.
    for door in stage.all() {
        let path = vest.at("/bodies?limit=2");
        until(&format!("{} finds it", door.name), async || {
            let told = in_time(door.nobody().request("GET", &path)).await;
            if told.status == 200 && told.header("helsefellesskap-region") == Some("vest") {
                Ok(())
            } else {
                Err(told.json)
            }
        })
        .await;
    }
    let writer = aust.secretary().await;
    for Written { key, case, .. } in &written {
        let again = in_time(vest.report(&writer, key)).await.expect(201);
        assert_eq!((&again.json["id"], again.header("idempotency-replayed")), (case, Some("true")), "{key}");
    }
    vest.stop().await;
    for place in [vest, nord] {
        place.told(&["journal", "verify"]).await;
    }
    vest.start().await;
    stage.whole(aust).await;
}
