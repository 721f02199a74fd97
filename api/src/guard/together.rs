//! Lists of what is kept of several regions: what they tell depends on no one journal, and on how fresh it is.
use actix_web::HttpResponse;
use domain::Digest;
use persistence::{Page as Seek, Place, Sort};
use serde::Serialize;

use super::listing::Asked;
use super::needs::Needs;
use super::region::{InRegion, RegionReading};
use super::request::Facts;
use crate::node::BUILD;
use crate::wire::{ApiError, ListAsk, ListState, Page, Query, is_strict};

/// A list of what is kept of several regions.
pub trait Together: Sized + Send + 'static {
    /// What the store gives.
    type Item: Send + 'static;
    /// What the caller gets.
    type View: Serialize;
    /// What is told beside the items.
    type Beside: Send + 'static;
    /// What the answer is.
    type Answer: Serialize;

    /// Reads the filters from the query; faults are noted there. `strict`: whether the caller rather has no answer than
    /// half of one.
    fn from_query(query: &Query, facts: &Facts, strict: bool) -> Self;
    /// One page of the items, one more than its limit where there are more, how many there are in all if that is asked,
    /// and what is told beside them.
    fn read(
        &self,
        reading: &mut RegionReading<'_, '_, '_>,
        page: &Seek,
        total: bool,
    ) -> Result<Gathered<Self>, ApiError>;
    /// An item's place.
    fn place(item: &Self::Item) -> Place;
    /// An item as the caller gets it.
    fn view(item: Self::Item) -> Self::View;
    /// The answer. Without its `age` it is as long the same as what it tells is.
    fn answer(page: &Page<Self::View>, beside: &Self::Beside, age: bool) -> Self::Answer;
}

/// What was read for a page.
pub struct Gathered<T: Together> {
    /// The items.
    pub items: Vec<T::Item>,
    /// How many there are in all, if that was asked.
    pub total: Option<i64>,
    /// What is told beside them.
    pub beside: T::Beside,
}

impl<P: Needs> InRegion<P> {
    /// Answers with one page of a list of what is kept of several regions. `operation`: the operation's id, to which
    /// cursors are bound.
    pub async fn together<T: Together>(&self, operation: &str) -> Result<HttpResponse, ApiError> {
        let strict = is_strict(self.request().headers());
        let read = self.facts().with_cursor_keys(|keys| {
            let query = Query::of(self.request());
            let (list, scope) = (T::from_query(&query, self.facts(), strict), self.facts().node.region.as_str());
            Ok((list, Asked::read(self.request(), keys, query, scope, operation, Some(Sort::Created))?))
        });
        let (keys, (list, asked)) = match read.await {
            Ok(asked) => asked,
            Err(refusal) => return self.refuse(refusal).await,
        };
        let (seek, total) = asked.wanted();
        let read = self.read(move |reading| Ok((reading.tx.head().epoch, list.read(reading, &seek, total)?)));
        let (epoch, Gathered { items, total, beside }) = read.await?;
        let page = asked.page(&keys, items, T::place, T::view).with_total(total);
        // How old it is changes by the clock alone.
        let bytes = serde_json::to_vec(&T::answer(&page, &beside, false)).map_err(ApiError::internal)?;
        let said = Digest::of_bytes(&bytes);
        let state = ListState { epoch, generation: 0, day: self.today(), build: BUILD, rights: &said.0 };
        let tag = ListAsk::of(self.request()).tag(&state);
        P::reply(self.request()).tag(tag).page_as(&page, &T::answer(&page, &beside, true))
    }
}
