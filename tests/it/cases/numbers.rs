//! Numbers of cases: given once, without a gap, whoever asks at once.
use std::collections::BTreeSet;

use domain::{CaseState, StopState};
use serde_json::json;

use super::{CASES, reported, transition};
use crate::manners::today;
use crate::matters::{case, keep, number, stop};
use crate::region::on_both;
use crate::seated::{body_id, text};

#[actix_web::test]
async fn cases_taken_in_at_once_get_numbers_without_a_gap() {
    on_both(async |region| {
        let secretariat = region.caller("bergen-secretariat").await;
        let mut asked = Vec::new();
        for _ in 0..20 {
            let address = reported(&secretariat, &json!({"title": "Oppdikta sak", "body": "ou-voss"})).await;
            let secretariat = secretariat.clone();
            asked.push((address, secretariat));
        }
        let tasks: Vec<_> = asked
            .into_iter()
            .map(|(address, caller)| {
                actix_web::rt::spawn(async move {
                    transition(&caller, &address, &json!({"to": "accepted"})).await.expect(200).json
                })
            })
            .collect();
        let mut given = BTreeSet::new();
        for task in tasks {
            given.insert(text(&task.await.unwrap()["stops"][0]["number"]));
        }
        let year = today(region).year();
        assert_eq!(given, (1..=20).map(|running| format!("{running}-{year}")).collect());
        assert_eq!(secretariat.all(&format!("{CASES}?body=ou-voss&state=accepted")).await.len(), 20);
    })
    .await;
}

#[actix_web::test]
async fn a_number_from_elsewhere_is_counted_and_a_year_begins_anew() {
    on_both(async |region| {
        let body = body_id(region, "bergen", "ssu").await;
        let year = today(region).year();
        let imported = number(&format!("041-{year}"), year, 41);
        let kept =
            case(region, "Frå før (oppdikta)", CaseState::Treated, vec![stop(body, imported, StopState::Treated)]);
        keep(region, "bergen", &kept).await;
        let next = async || {
            let secretariat = region.caller("bergen-secretariat").await;
            let address = reported(&secretariat, &json!({"title": "Oppdikta sak", "body": "ssu"})).await;
            let told = transition(&secretariat, &address, &json!({"to": "accepted"})).await.expect(200).json;
            text(&told["stops"][0]["number"])
        };
        assert_eq!(next().await, format!("42-{year}"));
        region.turn_clock(366 * 24 * 60 * 60);
        let year = today(region).year();
        assert_eq!([next().await, next().await], [format!("1-{year}"), format!("2-{year}")]);
    })
    .await;
}
