//! What a charter may not undo, since it has been in force.
//!
//! A structure keeps what it said on every day that is past, so a charter may correct, change and reopen what has begun.
//! It may not say of a day that has been that something was not in force then: that is ended, never taken away.
use crate::{Body, Date, FaultKind, Faults, Provision, Validity};

/// Notes which days of `old` that have been `new` takes away: a first day that moves later, or a last day that moves to
/// before yesterday. What has ended may be given a new time after its old one.
pub(super) fn days_kept(old: Validity, new: Validity, today: Date, base: &str, faults: &mut Faults) {
    if old.is_never() || !old.has_begun(today) {
        return;
    }
    let yesterday = today.yesterday().unwrap_or(today);
    let last = old.to.map_or(yesterday, |to| to.min(yesterday));
    let ended = old.to.is_some_and(|to| to < today);
    if ended && new.from.is_some_and(|from| from > last) {
        return;
    }
    // An open first day is the earliest of all, which `None` is among `Option`s.
    if new.from > old.from {
        faults.add(format!("{base}/validFrom"), FaultKind::HistoryRewritten);
    }
    if new.to.is_some_and(|to| to < last) {
        faults.add(format!("{base}/validTo"), FaultKind::HistoryRewritten);
    }
}

/// What never changes in an entry of this kind.
pub(super) trait Lasting {
    fn keeps(&self, new: &Self, base: &str, faults: &mut Faults);
}

impl Lasting for crate::Party {
    fn keeps(&self, _: &Self, _: &str, _: &mut Faults) {}
}

impl Lasting for crate::Area {
    fn keeps(&self, _: &Self, _: &str, _: &mut Faults) {}
}

impl Lasting for Body {
    /// A mandate is replaced, never taken back.
    fn keeps(&self, new: &Self, base: &str, faults: &mut Faults) {
        if self.mandate.is_some() && new.mandate.is_none() {
            faults.add(format!("{base}/mandate"), FaultKind::HistoryRewritten);
        }
    }
}

impl Lasting for Provision {
    /// A provision stays of its kind and with its body.
    fn keeps(&self, new: &Self, base: &str, faults: &mut Faults) {
        if self.rule.kind() != new.rule.kind() {
            // In a charter the kind is the list; what is wrong is that another kind has the key.
            faults.add(format!("{base}/key"), FaultKind::KeyTaken);
        } else if self.rule.body() != new.rule.body() {
            faults.add(format!("{base}/body"), FaultKind::Immutable);
        }
    }
}
