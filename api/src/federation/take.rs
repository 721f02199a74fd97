//! What is believed of a peer's directory: a pure function of what is known and what is told.
use domain::{
    HeadFault, Instant, KeyRefusal, Peer, PeerKey, Placement, PlacementRefusal, PublicKey, TenantId, directory,
};
use persistence::PlacementRow;

use super::document::{Document, Kind, PlacementRecord, RegionRecord, Signed};
use super::signature::Fault;
use crate::node::BUILD;

/// Why a peer's directory was not taken. Each says what an operator can do something about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PullFault {
    /// It does not answer.
    #[error("it does not answer")]
    Unreachable,
    /// It answers something else.
    #[error("it answers with status {0}")]
    Status(u16),
    /// It does not end.
    #[error("its directory is larger than any may be")]
    TooLarge,
    /// It is no directory.
    #[error("what it answers is no directory")]
    Unreadable,
    /// The answer is not signed as it must be.
    #[error("its answer is not its own: {0}")]
    Forged(#[from] Fault),
    /// The directory is signed by nobody we know.
    #[error("its directory is not signed by a key that is known: compare keys and add it anew")]
    Stranger,
    /// A key's name stands for another key.
    #[error("a key that is known has become another: compare keys and add it anew")]
    KeyChanged,
    /// No key in use, or too many.
    #[error("it announces no key in use, or more than it may")]
    KeyCount,
    /// Another region answers there.
    #[error("another region answers at its address")]
    OtherRegion,
    /// An older directory than the one known.
    #[error("its directory is older than the one that is known")]
    Older,
    /// Its time is over.
    #[error("its directory has expired, or one of the two clocks is wrong")]
    Expired,
    /// It does not list this region, and tells what it tells anyone.
    #[error("it does not list this region as its peer")]
    NotListed,
    /// It does not understand this version.
    #[error("it needs a newer version of this region")]
    TooOld,
}

impl PullFault {
    /// The word of figures and answers.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Status(_) => "status",
            Self::TooLarge => "too-large",
            Self::Unreadable => "unreadable",
            Self::Forged(_) => "forged",
            Self::Stranger => "unknown-key",
            Self::KeyChanged => "key-changed",
            Self::KeyCount => "key-count",
            Self::OtherRegion => "other-region",
            Self::Older => "older",
            Self::Expired => "expired",
            Self::NotListed => "not-listed",
            Self::TooOld => "too-old",
        }
    }

    /// Whether a word of these says that the two regions cannot work together until somebody has done something about it:
    /// the peer understands this version no more, or who answers at its address may be anybody. That it is silent or
    /// stumbles says nothing of the kind.
    pub fn parts(word: &str) -> bool {
        [Self::Stranger, Self::KeyChanged, Self::OtherRegion, Self::TooOld].iter().any(|fault| fault.word() == word)
    }
}

impl From<KeyRefusal> for PullFault {
    fn from(refusal: KeyRefusal) -> Self {
        match refusal {
            KeyRefusal::Stranger => Self::Stranger,
            KeyRefusal::Changed => Self::KeyChanged,
            KeyRefusal::Count => Self::KeyCount,
        }
    }
}

/// What is known of a peer when its directory comes.
#[derive(Debug, Clone, Copy)]
pub struct Known<'k> {
    /// The peer.
    pub peer: &'k Peer,
    /// The number of its directory.
    pub serial: Option<i64>,
    /// What it has told before.
    pub entries: &'k [PlacementRow],
}

/// What is believed.
#[derive(Debug, PartialEq, Eq)]
pub struct Taken {
    /// The number of the directory.
    pub serial: i64,
    /// The peer's keys from now on.
    pub keys: Vec<PeerKey>,
    /// Entries to keep.
    pub entries: Vec<PlacementRow>,
    /// Entries that are not taken, by community, and why.
    pub refused: Vec<(Option<TenantId>, &'static str)>,
    /// Journals that contradict what was signed of them before.
    pub contradicted: Vec<(TenantId, HeadFault)>,
    /// Moves it tells of, not looked at yet: what is believed of them depends on other peers too.
    pub moves: Vec<Signed>,
}

/// The key of this name among these, if it is accepted.
pub(super) fn key(keys: &[PeerKey], kid: &str, now: Instant) -> Option<PublicKey> {
    keys.iter().find(|key| key.kid == kid && key.is_accepted(now)).map(|key| key.public)
}

/// What of a document is believed. One entry that is not taken does not spoil the others.
pub fn take(known: Known<'_>, document: &Document, now: Instant) -> Result<Taken, PullFault> {
    let Known { peer, serial, entries } = known;
    let signers = document.region.signers(Kind::Region, |kid| peer.key(kid, now));
    if signers.is_empty() {
        return Err(PullFault::Stranger);
    }
    let region: RegionRecord = document.region.read().ok_or(PullFault::Unreadable)?;
    if region.region != peer.region || region.url != peer.url.as_str() {
        return Err(PullFault::OtherRegion);
    }
    if serial.is_some_and(|known| region.serial < known) {
        return Err(PullFault::Older);
    }
    if region.valid_until <= now {
        return Err(PullFault::Expired);
    }
    if version(BUILD) < version(&region.minimum_peer_version) {
        return Err(PullFault::TooOld);
    }
    let keys = peer.renewed(&region.keys, &signers, now)?;
    let mut taken = Taken {
        serial: region.serial,
        keys,
        entries: Vec::new(),
        refused: Vec::new(),
        contradicted: Vec::new(),
        moves: document.moves.clone(),
    };
    for signed in &document.tenants {
        if signed.signers(Kind::Tenant, |kid| key(&taken.keys, kid, now)).is_empty() {
            taken.refused.push((None, "forged"));
            continue;
        }
        let Some(record) = signed.read::<PlacementRecord>() else {
            taken.refused.push((None, "unreadable"));
            continue;
        };
        if record.head.is_none() {
            return Err(PullFault::NotListed);
        }
        let Some(told) = record.placement() else {
            taken.refused.push((None, "unreadable"));
            continue;
        };
        taken.believe(peer, entries, &told, now);
    }
    Ok(taken)
}

impl Taken {
    fn believe(&mut self, peer: &Peer, entries: &[PlacementRow], told: &Placement, now: Instant) {
        let known = entries.iter().find(|entry| entry.placement.tenant == told.tenant);
        let placement = match directory::judge(peer, known.map(|known| &known.placement), told, now) {
            Ok(placement) => placement,
            Err(refusal) => return self.refused.push((Some(told.tenant), word(refusal))),
        };
        let fault = known.and_then(|known| directory::contradiction(&known.placement.head, &told.head));
        let row = match (known, fault) {
            // The head that was signed before is the evidence, and stays.
            (Some(known), Some(fault)) => {
                if known.head_fault.is_none() {
                    self.contradicted.push((told.tenant, fault));
                }
                PlacementRow {
                    placement: Placement { head: known.placement.head, ..placement },
                    head_fault: known.head_fault.or(Some(fault)),
                }
            }
            (known, _) => PlacementRow { placement, head_fault: known.and_then(|known| known.head_fault) },
        };
        self.entries.push(row);
    }
}

fn word(refusal: PlacementRefusal) -> &'static str {
    domain::Words::word(refusal)
}

/// A version as numbers that can be compared; what cannot be read is newer than any.
fn version(text: &str) -> [u32; 3] {
    let mut parts = text.split('.').map(|part| part.parse().unwrap_or(u32::MAX));
    [(); 3].map(|()| parts.next().unwrap_or(0))
}

#[cfg(test)]
#[path = "take_tests.rs"]
#[expect(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests;
