//! Disclosure (offentlighet): who may see a matter, from when, and on what grounds it is withheld.
use serde::{Deserialize, Serialize};

use crate::{Date, FaultKind, Faults, Line, Side, Visibility};

/// Who may see a matter. It is public unless somebody withholds it, and whoever withholds says on what grounds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disclosure {
    /// Who may see it.
    pub visibility: Visibility,
    /// The side it belongs to, for what only one side may see.
    pub side: Option<Side>,
    /// The rule of law it is withheld under, such as `offl. § 14`; required of whatever is not public.
    pub legal_basis: Option<Line>,
    /// An embargo: the first day on which it may be public. Until then it is the body's.
    pub embargo_until: Option<Date>,
    /// The last day on which it is withheld; from the day after it is public.
    pub withheld_until: Option<Date>,
}

/// Who sees a matter on a day, before and after it opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reserve {
    /// Who sees it until it opens.
    pub kept: Visibility,
    /// The side that sees it until it opens, where it is one side's.
    pub side: Option<Side>,
    /// The first day on which it is open; none where it never opens by itself.
    pub opens_on: Option<Date>,
}

/// The first day of what has always been open; both stores keep it, and it sorts before every other.
const ALWAYS: Date = Date::constant(1, 1, 1);

impl Disclosure {
    /// What nobody withholds.
    pub const PUBLIC: Self = Self {
        visibility: Visibility::Public,
        side: None,
        legal_basis: None,
        embargo_until: None,
        withheld_until: None,
    };

    /// What must hold of it by itself.
    pub fn check(&self, base: &str, faults: &mut Faults) {
        let withheld = self.visibility != Visibility::Public;
        if (self.visibility == Visibility::Side) != self.side.is_some() {
            let kind =
                if self.side.is_some() { FaultKind::Excludes { other: "visibility" } } else { FaultKind::Required };
            faults.add(format!("{base}/side"), kind);
        }
        if withheld && self.legal_basis.is_none() {
            faults.add(format!("{base}/legalBasis"), FaultKind::Required);
        }
        if !withheld && self.withheld_until.is_some() {
            faults.add(format!("{base}/withheldUntil"), FaultKind::Excludes { other: "visibility" });
        }
        if withheld && self.embargo_until.is_some() {
            faults.add(format!("{base}/embargoUntil"), FaultKind::Excludes { other: "visibility" });
        }
    }

    /// Who sees it until when. What is public without an embargo has always been open.
    pub fn reserve(&self) -> Reserve {
        if self.visibility == Visibility::Public {
            let opens_on = Some(self.embargo_until.unwrap_or(ALWAYS));
            return Reserve { kept: Visibility::Body, side: None, opens_on };
        }
        // A last day that has no day after it never ends.
        let opens_on = self.withheld_until.and_then(|last| last.tomorrow().ok());
        Reserve { kept: self.visibility, side: self.side, opens_on }
    }
}

impl Reserve {
    /// Whether it is open on a day.
    pub fn is_open(&self, day: Date) -> bool {
        self.opens_on.is_some_and(|opens_on| opens_on <= day)
    }

    /// Who sees it on a day.
    pub fn on(&self, day: Date) -> (Visibility, Option<Side>) {
        if self.is_open(day) { (Visibility::Public, None) } else { (self.kept, self.side) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const EVE: Date = Date::constant(2026, 6, 30);
    const DAY: Date = Date::constant(2026, 7, 1);

    fn basis() -> Option<Line> {
        Line::parse("offl. § 14").ok()
    }

    #[test]
    fn what_is_withheld_names_its_grounds_and_its_side() {
        let public = || Disclosure::PUBLIC;
        let withheld = |visibility| Disclosure { visibility, legal_basis: basis(), ..public() };
        let side = Disclosure { side: Some(Side::Municipal), ..withheld(Visibility::Side) };
        for (disclosure, pointers) in [
            (public(), &[][..]),
            (Disclosure { embargo_until: Some(DAY), ..public() }, &[]),
            (Disclosure { withheld_until: Some(DAY), ..public() }, &["/withheldUntil"]),
            (Disclosure { side: Some(Side::User), ..public() }, &["/side"]),
            (Disclosure { legal_basis: None, ..withheld(Visibility::Body) }, &["/legalBasis"]),
            (withheld(Visibility::Side), &["/side"]),
            (side.clone(), &[]),
            (Disclosure { withheld_until: Some(DAY), ..side.clone() }, &[]),
            (Disclosure { embargo_until: Some(DAY), ..side }, &["/embargoUntil"]),
        ] {
            let mut faults = Faults::default();
            disclosure.check("", &mut faults);
            let told: Vec<_> = faults.0.iter().map(|fault| fault.pointer.as_str()).collect();
            assert_eq!(told, pointers, "{disclosure:?}");
        }
    }

    #[test]
    fn a_matter_opens_by_the_clock_alone() {
        let embargoed = Disclosure { embargo_until: Some(DAY), ..Disclosure::PUBLIC };
        let secret = Disclosure { visibility: Visibility::Secretariat, legal_basis: basis(), ..Disclosure::PUBLIC };
        let until = Disclosure { withheld_until: Some(EVE), ..secret.clone() };
        for (disclosure, before, after) in [
            (Disclosure::PUBLIC, Visibility::Public, Visibility::Public),
            (embargoed, Visibility::Body, Visibility::Public),
            (secret, Visibility::Secretariat, Visibility::Secretariat),
            (until, Visibility::Secretariat, Visibility::Public),
        ] {
            let reserve = disclosure.reserve();
            assert_eq!((reserve.on(EVE).0, reserve.on(DAY).0), (before, after), "{disclosure:?}");
        }
        assert!(Disclosure::PUBLIC.reserve().is_open(date(1900, 1, 1)));
    }
}
