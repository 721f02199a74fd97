//! Requirements: what must hold of who sits where, beyond the number of seats (krav til sammensetning).
use serde::{Deserialize, Serialize};

use crate::naming::{ById, Naming, Renaming, Stored};
use crate::seat_rule::flipped;
use crate::words::words;
use crate::{Category, FaultKind, Faults, Force, Side};

words! {
    /// What is required.
    pub enum RequirementKind {
        /// Every municipality sits somewhere in the structure.
        EveryMunicipality = "every-municipality",
        /// Every body in question has someone of the category.
        InEveryBody = "in-every-body",
        /// Every level has someone of the category in at least one body.
        AtEveryLevel = "at-every-level",
        /// At least so many of a side's members are of the category.
        AtLeast = "at-least",
        /// Both sides have equally many members.
        EqualSides = "equal-sides",
    }
}

/// A requirement on one body, or on the community as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", bound(serialize = "", deserialize = "N: Stored"))]
pub struct Requirement<N: Naming = ById> {
    /// The body; the whole community where none is named.
    pub body: Option<N::Body>,
    /// What is required.
    pub kind: RequirementKind,
    /// Of whom, where it concerns a category.
    pub category: Option<Category>,
    /// Among whose members, where it concerns one side.
    pub side: Option<Side>,
    /// How many, where it counts.
    pub number: Option<u16>,
    /// How much it insists.
    pub force: Force,
}

impl<N: Naming> Requirement<N> {
    /// What must hold of a requirement by itself.
    pub fn check(&self, faults: &mut Faults) {
        use RequirementKind as Kind;
        let of_category = matches!(self.kind, Kind::InEveryBody | Kind::AtEveryLevel | Kind::AtLeast);
        let counts = self.kind == Kind::AtLeast;
        let of_body = matches!(self.kind, Kind::AtLeast | Kind::EqualSides);
        for (pointer, wanted, there) in [
            ("/category", of_category, self.category.is_some()),
            ("/number", counts, self.number.is_some()),
            ("/body", of_body, self.body.is_some()),
        ] {
            match (wanted, there) {
                (true, false) => faults.add(pointer, FaultKind::Required),
                (false, true) => faults.add(pointer, FaultKind::Excludes { other: "kind" }),
                _ => {}
            }
        }
        if self.side.is_some() && !counts {
            faults.add("/side", FaultKind::Excludes { other: "kind" });
        }
        if self.number.is_some_and(|number| !(1..=200).contains(&number)) {
            faults.add("/number", FaultKind::OutOfRange { min: 1, max: 200 });
        }
    }

    /// The same requirement in another way of naming, if every name is known there.
    pub fn renamed<To: Naming>(&self, names: &mut impl Renaming<N, To>, base: &str) -> Option<Requirement<To>> {
        let body = self.body.as_ref().map(|body| names.body(&format!("{base}/body"), body));
        Some(Requirement {
            body: flipped(body)?,
            kind: self.kind,
            category: self.category,
            side: self.side,
            number: self.number,
            force: self.force,
        })
    }
}
