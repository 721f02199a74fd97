//! Who may stand in for whom, told as tables. Every person is invented.
use super::*;
use crate::invented::{Community, exactly, seat_rule};
use crate::{BodyType, OfficeRole, Per, ProvisionId, SeatRule, Side, Source, Validity};

const DAY: Date = Date::constant(2026, 3, 18);

struct Room {
    community: Community,
    body: BodyId,
    rule: ProvisionId,
    /// The two members.
    members: [MembershipId; 2],
    /// The first and the second deputy of the first seat, one of the second seat, and one of the common list.
    deputies: [MembershipId; 4],
}

/// Two seats with every kind of deputy, under a rule that names them in one way.
fn room(mode: DeputyMode) -> Room {
    let mut c = Community::new();
    let body = c.body("ssu", BodyType::StrategicCommittee, 1, None);
    let rule = SeatRule { count: exactly(2), deputies: mode, ..seat_rule(body, Side::Municipal, Per::Body) };
    let rule = c.seats("plassar", rule);
    for number in [1, 2] {
        c.seat(rule, None, number);
    }
    for (number, order) in [(Some(1), Some(1)), (Some(1), Some(2)), (Some(2), Some(1)), (None, Some(1))] {
        c.seat_with(rule, None, 1, |deputy| {
            (deputy.capacity, deputy.number, deputy.order) = (Capacity::Deputy, number, order);
        });
    }
    let id = |i: usize| c.roster.memberships[i].id;
    let (members, deputies) = ([id(0), id(1)], [id(2), id(3), id(4), id(5)]);
    Room { community: c, body, rule, members, deputies }
}

fn entry(membership: MembershipId, attended_as: AttendedAs, attended: Attended) -> Attendance {
    Attendance { membership: Some(membership), person: None, attended_as, attended, for_membership: None, party: None }
}

fn there(membership: MembershipId) -> Attendance {
    entry(membership, AttendedAs::Member, Attended::Present)
}

fn away(membership: MembershipId) -> Attendance {
    entry(membership, AttendedAs::Member, Attended::Excused)
}

fn for_seat(deputy: MembershipId, absent: MembershipId) -> Attendance {
    Attendance { for_membership: Some(absent), ..entry(deputy, AttendedAs::Deputy, Attended::Present) }
}

fn guest(attended_as: AttendedAs, person: Option<PersonId>) -> Attendance {
    let attended = Attended::Present;
    Attendance { membership: None, person, attended_as, attended, for_membership: None, party: None }
}

impl Room {
    fn told(&self, entries: &[Attendance]) -> Vec<(String, &'static str)> {
        let (structure, roster) = (&self.community.structure, &self.community.roster);
        let faults = check_attendance(structure, roster, self.body, DAY, entries);
        faults.0.into_iter().map(|fault| (fault.pointer, fault.kind.code())).collect()
    }

    /// Whose turn it is for the first seat.
    fn turn(&self, entries: &[Attendance]) -> Option<MembershipId> {
        let rules = places(&self.community.structure, &self.community.roster, self.body, DAY);
        let rule = rules.iter().find(|rule| rule.provision.id == self.rule).expect("the rule");
        right_deputy(rule, &rule.seats[0], entries).map(|deputy| deputy.id)
    }
}

#[test]
fn the_rules_way_of_naming_deputies_decides_who_stands_in() {
    use DeputyMode as M;
    // For the first seat: its first deputy, its second, the other seat's, and one of the common list.
    for (mode, wanted) in [
        (M::None, ["not-deputy", "not-deputy", "not-deputy", "not-deputy"]),
        (M::Personal, ["", "", "not-deputy", "not-deputy"]),
        (M::Ordered, ["", "deputy-order", "not-deputy", "deputy-order"]),
        (M::Pool, ["not-deputy", "not-deputy", "not-deputy", ""]),
        (M::Mixed, ["", "", "not-deputy", ""]),
        (M::Unknown, ["", "", "not-deputy", ""]),
    ] {
        let room = room(mode);
        let [first, second] = room.members;
        for (deputy, code) in room.deputies.into_iter().zip(wanted) {
            let told = room.told(&[away(first), there(second), for_seat(deputy, first)]);
            let wanted: Vec<_> = Some(code)
                .filter(|code| !code.is_empty())
                .map(|code| ("/entries/2/forMembership".to_owned(), code))
                .into_iter()
                .collect();
            assert_eq!(told, wanted, "{mode}");
        }
    }
}

#[test]
fn an_earlier_deputy_is_passed_over_only_when_away_or_in_another_seat() {
    let room = room(DeputyMode::Ordered);
    let ([first, second], [one, two, _, common]) = (room.members, room.deputies);
    let absent = entry(one, AttendedAs::Deputy, Attended::Absent);
    assert_eq!(room.turn(&[]), Some(one));
    assert_eq!(room.turn(std::slice::from_ref(&absent)), Some(two));
    assert_eq!(room.told(&[away(first), absent.clone(), for_seat(two, first)]), []);
    let second_absent = Attendance { membership: Some(two), ..absent.clone() };
    assert_eq!(room.told(&[away(first), absent.clone(), second_absent.clone(), for_seat(common, first)]), []);
    // One of the common list who fills the other seat is not free.
    let elsewhere = for_seat(common, second);
    assert_eq!(room.turn(&[away(second), absent, second_absent, elsewhere]), None);
}

#[test]
fn a_deputy_comes_for_somebody_who_is_away_and_nobody_comes_twice() {
    let room = room(DeputyMode::Personal);
    let ([first, second], [one, two, other, _]) = (room.members, room.deputies);
    let person = room.community.roster.memberships[0].person;
    let alone = Attendance { for_membership: None, ..for_seat(one, first) };
    let stranger = MembershipId::fresh();
    for (entries, wanted) in [
        (vec![there(first), for_seat(one, first)], vec![("/entries/1/forMembership", "not-away")]),
        (vec![for_seat(one, first)], vec![("/entries/0/forMembership", "not-away")]),
        (vec![alone], vec![("/entries/0/forMembership", "required")]),
        (vec![entry(one, AttendedAs::Deputy, Attended::Excused)], vec![]),
        (vec![there(first), there(first)], vec![("/entries/1/membership", "duplicate")]),
        (
            vec![away(first), for_seat(one, first), for_seat(two, first)],
            vec![("/entries/2/forMembership", "duplicate")],
        ),
        (vec![away(first), away(second), for_seat(one, first), for_seat(other, second)], vec![]),
        (vec![there(stranger)], vec![("/entries/0/membership", "not-seated")]),
        (vec![away(first), for_seat(one, stranger)], vec![("/entries/1/forMembership", "not-seated")]),
        (vec![entry(one, AttendedAs::Member, Attended::Excused)], vec![("/entries/0/attendedAs", "excludes")]),
        (vec![entry(first, AttendedAs::Guest, Attended::Present)], vec![("/entries/0/membership", "excludes")]),
        (vec![entry(first, AttendedAs::Chair, Attended::Present)], vec![]),
        (vec![guest(AttendedAs::Guest, None)], vec![("/entries/0/person", "required")]),
        (vec![guest(AttendedAs::Secretariat, Some(PersonId::fresh()))], vec![]),
        (vec![guest(AttendedAs::Member, Some(PersonId::fresh()))], vec![("/entries/0/person", "not-seated")]),
        (vec![guest(AttendedAs::Deputy, Some(PersonId::fresh()))], vec![("/entries/0/membership", "required")]),
        (vec![there(first), guest(AttendedAs::Guest, person)], vec![("/entries/1/person", "duplicate")]),
        (vec![Attendance { person: Some(PersonId::fresh()), ..there(first) }], vec![("/entries/0/person", "excludes")]),
    ] {
        let wanted: Vec<_> = wanted.into_iter().map(|(at, code): (&str, _)| (at.to_owned(), code)).collect();
        assert_eq!(room.told(&entries), wanted, "{entries:?}");
    }
}

#[test]
fn who_sits_that_day_is_asked_of_the_day() {
    let mut room = room(DeputyMode::Personal);
    let first = room.members[0];
    room.community.roster.memberships[0].validity = Validity { from: None, to: DAY.yesterday().ok() };
    assert_eq!(room.told(&[there(first)]), [("/entries/0/membership".to_owned(), "not-seated")]);
}

#[test]
fn whoever_sits_by_an_office_elsewhere_is_named_by_person() {
    let mut room = room(DeputyMode::Personal);
    let source = Source { seat_rule: None, body: Some(room.body), body_type: None, office: Some(OfficeRole::Chair) };
    let c = &mut room.community;
    let other = c.body("pm", BodyType::PartnershipMeeting, 1, None);
    let derived = SeatRule { derived_from: Some(source), ..seat_rule(other, Side::Municipal, Per::Derived) };
    c.seats("fylgje", derived);
    let chair = c.roster.memberships[0].person.expect("named");
    c.elect(room.body, OfficeRole::Chair, chair, Validity::ALWAYS);
    room.body = other;
    assert_eq!(room.told(&[guest(AttendedAs::Member, Some(chair))]), []);
}
