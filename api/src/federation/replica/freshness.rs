//! How fresh what is kept of each region is.
use std::collections::HashMap;

use domain::{Instant, Key, Patience, Peer, RegionTold, SharedCopy};
use persistence::SharedSource;

use super::survey::{Known, Wanted};

/// When each community that is to be told of was last known to be kept whole; of one that two regions claim nothing is.
pub(in crate::federation) fn copies<'w>(
    wanted: &'w [Wanted],
    sources: &[SharedSource],
) -> Vec<(&'w Wanted, Option<Instant>)> {
    let as_of: HashMap<_, Instant> =
        sources.iter().filter_map(|source| Some(((&source.home, source.community), source.as_of?))).collect();
    let of = |want: &Wanted| as_of.get(&(&want.home, want.community)).copied().filter(|_| !want.disputed);
    wanted.iter().map(|want| (want, of(want))).collect()
}

/// How fresh what is told of a region is, which last said which communities are at home there at `listed_at`.
pub(in crate::federation) fn freshness(
    region: &Key,
    listed_at: Option<Instant>,
    copies: &[(&Wanted, Option<Instant>)],
    now: Instant,
    patience: Patience,
) -> RegionTold {
    let theirs = copies.iter().filter(|(want, _)| want.home == *region);
    let copies: Vec<_> = theirs.map(|(want, as_of)| SharedCopy { community: &want.slug, as_of: *as_of }).collect();
    domain::told(listed_at, &copies, now, patience)
}

impl Known {
    /// The regions that are told of, this one first, and when each last said which communities are at home there.
    pub(in crate::federation) fn heard<'k>(
        &'k self,
        own: &'k Key,
        now: Instant,
    ) -> impl Iterator<Item = (&'k Key, Option<Instant>)> {
        let pulled_at = |peer: &Peer| self.pulls.iter().find(|pull| pull.region == peer.region)?.pulled_at;
        let peers = self.peers.iter().map(move |peer| (&peer.region, pulled_at(peer)));
        std::iter::once((own, Some(now))).chain(peers)
    }
}
