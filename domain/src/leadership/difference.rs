//! Where who holds an office differs from who should.
use crate::seating::Sitting;
use crate::{Date, LeadershipRule, OfficeRole, PersonId, Presence, Turn, Unit};

use super::{InOffice, Reason, View, turn_on};

impl View<'_> {
    /// What keeps an office from being as its rule says on a day, each reason once. Nobody in it is a difference only if
    /// somebody was ever entered in it.
    pub(super) fn differences(
        &self,
        role: OfficeRole,
        rule: &LeadershipRule,
        does: &[InOffice],
        day: Date,
    ) -> Vec<Reason> {
        if does.is_empty() {
            let ever = !self.seating.offices(self.body, role).is_empty();
            return vec![if ever { Reason::Vacant } else { Reason::NothingRecorded }];
        }
        let mut reasons = Vec::new();
        for holder in does {
            if let Some(turn) = turn_on(rule, day) {
                reasons.extend(self.not_their_turn(turn, holder, day));
            }
            if let Some(other) = rule.apart_from {
                reasons.extend(too_near(holder, &self.holders(other, day)));
            }
            if role != OfficeRole::Host && holder.person.is_some() && self.sitting(holder.person, day).is_none() {
                reasons.push(Reason::WithoutSeat);
            }
        }
        reasons.sort_unstable();
        reasons.dedup();
        reasons
    }

    fn not_their_turn(&self, turn: &Turn, holder: &InOffice, day: Date) -> Option<Reason> {
        if let Some(side) = turn.side {
            return match holder.side {
                None => Some(Reason::NotTold),
                Some(theirs) => (theirs != side).then_some(Reason::WrongSide),
            };
        }
        if let Some(whole) = turn.party {
            return match holder.party {
                None => Some(Reason::NotTold),
                Some(party) => (!self.structure.is_within(party, whole)).then_some(Reason::WrongParty),
            };
        }
        let area = turn.area?;
        let seat = self.sitting(holder.person, day).and_then(|sitting| sitting.seat).and_then(|seat| seat.unit);
        if let Some(Unit::Area(theirs)) = seat {
            return (theirs != area).then_some(Reason::WrongArea);
        }
        let Some(party) = holder.party else { return Some(Reason::NotTold) };
        let mut members = self.structure.area(area).into_iter().flat_map(|area| &area.members);
        let there = members.any(|member| member.validity.holds(day) && self.structure.is_within(party, member.party));
        (!there).then_some(Reason::WrongArea)
    }

    /// Where a person sits in the body on a day, not counting seats for single cases.
    pub(super) fn sitting(&self, person: Option<PersonId>, day: Date) -> Option<Sitting> {
        let person = person?;
        let permanent = |sitting: &Sitting| {
            let rule = self.structure.seat_rule(sitting.rule);
            rule.is_some_and(|rule| rule.presence == Presence::Permanent)
        };
        let all = self.seating.of_body(self.body, day);
        all.into_iter().find(|sitting| sitting.person == Some(person) && permanent(sitting))
    }
}

/// Whether a holder is of the same side as one of another office. Nobody in the other is far enough.
fn too_near(holder: &InOffice, others: &[InOffice]) -> Option<Reason> {
    let same = |other: &InOffice| Some(other.side? == holder.side?);
    let told: Vec<_> = others.iter().map(same).collect();
    if told.contains(&Some(true)) {
        return Some(Reason::SameSide);
    }
    told.contains(&None).then_some(Reason::NotTold)
}
