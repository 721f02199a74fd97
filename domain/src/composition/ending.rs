//! Whose time runs out: in seats, as deputies and in offices.
use crate::{
    BodyId, Capacity, Date, MembershipId, OfficeId, OfficeRole, PartyId, PersonId, ProvisionId, Roster, Seat, Standing,
    Structure, Unit, Validity,
};

use super::vacancy::last_day;

/// What somebody's time in runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// A seat, or the deputies' list of a rule.
    Seat {
        /// The rule.
        rule: ProvisionId,
        /// The unit the seat is for.
        unit: Option<Unit>,
        /// The seat; none for a deputy to all of them.
        seat: Option<Seat>,
        /// As what.
        capacity: Capacity,
        /// The membership.
        membership: MembershipId,
    },
    /// An office.
    Office {
        /// Which.
        role: OfficeRole,
        /// Their time in it.
        office: OfficeId,
    },
}

/// Someone whose time runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// The body.
    pub body: BodyId,
    /// What of.
    pub trust: Trust,
    /// Who.
    pub person: Option<PersonId>,
    /// Whom they represent.
    pub party: Option<PartyId>,
    /// The last day.
    pub ends_on: Date,
    /// Whether the term that the rule lays down says so, and not a last day that was entered.
    pub by_term: bool,
}

/// Everyone whose time runs out from a day to another, both included: by the last day entered, or for a seat by the end
/// of the term its rule lays down, whichever comes first. By the day, seats before offices.
pub fn endings(structure: &Structure, roster: &Roster, from: Date, to: Date) -> Vec<Ending> {
    let mut found = Vec::new();
    for (provision, rule) in structure.seat_rules() {
        let held = |one: &&crate::Membership| one.rule == provision.id && one.standing == Standing::Held;
        for one in roster.memberships.iter().filter(held) {
            let Some(ends_on) = last_day(rule, one.validity, from, to) else { continue };
            let (seat, capacity, membership) = (one.seat(), one.capacity, one.id);
            let trust = Trust::Seat { rule: provision.id, unit: one.unit, seat, capacity, membership };
            let by_term = one.validity.to != Some(ends_on);
            let party = one.party.or(match one.unit {
                Some(Unit::Party(party)) => Some(party),
                _ => None,
            });
            found.push(Ending { body: rule.body, trust, person: one.person, party, ends_on, by_term });
        }
    }
    let asked = Validity { from: Some(from), to: Some(to) };
    for one in &roster.offices {
        let Some(ends_on) = one.validity.to.filter(|day| asked.holds(*day) && !one.validity.is_never()) else {
            continue;
        };
        let trust = Trust::Office { role: one.role, office: one.id };
        let (person, party) = (one.person, one.party);
        found.push(Ending { body: one.body, trust, person, party, ends_on, by_term: false });
    }
    found.sort_by_key(|ending| ending.ends_on);
    found
}
