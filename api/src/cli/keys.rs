//! `keys rotate`: a region's private keys.

use clap::{Args, Subcommand, ValueEnum};

use super::RegionFile;

/// What can be done with keys.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Make a new key; the old one stays valid for a while
    Rotate(KeysRotate),
}

/// What `keys rotate` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
What the old key has signed stays valid until it runs out by itself.

Examples:
  helsefellesskap keys rotate --config vest.toml issuer")]
pub struct KeysRotate {
    /// Of which region.
    #[command(flatten)]
    pub region: RegionFile,
    /// What the key is for
    pub purpose: KeyPurpose,
}

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KeyPurpose {
    /// The region itself, towards other regions
    Node,
    /// Tokens of the region's own issuer
    Issuer,
    /// Cursors of lists
    Cursor,
}
