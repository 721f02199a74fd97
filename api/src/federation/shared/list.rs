//! Lists of what regions have published: their filters, and what of each region is told.
use std::collections::{BTreeMap, HashMap, HashSet};
use std::marker::PhantomData;

use domain::{
    BodyType, CaseKind, Date, FaultKind, Faults, Handle, Instant, Key, MeetingState, Patience, RegionTold, SharedKind,
    TenantId, Words,
};
use persistence::{Page as Seek, Place, SharedFilter, SharedRow};

use super::view::{ItemView, SharedPage};
use crate::federation::replica::{Known, Wanted, copies, freshness, of_body, words};
use crate::guard::{Facts, Gathered, RegionReading, Together};
use crate::wire::read::handle;
use crate::wire::{ApiError, Code, Page, Query};

/// The longest text that is searched for, and the most words of it.
const TEXT: usize = 200;
const WORDS: usize = 10;

/// A list of one kind of things, or of all.
pub(super) trait Shelf: Send + 'static {
    /// The kind; the query may name one where there is none.
    const KIND: Option<SharedKind>;
    /// Whether its things belong to bodies and communities, and have days.
    const PLACED: bool = true;
    const DATED: bool = true;

    /// The word that narrows it.
    fn word(_: &Query) -> Option<String> {
        None
    }
}

fn word<W: Words>(query: &Query, name: &'static str) -> Option<String> {
    query.word::<W>(name).map(|word| word.word().to_owned())
}

pub(super) struct Cases;
impl Shelf for Cases {
    const KIND: Option<SharedKind> = Some(SharedKind::Case);
    fn word(query: &Query) -> Option<String> {
        word::<CaseKind>(query, "kind")
    }
}

pub(super) struct Decisions;
impl Shelf for Decisions {
    const KIND: Option<SharedKind> = Some(SharedKind::Decision);
    fn word(query: &Query) -> Option<String> {
        word::<CaseKind>(query, "kind")
    }
}

pub(super) struct Meetings;
impl Shelf for Meetings {
    const KIND: Option<SharedKind> = Some(SharedKind::Meeting);
    fn word(query: &Query) -> Option<String> {
        word::<MeetingState>(query, "state")
    }
}

pub(super) struct Bodies;
impl Shelf for Bodies {
    const KIND: Option<SharedKind> = Some(SharedKind::Body);
    const DATED: bool = false;
    fn word(query: &Query) -> Option<String> {
        word::<BodyType>(query, "type")
    }
}

pub(super) struct Tenants;
impl Shelf for Tenants {
    const KIND: Option<SharedKind> = Some(SharedKind::Tenant);
    const PLACED: bool = false;
    const DATED: bool = false;
}

/// Everything that can be found.
pub(super) struct Matters;
impl Shelf for Matters {
    const KIND: Option<SharedKind> = None;
}

/// A list, narrowed by its filters.
pub(super) struct SharedList<S> {
    filter: SharedFilter,
    tenant: Option<Handle<TenantId>>,
    target_group: Option<Key>,
    /// Whether the caller rather has no answer than half of one.
    strict: bool,
    now: Instant,
    own: Key,
    patience: Patience,
    shelf: PhantomData<S>,
}

/// A kind that is listed, by its word.
fn listed(text: &str) -> Result<SharedKind, FaultKind> {
    let found = SharedKind::LISTED.into_iter().find(|kind| kind.word() == text);
    let known = || SharedKind::LISTED.iter().map(|kind| kind.word().to_owned()).collect();
    found.ok_or_else(|| FaultKind::UnknownWord { known: known() })
}

/// The beginnings of words that a text asks for.
fn beginnings(query: &Query) -> Vec<String> {
    let Some(text) = query.text("q", TEXT) else { return Vec::new() };
    let words: Vec<String> = words(&text).collect();
    match words.len() {
        0 => query.fault("q", FaultKind::TooShort { min: 1 }),
        1..=WORDS => {}
        _ => query.fault("q", FaultKind::TooLong { max: WORDS }),
    }
    words
}

impl<S: Shelf> Together for SharedList<S> {
    type Item = (SharedRow, Key);
    type View = ItemView;
    type Beside = Vec<(Key, RegionTold)>;
    type Answer = SharedPage;

    fn from_query(query: &Query, facts: &Facts, strict: bool) -> Self {
        let date = |name: &'static str| -> Option<Date> { if S::DATED { query.date(name) } else { None } };
        let kind = S::KIND.or_else(|| query.value("kind", listed));
        let word = S::word(query);
        let (from, to) = (date("from"), date("to"));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            query.fault("to", FaultKind::DateOrder);
        }
        let tenant = if S::PLACED { query.value("tenant", handle) } else { None };
        let target_group = if S::PLACED { query.value("targetGroup", key) } else { None };
        let filter = SharedFilter { kind, word, from, to, beginnings: beginnings(query), ..SharedFilter::default() };
        let (now, own, patience) = (facts.now, facts.node.region.clone(), facts.node.patience);
        Self { filter, tenant, target_group, strict, now, own, patience, shelf: PhantomData }
    }

    fn read(
        &self,
        reading: &mut RegionReading<'_, '_, '_>,
        page: &Seek,
        total: bool,
    ) -> Result<Gathered<Self>, ApiError> {
        let tx = &mut *reading.tx;
        let (sources, known) = (tx.shared().sources()?, Known::read(tx)?);
        let wanted = known.wanted(&self.own, self.now);
        let copies = copies(&wanted, &sources);
        let of = |(region, listed_at): (&Key, _)| {
            (region.clone(), freshness(region, listed_at, &copies, self.now, self.patience))
        };
        let told: Vec<(Key, RegionTold)> = known.heard(&self.own, self.now).map(of).collect();
        if self.strict && !told.iter().all(|(_, told)| told.is_complete()) {
            return Err(ApiError::new(Code::SharedIncomplete).retry_in(60));
        }
        let kept = copies.iter().filter(|(_, as_of)| !self.patience.leaves_out(*as_of, self.now));
        let told_of: HashSet<_> = kept.map(|(want, _)| (&want.home, want.community)).collect();
        let mut left_out: BTreeMap<Key, Vec<TenantId>> = BTreeMap::new();
        for source in sources.iter().filter(|source| !told_of.contains(&(&source.home, source.community))) {
            left_out.entry(source.home.clone()).or_default().push(source.community);
        }
        let mut filter = SharedFilter { left_out, ..self.filter.clone() };
        if let Some(tenant) = &self.tenant {
            filter.communities = Some(named(tenant, &wanted)?);
        }
        if let Some(group) = &self.target_group {
            let bodies = tx.shared_items().bodies_for(group.as_str())?;
            filter.any_of = Some(bodies.iter().map(|body| of_body(body)).collect());
        }
        let rows = tx.shared_items().list(&filter, page)?;
        let total = total.then(|| tx.shared_items().count(&filter)).transpose()?;
        let slugs: HashMap<_, _> = wanted.iter().map(|want| ((&want.home, want.community), &want.slug)).collect();
        let named = |row: SharedRow| {
            let slug = (*slugs.get(&(&row.home, row.community))?).clone();
            Some((row, slug))
        };
        Ok(Gathered { items: rows.into_iter().filter_map(named).collect(), total, beside: told })
    }

    fn place((row, _): &Self::Item) -> Place {
        Place { name: row.at.micros().to_string(), id: row.place }
    }

    fn view((row, slug): Self::Item) -> ItemView {
        ItemView::new(row, slug)
    }

    fn answer(page: &Page<ItemView>, told: &Self::Beside, age: bool) -> SharedPage {
        SharedPage::new(page, told, age)
    }
}

fn key(text: &str) -> Result<Key, FaultKind> {
    Key::parse(text).ok_or(FaultKind::Malformed { form: "[a-z][a-z0-9-]{1,62}" })
}

/// The communities of this id or short name.
fn named(tenant: &Handle<TenantId>, wanted: &[Wanted]) -> Result<Vec<TenantId>, ApiError> {
    let is_meant = |want: &&Wanted| match tenant {
        Handle::Id(id) => want.community == *id,
        Handle::Key(slug) => want.slug == *slug,
    };
    let found: Vec<TenantId> = wanted.iter().filter(is_meant).map(|want| want.community).collect();
    if found.is_empty() {
        let faults = Faults::one("?tenant", FaultKind::UnknownReference);
        return Err(ApiError::new(Code::QueryInvalid).with_faults(faults));
    }
    Ok(found)
}
