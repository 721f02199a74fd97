//! `tenant check` and `tenant load`: communities' charters.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::RegionFile;

/// What can be done with charters.
#[derive(Debug, Subcommand)]
pub enum TenantCommand {
    /// Name every fault of charter files, with its place
    Check(TenantCheck),
    /// Open a community from its charter, or bring it up to it
    Load(TenantLoad),
}

/// What `tenant check` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
Needs no region and no data. Exit code 1 if any file has a fault.

Examples:
  helsefellesskap tenant check tenants/*.toml")]
pub struct TenantCheck {
    /// Charter files, TOML
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// What `tenant load` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  helsefellesskap tenant load tenants/bergen.toml --config vest.toml")]
pub struct TenantLoad {
    /// The charter file, TOML
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Into which region.
    #[command(flatten)]
    pub region: RegionFile,
}
