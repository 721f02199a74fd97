//! Provisions of every type, sound and wrong in every way. What follows `#` in an address is not sent: it only tells them
//! apart.
use serde_json::{Value, json};

use super::names;
use super::wrong::Wrong;
use crate::manners::invented_personal_id;

/// A rule with the members that every provision has.
fn provision(key: &str, mut rule: Value) -> Value {
    let common = json!({
        "key": key, "validFrom": "2026-01-01", "validTo": "2099-12-31", "verification": "synthetic",
        "note": "oppdikta",
    });
    let members = common.as_object().unwrap().clone();
    rule.as_object_mut().unwrap().extend(members);
    rule
}

/// Something sound of each type, with every member that can be told. The weight is on the target group before it.
pub(super) fn sound() -> [(&'static str, Value); 7] {
    [
        (
            "provisions#seat-rule",
            provision(
                "heilt-ny-sete",
                json!({
                    "type": "seat-rule", "body": "ssu", "names": names(), "side": "municipal",
                    "category": "mayor", "kind": "member", "rights": ["attend", "speak"],
                    "presence": "permanent", "per": "party", "parties": ["alver", "fedje"],
                    "count": {"min": 1, "max": 2}, "quotas": [{"party": "alver", "count": {"min": 2, "max": 3}}],
                    "inAll": {"min": 1, "max": 10}, "appointer": {"kind": "party", "party": "alver", "note": "-"},
                    "force": "hard", "delegatedAuthority": "full", "deputies": "ordered",
                    "term": {"years": 4, "from": "2026-01-01"},
                }),
            ),
        ),
        (
            "provisions#derived",
            provision(
                "heilt-ny-fylgje",
                json!({
                    "type": "seat-rule", "body": "pm", "names": names(), "side": "municipal", "per": "derived",
                    "derivedFrom": {"seatRule": "heilt-ny-sete"}, "appointer": {"kind": "body", "body": "ssu"},
                }),
            ),
        ),
        (
            "provisions#leadership-rule",
            provision(
                "heilt-ny-leiar",
                json!({
                    "type": "leadership-rule", "body": "ssu", "office": "chair", "kind": "rotating",
                    "turns": [{"side": "municipal"}, {"party": "alver"}, {"area": "nordhordland"}],
                    "every": {"number": 2, "unit": "years"}, "since": "2026-01-01", "apartFrom": "vice-chair",
                }),
            ),
        ),
        (
            "provisions#requirement",
            provision(
                "heilt-nytt-krav",
                json!({
                    "type": "requirement", "kind": "at-least", "body": "ssu", "category": "mayor",
                    "side": "municipal", "number": 2, "force": "hard",
                }),
            ),
        ),
        (
            "provisions#target-group",
            provision("heilt-ny-gruppe", json!({"type": "target-group", "names": names(), "origin": "own"})),
        ),
        (
            "provisions#emphasis",
            provision(
                "heilt-ny-vekt",
                json!({
                    "type": "emphasis", "body": "ssu", "targetGroup": "heilt-ny-gruppe", "weight": 3,
                    "reason": "Oppdikta.",
                }),
            ),
        ),
        (
            "provisions#paper-section",
            provision(
                "heilt-ny-del",
                json!({
                    "type": "paper-section", "body": "ssu", "part": "own", "names": names(), "required": false,
                    "preparedBy": "reporter", "guidance": "Oppdikta.", "place": 50,
                }),
            ),
        ),
    ]
}

/// What is wrong in every way at once, with what is told of it.
pub(super) fn wrong() -> [Wrong; 5] {
    let personal = invented_personal_id();
    let (from, to) = ("2026-02-02", "2026-02-01");
    [
        (
            "provisions#seat-rule",
            json!({
                "key": "opptatt", "type": "seat-rule", "body": "ikkje-her",
                "names": {"nb": personal, "nn": "Oppdikta"}, "side": "midten", "rights": ["attend", "heim"],
                "per": "area", "parties": ["alver"], "derivedFrom": {}, "inAll": {"min": 201},
                "quotas": [{"area": "ikkje-her", "count": {"min": 3, "max": 2}}, {"party": "alver"}],
                "appointer": {"kind": "body", "party": "alver"}, "term": {"years": 21},
                "validFrom": from, "validTo": to, "ukjent": 1,
            }),
            vec![
                ("/appointer/body", "required"),
                ("/appointer/party", "excludes"),
                ("/body", "unknown-reference"),
                ("/derivedFrom", "excludes"),
                ("/inAll/min", "out-of-range"),
                ("/key", "key-taken"),
                ("/names/nb", "personal-id"),
                ("/parties", "excludes"),
                ("/quotas/0/area", "unknown-reference"),
                ("/quotas/0/count/max", "out-of-range"),
                ("/quotas/1/area", "required"),
                ("/quotas/1/party", "excludes"),
                ("/rights/1", "unknown-word"),
                ("/side", "unknown-word"),
                ("/term/years", "out-of-range"),
                ("/ukjent", "unknown-field"),
                ("/validTo", "date-order"),
            ],
        ),
        (
            "provisions#leadership-rule",
            json!({
                "key": "opptatt", "type": "leadership-rule", "body": 7, "office": "konge", "kind": "alternating",
                "turns": [{"side": "municipal", "party": "alver"}, {}, {"area": "ikkje-her"}],
                "every": {"number": 0, "unit": "years"}, "since": null, "validFrom": from, "validTo": to,
            }),
            vec![
                ("/body", "wrong-type"),
                ("/every/number", "out-of-range"),
                ("/key", "key-taken"),
                ("/office", "unknown-word"),
                ("/since", "required"),
                ("/turns", "too-long"),
                ("/turns/0", "excludes"),
                ("/turns/1", "required"),
                ("/turns/2/area", "unknown-reference"),
                ("/validTo", "date-order"),
            ],
        ),
        (
            "provisions#requirement",
            json!({
                "key": "opptatt", "type": "requirement", "kind": "at-least", "body": "ikkje-her", "category": null,
                "side": "midten", "number": 201, "force": 1, "validFrom": from, "validTo": to,
            }),
            vec![
                ("/body", "unknown-reference"),
                ("/category", "required"),
                ("/force", "wrong-type"),
                ("/key", "key-taken"),
                ("/number", "out-of-range"),
                ("/side", "unknown-word"),
                ("/validTo", "date-order"),
            ],
        ),
        (
            "provisions#emphasis",
            json!({
                "key": "opptatt", "type": "emphasis", "body": "ikkje-her", "targetGroup": "ikkje-her", "weight": 6,
                "reason": personal, "validFrom": from, "validTo": to,
            }),
            vec![
                ("/body", "unknown-reference"),
                ("/key", "key-taken"),
                ("/reason", "personal-id"),
                ("/targetGroup", "unknown-reference"),
                ("/validTo", "date-order"),
                ("/weight", "out-of-range"),
            ],
        ),
        (
            "provisions#paper-section",
            json!({
                "key": "opptatt", "type": "paper-section", "body": "ikkje-her", "part": "assessment",
                "names": {"nb": personal, "nn": "Oppdikta"}, "required": "ja", "preparedBy": "reporter",
                "guidance": personal,
                "place": 51, "validFrom": from, "validTo": to,
            }),
            vec![
                ("/body", "unknown-reference"),
                ("/guidance", "personal-id"),
                ("/key", "key-taken"),
                ("/names/nb", "personal-id"),
                ("/place", "out-of-range"),
                ("/preparedBy", "excludes"),
                ("/required", "wrong-type"),
                ("/validTo", "date-order"),
            ],
        ),
    ]
}
