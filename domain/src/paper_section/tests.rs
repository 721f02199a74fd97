//! What must hold of sections, alone and together, and how a body's are read.
use jiff::civil::date;

use super::*;
use crate::invented::{Community, between, key};
use crate::{BodyType, Line, Validity, Words as _};

fn section(body: BodyId, part: PaperPart, prepared_by: Preparer) -> PaperSection {
    let line = Line::parse("Oppdikta").expect("a line");
    let names = Names { nb: line.clone(), nn: line };
    PaperSection { body, part, names, required: true, prepared_by, guidance: None, place: 1 }
}

fn enter(c: &mut Community, name: &str, section: PaperSection, validity: Validity) {
    let id = c.provision(name, Rule::PaperSection(section));
    c.structure.provisions.iter_mut().filter(|other| other.id == id).for_each(|other| other.validity = validity);
}

#[test]
fn an_assessment_is_a_sides_and_any_other_part_is_anyones() {
    for part in PaperPart::ALL {
        for prepared_by in Preparer::ALL {
            let mut faults = Faults::default();
            section(BodyId::fresh(), *part, *prepared_by).check(&mut faults);
            let nobodys = matches!(prepared_by, Preparer::Secretariat | Preparer::Reporter);
            let wanted = match part {
                PaperPart::Assessment if nobodys => Faults::one("/preparedBy", FaultKind::Excludes { other: "part" }),
                _ => Faults::default(),
            };
            assert_eq!(faults, wanted, "{part} by {prepared_by}");
        }
    }
}

#[test]
fn a_place_is_one_to_fifty() {
    for (place, right) in [(0, false), (1, true), (50, true), (51, false), (u8::MAX, false)] {
        let mut faults = Faults::default();
        PaperSection { place, ..section(BodyId::fresh(), PaperPart::Own, Preparer::Reporter) }.check(&mut faults);
        let wanted = Faults::one("/place", FaultKind::OutOfRange { min: 1, max: 50 });
        assert_eq!(faults, if right { Faults::default() } else { wanted }, "{place}");
    }
}

#[test]
fn no_two_sections_are_the_same_part_of_a_bodys_papers_on_one_day() {
    use PaperPart::{Assessment, Background, Own, Recommendation};
    use Preparer::{Municipal, Reporter, Secretariat, Specialist};
    for (one, other, told) in [
        ((Background, Secretariat), (Background, Reporter), Some("/part")),
        ((Recommendation, Secretariat), (Recommendation, Secretariat), Some("/part")),
        ((Assessment, Municipal), (Assessment, Municipal), Some("/preparedBy")),
        ((Assessment, Municipal), (Assessment, Specialist), None),
        ((Background, Municipal), (Assessment, Municipal), None),
        ((Background, Secretariat), (Recommendation, Secretariat), None),
        ((Own, Secretariat), (Own, Secretariat), None),
    ] {
        let (last, next) = (Some(date(2024, 12, 31)), Some(date(2025, 1, 1)));
        for (first, second, at_once) in [
            (Validity::ALWAYS, Validity::ALWAYS, true),
            (between(None, last), between(last, None), true),
            (between(None, last), between(next, None), false),
            (between(next, last), Validity::ALWAYS, false),
        ] {
            let mut c = Community::new();
            let [ssu, ou] = ["ssu", "ou"].map(|name| c.body(name, BodyType::StrategicCommittee, 2, None));
            enter(&mut c, "one", section(ssu, one.0, one.1), first);
            enter(&mut c, "other", section(ssu, other.0, other.1), second);
            enter(&mut c, "elsewhere", section(ou, one.0, one.1), Validity::ALWAYS);
            let found: Vec<_> = clashing_sections(&c.structure)
                .into_iter()
                .map(|(id, fault)| (c.structure.provision(id).expect("a section").key.to_string(), fault))
                .collect();
            let fault = |pointer: &str| Fault { pointer: pointer.to_owned(), kind: FaultKind::Taken };
            let wanted: Vec<_> = told
                .filter(|_| at_once)
                .into_iter()
                .flat_map(|pointer| ["one", "other"].map(|name| (name.to_owned(), fault(pointer))))
                .collect();
            assert_eq!(found, wanted, "{one:?} {first:?}, {other:?} {second:?}");
        }
    }
}

#[test]
fn sections_that_clashed_in_the_past_only_are_judged_no_more() {
    let mut c = Community::new();
    let ssu = c.body("ssu", BodyType::StrategicCommittee, 2, None);
    let background = section(ssu, PaperPart::Background, Preparer::Secretariat);
    enter(&mut c, "old", background.clone(), between(None, Some(date(2025, 12, 31))));
    enter(&mut c, "new", background, between(Some(date(2025, 1, 1)), None));
    for (day, broken) in [(date(2025, 12, 31), 2), (date(2026, 1, 1), 0)] {
        assert_eq!(c.structure.broken_rules_from(day).len(), broken, "{day}");
    }
    assert_eq!(c.structure.broken_rules().len(), 2, "whenever");
}

#[test]
fn a_bodys_sections_stand_by_place_and_then_by_key_on_the_day_asked_for() {
    let mut c = Community::new();
    let [ssu, ou] = ["ssu", "ou"].map(|name| c.body(name, BodyType::StrategicCommittee, 2, None));
    let own = |body, place| PaperSection { place, ..section(body, PaperPart::Own, Preparer::Secretariat) };
    let day = date(2025, 6, 1);
    enter(&mut c, "last", own(ssu, 50), Validity::ALWAYS);
    enter(&mut c, "same-b", own(ssu, 2), Validity::ALWAYS);
    enter(&mut c, "same-a", own(ssu, 2), between(Some(day), None));
    enter(&mut c, "first", own(ssu, 1), between(None, Some(day)));
    enter(&mut c, "of-another", own(ou, 1), Validity::ALWAYS);
    let keys = |c: &Community, body, day| -> Vec<_> {
        c.structure.paper_sections(body, day).into_iter().map(|(key, _)| key.clone()).collect()
    };
    let [before, after] = [day.yesterday().expect("a day"), day.tomorrow().expect("a day")];
    assert_eq!(keys(&c, ssu, before), ["first", "same-b", "last"].map(key));
    assert_eq!(keys(&c, ssu, day), ["first", "same-a", "same-b", "last"].map(key));
    assert_eq!(keys(&c, ssu, after), ["same-a", "same-b", "last"].map(key));
    assert_eq!(keys(&c, ou, day), [key("of-another")]);
    c.structure.bodies[0].validity = between(Some(after), None);
    assert!(keys(&c, ssu, day).is_empty(), "a body that is not there has no papers");
    assert_eq!(keys(&c, ssu, after).len(), 3);
}
