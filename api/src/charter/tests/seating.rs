//! What the charters of the two real communities answer before anybody is named to anything.
use domain::composition::{Outcome, composition, seats_per_side};
use domain::leadership::leadership;
use domain::{Date, Instant, OfficeRole, PaperPart, Preparer, Roster, SeatKind, Side, Structure};
use jiff::civil::date;

use crate::charter::check_file;

const BERGEN: &str = include_str!("../../../../tenants/bergen.toml");
const NORDLAND: &str = include_str!("../../../../tenants/nordland.toml");
const DAY: Date = date(2024, 3, 18);

fn structure(text: &str) -> Structure {
    let made =
        check_file(text).expect("the charter is right").entities(Instant::from_timestamp(jiff::Timestamp::UNIX_EPOCH));
    let domain::Entities { settings, parties, areas, bodies, provisions, .. } = made;
    Structure { settings, parties, areas, bodies, provisions }
}

#[test]
fn the_real_charters_can_hold_and_do_not_break_themselves() {
    for text in [BERGEN, NORDLAND] {
        let structure = structure(text);
        assert_eq!(structure.broken_rules(), []);
        for finding in composition(&structure, &Roster::default(), DAY) {
            let key = &structure.provision(finding.provision).expect("a rule").key;
            assert_eq!(finding.outcome, Outcome::Unknown, "{key}: {:?}", finding.evidence);
        }
    }
}

#[test]
fn the_strategic_committees_have_the_seats_their_pages_state() {
    for (text, municipal, specialist) in [(BERGEN, (4, Some(5)), (5, Some(5))), (NORDLAND, (7, Some(7)), (7, Some(7)))]
    {
        let structure = structure(text);
        let ssu = structure.bodies.iter().find(|body| body.key.as_str() == "ssu").expect("a committee").id;
        let of = |side| {
            let rows = seats_per_side(&structure, &Roster::default(), DAY);
            let row = rows.into_iter().find(|row| row.body == ssu && row.side == side && row.kind == SeatKind::Member);
            row.map(|row| (row.seats.min, row.seats.max))
        };
        assert_eq!((of(Side::Municipal), of(Side::Specialist)), (Some(municipal), Some(specialist)));
    }
}

#[test]
fn the_specialist_side_hosts_bergens_partnership_meeting_in_2024() {
    let structure = structure(BERGEN);
    let pm = structure.bodies.iter().find(|body| body.key.as_str() == "pm").expect("a meeting").id;
    let spans = leadership(&structure, &Roster::default(), pm, DAY, DAY);
    let host = spans.into_iter().find(|span| span.office == OfficeRole::Host).and_then(|span| span.should);
    assert_eq!(host.and_then(|should| should.turn).and_then(|turn| turn.side), Some(Side::Specialist));
}

#[test]
fn a_paper_of_nordlands_strategic_committee_has_the_sections_of_the_one_that_is_known() {
    let structure = structure(NORDLAND);
    let ssu = structure.bodies.iter().find(|body| body.key.as_str() == "ssu").expect("a committee").id;
    let sections = structure.paper_sections(ssu, DAY);
    let told: Vec<_> = sections.iter().map(|(_, section)| (section.part, section.prepared_by)).collect();
    assert_eq!(
        told,
        [
            (PaperPart::Recommendation, Preparer::Secretariat),
            (PaperPart::Background, Preparer::Secretariat),
            (PaperPart::Assessment, Preparer::Municipal),
            (PaperPart::Assessment, Preparer::Specialist),
        ]
    );
    assert!(sections.iter().all(|(_, section)| section.required));
}
