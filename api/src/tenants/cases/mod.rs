//! Cases (saker): reported, taken in, prepared, treated and followed up.
mod ageing;
mod around;
mod chain;
mod fields;
mod links;
mod parts;
pub(super) mod record;
mod resubmission;
mod transitions;
mod view;

use std::slice;

use actix_web::HttpResponse;
use domain::{BodyId, Case, CaseId, FaultKind, Faults, Handle, Line, PartyId, PersonId};
use persistence::{CaseFilter, Kept, Page as Seek, Place};
use utoipa_actix_web::service_config::ServiceConfig;

use super::references::{filtered, named};
use crate::guard::{Done, InTenant, Listed, ReadCases, Reading, ReportCases, WriteCases, Writing};
use crate::resource;
use crate::wire::schema::{
    CaseIdText, CaseKindWord, CaseNumberText, CaseStateWord, LineText, PersonIdText, ReferenceText,
};
use crate::wire::{ApiError, Code, JsonBody, MergePatch, Page, Query};

use ageing::{__path_get_case_ageing, get_case_ageing};
use around::Around;
use chain::{__path_get_case_chain, get_case_chain};
use fields::CaseFields;
use resubmission::{__path_resubmit_case, resubmit_case};
use transitions::{__path_transition_case, transition_case};
use view::CaseView;

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(resource!(list_cases, create_case))
        .service(resource!(get_case, change_case))
        .service(resource!(transition_case))
        .service(resource!(resubmit_case))
        .service(resource!(get_case_chain))
        .service(resource!(get_case_ageing));
}

/// A list of cases.
struct CaseList {
    filter: CaseFilter,
    body: Option<Handle<BodyId>>,
    party: Option<Handle<PartyId>>,
}

impl CaseList {
    fn filter(&self, reading: &mut Reading<'_, '_, '_>) -> Result<CaseFilter, ApiError> {
        let (sight, day) = (reading.sight, reading.today);
        let body = filtered(self.body.as_ref(), "body", |wanted| reading.tx.bodies().find(wanted, sight))?;
        let party = filtered(self.party.as_ref(), "party", |wanted| reading.tx.parties().find(wanted))?;
        if let Some(earlier) = self.filter.follows_up
            && reading.tx.cases().find(&[earlier], sight, day)?.is_empty()
        {
            let faults = Faults::one("?followsUp", FaultKind::UnknownReference);
            return Err(ApiError::new(Code::QueryInvalid).with_faults(faults));
        }
        Ok(CaseFilter { body, party, sight: sight.clone(), day, ..self.filter.clone() })
    }
}

impl Listed for CaseList {
    type Item = CaseView;
    type View = CaseView;
    const OPERATION: &'static str = "list_cases";
    const NAMED: bool = false;

    fn from_query(query: &Query) -> Self {
        let filter = CaseFilter {
            ids: query.ids(CaseId::parse),
            state: query.word("state"),
            kind: query.word("kind"),
            year: query.number("year", 1900, 9999).and_then(|year| i16::try_from(year).ok()),
            number: query.value("number", Line::parse),
            external_system: query.value("externalSystem", Line::parse),
            external_keys: query.each("externalId", Line::parse),
            officer: query.id("officer", PersonId::parse),
            follows_up: query.id("followsUp", CaseId::parse),
            ..CaseFilter::default()
        };
        Self { filter, body: named(query, "body"), party: named(query, "party") }
    }

    fn list(&self, reading: &mut Reading<'_, '_, '_>, page: &Seek) -> Result<Vec<CaseView>, ApiError> {
        let filter = self.filter(reading)?;
        let cases = reading.tx.cases().list(&filter, page)?;
        let around = Around::reading(reading, &cases)?;
        Ok(cases.into_iter().map(|case| around.view(case)).collect())
    }

    fn count(&self, reading: &mut Reading<'_, '_, '_>) -> Result<i64, ApiError> {
        let filter = self.filter(reading)?;
        Ok(reading.tx.cases().count(&filter)?)
    }

    fn place(case: &CaseView) -> Place {
        Place { name: String::new(), id: case.id.0 }
    }

    fn view(case: CaseView) -> CaseView {
        case
    }
}

/// List the cases
///
/// The cases (*saker*) that the caller sees, in the order they were reported: the secretariat's intake is its own and each
/// reporter's, what is taken in is the community's, and what went out with a notice is public unless it is withheld. Of
/// each case, only the bodies and other cases that the caller sees.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/cases", operation_id = "list_cases", tag = "cases",
    params(
        ("state" = Option<CaseStateWord>, Query, description = "Only those that have come this far"),
        ("kind" = Option<CaseKindWord>, Query, description = "Only of this kind"),
        ("body" = Option<ReferenceText>, Query,
            description = "Only those that this body treats, or that wait there to be taken in; id or key"),
        ("year" = Option<u16>, Query, minimum = 1900, maximum = 9999, example = 2026,
            description = "Only those with a number of this year"),
        ("number" = Option<CaseNumberText>, Query, description = "Only those that a body knows by this number"),
        ("party" = Option<ReferenceText>, Query, description = "Only those this party reported; id or key"),
        ("externalSystem" = Option<LineText>, Query,
            description = "Only those the caller's party, or for the secretariat anyone, reported from this system"),
        ("externalId" = Option<Vec<LineText>>, Query, style = Form, explode, max_items = 100,
            description = "Only what its reporter knows by this key, or by one of several: repeated for each"),
        ("officer" = Option<PersonIdText>, Query, description = "Only those this person prepares"),
        ("followsUp" = Option<CaseIdText>, Query, description = "Only those that follow this case up"),
    ),
    responses((status = 200, description = "One page of cases", body = Page<CaseView>)))]
async fn list_cases(caller: InTenant<ReadCases>) -> Result<HttpResponse, ApiError> {
    caller.list::<CaseList>().await
}

/// Get a case
///
/// One case (*sak*), by id, with its way so far: of it, what the caller sees. Days are whole days in Norway, up to the
/// day the case is read. A change names the `version` in `If-Match`, such as `"3"`.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/cases/{case}", operation_id = "get_case", tag = "cases",
    responses((status = 200, description = "The case", body = CaseView)))]
async fn get_case(caller: InTenant<ReadCases>) -> Result<HttpResponse, ApiError> {
    let id = caller.id("case", CaseId::parse)?;
    let nothing = Query::of(caller.request()).finish();
    caller
        .get_tree(move |reading| {
            nothing?;
            let case = reading.tx.cases().get(id)?.value;
            let around = Around::reading(reading, slice::from_ref(&case))?;
            if !around.sees(&case) {
                return Err(ApiError::new(Code::NotFound));
            }
            Ok(around.view(case))
        })
        .await
}

/// Report a case
///
/// Reports a case (*melde sak*) to a body, or wherever it belongs, in the name of the party the caller acts for; the
/// secretariat reports for anyone, or for nobody. The answer is the receipt. A party uses each name of its own for a case
/// once: what is sent again is refused at `/externalReference`, and found by `externalSystem` and `externalId`.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/cases", operation_id = "create_case", tag = "cases",
    request_body = CaseFields, responses((status = 201, description = "The case as reported", body = CaseView)))]
async fn create_case(caller: InTenant<ReportCases>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let address = caller.collection("cases");
    caller
        .create::<CaseFields>(body, move |writing, told| {
            let sure = !told.blurs(CaseFields::DECIDING);
            let case = told.make(|fields| fields.resolve(writing, None, sure))?;
            writing.tx.cases().insert(&case)?;
            let around = Around::writing(writing, slice::from_ref(&case))?;
            Done::created(format!("{address}/{}", case.id), case.version, &around.view(case))
        })
        .await
}

/// Change a case
///
/// Changes what the merge patch names (RFC 7396) of a case (*sak*). Who reported it and by what name never changes; where
/// it belongs and how far it has come is changed by a transition.
#[utoipa::path(patch, path = "/v1/tenants/{tenant}/cases/{case}", operation_id = "change_case", tag = "cases",
    request_body(content = CaseFields, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The case as changed", body = CaseView)))]
async fn change_case(caller: InTenant<WriteCases>, patch: MergePatch) -> Result<HttpResponse, ApiError> {
    let id = caller.id("case", CaseId::parse)?;
    caller
        .patch(patch, move |writing, patch, condition| {
            let old = present(writing, id)?;
            condition.matches(old.value.version)?;
            let told = patch.onto::<CaseFields>(&CaseFields::from(old.value.clone()))?;
            let case = told.make(|fields| fields.resolve(writing, Some(&old.value), true))?;
            changed(writing, &old, case)
        })
        .await
}

/// The case as it stands, for a caller who sees it, and whether they may change it.
fn seen(writing: &mut Writing<'_, '_, '_>, id: CaseId) -> Result<(Kept<Case>, bool), ApiError> {
    let old = writing.tx.cases().get(id)?;
    let around = Around::writing(writing, slice::from_ref(&old.value))?;
    if !around.sees(&old.value) {
        return Err(ApiError::new(Code::NotFound));
    }
    let may_write = around.may_write(&old.value);
    Ok((old, may_write))
}

/// The case as it stands, for a caller who sees it and may change it.
fn present(writing: &mut Writing<'_, '_, '_>, id: CaseId) -> Result<Kept<Case>, ApiError> {
    match seen(writing, id)? {
        (old, true) => Ok(old),
        (_, false) => Err(ApiError::new(Code::Forbidden)),
    }
}

/// Keeps the next version of a case, and answers with it.
fn changed(writing: &mut Writing<'_, '_, '_>, old: &Kept<Case>, new: Case) -> Result<Done, ApiError> {
    writing.tx.cases().change(old, &new)?;
    let around = Around::writing(writing, slice::from_ref(&new))?;
    Done::changed(new.version, &around.view(new))
}
