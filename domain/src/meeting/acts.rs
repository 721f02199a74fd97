//! What a meeting may become: one function from a meeting and an act to the meeting after it, or to what is allowed instead.
use super::{DatePrecision, Meeting, MeetingPassage, MeetingState, Move, Notice, PlannedDate};
use crate::{Instant, Line, Refusal, oslo_date};

/// Something done with a meeting as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeetingAct {
    /// The date is settled.
    Plan,
    /// The notice goes out.
    Call(Notice),
    /// It was held.
    Hold,
    /// It is not held.
    Cancel,
    /// It is on another date.
    Move(PlannedDate),
    /// Its minutes are out for comments.
    Minute,
    /// Its minutes are approved.
    Approve,
    /// Its minutes are published.
    Publish,
}

impl MeetingState {
    /// What a meeting in this state may become by somebody's word; what it becomes with its minutes is not among them.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Tentative => &[Self::Planned, Self::Cancelled],
            Self::Planned => &[Self::Called, Self::Cancelled],
            Self::Called => &[Self::Held, Self::Cancelled],
            Self::Held | Self::Minuted | Self::Approved | Self::Published | Self::Cancelled => &[],
        }
    }

    /// Whether it has been held.
    pub const fn is_held(self) -> bool {
        matches!(self, Self::Held | Self::Minuted | Self::Approved | Self::Published)
    }

    /// Whether it is still ahead.
    pub const fn is_ahead(self) -> bool {
        matches!(self, Self::Tentative | Self::Planned | Self::Called)
    }
}

impl Meeting {
    /// What it may become by somebody's word at a time: nobody is called to a day that is not known, and no meeting has
    /// been held before its day.
    pub fn allowed(&self, at: Instant) -> Vec<MeetingState> {
        let known = self.when.precision == DatePrecision::Day;
        let fits = |to: &MeetingState| match to {
            MeetingState::Called => known,
            MeetingState::Held => known && self.when.from <= oslo_date(at),
            _ => true,
        };
        self.state.next().iter().copied().filter(fits).collect()
    }

    /// The meeting after an act, with what was said as its reason; or what is allowed instead.
    pub fn apply(&self, act: MeetingAct, reason: Option<Line>, at: Instant) -> Result<Self, Refusal> {
        let mut meeting = self.clone();
        let refusal = || Refusal::of(self.state, &self.allowed(at));
        let to = |state| if self.allowed(at).contains(&state) { Ok(state) } else { Err(refusal()) };
        let from = |from: MeetingState, state| if self.state == from { Ok(state) } else { Err(refusal()) };
        meeting.state = match act {
            MeetingAct::Plan => to(MeetingState::Planned)?,
            MeetingAct::Call(notice) => {
                meeting.notice = Some(notice);
                to(MeetingState::Called)?
            }
            MeetingAct::Hold => to(MeetingState::Held)?,
            MeetingAct::Cancel => to(MeetingState::Cancelled)?,
            MeetingAct::Move(date) => {
                if !self.state.is_ahead() {
                    return Err(refusal());
                }
                meeting.moves.push(Move { from: self.when, at, reason: reason.clone() });
                meeting.when = date;
                self.state
            }
            MeetingAct::Minute => from(MeetingState::Held, MeetingState::Minuted)?,
            MeetingAct::Approve => from(MeetingState::Minuted, MeetingState::Approved)?,
            MeetingAct::Publish => from(MeetingState::Approved, MeetingState::Published)?,
        };
        if meeting.state != self.state {
            meeting.history.push(MeetingPassage { state: meeting.state, at, reason });
        }
        (meeting.changed_at, meeting.version) = (at, self.version + 1);
        Ok(meeting)
    }
}
