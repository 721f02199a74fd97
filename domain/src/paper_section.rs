//! Sections of a body's papers (deler av saksframlegget): what a paper must tell, in which order, and who prepares it.
use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::naming::{ById, Naming, Renaming, Stored};
use crate::words::words;
use crate::{BodyId, Fault, FaultKind, Faults, Names, Prose, Provision, ProvisionId, Rule, Side, Structure};

words! {
    /// Which part of a paper a section is. Every paper has the first three; a section says what a body asks of them.
    pub enum PaperPart {
        /// What the case is about (bakgrunn).
        Background = "background",
        /// What one side thinks of it (vurdering); each side has its own.
        Assessment = "assessment",
        /// What the body is asked to decide (innstilling).
        Recommendation = "recommendation",
        /// A section of the body's own besides these.
        Own = "own",
    }
}

words! {
    /// Who prepares a section.
    pub enum Preparer {
        /// The secretariat (samarbeidssekretariatet).
        Secretariat = "secretariat",
        /// The municipalities (kommunene); written by that side alone.
        Municipal = "municipal",
        /// The specialist health service (helseforetaket); written by that side alone.
        Specialist = "specialist",
        /// The users (brukerne); written by that side alone.
        User = "user",
        /// Whoever reported the case (melderen).
        Reporter = "reporter",
    }
}

impl Preparer {
    /// The side that alone writes the section, where it is a side's own.
    pub const fn side(self) -> Option<Side> {
        match self {
            Self::Municipal => Some(Side::Municipal),
            Self::Specialist => Some(Side::Specialist),
            Self::User => Some(Side::User),
            Self::Secretariat | Self::Reporter => None,
        }
    }
}

/// One section of a body's papers. Its stable name is the key of its provision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", bound(serialize = "", deserialize = "N: Stored"))]
pub struct PaperSection<N: Naming = ById> {
    /// The body whose papers have it.
    pub body: N::Body,
    /// Which part of a paper it is.
    pub part: PaperPart,
    /// Its heading.
    pub names: Names,
    /// Whether no paper is complete without it.
    pub required: bool,
    /// Who prepares it.
    pub prepared_by: Preparer,
    /// What belongs in it.
    pub guidance: Option<Prose>,
    /// Its place among the body's sections, the least first.
    pub place: u8,
}

impl<N: Naming> PaperSection<N> {
    /// The greatest place.
    pub const PLACE_MAX: u8 = 50;

    /// What must hold of a section by itself.
    pub fn check(&self, faults: &mut Faults) {
        if self.part == PaperPart::Assessment && self.prepared_by.side().is_none() {
            faults.add("/preparedBy", FaultKind::Excludes { other: "part" });
        }
        if !(1..=Self::PLACE_MAX).contains(&self.place) {
            faults.add("/place", FaultKind::OutOfRange { min: 1, max: Self::PLACE_MAX.into() });
        }
    }

    /// The same section in another way of naming, if every name is known there.
    pub fn renamed<To: Naming>(&self, names: &mut impl Renaming<N, To>, base: &str) -> Option<PaperSection<To>> {
        Some(PaperSection {
            body: names.body(&format!("{base}/body"), &self.body)?,
            part: self.part,
            names: self.names.clone(),
            required: self.required,
            prepared_by: self.prepared_by,
            guidance: self.guidance.clone(),
            place: self.place,
        })
    }

    /// What a paper has only once, and so no other section of the body may be at the same time, with the member that
    /// says so.
    const fn only_one(&self) -> Option<(PaperPart, Option<Preparer>, &'static str)> {
        match self.part {
            PaperPart::Background | PaperPart::Recommendation => Some((self.part, None, "/part")),
            PaperPart::Assessment => Some((self.part, Some(self.prepared_by), "/preparedBy")),
            PaperPart::Own => None,
        }
    }
}

/// The sections that are, on some day, the same part of the same paper as another; each of them is told.
pub fn clashing_sections(structure: &Structure) -> Vec<(ProvisionId, Fault)> {
    let mut parts: HashMap<_, Vec<&Provision>> = HashMap::new();
    let sections = || {
        structure.provisions.iter().filter_map(|provision| match &provision.rule {
            Rule::PaperSection(section) => Some((provision, (section.body, section.only_one()?))),
            _ => None,
        })
    };
    for (provision, part) in sections() {
        parts.entry(part).or_default().push(provision);
    }
    let clashes = |(provision, part): (&Provision, (BodyId, (_, _, &'static str)))| {
        let at_once = |other: &&Provision| other.id != provision.id && other.validity.overlaps(&provision.validity);
        let (_, (_, _, member)) = part;
        let fault = Fault { pointer: member.to_owned(), kind: FaultKind::Taken };
        parts[&part].iter().any(at_once).then_some((provision.id, fault))
    };
    sections().filter_map(clashes).collect()
}

#[cfg(test)]
mod tests;
