//! What a body asks of its papers, held against a paper.
use std::collections::{BTreeMap, BTreeSet};

use super::{OwnSection, Paper};
use crate::{FaultKind, Faults, Key, PaperPart, PaperSection, Preparer, Prose, Side};

/// A section that the body requires and a paper does not have yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingSection {
    /// The key of the provision that asks for it.
    pub provision: Key,
    /// Which part of a paper it is.
    pub part: PaperPart,
    /// Who prepares it.
    pub prepared_by: Preparer,
}

/// What of that a body asks of its papers this one does not have, in the order of the sections. A paper may be put on an
/// agenda without it: this tells, and forbids nothing.
pub fn missing_sections(paper: &Paper, asked: &[(&Key, &PaperSection)]) -> Vec<MissingSection> {
    let is_there = |key: &Key, section: &PaperSection| match section.part {
        PaperPart::Background => paper.background.is_some(),
        PaperPart::Recommendation => !paper.recommendation.is_empty(),
        PaperPart::Assessment => {
            let side = section.prepared_by.side();
            paper.assessments.iter().any(|assessment| Some(assessment.side) == side)
        }
        PaperPart::Own => paper.sections.iter().any(|own| own.provision == *key),
    };
    let missing = asked.iter().filter(|(key, section)| section.required && !is_there(key, section));
    missing
        .map(|(key, section)| MissingSection {
            provision: (*key).clone(),
            part: section.part,
            prepared_by: section.prepared_by,
        })
        .collect()
}

/// What is wrong with the body's own sections of a paper: each is one that the body asks for, or that the paper had
/// before, and stands once.
pub fn check_sections(new: &[OwnSection], old: &[OwnSection], asked: &[(&Key, &PaperSection)]) -> Faults {
    let mut faults = Faults::default();
    let mut met = BTreeSet::new();
    for (i, section) in new.iter().enumerate() {
        let key = &section.provision;
        let is_asked = asked.iter().any(|(asked, rule)| *asked == key && rule.part == PaperPart::Own);
        if !is_asked && old.iter().all(|before| before.provision != *key) {
            faults.add(format!("/sections/{i}/provision"), FaultKind::UnknownReference);
        } else if !met.insert(key) {
            faults.add(format!("/sections/{i}/provision"), FaultKind::Duplicate);
        }
    }
    faults
}

/// The sides that alone write what differs between two versions of a paper, their assessments apart.
pub fn sides_touched(old: &Paper, new: &Paper, asked: &[(&Key, &PaperSection)]) -> BTreeSet<Side> {
    let own = |paper: &Paper| -> BTreeMap<Key, Prose> {
        paper.sections.iter().map(|own| (own.provision.clone(), own.text.clone())).collect()
    };
    let (before, after) = (own(old), own(new));
    let differs = |key: &Key, part: PaperPart| match part {
        PaperPart::Background => old.background != new.background,
        PaperPart::Recommendation => old.recommendation != new.recommendation,
        PaperPart::Assessment => false,
        PaperPart::Own => before.get(key) != after.get(key),
    };
    let touched = asked.iter().filter(|(key, section)| differs(key, section.part));
    touched.filter_map(|(_, section)| section.prepared_by.side()).collect()
}
