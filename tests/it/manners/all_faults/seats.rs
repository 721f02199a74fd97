//! Memberships and offices, sound and wrong in every way. They begin one day, so that nothing of them is history yet.
use serde_json::{Value, json};

use super::wrong::Wrong;

const NOBODY: &str = "person_06bxy3k0d9v8h7m2q5t4n1c6rg";

/// Something sound of each, with every member that can be told. The seat is by the first of the sound provisions.
pub(super) fn sound(person: &str) -> [(&'static str, Value); 2] {
    [
        (
            "memberships",
            json!({
                "seatRule": "heilt-ny-sete", "unit": {"party": "alver"}, "number": 1, "capacity": "deputy", "order": 1,
                "standing": "held", "person": person, "party": "alver", "category": "mayor",
                "called": [{"validFrom": "2090-02-01", "validTo": "2090-02-02"}], "note": "oppdikta",
                "validFrom": "2090-01-01", "validTo": "2091-12-31",
            }),
        ),
        (
            "offices",
            json!({
                "body": "ssu", "role": "host", "person": person, "party": "alver", "function": "Oppdikta.",
                "timeAllocation": 20, "evaluationOn": "2091-01-01", "electedBy": "oppdikta",
                "validFrom": "2090-01-01", "validTo": "2091-12-31",
            }),
        ),
    ]
}

/// What is wrong in every way, with what is told of it.
pub(super) fn wrong() -> [Wrong; 2] {
    let (from, to) = ("2090-02-02", "2090-02-01");
    [
        (
            "memberships",
            json!({
                "seatRule": "ikkje-her", "unit": {"party": "ikkje-her"}, "number": 0, "capacity": "konge",
                "standing": "kanskje", "person": NOBODY, "party": "heller-ikkje", "note": 7,
                "called": [{"validFrom": "i går"}], "validFrom": from, "validTo": to, "ukjent": 1,
            }),
            vec![
                ("/called/0/validFrom", "malformed"),
                ("/capacity", "unknown-word"),
                ("/note", "wrong-type"),
                ("/number", "out-of-range"),
                ("/party", "unknown-reference"),
                ("/person", "unknown-reference"),
                ("/seatRule", "unknown-reference"),
                ("/standing", "unknown-word"),
                ("/ukjent", "unknown-field"),
                ("/unit/party", "unknown-reference"),
                ("/validTo", "date-order"),
            ],
        ),
        (
            "offices",
            json!({
                "body": "ikkje-her", "role": "konge", "person": NOBODY, "party": "heller-ikkje", "function": 7,
                "timeAllocation": 101, "evaluationOn": "2091-02-30", "electedBy": true, "validFrom": from, "validTo": to,
            }),
            vec![
                ("/body", "unknown-reference"),
                ("/electedBy", "wrong-type"),
                ("/evaluationOn", "malformed"),
                ("/function", "wrong-type"),
                ("/party", "unknown-reference"),
                ("/person", "unknown-reference"),
                ("/role", "unknown-word"),
                ("/timeAllocation", "out-of-range"),
                ("/validTo", "date-order"),
            ],
        ),
    ]
}
