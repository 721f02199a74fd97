//! Rules, memberships and offices to store: bare ones with every optional field unset, whole ones with every field set.
use std::collections::BTreeSet;

use domain::{
    Appointer, AppointerKind, AreaId, BodyId, BodyType, Capacity, Category, Count, DeputyMode, Emphasis, Every, Force,
    LeadershipKind, LeadershipRule, Membership, MembershipId, Office, OfficeId, OfficeRole, PaperPart, PaperSection,
    PartyId, Per, PersonId, Preparer, Presence, Prose, Provision, ProvisionId, Quota, Requirement, RequirementKind,
    Rule, SeatKind, SeatRight, SeatRule, Side, Source, Standing, TargetGroup, TargetGroupOrigin, Term, Turn, TurnUnit,
    Unit, Validity, Visibility, Words,
};
use persistence::Audience;

use crate::fixtures::{NEW, OLD, at, date, fresh_key, line, names, provenance, validity};

/// Told to everyone.
pub(crate) const PUBLIC: Audience = (Visibility::Public, None);

pub(crate) fn provision(rule: Rule) -> Provision {
    Provision {
        id: ProvisionId::fresh(),
        key: fresh_key(),
        rule,
        validity: Validity::ALWAYS,
        provenance: provenance(None),
        created_at: at(OLD),
        changed_at: at(NEW),
        version: 1,
    }
}

fn bare_rule(body: BodyId) -> SeatRule {
    SeatRule {
        body,
        names: names("Medlem"),
        side: Side::Municipal,
        category: None,
        kind: SeatKind::Member,
        rights: BTreeSet::new(),
        presence: Presence::Permanent,
        per: Per::Body,
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

pub(crate) fn seat_rule(body: BodyId) -> Provision {
    provision(Rule::SeatRule(Box::new(bare_rule(body))))
}

/// Seats whose holders are those of another rule's.
pub(crate) fn derived_rule(body: BodyId, from: ProvisionId) -> Provision {
    let source = Source { seat_rule: Some(from), body: None, body_type: None, office: None };
    let rule = SeatRule { per: Per::Derived, derived_from: Some(source), ..bare_rule(body) };
    provision(Rule::SeatRule(Box::new(rule)))
}

/// One provision of every kind with every field set, and those with none.
pub(crate) fn of_every_kind(body: BodyId, area: AreaId, party: PartyId) -> Vec<Provision> {
    let count = Count { min: Some(1), max: Some(200) };
    let whole = SeatRule {
        category: Some(Category::UserRepresentative),
        kind: SeatKind::Observer,
        rights: SeatRight::ALL.iter().copied().collect(),
        presence: Presence::PerCase,
        per: Per::Party,
        parties: vec![party],
        count,
        quotas: vec![Quota { area: Some(area), party: Some(party), count }],
        in_all: count,
        appointer: Some(Appointer {
            kind: AppointerKind::Body,
            party: Some(party),
            body: Some(body),
            note: Some(line("brukarutvalet, «etter framlegg»")),
        }),
        force: Force::Soft,
        delegated_authority: Some(line("innanfor vedtatt budsjett")),
        deputies: DeputyMode::Ordered,
        term: Some(Term { years: 4, from: Some(date("2023-10-01")) }),
        ..bare_rule(body)
    };
    let turn = |side, party, area| Turn { side, party, area };
    let leadership = LeadershipRule {
        body,
        office: OfficeRole::Chair,
        kind: LeadershipKind::Rotating,
        turns: vec![
            turn(Some(Side::Specialist), None, None),
            turn(None, Some(party), None),
            turn(None, None, Some(area)),
        ],
        every: Some(Every { number: 2, unit: TurnUnit::Years }),
        since: Some(date("2022-01-01")),
        apart_from: Some(OfficeRole::ViceChair),
    };
    let elected = LeadershipRule {
        kind: LeadershipKind::Elected,
        turns: Vec::new(),
        every: None,
        since: None,
        apart_from: None,
        ..leadership.clone()
    };
    let at_least = Requirement {
        body: Some(body),
        kind: RequirementKind::AtLeast,
        category: Some(Category::GeneralPractitioner),
        side: Some(Side::Municipal),
        number: Some(2),
        force: Force::Soft,
    };
    let of_all = Requirement {
        body: None,
        kind: RequirementKind::EveryMunicipality,
        category: None,
        side: None,
        number: None,
        force: Force::Hard,
    };
    let source = Source {
        seat_rule: None,
        body: Some(body),
        body_type: Some(BodyType::StrategicCommittee),
        office: Some(OfficeRole::Chair),
    };
    let from_office = SeatRule { per: Per::Derived, derived_from: Some(source), ..bare_rule(body) };
    let group =
        provision(Rule::TargetGroup(TargetGroup { names: names("Barn og unge"), origin: TargetGroupOrigin::National }));
    let emphasis = |reason| Emphasis { body, target_group: group.id, weight: 5, reason };
    let prose = Prose::parse("Fyrst.\n\nSidan.").ok();
    let mut all = vec![
        seat_rule(body),
        provision(Rule::SeatRule(Box::new(whole))),
        provision(Rule::SeatRule(Box::new(from_office))),
        provision(Rule::LeadershipRule(leadership)),
        provision(Rule::LeadershipRule(elected)),
        provision(Rule::Requirement(at_least)),
        provision(Rule::Requirement(of_all)),
        provision(Rule::Emphasis(emphasis(None))),
        provision(Rule::Emphasis(emphasis(prose.clone()))),
    ];
    all.extend([(None, false), (prose, true)].map(|(guidance, required)| {
        provision(Rule::PaperSection(PaperSection {
            body,
            part: PaperPart::Own,
            names: names("Følgjer"),
            required,
            prepared_by: Preparer::Reporter,
            guidance,
            place: 50,
        }))
    }));
    all.push(derived_rule(body, all[0].id));
    all.push(group);
    for (each, verification) in all.iter_mut().zip(domain::Verification::ALL.iter().cycle()) {
        each.provenance.verification = *verification;
    }
    (all[1].validity, all[1].provenance) = (validity(), provenance(Some("https://example.org/æøå")));
    all
}

pub(crate) fn membership(rule: ProvisionId, person: Option<PersonId>) -> Membership {
    Membership {
        id: MembershipId::fresh(),
        rule,
        unit: None,
        number: Some(1),
        capacity: Capacity::Member,
        order: None,
        standing: if person.is_some() { Standing::Held } else { Standing::Vacant },
        person,
        party: None,
        category: None,
        called: Vec::new(),
        note: None,
        validity: Validity::ALWAYS,
        created_at: at(OLD),
        changed_at: at(NEW),
        version: 1,
    }
}

pub(crate) fn whole_membership(rule: ProvisionId, unit: Unit, person: PersonId, party: PartyId) -> Membership {
    let day = Some(date("2025-02-03"));
    Membership {
        unit: Some(unit),
        number: Some(200),
        capacity: Capacity::Deputy,
        order: Some(255),
        standing: Standing::Clarifying,
        party: Some(party),
        category: Some(Category::MunicipalDirector),
        called: vec![Validity { from: day, to: day }, validity()],
        note: Some(line("kalla inn til sak 7")),
        validity: validity(),
        ..membership(rule, Some(person))
    }
}

pub(crate) fn office(body: BodyId, person: Option<PersonId>) -> Office {
    Office {
        id: OfficeId::fresh(),
        body,
        role: OfficeRole::Chair,
        person,
        party: None,
        function: None,
        time_allocation: None,
        evaluation_on: None,
        elected_by: None,
        validity: Validity::ALWAYS,
        created_at: at(OLD),
        changed_at: at(NEW),
        version: 1,
    }
}

pub(crate) fn whole_office(body: BodyId, person: PersonId, party: PartyId) -> Office {
    Office {
        party: Some(party),
        function: Prose::parse("Leiar sekretariatet.\n\n- førebur\t- følgjer opp").ok(),
        time_allocation: Some(100),
        evaluation_on: Some(date("2027-06-01")),
        elected_by: Some(line("sak 3-2024")),
        validity: validity(),
        ..office(body, Some(person))
    }
}
