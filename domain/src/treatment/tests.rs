//! What bodies may do with an item, told as tables: one world, one body that sides and users sit in.
mod elections;
mod votes;

use super::*;
use crate::invented::{AT, Community, line, meeting, seat_rule};
use crate::{
    Attendance, Attended, AttendedAs, BodyType, CaseId, CaseKind, Date, DecisionRule, Deliberation, Faults, Item,
    ItemId, Meeting, MeetingState, PartyKind, Per, SeatKind, SeatRight, SeatRule, StopId, Unit, check_treatment,
    discussed_before,
};

const DAY: Date = Date::constant(2026, 3, 18);

/// A body in which a municipality and a hospital sit, and an observer for the users.
struct World {
    community: Community,
    body: BodyId,
    municipality: PartyId,
    hospital: PartyId,
    /// The members of the two sides, and the observer.
    seats: [MembershipId; 3],
    persons: [PersonId; 3],
}

fn world(rule: DecisionRule) -> World {
    let mut c = Community::new();
    let body = c.body("ssu", BodyType::StrategicCommittee, 2, None);
    c.structure.bodies[0].decision_rule = rule;
    let municipality = c.municipality("voss");
    let hospital = c.party("helse-bergen", PartyKind::HealthTrust, Side::Specialist);
    let voting = |parties: Vec<PartyId>, side| SeatRule {
        parties,
        rights: [SeatRight::Speak, SeatRight::Vote].into(),
        ..seat_rule(body, side, Per::Party)
    };
    let municipal = c.seats("kommunar", voting(vec![municipality], Side::Municipal));
    let specialist = c.seats("sjukehus", voting(vec![hospital], Side::Specialist));
    let users = c.seats("brukarar", SeatRule { kind: SeatKind::Observer, ..seat_rule(body, Side::User, Per::Body) });
    let persons = [
        c.seat(municipal, Some(Unit::Party(municipality)), 1),
        c.seat(specialist, Some(Unit::Party(hospital)), 1),
        c.seat(users, None, 1),
    ];
    let seats = [0, 1, 2].map(|i: usize| c.roster.memberships[i].id);
    World { community: c, body, municipality, hospital, seats, persons }
}

fn present(membership: MembershipId, attended_as: AttendedAs) -> Attendance {
    Attendance {
        membership: Some(membership),
        person: None,
        attended_as,
        attended: Attended::Present,
        for_membership: None,
        party: None,
    }
}

fn item(kind: CaseKind) -> Item {
    Item {
        id: ItemId::fresh(),
        stop: Some((CaseId::fresh(), StopId::fresh())),
        title: None,
        kind,
        minutes: None,
        presenter: None,
        attendees: Vec::new(),
        paper: None,
        late: false,
        treatment: None,
    }
}

impl World {
    /// The meeting, with both members and the observer there.
    fn meeting(&self, item: Item) -> Meeting {
        let [municipal, specialist, observer] = self.seats;
        Meeting {
            state: MeetingState::Held,
            attendance: vec![
                present(municipal, AttendedAs::Chair),
                present(specialist, AttendedAs::Member),
                present(observer, AttendedAs::Observer),
            ],
            agenda: vec![item],
            ..meeting(self.body, DAY)
        }
    }

    fn faults(&self, meeting: &Meeting, discussed: bool, new: &Treatment) -> Faults {
        let structure = &self.community.structure;
        let body = structure.body(self.body).expect("the body");
        let roster = &self.community.roster;
        let on = Deliberation { structure, roster, body, meeting, item: &meeting.agenda[0], discussed };
        check_treatment(&on, new)
    }

    /// The places and codes of what is wrong with a treatment of an item of a kind.
    fn told(&self, kind: CaseKind, new: &Treatment) -> Vec<(String, &'static str)> {
        told(&self.faults(&self.meeting(item(kind)), false, new))
    }
}

fn told(faults: &Faults) -> Vec<(String, &'static str)> {
    faults.0.iter().map(|fault| (fault.pointer.clone(), fault.kind.code())).collect()
}

fn wrong(pointer: &str, code: &'static str) -> (String, &'static str) {
    (pointer.to_owned(), code)
}

fn prose(text: &str) -> Prose {
    Prose::parse(text).expect(text)
}

/// Something came of it; a decision has a point.
fn came(outcome: Outcome) -> Treatment {
    let point = Point { verb: Some(Verb::Adopts), text: prose("Oppdikta punkt") };
    let points = if outcome == Outcome::Decided { vec![point] } else { Vec::new() };
    Treatment {
        outcome,
        points,
        voices: Vec::new(),
        votes: Vec::new(),
        elected: Vec::new(),
        remarks: None,
        reason: None,
    }
}

fn voice(side: Side, position: Position) -> Voice {
    let text = (position == Position::Dissents).then(|| prose("Vi er ikkje samde."));
    Voice { side, position, text, bound: Vec::new() }
}

fn both(first: Position, second: Position) -> Vec<Voice> {
    vec![voice(Side::Municipal, first), voice(Side::Specialist, second)]
}

/// What each way of deciding lets a body do, by where the sides stand.
#[test]
fn a_body_does_what_its_way_of_deciding_allows() {
    use DecisionRule as R;
    use Outcome::{Decided, Escalated, Noted, Postponed, SentBack};
    use Position::{Agrees, Dissents};
    let (agreed, split) = (both(Agrees, Agrees), both(Agrees, Dissents));
    for (rule, kind, voices, allowed) in [
        (R::None, CaseKind::Decision, &agreed, &[Postponed, SentBack, Noted][..]),
        (R::None, CaseKind::Discussion, &split, &[Postponed, SentBack, Noted]),
        (R::Advisory, CaseKind::Decision, &split, &[Decided, Postponed, SentBack, Noted, Escalated]),
        (R::Consensus, CaseKind::Decision, &agreed, &[Decided, Postponed, SentBack, Noted, Escalated]),
        (R::Consensus, CaseKind::Decision, &split, &[Postponed, Escalated]),
        (R::Consensus, CaseKind::Information, &agreed, &[Postponed, SentBack, Noted]),
        (R::Consensus, CaseKind::Noting, &split, &[Postponed, SentBack, Noted]),
        (R::TwoStepConsensus, CaseKind::Decision, &agreed, &[Postponed, SentBack, Noted, Escalated]),
        (R::TwoStepConsensus, CaseKind::Approval, &agreed, &[Decided, Postponed, SentBack, Noted, Escalated]),
        (R::TwoStepConsensus, CaseKind::Decision, &split, &[Postponed, Escalated]),
        (R::Vote, CaseKind::Decision, &split, &[Postponed, SentBack, Noted, Escalated]),
    ] {
        let world = world(rule);
        for outcome in [Decided, Postponed, SentBack, Noted, Escalated] {
            let told = world.told(kind, &Treatment { voices: voices.clone(), ..came(outcome) });
            let expected = if allowed.contains(&outcome) { vec![] } else { vec![wrong("/outcome", "not-allowed")] };
            assert_eq!(told, expected, "{rule} {kind} {outcome}");
        }
    }
}

#[test]
fn what_is_refused_says_what_is_allowed() {
    let split = Treatment { voices: both(Position::Agrees, Position::Dissents), ..came(Outcome::Decided) };
    let world = world(DecisionRule::Consensus);
    let faults = world.faults(&world.meeting(item(CaseKind::Decision)), false, &split);
    let allowed = vec!["postponed", "escalated"];
    assert_eq!(faults.0[0].kind, crate::FaultKind::NotAllowed { allowed });
}

#[test]
fn consensus_hears_every_side_that_sits_there() {
    let mut world = world(DecisionRule::Consensus);
    let decided = |voices| Treatment { voices, ..came(Outcome::Decided) };
    let (municipal, user) = (voice(Side::Municipal, Position::Agrees), voice(Side::User, Position::Agrees));
    let unheard = |world: &World, new: &Treatment| {
        let faults = world.faults(&world.meeting(item(CaseKind::Decision)), false, new);
        faults.0.into_iter().find_map(|fault| match fault.kind {
            crate::FaultKind::Unheard { sides } => Some(sides),
            _ => None,
        })
    };
    assert_eq!(unheard(&world, &decided(vec![])), Some(vec!["municipal", "specialist"]));
    assert_eq!(unheard(&world, &decided(vec![municipal.clone(), user])), Some(vec!["specialist"]));
    // What only observers follow is decided without them.
    world.community.rule_called("sjukehus").kind = SeatKind::Observer;
    assert_eq!(unheard(&world, &decided(vec![municipal])), None);
    assert_eq!(unheard(&world, &came(Outcome::Postponed)), None, "nobody need agree to wait");
}

#[test]
fn two_steps_take_two_meetings() {
    let world = world(DecisionRule::TwoStepConsensus);
    let now = world.meeting(item(CaseKind::Decision));
    let decided = Treatment { voices: both(Position::Agrees, Position::Agrees), ..came(Outcome::Decided) };
    let earlier = |days: i32, outcome, other: fn(Item) -> Item| {
        let treated = Item { treatment: Some(came(outcome)), ..now.agenda[0].clone() };
        let mut meeting = world.meeting(other(treated));
        meeting.when.from = DAY.checked_add(crate::Days::new(days)).expect("a day");
        meeting.when.to = meeting.when.from;
        meeting
    };
    let another = |item: Item| Item { stop: Some((CaseId::fresh(), StopId::fresh())), ..item };
    for (meetings, discussed) in [
        (vec![], false),
        (vec![earlier(-30, Outcome::Postponed, |item| item)], true),
        (vec![earlier(-30, Outcome::SentBack, |item| item)], false),
        (vec![earlier(-30, Outcome::Postponed, another)], false),
        (vec![earlier(0, Outcome::Postponed, |item| item)], false),
        (vec![Meeting { body: BodyId::fresh(), ..earlier(-30, Outcome::Postponed, |item| item) }], false),
    ] {
        assert_eq!(discussed_before(&now, &now.agenda[0], &meetings), discussed);
        assert_eq!(world.faults(&now, discussed, &decided).0.is_empty(), discussed);
    }
}

#[test]
fn voices_are_one_for_each_side_and_a_dissent_says_why() {
    let world = world(DecisionRule::Advisory);
    let bound = |parties: Vec<PartyId>| Voice { bound: parties, ..voice(Side::Municipal, Position::Agrees) };
    let dissent = voice(Side::Specialist, Position::Dissents);
    for (voices, faults) in [
        (both(Position::Agrees, Position::Agrees), vec![]),
        (vec![dissent.clone(), dissent.clone()], vec![wrong("/voices/1/side", "duplicate")]),
        (vec![Voice { text: None, ..dissent.clone() }], vec![wrong("/voices/0/text", "required")]),
        (vec![Voice { bound: vec![world.hospital], ..dissent }], vec![wrong("/voices/0/bound", "excludes")]),
        (vec![bound(vec![world.municipality])], vec![]),
        (vec![bound(vec![PartyId::fresh()])], vec![wrong("/voices/0/bound/0", "unknown-reference")]),
        (vec![bound(vec![world.municipality; 2])], vec![wrong("/voices/0/bound/1", "duplicate")]),
        (vec![bound(vec![world.hospital])], vec![wrong("/voices/0/bound/0", "excludes")]),
    ] {
        let told = world.told(CaseKind::Decision, &Treatment { voices, ..came(Outcome::Decided) });
        assert_eq!(told, faults);
    }
}

#[test]
fn a_decision_has_points_and_what_is_put_off_has_a_reason_instead() {
    let world = world(DecisionRule::Advisory);
    let reason = Some(line("Manglar tal."));
    let points = came(Outcome::Decided).points;
    for (new, faults) in [
        (Treatment { points: vec![], ..came(Outcome::Decided) }, vec![wrong("/points", "too-short")]),
        (Treatment { reason: reason.clone(), ..came(Outcome::Decided) }, vec![wrong("/reason", "excludes")]),
        (Treatment { points: points.clone(), ..came(Outcome::Noted) }, vec![]),
        (came(Outcome::Noted), vec![]),
        (Treatment { reason, ..came(Outcome::SentBack) }, vec![]),
        (Treatment { points, ..came(Outcome::Escalated) }, vec![wrong("/points", "excludes")]),
    ] {
        assert_eq!(world.told(CaseKind::Decision, &new), faults);
    }
}

#[test]
fn what_a_meeting_did_is_written_until_its_minutes_are_approved() {
    let world = world(DecisionRule::Advisory);
    for state in <MeetingState as crate::Words>::ALL {
        let meeting = Meeting { state: *state, ..world.meeting(item(CaseKind::Decision)) };
        let open = matches!(state, MeetingState::Held | MeetingState::Minuted);
        assert_eq!(meeting.check_open(AT).is_ok(), open, "{state}");
    }
}
