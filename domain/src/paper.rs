//! Papers (saksframlegg): what is put before a body, with one assessment for each side. Every change is a new version.
mod sections;

use serde::{Deserialize, Serialize};

use crate::{
    Case, CaseState, Closed, Date, Instant, Key, Meeting, MeetingState, PersonId, Point, Prose, Side, Stop, StopId,
    StopState,
};

pub use sections::{MissingSection, check_sections, missing_sections, sides_touched};

/// A section of the body's own, beside those every paper has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSection {
    /// The key of the provision that asks for it.
    pub provision: Key,
    /// The text.
    pub text: Prose,
}

/// What one side thinks of the matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// The side whose it is; no other writes it.
    pub side: Side,
    /// The text.
    pub text: Prose,
}

/// One version of the paper of a case in one body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// The case in that body.
    pub stop: StopId,
    /// Counts the versions from 1; the strong tag.
    pub number: i32,
    /// The date the document carries.
    pub document_date: Option<Date>,
    /// What led to the matter.
    pub background: Option<Prose>,
    /// One assessment for each side, in the order of sides.
    pub assessments: Vec<Assessment>,
    /// What the body is advised to decide (innstilling), in numbered points.
    pub recommendation: Vec<Point>,
    /// The body's own sections.
    pub sections: Vec<OwnSection>,
    /// The person who made this version, where a person did.
    pub author: Option<PersonId>,
    /// Whether it was made after the notice had gone out with an earlier one.
    pub after_notice: bool,
    /// When it was made.
    pub created_at: Instant,
}

impl Paper {
    /// The most points of a recommendation.
    pub const POINTS_MAX: usize = 50;
    /// The most sections of the body's own.
    pub const SECTIONS_MAX: usize = 50;

    /// What stands before anybody has written anything: version 0, which is not kept.
    pub const fn blank(stop: StopId, at: Instant) -> Self {
        Self {
            stop,
            number: 0,
            document_date: None,
            background: None,
            assessments: Vec::new(),
            recommendation: Vec::new(),
            sections: Vec::new(),
            author: None,
            after_notice: false,
            created_at: at,
        }
    }

    /// Whether the paper of a case in one body may still be written: until the body is done with it.
    pub fn open(case: &Case, stop: &Stop) -> Result<(), Closed> {
        const OPEN: [CaseState; 3] = [CaseState::Accepted, CaseState::Prepared, CaseState::Scheduled];
        let here = if stop.state == StopState::Treated { CaseState::Treated } else { case.state };
        // What the case has become goes before where it was left in one body.
        let state = if case.state.slowest().is_some() { here } else { case.state };
        Closed::unless(state, &OPEN)
    }

    /// Whether what is written now comes after the notice of the meeting on whose agenda the case stands.
    pub fn is_after_notice(stop: &Stop, meeting: &Meeting) -> bool {
        let stands_there = stop.state == StopState::Scheduled && stop.meeting == Some(meeting.id);
        stands_there && meeting.notice.is_some() && meeting.state != MeetingState::Cancelled
    }

    /// The version after this one, with the same content.
    #[must_use]
    pub fn next(&self, author: Option<PersonId>, after_notice: bool, at: Instant) -> Self {
        Self { number: self.number + 1, author, after_notice, created_at: at, ..self.clone() }
    }

    /// With one side's assessment as it is now; those of the others stay.
    #[must_use]
    pub fn with_assessment(mut self, side: Side, text: Prose) -> Self {
        self.assessments.retain(|assessment| assessment.side != side);
        self.assessments.push(Assessment { side, text });
        self.assessments.sort_by_key(|assessment| assessment.side);
        self
    }
}

#[cfg(test)]
mod tests;
