//! The change feed (endringsstraum): what has changed since a place, now or as soon as something does.
use std::time::{Duration, Instant as Monotonic};

use actix_web::http::header::{CONTENT_TYPE, HeaderValue, LINK};
use actix_web::{HttpRequest, HttpResponse};
use domain::Instant;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::place::Place;
use super::question::Question;
use super::{Batch, Event, read};
use crate::guard::{InTenant, Needs as _, ReadChanges};
use crate::wire::schema::{CursorText, EventTypeText, InstantText, KindsText, SubjectText};
use crate::wire::{ApiError, CursorKeys, Query, prefers};

/// The name places are bound to.
pub(super) const OPERATION: &str = "list_changes";
/// The longest anyone waits.
const LONGEST_WAIT: i64 = 60;
/// What is left of a request's time when it stops to wait.
const MARGIN: Duration = Duration::from_secs(3);
/// The media type of events alone.
const EVENTS: &str = "application/cloudevents-batch+json";

/// Some of what has changed.
#[derive(Serialize, ToSchema)]
#[schema(as = Changes)]
struct ChangesView {
    /// What has changed, in the order it was done.
    #[schema(value_type = Vec<EventView>, max_items = 10_000)]
    items: Vec<Event>,
    /// The address to go on from.
    #[schema(
        format = "uri-reference",
        max_length = 8192,
        example = "/v1/tenants/bergen/changes?after=AQAAx3k0d9v8h7m2q5t4n1c6rg"
    )]
    next: String,
    /// The place to go on from: what `after` takes.
    #[schema(value_type = CursorText)]
    cursor: String,
    /// Whether there is more already.
    more: bool,
}

/// A change (*endring*) as an event of CloudEvents 1.0.
#[derive(ToSchema)]
#[schema(as = ChangeEvent)]
#[expect(dead_code, reason = "read by the contract only")]
struct EventView {
    /// The version of CloudEvents.
    #[schema(min_length = 3, max_length = 3, pattern = "^1\\.0$", example = "1.0")]
    specversion: String,
    /// Names the event within its source: the same change is told under the same id.
    #[schema(
        min_length = 32,
        max_length = 32,
        pattern = "^[0-9a-f]{32}$",
        example = "9f86d081884c7d659a2feaa0c55ad015"
    )]
    id: String,
    /// The community.
    #[schema(format = "uri", max_length = 2048, example = "https://vest.example/v1/tenants/bergen")]
    source: String,
    /// What kind of thing, and what became of it.
    #[schema(value_type = EventTypeText)]
    r#type: String,
    /// The thing's id.
    #[schema(value_type = SubjectText)]
    subject: String,
    /// When it was done.
    #[schema(value_type = InstantText)]
    time: Instant,
    /// The media type of `data`.
    #[schema(
        min_length = 16,
        max_length = 16,
        pattern = "^application/json$",
        nullable = false,
        example = "application/json"
    )]
    datacontenttype: Option<String>,
    /// The number of the entry in the journal, for those who may read the journal.
    #[schema(
        min_length = 19,
        max_length = 19,
        pattern = "^[0-9]{19}$",
        nullable = false,
        example = "0000000000000000042"
    )]
    sequence: Option<String>,
    /// The trace in which it was done.
    #[schema(
        min_length = 55,
        max_length = 55,
        pattern = "^00-[0-9a-f]{32}-[0-9a-f]{16}-01$",
        nullable = false,
        example = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    )]
    traceparent: Option<String>,
    /// The thing as its own address tells it now; absent where it has left the reader's view.
    #[schema(nullable = false)]
    data: Option<std::collections::BTreeMap<String, Value>>,
}

/// Follow what changes
///
/// What has changed (*endringar*) since a place, each as an event of CloudEvents 1.0 with the thing as the caller may see
/// it now; `….removed` where it has left the caller's view. Without `after` it begins now: what there is already is in the
/// snapshot, which ends with the place to begin from. With `wait` it answers as soon as something has changed. The place is
/// the caller's own, and good for 30 days: 410 `resync-required` means to begin with a snapshot again.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/changes", operation_id = "list_changes", tag = "changes",
    params(
        ("after" = Option<CursorText>, Query, description = "The place to go on from: `cursor` of an earlier answer"),
        ("types" = Option<KindsText>, Query, description = "Only these kinds of things, with commas between them"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 100,
            description = "About how many events an answer has; 25 unless named. What hangs on the last act is told with it"),
        ("wait" = Option<u16>, Query, minimum = 0, maximum = 60,
            description = "How many seconds to wait where nothing has changed; 0 unless named"),
    ),
    responses((status = 200, description = "What has changed", content(
        (ChangesView = "application/json"),
        (Vec<EventView> = "application/cloudevents-batch+json"),
    ))))]
pub(super) async fn list_changes(caller: InTenant<ReadChanges>) -> Result<HttpResponse, ApiError> {
    let read = caller.with_cursors(|keys| {
        let query = Query::of(caller.request());
        let question = Question::<Place>::read(&caller, &query, keys, OPERATION);
        let limit = query.number("limit", 1, Query::MAX_LIMIT.into());
        let wait = query.number("wait", 0, LONGEST_WAIT);
        query.finish()?;
        Ok((question?, limit.unwrap_or(Query::DEFAULT_LIMIT.into()), wait.unwrap_or(0)))
    });
    let (keys, (question, limit, wait)) = read.await?;
    let limit = usize::try_from(limit).map_err(ApiError::internal)?;
    let wait = Duration::from_secs(u64::try_from(wait).map_err(ApiError::internal)?);
    let batch = next(&caller, &question, limit, wait).await?;
    answer(caller.request(), &keys, &question, batch)
}

/// What has changed, as soon as something has or the time is up. Nothing is held while it waits.
async fn next(
    caller: &InTenant<ReadChanges>,
    question: &Question<Place>,
    limit: usize,
    wait: Duration,
) -> Result<Batch, ApiError> {
    let facts = caller.facts();
    let follower = caller.follower();
    let until = (Monotonic::now() + wait).min(facts.deadline.checked_sub(MARGIN).unwrap_or(facts.deadline));
    // It listens before it looks, so that nothing is missed in between.
    let mut bell = facts.node.store.bell().listen();
    let mut from = question.after.clone();
    loop {
        let (asked, place) = (question.asked.clone(), from.take());
        let batch = follower.read(facts.deadline, move |reading| {
            asked.refuse_unreadable(reading)?;
            let place = match place {
                Some(place) => place,
                None => Place::now(reading, &asked)?,
            };
            read(reading, &asked, &place, limit)
        });
        let batch = batch.await?;
        if !batch.events.is_empty() || !batch.caught_up || Monotonic::now() >= until {
            return Ok(batch);
        }
        from = Some(batch.place);
        follower.wait(&mut bell, until).await;
    }
}

fn answer(
    request: &HttpRequest,
    keys: &CursorKeys,
    question: &Question<Place>,
    batch: Batch,
) -> Result<HttpResponse, ApiError> {
    let cursor = keys.hide(&batch.place, question.context(OPERATION))?;
    let next = address(request, &cursor);
    let reply = ReadChanges::reply(request);
    if !prefers(request.headers(), EVENTS, "application/json") {
        let more = !batch.caught_up;
        return reply.json(&ChangesView { items: batch.events, next, cursor, more });
    }
    let mut response = reply.json(&batch.events)?;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(EVENTS));
    let link = HeaderValue::try_from(format!("<{next}>; rel=\"next\"")).map_err(ApiError::internal)?;
    response.headers_mut().insert(LINK, link);
    Ok(response)
}

/// The request's address with another place.
fn address(request: &HttpRequest, cursor: &str) -> String {
    let kept = request.query_string().split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("after="));
    let query: Vec<String> = kept.map(str::to_owned).chain([format!("after={cursor}")]).collect();
    format!("{}?{}", request.uri().path(), query.join("&"))
}
