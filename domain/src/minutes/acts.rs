//! What minutes may become: drafts are circulated, then approved, then published; what is approved changes no more.
use super::{Minutes, MinutesState};
use crate::{Instant, Line, MeetingAct, MeetingState, Refusal};

/// Something done with minutes as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MinutesAct {
    /// They go to those who were there, for comments.
    Circulate,
    /// Whoever leads the body approves them.
    Approve,
    /// Everyone may read them.
    Publish,
}

impl MinutesAct {
    /// What the meeting becomes with them. A correction leaves it where it is.
    pub const fn of_meeting(self, meeting: MeetingState) -> Option<MeetingAct> {
        match (self, meeting) {
            (Self::Circulate, MeetingState::Held) => Some(MeetingAct::Minute),
            (Self::Approve, MeetingState::Minuted) => Some(MeetingAct::Approve),
            (Self::Publish, MeetingState::Approved) => Some(MeetingAct::Publish),
            _ => None,
        }
    }
}

impl MinutesState {
    /// What minutes in this state may become.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Draft => &[Self::Circulated],
            Self::Circulated => &[Self::Approved],
            Self::Approved => &[Self::Published],
            Self::Published => &[],
        }
    }

    /// Whether they may be changed.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Circulated)
    }
}

impl Minutes {
    fn refusal(&self) -> Refusal {
        Refusal::of(self.state, self.state.next())
    }

    /// The minutes after an act, or what is allowed instead.
    pub fn apply(&self, act: MinutesAct, at: Instant) -> Result<Self, Refusal> {
        let mut minutes = self.clone();
        let moment = match act {
            MinutesAct::Circulate => &mut minutes.circulated_at,
            MinutesAct::Approve => &mut minutes.approved_at,
            MinutesAct::Publish => &mut minutes.published_at,
        };
        *moment = Some(at);
        minutes.state = match act {
            MinutesAct::Circulate => MinutesState::Circulated,
            MinutesAct::Approve => MinutesState::Approved,
            MinutesAct::Publish => MinutesState::Published,
        };
        if !self.state.next().contains(&minutes.state) {
            return Err(self.refusal());
        }
        (minutes.changed_at, minutes.version) = (at, self.version + 1);
        Ok(minutes)
    }

    /// Whether anything in them may be changed: nothing may after approval.
    pub fn check_open(&self) -> Result<(), Refusal> {
        if self.state.is_open() { Ok(()) } else { Err(self.refusal()) }
    }

    /// The draft of the next version, for a reason; only what is approved is corrected, the rest is changed.
    pub fn corrected(&self, reason: Line, at: Instant) -> Result<Self, Refusal> {
        if self.state.is_open() {
            return Err(self.refusal());
        }
        Ok(Self {
            number: self.number + 1,
            state: MinutesState::Draft,
            correction: Some(reason),
            circulated_at: None,
            approved_at: None,
            published_at: None,
            created_at: at,
            changed_at: at,
            version: 1,
            ..self.clone()
        })
    }
}
