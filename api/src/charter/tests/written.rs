//! What is written reads back, as a file and on the wire.
use domain::arbitrary;
use proptest::prelude::*;

use super::super::{check_file, from_json, to_json, to_toml};
use super::SMALL;

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_charter_reads_back_as_it_was_written(charter in arbitrary::charter()) {
        // The wire has a list for each kind, so only kinds that are mixed change places.
        // A file is judged on the day it is read.
        let today = domain::oslo_date(crate::node::Clock::default().now());
        let charter = arbitrary::mended(charter, today).in_order();
        let text = to_toml(charter.clone());
        prop_assert_eq!(check_file(&text).map_err(|faults| format!("{faults:#?}\n{text}")), Ok(charter.clone()));
        prop_assert_eq!(from_json(to_json(charter.clone())), Ok(charter));
    }
}

#[test]
fn a_file_is_written_for_people() {
    let mut charter = check_file(SMALL).expect("the charter is right");
    charter.bodies[0].mandate = Some(domain::Prose::parse("Drøftar saker.\n\nVedtek \"plan\".").expect("prose"));
    let text = to_toml(charter);
    let body = text.split("[[bodies]]\n").nth(1).expect("a body");
    assert_eq!(
        body,
        r#"key = "ssu"
type = "strategic-committee"
level = 2
names = { nb = "Utvalget", nn = "Utvalet" }
mandate = """
Drøftar saker.

Vedtek \"plan\"."""
openness = "unknown"
visibility = "public"
decisionRule = "consensus"
meetings = { minPerYear = 4 }
verification = "unverified"
"#
    );
    assert!(text.contains(r#"municipalityNumbers = [{ number = "4601", validFrom = 2020-01-01 }]"#), "{text}");
    assert!(text.contains(r#"members = [{ party = "byen", role = "municipality" }]"#), "{text}");
}

#[test]
fn what_may_be_ended_stands_first_in_a_file() {
    let mut charter = check_file(SMALL).expect("the charter is right");
    charter.ends = vec![domain::Key::parse("ssu").expect("a key")];
    let text = to_toml(charter.clone());
    assert!(text.starts_with("ends = [\"ssu\"]\n"), "{text}");
    assert_eq!(check_file(&text), Ok(charter));
}
