//! The journal (journal): everything that was changed in a community, in order, each entry chained to the one before.
use actix_web::HttpResponse;
use domain::{ActKind, Entry, Epoch, FaultKind, Instant, Line, OrgNumber, Side, SubjectType, Visibility};
use persistence::{Direction, JournalFilter, Page as Seek, Place};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::guard::{InTenant, Listed, ReadJournal, Reading};
use crate::resource;
use crate::wire::schema::{
    ActKindWord, ActorText, DigestText, EpochText, InstantText, OrgNumberText, SideWord, SubjectText, SubjectTypeWord,
    TraceText, VisibilityWord,
};
use crate::wire::{ApiError, Page, Query};

/// The addresses of this resource.
pub fn routes(config: &mut ServiceConfig) {
    config.service(resource!(list_journal)).service(resource!(get_journal_head));
}

/// An entry of the journal (*journalpost*): ids only, never names.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = JournalEntry)]
pub struct EntryView {
    /// Its number, counted from 1 without a gap, in the order of commits.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 42)]
    seq: i64,
    #[schema(value_type = InstantText)]
    at: Instant,
    #[schema(value_type = ActorText)]
    actor: Line,
    /// The organisation the caller acted for.
    #[schema(value_type = Option<OrgNumberText>)]
    organization: Option<OrgNumber>,
    /// The organisation that acted on its behalf (*leverandør*), where the token named another.
    #[schema(value_type = Option<OrgNumberText>)]
    supplier: Option<OrgNumber>,
    #[schema(value_type = ActKindWord)]
    act: ActKind,
    #[schema(value_type = SubjectTypeWord)]
    subject_type: SubjectType,
    #[schema(value_type = SubjectText)]
    subject: String,
    /// Who could see the subject at the time.
    #[schema(value_type = VisibilityWord)]
    visibility: Visibility,
    /// The side the subject belonged to, where it belonged to one.
    #[schema(value_type = Option<SideWord>)]
    side: Option<Side>,
    #[schema(value_type = TraceText)]
    trace_id: String,
    /// The salted digest of the subject's state after the act.
    #[schema(value_type = DigestText)]
    digest: String,
    /// Chains the entry to the one before.
    #[schema(value_type = DigestText)]
    hash: String,
}

impl From<Entry> for EntryView {
    fn from(entry: Entry) -> Self {
        let subject = entry.act.subject;
        Self {
            seq: entry.seq,
            at: entry.at,
            actor: entry.actor.id,
            organization: entry.actor.organization,
            supplier: entry.actor.supplier,
            act: entry.act.kind,
            subject_type: subject.kind,
            subject: subject.id,
            visibility: subject.visibility,
            side: subject.side,
            trace_id: entry.actor.trace,
            digest: subject.digest.to_string(),
            hash: entry.hash.to_string(),
        }
    }
}

/// Where the journal stands (*journalhovud*).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JournalHead)]
pub struct HeadView {
    /// Changes when entries could have been lost.
    #[schema(value_type = EpochText)]
    epoch: Epoch,
    /// The number of the last entry; 0 when there is none.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 42)]
    seq: i64,
    /// The hash of the last entry.
    #[schema(value_type = DigestText)]
    hash: String,
}

/// A list of entries.
pub struct EntryList {
    filter: JournalFilter,
    oldest_first: bool,
}

impl Listed for EntryList {
    type Item = Entry;
    type View = EntryView;
    const OPERATION: &'static str = "list_journal";
    const NAMED: bool = false;

    fn from_query(query: &Query) -> Self {
        let order = query.value("order", |text| match text {
            "newest" => Ok(false),
            "oldest" => Ok(true),
            _ => Err(FaultKind::UnknownWord { known: vec!["newest".into(), "oldest".into()] }),
        });
        let filter = JournalFilter {
            subject_type: query.word("subjectType"),
            subject: query.value("subject", subject),
            ..JournalFilter::default()
        };
        Self { filter, oldest_first: order.unwrap_or_default() }
    }

    fn list(&self, reading: &mut Reading<'_, '_, '_>, page: &Seek) -> Result<Vec<Entry>, ApiError> {
        let backward = matches!(page.seek, Some((Direction::Backward, _)));
        let place = page.seek.as_ref().map(|(_, place)| place.name.parse());
        let place = place.transpose().map_err(|_| ApiError::cursor())?;
        // The journal is read by rising numbers where the list goes that way or a rising one is read against its order.
        let seek = match (self.oldest_first != backward, place) {
            (true, place) => (Direction::Forward, place.unwrap_or(0)),
            (false, place) => (Direction::Backward, place.unwrap_or(i64::MAX)),
        };
        let filter = JournalFilter { seek: Some(seek), limit: page.limit, ..self.filter.clone() };
        Ok(reading.tx.journal().list(&filter)?)
    }

    fn count(&self, reading: &mut Reading<'_, '_, '_>) -> Result<i64, ApiError> {
        Ok(reading.tx.journal().count(&self.filter)?)
    }

    /// An entry's place is its number.
    fn place(entry: &Entry) -> Place {
        Place { name: entry.seq.to_string(), id: Uuid::nil() }
    }

    fn view(entry: Entry) -> EntryView {
        entry.into()
    }
}

/// What an act can be about: a word for what there is one of, else an id, of papers and minutes with a number.
fn subject(text: &str) -> Result<String, FaultKind> {
    let letters = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase());
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let sound = match text.split_once('_') {
        None => letters(text),
        Some((kind, id)) => {
            let (id, number) = id.split_once('/').unwrap_or((id, "1"));
            let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
            letters(kind) && !id.is_empty() && id.bytes().all(plain) && digits(number)
        }
    };
    match sound && text.len() <= 63 {
        true => Ok(text.to_owned()),
        false => Err(FaultKind::Malformed { form: "prefix_ and 26 characters of base32" }),
    }
}

/// Which entries come first.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase", example = "newest")]
#[expect(dead_code, reason = "read by the contract only")]
enum OrderWord {
    Newest,
    Oldest,
}

/// List the journal
///
/// The journal (*journalen*) of the community: who changed what and when, newest first unless asked
/// otherwise. Reading leaves no entry.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/journal", operation_id = "list_journal", tag = "journal",
    params(
        ("subjectType" = Option<SubjectTypeWord>, Query, description = "Only acts on this kind of thing"),
        ("order" = inline(Option<OrderWord>), Query, description = "Which entries come first"),
        ("subject" = Option<SubjectText>, Query, description = "Only acts on the thing with this id"),
    ),
    responses((status = 200, description = "One page of entries", body = Page<EntryView>)))]
async fn list_journal(caller: InTenant<ReadJournal>) -> Result<HttpResponse, ApiError> {
    caller.list::<EntryList>().await
}

/// Get the journal's head
///
/// Where the journal stands (*journalhovudet*): what to keep elsewhere, so that a journal that is cut or rewritten later
/// is found out.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/journal/head", operation_id = "get_journal_head", tag = "journal",
    responses((status = 200, description = "The head", body = HeadView)))]
async fn get_journal_head(caller: InTenant<ReadJournal>) -> Result<HttpResponse, ApiError> {
    caller
        .get_tree(|reading| {
            let head = reading.tx.head();
            Ok(HeadView { epoch: head.epoch, seq: head.seq, hash: head.hash.to_string() })
        })
        .await
}
