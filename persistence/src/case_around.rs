//! What hangs on cases, and which of them the days open: asked by whoever follows what changes.
use diesel::prelude::*;
use domain::{CaseId, Date, MeetingId, StopId};

use crate::StoreError;
use crate::cases::Cases;
use crate::column::{Id, On};
use crate::conn::query;
use crate::schema::{case_link, case_stop, cases};

impl Cases<'_, '_> {
    /// The cases that point at any of these: by a link, or because they go on there.
    pub fn pointing_at(&mut self, targets: &[CaseId]) -> Result<Vec<(CaseId, CaseId)>, StoreError> {
        let scope = self.0.scope;
        let ids = || targets.iter().map(|case| Id(case.0));
        let mut found: Vec<(Id, Id)> = query!(&mut self.0.conn, |c| case_link::table
            .filter(case_link::tenant_id.eq(scope))
            .filter(case_link::target_id.eq_any(ids()))
            .select((case_link::case_id, case_link::target_id))
            .load(c))?;
        let merged: Vec<(Id, Id)> = query!(&mut self.0.conn, |c| cases::table
            .filter(cases::tenant_id.eq(scope))
            .filter(cases::merged_into.is_not_null())
            .filter(cases::merged_into.assume_not_null().eq_any(ids()))
            .select((cases::id, cases::merged_into.assume_not_null()))
            .load(c))?;
        found.extend(merged);
        Ok(found.into_iter().map(|(case, target)| (CaseId(case.0), CaseId(target.0))).collect())
    }

    /// Which cases these stops are of.
    pub fn of_stops(&mut self, stops: &[StopId]) -> Result<Vec<CaseId>, StoreError> {
        let scope = self.0.scope;
        let ids = stops.iter().map(|stop| Id(stop.0));
        let found: Vec<Id> = query!(&mut self.0.conn, |c| case_stop::table
            .filter(case_stop::tenant_id.eq(scope))
            .filter(case_stop::id.eq_any(ids))
            .select(case_stop::case_id)
            .load(c))?;
        Ok(found.into_iter().map(|id| CaseId(id.0)).collect())
    }

    /// Where these cases stand, or last stood, on an agenda, and the stops they have.
    pub fn stops_of(&mut self, cases: &[CaseId]) -> Result<Vec<(CaseId, StopId, Option<MeetingId>)>, StoreError> {
        let scope = self.0.scope;
        let ids = cases.iter().map(|case| Id(case.0));
        let found: Vec<(Id, Id, Option<Id>)> = query!(&mut self.0.conn, |c| case_stop::table
            .filter(case_stop::tenant_id.eq(scope))
            .filter(case_stop::case_id.eq_any(ids))
            .select((case_stop::case_id, case_stop::id, case_stop::meeting_id))
            .load(c))?;
        let stop = |(case, stop, meeting): (Id, Id, Option<Id>)| {
            (CaseId(case.0), StopId(stop.0), meeting.map(|id| MeetingId(id.0)))
        };
        Ok(found.into_iter().map(stop).collect())
    }

    /// The stops that stand, or last stood, on the agendas of these meetings.
    pub fn stops_before(&mut self, meetings: &[MeetingId]) -> Result<Vec<(MeetingId, StopId)>, StoreError> {
        let scope = self.0.scope;
        let ids = meetings.iter().map(|meeting| Id(meeting.0));
        let found: Vec<(Id, Id)> = query!(&mut self.0.conn, |c| case_stop::table
            .filter(case_stop::tenant_id.eq(scope))
            .filter(case_stop::meeting_id.is_not_null())
            .filter(case_stop::meeting_id.assume_not_null().eq_any(ids))
            .select((case_stop::meeting_id.assume_not_null(), case_stop::id))
            .load(c))?;
        Ok(found.into_iter().map(|(meeting, stop)| (MeetingId(meeting.0), StopId(stop.0))).collect())
    }

    /// The cases that open by themselves on a day after one and no later than another, from one on, in the order they were
    /// made.
    pub fn opening(
        &mut self,
        (day, until): (Date, Date),
        after: Option<CaseId>,
        limit: i64,
    ) -> Result<Vec<CaseId>, StoreError> {
        let scope = self.0.scope;
        let found: Vec<Id> = query!(&mut self.0.conn, |c| {
            let q = cases::table
                .filter(cases::tenant_id.eq(scope))
                .filter(cases::opens_on.gt(On(day)))
                .filter(cases::opens_on.le(On(until)))
                .into_boxed();
            let q = match after {
                Some(after) => q.filter(cases::id.gt(Id(after.0))),
                None => q,
            };
            q.order(cases::id).limit(limit).select(cases::id).load(c)
        })?;
        Ok(found.into_iter().map(|id| CaseId(id.0)).collect())
    }
}
