//! How a year of meetings stands, body by body.
use actix_web::HttpResponse;
use domain::meeting::review::{BodyYear, Unpublished, review};
use domain::{BodyId, Date, MeetingId};
use persistence::MeetingFilter;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{days_of, year_of};
use crate::guard::{InTenant, ReadMeetings};
use crate::resource;
use crate::wire::schema::{BodyIdText, DateText, MeetingIdText};
use crate::wire::{ApiError, Query};

/// The addresses of this resource.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource!(get_meeting_review));
}

/// A meeting that was held and whose minutes are not published.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnpublishedMinutes)]
struct UnpublishedView {
    #[schema(value_type = MeetingIdText)]
    meeting: MeetingId,
    #[schema(value_type = DateText)]
    day: Date,
    /// How many days ago that is.
    #[schema(minimum = 0, maximum = 100_000, example = 21)]
    days: i32,
}

impl From<Unpublished> for UnpublishedView {
    fn from(of: Unpublished) -> Self {
        Self { meeting: of.meeting, day: of.day, days: of.days }
    }
}

/// How one body's year stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BodyMeetingReview)]
struct BodyView {
    #[schema(value_type = BodyIdText)]
    body: BodyId,
    /// The fewest meetings its rule asks for.
    #[schema(minimum = 1, maximum = 255, example = 4)]
    fewest: Option<u8>,
    /// How many it has held.
    #[schema(value_type = u16, minimum = 0, maximum = 1000, example = 2)]
    held: usize,
    /// How many more are planned, those with only a date to keep free included.
    #[schema(value_type = u16, minimum = 0, maximum = 1000, example = 1)]
    ahead: usize,
    /// How many of the fewest are neither held nor planned.
    #[schema(value_type = u16, minimum = 0, maximum = 255, example = 1)]
    missing: usize,
    /// The held ones whose minutes are not published, by date.
    #[schema(max_items = 1000)]
    unpublished: Vec<UnpublishedView>,
}

impl From<BodyYear<'_>> for BodyView {
    fn from(year: BodyYear<'_>) -> Self {
        Self {
            body: year.body.id,
            fewest: year.fewest,
            held: year.held,
            ahead: year.ahead,
            missing: year.missing,
            unpublished: year.unpublished.into_iter().map(Into::into).collect(),
        }
    }
}

/// A year of meetings, body by body.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MeetingReview)]
struct ReviewView {
    #[schema(minimum = 1900, maximum = 2200, example = 2026)]
    year: i16,
    /// The bodies that shall meet so often, or have a meeting that year, by name.
    #[schema(max_items = 10_000)]
    bodies: Vec<BodyView>,
}

/// Get how a year of meetings stands
///
/// Body by body, as far as the caller sees bodies and meetings: how many meetings (*møte*) it has held, how many are ahead,
/// how many it lacks by its own rule (*møtefrekvens*), and which were held without published minutes.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/meeting-review", operation_id = "get_meeting_review", tag = "meetings",
    params(("year" = Option<u16>, Query, minimum = 1900, maximum = 2200,
        description = "The year; this year in Norway unless named")),
    responses((status = 200, description = "The year", body = ReviewView)))]
async fn get_meeting_review(caller: InTenant<ReadMeetings>) -> Result<HttpResponse, ApiError> {
    let query = Query::of(caller.request());
    let year = year_of(&query);
    // What is wrong with the query is told only to those who may know of the community at all.
    let asked = query.finish().map(|()| year);
    caller
        .get_tree(move |reading| {
            let year = asked?.unwrap_or_else(|| reading.today.year());
            let (from, to) = days_of(year).unzip();
            let filter = MeetingFilter { from, to, sight: reading.sight.clone(), ..MeetingFilter::default() };
            let meetings = reading.tx.meetings().dates(&filter)?;
            let bodies = reading.tx.bodies().all(None, reading.sight)?;
            let mut years = review(&bodies, &meetings, year, reading.today);
            let meets = |year: &BodyYear<'_>| meetings.iter().any(|meeting| meeting.body == year.body.id);
            years.retain(|year| year.fewest.is_some() || meets(year));
            Ok(ReviewView { year, bodies: years.into_iter().map(Into::into).collect() })
        })
        .await
}
