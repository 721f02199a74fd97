//! Target groups (målgrupper): whom a community works for first, and how much weight each body gives them.
use serde::{Deserialize, Serialize};

use crate::naming::{ById, Naming, Renaming, Stored};
use crate::words::words;
use crate::{FaultKind, Faults, Names, Prose};

words! {
    /// Where a target group comes from.
    pub enum TargetGroupOrigin {
        /// Set for the whole country.
        National = "national",
        /// The community's own (innsatsområde).
        Own = "own",
    }
}

/// A group of patients, or a field of work, that is given priority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetGroup {
    /// What it is called.
    pub names: Names,
    /// Where it comes from.
    pub origin: TargetGroupOrigin,
}

/// How much weight a body gives a target group, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", bound(serialize = "", deserialize = "N: Stored"))]
pub struct Emphasis<N: Naming = ById> {
    /// The body.
    pub body: N::Body,
    /// The target group.
    pub target_group: N::Provision,
    /// From 1, some, to 5, above all else.
    pub weight: u8,
    /// Why.
    pub reason: Option<Prose>,
}

impl<N: Naming> Emphasis<N> {
    /// The greatest weight.
    pub const WEIGHT_MAX: u8 = 5;

    /// What must hold of an emphasis by itself.
    pub fn check(&self, faults: &mut Faults) {
        if !(1..=Self::WEIGHT_MAX).contains(&self.weight) {
            faults.add("/weight", FaultKind::OutOfRange { min: 1, max: Self::WEIGHT_MAX.into() });
        }
    }

    /// The same emphasis in another way of naming, if every name is known there.
    pub fn renamed<To: Naming>(&self, names: &mut impl Renaming<N, To>, base: &str) -> Option<Emphasis<To>> {
        let body = names.body(&format!("{base}/body"), &self.body);
        let group = names.provision(&format!("{base}/targetGroup"), &self.target_group);
        Some(Emphasis { body: body?, target_group: group?, weight: self.weight, reason: self.reason.clone() })
    }
}
