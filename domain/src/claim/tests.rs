use std::collections::BTreeSet;

use jiff::civil::date;

use super::*;
use crate::policy::{Permission, Rights, Target};
use crate::{
    Count, DeputyMode, Force, Instant, Key, Line, MembershipId, Names, OfficeId, PersonId, Provenance, Source,
    Verification, Visibility,
};

fn at() -> Instant {
    Instant::parse("2026-01-01T00:00:00Z").expect("an instant")
}

fn names(text: &str) -> Names {
    let line = Line::parse(text).expect("a line");
    Names { nb: line.clone(), nn: line }
}

const fn days(from: Date, to: Date) -> Validity {
    Validity { from: Some(from), to: Some(to) }
}

fn body(body_type: BodyType) -> ClaimedBody {
    ClaimedBody { id: BodyId::fresh(), body_type, validity: Validity::ALWAYS }
}

fn seats(body: &ClaimedBody, kind: SeatKind, adjust: impl FnOnce(&mut SeatRule)) -> Provision {
    let mut rule = SeatRule {
        body: body.id,
        names: names("Plass"),
        side: Side::Municipal,
        category: None,
        kind,
        rights: BTreeSet::new(),
        presence: Presence::Permanent,
        per: Per::Body,
        parties: Vec::new(),
        count: Count::default(),
        quotas: Vec::new(),
        in_all: Count::default(),
        derived_from: None,
        appointer: None,
        force: Force::Hard,
        delegated_authority: None,
        deputies: DeputyMode::Personal,
        term: None,
    };
    adjust(&mut rule);
    Provision {
        id: ProvisionId::fresh(),
        key: Key::parse("seats").expect("a key"),
        rule: Rule::SeatRule(Box::new(rule)),
        validity: Validity::ALWAYS,
        provenance: Provenance { verification: Verification::Synthetic, note: None },
        created_at: at(),
        changed_at: at(),
        version: 1,
    }
}

fn derived(body: &ClaimedBody, source: Source) -> Provision {
    seats(body, SeatKind::Member, |rule| {
        rule.per = Per::Derived;
        rule.derived_from = Some(source);
    })
}

fn member(rule: &Provision, validity: Validity) -> Membership {
    Membership {
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
        called: Vec::new(),
        note: None,
        validity,
        created_at: at(),
        changed_at: at(),
        version: 1,
    }
}

fn office(body: &ClaimedBody, role: OfficeRole, validity: Validity) -> Office {
    Office {
        id: OfficeId::fresh(),
        body: body.id,
        role,
        person: Some(PersonId::fresh()),
        party: None,
        function: None,
        time_allocation: None,
        evaluation_on: None,
        elected_by: None,
        validity,
        created_at: at(),
        changed_at: at(),
        version: 1,
    }
}

/// What somebody with this standing is on a day: each role with the body, in the order of the given bodies.
fn on(standing: &OwnStanding, day: Date) -> Vec<(Role, usize)> {
    let place = |claim: &Claim| standing.bodies.iter().position(|body| body.id == claim.body).expect("a known body");
    let mut roles: Vec<_> =
        standing.claims().iter().filter(|claim| claim.holds(day)).map(|claim| (claim.role, place(claim))).collect();
    roles.sort_by_key(|(role, place)| (*place, role.to_string()));
    roles
}

const FIRST: Date = date(2026, 1, 1);
const LAST: Date = date(2026, 6, 30);
const AFTER: Date = date(2026, 7, 1);
const TERM: Validity = days(FIRST, LAST);

#[test]
fn a_seat_gives_its_role_from_its_first_day_to_its_last() {
    let ssu = body(BodyType::StrategicCommittee);
    for (kind, role) in [(SeatKind::Member, Role::Member), (SeatKind::Observer, Role::Observer)] {
        let rule = seats(&ssu, kind, |_| {});
        let memberships = vec![member(&rule, TERM)];
        let standing = OwnStanding { memberships, rules: vec![rule], bodies: vec![ssu], ..OwnStanding::default() };
        assert_eq!(on(&standing, date(2025, 12, 31)), []);
        assert_eq!(on(&standing, FIRST), [(role, 0)]);
        assert_eq!(on(&standing, LAST), [(role, 0)]);
        assert_eq!(on(&standing, AFTER), []);
    }
}

#[test]
fn nobody_sits_in_what_has_ended_or_in_a_seat_that_is_not_theirs_yet() {
    let ssu = body(BodyType::StrategicCommittee);
    let rule = seats(&ssu, SeatKind::Member, |_| {});
    let one = member(&rule, Validity::ALWAYS);
    let standing = |adjust: &dyn Fn(&mut OwnStanding)| {
        let mut standing = OwnStanding {
            memberships: vec![one.clone()],
            rules: vec![rule.clone()],
            bodies: vec![ssu],
            ..OwnStanding::default()
        };
        adjust(&mut standing);
        on(&standing, AFTER)
    };
    assert_eq!(standing(&|_| {}), [(Role::Member, 0)]);
    assert_eq!(standing(&|own| own.bodies[0].validity = TERM), []);
    assert_eq!(standing(&|own| own.rules[0].validity = TERM), []);
    assert_eq!(standing(&|own| own.memberships[0].standing = Standing::Clarifying), []);
    assert_eq!(standing(&|own| own.rules.clear()), []);
}

#[test]
fn a_deputy_and_an_attendee_have_rights_on_the_days_they_are_called_for() {
    let ssu = body(BodyType::StrategicCommittee);
    let call = vec![days(date(2026, 3, 1), date(2026, 3, 14)), days(date(2026, 5, 1), date(2026, 5, 2))];
    let plain = seats(&ssu, SeatKind::Member, |_| {});
    let per_case = seats(&ssu, SeatKind::Observer, |rule| rule.presence = Presence::PerCase);
    for (rule, capacity, role) in
        [(plain, Capacity::Deputy, Role::Deputy), (per_case, Capacity::Member, Role::Observer)]
    {
        let called = Membership { capacity, called: call.clone(), ..member(&rule, Validity::ALWAYS) };
        let standing =
            OwnStanding { memberships: vec![called], rules: vec![rule], bodies: vec![ssu], ..OwnStanding::default() };
        for (day, there) in [
            (date(2026, 2, 28), false),
            (date(2026, 3, 1), true),
            (date(2026, 3, 14), true),
            (date(2026, 3, 15), false),
            (date(2026, 5, 2), true),
        ] {
            assert_eq!(on(&standing, day) == [(role, 0)], there, "{role} on {day}");
        }
    }
}

#[test]
fn whoever_leads_leads_while_they_sit_there() {
    let ssu = body(BodyType::StrategicCommittee);
    let rule = seats(&ssu, SeatKind::Member, |_| {});
    for (role, leads) in [
        (OfficeRole::Chair, Some(Role::Chair)),
        (OfficeRole::ViceChair, Some(Role::ViceChair)),
        (OfficeRole::Host, None),
    ] {
        let standing = OwnStanding {
            memberships: vec![member(&rule, TERM)],
            offices: vec![office(&ssu, role, Validity::ALWAYS)],
            rules: vec![rule.clone()],
            bodies: vec![ssu],
        };
        let wanted: BTreeSet<Role> = [Some(Role::Member), leads].into_iter().flatten().collect();
        assert_eq!(on(&standing, LAST).into_iter().map(|(role, _)| role).collect::<BTreeSet<_>>(), wanted);
        assert_eq!(on(&standing, AFTER), [], "an office without a seat gives nothing");
    }
}

#[test]
fn whoever_changes_sides_leads_on_the_side_they_sit_on() {
    let ssu = body(BodyType::StrategicCommittee);
    let municipal = seats(&ssu, SeatKind::Member, |_| {});
    let specialist = seats(&ssu, SeatKind::Member, |rule| rule.side = Side::Specialist);
    let standing = OwnStanding {
        memberships: vec![member(&municipal, TERM), member(&specialist, Validity { from: Some(AFTER), to: None })],
        offices: vec![office(&ssu, OfficeRole::Chair, Validity::ALWAYS)],
        rules: vec![municipal, specialist],
        bodies: vec![ssu],
    };
    for (day, own, other) in [(LAST, Side::Municipal, Side::Specialist), (AFTER, Side::Specialist, Side::Municipal)] {
        let sight = Rights::on(day, None, &[], &standing.claims()).sight();
        assert!(sight.sees(Visibility::Side, Some(own)) && !sight.sees(Visibility::Side, Some(other)), "{day}");
        assert_eq!(on(&standing, day), [(Role::Chair, 0), (Role::Member, 0)], "{day}");
    }
}

#[test]
fn seats_are_derived_until_nothing_is_added_and_never_in_more_steps_than_there_are_rules() {
    for (most, reached, wanted, taken) in [(100, 0, 0, 1), (100, 3, 3, 4), (3, 3, 3, 3), (2, 3, 2, 2), (0, 3, 0, 0)] {
        let mut steps = 0;
        let end = settled(0, most, |state| {
            steps += 1;
            reached.min(state + 1)
        });
        assert_eq!((end, steps), (wanted, taken), "{reached} within {most}");
    }
}

#[test]
fn a_derived_seat_follows_the_seat_and_the_office_it_comes_from() {
    let (ssu, ou, pm, top) = (
        body(BodyType::StrategicCommittee),
        body(BodyType::AreaCommittee),
        body(BodyType::PartnershipMeeting),
        body(BodyType::DialogueMeeting),
    );
    let none = Source { seat_rule: None, body: None, body_type: None, office: None };
    let in_ou = seats(&ou, SeatKind::Member, |_| {});
    let leaders = derived(
        &ssu,
        Source { body_type: Some(BodyType::AreaCommittee), office: Some(OfficeRole::Chair), ..none.clone() },
    );
    let same = derived(&pm, Source { seat_rule: Some(leaders.id), ..none.clone() });
    let chair_of_pm = derived(&top, Source { body: Some(pm.id), office: Some(OfficeRole::Chair), ..none });
    let standing = OwnStanding {
        memberships: vec![member(&in_ou, TERM)],
        offices: vec![
            office(&ou, OfficeRole::Chair, days(date(2026, 2, 1), date(2026, 12, 31))),
            office(&pm, OfficeRole::Chair, days(date(2026, 3, 1), date(2026, 12, 31))),
        ],
        rules: vec![in_ou, leaders, same, chair_of_pm],
        bodies: vec![ou, ssu, pm, top],
    };
    assert_eq!(on(&standing, date(2026, 1, 31)), [(Role::Member, 0)]);
    let (chair, member) = (Role::Chair, Role::Member);
    assert_eq!(on(&standing, date(2026, 2, 1)), [(chair, 0), (member, 0), (member, 1), (member, 2)]);
    let all = [(chair, 0), (member, 0), (member, 1), (chair, 2), (member, 2), (member, 3)];
    assert_eq!(on(&standing, date(2026, 3, 1)), all);
    assert_eq!(on(&standing, LAST), all);
    assert_eq!(on(&standing, AFTER), [], "with the seat below, all that came of it is gone");
}

#[test]
fn seats_open_the_own_bodies_and_the_own_side_and_nothing_else() {
    let (ssu, other) = (body(BodyType::StrategicCommittee), BodyId::fresh());
    let rule = seats(&ssu, SeatKind::Member, |_| {});
    let standing = |rule: &Provision| OwnStanding {
        memberships: vec![member(rule, TERM)],
        rules: vec![rule.clone()],
        bodies: vec![ssu],
        ..OwnStanding::default()
    };
    let of_member = Rights::on(LAST, None, &[], &standing(&rule).claims());
    let sight = of_member.sight();
    assert!(sight.sees_of(ssu.id, Visibility::Body, None) && !sight.sees_of(other, Visibility::Body, None));
    assert!(sight.sees(Visibility::Side, Some(Side::Municipal)) && sight.sees(Visibility::Community, None));
    assert!(!sight.sees(Visibility::Side, Some(Side::Specialist)) && !sight.sees(Visibility::Secretariat, None));
    assert!(of_member.is_member() && of_member.may(Permission::ReadSettings));
    assert!(!of_member.may(Permission::WriteStructure) && !of_member.may(Permission::ReadPersons));
    let of_body = |body| Target { body: Some(body), ..Target::default() };
    assert!(of_member.may_for(Permission::ReadStructure, &of_body(ssu.id)));
    assert!(!of_member.may_for(Permission::ReadStructure, &of_body(other)));
    let following = seats(&ssu, SeatKind::Observer, |_| {});
    let sight = Rights::on(LAST, None, &[], &standing(&following).claims()).sight();
    assert!(sight.sees_of(ssu.id, Visibility::Body, None) && !sight.sees(Visibility::Side, Some(Side::Municipal)));
    assert_eq!(Rights::on(AFTER, None, &[], &standing(&rule).claims()), Rights::none());
}
