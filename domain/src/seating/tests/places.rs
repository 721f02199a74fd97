//! Every seat of a body as one looks at it.
use jiff::civil::date;

use crate::invented::{Community, bergen, between};
use crate::seating::{Origin, Place, SeatState, places};
use crate::{Capacity, Count, Date, DeputyMode, Membership, OfficeRole, Standing, Validity};

use super::of_area;

const DAY: Date = date(2024, 3, 18);

/// The seats of a rule on the day.
fn seats<'a>(c: &'a Community, body: &str, rule: &str) -> Vec<Place<'a>> {
    let all = places(&c.structure, &c.roster, c.body_called(body), DAY);
    all.into_iter().find(|places| places.provision.key.as_str() == rule).map(|found| found.seats).unwrap_or_default()
}

#[test]
fn a_seat_is_held_empty_being_filled_or_held_later() {
    type Named = fn(&mut Membership);
    let held: Named = |_| {};
    let clarifying: Named = |m| m.standing = Standing::Clarifying;
    let vacant: Named = |m| (m.standing, m.person) = (Standing::Vacant, None);
    let later: Named = |m| m.validity.from = Some(date(2024, 3, 19));
    let over: Named = |m| m.validity.to = Some(date(2024, 3, 17));
    let taken_back: Named = |m| m.validity = between(Some(date(2024, 4, 1)), Some(date(2024, 3, 31)));
    let deputy: Named = |m| m.capacity = Capacity::Deputy;
    // Whose membership the seat is told from, by its place among those named.
    let table: [(&[Named], SeatState, Option<usize>); 10] = [
        (&[], SeatState::Vacant, None),
        (&[held], SeatState::Held, Some(0)),
        (&[clarifying], SeatState::Clarifying, Some(0)),
        (&[clarifying, held], SeatState::Held, Some(1)),
        (&[clarifying, later], SeatState::Clarifying, Some(0)),
        (&[over, later], SeatState::StartingLater, Some(1)),
        (&[vacant], SeatState::Vacant, Some(0)),
        (&[vacant, later], SeatState::StartingLater, Some(1)),
        (&[over, taken_back], SeatState::Vacant, None),
        (&[deputy], SeatState::Vacant, None),
    ];
    for (row, (named, state, from)) in table.into_iter().enumerate() {
        let mut c = bergen();
        let (rule, unit) = (c.called("ssu-kommunar").id, of_area(&c, "bergen"));
        for change in named {
            c.seat_with(rule, unit, 1, change);
        }
        let seats = seats(&c, "ssu", "ssu-kommunar");
        let seat = seats.iter().find(|seat| seat.unit == unit && seat.number == Some(1)).expect("the first seat");
        let membership = from.map(|i: usize| &c.roster.memberships[i]);
        assert_eq!((seat.state, seat.membership), (state, membership), "row {row}");
        assert_eq!(seat.person, membership.and_then(|membership| membership.person), "row {row}");
    }
}

#[test]
fn seats_are_those_the_rule_counts_and_those_somebody_is_named_to_beyond_it() {
    let count = |min, max| Count { min: Some(min), max: Some(max) };
    for (row, (count, named, wanted)) in [
        (count(1, 3), &[][..], vec![(1, true), (2, false), (3, false)]),
        (Count { min: Some(2), max: None }, &[], vec![(1, true), (2, true)]),
        (Count::default(), &[], vec![]),
        (Count::default(), &[4], vec![(4, false)]),
        (count(1, 1), &[1, 3], vec![(1, true), (3, false)]),
    ]
    .into_iter()
    .enumerate()
    {
        let mut c = bergen();
        c.rule_called("ssu-ideelle").per = crate::Per::Body;
        c.rule_called("ssu-ideelle").count = count;
        let rule = c.called("ssu-ideelle").id;
        for number in named {
            c.seat(rule, None, *number);
        }
        let seats = seats(&c, "ssu", "ssu-ideelle");
        let found: Vec<_> = seats.iter().filter_map(|seat| Some((seat.number?, seat.must))).collect();
        assert_eq!(found, wanted, "row {row}");
    }
}

#[test]
fn deputies_stand_in_for_their_seat_in_their_order_and_a_pool_for_all() {
    let mut c = bergen();
    c.rule_called("ssu-kommunar").deputies = DeputyMode::Ordered;
    let (rule, unit) = (c.called("ssu-kommunar").id, of_area(&c, "bergen"));
    let mut deputy = |number: Option<u16>, order, validity| {
        c.seat_with(rule, unit, 1, |m| {
            (m.capacity, m.number, m.order, m.validity) = (Capacity::Deputy, number, order, validity);
        })
    };
    let last = deputy(Some(1), None, Validity::ALWAYS);
    let (second, first) = (deputy(Some(1), Some(2), Validity::ALWAYS), deputy(Some(1), Some(1), Validity::ALWAYS));
    deputy(Some(1), Some(3), between(None, Some(date(2024, 3, 17))));
    let other = deputy(Some(2), Some(1), Validity::ALWAYS);
    let pool = deputy(None, None, Validity::ALWAYS);
    let persons = |deputies: &[&Membership]| deputies.iter().filter_map(|each| each.person).collect::<Vec<_>>();
    let seats: Vec<_> = seats(&c, "ssu", "ssu-kommunar").into_iter().filter(|seat| seat.unit == unit).collect();
    assert_eq!(persons(&seats[0].deputies), [first, second, last]);
    assert_eq!(persons(&seats[1].deputies), [other]);
    let all = places(&c.structure, &c.roster, c.body_called("ssu"), DAY);
    let of_rule = all.iter().find(|places| places.provision.id == rule).expect("the rule");
    assert_eq!(persons(&of_rule.pool), [pool]);
}

#[test]
fn a_derived_seat_tells_where_its_holder_comes_from() {
    let mut c = bergen();
    let ssu = c.body_called("ssu");
    let doctor = c.called("ssu-kommuneoverlege").id;
    let by_seat = Origin { body: ssu, office: None, rule: Some(doctor) };
    let by_office = Origin { body: ssu, office: Some(OfficeRole::Chair), rule: None };
    let told = |c: &Community, rule: &str| {
        let seats = seats(c, "pm", rule);
        seats.into_iter().map(|seat| (seat.state, seat.person, seat.from, seat.must)).collect::<Vec<_>>()
    };
    assert_eq!(told(&c, "pm-kommuneoverlege"), [(SeatState::Vacant, None, Some(by_seat), true)]);
    assert_eq!(told(&c, "pm-ssu-leiar"), [(SeatState::Vacant, None, Some(by_office), true)]);
    let person = c.seat(doctor, None, 1);
    c.elect(ssu, OfficeRole::Chair, person, between(Some(date(2024, 3, 19)), None));
    assert_eq!(told(&c, "pm-kommuneoverlege"), [(SeatState::Held, Some(person), Some(by_seat), true)]);
    assert_eq!(told(&c, "pm-ssu-leiar"), [(SeatState::StartingLater, Some(person), Some(by_office), true)]);
    c.roster.offices[0].validity = Validity::ALWAYS;
    assert_eq!(told(&c, "pm-ssu-leiar"), [(SeatState::Held, Some(person), Some(by_office), true)]);
    c.structure.bodies.iter_mut().for_each(|body| body.validity.to = Some(date(2024, 3, 17)));
    assert_eq!(places(&c.structure, &c.roster, c.body_called("pm"), DAY), []);
}
