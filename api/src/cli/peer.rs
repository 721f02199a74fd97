//! `peer add`, `peer list`, `peer remove`: the regions this one trusts.
use std::fmt::Write as _;
use std::io::IsTerminal as _;

use clap::{Args, Subcommand};
use domain::{Key, Line};
use persistence::StoreError;
use reqwest::Url;

use super::RegionFile;
use crate::auth::install_tls_provider;
use crate::boot::{Failure, open_store, operator, patience};
use crate::federation::{Trust, introduce, list_peer, remove_peer};
use crate::loading::failure;
use crate::node::Clock;

/// What can be done with peers.
#[derive(Debug, Subcommand)]
pub enum PeerCommand {
    /// Trust another region, once its key has been compared
    Add(PeerAdd),
    /// Show the regions that are trusted, and how far
    List(PeerList),
    /// Trust a region no more
    Remove(PeerRemove),
}

/// What `peer add` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
The region is asked for its key, and the key's fingerprint is shown: compare it
with the one its operator tells you over another channel. Without --fingerprint
you are asked. A peer that is listed already is listed anew as told now.

On SQLite the own region is stopped first. Trust goes one way: the other region
lists this one itself.

Examples:
  helsefellesskap peer add --config vest.toml https://nord.example.no \\
    --may-home nordland --issuer https://nord.example.no \\
    --fingerprint SHA256:Zmh6rfhivXdsj8GLjp+OIAiXFIVu4jOzkCpZHQ1fKSU")]
pub struct PeerAdd {
    /// By which region.
    #[command(flatten)]
    pub region: RegionFile,
    /// The address of the other region
    pub url: Url,
    /// An issuer whose callers it may speak for; repeat for several
    #[arg(long = "issuer", value_name = "ISSUER", value_parser = line)]
    pub issuers: Vec<Line>,
    /// A community that may be at home there; repeat for several
    #[arg(long = "may-home", value_name = "COMMUNITY", value_parser = key)]
    pub may_home: Vec<Key>,
    /// The fingerprint its key must have
    #[arg(long)]
    pub fingerprint: Option<String>,
}

/// What `peer list` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  helsefellesskap peer list --config vest.toml")]
pub struct PeerList {
    /// Of which region.
    #[command(flatten)]
    pub region: RegionFile,
}

/// What `peer remove` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
On SQLite the own region is stopped first. Who was trusted when stays in the
journal.

Examples:
  helsefellesskap peer remove --config vest.toml nord")]
pub struct PeerRemove {
    /// By which region.
    #[command(flatten)]
    pub region: RegionFile,
    /// The name of the other region
    #[arg(value_name = "NAME", value_parser = key)]
    pub name: Key,
}

fn line(text: &str) -> Result<Line, &'static str> {
    Line::parse(text).map_err(|_| "must be one line of at most 300 letters")
}

fn key(text: &str) -> Result<Key, &'static str> {
    super::client::client_id(text)
}

impl PeerAdd {
    /// Fetches the other region's key, has it confirmed, and lists it.
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let config = self.region.load()?;
        install_tls_provider();
        let clock = Clock::default();
        let url = self.url.origin().ascii_serialization();
        let introduction =
            introduce(&url, clock.now()).await.map_err(|fault| Failure(format!("{url} is not listed: {fault}")))?;
        let current = introduction.keys.first().ok_or_else(|| Failure(format!("{url} has no key")))?;
        let found = current.public.fingerprint();
        match &self.fingerprint {
            Some(wanted) if *wanted == found => {}
            Some(_) => return Err(Failure(format!("{url} has another key: {found}"))),
            None => confirm(introduction.region.as_str(), &url, &found)?,
        }
        let store = open_store(&config)?;
        let trust = Trust { issuers: self.issuers.clone(), may_home: self.may_home.clone() };
        let said = format!("{} is a peer, by the key {found}\n", introduction.region);
        let own = (&config.region.name, config.region.url.as_str());
        list_peer(&store, own, introduction, trust, operator(&clock), patience()).await?;
        super::print(&said)
    }
}

/// Has a person compare the key.
fn confirm(region: &str, url: &str, fingerprint: &str) -> Result<(), Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure(format!(
            "{region} at {url} has the key {fingerprint}: compare it, then give --fingerprint"
        )));
    }
    super::print(&format!("{region} at {url} has the key {fingerprint}\nIs that what its operator says? (yes/no) "))?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).map_err(Failure::of)?;
    if answer.trim() == "yes" { Ok(()) } else { Err(Failure("not confirmed, not listed".into())) }
}

impl PeerList {
    /// Prints each peer with how far it is trusted.
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let store = open_store(&self.region.load()?)?;
        let peers = store.region().read(patience(), |tx| tx.peers().listed()).await;
        let mut text = String::new();
        for peer in peers.map_err(|error: StoreError| failure(&error))? {
            let joined = |words: Vec<String>| if words.is_empty() { "nothing".to_owned() } else { words.join(", ") };
            let homes = joined(peer.may_home.iter().map(ToString::to_string).collect());
            let issuers = joined(peer.issuers.iter().map(|issuer| issuer.as_str().to_owned()).collect());
            let keys = joined(peer.keys.iter().map(|key| key.public.fingerprint()).collect());
            let _ = writeln!(text, "{} {}", peer.region, peer.url.as_str());
            let _ = writeln!(text, "  may home:   {homes}\n  speaks for: {issuers}\n  keys:       {keys}");
        }
        super::print(&text)
    }
}

impl PeerRemove {
    /// Takes it off the list.
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let store = open_store(&self.region.load()?)?;
        remove_peer(&store, self.name.clone(), operator(&Clock::default()), patience()).await
    }
}
