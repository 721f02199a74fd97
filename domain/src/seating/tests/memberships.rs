//! What a membership must keep, as a table of changes to one that is right.
use jiff::civil::date;

use crate::invented::{Community, bergen, between, nordland};
use crate::seating::check_membership;
use crate::{Capacity, Count, DeputyMode, Membership, PersonId, Standing, Validity};

use super::{of_area, of_party, told};

/// Bergen's first seat in the strategic committee.
fn right(c: &Community) -> Membership {
    Community::membership(c.called("ssu-kommunar").id, of_area(c, "bergen"), 1)
}

type Wrong<'a> = &'a [(&'a str, &'a str)];

#[test]
fn a_membership_fits_its_rule() {
    let c = &bergen();
    let days = |from, to| between(Some(from), Some(to));
    type Change = fn(&Community, &mut Membership);
    let table: &[(&str, Change, Wrong)] = &[
        ("as it is", |_, _| {}, &[]),
        ("Bergen's second", |_, m| m.number = Some(2), &[]),
        ("Bergen's third", |_, m| m.number = Some(3), &[("/number", "out-of-range")]),
        (
            "Voss has one",
            |c, m| (m.unit, m.number) = (of_area(c, "voss-omrade"), Some(2)),
            &[("/number", "out-of-range")],
        ),
        ("no unit", |_, m| m.unit = None, &[("/unit", "required")]),
        ("a party for an area", |c, m| m.unit = of_party(c, "voss"), &[("/unit", "no-unit")]),
        (
            "another area's municipality",
            |c, m| (m.rule, m.unit) = (c.called("ou-voss-omrade-kommunar").id, of_party(c, "fedje")),
            &[("/unit", "no-unit")],
        ),
        ("a seat for no unit", |c, m| m.rule = c.called("ssu-ideelle").id, &[("/unit", "excludes")]),
        ("no such rule", |_, m| m.rule = crate::ProvisionId::fresh(), &[("/seatRule", "unknown-reference")]),
        ("no seat rule", |c, m| m.rule = c.called("ssu-leiar").id, &[("/seatRule", "unknown-reference")]),
        ("derived", |c, m| (m.rule, m.unit) = (c.called("pm-fastlege").id, None), &[("/seatRule", "excludes")]),
        ("called by virtue of an office", |c, m| (m.rule, m.unit) = (c.called("ssu-ou-leiarar").id, None), &[]),
        ("a party of the side", |c, m| m.party = Some(c.party_called("bergen-kommune")), &[]),
        ("a party of the other side", |c, m| m.party = Some(c.party_called("helse-bergen")), &[("/party", "excludes")]),
        ("no such party", |_, m| m.party = Some(crate::PartyId::fresh()), &[("/party", "unknown-reference")]),
        (
            "another party's seat",
            |c, m| {
                (m.rule, m.unit) = (c.called("ssu-haraldsplass").id, of_party(c, "haraldsplass"));
                m.party = Some(c.party_called("solli"));
            },
            &[("/party", "excludes")],
        ),
        (
            "one who shares the seat",
            |c, m| (m.rule, m.unit, m.party) = (c.called("ssu-ideelle").id, None, Some(c.party_called("solli"))),
            &[],
        ),
        (
            "one who does not",
            |c, m| (m.rule, m.unit, m.party) = (c.called("ssu-ideelle").id, None, Some(c.party_called("haraldsplass"))),
            &[("/party", "excludes")],
        ),
    ];
    for (what, change, wanted) in table {
        let mut new = right(c);
        change(c, &mut new);
        assert_eq!(told(&check_membership(&c.structure, &c.roster, &new)), *wanted, "{what}");
    }
    let mut c = bergen();
    let rule = c.called("ssu-kommunar").id;
    let validity = days(date(2022, 9, 1), date(2026, 8, 31));
    c.structure.provisions.iter_mut().filter(|p| p.id == rule).for_each(|p| p.validity = validity);
    c.structure.bodies[1].validity = between(Some(date(2023, 1, 1)), None);
    for (validity, wanted) in [
        (days(date(2023, 1, 1), date(2026, 8, 31)), &[] as Wrong),
        (days(date(2022, 9, 1), date(2026, 8, 31)), &[("/validFrom", "outside-validity")]),
        (days(date(2023, 1, 1), date(2026, 9, 1)), &[("/validTo", "outside-validity")]),
        (Validity::ALWAYS, &[("/validFrom", "outside-validity"), ("/validTo", "outside-validity")]),
    ] {
        let new = Membership { validity, ..right(&c) };
        assert_eq!(told(&check_membership(&c.structure, &c.roster, &new)), wanted, "{validity:?}");
    }
}

#[test]
fn a_unit_is_one_of_the_rules_on_every_day() {
    let mut c = bergen();
    let area = c.structure.areas.iter_mut().find(|area| area.key.as_str() == "bergen").expect("an area");
    area.validity = between(Some(date(2022, 9, 1)), Some(date(2025, 12, 31)));
    for (from, to, wanted) in [
        (date(2022, 9, 1), date(2025, 12, 31), &[] as Wrong),
        (date(2022, 8, 31), date(2025, 12, 31), &[("/unit", "outside-validity")]),
        (date(2022, 9, 1), date(2026, 1, 1), &[("/unit", "outside-validity")]),
    ] {
        let new = Membership { validity: between(Some(from), Some(to)), ..right(&c) };
        assert_eq!(told(&check_membership(&c.structure, &c.roster, &new)), wanted, "{from} to {to}");
    }
}

#[test]
fn a_seat_has_one_holder_and_a_person_one_seat_by_a_rule() {
    let mut c = bergen();
    let person = PersonId::fresh();
    let first = Membership {
        person: Some(person),
        validity: between(Some(date(2023, 1, 1)), Some(date(2023, 12, 31))),
        ..right(&c)
    };
    c.roster.memberships.push(first.clone());
    let days = |from, to| between(Some(from), to);
    let overlapping = days(date(2023, 12, 31), None);
    let after = days(date(2024, 1, 1), None);
    let second = |validity| Membership { validity, ..right(&c) };
    for (what, new, wanted) in [
        ("in the same seat at once", second(overlapping), &[("/number", "taken")] as Wrong),
        ("after the first", second(after), &[]),
        ("the same entry", first.clone(), &[]),
        ("another seat", Membership { number: Some(2), ..second(overlapping) }, &[]),
        (
            "known to be empty while held",
            Membership { standing: Standing::Vacant, person: None, ..second(overlapping) },
            &[("/number", "taken")],
        ),
        ("being found meanwhile", Membership { standing: Standing::Clarifying, ..second(overlapping) }, &[]),
        (
            "the same person twice",
            Membership { number: Some(2), person: Some(person), ..second(overlapping) },
            &[("/person", "taken")],
        ),
        ("the same person later", Membership { number: Some(2), person: Some(person), ..second(after) }, &[]),
    ] {
        assert_eq!(told(&check_membership(&c.structure, &c.roster, &new)), wanted, "{what}");
    }
}

#[test]
fn no_more_are_held_than_the_rule_allows_in_all() {
    let mut c = bergen();
    c.rule_called("ssu-kommunar").in_all = Count { min: None, max: Some(2) };
    let rule = c.called("ssu-kommunar").id;
    let until = between(None, Some(date(2024, 6, 30)));
    let from = between(Some(date(2024, 7, 1)), None);
    for (area, validity) in [("voss-omrade", Validity::ALWAYS), ("nordhordland", until), ("bergensregionen", from)] {
        let unit = of_area(&c, area);
        c.seat_with(rule, unit, 1, |m| m.validity = validity);
    }
    let full: Wrong = &[("/number", "full")];
    let new = right(&c);
    assert_eq!(told(&check_membership(&c.structure, &c.roster, &new)), full);
    assert_eq!(told(&check_membership(&c.structure, &c.roster, &Membership { validity: until, ..new.clone() })), full);
    let vacant = Membership { standing: Standing::Vacant, person: None, ..new.clone() };
    assert_eq!(told(&check_membership(&c.structure, &c.roster, &vacant)), []);
    c.roster.memberships.retain(|m| m.validity != from);
    assert_eq!(told(&check_membership(&c.structure, &c.roster, &Membership { validity: from, ..new })), []);
}

#[test]
fn deputies_are_named_as_the_rule_says() {
    use DeputyMode as M;
    let nowhere: Wrong = &[("/capacity", "excludes")];
    let mut c = nordland();
    for (mode, number, order, wanted) in [
        (M::None, Some(1), None, nowhere),
        (M::None, None, None, nowhere),
        (M::Personal, Some(1), None, &[]),
        (M::Personal, Some(1), Some(1), &[("/order", "excludes")]),
        (M::Personal, None, None, &[("/number", "required")]),
        (M::Ordered, Some(1), Some(2), &[]),
        (M::Ordered, Some(1), None, &[("/order", "required")]),
        (M::Ordered, None, Some(1), &[("/number", "required")]),
        (M::Pool, None, None, &[]),
        (M::Pool, None, Some(3), &[]),
        (M::Pool, Some(1), None, &[("/number", "excludes")]),
        (M::Mixed, Some(1), None, &[]),
        (M::Mixed, Some(1), Some(2), &[]),
        (M::Mixed, None, None, &[]),
        (M::Unknown, Some(1), Some(2), &[]),
        (M::Unknown, None, None, &[]),
    ] {
        c.rule_called("ssu-hf").deputies = mode;
        let unit = number.and(of_party(&c, "nordlandssykehuset"));
        let new = Community::membership(c.called("ssu-hf").id, unit, 1);
        let new = Membership { number, order, capacity: Capacity::Deputy, ..new };
        assert_eq!(told(&check_membership(&c.structure, &c.roster, &new)), wanted, "{mode} {number:?} {order:?}");
    }
}

#[test]
fn nobody_is_deputy_to_themselves() {
    let mut c = nordland();
    c.rule_called("ssu-hf").deputies = DeputyMode::Mixed;
    let (rule, unit) = (c.called("ssu-hf").id, of_party(&c, "nordlandssykehuset"));
    let until = between(None, Some(date(2024, 12, 31)));
    let person = c.seat_with(rule, unit, 1, |m| m.validity = until);
    let member = c.roster.memberships[0].clone();
    let deputy = |unit, number, validity| Membership {
        number,
        capacity: Capacity::Deputy,
        person: Some(person),
        validity,
        ..Community::membership(rule, unit, 1)
    };
    let own: Wrong = &[("/person", "own-deputy")];
    let later = between(Some(date(2025, 1, 1)), None);
    for (what, new, wanted) in [
        ("of the same seat", deputy(unit, Some(1), Validity::ALWAYS), own),
        ("of another", deputy(unit, Some(2), Validity::ALWAYS), &[]),
        ("of all the rule's", deputy(None, None, Validity::ALWAYS), own),
        ("afterwards", deputy(unit, Some(1), later), &[]),
    ] {
        assert_eq!(told(&check_membership(&c.structure, &c.roster, &new)), wanted, "{what}");
        // The other way round: the deputy is there when the member comes.
        let roster = crate::Roster { memberships: vec![new], offices: Vec::new() };
        assert_eq!(told(&check_membership(&c.structure, &roster, &member)), wanted, "{what}, turned");
    }
}

#[test]
fn each_place_in_the_order_of_deputies_is_one_persons() {
    let mut c = nordland();
    c.rule_called("ssu-hf").deputies = DeputyMode::Ordered;
    let (rule, unit) = (c.called("ssu-hf").id, of_party(&c, "nordlandssykehuset"));
    let deputy =
        |order| Membership { capacity: Capacity::Deputy, order: Some(order), ..Community::membership(rule, unit, 1) };
    let first = deputy(1);
    c.roster.memberships.push(first.clone());
    for (what, new, wanted) in [
        ("another first", deputy(1), &[("/order", "taken")] as Wrong),
        ("a second", deputy(2), &[]),
        ("the same person again", Membership { person: first.person, ..deputy(2) }, &[("/person", "taken")]),
    ] {
        assert_eq!(told(&check_membership(&c.structure, &c.roster, &new)), wanted, "{what}");
    }
}
