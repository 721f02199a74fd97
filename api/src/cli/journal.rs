//! `journal verify`: whether the journal is whole.

use std::str::FromStr;

use clap::{Args, Subcommand};
use domain::{Digest, Epoch, Key};

use super::RegionFile;

/// What can be done with the journal.
#[derive(Debug, Subcommand)]
pub enum JournalCommand {
    /// Find changed, removed, reordered or cut rows
    Verify(JournalVerify),
}

/// What `journal verify` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
A cut end is found only with --head: a head noted earlier or held by another
region. Exit code 1 if the journal is not whole.

Examples:
  helsefellesskap journal verify --config vest.toml
  helsefellesskap journal verify --config vest.toml bergen --head \"$NOTED\"")]
pub struct JournalVerify {
    /// Of which region.
    #[command(flatten)]
    pub region: RegionFile,
    /// One community [default: every one, and the region's own]
    #[arg(value_parser = slug)]
    pub tenant: Option<Key>,
    /// A head the journal must still contain
    #[arg(long, value_name = "EPOCH:SEQ:HASH", requires = "tenant")]
    pub head: Option<HeadArgument>,
}

fn slug(text: &str) -> Result<Key, &'static str> {
    Key::parse(text).ok_or("must be a community's short name, such as bergen")
}

/// A journal's head as `EPOCH:SEQ:HASH`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadArgument {
    /// The journal's epoch.
    pub epoch: Epoch,
    /// Sequence of the last row.
    pub seq: i64,
    /// Its chained hash.
    pub hash: Digest,
}

impl FromStr for HeadArgument {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let mut parts = text.split(':');
            let epoch = Epoch::parse(parts.next()?).ok()?;
            let seq = parts.next()?.parse().ok().filter(|seq| *seq >= 0)?;
            let hash = Digest::parse(parts.next()?)?;
            parts.next().is_none().then_some(Self { epoch, seq, hash })
        };
        read().ok_or("must be an epoch, a sequence and 64 hexadecimal digits, with colons between")
    }
}
