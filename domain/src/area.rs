//! Areas: municipalities grouped, often around a hospital (områdeutval, lokal arena, helseregion).
use serde::Serialize;

use crate::party::history_kept;
use crate::words::words;
use crate::{AreaId, Date, FaultKind, Faults, Instant, Key, Names, PartyId, Provenance, Validity, Visibility};

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

    /// What must hold of an area by itself: dates in order, and no party twice in one role at one time.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        self.validity.check("", &mut faults);
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
