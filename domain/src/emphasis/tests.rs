//! The matrix of areas and target groups.
use jiff::civil::date;

use super::*;
use crate::invented::{Community, between, key};
use crate::{BodyType, Emphasis, Line, Names, Rule, TargetGroup, TargetGroupOrigin};

#[test]
fn an_areas_weight_is_the_greatest_of_the_bodies_that_serve_it() {
    let mut c = Community::new();
    let [north, south] = ["nord", "soer"].map(|name| c.area(name, &[]));
    let ou = c.body("ou", BodyType::AreaCommittee, 3, Some(north));
    let arena = c.body("arena", BodyType::CollaborationArena, 4, Some(north));
    let ssu = c.body("ssu", BodyType::StrategicCommittee, 2, None);
    let [old, young, former] = ["eldre", "unge", "gamle"].map(|name| {
        let line = Line::parse(name).expect("a line");
        let names = Names { nb: line.clone(), nn: line };
        c.provision(name, Rule::TargetGroup(TargetGroup { names, origin: TargetGroupOrigin::Own }))
    });
    let mut weigh = |name: &str, body, target_group, weight| {
        let emphasis = Emphasis { body, target_group, weight, reason: None };
        c.provision(name, Rule::Emphasis(emphasis))
    };
    let [by_ou, by_arena] = [weigh("ou-eldre", ou, old, 2), weigh("arena-eldre", arena, old, 5)];
    weigh("ssu-unge", ssu, young, 4);
    let past = weigh("ou-unge", ou, young, 3);
    let ended = between(None, Some(date(2024, 12, 31)));
    c.structure.provisions.iter_mut().filter(|p| p.id == past || p.id == former).for_each(|p| p.validity = ended);
    assert!(c.structure.areas.iter().any(|area| area.key == key("nord")));

    let matrix = |day| {
        let cells = emphasis_matrix(&c.structure, day);
        cells.into_iter().map(|cell| ((cell.area, cell.target_group), cell.weight)).collect::<Vec<_>>()
    };
    assert_eq!(
        matrix(date(2025, 1, 1)),
        [((north, old), Some(5)), ((north, young), None), ((south, old), None), ((south, young), None),]
    );
    assert_eq!(matrix(date(2024, 12, 31)).len(), 6);
    assert_eq!(matrix(date(2024, 12, 31))[1], ((north, young), Some(3)));
    let by = &emphasis_matrix(&c.structure, date(2025, 1, 1))[0].by;
    assert_eq!(by.iter().map(|one| (one.body, one.emphasis)).collect::<Vec<_>>(), [(arena, by_arena), (ou, by_ou)]);
}
