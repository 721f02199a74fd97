//! Claims: what a person is to the bodies they sit in, and on which days. It follows from seats and offices alone, so
//! that a right begins and ends with the seat and there is nothing to forget.
use serde::Serialize;

use crate::policy::Role;
use crate::{
    Body, BodyId, BodyType, Capacity, Date, Membership, Office, OfficeRole, PartyId, Per, PersonId, Presence,
    Provision, ProvisionId, Roster, Rule, SeatKind, SeatRule, Side, Standing, Structure, Validity,
};

/// What of a body decides how far a claim reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimedBody {
    /// The body.
    pub id: BodyId,
    /// Its type, by which derived seats may find its offices.
    pub body_type: BodyType,
    /// When it exists.
    pub validity: Validity,
}

/// One role of a person in one body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Claim {
    /// What they are.
    pub role: Role,
    /// Where.
    pub body: BodyId,
    /// The side their seat belongs to.
    pub side: Side,
    /// The party they represent there.
    pub party: Option<PartyId>,
    /// The days on which they are it.
    pub days: Vec<Validity>,
}

impl Claim {
    /// Whether it holds on a day.
    pub fn holds(&self, day: Date) -> bool {
        self.days.iter().any(|days| days.holds(day))
    }
}

/// What a person's standing is told from: their own memberships and offices, and of the community's rules those they
/// sit by and those that derive seats.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnStanding {
    /// The person's memberships, whenever.
    pub memberships: Vec<Membership>,
    /// The person's offices, whenever.
    pub offices: Vec<Office>,
    /// The rules of those memberships, and every rule that derives its seats.
    pub rules: Vec<Provision>,
    /// The bodies that all of these name.
    pub bodies: Vec<ClaimedBody>,
}

/// A seat of the person's own, with the days on which it gives rights.
#[derive(PartialEq)]
struct Seated<'a> {
    id: ProvisionId,
    rule: &'a SeatRule,
    role: Role,
    party: Option<PartyId>,
    days: Vec<Validity>,
    /// Whether whoever sits by a rule derived from this one sits there too: those named to it do, their deputies do not.
    passes_on: bool,
}

impl Seated<'_> {
    /// A claim to a role in the seat's body, on behalf of whom the seat is for.
    fn claim(&self, role: Role, days: Vec<Validity>) -> Claim {
        Claim { role, body: self.rule.body, side: self.rule.side, party: self.party, days }
    }
}

impl OwnStanding {
    /// A person's standing out of a whole structure and roster.
    pub fn within(structure: &Structure, roster: &Roster, person: PersonId) -> Self {
        let body = |body: &Body| ClaimedBody { id: body.id, body_type: body.body_type, validity: body.validity };
        let of_person = |named: Option<PersonId>| named == Some(person);
        Self {
            memberships: roster.memberships.iter().filter(|each| of_person(each.person)).cloned().collect(),
            offices: roster.offices.iter().filter(|each| of_person(each.person)).cloned().collect(),
            rules: structure.provisions.clone(),
            bodies: structure.bodies.iter().map(body).collect(),
        }
    }

    /// Every role the person has, had or will have. Dates are tested where the claims are used.
    pub fn claims(&self) -> Vec<Claim> {
        let named = || self.memberships.iter().filter_map(|membership| self.named(membership));
        // A derived seat may pass on to another; there are no more steps than rules, since they form no circle.
        let seated: Vec<Seated> = settled(named().collect(), self.rules.len(), |seated: &Vec<Seated<'_>>| {
            named().chain(self.derived(seated)).collect()
        });
        let mut claims: Vec<Claim> = seated.iter().map(|seat| seat.claim(seat.role, seat.days.clone())).collect();
        claims.extend(self.offices.iter().flat_map(|office| leading(office, &seated)));
        claims
    }

    /// The seat a membership gives, if anyone holds it.
    fn named(&self, membership: &Membership) -> Option<Seated<'_>> {
        let (id, validity, rule) = self.rules().find(|(id, ..)| *id == membership.rule)?;
        let per_case = rule.presence == Presence::PerCase;
        if membership.standing != Standing::Held || (rule.per == Per::Derived && !per_case) {
            return None;
        }
        let only_when_called = membership.capacity == Capacity::Deputy || per_case;
        let days = if only_when_called { &membership.called[..] } else { &[Validity::ALWAYS] };
        let within = [membership.validity, validity, self.body(rule.body)?.validity];
        Some(Seated {
            id,
            rule,
            role: if membership.capacity == Capacity::Deputy { Role::Deputy } else { role(rule) },
            party: membership.party,
            days: common(days, &within),
            passes_on: membership.capacity == Capacity::Member,
        })
    }

    /// The seats that follow from the seats known so far.
    fn derived(&self, seated: &[Seated<'_>]) -> Vec<Seated<'_>> {
        let mut more = Vec::new();
        for (id, validity, rule) in self.rules() {
            let (Some(source), Some(body)) = (&rule.derived_from, self.body(rule.body)) else { continue };
            // Whoever attends single cases is there on the days they are called for, which a membership tells.
            if rule.presence == Presence::PerCase {
                continue;
            }
            let mut days: Vec<Validity> = Vec::new();
            let sitting = seated.iter().filter(|seat| seat.passes_on && Some(seat.id) == source.seat_rule);
            days.extend(sitting.flat_map(|seat| &seat.days));
            for office in self.offices.iter().filter(|office| Some(office.role) == source.office) {
                let of_type = |body: &ClaimedBody| Some(body.body_type) == source.body_type;
                let meant = source.body == Some(office.body) || self.body(office.body).is_some_and(of_type);
                if meant {
                    days.extend(led(office, seated).flat_map(|(_, days)| days));
                }
            }
            let days = common(&days, &[validity, body.validity]);
            if !days.is_empty() {
                more.push(Seated { id, rule, role: role(rule), party: None, days, passes_on: true });
            }
        }
        more
    }

    fn rules(&self) -> impl Iterator<Item = (ProvisionId, Validity, &SeatRule)> {
        self.rules.iter().filter_map(|provision| match &provision.rule {
            Rule::SeatRule(rule) => Some((provision.id, provision.validity, &**rule)),
            _ => None,
        })
    }

    fn body(&self, id: BodyId) -> Option<&ClaimedBody> {
        self.bodies.iter().find(|body| body.id == id)
    }
}

/// What repeated steps lead to: the first state that a step leaves as it is, or the one after `most` steps.
fn settled<T: PartialEq>(mut state: T, most: usize, mut step: impl FnMut(&T) -> T) -> T {
    for _ in 0..most {
        let next = step(&state);
        if next == state {
            break;
        }
        state = next;
    }
    state
}

/// The seats from which their holder leads a body, each with the days on which both seat and office are theirs.
fn led<'a, 's>(
    office: &'a Office,
    seated: &'a [Seated<'s>],
) -> impl Iterator<Item = (&'a Seated<'s>, Vec<Validity>)> + use<'a, 's> {
    let seats = seated.iter().filter(|seat| seat.rule.body == office.body && seat.passes_on);
    seats.map(|seat| (seat, common(&seat.days, &[office.validity])))
}

/// The claims of an office that leads: one for each seat its holder has there, since a seat on one side says nothing of
/// the days in which another was held on the other.
fn leading(office: &Office, seated: &[Seated<'_>]) -> Vec<Claim> {
    let role = match office.role {
        OfficeRole::Chair => Role::Chair,
        OfficeRole::ViceChair => Role::ViceChair,
        OfficeRole::Host | OfficeRole::SecretariatLead | OfficeRole::SecretariatDeputyLead => return Vec::new(),
    };
    led(office, seated).map(|(seat, days)| seat.claim(role, days)).collect()
}

const fn role(rule: &SeatRule) -> Role {
    match rule.kind {
        SeatKind::Member => Role::Member,
        SeatKind::Observer => Role::Observer,
    }
}

/// Those of the days that lie within all the given periods.
fn common(days: &[Validity], within: &[Validity]) -> Vec<Validity> {
    let cut = |days: &Validity| within.iter().try_fold(*days, |left, period| left.within(period));
    days.iter().filter_map(cut).collect()
}

#[cfg(test)]
mod tests;
