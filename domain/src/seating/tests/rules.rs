//! Rules that can never hold.
use jiff::civil::date;

use crate::invented::{Community, NO_SOURCE, bergen, between, exactly, nordland, seat_rule};
use crate::seating::check_rules;
use crate::{BodyType, Count, OfficeRole, Per, Presence, Quota, SeatRule, Side, Source};

fn faults(c: &Community) -> Vec<(String, String, &'static str)> {
    let key = |id| c.structure.provision(id).expect("a rule").key.to_string();
    let found = check_rules(&c.structure);
    found.into_iter().map(|(rule, fault)| (key(rule), fault.pointer, fault.kind.code())).collect()
}

fn wanted(rows: &[(&str, &str, &'static str)]) -> Vec<(String, String, &'static str)> {
    rows.iter().map(|(rule, pointer, code)| ((*rule).to_owned(), (*pointer).to_owned(), *code)).collect()
}

#[test]
fn the_real_communities_rules_can_hold() {
    assert_eq!(faults(&bergen()), []);
    assert_eq!(faults(&nordland()), []);
}

#[test]
fn the_numbers_in_all_can_be_reached() {
    let mut c = bergen();
    let limit = |min, max| Count { min, max };
    for (in_all, at) in [
        (limit(Some(5), Some(5)), None),
        (limit(Some(6), None), Some("/inAll/min")),
        (limit(None, Some(4)), None),
        (limit(None, Some(3)), Some("/inAll/max")),
    ] {
        c.rule_called("ssu-kommunar").in_all = in_all;
        let rows: Vec<_> = at.map(|at| ("ssu-kommunar", at, "out-of-range")).into_iter().collect();
        assert_eq!(faults(&c), wanted(&rows), "{in_all:?}");
    }
    // A number that is open can reach any other.
    c.rule_called("ssu-kommunar").in_all = limit(Some(6), None);
    c.rule_called("ssu-kommunar").count = Count { min: Some(1), max: None };
    assert_eq!(faults(&c), []);
}

#[test]
fn what_can_be_reached_on_one_day_is_no_fault() {
    let mut c = bergen();
    c.rule_called("ssu-kommunar").in_all = exactly(5);
    c.structure.areas[3].validity = between(None, Some(date(2024, 12, 31)));
    assert_eq!(faults(&c), []);
    // But the rule must be there that day.
    let from = between(Some(date(2025, 1, 1)), None);
    c.structure.provisions.iter_mut().filter(|p| p.key.as_str() == "ssu-kommunar").for_each(|p| p.validity = from);
    assert_eq!(faults(&c), wanted(&[("ssu-kommunar", "/inAll/min", "out-of-range")]));
}

#[test]
fn a_quota_is_for_one_the_rule_counts_seats_for() {
    let mut c = bergen();
    let (voss, fedje) = (c.party_called("voss"), c.party_called("fedje"));
    let quota = |party| Quota { area: None, party: Some(party), count: exactly(2) };
    c.rule_called("ou-voss-omrade-kommunar").quotas = vec![quota(voss), quota(fedje)];
    c.structure.areas[0].validity.to = Some(date(2020, 12, 31));
    let from = between(Some(date(2022, 9, 1)), None);
    c.structure.provisions.iter_mut().filter(|p| p.key.as_str() == "ssu-kommunar").for_each(|p| p.validity = from);
    assert_eq!(
        faults(&c),
        wanted(&[
            ("ou-voss-omrade-kommunar", "/quotas/1/party", "no-unit"),
            ("ssu-kommunar", "/quotas/0/area", "no-unit"),
        ])
    );
}

#[test]
fn seats_never_follow_from_themselves() {
    let mut c = bergen();
    let (pm, ssu) = (c.body_called("pm"), c.body_called("ssu"));
    let derived = |body, source| SeatRule { derived_from: Some(source), ..seat_rule(body, Side::Other, Per::Derived) };
    let chair_of = |body| Source { body: Some(body), office: Some(OfficeRole::Chair), ..NO_SOURCE };
    // The leader of the partnership meeting comes to single cases of the strategic committee, whose leader sits there.
    let mut called = derived(ssu, chair_of(pm));
    called.presence = Presence::PerCase;
    c.seats("called", called.clone());
    assert_eq!(faults(&c), []);
    // Were it a seat for good, each leader could have their seat from the other alone.
    c.rule_called("called").presence = Presence::Permanent;
    assert_eq!(faults(&c), wanted(&[("pm-ssu-leiar", "/derivedFrom", "cycle"), ("called", "/derivedFrom", "cycle")]));
    c.structure.provisions.pop();

    let (one, other) = (c.seats("one", called.clone()), c.seats("other", called));
    let from_rule = |rule| Some(Source { seat_rule: Some(rule), ..NO_SOURCE });
    c.rule_called("one").derived_from = from_rule(other);
    c.rule_called("other").derived_from = from_rule(one);
    let both = [("one", "/derivedFrom", "cycle"), ("other", "/derivedFrom", "cycle")];
    assert_eq!(faults(&c), wanted(&both));
    // Whoever sits cannot be told, but asking comes to an end.
    assert_eq!(crate::seating::sittings(&c.structure, &c.roster, date(2024, 1, 1)), []);
    let leader = c.called("ssu-leiar").id;
    c.rule_called("one").derived_from = from_rule(leader);
    assert_eq!(faults(&c), wanted(&[("one", "/derivedFrom/seatRule", "unknown-reference")]));
    let none = Source { body_type: Some(BodyType::Subcommittee), office: Some(OfficeRole::Chair), ..NO_SOURCE };
    c.rule_called("one").derived_from = Some(none);
    assert_eq!(faults(&c), []);
}
