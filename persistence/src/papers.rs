//! Papers of one tenant: every version is a row of its own, added and never changed.
use diesel::prelude::*;
use domain::{ActKind, Paper, Salt, StopId};

use crate::StoreError;
use crate::column::{At, Doc, Id};
use crate::conn::query;
use crate::journalled::Audience;
use crate::row::{Kept, State, fresh_salt, salt, state, stored};
use crate::schema::paper;
use crate::tx::Tx;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = paper)]
struct Row {
    tenant_id: Id,
    stop_id: Id,
    number: i32,
    content: Doc<Paper>,
    salt: Vec<u8>,
    created_at: At,
}

impl Row {
    fn new(scope: Id, salt: Salt, paper: &Paper) -> Self {
        Self {
            tenant_id: scope,
            stop_id: Id(paper.stop.0),
            number: paper.number,
            content: Doc(paper.clone()),
            salt: salt.0.to_vec(),
            created_at: At(paper.created_at),
        }
    }
}

impl TryFrom<Row> for Kept<Paper> {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let value = row.content.0;
        // What stands beside the document is what is looked up: it may not tell something else.
        let beside = (StopId(row.stop_id.0), row.number, row.created_at.0);
        stored((beside == (value.stop, value.number, value.created_at)).then_some(()))?;
        Ok(Self { value, salt: salt(&row.salt)? })
    }
}

fn values(rows: Vec<Row>) -> Result<Vec<Paper>, StoreError> {
    rows.into_iter().map(|row| Kept::try_from(row).map(|kept| kept.value)).collect()
}

/// The papers of the open transaction's tenant.
pub struct Papers<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl Papers<'_, '_> {
    /// The versions of the paper of a case in one body, the newest first, so many of them.
    pub fn versions(&mut self, stop: StopId, most: i64) -> Result<Vec<Paper>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| paper::table
            .filter(paper::tenant_id.eq(scope))
            .filter(paper::stop_id.eq(Id(stop.0)))
            .order(paper::number.desc())
            .limit(most)
            .select(Row::as_select())
            .load(c))?;
        values(rows)
    }

    /// One version, by its number.
    pub fn version(&mut self, stop: StopId, number: i32) -> Result<Paper, StoreError> {
        let found = paper::table.find((self.0.scope, Id(stop.0), number));
        let row: Row = query!(&mut self.0.conn, |c| found.select(Row::as_select()).first(c))?;
        Kept::try_from(row).map(|kept| kept.value)
    }

    /// The newest version; none where nothing has been written yet.
    pub fn newest(&mut self, stop: StopId) -> Result<Option<Paper>, StoreError> {
        let scope = self.0.scope;
        let row: Option<Row> = query!(&mut self.0.conn, |c| paper::table
            .filter(paper::tenant_id.eq(scope))
            .filter(paper::stop_id.eq(Id(stop.0)))
            .order(paper::number.desc())
            .select(Row::as_select())
            .first(c)
            .optional())?;
        row.map(|row| Kept::try_from(row).map(|kept| kept.value)).transpose()
    }

    /// The newest version of each of these papers that has one, in no order.
    pub fn newest_of(&mut self, stops: &[StopId]) -> Result<Vec<Paper>, StoreError> {
        let scope = self.0.scope;
        let ids = || stops.iter().map(|stop| Id(stop.0));
        let later = diesel::alias!(paper as later);
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| paper::table
            .filter(paper::tenant_id.eq(scope))
            .filter(paper::stop_id.eq_any(ids()))
            .filter(diesel::dsl::not(diesel::dsl::exists(
                later
                    .filter(later.field(paper::tenant_id).eq(scope))
                    .filter(later.field(paper::stop_id).eq(paper::stop_id))
                    .filter(later.field(paper::number).gt(paper::number)),
            )))
            .select(Row::as_select())
            .load(c))?;
        values(rows)
    }

    /// Those of these versions that exist, in no order.
    pub fn exactly(&mut self, wanted: &[(StopId, i32)]) -> Result<Vec<Paper>, StoreError> {
        let scope = self.0.scope;
        let stops = wanted.iter().map(|(stop, _)| Id(stop.0));
        let numbers = wanted.iter().map(|(_, number)| *number);
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| paper::table
            .filter(paper::tenant_id.eq(scope))
            .filter(paper::stop_id.eq_any(stops))
            .filter(paper::number.eq_any(numbers))
            .select(Row::as_select())
            .load(c))?;
        // Each number was asked of one paper, and the query asks it of all.
        let papers = values(rows)?;
        Ok(papers.into_iter().filter(|paper| wanted.contains(&(paper.stop, paper.number))).collect())
    }

    /// Where there are papers, from a place on, in the order of the places.
    pub fn places(&mut self, after: Option<StopId>, limit: i64) -> Result<Vec<StopId>, StoreError> {
        let scope = self.0.scope;
        let found: Vec<Id> = query!(&mut self.0.conn, |c| {
            let q = paper::table.filter(paper::tenant_id.eq(scope)).filter(paper::number.eq(1)).into_boxed();
            let q = match after {
                Some(after) => q.filter(paper::stop_id.gt(Id(after.0))),
                None => q,
            };
            q.order(paper::stop_id).limit(limit).select(paper::stop_id).load(c)
        })?;
        Ok(found.into_iter().map(|id| StopId(id.0)).collect())
    }

    /// Adds a version, told to those who see the matter. A number that is there already is somebody else's who was
    /// faster.
    pub fn add(&mut self, paper: &Paper, audience: Audience) -> Result<(), StoreError> {
        let salt = fresh_salt()?;
        let row = Row::new(self.0.scope, salt, paper);
        let added = query!(&mut self.0.conn, |c| diesel::insert_into(paper::table).values(&row).execute(c));
        added.map_err(|error| match StoreError::from(error) {
            StoreError::Taken(_) => StoreError::Stale,
            other => other,
        })?;
        self.0.record_for(ActKind::Created, salt, paper, audience);
        Ok(())
    }

    /// The digest of every version's state.
    pub(crate) fn states(&mut self) -> Result<Vec<State>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| paper::table
            .filter(paper::tenant_id.eq(scope))
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(|row| Kept::<Paper>::try_from(row).map(|kept| state(&kept))).collect()
    }
}
