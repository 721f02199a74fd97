//! Cases over HTTP: reported, taken in, numbered, followed up, and seen by those who may.
mod chain;
mod numbers;
mod random;
mod reporting;
mod sight;
mod transitions;
mod waiting;

use domain::{
    Date, DatePrecision, Instant, Meeting, MeetingId, MeetingState, PlannedDate, Provenance, Verification, Visibility,
};
use persistence::StoreError;
use serde_json::{Value, json};

use crate::caller::{Answer, Caller};
use crate::manners::{rows, soon, writer};
use crate::region::Region;
use crate::seated::{body_id, text};

const CASES: &str = "/v1/tenants/bergen/cases";

/// Reports a case and gives its address.
async fn reported(caller: &Caller, case: &Value) -> String {
    let made = caller.post(CASES, case).await.expect(201);
    made.header("location").unwrap().to_owned()
}

/// Asks for a transition of a case.
async fn transition(caller: &Caller, address: &str, asked: &Value) -> Answer {
    caller.post(&format!("{address}/transitions"), asked).await
}

/// The system of another party of the same community.
pub(crate) async fn system_of(region: &Region, slug: &str, party: &str) -> Caller {
    let client = format!("{slug}-{party}");
    let admin = region.caller(&format!("{slug}-admin")).await;
    let told = admin.get(&format!("/v1/tenants/{slug}/parties/{party}")).await.expect(200).json;
    region.client(&client, told["orgNumber"].as_str().and_then(domain::OrgNumber::parse), false).await;
    let holder = json!({"kind": "identity", "issuer": region.node.url, "subject": client});
    let grant = json!({"role": "party-system", "holder": holder, "party": party});
    admin.post(&format!("/v1/tenants/{slug}/grants"), &grant).await.expect(201);
    region.caller(&client).await
}

/// The titles of a list.
async fn titles(caller: &Caller, path: &str) -> Vec<String> {
    caller.all(path).await.iter().map(|case| text(&case["title"])).collect()
}

/// Keeps a meeting of a body past every guard.
async fn meeting(region: &Region, slug: &str, body: &str, change: impl FnOnce(&mut Meeting)) -> MeetingId {
    let (now, body): (Instant, _) = (region.clock.now(), body_id(region, slug, body).await);
    let day = Date::constant(2026, 3, 1);
    let mut meeting = Meeting {
        id: MeetingId::fresh(),
        body,
        title: None,
        state: MeetingState::Planned,
        when: PlannedDate { from: day, to: day, precision: DatePrecision::Day },
        starts_at: None,
        ends_at: None,
        form: None,
        place: None,
        host: None,
        visibility: Visibility::Public,
        side: None,
        notice: None,
        agenda: Vec::new(),
        attendance: Vec::new(),
        moves: Vec::new(),
        history: Vec::new(),
        note: None,
        provenance: Provenance { verification: Verification::Synthetic, note: None },
        created_at: now,
        changed_at: now,
        version: 1,
    };
    change(&mut meeting);
    let id = meeting.id;
    let scope = rows(region, slug).await;
    let kept = scope.write::<_, StoreError>(soon(), writer(region), move |tx| tx.meetings().insert(&meeting));
    kept.await.expect("the meeting is kept");
    id
}
