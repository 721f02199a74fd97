//! Acts in any order, over HTTP and by meetings: nothing but what is allowed is done, no version is lost, and the bodies'
//! numbers follow one another.
use std::collections::BTreeMap;

use domain::{CaseAct, CaseId, CaseState, MeetingId, Outcome, Words as _};
use persistence::StoreError;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::{CASES, meeting, reported, transition};
use crate::caller::Caller;
use crate::manners::{rows, soon, today, writer};
use crate::region::{Region, on_both};
use crate::seated::text;

const BODIES: [&str; 3] = ["ssu", "ou-voss", "ou-bergen"];
const CASES_TRIED: usize = 20;

/// A step on a case: a word of somebody's, or what a meeting does with it.
#[derive(Debug, Clone, Copy)]
struct Step {
    case: usize,
    to: CaseState,
    pick: usize,
}

fn steps() -> Vec<Step> {
    let words = prop::sample::select(CaseState::ALL);
    let step = (0..CASES_TRIED, words, 0..30_usize).prop_map(|(case, to, pick)| Step { case, to, pick });
    let mut runner = TestRunner::deterministic();
    prop::collection::vec(step, 220).new_tree(&mut runner).expect("steps").current()
}

/// What is asked for, and asked so that only the state may stand in the way.
fn asked(step: Step, goal: &Value) -> Value {
    let reason = "Oppdikta grunn.";
    match step.to {
        CaseState::Accepted if step.pick.is_multiple_of(4) => {
            json!({"to": step.to, "bodies": BODIES, "reason": reason})
        }
        CaseState::Accepted => json!({"to": step.to, "bodies": [BODIES[step.pick % 3]], "reason": reason}),
        CaseState::Forwarded => json!({"to": step.to, "body": BODIES[step.pick % 3]}),
        CaseState::Merged => json!({"to": step.to, "into": goal}),
        to => json!({"to": to, "reason": reason}),
    }
}

/// A meeting takes a case up and treats it, if it can.
async fn treated(region: &Region, id: CaseId, met: MeetingId, pick: usize) -> bool {
    let scope = rows(region, "bergen").await;
    let done = scope.write::<_, StoreError>(soon(), writer(region), move |tx| {
        let old = tx.cases().get(id)?;
        let Some(stop) = old.value.stops.get(pick % old.value.stops.len().max(1)).map(|stop| stop.id) else {
            return Ok(false);
        };
        let (now, outcome) = (old.value.changed_at, Outcome::ALL[pick % Outcome::ALL.len()]);
        let scheduled = old.value.apply(CaseAct::Schedule { stop, meeting: met }, None, now);
        let Ok(treated) = scheduled.and_then(|case| case.apply(CaseAct::Treat { stop, outcome }, None, now)) else {
            return Ok(false);
        };
        tx.cases().change(&old, &treated)?;
        Ok(true)
    });
    done.await.expect("the meeting is over")
}

async fn told(caller: &Caller, address: &str) -> Value {
    caller.get(address).await.expect(200).json
}

#[actix_web::test]
async fn no_order_of_acts_loses_a_version_or_a_number() {
    on_both(async |region| {
        let secretariat = region.caller("bergen-secretariat").await;
        let met = meeting(region, "bergen", "ssu", |_| ()).await;
        let goal = reported(&secretariat, &json!({"title": "Målet (oppdikta)"})).await;
        let goal = told(&secretariat, &goal).await["id"].clone();
        let mut addresses = Vec::new();
        for _ in 0..CASES_TRIED {
            addresses.push(reported(&secretariat, &json!({"title": "Oppdikta sak"})).await);
        }
        let mut done = 0;
        for step in steps() {
            let address = &addresses[step.case];
            let before = told(&secretariat, address).await;
            let version = before["version"].as_i64().unwrap();
            if matches!(step.to, CaseState::Scheduled | CaseState::Treated) {
                let id = CaseId::parse(&text(&before["id"])).unwrap();
                let changed = i64::from(treated(region, id, met, step.pick).await) * 2;
                assert_eq!(told(&secretariat, address).await["version"], version + changed);
                continue;
            }
            let allowed = before["allowed"].as_array().unwrap().contains(&json!(step.to));
            let answer = transition(&secretariat, address, &asked(step, &goal)).await;
            assert_eq!(answer.status, if allowed { 200 } else { 409 }, "{step:?} of {before}: {}", answer.json);
            let after = told(&secretariat, address).await;
            if !allowed {
                assert_eq!(after, before, "a refused step does nothing");
                continue;
            }
            done += 1;
            assert_eq!(after, answer.json);
            assert_eq!(after["version"], version + 1);
            let (old, new) = (before["history"].as_array().unwrap(), after["history"].as_array().unwrap());
            assert!(new.len() > old.len() && new.starts_with(old), "its way is only added to");
            let numbers = |case: &Value| -> Vec<Value> {
                case["stops"].as_array().unwrap().iter().map(|stop| stop["number"].clone()).collect()
            };
            assert!(numbers(&after).starts_with(&numbers(&before)), "a number stays");
        }
        assert!(done > 20, "{done} steps were allowed");
        let mut by_body: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for case in secretariat.all(CASES).await {
            for stop in case["stops"].as_array().unwrap() {
                by_body.entry(text(&stop["body"])).or_default().push(text(&stop["number"]));
            }
        }
        let year = today(region).year();
        for (body, mut numbers) in by_body {
            numbers.sort_by_key(|number| number.split('-').next().unwrap().parse::<u32>().unwrap());
            let wanted: Vec<_> = (1..=numbers.len()).map(|running| format!("{running}-{year}")).collect();
            assert_eq!(numbers, wanted, "of {body}");
        }
        let faults = rows(region, "bergen").await.read::<_, StoreError>(soon(), |tx| tx.verify(&[])).await;
        assert_eq!(faults.expect("verified"), []);
    })
    .await;
}
