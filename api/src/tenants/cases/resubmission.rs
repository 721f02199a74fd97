//! A case that was returned, reported again.
use actix_web::HttpResponse;
use deserr::Deserr;
use domain::policy::Target;
use domain::{Case, CaseAct, CaseId, Handle, Line, Obstacle, Prose, Reach};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::view::CaseView;
use super::{changed, seen};
use crate::guard::{InTenant, ReportCases, Writing};
use crate::tenants::bodies::target;
use crate::wire::read::{Form, ReadFaults};
use crate::wire::schema::{LineText, ObstacleWord, ProseText, ReachWord};
use crate::wire::{ApiError, JsonBody};

/// What is said more of a case when it is reported again; what is left out stays.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = CaseResubmission)]
pub(super) struct ResubmissionFields {
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    title: Option<Line>,
    /// What it is about.
    #[deserr(default)]
    #[schema(value_type = Option<ProseText>)]
    summary: Option<Prose>,
    /// What the secretariat is answered.
    #[deserr(default)]
    #[schema(value_type = Option<ProseText>)]
    reason: Option<Prose>,
    #[deserr(default)]
    #[schema(value_type = Option<ObstacleWord>)]
    obstacle: Option<Obstacle>,
    #[deserr(default)]
    #[schema(value_type = Option<ReachWord>)]
    reach: Option<Reach>,
}

impl Form for ResubmissionFields {
    fn stand_ins() -> Value {
        json!({})
    }
}

impl ResubmissionFields {
    fn apply(self, writing: &Writing<'_, '_, '_>, old: &Case) -> Result<Case, ApiError> {
        let Self { title, summary, reason, obstacle, reach } = self;
        let case = Case {
            title: title.unwrap_or_else(|| old.title.clone()),
            summary: summary.or_else(|| old.summary.clone()),
            obstacle: obstacle.or(old.obstacle),
            reach: reach.or(old.reach),
            ..old.clone()
        };
        Ok(case.apply(CaseAct::Resubmit, reason, writing.now)?)
    }
}

/// Report a case again
///
/// Sends a case that was returned (*returnert*) in again, with what was asked for. It keeps its id, its party and the
/// reporter's own name for it.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/cases/{case}/resubmission", operation_id = "resubmit_case",
    tag = "cases", request_body = ResubmissionFields,
    responses((status = 200, description = "The case as reported again", body = CaseView)))]
pub(super) async fn resubmit_case(caller: InTenant<ReportCases>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let id = caller.id("case", CaseId::parse)?;
    caller
        .create::<ResubmissionFields>(body, move |writing, told| {
            let (old, _) = seen(writing, id)?;
            let place = place(writing, &old.value)?;
            writing.may_for(&Target { party: old.value.reported_by, ..place })?;
            let case = told.make(|fields| fields.apply(writing, &old.value))?;
            changed(writing, &old, case)
        })
        .await
}

/// Where a case was reported to.
fn place(writing: &mut Writing<'_, '_, '_>, case: &Case) -> Result<Target, ApiError> {
    let Some(body) = case.body else { return Ok(Target::default()) };
    Ok(target(&writing.tx.bodies().get(&Handle::Id(body))?.value))
}
