//! Communities for tests. The two built as the real ones are follow their public rules; every person is invented.
mod bergen;
mod matters;
mod nordland;

pub(crate) use bergen::bergen;
pub(crate) use matters::{AT, case, line, meeting, new_stop};
pub(crate) use nordland::nordland;

use crate::{
    Area, AreaId, AreaMember, AreaRole, Body, BodyId, BodyType, Capacity, CaseNumberFormat, Category, Count, Date,
    DecisionRule, DeputyMode, Force, Forwarding, Instant, Key, Line, MeetingRule, Membership, MembershipId, Names,
    Office, OfficeId, OfficeRole, Openness, Party, PartyId, PartyKind, Per, PersonId, Presence, Provenance, Provision,
    ProvisionId, Requirement, RequirementKind, Roster, Rule, SeatKind, SeatRule, Settings, Side, Source, Standing,
    Structure, Unit, Validity, Verification, Visibility,
};

pub(crate) const PROVENANCE: Provenance = Provenance { verification: Verification::Synthetic, note: None };

/// A community and who is named to what in it.
#[derive(Debug)]
pub(crate) struct Community {
    pub(crate) structure: Structure,
    pub(crate) roster: Roster,
}

pub(crate) fn key(text: &str) -> Key {
    Key::parse(text).expect(text)
}

fn names(text: &str) -> Names {
    let line = Line::parse(text).expect(text);
    Names { nb: line.clone(), nn: line }
}

fn at() -> Instant {
    Instant::parse("2022-09-01T00:00:00Z").expect("an instant")
}

pub(crate) const fn exactly(number: u16) -> Count {
    Count { min: Some(number), max: Some(number) }
}

pub(crate) const fn between(from: Option<Date>, to: Option<Date>) -> Validity {
    Validity { from, to }
}

/// A hard rule of permanent member seats, without numbers, deputies or term.
pub(crate) fn seat_rule(body: BodyId, side: Side, per: Per) -> SeatRule {
    SeatRule {
        body,
        names: names("Plass"),
        side,
        category: None,
        kind: SeatKind::Member,
        rights: std::collections::BTreeSet::new(),
        presence: Presence::Permanent,
        per,
        parties: Vec::new(),
        count: Count::default(),
        quotas: Vec::new(),
        in_all: Count::default(),
        derived_from: None,
        appointer: None,
        force: Force::Hard,
        delegated_authority: None,
        deputies: DeputyMode::Unknown,
        term: None,
    }
}

pub(crate) const NO_SOURCE: Source = Source { seat_rule: None, body: None, body_type: None, office: None };

pub(crate) const fn requirement(kind: RequirementKind) -> Requirement {
    Requirement { body: None, kind, category: None, side: None, number: None, force: Force::Hard }
}

impl Community {
    pub(crate) fn new() -> Self {
        let structure = Structure {
            settings: Settings {
                forwarding: Forwarding::Strict,
                contact_email: None,
                website: None,
                paper_deadline_days: Settings::PAPER_DEADLINE_DAYS,
                case_number_format: CaseNumberFormat::parse("{n}-{yyyy}").expect("a format"),
                reminder_days: Settings::REMINDER_DAYS,
                changed_at: at(),
                version: 1,
            },
            parties: Vec::new(),
            areas: Vec::new(),
            bodies: Vec::new(),
            provisions: Vec::new(),
        };
        Self { structure, roster: Roster::default() }
    }

    pub(crate) fn party(&mut self, name: &str, kind: PartyKind, side: Side) -> PartyId {
        let id = PartyId::fresh();
        self.structure.parties.push(Party {
            id,
            key: key(name),
            kind,
            side,
            names: names(name),
            org_number: None,
            municipality_numbers: Vec::new(),
            part_of: None,
            validity: Validity::ALWAYS,
            provenance: PROVENANCE,
            created_at: at(),
            changed_at: at(),
            version: 1,
        });
        id
    }

    pub(crate) fn municipality(&mut self, name: &str) -> PartyId {
        self.party(name, PartyKind::Municipality, Side::Municipal)
    }

    pub(crate) fn hospital(&mut self, name: &str) -> PartyId {
        self.party(name, PartyKind::NonprofitHospital, Side::Specialist)
    }

    /// An area with its municipalities, made on the way.
    pub(crate) fn area(&mut self, name: &str, municipalities: &[&str]) -> AreaId {
        let id = AreaId::fresh();
        let member = |party| AreaMember {
            party,
            role: AreaRole::Municipality,
            validity: Validity::ALWAYS,
            provenance: PROVENANCE,
        };
        let members = municipalities.iter().map(|name| member(self.municipality(name))).collect();
        self.structure.areas.push(Area {
            id,
            key: key(name),
            names: names(name),
            members,
            validity: Validity::ALWAYS,
            visibility: Visibility::Public,
            provenance: PROVENANCE,
            created_at: at(),
            changed_at: at(),
            version: 1,
        });
        id
    }

    pub(crate) fn body(&mut self, name: &str, body_type: BodyType, level: u8, area: Option<AreaId>) -> BodyId {
        let id = BodyId::fresh();
        self.structure.bodies.push(Body {
            id,
            key: key(name),
            body_type,
            level,
            parent: None,
            area,
            side: None,
            names: names(name),
            abbreviation: None,
            mandate: None,
            openness: Openness::Unknown,
            visibility: Visibility::Public,
            decision_rule: DecisionRule::Consensus,
            meetings: MeetingRule::default(),
            case_number_format: None,
            paper_deadline_days: None,
            programme_committee_for: None,
            succeeds: Vec::new(),
            validity: Validity::ALWAYS,
            provenance: PROVENANCE,
            created_at: at(),
            changed_at: at(),
            version: 1,
        });
        id
    }

    pub(crate) fn provision(&mut self, name: &str, rule: Rule) -> ProvisionId {
        let id = ProvisionId::fresh();
        self.structure.provisions.push(Provision {
            id,
            key: key(name),
            rule,
            validity: Validity::ALWAYS,
            provenance: PROVENANCE,
            created_at: at(),
            changed_at: at(),
            version: 1,
        });
        id
    }

    pub(crate) fn seats(&mut self, name: &str, rule: SeatRule) -> ProvisionId {
        self.provision(name, Rule::SeatRule(Box::new(rule)))
    }

    /// A membership nobody has entered yet: a new person in a seat, always.
    pub(crate) fn membership(rule: ProvisionId, unit: Option<Unit>, number: u16) -> Membership {
        Membership {
            id: MembershipId::fresh(),
            rule,
            unit,
            number: Some(number),
            capacity: Capacity::Member,
            order: None,
            standing: Standing::Held,
            person: Some(PersonId::fresh()),
            party: None,
            category: None,
            called: Vec::new(),
            note: None,
            validity: Validity::ALWAYS,
            created_at: at(),
            changed_at: at(),
            version: 1,
        }
    }

    /// Seats a new person; `change` says what is otherwise.
    pub(crate) fn seat_with(
        &mut self,
        rule: ProvisionId,
        unit: Option<Unit>,
        number: u16,
        change: impl FnOnce(&mut Membership),
    ) -> PersonId {
        let mut membership = Self::membership(rule, unit, number);
        let person = membership.person.expect("a membership is made with a person");
        change(&mut membership);
        self.roster.memberships.push(membership);
        person
    }

    pub(crate) fn seat(&mut self, rule: ProvisionId, unit: Option<Unit>, number: u16) -> PersonId {
        self.seat_with(rule, unit, number, |_| {})
    }

    /// An office nobody has entered yet, held always.
    pub(crate) fn office(body: BodyId, role: OfficeRole, person: Option<PersonId>) -> Office {
        Office {
            id: OfficeId::fresh(),
            body,
            role,
            person,
            party: None,
            function: None,
            time_allocation: None,
            evaluation_on: None,
            elected_by: None,
            validity: Validity::ALWAYS,
            created_at: at(),
            changed_at: at(),
            version: 1,
        }
    }

    pub(crate) fn elect(&mut self, body: BodyId, role: OfficeRole, person: PersonId, validity: Validity) {
        let office = Office { validity, ..Self::office(body, role, Some(person)) };
        self.roster.offices.push(office);
    }

    pub(crate) fn party_called(&self, name: &str) -> PartyId {
        self.structure.parties.iter().find(|party| party.key == key(name)).expect(name).id
    }

    pub(crate) fn area_called(&self, name: &str) -> AreaId {
        self.structure.areas.iter().find(|area| area.key == key(name)).expect(name).id
    }

    pub(crate) fn body_called(&self, name: &str) -> BodyId {
        self.structure.bodies.iter().find(|body| body.key == key(name)).expect(name).id
    }

    pub(crate) fn called(&self, name: &str) -> &Provision {
        self.structure.provisions.iter().find(|provision| provision.key == key(name)).expect(name)
    }

    pub(crate) fn rule_called(&mut self, name: &str) -> &mut SeatRule {
        let found = self.structure.provisions.iter_mut().find(|provision| provision.key == key(name)).expect(name);
        match &mut found.rule {
            Rule::SeatRule(rule) => rule,
            other => panic!("{name} is a {}", other.kind()),
        }
    }

    /// One seat for somebody of a category.
    pub(crate) fn one(&mut self, name: &str, body: BodyId, side: Side, category: Category) -> ProvisionId {
        let rule = seat_rule(body, side, Per::Body);
        self.seats(name, SeatRule { category: Some(category), count: exactly(1), ..rule })
    }
}
