//! What communities have published, as it is kept here to be read together. None of it is journalled: it can be fetched
//! again.
mod kept;

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::{Date, Instant, Key, SharedKind, TenantId};
use serde_json::Value;
use uuid::Uuid;

use crate::StoreError;
use crate::column::{At, Doc, Id, On, Word};
use crate::conn::query;
use crate::paging::{Direction, Page};
use crate::row::stored;
use crate::schema::{shared_item, shared_word};
use crate::tx::Tx;

/// One thing that was published.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedItem {
    /// The record that tells of it: what is told anew takes the place of everything that it told before.
    pub source: String,
    /// What it is.
    pub kind: SharedKind,
    /// Its id.
    pub id: String,
    /// What there are several versions of: only those of the greatest rank are listed.
    pub subject: Option<String>,
    /// The number of the version.
    pub rank: i32,
    /// Its place among those of the same time.
    pub place: Uuid,
    /// Its time.
    pub at: Instant,
    /// The day it is found by.
    pub day: Option<Date>,
    /// The word it is found by: its kind, state or type.
    pub word: Option<String>,
    /// It as it was published.
    pub data: Value,
    /// The words it is found by.
    pub words: Vec<String>,
}

/// One thing, and where it is from.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedRow {
    /// The region.
    pub home: Key,
    /// The community.
    pub community: TenantId,
    /// What it is.
    pub kind: SharedKind,
    /// Its id.
    pub id: String,
    /// Its place among those of the same time.
    pub place: Uuid,
    /// Its time.
    pub at: Instant,
    /// It as it was published.
    pub data: Value,
}

/// Which things to list.
#[derive(Debug, Clone, Default)]
pub struct SharedFilter {
    /// Only of this kind.
    pub kind: Option<SharedKind>,
    /// Only of these communities.
    pub communities: Option<Vec<TenantId>>,
    /// None of these, by their regions.
    pub left_out: BTreeMap<Key, Vec<TenantId>>,
    /// Only with this word.
    pub word: Option<String>,
    /// Only from this day on.
    pub from: Option<Date>,
    /// Only up to this day.
    pub to: Option<Date>,
    /// Only what has a word that begins so, for each of these.
    pub beginnings: Vec<String>,
    /// Only what has one of these words.
    pub any_of: Option<Vec<String>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = shared_item)]
struct Row {
    home: String,
    community_id: Id,
    kind: Word<SharedKind>,
    id: String,
    place: Id,
    at: At,
    data: Doc<Value>,
}

impl TryFrom<Row> for SharedRow {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            home: stored(Key::parse(&row.home))?,
            community: TenantId(row.community_id.0),
            kind: row.kind.0,
            id: row.id,
            place: row.place.0,
            at: row.at.0,
            data: row.data.0,
        })
    }
}

/// What a list is narrowed to; the count of a list is of the same.
macro_rules! matching {
    ($filter:expr) => {{
        let filter: &SharedFilter = $filter;
        let mut q =
            shared_item::table.filter(shared_item::staged.eq(false)).filter(shared_item::current.eq(true)).into_boxed();
        q = match filter.kind {
            Some(kind) => q.filter(shared_item::kind.eq(Word(kind))),
            None => q.filter(shared_item::kind.eq_any(SharedKind::LISTED.map(Word))),
        };
        if let Some(communities) = &filter.communities {
            q = q.filter(shared_item::community_id.eq_any(communities.iter().map(|community| Id(community.0))));
        }
        for (home, communities) in &filter.left_out {
            let ids = communities.iter().map(|community| Id(community.0));
            q = q.filter(shared_item::home.ne(home.as_str()).or(shared_item::community_id.ne_all(ids)));
        }
        if let Some(word) = &filter.word {
            q = q.filter(shared_item::word.eq(word));
        }
        if let Some(from) = filter.from {
            q = q.filter(shared_item::day.ge(On(from)));
        }
        if let Some(to) = filter.to {
            q = q.filter(shared_item::day.le(On(to)));
        }
        for beginning in &filter.beginnings {
            let found = shared_word::table
                .filter(shared_word::word.ge(beginning))
                .filter(shared_word::word.lt(format!("{beginning}{}", char::MAX)))
                .select(shared_word::item);
            q = q.filter(shared_item::item.eq_any(found));
        }
        if let Some(words) = &filter.any_of {
            let found = shared_word::table.filter(shared_word::word.eq_any(words)).select(shared_word::item);
            q = q.filter(shared_item::item.eq_any(found));
        }
        q
    }};
}

/// What was published, on the region's open transaction.
pub struct SharedItems<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl SharedItems<'_, '_> {
    /// One page of what fits the filter, the newest first.
    pub fn list(&mut self, filter: &SharedFilter, page: &Page) -> Result<Vec<SharedRow>, StoreError> {
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| {
            let q = matching!(filter);
            let q = match &page.seek {
                None => q.order((shared_item::at.desc(), shared_item::place.desc())),
                Some((direction, place)) => {
                    let (at, id) = (At(time(&place.name)?), Id(place.id));
                    match direction {
                        Direction::Forward => q
                            .filter(shared_item::at.le(at))
                            .filter(shared_item::at.lt(at).or(shared_item::place.lt(id)))
                            .order((shared_item::at.desc(), shared_item::place.desc())),
                        Direction::Backward => q
                            .filter(shared_item::at.ge(at))
                            .filter(shared_item::at.gt(at).or(shared_item::place.gt(id)))
                            .order((shared_item::at.asc(), shared_item::place.asc())),
                    }
                }
            };
            q.limit(page.limit).select(Row::as_select()).load(c)
        })?;
        rows.into_iter().map(TryFrom::try_from).collect()
    }

    /// How many things fit the filter.
    pub fn count(&mut self, filter: &SharedFilter) -> Result<i64, StoreError> {
        Ok(query!(&mut self.0.conn, |c| matching!(filter).count().get_result(c))?)
    }

    /// How many things are kept of each region.
    pub fn by_region(&mut self) -> Result<Vec<(Key, i64)>, StoreError> {
        let rows: Vec<(String, i64)> = query!(&mut self.0.conn, |c| shared_item::table
            .filter(shared_item::staged.eq(false))
            .filter(shared_item::current.eq(true))
            .filter(shared_item::kind.eq_any(SharedKind::LISTED.map(Word)))
            .group_by(shared_item::home)
            .select((shared_item::home, diesel::dsl::count_star()))
            .load(c))?;
        rows.into_iter().map(|(home, items)| Ok((stored(Key::parse(&home))?, items))).collect()
    }

    /// The ids of the bodies that give weight to a target group with this key, wherever they are.
    pub fn bodies_for(&mut self, target_group: &str) -> Result<Vec<String>, StoreError> {
        let found: Vec<Option<String>> = query!(&mut self.0.conn, |c| {
            let of = |kind| {
                let q = shared_item::table.filter(shared_item::staged.eq(false)).filter(shared_item::current.eq(true));
                q.filter(shared_item::kind.eq(Word(kind)))
            };
            let groups: Vec<String> = of(SharedKind::TargetGroup)
                .filter(shared_item::word.eq(target_group))
                .select(shared_item::id)
                .load(c)?;
            of(SharedKind::Emphasis).filter(shared_item::word.eq_any(groups)).select(shared_item::subject).load(c)?
        });
        Ok(found.into_iter().flatten().collect())
    }
}

/// The time in a place.
fn time(text: &str) -> Result<Instant, StoreError> {
    stored(text.parse().ok().and_then(Instant::from_micros))
}
