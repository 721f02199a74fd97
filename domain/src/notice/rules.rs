//! Who is called to a meeting, what they see of it, and when they are reminded.
use std::collections::{BTreeMap, HashSet};

use crate::policy::Sight;
use crate::seating::{SeatState, places};
use crate::{
    Attended, AttendedAs, Body, Date, DatePrecision, Days, Meeting, MeetingState, Membership, NoticeKind, OfficeRole,
    OwnStanding, PersonId, Presence, Roster, SeatKind, SeatRight, Standing, Structure, oslo_date,
};

/// A meeting of a body, and who sits there.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// What is laid down of seats.
    pub structure: &'a Structure,
    /// Who is named to them.
    pub roster: &'a Roster,
    /// The body.
    pub body: &'a Body,
    /// The meeting.
    pub meeting: &'a Meeting,
    /// The day it is.
    pub today: Date,
}

impl Call<'_> {
    /// Who is called, each with what calls them: those who sit in the body on the day of the meeting and may be there,
    /// those who lead it, and the deputies who are called for that day or named in a member's stead. Nobody from whom the
    /// meeting is kept on purpose.
    pub fn called(&self) -> BTreeMap<PersonId, NoticeKind> {
        let day = self.meeting.when.from;
        let rules = places(self.structure, self.roster, self.body.id, day);
        let is_called = |membership: &Membership| membership.called.iter().any(|days| days.holds(day));
        let named = self.named();
        let mut called = BTreeMap::new();
        let mut stand_ins: Vec<&Membership> = Vec::new();
        for rule in &rules {
            let may_attend = rule.rule.kind == SeatKind::Member || rule.rule.rights.contains(&SeatRight::Attend);
            let per_case = rule.rule.presence == Presence::PerCase;
            let held = rule.seats.iter().filter(|seat| seat.state == SeatState::Held);
            let there = held.filter(|_| may_attend).filter(|seat| !per_case || seat.membership.is_some_and(is_called));
            called.extend(there.filter_map(|seat| seat.person).map(|person| (person, NoticeKind::Notice)));
            stand_ins.extend(rule.seats.iter().flat_map(|seat| &seat.deputies).chain(&rule.pool));
        }
        let leads = |role| matches!(role, OfficeRole::Chair | OfficeRole::ViceChair);
        let leaders = self
            .roster
            .offices
            .iter()
            .filter(|office| office.body == self.body.id && leads(office.role) && office.validity.holds(day));
        called.extend(leaders.filter_map(|office| office.person).map(|person| (person, NoticeKind::Notice)));
        for deputy in stand_ins.into_iter().filter(|deputy| deputy.standing == Standing::Held) {
            if let Some(person) = deputy.person.filter(|_| is_called(deputy) || named.contains(&deputy.id)) {
                called.entry(person).or_insert(NoticeKind::DeputyCall);
            }
        }
        called.retain(|person, kind| {
            // Whoever is named to come is told of it, however little else they see.
            let is_named =
                || self.roster.memberships.iter().any(|each| each.person == Some(*person) && named.contains(&each.id));
            self.sight(*person).sees_meeting(self.meeting, self.body) || (*kind == NoticeKind::DeputyCall && is_named())
        });
        called
    }

    /// The deputies who are to be there in a member's stead.
    fn named(&self) -> HashSet<crate::MembershipId> {
        let stands_in = |entry: &&crate::Attendance| {
            entry.attended_as == AttendedAs::Deputy
                && entry.attended == Attended::Present
                && entry.for_membership.is_some()
        };
        self.meeting.attendance.iter().filter(stands_in).filter_map(|entry| entry.membership).collect()
    }

    /// What somebody sees of the meeting: what follows from the seats and offices they have today, and from those they
    /// have in this body on its day, since that is what they are called to.
    pub fn sight(&self, person: PersonId) -> Sight {
        let claims = OwnStanding::within(self.structure, self.roster, person).claims();
        let day = self.meeting.when.from;
        let counts =
            |claim: &&crate::Claim| claim.holds(self.today) || (claim.body == self.body.id && claim.holds(day));
        Sight::of_claims(claims.iter().filter(counts))
    }

    /// What is still told of the meeting to somebody by a notice of a kind, these being called: that it is, as long as it
    /// is called and ahead and they are; that it is not, until its day is over.
    pub fn still_tells(&self, called: &BTreeMap<PersonId, NoticeKind>, kind: NoticeKind, person: PersonId) -> bool {
        let (meeting, today) = (self.meeting, self.today);
        let is_called = meeting.state == MeetingState::Called && called.contains_key(&person);
        let may_be = matches!(meeting.state, MeetingState::Called | MeetingState::Cancelled);
        today <= meeting.when.to
            && match kind {
                NoticeKind::Notice | NoticeKind::DeputyCall | NoticeKind::Update => is_called,
                NoticeKind::Reminder => today < meeting.when.from && is_called,
                NoticeKind::Cancellation => may_be && !is_called,
            }
    }
}

/// Whether people are to be reminded of a meeting today, so many days before it. Nobody is who has been told of it, or of
/// its new day, since then.
pub fn reminder_is_due(meeting: &Meeting, days: u16, today: Date) -> bool {
    let day = meeting.when.from;
    let from = day.saturating_sub(Days::new(i32::from(days)));
    let told = meeting.notice.map(|notice| oslo_date(notice.sent_at));
    let last = meeting.moves.last().map(|moved| oslo_date(moved.at)).max(told);
    let settled = meeting.state == MeetingState::Called && meeting.when.precision == DatePrecision::Day;
    settled && days > 0 && (from..day).contains(&today) && last.is_some_and(|last| last < from)
}
