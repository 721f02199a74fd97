//! Meetings (møter) of bodies: when, where, with which agenda, and who was there. What a meeting may become is in `acts`.
pub mod acts;
mod check;
pub mod notice;
pub mod review;

use serde::{Deserialize, Serialize};

pub use check::{check_agenda, check_plan};

use crate::words::words;
use crate::{
    BodyId, CaseId, CaseKind, Closed, Date, Instant, ItemId, Line, MeetingId, MembershipId, PartyId, PersonId, Prose,
    Provenance, Side, StopId, Treatment, Visibility,
};

/// A time of day, in Europe/Oslo.
pub type Time = jiff::civil::Time;

words! {
    /// How far a meeting has come.
    pub enum MeetingState {
        /// Foreløpig: a date to keep free.
        Tentative = "tentative",
        /// Planlagt.
        Planned = "planned",
        /// Innkalt: the notice is sent and the papers are frozen.
        Called = "called",
        /// Avholdt.
        Held = "held",
        /// Referatført: the minutes are out for comments.
        Minuted = "minuted",
        /// Godkjent: the minutes are approved.
        Approved = "approved",
        /// Publisert: the minutes are published.
        Published = "published",
        /// Avlyst.
        Cancelled = "cancelled",
    }
}

words! {
    /// How exactly a date is known.
    pub enum DatePrecision {
        /// The day.
        Day = "day",
        /// Some day of the week.
        Week = "week",
        /// Some day of the month.
        Month = "month",
        /// Some day between two.
        Range = "range",
    }
}

words! {
    /// How people meet.
    pub enum MeetingForm {
        /// In one place.
        Physical = "physical",
        /// On screen.
        Digital = "digital",
        /// Both.
        Hybrid = "hybrid",
    }
}

words! {
    /// What somebody at a meeting is there as.
    pub enum AttendedAs {
        /// Who leads it.
        Chair = "chair",
        /// Member.
        Member = "member",
        /// Deputy, for a member who is away.
        Deputy = "deputy",
        /// Observer.
        Observer = "observer",
        /// From the secretariat.
        Secretariat = "secretariat",
        /// Called for single items, or a guest.
        Guest = "guest",
    }
}

words! {
    /// Whether a seat was filled.
    pub enum Attended {
        /// There.
        Present = "present",
        /// Away, with notice.
        Excused = "excused",
        /// Away, without.
        Absent = "absent",
    }
}

/// When a meeting is, as exactly as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedDate {
    /// The first day it may be.
    pub from: Date,
    /// The last day it may be; the same day where the day is known.
    pub to: Date,
    /// How exactly it is known.
    pub precision: DatePrecision,
}

/// Somebody at a meeting, or away from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// Their time in a seat; none of guests and the secretariat.
    pub membership: Option<MembershipId>,
    /// Who; required where no seat tells it.
    pub person: Option<PersonId>,
    /// What they are there as.
    pub attended_as: AttendedAs,
    /// Whether they are there.
    pub attended: Attended,
    /// The seat a deputy fills: the membership of whoever is away.
    pub for_membership: Option<MembershipId>,
    /// The party they speak for, where the seat does not tell.
    pub party: Option<PartyId>,
}

/// One item of an agenda (sak på sakskartet).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// The case it takes up, in this body.
    pub stop: Option<(CaseId, StopId)>,
    /// What it is called, where it takes up no case.
    pub title: Option<Line>,
    /// What is asked for.
    pub kind: CaseKind,
    /// How long it may take, in minutes.
    pub minutes: Option<u16>,
    /// Who presents it.
    pub presenter: Option<PersonId>,
    /// Who is called for this item alone.
    pub attendees: Vec<PersonId>,
    /// The version of the paper that went out with the notice.
    pub paper: Option<i32>,
    /// Whether its paper came after papers were due.
    pub late: bool,
    /// What the meeting did with it.
    pub treatment: Option<Treatment>,
}

/// The notice (innkalling) of a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// When it was sent.
    pub sent_at: Instant,
    /// The day papers were due.
    pub papers_due: Date,
}

/// A meeting moved to another date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// When it was to have been.
    pub from: PlannedDate,
    /// When it was moved.
    pub at: Instant,
    /// Why.
    pub reason: Option<Line>,
}

/// What a meeting became, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingPassage {
    /// What it became.
    pub state: MeetingState,
    /// When.
    pub at: Instant,
    /// Why, where somebody said.
    pub reason: Option<Line>,
}

/// A meeting (møte) of a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// Its id.
    pub id: MeetingId,
    /// The body that meets.
    pub body: BodyId,
    /// A title of its own, beside the body's name.
    pub title: Option<Line>,
    /// How far it has come; see [`Meeting::apply`].
    pub state: MeetingState,
    /// When it is.
    pub when: PlannedDate,
    /// When it begins, in Europe/Oslo.
    pub starts_at: Option<Time>,
    /// When it ends, in Europe/Oslo.
    pub ends_at: Option<Time>,
    /// How people meet.
    pub form: Option<MeetingForm>,
    /// Where.
    pub place: Option<Line>,
    /// Which party is host.
    pub host: Option<PartyId>,
    /// Who may see it.
    pub visibility: Visibility,
    /// The side it belongs to, where only one side may see it.
    pub side: Option<Side>,
    /// The notice, once it is sent.
    pub notice: Option<Notice>,
    /// What it takes up, in order.
    pub agenda: Vec<Item>,
    /// Who was there, and who was not.
    pub attendance: Vec<Attendance>,
    /// The dates it was moved from.
    pub moves: Vec<Move>,
    /// Its way so far.
    pub history: Vec<MeetingPassage>,
    /// Anything else about it.
    pub note: Option<Prose>,
    /// Where the facts come from.
    pub provenance: Provenance,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub changed_at: Instant,
    /// Counts its changes from 1, those of agenda and attendance included; the strong tag.
    pub version: i32,
}

impl Meeting {
    /// The most items of an agenda.
    pub const ITEMS_MAX: usize = 100;
    /// The most meetings planned at once.
    pub const PLAN_MAX: usize = 60;
    /// The longest an item may be planned to take, in minutes.
    pub const MINUTES_MAX: u16 = 600;
    /// The most people called for one item.
    pub const ATTENDEES_MAX: usize = 30;
    /// The most people told of.
    pub const ATTENDANCE_MAX: usize = 300;

    /// Who sees it as far as it has come: until its date is settled, nobody outside the community.
    pub fn seen_as(&self) -> (Visibility, Option<Side>) {
        let once = |state| self.history.iter().any(|passage| passage.state == state);
        let settled = match self.state {
            MeetingState::Tentative => false,
            MeetingState::Cancelled => once(MeetingState::Planned) || !once(MeetingState::Tentative),
            _ => true,
        };
        match self.visibility {
            Visibility::Public if !settled => (Visibility::Community, None),
            visibility => (visibility, self.side),
        }
    }

    /// Whether its notice has gone out. Of a meeting of earlier years nobody may know when it did, but that it did follows
    /// from its being held.
    pub const fn is_announced(&self) -> bool {
        self.notice.is_some() || !(self.state.is_ahead() || matches!(self.state, MeetingState::Cancelled))
    }

    /// Whether it may be given another agenda: while it is ahead.
    pub fn agenda_open(&self) -> Result<(), Closed> {
        Closed::unless(self.state, &[MeetingState::Tentative, MeetingState::Planned, MeetingState::Called])
    }

    /// Whether who was there may be told: from the notice until the minutes are approved.
    pub fn attendance_open(&self) -> Result<(), Closed> {
        Closed::unless(self.state, &[MeetingState::Called, MeetingState::Held, MeetingState::Minuted])
    }

    /// The day papers are due, so many days ahead.
    pub fn papers_due(&self, days: u16) -> Date {
        self.when.from.saturating_sub(jiff::Span::new().days(i64::from(days)))
    }
}

#[cfg(test)]
mod check_tests;
#[cfg(test)]
mod tests;
