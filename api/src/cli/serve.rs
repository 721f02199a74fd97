//! `serve`: one region in production.

use clap::Args;

use super::RegionFile;

/// What `serve` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  helsefellesskap serve --config vest.toml
  HELSEFELLESSKAP_SERVER__LISTEN=0.0.0.0:8080 \\
    helsefellesskap serve --config vest.toml")]
pub struct Serve {
    /// Which region.
    #[command(flatten)]
    pub region: RegionFile,
}
