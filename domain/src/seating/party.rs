//! Where a party sits: every seat that is its own, its area's or one it shares, and everyone who represents it.
use crate::words::words;
use crate::{BodyId, Date, PartyId, Per, Provision, ProvisionId, Roster, SeatRule, Structure, Unit};

use super::{SeatRange, Seating, Sitting, counts_for, units};

words! {
    /// How seats concern a party.
    pub enum Claim {
        /// They are for the party itself.
        Own = "own",
        /// They are for an area the party belongs to.
        Area = "area",
        /// They are shared by several, and the party is one of them.
        Shared = "shared",
        /// They are not for the party, but someone in them represents it.
        Represented = "represented",
    }
}

/// Seats of one unit, or a whole rule, that concern a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartySeats {
    /// The body.
    pub body: BodyId,
    /// The rule.
    pub rule: ProvisionId,
    /// The unit the seats are for, where there is one.
    pub unit: Option<Unit>,
    /// How they concern the party.
    pub claim: Claim,
    /// How many the rule gives; none where the party is only represented.
    pub seats: SeatRange,
    /// Who sits in them; only those who represent the party, where it is only represented.
    pub sittings: Vec<Sitting>,
}

/// Where a party sits on a day, rule by rule.
pub fn seats_of_party(structure: &Structure, roster: &Roster, party: PartyId, day: Date) -> Vec<PartySeats> {
    let seating = Seating::new(structure, roster);
    let rules = structure.seat_rules_on(day);
    rules.flat_map(|(provision, rule)| by_rule(structure, &seating, (provision, rule), party, day)).collect()
}

fn by_rule(
    structure: &Structure,
    seating: &Seating,
    (provision, rule): (&Provision, &SeatRule),
    party: PartyId,
    day: Date,
) -> Vec<PartySeats> {
    let all = seating.of_rule(provision, day);
    let entry =
        |unit, claim, seats, sittings| PartySeats { body: rule.body, rule: provision.id, unit, claim, seats, sittings };
    let mut found: Vec<PartySeats> = Vec::new();
    for unit in units(structure, provision, day) {
        let Some(claim) = claim_on(structure, rule, unit, party, day) else { continue };
        let theirs = all.iter().filter(|sitting| sitting.seat.is_some_and(|seat| seat.unit == unit));
        found.push(entry(unit, claim, counts_for(rule, unit).into(), theirs.cloned().collect()));
    }
    let told = |sitting: &Sitting| found.iter().any(|seats| seats.sittings.contains(sitting));
    let speaking = all.iter().filter(|sitting| sitting.party == Some(party) && !told(sitting));
    let speaking: Vec<Sitting> = speaking.cloned().collect();
    if !speaking.is_empty() {
        found.push(entry(None, Claim::Represented, SeatRange::NONE, speaking));
    }
    found
}

/// How the seats of a rule's unit concern a party on a day, if they do.
pub(crate) fn claim_on(
    structure: &Structure,
    rule: &SeatRule,
    unit: Option<Unit>,
    party: PartyId,
    day: Date,
) -> Option<Claim> {
    match unit {
        Some(Unit::Party(unit)) => (unit == party).then_some(Claim::Own),
        Some(Unit::Area(area)) => structure.area_holds(area, party, rule, day).then_some(Claim::Area),
        None => (rule.per == Per::Shared && rule.parties.contains(&party)).then_some(Claim::Shared),
    }
}

impl Structure {
    /// Whether a party belongs to an area on the rule's side: the municipal seat of an area is not its hospital's.
    fn area_holds(&self, area: crate::AreaId, party: PartyId, rule: &SeatRule, day: Date) -> bool {
        let of_side = self.party(party).is_some_and(|party| party.side == rule.side);
        let members = self.area(area).into_iter().flat_map(|area| &area.members);
        of_side && members.into_iter().any(|member| member.party == party && member.validity.holds(day))
    }
}
