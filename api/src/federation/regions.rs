//! `/v1/regions`: this region and its peers, as they are seen from here.
use std::collections::HashMap;

use actix_web::HttpResponse;
use domain::{BreakerState, Digest, Freshness, HeadFault, Instant, Key, Listing, Peer, RegionTold, TenantId};
use persistence::{PlacementRow, SharedSource};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::replica::{Known, copies, freshness};
use crate::guard::{InRegion, Needs as _, ReadTenants};
use crate::node::Node;
use crate::resource;
use crate::wire::schema::{
    BreakerStateWord, FreshnessWord, HeadFaultWord, InstantText, KeyText, LineText, TenantIdText,
};
use crate::wire::{ApiError, Query, Tag};

/// The addresses of this resource.
pub fn routes(config: &mut ServiceConfig) {
    config.service(resource!(get_regions));
}

/// This region and its peers.
#[derive(Serialize, ToSchema)]
#[schema(as = Regions)]
pub struct RegionsView {
    /// This region.
    #[schema(value_type = KeyText)]
    region: Key,
    /// Its public address.
    #[schema(min_length = 8, max_length = 300, pattern = "^https?://", example = "https://vest.example.no")]
    url: String,
    shared: SharedView,
    /// The regions it trusts, by name.
    #[schema(max_items = 1000)]
    peers: Vec<PeerView>,
}

/// A region as it is seen from here.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RegionSeen)]
struct PeerView {
    #[schema(value_type = KeyText)]
    region: Key,
    #[schema(min_length = 8, max_length = 300, pattern = "^https?://", example = "https://nord.example.no")]
    url: String,
    /// Whether its directory could be fetched the last time.
    reachable: bool,
    /// When its directory was last found as it is known here.
    #[schema(value_type = InstantText, nullable = true)]
    as_of: Option<Instant>,
    /// How many seconds ago that was.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, nullable = true, example = 12)]
    lag_seconds: Option<i64>,
    shared: SharedView,
    /// The communities it says are at home there.
    #[schema(max_items = 100_000)]
    communities: Vec<CommunityView>,
    /// What only those who run this region are told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    details: Option<DetailsView>,
}

/// How fresh what is kept here of what a region has published is (*felles lesing*): what `/v1/federation` tells of it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SharedFreshness)]
struct SharedView {
    /// Everything that was published there at this time is kept, but for what is left out.
    #[schema(value_type = InstantText, nullable = true)]
    as_of: Option<Instant>,
    /// How many seconds ago that was.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, nullable = true, example = 12)]
    lag_seconds: Option<i64>,
    #[schema(value_type = FreshnessWord)]
    freshness: Freshness,
    /// Whether everything of it is told, as it is or was a moment ago.
    complete: bool,
    /// The communities there that are left out.
    #[schema(value_type = Vec<KeyText>, max_items = 100_000)]
    left_out: Vec<Key>,
}

impl From<RegionTold> for SharedView {
    fn from(told: RegionTold) -> Self {
        let complete = told.is_complete();
        let RegionTold { as_of, lag_seconds, freshness, left_out } = told;
        Self { as_of, lag_seconds, freshness, complete, left_out }
    }
}

/// A community that is at home in another region.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CommunityAbroad)]
struct CommunityView {
    #[schema(value_type = TenantIdText)]
    id: TenantId,
    #[schema(value_type = KeyText)]
    slug: Key,
    /// Until when this may be acted on.
    #[schema(value_type = InstantText)]
    valid_until: Instant,
    /// Whether another region says the same of itself; then nobody is served.
    disputed: bool,
    /// How its journal contradicts what its home has signed before.
    #[schema(value_type = HeadFaultWord, nullable = true)]
    journal_fault: Option<HeadFault>,
}

/// How a peer is trusted and asked.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RegionDetails)]
struct DetailsView {
    /// Whether requests for its communities are passed on to it by this node.
    #[schema(value_type = BreakerStateWord)]
    breaker: BreakerState,
    /// The number of its directory.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, nullable = true, example = 1_795_000_000)]
    serial: Option<i64>,
    /// How often fetching has failed since it last did not.
    #[schema(minimum = 0, maximum = 2_147_483_647, example = 0)]
    failures: i32,
    /// Why, the last time.
    #[schema(min_length = 1, max_length = 63, pattern = "^[a-z-]+$", nullable = true, example = "unreachable")]
    fault: Option<String>,
    /// When it is fetched again.
    #[schema(value_type = InstantText, nullable = true)]
    next_at: Option<Instant>,
    /// The issuers whose callers it may speak for.
    #[schema(value_type = Vec<LineText>, max_items = 1000)]
    issuers: Vec<domain::Line>,
    /// The communities that may be at home there.
    #[schema(value_type = Vec<KeyText>, max_items = 1000)]
    may_home: Vec<Key>,
    /// The fingerprints of the keys it signs with.
    #[schema(max_items = 8, min_length = 50, max_length = 50, pattern = "^SHA256:[A-Za-z0-9+/]{43}$", example = json!(["SHA256:Zmh6rfhivXdsj8GLjp+OIAiXFIVu4jOzkCpZHQ1fKSU"]))]
    fingerprints: Vec<String>,
}

/// Everything that is known of peers.
struct Seen {
    known: Known,
    sources: Vec<SharedSource>,
    operator: bool,
    now: Instant,
}

impl Seen {
    fn view(self, node: &Node) -> RegionsView {
        let wanted = self.known.wanted(&node.region, self.now);
        let copies = copies(&wanted, &self.sources);
        let shared = |region: &Key, listed_at: Option<Instant>| {
            SharedView::from(freshness(region, listed_at, &copies, self.now, node.patience))
        };
        let mut claims: HashMap<String, usize> = HashMap::new();
        let valid = |entry: &&PlacementRow| self.now < entry.placement.valid_until;
        let told = self.known.entries.iter().filter(valid).map(|entry| (entry.placement.tenant, &entry.placement.slug));
        for (id, slug) in told.chain(self.known.tenants.iter().map(|tenant| (tenant.id, &tenant.slug))) {
            *claims.entry(id.to_string()).or_default() += 1;
            *claims.entry(slug.to_string()).or_default() += 1;
        }
        let is_disputed = |entry: &PlacementRow| {
            let names = [entry.placement.tenant.to_string(), entry.placement.slug.to_string()];
            valid(&entry) && names.iter().any(|name| claims.get(name).is_some_and(|count| *count > 1))
        };
        let view = |peer: &Peer| {
            let pull = self.known.pulls.iter().find(|pull| pull.region == peer.region);
            let as_of = pull.and_then(|pull| pull.pulled_at);
            let entries = self.known.entries.iter().filter(|entry| entry.placement.home == peer.region);
            let entries = entries.filter(|entry| self.operator || entry.placement.listing == Listing::Public);
            PeerView {
                region: peer.region.clone(),
                url: peer.url.as_str().to_owned(),
                reachable: as_of.is_some() && pull.is_some_and(|pull| pull.failures == 0),
                as_of,
                shared: shared(&peer.region, as_of),
                lag_seconds: as_of.map(|as_of| ((self.now.micros() - as_of.micros()) / 1_000_000).max(0)),
                communities: entries
                    .map(|entry| CommunityView {
                        id: entry.placement.tenant,
                        slug: entry.placement.slug.clone(),
                        valid_until: entry.placement.valid_until,
                        disputed: is_disputed(entry),
                        journal_fault: entry.head_fault,
                    })
                    .collect(),
                details: self.operator.then(|| DetailsView {
                    breaker: node.doors.breaker(&peer.region),
                    serial: pull.and_then(|pull| pull.serial),
                    failures: pull.map_or(0, |pull| pull.failures),
                    fault: pull.and_then(|pull| pull.fault.clone()),
                    next_at: pull.map(|pull| pull.next_at),
                    issuers: peer.issuers.clone(),
                    may_home: peer.may_home.clone(),
                    fingerprints: peer.keys.iter().map(|key| key.public.fingerprint()).collect(),
                }),
            }
        };
        RegionsView {
            region: node.region.clone(),
            url: node.url.clone(),
            shared: shared(&node.region, Some(self.now)),
            peers: self.known.peers.iter().map(view).collect(),
        }
    }
}

/// Get the regions
///
/// This region and the others (*regioner*) it works with: whether each can be reached, how old what is known of it is, how
/// fresh what it has published is here, and which communities are at home there. How each is trusted and asked is told to those who run this region.
#[utoipa::path(get, path = "/v1/regions", operation_id = "get_regions", tag = "regions",
    responses((status = 200, description = "The regions", body = RegionsView)))]
async fn get_regions(caller: InRegion<ReadTenants>) -> Result<HttpResponse, ApiError> {
    let now = caller.facts().now;
    let nothing = Query::of(caller.request()).finish();
    let read = caller.read(move |reading| {
        nothing?;
        let operator = reading.operator;
        let tx = &mut *reading.tx;
        Ok(Seen { known: Known::read(tx)?, sources: tx.shared().sources()?, operator, now })
    });
    let view = read.await?.view(&caller.facts().node);
    let told = serde_json::to_vec(&view).map_err(ApiError::internal)?;
    let tag = Tag::strong(Digest::of_bytes(&told).to_string()[..32].to_owned());
    ReadTenants::reply(caller.request()).tag(tag).json(&view)
}
