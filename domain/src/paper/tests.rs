//! What holds of papers.
use super::*;
use crate::invented::{AT, case, meeting, new_stop};
use crate::{
    BodyId, CaseAct, FaultKind, Line, MeetingAct, Names, Notice, Outcome, PaperPart, PaperSection, Preparer, Verb,
};

fn prose(text: &str) -> Prose {
    Prose::parse(text).expect("prose")
}

fn key(text: &str) -> Key {
    Key::parse(text).expect("a key")
}

fn section(part: PaperPart, prepared_by: Preparer, required: bool) -> PaperSection {
    let name = Line::parse("Oppdikta del").expect("a line");
    let names = Names { nb: name.clone(), nn: name };
    PaperSection { body: BodyId::fresh(), part, names, required, prepared_by, guidance: None, place: 1 }
}

/// Every part, each asked for by a provision of its own; what follows is not required.
fn asked() -> Vec<(Key, PaperSection)> {
    [
        ("bakgrunn", section(PaperPart::Background, Preparer::Reporter, true)),
        ("kommunane", section(PaperPart::Assessment, Preparer::Municipal, true)),
        ("sjukehuset", section(PaperPart::Assessment, Preparer::Specialist, true)),
        ("innstilling", section(PaperPart::Recommendation, Preparer::Secretariat, true)),
        ("okonomi", section(PaperPart::Own, Preparer::Municipal, true)),
        ("brukarane", section(PaperPart::Assessment, Preparer::User, false)),
        ("personvern", section(PaperPart::Own, Preparer::Secretariat, false)),
    ]
    .map(|(name, section)| (key(name), section))
    .into()
}

fn own(provision: &str) -> OwnSection {
    OwnSection { provision: key(provision), text: prose("Tekst") }
}

fn whole() -> Paper {
    let point = Point { verb: Some(Verb::Adopts), text: prose("Planen vert vedteken.") };
    Paper {
        background: Some(prose("Bakgrunn")),
        recommendation: vec![point],
        sections: vec![own("okonomi")],
        ..Paper::blank(StopId::fresh(), AT)
    }
    .with_assessment(Side::Specialist, prose("Ja"))
    .with_assessment(Side::Municipal, prose("Jo"))
}

#[test]
fn what_is_required_and_not_there_is_missing() {
    let rules = asked();
    let rules: Vec<_> = rules.iter().map(|(key, section)| (key, section)).collect();
    let without = |change: fn(&mut Paper)| {
        let mut paper = whole();
        change(&mut paper);
        paper
    };
    for (paper, wanted) in [
        (whole(), &[][..]),
        (Paper::blank(StopId::fresh(), AT), &["bakgrunn", "kommunane", "sjukehuset", "innstilling", "okonomi"]),
        (without(|paper| paper.background = None), &["bakgrunn"]),
        (without(|paper| paper.recommendation.clear()), &["innstilling"]),
        (without(|paper| paper.assessments.retain(|each| each.side != Side::Municipal)), &["kommunane"]),
        (without(|paper| paper.assessments.retain(|each| each.side != Side::Specialist)), &["sjukehuset"]),
        (without(|paper| paper.sections = vec![own("personvern")]), &["okonomi"]),
    ] {
        let missing = missing_sections(&paper, &rules);
        let told: Vec<_> = missing.iter().map(|missing| missing.provision.as_str()).collect();
        assert_eq!(told, wanted, "{paper:?}");
        let rule =
            |missing: &MissingSection| rules.iter().find(|(key, _)| **key == missing.provision).expect("asked").1;
        assert!(missing.iter().all(|each| (each.part, each.prepared_by) == (rule(each).part, rule(each).prepared_by)));
    }
    assert_eq!(missing_sections(&Paper::blank(StopId::fresh(), AT), &[]), []);
}

#[test]
fn a_section_is_one_that_is_asked_for_or_was_there_and_stands_once() {
    let rules = asked();
    let rules: Vec<_> = rules.iter().map(|(key, section)| (key, section)).collect();
    for (new, old, wanted) in [
        (vec![own("okonomi"), own("personvern")], vec![], vec![]),
        (vec![own("okonomi"), own("okonomi")], vec![], vec![("/sections/1/provision", FaultKind::Duplicate)]),
        (vec![own("ukjend")], vec![], vec![("/sections/0/provision", FaultKind::UnknownReference)]),
        // What is another part of the paper is written there.
        (vec![own("bakgrunn")], vec![], vec![("/sections/0/provision", FaultKind::UnknownReference)]),
        // What the body asked for once stays in papers that had it.
        (vec![own("gammal")], vec![own("gammal")], vec![]),
        (vec![], vec![own("gammal")], vec![]),
    ] {
        let faults = check_sections(&new, &old, &rules);
        let told: Vec<_> = faults.0.into_iter().map(|fault| (fault.pointer, fault.kind)).collect();
        let wanted: Vec<_> = wanted.into_iter().map(|(pointer, kind)| (pointer.to_owned(), kind)).collect();
        assert_eq!(told, wanted, "{new:?} after {old:?}");
    }
}

#[test]
fn a_part_that_one_side_prepares_is_that_sides() {
    let mut rules = asked();
    rules[0].1.prepared_by = Preparer::Specialist;
    let rules: Vec<_> = rules.iter().map(|(key, section)| (key, section)).collect();
    let changed = |change: fn(&mut Paper)| {
        let mut paper = whole();
        change(&mut paper);
        paper
    };
    for (new, sides) in [
        (changed(|_| {}), &[][..]),
        (changed(|paper| paper.background = None), &[Side::Specialist]),
        (changed(|paper| paper.sections.clear()), &[Side::Municipal]),
        (changed(|paper| paper.sections[0].text = Prose::parse("Anna").expect("prose")), &[Side::Municipal]),
        (changed(|paper| paper.sections.insert(0, own("personvern"))), &[]),
        (changed(|paper| paper.recommendation.clear()), &[]),
        (changed(|paper| paper.assessments.clear()), &[]),
    ] {
        assert_eq!(sides_touched(&whole(), &new, &rules), sides.iter().copied().collect(), "{new:?}");
    }
}

#[test]
fn a_side_has_one_assessment_and_the_others_keep_theirs() {
    let paper = whole().with_assessment(Side::Municipal, prose("Nei"));
    let told: Vec<_> = paper.assessments.iter().map(|each| (each.side, each.text.as_str())).collect();
    assert_eq!(told, [(Side::Municipal, "Nei"), (Side::Specialist, "Ja")]);
    let next = paper.next(None, true, AT);
    assert_eq!((next.number, next.after_notice), (paper.number + 1, true));
    assert_eq!(next.assessments, paper.assessments);
}

/// A case in one body, scheduled for a meeting.
fn scheduled(meeting: &Meeting) -> Case {
    let case = step(&case(), CaseAct::Accept { into: vec![new_stop(meeting.body, 1)] });
    step(&case, CaseAct::Schedule { stop: case.stops[0].id, meeting: meeting.id })
}

fn step(case: &Case, act: CaseAct) -> Case {
    case.apply(act, None, AT).expect("allowed")
}

#[test]
fn a_paper_is_open_until_its_body_is_done_with_the_case() {
    let day = Date::constant(2026, 3, 18);
    let on_agenda = scheduled(&meeting(BodyId::fresh(), day));
    let stop = on_agenda.stops[0].id;
    let treated = |outcome| step(&on_agenda, CaseAct::Treat { stop, outcome });
    let accepted = step(&case(), CaseAct::Accept { into: vec![new_stop(BodyId::fresh(), 1)] });
    for (case, open) in [
        (accepted.clone(), true),
        (step(&accepted, CaseAct::Prepare { stop: accepted.stops[0].id }), true),
        (step(&accepted, CaseAct::Close), false),
        (on_agenda.clone(), true),
        (treated(Outcome::Postponed), true),
        (treated(Outcome::SentBack), true),
        (treated(Outcome::Decided), false),
        (treated(Outcome::Noted), false),
        (treated(Outcome::Escalated), false),
    ] {
        assert_eq!(Paper::open(&case, &case.stops[0]).is_ok(), open, "{} {:?}", case.state, case.stops[0].outcome);
    }
    // Side by side, one body may be done while another is not.
    let both = vec![new_stop(BodyId::fresh(), 1), new_stop(BodyId::fresh(), 1)];
    let mut case = step(&case(), CaseAct::Accept { into: both });
    let first = case.stops[0].id;
    case = step(&case, CaseAct::Schedule { stop: first, meeting: crate::MeetingId::fresh() });
    case = step(&case, CaseAct::Treat { stop: first, outcome: Outcome::Decided });
    assert_eq!(case.stops.iter().map(|stop| Paper::open(&case, stop).is_ok()).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn what_is_written_after_the_notice_says_so() {
    let planned = meeting(BodyId::fresh(), Date::constant(2026, 3, 18));
    let notice = Notice { sent_at: AT, papers_due: Date::constant(2026, 3, 4) };
    let called = planned.apply(MeetingAct::Call(notice), None, AT).expect("a known day");
    let cancelled = called.apply(MeetingAct::Cancel, None, AT).expect("not held yet");
    let case = scheduled(&planned);
    let stop = case.stops[0].id;
    let postponed = step(&case, CaseAct::Treat { stop, outcome: Outcome::Postponed });
    let elsewhere = meeting(planned.body, Date::constant(2026, 6, 18));
    for (case, meeting, after) in [
        (&case, &planned, false),
        (&case, &called, true),
        (&case, &cancelled, false),
        (&case, &elsewhere, false),
        // It stands on no agenda any more, and may come up again under another notice.
        (&postponed, &called, false),
    ] {
        assert_eq!(Paper::is_after_notice(&case.stops[0], meeting), after, "{}", meeting.state);
    }
}
