//! Writing all of a tenant, as one snapshot has it.
use std::collections::BTreeMap;
use std::io::Write;
use std::time::Instant;

use diesel::connection::DefaultLoadingMode;
use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;
use diesel::sql_types::Text;
use domain::{Digest, HeadMark, Tenant};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::file::{Contents, Header, Opening, Trailer, Writing};
use super::{PortableError, Table, sql, tables};
use crate::column::Guid;
use crate::conn::Conn;
use crate::store::Store;
use crate::tx::Tx;
use crate::{StoreError, TenantTx};

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = Text)]
    line: String,
}

impl Store {
    /// Writes all of a tenant, as it stands at one moment. `out` is not flushed.
    pub async fn dump<W: Write + Send + 'static>(
        &self,
        tenant: Tenant,
        deadline: Instant,
        out: W,
    ) -> Result<(Contents, W), PortableError> {
        self.tenant(tenant.id).read(deadline, move |TenantTx(tx)| dump(tx, tenant, out)).await
    }
}

fn dump<W: Write>(tx: &mut Tx<'_>, tenant: Tenant, out: W) -> Result<(Contents, W), PortableError> {
    let head = tx.head();
    let head = HeadMark { epoch: head.epoch, seq: head.seq, hash: head.hash };
    let mut writing = Writing { out, hash: Sha256::new() };
    writing.line(&Header::new(&tenant, head)?)?;
    let mut counted = BTreeMap::new();
    for table in tables() {
        writing.line(&Opening::of(&table))?;
        let mut rows = 0_u64;
        each(tx, &table, |line| {
            rows += 1;
            // The two stores space and escape differently.
            let row: Vec<Value> =
                serde_json::from_str(&line).map_err(|error| StoreError::internal(error.to_string()))?;
            writing.line(&row)
        })?;
        counted.insert(table.name.to_owned(), rows);
    }
    let sha256 = Digest(writing.hash.clone().finalize().into());
    let rows = counted.values().sum();
    writing.line(&Trailer { rows: counted, sha256: sha256.to_string() })?;
    Ok((Contents { tenant, head, rows, sha256 }, writing.out))
}

/// Hands over each row of a table, without holding them all.
fn each(
    tx: &mut Tx<'_>,
    table: &Table,
    mut line: impl FnMut(String) -> Result<(), PortableError>,
) -> Result<(), PortableError> {
    let scope = tx.scope;
    match &mut tx.conn {
        Conn::Sqlite(c) => {
            let query = diesel::sql_query(sql::select(table, false)).bind::<Guid, _>(scope);
            for row in query.load_iter::<Told, DefaultLoadingMode>(&mut **c).map_err(StoreError::from)? {
                line(row.map_err(StoreError::from)?.line)?;
            }
        }
        Conn::Postgres(c) => {
            let query = diesel::sql_query(sql::select(table, true)).bind::<Guid, _>(scope);
            for row in query.load_iter::<Told, PgRowByRowLoadingMode>(&mut **c).map_err(StoreError::from)? {
                line(row.map_err(StoreError::from)?.line)?;
            }
        }
    }
    Ok(())
}
