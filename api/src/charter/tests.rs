//! Charter files: what they may leave out and where their faults are placed.
mod docs;
mod founding;
mod invented;
mod provisions;
mod seating;
mod written;

use super::{PlacedFault, check_file};

fn placed(text: &str) -> Vec<(usize, usize, String, String)> {
    let faults = check_file(text).err().unwrap_or_default();
    faults.into_iter().map(|PlacedFault { line, column, pointer, code, .. }| (line, column, pointer, code)).collect()
}

const SMALL: &str = r#"[community]
slug = "provebygda"
names = { nb = "Prøvebygda", nn = "Prøvebygda" }
language = "nn"

[settings]
paperDeadlineDays = 14
caseNumberFormat = "{n}-{yyyy}"

[[parties]]
key = "byen"
kind = "municipality"
side = "municipal"
names = { nb = "Ærlig kommune", nn = "Ærleg kommune" }
municipalityNumbers = [{ number = "4601", validFrom = 2020-01-01 }]

[[areas]]
key = "nord"
names = { nb = "Nord", nn = "Nord" }
members = [{ party = "byen", role = "municipality" }]
visibility = "public"
verification = "verified"

[[bodies]]
key = "ssu"
type = "strategic-committee"
level = 2
names = { nb = "Utvalget", nn = "Utvalet" }
visibility = "public"
decisionRule = "consensus"
[bodies.meetings]
minPerYear = 4
"#;

#[test]
fn what_is_left_out_has_a_meaning() {
    use domain::{Forwarding, Listing, Openness, Verification};
    let charter = check_file(SMALL).expect("the charter is right");
    assert_eq!((charter.community.listing, charter.settings.forwarding), (Listing::Public, Forwarding::Forward));
    assert_eq!(charter.parties[0].provenance.verification, Verification::Unverified);
    assert_eq!(charter.areas[0].members[0].provenance.verification, Verification::Verified, "as its area");
    assert_eq!((charter.bodies[0].openness, charter.bodies[0].meetings.min_per_year), (Openness::Unknown, Some(4)));
    let dated = charter.parties[0].municipality_numbers[0];
    assert_eq!(dated.validity.from, Some(jiff::civil::date(2020, 1, 1)));
}

#[test]
fn every_fault_has_its_line_and_column() {
    type Place = (usize, usize, &'static str, &'static str);
    let table: [(&str, &str, Place); 9] = [
        ("slug = \"provebygda\"\n", "", (1, 1, "/community/slug", "required")),
        ("nn = \"Prøvebygda\" }", "nn = 7 }", (3, 35, "/community/names/nn", "wrong-type")),
        ("nn = \"Ærleg kommune\" }", "en = \"\", nn = \"Æ\" }", (14, 33, "/parties/0/names/en", "unknown-field")),
        ("nn = \"Nord\" }", "}", (19, 9, "/areas/0/names/nn", "required")),
        ("kind = \"municipality\"\n", "", (10, 1, "/parties/0/kind", "required")),
        ("\"4601\"", "\"4600\"", (15, 35, "/parties/0/municipalityNumbers/0/number", "municipality-number")),
        ("party = \"byen\"", "party = \"bygda\"", (20, 22, "/areas/0/members/0/party", "unknown-reference")),
        ("minPerYear = 4", "minPerYear = 400", (32, 14, "/bodies/0/meetings/minPerYear", "out-of-range")),
        ("level = 2", "level = 99999999999999999999", (27, 9, "/bodies/0/level", "out-of-range")),
    ];
    for (right, wrong, (line, column, pointer, code)) in table {
        assert!(SMALL.contains(right), "{right}");
        let found = placed(&SMALL.replacen(right, wrong, 1));
        assert_eq!(found, [(line, column, pointer.to_owned(), code.to_owned())], "{right} -> {wrong}");
    }
}

#[test]
fn faults_stand_in_the_order_of_the_file() {
    let wrong = SMALL.replace("level = 2", "level = 0").replace("\"nn\"", "\"norsk\"").replace("visibility", "sight");
    let lines: Vec<_> = placed(&wrong).iter().map(|fault| fault.0).collect();
    assert!(lines.len() == 6 && lines.is_sorted(), "{lines:?}");
}

#[test]
fn a_file_that_is_no_toml_has_one_fault_where_reading_stopped() {
    let found = placed(&SMALL.replace("language = \"nn\"", "language = nn"));
    assert_eq!(found, [(4, 12, String::new(), "syntax".into())]);
    assert_eq!(
        placed(""),
        [(1, 1, "/community".into(), "required".into()), (1, 1, "/settings".into(), "required".into())]
    );
}

#[test]
fn a_placed_fault_is_one_readable_line() {
    let faults = check_file(&SMALL.replace("level = 2", "level = 0")).expect_err("a level is 1 or more");
    assert_eq!(faults[0].to_string(), "27:9 /bodies/0/level [out-of-range] Must be from 1 to 9.");
}
