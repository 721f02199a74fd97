//! Votes: where they count, and who has one.
use super::*;

const fn vote(membership: MembershipId, ballot: Ballot) -> Vote {
    Vote { membership, ballot }
}

fn voted(outcome: Outcome, votes: &[Vote]) -> Treatment {
    Treatment { votes: votes.to_vec(), ..came(outcome) }
}

#[test]
fn most_votes_decide_and_nothing_else_does() {
    use Ballot::{Abstains, Against, For};
    let world = world(DecisionRule::Vote);
    let [one, two, _] = world.seats;
    for (ballots, decided) in [
        ([For, For], true),
        ([For, Abstains], true),
        ([For, Against], false),
        ([Against, Against], false),
        ([Abstains, Abstains], false),
    ] {
        let votes = [vote(one, ballots[0]), vote(two, ballots[1])];
        for outcome in <Outcome as crate::Words>::ALL {
            let told = world.told(CaseKind::Decision, &voted(*outcome, &votes));
            assert_eq!(told.is_empty(), decided == (*outcome == Outcome::Decided), "{ballots:?} {outcome}");
        }
    }
    let silent = world.told(CaseKind::Decision, &came(Outcome::Decided));
    assert_eq!(silent, [wrong("/outcome", "not-allowed")], "nobody voted");
}

#[test]
fn votes_are_cast_only_where_votes_decide() {
    for (rule, kind, outcome, faults) in [
        (DecisionRule::Consensus, CaseKind::Decision, Outcome::Postponed, vec![wrong("/votes", "excludes")]),
        (DecisionRule::Advisory, CaseKind::Decision, Outcome::Decided, vec![wrong("/votes", "excludes")]),
        (DecisionRule::Vote, CaseKind::Information, Outcome::Noted, vec![wrong("/votes", "excludes")]),
        (DecisionRule::Vote, CaseKind::Decision, Outcome::Decided, vec![]),
    ] {
        let world = world(rule);
        let told = world.told(kind, &voted(outcome, &[vote(world.seats[0], Ballot::For)]));
        assert_eq!(told, faults, "{rule} {kind}");
    }
}

/// Each seat that may vote and is filled has one vote.
#[test]
fn a_seat_that_may_vote_and_is_there_votes_once() {
    let mut world = world(DecisionRule::Vote);
    let [member, away, observer] = world.seats;
    let first = world.community.roster.memberships[0].clone();
    let deputy = |seat: u16| crate::Membership {
        id: MembershipId::fresh(),
        capacity: crate::Capacity::Deputy,
        number: Some(seat),
        person: Some(PersonId::fresh()),
        ..first.clone()
    };
    let (standing_in, idle, needless) = (deputy(1), deputy(1), deputy(1));
    let ended = crate::Membership {
        id: MembershipId::fresh(),
        validity: Validity { from: None, to: Some(DAY.yesterday().expect("a day")) },
        ..first.clone()
    };
    let others = [&standing_in, &idle, &needless, &ended].map(Clone::clone);
    world.community.roster.memberships.extend(others);
    let mut meeting = world.meeting(item(CaseKind::Decision));
    meeting.attendance[1].attended = Attended::Excused;
    let stands =
        |of: &crate::Membership, for_membership| Attendance { for_membership, ..present(of.id, AttendedAs::Deputy) };
    meeting.attendance.push(stands(&standing_in, Some(away)));
    meeting.attendance.push(stands(&idle, None));
    meeting.attendance.push(stands(&needless, Some(member)));
    meeting.attendance.push(present(ended.id, AttendedAs::Member));
    for (voters, faults) in [
        (vec![member], vec![]),
        (vec![member, standing_in.id], vec![]),
        (vec![member, member], vec![wrong("/votes/1/membership", "duplicate")]),
        (vec![away], vec![wrong("/votes/0/membership", "not-present")]),
        (vec![observer], vec![wrong("/votes/0/membership", "no-vote")]),
        (vec![idle.id], vec![wrong("/votes/0/membership", "no-vote")]),
        (vec![needless.id], vec![wrong("/votes/0/membership", "no-vote")]),
        (vec![ended.id], vec![wrong("/votes/0/membership", "unknown-reference")]),
        (vec![MembershipId::fresh()], vec![wrong("/votes/0/membership", "unknown-reference")]),
    ] {
        let votes: Vec<Vote> = voters.iter().map(|voter| vote(*voter, Ballot::For)).collect();
        assert_eq!(told(&world.faults(&meeting, false, &voted(Outcome::Decided, &votes))), faults);
    }
    meeting.attendance[0].attended_as = AttendedAs::Guest;
    let votes = [vote(member, Ballot::For)];
    let guest = told(&world.faults(&meeting, false, &voted(Outcome::Decided, &votes)));
    assert_eq!(
        guest,
        [wrong("/votes/0/membership", "no-vote")],
        "a guest has no vote, whatever seat they have elsewhere"
    );
}

#[test]
fn a_deputy_and_another_for_the_same_seat_have_one_vote() {
    let mut world = world(DecisionRule::Vote);
    let away = world.seats[1];
    let first = world.community.roster.memberships[1].clone();
    let deputies = [1, 2].map(|order| crate::Membership {
        id: MembershipId::fresh(),
        capacity: crate::Capacity::Deputy,
        order: Some(order),
        ..first.clone()
    });
    let mut meeting = world.meeting(item(CaseKind::Decision));
    meeting.attendance[1].attended = Attended::Absent;
    let votes = deputies.clone().map(|deputy| vote(deputy.id, Ballot::For));
    for deputy in deputies {
        let entry = present(deputy.id, AttendedAs::Deputy);
        meeting.attendance.push(Attendance { for_membership: Some(away), ..entry });
        world.community.roster.memberships.push(deputy);
    }
    let told = told(&world.faults(&meeting, false, &voted(Outcome::Decided, &votes)));
    assert_eq!(told, [wrong("/votes/1/membership", "duplicate")]);
}
