//! `tenant move`: from one region to another, in steps that can each be done again.
use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::Key;

use super::running::slug;
use super::whole::held;
use crate::auth::install_tls_provider;
use crate::boot::{Failure, node, open_store};
use crate::cli::{RegionFile, print};
use crate::config::{Config, Store};
use crate::node::{Clock, Node};
use crate::relocation::{Settled, Undone, accept, begin, finish, list, settle, undo};

/// The steps of a move.
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Both regions list one another, each with --may-home TENANT. On SQLite the region
is stopped for its steps. A step that was stopped half way is done again.

  at the old home  begin   pauses writes; reads go on
  at the new home  accept  takes everything, verified, and serves nothing yet
  at the old home  finish  gives it away, or undo keeps it
  at the new home  settle  serves it, or lets go of it")]
pub enum MoveCommand {
    /// Old home: pause writes and write everything to a file
    Begin(MoveBegin),
    /// New home: take the file and write a receipt
    Accept(MoveAccept),
    /// Old home: give the community away for the receipt, and write the deed
    Finish(MoveFinish),
    /// Old home: keep the community, and write that down for the new home
    Undo(MoveUndo),
    /// New home: do what the deed says
    Settle(MoveSettle),
    /// Either home: tell how far each move has come here
    List(MoveList),
}

/// What `tenant move begin` is told.
#[derive(Debug, Args)]
#[command(
    override_usage = "\
helsefellesskap tenant move begin --to <REGION> --out <FILE>
                                         --config <FILE> <TENANT>",
    after_help = "\
The file holds everything of the community, the secrets of its webhooks as well:
carry it as you would carry keys, and remove it when the move is over.

Examples:
  helsefellesskap tenant move begin bergen --to nord --out bergen.move \\
    --config vest.toml"
)]
pub struct MoveBegin {
    /// The community's short name
    #[arg(value_name = "TENANT", value_parser = slug)]
    pub tenant: Key,
    /// The name of its new home
    #[arg(long, value_name = "REGION", value_parser = crate::cli::client::client_id)]
    pub to: Key,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// The old home.
    #[command(flatten)]
    pub region: RegionFile,
}

/// What `tenant move accept` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  helsefellesskap tenant move accept bergen.move --out bergen.receipt \\
    --config nord.toml")]
pub struct MoveAccept {
    /// The file that the old home wrote
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The receipt to write
    #[arg(long, value_name = "RECEIPT")]
    pub out: PathBuf,
    /// The new home.
    #[command(flatten)]
    pub region: RegionFile,
}

/// What `tenant move finish` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
From here on nobody serves the community until its new home settles. On
PostgreSQL its rows are removed as the role in database.migrate_url.

Examples:
  helsefellesskap tenant move finish bergen.receipt --out bergen.deed \\
    --config vest.toml")]
pub struct MoveFinish {
    /// The receipt that the new home wrote
    #[arg(value_name = "RECEIPT")]
    pub receipt: PathBuf,
    /// The deed to write
    #[arg(long, value_name = "DEED")]
    pub out: PathBuf,
    /// The old home.
    #[command(flatten)]
    pub region: RegionFile,
}

/// What `tenant move undo` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
Until it is finished a move can be undone; the community is written to again at
once.

Examples:
  helsefellesskap tenant move undo bergen --out bergen.stays --config vest.toml")]
pub struct MoveUndo {
    /// The community's short name
    #[arg(value_name = "TENANT", value_parser = slug)]
    pub tenant: Key,
    /// The deed to write
    #[arg(long, value_name = "DEED")]
    pub out: PathBuf,
    /// The old home.
    #[command(flatten)]
    pub region: RegionFile,
}

/// What `tenant move settle` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  helsefellesskap tenant move settle bergen.deed --config nord.toml")]
pub struct MoveSettle {
    /// The deed that the old home wrote
    #[arg(value_name = "DEED")]
    pub deed: PathBuf,
    /// The new home.
    #[command(flatten)]
    pub region: RegionFile,
}

/// What `tenant move list` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
How far a move can have come, as this region knows it:

  leaving   the old home writes no more: finish it or undo it
  left      the old home has given it away
  stayed    the old home has kept it
  arrived   the new home holds it and serves nothing yet: settle it
  open      the new home serves it
  returned  the new home has let go of it
  heard     two other regions have told of it

Examples:
  helsefellesskap tenant move list --config vest.toml")]
pub struct MoveList {
    /// Which region.
    #[command(flatten)]
    pub region: RegionFile,
}

/// The region a step is done at, and the address by which its owner removes rows.
async fn at(region: &RegionFile) -> Result<(Node, Option<String>), Failure> {
    let config: Config = region.load()?;
    install_tls_provider();
    let owner = match &config.store {
        Store::Postgres { migrate_url, .. } => migrate_url.as_ref().map(|url| url.reveal().to_owned()),
        Store::Files { .. } => None,
    };
    Ok((node(&config, open_store(&config)?, Clock::default()).await?, owner))
}

impl MoveCommand {
    /// Does one step.
    pub(in crate::cli) async fn run(&self) -> Result<(), Failure> {
        match self {
            Self::Begin(step) => {
                let (node, _) = at(&step.region).await?;
                let begun = begin(&node, &step.tenant, &step.to, &step.out).await?;
                let (of, rows) = (begun.of, begun.rows);
                print(&format!(
                    "{}: {rows} rows, journal at {}; read here, and written to no more until {} has it or it is undone\n",
                    of.slug, of.head.seq, of.to
                ))
            }
            Self::Accept(step) => {
                let (node, _) = at(&step.region).await?;
                print(&format!("{}\n", held(&accept(&node, &step.file, &step.out).await?)))
            }
            Self::Finish(step) => {
                let (node, owner) = at(&step.region).await?;
                let of = finish(&node, &step.receipt, &step.out, owner.as_deref()).await?;
                print(&format!("{} is at home in {}, as soon as that settles\n", of.slug, of.to))
            }
            Self::Undo(step) => {
                let (node, _) = at(&step.region).await?;
                match undo(&node, &step.tenant, &step.out).await? {
                    Undone::Told => print(&format!("{} stays; its new home settles by the deed\n", step.tenant)),
                    Undone::Nothing => print(&format!("{} stays; nothing was handed over\n", step.tenant)),
                }
            }
            Self::Settle(step) => {
                let (node, owner) = at(&step.region).await?;
                match settle(&node, &step.deed, owner.as_deref()).await? {
                    Settled::Open(slug) => print(&format!("{slug} is at home here\n")),
                    Settled::Returned(slug) => print(&format!("{slug} has stayed where it was\n")),
                }
            }
            Self::List(step) => print(&list(&open_store(&step.region.load()?)?).await?),
        }
    }
}
