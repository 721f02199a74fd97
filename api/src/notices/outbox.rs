//! What an act puts into the outbox, in the act's own transaction: rows that name people and meetings by id.
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant as Monotonic;

use domain::notice::{Call, reminder_is_due};
use domain::{
    Attendance, AttendedAs, Body, BodyId, Date, Days, Dispatch, Handle, Instant, Meeting, MeetingState, Membership,
    NoticeKind, NoticeState, PersonId, Settings, WorkKind, oslo_date,
};
use persistence::{StoreError, TenantTx};

use crate::boot::operator;
use crate::guard::{InTenant, Needs};
use crate::wire::ApiError;

/// The outbox of a community, for the acts that may put something into it. Without a mail server nothing is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Post {
    is_open: bool,
}

impl Post {
    /// The outbox of the caller's community. That it may have something to send is noted before anything is put into it.
    pub(crate) async fn of<P: Needs>(caller: &InTenant<P>) -> Result<Self, ApiError> {
        let (node, tenant) = (&caller.facts().node, caller.tenant().id);
        let Some(mail) = &node.mail else { return Ok(Self { is_open: false }) };
        if !mail.knows(tenant) {
            // For a caller who may act at all.
            caller.read(|_| Ok(())).await?;
            let deadline = Monotonic::now() + node.request_time;
            let stands = move |tx: &mut persistence::RegionTx<'_, '_>| tx.work().stands(tenant, WorkKind::Notices);
            node.store.region().write::<_, StoreError>(deadline, operator(&node.clock), stands).await?;
            mail.know(tenant);
        }
        Ok(Self { is_open: true })
    }

    /// Tells of a meeting as it is now: whoever is called and was not told before, that they are; whoever was told and is
    /// not called any more, that they are not; and the others, what has changed.
    pub(crate) fn tell(
        self,
        tx: &mut TenantTx<'_, '_>,
        body: &Body,
        (old, new): (&Meeting, &Meeting),
        now: Instant,
    ) -> Result<(), StoreError> {
        let was_called = old.state == MeetingState::Called || new.state == MeetingState::Called;
        if !self.is_open || !was_called {
            return Ok(());
        }
        let facts = |meeting: &Meeting| {
            let hours = (meeting.starts_at, meeting.ends_at);
            (meeting.when, hours, meeting.form, meeting.place.clone(), meeting.title.clone())
        };
        tell(tx, body, new, facts(old) != facts(new), None, now)
    }

    /// Tells the deputies who are to come in a member's stead, and those who are not to any more.
    pub(crate) fn tell_deputies(
        self,
        tx: &mut TenantTx<'_, '_>,
        body: &Body,
        (old, new): (&Meeting, &Meeting),
        now: Instant,
    ) -> Result<(), StoreError> {
        if !self.is_open || new.state != MeetingState::Called || old.attendance == new.attendance {
            return Ok(());
        }
        let stands_in = |entry: &&Attendance| entry.attended_as == AttendedAs::Deputy;
        let named = old.attendance.iter().chain(&new.attendance).filter(stands_in);
        let named: BTreeSet<_> = named.filter_map(|entry| entry.membership).collect();
        if named.is_empty() {
            return Ok(());
        }
        let roster = tx.structure().roster()?;
        let of_person = roster.memberships.iter().filter(|membership| named.contains(&membership.id));
        let persons = of_person.filter_map(|membership| membership.person).collect();
        tell(tx, body, new, false, Some(&persons), now)
    }

    /// Tells those whose seat in a body was entered, changed or ended of the meetings there that are called.
    pub(crate) fn tell_seated(
        self,
        tx: &mut TenantTx<'_, '_>,
        body: &Body,
        seats: &[&Membership],
        now: Instant,
    ) -> Result<(), StoreError> {
        let persons: BTreeSet<PersonId> = seats.iter().filter_map(|seat| seat.person).collect();
        if !self.is_open || persons.is_empty() {
            return Ok(());
        }
        for meeting in ahead(tx, Some(body.id), oslo_date(now), Date::MAX)? {
            tell(tx, body, &meeting, false, Some(&persons), now)?;
        }
        Ok(())
    }
}

/// The called meetings that are on one of these days.
fn ahead(tx: &mut TenantTx<'_, '_>, body: Option<BodyId>, from: Date, to: Date) -> Result<Vec<Meeting>, StoreError> {
    let found = tx.meetings().called_between(body, from, to)?;
    found.into_iter().map(|id| tx.meetings().get(id).map(|kept| kept.value)).collect()
}

fn tell(
    tx: &mut TenantTx<'_, '_>,
    body: &Body,
    meeting: &Meeting,
    is_changed: bool,
    only: Option<&BTreeSet<PersonId>>,
    now: Instant,
) -> Result<(), StoreError> {
    let today = oslo_date(now);
    if meeting.when.to < today {
        return Ok(());
    }
    let called = match meeting.state {
        MeetingState::Called => {
            let (structure, roster) = (tx.structure().now()?, tx.structure().roster()?);
            Call { structure: &structure, roster: &roster, body, meeting, today }.called()
        }
        MeetingState::Cancelled => BTreeMap::new(),
        // What is planned is told to nobody, and who was there is told no more.
        _ => return Ok(()),
    };
    let mut before: BTreeMap<PersonId, Vec<Dispatch>> = BTreeMap::new();
    for dispatch in tx.notices().of_meeting(meeting.id)? {
        before.entry(dispatch.person).or_default().push(dispatch);
    }
    let concerns = |person: &PersonId| only.is_none_or(|only| only.contains(person));
    let everyone: BTreeSet<PersonId> = called.keys().chain(before.keys()).copied().filter(concerns).collect();
    let mut new = Vec::new();
    for person in everyone {
        let theirs = before.get(&person).map_or(&[][..], Vec::as_slice);
        let last = theirs.iter().rev().find(|each| each.state != NoticeState::Overtaken);
        let told = last.filter(|last| last.kind != NoticeKind::Cancellation);
        // What was never tried will tell what is so then, or nothing.
        let untried = theirs.iter().all(|each| each.state != NoticeState::Waiting || each.attempts == 0)
            && theirs.iter().all(|each| matches!(each.state, NoticeState::Waiting | NoticeState::Overtaken));
        let kind = match (told, called.get(&person)) {
            (None, Some(kind)) => *kind,
            (Some(_), Some(_)) if is_changed && !untried => NoticeKind::Update,
            (Some(_), None) if !untried => NoticeKind::Cancellation,
            _ => continue,
        };
        // Who is told no more is told of the day they were told of.
        let told_of = told.filter(|_| kind == NoticeKind::Cancellation).map(|told| told.for_day);
        new.push(Dispatch::new(meeting.id, person, kind, told_of.unwrap_or(meeting.when.from), now));
    }
    tx.notices().insert(&new)
}

/// The reminders that are to go out today and have not.
pub(super) fn reminders(tx: &mut TenantTx<'_, '_>, now: Instant) -> Result<Vec<Dispatch>, StoreError> {
    let (today, days) = (oslo_date(now), tx.settings().get()?.value.reminder_days);
    if days == 0 {
        return Ok(Vec::new());
    }
    let last = today.saturating_add(Days::new(i32::from(Settings::REMINDER_MAX)));
    let mut due = ahead(tx, None, today, last)?;
    due.retain(|meeting| reminder_is_due(meeting, days, today));
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let (structure, roster) = (tx.structure().now()?, tx.structure().roster()?);
    let mut reminders = Vec::new();
    for meeting in &due {
        let body = tx.bodies().get(&Handle::Id(meeting.body))?.value;
        let day = meeting.when.from;
        let before = tx.notices().of_meeting(meeting.id)?;
        let reminded = |person| {
            let reminds = |each: &&Dispatch| each.kind == NoticeKind::Reminder && each.for_day == day;
            before.iter().filter(reminds).any(|each| each.person == person)
        };
        let call = Call { structure: &structure, roster: &roster, body: &body, meeting, today };
        let called = call.called().into_keys().filter(|person| !reminded(*person));
        reminders.extend(called.map(|person| Dispatch::new(meeting.id, person, NoticeKind::Reminder, day, now)));
    }
    Ok(reminders)
}
