//! Requirements: who or what each concerns, what the rules give them, and who sits.
use std::collections::BTreeMap;

use crate::seating::{SeatRange, Seating, Sitting, claim_on, counts_for, range_of, units};
use crate::{
    Body, BodyId, BodyType, Category, Date, PartyId, Presence, Provision, Requirement, RequirementKind, Roster,
    SeatKind, SeatRule, Side, Structure, Unit,
};

use super::held::number;
use super::{Outcome, View};

/// Whom or what a requirement concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Concern {
    /// A party.
    Party(PartyId),
    /// A body.
    Body(BodyId),
    /// A level.
    Level(u8),
    /// A side in a body.
    Side(BodyId, Side),
}

/// What became of a requirement for one it concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// Whom or what.
    pub of: Concern,
    /// Whether it is met.
    pub outcome: Outcome,
    /// How many seats the rules give.
    pub seats: SeatRange,
    /// How many sit.
    pub held: u32,
}

/// A body in which nobody of a category sits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lack {
    /// The body.
    pub body: BodyId,
    /// How many seats the rules give someone of the category.
    pub seats: SeatRange,
    /// Whether that is known: either no seat is theirs, or something was entered for those that are.
    pub known: bool,
}

/// The bodies in which nobody of a category sits on a day, of those in which the sides meet to decide or advise.
pub fn lacking(structure: &Structure, roster: &Roster, day: Date, category: Category) -> Vec<Lack> {
    let view = View { structure, seating: Seating::new(structure, roster), day };
    let laid = view.laid();
    let lack = |body: &Body| {
        let account = view.has(&laid, &[body.id], category, Concern::Body(body.id), Outcome::Broken);
        let known = account.outcome != Outcome::Unknown;
        (account.outcome != Outcome::Holds).then_some(Lack { body: body.id, seats: account.seats, known })
    };
    view.cooperating().filter_map(lack).collect()
}

/// A rule of permanent seats, with those who sit by it.
struct Laid<'a> {
    provision: &'a Provision,
    rule: &'a SeatRule,
    units: Vec<Option<Unit>>,
    sittings: Vec<Sitting>,
}

impl View<'_> {
    pub(super) fn requirement(&self, requirement: &Requirement) -> Vec<Account> {
        let laid = self.laid();
        let unmet = Outcome::unmet(requirement.force);
        match (requirement.kind, requirement.category, requirement.body) {
            (RequirementKind::EveryMunicipality, _, _) => self.every_municipality(&laid, unmet),
            (RequirementKind::InEveryBody, Some(category), _) => {
                let of_body = |body: &Body| self.has(&laid, &[body.id], category, Concern::Body(body.id), unmet);
                self.cooperating().map(of_body).collect()
            }
            (RequirementKind::AtEveryLevel, Some(category), _) => {
                let mut levels: BTreeMap<u8, Vec<BodyId>> = BTreeMap::new();
                self.cooperating().for_each(|body| levels.entry(body.level).or_default().push(body.id));
                let of_level = |(level, bodies): (u8, Vec<BodyId>)| {
                    self.has(&laid, &bodies, category, Concern::Level(level), unmet)
                };
                levels.into_iter().map(of_level).collect()
            }
            (RequirementKind::AtLeast, Some(category), Some(body)) => {
                vec![self.at_least(&laid, requirement, category, body)]
            }
            (RequirementKind::EqualSides, _, Some(body)) => self.equal_sides(&laid, body, unmet),
            // `Requirement::check` lets no other pass.
            _ => Vec::new(),
        }
    }

    fn laid(&self) -> Vec<Laid<'_>> {
        let permanent = self.structure.seat_rules_on(self.day).filter(|(_, rule)| rule.presence == Presence::Permanent);
        let with = |(provision, rule)| Laid {
            provision,
            rule,
            units: units(self.structure, provision, self.day),
            sittings: self.seating.of_rule(provision, self.day),
        };
        permanent.map(with).collect()
    }

    /// The bodies in which the sides meet to decide or advise. Not among them are bodies of one side, the secretariat,
    /// and working groups, networks and executive committees, which are put together for their task.
    fn cooperating(&self) -> impl Iterator<Item = &Body> {
        use BodyType as T;
        self.structure.bodies_on(self.day).filter(|body| {
            body.side.is_none()
                && !matches!(
                    body.body_type,
                    T::Secretariat | T::WorkingGroup | T::Network | T::ExecutiveCommittee | T::Caucus
                )
        })
    }

    /// A municipality sits where a seat of its own, of its area or that it shares is held, and where somebody represents
    /// it in any other. Meetings of one side alone do not count, nor does the secretariat.
    fn every_municipality(&self, laid: &[Laid], unmet: Outcome) -> Vec<Account> {
        let represents = |one: &Laid| {
            let body = self.structure.body(one.rule.body);
            body.is_some_and(|body| body.side.is_none() && body.body_type != BodyType::Secretariat)
        };
        let account = |party| {
            let (mut seats, mut held, mut silent) = (SeatRange::NONE, 0, true);
            for Laid { provision, rule, units, sittings } in laid.iter().filter(|one| represents(one)) {
                let claimed = |unit: &Option<Unit>| claim_on(self.structure, rule, *unit, party, self.day).is_some();
                let theirs: Vec<Option<Unit>> = units.iter().copied().filter(claimed).collect();
                for unit in &theirs {
                    seats = seats.plus(counts_for(rule, *unit).into());
                    silent &= !self.is_recorded(provision, *unit);
                }
                let sits = |sitting: &&Sitting| {
                    sitting.party == Some(party) || sitting.seat.is_some_and(|seat| theirs.contains(&seat.unit))
                };
                held += number(sittings.iter().filter(sits).count());
            }
            let outcome = told(held > 0, seats.gives_any() && silent, unmet);
            Account { of: Concern::Party(party), outcome, seats, held }
        };
        self.structure.municipalities_on(self.day).map(account).collect()
    }

    /// Someone of a category in at least one of some bodies.
    fn has(&self, laid: &[Laid], bodies: &[BodyId], category: Category, of: Concern, unmet: Outcome) -> Account {
        let here = || laid.iter().filter(|one| bodies.contains(&one.rule.body));
        let giving = || here().filter(|one| one.rule.category == Some(category));
        let seats = giving()
            .map(|one| range_of(self.structure, one.provision, self.day))
            .fold(SeatRange::NONE, SeatRange::plus);
        let held = here().map(|one| one.of_category(category)).sum();
        // A body whose seats are not laid down at all may have anyone in it.
        let unsaid = bodies.iter().any(|body| !here().any(|one| one.rule.body == *body));
        let silent = !giving().any(|one| self.is_recorded_at_all(one.provision));
        let outcome = told(held > 0, unsaid || (seats.gives_any() && silent), unmet);
        Account { of, outcome, seats, held }
    }

    /// At least so many members of a category, on one side or all. Those of whom no source says what they do elsewhere
    /// may be of it.
    fn at_least(&self, laid: &[Laid], requirement: &Requirement, category: Category, body: BodyId) -> Account {
        let theirs = |one: &&Laid| {
            let of_side = requirement.side.is_none_or(|side| one.rule.side == side);
            of_side && one.rule.body == body && one.rule.kind == SeatKind::Member
        };
        let here: Vec<&Laid> = laid.iter().filter(theirs).collect();
        let seats = here
            .iter()
            .map(|one| range_of(self.structure, one.provision, self.day))
            .fold(SeatRange::NONE, SeatRange::plus);
        let held: u32 = here.iter().map(|one| one.of_category(category)).sum();
        let unsaid: u32 = here.iter().map(|one| self.without_category(one)).sum();
        let wanted = u32::from(requirement.number.unwrap_or(1));
        let silent = !here.iter().any(|one| self.is_recorded_at_all(one.provision));
        let could = seats.max.is_none_or(|max| max >= wanted);
        let open = held.saturating_add(unsaid) >= wanted || here.is_empty() || (could && silent);
        let of = requirement.side.map_or(Concern::Body(body), |side| Concern::Side(body, side));
        Account { of, outcome: told(held >= wanted, open, Outcome::unmet(requirement.force)), seats, held }
    }

    /// As many members of the municipalities as of the specialist health service. While the roster is silent about
    /// either, only rules that can never give equally many are told.
    fn equal_sides(&self, laid: &[Laid], body: BodyId, unmet: Outcome) -> Vec<Account> {
        let sides = [Side::Municipal, Side::Specialist].map(|side| {
            let theirs =
                |one: &&Laid| one.rule.body == body && one.rule.side == side && one.rule.kind == SeatKind::Member;
            let here: Vec<&Laid> = laid.iter().filter(theirs).collect();
            let seats = here
                .iter()
                .map(|one| range_of(self.structure, one.provision, self.day))
                .fold(SeatRange::NONE, SeatRange::plus);
            let held = number(here.iter().map(|one| one.sittings.len()).sum());
            (side, seats, held, here.iter().any(|one| self.is_recorded_at_all(one.provision)))
        });
        let [(_, one, ours, told_of_one), (_, other, theirs, told_of_other)] = sides;
        let reaches = |low: SeatRange, high: SeatRange| low.max.is_none_or(|max| max >= high.min);
        let possible = reaches(one, other) && reaches(other, one);
        let outcome = if told_of_one && told_of_other {
            told(ours == theirs, false, unmet)
        } else {
            told(false, possible, unmet)
        };
        let account = |(side, seats, held, _)| Account { of: Concern::Side(body, side), outcome, seats, held };
        sides.map(account).to_vec()
    }

    /// How many sit by a rule of whom no source says what they do elsewhere.
    fn without_category(&self, laid: &Laid) -> u32 {
        let memberships = self.seating.memberships(laid.provision.id);
        let unsaid = |sitting: &&Sitting| match sitting.membership {
            None => sitting.category.is_none(),
            Some(id) => memberships.iter().any(|one| one.id == id && one.category.is_none()),
        };
        number(laid.sittings.iter().filter(unsaid).count())
    }
}

impl Laid<'_> {
    /// How many sit as someone of a category, or are that elsewhere.
    fn of_category(&self, category: Category) -> u32 {
        let by_rule = self.rule.category == Some(category);
        number(self.sittings.iter().filter(|sitting| by_rule || sitting.category == Some(category)).count())
    }
}

fn told(met: bool, open: bool, unmet: Outcome) -> Outcome {
    match (met, open) {
        (true, _) => Outcome::Holds,
        (false, true) => Outcome::Unknown,
        (false, false) => unmet,
    }
}
