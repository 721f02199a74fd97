//! Composition: whether what the charter lays down of who sits where holds on a day, and what that is said on.
//!
//! **A seat rule** is looked at unit by unit. Held seats within the numbers: *holds*. More than the greatest number:
//! *broken*, however softly the rule speaks. Fewer than the least: *broken*, or *should-not-met* by a soft rule; but
//! *unknown* where nothing was ever entered for the unit, held or vacant, past or future: then the roster is silent, and
//! silence is not an empty seat. Where no least number is stated, one holder is enough, and none is *unknown*.
//! A derived rule is silent where nothing was ever entered in the seats or offices it follows from.
//!
//! **A requirement** is looked at for each party, body, level or side it concerns, by the same measure: *holds* where
//! people meet it; where they do not, *unknown* if seat rules would meet it (or nothing is laid down at all) and the
//! roster is silent about these; otherwise *broken*, or *should-not-met* by a soft one. So a charter without any people
//! in it is never told that it holds, but is told at once what its own rules leave out. The evidence says both, what
//! the rules give and who sits. Seats for single cases meet no requirement.
//!
//! A rule's outcome is the worst of its parts, in the order broken, should-not-met, unknown, holds.
mod by_side;
mod ending;
mod held;
mod requirement;
mod vacancy;

pub use by_side::{SideSeats, seats_per_side};
pub use ending::{Ending, Trust, endings};
pub use held::{InAllFinding, UnitFinding};
pub use requirement::{Account, Concern, Lack, lacking};
pub use vacancy::{MissingDeputy, TermEnd, Vacancy, missing_deputies, terms_ending, vacancies};

use crate::seating::Seating;
use crate::words::words;
use crate::{BodyId, Date, Force, ProvisionId, Roster, Structure};

words! {
    /// Whether a rule holds, from best to worst.
    pub enum Outcome {
        /// It holds.
        Holds = "holds",
        /// It cannot be told.
        Unknown = "unknown",
        /// It should hold as far as possible, and does not.
        ShouldNotMet = "should-not-met",
        /// It must hold, and does not.
        Broken = "broken",
    }
}

impl Finding {
    /// What of it concerns one body; nothing where none of it does.
    pub fn of_body(mut self, body: BodyId) -> Option<Self> {
        if let (None, Evidence::Requirement(accounts)) = (self.body, &mut self.evidence) {
            accounts.retain(|account| match account.of {
                Concern::Body(concerned) | Concern::Side(concerned, _) => concerned == body,
                Concern::Party(_) | Concern::Level(_) => false,
            });
            self.outcome = accounts.iter().map(|account| account.outcome).max()?;
            return Some(self);
        }
        (self.body == Some(body)).then_some(self)
    }
}

impl Outcome {
    /// What it is when a rule is not met.
    const fn unmet(force: Force) -> Self {
        match force {
            Force::Hard => Self::Broken,
            Force::Soft => Self::ShouldNotMet,
        }
    }
}

/// What an outcome is said on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// Of a seat rule: its units, and all of them together where the rule limits that.
    Seats {
        /// Each unit; one without a name where the rule counts for no units.
        units: Vec<UnitFinding>,
        /// All together.
        in_all: Option<InAllFinding>,
    },
    /// Of a requirement: everyone and everything it concerns.
    Requirement(Vec<Account>),
}

/// What became of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The seat rule or requirement.
    pub provision: ProvisionId,
    /// The body it speaks of; none where it speaks of the community.
    pub body: Option<BodyId>,
    /// Whether it holds.
    pub outcome: Outcome,
    /// Why that is said.
    pub evidence: Evidence,
}

/// Every seat rule and every requirement in force on a day, and whether it holds.
pub fn composition(structure: &Structure, roster: &Roster, day: Date) -> Vec<Finding> {
    let view = View { structure, seating: Seating::new(structure, roster), day };
    let seats = structure.seat_rules_on(day).map(|(provision, rule)| {
        let (units, in_all) = view.seat_rule(provision, rule);
        let parts = units.iter().map(|unit| unit.outcome).chain(in_all.map(|all| all.outcome));
        let outcome = parts.max().unwrap_or(Outcome::Unknown);
        let evidence = Evidence::Seats { units, in_all };
        Finding { provision: provision.id, body: Some(rule.body), outcome, evidence }
    });
    let requirements = structure.requirements_on(day).map(|(provision, requirement)| {
        let accounts = view.requirement(requirement);
        // Where it concerns nobody, such as a community without municipalities, nothing can be told.
        let outcome = accounts.iter().map(|account| account.outcome).max().unwrap_or(Outcome::Unknown);
        let evidence = Evidence::Requirement(accounts);
        Finding { provision: provision.id, body: requirement.body, outcome, evidence }
    });
    seats.chain(requirements).collect()
}

/// A structure and a roster as they are on a day.
struct View<'a> {
    structure: &'a Structure,
    seating: Seating<'a>,
    day: Date,
}

#[cfg(test)]
mod tests;
