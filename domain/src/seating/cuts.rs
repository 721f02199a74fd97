//! The days on which something may change. Between two of them all stays as it is, so that whatever must hold on every
//! day needs to be looked at on these alone.
use std::collections::BTreeSet;

use crate::{Date, Days, Roster, Structure, Validity};

/// The first day of each validity, and the first day after it.
pub(crate) fn cuts(validities: impl IntoIterator<Item = Validity>) -> BTreeSet<Date> {
    let ends = |v: Validity| [v.from, v.to.and_then(|to| to.checked_add(Days::new(1)).ok())];
    validities.into_iter().filter(|v| !v.is_never()).flat_map(ends).flatten().collect()
}

/// The first day of a validity and every cut within it; nothing where no day is left.
pub(crate) fn days_to_look_at(within: Validity, cuts: &BTreeSet<Date>) -> Vec<Date> {
    if within.is_never() {
        return Vec::new();
    }
    let first = within.from.unwrap_or(Date::MIN);
    std::iter::once(first).chain(cuts.iter().copied().filter(|day| *day > first && within.holds(*day))).collect()
}

/// Whether a validity begins before another, and whether it ends after it.
pub(crate) fn reaches_outside(inner: Validity, outer: Validity) -> (bool, bool) {
    let before = outer.from.is_some_and(|outer| inner.from.is_none_or(|from| from < outer));
    let after = outer.to.is_some_and(|outer| inner.to.is_none_or(|to| to > outer));
    (before, after)
}

impl Structure {
    /// When everything in it is in force, area members included.
    pub(crate) fn validities(&self) -> impl Iterator<Item = Validity> {
        let areas = self
            .areas
            .iter()
            .flat_map(|area| std::iter::once(area.validity).chain(area.members.iter().map(|member| member.validity)));
        let bodies = self.bodies.iter().map(|body| body.validity);
        let provisions = self.provisions.iter().map(|provision| provision.validity);
        self.parties.iter().map(|party| party.validity).chain(areas).chain(bodies).chain(provisions)
    }
}

impl Roster {
    /// When everything in it is in force.
    pub(crate) fn validities(&self) -> impl Iterator<Item = Validity> {
        let offices = self.offices.iter().map(|office| office.validity);
        self.memberships.iter().map(|membership| membership.validity).chain(offices)
    }
}
