//! An area's members have days of their own: what the charter no longer names of them is ended, never removed.
use super::When;
use super::history::days_kept;
use super::steps::ended;
use crate::charter::{Charter, CharterArea, CharterBody, CharterMember, CharterParty};
use crate::{Area, FaultKind, Faults};

impl Charter {
    /// The charter in comparable order, with the members that its areas have had and it does not name, each with its last
    /// day. The entries themselves stay in their places.
    pub(super) fn with_past_members(&self, told: &[CharterArea], when: When, faults: &mut Faults) -> Self {
        let mut whole = self.clone();
        for (i, area) in whole.areas.iter_mut().enumerate() {
            if let Some(before) = told.iter().find(|before| before.key == area.key) {
                let past: Vec<_> = before
                    .members
                    .iter()
                    .filter_map(|member| kept(member, &area.members, &format!("/areas/{i}/members"), when, faults))
                    .collect();
                area.members.extend(past);
            }
            if area.members.len() > Area::MEMBERS_MAX {
                faults.add(format!("/areas/{i}/members"), FaultKind::TooLong { max: Area::MEMBERS_MAX });
            }
            area.put_in_order();
        }
        whole.parties.iter_mut().for_each(CharterParty::put_in_order);
        whole.bodies.iter_mut().for_each(CharterBody::put_in_order);
        whole
    }
}

/// What stays of a member the area has, where the charter does not itself tell of its time.
fn kept(
    old: &CharterMember,
    wanted: &[CharterMember],
    base: &str,
    when: When,
    faults: &mut Faults,
) -> Option<CharterMember> {
    let same = |member: &CharterMember| member.party == old.party && member.role == old.role;
    let lost = |member: &CharterMember, base: &str| {
        let mut lost = Faults::default();
        days_kept(old.validity, member.validity, when.today, base, &mut lost);
        lost.0
    };
    let told = |member: &&CharterMember| member.validity.overlaps(&old.validity) && lost(member, "").is_empty();
    if wanted.iter().filter(|member| same(member)).any(|member| told(&member)) {
        return None;
    }
    let validity = ended(old.validity, when.last()).unwrap_or(old.validity);
    if validity.is_never() {
        return None;
    }
    // What the charter says of the same days otherwise takes something of them away.
    let other = wanted.iter().enumerate().find(|(_, member)| same(member) && member.validity.overlaps(&validity));
    if let Some((j, member)) = other {
        faults.0.extend(lost(member, &format!("{base}/{j}")));
        return None;
    }
    Some(CharterMember { validity, ..old.clone() })
}
