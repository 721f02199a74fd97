//! How far the published matter of each community has been followed. None of it is journalled: it is others' to say, and
//! can be fetched again.
use diesel::prelude::*;
use domain::{Instant, Key, TenantId};

use crate::StoreError;
use crate::column::{At, Id};
use crate::conn::query;
use crate::row::{one, stored};
use crate::schema::shared_source;
use crate::tx::Tx;

/// A community whose published matter is kept here, and how far it has been followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedSource {
    /// The region it is at home in.
    pub home: Key,
    /// Which.
    pub community: TenantId,
    /// Its short name.
    pub slug: Key,
    /// The number of the entry by which what is kept of the community itself was fetched.
    pub serial: Option<i64>,
    /// The place in its feed behind which everything is kept; none before a snapshot has come to its end.
    pub cursor: Option<String>,
    /// Where the snapshot under way is taken up.
    pub resume: Option<String>,
    /// When everything that was published was last known to be kept.
    pub as_of: Option<Instant>,
    /// When it is to be asked for more.
    pub next_at: Instant,
    /// How often asking has failed since it last did not.
    pub failures: i32,
    /// Why, the last time.
    pub fault: Option<String>,
    /// Counts every step, so that nobody carries on from a place that another has left.
    turn: i64,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = shared_source, primary_key(home, community_id), treat_none_as_null = true)]
struct Row {
    home: String,
    community_id: Id,
    slug: String,
    serial: Option<i64>,
    cursor: Option<String>,
    resume: Option<String>,
    as_of: Option<At>,
    next_at: At,
    failures: i32,
    fault: Option<String>,
    turn: i64,
}

impl From<&SharedSource> for Row {
    fn from(source: &SharedSource) -> Self {
        Self {
            home: source.home.to_string(),
            community_id: Id(source.community.0),
            slug: source.slug.to_string(),
            serial: source.serial,
            cursor: source.cursor.clone(),
            resume: source.resume.clone(),
            as_of: source.as_of.map(At),
            next_at: At(source.next_at),
            failures: source.failures,
            fault: source.fault.clone(),
            turn: source.turn,
        }
    }
}

impl TryFrom<Row> for SharedSource {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            home: stored(Key::parse(&row.home))?,
            community: TenantId(row.community_id.0),
            slug: stored(Key::parse(&row.slug))?,
            serial: row.serial,
            cursor: row.cursor,
            resume: row.resume,
            as_of: row.as_of.map(|at| at.0),
            next_at: row.next_at.0,
            failures: row.failures,
            fault: row.fault,
            turn: row.turn,
        })
    }
}

/// How far each community has been followed, on the region's open transaction.
pub struct Shared<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl Shared<'_, '_> {
    /// Every community that is followed, by region and short name.
    pub fn sources(&mut self) -> Result<Vec<SharedSource>, StoreError> {
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| shared_source::table
            .order((shared_source::home, shared_source::slug, shared_source::community_id))
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(TryFrom::try_from).collect()
    }

    /// Follows a community from now on; one that is followed goes on as it was, under this name.
    pub fn follow(&mut self, home: &Key, community: TenantId, slug: &Key, now: Instant) -> Result<(), StoreError> {
        let new = SharedSource {
            home: home.clone(),
            community,
            slug: slug.clone(),
            serial: None,
            cursor: None,
            resume: None,
            as_of: None,
            next_at: now,
            failures: 0,
            fault: None,
            turn: 0,
        };
        let row = Row::from(&new);
        query!(&mut self.0.conn, |c| diesel::insert_into(shared_source::table)
            .values(&row)
            .on_conflict((shared_source::home, shared_source::community_id))
            .do_update()
            .set(shared_source::slug.eq(slug.as_str()))
            .execute(c))?;
        Ok(())
    }

    /// Follows a community no more. What was kept of it goes with [`super::SharedItems::clear`].
    pub fn leave(&mut self, home: &Key, community: TenantId) -> Result<(), StoreError> {
        let found = shared_source::table.find((home.as_str(), Id(community.0)));
        query!(&mut self.0.conn, |c| diesel::delete(found).execute(c))?;
        Ok(())
    }

    /// Takes a community on that is due by a moment: nobody else does before `until`.
    pub fn take_on(
        &mut self,
        home: &Key,
        community: TenantId,
        due_by: Instant,
        until: Instant,
    ) -> Result<Option<SharedSource>, StoreError> {
        let key = (home.as_str(), Id(community.0));
        let taken = query!(&mut self.0.conn, |c| diesel::update(
            shared_source::table.find(key).filter(shared_source::next_at.le(At(due_by)))
        )
        .set((shared_source::next_at.eq(At(until)), shared_source::turn.eq(shared_source::turn + 1)))
        .execute(c))?;
        if taken == 0 {
            return Ok(None);
        }
        let row: Row = query!(&mut self.0.conn, |c| shared_source::table.find(key).select(Row::as_select()).first(c))?;
        row.try_into().map(Some)
    }

    /// Keeps how far a community has been followed. Stale where another has gone on from there, or it is followed no more.
    pub fn step(&mut self, source: &mut SharedSource) -> Result<(), StoreError> {
        let row = Row { turn: source.turn + 1, ..Row::from(&*source) };
        let found = shared_source::table.find((source.home.as_str(), Id(source.community.0)));
        let found = found.filter(shared_source::turn.eq(source.turn));
        one(query!(&mut self.0.conn, |c| diesel::update(found).set(&row).execute(c))?)?;
        source.turn += 1;
        Ok(())
    }
}
