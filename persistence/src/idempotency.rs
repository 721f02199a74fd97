//! What keyed writes answered, so that a repeated request gets the same answer and is not done twice.
use diesel::prelude::*;
use domain::{Digest, Instant};
use serde_json::Value;

use crate::StoreError;
use crate::column::At;
use crate::conn::query;
use crate::journal::digest;
use crate::schema::idempotency;
use crate::tx::Tx;

/// How long an answer is kept, in seconds.
pub const KEPT_SECONDS: i64 = 24 * 60 * 60;

/// The answer to a keyed write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The digest of the body it was given for.
    pub fingerprint: Digest,
    /// The status.
    pub status: u16,
    /// The headers that belong to it, such as `etag` and `location`.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// The answers of the open transaction's scope.
pub struct Idempotency<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl Idempotency<'_, '_> {
    /// The answer already given under this key, unless it has expired.
    pub fn get(&mut self, key: Digest, now: Instant) -> Result<Option<Answer>, StoreError> {
        let scope = self.0.scope;
        let found: Option<(Vec<u8>, i32, Value, Vec<u8>)> = query!(&mut self.0.conn, |c| idempotency::table
            .find((scope, &key.0[..]))
            .filter(idempotency::expires_at.gt(At(now)))
            .select((idempotency::fingerprint, idempotency::status, idempotency::headers, idempotency::body))
            .first(c)
            .optional())?;
        found
            .map(|(fingerprint, status, headers, body)| {
                Ok(Answer {
                    fingerprint: digest(&fingerprint)?,
                    status: u16::try_from(status).map_err(StoreError::internal)?,
                    headers: serde_json::from_value(headers).map_err(StoreError::internal)?,
                    body,
                })
            })
            .transpose()
    }

    /// Keeps an answer with the write it belongs to, and lets go of those that have expired.
    pub fn put(&mut self, key: Digest, answer: &Answer, now: Instant) -> Result<(), StoreError> {
        let scope = self.0.scope;
        let headers = serde_json::to_value(&answer.headers).map_err(StoreError::internal)?;
        query!(&mut self.0.conn, |c| {
            let expired =
                idempotency::table.filter(idempotency::tenant_id.eq(scope)).filter(idempotency::expires_at.le(At(now)));
            diesel::delete(expired).execute(c)?;
            diesel::insert_into(idempotency::table)
                .values((
                    idempotency::tenant_id.eq(scope),
                    idempotency::id.eq(&key.0[..]),
                    idempotency::fingerprint.eq(&answer.fingerprint.0[..]),
                    idempotency::status.eq(i32::from(answer.status)),
                    idempotency::headers.eq(headers),
                    idempotency::body.eq(&answer.body),
                    idempotency::expires_at.eq(At(now.plus_seconds(KEPT_SECONDS))),
                ))
                .execute(c)?
        });
        Ok(())
    }

    /// Gives every kept answer whose body begins so another body: what is erased is not told again.
    pub fn retell(&mut self, beginning: &[u8], body: &[u8]) -> Result<(), StoreError> {
        let scope = self.0.scope;
        // Bytes are ordered as they stand, so all that begin so lie between this and the next beginning of its length.
        let mut after = beginning.to_vec();
        match after.last_mut() {
            Some(last) if *last < u8::MAX => *last += 1,
            _ => return Err(StoreError::internal("a beginning that has no next one")),
        }
        query!(&mut self.0.conn, |c| diesel::update(
            idempotency::table
                .filter(idempotency::tenant_id.eq(scope))
                .filter(idempotency::body.ge(beginning))
                .filter(idempotency::body.lt(&after))
        )
        .set(idempotency::body.eq(body))
        .execute(c))?;
        Ok(())
    }
}
