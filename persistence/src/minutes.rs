//! Minutes of one tenant: every version of every meeting's, by the meeting and its number.
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use domain::policy::Sight;
use domain::{ActKind, MeetingId, Minutes, MinutesState, Salt};

use crate::StoreError;
use crate::column::{At, Doc, Id, Word};
use crate::conn::query;
use crate::journalled::Audience;
use crate::meetings::seen_meetings;
use crate::row::{Kept, State, fresh_salt, one, salt, state, stored};
use crate::schema::{meeting, minutes};
use crate::tx::Tx;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = minutes, primary_key(tenant_id, meeting_id, number))]
struct Row {
    tenant_id: Id,
    meeting_id: Id,
    number: i32,
    state: Word<MinutesState>,
    content: Doc<Minutes>,
    salt: Vec<u8>,
    created_at: At,
    changed_at: At,
    version: i32,
}

impl Row {
    fn new(scope: Id, salt: Salt, minutes: &Minutes) -> Self {
        Self {
            tenant_id: scope,
            meeting_id: Id(minutes.meeting.0),
            number: minutes.number,
            state: Word(minutes.state),
            content: Doc(minutes.clone()),
            salt: salt.0.to_vec(),
            created_at: At(minutes.created_at),
            changed_at: At(minutes.changed_at),
            version: minutes.version,
        }
    }
}

impl TryFrom<Row> for Kept<Minutes> {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let value = row.content.0;
        // What stands beside the document is what is looked up: it may not tell something else.
        let beside = (MeetingId(row.meeting_id.0), row.number, row.state.0, row.version, row.changed_at.0);
        let told = (value.meeting, value.number, value.state, value.version, value.changed_at);
        stored((beside == told && row.created_at.0 == value.created_at).then_some(()))?;
        Ok(Self { value, salt: salt(&row.salt)? })
    }
}

fn kept(rows: Vec<Row>) -> Result<Vec<Kept<Minutes>>, StoreError> {
    rows.into_iter().map(Kept::try_from).collect()
}

/// The versions of the same minutes that come after, among some.
macro_rules! later {
    ($some:expr, $later:ident, $scope:expr) => {
        $some
            .filter($later.field(minutes::tenant_id).eq($scope))
            .filter($later.field(minutes::meeting_id).eq(minutes::meeting_id))
            .filter($later.field(minutes::number).gt(minutes::number))
    };
}

/// The minutes of the open transaction's tenant.
pub struct MinutesRows<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl MinutesRows<'_, '_> {
    /// One version, by its number.
    pub fn get(&mut self, meeting: MeetingId, number: i32) -> Result<Kept<Minutes>, StoreError> {
        let found = minutes::table.find((self.0.scope, Id(meeting.0), number));
        let row: Row = query!(&mut self.0.conn, |c| found.select(Row::as_select()).first(c))?;
        row.try_into()
    }

    /// The newest version of a meeting's minutes; none where nobody has begun any.
    pub fn newest(&mut self, meeting: MeetingId) -> Result<Option<Kept<Minutes>>, StoreError> {
        let scope = self.0.scope;
        let row: Option<Row> = query!(&mut self.0.conn, |c| minutes::table
            .filter(minutes::tenant_id.eq(scope))
            .filter(minutes::meeting_id.eq(Id(meeting.0)))
            .order(minutes::number.desc())
            .select(Row::as_select())
            .first(c)
            .optional())?;
        row.map(Kept::try_from).transpose()
    }

    /// Every version of a meeting's minutes, the first one first.
    pub fn all_of(&mut self, meeting: MeetingId) -> Result<Vec<Kept<Minutes>>, StoreError> {
        let scope = self.0.scope;
        kept(query!(&mut self.0.conn, |c| minutes::table
            .filter(minutes::tenant_id.eq(scope))
            .filter(minutes::meeting_id.eq(Id(meeting.0)))
            .order(minutes::number)
            .select(Row::as_select())
            .load(c))?)
    }

    /// Those of these versions that exist, the oldest meeting's first.
    pub fn exactly(&mut self, wanted: &[(MeetingId, i32)]) -> Result<Vec<Minutes>, StoreError> {
        let scope = self.0.scope;
        let meetings = wanted.iter().map(|(meeting, _)| Id(meeting.0));
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| minutes::table
            .filter(minutes::tenant_id.eq(scope))
            .filter(minutes::meeting_id.eq_any(meetings))
            .order((minutes::meeting_id, minutes::number))
            .select(Row::as_select())
            .load(c))?;
        let all = kept(rows)?.into_iter().map(|kept| kept.value);
        Ok(all.filter(|minutes| wanted.contains(&(minutes.meeting, minutes.number))).collect())
    }

    /// Which versions there are of these meetings' minutes.
    pub fn numbers(&mut self, meetings: &[MeetingId]) -> Result<Vec<(MeetingId, i32)>, StoreError> {
        let scope = self.0.scope;
        let ids = meetings.iter().map(|meeting| Id(meeting.0));
        let found: Vec<(Id, i32)> = query!(&mut self.0.conn, |c| minutes::table
            .filter(minutes::tenant_id.eq(scope))
            .filter(minutes::meeting_id.eq_any(ids))
            .order((minutes::meeting_id, minutes::number))
            .select((minutes::meeting_id, minutes::number))
            .load(c))?;
        Ok(found.into_iter().map(|(meeting, number)| (MeetingId(meeting.0), number)).collect())
    }

    /// The minutes of all meetings, from one on, in the order of the meetings and their numbers.
    pub fn page(&mut self, after: Option<(MeetingId, i32)>, limit: i64) -> Result<Vec<Minutes>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| {
            let q = minutes::table.filter(minutes::tenant_id.eq(scope)).into_boxed();
            let q = match after {
                None => q,
                Some((meeting, number)) => {
                    let meeting = Id(meeting.0);
                    let later = minutes::meeting_id.eq(meeting).and(minutes::number.gt(number));
                    q.filter(minutes::meeting_id.ge(meeting)).filter(minutes::meeting_id.gt(meeting).or(later))
                }
            };
            q.order((minutes::meeting_id, minutes::number)).limit(limit).select(Row::as_select()).load(c)
        })?;
        Ok(kept(rows)?.into_iter().map(|kept| kept.value).collect())
    }

    /// The newest version of each of these meetings' minutes, in no order.
    pub fn newest_of(&mut self, meetings: &[MeetingId]) -> Result<Vec<Kept<Minutes>>, StoreError> {
        let scope = self.0.scope;
        let ids = || meetings.iter().map(|meeting| Id(meeting.0));
        let later = diesel::alias!(minutes as later);
        kept(query!(&mut self.0.conn, |c| {
            let q = minutes::table.filter(minutes::tenant_id.eq(scope)).filter(minutes::meeting_id.eq_any(ids()));
            q.filter(not(exists(later!(later, later, scope)))).select(Row::as_select()).load(c)
        })?)
    }

    /// The newest published version of each of these meetings' minutes, in no order.
    pub fn published_of(&mut self, meetings: &[MeetingId]) -> Result<Vec<Kept<Minutes>>, StoreError> {
        let scope = self.0.scope;
        let ids = || meetings.iter().map(|meeting| Id(meeting.0));
        let published = Word(MinutesState::Published);
        let later = diesel::alias!(minutes as later);
        kept(query!(&mut self.0.conn, |c| {
            let q = minutes::table.filter(minutes::tenant_id.eq(scope)).filter(minutes::meeting_id.eq_any(ids()));
            let q = q.filter(minutes::state.eq(published));
            let others = later.filter(later.field(minutes::state).eq(published));
            q.filter(not(exists(later!(others, later, scope)))).select(Row::as_select()).load(c)
        })?)
    }

    /// The newest published version of the minutes of each meeting that a caller sees, those changed last first.
    pub fn published(&mut self, sight: &Sight, most: i64) -> Result<Vec<Kept<Minutes>>, StoreError> {
        let scope = self.0.scope;
        let published = Word(MinutesState::Published);
        let later = diesel::alias!(minutes as later);
        kept(query!(&mut self.0.conn, |c| {
            let seen = meeting::table.filter(meeting::tenant_id.eq(scope)).select(meeting::id).into_boxed();
            let seen = seen_meetings!(scope, seen, sight);
            let q = minutes::table.filter(minutes::tenant_id.eq(scope)).filter(minutes::state.eq(published));
            let others = later.filter(later.field(minutes::state).eq(published));
            q.filter(minutes::meeting_id.eq_any(seen))
                .filter(not(exists(later!(others, later, scope))))
                .order((minutes::changed_at.desc(), minutes::meeting_id.desc()))
                .limit(most)
                .select(Row::as_select())
                .load(c)
        })?)
    }

    /// Begins a version, told to those who see the meeting. A number that is there already is somebody else's who was
    /// faster.
    pub fn insert(&mut self, minutes: &Minutes, audience: Audience) -> Result<(), StoreError> {
        let salt = fresh_salt()?;
        let row = Row::new(self.0.scope, salt, minutes);
        let added = query!(&mut self.0.conn, |c| diesel::insert_into(minutes::table).values(&row).execute(c));
        added.map_err(|error| match StoreError::from(error) {
            StoreError::Taken(_) => StoreError::Stale,
            other => other,
        })?;
        self.0.record_for(ActKind::Created, salt, minutes, audience);
        Ok(())
    }

    /// Replaces a version's content by what it was changed to, told to those who see the meeting.
    pub fn change(&mut self, old: &Kept<Minutes>, new: &Minutes, audience: Audience) -> Result<(), StoreError> {
        let row = Row::new(self.0.scope, old.salt, new);
        let found = minutes::table.find((self.0.scope, Id(new.meeting.0), new.number));
        let found = found.filter(minutes::version.eq(old.value.version));
        one(query!(&mut self.0.conn, |c| diesel::update(found).set(&row).execute(c))?)?;
        self.0.record_for(ActKind::Changed, old.salt, new, audience);
        Ok(())
    }

    /// The digest of every version's state.
    pub(crate) fn states(&mut self) -> Result<Vec<State>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| minutes::table
            .filter(minutes::tenant_id.eq(scope))
            .select(Row::as_select())
            .load(c))?;
        Ok(kept(rows)?.iter().map(state).collect())
    }
}
