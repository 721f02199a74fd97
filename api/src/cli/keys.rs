//! `keys rotate`: a region's private keys.

use clap::{Args, Subcommand, ValueEnum};

use super::RegionFile;

use crate::auth::{Keys, SharedKeys};
use crate::boot::{Failure, claim, open_store, operator, patience};
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
What the old key has signed stays valid until it runs out by itself, and what it
has sealed can still be opened.

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
    /// What the region must be able to read again, such as the secrets of webhooks
    Secrets,
}

impl KeysRotate {
    /// Makes a new key beside the old one.
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let config = self.region.load()?;
        let purpose = match self.purpose {
            KeyPurpose::Node => domain::KeyPurpose::Node,
            KeyPurpose::Issuer => domain::KeyPurpose::Issuer,
            KeyPurpose::Cursor => domain::KeyPurpose::Cursor,
            KeyPurpose::Secrets => domain::KeyPurpose::Secrets,
        };
        let clock = Clock::default();
        let (kid, taken_up) = match &config.keys_secret {
            Some(secret) => {
                let store = open_store(&config)?;
                let shared = SharedKeys::new(&store, secret.reveal());
                let keys = shared.open(&config.keys, operator(&clock), patience()).await.map_err(Failure::of)?;
                let rotated = shared.rotate(&keys, purpose, purpose.overlap(), operator(&clock), patience()).await;
                (rotated.map_err(Failure::of)?, "Running nodes take it up by themselves, within a minute.")
            }
            None => {
                // The keys lie in the data folder unless the settings say otherwise.
                claim(&config)?;
                let keys = Keys::open(&config.keys, clock.now()).map_err(Failure::of)?;
                let kid = keys.rotate(purpose, clock.now(), purpose.overlap()).map_err(Failure::of)?;
                (kid, "A running node takes it up when it is started anew, within a day.")
            }
        };
        super::print(&format!("{kid}\n{taken_up}\n"))
    }
}
