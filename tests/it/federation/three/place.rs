//! One of the regions: its folder, its process, and who calls it.
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use api::auth::Keys;
use domain::{Days, PublicKey, oslo_date};
use places::{Database, Folder};
use serde_json::{Value, json};

use super::flaky::Wire;
use super::{BEHIND, DEADLINE};
use crate::caller::Caller;
use crate::process::{Ended, Running, run};
use crate::region::Kind;

/// The clients of each region: who runs it and its community, and who writes in all communities.
const OPERATOR: &str = "drift";
pub const SECRETARY: &str = "skrivar";

/// A region that is run as people run it.
pub struct Place {
    pub name: &'static str,
    pub kind: Kind,
    /// The community that is at home here at first, and a party to it.
    pub community: &'static str,
    pub party: &'static str,
    /// Where others find it.
    pub url: String,
    /// How the others reach it, where that can fail.
    pub wire: Option<Wire>,
    /// How many cases of its community are published.
    pub published: Cell<usize>,
    port: u16,
    folder: Folder,
    _database: Option<Database>,
    file: String,
    http: reqwest::Client,
    running: RefCell<Option<Running>>,
    secrets: RefCell<HashMap<&'static str, String>>,
    tokens: RefCell<HashMap<&'static str, String>>,
}

/// A port that nobody is given by chance: what is stopped here comes back to it.
fn port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let begin = (std::process::id() % 199) * 83;
    (0..16_000)
        .map(|_| 15_000 + (u32::from(NEXT.fetch_add(1, Ordering::Relaxed)) + begin) % 16_000)
        .filter_map(|port| u16::try_from(port).ok())
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .expect("a free port")
}

impl Place {
    /// Writes its settings, and opens its community.
    pub async fn build(
        name: &'static str,
        kind: Kind,
        (community, charter, party): (&'static str, &str, &'static str),
        wired: bool,
    ) -> Self {
        api::auth::install_tls_provider();
        let (folder, port) = (Folder::new(), port());
        let wire = wired.then(|| Wire::new(self::port(), port));
        let url = format!("http://127.0.0.1:{}", wire.as_ref().map_or(port, |wire| wire.port));
        let database = (kind == Kind::Postgres).then(Database::empty);
        let store = match &database {
            Some(database) => format!(
                "[database]\nurl = {:?}\nmigrate_url = {:?}\npool_size = 4\n",
                database.serving_url(),
                database.owner_url()
            ),
            None => format!("[data]\nfolder = {:?}\n", folder.path().join("data")),
        };
        let text = format!(
            "[region]\nname = {name:?}\nurl = {url:?}\n[server]\nlisten = \"127.0.0.1:{port}\"\nshutdown_seconds = 2\n\
             {store}[keys]\nfolder = {:?}\n[issuer]\nenabled = true\n\
             [limits]\nrequest_seconds = {DEADLINE}\nrate_per_second = 100000\nrate_burst = 100000\n\
             [federation]\nbehind_after_seconds = {BEHIND}\n",
            folder.path().join("keys"),
        );
        let file = folder.path().join(format!("{name}.toml"));
        std::fs::write(&file, text).expect("the folder is writable");
        let http = reqwest::Client::builder().timeout(Duration::from_secs(120)).pool_max_idle_per_host(0).build();
        let place = Self {
            name,
            kind,
            community,
            party,
            url,
            wire,
            published: Cell::new(0),
            port,
            folder,
            _database: database,
            file: file.display().to_string(),
            http: http.expect("a client"),
            running: RefCell::default(),
            secrets: RefCell::default(),
            tokens: RefCell::default(),
        };
        place.open(charter).await;
        place
    }

    async fn open(&self, charter: &str) {
        self.told(&["migrate"]).await;
        for (client, more) in [(OPERATOR, &["--operator"][..]), (SECRETARY, &[])] {
            let added = self.told(&[&["client", "add", client], more].concat()).await;
            self.secrets.borrow_mut().insert(client, added.stdout.trim().to_owned());
        }
        let file = self.file("charter.toml").display().to_string();
        std::fs::write(&file, charter).expect("the folder is writable");
        self.told(&["tenant", "load", &file, "--admin", OPERATOR]).await;
    }

    /// A file in its folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What a command about this region came to.
    pub async fn command(&self, words: &[&str]) -> Ended {
        run(&[words, &["--config", &self.file]].concat()).await
    }

    /// The same, which has to succeed.
    pub async fn told(&self, words: &[&str]) -> Ended {
        let ended = self.command(words).await;
        assert_eq!(ended.status, Some(0), "{} {words:?}: {ended:?}", self.name);
        ended
    }

    /// Lists a peer by the key that its operator reads out, as home of its own community and of the one that moves.
    pub async fn trust(&self, peer: &Self) {
        let keys = Keys::open(&peer.file("keys"), api::node::Clock::default().now()).expect("it has keys");
        let key = PublicKey(keys.node().current.secret.verifying_key().to_bytes());
        let add = ["peer", "add", &peer.url, "--issuer", &peer.url, "--fingerprint", &key.fingerprint()];
        self.told(&[&add[..], &["--may-home", peer.community, "--may-home", "bergen"]].concat()).await;
    }

    /// Starts it.
    pub async fn start(&self) {
        let file = self.file.clone();
        let started = tokio::task::spawn_blocking(move || {
            let mut running = Running::of(&["serve", "--config", &file]);
            running.until("listens on");
            running
        });
        let before = self.running.replace(Some(started.await.expect("it starts")));
        assert!(before.is_none(), "{} was running", self.name);
    }

    fn taken(&self) -> Running {
        self.running.take().expect("it runs")
    }

    /// Stops it as a service manager does, and waits for its end.
    pub async fn stop(&self) {
        let running = self.taken();
        running.terminate();
        let ended = tokio::task::spawn_blocking(move || running.end()).await.expect("it is waited for");
        assert_eq!(ended.status, Some(0), "{ended:?}");
    }

    /// Ends it as a power cut does.
    pub fn kill(&self) {
        drop(self.taken());
    }

    /// Has it stand still, or go on.
    pub fn signal(&self, name: &str) {
        self.running.borrow().as_ref().expect("it runs").signal(name);
    }

    /// An address of its community.
    pub fn at(&self, path: &str) -> String {
        format!("/v1/tenants/{}{path}", self.community)
    }

    fn caller(&self, token: Option<String>) -> Caller {
        Caller::new(self.http.clone(), SocketAddr::from((Ipv4Addr::LOCALHOST, self.port)), token)
    }

    /// Somebody without a token.
    pub fn nobody(&self) -> Caller {
        self.caller(None)
    }

    /// Who runs it, and its community.
    pub async fn admin(&self) -> Caller {
        self.named(OPERATOR).await
    }

    /// Who writes in all communities.
    pub async fn secretary(&self) -> Caller {
        self.named(SECRETARY).await
    }

    async fn named(&self, client: &'static str) -> Caller {
        let known = self.tokens.borrow().get(client).cloned();
        if known.is_some() {
            return self.caller(known);
        }
        let secret = self.secrets.borrow()[client].clone();
        let ask = self.nobody().request("POST", "/oauth/token").basic_auth(client, Some(secret));
        let answer = Caller::send(ask.form(&[("grant_type", "client_credentials")])).await.expect(200);
        let token = answer.json["access_token"].as_str().expect("a token").to_owned();
        self.tokens.borrow_mut().insert(client, token.clone());
        self.caller(Some(token))
    }

    /// Publishes cases of its community, with these numbers, each of a meeting that was held.
    pub async fn publish(&self, numbers: Range<usize>) {
        let today = oslo_date(api::node::Clock::default().now());
        let mut lines = String::new();
        for number in numbers.clone() {
            let day = today.saturating_add(Days::new(-10 - i32::try_from(number % 40).expect("few")));
            let meeting = json!({"type": "meeting", "body": "ssu", "date": day.to_string(), "state": "held"});
            let stop = json!({
                "body": "ssu", "number": format!("{}-{}", 1000 + number, day.year()), "year": day.year(),
                "meeting": day.to_string(), "treatment": {"outcome": "noted"},
            });
            let title = format!("Oppdikta sak {number} i {}", self.community);
            let case = json!({"type": "case", "title": title, "kind": "information", "stops": [stop]});
            lines.push_str(&format!("{meeting}\n{case}\n"));
        }
        let request = self.admin().await.request("POST", &self.at("/imports"));
        let request = request.header("Content-Type", "application/x-ndjson").body(lines);
        Caller::send(request).await.expect(200);
        self.published.set(self.published.get() + numbers.len());
    }

    /// What it knows of a peer, as its operator sees it.
    pub async fn seen(&self, peer: &Self) -> Value {
        let seen = self.admin().await.get("/v1/regions").await.expect(200).json;
        let peers = seen["peers"].as_array().expect("peers").iter();
        peers.clone().find(|seen| seen["region"] == peer.name).cloned().unwrap_or(Value::Null)
    }

    /// A case that is reported, under a key.
    pub fn report(&self, writer: &Caller, key: &str) -> reqwest::RequestBuilder {
        let new = json!({"title": format!("Oppdikta melding {key}"), "party": self.party});
        writer.request("POST", &self.at("/cases")).header("Idempotency-Key", key).json(&new)
    }
}
