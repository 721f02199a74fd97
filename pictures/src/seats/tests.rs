//! No body's seats make a picture in which seats or texts run into each other, and none tells who sits there.
use domain::arbitrary::{TODAY, charter};
use domain::seating::slots;
use domain::{
    Capacity, Instant, Language, Membership, MembershipId, PersonId, Provision, Roster, Seat, SeatKind, Standing,
    Structure, Validity,
};
use proptest::prelude::*;

use super::gather::{State, groups};
use super::place::{Plan, placed};
use super::seats;
use crate::Frame;
use crate::shape::{Label, Rect};
use crate::structure::tests::community;
use crate::svg::WIDTH;

const LANGUAGES: [Language; 3] = [Language::Bokmaal, Language::Nynorsk, Language::English];

/// Somebody, nobody or someone to be, in every seat there is.
fn roster(structure: &Structure) -> Roster {
    let at = Instant::parse("2026-01-01T00:00:00Z").expect("an instant");
    let membership = |(place, seat): (usize, Seat)| {
        let standing = [Standing::Held, Standing::Vacant, Standing::Clarifying][place % 3];
        Membership {
            id: MembershipId::fresh(),
            rule: seat.rule,
            unit: seat.unit,
            number: Some(seat.number),
            capacity: Capacity::Member,
            order: None,
            standing,
            person: (standing == Standing::Held).then(PersonId::fresh),
            party: None,
            category: None,
            called: Vec::new(),
            note: None,
            validity: Validity::ALWAYS,
            created_at: at,
            changed_at: at,
            version: 1,
        }
    };
    let of_rule = |(provision, _): (&Provision, _)| slots(structure, provision, TODAY);
    let seats = structure.seat_rules_on(TODAY).flat_map(of_rule).map(|slot| slot.seat);
    Roster { memberships: seats.enumerate().map(membership).collect(), offices: Vec::new() }
}

fn check(plan: &Plan) -> Result<(), TestCaseError> {
    let picture = Rect { x: 0, y: 0, w: WIDTH, h: plan.height };
    let mut rects = vec![plan.table];
    rects.extend(plan.regions.iter().map(|region| region.rect));
    rects.extend(plan.legend.iter().flat_map(|entry| [entry.place, entry.label.rect()]));
    apart(&rects, picture)?;
    let inside = |labels: &[Label], rect: Rect| {
        let outside = labels.iter().find(|label| !rect.holds(label.rect()));
        prop_assert!(outside.is_none(), "{outside:?} is outside {rect:?}");
        Ok(())
    };
    inside(&plan.heading, picture)?;
    inside(&plan.inscription, plan.table)?;
    for region in &plan.regions {
        inside(&region.labels, region.rect)?;
        let mut parts: Vec<Rect> = region.seats.iter().map(|seat| seat.rect).collect();
        parts.extend(region.labels.iter().map(|label| Rect { h: label.face.size, ..label.rect() }));
        parts.extend(region.side.map(|(_, sign)| sign));
        apart(&parts, region.rect)?;
        for seat in &region.seats {
            inside(&seat.labels, seat.rect)?;
        }
    }
    Ok(())
}

fn apart(rects: &[Rect], within: Rect) -> Result<(), TestCaseError> {
    for (i, one) in rects.iter().enumerate() {
        prop_assert!(within.holds(*one), "{one:?} is outside {within:?}");
        for other in &rects[..i] {
            prop_assert!(!one.overlaps(*other), "{one:?} overlaps {other:?}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nothing_overlaps_and_nobody_is_named(charter in charter(), language in 0..3_usize) {
        let (tenant, shown) = community(&charter);
        let roster = roster(&shown);
        let frame = Frame { community: &tenant, day: TODAY, language: LANGUAGES[language] };
        for body in shown.bodies_on(TODAY) {
            let found = groups(frame, &shown, &roster, body.id);
            let plan = placed(frame, body, &found);
            let seated: usize = plan.regions.iter().map(|region| region.seats.len()).sum();
            prop_assert_eq!(seated, found.iter().map(|group| group.chairs.len()).sum::<usize>());
            check(&plan)?;
            let drawn = seats(frame, &shown, &roster, body);
            prop_assert!(roxmltree::Document::parse(&drawn).is_ok(), "{drawn}");
            for person in roster.memberships.iter().filter_map(|membership| membership.person) {
                prop_assert!(!drawn.contains(&person.to_string()));
            }
        }
    }

    #[test]
    fn a_seat_is_shown_as_it_stands(charter in charter()) {
        let (tenant, shown) = community(&charter);
        let roster = roster(&shown);
        let frame = Frame { community: &tenant, day: TODAY, language: Language::Nynorsk };
        let count = |roster: &Roster, state: State| {
            let rules = shown.seat_rules_on(TODAY).filter(|(_, rule)| rule.derived_from.is_none());
            let bodies: std::collections::BTreeSet<_> = rules.map(|(_, rule)| rule.body).collect();
            let all = bodies.into_iter().flat_map(|body| groups(frame, &shown, roster, body));
            let own = all.filter(|group| group.origin != super::gather::Origin::Derived);
            own.flat_map(|group| group.chairs).filter(|chair| chair.state == state).count()
        };
        let permanent = |standing| {
            roster.memberships.iter().filter(|membership| {
                let found = shown.seat_rules_on(TODAY).find(|(provision, _)| provision.id == membership.rule);
                found.is_some() && membership.standing == standing
            }).count()
        };
        prop_assert!(count(&roster, State::Held) >= permanent(Standing::Held));
        prop_assert!(count(&roster, State::Vacant) >= permanent(Standing::Vacant));
        let nobody = Roster::default();
        prop_assert_eq!(count(&nobody, State::Held) + count(&nobody, State::Vacant), 0);
    }
}

#[test]
fn observers_sit_apart() {
    let mut seen = false;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..50 {
        use proptest::strategy::ValueTree as _;
        let made = charter().new_tree(&mut runner).expect("a charter").current();
        let (tenant, shown) = community(&made);
        let frame = Frame { community: &tenant, day: TODAY, language: Language::Nynorsk };
        for (provision, rule) in shown.seat_rules_on(TODAY).filter(|(_, rule)| rule.kind == SeatKind::Observer) {
            let body = shown.body(rule.body).expect("a rule's body");
            let plan = placed(frame, body, &groups(frame, &shown, &Roster::default(), body.id));
            let lowest = plan.regions.iter().max_by_key(|region| region.rect.y).expect("a region");
            assert!(lowest.side.is_none() && lowest.rect.y > plan.table.bottom(), "{}", provision.key);
            seen = true;
        }
    }
    assert!(seen, "some of the charters have observers");
}
