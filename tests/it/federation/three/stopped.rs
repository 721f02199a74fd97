//! A region stands still: its address is there, and nothing answers.
use serde_json::json;

use super::{CASES, Stage, becomes, ids, in_time, incomplete, until};
use crate::caller::Caller;

const SILENT: [&str; 2] = ["peer-deadline", "peer-unavailable"];

#[actix_web::test]
async fn a_region_that_stands_still_holds_up_nobody_and_is_named_until_it_goes_on() {
    let stage = Stage::set(&[]).await;
    let (vest, nord, aust) = (&stage.vest, &stage.nord, &stage.aust);
    let before = ids(&stage.whole(vest).await);
    nord.signal("STOP");
    let hanging: Vec<_> =
        (0..6).map(|_| actix_web::rt::spawn(in_time(vest.nobody().request("GET", &nord.at("/bodies"))))).collect();
    // What is at home here and in the third region is read and written meanwhile.
    let writer = vest.secretary().await;
    for (number, home) in [vest, aust, vest, aust].into_iter().enumerate() {
        in_time(vest.nobody().request("GET", &home.at("/bodies"))).await.expect(200);
        in_time(home.report(&writer, &format!("medan-{number}"))).await.expect(201);
    }
    for answer in hanging {
        let answer = answer.await.expect("it ends");
        assert!(answer.status == 504 && answer.code() == "peer-deadline", "{}: {:#}", answer.status, answer.json);
    }
    // It is left alone from now on, and what it is asked ends at once; a write as well, and nothing of it is done.
    let reading = || vest.nobody().request("GET", &nord.at("/bodies"));
    becomes(reading, 503, "peer-unavailable", &SILENT).await;
    let told = in_time(nord.report(&writer, "til-ingen")).await;
    assert!(SILENT.contains(&told.code()), "{}: {:#}", told.status, told.json);
    let breaker = vest.seen(nord).await["details"]["breaker"].clone();
    assert!(breaker == "open" || breaker == "half-open", "{breaker}");

    for region in [vest, aust] {
        until(&format!("{} names it", region.name), async || {
            let told = region.nobody().get(&format!("{CASES}?limit=100")).await.expect(200).json;
            assert_eq!(ids(&told), before, "what was replicated is told");
            if incomplete(&told) == ["nord"] && told["complete"] == false {
                Ok(())
            } else {
                Err(told["regions"].clone())
            }
        })
        .await;
        let strictly = || region.nobody().request("GET", CASES).header("Prefer", "handling=strict");
        let refused = Caller::send(strictly()).await.expect(503);
        assert_eq!(refused.code(), "shared-incomplete");
        let told = region.nobody().get(CASES).await.expect(200).json;
        let nord = told["regions"].as_array().expect("regions").iter().find(|told| told["region"] == "nord");
        let nord = nord.expect("it is named");
        assert_eq!((&nord["freshness"], &nord["leftOut"]), (&json!("behind"), &json!([])), "{nord:#}");
    }

    nord.signal("CONT");
    becomes(reading, 200, "", &SILENT).await;
    assert_eq!(vest.seen(nord).await["details"]["breaker"], "closed");
    in_time(nord.report(&writer, "til-ingen")).await.expect(201);
    for region in stage.all() {
        assert_eq!(ids(&stage.whole(region).await), before);
    }
}
