//! Inputs that are wrong in every way at once.
use serde_json::{Value, json};

use super::names;
use crate::manners::invented_personal_id;

/// A collection, a body for it, and its faults: each a pointer with a code.
pub(super) type Wrong = (&'static str, Value, Vec<(&'static str, &'static str)>);

/// What is wrong in every way at once, with what is told of it: by the end of the list's address.
pub(super) fn wrong_in_every_way(taken: &Value) -> [Wrong; 6] {
    let personal = invented_personal_id();
    let (from, to) = ("2026-02-02", "2026-02-01");
    let nobody = "person_06bxy3k0d9v8h7m2q5t4n1c6rg";
    [
        (
            "parties",
            json!({
                "key": "alver", "kind": "nonprofit-hospital", "side": "specialist",
                "names": {"nb": personal, "nn": "Oppdikta"}, "orgNumber": taken["orgNumber"], "partOf": "ikkje-her",
                "municipalityNumbers": [{"number": "9999", "validFrom": from, "validTo": to}],
                "validFrom": from, "validTo": to, "ukjent": 1,
            }),
            vec![
                ("/key", "key-taken"),
                ("/municipalityNumbers", "excludes"),
                ("/municipalityNumbers/0/number", "municipality-number"),
                ("/municipalityNumbers/0/validTo", "date-order"),
                ("/names/nb", "personal-id"),
                ("/orgNumber", "taken"),
                ("/partOf", "unknown-reference"),
                ("/ukjent", "unknown-field"),
                ("/validTo", "date-order"),
            ],
        ),
        (
            "areas",
            json!({
                "key": "nordhordland", "names": names(), "visibility": "side",
                "members": [
                    {"party": "ikkje-her", "role": "municipality"},
                    {"party": "alver", "role": "konge", "validFrom": from, "validTo": to},
                ],
                "verification": "visst", "validFrom": from, "validTo": to,
            }),
            vec![
                ("/key", "key-taken"),
                ("/members/0/party", "unknown-reference"),
                ("/members/1/role", "unknown-word"),
                ("/members/1/validTo", "date-order"),
                ("/validTo", "date-order"),
                ("/verification", "unknown-word"),
                ("/visibility", "unknown-word"),
            ],
        ),
        (
            "bodies",
            json!({
                "key": "ssu", "type": "caucus", "level": 10, "parent": "ikkje-her", "names": names(),
                "visibility": "public", "decisionRule": "none", "meetings": {"minPerYear": 4, "maxPerYear": 2},
                "succeeds": [7, "heller-ikkje"], "validFrom": from, "validTo": to,
            }),
            vec![
                ("/key", "key-taken"),
                ("/level", "out-of-range"),
                ("/meetings/maxPerYear", "out-of-range"),
                ("/parent", "unknown-reference"),
                ("/side", "required"),
                ("/succeeds/0", "wrong-type"),
                ("/succeeds/1", "unknown-reference"),
                ("/validTo", "date-order"),
            ],
        ),
        (
            "persons",
            json!({
                "position": personal, "party": "ikkje-her", "contact": {"email": "ingen", "phone": 55},
                "identities": [
                    {"issuer": "https://issuer.example"},
                    {"issuer": "https://issuer.example", "subject": "opptatt"},
                ],
            }),
            vec![
                ("/contact/email", "malformed"),
                ("/contact/phone", "wrong-type"),
                ("/identities/0/subject", "required"),
                ("/identities/1", "taken"),
                ("/name", "required"),
                ("/party", "unknown-reference"),
                ("/position", "personal-id"),
            ],
        ),
        (
            "grants",
            json!({
                "role": "party-system", "holder": {"kind": "person", "person": nobody}, "side": "midten",
                "body": "ikkje-her", "validFrom": from, "validTo": to,
            }),
            vec![
                ("/body", "unknown-reference"),
                ("/holder/person", "unknown-reference"),
                ("/party", "required"),
                ("/side", "unknown-word"),
                ("/validTo", "date-order"),
            ],
        ),
        (
            "webhooks",
            json!({
                "url": "https://10.0.0.1/varsel", "party": "ikkje-her", "types": ["ting"], "description": personal,
                "state": "ended", "signing": "morse", "ukjent": 1,
            }),
            vec![
                ("/description", "personal-id"),
                ("/party", "unknown-reference"),
                ("/signing", "unknown-word"),
                ("/state", "not-allowed"),
                ("/types/0", "unknown-word"),
                ("/ukjent", "unknown-field"),
                ("/url", "forbidden-network"),
            ],
        ),
    ]
}
