//! Bodies of one tenant, with their mandates and what they took over from.
mod beside;

use std::collections::HashMap;

use diesel::prelude::*;
use domain::policy::Sight;
use domain::{ActKind, AreaId, Body, BodyId, BodyLinks, BodyType, Date, Handle, Key};

use crate::StoreError;
use crate::body_row::Row;
use crate::column::{Id, Word};
use crate::conn::query;
use crate::paging::{Page, among, in_force, paged, reaching, seen};
use crate::row::{Kept, State, fresh_salt, one, prose, split, state, stored};
use crate::schema::{body, body_mandate, body_succession};
use crate::tx::Tx;

/// Which bodies to list.
#[derive(Debug, Clone, Default)]
pub struct BodyFilter {
    /// Only these.
    pub ids: Option<Vec<BodyId>>,
    /// Only those in force on this day.
    pub on: Option<Date>,
    /// Only this type.
    pub body_type: Option<BodyType>,
    /// Only this level.
    pub level: Option<u8>,
    /// Only those that report to this body.
    pub parent: Option<BodyId>,
    /// Only those that serve this area.
    pub area: Option<AreaId>,
    /// Only what this caller sees.
    pub sight: Sight,
}

/// What a list of bodies is narrowed to; the count of a list is of the same.
macro_rules! matching {
    ($scope:expr, $filter:expr) => {{
        let q = among!(body::table.filter(body::tenant_id.eq($scope)).into_boxed(), &$filter.ids, body);
        let mut q = seen!(in_force!(q, $filter.on, body), &$filter.sight, body, bodies);
        if let Some(body_type) = $filter.body_type {
            q = q.filter(body::body_type.eq(Word(body_type)));
        }
        if let Some(level) = $filter.level {
            q = q.filter(body::level.eq(i32::from(level)));
        }
        if let Some(parent) = $filter.parent {
            q = q.filter(body::parent_id.eq(Id(parent.0)));
        }
        if let Some(area) = $filter.area {
            q = q.filter(body::area_id.eq(Id(area.0)));
        }
        q
    }};
}

/// The keys of the bodies that are in force on any day after one.
macro_rules! after {
    ($scope:expr, $day:expr) => {
        reaching!(body::table.filter(body::tenant_id.eq($scope)), $day, body).order(body::key).select(body::key)
    };
}

fn keys(rows: &[String]) -> Result<Vec<Key>, StoreError> {
    rows.iter().map(|key| stored(Key::parse(key))).collect()
}

/// The bodies of the open transaction's tenant.
pub struct Bodies<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl Bodies<'_, '_> {
    /// One page of the bodies that fit the filter, without their mandates.
    pub fn list(&mut self, filter: &BodyFilter, page: &Page) -> Result<Vec<Body>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| paged!(matching!(scope, filter), page, body)
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(|row| row.with(None, Vec::new()).map(|kept| kept.value)).collect()
    }

    /// How many bodies fit the filter.
    pub fn count(&mut self, filter: &BodyFilter) -> Result<i64, StoreError> {
        let scope = self.0.scope;
        Ok(query!(&mut self.0.conn, |c| matching!(scope, filter).count().get_result(c))?)
    }

    /// One whole body, by id or key, whoever asks: the caller's sight is the reader's to apply.
    pub fn get(&mut self, handle: &Handle<BodyId>) -> Result<Kept<Body>, StoreError> {
        let scope = self.0.scope;
        let row: Row = query!(&mut self.0.conn, |c| {
            let q = body::table.filter(body::tenant_id.eq(scope)).select(Row::as_select()).into_boxed();
            match handle {
                Handle::Id(id) => q.filter(body::id.eq(Id(id.0))),
                Handle::Key(key) => q.filter(body::key.eq(key.as_str())),
            }
            .first(c)
        })?;
        self.whole(vec![row])?.pop().ok_or(StoreError::NotFound)
    }

    /// Those of the named bodies that exist and are seen, in no order.
    pub fn find(&mut self, handles: &[Handle<BodyId>], sight: &Sight) -> Result<Vec<(BodyId, Key)>, StoreError> {
        let scope = self.0.scope;
        let (ids, keys) = split(handles, |id| id.0);
        let found: Vec<(Id, String)> = query!(&mut self.0.conn, |c| {
            let q = body::table.filter(body::tenant_id.eq(scope)).select((body::id, body::key)).into_boxed();
            seen!(q, sight, body, bodies).filter(body::id.eq_any(ids).or(body::key.eq_any(keys))).load(c)
        })?;
        found.into_iter().map(|(id, key)| Ok((BodyId(id.0), stored(Key::parse(&key))?))).collect()
    }

    /// What every body refers to, ended ones included.
    pub fn links(&mut self) -> Result<HashMap<BodyId, BodyLinks<BodyId>>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<(Id, Option<Id>, Option<Id>)> = query!(&mut self.0.conn, |c| body::table
            .filter(body::tenant_id.eq(scope))
            .select((body::id, body::parent_id, body::programme_committee_for))
            .load(c))?;
        let successions: Vec<(Id, Id)> = query!(&mut self.0.conn, |c| body_succession::table
            .filter(body_succession::tenant_id.eq(scope))
            .order((body_succession::body_id, body_succession::place))
            .select((body_succession::body_id, body_succession::succeeded_id))
            .load(c))?;
        let named = |id: Option<Id>| id.map(|id| BodyId(id.0));
        let links = |(id, parent, programme): (Id, _, _)| {
            let links =
                BodyLinks { parent: named(parent), programme_committee_for: named(programme), ..Default::default() };
            (BodyId(id.0), links)
        };
        let mut all: HashMap<_, _> = rows.into_iter().map(links).collect();
        for (body, earlier) in successions {
            all.entry(BodyId(body.0)).or_default().succeeds.push(BodyId(earlier.0));
        }
        Ok(all)
    }

    /// The bodies that report to a body and are in force after a day.
    pub fn reporting_after(&mut self, parent: BodyId, day: Date) -> Result<Vec<Key>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<String> =
            query!(&mut self.0.conn, |c| after!(scope, day).filter(body::parent_id.eq(Id(parent.0))).load(c))?;
        keys(&rows)
    }

    /// The bodies that serve an area and are in force after a day.
    pub fn serving_after(&mut self, area: AreaId, day: Date) -> Result<Vec<Key>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<String> =
            query!(&mut self.0.conn, |c| after!(scope, day).filter(body::area_id.eq(Id(area.0))).load(c))?;
        keys(&rows)
    }

    /// Enters a new body.
    pub fn insert(&mut self, body: &Body) -> Result<(), StoreError> {
        self.0.keep_edition()?;
        let salt = fresh_salt()?;
        let row = Row::new(self.0.scope, salt, body);
        query!(&mut self.0.conn, |c| diesel::insert_into(body::table).values(&row).execute(c))?;
        if let Some(mandate) = &body.mandate {
            self.put_mandate(body.id, 1, mandate)?;
        }
        self.put_succession(body)?;
        self.0.record(ActKind::Created, salt, body);
        Ok(())
    }

    /// Replaces a body by its next version; a new mandate is added to those before it.
    pub fn change(&mut self, old: &Kept<Body>, new: &Body, act: ActKind) -> Result<(), StoreError> {
        self.0.keep_edition()?;
        let scope = self.0.scope;
        let row = Row::new(scope, old.salt, new);
        let found = body::table.find((scope, Id(new.id.0))).filter(body::version.eq(old.value.version));
        one(query!(&mut self.0.conn, |c| diesel::update(found).set(&row).execute(c))?)?;
        if let Some(mandate) = new.mandate.as_ref().filter(|_| old.value.mandate != new.mandate) {
            let newest: Option<i32> = query!(&mut self.0.conn, |c| body_mandate::table
                .filter(body_mandate::tenant_id.eq(scope))
                .filter(body_mandate::body_id.eq(Id(new.id.0)))
                .select(diesel::dsl::max(body_mandate::number))
                .first(c))?;
            self.put_mandate(new.id, newest.unwrap_or(0) + 1, mandate)?;
        }
        if old.value.succeeds != new.succeeds {
            let links = body_succession::table
                .filter(body_succession::tenant_id.eq(scope))
                .filter(body_succession::body_id.eq(Id(new.id.0)));
            query!(&mut self.0.conn, |c| diesel::delete(links).execute(c))?;
            self.put_succession(new)?;
        }
        self.0.record(act, old.salt, new);
        Ok(())
    }

    /// Every body the caller sees, whole; those in force on a day, where one is named.
    pub fn all(&mut self, day: Option<Date>, sight: &Sight) -> Result<Vec<Body>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| {
            let q = body::table.filter(body::tenant_id.eq(scope)).select(Row::as_select()).into_boxed();
            seen!(in_force!(q, day, body), sight, body, bodies).order((body::sort_key, body::id)).load(c)
        })?;
        Ok(self.whole(rows)?.into_iter().map(|kept| kept.value).collect())
    }

    /// Adds to rows what stands in the tables beside, with one query for each table.
    fn whole(&mut self, rows: Vec<Row>) -> Result<Vec<Kept<Body>>, StoreError> {
        let scope = self.0.scope;
        let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
        let texts: Vec<(Id, String)> = query!(&mut self.0.conn, |c| body_mandate::table
            .filter(body_mandate::tenant_id.eq(scope))
            .filter(body_mandate::body_id.eq_any(&ids))
            .order((body_mandate::body_id, body_mandate::number))
            .select((body_mandate::body_id, body_mandate::text))
            .load(c))?;
        let links: Vec<(Id, Id)> = query!(&mut self.0.conn, |c| body_succession::table
            .filter(body_succession::tenant_id.eq(scope))
            .filter(body_succession::body_id.eq_any(&ids))
            .order((body_succession::body_id, body_succession::place))
            .select((body_succession::body_id, body_succession::succeeded_id))
            .load(c))?;
        // In order of number, so the newest mandate is what stays.
        let mut mandates: HashMap<Id, String> = texts.into_iter().collect();
        let mut succeeds: HashMap<Id, Vec<BodyId>> = HashMap::new();
        for (body, earlier) in links {
            succeeds.entry(body).or_default().push(BodyId(earlier.0));
        }
        rows.into_iter()
            .map(|row| {
                let mandate = mandates.remove(&row.id).map(|text| prose(&text));
                let earlier = succeeds.remove(&row.id).unwrap_or_default();
                row.with(mandate, earlier)
            })
            .collect()
    }

    /// The digest of every body's state.
    pub(crate) fn states(&mut self) -> Result<Vec<State>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| body::table
            .filter(body::tenant_id.eq(scope))
            .select(Row::as_select())
            .load(c))?;
        Ok(self.whole(rows)?.iter().map(state).collect())
    }
}
