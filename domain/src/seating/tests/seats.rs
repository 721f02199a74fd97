//! Which seats there are and who sits in them.
use jiff::civil::date;

use crate::invented::{Community, bergen, between, nordland};
use crate::seating::{Claim, seats_of_party, sittings, slots, term_end};
use crate::{AreaMember, AreaRole, Date, OfficeRole, Standing, Term, Unit, Validity};

use super::{of_area, of_party};

const DAY: Date = date(2024, 3, 18);

/// How many seats a rule gives, and how many of them must be filled.
fn counted(c: &Community, rule: &str) -> (usize, usize) {
    let slots = slots(&c.structure, c.called(rule), DAY);
    (slots.len(), slots.iter().filter(|slot| slot.must).count())
}

#[test]
fn the_real_communities_have_the_seats_their_rules_state() {
    let (bergen, nordland) = (bergen(), nordland());
    for (c, rule, seats, must) in [
        (&bergen, "ssu-kommunar", 5, 4),
        (&bergen, "ssu-helse-bergen", 3, 3),
        (&bergen, "ssu-haraldsplass", 1, 1),
        (&bergen, "ssu-ideelle", 1, 1),
        (&bergen, "ssu-brukar-kommune", 1, 1),
        (&bergen, "ssu-brukar-spesialist", 1, 1),
        (&bergen, "ou-bergen-kommunar", 6, 1),
        (&bergen, "ou-bergensregionen-kommunar", 5, 5),
        (&bergen, "ou-nordhordland-kommunar", 7, 7),
        (&bergen, "ou-voss-omrade-kommunar", 5, 5),
        // No number is stated, and derived seats are another rule's.
        (&bergen, "ou-bergen-sjukehus", 0, 0),
        (&bergen, "pm-fastlege", 0, 0),
        (&bergen, "pm-ordforarar", 18, 18),
        (&nordland, "ssu-kommunene", 7, 7),
        (&nordland, "ssu-hf", 7, 7),
        (&nordland, "pm-kommunedirektorer", 20, 20),
    ] {
        assert_eq!(counted(c, rule), (seats, must), "{rule}");
    }
    let of = |area| {
        let unit = of_area(&nordland, area);
        slots(&nordland.structure, nordland.called("ssu-kommunene"), DAY).iter().filter(|s| s.seat.unit == unit).count()
    };
    assert_eq!(["salten", "lofoten", "vesteralen"].map(of), [3, 2, 2]);
}

#[test]
fn there_are_no_seats_when_rule_or_body_is_not_in_force() {
    let mut c = bergen();
    let ended = between(None, Some(date(2024, 3, 17)));
    c.structure.provisions.iter_mut().filter(|p| p.key.as_str() == "ssu-ideelle").for_each(|p| p.validity = ended);
    c.structure.bodies.iter_mut().filter(|b| b.key.as_str() == "ou-bergen").for_each(|b| b.validity = ended);
    assert_eq!(counted(&c, "ssu-ideelle"), (0, 0));
    assert_eq!(counted(&c, "ou-bergen-kommunar"), (0, 0));
}

#[test]
fn a_municipality_that_moves_area_moves_its_seats_by_itself() {
    let mut c = bergen();
    let (gulen, moved) = (of_party(&c, "gulen"), date(2025, 1, 1));
    let party = c.party_called("gulen");
    let left = c.called("ou-nordhordland-kommunar").id;
    c.seat(left, gulen, 1);
    for area in &mut c.structure.areas {
        match area.key.as_str() {
            "nordhordland" => {
                let member = area.members.iter_mut().find(|member| member.party == party).expect("a member");
                member.validity.to = Some(date(2024, 12, 31));
            }
            "voss-omrade" => {
                let validity = between(Some(moved), None);
                let provenance = crate::invented::PROVENANCE;
                area.members.push(AreaMember { party, role: AreaRole::Municipality, validity, provenance });
            }
            _ => {}
        }
    }
    let has = |rule: &str, day| slots(&c.structure, c.called(rule), day).iter().any(|slot| slot.seat.unit == gulen);
    let old = date(2024, 12, 31);
    assert!(has("ou-nordhordland-kommunar", old) && !has("ou-voss-omrade-kommunar", old));
    assert!(!has("ou-nordhordland-kommunar", moved) && has("ou-voss-omrade-kommunar", moved));
    // Whoever sat there has no seat to sit in any more.
    assert_eq!(sittings(&c.structure, &c.roster, old).len(), 1);
    assert_eq!(sittings(&c.structure, &c.roster, moved).len(), 0);
}

#[test]
fn those_who_sit_in_one_body_sit_by_right_in_another() {
    let mut c = bergen();
    let (doctor, ssu) = (c.called("ssu-kommuneoverlege").id, c.body_called("ssu"));
    let doctor = c.seat_with(doctor, None, 1, |m| m.validity = between(Some(date(2023, 1, 1)), None));
    let area = of_area(&c, "voss-omrade");
    let members = c.called("ssu-kommunar").id;
    let chair = c.seat(members, area, 1);
    c.elect(ssu, OfficeRole::Chair, chair, between(Some(date(2024, 1, 1)), None));
    let voss = (c.body_called("ou-voss-omrade"), c.called("ou-voss-omrade-kommunar").id, of_party(&c, "voss"));
    let leader = c.seat(voss.1, voss.2, 1);
    c.elect(voss.0, OfficeRole::Chair, leader, Validity::ALWAYS);

    let in_pm = |day| {
        let all = sittings(&c.structure, &c.roster, day);
        let there = all.into_iter().filter(|sitting| sitting.body == c.body_called("pm"));
        there.map(|sitting| (sitting.rule, sitting.person, sitting.from)).collect::<Vec<_>>()
    };
    let rule = |name: &str| c.called(name).id;
    let by_office = (rule("pm-ssu-leiar"), Some(chair), Some((ssu, OfficeRole::Chair)));
    let by_area = (rule("pm-ou-leiarar"), Some(leader), Some((voss.0, OfficeRole::Chair)));
    assert_eq!(in_pm(date(2022, 12, 31)), [by_area]);
    let by_seat = (rule("pm-kommuneoverlege"), Some(doctor), None);
    assert_eq!(in_pm(DAY), [by_seat, by_office, by_area]);
    let derived = sittings(&c.structure, &c.roster, DAY).into_iter().find(|s| s.rule == rule("pm-kommuneoverlege"));
    let derived = derived.expect("the doctor sits there");
    assert_eq!((derived.seat, derived.membership), (None, None));
    assert_eq!(derived.category, Some(crate::Category::MunicipalChiefPhysician));
}

#[test]
fn nobody_sits_who_is_only_being_found_or_is_a_deputy() {
    let mut c = bergen();
    let rule = c.called("ssu-haraldsplass").id;
    let unit = of_party(&c, "haraldsplass");
    c.seat_with(rule, unit, 1, |m| m.standing = Standing::Clarifying);
    c.seat_with(rule, unit, 1, |m| m.capacity = crate::Capacity::Deputy);
    assert_eq!(sittings(&c.structure, &c.roster, DAY), []);
    c.seat(rule, unit, 1);
    let there = sittings(&c.structure, &c.roster, DAY);
    assert_eq!(there.len(), 1);
    // The seat is the party's, so its holder represents it without its being said.
    assert_eq!(there[0].party, Some(c.party_called("haraldsplass")));
}

#[test]
fn where_a_party_sits_is_told_of_its_own_seats_its_areas_and_those_it_shares() {
    let mut c = bergen();
    let places = |c: &Community, party: &str| {
        let found = seats_of_party(&c.structure, &c.roster, c.party_called(party), DAY);
        let key = |id| c.structure.provision(id).expect("a rule").key.to_string();
        found.into_iter().map(|seats| (key(seats.rule), seats.claim, seats.sittings.len())).collect::<Vec<_>>()
    };
    let wanted = |rows: &[(&str, Claim, usize)]| {
        rows.iter().map(|(rule, claim, held)| ((*rule).to_owned(), *claim, *held)).collect::<Vec<_>>()
    };
    let voss = [
        ("ou-voss-omrade-kommunar", Claim::Own, 0),
        ("ssu-kommunar", Claim::Area, 0),
        ("pm-ordforarar", Claim::Own, 0),
    ];
    assert_eq!(places(&c, "voss"), wanted(&voss));
    assert_eq!(places(&c, "solli"), wanted(&[("ssu-ideelle", Claim::Shared, 0)]));
    // Whoever represents it in a seat that is nobody's is told too.
    let user = c.called("ssu-brukar-kommune").id;
    let solli = c.party_called("solli");
    c.seat_with(user, None, 1, |m| m.party = Some(solli));
    let with_user = [
        ("ssu-ideelle", Claim::Shared, 0),
        ("ssu-brukar-kommune", Claim::Represented, 1),
        ("pm-brukar-kommune", Claim::Represented, 1),
    ];
    assert_eq!(places(&c, "solli"), wanted(&with_user));
    // The seat of an area is its municipalities', not its hospitals'.
    let hospital = AreaMember {
        party: solli,
        role: AreaRole::Hospital,
        validity: Validity::ALWAYS,
        provenance: crate::invented::PROVENANCE,
    };
    c.structure.areas[1].members.push(hospital);
    assert_eq!(places(&c, "solli"), wanted(&with_user));
}

#[test]
fn a_unit_is_counted_once_in_whatever_order_quotas_stand() {
    let mut c = nordland();
    c.rule_called("ssu-kommunene").quotas.reverse();
    assert_eq!(counted(&c, "ssu-kommunene"), (7, 7));
    assert!(
        slots(&c.structure, c.called("ssu-kommunene"), DAY).iter().all(|s| matches!(s.seat.unit, Some(Unit::Area(_))))
    );
}

#[test]
fn a_term_follows_the_other_without_a_gap() {
    let cohort = |from| Term { years: 4, from: Some(from) };
    let own = Term { years: 2, from: None };
    let leap = cohort(date(2020, 2, 29));
    for (term, began, day, wanted) in [
        (cohort(date(2021, 9, 1)), None, date(2021, 9, 1), Some(date(2025, 8, 31))),
        (cohort(date(2021, 9, 1)), None, date(2025, 8, 31), Some(date(2025, 8, 31))),
        (cohort(date(2021, 9, 1)), Some(date(2024, 1, 1)), date(2025, 9, 1), Some(date(2029, 8, 31))),
        (cohort(date(2021, 9, 1)), None, date(2021, 8, 31), None),
        (own, Some(date(2022, 10, 1)), date(2023, 1, 1), Some(date(2024, 9, 30))),
        (own, None, date(2023, 1, 1), None),
        (leap, None, date(2024, 2, 28), Some(date(2024, 2, 28))),
        (leap, None, date(2024, 2, 29), Some(date(2028, 2, 28))),
        (Term { years: 1, ..leap }, None, date(2021, 2, 27), Some(date(2021, 2, 27))),
        (Term { years: 1, ..leap }, None, date(2021, 2, 28), Some(date(2022, 2, 27))),
        (Term { years: 1, ..leap }, None, date(2023, 3, 1), Some(date(2024, 2, 28))),
    ] {
        assert_eq!(term_end(term, began, day), wanted, "{term:?} {began:?} {day}");
    }
}
