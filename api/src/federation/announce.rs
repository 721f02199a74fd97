//! What this region publishes: itself, and where the communities at home here stand.
use std::sync::Arc;
use std::time::{Duration, Instant as Monotonic};

use domain::{Digest, HeadMark, Instant, Listing, PeerKey, Placement, PublicKey, RelocationState, Tenant, directory};
use tokio::sync::Mutex;

use super::document::{Document, FEATURES, Kind, MINIMUM_PEER_VERSION, PlacementRecord, RegionRecord, Signed};
use crate::node::{BUILD, Node};
use crate::wire::{ApiError, Tag};

/// How long what is published may be acted on, in seconds: a day.
const VALID: i64 = 86_400;

/// How often it is dated anew, in seconds, so that it stays the same in between.
const DATED: i64 = 600;

/// How long it is kept before the stores are asked again.
const KEPT: Duration = Duration::from_secs(1);

/// A document as it is sent.
#[derive(Debug)]
pub struct Announcement {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its tag.
    pub tag: Tag,
}

/// What is published to whom.
#[derive(Debug)]
pub struct Announced {
    /// To anyone: communities listed for the public only, and not how much is written in their journals.
    pub public: Announcement,
    /// To peers: every community.
    pub whole: Announcement,
}

/// What this region publishes, made at most once a second however many ask.
#[derive(Default)]
pub struct Announcer(Mutex<Option<(Monotonic, Arc<Announced>)>>);

impl Announcer {
    /// What is published now.
    pub async fn now(&self, node: &Node, deadline: Monotonic) -> Result<Arc<Announced>, ApiError> {
        let mut kept = self.0.lock().await;
        if let Some((at, announced)) = &*kept
            && at.elapsed() < KEPT
        {
            return Ok(Arc::clone(announced));
        }
        let announced = Arc::new(announce(node, deadline).await?);
        *kept = Some((Monotonic::now(), Arc::clone(&announced)));
        Ok(announced)
    }
}

async fn announce(node: &Node, deadline: Monotonic) -> Result<Announced, ApiError> {
    let now = node.clock.now();
    let serial = now.micros().div_euclid(1_000_000).div_euclid(DATED) * DATED;
    let valid_until = Instant::EPOCH.plus_seconds(serial + VALID);
    let ring = node.keys.node();
    let keys = ring.accepted(now).map(|key| PeerKey {
        kid: key.kid.clone(),
        public: PublicKey(key.secret.verifying_key().to_bytes()),
        retires: key.retires,
    });
    let record = RegionRecord {
        region: node.region.clone(),
        url: node.url.clone(),
        api_version: BUILD.to_owned(),
        minimum_peer_version: MINIMUM_PEER_VERSION.to_owned(),
        features: FEATURES.iter().map(|feature| (*feature).to_owned()).collect(),
        keys: keys.collect(),
        serial,
        valid_until,
    };
    let region = Signed::new(Kind::Region, &record, ring.accepted(now)).map_err(ApiError::internal)?;
    let (mut public, mut whole) = (Vec::new(), Vec::new());
    let since = now.plus_seconds(-directory::LONGEST);
    let read = move |tx: &mut persistence::RegionTx<'_, '_>| {
        Ok::<_, ApiError>((tx.tenants().all()?, tx.moves().finished_since(since)?))
    };
    let (mut tenants, moves) = node.store.region().read(deadline, read).await?;
    // What is older, nobody acts against any more.
    let own = moves.into_iter().filter(|kept| kept.state != RelocationState::Heard);
    let moves: Vec<Signed> = own.filter_map(|kept| serde_json::from_value(kept.deed?).ok()).collect();
    tenants.sort_by_key(|tenant| tenant.id);
    for tenant in tenants {
        let placement = match place(node, &tenant, valid_until, deadline).await {
            Ok(placement) => placement,
            Err(error) => {
                // Peers keep what they know of it until that expires.
                tracing::warn!(tenant = %tenant.id, code = error.code.word(), "a community is left out of the directory");
                continue;
            }
        };
        let record = PlacementRecord::from(placement);
        let sign =
            |record: &PlacementRecord| Signed::new(Kind::Tenant, record, [&ring.current]).map_err(ApiError::internal);
        whole.push(sign(&record)?);
        if tenant.listing == Listing::Public {
            public.push(sign(&record.without_head())?);
        }
    }
    let of = |tenants, moves| {
        let document = Document { region: region.clone(), tenants, moves };
        let bytes = serde_json::to_vec(&document).map_err(ApiError::internal)?;
        let tag = Tag::strong(Digest::of_bytes(&bytes).to_string()[..32].to_owned());
        Ok::<_, ApiError>(Announcement { bytes, tag })
    };
    Ok(Announced { public: of(public, Vec::new())?, whole: of(whole, moves)? })
}

/// Where a community of this region stands. What it says changes with its entry in the registry and with its settings,
/// each of which counts its changes; so their sum counts those of both.
async fn place(node: &Node, tenant: &Tenant, valid_until: Instant, deadline: Monotonic) -> Result<Placement, ApiError> {
    let scope = node.store.tenant(tenant.id);
    let read = scope.read::<_, ApiError>(deadline, |tx| Ok((tx.head(), tx.settings().get()?.value)));
    let (head, settings) = read.await?;
    Ok(Placement {
        tenant: tenant.id,
        slug: tenant.slug.clone(),
        home: node.region.clone(),
        listing: tenant.listing,
        forwarding: settings.forwarding,
        serial: i64::from(tenant.version) + i64::from(settings.version),
        valid_until,
        head: HeadMark { epoch: head.epoch, seq: head.seq, hash: head.hash },
    })
}
