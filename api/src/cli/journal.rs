//! `journal verify`: whether the journal is whole. `journal list`: what the region's own tells.

use std::str::FromStr;

use clap::{Args, Subcommand};
use domain::{ActKind, Digest, Entry, Epoch, ForwardedOutcome, ForwardedRequest, Key, RequestId};

use super::RegionFile;

use domain::Head;
use persistence::{Direction, JournalFault, JournalFilter, RegionTx, StoreError};

use crate::boot::{Failure, open_store, patience};
use crate::loading::failure;

/// What can be done with the journal.
#[derive(Debug, Subcommand)]
pub enum JournalCommand {
    /// Find changed, removed, reordered or cut rows
    Verify(JournalVerify),
    /// Show the region's own journal, the newest entries first
    List(JournalList),
}

/// What `journal list` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
Of a request that was passed on: its method and address, to which region, for
which community, and the status it was answered with, or that it is doubtful.

Examples:
  helsefellesskap journal list --config vest.toml --limit 20")]
pub struct JournalList {
    /// Of which region.
    #[command(flatten)]
    pub region: RegionFile,
    /// Only what belongs to this trace
    #[arg(long, value_name = "TRACE")]
    pub trace: Option<String>,
    /// How many entries at most
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    pub limit: u16,
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

/// How many entries are read at a time.
const PAGE: i64 = 1000;

impl JournalList {
    /// Prints the region's entries, one a line.
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let config = self.region.load()?;
        let store = open_store(&config)?;
        let (limit, trace) = (usize::from(self.limit), self.trace.clone());
        let read = move |tx: &mut RegionTx<'_, '_>| lines(tx, limit, trace.as_deref());
        let found = store.region().read(patience(), read).await.map_err(|error: StoreError| failure(&error))?;
        found.iter().try_for_each(|line| super::print(line))
    }
}

fn lines(tx: &mut RegionTx<'_, '_>, limit: usize, trace: Option<&str>) -> Result<Vec<String>, StoreError> {
    let (mut lines, mut before) = (Vec::new(), i64::MAX);
    loop {
        let seek = Some((Direction::Backward, before));
        let page = tx.journal().list(&JournalFilter { seek, limit: PAGE, ..JournalFilter::default() })?;
        let Some(oldest) = page.last() else { return Ok(lines) };
        before = oldest.seq;
        for entry in page.iter().filter(|entry| trace.is_none_or(|trace| entry.actor.trace == trace)) {
            if lines.len() == limit {
                return Ok(lines);
            }
            lines.push(line(tx, entry)?);
        }
    }
}

fn line(tx: &mut RegionTx<'_, '_>, entry: &Entry) -> Result<String, StoreError> {
    let Entry { seq, at, actor, act, .. } = entry;
    let forwarded = RequestId::parse(&act.subject.id).ok().filter(|_| act.kind == ActKind::Forwarded);
    let more = match forwarded {
        None => String::new(),
        Some(id) => {
            let ForwardedRequest { peer, community, method, route, outcome, .. } = tx.forwarded().get(id)?;
            let came = match outcome {
                ForwardedOutcome::Done(status) => status.to_string(),
                ForwardedOutcome::Doubtful => "doubtful".to_owned(),
            };
            format!(" {method} {} to {peer} for {community}: {came}", route.as_str())
        }
    };
    let (who, trace) = (actor.id.as_str(), &actor.trace);
    Ok(format!("{seq} {at} {who} {} {} {}{more} trace {trace}\n", act.kind, act.subject.kind, act.subject.id))
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
