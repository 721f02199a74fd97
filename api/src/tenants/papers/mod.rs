//! Papers (saksframlegg): what is put before a body in a case, with one assessment for each side.
mod fields;
mod matter;
pub(super) mod record;
mod view;

use actix_web::HttpResponse;
use domain::policy::Permission;
use domain::{CaseId, Faults, Paper, Side, StopId, Words as _, sides_touched};
use utoipa_actix_web::service_config::ServiceConfig;

use super::bodies;
use crate::guard::{Done, InTenant, Needs, ReadCases, WriteAssessments, WriteCases, Writing};
use crate::resource;
use crate::wire::read::Told;
use crate::wire::{ApiError, Code, IfMatch, JsonBody, MergePatch, Query, Tag};

use fields::{AssessmentFields, PaperFields};
use matter::{Asked, Matter};
use view::{PaperVersionView, PaperVersionsView, PaperView};

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(resource!(get_paper, change_paper))
        .service(resource!(list_paper_versions))
        .service(resource!(get_paper_version))
        .service(resource!(write_assessment));
}

/// The most versions that are listed.
const VERSIONS_SHOWN: i64 = 200;

/// The case and the stop an address names.
fn address<P: Needs>(caller: &InTenant<P>) -> Result<(CaseId, StopId), ApiError> {
    Ok((caller.id("case", CaseId::parse)?, caller.id("stop", StopId::parse)?))
}

/// Get a paper
///
/// What is put before one body in a case (*saksframlegg*), as it is now, with what whoever reads it needs to know of the
/// case. Before anything is written it is empty and its version is 0. While it may be written, it tells which sections
/// the body asks for and which of the required ones are `missing`; a case may be prepared without them all the same.
/// Callers without a role get the version that went out with the notice of a meeting, and 404 until one has. A change
/// names the `version` in `If-Match`, such as `"3"`.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/cases/{case}/stops/{stop}/paper", operation_id = "get_paper",
    tag = "cases", responses((status = 200, description = "The paper", body = PaperView)))]
async fn get_paper(caller: InTenant<ReadCases>) -> Result<HttpResponse, ApiError> {
    let address = address(&caller)?;
    let nothing = Query::of(caller.request()).finish();
    caller
        .get_tree(move |reading| {
            nothing?;
            let matter = Matter::find(reading.tx, reading.sight, reading.today, address)?;
            let paper = matter.shown(reading.tx, reading.sight)?;
            matter.view(reading.tx, reading.sight, reading.today, paper)
        })
        .await
}

/// Change a paper
///
/// Changes what the merge patch names (RFC 7396) of a paper (*saksframlegg*), in a new version: those before it are kept.
/// The first version is made so too, under `If-Match: "0"`. Assessments are written at their own addresses, each by its
/// side; and whatever else the body lets one side prepare is changed only by who may write that side's assessment. Once
/// the notice is out, the version that went out with it stays, and the new one says `afterNotice`. What its body is done
/// with is not changed any more.
#[utoipa::path(patch, path = "/v1/tenants/{tenant}/cases/{case}/stops/{stop}/paper", operation_id = "change_paper",
    tag = "cases", request_body(content = PaperFields, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The new version", body = PaperView)))]
async fn change_paper(caller: InTenant<WriteCases>, patch: MergePatch) -> Result<HttpResponse, ApiError> {
    let address = address(&caller)?;
    caller
        .patch(patch, move |writing, patch, condition| {
            let matter = Matter::find(writing.tx, writing.sight, writing.today, address)?;
            writing.may_for(&bodies::target(&matter.body))?;
            let old = newest(writing, &matter, condition)?;
            let asked = Asked::of(writing.tx, matter.body.id, writing.today)?;
            let told = patch.onto::<PaperFields>(&PaperFields::from(old.clone()))?;
            let new = told.make(|fields| fields.resolve(&old, &asked))?;
            let sides = sides_touched(&old, &new, &asked.rules());
            let may = |side| writing.rights.may_for(Permission::WriteAssessments, &matter.target(side));
            if !sides.into_iter().all(may) {
                return Err(ApiError::new(Code::Forbidden));
            }
            add(writing, &matter, &new)
        })
        .await
}

/// List a paper's versions
///
/// The versions of a paper (*saksframlegg*), newest first; the latest 200 of them. Callers without a role see those that
/// went out with the notice of a meeting.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/cases/{case}/stops/{stop}/paper/versions",
    operation_id = "list_paper_versions", tag = "cases",
    responses((status = 200, description = "The versions", body = PaperVersionsView)))]
async fn list_paper_versions(caller: InTenant<ReadCases>) -> Result<HttpResponse, ApiError> {
    let address = address(&caller)?;
    let nothing = Query::of(caller.request()).finish();
    caller
        .get_tree(move |reading| {
            nothing?;
            let matter = Matter::find(reading.tx, reading.sight, reading.today, address)?;
            let sent = matter.sent(reading.tx, reading.sight)?;
            let mut versions = reading.tx.papers().versions(matter.stop.id, VERSIONS_SHOWN)?;
            versions.retain(|paper| sent.as_ref().is_none_or(|sent| sent.contains(&paper.number)));
            Ok(PaperVersionsView::new(versions, reading.sight))
        })
        .await
}

/// Get a version of a paper
///
/// One version of a paper (*saksframlegg*), by its number. It never changes.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/cases/{case}/stops/{stop}/paper/versions/{number}",
    operation_id = "get_paper_version", tag = "cases",
    responses((status = 200, description = "The version", body = PaperVersionView)))]
async fn get_paper_version(caller: InTenant<ReadCases>) -> Result<HttpResponse, ApiError> {
    let address = address(&caller)?;
    let number: i32 = caller.segment("number").parse().map_err(|_| ApiError::new(Code::NotFound))?;
    let nothing = Query::of(caller.request()).finish();
    caller
        .get_tree(move |reading| {
            nothing?;
            let matter = Matter::find(reading.tx, reading.sight, reading.today, address)?;
            if matter.sent(reading.tx, reading.sight)?.is_some_and(|sent| !sent.contains(&number)) {
                return Err(ApiError::new(Code::NotFound));
            }
            let paper = reading.tx.papers().version(matter.stop.id, number)?;
            Ok(PaperVersionView::new(paper, reading.sight))
        })
        .await
}

/// Write a side's assessment
///
/// Writes what one side thinks of the matter (*vurdering*) into its paper, in a new version; nothing else of the paper is
/// touched. Each side has one assessment and writes it alone: by its systems, by those who sit in the body for it, and by
/// the secretaries named for it. `If-Match` names the `version` of the paper, `"0"` where nothing is written yet.
#[utoipa::path(put, path = "/v1/tenants/{tenant}/cases/{case}/stops/{stop}/paper/assessments/{side}",
    operation_id = "write_assessment", tag = "cases", request_body = AssessmentFields,
    responses((status = 200, description = "The paper with the assessment", body = PaperView)))]
async fn write_assessment(caller: InTenant<WriteAssessments>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let address = address(&caller)?;
    let side = Side::parse(caller.segment("side")).ok_or_else(|| ApiError::new(Code::NotFound))?;
    let bytes = body.bytes().to_vec();
    let told = Query::of(caller.request()).finish().and(body.value());
    let told = told.map(|value| Told::<AssessmentFields>::of(value, Faults::default()));
    caller
        .change(&bytes, told, move |writing, told, condition| {
            let matter = Matter::find(writing.tx, writing.sight, writing.today, address)?;
            writing.may_for(&matter.target(side))?;
            let old = newest(writing, &matter, condition)?;
            let new = told.make(|fields| Ok(old.with_assessment(side, fields.text)))?;
            add(writing, &matter, &new)
        })
        .await
}

/// The paper as it stands, for a caller who knows its version; one that its body is done with is not changed.
fn newest(writing: &mut Writing<'_, '_, '_>, matter: &Matter, condition: &IfMatch) -> Result<Paper, ApiError> {
    let paper = matter.newest(writing.tx)?;
    condition.matches(paper.number)?;
    Paper::open(&matter.case, &matter.stop)?;
    Ok(paper)
}

/// Adds a version with this content, and answers with it.
fn add(writing: &mut Writing<'_, '_, '_>, matter: &Matter, content: &Paper) -> Result<Done, ApiError> {
    let meeting = matter.meeting(writing.tx)?;
    let after_notice = meeting.is_some_and(|meeting| Paper::is_after_notice(&matter.stop, &meeting));
    let new = content.next(writing.tx.acting(), after_notice, writing.now);
    writing.tx.papers().add(&new, matter.audience(writing.today))?;
    let tag = Tag::version(new.number);
    Done::tagged(tag, &matter.view(writing.tx, writing.sight, writing.today, new)?)
}
