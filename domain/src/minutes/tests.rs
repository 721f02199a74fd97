//! Minutes: what they tell of a meeting, and what they may become.
use super::acts::MinutesAct;
use super::build::MinutesSources;
use super::*;
use crate::invented::{AT, Community, case, line, meeting, new_stop, seat_rule};
use crate::{
    Attendance, Attended, BodyType, Case, CaseAct, Item, Meeting, MeetingAct, MeetingState, Outcome, Paper, PartyKind,
    Per, SeatRule, Unit, Words as _,
};

const DAY: Date = Date::constant(2026, 3, 18);

fn prose(text: &str) -> Prose {
    Prose::parse(text).expect(text)
}

struct World {
    community: Community,
    meeting: Meeting,
    cases: Vec<Case>,
    papers: Vec<Paper>,
    parties: [PartyId; 2],
}

impl World {
    fn sources(&self) -> MinutesSources<'_> {
        MinutesSources {
            meeting: &self.meeting,
            structure: &self.community.structure,
            roster: &self.community.roster,
            cases: &self.cases,
            papers: &self.papers,
            language: Language::Nynorsk,
        }
    }
}

fn item(stop: Option<(CaseId, StopId)>, title: Option<&str>) -> Item {
    Item {
        id: ItemId::fresh(),
        stop,
        title: title.map(line),
        kind: CaseKind::Decision,
        minutes: None,
        presenter: None,
        attendees: Vec::new(),
        paper: Some(2),
        late: false,
        treatment: None,
    }
}

fn treatment(remarks: Option<&str>) -> Treatment {
    Treatment {
        outcome: Outcome::Noted,
        points: Vec::new(),
        voices: Vec::new(),
        votes: Vec::new(),
        elected: Vec::new(),
        remarks: remarks.map(prose),
        reason: None,
    }
}

/// A held meeting: the chair of the specialist side, a deputy of the municipal one, a member away, and a guest.
fn world() -> World {
    let mut c = Community::new();
    let body = c.body("ssu", BodyType::StrategicCommittee, 2, None);
    let parties = [c.municipality("voss"), c.party("helse-bergen", PartyKind::HealthTrust, Side::Specialist)];
    let sides = [Side::Municipal, Side::Specialist];
    let rules = [0, 1].map(|i: usize| {
        c.seats(
            ["kommunar", "sjukehus"][i],
            SeatRule { parties: vec![parties[i]], ..seat_rule(body, sides[i], Per::Party) },
        )
    });
    c.seat(rules[0], Some(Unit::Party(parties[0])), 1);
    c.seat_with(rules[0], None, 1, |deputy| (deputy.capacity, deputy.number) = (crate::Capacity::Deputy, None));
    c.seat(rules[1], Some(Unit::Party(parties[1])), 1);
    let ids: Vec<_> = c.roster.memberships.iter().map(|membership| membership.id).collect();
    let there = |membership, attended_as, attended| Attendance {
        membership,
        person: None,
        attended_as,
        attended,
        for_membership: None,
        party: None,
    };
    let guest = crate::PersonId::fresh();
    let attendance = vec![
        Attendance { person: Some(guest), ..there(None, AttendedAs::Guest, Attended::Present) },
        Attendance { for_membership: Some(ids[0]), ..there(Some(ids[1]), AttendedAs::Deputy, Attended::Present) },
        there(Some(ids[0]), AttendedAs::Member, Attended::Excused),
        there(Some(ids[2]), AttendedAs::Chair, Attended::Present),
    ];
    let case = case().apply(CaseAct::Accept { into: vec![new_stop(body, 7)] }, None, AT).expect("accepted");
    let stop = case.stops[0].id;
    let papers = vec![Paper {
        stop,
        number: 2,
        document_date: None,
        background: Some(prose("Bakgrunnen")),
        assessments: Vec::new(),
        recommendation: vec![crate::Point { verb: None, text: prose("Planen blir vedteken.") }],
        sections: Vec::new(),
        author: None,
        after_notice: false,
        created_at: AT,
    }];
    let agenda = vec![item(None, Some("Godkjenning av innkalling")), item(Some((case.id, stop)), None)];
    let meeting = Meeting { state: MeetingState::Held, attendance, agenda, ..meeting(body, DAY) };
    World { community: c, meeting, cases: vec![case], papers, parties }
}

#[test]
fn minutes_tell_who_was_there_and_what_was_taken_up() {
    let world = world();
    let minutes = Minutes::build(&world.sources(), AT);
    let memberships = &world.community.roster.memberships;
    assert_eq!((minutes.title.as_str(), minutes.held_on, minutes.number), ("Referat – ssu", DAY, 1));
    let told: Vec<_> = minutes.present.iter().map(|named| (named.attended_as, named.side, named.party)).collect();
    let [voss, bergen] = world.parties;
    assert_eq!(
        told,
        [
            (AttendedAs::Chair, Some(Side::Specialist), Some(bergen)),
            (AttendedAs::Deputy, Some(Side::Municipal), Some(voss)),
            (AttendedAs::Guest, None, None),
        ],
        "the chair first; a deputy speaks for whom the member does"
    );
    assert_eq!(minutes.present[1].in_place_of, memberships[0].person);
    assert_eq!(minutes.excused.iter().map(|named| Some(named.person)).collect::<Vec<_>>(), [memberships[0].person]);
    let items: Vec<_> = minutes
        .items
        .iter()
        .map(|item| {
            (
                item.number.as_ref().map(Line::as_str),
                item.title.as_str(),
                item.background.is_some(),
                item.recommendation.len(),
            )
        })
        .collect();
    assert_eq!(items, [(None, "Godkjenning av innkalling", false, 0), (Some("7-2026"), "Oppdikta sak", true, 1)]);
}

#[test]
fn what_is_written_in_the_minutes_stays_when_the_meeting_is_read_anew() {
    let mut world = world();
    let mut minutes = Minutes::build(&world.sources(), AT);
    minutes.items[0].background = Some(prose("Skrive i referatet"));
    minutes.items[0].remarks = Some(prose("Merknad i referatet"));
    world.meeting.agenda[0].treatment = Some(treatment(Some("Merknad i vedtaket")));
    world.meeting.agenda[1].treatment = Some(treatment(Some("Merknad")));
    world.meeting.attendance.remove(0);
    let now = minutes.refreshed(&world.sources(), AT);
    assert_eq!((now.present.len(), now.version), (2, 2));
    assert_eq!(now.items[0].background, minutes.items[0].background);
    assert_eq!(now.items[0].remarks, minutes.items[0].remarks);
    assert_eq!(now.items[0].treatment, world.meeting.agenda[0].treatment);
    assert_eq!(now.items[1].remarks, Some(prose("Merknad")), "nobody wrote another");
    world.meeting.agenda[1].treatment = Some(treatment(Some("Betre merknad")));
    assert_eq!(now.refreshed(&world.sources(), AT).items[1].remarks, Some(prose("Betre merknad")));
}

#[test]
fn minutes_go_from_draft_to_published_and_change_no_more_after_approval() {
    use MinutesState as S;
    let draft = Minutes::build(&world().sources(), AT);
    let acts = [
        (MinutesAct::Circulate, S::Circulated),
        (MinutesAct::Approve, S::Approved),
        (MinutesAct::Publish, S::Published),
    ];
    for state in S::ALL.iter().copied() {
        let minutes = Minutes { state, ..draft.clone() };
        for (act, to) in acts {
            match minutes.apply(act, AT) {
                Ok(after) => {
                    assert!(state.next().contains(&to), "{state} -> {to}");
                    assert_eq!((after.state, after.version), (to, 2));
                }
                Err(refusal) => {
                    assert!(!state.next().contains(&to), "{state} -> {to}");
                    assert_eq!((refusal.state, refusal.allowed.len()), (state.word(), state.next().len()));
                }
            }
        }
        let open = matches!(state, S::Draft | S::Circulated);
        assert_eq!(minutes.check_open().is_ok(), open, "{state}");
        assert_eq!(minutes.corrected(line("Feil namn"), AT).is_ok(), !open, "{state}");
    }
}

#[test]
fn a_correction_is_the_next_version_and_leaves_the_one_before_it() {
    let draft = Minutes::build(&world().sources(), AT);
    let circulated = draft.apply(MinutesAct::Circulate, AT).expect("circulated");
    let approved = circulated.apply(MinutesAct::Approve, AT).expect("approved");
    let next = approved.corrected(line("Feil i punkt 2"), AT).expect("a correction");
    assert_eq!((next.number, next.state, next.version), (2, MinutesState::Draft, 1));
    assert_eq!((next.approved_at, next.correction.is_some()), (None, true));
    assert_eq!(next.items, approved.items);
}

#[test]
fn the_meeting_goes_along_with_its_first_minutes_and_stays_for_a_correction() {
    use MeetingState as S;
    for (act, from, becomes) in [
        (MinutesAct::Circulate, S::Held, MeetingAct::Minute),
        (MinutesAct::Approve, S::Minuted, MeetingAct::Approve),
        (MinutesAct::Publish, S::Approved, MeetingAct::Publish),
    ] {
        for state in S::ALL.iter().copied() {
            assert_eq!(act.of_meeting(state), (state == from).then_some(becomes), "{act:?} {state}");
        }
    }
}

#[test]
fn what_somebody_does_not_see_is_cut_without_a_trace() {
    let world = world();
    let minutes = Minutes::build(&world.sources(), AT);
    let blind = minutes.seen(|_| false);
    assert_eq!(blind.items.len(), 1, "what takes up no case is the meeting's own");
    assert_eq!(minutes.seen(|case| case == world.cases[0].id), minutes);
}

#[test]
fn a_meeting_ends_after_it_begins() {
    let at = |hour| Some(Time::constant(hour, 0, 0, 0));
    let minutes = Minutes::build(&world().sources(), AT);
    for (starts_at, ends_at, sound) in
        [(None, None, true), (at(9), None, true), (at(9), at(12), true), (at(12), at(9), false)]
    {
        assert_eq!(Minutes { starts_at, ends_at, ..minutes.clone() }.check().is_ok(), sound);
    }
}
