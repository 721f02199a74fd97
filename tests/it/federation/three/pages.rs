//! Lists are read page by page while a region comes and goes.
use std::cell::Cell;
use std::time::Duration;

use super::flaky::{Mode, Wire};
use super::{CASES, Stage, ids, in_time};
use crate::caller::{Answer, Caller};

/// How many cases of each community there are when reading begins.
const CASES_EACH: usize = 8;
/// How often the wire is to have come and gone before the reading is over.
const TURNS: usize = 24;

/// What is passed on to a region that comes and goes is answered, or one of these; the last where its own time ran out.
pub const FLAPPING: [&str; 4] = ["peer-unavailable", "peer-answer-invalid", "peer-deadline", "deadline"];

/// Numbers that look like chance and are the same every time.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from one up to another.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        least + (self.0 >> 33) % (most - least)
    }
}

/// Cuts a wire and lets it through again, at moments that look like chance, for as long as it is polled.
pub async fn flap(wire: &Wire, turns: &Cell<usize>, seed: u64) {
    let mut dice = Dice::new(seed);
    loop {
        wire.set(Mode::Passes);
        tokio::time::sleep(Duration::from_millis(dice.between(100, 900))).await;
        wire.set(Mode::Cut);
        tokio::time::sleep(Duration::from_millis(dice.between(30, 500))).await;
        turns.set(turns.get() + 1);
    }
}

/// A page, asked for again until it comes. How often it did not is counted.
async fn page(make: impl Fn() -> reqwest::RequestBuilder, missed: &Cell<usize>) -> Answer {
    let begun = std::time::Instant::now();
    loop {
        let answer = in_time(make()).await;
        if answer.status == 200 {
            return answer;
        }
        missed.set(missed.get() + 1);
        assert!(FLAPPING.contains(&answer.code()), "{}: {:#}", answer.status, answer.json);
        assert!(begun.elapsed() < super::PATIENCE, "it never comes: {:#}", answer.json);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Every item of a list, page by page, each asked for again until it comes.
async fn read(caller: &Caller, path: &str, missed: &Cell<usize>) -> Vec<String> {
    let (mut seen, mut next) = (Vec::new(), Some(path.to_owned()));
    while let Some(path) = next {
        let page = page(|| caller.request("GET", &path), missed).await.json;
        seen.extend(ids(&page));
        next = page["next"].as_str().map(str::to_owned);
    }
    seen
}

/// What was there the whole time is there once, and in its order.
fn assert_whole(seen: &[String], before: &[String]) {
    let kept: Vec<&String> = seen.iter().filter(|id| before.contains(id)).collect();
    assert_eq!(kept, before.iter().collect::<Vec<_>>());
    let once: std::collections::HashSet<_> = seen.iter().collect();
    assert_eq!(once.len(), seen.len(), "nothing twice: {seen:#?}");
}

#[actix_web::test]
async fn what_is_there_is_told_once_and_in_order_while_its_region_comes_and_goes() {
    let stage = Stage::set(&["aust"]).await;
    let (vest, nord, aust) = (&stage.vest, &stage.nord, &stage.aust);
    for place in [vest, aust] {
        place.publish(2..CASES_EACH).await;
    }
    let before = ids(&stage.whole(vest).await);
    let list = aust.at("/cases?limit=2");
    let [never, missed] = [Cell::new(0), Cell::new(0)];
    let at_home = read(&aust.nobody(), &list, &never).await;
    assert_eq!(at_home.len(), CASES_EACH);
    let (wire, turns) = (aust.wire.as_ref().expect("it has one"), Cell::new(0));
    let reading = async {
        let mut number = CASES_EACH;
        while turns.get() < TURNS || missed.get() == 0 {
            let (together, path, door) = (vest.nobody(), format!("{CASES}?limit=3"), nord.nobody());
            let shared = read(&together, &path, &never);
            let passed_on = read(&door, &list, &missed);
            let publishing = async {
                aust.publish(number..number + 1).await;
                vest.publish(number..number + 1).await;
            };
            let (shared, passed_on, ()) = tokio::join!(shared, passed_on, publishing);
            assert_whole(&shared, &before);
            assert_whole(&passed_on, &at_home);
            number += 1;
        }
    };
    tokio::select! {
        () = reading => {}
        () = flap(wire, &turns, 20_261_122) => {}
    }
    wire.set(Mode::Passes);
    assert_eq!(never.get(), 0, "what is kept here is there");
    for region in stage.all() {
        let told = ids(&stage.whole(region).await);
        assert_whole(&told, &before);
    }
}
