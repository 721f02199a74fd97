//! The settings of a region that the program is run with.
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use places::{Database, Folder};

use crate::region::{Kind, Region};

/// A region's settings in a file, for commands.
pub struct Settings {
    file: String,
    data: PathBuf,
    folder: Folder,
    database: Option<Database>,
}

impl Settings {
    /// Of a region that is not there yet.
    pub fn fresh(kind: Kind, port: u16) -> Self {
        Self::named(kind, "vest", port)
    }

    /// The same with a name of its own.
    pub fn named(kind: Kind, name: &str, port: u16) -> Self {
        let folder = Folder::new();
        let database = (kind == Kind::Postgres).then(Database::empty);
        let urls = database.as_ref().map(|database| (database.serving_url(), database.owner_url()));
        Self::written(folder, database, urls, (name, port))
    }

    /// Of a region that runs: the same database, or a copy of its files, which have one owner.
    pub fn beside(region: &Region) -> Self {
        let folder = Folder::new();
        let urls = region.database().map(|database| (database.serving_url(), database.owner_url()));
        if region.kind == Kind::Files {
            copy(&region.folder().join("data"), &folder.path().join("data"));
            std::fs::write(folder.path().join("data/helsefellesskap"), "region vest\n")
                .expect("the folder is writable");
        }
        Self::written(folder, None, urls, ("vest", 0))
    }

    fn written(
        folder: Folder,
        database: Option<Database>,
        urls: Option<(String, String)>,
        (name, port): (&str, u16),
    ) -> Self {
        let data = folder.path().join("data");
        let store = match urls {
            Some((url, owner)) => format!("[database]\nurl = {url:?}\nmigrate_url = {owner:?}\npool_size = 4\n"),
            None => format!("[data]\nfolder = {data:?}\n"),
        };
        let text = format!(
            "[region]\nname = {name:?}\nurl = \"http://127.0.0.1:{port}\"\n[server]\nlisten = \"127.0.0.1:{port}\"\n\
             {store}[keys]\nfolder = {:?}\n[issuer]\nenabled = true\n",
            folder.path().join("keys"),
        );
        let file = folder.path().join(format!("{name}.toml"));
        std::fs::write(&file, text).expect("the folder is writable");
        Self { file: file.display().to_string(), data, folder, database }
    }

    /// The file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The settings of another node of the same region, over the same database, that listens elsewhere.
    pub fn of_another_node(&self, port: u16) -> String {
        let text = std::fs::read_to_string(&self.file).expect("the settings are there");
        let other = |line: &str| match line.split_once(" = ") {
            Some(("listen", _)) => format!("listen = \"127.0.0.1:{port}\"\n"),
            Some(("folder", _)) => format!("folder = {:?}\n", self.folder().join(format!("keys-{port}"))),
            _ => format!("{line}\n"),
        };
        let file = self.folder().join(format!("node-{port}.toml"));
        std::fs::write(&file, text.lines().map(other).collect::<String>()).expect("the folder is writable");
        file.display().to_string()
    }

    /// Its database, where it has one of its own.
    pub fn database(&self) -> Option<&Database> {
        self.database.as_ref()
    }

    /// The folder it is in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Whether it has a database of its own.
    pub fn has_database(&self) -> bool {
        self.database.is_some()
    }

    /// Changes a community's rows behind the service's back.
    pub async fn tamper(&self, region: &Region, slug: &str, statement: &str) {
        let tenant = region.tenant(slug).await;
        if let Some(database) = region.database() {
            let mut owner = PgConnection::establish(&database.owner_url()).expect("the owner can connect");
            let statement = format!("{statement} AND tenant_id = '{}'", tenant.0);
            owner.batch_execute(&statement).expect("the owner may do anything");
            return;
        }
        let file = self.data.join("tenants").join(format!("{tenant}.db"));
        assert!(file.is_file(), "{} is the community's file", file.display());
        let mut file = SqliteConnection::establish(&file.display().to_string()).expect("the file opens");
        file.batch_execute(statement).expect("the statement holds");
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("the folder is writable");
    for entry in std::fs::read_dir(from).expect("the folder is readable").map(|entry| entry.expect("an entry")) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).expect("the file is copied");
        }
    }
}
