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
    pub(in crate::federation) entries: Vec<PlacementRow>,
    pub(in crate::federation) tenants: Vec<Tenant>,
}

impl Known {
    pub(in crate::federation) fn read(tx: &mut RegionTx<'_, '_>) -> Result<Self, StoreError> {
        let (peers, pulls) = (tx.peers().listed()?, tx.directory().pulls()?);
        Ok(Self { peers, pulls, entries: tx.directory().all()?, tenants: tx.tenants().all()? })
    }
}

/// What is followed and what is to be.
pub(super) struct Survey {
    pub(super) known: Known,
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
        Ok((known, wanted, tx.shared().sources()?))
    });
    let (known, wanted, mut sources) = read.await?;
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
    let parted = known.pulls.iter().filter(|pull| is_parted(pull)).map(|pull| pull.region.clone()).collect();
    Ok(Survey { known, wanted, sources, parted })
}

impl Survey {
    /// A region that is followed, unless it is this one.
    pub(super) fn peer(&self, region: &Key) -> Option<&Peer> {
        self.known.peers.iter().find(|peer| peer.region == *region)
    }
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

/// What two regions may both claim.
#[derive(PartialEq, Eq, Hash)]
enum Name<'k> {
    Id(TenantId),
    Slug(&'k Key),
}

impl Known {
    /// Which communities are to be followed.
    pub(in crate::federation) fn wanted(&self, own: &Key, now: Instant) -> Vec<Wanted> {
        let peers: HashMap<&Key, &Peer> = self.peers.iter().map(|peer| (&peer.region, peer)).collect();
        let may_home = |one: &&Placement| peers.get(&one.home).is_some_and(|peer| peer.may_home(&one.slug));
        let trusted: Vec<&Placement> = self.entries.iter().map(|entry| &entry.placement).filter(may_home).collect();
        let here: HashSet<Name<'_>> =
            self.tenants.iter().flat_map(|tenant| [Name::Id(tenant.id), Name::Slug(&tenant.slug)]).collect();
        let is_here = |one: &Placement| here.contains(&Name::Id(one.tenant)) || here.contains(&Name::Slug(&one.slug));
        let mut claims: HashMap<Name<'_>, HashSet<&Key>> = HashMap::new();
        for one in trusted.iter().filter(|one| now < one.valid_until) {
            for name in [Name::Id(one.tenant), Name::Slug(&one.slug)] {
                claims.entry(name).or_default().insert(&one.home);
            }
        }
        // What two regions claim, by its id or by its short name, is told of by neither.
        let is_claimed = |id: TenantId, slug: &Key, home: &Key| {
            let names = [Name::Id(id), Name::Slug(slug)];
            names.iter().filter_map(|name| claims.get(name)).flatten().any(|claimant| *claimant != home)
        };
        let own_ones = self.tenants.iter().filter(|tenant| tenant.listing == Listing::Public).map(|tenant| Wanted {
            home: own.clone(),
            community: tenant.id,
            slug: tenant.slug.clone(),
            serial: i64::from(tenant.version),
            disputed: is_claimed(tenant.id, &tenant.slug, own),
        });
        // Of a peer that is silent, what it said last stands. Of one that speaks, what it has let expire has left it.
        let heard_at: HashMap<&Key, Instant> =
            self.pulls.iter().filter_map(|pull| Some((&pull.region, pull.pulled_at?))).collect();
        let has_left = |one: &Placement| heard_at.get(&one.home).is_some_and(|heard_at| one.valid_until <= *heard_at);
        let abroad = trusted.iter().filter(|one| one.listing == Listing::Public && !has_left(one));
        let abroad = abroad.map(|one| Wanted {
            home: one.home.clone(),
            community: one.tenant,
            slug: one.slug.clone(),
            serial: one.serial,
            disputed: is_here(one) || is_claimed(one.tenant, &one.slug, &one.home),
        });
        own_ones.chain(abroad).collect()
    }
}
