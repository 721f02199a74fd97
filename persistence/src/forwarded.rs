//! Writes that were passed on to another region: each with its entry in the region's journal, none ever changed.
use diesel::prelude::*;
use domain::{ActKind, ForwardedOutcome, ForwardedRequest, Key, RequestId, Salt, SubjectType, TenantId, WriteMethod};

use crate::StoreError;
use crate::column::{Id, Word};
use crate::conn::query;
use crate::journalled::Journalled;
use crate::row::{Kept, State, fresh_salt, line, narrow, salt, state, stored};
use crate::schema::forwarded_request;
use crate::tx::Tx;

impl Journalled for ForwardedRequest {
    const KIND: SubjectType = SubjectType::Request;
    fn id_text(&self) -> String {
        self.id.to_string()
    }
    fn visibility(&self) -> domain::Visibility {
        domain::Visibility::Secretariat
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = forwarded_request)]
struct Row {
    id: Id,
    peer: String,
    community_id: Id,
    method: Word<WriteMethod>,
    route: String,
    status: Option<i32>,
    salt: Vec<u8>,
}

impl Row {
    fn new(salt: Salt, request: &ForwardedRequest) -> Self {
        Self {
            id: Id(request.id.0),
            peer: request.peer.to_string(),
            community_id: Id(request.community.0),
            method: Word(request.method),
            route: request.route.as_str().to_owned(),
            status: match request.outcome {
                ForwardedOutcome::Done(status) => Some(status.into()),
                ForwardedOutcome::Doubtful => None,
            },
            salt: salt.0.to_vec(),
        }
    }
}

impl TryFrom<Row> for Kept<ForwardedRequest> {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let done = row.status.map(|status| narrow(status).map(ForwardedOutcome::Done)).transpose()?;
        let value = ForwardedRequest {
            id: RequestId(row.id.0),
            peer: stored(Key::parse(&row.peer))?,
            community: TenantId(row.community_id.0),
            method: row.method.0,
            route: line(&row.route),
            outcome: done.unwrap_or(ForwardedOutcome::Doubtful),
        };
        Ok(Self { value, salt: salt(&row.salt)? })
    }
}

/// What was passed on, on the region's open transaction.
pub struct ForwardedRequests<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl ForwardedRequests<'_, '_> {
    /// One of them.
    pub fn get(&mut self, id: RequestId) -> Result<ForwardedRequest, StoreError> {
        let found = forwarded_request::table.find(Id(id.0));
        let row: Row = query!(&mut self.0.conn, |c| found.select(Row::as_select()).first(c))?;
        Kept::try_from(row).map(|kept| kept.value)
    }

    /// Enters one.
    pub fn insert(&mut self, request: &ForwardedRequest) -> Result<(), StoreError> {
        let salt = fresh_salt()?;
        let row = Row::new(salt, request);
        query!(&mut self.0.conn, |c| diesel::insert_into(forwarded_request::table).values(&row).execute(c))?;
        self.0.record(ActKind::Forwarded, salt, request);
        Ok(())
    }

    /// The digest of each.
    pub(crate) fn states(&mut self) -> Result<Vec<State>, StoreError> {
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| forwarded_request::table.select(Row::as_select()).load(c))?;
        rows.into_iter().map(|row| Kept::<ForwardedRequest>::try_from(row).map(|kept| state(&kept))).collect()
    }
}
