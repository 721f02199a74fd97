//! `migrate`: brings a region's store to this version of the program.

use clap::Args;

use super::RegionFile;

/// What `migrate` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
A PostgreSQL store is migrated as the role in database.migrate_url.

Examples:
  helsefellesskap migrate --config vest.toml")]
pub struct Migrate {
    /// Which region.
    #[command(flatten)]
    pub region: RegionFile,
}
