//! Empty seats, times that run out, missing deputies.
use jiff::civil::date;

use super::{DAY, filled};
use crate::composition::{missing_deputies, terms_ending, vacancies};
use crate::invented::{Community, bergen, between, nordland};
use crate::{Capacity, Standing, Term, Unit};

/// The unit's vacancies by number, with what is entered of them.
fn empty(c: &Community, rule: &str, unit: Option<Unit>) -> Vec<(u16, Option<Standing>)> {
    let rule = c.called(rule).id;
    let all = vacancies(&c.structure, &c.roster, DAY);
    let there = all.into_iter().filter(|one| one.seat.rule == rule && one.seat.unit == unit);
    there.map(|one| (one.seat.number, one.standing)).collect()
}

#[test]
fn a_seat_the_rule_asks_for_is_vacant_until_somebody_sits_there() {
    let full = filled(bergen());
    assert_eq!(vacancies(&full.structure, &full.roster, DAY), []);
    let mut c = bergen();
    let rule = c.called("ssu-helse-bergen").id;
    let trust = Some(Unit::Party(c.party_called("helse-bergen")));
    assert_eq!(empty(&c, "ssu-helse-bergen", trust), [(1, None), (2, None), (3, None)]);
    c.seat(rule, trust, 2);
    c.seat_with(rule, trust, 3, |m| m.standing = Standing::Clarifying);
    assert_eq!(empty(&c, "ssu-helse-bergen", trust), [(1, None), (3, Some(Standing::Clarifying))]);
    c.seat_with(rule, trust, 1, |m| m.validity = between(Some(date(2024, 10, 1)), None));
    let first = vacancies(&c.structure, &c.roster, DAY).into_iter().find(|one| one.seat.rule == rule).expect("one");
    assert_eq!((first.seat.number, first.starting_later), (1, Some(date(2024, 10, 1))));
}

#[test]
fn a_seat_that_need_not_be_filled_is_vacant_only_where_that_is_entered() {
    let mut c = bergen();
    let (rule, bergen) = (c.called("ssu-kommunar").id, Some(Unit::Area(c.area_called("bergen"))));
    // Whichever of the two is held, the one that must be is.
    c.seat(rule, bergen, 2);
    assert_eq!(empty(&c, "ssu-kommunar", bergen), []);
    let since = date(2024, 1, 1);
    c.seat_with(rule, bergen, 1, |m| {
        (m.standing, m.person, m.validity) = (Standing::Vacant, None, between(Some(since), None));
    });
    assert_eq!(empty(&c, "ssu-kommunar", bergen), [(1, Some(Standing::Vacant))]);
    let all = vacancies(&c.structure, &c.roster, DAY);
    assert_eq!(all.iter().find(|one| one.seat.unit == bergen).and_then(|one| one.since), Some(since));
    // Where no number is stated, seats are known by what is entered.
    let (rule, trust) = (c.called("ou-bergen-sjukehus").id, Some(Unit::Party(c.party_called("helse-bergen"))));
    c.seat_with(rule, trust, 4, |m| (m.standing, m.person) = (Standing::Vacant, None));
    assert_eq!(empty(&c, "ou-bergen-sjukehus", trust), [(4, Some(Standing::Vacant))]);
}

#[test]
fn a_time_runs_out_by_its_last_day_or_by_the_term() {
    let mut c = nordland();
    let (rule, trust) = (c.called("ssu-hf").id, Some(Unit::Party(c.party_called("nordlandssykehuset"))));
    let early = date(2023, 6, 30);
    for (number, from, to) in [
        (1, Some(date(2021, 9, 1)), None),
        (2, Some(date(2022, 10, 1)), Some(early)),
        (3, Some(date(2022, 10, 1)), Some(date(2026, 6, 30))),
        (4, Some(date(2025, 9, 1)), None),
        (5, None, None),
    ] {
        c.seat_with(rule, trust, number, |m| m.validity = between(from, to));
    }
    let deputy = |m: &mut crate::Membership| (m.capacity, m.number) = (Capacity::Deputy, None);
    c.seat_with(rule, trust, 1, deputy);
    let ending = |from, to| {
        let all = terms_ending(&c.structure, &c.roster, from, to);
        all.into_iter().map(|end| (end.seat.map_or(0, |seat| seat.number), end.ends_on)).collect::<Vec<_>>()
    };
    // The term ends on 31 August 2025 for all who still sit then, whenever they came.
    let term = date(2025, 8, 31);
    assert_eq!(ending(date(2023, 1, 1), date(2023, 12, 31)), [(2, early)]);
    assert_eq!(ending(date(2025, 1, 1), date(2025, 12, 31)), [(1, term), (3, term), (5, term)]);
    assert_eq!(ending(term, term).len(), 3);
    assert_eq!(ending(date(2025, 9, 1), date(2026, 12, 31)), [(3, date(2026, 6, 30))]);
    // Without a day in the rule the term is each holder's own.
    c.rule_called("ssu-hf").term = Some(Term { years: 2, from: None });
    let ending = terms_ending(&c.structure, &c.roster, date(2023, 8, 1), date(2024, 9, 30));
    let told: Vec<_> = ending.iter().map(|end| (end.seat.map_or(0, |seat| seat.number), end.ends_on)).collect();
    assert_eq!(told, [(1, date(2023, 8, 31)), (3, date(2024, 9, 30))]);
}

#[test]
fn a_holder_with_a_deputy_of_their_own_wants_none() {
    let mut c = bergen();
    let (rule, trust) = (c.called("ssu-helse-bergen").id, Some(Unit::Party(c.party_called("helse-bergen"))));
    let [one, other] = [1, 2].map(|number| c.seat(rule, trust, number));
    let user = c.called("ssu-brukar-kommune").id;
    c.seat(user, None, 1);
    let missing = |c: &Community| {
        let all = missing_deputies(&c.structure, &c.roster, DAY);
        all.into_iter().map(|one| one.person).collect::<Vec<_>>()
    };
    assert_eq!(missing(&c), [Some(one), Some(other)]);
    c.seat_with(rule, trust, 2, |m| m.capacity = Capacity::Deputy);
    assert_eq!(missing(&c), [Some(one)]);
    // One who starts later is none yet.
    c.roster.memberships.last_mut().expect("the deputy").validity = between(Some(date(2024, 10, 1)), None);
    assert_eq!(missing(&c), [Some(one), Some(other)]);
}
