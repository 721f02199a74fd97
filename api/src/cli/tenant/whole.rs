//! `tenant backup` and `tenant restore`: all of a community in a file.
use std::path::PathBuf;

use clap::Args;
use domain::Key;
use persistence::Contents;

use super::running::slug;
use crate::boot::{Failure, open_store, operator};
use crate::cli::{RegionFile, print};
use crate::node::Clock;
use crate::relocation::{backup, restore};

/// What `tenant backup` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
Everything is as it stood at one moment. The file holds names and addresses: it
is for its owner alone (mode 600). The secrets of webhooks are sealed in it, and
open with the region's keys only. On SQLite the region is stopped first.

Examples:
  helsefellesskap tenant backup bergen --to bergen.backup --config vest.toml")]
pub struct TenantBackup {
    /// The community's short name
    #[arg(value_name = "TENANT", value_parser = slug)]
    pub tenant: Key,
    /// The file, which must not be there yet
    #[arg(long, value_name = "FILE")]
    pub to: PathBuf,
    /// Of which region.
    #[command(flatten)]
    pub region: RegionFile,
}

/// What `tenant restore` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
Everything is verified - digest, counts, references, journal - and restored as a
whole or not at all, into a region that does not have the community. A new epoch
begins: whoever follows its changes is told to fetch everything anew. The file
may come from either kind of store. On SQLite the region is stopped first.

Examples:
  helsefellesskap tenant restore bergen.backup --config vest.toml")]
pub struct TenantRestore {
    /// The file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Into which region.
    #[command(flatten)]
    pub region: RegionFile,
}

/// What a file holds, in one line.
pub(super) fn held(Contents { tenant, head, rows, sha256 }: &Contents) -> String {
    format!("{}: {rows} rows, journal at {}, SHA-256 {sha256}", tenant.slug, head.seq)
}

impl TenantBackup {
    /// Writes the file.
    pub(in crate::cli) async fn run(&self) -> Result<(), Failure> {
        let store = open_store(&self.region.load()?)?;
        print(&format!("{}\n", held(&backup(&store, &self.tenant, &self.to).await?)))
    }
}

impl TenantRestore {
    /// Restores from the file.
    pub(in crate::cli) async fn run(&self) -> Result<(), Failure> {
        let store = open_store(&self.region.load()?)?;
        print(&format!("{}\n", held(&restore(&store, &self.file, operator(&Clock::default())).await?)))
    }
}
