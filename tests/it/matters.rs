//! Cases for the tests, kept past every guard: what no request can make without the meetings that come before. All is
//! invented.
use domain::{
    BodyId, Case, CaseId, CaseKind, CaseNumber, CaseState, Disclosure, Line, Provenance, Stop, StopId, StopState,
    Verification,
};
use persistence::StoreError;

use crate::manners::{rows, soon, writer};
use crate::region::Region;
use crate::seated::body_id;

/// A number that was given elsewhere.
pub fn number(text: &str, year: i16, running: u32) -> CaseNumber {
    CaseNumber { text: Line::parse(text).expect("a line"), year, running: Some(running) }
}

/// The case in one body, as far as it has come there.
pub fn stop(body: BodyId, number: CaseNumber, state: StopState) -> Stop {
    Stop { id: StopId::fresh(), stage: 1, body, number, state, outcome: None, meeting: None }
}

/// A case that everyone sees, once it is taken in.
pub fn case(region: &Region, title: &str, state: CaseState, stops: Vec<Stop>) -> Case {
    let now = region.clock.now();
    Case {
        id: CaseId::fresh(),
        title: Line::parse(title).expect("a line"),
        kind: CaseKind::Decision,
        state,
        reported_by: None,
        reporter: None,
        external: None,
        body: None,
        summary: None,
        obstacle: None,
        reach: None,
        merged_into: None,
        stops,
        links: Vec::new(),
        officers: Vec::new(),
        archive_reference: None,
        disclosure: Disclosure::PUBLIC,
        published_at: Some(now),
        history: Vec::new(),
        provenance: Provenance { verification: Verification::Synthetic, note: None },
        created_at: now,
        changed_at: now,
        version: 1,
    }
}

/// Keeps a case.
pub async fn keep(region: &Region, slug: &str, case: &Case) {
    let own = case.clone();
    let scope = rows(region, slug).await;
    let kept = scope.write::<_, StoreError>(soon(), writer(region), move |tx| tx.cases().insert(&own));
    kept.await.expect("the case is kept");
}

/// A case of a body that everyone sees.
pub async fn published_case(region: &Region, slug: &str, body: &str) -> CaseId {
    let body = body_id(region, slug, body).await;
    let imported = number("1-1999", 1999, 1);
    let case =
        case(region, "Oppdikta publisert sak", CaseState::Treated, vec![stop(body, imported, StopState::Treated)]);
    keep(region, slug, &case).await;
    case.id
}
