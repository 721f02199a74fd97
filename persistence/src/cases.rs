//! Cases of one tenant, with the bodies that treat them, what they hang together with and who prepares them.
use std::collections::HashMap;

use diesel::prelude::*;
use domain::policy::Sight;
use domain::{
    ActKind, Case, CaseId, Date, ExternalReference, Link, MeetingId, Officer, PartyId, Salt, Side, Stop, Visibility,
    oslo_date,
};

use crate::StoreError;
use crate::case_filter::{CaseFilter, matching, seen_cases};
use crate::case_row::{Beside, LinkRow, OfficerRow, Row, StopRow};
use crate::column::{Id, Word};
use crate::conn::query;
use crate::journalled::Audience;
use crate::paging::{Page, paged_by_id};
use crate::row::{Kept, State, fresh_salt, one, state};
use crate::schema::{body, case_link, case_officer, case_stop, cases};
use crate::tx::Tx;

fn ids(cases: &[CaseId]) -> Vec<Id> {
    cases.iter().map(|case| Id(case.0)).collect()
}

fn values(kept: Vec<Kept<Case>>) -> Vec<Case> {
    kept.into_iter().map(|kept| kept.value).collect()
}

/// The cases of the open transaction's tenant.
pub struct Cases<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl Cases<'_, '_> {
    /// One page of the cases that fit the filter, in the order they were made.
    pub fn list(&mut self, filter: &CaseFilter, page: &Page) -> Result<Vec<Case>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| paged_by_id!(matching!(scope, filter), page, cases)
            .select(Row::as_select())
            .load(c))?;
        self.whole(rows).map(values)
    }

    /// How many cases fit the filter.
    pub fn count(&mut self, filter: &CaseFilter) -> Result<i64, StoreError> {
        let scope = self.0.scope;
        Ok(query!(&mut self.0.conn, |c| matching!(scope, filter).count().get_result(c))?)
    }

    /// Every case that fits the filter, in the order they were made.
    pub fn all(&mut self, filter: &CaseFilter) -> Result<Vec<Case>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> =
            query!(&mut self.0.conn, |c| matching!(scope, filter).order(cases::id).select(Row::as_select()).load(c))?;
        self.whole(rows).map(values)
    }

    /// One case, whoever asks: the caller's sight is the reader's to apply.
    pub fn get(&mut self, id: CaseId) -> Result<Kept<Case>, StoreError> {
        self.many(&[id])?.pop().ok_or(StoreError::NotFound)
    }

    /// Those of these cases that exist, whoever asks, in the order they were made.
    pub fn many(&mut self, wanted: &[CaseId]) -> Result<Vec<Kept<Case>>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| cases::table
            .filter(cases::tenant_id.eq(scope))
            .filter(cases::id.eq_any(ids(wanted)))
            .order(cases::id)
            .select(Row::as_select())
            .load(c))?;
        self.whole(rows)
    }

    /// Those of these cases that exist and are seen on a day, in no order.
    pub fn find(&mut self, wanted: &[CaseId], sight: &Sight, day: Date) -> Result<Vec<CaseId>, StoreError> {
        let scope = self.0.scope;
        let found: Vec<Id> = query!(&mut self.0.conn, |c| {
            let q = cases::table.filter(cases::tenant_id.eq(scope)).select(cases::id).into_boxed();
            seen_cases!(q, scope, sight, day).filter(cases::id.eq_any(ids(wanted))).load(c)
        })?;
        Ok(found.into_iter().map(|id| CaseId(id.0)).collect())
    }

    /// The case a party reported under its own name for it.
    pub fn by_external(&mut self, party: PartyId, external: &ExternalReference) -> Result<Option<CaseId>, StoreError> {
        let scope = self.0.scope;
        let found: Option<Id> = query!(&mut self.0.conn, |c| cases::table
            .filter(cases::tenant_id.eq(scope))
            .filter(cases::party_id.eq(Id(party.0)))
            .filter(cases::external_system.eq(external.system.as_str()))
            .filter(cases::external_key.eq(external.key.as_str()))
            .select(cases::id)
            .first(c)
            .optional())?;
        Ok(found.map(|id| CaseId(id.0)))
    }

    /// The links to these cases, each with the case it leads from.
    pub fn linked_to(&mut self, targets: &[CaseId]) -> Result<Vec<(CaseId, Link)>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<LinkRow> = query!(&mut self.0.conn, |c| case_link::table
            .filter(case_link::tenant_id.eq(scope))
            .filter(case_link::target_id.eq_any(ids(targets)))
            .order((case_link::case_id, case_link::place))
            .select(LinkRow::as_select())
            .load(c))?;
        rows.into_iter().map(|row| Ok((CaseId(row.case_id.0), row.try_into()?))).collect()
    }

    /// The cases that stand, or last stood, on a meeting's agenda, in the order they were made.
    pub fn of_meeting(&mut self, meeting: MeetingId) -> Result<Vec<Kept<Case>>, StoreError> {
        let scope = self.0.scope;
        let stops: Vec<Id> = query!(&mut self.0.conn, |c| case_stop::table
            .filter(case_stop::tenant_id.eq(scope))
            .filter(case_stop::meeting_id.eq(Id(meeting.0)))
            .select(case_stop::case_id)
            .load(c))?;
        let wanted: Vec<CaseId> = stops.into_iter().map(|id| CaseId(id.0)).collect();
        self.many(&wanted)
    }

    /// Enters a new case.
    pub fn insert(&mut self, case: &Case) -> Result<(), StoreError> {
        let salt = fresh_salt()?;
        let row = Row::new(self.0.scope, salt, case);
        query!(&mut self.0.conn, |c| diesel::insert_into(cases::table).values(&row).execute(c))?;
        self.put_stops(case, 0)?;
        self.put_links(case)?;
        self.put_officers(case)?;
        self.told(ActKind::Created, salt, case)
    }

    /// Replaces a case by its next version. A stop is never taken away: papers and decisions hang on it.
    pub fn change(&mut self, old: &Kept<Case>, new: &Case) -> Result<(), StoreError> {
        let scope = self.0.scope;
        self.told_of_the_day(old, new)?;
        let row = Row::new(scope, old.salt, new);
        let found = cases::table.find((scope, Id(new.id.0))).filter(cases::version.eq(old.value.version));
        one(query!(&mut self.0.conn, |c| diesel::update(found).set(&row).execute(c))?)?;
        for (place, (before, stop)) in (0..).zip(old.value.stops.iter().zip(&new.stops)) {
            if before == stop {
                continue;
            }
            let row = StopRow::new(scope, new.id, place, stop);
            let found = case_stop::table.find((scope, Id(before.id.0)));
            one(query!(&mut self.0.conn, |c| diesel::update(found).set(&row).execute(c))?)?;
        }
        self.put_stops(new, old.value.stops.len())?;
        if old.value.links != new.links {
            let links =
                case_link::table.filter(case_link::tenant_id.eq(scope)).filter(case_link::case_id.eq(Id(new.id.0)));
            query!(&mut self.0.conn, |c| diesel::delete(links).execute(c))?;
            self.put_links(new)?;
        }
        if old.value.officers != new.officers {
            let officers = case_officer::table
                .filter(case_officer::tenant_id.eq(scope))
                .filter(case_officer::case_id.eq(Id(new.id.0)));
            query!(&mut self.0.conn, |c| diesel::delete(officers).execute(c))?;
            self.put_officers(new)?;
        }
        self.told(ActKind::Changed, old.salt, new)
    }

    /// A case that a day opened, and that is not as open any more, is told once more as it was: to those who have seen it
    /// since, who would not know otherwise that it was theirs to see.
    fn told_of_the_day(&mut self, old: &Kept<Case>, new: &Case) -> Result<(), StoreError> {
        let (last, today) = (oslo_date(old.value.changed_at), oslo_date(self.0.now()?));
        let seen = old.value.seen_on(today);
        if old.value.seen_on(last) == seen || new.seen_on(today) == seen {
            return Ok(());
        }
        self.told(ActKind::Changed, old.salt, &old.value)
    }

    /// Tells the journal of an act on a case, to those who see it and one of its bodies that day.
    fn told(&mut self, kind: ActKind, salt: Salt, case: &Case) -> Result<(), StoreError> {
        let scope = self.0.scope;
        let treating: Vec<Id> = case.stops.iter().map(|stop| Id(stop.body.0)).collect();
        let bodies: Vec<(Word<Visibility>, Option<Word<Side>>)> = query!(&mut self.0.conn, |c| body::table
            .filter(body::tenant_id.eq(scope))
            .filter(body::id.eq_any(treating))
            .select((body::visibility, body::side))
            .load(c))?;
        let bodies: Vec<Audience> =
            bodies.into_iter().map(|(visibility, side)| (visibility.0, side.map(|side| side.0))).collect();
        let audience = case.told_on(oslo_date(self.0.now()?), &bodies);
        self.0.record_for(kind, salt, case, audience);
        Ok(())
    }

    /// Adds the stops of a case from a place on.
    fn put_stops(&mut self, case: &Case, from: usize) -> Result<(), StoreError> {
        let scope = self.0.scope;
        let rows: Vec<_> =
            (0..).zip(&case.stops).map(|(place, stop)| StopRow::new(scope, case.id, place, stop)).skip(from).collect();
        query!(&mut self.0.conn, |c| diesel::insert_into(case_stop::table).values(&rows).execute(c))?;
        Ok(())
    }

    fn put_links(&mut self, case: &Case) -> Result<(), StoreError> {
        let scope = self.0.scope;
        let rows: Vec<_> =
            (0..).zip(&case.links).map(|(place, link)| LinkRow::new(scope, case.id, place, link)).collect();
        query!(&mut self.0.conn, |c| diesel::insert_into(case_link::table).values(&rows).execute(c))?;
        Ok(())
    }

    fn put_officers(&mut self, case: &Case) -> Result<(), StoreError> {
        let scope = self.0.scope;
        let rows: Vec<_> =
            (0..).zip(&case.officers).map(|(place, each)| OfficerRow::new(scope, case.id, place, each)).collect();
        query!(&mut self.0.conn, |c| diesel::insert_into(case_officer::table).values(&rows).execute(c))?;
        Ok(())
    }

    /// Adds to rows what stands in the tables beside, with one query for each table.
    fn whole(&mut self, rows: Vec<Row>) -> Result<Vec<Kept<Case>>, StoreError> {
        let scope = self.0.scope;
        let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
        let stops: Vec<StopRow> = query!(&mut self.0.conn, |c| case_stop::table
            .filter(case_stop::tenant_id.eq(scope))
            .filter(case_stop::case_id.eq_any(&ids))
            .order((case_stop::case_id, case_stop::place))
            .select(StopRow::as_select())
            .load(c))?;
        let links: Vec<LinkRow> = query!(&mut self.0.conn, |c| case_link::table
            .filter(case_link::tenant_id.eq(scope))
            .filter(case_link::case_id.eq_any(&ids))
            .order((case_link::case_id, case_link::place))
            .select(LinkRow::as_select())
            .load(c))?;
        let officers: Vec<OfficerRow> = query!(&mut self.0.conn, |c| case_officer::table
            .filter(case_officer::tenant_id.eq(scope))
            .filter(case_officer::case_id.eq_any(&ids))
            .order((case_officer::case_id, case_officer::place))
            .select(OfficerRow::as_select())
            .load(c))?;
        let mut beside: HashMap<Id, Beside> = HashMap::new();
        for row in stops {
            beside.entry(row.case_id).or_default().stops.push(Stop::try_from(row)?);
        }
        for row in links {
            beside.entry(row.case_id).or_default().links.push(Link::try_from(row)?);
        }
        for row in officers {
            beside.entry(row.case_id).or_default().officers.push(Officer::from(row));
        }
        rows.into_iter()
            .map(|row| {
                let own = beside.remove(&row.id).unwrap_or_default();
                row.with(own)
            })
            .collect()
    }

    /// The digest of every case's state.
    pub(crate) fn states(&mut self) -> Result<Vec<State>, StoreError> {
        let scope = self.0.scope;
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| cases::table
            .filter(cases::tenant_id.eq(scope))
            .select(Row::as_select())
            .load(c))?;
        Ok(self.whole(rows)?.iter().map(state).collect())
    }
}
