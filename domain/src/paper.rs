//! Papers (saksframlegg): what is put before a body, with one assessment for each side. Every change is a new version.
use serde::{Deserialize, Serialize};

use crate::{Date, Instant, Key, PersonId, Point, Prose, Side, StopId};

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
