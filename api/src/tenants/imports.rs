//! Imports (import): cases and meetings of earlier years, entered from a file all at once.
use actix_web::HttpResponse;
use domain::history::Plan;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::guard::{Done, ImportHistory, InTenant, Needs};
use crate::history::{Lines, enter, planned};
use crate::resource;
use crate::wire::schema::HistoryText;
use crate::wire::{ApiError, LinesBody, Query};

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(import_history));
}

/// What an import told, and what of it was there already.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Import)]
struct ImportView {
    /// How many lines told something.
    #[schema(maximum = 10_000, example = 12)]
    read: u32,
    /// How many of them told something new, which is entered now unless nothing was to be.
    #[schema(maximum = 10_000, example = 10)]
    new: u32,
    /// How many told what was there already.
    #[schema(maximum = 10_000, example = 2)]
    unchanged: u32,
    /// Whether it was only tried.
    dry_run: bool,
}

impl ImportView {
    fn of(plan: &Plan, dry_run: bool) -> Self {
        // A file has no more lines than fit.
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let (new, unchanged) = (count(plan.new), count(plan.unchanged));
        Self { read: new + unchanged, new, unchanged, dry_run }
    }
}

/// Import cases and meetings
///
/// Enters cases (*saker*) and meetings (*møter*) of earlier years from a file of JSON lines, each of which tells one of them
/// with everything named by key (`docs/history.md`). All of the file is entered or nothing; what is there already is left
/// as it is, so that the same file may be sent again, and what differs from it is a fault. Every fault is told at once, at
/// `/line/member` with lines counted from 1. With `dryRun` nothing is entered.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/imports", operation_id = "import_history", tag = "imports",
    params(("dryRun" = Option<bool>, Query, description = "Whether to try it only; false unless named")),
    request_body(content = HistoryText, content_type = "application/x-ndjson"),
    responses((status = 200, description = "What was entered", body = ImportView)))]
async fn import_history(caller: InTenant<ImportHistory>, body: LinesBody) -> Result<HttpResponse, ApiError> {
    let query = Query::of(caller.request());
    let dry_run = query.flag("dryRun").unwrap_or(false);
    let (bytes, language) = (body.bytes().to_vec(), caller.tenant().language);
    let lines = query.finish().and_then(|()| body.text()).map(|text| Lines::read(&text));
    if !dry_run {
        return caller
            .write(&bytes, lines, move |writing, lines| {
                let plan = planned(writing.tx, lines, language, writing.now)?;
                enter(writing.tx, &plan, || ())?;
                Done::told(&ImportView::of(&plan, false))
            })
            .await;
    }
    let plan = caller.read(move |reading| planned(reading.tx, lines?, language, reading.now)).await?;
    ImportHistory::reply(caller.request()).json(&ImportView::of(&plan, true))
}
