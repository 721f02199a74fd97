//! One turn with one community: what has been published since the last one, kept piece by piece, each together with the
//! place behind it.
use std::sync::Arc;
use std::time::Instant as Monotonic;

use domain::{Instant, Peer};
use persistence::{RegionTx, SharedSource, StoreError};
use serde_json::Value;

use super::abroad::{Abroad, Incoming};
use super::own::Own;
use super::shelve;
use super::told::{Line, Next, Piece, Silence};
use super::{due_again, figures};
use crate::boot::writer;
use crate::node::Node;

/// How many pieces a turn takes at most; what is left is the next one's.
const PIECES: usize = 1000;
/// How often a turn begins anew with a snapshot.
const ANEW: usize = 2;
/// How long a node has for a piece before another may try, in seconds.
pub(super) const LEASE: i64 = 60;

/// Where a community is asked.
enum From {
    Own(Own),
    Abroad(Abroad),
}

/// A turn under way.
struct Turn<'n> {
    node: &'n Arc<Node>,
    source: SharedSource,
    from: From,
    incoming: Option<Incoming>,
    /// When what is read now was asked for.
    asked_at: Instant,
    has_kept: bool,
}

/// Follows a community that was taken on as far as there is anything. `peer`: the region it is at home in, unless that is
/// this one. `serial`: the number of its entry there.
pub(super) async fn turn(node: &Arc<Node>, source: SharedSource, peer: Option<&Peer>, serial: i64) {
    let (mut source, outcome, has_kept) = match From::open(node, &source, peer).await {
        Err(silence) => (source, Err(silence), false),
        Ok(from) => {
            let asked_at = node.clock.now();
            let mut turn = Turn { node, source, from, incoming: None, asked_at, has_kept: false };
            let outcome = turn.follow(serial).await;
            (turn.source, outcome, turn.has_kept)
        }
    };
    if let Some(peer) = peer {
        figures::count(&node.region, &peer.region, &outcome);
    }
    let now = node.clock.now();
    source.fault = outcome.as_ref().err().map(|silence| silence.word().to_owned());
    source.failures = match &outcome {
        Ok(()) => 0,
        // What came before it broke off is kept, and goes on from there.
        Err(_) if has_kept => 0,
        Err(_) => source.failures.saturating_add(1),
    };
    source.next_at = due_again(now, source.failures);
    let is_gone = matches!(outcome, Err(Silence::Gone));
    if is_gone {
        (source.cursor, source.resume, source.as_of, source.serial) = (None, None, None, None);
    }
    if let Err(silence) = &outcome {
        tracing::warn!(region = %node.region, peer = %source.home, tenant = %source.community, failures = source.failures, "what {} has published was not followed: {silence}", source.slug);
    }
    let noted = write(node, move |tx| {
        tx.shared().step(&mut source)?;
        if is_gone { tx.shared_items().clear((&source.home, source.community)) } else { Ok(()) }
    });
    match noted.await {
        // Another has gone on from there, or it is followed no more.
        Ok(()) | Err(StoreError::Stale) => {}
        Err(error) => tracing::warn!(%error, "how a community was followed was not noted"),
    }
}

async fn write<T: Send + 'static>(
    node: &Node,
    work: impl FnOnce(&mut RegionTx<'_, '_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let deadline = Monotonic::now() + node.request_time;
    node.store.region().write::<_, StoreError>(deadline, writer("shared", &node.clock), work).await
}

impl From {
    async fn open(node: &Arc<Node>, source: &SharedSource, peer: Option<&Peer>) -> Result<Self, Silence> {
        Ok(match peer {
            None => Self::Own(Own::open(node, source).await?),
            Some(peer) => Self::Abroad(Abroad::open(peer, source)?),
        })
    }

    async fn tenant(&self) -> Result<Value, Silence> {
        match self {
            Self::Own(own) => own.tenant(),
            Self::Abroad(abroad) => abroad.tenant().await,
        }
    }
}

impl Turn<'_> {
    async fn follow(&mut self, serial: i64) -> Result<(), Silence> {
        if self.source.serial != Some(serial) {
            self.introduce(serial).await?;
        }
        let mut anew = 0;
        for _ in 0..PIECES {
            match self.next().await {
                Ok(piece) => {
                    let is_last = matches!(piece.next, Next::CaughtUp(_) | Next::Whole(_));
                    self.keep(piece).await?;
                    if is_last {
                        return Ok(());
                    }
                }
                Err(Silence::Resync) if anew < ANEW => {
                    anew += 1;
                    self.begin_anew().await?;
                }
                Err(silence) => return Err(silence),
            }
        }
        Ok(())
    }

    /// The next piece, of the snapshot or of what has changed since.
    async fn next(&mut self) -> Result<Piece, Silence> {
        match (&self.from, self.source.cursor.clone()) {
            (From::Own(own), None) => {
                self.asked_at = self.node.clock.now();
                own.snapshot(self.source.resume.as_deref()).await
            }
            (From::Own(own), Some(cursor)) => {
                self.asked_at = self.node.clock.now();
                own.changes(&cursor).await
            }
            (From::Abroad(abroad), None) => {
                if self.incoming.is_none() {
                    self.asked_at = self.node.clock.now();
                    self.incoming = Some(abroad.snapshot(self.source.resume.as_deref()).await?);
                }
                match &mut self.incoming {
                    Some(incoming) => incoming.next().await,
                    None => Err(Silence::Resync),
                }
            }
            (From::Abroad(abroad), Some(cursor)) => {
                self.asked_at = self.node.clock.now();
                abroad.changes(&cursor).await
            }
        }
    }

    /// Takes in the community's own entry.
    async fn introduce(&mut self, serial: i64) -> Result<(), Silence> {
        let told = self.from.tenant().await?;
        let community = self.source.community;
        self.source.serial = Some(serial);
        self.step(move |tx, source| {
            let item = shelve::tenant(community, told).into_iter().collect();
            tx.shared_items().put((&source.home, community), false, "tenant", item)
        })
        .await
    }

    /// Forgets how far it had come; what was kept so far is told until a new snapshot has come to its end.
    async fn begin_anew(&mut self) -> Result<(), Silence> {
        (self.source.cursor, self.source.resume, self.incoming) = (None, None, None);
        self.step(|tx, source| tx.shared_items().unstage((&source.home, source.community))).await
    }

    /// Keeps a piece together with the place behind it.
    async fn keep(&mut self, piece: Piece) -> Result<(), Silence> {
        let staged = self.source.cursor.is_none();
        let begins = staged && self.source.resume.is_none();
        let is_whole = matches!(piece.next, Next::Whole(_));
        match piece.next {
            Next::Resume(place) => self.source.resume = Some(place),
            Next::More(place) => self.source.cursor = Some(place),
            Next::Whole(place) | Next::CaughtUp(place) => {
                (self.source.cursor, self.source.resume) = (Some(place), None);
                self.source.as_of = Some(self.asked_at);
            }
        }
        let lines = piece.lines;
        self.step(move |tx, source| {
            let of = (&source.home, source.community);
            if begins {
                tx.shared_items().unstage(of)?;
            }
            for line in lines {
                enter(tx, of, staged, line)?;
            }
            if is_whole { tx.shared_items().unveil(of) } else { Ok(()) }
        })
        .await?;
        self.has_kept = true;
        Ok(())
    }

    /// Writes one step, if nobody else has gone on from the one before.
    async fn step(
        &mut self,
        work: impl FnOnce(&mut RegionTx<'_, '_>, &SharedSource) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), Silence> {
        let mut source = self.source.clone();
        source.next_at = self.node.clock.now().plus_seconds(LEASE);
        let written = write(self.node, move |tx| {
            tx.shared().step(&mut source)?;
            work(tx, &source)?;
            Ok(source)
        });
        self.source = written.await?;
        Ok(())
    }
}

/// Takes in one thing as it is now.
fn enter(
    tx: &mut RegionTx<'_, '_>,
    of: (&domain::Key, domain::TenantId),
    staged: bool,
    line: Line,
) -> Result<(), StoreError> {
    let (kind, id, data) = match line {
        Line::Record(kind, id, data) => (kind, id, Some(data)),
        Line::Removed(kind, id) => (kind, id, None),
    };
    let source = shelve::source(kind, &id);
    let items = match data {
        None => Vec::new(),
        Some(data) => {
            let body = match shelve::meeting_of(&id) {
                Some((meeting, _)) => body_of(tx, of, staged, meeting)?,
                None => None,
            };
            shelve::shelve(kind, &id, data, body.as_deref())
        }
    };
    tx.shared_items().put(of, staged, &source, items)
}

/// The body of a meeting that is kept.
fn body_of(
    tx: &mut RegionTx<'_, '_>,
    of: (&domain::Key, domain::TenantId),
    staged: bool,
    meeting: &str,
) -> Result<Option<String>, StoreError> {
    let source = shelve::source(domain::SubjectType::Meeting, meeting);
    let kept = tx.shared_items().find(of, staged, &source)?;
    Ok(kept.and_then(|meeting| Some(meeting["body"].as_str()?.to_owned())))
}
