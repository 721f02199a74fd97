//! The charter (forfatning): the whole structure of a community as one document, read, tried and applied.
mod apply;
mod checked;

use actix_web::HttpResponse;
use actix_web::http::header::ETAG;
use domain::{Charter, Date, Tenant};
use persistence::TenantTx;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::charter::{CharterFields, from_json};
use crate::guard::{ApplyCharter, Done, InTenant, Needs, ReadCharter};
use crate::resource;
use crate::wire::schema::DateText;
use crate::wire::{ApiError, JsonBody, ListAsk, Query, Tag, language};

use apply::carry_out;
pub(super) use checked::ChangeView;
use checked::CheckedView;

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(get_charter, apply_charter)).service(resource!(check_charter));
}

/// The tag of the charter as it stands.
fn present(tx: &mut TenantTx<'_, '_>, tenant: &Tenant) -> Tag {
    Tag::strong(version(tx, tenant))
}

/// The versions of the structure and of the community's own entry, in the journal's epoch: a store that lost rows counts to
/// the same numbers again, and means others by them.
fn version(tx: &mut TenantTx<'_, '_>, tenant: &Tenant) -> String {
    format!("{}.{}.{}", tx.head().epoch, tx.structure().version(), tenant.version)
}

/// The day a charter shall be in force from, where one is named.
fn from<P: Needs>(caller: &InTenant<P>) -> Result<Option<Date>, ApiError> {
    let query = Query::of(caller.request());
    let from = query.date("from");
    query.finish().map(|()| from)
}

/// Get the charter
///
/// The whole structure as one document (*forfatning*) in which everything is named by key, past and future entries
/// included; applied again as it stands it changes nothing. With `at`, the charter as it stood at the end of that day;
/// for days before the first change that was kept, as it stood then. A day to come is told as today.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/charter", operation_id = "get_charter", tag = "charter",
    params(("at" = Option<DateText>, Query, description = "The day; today in Norway unless named")),
    responses((status = 200, description = "The charter", body = CharterFields)))]
async fn get_charter(caller: InTenant<ReadCharter>) -> Result<HttpResponse, ApiError> {
    let query = Query::of(caller.request());
    let day = query.date("at");
    let asked = query.finish().map(|()| day);
    let tenant = caller.tenant().clone();
    let held = ListAsk::of(caller.request());
    let (tag, charter) = caller
        .read(move |reading| {
            let past = asked?.filter(|day| *day < reading.today);
            // What a day that is over was, it stays: the day names it.
            let tag = match past {
                Some(day) => Tag::strong(format!("{}.{day}.{}", reading.tx.head().epoch, tenant.version)),
                None => present(reading.tx, &tenant),
            };
            if held.holds(&tag) {
                return Ok((tag, None));
            }
            let structure = reading.tx.structure().at(past.unwrap_or(reading.today), reading.today)?;
            Ok((tag, Some(Charter::of(&tenant, &structure))))
        })
        .await?;
    ReadCharter::reply(caller.request()).tag(tag).json(&charter.map(CharterFields::from))
}

/// Check a charter
///
/// What applying a charter (*forfatning*) would change, and every reason why it could not be applied. Writes nothing, and
/// answers 200 for a charter with faults as well: the faults are what was asked for, and where there are any, no change
/// is told. Only what cannot be read as a charter is refused with 422, like any other body.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/charter/check", operation_id = "check_charter", tag = "charter",
    params(("from" = Option<DateText>, Query, description = "The day it shall be in force from; today unless named")),
    request_body = CharterFields,
    responses((status = 200, description = "What would change, or what is wrong", body = CheckedView)))]
async fn check_charter(caller: InTenant<ApplyCharter>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let from = from(&caller);
    let tenant = caller.tenant().clone();
    let (version, planned) = caller
        .read(move |reading| {
            let (from, value) = (from?, body.value()?);
            let version = version(reading.tx, &tenant);
            let current = reading.tx.structure().now()?;
            let roster = reading.tx.structure().roster()?;
            let (today, now) = (reading.today, reading.now);
            let charter = from_json(value)?;
            Ok((version, charter.plan(&tenant, &current, &roster, from.unwrap_or(today), today, now)))
        })
        .await?;
    let language = language(caller.request().headers());
    let tag = Tag::strong(version.clone()).to_string();
    let view = CheckedView::new(version, planned, language);
    let mut answer = ApplyCharter::reply(caller.request()).in_language(language).json(&view)?;
    // The tag of the charter that was compared with, for whoever applies what was checked.
    answer.headers_mut().insert(ETAG, tag.parse().map_err(ApiError::internal)?);
    Ok(answer)
}

/// Apply a charter
///
/// Makes the structure what the charter (*forfatning*) says, from a day on: what it names is entered, changed or reopened,
/// and what it does not name is ended the day before. Bodies and seat rules where people sit are ended with their
/// memberships and offices, if `ends` names them. Everything is done or nothing, and all faults are told at once. What
/// differs in `community` is a fault: it is changed by those who run the region. The same charter applied again changes
/// nothing.
#[utoipa::path(put, path = "/v1/tenants/{tenant}/charter", operation_id = "apply_charter", tag = "charter",
    params(("from" = Option<DateText>, Query, description = "The day it shall be in force from; today unless named")),
    request_body = CharterFields,
    responses((status = 200, description = "The charter as it stands", body = CharterFields)))]
async fn apply_charter(caller: InTenant<ApplyCharter>, body: JsonBody) -> Result<HttpResponse, ApiError> {
    let bytes = body.bytes().to_vec();
    let from = from(&caller);
    // What is wrong with the charter is told only to those who mean the version that stands.
    let told = from.and_then(|from| Ok((from_json(body.value()?), from)));
    let tenant = caller.tenant().clone();
    caller
        .change(&bytes, told, move |writing, (charter, from), condition| {
            condition.names(&present(writing.tx, &tenant))?;
            let charter = charter?;
            let current = writing.tx.structure().now()?;
            let roster = writing.tx.structure().roster()?;
            let from = from.unwrap_or(writing.today);
            let plan = charter.plan(&tenant, &current, &roster, from, writing.today, writing.now)?;
            let after = plan.applied(&current);
            carry_out(writing.tx, &plan, &after)?;
            let stands = CharterFields::from(Charter::of(&tenant, &after));
            Done::tagged(present(writing.tx, &tenant), &stands)
        })
        .await
}
