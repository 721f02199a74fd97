//! The program killed (SIGKILL) in the middle of moving a community, at many moments of every step and in both directions:
//! whatever was stopped is done again or undone, nothing is lost or doubled, and it is never at home twice.
use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::load::Load;
use super::pair::{Home, Moment, Pair, kill_at, names};
use crate::process::caller;
use crate::region::Kind;

/// One direction of a move.
struct Way<'p> {
    pair: &'p Pair,
    from: &'p Home,
    to: &'p Home,
    to_name: &'static str,
    /// After how long commands are killed, whatever they are at.
    delays: [Duration; 2],
    tried: Cell<u32>,
}

fn folder(out: &str) -> PathBuf {
    Path::new(out).parent().expect("a folder").to_owned()
}

/// When what a command writes is under way.
fn is_begun(out: &str) -> Moment<'static> {
    let folder = folder(out);
    Moment::When("a file is begun", Box::new(move || names(&folder).iter().any(|name| name.ends_with(".part"))))
}

/// When it is there.
fn is_there(out: &str) -> Moment<'static> {
    is_made("a file is there", PathBuf::from(out))
}

fn is_made(what: &'static str, file: PathBuf) -> Moment<'static> {
    Moment::When(what, Box::new(move || file.exists()))
}

/// When a region has noted a move in this state.
fn is_noted<'p>(home: &'p Home, state: &'static str) -> Moment<'p> {
    let before = home.moves(state);
    Moment::When(state, Box::new(move || home.moves(state) > before))
}

impl<'p> Way<'p> {
    async fn new(pair: &'p Pair, from: &'p Home, to: &'p Home, to_name: &'static str) -> Self {
        let begun = Instant::now();
        from.done(&["peer", "list"]).await;
        // A command that does next to nothing takes this long here and now.
        let delays = [2, 3].map(|times| begun.elapsed() * times / 2);
        Self { pair, from, to, to_name, delays, tried: Cell::new(0) }
    }

    /// A file in a folder of its own, so that what an attempt leaves is known to be its own.
    fn fresh(&self) -> String {
        self.tried.set(self.tried.get() + 1);
        let folder = self.pair.folder.path().join(format!("{}-{}", self.to_name, self.tried.get()));
        std::fs::create_dir(&folder).expect("the folder is writable");
        folder.join("file").display().to_string()
    }

    /// Kills a command at a moment.
    async fn kill(&self, home: &Home, arguments: &[&str], moment: Moment<'_>) {
        let ended = kill_at(home.begin(arguments), &moment).await;
        let when = format!("{arguments:?} killed at {moment}");
        println!("{when}: {:?}", ended.status);
        // Some moments are so late that it has ended by itself.
        assert!(matches!(ended.status, None | Some(0)), "{when}: {ended:?}");
        self.pair.sound(&when);
    }

    fn begin<'a>(&'a self, out: &'a str) -> [&'a str; 8] {
        ["tenant", "move", "begin", "bergen", "--to", self.to_name, "--out", out]
    }

    /// Hands it over.
    async fn hand_over(&self) -> String {
        let out = self.fresh();
        self.from.done(&self.begin(&out)).await;
        let stands = self.from.stands(self.pair.tenant);
        assert!(stands.here && stands.paused, "{stands:?}");
        out
    }

    /// Undoes what was begun, killed as soon as that is decided.
    async fn undo_half(&self) {
        let out = self.fresh();
        let undo = ["tenant", "move", "undo", "bergen", "--out", &out];
        self.kill(self.from, &undo, is_noted(self.from, "stayed")).await;
    }

    /// Undoes what was begun, and has the new home let go of it.
    async fn undo(&self) {
        self.undo_half().await;
        let out = self.fresh();
        self.from.done(&["tenant", "move", "undo", "bergen", "--out", &out]).await;
        let stands = self.from.stands(self.pair.tenant);
        assert!(stands.writes(), "it is written to again: {stands:?}");
        if Path::new(&out).exists() {
            self.to.done(&["tenant", "move", "settle", &out]).await;
        }
        self.to.nothing_left(self.pair.tenant);
    }

    /// The old home begins. Returns the file.
    async fn leaves(&self) -> String {
        let out = self.fresh();
        self.kill(self.from, &self.begin(&out), is_noted(self.from, "leaving")).await;
        self.undo().await;
        let out = self.fresh();
        self.kill(self.from, &self.begin(&out), is_begun(&out)).await;
        if !Path::new(&out).exists() {
            // Done again under the same name it leaves nothing of what was killed.
            self.from.done(&self.begin(&out)).await;
            assert_eq!(names(&folder(&out)), ["file"]);
        }
        // Begun anew although undoing it was stopped.
        self.undo_half().await;
        let out = self.fresh();
        self.kill(self.from, &self.begin(&out), is_there(&out)).await;
        self.undo().await;
        for delay in self.delays {
            self.kill(self.from, &self.begin(&self.fresh()), Moment::After(delay)).await;
        }
        self.hand_over().await
    }

    /// The new home takes what was handed over. Returns the receipt.
    async fn arrives(&self, file: String) -> String {
        let accept = async |file: &str, out: &str, moment: Moment<'_>| {
            self.kill(self.to, &["tenant", "move", "accept", file, "--out", out], moment).await;
        };
        let community = self.to.community_file(self.pair.tenant);
        if self.to.kind == Kind::Files {
            accept(&file, &self.fresh(), is_made("a file of it is begun", community.with_extension("db.new"))).await;
            accept(&file, &self.fresh(), is_made("a file of it is there", community)).await;
        }
        for delay in self.delays {
            accept(&file, &self.fresh(), Moment::After(delay)).await;
        }
        // Its old home keeps it, whatever has come of that, and hands it over anew.
        self.undo().await;
        let file = self.hand_over().await;
        accept(&file, &self.fresh(), is_noted(self.to, "arrived")).await;
        self.undo().await;
        let file = self.hand_over().await;
        let out = self.fresh();
        accept(&file, &out, is_begun(&out)).await;
        let out = self.fresh();
        accept(&file, &out, is_there(&out)).await;
        let out = self.fresh();
        self.to.done(&["tenant", "move", "accept", &file, "--out", &out]).await;
        out
    }

    /// The old home gives it away. Returns the deed.
    async fn is_given(&self, receipt: &str) -> String {
        let finish = async |out: &str, moment: Moment<'_>| {
            self.kill(self.from, &["tenant", "move", "finish", receipt, "--out", out], moment).await;
        };
        for delay in self.delays {
            finish(&self.fresh(), Moment::After(delay)).await;
        }
        if self.from.moves("left") == 0 {
            finish(&self.fresh(), is_noted(self.from, "left")).await;
        }
        let out = self.fresh();
        finish(&out, is_there(&out)).await;
        let out = self.fresh();
        self.from.done(&["tenant", "move", "finish", receipt, "--out", &out]).await;
        self.from.nothing_left(self.pair.tenant);
        let stands = self.to.stands(self.pair.tenant);
        assert!(stands.held && !stands.here, "nobody serves it: {stands:?}");
        out
    }

    /// The new home serves it.
    async fn settles(&self, deed: &str) {
        let settle = ["tenant", "move", "settle", deed];
        for delay in self.delays {
            self.kill(self.to, &settle, Moment::After(delay)).await;
        }
        if self.to.moves("open") == 0 {
            self.kill(self.to, &settle, is_noted(self.to, "open")).await;
        }
        self.to.done(&settle).await;
        let stands = self.to.stands(self.pair.tenant);
        assert!(stands.writes(), "{stands:?}");
    }
}

/// What a region answers to a reader of the community, once it has started.
async fn read_at(home: &Home) -> u16 {
    let serving = home.serve();
    let status = caller(home.port, None).get("/v1/tenants/bergen/bodies").await.status;
    serving.kill();
    status
}

/// A community that leaves `first`, under load, while the region that serves it is killed as well, and comes to `second`.
async fn there(pair: &Pair, way: &Way<'_>, load: &Load) {
    let (from, to) = (way.from, way.to);
    let mut serving = None;
    if from.kind == Kind::Postgres {
        // It is moved while it is served, and what serves it is killed in the middle.
        let first = from.serve();
        load.goes_to(vec![from.admin().await]);
        load.until_acknowledged(20).await;
        first.kill();
        serving = Some(from.serve());
        load.until_acknowledged(20).await;
    }
    let file = way.leaves().await;
    if let Some(running) = serving.take() {
        load.until_refused(3).await;
        running.kill();
        serving = Some(from.serve());
        load.until_refused(3).await;
        load.rests().await;
    }
    assert_eq!(caller_status(from, serving.is_some()).await, 200, "it is read while it is paused");
    let receipt = way.arrives(file).await;
    let deed = way.is_given(&receipt).await;
    drop(serving);
    assert_ne!(read_at(to).await, 200, "it is not served yet");
    way.settles(&deed).await;
    assert_eq!(read_at(to).await, 200);
    for home in [&pair.vest, &pair.nord] {
        home.done(&["journal", "verify"]).await;
    }
}

async fn caller_status(home: &Home, serves: bool) -> u16 {
    if serves {
        return caller(home.port, None).get("/v1/tenants/bergen/bodies").await.status;
    }
    read_at(home).await
}

#[actix_web::test]
async fn a_move_that_is_killed_at_any_moment_is_done_again_or_undone_and_loses_nothing() {
    let pair = Pair::set(Kind::Files, Kind::Postgres).await;
    let load = Load::new();
    let out = Way::new(&pair, &pair.vest, &pair.nord, "nord").await;
    there(&pair, &out, &load).await;
    let back = Way::new(&pair, &pair.nord, &pair.vest, "vest").await;
    there(&pair, &back, &load).await;

    let serving = pair.vest.serve();
    let admin = pair.vest.admin().await;
    load.is_there_once(&admin).await;
    serving.kill();
}
