//! Notices to those who are called to a meeting: who is told what, on which day, and when it is tried again.
mod rules;

use serde::Serialize;

pub use rules::{Call, reminder_is_due};

use crate::words::words;
use crate::{Date, Instant, MeetingId, NoticeId, PersonId};

words! {
    /// What a notice tells.
    pub enum NoticeKind {
        /// Innkalling: the meeting is called.
        Notice = "notice",
        /// Innkalling av vara: somebody shall come in a member's stead.
        DeputyCall = "deputy-call",
        /// Påminning: the meeting is soon.
        Reminder = "reminder",
        /// The meeting is at another time or place than was told.
        Update = "update",
        /// The meeting is not held, or is no longer for whoever was told of it.
        Cancellation = "cancellation",
    }
}

words! {
    /// What became of a notice.
    pub enum NoticeState {
        /// It is still to be sent.
        Waiting = "waiting",
        /// The mail server has taken it.
        Sent = "sent",
        /// The mail server does not take it for this address.
        Refused = "refused",
        /// There is no address to send it to.
        NoAddress = "no-address",
        /// It could not be sent for a day.
        GivenUp = "given-up",
        /// It has nothing to tell any more: a later one tells it, the meeting is over, or it is not theirs.
        Overtaken = "overtaken",
    }
}

/// A notice to one person: what is to be sent, and the receipt of it. It names nobody but by id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dispatch {
    /// Its id.
    pub id: NoticeId,
    /// The meeting.
    pub meeting: MeetingId,
    /// Whom it is for.
    pub person: PersonId,
    /// What it tells.
    pub kind: NoticeKind,
    /// What became of it.
    pub state: NoticeState,
    /// The first day the meeting might be when it was made.
    pub for_day: Date,
    /// How often somebody has asked for it to be sent, the first time included.
    pub round: i32,
    /// How often it has been tried since.
    pub attempts: i32,
    /// When it was last asked for.
    pub begun_at: Instant,
    /// When it is tried next, as long as it waits.
    pub due_at: Option<Instant>,
    /// When it came to its end.
    pub settled_at: Option<Instant>,
    /// When it was made.
    pub created_at: Instant,
    /// Counts its changes from 1.
    pub version: i32,
}

impl Dispatch {
    /// How long after each attempt the next one is made, in minutes; a day in all.
    const PAUSES: [i64; 9] = [2, 5, 15, 30, 60, 120, 240, 480, 488];

    /// A new one, to be sent at once.
    pub fn new(meeting: MeetingId, person: PersonId, kind: NoticeKind, for_day: Date, now: Instant) -> Self {
        Self {
            id: NoticeId::fresh(),
            meeting,
            person,
            kind,
            state: NoticeState::Waiting,
            for_day,
            round: 1,
            attempts: 0,
            begun_at: now,
            due_at: Some(now),
            settled_at: None,
            created_at: now,
            version: 1,
        }
    }

    /// It while an attempt is made. Should nobody hear what came of it, it is tried again: rather twice than never.
    #[must_use]
    pub fn tried(&self, now: Instant) -> Self {
        let attempts = self.attempts + 1;
        let pause = usize::try_from(attempts - 1).ok().and_then(|last| Self::PAUSES.get(last));
        let pause = pause.or(Self::PAUSES.last()).copied().unwrap_or_default();
        let due_at = Some(now.plus_seconds(pause * 60));
        Self { attempts, due_at, version: self.version + 1, ..self.clone() }
    }

    /// It after an attempt that failed for now: it waits, or is given up after a day.
    #[must_use]
    pub fn failed(&self, now: Instant) -> Self {
        let all = i32::try_from(Self::PAUSES.len()).unwrap_or(i32::MAX);
        if self.attempts > all { self.settled(NoticeState::GivenUp, now) } else { self.clone() }
    }

    /// It at its end.
    #[must_use]
    pub fn settled(&self, state: NoticeState, now: Instant) -> Self {
        Self { state, due_at: None, settled_at: Some(now), version: self.version + 1, ..self.clone() }
    }

    /// It asked for once more.
    #[must_use]
    pub fn again(&self, now: Instant) -> Self {
        Self {
            state: NoticeState::Waiting,
            round: self.round + 1,
            attempts: 0,
            begun_at: now,
            due_at: Some(now),
            settled_at: None,
            version: self.version + 1,
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests;
