//! A sound body for every operation that takes one.
use std::sync::atomic::{AtomicU32, Ordering};

use domain::{Date, Days};
use serde_json::{Value, json};

fn next() -> u32 {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    COUNT.fetch_add(1, Ordering::Relaxed)
}

/// The key of a rule with as many seats as one likes, in each community that is staged.
pub(super) const SEATS: &str = "prove-plassar";

/// A day for each.
fn day(n: u32) -> Date {
    Date::constant(2030, 1, 1).saturating_add(Days::new(i32::try_from(n).unwrap()))
}

/// The body of an operation that takes one; each is for something new.
pub(super) fn body(operation: &str, slug: &str) -> Option<Value> {
    let n = next();
    let names = json!({"nb": format!("Ting {n}"), "nn": format!("Ting {n}")});
    let holder = json!({"kind": "identity", "issuer": "https://issuer.example", "subject": format!("system-{n}")});
    Some(match operation {
        "create_party" => {
            json!({"key": format!("p-{n}"), "kind": "nonprofit-hospital", "side": "specialist", "names": names})
        }
        "create_area" => json!({"key": format!("a-{n}"), "names": names, "visibility": "public"}),
        "create_body" => json!({
            "key": format!("b-{n}"), "type": "working-group", "level": 3, "names": names, "visibility": "public",
            "decisionRule": "none",
        }),
        "create_provision" => {
            json!({"key": format!("r-{n}"), "type": "target-group", "names": names, "origin": "own"})
        }
        "create_person" => json!({"name": format!("Person {n}")}),
        "create_membership" => json!({"seatRule": SEATS, "capacity": "member", "validFrom": "2030-01-01"}),
        "create_office" => {
            // One hosts on a day.
            let day = day(n);
            let party = if slug == "bergen" { "alver" } else { "fjellvik" };
            json!({"body": "ssu", "role": "host", "party": party, "validFrom": day, "validTo": day})
        }
        "create_calendar_address" => json!({"of": "tenant"}),
        "create_meeting" => json!({"body": "ssu", "from": day(n)}),
        "move_meeting" => json!({"from": day(n)}),
        "create_meeting_plan" => json!({"body": "ssu", "meetings": [{"from": day(n)}]}),
        "change_meeting" => json!({"title": format!("Oppdikta møte {n}")}),
        "transition_meeting" => json!({"to": "cancelled", "reason": "Oppdikta"}),
        "put_agenda" => json!({"items": [{"title": format!("Oppdikta sak {n}")}]}),
        "put_attendance" => json!({"entries": []}),
        "create_case" => {
            let party = if slug == "bergen" { "alver" } else { "fjellvik" };
            json!({"title": format!("Oppdikta sak {n}"), "party": party})
        }
        "transition_case" => json!({"to": "accepted", "bodies": ["ssu"]}),
        "resubmit_case" => json!({"summary": format!("Oppdikta svar {n}")}),
        "create_webhook" => {
            let party = if slug == "bergen" { "alver" } else { "fjellvik" };
            json!({"url": "http://127.0.0.1:9/varsel", "party": party})
        }
        "create_grant" => json!({"role": "secretariat", "holder": holder}),
        "create_tenant" => json!({"slug": format!("t-{n}"), "names": names, "language": "nb", "firstAdmin": holder}),
        "change_party" | "change_area" | "change_body" | "change_provision" | "change_membership" | "change_case" => {
            json!({"note": format!("Endret {n}")})
        }
        "import_history" => {
            json!({"type": "meeting", "body": "ssu", "date": day(n), "state": "planned"})
        }
        "change_webhook" => json!({"description": format!("Oppdikta {n}")}),
        "change_office" => json!({"electedBy": format!("Vedtak {n}")}),
        "change_person" => json!({"position": format!("Stilling {n}")}),
        "change_grant" => json!({"validTo": "2099-12-31"}),
        "change_paper" => json!({"background": format!("Bakgrunn {n}")}),
        "write_assessment" => json!({"text": format!("Vurdering {n}")}),
        "change_settings" => json!({"paperDeadlineDays": n % 300}),
        "change_tenant" => json!({"names": names}),
        "write_treatment" => json!({"outcome": "postponed"}),
        "create_minutes" => json!({}),
        "change_minutes" => json!({"place": format!("Rom {n}")}),
        "transition_minutes" => json!({"to": "circulated"}),
        "approve_minutes" => json!({"version": 2}),
        _ => return None,
    })
}
