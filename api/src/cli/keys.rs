//! `keys rotate`: a region's private keys.

use clap::{Args, Subcommand, ValueEnum};

use super::RegionFile;

use crate::auth::{Keys, Purpose};
use crate::boot::{Failure, claim};
use crate::node::Clock;

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

/// How long what the old key has signed stays valid: longer than any token or listing lives.
const OVERLAP: u32 = 24 * 60 * 60;

impl KeysRotate {
    /// Makes a new key beside the old one.
    pub(super) fn run(&self) -> Result<(), Failure> {
        let config = self.region.load()?;
        // The keys lie in the data folder unless the settings say otherwise.
        claim(&config)?;
        let now = Clock::default().now();
        let keys = Keys::open(&config.keys, now).map_err(Failure::of)?;
        let purpose = match self.purpose {
            KeyPurpose::Node => Purpose::Node,
            KeyPurpose::Issuer => Purpose::Issuer,
            KeyPurpose::Cursor => Purpose::Cursor,
        };
        let kid = keys.rotate(purpose, now, OVERLAP).map_err(Failure::of)?;
        super::print(&format!("{kid}\nA running node takes it up when it is started anew, within a day.\n"))
    }
}
