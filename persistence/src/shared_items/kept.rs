//! Keeping the copy: what a record tells takes the place of what it told, and a community read anew is put in place whole.
use diesel::dsl::max;
use diesel::prelude::*;
use domain::{Key, SharedKind, TenantId};
use serde_json::Value;
use uuid::Uuid;

use super::{SharedItem, SharedItems};
use crate::StoreError;
use crate::column::{At, Doc, Id, On, Word};
use crate::conn::query;
use crate::schema::{shared_item, shared_word};

#[derive(Insertable)]
#[diesel(table_name = shared_item)]
struct NewRow {
    item: Id,
    home: String,
    community_id: Id,
    staged: bool,
    current: bool,
    source: String,
    kind: Word<SharedKind>,
    id: String,
    subject: Option<String>,
    rank: i32,
    place: Id,
    at: At,
    day: Option<On>,
    word: Option<String>,
    data: Doc<Value>,
}

/// The things of one community, staged or not.
macro_rules! of {
    ($home:expr, $community:expr, $staged:expr) => {
        shared_item::table
            .filter(shared_item::home.eq($home.as_str()))
            .filter(shared_item::community_id.eq(Id($community.0)))
            .filter(shared_item::staged.eq($staged))
    };
}

/// Deletes what a query on things finds, with its words.
macro_rules! delete {
    ($c:ident, $found:expr) => {{
        diesel::delete(shared_word::table.filter(shared_word::item.eq_any($found.select(shared_item::item))))
            .execute($c)?;
        diesel::delete($found).execute($c)?
    }};
}

impl SharedItems<'_, '_> {
    /// A thing of a community, as it was published.
    pub fn find(
        &mut self,
        (home, community): (&Key, TenantId),
        staged: bool,
        source: &str,
    ) -> Result<Option<Value>, StoreError> {
        let found = of!(home, community, staged).filter(shared_item::source.eq(source));
        let data: Option<Doc<Value>> =
            query!(&mut self.0.conn, |c| found.select(shared_item::data).first(c).optional())?;
        Ok(data.map(|data| data.0))
    }

    /// Takes in what a record tells now, in the place of what it told before; nothing where it has gone.
    pub fn put(
        &mut self,
        (home, community): (&Key, TenantId),
        staged: bool,
        source: &str,
        items: Vec<SharedItem>,
    ) -> Result<(), StoreError> {
        let told = of!(home, community, staged).filter(shared_item::source.eq(source));
        let before: Vec<Option<String>> =
            query!(&mut self.0.conn, |c| told.select(shared_item::subject).distinct().load(c))?;
        query!(&mut self.0.conn, |c| delete!(c, told));
        let mut subjects: Vec<String> =
            before.into_iter().chain(items.iter().map(|item| item.subject.clone())).flatten().collect();
        subjects.sort();
        subjects.dedup();
        for item in items {
            let id = Id(Uuid::now_v7());
            let words: Vec<_> =
                item.words.iter().map(|word| (shared_word::word.eq(word), shared_word::item.eq(id))).collect();
            let row = NewRow {
                item: id,
                home: home.to_string(),
                community_id: Id(community.0),
                staged,
                current: true,
                source: item.source,
                kind: Word(item.kind),
                id: item.id,
                subject: item.subject,
                rank: item.rank,
                place: Id(item.place),
                at: At(item.at),
                day: item.day.map(On),
                word: item.word,
                data: Doc(item.data),
            };
            query!(&mut self.0.conn, |c| {
                diesel::insert_into(shared_item::table).values(&row).execute(c)?;
                for part in words.chunks(200) {
                    diesel::insert_into(shared_word::table).values(part.to_vec()).execute(c)?;
                }
            });
        }
        subjects.iter().try_for_each(|subject| self.settle(home, community, staged, subject))
    }

    /// Lets only the newest version of something be listed.
    fn settle(&mut self, home: &Key, community: TenantId, staged: bool, subject: &str) -> Result<(), StoreError> {
        let versions = of!(home, community, staged).filter(shared_item::subject.eq(subject));
        query!(&mut self.0.conn, |c| {
            let newest: Option<i32> = versions.select(max(shared_item::rank)).first(c)?;
            diesel::update(versions)
                .set(shared_item::current.eq(shared_item::rank.eq(newest.unwrap_or(0))))
                .execute(c)?
        });
        Ok(())
    }

    /// Takes what is staged of a community away.
    pub fn unstage(&mut self, (home, community): (&Key, TenantId)) -> Result<(), StoreError> {
        query!(&mut self.0.conn, |c| delete!(c, of!(home, community, true)));
        Ok(())
    }

    /// Puts what is staged of a community in the place of what was there, but for the community itself.
    pub fn unveil(&mut self, (home, community): (&Key, TenantId)) -> Result<(), StoreError> {
        query!(&mut self.0.conn, |c| {
            delete!(c, of!(home, community, false).filter(shared_item::kind.ne(Word(SharedKind::Tenant))));
            diesel::update(of!(home, community, true)).set(shared_item::staged.eq(false)).execute(c)?
        });
        Ok(())
    }

    /// Takes everything of a community away.
    pub fn clear(&mut self, of: (&Key, TenantId)) -> Result<(), StoreError> {
        let (home, community) = of;
        self.unstage(of)?;
        query!(&mut self.0.conn, |c| delete!(c, of!(home, community, false)));
        Ok(())
    }
}
