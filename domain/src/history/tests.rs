//! What files of history may tell, as tables. All of it is invented.
mod minutes;
mod refused;

use super::*;
use crate::invented::{AT, Community, line, nordland};
use crate::{
    BodyType, DecisionRule, FaultKind, Faults, Language, MinutesState, Outcome, Position, Side, StopState, Validity,
    Verb, Verification, Voice,
};

/// The day on which files are read here.
const NOW: &str = "2024-06-01T10:00:00Z";
const MET: Date = Date::constant(2023, 4, 12);

fn now() -> Instant {
    Instant::parse(NOW).expect("an instant")
}

fn community() -> Community {
    let mut community = nordland();
    let ssu = community.body_called("ssu");
    for body in &mut community.structure.bodies {
        if body.id == ssu {
            body.validity = Validity { from: Some(Date::constant(2021, 9, 1)), to: None };
        }
    }
    let talk = community.body("samtale", BodyType::DialogueMeeting, 1, None);
    let found = community.structure.bodies.iter_mut().find(|body| body.id == talk).expect("just made");
    found.decision_rule = DecisionRule::None;
    community
}

fn told() -> Provenance {
    Provenance { verification: Verification::Synthetic, note: None }
}

fn prose(text: &str) -> Prose {
    Prose::parse(text).expect(text)
}

fn key(text: &str) -> Key {
    Key::parse(text).expect(text)
}

fn meeting(body: &str, day: Date, state: MeetingState) -> MeetingFact {
    MeetingFact {
        body: key(body),
        when: DateFact { date: Some(day), ..DateFact::default() },
        state,
        title: None,
        starts_at: None,
        ends_at: None,
        form: None,
        place: None,
        host: None,
        visibility: None,
        minutes: None,
        provenance: told(),
    }
}

fn points(number: usize) -> Vec<Point> {
    (1..=number).map(|n| Point { verb: Some(Verb::Endorses), text: prose(&format!("Punkt {n}")) }).collect()
}

fn treatment(outcome: Outcome, of: usize) -> Treatment {
    Treatment {
        outcome,
        points: points(of),
        voices: Vec::new(),
        votes: Vec::new(),
        elected: Vec::new(),
        remarks: None,
        reason: None,
    }
}

fn stop(body: &str, number: &str, year: i16) -> StopFact {
    StopFact { body: key(body), number: line(number), year, stage: None, meeting: None, paper: None, treatment: None }
}

fn paper(of: usize) -> PaperFact {
    let assessments = [Side::Specialist, Side::Municipal].map(|side| Assessment { side, text: prose("Vurdert") });
    PaperFact {
        document_date: Some(Date::constant(2023, 3, 21)),
        background: Some(prose("Bakgrunn")),
        assessments: assessments.to_vec(),
        recommendation: points(of),
    }
}

fn case(stops: Vec<StopFact>) -> CaseFact {
    CaseFact {
        title: line("Oppdiktet sak"),
        kind: CaseKind::Decision,
        party: None,
        summary: None,
        archive_reference: None,
        disclosure: None,
        state: None,
        stops,
        links: Vec::new(),
        provenance: told(),
    }
}

/// Whatever was told on the day it was taken up.
fn treated(number: &str, of: usize) -> CaseFact {
    let stop = StopFact {
        meeting: Some(MET),
        paper: Some(paper(of)),
        treatment: Some(treatment(Outcome::Decided, 1)),
        ..stop("ssu", number, 2023)
    };
    case(vec![stop])
}

/// A meeting whose minutes came out two weeks later.
fn published() -> MeetingFact {
    let minutes = MinutesFact { published_on: Date::constant(2023, 4, 26), introduction: Some(prose("Velkommen")) };
    MeetingFact { minutes: Some(minutes), ..meeting("ssu", MET, MeetingState::Published) }
}

fn link(number: &str, point: Option<u16>) -> LinkFact {
    LinkFact { body: key("ssu"), number: line(number), point, kind: LinkKind::FollowUp }
}

/// Lines 1, 2, 3 …
fn lines(facts: Vec<Fact>) -> Vec<Record> {
    facts.into_iter().enumerate().map(|(i, fact)| Record { line: i + 1, fact }).collect()
}

fn held() -> Fact {
    Fact::Meeting(meeting("ssu", MET, MeetingState::Held))
}

fn of(case: CaseFact) -> Fact {
    Fact::Case(Box::new(case))
}

fn planned(facts: Vec<Fact>, existing: &Existing, community: &Community) -> Result<Plan, Faults> {
    plan(&lines(facts), false, existing, &community.structure, Language::Bokmaal, now())
}

/// The store after a plan was carried out.
fn stored(plan: Plan) -> Existing {
    let mut existing =
        Existing { meetings: plan.meetings, cases: plan.cases, papers: plan.papers, minutes: plan.minutes };
    for (meeting, items) in plan.agendas {
        let there = existing.meetings.iter_mut().find(|there| there.id == meeting.id).expect("entered before");
        there.agenda.extend(items);
    }
    existing
}

#[track_caller]
fn refused(facts: Vec<Fact>, wanted: &[(&str, &str)]) {
    refused_in(&community(), facts, &Existing::default(), wanted);
}

#[track_caller]
fn refused_in(community: &Community, facts: Vec<Fact>, existing: &Existing, wanted: &[(&str, &str)]) {
    let faults = planned(facts, existing, community).expect_err("faults");
    let told: Vec<_> = faults.0.iter().map(|fault| (fault.pointer.as_str(), fault.kind.code())).collect();
    assert_eq!(told, wanted);
}

#[test]
fn a_case_goes_through_its_meeting_as_it_is_told() {
    let community = community();
    let plan = planned(vec![held(), of(treated("24-2023", 2))], &Existing::default(), &community).expect("sound");
    assert_eq!((plan.new, plan.unchanged), (2, 0));
    let (met, case) = (&plan.meetings[0], &plan.cases[0]);
    assert_eq!((met.state, met.history.len(), met.notice), (MeetingState::Held, 1, None));
    assert!(met.agenda.is_empty(), "cases come after their meetings");
    let stop = &case.stops[0];
    assert_eq!((case.state, stop.state, stop.meeting), (CaseState::Treated, StopState::Treated, Some(met.id)));
    assert_eq!((stop.number.text.as_str(), stop.number.running), ("24-2023", Some(24)));
    let days: Vec<_> = case.history.iter().map(|passage| crate::oslo_date(passage.at)).collect();
    let written = Date::constant(2023, 3, 21);
    assert_eq!(days, [written, written, written, MET], "each step on the day that is told");
    assert_eq!(case.published_at.map(crate::oslo_date), Some(MET));
    assert_eq!((case.version, case.changed_at), (1, now()));
    let (agenda, items) = &plan.agendas[0];
    assert_eq!((agenda.id, items.len(), items[0].stop), (met.id, 1, Some((case.id, stop.id))));
    assert_eq!((items[0].paper, items[0].treatment.is_some()), (Some(1), true));
    let sides: Vec<_> = plan.papers[0].assessments.iter().map(|assessment| assessment.side).collect();
    assert_eq!((plan.papers[0].stop, &sides[..]), (stop.id, &[Side::Municipal, Side::Specialist][..]));
}

#[test]
fn the_same_lines_again_enter_nothing() {
    let community = community();
    let facts = || {
        let mut follows = treated("25-2023", 1);
        follows.links = vec![link("24-2023", Some(2))];
        follows.state = Some(CaseState::FollowedUp);
        vec![
            held(),
            of(treated("24-2023", 2)),
            of(follows),
            Fact::Meeting(meeting("ssu", Date::constant(2024, 9, 4), MeetingState::Tentative)),
        ]
    };
    let existing = stored(planned(facts(), &Existing::default(), &community).expect("sound"));
    let again = planned(facts(), &existing, &community).expect("sound");
    assert_eq!(again, Plan { unchanged: 4, ..Plan::default() });
    // What became of a thing afterwards, and what was added to it, contradicts nothing.
    let mut later = existing.clone();
    later.meetings[1].state = MeetingState::Planned;
    later.meetings[1].place = Some(line("Bodø"));
    later.cases[0] = later.cases[0].apply(crate::CaseAct::FollowUp, None, AT).expect("it was treated");
    later.cases[0].archive_reference = Some(line("2023/77"));
    assert_eq!(planned(facts(), &later, &community).expect("sound").unchanged, 4);
    // A meeting that was moved is the one it was.
    let was = later.meetings[1].when;
    later.meetings[1].moves.push(crate::Move { from: was, at: AT, reason: None });
    let day = Date::constant(2024, 9, 11);
    later.meetings[1].when = crate::PlannedDate { from: day, to: day, precision: DatePrecision::Day };
    assert_eq!(planned(facts(), &later, &community).expect("sound").unchanged, 4);
}

#[test]
fn what_is_there_is_not_told_otherwise() {
    let community = community();
    let first = vec![held(), of(treated("24-2023", 2))];
    let existing = stored(planned(first, &Existing::default(), &community).expect("sound"));
    let mut otherwise = treated("24-2023", 3);
    otherwise.title = line("En annen sak");
    otherwise.kind = CaseKind::Information;
    otherwise.archive_reference = Some(line("2023/77"));
    otherwise.state = Some(CaseState::Closed);
    otherwise.stops[0].treatment = Some(treatment(Outcome::Noted, 0));
    let meeting = MeetingFact { place: Some(line("Bodø")), ..meeting("ssu", MET, MeetingState::Cancelled) };
    refused_in(
        &community,
        vec![Fact::Meeting(meeting)],
        &existing,
        &[("/1/state", "differs"), ("/1/place", "differs")],
    );
    refused_in(
        &community,
        vec![of(otherwise)],
        &existing,
        &[
            ("/1/title", "differs"),
            ("/1/kind", "differs"),
            ("/1/archiveReference", "differs"),
            ("/1/state", "differs"),
            ("/1/stops/0/treatment", "differs"),
            ("/1/stops/0/paper", "differs"),
        ],
    );
    // The same number in other digits is another text for the same thing.
    let other = CaseFact { stops: vec![stop("ssu", "024-2023", 2023)], ..case(Vec::new()) };
    let faults = planned(vec![of(other)], &existing, &community).expect_err("taken");
    assert_eq!((faults.0[0].pointer.as_str(), &faults.0[0].kind), ("/1/stops/0/number", &FaultKind::Taken));
}

#[test]
fn a_forgotten_case_may_be_told_of_a_meeting_that_is_there() {
    let community = community();
    let mut existing = stored(planned(vec![held()], &Existing::default(), &community).expect("sound"));
    let plan = planned(vec![of(treated("24-2023", 1))], &existing, &community).expect("sound");
    assert_eq!((plan.meetings.len(), plan.agendas[0].0.id), (0, existing.meetings[0].id));
    // Of a meeting whose minutes are begun nothing more is told.
    let published = planned(vec![Fact::Meeting(published())], &Existing::default(), &community).expect("sound");
    let draft = Minutes { meeting: existing.meetings[0].id, ..published.minutes[0].clone() };
    let begun = Existing { minutes: vec![draft], ..existing.clone() };
    refused_in(&community, vec![of(treated("24-2023", 1))], &begun, &[("/1/stops/0/meeting", "not-allowed")]);
    existing.meetings[0].state = MeetingState::Minuted;
    refused_in(&community, vec![of(treated("24-2023", 1))], &existing, &[("/1/stops/0/meeting", "not-allowed")]);
}

#[test]
fn bodies_take_a_case_up_one_after_the_other_or_side_by_side() {
    let community = community();
    let decided = |body: &str, number: &str| StopFact {
        meeting: Some(MET),
        treatment: Some(treatment(Outcome::Decided, 1)),
        ..stop(body, number, 2023)
    };
    let other = Fact::Meeting(meeting("pm", MET, MeetingState::Held));
    let after = vec![held(), other, of(case(vec![decided("ssu", "1-2023"), stop("pm", "2-2023", 2023)]))];
    let plan = planned(after.clone(), &Existing::default(), &community).expect("sound");
    let case = &plan.cases[0];
    assert_eq!((case.stops[0].stage, case.stops[1].stage, case.state), (1, 2, CaseState::Accepted));
    let Fact::Case(fact) = &after[2] else { panic!("a case") };
    let mut beside = fact.clone();
    beside.stops[1].stage = Some(1);
    let facts = vec![after[0].clone(), after[1].clone(), Fact::Case(beside)];
    let plan = planned(facts, &Existing::default(), &community).expect("sound");
    assert_eq!(plan.cases[0].stops.iter().map(|stop| stop.stage).collect::<Vec<_>>(), [1, 1]);
    // Nobody goes on to the next body before the one before it is done.
    let mut early = fact.clone();
    early.stops[0].treatment = None;
    refused(vec![after[0].clone(), after[1].clone(), Fact::Case(early)], &[("/3/stops/1", "not-allowed")]);
    let mut jumps = fact.clone();
    jumps.stops[1].stage = Some(3);
    refused(vec![after[0].clone(), after[1].clone(), Fact::Case(jumps)], &[("/3/stops/1/stage", "out-of-range")]);
}
