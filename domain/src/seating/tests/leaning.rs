//! What leans on seats: which is free, which offices a change leaves without a seat, and what a change takes away.
use jiff::civil::date;

use crate::invented::{Community, bergen, between, exactly};
use crate::seating::{losing_seats, lowest_free_seat, unseated};
use crate::{Capacity, Count, Date, FaultKind, Membership, Office, OfficeRole, PersonId, Rule, Standing, Validity};

use super::of_area;

const DAY: Date = date(2024, 3, 18);

/// Until the day, and from the day after on.
fn until() -> Validity {
    between(None, Some(DAY))
}

fn after() -> Validity {
    between(Some(date(2024, 3, 19)), None)
}

#[test]
fn the_lowest_seat_is_free_that_nobody_has_on_any_of_the_days() {
    type Seated = (u16, Validity, fn(&mut Membership));
    let as_is: fn(&mut Membership) = |_| {};
    let full = |max| Err(FaultKind::Full { max });
    // Bergen has two seats by the rule.
    let table: [(&[Seated], Validity, Result<u16, FaultKind>); 9] = [
        (&[], Validity::ALWAYS, Ok(1)),
        (&[(1, Validity::ALWAYS, as_is)], Validity::ALWAYS, Ok(2)),
        (&[(2, Validity::ALWAYS, as_is)], Validity::ALWAYS, Ok(1)),
        (&[(1, until(), as_is)], after(), Ok(1)),
        (&[(1, until(), as_is)], Validity::ALWAYS, Ok(2)),
        (&[(1, until(), as_is), (2, after(), as_is)], Validity::ALWAYS, full(2)),
        (&[(1, Validity::ALWAYS, |m| m.capacity = Capacity::Deputy)], Validity::ALWAYS, Ok(1)),
        (&[(1, Validity::ALWAYS, |m| m.standing = Standing::Clarifying)], Validity::ALWAYS, Ok(1)),
        (&[(1, Validity::ALWAYS, |m| m.unit = None)], Validity::ALWAYS, Ok(1)),
    ];
    for (row, (seated, days, wanted)) in table.into_iter().enumerate() {
        let mut c = bergen();
        let (rule, unit) = (c.called("ssu-kommunar").id, of_area(&c, "bergen"));
        for (number, validity, change) in seated {
            c.seat_with(rule, unit, *number, |m| {
                m.validity = *validity;
                change(m);
            });
        }
        let new = Membership { validity: days, ..Community::membership(rule, unit, 1) };
        assert_eq!(lowest_free_seat(&c.structure, &c.roster, &new), wanted, "row {row}");
        let found = Membership { standing: Standing::Clarifying, ..new };
        assert_eq!(lowest_free_seat(&c.structure, &c.roster, &found), Ok(1), "whoever is only being found, row {row}");
    }
}

#[test]
fn an_office_is_left_without_a_seat_by_the_change_that_takes_it() {
    type Change = fn(&mut Membership);
    let (term, longer) = (between(Some(date(2024, 1, 1)), Some(DAY)), between(Some(date(2024, 1, 1)), None));
    let table: [(Validity, Change, usize); 6] = [
        (longer, |_| {}, 0),
        (longer, |m| m.validity = until(), 1),
        (term, |m| m.validity = until(), 0),
        (longer, |m| m.person = Some(PersonId::fresh()), 1),
        (longer, |m| m.standing = Standing::Clarifying, 1),
        // An office that was without a seat before is not left so by this.
        (between(None, Some(date(2021, 12, 31))), |m| m.validity = until(), 0),
    ];
    for (row, (office, change, left)) in table.into_iter().enumerate() {
        let mut c = bergen();
        let (rule, unit, ssu) = (c.called("ssu-kommunar").id, of_area(&c, "bergen"), c.body_called("ssu"));
        let from_2022 = between(Some(date(2022, 1, 1)), None);
        let chair = c.seat_with(rule, unit, 1, |m| m.validity = from_2022);
        let other = c.seat(rule, unit, 2);
        c.elect(ssu, OfficeRole::Chair, chair, office);
        c.elect(ssu, OfficeRole::ViceChair, other, Validity::ALWAYS);
        let mut new = c.roster.memberships[0].clone();
        change(&mut new);
        let changed = c.roster.with_membership(&new);
        let wanted: Vec<_> = c.roster.offices.iter().take(left).map(|office| office.id).collect();
        assert_eq!(unseated(&c.structure, &c.roster, &changed, chair), wanted, "row {row}");
        assert_eq!(unseated(&c.structure, &c.roster, &changed, other), [], "another's, row {row}");
    }
}

#[test]
fn whoever_sits_in_a_seat_that_goes_loses_it() {
    type Change = fn(&mut crate::SeatRule);
    let quota = |rule: &mut crate::SeatRule, count| rule.quotas.iter_mut().for_each(|quota| quota.count = count);
    let table: [(Validity, Change, &[u16]); 9] = [
        (Validity::ALWAYS, |_| {}, &[]),
        (Validity::ALWAYS, |rule| rule.rights.clear(), &[]),
        (Validity::ALWAYS, |rule| rule.quotas.iter_mut().for_each(|q| q.count = exactly(1)), &[2]),
        (Validity::ALWAYS, |rule| rule.quotas.clear(), &[2]),
        (Validity::ALWAYS, |rule| rule.quotas.iter_mut().for_each(|q| q.count = exactly(3)), &[]),
        (Validity::ALWAYS, |rule| rule.in_all = Count { min: None, max: Some(1) }, &[1, 2]),
        (Validity::ALWAYS, |rule| rule.per = crate::Per::Body, &[1, 2]),
        // Who sits on the day itself, and who sat until the day before.
        (until(), |rule| rule.quotas.clear(), &[2]),
        (between(None, Some(date(2024, 3, 17))), |rule| rule.quotas.clear(), &[]),
    ];
    for (row, (validity, change, wanted)) in table.into_iter().enumerate() {
        let mut c = bergen();
        let (rule, unit) = (c.called("ssu-kommunar").id, of_area(&c, "bergen"));
        quota(c.rule_called("ssu-kommunar"), exactly(2));
        for number in [1, 2] {
            c.seat_with(rule, unit, number, |m| m.validity = validity);
        }
        let was = c.called("ssu-kommunar").clone();
        let mut shall = was.clone();
        let Rule::SeatRule(content) = &mut shall.rule else { panic!("a seat rule") };
        change(content);
        let losing = losing_seats(&c.structure, &was.rule, &shall, &c.roster.memberships, DAY);
        let numbers: Vec<_> = losing.iter().filter_map(|membership| membership.number).collect();
        assert_eq!(numbers, wanted, "row {row}");
    }
}

#[test]
fn a_change_that_only_takes_days_away_gives_no_one_anything() {
    let c = bergen();
    let within = between(Some(date(2024, 2, 1)), Some(date(2024, 5, 31)));
    let seat = Community::membership(c.called("ssu-kommunar").id, of_area(&c, "bergen"), 1);
    let seat = Membership { validity: between(Some(date(2024, 1, 1)), Some(date(2024, 6, 30))), ..seat };
    type Change = fn(&mut Membership);
    let table: [(Change, bool); 13] = [
        (|_| {}, true),
        (|m| m.note = crate::Line::parse("Oppdikta").ok(), true),
        (|m| m.validity.to = Some(date(2024, 6, 29)), true),
        (|m| m.validity.from = Some(date(2024, 1, 2)), true),
        (|m| m.validity.to = Some(date(2024, 7, 1)), false),
        (|m| m.validity.to = None, false),
        (|m| m.validity.from = Some(date(2023, 12, 31)), false),
        (|m| m.validity.from = None, false),
        (|m| m.number = Some(2), false),
        (|m| m.person = Some(PersonId::fresh()), false),
        (|m| m.standing = Standing::Vacant, false),
        (|m| m.capacity = Capacity::Deputy, false),
        (|m| m.unit = None, false),
    ];
    for (row, (change, wanted)) in table.into_iter().enumerate() {
        let mut new = seat.clone();
        change(&mut new);
        assert_eq!(seat.only_shortens(&new), wanted, "row {row}");
    }
    let office = Community::office(c.body_called("ssu"), OfficeRole::Chair, Some(PersonId::fresh()));
    type OfOffice = fn(&mut Office);
    let table: [(OfOffice, bool); 6] = [
        (|_| {}, true),
        (|office| office.validity = until(), true),
        (|office| office.time_allocation = Some(20), true),
        (|office| office.role = OfficeRole::ViceChair, false),
        (|office| office.person = None, false),
        (|office| office.party = Some(crate::PartyId::fresh()), false),
    ];
    for (row, (change, wanted)) in table.into_iter().enumerate() {
        let mut new = office.clone();
        change(&mut new);
        assert_eq!(office.only_shortens(&new), wanted, "office, row {row}");
    }
    let shortened = Office { validity: within, ..office.clone() };
    assert!(office.only_shortens(&shortened) && !shortened.only_shortens(&office));
}
