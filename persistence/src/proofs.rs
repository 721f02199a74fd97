//! Proofs of possession that have been used. They follow from requests, not from anyone's acts, and are not journalled.
use std::sync::Arc;
use std::time::Instant as Monotonic;

use diesel::prelude::*;
use domain::{Digest, Instant};

use crate::column::At;
use crate::conn::{Conn, query};
use crate::postgres::begin_note;
use crate::schema::spent_proof;
use crate::scope::transact;
use crate::store::Backend;
use crate::{RegionScope, StoreError};

impl RegionScope {
    /// Notes that a proof has been used, to be remembered until a moment; false if it had been used before, at
    /// whichever node of the region. Each is a transaction of its own that waits for no other write of the region where
    /// the store allows that.
    pub async fn spend_proof(&self, proof: Digest, until: Instant, deadline: Monotonic) -> Result<bool, StoreError> {
        let inner = Arc::clone(&self.store.0);
        match &self.store.0.backend {
            Backend::Files(files) => {
                let note = move || {
                    inner.file(crate::tx::REGION)?.with_writer(|conn| {
                        crate::files::wait_until(conn, deadline)?;
                        transact(conn, Some("BEGIN IMMEDIATE"), |c| spend(&mut Conn::Sqlite(c), proof, until))
                    })
                };
                self.store.0.workers.write(&files.region_lane(), deadline, note).await
            }
            Backend::Postgres(_) => {
                let note = move || {
                    let Backend::Postgres(postgres) = &inner.backend else {
                        return Err(StoreError::internal("a store does not change its kind"));
                    };
                    let mut handle = postgres.begin(&begin_note(deadline), deadline)?;
                    transact(handle.conn(), None, |c| spend(&mut Conn::Postgres(c), proof, until))
                };
                self.store.0.workers.read(deadline, note).await
            }
        }
    }
}

fn spend(conn: &mut Conn<'_>, proof: Digest, until: Instant) -> Result<bool, StoreError> {
    let row = (spent_proof::proof.eq(&proof.0[..]), spent_proof::expires_at.eq(At(until)));
    let noted =
        query!(conn, |c| diesel::insert_into(spent_proof::table).values(row).on_conflict_do_nothing().execute(c)?);
    Ok(noted == 1)
}

/// What is remembered of used proofs, on the region's open transaction.
pub struct SpentProofs<'t, 'a>(pub(crate) &'t mut crate::Tx<'a>);

impl SpentProofs<'_, '_> {
    /// Forgets those that are too old to be taken for good again. Writes of the region follow each other, so that no two
    /// nodes clean up at once.
    pub fn forget(&mut self, now: Instant) -> Result<usize, StoreError> {
        let old = spent_proof::table.filter(spent_proof::expires_at.le(At(now)));
        Ok(query!(&mut self.0.conn, |c| diesel::delete(old).execute(c)?))
    }

    /// How many are remembered.
    pub fn count(&mut self) -> Result<i64, StoreError> {
        Ok(query!(&mut self.0.conn, |c| spent_proof::table.count().get_result(c)?))
    }
}
