//! Cases (saker): what a party reports, a body treats, and what became of it. What a case may become is in `acts`.
pub mod acts;
pub mod ageing;
mod cut;
mod rules;
mod vocabulary;

pub use cut::Insight;
use serde::{Deserialize, Serialize};

use crate::{
    Body, BodyId, CaseId, CaseNumber, Date, Disclosure, Instant, Line, MeetingId, PartyId, PersonId, Prose, Provenance,
    Reserve, Side, StopId, Visibility,
};
pub use vocabulary::{CaseKind, CaseState, Level, LinkKind, Obstacle, Outcome, Reach, StopState};

/// The reporter's own name for a case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ExternalReference {
    /// The system that reports.
    pub system: Line,
    /// The case's key in that system; its party reports each once.
    pub key: Line,
}

/// A link to an earlier case, or to a numbered point of what was decided there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Link {
    /// The earlier case.
    pub case: CaseId,
    /// How the two hang together.
    pub kind: LinkKind,
    /// The number of a point of its decision, counted from 1.
    pub point: Option<u16>,
}

/// Who prepares a case (saksbehandler): one or several, of either side.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Officer {
    /// The person.
    pub person: PersonId,
    /// The side they prepare it for.
    pub side: Option<Side>,
}

/// The case in one body: the number belongs to it, and so do paper and decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// Its id.
    pub id: StopId,
    /// The stage of the treatment it belongs to, counted from 1; the bodies of one stage work side by side.
    pub stage: u16,
    /// The body.
    pub body: BodyId,
    /// The number the body knows the case by.
    pub number: CaseNumber,
    /// How far it has come.
    pub state: StopState,
    /// What the body did last.
    pub outcome: Option<Outcome>,
    /// The meeting on whose agenda it stands, or last stood.
    pub meeting: Option<MeetingId>,
}

/// One step of a case on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// What it became.
    pub state: CaseState,
    /// When.
    pub at: Instant,
    /// The body it concerns, where it concerns one.
    pub body: Option<BodyId>,
    /// What that body did, where it treated the case.
    pub outcome: Option<Outcome>,
    /// Why, in the words of whoever did it.
    pub reason: Option<Prose>,
}

/// A case (sak).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// Its title.
    pub title: Line,
    /// What is asked for.
    pub kind: CaseKind,
    /// How far it has come; see [`Case::apply`].
    pub state: CaseState,
    /// The party that reported it; none of what the secretariat brought up itself.
    pub reported_by: Option<PartyId>,
    /// The person who reported it, where a person did.
    pub reporter: Option<PersonId>,
    /// The reporter's own name for it.
    pub external: Option<ExternalReference>,
    /// The body it was reported or forwarded to; none where it is to be found where it belongs.
    pub body: Option<BodyId>,
    /// What it is about, in the reporter's words.
    pub summary: Option<Prose>,
    /// What stands in the way.
    pub obstacle: Option<Obstacle>,
    /// How far it reaches.
    pub reach: Option<Reach>,
    /// The case it goes on in.
    pub merged_into: Option<CaseId>,
    /// The bodies that treat it, in the order they took it up.
    pub stops: Vec<Stop>,
    /// The earlier cases it hangs together with.
    pub links: Vec<Link>,
    /// Who prepares it.
    pub officers: Vec<Officer>,
    /// The archive's reference (vår ref), which has nothing to do with its numbers.
    pub archive_reference: Option<Line>,
    /// Who may see it.
    pub disclosure: Disclosure,
    /// When it first went out with a notice, or was published otherwise; until then the public sees nothing of it.
    pub published_at: Option<Instant>,
    /// Its way so far, in the order it went.
    pub history: Vec<Passage>,
    /// Where the facts come from.
    pub provenance: Provenance,
    /// When it was reported.
    pub created_at: Instant,
    /// When it was last changed.
    pub changed_at: Instant,
    /// Counts its changes from 1; the strong tag.
    pub version: i32,
}

impl Case {
    /// The most links.
    pub const LINKS_MAX: usize = 50;
    /// The most officers.
    pub const OFFICERS_MAX: usize = 10;
    /// The most bodies that treat it side by side.
    pub const PARALLEL_MAX: usize = 20;

    /// Who sees it until when, its publication and the reporter apart: while it is not taken in, it is the secretariat's.
    pub fn reserve(&self) -> Reserve {
        if self.state.is_intake() {
            return Reserve { kept: Visibility::Secretariat, side: None, opens_on: None };
        }
        self.disclosure.reserve()
    }

    /// Who sees it on a day, the reporter apart: while it is not published, nobody outside the community.
    pub fn seen_on(&self, day: Date) -> (Visibility, Option<Side>) {
        match self.reserve().on(day) {
            (Visibility::Public, _) if self.published_at.is_none() => (Visibility::Community, None),
            seen => seen,
        }
    }

    /// To whom a change of it is told on a day, given who sees each of the bodies that treat it: to nobody who sees none
    /// of them.
    pub fn told_on(&self, day: Date, bodies: &[(Visibility, Option<Side>)]) -> (Visibility, Option<Side>) {
        let seen = self.seen_on(day);
        if bodies.is_empty() {
            return seen;
        }
        // Through each body, those who see both it and the case; what is of two sides at once is of neither.
        let through = |body: &(Visibility, Option<Side>)| {
            let of_two = body.0 == Visibility::Side && seen.0 == Visibility::Side && body.1 != seen.1;
            (!of_two).then_some(if body.0 > seen.0 { *body } else { seen })
        };
        let widest = bodies.iter().filter_map(through).min_by_key(|(visibility, _)| *visibility);
        let told = widest.unwrap_or((Visibility::Secretariat, None));
        let of_another = |(visibility, side): (Visibility, _)| visibility == told.0 && side != told.1;
        // Nobody else can be told what two sides see, each through a body of its own.
        let by_both = told.0 == Visibility::Side && bodies.iter().filter_map(through).any(of_another);
        if by_both { (Visibility::Secretariat, None) } else { told }
    }

    /// To whom a version of its paper in a body is told on a day: those who see both; it goes out of the community with a
    /// meeting, and not by itself.
    pub fn paper_told_on(&self, day: Date, body: &Body) -> (Visibility, Option<Side>) {
        match self.told_on(day, &[(body.visibility, body.side)]) {
            (Visibility::Public, _) => (Visibility::Community, None),
            told => told,
        }
    }

    /// The stop with this id.
    pub fn stop(&self, id: StopId) -> Option<&Stop> {
        self.stops.iter().find(|stop| stop.id == id)
    }

    /// The stops of the stage it has come to.
    pub fn present_stops(&self) -> impl Iterator<Item = &Stop> {
        let last = self.stops.iter().map(|stop| stop.stage).max();
        self.stops.iter().filter(move |stop| Some(stop.stage) == last)
    }
}

#[cfg(test)]
mod random;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod view_tests;
