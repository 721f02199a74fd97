//! Published minutes as a feed (Atom).
use actix_web::HttpResponse;
use domain::CaseId;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::guard::{InTenant, ReadMeetings};
use crate::tenants::meetings::matters::seen_cases;
use crate::wire::schema::AtomText;
use crate::wire::{ApiError, Query};
use crate::{atom, calendars, resource};

/// The most entries of the feed.
const MOST: i64 = 50;

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(get_minutes_feed));
}

/// Follow published minutes
///
/// The minutes (*referat*) that were published last as a feed (Atom, RFC 4287), newest first and 50 at most: of each
/// meeting that the caller sees the newest version, with the items that the caller sees. The minutes of a meeting keep
/// their `id`; a correction is the same entry, updated.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/minutes.atom", operation_id = "get_minutes_feed", tag = "minutes",
    responses((status = 200, description = "The feed", body = AtomText, content_type = "application/atom+xml")))]
async fn get_minutes_feed(caller: InTenant<ReadMeetings>) -> Result<HttpResponse, ApiError> {
    let (tenant, url) = (caller.tenant().clone(), caller.facts().node.url.clone());
    let nothing = Query::of(caller.request()).finish();
    caller
        .get_text(atom::MEDIA_TYPE, move |reading| {
            nothing?;
            let published = reading.tx.minutes().published(reading.sight, MOST)?;
            let taken_up = published.iter().flat_map(|kept| &kept.value.items).filter_map(|item| item.stop);
            let taken_up: Vec<CaseId> = taken_up.map(|(case, _)| case).collect();
            let cases = seen_cases(reading.tx, reading.sight, reading.today, taken_up)?;
            let seen = published.iter().map(|kept| kept.value.seen(|case| cases.contains_key(&case)));
            let origin = calendars::Origin { url: &url, slug: &tenant.slug, language: tenant.language };
            Ok(atom::feed(&tenant, origin, &seen.collect::<Vec<_>>()))
        })
        .await
}
