//! Two regions as an operator has them: settings, commands and processes, `vest` with a community that goes to and fro.
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::TenantId;
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::process::{Ended, Running, Settings, caller, run, run_with, two_ports};
use crate::region::Kind;
use places::Folder;

/// Nobody is slowed down who writes as fast as they are answered.
const LIMITS: [(&str, &str); 2] =
    [("HELSEFELLESSKAP_LIMITS__RATE_PER_SECOND", "100000"), ("HELSEFELLESSKAP_LIMITS__RATE_BURST", "100000")];
const BERGEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tenants/bergen.toml");

/// A region that runs, or does not.
pub struct Home {
    pub kind: Kind,
    pub port: u16,
    pub settings: Settings,
    secret: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// What a region's rows say of the community, whoever is asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The registry has it as at home here.
    pub here: bool,
    /// Its rows are here.
    pub held: bool,
    /// A move has paused it.
    pub paused: bool,
}

impl Standing {
    /// Whether it is written to here.
    pub fn writes(self) -> bool {
        self.here && self.held && !self.paused
    }
}

impl Home {
    async fn raise(kind: Kind, name: &str) -> Self {
        let port = two_ports();
        let settings = Settings::named(kind, name, port);
        let home = Self { kind, port, settings, secret: String::new() };
        home.done(&["migrate"]).await;
        let secret = home.done(&["client", "add", "bergen-admin"]).await.stdout.trim().to_owned();
        Self { secret, ..home }
    }

    fn with<'a>(&'a self, arguments: &[&'a str]) -> Vec<&'a str> {
        [arguments, &["--config", self.settings.file()]].concat()
    }

    /// Serves until it is told to stop, or killed.
    pub fn serve(&self) -> Running {
        let mut running = Running::with(&self.with(&["serve"]), &LIMITS);
        running.until("listens on");
        running
    }

    /// Does a command.
    pub async fn run(&self, arguments: &[&str]) -> Ended {
        run(&self.with(arguments)).await
    }

    /// Does a command, which succeeds.
    pub async fn done(&self, arguments: &[&str]) -> Ended {
        let ended = self.run(arguments).await;
        assert_eq!(ended.status, Some(0), "{arguments:?}: {ended:?}");
        ended
    }

    /// Begins a command.
    pub fn begin(&self, arguments: &[&str]) -> Running {
        Running::of(&self.with(arguments))
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Who runs the community, as this region knows them; it serves.
    pub async fn admin(&self) -> Caller {
        let secret = [("HELSEFELLESSKAP_CLIENT_SECRET", self.secret.as_str())];
        let got = run_with(&self.with(&["token", "bergen-admin"]), &secret).await;
        assert_eq!(got.status, Some(0), "{got:?}");
        caller(self.port, Some(got.stdout.trim().to_owned()))
    }

    /// Lists another one, which serves.
    async fn list(&self, other: &Self) {
        let url = other.url();
        let add = ["peer", "add", &url, "--may-home", "bergen", "--issuer", &url];
        let unsure = self.run(&add).await;
        let print = unsure.stderr.split_whitespace().find(|word| word.starts_with("SHA256:")).expect("a fingerprint");
        self.done(&[&add[..], &["--fingerprint", print.trim_end_matches(':')]].concat()).await;
    }

    /// Counts rows of the region's own.
    pub fn region(&self, from: &str) -> i64 {
        let text = format!("SELECT count(*) AS n FROM {from}");
        match self.settings.database() {
            Some(database) => counted(&mut database.owner(), &text),
            None => {
                counted(&mut Self::file(&self.settings.folder().join("data/region.db")).expect("it is there"), &text)
            }
        }
    }

    /// Counts rows of the community's; none where it has no file here.
    pub fn rows(&self, tenant: TenantId, from: &str) -> i64 {
        if let Some(database) = self.settings.database() {
            let text =
                format!("SELECT count(*) AS n FROM (SELECT * FROM {from}) rows WHERE tenant_id = '{}'", tenant.0);
            return counted(&mut database.owner(), &text);
        }
        let file = Self::file(&self.community_file(tenant));
        file.map_or(0, |mut file| counted(&mut file, &format!("SELECT count(*) AS n FROM {from}")))
    }

    /// The community's file on SQLite.
    pub fn community_file(&self, tenant: TenantId) -> PathBuf {
        self.settings.folder().join("data/tenants").join(format!("{tenant}.db"))
    }

    fn file(path: &Path) -> Option<SqliteConnection> {
        if !path.exists() {
            return None;
        }
        let mut file = SqliteConnection::establish(&path.display().to_string()).expect("the file opens");
        file.batch_execute("PRAGMA busy_timeout = 30000").expect("it waits");
        Some(file)
    }

    pub fn stands(&self, tenant: TenantId) -> Standing {
        Standing {
            here: self.region("tenant WHERE moved_to IS NULL AND slug = 'bergen'") == 1,
            held: self.rows(tenant, "journal_head") == 1,
            paused: self.rows(tenant, "journal_head WHERE moving IS NOT NULL") == 1,
        }
    }

    /// How many moves this region knows in a state.
    pub fn moves(&self, state: &str) -> i64 {
        self.region(&format!("tenant_move WHERE state = '{state}'"))
    }

    /// Nothing of the community is left here.
    pub fn nothing_left(&self, tenant: TenantId) {
        for table in ["journal_head", "journal", "party", "person", "settings"] {
            assert_eq!(self.rows(tenant, table), 0, "{table}");
        }
        if self.kind == Kind::Files {
            let left: Vec<_> = names(&self.settings.folder().join("data/tenants"));
            assert_eq!(left, [""; 0], "no file of it");
        }
    }
}

fn counted<C: diesel::connection::LoadConnection>(c: &mut C, text: &str) -> i64
where
    diesel::query_builder::SqlQuery: diesel::query_dsl::methods::LoadQuery<'static, C, Count>,
{
    diesel::sql_query(text.to_owned()).get_result::<Count>(c).expect("it is counted").n
}

/// The names in a folder.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder is readable");
    entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}

/// Both of them, and what is carried between them.
pub struct Pair {
    pub vest: Home,
    pub nord: Home,
    pub tenant: TenantId,
    pub folder: Folder,
}

impl Pair {
    /// Two regions that list one another, neither of them serving, and `bergen` at home in `vest`. Who runs it is known in
    /// both.
    pub async fn set(first: Kind, second: Kind) -> Self {
        let (vest, nord) = (Home::raise(first, "vest").await, Home::raise(second, "nord").await);
        vest.done(&["tenant", "load", BERGEN, "--admin", "bergen-admin"]).await;
        let serving = vest.serve();
        let admin = vest.admin().await;
        nord.list(&vest).await;
        let holder = json!({"kind": "identity", "issuer": nord.url(), "subject": "bergen-admin"});
        let grant = json!({"role": "tenant-admin", "holder": holder});
        admin.post("/v1/tenants/bergen/grants", &grant).await.expect(201);
        let hook = json!({"url": "https://mottak.example/varsel"});
        admin.post("/v1/tenants/bergen/webhooks", &hook).await.expect(201);
        let community: Value = admin.get("/v1/tenants/bergen").await.expect(200).json;
        let tenant = TenantId::parse(community["id"].as_str().expect("an id")).expect("an id");
        serving.kill();
        let serving = nord.serve();
        vest.list(&nord).await;
        serving.kill();
        Self { vest, nord, tenant, folder: Folder::new() }
    }

    pub fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Whatever was stopped: it is never written to in two places, and its rows are somewhere.
    pub fn sound(&self, when: &str) {
        let (vest, nord) = (self.vest.stands(self.tenant), self.nord.stands(self.tenant));
        assert!(!(vest.writes() && nord.writes()), "{when}: two homes: {vest:?} {nord:?}");
        assert!(!(vest.here && nord.here), "{when}: two homes: {vest:?} {nord:?}");
        assert!(vest.held || nord.held, "{when}: it is lost: {vest:?} {nord:?}");
        for (one, name) in [(vest, "vest"), (nord, "nord")] {
            assert!(!one.here || one.held, "{when}: {name} is home of nothing: {one:?}");
        }
    }
}

/// A moment at which a command is killed.
pub enum Moment<'m> {
    /// As soon as this holds.
    When(&'static str, Box<dyn Fn() -> bool + 'm>),
    /// After this time.
    After(Duration),
}

impl std::fmt::Display for Moment<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::When(what, _) => f.write_str(what),
            Self::After(time) => write!(f, "{time:?}"),
        }
    }
}

/// Runs a command until a moment and kills it there. Returns how it ended if it did so by itself.
pub async fn kill_at(mut command: Running, moment: &Moment<'_>) -> Ended {
    let begun = Instant::now();
    while command.is_running() && begun.elapsed() < Duration::from_secs(120) {
        let is_now = match moment {
            Moment::When(_, holds) => holds(),
            Moment::After(time) => begun.elapsed() >= *time,
        };
        if is_now {
            break;
        }
        tokio::time::sleep(Duration::from_micros(500)).await;
    }
    command.kill()
}
