//! A running region per test: a real server on a free port, a store of its own, a clock the test turns.
mod callers;

use std::collections::{HashMap, HashSet};
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::web::Data;
use api::app::{Shared, app};
use api::boot::{node, operator};
use api::charter::check_file;
use api::config::Config;
use api::edge::Edge;
use api::loading::{FirstGrant, load};
use api::node::{Clock, Node};
use api::server::{self, Capacity};
use domain::policy::Role;
use domain::{Key, Tenant};
use persistence::{OpenError, Store, migrate_postgres};
use places::{Database, Folder};

/// Where a region keeps its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// SQLite files.
    Files,
    /// PostgreSQL.
    Postgres,
}

enum Home {
    Files,
    Postgres(Arc<Database>),
}

/// A running region.
pub struct Region {
    /// Where it listens.
    pub address: SocketAddr,
    /// The region itself, for what no request can do.
    pub node: Data<Node>,
    /// Its clock.
    pub clock: Clock,
    /// The store it runs on.
    pub kind: Kind,
    http: reqwest::Client,
    tokens: Mutex<HashMap<String, String>>,
    /// Those who belong to no community and were added already.
    added: Mutex<HashSet<&'static str>>,
    folder: Folder,
    home: Home,
    stop: actix_web::dev::ServerHandle,
    shared: Shared,
    capacity: Capacity,
    work: tokio::task::JoinHandle<()>,
}

/// What a test may ask of its region beyond the ordinary.
#[derive(Debug, Clone)]
pub struct Wishes {
    /// The region's key; its audience follows from it.
    pub name: &'static str,
    /// Lines added to its settings.
    pub settings: String,
    /// Whether others find it where it says it is, and not at an invented address.
    pub reachable: bool,
    /// What its keys are sealed with in the store; without it they are not shared.
    pub secret: Option<&'static str>,
}

impl Default for Wishes {
    fn default() -> Self {
        Self { name: "vest", settings: String::new(), reachable: false, secret: None }
    }
}

/// Runs a test on a fresh region of either store, with `bergen` and the invented `fjell` loaded.
pub async fn on_both(test: impl AsyncFn(&Region)) {
    for kind in [Kind::Files, Kind::Postgres] {
        println!("on {kind:?}");
        let region = Region::start(kind, &Wishes::default()).await;
        test(&region).await;
        region.stop().await;
    }
}

/// Opens a data folder, which whoever had it before may be about to leave.
async fn open_files(folder: &std::path::Path) -> Store {
    for _ in 0..600 {
        match Store::files(folder) {
            Ok(store) => return store,
            Err(OpenError::Owned(_)) => tokio::time::sleep(Duration::from_millis(100)).await,
            Err(error) => panic!("the folder opens: {error}"),
        }
    }
    panic!("the folder is still in use")
}

/// A database with every table and no row.
fn migrated() -> Database {
    Database::migrated(|owner| {
        migrate_postgres(owner, "serving", |_| {}).expect("the migrations apply");
    })
}

impl Region {
    /// A region with two communities: `bergen`, and `fjell` that is invented and listed for its members only.
    pub async fn start(kind: Kind, wishes: &Wishes) -> Self {
        let region = Self::empty(kind, wishes).await;
        region.open(include_str!("../../../tenants/bergen.toml"), "alver").await;
        region.open(include_str!("../fjell.toml"), "fjellvik").await;
        region
    }

    /// A region without any community.
    pub async fn empty(kind: Kind, wishes: &Wishes) -> Self {
        let home = match kind {
            Kind::Files => Home::Files,
            Kind::Postgres => Home::Postgres(Arc::new(migrated())),
        };
        Self::at(home, wishes).await
    }

    /// Nodes of one region over one database that start at once, each with a key folder of its own.
    pub async fn nodes(wishes: &Wishes) -> (Self, Self) {
        let database = Arc::new(migrated());
        let node = || Self::at(Home::Postgres(Arc::clone(&database)), wishes);
        tokio::join!(node(), node())
    }

    async fn at(home: Home, wishes: &Wishes) -> Self {
        Self::in_folder(Folder::new(), home, wishes, Clock::default()).await
    }

    /// Stops the region at once, as a machine that loses its power, and starts it over the same data.
    pub async fn restarted(self, wishes: &Wishes) -> Self {
        self.stop().await;
        let Self { folder, home, clock, node, shared, work, .. } = self;
        // It ends as soon as it is told to, with an error that says so.
        let _ = work.await;
        drop((node, shared));
        Self::in_folder(folder, home, wishes, clock).await
    }

    async fn in_folder(folder: Folder, home: Home, wishes: &Wishes, clock: Clock) -> Self {
        api::auth::install_tls_provider();
        let (kind, data) = match &home {
            Home::Files => (Kind::Files, format!("[data]\nfolder = {:?}", folder.path().join("data"))),
            Home::Postgres(database) => {
                (Kind::Postgres, format!("[database]\nurl = {:?}\npool_size = 4", database.serving_url()))
            }
        };
        let name = wishes.name;
        let listener = server::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), "").expect("a free port");
        let address = listener.local_addr().expect("a bound address");
        let url = if wishes.reachable { format!("http://{address}") } else { format!("https://{name}.example") };
        let text = format!(
            "[region]\nname = {name:?}\nurl = {url:?}\n{data}\n[keys]\nfolder = {:?}\n\
             [issuer]\nenabled = true\n{}\n",
            folder.path().join("keys"),
            wishes.settings,
        );
        let text = if text.contains("[limits]") {
            text
        } else {
            format!("{text}[limits]\nrate_per_second = 100000\nrate_burst = 100000\n")
        };
        let text =
            if text.contains("[webhooks]") { text } else { format!("{text}[webhooks]\nallow_loopback = true\n") };
        let secret = wishes.secret.map(|secret| ("HELSEFELLESSKAP_KEYS__SECRET".to_owned(), secret.to_owned()));
        let config = Config::read(&folder.path().join("region.toml"), &text, secret).expect("the settings hold");
        let store = match &home {
            Home::Files => open_files(&folder.path().join("data")).await,
            Home::Postgres(database) => Store::postgres(&database.serving_url(), 4).expect("the database opens"),
        };
        let node = Data::new(node(&config, store, clock.clone()).await.expect("the region is sound"));
        let shared = Shared::new(node.clone(), Edge::from_config(&config), None, None);
        let capacity = Capacity {
            workers: NonZeroUsize::new(2).expect("not zero"),
            shutdown: Duration::from_secs(1),
            ..Capacity::of(&config, server::cores())
        };
        let served = shared.clone();
        let server = server::server(move || app(&served), listener, None, capacity).expect("the server starts");
        let stop = server.handle();
        actix_web::rt::spawn(server);
        let work = actix_web::rt::spawn(api::webhooks::work(node.clone().into_inner()));
        let http = reqwest::Client::builder().timeout(Duration::from_secs(60)).build().expect("a client");
        let (tokens, added) = (Mutex::default(), Mutex::default());
        Self { address, node, clock, kind, http, tokens, added, folder, home, stop, shared, capacity, work }
    }

    /// Opens a community from its charter and adds a client for each role: `{slug}-admin` and so on, and
    /// `{slug}-{party}` for the party's system.
    pub async fn open(&self, charter: &str, party: &str) -> Tenant {
        let charter = check_file(charter).expect("the charter is sound");
        let slug = charter.community.slug.to_string();
        let roles = [
            ("admin", Role::TenantAdmin),
            ("secretariat", Role::Secretariat),
            ("auditor", Role::Auditor),
            (party, Role::PartySystem),
        ];
        let number = charter.parties.iter().find(|each| each.key.as_str() == party).and_then(|party| party.org_number);
        let mut grants = Vec::new();
        for (name, role) in roles {
            let system = role == Role::PartySystem;
            let client = format!("{slug}-{name}");
            self.client(&client, number.filter(|_| system), false).await;
            let party = system.then(|| Key::parse(party)).flatten();
            grants.push(FirstGrant { holder: self.identity(&client), role, party });
        }
        let writer = operator(&self.clock);
        load(&self.node.store, &charter, grants, writer, |_| ()).await.expect("the community opens")
    }

    /// Tokens so far were for another time; callers fetch new ones.
    pub fn turn_clock(&self, seconds: i64) {
        self.clock.turn(seconds);
        self.tokens.lock().expect("unpoisoned").clear();
    }

    /// Brings what is read together up to what is published.
    pub async fn replicate(&self) {
        api::federation::replicate_due(&self.node.clone().into_inner()).await.expect("the store answers");
    }

    /// The folder of the region's data and keys.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The database, on PostgreSQL.
    pub fn database(&self) -> Option<&Database> {
        match &self.home {
            Home::Files => None,
            Home::Postgres(database) => Some(database),
        }
    }

    /// Tells the server to stop once its requests are answered.
    pub fn begin_stop(&self) -> impl Future<Output = ()> + use<> {
        self.stop.stop(true)
    }

    /// Serves again where it served before it was stopped, until what is returned is told to stop.
    pub async fn serve_again(&self) -> actix_web::dev::ServerHandle {
        let listener = loop {
            match server::bind(self.address, "") {
                Ok(listener) => break listener,
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        };
        let shared = self.shared.clone();
        let server = server::server(move || app(&shared), listener, None, self.capacity).expect("the server starts");
        let handle = server.handle();
        actix_web::rt::spawn(server);
        handle
    }

    /// Stops the server, so that its threads do not outlive the test.
    pub async fn stop(&self) {
        self.work.abort();
        self.stop.stop(false).await;
    }
}
