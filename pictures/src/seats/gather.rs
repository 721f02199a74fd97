//! The seats of a body, rule by rule: what each is called and whether it is held.
use domain::seating::{Sitting, sittings, slots};
use domain::{
    BodyId, Capacity, Per, Presence, Provision, Roster, Rule, Seat, SeatKind, SeatRule, Side, Standing, Structure, Unit,
};

use crate::Frame;
use crate::words::{self, Words, said};

/// Whether a seat is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    Held,
    Clarifying,
    Vacant,
    /// Nothing is entered.
    Unknown,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Held, Self::Clarifying, Self::Vacant, Self::Unknown];

    pub const fn words(self) -> Words {
        match self {
            Self::Held => words::HELD,
            Self::Clarifying => words::CLARIFYING,
            Self::Vacant => words::VACANT,
            Self::Unknown => words::UNKNOWN,
        }
    }
}

/// How a seat comes about; seats differ in their borders by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    Own,
    Derived,
    PerCase,
}

/// One seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chair {
    pub label: String,
    pub state: State,
}

/// The seats of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub title: String,
    pub note: Option<String>,
    pub side: Side,
    pub observer: bool,
    pub origin: Origin,
    pub chairs: Vec<Chair>,
}

/// The seats of a body by its rules, those for every meeting first.
pub(super) fn groups(frame: Frame<'_>, structure: &Structure, roster: &Roster, body: BodyId) -> Vec<Group> {
    let held = sittings(structure, roster, frame.day);
    let gather = Gather { frame, structure, roster, held: &held };
    let of_body = structure.seat_rules_on(frame.day).filter(|(_, rule)| rule.body == body);
    let mut rules: Vec<_> = of_body.collect();
    rules.sort_by_key(|(provision, rule)| (rule.presence == Presence::PerCase, &provision.key));
    rules.into_iter().map(|(provision, rule)| gather.group(provision, rule)).collect()
}

struct Gather<'a> {
    frame: Frame<'a>,
    structure: &'a Structure,
    roster: &'a Roster,
    held: &'a [Sitting],
}

impl Gather<'_> {
    fn group(&self, provision: &Provision, rule: &SeatRule) -> Group {
        let say = |words| said(words, self.frame.language);
        let chairs = self.chairs(provision, rule, self.structure.provisions.len());
        let source = rule.derived_from.as_ref().and_then(|source| self.source_of(source.seat_rule?));
        let shared = (rule.per == Per::Shared).then(|| {
            let names = rule.parties.iter().filter_map(|id| self.party(*id)).collect::<Vec<_>>();
            format!("{} {}", say(words::SHARED), names.join(", "))
        });
        let open = chairs.is_empty().then(|| say(words::NO_NUMBER).to_owned());
        let notes: Vec<String> = source.into_iter().chain(shared).chain(open).collect();
        Group {
            title: self.frame.name(&rule.names).to_owned(),
            note: (!notes.is_empty()).then(|| notes.join(". ")),
            side: rule.side,
            observer: rule.kind == SeatKind::Observer,
            origin: match (rule.presence, rule.per) {
                (Presence::PerCase, _) => Origin::PerCase,
                (_, Per::Derived) => Origin::Derived,
                _ => Origin::Own,
            },
            chairs,
        }
    }

    /// `steps` ends a circle of rules derived from each other.
    fn chairs(&self, provision: &Provision, rule: &SeatRule, steps: usize) -> Vec<Chair> {
        let mut chairs =
            if rule.per == Per::Derived { self.derived(provision, rule, steps) } else { self.own(provision, rule) };
        if rule.per == Per::Derived {
            // What it follows from may not be seen; how many there are is said by the rule itself.
            for number in chairs.len()..usize::from(rule.count.min.unwrap_or(0)) {
                chairs.push(Chair { label: self.numbered(rule, number + 1, 2), state: State::Unknown });
            }
        }
        chairs
    }

    fn own(&self, provision: &Provision, rule: &SeatRule) -> Vec<Chair> {
        let mut seats: Vec<Seat> =
            slots(self.structure, provision, self.frame.day).iter().map(|slot| slot.seat).collect();
        // Where no greatest number is stated, more may sit than can be told beforehand.
        for sitting in self.held.iter().filter(|sitting| sitting.rule == provision.id) {
            seats.extend(sitting.seat.filter(|seat| !seats.contains(seat)));
        }
        let of_unit = |unit| seats.iter().filter(|seat| seat.unit == unit).count();
        let chair = |seat: &Seat| {
            let of_unit = of_unit(seat.unit);
            let label = match seat.unit.and_then(|unit| self.unit(unit)) {
                Some(name) if of_unit > 1 => format!("{name} {}", seat.number),
                Some(name) => name.to_owned(),
                None => {
                    let sitting = self.held.iter().find(|sitting| sitting.seat == Some(*seat));
                    let party = sitting.and_then(|sitting| self.party(sitting.party?));
                    party.map_or_else(|| self.numbered(rule, seat.number.into(), of_unit), str::to_owned)
                }
            };
            Chair { label, state: self.state(*seat) }
        };
        seats.iter().map(chair).collect()
    }

    fn derived(&self, provision: &Provision, rule: &SeatRule, steps: usize) -> Vec<Chair> {
        let Some((source, left)) = rule.derived_from.as_ref().zip(steps.checked_sub(1)) else { return Vec::new() };
        if let Some(other) = source.seat_rule.and_then(|id| self.structure.provision(id)) {
            return match &other.rule {
                Rule::SeatRule(of) if other.validity.holds(self.frame.day) => self.chairs(other, of, left),
                _ => Vec::new(),
            };
        }
        let Some(role) = source.office else { return Vec::new() };
        let bodies = self.structure.bodies_on(self.frame.day);
        let bodies = bodies.filter(|body| source.body == Some(body.id) || source.body_type == Some(body.body_type));
        let chair = |body: &domain::Body| {
            let there = |sitting: &Sitting| sitting.rule == provision.id && sitting.from == Some((body.id, role));
            let state = if self.held.iter().any(there) { State::Held } else { State::Unknown };
            let office = said(words::office(role), self.frame.language);
            Chair { label: format!("{office}, {}", self.short(body)), state }
        };
        bodies.map(chair).collect()
    }

    fn state(&self, seat: Seat) -> State {
        let named = self.roster.memberships.iter().filter(|membership| {
            membership.capacity == Capacity::Member
                && membership.validity.holds(self.frame.day)
                && membership.seat() == Some(seat)
        });
        let state = named.map(|membership| match membership.standing {
            Standing::Held => State::Held,
            Standing::Clarifying => State::Clarifying,
            Standing::Vacant => State::Vacant,
        });
        state.min().unwrap_or(State::Unknown)
    }

    fn numbered(&self, rule: &SeatRule, number: usize, of: usize) -> String {
        let what = rule.category.map_or(words::SEAT, words::category);
        let what = said(what, self.frame.language);
        if of > 1 { format!("{what} {number}") } else { what.to_owned() }
    }

    /// Where a derived seat's holder sits first.
    fn source_of(&self, rule: domain::ProvisionId) -> Option<String> {
        let Rule::SeatRule(rule) = &self.structure.provision(rule)?.rule else { return None };
        let body = self.structure.body(rule.body)?;
        let from = said(words::FROM, self.frame.language);
        Some(format!("{from} {}: {}", self.short(body), self.frame.name(&rule.names)))
    }

    fn short<'b>(&self, body: &'b domain::Body) -> &'b str {
        body.abbreviation.as_ref().map_or_else(|| self.frame.name(&body.names), domain::Line::as_str)
    }

    fn unit(&self, unit: Unit) -> Option<&str> {
        match unit {
            Unit::Area(id) => self.structure.area(id).map(|area| self.frame.name(&area.names)),
            Unit::Party(id) => self.party(id),
        }
    }

    fn party(&self, id: domain::PartyId) -> Option<&str> {
        self.structure.party(id).map(|party| self.frame.name(&party.names))
    }
}
