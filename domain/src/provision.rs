//! Provisions (føresegner): everything a charter lays down beside parties, areas and bodies, each a rule with a key.
use serde::{Deserialize, Serialize};

use crate::naming::{ById, Naming, Renaming, Stored};
use crate::party::history_kept;
use crate::words::words;
use crate::{
    Date, Emphasis, FaultKind, Faults, Instant, Key, LeadershipRule, PaperSection, Provenance, ProvisionId,
    Requirement, SeatRule, TargetGroup, Validity,
};

words! {
    /// What a provision lays down.
    pub enum ProvisionKind {
        /// Seats in a body.
        SeatRule = "seat-rule",
        /// Who should hold an office.
        LeadershipRule = "leadership-rule",
        /// What must hold of a composition.
        Requirement = "requirement",
        /// A target group.
        TargetGroup = "target-group",
        /// A body's weight on a target group.
        Emphasis = "emphasis",
        /// A section of a body's papers.
        PaperSection = "paper-section",
    }
}

/// What a provision says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", bound(serialize = "", deserialize = "N: Stored"))]
pub enum Rule<N: Naming = ById> {
    /// Seats in a body.
    SeatRule(Box<SeatRule<N>>),
    /// Who should hold an office.
    LeadershipRule(LeadershipRule<N>),
    /// What must hold of a composition.
    Requirement(Requirement<N>),
    /// A target group.
    TargetGroup(TargetGroup),
    /// A body's weight on a target group.
    Emphasis(Emphasis<N>),
    /// A section of a body's papers.
    PaperSection(PaperSection<N>),
}

impl<N: Naming> Rule<N> {
    /// Its kind.
    pub const fn kind(&self) -> ProvisionKind {
        match self {
            Self::SeatRule(_) => ProvisionKind::SeatRule,
            Self::LeadershipRule(_) => ProvisionKind::LeadershipRule,
            Self::Requirement(_) => ProvisionKind::Requirement,
            Self::TargetGroup(_) => ProvisionKind::TargetGroup,
            Self::Emphasis(_) => ProvisionKind::Emphasis,
            Self::PaperSection(_) => ProvisionKind::PaperSection,
        }
    }

    /// The body it speaks of, if it speaks of one.
    pub const fn body(&self) -> Option<&N::Body> {
        match self {
            Self::SeatRule(rule) => Some(&rule.body),
            Self::LeadershipRule(rule) => Some(&rule.body),
            Self::Requirement(requirement) => requirement.body.as_ref(),
            Self::TargetGroup(_) => None,
            Self::Emphasis(emphasis) => Some(&emphasis.body),
            Self::PaperSection(section) => Some(&section.body),
        }
    }

    /// What must hold of a rule by itself, with pointers into it.
    pub fn check(&self, faults: &mut Faults) {
        match self {
            Self::SeatRule(rule) => rule.check(faults),
            Self::LeadershipRule(rule) => rule.check(faults),
            Self::Requirement(requirement) => requirement.check(faults),
            Self::TargetGroup(_) => {}
            Self::Emphasis(emphasis) => emphasis.check(faults),
            Self::PaperSection(section) => section.check(faults),
        }
    }

    /// The same in another way of naming, if every name is known there.
    pub fn renamed<To: Naming>(&self, names: &mut impl Renaming<N, To>, base: &str) -> Option<Rule<To>> {
        Some(match self {
            Self::SeatRule(rule) => Rule::SeatRule(Box::new(rule.renamed(names, base)?)),
            Self::LeadershipRule(rule) => Rule::LeadershipRule(rule.renamed(names, base)?),
            Self::Requirement(requirement) => Rule::Requirement(requirement.renamed(names, base)?),
            Self::TargetGroup(group) => Rule::TargetGroup(group.clone()),
            Self::Emphasis(emphasis) => Rule::Emphasis(emphasis.renamed(names, base)?),
            Self::PaperSection(section) => Rule::PaperSection(section.renamed(names, base)?),
        })
    }
}

/// One provision as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provision {
    /// Its id.
    pub id: ProvisionId,
    /// Its short name; never changes, and is its own among all provisions of the community.
    pub key: Key,
    /// What it says.
    pub rule: Rule,
    /// When it is in force.
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

impl Provision {
    /// What must hold of a provision by itself.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        self.validity.check("", &mut faults);
        self.rule.check(&mut faults);
        faults.into_result()
    }

    /// What a change may not undo: what has begun keeps its first day; a provision stays of its kind and with its body.
    pub fn check_change(&self, new: &Self, today: Date) -> Result<(), Faults> {
        let mut faults = new.check().err().unwrap_or_default();
        history_kept(self.validity, new.validity, "", today, &mut faults);
        if self.rule.kind() != new.rule.kind() {
            faults.add("/type", FaultKind::Immutable);
        } else if self.rule.body() != new.rule.body() {
            faults.add("/body", FaultKind::Immutable);
        }
        faults.into_result()
    }
}
