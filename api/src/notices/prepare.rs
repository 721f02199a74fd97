//! What is due, as its reader may see it now.
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use domain::notice::Call;
use domain::{
    Body, Case, CaseId, Date, Dispatch, Handle, Key, Meeting, MeetingForm, MeetingId, MeetingState, NoticeKind,
    NoticeState, PersonId, Roster, Settings, Structure, Tenant,
};
use lettre::message::Mailbox;
use persistence::{StoreError, TenantTx};

use super::compose::mailbox;
use crate::calendars::{Method, Occasion, Topic};
use crate::html::{Letter, Matter};

/// A notice ready to be sent.
pub(super) struct Ready {
    /// It, while an attempt is made.
    pub(super) dispatch: Dispatch,
    /// Whom it goes to.
    pub(super) to: Mailbox,
    /// What it tells.
    pub(super) letter: Letter,
    /// The same as an event.
    pub(super) occasion: Occasion,
    /// What is asked of its calendar.
    pub(super) method: Method,
    /// The short name of the community.
    pub(super) slug: Key,
}

/// What is to be done with a notice that is due.
pub(super) enum Next {
    Send(Box<Ready>),
    Settle(NoticeState),
}

/// A meeting with what notices of it are written from.
struct Sitting {
    meeting: Meeting,
    body: Body,
    cases: HashMap<CaseId, Case>,
    called: BTreeMap<PersonId, NoticeKind>,
    told: Vec<Dispatch>,
}

/// What notices are written from, read once for all that are due.
pub(super) struct Desk<'n> {
    tenant: &'n Tenant,
    url: &'n str,
    today: Date,
    structure: Structure,
    roster: Roster,
    settings: Settings,
    meetings: HashMap<MeetingId, Arc<Sitting>>,
}

impl<'n> Desk<'n> {
    pub(super) fn new(
        tx: &mut TenantTx<'_, '_>,
        tenant: &'n Tenant,
        url: &'n str,
        today: Date,
    ) -> Result<Self, StoreError> {
        let (structure, roster) = (tx.structure().now()?, tx.structure().roster()?);
        let settings = tx.settings().get()?.value;
        Ok(Self { tenant, url, today, structure, roster, settings, meetings: HashMap::new() })
    }

    fn sitting(&mut self, tx: &mut TenantTx<'_, '_>, id: MeetingId) -> Result<Arc<Sitting>, StoreError> {
        if let Some(known) = self.meetings.get(&id) {
            return Ok(Arc::clone(known));
        }
        let meeting = tx.meetings().get(id)?.value;
        let body = tx.bodies().get(&Handle::Id(meeting.body))?.value;
        let cases: Vec<CaseId> = meeting.agenda.iter().filter_map(|item| Some(item.stop?.0)).collect();
        let cases = tx.cases().many(&cases)?.into_iter().map(|kept| (kept.value.id, kept.value)).collect();
        let called = self.call(&meeting, &body).called();
        let told = tx.notices().of_meeting(id)?;
        let sitting = Arc::new(Sitting { meeting, body, cases, called, told });
        self.meetings.insert(id, Arc::clone(&sitting));
        Ok(sitting)
    }

    /// What is to be done with a notice that is due.
    pub(super) fn next(&mut self, tx: &mut TenantTx<'_, '_>, dispatch: &Dispatch) -> Result<Next, StoreError> {
        let sitting = self.sitting(tx, dispatch.meeting)?;
        let Sitting { meeting, body, cases, called, told } = &*sitting;
        // What somebody has asked for anew is sent although a later one was.
        let tells_it = |later: &Dispatch| {
            later.state == NoticeState::Waiting || (later.state == NoticeState::Sent && dispatch.round == 1)
        };
        let mut later = told.iter().filter(|other| other.id > dispatch.id && other.person == dispatch.person);
        let overtaken = later.any(tells_it);
        let call = self.call(meeting, body);
        if overtaken || !call.still_tells(called, dispatch.kind, dispatch.person) {
            return Ok(Next::Settle(NoticeState::Overtaken));
        }
        let person = tx.persons().get(dispatch.person)?.value;
        let to = person.contact.email.as_ref().and_then(|address| mailbox(person.name.as_ref(), address));
        let Some(to) = to else { return Ok(Next::Settle(NoticeState::NoAddress)) };
        let cancelled = dispatch.kind == NoticeKind::Cancellation;
        let withdrawn = cancelled && meeting.state != MeetingState::Cancelled;
        let matters = if cancelled { Vec::new() } else { self.matters(&call, dispatch.person, cases) };
        let meeting = if withdrawn { told_before(meeting, dispatch.for_day) } else { meeting.clone() };
        Ok(Next::Send(Box::new(Ready {
            to,
            letter: self.letter(dispatch, &meeting, body, withdrawn, &matters),
            occasion: occasion(meeting, body, &matters),
            method: Ready::asked(cancelled),
            slug: self.tenant.slug.clone(),
            dispatch: dispatch.clone(),
        })))
    }

    fn call<'c>(&'c self, meeting: &'c Meeting, body: &'c Body) -> Call<'c> {
        Call { structure: &self.structure, roster: &self.roster, body, meeting, today: self.today }
    }

    /// The items that somebody sees.
    fn matters(&self, call: &Call<'_>, person: PersonId, cases: &HashMap<CaseId, Case>) -> Vec<Matter> {
        let sight = call.sight(person);
        let sees_body =
            |id| self.structure.body(id).is_some_and(|body| sight.sees_of(body.id, body.visibility, body.side));
        let seen = call.meeting.agenda.iter().filter_map(|item| {
            let Some((case, stop)) = item.stop else {
                let title = item.title.clone();
                return Some(Matter { number: None, title, kind: item.kind, minutes: item.minutes, paper: None });
            };
            let case = cases.get(&case).filter(|case| sight.sees_matter(case, self.today, sees_body))?;
            let paper = format!("{}/cases/{}/stops/{stop}/paper", self.address(), case.id);
            Some(Matter {
                number: case.stop(stop).map(|stop| stop.number.text.clone()),
                title: Some(case.title.clone()),
                kind: item.kind,
                minutes: item.minutes,
                paper: item.paper.map(|_| paper),
            })
        });
        seen.collect()
    }

    fn address(&self) -> String {
        format!("{}/v1/tenants/{}", self.url, self.tenant.slug)
    }

    fn letter(
        &self,
        dispatch: &Dispatch,
        meeting: &Meeting,
        body: &Body,
        withdrawn: bool,
        matters: &[Matter],
    ) -> Letter {
        // Told of by those notices alone that were made when it was moved, or after.
        let moved =
            meeting.moves.last().filter(|moved| dispatch.kind == NoticeKind::Update && moved.at >= dispatch.created_at);
        let called_off = meeting.history.last().filter(|last| last.state == MeetingState::Cancelled);
        Letter {
            kind: dispatch.kind,
            withdrawn,
            language: self.tenant.language,
            community: self.tenant.names.clone(),
            body: body.names.clone(),
            title: meeting.title.clone(),
            days: (meeting.when.from, meeting.when.to),
            hours: (meeting.starts_at, meeting.ends_at),
            place: meeting.place.clone(),
            on_screen: matches!(meeting.form, Some(MeetingForm::Digital | MeetingForm::Hybrid)),
            moved_from: moved.map(|moved| moved.from.from),
            reason: moved.and_then(|moved| moved.reason.clone()).or(called_off.and_then(|last| last.reason.clone())),
            matters: matters.to_vec(),
            address: format!("{}/meetings/{}", self.address(), meeting.id),
            contact: self.settings.contact_email.clone(),
        }
    }
}

/// As much of a meeting as somebody was told of it who is told no more: that it was on a day.
fn told_before(meeting: &Meeting, day: Date) -> Meeting {
    let when = domain::PlannedDate { from: day, to: day, ..meeting.when };
    Meeting {
        state: MeetingState::Cancelled,
        when,
        title: None,
        starts_at: None,
        ends_at: None,
        place: None,
        form: None,
        history: Vec::new(),
        ..meeting.clone()
    }
}

fn occasion(meeting: Meeting, body: &Body, matters: &[Matter]) -> Occasion {
    let topic =
        |matter: &Matter| Topic { number: matter.number.clone(), title: matter.title.clone(), kind: matter.kind };
    Occasion { meeting, body: body.names.clone(), topics: matters.iter().map(topic).collect() }
}
