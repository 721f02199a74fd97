//! Random provisions of all six kinds.
use super::dice::Dice;
use super::{day, key, provenance, validity};
use crate::{
    Appointer, AppointerKind, BodyType, ByKey, Category, Charter, CharterBody, CharterProvision, Count, Date,
    DeputyMode, Emphasis, Every, Force, Key, LeadershipKind, LeadershipRule, OfficeRole, PaperPart, PaperSection, Per,
    Preparer, Presence, Quota, Requirement, RequirementKind, Rule, SeatKind, SeatRight, SeatRule, Side, Source,
    TargetGroup, TargetGroupOrigin, Term, Turn, TurnUnit, Words,
};

/// What a rule may name.
struct Names<'a> {
    parties: &'a [Key],
    areas: &'a [Key],
    bodies: &'a [CharterBody],
}

/// Provisions whose key tells kind and body, neither of which ever changes.
pub(super) fn provisions(
    dice: &mut Dice,
    parties: &[Key],
    areas: &[Key],
    bodies: &[CharterBody],
) -> Vec<CharterProvision> {
    let names = Names { parties, areas, bodies };
    let mut all = Vec::new();
    let mut groups = Vec::new();
    for i in 0..3 {
        if dice.below::<u8>(4) > 0 {
            let origin = dice.of(TargetGroupOrigin::ALL);
            let group = Rule::TargetGroup(TargetGroup { names: dice.names(), origin });
            let group = entry(dice, &format!("gruppe-{i}"), i, group);
            groups.push(group.key.clone());
            all.push(group);
        }
    }
    if dice.below::<u8>(2) > 0 {
        let requirement = requirement(dice, RequirementKind::EveryMunicipality, None);
        all.push(entry(dice, "krav", 0, requirement));
    }
    let mut seat_rules = Vec::new();
    for body in names.bodies {
        for i in 0..3 {
            if dice.below::<u8>(4) > 0 {
                let rule = Rule::SeatRule(Box::new(seat_rule(dice, body, &names, &seat_rules)));
                let rule = entry(dice, &format!("plassar-{}-{i}", body.key), i, rule);
                seat_rules.push(rule.key.clone());
                all.push(rule);
            }
        }
        if dice.below::<u8>(2) > 0 {
            let rule = leadership_rule(dice, body, &names);
            all.push(entry(dice, &format!("leiar-{}", body.key), 1, Rule::LeadershipRule(rule)));
        }
        if dice.below::<u8>(2) > 0 {
            let kind = dice.of(&[RequirementKind::AtLeast, RequirementKind::EqualSides]);
            let requirement = requirement(dice, kind, Some(body.key.clone()));
            all.push(entry(dice, &format!("krav-{}", body.key), 2, requirement));
        }
        if let Some(group) = dice.maybe_of(&groups).cloned() {
            let (weight, reason) = (dice.below::<u8>(5) + 1, dice.maybe(Dice::prose));
            let emphasis = Emphasis { body: body.key.clone(), target_group: group, weight, reason };
            all.push(entry(dice, &format!("vekt-{}", body.key), 0, Rule::Emphasis(emphasis)));
        }
        // None ended before every body began.
        for (i, part) in [0, 1, 2, 4].into_iter().zip(PaperPart::ALL) {
            if dice.below::<u8>(3) > 1 {
                let section = Rule::PaperSection(paper_section(dice, body, *part));
                all.push(entry(dice, &format!("del-{}-{part}", body.key), i, section));
            }
        }
    }
    all
}

/// Makes rules that cannot hold together from a day on simpler, until they can.
pub(super) fn mend(charter: &mut Charter, day: Date) {
    while let Err(faults) = charter.check().and_then(|()| charter.check_rules(day)) {
        let before = charter.provisions.clone();
        let places: Vec<_> = charter.placed_provisions().map(|(place, _)| format!("{place}/")).collect();
        for (place, provision) in places.iter().zip(&mut charter.provisions) {
            let Rule::SeatRule(rule) = &mut provision.rule else { continue };
            for fault in faults.0.iter().filter_map(|fault| fault.pointer.strip_prefix(place)) {
                match fault.split('/').next() {
                    Some("quotas") => rule.quotas.clear(),
                    Some("inAll") => rule.in_all = Count::default(),
                    _ => (rule.per, rule.derived_from) = (Per::Body, None),
                }
            }
        }
        assert_ne!(before, charter.provisions, "{faults:?}");
    }
}

fn entry(dice: &mut Dice, name: &str, i: usize, rule: Rule<ByKey>) -> CharterProvision {
    CharterProvision { key: key(name), rule, validity: validity(dice, i), provenance: provenance(dice) }
}

fn seat_rule(dice: &mut Dice, body: &CharterBody, names: &Names, earlier: &[Key]) -> SeatRule<ByKey> {
    let per = match dice.of(Per::ALL) {
        Per::Party | Per::Shared if names.parties.is_empty() => Per::Body,
        per => per,
    };
    let listed = matches!(per, Per::Party | Per::Shared);
    let mut parties = if listed { dice.some_of(names.parties) } else { Vec::new() };
    if listed && parties.is_empty() {
        parties.push(names.parties[0].clone());
    }
    let quotas = match per {
        Per::Area => dice.some_of(names.areas).into_iter().map(|area| quota(dice, Some(area), None)).collect(),
        Per::Municipality => {
            dice.some_of(names.parties).into_iter().map(|party| quota(dice, None, Some(party))).collect()
        }
        Per::Party => dice.some_of(&parties).into_iter().map(|party| quota(dice, None, Some(party))).collect(),
        _ => Vec::new(),
    };
    SeatRule {
        body: body.key.clone(),
        names: dice.names(),
        side: dice.of(Side::ALL),
        category: dice.maybe(|dice| dice.of(Category::ALL)),
        kind: dice.of(SeatKind::ALL),
        rights: dice.some_of(SeatRight::ALL).into_iter().collect(),
        presence: dice.of(Presence::ALL),
        per,
        parties,
        count: count(dice),
        quotas,
        in_all: count(dice),
        derived_from: (per == Per::Derived).then(|| source(dice, names, earlier)),
        appointer: dice.maybe(|dice| appointer(dice, names)),
        force: dice.of(Force::ALL),
        delegated_authority: dice.maybe(Dice::line),
        deputies: dice.of(DeputyMode::ALL),
        term: dice.maybe(|dice| Term { years: dice.below::<u8>(6) + 1, from: dice.maybe(|_| day(2024)) }),
    }
}

fn quota(dice: &mut Dice, area: Option<Key>, party: Option<Key>) -> Quota<ByKey> {
    Quota { area, party, count: count(dice) }
}

fn count(dice: &mut Dice) -> Count {
    Count { min: dice.maybe(|dice| dice.below(3)), max: dice.maybe(|dice| dice.below::<u16>(5) + 3) }
}

fn source(dice: &mut Dice, names: &Names, earlier: &[Key]) -> Source<ByKey> {
    if let Some(rule) = dice.maybe_of(earlier) {
        return Source { seat_rule: Some(rule.clone()), body: None, body_type: None, office: None };
    }
    let body = dice.maybe_of(names.bodies).map(|body| body.key.clone());
    let body_type = body.is_none().then(|| dice.of(BodyType::ALL));
    Source { seat_rule: None, body, body_type, office: Some(dice.of(OfficeRole::ALL)) }
}

fn appointer(dice: &mut Dice, names: &Names) -> Appointer<ByKey> {
    let note = dice.maybe(Dice::line);
    if let Some(party) = dice.maybe_of(names.parties) {
        return Appointer { kind: AppointerKind::Party, party: Some(party.clone()), body: None, note };
    }
    if let Some(body) = dice.maybe_of(names.bodies) {
        return Appointer { kind: AppointerKind::Body, party: None, body: Some(body.key.clone()), note };
    }
    let kind = dice.of(&[AppointerKind::Unit, AppointerKind::Side, AppointerKind::Other]);
    Appointer { kind, party: None, body: None, note }
}

fn leadership_rule(dice: &mut Dice, body: &CharterBody, names: &Names) -> LeadershipRule<ByKey> {
    let kind = dice.of(LeadershipKind::ALL);
    let turns = match kind {
        LeadershipKind::Elected => 0,
        LeadershipKind::Fixed => 1,
        LeadershipKind::Alternating => 2,
        LeadershipKind::Rotating => dice.below::<u8>(4) + 2,
    };
    let changes = matches!(kind, LeadershipKind::Alternating | LeadershipKind::Rotating);
    let every = Every { number: dice.below::<u8>(4) + 1, unit: dice.of(TurnUnit::ALL) };
    LeadershipRule {
        body: body.key.clone(),
        office: OfficeRole::Chair,
        kind,
        turns: (0..turns).map(|_| turn(dice, names)).collect(),
        every: changes.then_some(every),
        since: changes.then(|| day(2022)),
        apart_from: dice.maybe(|_| OfficeRole::ViceChair),
    }
}

fn turn(dice: &mut Dice, names: &Names) -> Turn<ByKey> {
    if let Some(party) = dice.maybe_of(names.parties) {
        return Turn { side: None, party: Some(party.clone()), area: None };
    }
    if let Some(area) = dice.maybe_of(names.areas) {
        return Turn { side: None, party: None, area: Some(area.clone()) };
    }
    Turn { side: Some(dice.of(Side::ALL)), party: None, area: None }
}

fn requirement(dice: &mut Dice, kind: RequirementKind, body: Option<Key>) -> Rule<ByKey> {
    let counts = kind == RequirementKind::AtLeast;
    Rule::Requirement(Requirement {
        body,
        kind,
        category: counts.then(|| dice.of(Category::ALL)),
        side: if counts { dice.maybe(|dice| dice.of(Side::ALL)) } else { None },
        number: counts.then(|| dice.below::<u16>(3) + 1),
        force: dice.of(Force::ALL),
    })
}

/// A section that is no part another key may be, so that any two charters may follow one another.
fn paper_section(dice: &mut Dice, body: &CharterBody, part: PaperPart) -> PaperSection<ByKey> {
    let sides = [Preparer::Municipal, Preparer::Specialist, Preparer::User];
    PaperSection {
        body: body.key.clone(),
        part,
        names: dice.names(),
        required: dice.below::<u8>(2) > 0,
        prepared_by: dice.of(if part == PaperPart::Assessment { &sides } else { Preparer::ALL }),
        guidance: dice.maybe(Dice::prose),
        place: dice.below::<u8>(PaperSection::<ByKey>::PLACE_MAX) + 1,
    }
}
