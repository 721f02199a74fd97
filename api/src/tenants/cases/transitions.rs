//! What becomes of a case by somebody's word: taken in, returned, forwarded, merged, prepared, followed up, closed.
use actix_web::HttpResponse;
use deserr::Deserr;
use domain::policy::Target;
use domain::{
    Body, BodyId, Case, CaseAct, CaseId, CaseState, FaultKind, Faults, Handle, NewStop, Obstacle, Prose, Reach,
    Refusal, StopId, StopState,
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::view::CaseView;
use super::{changed, present};
use crate::guard::{InTenant, WriteCases, Writing};
use crate::tenants::bodies::target;
use crate::tenants::references::Found;
use crate::wire::read::{AtMost, Form, ReadFaults};
use crate::wire::schema::{CaseIdText, CaseStateWord, ObstacleWord, ProseText, ReachWord, ReferenceText, StopIdText};
use crate::wire::{ApiError, JsonBody};

/// What a case is to become, and what that takes.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = CaseTransition)]
pub(super) struct TransitionFields {
    #[schema(value_type = CaseStateWord)]
    to: CaseState,
    /// Why: required to return or close it, and where a body takes it in that is of another level than it belongs at.
    #[deserr(default)]
    #[schema(value_type = Option<ProseText>)]
    reason: Option<Prose>,
    /// `accepted`: the bodies that take it up side by side, by id or key; the one it was reported to unless named.
    #[deserr(default)]
    #[schema(value_type = Vec<ReferenceText>, max_items = 20, required = false)]
    bodies: AtMost<Handle<BodyId>, { Case::PARALLEL_MAX }>,
    /// `forwarded`: the body it is forwarded to, by id or key.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    body: Option<Handle<BodyId>>,
    /// `merged`: the case it goes on in.
    #[deserr(default)]
    #[schema(value_type = Option<CaseIdText>)]
    into: Option<CaseId>,
    /// `prepared`: the body's stop whose paper is ready; those of every body that still prepares unless named.
    #[deserr(default)]
    #[schema(value_type = Option<StopIdText>)]
    stop: Option<StopId>,
    /// `accepted`, `forwarded`: what stands in the way, as it is seen now.
    #[deserr(default)]
    #[schema(value_type = Option<ObstacleWord>)]
    obstacle: Option<Obstacle>,
    /// `accepted`, `forwarded`: how far it reaches, as it is seen now.
    #[deserr(default)]
    #[schema(value_type = Option<ReachWord>)]
    reach: Option<Reach>,
}

impl Form for TransitionFields {
    fn stand_ins() -> Value {
        json!({"to": CaseState::Closed, "bodies": ["nobody"]})
    }
}

impl TransitionFields {
    /// Notes what does not belong to what the case is to become, and what that lacks.
    fn check(&self, faults: &mut Faults) {
        use CaseState as S;
        let placing = matches!(self.to, S::Accepted | S::Forwarded);
        for (pointer, is_there, belongs) in [
            ("/bodies", !self.bodies.0.is_empty(), self.to == S::Accepted),
            ("/body", self.body.is_some(), self.to == S::Forwarded),
            ("/into", self.into.is_some(), self.to == S::Merged),
            ("/stop", self.stop.is_some(), self.to == S::Prepared),
            ("/obstacle", self.obstacle.is_some(), placing),
            ("/reach", self.reach.is_some(), placing),
        ] {
            if is_there && !belongs {
                faults.add(pointer, FaultKind::Excludes { other: "to" });
            }
        }
        for (pointer, is_there, wanted) in [
            ("/reason", self.reason.is_some(), matches!(self.to, S::Returned | S::Closed)),
            ("/body", self.body.is_some(), self.to == S::Forwarded),
            ("/into", self.into.is_some(), self.to == S::Merged),
        ] {
            if wanted && !is_there {
                faults.add(pointer, FaultKind::Required);
            }
        }
    }

    /// The case after the transition.
    fn apply(self, writing: &mut Writing<'_, '_, '_>, old: &Case) -> Result<Case, ApiError> {
        let mut faults = Faults::default();
        self.check(&mut faults);
        let allowed = old.allowed();
        if !allowed.contains(&self.to) {
            faults.into_result()?;
            return Err(Refusal::of(old.state, &allowed).into());
        }
        let case = Case { obstacle: self.obstacle.or(old.obstacle), reach: self.reach.or(old.reach), ..old.clone() };
        let acts = match self.to {
            CaseState::Accepted => vec![self.accept(writing, &case, &mut faults)?],
            CaseState::Forwarded => self.forward(writing, &mut faults)?,
            CaseState::Merged => self.merge(writing, &case, &mut faults)?,
            CaseState::Prepared => self.prepare(writing, &case, &mut faults)?,
            CaseState::Returned => vec![CaseAct::Return],
            CaseState::Reported => vec![CaseAct::Resubmit],
            CaseState::FollowedUp => vec![CaseAct::FollowUp],
            CaseState::Closed => vec![CaseAct::Close],
            // What becomes of it in meetings is nobody's word.
            CaseState::Scheduled | CaseState::Treated => return Err(Refusal::of(old.state, &allowed).into()),
        };
        faults.into_result()?;
        let done = acts.into_iter().try_fold(case, |case, act| case.apply(act, self.reason.clone(), writing.now))?;
        Ok(Case { version: old.version + 1, ..done })
    }

    /// Every body gives it its next number. A body of another level than the case belongs at takes a reason.
    fn accept(&self, writing: &mut Writing<'_, '_, '_>, case: &Case, faults: &mut Faults) -> Result<CaseAct, ApiError> {
        // What a body is done with is referred to one that is named.
        let default = case.body.filter(|_| self.bodies.0.is_empty() && case.stops.is_empty());
        let named: Vec<_> = match default {
            Some(body) => vec![(Handle::Id(body), "/bodies".to_owned())],
            None => self.bodies.0.iter().cloned().enumerate().map(|(i, body)| (body, format!("/bodies/{i}"))).collect(),
        };
        if named.is_empty() {
            faults.add("/bodies", FaultKind::Required);
        }
        let sight = writing.sight;
        let found = Found::look_up(named.iter().map(|(body, _)| body), |all| writing.tx.bodies().find(all, sight))?;
        let mut bodies: Vec<Body> = Vec::new();
        for (body, pointer) in named {
            let Some(id) = found.id(&body, &pointer, faults) else { continue };
            if bodies.iter().any(|body| body.id == id) {
                faults.add(pointer, FaultKind::Duplicate);
                continue;
            }
            let body = writing.tx.bodies().get(&Handle::Id(id))?.value;
            writing.may_for(&Target { party: case.reported_by, ..target(&body) })?;
            if !body.validity.holds(writing.today) {
                faults.add(pointer, FaultKind::OutsideValidity);
            } else if case.is_misplaced_in(body.body_type) && self.reason.is_none() {
                faults.add(pointer, FaultKind::Needs { other: "reason" });
            }
            bodies.push(body);
        }
        let (year, settings) = (writing.today.year(), writing.tx.settings().get()?.value);
        let mut into = Vec::new();
        for body in bodies {
            let format = body.case_number_format.unwrap_or(settings.case_number_format);
            let number = writing.tx.cases().next_number(body.id, format, year)?;
            into.push(NewStop { id: StopId::fresh(), body: body.id, number });
        }
        Ok(CaseAct::Accept { into })
    }

    fn forward(&self, writing: &mut Writing<'_, '_, '_>, faults: &mut Faults) -> Result<Vec<CaseAct>, ApiError> {
        let Some(named) = &self.body else { return Ok(Vec::new()) };
        let sight = writing.sight;
        let found = Found::look_up([named], |all| writing.tx.bodies().find(all, sight))?;
        let Some(id) = found.id(named, "/body", faults) else { return Ok(Vec::new()) };
        let body = writing.tx.bodies().get(&Handle::Id(id))?.value;
        if !body.validity.holds(writing.today) {
            faults.add("/body", FaultKind::OutsideValidity);
        }
        Ok(vec![CaseAct::Forward { body: id }])
    }

    /// A case goes on in another one that goes on itself, so that nothing is lost and there is no circle.
    fn merge(
        &self,
        writing: &mut Writing<'_, '_, '_>,
        case: &Case,
        faults: &mut Faults,
    ) -> Result<Vec<CaseAct>, ApiError> {
        let Some(into) = self.into else { return Ok(Vec::new()) };
        if into == case.id {
            faults.add("/into", FaultKind::Cycle);
        } else if writing.tx.cases().find(&[into], writing.sight, writing.today)?.is_empty() {
            faults.add("/into", FaultKind::UnknownReference);
        } else if matches!(writing.tx.cases().get(into)?.value.state, CaseState::Merged | CaseState::Closed) {
            faults.add("/into", FaultKind::NotAllowed { allowed: Vec::new() });
        }
        Ok(vec![CaseAct::Merge { into }])
    }

    fn prepare(
        &self,
        writing: &mut Writing<'_, '_, '_>,
        case: &Case,
        faults: &mut Faults,
    ) -> Result<Vec<CaseAct>, ApiError> {
        let stops: Vec<_> = match self.stop {
            Some(id) => case.stops.iter().filter(|stop| stop.id == id).collect(),
            None => case.present_stops().filter(|stop| stop.state == StopState::Accepted).collect(),
        };
        let bodies: Vec<BodyId> = stops.iter().map(|stop| stop.body).collect();
        let bodies = writing.tx.bodies().many(&bodies)?;
        let seen = |id: BodyId| {
            let body = bodies.iter().find(|body| body.id == id);
            body.filter(|body| writing.sight.sees_of(body.id, body.visibility, body.side))
        };
        let mut acts = Vec::new();
        for (stop, body) in stops.iter().filter_map(|stop| Some((stop, seen(stop.body)?))) {
            writing.may_for(&Target { party: case.reported_by, ..target(body) })?;
            acts.push(CaseAct::Prepare { stop: stop.id });
        }
        if acts.is_empty() {
            faults.add("/stop", FaultKind::UnknownReference);
        }
        Ok(acts)
    }
}

/// Take a case further
///
/// Says what becomes of a case (*sak*): `accepted` takes it in (*mottak*), or refers what one stage is done with to the
/// next, and each body gives it its next number; `returned` asks the reporter for more; `forwarded` lets another body say
/// whether it is theirs; `merged` lets it go on in another; `prepared` tells that its paper is ready; `followed-up` and
/// `closed` end it. Principled and structural cases belong at the strategic level, local and practical ones in an area: a
/// body of another level takes it in for a reason. What meetings do with a case is not told here. Where the case's state
/// does not allow it, the answer says what it does allow.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/cases/{case}/transitions", operation_id = "transition_case",
    tag = "cases", request_body = TransitionFields,
    responses((status = 200, description = "The case as it became", body = CaseView)))]
pub(super) async fn transition_case(caller: InTenant<WriteCases>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let id = caller.id("case", CaseId::parse)?;
    caller
        .create::<TransitionFields>(body, move |writing, told| {
            let old = present(writing, id)?;
            // What belongs to a state is not told of while nobody knows the state.
            let sure = !told.blurs(&["/to"]);
            let case =
                told.make(|fields| if sure { fields.apply(writing, &old.value) } else { Ok(old.value.clone()) })?;
            changed(writing, &old, case)
        })
        .await
}
