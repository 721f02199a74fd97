//! Memberships (medlemskap): who holds which seat and when, or that nobody does.
use serde::{Deserialize, Serialize};

use crate::party::history_kept;
use crate::seating::reaches_outside;
use crate::words::words;
use crate::{
    AreaId, Category, Date, FaultKind, Faults, Instant, Line, MembershipId, PartyId, PersonId, ProvisionId, Validity,
};

words! {
    /// In what capacity someone is named to a seat.
    pub enum Capacity {
        /// As its holder.
        Member = "member",
        /// As deputy (vara) of its holder.
        Deputy = "deputy",
    }
}

words! {
    /// Whether a seat is filled.
    pub enum Standing {
        /// Someone holds it.
        Held = "held",
        /// It is known to be empty.
        Vacant = "vacant",
        /// Under avklaring: whoever is named does not hold it yet.
        Clarifying = "clarifying",
    }
}

/// The unit a seat is for, where its rule counts seats for units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// An area.
    Area(AreaId),
    /// A municipality or another party.
    Party(PartyId),
}

/// One seat: the `number`-th that a rule gives a unit, counted from 1. Seats follow from rules, areas and parties; they
/// are never entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Seat {
    /// The rule.
    pub rule: ProvisionId,
    /// The unit.
    pub unit: Option<Unit>,
    /// Its number within the unit.
    pub number: u16,
}

/// Someone's time in a seat, or as deputy to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Membership {
    /// Its id.
    pub id: MembershipId,
    /// The rule that gives the seat.
    pub rule: ProvisionId,
    /// The unit the seat is for.
    pub unit: Option<Unit>,
    /// The seat's number within the unit; none for a deputy to all seats of the rule (varaliste).
    pub number: Option<u16>,
    /// As what.
    pub capacity: Capacity,
    /// The deputy's place in the order (1. vara, 2. vara).
    pub order: Option<u8>,
    /// Whether anyone holds it.
    pub standing: Standing,
    /// Who.
    pub person: Option<PersonId>,
    /// Whom they represent.
    pub party: Option<PartyId>,
    /// What they do elsewhere, such as kommunedirektør.
    pub category: Option<Category>,
    /// The days a deputy, or an attendee of single cases, is called for; without them such a seat gives no right.
    pub called: Vec<Validity>,
    /// A remark, such as the case somebody is called for.
    pub note: Option<Line>,
    /// From the first day to the last.
    pub validity: Validity,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub changed_at: Instant,
    /// Counts its changes from 1; the strong tag.
    pub version: i32,
}

impl Membership {
    /// The most times one may be called.
    pub const CALLS_MAX: usize = 100;

    /// The seat, for those who are named to one.
    pub fn seat(&self) -> Option<Seat> {
        self.number.map(|number| Seat { rule: self.rule, unit: self.unit, number })
    }

    /// The same with another last day: nobody is called for a day after it.
    #[must_use]
    pub fn ended(&self, validity: Validity) -> Self {
        let called = self.called.iter().filter_map(|days| days.within(&validity)).collect();
        Self { called, validity, ..self.clone() }
    }

    /// Whether a change takes days away and gives no one anything: then nothing it stands beside can be in its way.
    pub fn only_shortens(&self, new: &Self) -> bool {
        let place = |of: &Self| (of.rule, of.unit, of.number, of.capacity, of.order, of.standing, of.person, of.party);
        place(self) == place(new) && reaches_outside(new.validity, self.validity) == (false, false)
    }

    /// What must hold of a membership by itself.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        self.validity.check("", &mut faults);
        match (self.standing, self.person.is_some()) {
            (Standing::Held, false) => faults.add("/person", FaultKind::Required),
            (Standing::Vacant, true) => faults.add("/person", FaultKind::Excludes { other: "standing" }),
            _ => {}
        }
        if self.capacity == Capacity::Member {
            if self.number.is_none() {
                faults.add("/number", FaultKind::Required);
            }
            if self.order.is_some() {
                faults.add("/order", FaultKind::Excludes { other: "capacity" });
            }
        }
        if self.number == Some(0) {
            faults.add("/number", FaultKind::OutOfRange { min: 1, max: u16::MAX.into() });
        }
        if self.order == Some(0) {
            faults.add("/order", FaultKind::OutOfRange { min: 1, max: u8::MAX.into() });
        }
        for (i, days) in self.called.iter().enumerate() {
            let base = format!("/called/{i}");
            days.check(&base, &mut faults);
            for (member, day) in [("validFrom", days.from), ("validTo", days.to)] {
                match day {
                    None => faults.add(format!("{base}/{member}"), FaultKind::Required),
                    Some(day) if !self.validity.holds(day) => {
                        faults.add(format!("{base}/{member}"), FaultKind::DateOrder);
                    }
                    Some(_) => {}
                }
            }
        }
        faults.into_result()
    }

    /// What a change may not undo: what has begun keeps its first day, its seat and its person.
    pub fn check_change(&self, new: &Self, today: Date) -> Result<(), Faults> {
        let mut faults = new.check().err().unwrap_or_default();
        history_kept(self.validity, new.validity, "", today, &mut faults);
        if self.validity.has_begun(today) {
            let same = |old: bool, pointer: &str, faults: &mut Faults| {
                if !old {
                    faults.add(pointer, FaultKind::HistoryRewritten);
                }
            };
            same(self.rule == new.rule, "/seatRule", &mut faults);
            same(self.unit == new.unit, "/unit", &mut faults);
            same(self.number == new.number, "/number", &mut faults);
            same(self.capacity == new.capacity, "/capacity", &mut faults);
            same(self.standing != Standing::Held || self.standing == new.standing, "/standing", &mut faults);
            same(self.standing != Standing::Held || self.person == new.person, "/person", &mut faults);
        }
        faults.into_result()
    }
}
