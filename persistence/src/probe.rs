//! What tests of the store's own promises need and nothing else may use; not part of a release build.
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::conn::query;
use crate::{StoreError, TenantTx};

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

impl TenantTx<'_, '_> {
    /// Counts a table's rows as a query would whose author forgot the tenant filter.
    #[doc(hidden)]
    pub fn count_unfiltered(&mut self, table: &str) -> Result<i64, StoreError> {
        let count = diesel::sql_query(format!("SELECT count(*) AS rows FROM {table}"));
        Ok(query!(&mut self.0.conn, |c| count.get_result::<Count>(c))?.rows)
    }

    /// Writes past the repositories, as a method would whose author forgot the journal.
    #[doc(hidden)]
    pub fn execute_unrecorded(&mut self, sql: &str) -> Result<(), StoreError> {
        Ok(query!(&mut self.0.conn, |c| c.batch_execute(sql))?)
    }
}
