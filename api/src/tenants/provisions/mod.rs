//! Provisions (føresegner): what a community lays down of seats, leadership, composition, target groups and papers.
mod fields;
mod names;
pub(super) mod record;
mod schema;
mod seen;
mod types;
mod view;

use actix_web::HttpResponse;
use domain::policy::Target;
use domain::{ActKind, Body, BodyId, Handle, Provision, ProvisionId, ProvisionKind, Visibility};
use persistence::{Audience, Kept, Page as Seek, Place, ProvisionFilter, StoreError, TenantTx};
use utoipa_actix_web::service_config::ServiceConfig;

use super::bodies;
use super::ending::{Ending, Leaning, last_day, nobody_loses_a_seat, nothing_left};
use super::references::{filtered, named};
use crate::guard::{Cut, Done, InTenant, Listed, ReadStructure, Reading, WriteStructure, Writing};
use crate::resource;
use crate::wire::rules::{
    EmphasisFields, LeadershipRuleFields, PaperSectionFields, RequirementFields, SeatRuleFields, TargetGroupFields,
};
use crate::wire::schema::{DateText, ProvisionKindWord, ReferenceText};
use crate::wire::{ApiError, IfMatch, JsonBody, MergePatch, Page, Query};

use fields::{Fields, Making, OwnFields};
use schema::ProvisionContent;
use seen::{Before, Seen};
use types::{Untyped, told};
use view::{ProvisionView, fields_of};

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(list_provisions, create_provision)).service(resource!(
        get_provision,
        change_provision,
        end_provision
    ));
}

/// A list of provisions.
struct ProvisionList {
    filter: ProvisionFilter,
    body: Option<Handle<BodyId>>,
}

impl ProvisionList {
    fn filter(&self, reading: &mut Reading<'_, '_, '_>) -> Result<ProvisionFilter, ApiError> {
        let sight = reading.sight;
        let body = filtered(self.body.as_ref(), "body", |handles| reading.tx.bodies().find(handles, sight))?;
        Ok(ProvisionFilter { body, sight: sight.clone(), ..self.filter.clone() })
    }
}

impl Listed for ProvisionList {
    type Item = Provision;
    type View = ProvisionView;
    const OPERATION: &'static str = "list_provisions";

    fn from_query(query: &Query) -> Self {
        let filter = ProvisionFilter {
            ids: query.ids(ProvisionId::parse),
            on: query.date("at"),
            kind: query.word("type"),
            ..ProvisionFilter::default()
        };
        Self { filter, body: named(query, "body") }
    }

    fn list(&self, reading: &mut Reading<'_, '_, '_>, page: &Seek) -> Result<Vec<Provision>, ApiError> {
        let filter = self.filter(reading)?;
        let provisions = reading.tx.provisions().list(&filter, page)?;
        let seen = Seen::by(reading.sight, reading.tx, &provisions)?;
        Ok(provisions.into_iter().map(|provision| seen.shown(provision)).collect())
    }

    fn count(&self, reading: &mut Reading<'_, '_, '_>) -> Result<i64, ApiError> {
        let filter = self.filter(reading)?;
        Ok(reading.tx.provisions().count(&filter)?)
    }

    fn place(provision: &Provision) -> Place {
        Place { name: provision.key.to_string(), id: provision.id.0 }
    }

    fn view(provision: Provision) -> ProvisionView {
        provision.into()
    }
}

/// List the provisions
///
/// What the community has laid down (*føresegner*) beside its parties, areas and bodies, by key. Ended ones are listed
/// too unless `at` names a day. Those of a body that the caller does not see are not listed, and such a `body` is a fault
/// of the query.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/provisions", operation_id = "list_provisions", tag = "provisions",
    params(
        ("at" = Option<DateText>, Query, description = "Only provisions in force on this day"),
        ("type" = Option<ProvisionKindWord>, Query, description = "Only this type"),
        ("body" = Option<ReferenceText>, Query, description = "Only provisions of this body; id or key"),
    ),
    responses((status = 200, description = "One page of provisions", body = Page<ProvisionView>)))]
async fn list_provisions(caller: InTenant<ReadStructure>) -> Result<HttpResponse, ApiError> {
    caller.list::<ProvisionList>().await
}

/// Get a provision
///
/// One provision (*føresegn*), by id or key. What it refers to is left out where the caller does not see it; a change then
/// names the `version` in `If-Match`, such as `"3"`.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/provisions/{provision}", operation_id = "get_provision",
    tag = "provisions", responses((status = 200, description = "The provision", body = ProvisionView)))]
async fn get_provision(caller: InTenant<ReadStructure>) -> Result<HttpResponse, ApiError> {
    let handle = caller.handle("provision")?;
    caller
        .get_cut(move |reading| {
            let provision = reading.tx.provisions().get(&handle)?.value;
            if let Some(body) = body_of(reading.tx, &provision)? {
                reading.sees_body(&body)?;
            }
            let shown = Seen::by(reading.sight, reading.tx, [&provision])?.shown(provision.clone());
            Ok(Cut { version: provision.version, whole: shown == provision, view: ProvisionView::from(shown) })
        })
        .await
}

/// Enter a provision
///
/// Enters a provision (*føresegn*): `type` says which members its rule has. What the rule refers to must be visible to
/// the caller, a rule about seats must be one that the structure can keep on some day, and a section must be a part of the
/// body's papers that no other section is on any day.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/provisions", operation_id = "create_provision", tag = "provisions",
    request_body(content = ProvisionContent, examples(
        ("seat-rule" = (summary = "Seats in a body", value = json!({
            "type": "seat-rule", "key": "ssu-kommunedirektorar", "body": "ssu", "side": "municipal",
            "names": {"nb": "Kommunedirektører", "nn": "Kommunedirektørar"}, "count": {"min": 4, "max": 4},
            "rights": ["attend", "speak", "propose", "vote"], "validFrom": "2026-01-01",
        }))),
        ("leadership-rule" = (summary = "Who should hold an office", value = json!({
            "type": "leadership-rule", "key": "ssu-leiar", "body": "ssu", "office": "chair", "kind": "alternating",
            "turns": [{"side": "municipal"}, {"side": "specialist"}], "every": {"number": 2, "unit": "years"},
            "since": "2026-01-01",
        }))),
        ("requirement" = (summary = "What must hold of a composition", value = json!({
            "type": "requirement", "key": "ssu-likevekt", "body": "ssu", "kind": "equal-sides",
        }))),
        ("target-group" = (summary = "A target group", value = json!({
            "type": "target-group", "key": "barn-og-unge", "names": {"nb": "Barn og unge", "nn": "Barn og unge"},
            "origin": "national",
        }))),
        ("emphasis" = (summary = "A body's weight on a target group", value = json!({
            "type": "emphasis", "key": "ssu-barn-og-unge", "body": "ssu", "targetGroup": "barn-og-unge", "weight": 4,
        }))),
        ("paper-section" = (summary = "A section of a body's papers", value = json!({
            "type": "paper-section", "key": "ssu-vurdering-kommunane", "body": "ssu", "part": "assessment",
            "names": {"nb": "Kommunenes vurdering", "nn": "Vurderinga til kommunane"}, "preparedBy": "municipal",
            "place": 3,
        }))),
    )),
    responses((status = 201, description = "The provision as entered", body = ProvisionView)))]
async fn create_provision(caller: InTenant<WriteStructure>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    match told(&body) {
        Some(ProvisionKind::SeatRule) => create::<SeatRuleFields>(caller, body).await,
        Some(ProvisionKind::LeadershipRule) => create::<LeadershipRuleFields>(caller, body).await,
        Some(ProvisionKind::Requirement) => create::<RequirementFields>(caller, body).await,
        Some(ProvisionKind::TargetGroup) => create::<TargetGroupFields>(caller, body).await,
        Some(ProvisionKind::Emphasis) => create::<EmphasisFields>(caller, body).await,
        Some(ProvisionKind::PaperSection) => create::<PaperSectionFields>(caller, body).await,
        None => create::<Untyped>(caller, body).await,
    }
}

async fn create<F: OwnFields>(caller: InTenant<WriteStructure>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let address = caller.collection("provisions");
    caller
        .create::<Fields<F>>(body, move |writing, told| {
            let making = Making { structure: writing.tx.structure().now()?, old: None, sound: told.is_sound() };
            let new = told.make(|fields| making.resolve(fields, writing))?;
            let body = body_of(writing.tx, &new)?;
            writing.may_for(&target(body.as_ref()))?;
            writing.tx.provisions().insert(&new, audience(body.as_ref()))?;
            Done::created(format!("{address}/{}", new.id), new.version, &ProvisionView::from(new.clone()))
        })
        .await
}

/// Change a provision
///
/// Changes what the merge patch names (RFC 7396) of a provision (*føresegn*). Key, type and body stay; what has begun
/// keeps its first day. An earlier last day needs that nothing leans on the provision after it, and fewer seats that nobody
/// sits in those that go. A part that is sent as it was shown keeps what the caller does not see of it.
#[utoipa::path(patch, path = "/v1/tenants/{tenant}/provisions/{provision}", operation_id = "change_provision",
    tag = "provisions",
    request_body(content = ProvisionContent, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The provision as changed", body = ProvisionView)))]
async fn change_provision(caller: InTenant<WriteStructure>, patch: MergePatch) -> Result<HttpResponse, ApiError> {
    let handle = caller.handle("provision")?;
    caller
        .patch(patch, move |writing, patch, condition| {
            let old = present(writing, &handle, condition)?;
            match old.kept.value.rule.kind() {
                ProvisionKind::SeatRule => change::<SeatRuleFields>(writing, patch, &old),
                ProvisionKind::LeadershipRule => change::<LeadershipRuleFields>(writing, patch, &old),
                ProvisionKind::Requirement => change::<RequirementFields>(writing, patch, &old),
                ProvisionKind::TargetGroup => change::<TargetGroupFields>(writing, patch, &old),
                ProvisionKind::Emphasis => change::<EmphasisFields>(writing, patch, &old),
                ProvisionKind::PaperSection => change::<PaperSectionFields>(writing, patch, &old),
            }
        })
        .await
}

fn change<F: OwnFields>(writing: &mut Writing<'_, '_, '_>, patch: MergePatch, old: &Present) -> Result<Done, ApiError> {
    let before = Before { shown: shown(writing, &old.kept.value)?, whole: old.kept.value.clone() };
    let told = patch.onto::<Fields<F>>(&fields_of::<F>(&before.shown))?;
    let making = Making { structure: writing.tx.structure().now()?, old: Some(&before), sound: told.is_sound() };
    let new = told.make(|fields| making.resolve(fields, writing))?;
    store(writing, old, &new, ActKind::Changed)
}

/// End a provision
///
/// Gives the provision (*føresegn*) its last day. It stays in history. A seat rule in whose seats someone sits after that
/// day, or whose holders another rule seats, is in use, and so is a target group that a body still gives weight.
#[utoipa::path(delete, path = "/v1/tenants/{tenant}/provisions/{provision}", operation_id = "end_provision",
    tag = "provisions",
    params(("lastDay" = Option<DateText>, Query, description = "The last day in force; today unless named")),
    responses((status = 200, description = "The provision with its last day", body = ProvisionView)))]
async fn end_provision(caller: InTenant<WriteStructure>) -> Result<HttpResponse, ApiError> {
    let handle = caller.handle("provision")?;
    caller
        .change(&[], Ending::of(&caller), move |writing, ending, condition| {
            let old = present(writing, &handle, condition)?;
            let before = &old.kept.value;
            let validity = last_day(before.validity, ending, writing.today)?;
            let new = Provision { validity, changed_at: writing.now, version: before.version + 1, ..before.clone() };
            store(writing, &old, &new, ActKind::Ended)
        })
        .await
}

/// The body a provision speaks of.
fn body_of(tx: &mut TenantTx<'_, '_>, provision: &Provision) -> Result<Option<Body>, StoreError> {
    let body = provision.rule.body().map(|body| tx.bodies().get(&Handle::Id(*body)));
    Ok(body.transpose()?.map(|body| body.value))
}

/// What a grant may be narrowed to; a provision of no body is the whole community's.
fn target(body: Option<&Body>) -> Target {
    body.map_or_else(Target::default, bodies::target)
}

/// Who sees a provision: those who see its body.
fn audience(body: Option<&Body>) -> Audience {
    body.map_or((Visibility::Public, None), |body| (body.visibility, body.side))
}

/// A provision as it stands, with the body it speaks of.
struct Present {
    kept: Kept<Provision>,
    body: Option<Body>,
}

/// The provision for a caller who sees it and may change it, at the version they know.
fn present(
    writing: &mut Writing<'_, '_, '_>,
    handle: &Handle<ProvisionId>,
    condition: &IfMatch,
) -> Result<Present, ApiError> {
    let kept = writing.tx.provisions().get(handle)?;
    let body = body_of(writing.tx, &kept.value)?;
    if let Some(body) = &body {
        writing.sees_body(body)?;
    }
    writing.may_for(&target(body.as_ref()))?;
    condition.matches(kept.value.version)?;
    Ok(Present { kept, body })
}

fn shown(writing: &mut Writing<'_, '_, '_>, provision: &Provision) -> Result<Provision, ApiError> {
    Ok(Seen::by(writing.sight, writing.tx, [provision])?.shown(provision.clone()))
}

fn store(writing: &mut Writing<'_, '_, '_>, old: &Present, new: &Provision, act: ActKind) -> Result<Done, ApiError> {
    let ended = (old.kept.value.validity, new.validity);
    nothing_left(writing, ended, |writing, day| Leaning::by_rule(writing, new.id, day))?;
    nothing_left(writing, ended, |writing, day| {
        Ok(Leaning::Provisions(writing.tx.structure().now()?.naming_after(new.id, day)))
    })?;
    nobody_loses_a_seat(writing, &old.kept.value, new)?;
    writing.tx.provisions().change(&old.kept, new, act, audience(old.body.as_ref()))?;
    Done::changed(new.version, &ProvisionView::from(shown(writing, new)?))
}
