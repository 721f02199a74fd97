//! What was published as it is told, with where it is from and how fresh that is.
use domain::{Freshness, Instant, Key, RegionTold, SharedKind, TenantId};
use persistence::SharedRow;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::wire::Page;
use crate::wire::schema::{FreshnessWord, InstantText, KeyText, SharedKindWord, SubjectText, TenantIdText};

/// The community a thing is from.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SharedTenant)]
pub(super) struct TenantName {
    #[schema(value_type = TenantIdText)]
    id: TenantId,
    #[schema(value_type = KeyText)]
    slug: Key,
}

/// A thing that was published.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SharedItem)]
pub(super) struct ItemView {
    #[schema(value_type = SharedKindWord)]
    kind: SharedKind,
    #[schema(value_type = SubjectText)]
    id: String,
    tenant: TenantName,
    /// The region the community is at home in.
    #[schema(value_type = KeyText)]
    region: Key,
    /// Its address, in any region.
    #[schema(
        format = "uri-reference",
        max_length = 8192,
        example = "/v1/tenants/nordland/cases/case_06bxy3k0d9v8h7m2q5t4n1c6rg"
    )]
    href: String,
    /// The time by which it is ordered.
    #[schema(value_type = InstantText)]
    at: Instant,
    /// It as it was published: what its own address tells those without a token, but for what depends on the day. People
    /// are named by id alone. Of a decision also its meeting, the body, the day and the number of the minutes.
    #[schema(value_type = Object)]
    data: Value,
}

/// How fresh what is told of a region is.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SharedRegion)]
pub(super) struct RegionView {
    #[schema(value_type = KeyText)]
    region: Key,
    /// Everything that was published there at this time is told, but for what is left out.
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

/// One page of what regions have published.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SharedPage)]
pub(super) struct SharedPage {
    /// The items, in the order of the list.
    #[schema(max_items = 100)]
    items: Vec<ItemView>,
    /// This page.
    #[serde(rename = "self")]
    #[schema(format = "uri-reference", max_length = 8192, examples("/v1/federation/cases?limit=25"))]
    this: String,
    /// The page after this one; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        format = "uri-reference",
        max_length = 8192,
        nullable = false,
        examples("/v1/federation/cases?limit=25&cursor=AQAA")
    )]
    next: Option<String>,
    /// The page before this one; absent on the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        format = "uri-reference",
        max_length = 8192,
        nullable = false,
        examples("/v1/federation/cases?limit=25&cursor=AQEA")
    )]
    prev: Option<String>,
    /// How many items the whole list has, when asked for with `Prefer: return=total-count`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "int64", minimum = 0, maximum = 9_007_199_254_740_991_i64, nullable = false, examples(42))]
    total: Option<i64>,
    /// Whether everything of every region is told, as it is or was a moment ago.
    complete: bool,
    /// This region and those it knows.
    #[schema(max_items = 1000)]
    regions: Vec<RegionView>,
}

impl ItemView {
    pub(super) fn new(row: SharedRow, slug: Key) -> Self {
        let below = match row.kind {
            SharedKind::Case => format!("/cases/{}", row.id),
            SharedKind::Meeting => format!("/meetings/{}", row.id),
            SharedKind::Body => format!("/bodies/{}", row.id),
            // What is published of a decision stands with its meeting's.
            SharedKind::Decision => format!("/meetings/{}/decisions", row.data["meeting"].as_str().unwrap_or_default()),
            _ => String::new(),
        };
        Self {
            kind: row.kind,
            id: row.id,
            href: format!("/v1/tenants/{slug}{below}"),
            tenant: TenantName { id: row.community, slug },
            region: row.home,
            at: row.at,
            data: row.data,
        }
    }
}

impl SharedPage {
    /// The page; without its `age` it is the same as long as what it tells is. Whoever holds it may hold an earlier age
    /// than it has, and never a later one.
    pub(super) fn new(page: &Page<ItemView>, told: &[(Key, RegionTold)], age: bool) -> Self {
        let region = |(region, told): &(Key, RegionTold)| RegionView {
            region: region.clone(),
            as_of: told.as_of.filter(|_| age),
            lag_seconds: told.lag_seconds.filter(|_| age),
            freshness: told.freshness,
            complete: told.is_complete(),
            left_out: told.left_out.clone(),
        };
        Self {
            items: page.items.clone(),
            this: page.this.clone(),
            next: page.next.clone(),
            prev: page.prev.clone(),
            total: page.total,
            complete: told.iter().all(|(_, told)| told.is_complete()),
            regions: told.iter().map(region).collect(),
        }
    }
}
