//! Lists through a guard: query, cursor, tag, page, links and total, the same way for every resource.
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use domain::{Date, FaultKind, Head};
use persistence::{Page as Seek, Place, Sort};
use serde::Serialize;
use uuid::Uuid;

use super::finished::{Finished, FinishedAnswers};
use super::needs::Needs;
use super::region::{InRegion, RegionListed};
use super::tenant::{InTenant, Reading};
use crate::node::BUILD;
use crate::wire::{
    ApiError, Cursor, CursorKeys, Direction, ListAsk, ListState, Page, PageAsk, Part, Query, Tag, wants_total,
};

/// A list of a resource, narrowed by its filters.
pub trait Listed: Send + Sync + Sized + 'static {
    /// What the store gives.
    type Item: Send + 'static;
    /// What the caller gets.
    type View: Serialize;
    /// The operation's id, to which cursors are bound.
    const OPERATION: &'static str;
    /// Whether the list may be sorted by name; one that may not is in the order its items were made.
    const NAMED: bool = true;
    /// The order of a list that may not be sorted by name.
    const ORDER: Sort = Sort::Created;

    /// Reads the filters from the query; faults are noted there.
    fn from_query(query: &Query) -> Self;
    /// One page of the items, one more than its limit where there are more, those nearest to its place first.
    fn list(&self, reading: &mut Reading<'_, '_, '_>, page: &Seek) -> Result<Vec<Self::Item>, ApiError>;
    /// What the list depends on that leaves no entry in the journal, as a number that changes with it; of most nothing does.
    fn beside(&self, _: &mut Reading<'_, '_, '_>) -> Result<i64, ApiError> {
        Ok(0)
    }
    /// How many items there are in all.
    fn count(&self, reading: &mut Reading<'_, '_, '_>) -> Result<i64, ApiError>;
    /// An item's place in either order.
    fn place(item: &Self::Item) -> Place;
    /// An item as the caller gets it.
    fn view(item: Self::Item) -> Self::View;
}

/// The rows of a page, and how many the whole list has if that was asked.
pub(super) type Rows<T> = (Vec<T>, Option<i64>);

/// A list as it was asked for, from its query to its answer.
pub(super) struct Asked<'r> {
    request: &'r HttpRequest,
    page: PageAsk,
    cursor: Option<Cursor>,
    seek: Seek,
}

impl<'r> Asked<'r> {
    /// Reads `sort`, `limit` and `cursor`, and refuses what is left over. `scope` is what cursors are bound to beside the
    /// operation: the community, or the region. A list with an `order` of its own may not be sorted otherwise.
    pub(super) fn read(
        request: &'r HttpRequest,
        keys: &CursorKeys,
        query: Query,
        scope: &str,
        operation: &str,
        order: Option<Sort>,
    ) -> Result<Self, ApiError> {
        let chosen = |text: &str| match text {
            "name" => Ok(Sort::Name),
            "created" => Ok(Sort::Created),
            _ => Err(FaultKind::UnknownWord { known: vec!["name".into(), "created".into()] }),
        };
        let sort = order.unwrap_or_else(|| query.value("sort", chosen).unwrap_or_default());
        let page = query.page(scope, operation);
        query.finish()?;
        let cursor = page.place(keys)?;
        let seek = Seek { sort, seek: cursor.as_ref().map(place).transpose()?, limit: i64::from(page.limit) + 1 };
        Ok(Self { request, page, cursor, seek })
    }

    /// The rows to read, and whether to count the whole list; they cross to the thread that reads.
    pub(super) fn wanted(&self) -> (Seek, bool) {
        (self.seek.clone(), wants_total(self.request.headers()))
    }

    /// The answer for a caller who holds the permission `P`.
    pub(super) fn answer<P: Needs, T, V: Serialize>(
        &self,
        keys: &CursorKeys,
        read: Tagged<Rows<T>>,
        place: impl Fn(&T) -> Place,
        view: impl FnMut(T) -> V,
    ) -> Result<HttpResponse, ApiError> {
        read.answer(|tag, rows| {
            let reply = P::reply(self.request).tag(tag);
            let Some((rows, total)) = rows else { return reply.json(&()) };
            reply.page(&self.page(keys, rows, place, view).with_total(total))
        })
    }

    /// The page that these rows make.
    pub(super) fn page<T, V>(
        &self,
        keys: &CursorKeys,
        rows: Vec<T>,
        place: impl Fn(&T) -> Place,
        view: impl FnMut(T) -> V,
    ) -> Page<V> {
        let key = |item: &T| parts(place(item));
        Page::of(self.request, keys, &self.page, self.cursor.as_ref(), rows, key, view)
    }
}

fn place(cursor: &Cursor) -> Result<(persistence::Direction, Place), ApiError> {
    let direction = match cursor.direction {
        Direction::Next => persistence::Direction::Forward,
        Direction::Prev => persistence::Direction::Backward,
    };
    match &cursor.key[..] {
        [Part::Text(name), Part::Id(id)] => Ok((direction, Place { name: name.clone(), id: Uuid::from_bytes(*id) })),
        _ => Err(ApiError::cursor()),
    }
}

/// The parts of a cursor that find a place again.
fn parts(place: Place) -> Vec<Part> {
    vec![Part::Text(place.name), Part::Id(place.id.into_bytes())]
}

/// What a read that knows its tag before its rows came to.
pub(super) enum Tagged<T> {
    /// The caller holds it.
    Unchanged(Tag),
    /// The answer is finished already.
    Finished(Arc<Finished>),
    /// It was read; its answer may be kept there.
    Read(Tag, T, Option<Arc<FinishedAnswers>>),
}

impl<T> Tagged<T> {
    /// Reads, unless the caller holds what would be read or its answer is kept: then no row is touched.
    pub(super) fn read(
        ask: &ListAsk,
        head: Head,
        day: Date,
        rights: &[u8],
        kept: Option<Arc<FinishedAnswers>>,
        work: impl FnOnce() -> Result<T, ApiError>,
    ) -> Result<Self, ApiError> {
        let tag = ask.tag(&ListState { epoch: head.epoch, generation: head.seq, day, build: BUILD, rights });
        if ask.holds(&tag) {
            return Ok(Self::Unchanged(tag));
        }
        match kept.as_ref().and_then(|kept| kept.find(&tag)) {
            Some(finished) => Ok(Self::Finished(finished)),
            None => work().map(|read| Self::Read(tag, read, kept)),
        }
    }

    /// The answer: the one that is kept, or what is made of what was read. Nothing was where the caller holds it.
    pub(super) fn answer(
        self,
        make: impl FnOnce(Tag, Option<T>) -> Result<HttpResponse, ApiError>,
    ) -> Result<HttpResponse, ApiError> {
        match self {
            Self::Unchanged(tag) => make(tag, None),
            Self::Finished(finished) => Ok(finished.response()),
            Self::Read(tag, read, None) => make(tag, Some(read)),
            Self::Read(tag, read, Some(kept)) => Ok(kept.keep(tag.clone(), make(tag, Some(read))?)),
        }
    }
}

impl<P: Needs> InTenant<P> {
    /// Answers with one page of a list.
    pub async fn list<L: Listed>(&self) -> Result<HttpResponse, ApiError> {
        let scope = self.tenant.id.to_string();
        let read = self.facts.with_cursor_keys(|keys| {
            let query = Query::of(&self.request);
            let listed = L::from_query(&query);
            let order = (!L::NAMED).then_some(L::ORDER);
            Ok((listed, Asked::read(&self.request, keys, query, &scope, L::OPERATION, order)?))
        });
        let (keys, (listed, asked)) = match read.await {
            Ok(asked) => asked,
            Err(refusal) => return self.refuse(refusal).await,
        };
        let (seek, total) = asked.wanted();
        let listed = Arc::new(listed);
        let beside = Arc::clone(&listed);
        let read = self.read_tagged_with(
            move |reading| beside.beside(reading),
            move |reading| {
                let rows = listed.list(reading, &seek)?;
                Ok((rows, total.then(|| listed.count(reading)).transpose()?))
            },
        );
        asked.answer::<P, _, _>(&keys, read.await?, L::place, L::view)
    }
}

impl<P: Needs> InRegion<P> {
    /// Answers with one page of a list.
    pub async fn list<L: RegionListed>(&self) -> Result<HttpResponse, ApiError> {
        let read = self.facts().with_cursor_keys(|keys| {
            let query = Query::of(self.request());
            let (listed, scope) = (L::from_query(&query), self.facts().node.region.as_str());
            Ok((listed, Asked::read(self.request(), keys, query, scope, L::OPERATION, None)?))
        });
        let (keys, (listed, asked)) = match read.await {
            Ok(asked) => asked,
            Err(refusal) => return self.refuse(refusal).await,
        };
        let (seek, total) = asked.wanted();
        let (ask, today) = (ListAsk::of(self.request()), self.today());
        let kept = self.facts().finished(P::PERMISSION);
        let read = self.read(move |reading| {
            let (head, rights) = (reading.tx.head(), [u8::from(reading.operator)]);
            Tagged::read(&ask, head, today, &rights, kept, || {
                let rows = listed.list(reading, &seek)?;
                Ok((rows, total.then(|| listed.count(reading)).transpose()?))
            })
        });
        asked.answer::<P, _, _>(&keys, read.await?, L::place, L::view)
    }
}
