//! What must hold of a charter's provisions.
use super::{charter, faults_after, key, names, provenance};
use crate::naming::ByKey;
use crate::{
    Charter, CharterProvision, Count, DeputyMode, Emphasis, FaultKind, Force, LeadershipKind, LeadershipRule,
    OfficeRole, PaperPart, PaperSection, Per, Preparer, Presence, Quota, Requirement, RequirementKind, Rule, SeatKind,
    SeatRule, Side, Source, TargetGroup, TargetGroupOrigin, Turn, Validity,
};

pub(super) fn entry(name: &str, rule: Rule<ByKey>) -> CharterProvision {
    CharterProvision { key: key(name), rule, validity: Validity::ALWAYS, provenance: provenance() }
}

pub(super) fn seats(body: &str, per: Per) -> SeatRule<ByKey> {
    SeatRule {
        body: key(body),
        names: names("Plassar"),
        side: Side::Municipal,
        category: None,
        kind: SeatKind::Member,
        rights: std::collections::BTreeSet::new(),
        presence: Presence::Permanent,
        per,
        parties: Vec::new(),
        count: Count { min: Some(1), max: Some(1) },
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

pub(super) fn seat_rule(name: &str, rule: SeatRule<ByKey>) -> CharterProvision {
    entry(name, Rule::SeatRule(Box::new(rule)))
}

fn emphasis(name: &str, group: &str) -> CharterProvision {
    let rule = Emphasis { body: key("ou"), target_group: key(group), weight: 3, reason: None };
    entry(name, Rule::Emphasis(rule))
}

fn background(name: &str) -> CharterProvision {
    let section = PaperSection {
        body: key("ou"),
        part: PaperPart::Background,
        names: names("Bakgrunn"),
        required: true,
        prepared_by: Preparer::Secretariat,
        guidance: None,
        place: 1,
    };
    entry(name, Rule::PaperSection(section))
}

fn source(rule: &str) -> Source<ByKey> {
    Source { seat_rule: Some(key(rule)), body: None, body_type: None, office: None }
}

/// One of each kind, the kinds mixed: a fault is placed in the list of its kind.
pub(super) fn provisions() -> Vec<CharterProvision> {
    let mut by_area = seats("pm", Per::Area);
    by_area.quotas = vec![Quota { area: Some(key("nord")), party: None, count: Count { min: Some(2), max: None } }];
    let mut derived = seats("ssu", Per::Derived);
    derived.derived_from = Some(source("pm-omrade"));
    let leader = LeadershipRule {
        body: key("ou"),
        office: OfficeRole::Chair,
        kind: LeadershipKind::Fixed,
        turns: vec![Turn { side: None, party: Some(key("byen")), area: None }],
        every: None,
        since: None,
        apart_from: None,
    };
    let requirement = Requirement {
        body: None,
        kind: RequirementKind::EveryMunicipality,
        category: None,
        side: None,
        number: None,
        force: Force::Soft,
    };
    let group = TargetGroup { names: names("Born og unge"), origin: TargetGroupOrigin::National };
    vec![
        entry("leiar", Rule::LeadershipRule(leader)),
        seat_rule("pm-omrade", by_area),
        emphasis("vekt", "born"),
        seat_rule("ssu-avleidd", derived),
        entry("born", Rule::TargetGroup(group)),
        entry("alle-med", Rule::Requirement(requirement)),
        background("bakgrunn"),
    ]
}

fn seat(charter: &mut Charter, place: usize) -> &mut SeatRule<ByKey> {
    match &mut charter.provisions[place].rule {
        Rule::SeatRule(rule) => rule,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_fault_of_a_provision_stands_at_its_place_in_the_document() {
    type Change = fn(&mut Charter);
    let table: [(Change, &[(&str, &str)]); 16] = [
        (|_| {}, &[]),
        (|c| c.provisions[5].key = key("born"), &[("/requirements/0/key", "duplicate")]),
        (|c| c.provisions.push(emphasis("pm-omrade", "born")), &[("/emphases/1/key", "duplicate")]),
        (|c| seat(c, 3).body = key("nord"), &[("/seatRules/1/body", "unknown-reference")]),
        (|c| seat(c, 1).quotas[0].area = Some(key("sor")), &[("/seatRules/0/quotas/0/area", "unknown-reference")]),
        (|c| seat(c, 1).quotas[0].area = None, &[("/seatRules/0/quotas/0/area", "required")]),
        (
            |c| seat(c, 3).derived_from = Some(source("ukjend")),
            &[("/seatRules/1/derivedFrom/seatRule", "unknown-reference")],
        ),
        (
            |c| seat(c, 3).derived_from = Some(source("born")),
            &[("/seatRules/1/derivedFrom/seatRule", "unknown-reference")],
        ),
        (|c| c.provisions[2] = emphasis("vekt", "pm-omrade"), &[("/emphases/0/targetGroup", "unknown-reference")]),
        (|c| c.provisions[2] = emphasis("vekt", "ukjend"), &[("/emphases/0/targetGroup", "unknown-reference")]),
        (
            |c| {
                c.parties.remove(2);
                c.areas[0].members.remove(0);
            },
            &[("/leadershipRules/0/turns/0/party", "unknown-reference")],
        ),
        (
            |c| {
                c.provisions[4].validity =
                    Validity { from: Some(jiff::civil::date(2024, 1, 2)), to: Some(jiff::civil::date(2024, 1, 1)) };
            },
            &[("/targetGroups/0/validTo", "date-order")],
        ),
        (|c| seat(c, 1).quotas = vec![seat(c, 1).quotas[0].clone(); 501], &[("/seatRules/0/quotas/1", "duplicate")]),
        (|c| c.provisions.push(background("vekt")), &[("/paperSections/1/key", "duplicate")]),
        (
            |c| c.bodies.retain(|body| body.key != key("ou")),
            &[
                ("/bodies/0/parent", "unknown-reference"),
                ("/leadershipRules/0/body", "unknown-reference"),
                ("/emphases/0/body", "unknown-reference"),
                ("/paperSections/0/body", "unknown-reference"),
            ],
        ),
        (|c| c.ends = vec![key("ou"), key("pm"), key("ou")], &[("/ends/2", "duplicate")]),
    ];
    for (row, (change, expected)) in table.into_iter().enumerate() {
        let found = faults_after(|charter| {
            charter.provisions = provisions();
            change(charter);
        });
        let found: Vec<_> = found.iter().map(|(at, kind)| (at.as_str(), kind.code())).collect();
        // Too long a list repeats its fault for each entry that is too many; the first tells.
        let found = if found.len() > 100 { &found[..1] } else { &found[..] };
        assert_eq!(found, expected, "row {row}");
    }
    let long = faults_after(|charter| {
        charter.provisions = provisions();
        seat(charter, 1).quotas = vec![seat(charter, 1).quotas[0].clone(); 501];
    });
    assert!(long.contains(&("/seatRules/0/quotas".into(), FaultKind::TooLong { max: 500 })));
}

#[test]
fn provisions_become_entities_after_what_they_name() {
    let mut charter = charter();
    charter.provisions = provisions();
    let now = crate::Instant::from_timestamp(jiff::Timestamp::UNIX_EPOCH);
    let made = charter.entities(now);
    let order: Vec<_> = made.provisions.iter().map(|provision| provision.key.as_str()).collect();
    assert_eq!(order, ["leiar", "pm-omrade", "born", "vekt", "ssu-avleidd", "alle-med", "bakgrunn"]);
    let Rule::SeatRule(derived) = &made.provisions[4].rule else { panic!("a seat rule") };
    assert_eq!(derived.derived_from.as_ref().and_then(|source| source.seat_rule), Some(made.provisions[1].id));
    assert_eq!(made.provisions[0].rule.body(), made.bodies.iter().find(|b| b.key == key("ou")).map(|b| &b.id));
}

#[test]
fn rules_that_cannot_hold_from_a_day_on_are_faults_at_their_places() {
    type Change = fn(&mut Charter);
    let today = jiff::civil::date(2026, 6, 1);
    let over = || Validity { from: None, to: Some(jiff::civil::date(2026, 5, 31)) };
    let table: [(Change, &[(&str, &str)]); 6] = [
        (|_| {}, &[]),
        (|c| seat(c, 1).in_all.min = Some(200), &[]),
        (
            |c| {
                seat(c, 1).quotas[0].count = Count { min: Some(1), max: Some(1) };
                seat(c, 1).in_all.min = Some(2);
            },
            &[("/seatRules/0/inAll/min", "out-of-range")],
        ),
        (
            |c| c.areas[0].validity = Validity { from: None, to: Some(jiff::civil::date(2026, 5, 31)) },
            &[("/seatRules/0/quotas/0/area", "no-unit")],
        ),
        (
            |c| {
                let mut circle = seats("pm", Per::Derived);
                circle.derived_from = Some(source("ssu-avleidd"));
                c.provisions.push(seat_rule("pm-avleidd", circle));
                seat(c, 3).derived_from = Some(source("pm-avleidd"));
            },
            &[("/seatRules/1/derivedFrom", "cycle"), ("/seatRules/2/derivedFrom", "cycle")],
        ),
        (
            |c| c.provisions.push(background("bakgrunn-til")),
            &[("/paperSections/0/part", "taken"), ("/paperSections/1/part", "taken")],
        ),
    ];
    for (row, (change, expected)) in table.into_iter().enumerate() {
        let mut charter = charter();
        charter.provisions = provisions();
        change(&mut charter);
        assert_eq!(charter.check(), Ok(()), "row {row}: each by itself is right");
        let found = charter.check_rules(today).err().unwrap_or_default().0;
        let found: Vec<_> = found.iter().map(|fault| (fault.pointer.as_str(), fault.kind.code())).collect();
        assert_eq!(found, expected, "row {row}");
        // What is over is judged no more.
        for provision in &mut charter.provisions {
            provision.validity = over();
        }
        assert_eq!(charter.check_rules(today), Ok(()), "row {row}");
    }
}

#[test]
fn what_leans_on_a_rule_that_never_came_to_be_is_not_told_either() {
    let mut charter = charter();
    charter.provisions = provisions();
    let mut further = seats("ou", Per::Derived);
    further.derived_from = Some(source("ssu-avleidd"));
    charter.provisions.push(seat_rule("ou-avleidd", further));
    let made = charter.entities(crate::Instant::from_timestamp(jiff::Timestamp::UNIX_EPOCH));
    let crate::Entities { tenant, settings, parties, areas, bodies, mut provisions } = made;
    let first = provisions.iter_mut().find(|provision| provision.key == key("pm-omrade")).expect("it is there");
    first.validity = Validity { from: Some(jiff::civil::date(2027, 1, 1)), to: Some(jiff::civil::date(2026, 12, 31)) };
    let structure = crate::Structure { settings, parties, areas, bodies, provisions };
    let told = Charter::of(&tenant, &structure);
    assert!(
        told.provisions.iter().all(|provision| provision.rule.kind() != crate::ProvisionKind::SeatRule),
        "{told:?}"
    );
    assert_eq!(told.check(), Ok(()));
}
