//! Areas: municipalities grouped, often around a hospital (områdeutval, lokal arena, helseregion).
use serde::{Deserialize, Serialize};

use crate::party::history_kept;
use crate::words::words;
use crate::{
    AreaId, Date, FaultKind, Faults, Instant, Key, Names, PartyId, Provenance, Validity, Visibility, Words as _,
};

words! {
    /// What a party is to an area.
    pub enum AreaRole {
        /// A municipality of the area.
        Municipality = "municipality",
        /// The hospital the area lies around, or another provider that serves it.
        Hospital = "hospital",
    }
}

/// A party's place in an area, with its dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaMember {
    /// The party.
    pub party: PartyId,
    /// What it is to the area.
    pub role: AreaRole,
    /// When it belongs to the area.
    pub validity: Validity,
    /// Where the fact comes from.
    pub provenance: Provenance,
}

/// A group of municipalities that cooperate locally, with the hospitals that serve them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Its id.
    pub id: AreaId,
    /// Its short name; never changes.
    pub key: Key,
    /// Its name.
    pub names: Names,
    /// Who belongs to it and when.
    pub members: Vec<AreaMember>,
    /// When it exists.
    pub validity: Validity,
    /// Who may see it.
    pub visibility: Visibility,
    /// Where the facts come from.
    pub provenance: Provenance,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub changed_at: Instant,
    /// Counts its changes from 1; the strong tag.
    pub version: i32,
}

impl Area {
    /// The most members an area may have, past ones included.
    pub const MEMBERS_MAX: usize = 200;

    /// What must hold of an area by itself: dates in order, no party twice in one role at one time, and somebody who
    /// sees it: an area brings the sides together, so it is never one side's.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        self.validity.check("", &mut faults);
        if self.visibility == Visibility::Side {
            let known = Visibility::ALL.iter().filter(|visibility| **visibility != Visibility::Side);
            faults.add("/visibility", FaultKind::UnknownWord { known: known.map(ToString::to_string).collect() });
        }
        for (i, member) in self.members.iter().enumerate() {
            let base = format!("/members/{i}");
            member.validity.check(&base, &mut faults);
            let twice = |earlier: &AreaMember| {
                earlier.party == member.party
                    && earlier.role == member.role
                    && earlier.validity.overlaps(&member.validity)
            };
            if self.members[..i].iter().any(twice) {
                faults.add(base, FaultKind::Duplicate);
            }
        }
        faults.into_result()
    }

    /// What a change may not undo: a membership that has begun stays, with its first day.
    pub fn check_change(&self, new: &Self, today: Date) -> Result<(), Faults> {
        let mut faults = new.check().err().unwrap_or_default();
        history_kept(self.validity, new.validity, "", today, &mut faults);
        for old in self.members.iter().filter(|member| member.validity.has_begun(today)) {
            let kept = new.members.iter().any(|member| {
                member.party == old.party
                    && member.role == old.role
                    && member.validity.from == old.validity.from
                    && (old.validity.to.is_none_or(|to| to >= today) || member.validity.to == old.validity.to)
            });
            if !kept {
                faults.add("/members", FaultKind::HistoryRewritten);
                break;
            }
        }
        faults.into_result()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Line, Verification};
    use jiff::civil::date;

    const PROVENANCE: Provenance = Provenance { verification: Verification::Synthetic, note: None };

    fn area(visibility: Visibility, members: Vec<AreaMember>) -> Area {
        let name = Line::parse("Nordhordland").expect("a line");
        let at = Instant::parse("2026-01-01T00:00:00Z").expect("an instant");
        Area {
            id: AreaId::fresh(),
            key: Key::parse("nordhordland").expect("a key"),
            names: Names { nb: name.clone(), nn: name },
            members,
            validity: Validity::ALWAYS,
            visibility,
            provenance: PROVENANCE,
            created_at: at,
            changed_at: at,
            version: 1,
        }
    }

    fn member(party: PartyId, from: Option<Date>, to: Option<Date>) -> AreaMember {
        AreaMember { party, role: AreaRole::Municipality, validity: Validity { from, to }, provenance: PROVENANCE }
    }

    fn faults(checked: Result<(), Faults>) -> Vec<(String, &'static str)> {
        let faults = checked.err().unwrap_or_default().0;
        faults.into_iter().map(|fault| (fault.pointer, fault.kind.code())).collect()
    }

    #[test]
    fn an_area_is_never_one_sides() {
        for &visibility in Visibility::ALL {
            let wrong = visibility == Visibility::Side;
            let wanted = wrong.then(|| ("/visibility".to_owned(), "unknown-word"));
            assert_eq!(faults(area(visibility, Vec::new()).check()), Vec::from_iter(wanted), "{visibility}");
        }
    }

    #[test]
    fn a_membership_that_has_begun_is_ended_and_never_removed() {
        let (party, other, today) = (PartyId::fresh(), PartyId::fresh(), date(2026, 6, 1));
        let (past, ended, future) = (date(2024, 1, 1), date(2025, 12, 31), date(2027, 1, 1));
        let with = |members| area(Visibility::Public, members);
        for (old, new, kept) in [
            (member(party, Some(past), None), vec![member(party, Some(past), Some(today))], true),
            (member(party, Some(past), None), vec![], false),
            (member(party, Some(past), None), vec![member(party, Some(today), None)], false),
            (member(party, Some(past), None), vec![member(other, Some(past), None)], false),
            (member(party, None, Some(ended)), vec![member(party, None, Some(ended))], true),
            (member(party, None, Some(ended)), vec![member(party, None, None)], false),
            (member(party, Some(future), None), vec![], true),
        ] {
            let wanted = (!kept).then(|| ("/members".to_owned(), "history-rewritten"));
            let told = faults(with(vec![old.clone()]).check_change(&with(new.clone()), today));
            assert_eq!(told, Vec::from_iter(wanted), "{old:?} to {new:?}");
        }
    }
}
