//! Meetings of one tenant, with their agendas: listed by date, and cut to what a caller sees of them and of their bodies.
use std::collections::HashMap;

use diesel::prelude::*;
use domain::policy::Sight;
use domain::{ActKind, BodyId, Date, Item, Meeting, MeetingId, MeetingState, StopId};

use crate::StoreError;
use crate::column::{Id, On, Word};
use crate::conn::query;
use crate::meeting_row::{ItemRow, Row};
use crate::paging::{Page, among, paged};
use crate::row::{Kept, State, fresh_salt, one, state};
use crate::schema::{agenda_item, meeting};
use crate::tx::Tx;

/// Which meetings to list.
#[derive(Debug, Clone, Default)]
pub struct MeetingFilter {
    /// Only these.
    pub ids: Option<Vec<MeetingId>>,
    /// Only those of this body.
    pub body: Option<BodyId>,
    /// Only those that have come this far.
    pub state: Option<MeetingState>,
    /// Only those that may be on this day or later.
    pub from: Option<Date>,
    /// Only those that may be on this day or earlier.
    pub to: Option<Date>,
    /// Only what this caller sees.
    pub sight: Sight,
}

/// Narrows a boxed query on meetings to what a caller sees; as `Sight::sees_meeting` tells it.
macro_rules! seen_meetings {
    ($scope:expr, $query:expr, $sight:expr) => {{
        use $crate::column::Word;
        use $crate::paging::{seen_bodies, sides, visibilities};
        use $crate::schema::{body, meeting};
        let q = $query.filter(meeting::body_id.nullable().eq_any(seen_bodies!($scope, $sight)));
        if $sight.is_everything() {
            q
        } else {
            let [a, b, c, d] = visibilities($sight);
            let wide = meeting::visibility.eq(a).or(meeting::visibility.eq(b));
            let whole = wide.or(meeting::visibility.eq(c)).or(meeting::visibility.eq(d));
            // Whoever is of no side sees no more by asking for what is public and some side's.
            let (one_sided, [a, b, c, d]) = match sides($sight) {
                Some(sides) => (domain::Visibility::Side, sides),
                None => (domain::Visibility::Public, [Word(domain::Side::Other); 4]),
            };
            let side = meeting::side.eq(a).or(meeting::side.eq(b)).or(meeting::side.eq(c)).or(meeting::side.eq(d));
            let fits = whole.or(meeting::visibility.eq(Word(one_sided)).and(side).assume_not_null());
            if $sight.own.is_empty() {
                q.filter(fits)
            } else {
                let own: Vec<Id> = $sight.own.iter().map(|body| Id(body.0)).collect();
                let alike = body::table
                    .filter(body::tenant_id.eq($scope))
                    .filter(body::visibility.eq(meeting::visibility))
                    .filter(body::id.eq_any(own.clone()))
                    .select(body::id);
                let of_body = meeting::visibility.eq(Word(domain::Visibility::Body)).and(meeting::body_id.eq_any(own));
                q.filter(fits.or(of_body).or(meeting::body_id.eq_any(alike)))
            }
        }
    }};
}
pub(crate) use seen_meetings;

/// What a list of meetings is narrowed to; the count of a list is of the same.
macro_rules! matching {
    ($scope:expr, $filter:expr) => {{
        let q = among!(meeting::table.filter(meeting::tenant_id.eq($scope)).into_boxed(), &$filter.ids, meeting);
        let mut q = seen_meetings!($scope, q, &$filter.sight);
        if let Some(body) = $filter.body {
            q = q.filter(meeting::body_id.eq(Id(body.0)));
        }
        if let Some(state) = $filter.state {
            q = q.filter(meeting::state.eq(Word(state)));
        }
        if let Some(from) = $filter.from {
            q = q.filter(meeting::to_on.ge(On(from)));
        }
        if let Some(to) = $filter.to {
            q = q.filter(meeting::from_on.le(On(to)));
        }
        q
    }};
}

/// The meetings of the open transaction's tenant.
pub struct Meetings<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl Meetings<'_, '_> {
    /// One page of the meetings that fit the filter, by date.
    pub fn list(&mut self, filter: &MeetingFilter, page: &Page) -> Result<Vec<Meeting>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| paged!(matching!(scope, filter), page, meeting)
            .select(Row::as_select())
            .load(c))?;
        self.values(rows)
    }

    /// How many meetings fit the filter.
    pub fn count(&mut self, filter: &MeetingFilter) -> Result<i64, StoreError> {
        let scope = self.0.scope;
        Ok(query!(&mut self.0.conn, |c| matching!(scope, filter).count().get_result(c))?)
    }

    /// The meetings that fit the filter, by date, with their agendas; of more than so many, those that are last. Only those
    /// of some bodies, where bodies are named.
    pub fn last(
        &mut self,
        filter: &MeetingFilter,
        bodies: Option<&[BodyId]>,
        most: i64,
    ) -> Result<Vec<Meeting>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| {
            let q = matching!(scope, filter);
            let q = match bodies {
                None => q,
                Some(bodies) => q.filter(meeting::body_id.eq_any(bodies.iter().map(|body| Id(body.0)))),
            };
            q.order((meeting::sort_key.desc(), meeting::id.desc())).limit(most).select(Row::as_select()).load(c)
        })?;
        let mut meetings = self.values(rows)?;
        meetings.reverse();
        Ok(meetings)
    }

    /// Every meeting that fits the filter, by date, without their agendas.
    pub fn dates(&mut self, filter: &MeetingFilter) -> Result<Vec<Meeting>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| matching!(scope, filter)
            .order((meeting::sort_key, meeting::id))
            .select(Row::as_select())
            .load(c))?;
        rows.into_iter().map(|row| row.with(Vec::new()).map(|kept| kept.value)).collect()
    }

    /// One meeting with its agenda, whoever asks: the caller's sight of it and its body is the reader's to apply.
    pub fn get(&mut self, id: MeetingId) -> Result<Kept<Meeting>, StoreError> {
        let found = meeting::table.find((self.0.scope, Id(id.0)));
        let row: Row = query!(&mut self.0.conn, |c| found.select(Row::as_select()).first(c))?;
        self.whole(vec![row])?.pop().ok_or(StoreError::NotFound)
    }

    /// Those of these meetings that exist, with their agendas, whoever asks, in the order they were made.
    pub fn many(&mut self, wanted: &[MeetingId]) -> Result<Vec<Meeting>, StoreError> {
        let scope = self.0.scope;
        let ids = wanted.iter().map(|id| Id(id.0));
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| meeting::table
            .filter(meeting::tenant_id.eq(scope))
            .filter(meeting::id.eq_any(ids))
            .order(meeting::id)
            .select(Row::as_select())
            .load(c))?;
        self.values(rows)
    }

    /// Every meeting of a body that may be on one of these days, the first and the last included, by date.
    pub fn of_body_between(&mut self, body: BodyId, from: Date, to: Date) -> Result<Vec<Meeting>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| meeting::table
            .filter(meeting::tenant_id.eq(scope))
            .filter(meeting::body_id.eq(Id(body.0)))
            .filter(meeting::from_on.le(On(to)))
            .filter(meeting::to_on.ge(On(from)))
            .order((meeting::sort_key, meeting::id))
            .select(Row::as_select())
            .load(c))?;
        self.values(rows)
    }

    /// The meetings that are called, of a body or of any, and may be on one of these days, by date.
    pub fn called_between(&mut self, body: Option<BodyId>, from: Date, to: Date) -> Result<Vec<MeetingId>, StoreError> {
        let scope = self.0.scope;
        let found: Vec<Id> = query!(&mut self.0.conn, |c| {
            let mut q = meeting::table
                .filter(meeting::tenant_id.eq(scope))
                .filter(meeting::state.eq(Word(MeetingState::Called)))
                .filter(meeting::from_on.le(On(to)))
                .filter(meeting::to_on.ge(On(from)))
                .into_boxed();
            if let Some(body) = body {
                q = q.filter(meeting::body_id.eq(Id(body.0)));
            }
            q.order((meeting::sort_key, meeting::id)).select(meeting::id).load(c)
        })?;
        Ok(found.into_iter().map(|id| MeetingId(id.0)).collect())
    }

    /// The items that have taken up any of these cases in their bodies, on whichever agenda they stand.
    pub fn items_of_stops(&mut self, stops: &[StopId]) -> Result<Vec<(MeetingId, Item)>, StoreError> {
        let scope = self.0.scope;
        let ids: Vec<Id> = stops.iter().map(|stop| Id(stop.0)).collect();
        let rows: Vec<ItemRow> = query!(&mut self.0.conn, |c| agenda_item::table
            .filter(agenda_item::tenant_id.eq(scope))
            .filter(agenda_item::stop_id.eq_any(ids))
            .order((agenda_item::meeting_id, agenda_item::place))
            .select(ItemRow::as_select())
            .load(c))?;
        Ok(rows.into_iter().map(|row| (MeetingId(row.meeting_id.0), row.into())).collect())
    }

    /// Enters a new meeting.
    pub fn insert(&mut self, meeting: &Meeting) -> Result<(), StoreError> {
        let salt = fresh_salt()?;
        let row = Row::new(self.0.scope, salt, meeting);
        query!(&mut self.0.conn, |c| diesel::insert_into(meeting::table).values(&row).execute(c))?;
        self.put_agenda(meeting)?;
        self.0.record(ActKind::Created, salt, meeting);
        Ok(())
    }

    /// Replaces a meeting by its next version, agenda and attendance included.
    pub fn change(&mut self, old: &Kept<Meeting>, new: &Meeting) -> Result<(), StoreError> {
        let scope = self.0.scope;
        let row = Row::new(scope, old.salt, new);
        let found = meeting::table.find((scope, Id(new.id.0))).filter(meeting::version.eq(old.value.version));
        one(query!(&mut self.0.conn, |c| diesel::update(found).set(&row).execute(c))?)?;
        if old.value.agenda != new.agenda {
            let items = agenda_item::table
                .filter(agenda_item::tenant_id.eq(scope))
                .filter(agenda_item::meeting_id.eq(Id(new.id.0)));
            query!(&mut self.0.conn, |c| diesel::delete(items).execute(c))?;
            self.put_agenda(new)?;
        }
        self.0.record(ActKind::Changed, old.salt, new);
        Ok(())
    }

    fn put_agenda(&mut self, meeting: &Meeting) -> Result<(), StoreError> {
        let scope = self.0.scope;
        let rows: Vec<ItemRow> =
            (0..).zip(&meeting.agenda).map(|(place, item)| ItemRow::new(scope, meeting.id, place, item)).collect();
        query!(&mut self.0.conn, |c| diesel::insert_into(agenda_item::table).values(&rows).execute(c))?;
        Ok(())
    }

    fn values(&mut self, rows: Vec<Row>) -> Result<Vec<Meeting>, StoreError> {
        Ok(self.whole(rows)?.into_iter().map(|kept| kept.value).collect())
    }

    /// Adds to rows their agendas, with one query for all of them.
    fn whole(&mut self, rows: Vec<Row>) -> Result<Vec<Kept<Meeting>>, StoreError> {
        let scope = self.0.scope;
        let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
        let items: Vec<ItemRow> = query!(&mut self.0.conn, |c| agenda_item::table
            .filter(agenda_item::tenant_id.eq(scope))
            .filter(agenda_item::meeting_id.eq_any(ids))
            .order((agenda_item::meeting_id, agenda_item::place))
            .select(ItemRow::as_select())
            .load(c))?;
        let mut agendas: HashMap<Id, Vec<Item>> = HashMap::new();
        for row in items {
            agendas.entry(row.meeting_id).or_default().push(row.into());
        }
        rows.into_iter()
            .map(|row| {
                let agenda = agendas.remove(&row.id).unwrap_or_default();
                row.with(agenda)
            })
            .collect()
    }

    /// The digest of every meeting's state.
    pub(crate) fn states(&mut self) -> Result<Vec<State>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| meeting::table
            .filter(meeting::tenant_id.eq(scope))
            .select(Row::as_select())
            .load(c))?;
        Ok(self.whole(rows)?.iter().map(state).collect())
    }
}
