//! Minutes (referat, protokoll): built from a meeting, circulated, approved and published; a correction is a new version.
//! What they may become is in `acts`, how they are made in `build`.
pub mod acts;
pub mod build;

use serde::{Deserialize, Serialize};

use crate::words::words;
use crate::{
    AttendedAs, Body, CaseId, CaseKind, Date, FaultKind, Faults, Instant, ItemId, Language, Line, Meeting, MeetingId,
    PartyId, PersonId, Point, Prose, Side, StopId, Time, Treatment, Visibility,
};

words! {
    /// How far minutes have come.
    pub enum MinutesState {
        /// Utkast.
        Draft = "draft",
        /// Til merknader: with those who were there.
        Circulated = "circulated",
        /// Godkjent: they are changed no more.
        Approved = "approved",
        /// Publisert.
        Published = "published",
    }
}

/// Somebody the minutes name as present or excused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Who; their name is read where the minutes are, so that erasing a person leaves the minutes whole.
    pub person: PersonId,
    /// What they were there as.
    pub attended_as: AttendedAs,
    /// The side of their seat.
    pub side: Option<Side>,
    /// The party they spoke for.
    pub party: Option<PartyId>,
    /// Whose place they took.
    pub in_place_of: Option<PersonId>,
}

/// What the minutes tell of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesItem {
    /// The item.
    pub item: ItemId,
    /// The case it took up, in the body.
    pub stop: Option<(CaseId, StopId)>,
    /// The number the body knows the case by.
    pub number: Option<Line>,
    /// Its title.
    pub title: Line,
    /// What was asked for.
    pub kind: CaseKind,
    /// What led to the matter.
    pub background: Option<Prose>,
    /// What the body was advised to decide.
    pub recommendation: Vec<Point>,
    /// What the meeting did with it.
    pub treatment: Option<Treatment>,
    /// What else is told of it; as written with the treatment, until the minutes say otherwise.
    pub remarks: Option<Prose>,
}

/// One version of a meeting's minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    /// The meeting.
    pub meeting: MeetingId,
    /// Counts the meeting's minutes from 1; a correction is the next.
    pub number: i32,
    /// How far they have come.
    pub state: MinutesState,
    /// The language they are written in.
    pub language: Language,
    /// Their title.
    pub title: Line,
    /// The day of the meeting.
    pub held_on: Date,
    /// When it began.
    pub starts_at: Option<Time>,
    /// When it ended.
    pub ends_at: Option<Time>,
    /// Where.
    pub place: Option<Line>,
    /// Who was there.
    pub present: Vec<Named>,
    /// Who was away.
    pub excused: Vec<Named>,
    /// What came before the first item.
    pub introduction: Option<Prose>,
    /// What was done, item by item.
    pub items: Vec<MinutesItem>,
    /// Why an earlier version was corrected.
    pub correction: Option<Line>,
    /// When they were circulated, approved and published.
    pub circulated_at: Option<Instant>,
    /// When they were approved.
    pub approved_at: Option<Instant>,
    /// When they were published.
    pub published_at: Option<Instant>,
    /// When they were begun.
    pub created_at: Instant,
    /// When they were last changed.
    pub changed_at: Instant,
    /// Counts the changes of this version from 1; the strong tag.
    pub version: i32,
}

impl Minutes {
    /// What must hold of them by themselves: a meeting ends after it begins.
    pub fn check(&self) -> Result<(), Faults> {
        let reversed = self.starts_at.zip(self.ends_at).is_some_and(|(starts, ends)| ends < starts);
        if reversed { Err(Faults::one("/endsAt", FaultKind::DateOrder)) } else { Ok(()) }
    }

    /// Who is told of them: those who see both the meeting and its body, and nobody outside before they are published.
    pub fn told_to(&self, meeting: &Meeting, body: &Body) -> (Visibility, Option<Side>) {
        let inside = if self.published_at.is_some() { Visibility::Public } else { Visibility::Community };
        let audiences = [(inside, None), (body.visibility, body.side), meeting.seen_as()];
        // The last of several that are as narrow; they belong to one side.
        audiences.into_iter().max_by_key(|(visibility, _)| *visibility).unwrap_or((Visibility::Secretariat, None))
    }

    /// As somebody sees them who does not see every case: what takes up another is not there at all.
    #[must_use]
    pub fn seen(&self, sees: impl Fn(CaseId) -> bool) -> Self {
        let seen = |item: &&MinutesItem| item.stop.is_none_or(|(case, _)| sees(case));
        Self { items: self.items.iter().filter(seen).cloned().collect(), ..self.clone() }
    }
}

#[cfg(test)]
mod tests;
