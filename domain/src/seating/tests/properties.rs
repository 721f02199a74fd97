//! What holds of every community: seats keep within their numbers, and nobody sits who was not named.
use std::collections::HashSet;

use jiff::civil::date;
use proptest::prelude::*;

use crate::invented::{Community, between, exactly, seat_rule};
use crate::seating::{check_membership, counts_for, days_to_look_at, sittings, slots};
use crate::{
    AreaId, BodyType, Count, Date, Membership, Per, PersonId, Quota, Rule, SeatRule, Side, Source, Standing, Unit,
    Validity,
};

fn day() -> impl Strategy<Value = Date> {
    (0..1500_i32).prop_map(|days| date(2022, 1, 1).checked_add(crate::Days::new(days)).expect("within the calendar"))
}

fn validity() -> impl Strategy<Value = Validity> {
    (proptest::option::of(day()), proptest::option::of(day())).prop_map(|(from, to)| between(from, to))
}

fn count() -> impl Strategy<Value = Count> {
    (proptest::option::of(0..4_u16), proptest::option::of(0..4_u16))
        .prop_map(|(min, more)| Count { min, max: more.map(|more| min.unwrap_or(0) + more) })
}

prop_compose! {
    /// Three areas of two municipalities each, a rule for areas and one for municipalities, and one that follows.
    fn community()(
        areas in proptest::collection::vec(validity(), 3),
        members in proptest::collection::vec(validity(), 6),
        counts in proptest::collection::vec(count(), 3),
        rules in proptest::collection::vec(validity(), 3),
        named in proptest::collection::vec((0..2_usize, 0..9_usize, 1..4_u16, 0..5_u8, validity(), 0..3_u8), 0..25),
    ) -> Community {
        let mut c = Community::new();
        let ids: Vec<AreaId> = ["en", "to", "tre"].iter()
            .map(|name| c.area(name, &[&format!("{name}-a"), &format!("{name}-b")])).collect();
        for (area, validity) in c.structure.areas.iter_mut().zip(areas) {
            area.validity = validity;
        }
        let all = c.structure.areas.iter_mut().flat_map(|area| &mut area.members);
        all.zip(members).for_each(|(member, validity)| member.validity = validity);
        let (ssu, ou) = (
            c.body("ssu", BodyType::StrategicCommittee, 2, None),
            c.body("ou", BodyType::AreaCommittee, 3, Some(ids[0])),
        );
        let quotas = vec![Quota { area: Some(ids[1]), party: None, count: counts[1] }];
        let by_area = c.seats("a-area", SeatRule { count: counts[0], quotas, ..seat_rule(ssu, Side::Municipal, Per::Area) });
        let municipal = seat_rule(ou, Side::Municipal, Per::Municipality);
        let by_party = c.seats("b-party", SeatRule { count: counts[2], ..municipal });
        let source = Source { seat_rule: Some(by_party), ..crate::invented::NO_SOURCE };
        c.seats("c-derived", SeatRule { count: exactly(1), derived_from: Some(source), ..seat_rule(ssu, Side::Municipal, Per::Derived) });
        for (provision, validity) in c.structure.provisions.iter_mut().zip(rules) {
            provision.validity = validity;
        }
        let people: Vec<PersonId> = (0..5).map(|_| PersonId::fresh()).collect();
        let mut units: Vec<Unit> = ids.into_iter().map(Unit::Area).collect();
        units.extend(c.structure.parties.iter().map(|party| Unit::Party(party.id)));
        for (rule, unit, number, person, validity, standing) in named {
            let standing = [Standing::Held, Standing::Vacant, Standing::Clarifying][usize::from(standing)];
            let person = (standing != Standing::Vacant).then(|| people[usize::from(person)]);
            c.seat_with([by_area, by_party][rule], Some(units[unit]), number, |m| {
                (m.validity, m.standing, m.person) = (validity, standing, person);
            });
        }
        c
    }
}

/// Those of the roster that would be let in, one after the other.
fn let_in(c: &Community) -> Vec<Membership> {
    let mut roster = crate::Roster::default();
    for new in c.roster.memberships.iter().filter(|new| new.check().is_ok()) {
        if check_membership(&c.structure, &roster, new).0.is_empty() {
            roster.memberships.push(new.clone());
        }
    }
    roster.memberships
}

proptest! {
    #[test]
    fn seats_keep_within_their_numbers(c in community(), day in day()) {
        for provision in &c.structure.provisions {
            let Rule::SeatRule(rule) = &provision.rule else { continue };
            let slots = slots(&c.structure, provision, day);
            let seats: HashSet<_> = slots.iter().map(|slot| slot.seat).collect();
            prop_assert_eq!(seats.len(), slots.len());
            for slot in slots {
                let count = counts_for(rule, slot.seat.unit);
                prop_assert!(count.max.is_none_or(|max| slot.seat.number <= max));
                prop_assert_eq!(slot.must, slot.seat.number <= count.min.unwrap_or(0));
                prop_assert!(provision.validity.holds(day));
            }
        }
    }

    #[test]
    fn nobody_sits_who_was_not_named(c in community(), day in day()) {
        let all = sittings(&c.structure, &c.roster, day);
        for sitting in &all {
            let named = |m: &Membership| {
                Some(m.id) == sitting.membership && m.person == sitting.person && m.standing == Standing::Held
                    && m.validity.holds(day)
            };
            let source = c.called("b-party").id;
            let follows = |other: &crate::seating::Sitting| other.rule == source && other.person == sitting.person;
            let derived = sitting.rule == c.called("c-derived").id && all.iter().any(follows);
            prop_assert!(derived || c.roster.memberships.iter().any(named));
        }
    }

    #[test]
    fn those_let_in_sit_on_all_their_days_in_seats_of_their_own(c in community()) {
        let roster = crate::Roster { memberships: let_in(&c), offices: Vec::new() };
        let cuts = crate::seating::cuts(c.structure.validities().chain(roster.validities()));
        for day in days_to_look_at(Validity::ALWAYS, &cuts) {
            let all = sittings(&c.structure, &roster, day);
            let held = roster.memberships.iter().filter(|m| m.standing == Standing::Held && m.validity.holds(day)).count();
            let seats: Vec<_> = all.iter().filter_map(|sitting| sitting.seat).collect();
            prop_assert_eq!(seats.len(), held);
            prop_assert_eq!(seats.iter().collect::<HashSet<_>>().len(), seats.len());
        }
    }
}
