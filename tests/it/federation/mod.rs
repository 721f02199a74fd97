//! Regions that act as one: several in this process, each with a store of its own, that know one another by address.
mod commands;
mod digests;
mod directory;
mod doors;
mod entered;
mod failing;
mod figures;
mod forged;
mod hidden;
mod hops;
mod letter;
mod oracle;
mod private;
mod same_rights;
pub mod shared;
mod silence;
mod stand;
mod streams;
#[cfg(unix)]
mod three;
mod trust;

use std::cell::Cell;
use std::time::{Duration, Instant};

use api::boot::operator;
use api::federation::{Trust, introduce, list_peer, pull_due, remove_peer};
use domain::{Key, Line};
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::region::{Kind, Region, Wishes};

/// Regions that can reach one another, and one time for all of them.
pub struct Regions {
    /// Them, in the order of their names.
    pub all: Vec<Region>,
    turned: Cell<i64>,
}

pub const BERGEN: &str = include_str!("../../../tenants/bergen.toml");
pub const NORDLAND: &str = include_str!("../../../tenants/nordland.toml");
pub const FJELL: &str = include_str!("../fjell.toml");

pub fn key(text: &str) -> Key {
    Key::parse(text).expect("a key")
}

pub fn soon() -> Instant {
    Instant::now() + Duration::from_secs(60)
}

/// Runs a test with `vest` on either store and the others on the other one.
pub async fn on_either(names: &[&'static str], test: impl AsyncFn(&Regions)) {
    on_either_with(names, "", test).await;
}

/// The same with these settings in each.
pub async fn on_either_with(names: &[&'static str], settings: &str, test: impl AsyncFn(&Regions)) {
    for (first, others) in [(Kind::Files, Kind::Postgres), (Kind::Postgres, Kind::Files)] {
        println!("on {first:?} and {others:?}");
        let mut all = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let wishes = Wishes { name, reachable: true, settings: settings.to_owned(), ..Wishes::default() };
            all.push(Region::empty(if at == 0 { first } else { others }, &wishes).await);
        }
        let regions = Regions::of(all);
        test(&regions).await;
        for region in &regions.all {
            region.stop().await;
        }
    }
}

impl Regions {
    /// These, all at the same time.
    pub fn of(all: Vec<Region>) -> Self {
        Self { all, turned: Cell::new(0) }
    }

    pub fn vest(&self) -> &Region {
        &self.all[0]
    }

    pub fn nord(&self) -> &Region {
        &self.all[1]
    }

    /// Lets time pass everywhere.
    pub fn later(&self, seconds: i64) {
        self.turned.set(self.turned.get() + seconds);
        self.all.iter().for_each(|region| region.turn_clock(self.turned.get()));
    }

    /// `vest` and `nord` list one another, each with what may be at home in the other.
    pub async fn befriend(&self, in_nord: &[&str]) {
        trust(self.vest(), self.nord(), in_nord).await;
        trust(self.nord(), self.vest(), &["bergen"]).await;
    }

    /// Fetches at `vest`, time and again, until what is seen of the first peer there is as wanted. Documents are kept for a
    /// moment, and silent peers are not asked at once.
    pub async fn until(&self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            self.later(120);
            pull_due(&self.vest().node).await.expect("the store answers");
            let seen = seen(self.vest()).await;
            if wanted(&seen["peers"][0]) {
                return seen["peers"][0].clone();
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "{what}: {seen:#}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// What a region's operator sees of its peers.
pub async fn seen(region: &Region) -> Value {
    region.operator().await.get("/v1/regions").await.expect(200).json
}

/// `vest` as a door to `nordland`, which is at home in `nord`.
pub async fn with_nordland(regions: &Regions) {
    regions.nord().open(NORDLAND, "vagan").await;
    regions.befriend(&["nordland"]).await;
    let known = |peer: &Value| peer["communities"][0]["slug"] == "nordland";
    regions.until("nordland is known", known).await;
    regions.vest().node.tenants.forget();
}

/// Gives a client of `vest`'s a role in a community of `nord`'s, as who runs that community does: at home.
pub async fn grant(regions: &Regions, slug: &str, client: &'static str, role: &str) -> Caller {
    let (vest, nord) = (regions.vest(), regions.nord());
    vest.client(client, None, false).await;
    let holder = json!({"kind": "identity", "issuer": vest.node.url, "subject": client});
    let admin = nord.caller(&format!("{slug}-admin")).await;
    admin.post(&format!("/v1/tenants/{slug}/grants"), &json!({"role": role, "holder": holder})).await.expect(201);
    vest.caller(client).await
}

/// Has one region list another.
pub async fn trust(one: &Region, other: &Region, may_home: &[&str]) {
    let introduction = introduce(&other.node.url, one.clock.now()).await.expect("it presents itself");
    assert_eq!(introduction.region, other.node.region);
    let issuer = Line::parse(&other.node.url).expect("a line");
    let trust = Trust { issuers: vec![issuer], may_home: may_home.iter().copied().map(key).collect() };
    let own = (&one.node.region, one.node.url.as_str());
    list_peer(&one.node.store, own, introduction, trust, operator(&one.clock), soon()).await.expect("it is listed");
}

/// Has one region list another no more.
pub async fn distrust(one: &Region, other: &str) {
    remove_peer(&one.node.store, key(other), operator(&one.clock), soon()).await.expect("it was listed");
}

/// The region's journal tells of everything there is.
pub async fn verified(region: &Region) {
    let read = region.node.store.region().read::<_, persistence::StoreError>(soon(), |tx| tx.verify(&[])).await;
    assert_eq!(read.expect("verified"), []);
}
