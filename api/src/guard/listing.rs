//! Lists through a guard: query, cursor, tag, page, links and total, the same way for every resource.
use actix_web::HttpResponse;
use domain::FaultKind;
use persistence::{Page as Seek, Place, Sort};
use serde::Serialize;
use uuid::Uuid;

use super::needs::Needs;
use super::tenant::{InTenant, Reading, Tagged};
use crate::wire::{ApiError, Cursor, CursorKeys, Direction, Page, PageAsk, Part, Query, wants_total};

/// A list of a resource, narrowed by its filters.
pub trait Listed: Send + Sized + 'static {
    /// What the store gives.
    type Item: Send + 'static;
    /// What the caller gets.
    type View: Serialize;
    /// The operation's id, to which cursors are bound.
    const OPERATION: &'static str;
    /// Whether the list may be sorted by name; one that may not is in the order its items were made.
    const NAMED: bool = true;

    /// Reads the filters from the query; faults are noted there.
    fn from_query(query: &Query) -> Self;
    /// One page of the items, one more than its limit where there are more.
    fn list(&self, reading: &mut Reading<'_, '_, '_>, page: &Seek) -> Result<Vec<Self::Item>, ApiError>;
    /// How many items there are in all.
    fn count(&self, reading: &mut Reading<'_, '_, '_>) -> Result<i64, ApiError>;
    /// An item's place in either order.
    fn place(item: &Self::Item) -> Place;
    /// An item as the caller gets it.
    fn view(item: Self::Item) -> Self::View;
}

/// A page as asked for: its order and where it begins.
pub(super) struct Asked {
    pub(super) ask: PageAsk,
    pub(super) cursor: Option<Cursor>,
    pub(super) seek: Seek,
}

impl Asked {
    /// Reads `sort`, `limit` and `cursor`, and refuses what is left over.
    pub(super) fn read(
        query: Query,
        keys: &CursorKeys,
        scope: &str,
        operation: &str,
        named: bool,
    ) -> Result<Self, ApiError> {
        let chosen = |text: &str| match text {
            "name" => Ok(Sort::Name),
            "created" => Ok(Sort::Created),
            _ => Err(FaultKind::UnknownWord { known: vec!["name".into(), "created".into()] }),
        };
        let sort = if named { query.value("sort", chosen).unwrap_or_default() } else { Sort::Created };
        let ask = query.page(scope, operation);
        query.finish()?;
        let cursor = ask.place(keys)?;
        let seek = Seek { sort, seek: cursor.as_ref().map(place).transpose()?, limit: i64::from(ask.limit) + 1 };
        Ok(Self { ask, cursor, seek })
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
pub(super) fn parts(place: Place) -> Vec<Part> {
    vec![Part::Text(place.name), Part::Id(place.id.into_bytes())]
}

impl<P: Needs> InTenant<P> {
    /// Answers with one page of a list.
    pub async fn list<L: Listed>(&self) -> Result<HttpResponse, ApiError> {
        let scope = self.tenant.id.to_string();
        let read = self.facts.with_cursor_keys(|keys| {
            let query = Query::of(&self.request);
            let listed = L::from_query(&query);
            Ok((listed, Asked::read(query, keys, &scope, L::OPERATION, L::NAMED)?))
        });
        let (keys, (listed, asked)) = match read.await {
            Ok(asked) => asked,
            Err(refusal) => return self.refuse(refusal).await,
        };
        let (seek, total) = (asked.seek, wants_total(self.request.headers()));
        let read = self.read_tagged(move |reading| {
            let mut rows = listed.list(reading, &seek)?;
            // The page wants them as the store met them: nearest to the cursor first.
            if matches!(seek.seek, Some((persistence::Direction::Backward, _))) {
                rows.reverse();
            }
            let total = total.then(|| listed.count(reading)).transpose()?;
            Ok((rows, total))
        });
        match read.await? {
            Tagged::Unchanged(tag) => P::reply(&self.request).tag(tag).json(&()),
            Tagged::Read(tag, (rows, total)) => {
                let key = |item: &L::Item| parts(L::place(item));
                let page = Page::of(&self.request, &keys, &asked.ask, asked.cursor.as_ref(), rows, key, L::view);
                P::reply(&self.request).tag(tag).page(&page.with_total(total))
            }
        }
    }
}
