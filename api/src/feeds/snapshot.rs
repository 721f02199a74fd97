//! The snapshot (augeblinksbilete): everything a reader may see, in one stream that can be taken up where it broke off.
use std::time::{Duration, Instant as Monotonic};

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::Bytes;
use domain::SubjectType;
use futures_util::stream::try_unfold;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::kinds::Kind;
use super::place::Place;
use super::question::Question;
use super::{Asked, changes, read};
use crate::guard::{Follower, InTenant, ReadChanges, Reading};
use crate::wire::schema::{CursorText, KindsText, SnapshotText};
use crate::wire::{ApiError, CursorKeys, Query, Reply};

const OPERATION: &str = "get_snapshot";
/// How many rows are read together, and how many of a stream's chunk at most.
const ROWS: i64 = 100;
const CHUNK: usize = 200;
const MOST_READS: usize = 20;
/// How long one stream lasts; whoever needs longer takes it up again.
const LONGEST: Duration = Duration::from_secs(300);

/// How far a snapshot has come.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Progress {
    /// The place at which it began.
    base: Place,
    /// How many records it has told.
    records: u64,
    stage: Stage,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
enum Stage {
    /// The things of one kind, from an id on.
    Records { kind: SubjectType, after: Option<String> },
    /// What has changed since it began.
    Changes(Place),
    /// It is whole.
    Done,
}

/// Fetch everything
///
/// Everything the caller may see (*augeblinksbilete*), one JSON object a line, so that a copy can be kept: first
/// `{"kind": "snapshot"}`, then `{"kind": "record", "type", "id", "version", "data"}` for each thing, and
/// `{"kind": "removed", "type", "id"}` for what left the caller's view meanwhile; the last line for a thing counts. The last
/// line of all is `{"kind": "end", "cursor", "records"}`: whoever has read so far holds exactly what there was at that
/// place, and follows the changes from it. A stream that ends otherwise is taken up with `after` from the last
/// `{"kind": "resume", "after"}` line, behind which everything before it is safe to keep. 410 `resync-required`, or a line
/// `{"kind": "failed", "code": "resync-required"}`, means to begin anew and to keep nothing.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/snapshot", operation_id = "get_snapshot", tag = "changes",
    params(
        ("after" = Option<CursorText>, Query, description = "Where to take up a stream that broke off"),
        ("types" = inline(Option<KindsText>), Query, description = "Only these kinds of things, with commas between them"),
    ),
    responses((status = 200, description = "Everything, line by line", body = SnapshotText,
        content_type = "application/x-ndjson")))]
pub(super) async fn get_snapshot(caller: InTenant<ReadChanges>) -> Result<HttpResponse, ApiError> {
    let read = caller.with_cursors(|keys| {
        let query = Query::of(caller.request());
        let question = Question::<Progress>::read(&caller, &query, keys, OPERATION);
        query.finish()?;
        question
    });
    let (keys, question) = read.await?;
    let until = Monotonic::now() + LONGEST;
    let time = caller.facts().node.request_time;
    let stream = Stream { follower: caller.follower(), keys, question, time, until };
    // The first chunk is read before anything is answered, so that a refusal is one.
    let first = stream.chunk(stream.question.after.clone()).await?;
    let chunks = try_unfold((stream, Some(first)), |(stream, chunk)| async move {
        let Some((text, progress)) = chunk else { return Ok::<_, actix_web::Error>(None) };
        let next = match progress.filter(|_| Monotonic::now() < stream.until) {
            None => None,
            Some(progress) => match stream.chunk(Some(progress)).await {
                Ok(next) => Some(next),
                Err(error) => Some((line(&json!({"kind": "failed", "code": error.code.word()})), None)),
            },
        };
        Ok(Some((Bytes::from(text), (stream, next))))
    });
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/x-ndjson"))
        .insert_header((CACHE_CONTROL, Reply::NO_STORE))
        .streaming(chunks))
}

fn line(value: &Value) -> String {
    format!("{value}\n")
}

/// A snapshot on its way.
struct Stream {
    follower: Follower,
    keys: CursorKeys,
    question: Question<Progress>,
    time: Duration,
    until: Monotonic,
}

impl Stream {
    /// The next lines, and how far it has come unless that is all. Read in one short transaction: a slow reader holds
    /// nothing.
    async fn chunk(&self, progress: Option<Progress>) -> Result<(String, Option<Progress>), ApiError> {
        let asked = self.question.asked.clone();
        let is_new = progress.is_none();
        let read = self.follower.read(Monotonic::now() + self.time, move |reading| advance(reading, &asked, progress));
        let (lines, progress) = read.await?;
        let mut text: String = lines.iter().map(line).collect();
        let place = |place: &Place| self.keys.hide(place, self.question.context(changes::OPERATION));
        if is_new {
            text.insert_str(0, &line(&json!({"kind": "snapshot"})));
        }
        if matches!(progress.stage, Stage::Done) {
            text += &line(&json!({"kind": "end", "cursor": place(&progress.base)?, "records": progress.records}));
            return Ok((text, None));
        }
        let resume = self.keys.hide(&progress, self.question.context(OPERATION))?;
        text += &line(&json!({"kind": "resume", "after": resume}));
        Ok((text, Some(progress)))
    }
}

/// The next lines, and how far it has come. A snapshot is begun where there is no progress yet.
pub fn advance(
    reading: &mut Reading<'_, '_, '_>,
    asked: &Asked,
    progress: Option<Progress>,
) -> Result<(Vec<Value>, Progress), ApiError> {
    asked.refuse_unreadable(reading)?;
    let mut progress = match progress {
        Some(progress) => progress,
        None => Progress::begin(Place::now(reading, asked)?),
    };
    let seen = asked.seen(reading);
    progress.base.check(reading, &seen)?;
    let kinds: Vec<Kind> = Kind::all().filter(|kind| seen.contains(&kind.kind) && asked.names(kind.kind)).collect();
    let mut lines = Vec::new();
    let mut reads = 0;
    while lines.len() < CHUNK && reads < MOST_READS && !matches!(progress.stage, Stage::Done) {
        reads += 1;
        progress.stage = match progress.stage {
            Stage::Records { kind, after } => next_records(reading, &progress.base, &kinds, (kind, after), &mut lines)?,
            Stage::Changes(place) => {
                let batch = read(reading, asked, &place, CHUNK)?;
                let told = batch.events.into_iter().map(|event| match event.data {
                    Some(data) => record(event.kind, &event.subject, event.version, data),
                    None => json!({"kind": "removed", "type": event.kind, "id": event.subject}),
                });
                lines.extend(told);
                if batch.caught_up {
                    progress.base = batch.place;
                    Stage::Done
                } else {
                    Stage::Changes(batch.place)
                }
            }
            Stage::Done => Stage::Done,
        };
    }
    let records = lines.iter().filter(|line| line["kind"] == "record").count();
    progress.records += u64::try_from(records).map_err(ApiError::internal)?;
    Ok((lines, progress))
}

fn record(kind: SubjectType, id: &str, version: Option<i32>, data: Value) -> Value {
    let mut line = json!({"kind": "record", "type": kind, "id": id, "version": version});
    line["data"] = data;
    line
}

impl Progress {
    /// The place to follow what changes from, once it is whole.
    pub fn end(&self) -> Option<&Place> {
        matches!(self.stage, Stage::Done).then_some(&self.base)
    }

    fn begin(base: Place) -> Self {
        Self { base, records: 0, stage: Stage::Records { kind: SubjectType::Settings, after: None } }
    }
}

/// Tells the next things of a kind. Returns where to go on: with them, with the next kind, or with what has changed.
fn next_records(
    reading: &mut Reading<'_, '_, '_>,
    base: &Place,
    kinds: &[Kind],
    (kind, after): (SubjectType, Option<String>),
    lines: &mut Vec<Value>,
) -> Result<Stage, ApiError> {
    // Kinds are told in the order they are listed in; one that is not the reader's is passed over.
    let Some(present) = kinds.iter().find(|each| each.kind >= kind) else {
        return Ok(Stage::Changes(base.clone()));
    };
    let after = after.filter(|_| present.kind == kind);
    let (found, last) = (present.page)(reading, after.as_deref(), ROWS)?;
    for each in found {
        if let Some(shown) = each.shown {
            lines.push(record(present.kind, &each.id, Some(shown.version), shown.data));
        }
    }
    if last.is_some() {
        return Ok(Stage::Records { kind: present.kind, after: last });
    }
    let next = kinds.iter().find(|each| each.kind > present.kind);
    Ok(match next {
        Some(next) => Stage::Records { kind: next.kind, after: None },
        None => Stage::Changes(base.clone()),
    })
}
