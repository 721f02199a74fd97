//! Cases, sound and wrong in every way. The secretariat reports them.
use serde_json::{Value, json};

use super::wrong::Wrong;
use crate::manners::invented_personal_id;

/// Something sound, with every member that can be told at once.
pub(super) fn sound(person: &str, earlier: &str) -> (&'static str, Value) {
    let body = json!({
        "title": "Oppdikta sak", "kind": "decision", "party": "alver",
        "externalReference": {"system": "oppdikta", "key": "17"}, "body": "ssu", "summary": "Oppdikta.",
        "obstacle": "practical", "reach": "local", "links": [{"case": earlier, "kind": "related"}],
        "officers": [{"person": person, "side": "municipal"}], "archiveReference": "26/17",
        "disclosure": {
            "visibility": "side", "side": "municipal", "legalBasis": "offl. § 14", "withheldUntil": "2099-12-31",
        },
        "verification": "synthetic", "note": "oppdikta",
    });
    ("cases", body)
}

/// What is wrong in every way, with what is told of it.
pub(super) fn wrong() -> Wrong {
    let (nobody, nothing) = ("person_06bxy3k0d9v8h7m2q5t4n1c6rg", "case_06bxy3k0d9v8h7m2q5t4n1c6rg");
    let body = json!({
        "kind": "konge", "party": "ikkje-her", "externalReference": {"system": "eit anna"}, "body": "heller-ikkje",
        "summary": invented_personal_id(), "obstacle": "høg", "links": [{"case": nothing}, {"case": nobody}],
        "officers": [{"person": nobody}], "disclosure": {"visibility": "body", "embargoUntil": "i går"}, "ukjent": 1,
    });
    let told = vec![
        ("/body", "unknown-reference"),
        ("/disclosure/embargoUntil", "malformed"),
        ("/disclosure/legalBasis", "required"),
        ("/externalReference/key", "required"),
        ("/kind", "unknown-word"),
        ("/links/0/case", "unknown-reference"),
        ("/links/1/case", "wrong-prefix"),
        ("/obstacle", "unknown-word"),
        ("/officers/0/person", "unknown-reference"),
        ("/party", "unknown-reference"),
        ("/summary", "personal-id"),
        ("/title", "required"),
        ("/ukjent", "unknown-field"),
    ];
    ("cases", body, told)
}

/// What is told otherwise of a change: merged with what there was, nothing is missing, and what is kept was changed.
pub(super) fn changed((pointer, code): (&'static str, &'static str)) -> Option<(&'static str, &'static str)> {
    match pointer {
        "/title" => None,
        "/externalReference/key" => Some(("/externalReference", "immutable")),
        "/disclosure/legalBasis" => Some(("/disclosure/side", "excludes")),
        _ => Some((pointer, code)),
    }
}
