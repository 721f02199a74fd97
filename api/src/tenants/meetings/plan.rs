//! A year's meetings planned at once.
use actix_web::HttpResponse;
use deserr::Deserr;
use domain::meeting::check_plan;
use domain::{Body, BodyId, Faults, Handle, Meeting};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::fields::{NO_DAY, PlannedFields, PlannedSchema, named_body, planned};
use super::view::PlanView;
use crate::guard::{Done, InTenant, WriteMeetings, Writing};
use crate::resource;
use crate::tenants::bodies::target;
use crate::wire::read::{AtMost, Form, ReadFaults};
use crate::wire::schema::ReferenceText;
use crate::wire::{ApiError, JsonBody};

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(create_meeting_plan));
}

/// Meetings of a body that are planned together (*møteplan*).
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = MeetingPlan)]
struct PlanFields {
    /// The body; an id or a key is taken.
    #[schema(value_type = ReferenceText)]
    body: Handle<BodyId>,
    /// The meetings, two of which are never on one day.
    #[schema(value_type = Vec<PlannedSchema>, max_items = 60)]
    meetings: AtMost<PlannedFields, { Meeting::PLAN_MAX }>,
}

impl Form for PlanFields {
    fn stand_ins() -> Value {
        json!({"body": "nobody", "meetings": [{"from": NO_DAY}]})
    }
}

/// The meetings and their body, if each keeps what it must and the body meets on none of the days already. `blurred` are
/// the places of those whose day could not be read.
fn resolve(
    fields: PlanFields,
    writing: &mut Writing<'_, '_, '_>,
    blurred: &[usize],
) -> Result<(Vec<Meeting>, Body), ApiError> {
    let mut faults = Faults::default();
    let body = named_body(writing, &fields.body, &mut faults)?;
    let mut meetings = Vec::new();
    for (i, each) in fields.meetings.0.into_iter().enumerate() {
        meetings.push(planned(each, body.as_ref(), writing, &format!("/meetings/{i}"), &mut faults)?);
    }
    let (first, last) =
        (meetings.iter().map(|each| each.when.from).min(), meetings.iter().map(|each| each.when.to).max());
    let there = match (&body, first, last) {
        (Some(body), Some(first), Some(last)) => writing.tx.meetings().of_body_between(body.id, first, last)?,
        _ => Vec::new(),
    };
    let unsure = |pointer: &str| blurred.iter().any(|i| pointer == format!("/meetings/{i}/to"));
    let broken = check_plan(body.as_ref(), &meetings, &there);
    faults.0.extend(broken.0.into_iter().filter(|fault| !unsure(&fault.pointer)));
    faults.into_result()?;
    // A body that was not found is a fault.
    let body = body.ok_or_else(|| ApiError::internal("a plan without a body"))?;
    Ok((meetings, body))
}

/// Plan a body's meetings
///
/// Enters several meetings (*møteplan*, *årsplan*) of a body at once: all of them or none. Two on one day are refused,
/// whether both are new or one is there already and not cancelled.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/meeting-plans", operation_id = "create_meeting_plan", tag = "meetings",
    request_body = PlanFields,
    responses((status = 201, description = "The meetings as entered", body = PlanView)))]
async fn create_meeting_plan(caller: InTenant<WriteMeetings>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let address = caller.collection("meetings");
    caller
        .create::<PlanFields>(body, move |writing, told| {
            let blurs = |i: &usize| told.blurs(&[&format!("/meetings/{i}/from")]);
            let blurred: Vec<usize> = (0..Meeting::PLAN_MAX).filter(blurs).collect();
            let (meetings, body) = told.make(|fields| resolve(fields, writing, &blurred))?;
            writing.may_for(&target(&body))?;
            meetings.iter().try_for_each(|meeting| writing.tx.meetings().insert(meeting))?;
            let plan = PlanView { meetings: meetings.into_iter().map(Into::into).collect() };
            Done::created(format!("{address}?body={}", body.id), 1, &plan)
        })
        .await
}
