//! Who sits in what a charter ends.
use jiff::civil::date;

use super::key;
use super::plan::{TODAY, founded, now};
use super::provisions::{seat_rule, seats};
use crate::{
    Capacity, Charter, CharterProvision, Count, Date, Faults, Membership, MembershipId, Office, OfficeId, OfficeRole,
    Per, PersonId, Plan, Roster, Rule, Standing, Structure, Tenant, Validity,
};

const YESTERDAY: Option<Date> = Some(date(2026, 5, 31));

/// The body `gruppe` stands below all others; somebody sits in it and leads it.
fn seated(validity: Validity) -> (Charter, Tenant, Structure, Roster) {
    let (charter, tenant, structure) = founded(|c| c.provisions.push(seat_rule("faste", seats("gruppe", Per::Body))));
    let rule = structure.provisions.iter().find(|provision| provision.key == key("faste")).expect("a rule");
    let membership = Membership {
        id: MembershipId::fresh(),
        rule: rule.id,
        unit: None,
        number: Some(1),
        capacity: Capacity::Member,
        order: None,
        standing: Standing::Held,
        person: Some(PersonId::fresh()),
        party: None,
        category: None,
        called: vec![
            Validity { from: Some(date(2026, 5, 1)), to: Some(date(2026, 7, 1)) },
            Validity { from: Some(date(2026, 8, 1)), to: Some(date(2026, 8, 1)) },
        ],
        note: None,
        validity,
        created_at: now(),
        changed_at: now(),
        version: 1,
    };
    let office = Office {
        id: OfficeId::fresh(),
        body: *rule.rule.body().expect("a body"),
        role: OfficeRole::Chair,
        person: membership.person,
        party: None,
        function: None,
        time_allocation: None,
        evaluation_on: None,
        elected_by: None,
        validity,
        created_at: now(),
        changed_at: now(),
        version: 1,
    };
    (charter, tenant, structure, Roster { memberships: vec![membership], offices: vec![office] })
}

fn without_body(charter: &mut Charter) {
    charter.bodies.remove(0);
    charter.provisions.pop();
}

fn planned(validity: Validity, change: impl FnOnce(&mut Charter)) -> Result<Plan, Faults> {
    let (mut charter, tenant, structure, roster) = seated(validity);
    change(&mut charter);
    charter.plan(&tenant, &structure, &roster, TODAY, TODAY, now())
}

#[test]
fn what_people_sit_in_is_ended_only_where_the_charter_says_so() {
    type Row = (Validity, fn(&mut Charter), &'static [(&'static str, &'static str)]);
    let later = Some(date(2026, 8, 15));
    let table: [Row; 8] = [
        (Validity::ALWAYS, without_body, &[("/bodies", "gruppe")]),
        (Validity::ALWAYS, |c| drop(c.provisions.pop()), &[("/seatRules", "faste")]),
        (Validity::ALWAYS, |c| c.bodies[0].validity.to = Some(TODAY), &[("/bodies/0/validTo", "gruppe")]),
        (Validity::ALWAYS, |c| c.provisions[7].validity.to = Some(TODAY), &[("/seatRules/2/validTo", "faste")]),
        (Validity { from: None, to: YESTERDAY }, without_body, &[]),
        (Validity { from: None, to: Some(TODAY) }, |c| c.bodies[0].validity.to = Some(TODAY), &[]),
        (
            Validity { from: later, to: None },
            |c| {
                without_body(c);
                c.ends = vec![key("faste")];
            },
            &[("/bodies", "gruppe")],
        ),
        (
            Validity::ALWAYS,
            |c| {
                without_body(c);
                c.ends = vec![key("gruppe")];
            },
            &[],
        ),
    ];
    for (row, (validity, change, expected)) in table.into_iter().enumerate() {
        let faults = planned(validity, change).err().unwrap_or_default().0;
        let found: Vec<_> = faults
            .iter()
            .map(|fault| match &fault.kind {
                crate::FaultKind::InUse { key } => (fault.pointer.as_str(), key.as_str()),
                other => (fault.pointer.as_str(), other.code()),
            })
            .collect();
        assert_eq!(found, expected, "row {row}");
    }
}

#[test]
fn nobody_loses_the_seat_they_sit_in() {
    type Row = (Validity, fn(&mut Charter), &'static [(&'static str, &'static str)]);
    fn fixed(c: &mut Charter) -> &mut CharterProvision {
        c.provisions.iter_mut().find(|provision| provision.key == key("faste")).expect("the rule")
    }
    fn count(c: &mut Charter, min: u16, max: u16) {
        let Rule::SeatRule(rule) = &mut fixed(c).rule else { panic!("a seat rule") };
        rule.count = Count { min: Some(min), max: Some(max) };
    }
    let table: [Row; 5] = [
        (Validity::ALWAYS, |c| count(c, 1, 1), &[]),
        (Validity::ALWAYS, |c| count(c, 0, 0), &[("/seatRules/2", "seats-held")]),
        (Validity { from: None, to: Some(TODAY) }, |c| count(c, 0, 0), &[("/seatRules/2", "seats-held")]),
        (Validity { from: None, to: YESTERDAY }, |c| count(c, 0, 0), &[]),
        (
            Validity::ALWAYS,
            |c| {
                count(c, 0, 0);
                fixed(c).validity.to = YESTERDAY;
                c.ends = vec![key("faste")];
            },
            &[],
        ),
    ];
    for (row, (validity, change, expected)) in table.into_iter().enumerate() {
        let faults = planned(validity, change).err().unwrap_or_default().0;
        let found: Vec<_> = faults.iter().map(|fault| (fault.pointer.as_str(), fault.kind.code())).collect();
        assert_eq!(found, expected, "row {row}");
    }
}

#[test]
fn they_end_with_it() {
    let plan = planned(Validity::ALWAYS, |c| {
        without_body(c);
        c.ends = vec![key("gruppe")];
    });
    let plan = plan.expect("no fault");
    let [membership] = plan.memberships.as_slice() else { panic!("one membership") };
    assert_eq!((membership.validity.to, membership.version), (YESTERDAY, 2));
    assert_eq!(membership.called, [Validity { from: Some(date(2026, 5, 1)), to: YESTERDAY }], "calls end too");
    assert_eq!(plan.offices.iter().map(|office| office.validity.to).collect::<Vec<_>>(), [YESTERDAY]);

    let plan = planned(Validity::ALWAYS, |c| {
        c.provisions.pop();
        c.ends = vec![key("faste")];
    });
    let plan = plan.expect("no fault");
    assert_eq!((plan.memberships.len(), plan.offices.len()), (1, 0), "the office is the body's");
}

#[test]
fn who_would_begin_later_never_does() {
    let later = date(2026, 8, 15);
    let plan = planned(Validity { from: Some(later), to: None }, |c| {
        without_body(c);
        c.ends = vec![key("gruppe")];
    });
    let plan = plan.expect("no fault");
    assert!(plan.memberships[0].validity.is_never() && plan.memberships[0].called.is_empty());
    assert!(plan.offices[0].validity.is_never());
}

#[test]
fn a_plan_that_ends_nothing_moves_nobody() {
    let plan = planned(Validity::ALWAYS, |c| c.settings.paper_deadline_days = 3).expect("no fault");
    assert!(plan.memberships.is_empty() && plan.offices.is_empty());
}
