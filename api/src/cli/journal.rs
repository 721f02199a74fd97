//! `journal verify`: whether the journal is whole.

use std::str::FromStr;

use clap::{Args, Subcommand};
use domain::{Digest, Epoch, Key};

use super::RegionFile;

use domain::Head;
use persistence::{JournalFault, StoreError};

use crate::boot::{Failure, open_store, patience};
use crate::loading::failure;

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

impl JournalVerify {
    /// Verifies one community's journal, or every one and the region's own.
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let config = self.region.load()?;
        let store = open_store(&config)?;
        let failed = |error: StoreError| failure(&error);
        let region = store.region();
        let mut broken = 0;
        if self.tenant.is_none() {
            let found = region.read(patience(), |tx| Ok((tx.verify(&[])?, tx.head()))).await.map_err(failed)?;
            broken += report("region", &found.0, found.1)?;
        }
        let wanted = self.tenant.clone();
        let tenants = region.read(patience(), |tx| tx.tenants().all()).await.map_err(failed)?;
        let mut found_any = wanted.is_none();
        for tenant in tenants.into_iter().filter(|tenant| wanted.as_ref().is_none_or(|slug| *slug == tenant.slug)) {
            found_any = true;
            let vouched: Vec<Head> = self.head.iter().map(HeadArgument::head).collect();
            let verified =
                store.tenant(tenant.id).read(patience(), move |tx| Ok((tx.verify(&vouched)?, tx.head()))).await;
            let (faults, head) = verified.map_err(failed)?;
            broken += report(tenant.slug.as_str(), &faults, head)?;
        }
        match (found_any, broken) {
            (false, _) => Err(Failure("no such community in this region".into())),
            (true, 0) => Ok(()),
            (true, faults) => Err(Failure(format!("{faults} faults: the journal is not whole"))),
        }
    }
}

fn report(name: &str, faults: &[JournalFault], head: Head) -> Result<usize, Failure> {
    for fault in faults {
        super::print(&format!("{name}: {fault}\n"))?;
    }
    if faults.is_empty() {
        super::print(&format!(
            "{name}: {} entries, whole; head {}:{}:{}\n",
            head.seq, head.epoch, head.seq, head.hash
        ))?;
    }
    Ok(faults.len())
}

impl HeadArgument {
    fn head(&self) -> Head {
        Head { epoch: self.epoch, seq: self.seq, hash: self.hash, rights_seq: 0, structure_seq: 0, structure_day: None }
    }
}
