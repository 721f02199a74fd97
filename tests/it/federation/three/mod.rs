//! Three regions as they are run: processes of the program, each with its settings, its store and its peers, reached over
//! the network. `vest` and `aust` are on files, `nord` between them on PostgreSQL.
mod apart;
mod flaky;
mod killed;
mod moving;
mod newer;
mod pages;
mod place;
mod slow;
mod stopped;
mod up;

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::caller::{Answer, Caller};
use crate::region::Kind;

pub use place::Place;

/// What one request may take at each door, in seconds.
const DEADLINE: u64 = 5;
/// What a loaded machine may make of it.
const AT_MOST: Duration = Duration::from_secs(DEADLINE * 5);
/// After how many seconds what is known of a region is behind.
const BEHIND: u64 = 30;
/// How long anything is waited for.
const PATIENCE: Duration = Duration::from_secs(180);

const CASES: &str = "/v1/federation/cases";

/// Three regions that run, list one another and know of everything that is published; each is home of one community.
pub struct Stage {
    pub vest: Place,
    pub nord: Place,
    pub aust: Place,
}

impl Stage {
    /// Sets it up. `behind`: which of them the others reach by way of a wire that can be cut, slowed and bent.
    pub async fn set(behind: &[&str]) -> Self {
        let fjell = super::FJELL.replace("listing = \"members\"", "listing = \"public\"").replacen(
            "visibility = \"community\"\ndecisionRule",
            "visibility = \"public\"\ndecisionRule",
            1,
        );
        let wired = |name: &str| behind.contains(&name);
        let (vest, nord, aust) = tokio::join!(
            Place::build("vest", Kind::Files, ("bergen", super::BERGEN, "alver"), wired("vest")),
            Place::build("nord", Kind::Postgres, ("nordland", super::NORDLAND, "vagan"), wired("nord")),
            Place::build("aust", Kind::Files, ("fjell", &fjell, "fjellvik"), wired("aust")),
        );
        let stage = Self { vest, nord, aust };
        stage.introduce().await;
        stage
    }

    pub fn all(&self) -> [&Place; 3] {
        [&self.vest, &self.nord, &self.aust]
    }

    /// The others.
    pub fn but(&self, place: &Place) -> Vec<&Place> {
        self.all().into_iter().filter(|other| other.name != place.name).collect()
    }

    /// Has each list the others, lets the secretary of each write in every community, and publishes something in each.
    async fn introduce(&self) {
        tokio::join!(self.vest.start(), self.nord.start(), self.aust.start());
        // Before anybody follows it, so that nobody has to look twice.
        for place in self.all() {
            place.publish(0..2).await;
        }
        for place in [&self.nord, &self.vest, &self.aust] {
            self.listed_by(place, &self.but(place)).await;
        }
        for place in self.all() {
            let admin = place.admin().await;
            for writer in self.all() {
                let holder = json!({"kind": "identity", "issuer": writer.url, "subject": place::SECRETARY});
                let grant = json!({"role": "secretariat", "holder": holder});
                admin.post(&place.at("/grants"), &grant).await.expect(201);
            }
        }
        for place in self.all() {
            self.whole(place).await;
        }
    }

    /// Lists regions as peers of one, as its operator does: on files it is stopped for that.
    pub async fn listed_by(&self, place: &Place, peers: &[&Place]) {
        if place.kind == Kind::Files {
            place.stop().await;
        }
        for peer in peers {
            place.trust(peer).await;
        }
        if place.kind == Kind::Files {
            place.start().await;
        }
    }

    /// Waits until everything that is published anywhere can be read at a region.
    pub async fn whole(&self, at: &Place) -> Value {
        let all = self.all().map(|place| place.published.get()).iter().sum::<usize>();
        let of =
            |told: &Value| told["complete"] == true && told["items"].as_array().is_some_and(|items| items.len() == all);
        until(&format!("{all} cases are told by {} as everything there is", at.name), async || {
            let told = at.nobody().get(&format!("{CASES}?limit=100")).await.expect(200).json;
            if of(&told) { Ok(told) } else { Err(told["regions"].clone()) }
        })
        .await
    }
}

/// Waits until something holds; says what was seen last if it never does.
pub async fn until<T>(what: &str, wanted: impl AsyncFn() -> Result<T, Value>) -> T {
    let begun = Instant::now();
    loop {
        match wanted().await {
            Ok(found) => return found,
            Err(seen) => assert!(begun.elapsed() < PATIENCE, "{what}: {seen:#}"),
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Sends a request, which has to end in the door's time.
pub async fn in_time(request: reqwest::RequestBuilder) -> Answer {
    let begun = Instant::now();
    let answer = Caller::send(request).await;
    let took = begun.elapsed();
    assert!(took < AT_MOST, "{} {} after {took:?}", answer.status, answer.code());
    answer
}

/// Waits until a request is answered with this status and, where it is a problem, this code. Whatever comes before is one
/// of these problems, and comes in time.
pub async fn becomes(make: impl Fn() -> reqwest::RequestBuilder, status: u16, code: &str, before: &[&str]) -> Answer {
    until(&format!("{status} {code}"), async || {
        let answer = in_time(make()).await;
        if answer.status == status && answer.code() == code {
            return Ok(answer);
        }
        assert!(before.contains(&answer.code()), "{}: {:#}", answer.status, answer.json);
        Err(answer.json)
    })
    .await
}

/// The ids in a list's page.
pub fn ids(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().expect("items");
    items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

/// The regions of which not everything is told.
pub fn incomplete(page: &Value) -> Vec<&str> {
    let regions = page["regions"].as_array().expect("regions").iter();
    regions.filter(|region| region["complete"] == false).filter_map(|region| region["region"].as_str()).collect()
}
