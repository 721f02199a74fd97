//! Receipts (kvitteringer): which notice went to whom, and what became of it.
use actix_web::HttpResponse;
use domain::policy::Permission;
use domain::{Dispatch, Handle, Instant, MeetingId, MeetingState, NoticeId, NoticeKind, NoticeState, PersonId};
use persistence::{NoticeFilter, Page as Seek, Place};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::guard::{Done, InTenant, Listed, ReadNotices, Reading, WriteNotices};
use crate::resource;
use crate::tenants::target;
use crate::wire::schema::{InstantText, MeetingIdText, NoticeIdText, NoticeKindWord, NoticeStateWord, PersonIdText};
use crate::wire::{ApiError, Code, Page, Query};

/// The addresses of this resource.
pub fn routes(config: &mut ServiceConfig) {
    config.service(resource!(list_notices)).service(resource!(create_notice_attempt));
}

/// A notice (*innkalling*) to one person, with what became of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NoticeReceipt)]
struct ReceiptView {
    #[schema(value_type = NoticeIdText)]
    id: NoticeId,
    #[schema(value_type = MeetingIdText)]
    meeting: MeetingId,
    #[schema(value_type = PersonIdText)]
    person: PersonId,
    #[schema(value_type = NoticeKindWord)]
    kind: NoticeKind,
    #[schema(value_type = NoticeStateWord)]
    state: NoticeState,
    /// How often it has been tried since it was last asked for.
    #[schema(minimum = 0, maximum = 100, example = 1)]
    attempts: i32,
    /// When it is tried next, as long as it waits.
    #[schema(value_type = Option<InstantText>)]
    due_at: Option<Instant>,
    /// When it came to its end.
    #[schema(value_type = Option<InstantText>)]
    settled_at: Option<Instant>,
    #[schema(value_type = InstantText)]
    created_at: Instant,
    /// Counts its changes from 1.
    #[schema(minimum = 1, maximum = 2_147_483_647, example = 3)]
    version: i32,
}

impl From<Dispatch> for ReceiptView {
    fn from(dispatch: Dispatch) -> Self {
        Self {
            id: dispatch.id,
            meeting: dispatch.meeting,
            person: dispatch.person,
            kind: dispatch.kind,
            state: dispatch.state,
            attempts: dispatch.attempts,
            due_at: dispatch.due_at,
            settled_at: dispatch.settled_at,
            created_at: dispatch.created_at,
            version: dispatch.version,
        }
    }
}

/// A list of notices.
struct NoticeList {
    meeting: Option<MeetingId>,
    state: Option<NoticeState>,
}

impl NoticeList {
    /// Those of meetings that the caller sees, of the bodies that the caller's grants reach.
    fn filter(&self, reading: &mut Reading<'_, '_, '_>) -> Result<NoticeFilter, ApiError> {
        let bodies = reading.tx.bodies().all(None, reading.sight)?;
        let reached = |body: &domain::Body| reading.rights.may_for(Permission::ReadNotices, &target(body));
        let bodies = bodies.iter().filter(|body| reached(body)).map(|body| body.id).collect();
        Ok(NoticeFilter { meeting: self.meeting, state: self.state, bodies, sight: reading.sight.clone() })
    }
}

impl Listed for NoticeList {
    type Item = Dispatch;
    type View = ReceiptView;
    const OPERATION: &'static str = "list_notices";
    const NAMED: bool = false;

    fn from_query(query: &Query) -> Self {
        Self { meeting: query.id("meeting", MeetingId::parse), state: query.word("state") }
    }

    fn list(&self, reading: &mut Reading<'_, '_, '_>, page: &Seek) -> Result<Vec<Dispatch>, ApiError> {
        let filter = self.filter(reading)?;
        Ok(reading.tx.notices().list(&filter, page)?)
    }

    fn count(&self, reading: &mut Reading<'_, '_, '_>) -> Result<i64, ApiError> {
        let filter = self.filter(reading)?;
        Ok(reading.tx.notices().count(&filter)?)
    }

    /// What becomes of a notice is not in the journal.
    fn beside(&self, reading: &mut Reading<'_, '_, '_>) -> Result<i64, ApiError> {
        Ok(reading.tx.notices().generation()?)
    }

    fn place(dispatch: &Dispatch) -> Place {
        Place { name: String::new(), id: dispatch.id.0 }
    }

    fn view(dispatch: Dispatch) -> ReceiptView {
        dispatch.into()
    }
}

/// List the notices
///
/// The notices (*innkallingar*) of meetings by e-mail, in the order they were made, each with what became of it: what it
/// told, to whom, whether it was taken and when. Addresses are not kept with them.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/notices", operation_id = "list_notices", tag = "notices",
    params(
        ("meeting" = Option<MeetingIdText>, Query, description = "Only those of this meeting"),
        ("state" = Option<NoticeStateWord>, Query, description = "Only those in this state"),
    ),
    responses((status = 200, description = "One page of notices", body = Page<ReceiptView>)))]
async fn list_notices(caller: InTenant<ReadNotices>) -> Result<HttpResponse, ApiError> {
    caller.list::<NoticeList>().await
}

/// Send a notice anew
///
/// Puts a notice (*innkalling*) back into the outbox: it is sent once more, to the address the person has by then, and
/// tells what is so by then. The notice of a meeting that is over, or that was neither called nor cancelled, is not.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/notices/{notice}/attempts", operation_id = "create_notice_attempt",
    tag = "notices", responses((status = 200, description = "The notice as it waits", body = ReceiptView)))]
async fn create_notice_attempt(caller: InTenant<WriteNotices>) -> Result<HttpResponse, ApiError> {
    let id = caller.id("notice", NoticeId::parse)?;
    let asked = Query::of(caller.request()).finish();
    caller
        .write(&[], asked, move |writing, ()| {
            let old = writing.tx.notices().get(id)?;
            let meeting = writing.tx.meetings().get(old.meeting)?.value;
            let body = writing.tx.bodies().get(&Handle::Id(meeting.body))?.value;
            if !writing.sight.sees_meeting(&meeting, &body) {
                return Err(ApiError::new(Code::NotFound));
            }
            writing.may_for(&target(&body))?;
            let tells = matches!(meeting.state, MeetingState::Called | MeetingState::Cancelled);
            if !tells || meeting.when.to < writing.today {
                return Err(ApiError::new(Code::Conflict));
            }
            let new = old.again(writing.now);
            writing.tx.notices().change(&old, &new)?;
            Done::told(&ReceiptView::from(new))
        })
        .await
}
