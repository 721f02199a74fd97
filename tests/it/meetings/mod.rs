//! Meetings over HTTP. All of it is invented.
mod agenda;
mod attendance;
mod notice;
mod plans;
mod sight;

use domain::{
    BodyId, Case, CaseAct, CaseId, CaseKind, CaseState, Date, Disclosure, Line, Paper, Provenance, StopId,
    Verification, Visibility,
};
use persistence::StoreError;
use serde_json::{Value, json};

use crate::caller::{Answer, Caller};
use crate::manners::{rows, soon, today, writer};
use crate::region::Region;
use crate::seated::body_id;

pub(crate) const MEETINGS: &str = "/v1/tenants/bergen/meetings";

/// So many days from today, on the region's own clock.
pub(crate) fn in_days(region: &Region, days: i32) -> Date {
    today(region).saturating_add(domain::Days::new(days))
}

/// Enters a meeting and gives its address.
pub(crate) async fn meeting(secretariat: &Caller, new: &Value) -> String {
    let made = secretariat.post(MEETINGS, new).await.expect(201);
    made.header("location").unwrap().to_owned()
}

/// Replaces the agenda of a meeting as it stands.
pub(crate) async fn put_agenda(secretariat: &Caller, meeting: &str, items: &Value) -> Answer {
    let tag = secretariat.get(meeting).await.expect(200).etag().to_owned();
    secretariat.put(&format!("{meeting}/agenda"), &tag, &json!({"items": items})).await
}

/// Takes a meeting a step further.
pub(crate) async fn become_(secretariat: &Caller, meeting: &str, to: &str) -> Answer {
    let body = json!({"to": to, "reason": "Oppdikta"});
    secretariat.post(&format!("{meeting}/transitions"), &body).await
}

/// A case a body has taken in, entered past every guard.
pub(crate) async fn case(region: &Region, body: &str, disclosure: Disclosure) -> (CaseId, StopId) {
    let now = region.clock.now();
    let title = Line::parse("Oppdikta sak").expect("a line");
    let case = Case {
        id: CaseId::fresh(),
        title,
        kind: CaseKind::Decision,
        state: CaseState::Reported,
        reported_by: None,
        reporter: None,
        external: None,
        body: None,
        summary: None,
        obstacle: None,
        reach: None,
        merged_into: None,
        stops: Vec::new(),
        links: Vec::new(),
        officers: Vec::new(),
        archive_reference: None,
        disclosure,
        published_at: None,
        history: Vec::new(),
        provenance: Provenance { verification: Verification::Synthetic, note: None },
        created_at: now,
        changed_at: now,
        version: 1,
    };
    let body: BodyId = body_id(region, "bergen", body).await;
    let enter = move |tx: &mut persistence::TenantTx<'_, '_>| {
        let format = tx.settings().get()?.value.case_number_format;
        let number = tx.cases().next_number(body, format, 2026)?;
        let stop = domain::NewStop { id: StopId::fresh(), body, number };
        let accepted = case.apply(CaseAct::Accept { into: vec![stop.clone()] }, None, now).expect("reported");
        tx.cases().insert(&Case { version: 1, ..accepted })?;
        Ok((case.id, stop.id))
    };
    rows(region, "bergen").await.write::<_, StoreError>(soon(), writer(region), enter).await.expect("entered")
}

/// A case as it stands, past every guard.
pub(crate) async fn present(region: &Region, case: CaseId) -> Case {
    let read = move |tx: &mut persistence::TenantTx<'_, '_>| Ok(tx.cases().get(case)?.value);
    rows(region, "bergen").await.read::<_, StoreError>(soon(), read).await.expect("there")
}

/// Another version of a paper, entered past every guard.
pub(crate) async fn paper(region: &Region, stop: StopId, number: i32) {
    let paper = Paper {
        stop,
        number,
        document_date: None,
        background: None,
        assessments: Vec::new(),
        recommendation: Vec::new(),
        sections: Vec::new(),
        author: None,
        after_notice: false,
        created_at: region.clock.now(),
    };
    let add = move |tx: &mut persistence::TenantTx<'_, '_>| tx.papers().add(&paper, (Visibility::Community, None));
    rows(region, "bergen").await.write::<_, StoreError>(soon(), writer(region), add).await.expect("added");
}

/// Kept from everyone but the secretariat.
pub(crate) fn withheld() -> Disclosure {
    let legal_basis = Line::parse("offl. § 13").ok();
    Disclosure { visibility: Visibility::Secretariat, legal_basis, ..Disclosure::PUBLIC }
}
