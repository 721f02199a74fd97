//! Which communities are followed: those listed for everyone that are at home in a listed peer by its own word, and those
//! at home here.
use std::collections::{HashMap, HashSet};
use std::time::Instant as Monotonic;

use domain::{Instant, Key, Listing, Peer, Placement, Tenant, TenantId};
use persistence::{PlacementRow, Pull, RegionTx, SharedSource, StoreError};

use crate::boot::writer;
use crate::federation::resolve::is_parted;
use crate::node::Node;

/// A community that is to be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::federation) struct Wanted {
    pub(in crate::federation) home: Key,
    pub(in crate::federation) community: TenantId,
    pub(in crate::federation) slug: Key,
    /// The number of its entry: where it is another, the entry is fetched anew.
    pub(super) serial: i64,
    /// Whether another region says that it is at home there: then nothing of it is told.
    pub(in crate::federation) disputed: bool,
}

/// What is known of who is at home where.
pub(in crate::federation) struct Known {
    pub(in crate::federation) peers: Vec<Peer>,
    pub(in crate::federation) pulls: Vec<Pull>,
    entries: Vec<PlacementRow>,
    tenants: Vec<Tenant>,
}

impl Known {
    pub(in crate::federation) fn read(tx: &mut RegionTx<'_, '_>) -> Result<Self, StoreError> {
        let (peers, pulls) = (tx.peers().listed()?, tx.directory().pulls()?);
        Ok(Self { peers, pulls, entries: tx.directory().all()?, tenants: tx.tenants().all()? })
    }
}

/// What is followed and what is to be.
pub(super) struct Survey {
    pub(super) peers: HashMap<Key, Peer>,
    pub(super) wanted: Vec<Wanted>,
    pub(super) sources: Vec<SharedSource>,
    /// The peers nothing is asked of for now.
    pub(super) parted: HashSet<Key>,
}

/// Looks what there is to follow, begins with what is new and lets go of what is no more.
pub(super) async fn survey(node: &Node) -> Result<Survey, StoreError> {
    let (now, deadline) = (node.clock.now(), Monotonic::now() + node.request_time);
    let own = node.region.clone();
    let region = node.store.region();
    let read = region.read::<_, StoreError>(deadline, move |tx| {
        let known = Known::read(tx)?;
        let wanted = known.wanted(&own, now);
        let parted: HashSet<Key> = known.pulls.into_iter().filter(is_parted).map(|pull| pull.region).collect();
        Ok((known.peers, wanted, tx.shared().sources()?, parted))
    });
    let (peers, wanted, mut sources, parted) = read.await?;
    let is_followed = |want: &&Wanted| {
        let is_kept = |source: &SharedSource| source.is(want) && source.slug == want.slug;
        sources.iter().any(|source| is_kept(source) && !(want.disputed && source.has_begun()))
    };
    let new: Vec<Wanted> = wanted.iter().filter(|want| !is_followed(want)).cloned().collect();
    // One that has become disputed is begun anew, with nothing.
    let is_wanted =
        |source: &&SharedSource| wanted.iter().any(|want| source.is(want) && !(want.disputed && source.has_begun()));
    let gone: Vec<SharedSource> = sources.iter().filter(|source| !is_wanted(source)).cloned().collect();
    if !new.is_empty() || !gone.is_empty() {
        let write = region.write::<_, StoreError>(deadline, writer("shared", &node.clock), move |tx| {
            for source in &gone {
                tx.shared().leave(&source.home, source.community)?;
                tx.shared_items().clear((&source.home, source.community))?;
            }
            for want in &new {
                tx.shared().follow(&want.home, want.community, &want.slug, now)?;
            }
            tx.shared().sources()
        });
        sources = write.await?;
    }
    let peers = peers.into_iter().map(|peer| (peer.region.clone(), peer)).collect();
    Ok(Survey { peers, wanted, sources, parted })
}

trait Is {
    fn is(&self, want: &Wanted) -> bool;
    fn has_begun(&self) -> bool;
}

impl Is for SharedSource {
    fn is(&self, want: &Wanted) -> bool {
        self.home == want.home && self.community == want.community
    }

    fn has_begun(&self) -> bool {
        self.serial.is_some() || self.resume.is_some() || self.cursor.is_some()
    }
}

impl Known {
    /// Which communities are to be followed.
    pub(in crate::federation) fn wanted(&self, own: &Key, now: Instant) -> Vec<Wanted> {
        let placements = || self.entries.iter().map(|entry| &entry.placement);
        let trusted =
            |one: &&Placement| self.peers.iter().any(|peer| peer.region == one.home && peer.may_home(&one.slug));
        let is_here =
            |one: &Placement| self.tenants.iter().any(|tenant| tenant.id == one.tenant || tenant.slug == one.slug);
        // What two regions claim, by its id or by its short name, is told of by neither.
        let is_claimed = |id: TenantId, slug: &Key, home: &Key| {
            let claims = placements().filter(trusted).filter(|one| one.home != *home && now < one.valid_until);
            claims.into_iter().any(|one| one.tenant == id || one.slug == *slug)
        };
        let here = self.tenants.iter().filter(|tenant| tenant.listing == Listing::Public).map(|tenant| Wanted {
            home: own.clone(),
            community: tenant.id,
            slug: tenant.slug.clone(),
            serial: i64::from(tenant.version),
            disputed: is_claimed(tenant.id, &tenant.slug, own),
        });
        // Of a peer that is silent, what it said last stands. Of one that speaks, what it has let expire has left it.
        let has_left = |one: &Placement| {
            let heard_at = self.pulls.iter().find(|pull| pull.region == one.home).and_then(|pull| pull.pulled_at);
            heard_at.is_some_and(|heard_at| one.valid_until <= heard_at)
        };
        let abroad = placements().filter(trusted).filter(|one| one.listing == Listing::Public && !has_left(one));
        let abroad = abroad.map(|one| Wanted {
            home: one.home.clone(),
            community: one.tenant,
            slug: one.slug.clone(),
            serial: one.serial,
            disputed: is_here(one) || is_claimed(one.tenant, &one.slug, &one.home),
        });
        here.chain(abroad).collect()
    }
}
