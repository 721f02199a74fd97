//! What a case may become: one function from a case and an act to the case after it, or to what is allowed instead.
use super::{Case, CaseState, Outcome, Passage, Stop, StopState};
use crate::{BodyId, CaseId, CaseNumber, Instant, MeetingId, Prose, Refusal, StopId};

/// A body that takes a case up, with the number it gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStop {
    /// The id the stop gets.
    pub id: StopId,
    /// The body.
    pub body: BodyId,
    /// The number the body knows it by.
    pub number: CaseNumber,
}

/// Something done with a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseAct {
    /// Take it in, or refer what one stage is done with to the next: these bodies treat it side by side.
    Accept {
        /// The bodies, with their numbers; one at least.
        into: Vec<NewStop>,
    },
    /// Ask the reporter for more.
    Return,
    /// Report it again.
    Resubmit,
    /// Let another body say whether it is theirs.
    Forward {
        /// The body.
        body: BodyId,
    },
    /// Let it go on in another case.
    Merge {
        /// The other case.
        into: CaseId,
    },
    /// Its paper in one body is ready.
    Prepare {
        /// The case in that body.
        stop: StopId,
    },
    /// Put it on an agenda.
    Schedule {
        /// The case in that body.
        stop: StopId,
        /// The meeting.
        meeting: MeetingId,
    },
    /// Take it off the agenda.
    Unschedule {
        /// The case in that body.
        stop: StopId,
    },
    /// The meeting did this with it.
    Treat {
        /// The case in that body.
        stop: StopId,
        /// What came of it.
        outcome: Outcome,
    },
    /// What was written of it was wrong: the meeting did this with it instead.
    TreatAnew {
        /// The case in that body.
        stop: StopId,
        /// The meeting that treated it last.
        meeting: MeetingId,
        /// What came of it.
        outcome: Outcome,
    },
    /// What was decided has been seen to.
    FollowUp,
    /// Nothing more is to be done.
    Close,
}

impl Outcome {
    /// How far a case is in a body after it.
    const fn leaves(self) -> StopState {
        match self {
            Self::Decided | Self::Noted | Self::Escalated => StopState::Treated,
            Self::Postponed => StopState::Prepared,
            Self::SentBack => StopState::Accepted,
        }
    }
}

impl CaseState {
    /// What a case in this state may become by somebody's word; what becomes of it in meetings is not among them.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Reported | Self::Forwarded => &[Self::Accepted, Self::Returned, Self::Forwarded, Self::Merged],
            Self::Returned => &[Self::Reported, Self::Closed],
            Self::Accepted => &[Self::Prepared, Self::Closed],
            Self::Prepared => &[Self::Closed],
            Self::Treated => &[Self::Accepted, Self::FollowedUp, Self::Closed],
            Self::FollowedUp => &[Self::Closed],
            Self::Scheduled | Self::Merged | Self::Closed => &[],
        }
    }
}

impl Case {
    /// What this case may become by somebody's word. What was escalated goes on to another body before
    /// anything else, and what stands on an agenda is not closed.
    pub fn allowed(&self) -> Vec<CaseState> {
        let escalated = self.present_stops().any(|stop| stop.outcome == Some(Outcome::Escalated));
        // Side by side, one body may be ready while another still prepares.
        let preparing = self.present_stops().any(|stop| stop.state == StopState::Accepted);
        let scheduled = self.present_stops().any(|stop| stop.state == StopState::Scheduled);
        let goes = |to: &CaseState| match to {
            CaseState::FollowedUp | CaseState::Closed => !(scheduled || escalated && self.state == CaseState::Treated),
            CaseState::Prepared => preparing,
            _ => true,
        };
        self.state.next().iter().copied().filter(goes).collect()
    }

    fn refusal(&self) -> Refusal {
        Refusal::of(self.state, &self.allowed())
    }

    /// The case after an act, with what was said as its reason; or what is allowed instead.
    pub fn apply(&self, act: CaseAct, reason: Option<Prose>, at: Instant) -> Result<Self, Refusal> {
        let mut case = self.clone();
        let (mut body, mut outcome) = (None, None);
        let to = |state: CaseState| if self.allowed().contains(&state) { Ok(state) } else { Err(self.refusal()) };
        case.state = match act {
            CaseAct::Accept { into } => {
                to(CaseState::Accepted)?;
                let stage = self.stops.iter().map(|stop| stop.stage).max().unwrap_or(0) + 1;
                body = into.first().filter(|_| into.len() == 1).map(|stop| stop.body);
                case.stops.extend(into.into_iter().map(|new| Stop {
                    id: new.id,
                    stage,
                    body: new.body,
                    number: new.number,
                    state: StopState::Accepted,
                    outcome: None,
                    meeting: None,
                }));
                case.by_stops()
            }
            CaseAct::Return => to(CaseState::Returned)?,
            CaseAct::Resubmit => to(CaseState::Reported)?,
            CaseAct::Forward { body: other } => {
                (case.body, body) = (Some(other), Some(other));
                to(CaseState::Forwarded)?
            }
            CaseAct::Merge { into } => {
                case.merged_into = Some(into);
                to(CaseState::Merged)?
            }
            CaseAct::Prepare { stop } => {
                body = Some(case.step(stop, &[StopState::Accepted], |stop| stop.state = StopState::Prepared)?);
                case.by_stops()
            }
            CaseAct::Schedule { stop, meeting } => {
                // What is not prepared yet may stand on an agenda too: its paper is late, not lost.
                body = Some(case.step(stop, &[StopState::Accepted, StopState::Prepared], |stop| {
                    (stop.state, stop.meeting) = (StopState::Scheduled, Some(meeting));
                })?);
                case.by_stops()
            }
            CaseAct::Unschedule { stop } => {
                body = Some(case.step(stop, &[StopState::Scheduled], |stop| {
                    (stop.state, stop.meeting) = (StopState::Prepared, None);
                })?);
                case.by_stops()
            }
            CaseAct::Treat { stop, outcome: came } => {
                outcome = Some(came);
                body = Some(case.step(stop, &[StopState::Scheduled], |stop| {
                    (stop.outcome, stop.state) = (Some(came), came.leaves());
                })?);
                case.by_stops()
            }
            CaseAct::TreatAnew { stop, meeting, outcome: came } => {
                // Nobody has gone on with it since: it is where that meeting left it.
                let left = |stop: &Stop| stop.outcome.map(Outcome::leaves) == Some(stop.state);
                let there = self.stop(stop).filter(|stop| stop.meeting == Some(meeting) && left(stop));
                let from = there.map(|stop| stop.state).ok_or_else(|| self.refusal())?;
                outcome = Some(came);
                body = Some(case.step(stop, &[from], |stop| {
                    (stop.outcome, stop.state) = (Some(came), came.leaves());
                })?);
                case.by_stops()
            }
            CaseAct::FollowUp => to(CaseState::FollowedUp)?,
            CaseAct::Close => to(CaseState::Closed)?,
        };
        case.history.push(Passage { state: case.state, at, body, outcome, reason });
        (case.changed_at, case.version) = (at, self.version + 1);
        Ok(case)
    }

    /// Changes a stop of the present stage that is in one of these states; answers its body.
    fn step(&mut self, id: StopId, from: &[StopState], change: impl FnOnce(&mut Stop)) -> Result<BodyId, Refusal> {
        let refusal = self.refusal();
        let under_way = self.state.slowest().is_some();
        let present = self.present_stops().any(|stop| stop.id == id);
        let stop = self.stops.iter_mut().find(|stop| stop.id == id && present && under_way);
        let stop = stop.filter(|stop| from.contains(&stop.state)).ok_or(refusal)?;
        change(stop);
        Ok(stop.body)
    }

    /// The state that follows from the stops: the case is as far as the slowest body of its present stage.
    pub(super) fn by_stops(&self) -> CaseState {
        let slowest = self.present_stops().map(|stop| stop.state).min();
        match slowest {
            None | Some(StopState::Accepted) => CaseState::Accepted,
            Some(StopState::Prepared) => CaseState::Prepared,
            Some(StopState::Scheduled) => CaseState::Scheduled,
            Some(StopState::Treated) => CaseState::Treated,
        }
    }
}
