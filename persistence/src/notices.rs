//! Notices of one tenant: an outbox and its receipts. What becomes of them follows from acts that the journal tells, and
//! from a mail server; they are not journalled themselves.
use diesel::prelude::*;
use domain::policy::Sight;
use domain::{BodyId, Dispatch, Instant, MeetingId, NoticeId, NoticeKind, NoticeState, PersonId};

use crate::StoreError;
use crate::column::{At, Id, On, Word};
use crate::conn::query;
use crate::meetings::seen_meetings;
use crate::paging::{Page, paged_by_id};
use crate::row::one;
use crate::schema::{meeting, notice};
use crate::tx::Tx;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = notice, primary_key(tenant_id, id), treat_none_as_null = true)]
struct Row {
    tenant_id: Id,
    id: Id,
    meeting_id: Id,
    person_id: Id,
    kind: Word<NoticeKind>,
    state: Word<NoticeState>,
    for_day: On,
    round: i32,
    attempts: i32,
    begun_at: At,
    due_at: Option<At>,
    settled_at: Option<At>,
    created_at: At,
    version: i32,
}

impl Row {
    fn new(scope: Id, dispatch: &Dispatch) -> Self {
        Self {
            tenant_id: scope,
            id: Id(dispatch.id.0),
            meeting_id: Id(dispatch.meeting.0),
            person_id: Id(dispatch.person.0),
            kind: Word(dispatch.kind),
            state: Word(dispatch.state),
            for_day: On(dispatch.for_day),
            round: dispatch.round,
            attempts: dispatch.attempts,
            begun_at: At(dispatch.begun_at),
            due_at: dispatch.due_at.map(At),
            settled_at: dispatch.settled_at.map(At),
            created_at: At(dispatch.created_at),
            version: dispatch.version,
        }
    }
}

impl From<Row> for Dispatch {
    fn from(row: Row) -> Self {
        Self {
            id: NoticeId(row.id.0),
            meeting: MeetingId(row.meeting_id.0),
            person: PersonId(row.person_id.0),
            kind: row.kind.0,
            state: row.state.0,
            for_day: row.for_day.0,
            round: row.round,
            attempts: row.attempts,
            begun_at: row.begun_at.0,
            due_at: row.due_at.map(|at| at.0),
            settled_at: row.settled_at.map(|at| at.0),
            created_at: row.created_at.0,
            version: row.version,
        }
    }
}

/// Which notices to list.
#[derive(Debug, Clone, Default)]
pub struct NoticeFilter {
    /// Only those of this meeting.
    pub meeting: Option<MeetingId>,
    /// Only those in this state.
    pub state: Option<NoticeState>,
    /// Only those of meetings of these bodies.
    pub bodies: Vec<BodyId>,
    /// Only those of meetings this caller sees.
    pub sight: Sight,
}

/// What a list of notices is narrowed to; the count of a list is of the same.
macro_rules! matching {
    ($scope:expr, $filter:expr) => {{
        let seen = meeting::table.filter(meeting::tenant_id.eq($scope)).select(meeting::id).into_boxed();
        let seen = seen_meetings!($scope, seen, &$filter.sight);
        let seen = seen.filter(meeting::body_id.eq_any($filter.bodies.iter().map(|body| Id(body.0))));
        let mut q =
            notice::table.filter(notice::tenant_id.eq($scope)).filter(notice::meeting_id.eq_any(seen)).into_boxed();
        if let Some(meeting) = $filter.meeting {
            q = q.filter(notice::meeting_id.eq(Id(meeting.0)));
        }
        if let Some(state) = $filter.state {
            q = q.filter(notice::state.eq(Word(state)));
        }
        q
    }};
}

/// The notices of the open transaction's tenant.
pub struct Notices<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl Notices<'_, '_> {
    /// One page of the notices that fit the filter, in the order they were made.
    pub fn list(&mut self, filter: &NoticeFilter, page: &Page) -> Result<Vec<Dispatch>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| paged_by_id!(matching!(scope, filter), page, notice)
            .select(Row::as_select())
            .load(c))?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// How many notices fit the filter.
    pub fn count(&mut self, filter: &NoticeFilter) -> Result<i64, StoreError> {
        let scope = self.0.scope;
        Ok(query!(&mut self.0.conn, |c| matching!(scope, filter).count().get_result(c))?)
    }

    /// How often any notice was made or changed: it grows with each.
    pub fn generation(&mut self) -> Result<i64, StoreError> {
        let scope = self.0.scope;
        let changes: Option<i64> = query!(&mut self.0.conn, |c| notice::table
            .filter(notice::tenant_id.eq(scope))
            .select(diesel::dsl::sum(notice::version))
            .get_result(c))?;
        Ok(changes.unwrap_or_default())
    }

    /// One notice.
    pub fn get(&mut self, id: NoticeId) -> Result<Dispatch, StoreError> {
        let found = notice::table.find((self.0.scope, Id(id.0)));
        let row: Row = query!(&mut self.0.conn, |c| found.select(Row::as_select()).first(c))?;
        Ok(row.into())
    }

    /// Every notice of a meeting, in the order they were made.
    pub fn of_meeting(&mut self, id: MeetingId) -> Result<Vec<Dispatch>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| notice::table
            .filter(notice::tenant_id.eq(scope))
            .filter(notice::meeting_id.eq(Id(id.0)))
            .order(notice::id)
            .select(Row::as_select())
            .load(c))?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// Whether any notice is to be sent by now.
    pub fn any_due(&mut self, now: Instant) -> Result<bool, StoreError> {
        self.due(now, 1).map(|due| !due.is_empty())
    }

    /// Those that are to be sent by now, the longest due first.
    pub fn due(&mut self, now: Instant, most: i64) -> Result<Vec<Dispatch>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| notice::table
            .filter(notice::tenant_id.eq(scope))
            .filter(notice::due_at.is_not_null().and(notice::due_at.assume_not_null().le(At(now))))
            .order((notice::due_at, notice::id))
            .limit(most)
            .select(Row::as_select())
            .load(c))?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// Puts new ones into the outbox.
    pub fn insert(&mut self, new: &[Dispatch]) -> Result<(), StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = new.iter().map(|dispatch| Row::new(scope, dispatch)).collect();
        query!(&mut self.0.conn, |c| {
            // Stores bound the parameters of one statement.
            for part in rows.chunks(500) {
                diesel::insert_into(notice::table).values(part).execute(c)?;
            }
            Ok::<_, diesel::result::Error>(())
        })?;
        Ok(())
    }

    /// Replaces one by what became of it.
    pub fn change(&mut self, old: &Dispatch, new: &Dispatch) -> Result<(), StoreError> {
        let scope = self.0.scope;
        let row = Row::new(scope, new);
        let found = notice::table.find((scope, Id(new.id.0))).filter(notice::version.eq(old.version));
        one(query!(&mut self.0.conn, |c| diesel::update(found).set(&row).execute(c))?)
    }
}
