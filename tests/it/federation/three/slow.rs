//! A region is far away, or the way there is bad.
use std::time::Duration;

use super::flaky::Mode;
use super::{DEADLINE, Stage, becomes, in_time};

#[actix_web::test]
async fn a_region_that_is_slow_is_waited_for_as_long_as_there_is_time_and_nobody_else_waits() {
    let stage = Stage::set(&["aust"]).await;
    let (vest, nord, aust) = (&stage.vest, &stage.nord, &stage.aust);
    let wire = aust.wire.as_ref().expect("it has one");
    wire.set(Mode::Slows(Duration::from_millis(700)));
    for door in [vest, nord] {
        let reading = || door.nobody().request("GET", &aust.at("/bodies"));
        becomes(reading, 200, "", &["peer-deadline", "peer-unavailable"]).await;
        // The way from there is as long, and it is not the way that is slow.
        in_time(aust.nobody().request("GET", &door.at("/bodies"))).await.expect(200);
    }

    wire.set(Mode::Slows(Duration::from_secs(DEADLINE * 20)));
    let writer = vest.secretary().await;
    let late = [
        actix_web::rt::spawn(in_time(vest.nobody().request("GET", &aust.at("/bodies")))),
        actix_web::rt::spawn(in_time(aust.report(&writer, "seint"))),
    ];
    in_time(vest.nobody().request("GET", &vest.at("/bodies"))).await.expect(200);
    assert!(late.iter().all(|asked| !asked.is_finished()), "what is at home here waits for nobody");
    in_time(vest.nobody().request("GET", &nord.at("/bodies"))).await.expect(200);
    for asked in late {
        let answer = asked.await.expect("it ends");
        assert!(answer.status == 504 && answer.code() == "peer-deadline", "{}: {:#}", answer.status, answer.json);
    }

    wire.set(Mode::Passes);
    // What was not known to be done is done once.
    let again = || aust.report(&writer, "seint");
    let first = becomes(again, 201, "", &["peer-deadline", "peer-unavailable", "peer-answer-invalid"]).await;
    let second = in_time(again()).await.expect(201);
    assert_eq!(second.json, first.json);
    stage.whole(vest).await;
}
