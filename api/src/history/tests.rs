//! Lines that can be read, and what is said of those that cannot.
use domain::history::Fact;

use super::Lines;

fn told(text: &str) -> Vec<(String, &'static str)> {
    let faults = Lines::read(text).faults.0;
    faults.into_iter().map(|fault| (fault.pointer, fault.kind.code())).collect()
}

#[test]
fn the_files_of_both_communities_can_be_read() {
    for text in [include_str!("../../../tenants/bergen.jsonl"), include_str!("../../../tenants/nordland.jsonl")] {
        let lines = Lines::read(text);
        assert_eq!(lines.faults.0, []);
        assert!(lines.records.len() > 8, "{}", lines.records.len());
    }
}

#[test]
fn every_line_tells_a_meeting_or_a_case() {
    let meeting = r#"{"type": "meeting", "body": "ssu", "date": "2023-04-12", "state": "held", "startsAt": "09:30"}"#;
    let case = r#"{"type": "case", "title": "Oppdiktet", "kind": "decision",
        "stops": [{"body": "ssu", "number": "1-2023", "year": 2023}]}"#;
    let text = format!("\n{meeting}\r\n\n{}\n", case.replace('\n', " "));
    let lines = Lines::read(&text);
    assert_eq!(lines.faults.0, []);
    let numbers: Vec<_> = lines.records.iter().map(|record| record.line).collect();
    assert_eq!(numbers, [2, 4], "lines with nothing on them count");
    assert!(matches!((&lines.records[0].fact, &lines.records[1].fact), (Fact::Meeting(_), Fact::Case(_))));
}

#[test]
fn what_cannot_be_read_is_told_by_its_line_and_its_place() {
    for (text, wanted) in [
        ("", &[("", "too-short")][..]),
        ("\n \n", &[("", "too-short")]),
        ("{\"type\": \"meeting\"", &[("/1", "malformed")]),
        ("\n[1]", &[("/2", "wrong-type")]),
        ("{}", &[("/1/type", "required")]),
        ("{\"type\": 1}\n{\"type\": \"protocol\"}", &[("/1/type", "wrong-type"), ("/2/type", "unknown-word")]),
        (r#"{"type": "case", "type": "case"}"#, &[("/1/type", "duplicate")]),
        (
            r#"{"type": "meeting", "date": "12.04.2023", "state": "over", "startsAt": "9", "who": "x"}"#,
            &[
                ("/1/date", "malformed"),
                ("/1/startsAt", "malformed"),
                ("/1/state", "unknown-word"),
                ("/1/who", "unknown-field"),
                ("/1/body", "required"),
            ],
        ),
        (
            r#"{"type": "case", "title": "T", "kind": "decision", "stops": [{"body": "ssu", "number": "1", "year": 23}]}"#,
            &[("/1/stops/0/year", "out-of-range")],
        ),
    ] {
        let mut found = told(text);
        let mut wanted: Vec<_> = wanted.iter().map(|(pointer, code)| ((*pointer).to_owned(), *code)).collect();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted, "{text}");
    }
}
