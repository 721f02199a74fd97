//! What must hold of a meeting by itself, beside its body, and beside the body's other meetings.
use std::collections::HashSet;

use super::{DatePrecision, Meeting, MeetingState, PlannedDate};
use crate::{Body, Date, FaultKind, Faults, Item, Visibility, Words as _};

impl DatePrecision {
    /// The most days such a date may span.
    const fn days(self) -> i32 {
        match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 31,
            Self::Range => 366,
        }
    }
}

impl PlannedDate {
    /// What must hold of a date: the last day is not before the first, nor farther from it than the precision says.
    pub fn check(&self, base: &str, faults: &mut Faults) {
        let days = (self.to - self.from).get_days() + 1;
        let max = self.precision.days();
        if days < 1 {
            faults.add(format!("{base}/to"), FaultKind::DateOrder);
        } else if days > max {
            faults.add(format!("{base}/to"), FaultKind::LongerThan { days: max });
        }
    }

    /// The day, where it is known.
    pub fn day(&self) -> Option<Date> {
        (self.precision == DatePrecision::Day).then_some(self.from)
    }
}

impl Meeting {
    /// What must hold of a meeting of this body; without the body, what can be told all the same.
    pub fn check(&self, body: Option<&Body>) -> Faults {
        let mut faults = Faults::default();
        self.when.check("", &mut faults);
        for (pointer, day) in [("/from", self.when.from), ("/to", self.when.to)] {
            if body.is_some_and(|body| !body.validity.holds(day)) {
                faults.add(pointer, FaultKind::OutsideValidity);
            }
        }
        if self.ends_at.is_some() && self.ends_at <= self.starts_at {
            faults.add("/endsAt", FaultKind::TimeOrder);
        }
        match (self.visibility == Visibility::Side, self.side.is_some()) {
            (true, false) => faults.add("/side", FaultKind::Required),
            (false, true) => faults.add("/side", FaultKind::Excludes { other: "visibility" }),
            _ => {}
        }
        // Visibilities stand from the widest to the narrowest; nobody hears of a meeting of a body they do not see.
        if let Some(body) = body {
            let other_side = body.side.is_some() && self.side.is_some() && self.side != body.side;
            if self.visibility < body.visibility || other_side {
                faults.add("/visibility", FaultKind::TooWide { widest: body.visibility.word() });
            }
        }
        faults
    }
}

/// What is wrong with meetings that are planned together, beside those a body has already: it meets once a day.
pub fn check_plan(body: Option<&Body>, planned: &[Meeting], existing: &[Meeting]) -> Faults {
    let mut faults = Faults::default();
    let taken: HashSet<Date> = existing
        .iter()
        .filter(|other| body.is_some_and(|body| body.id == other.body) && other.state != MeetingState::Cancelled)
        .filter_map(|other| other.when.day())
        .collect();
    let mut earlier = HashSet::new();
    for (i, meeting) in planned.iter().enumerate() {
        let base = format!("/meetings/{i}");
        let own = meeting.check(body).0.into_iter();
        faults.0.extend(own.map(|fault| crate::Fault { pointer: format!("{base}{}", fault.pointer), ..fault }));
        if let Some(day) = meeting.when.day() {
            if taken.contains(&day) {
                faults.add(format!("{base}/from"), FaultKind::Taken);
            }
            if !earlier.insert(day) {
                faults.add(format!("{base}/from"), FaultKind::Duplicate);
            }
        }
    }
    faults
}

/// What is wrong with an agenda that takes the place of another: an item it names is one of those that stand there, takes
/// up what it took up, and nothing is taken up twice.
pub fn check_agenda(old: &[Item], new: &[Item]) -> Faults {
    let mut faults = Faults::default();
    for (i, item) in new.iter().enumerate() {
        let (earlier, base) = (&new[..i], format!("/items/{i}"));
        if earlier.iter().any(|other| other.id == item.id) {
            faults.add(format!("{base}/id"), FaultKind::Duplicate);
        }
        if item.stop.is_some() && earlier.iter().any(|other| other.stop == item.stop) {
            faults.add(format!("{base}/case"), FaultKind::Duplicate);
        }
        if old.iter().any(|before| before.id == item.id && before.stop != item.stop) {
            faults.add(format!("{base}/case"), FaultKind::Immutable);
        }
        match (&item.stop, &item.title) {
            (None, None) => faults.add(format!("{base}/title"), FaultKind::Required),
            (Some(_), Some(_)) => faults.add(format!("{base}/title"), FaultKind::Excludes { other: "case" }),
            _ => {}
        }
    }
    faults
}
