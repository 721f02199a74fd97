//! Bodies (organ): the meetings, committees, networks and groups in which a community decides and works.
mod links;

use serde::{Deserialize, Serialize};

use crate::party::history_kept;
use crate::words::words;
use crate::{
    AreaId, BodyId, CaseNumberFormat, Date, FaultKind, Faults, Instant, Key, MandateId, Names, Prose, Provenance, Side,
    Validity, Visibility,
};

pub use links::BodyLinks;

words! {
    /// What kind of body it is.
    pub enum BodyType {
        /// Partnerskapsmøte: the top leaders meet.
        PartnershipMeeting = "partnership-meeting",
        /// Dialogmøte: political leaders talk and decide nothing.
        DialogueMeeting = "dialogue-meeting",
        /// Strategisk samarbeidsutvalg (SSU).
        StrategicCommittee = "strategic-committee",
        /// Områdeutval (OU), lokalt samarbeidsutvalg (LSU).
        AreaCommittee = "area-committee",
        /// Faglig samarbeidsutvalg (FSU), fagutvalg.
        ProfessionalCommittee = "professional-committee",
        /// Fagråd.
        ProfessionalCouncil = "professional-council",
        /// Underutvalg.
        Subcommittee = "subcommittee",
        /// Nettverk.
        Network = "network",
        /// Arbeidsgruppe.
        WorkingGroup = "working-group",
        /// Arbeidsutvalg (AU).
        ExecutiveCommittee = "executive-committee",
        /// Samhandlingsarena.
        CollaborationArena = "collaboration-arena",
        /// Samarbeidssekretariat (SSe).
        Secretariat = "secretariat",
        /// A one-sided meeting ahead of the common one (kommunalt formøte).
        Caucus = "caucus",
    }
}

words! {
    /// Whether outsiders may follow the meetings.
    pub enum Openness {
        /// Meetings are open to the public.
        Open = "open",
        /// Meetings are for those called.
        Closed = "closed",
        /// No source says.
        Unknown = "unknown",
    }
}

words! {
    /// How the body comes to a decision.
    pub enum DecisionRule {
        /// It takes no decisions.
        None = "none",
        /// It gives advice.
        Advisory = "advisory",
        /// All sides must agree.
        Consensus = "consensus",
        /// Discussed in one meeting, agreed in the next.
        TwoStepConsensus = "two-step-consensus",
        /// Members with a vote decide.
        Vote = "vote",
    }
}

impl BodyType {
    /// Whether such a body brings the sides together by its nature, so that it can never belong to one of them.
    pub const fn is_joint(self) -> bool {
        matches!(
            self,
            Self::PartnershipMeeting
                | Self::DialogueMeeting
                | Self::StrategicCommittee
                | Self::AreaCommittee
                | Self::ProfessionalCommittee
                | Self::CollaborationArena
        )
    }
}

/// How often the body meets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingRule {
    /// The fewest meetings a year.
    pub min_per_year: Option<u8>,
    /// The most meetings a year.
    pub max_per_year: Option<u8>,
}

/// One version of what a body is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mandate {
    /// Its id.
    pub id: MandateId,
    /// Counts the body's mandates from 1.
    pub number: i32,
    /// The text.
    pub text: Prose,
    /// When it was entered.
    pub created_at: Instant,
}

/// An organ of a community. What differs between communities is data here, never code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// Its id.
    pub id: BodyId,
    /// Its short name; never changes.
    pub key: Key,
    /// What kind of body it is.
    pub body_type: BodyType,
    /// Its level, 1 at the top; one level may hold several bodies.
    pub level: u8,
    /// The body it reports to.
    pub parent: Option<BodyId>,
    /// The area it serves.
    pub area: Option<AreaId>,
    /// The side it belongs to, for one-sided bodies only; see [`BodyType::is_joint`].
    pub side: Option<Side>,
    /// Its name.
    pub names: Names,
    /// Its short form, such as SSU.
    pub abbreviation: Option<crate::Line>,
    /// What it is for; the newest version.
    pub mandate: Option<Prose>,
    /// Whether outsiders may follow its meetings.
    pub openness: Openness,
    /// Who may see that it exists.
    pub visibility: Visibility,
    /// How it decides.
    pub decision_rule: DecisionRule,
    /// How often it meets.
    pub meetings: MeetingRule,
    /// How its cases are numbered, where it differs from the community's settings.
    pub case_number_format: Option<CaseNumberFormat>,
    /// Days before a meeting that papers are due, where it differs from the community's settings.
    pub paper_deadline_days: Option<u16>,
    /// The body whose meetings it prepares as programme committee.
    pub programme_committee_for: Option<BodyId>,
    /// The bodies it took over from.
    pub succeeds: Vec<BodyId>,
    /// When it exists.
    pub validity: Validity,
    /// Where the facts come from.
    pub provenance: Provenance,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub changed_at: Instant,
    /// Counts its changes from 1; the strong tag.
    pub version: i32,
}

impl Body {
    /// The deepest level.
    pub const LEVEL_MAX: u8 = 9;
    /// The longest paper deadline, in days.
    pub const DEADLINE_MAX: u16 = 365;
    /// The most bodies one may have taken over from.
    pub const SUCCEEDS_MAX: usize = 50;
    /// The most mandates that are shown; older ones are kept.
    pub const MANDATES_SHOWN: usize = 200;

    /// What must hold of a body by itself.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        self.validity.check("", &mut faults);
        if let (Some(min), Some(max)) = (self.meetings.min_per_year, self.meetings.max_per_year)
            && max < min
        {
            faults.add("/meetings/maxPerYear", FaultKind::OutOfRange { min: min.into(), max: u8::MAX.into() });
        }
        self.check_side(&mut faults);
        for (pointer, other) in [("/parent", self.parent), ("/programmeCommitteeFor", self.programme_committee_for)] {
            if other == Some(self.id) {
                faults.add(pointer, FaultKind::Cycle);
            }
        }
        for (i, earlier) in self.succeeds.iter().enumerate() {
            if *earlier == self.id {
                faults.add(format!("/succeeds/{i}"), FaultKind::Cycle);
            } else if self.succeeds[..i].contains(earlier) {
                faults.add(format!("/succeeds/{i}"), FaultKind::Duplicate);
            }
        }
        faults.into_result()
    }

    /// What brings the sides together belongs to none of them and is hidden from none; what only one may see names it.
    fn check_side(&self, faults: &mut Faults) {
        let one_sided = self.visibility == Visibility::Side;
        if self.body_type.is_joint() {
            for (pointer, wrong) in [("/side", self.side.is_some()), ("/visibility", one_sided)] {
                if wrong {
                    faults.add(pointer, FaultKind::Excludes { other: "type" });
                }
            }
        } else if self.side.is_none() && (one_sided || self.body_type == BodyType::Caucus) {
            faults.add("/side", FaultKind::Required);
        }
    }

    /// What a change may not undo: a body that has existed keeps its first day and is ended, never
    /// removed; a mandate is replaced, never taken back.
    pub fn check_change(&self, new: &Self, today: Date) -> Result<(), Faults> {
        let mut faults = new.check().err().unwrap_or_default();
        history_kept(self.validity, new.validity, "", today, &mut faults);
        if self.mandate.is_some() && new.mandate.is_none() {
            faults.add("/mandate", FaultKind::HistoryRewritten);
        }
        faults.into_result()
    }

    /// What it refers to.
    pub fn links(&self) -> BodyLinks<BodyId> {
        BodyLinks {
            parent: self.parent,
            programme_committee_for: self.programme_committee_for,
            succeeds: self.succeeds.clone(),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
