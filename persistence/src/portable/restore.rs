//! Putting all of a tenant where it was not: everything, verified, or nothing.
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::Instant;

use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use domain::{Epoch, Handle, Head, HeadMark, RelocationState, TenantId};
use serde_json::Value;
use uuid::Uuid;

use super::file::{Contents, PortableFault, read};
use super::{PortableError, Table, read_contents, sql};
use crate::column::{Guid, Id};
use crate::conn::{Conn, query};
use crate::postgres::{begin_read, begin_write, enter_region};
use crate::schema::journal_head;
use crate::scope::transact;
use crate::store::{Backend, Store};
use crate::tx::{REGION, Tx, Writer};
use crate::{RegionTx, StoreError, TenantTx};

/// How many rows are put in at once, and how many bytes of them.
const ROWS: usize = 500;
const BYTES: usize = 4 << 20;

/// What was restored.
pub type Restored = Contents;

impl Store {
    /// Restores a tenant from a file into a store that does not have it. `renewed`: under a new epoch, since what was told
    /// after the file was written is lost. `enter` writes what the region is to know of it; where that fails nothing stays.
    pub async fn restore(
        &self,
        path: PathBuf,
        renewed: bool,
        deadline: Instant,
        writer: Writer,
        enter: impl FnOnce(&mut RegionTx<'_, '_>, &Contents) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<Restored, PortableError> {
        let store = self.clone();
        let work = move || store.put(&path, renewed, deadline, writer, enter);
        self.0.workers.read(deadline, work).await
    }

    fn put(
        &self,
        path: &Path,
        renewed: bool,
        deadline: Instant,
        writer: Writer,
        enter: impl FnOnce(&mut RegionTx<'_, '_>, &Contents) -> Result<(), StoreError>,
    ) -> Result<Restored, PortableError> {
        // Nothing is begun for a file that is not whole.
        let (contents, _) = read_contents(path)?;
        let tenant = contents.tenant.id;
        match &self.0.backend {
            Backend::Files(files) => {
                let region = self.0.file(REGION)?;
                region.with_writer(|conn| transact(conn, Some("BEGIN"), |c| is_free(Conn::Sqlite(c), &contents)))?;
                let fill = |c: &mut SqliteConnection| fill(c, |c| Conn::Sqlite(c), path, &contents, renewed);
                let made = files.put::<_, PortableError>(tenant, fill)?;
                // Whoever has entered the community meanwhile is told so, and what was made goes again.
                region.with_writer(|conn| {
                    transact(conn, Some("BEGIN IMMEDIATE"), |c| entered(Conn::Sqlite(c), &contents, writer, enter))
                })?;
                made.keep();
            }
            Backend::Postgres(postgres) => {
                let mut handle = postgres.begin(&begin_read(REGION, deadline), deadline)?;
                transact(handle.conn(), None, |c| is_free(Conn::Postgres(c), &contents))?;
                let mut handle = postgres.begin(&begin_write(tenant, deadline), deadline)?;
                transact(handle.conn(), None, |c| {
                    fill(c, |c| Conn::Postgres(c), path, &contents, renewed)?;
                    enter_region(c)?;
                    entered(Conn::Postgres(c), &contents, writer, enter)
                })?;
            }
        }
        Ok(contents)
    }
}

/// Refuses a tenant that the registry has already.
fn is_free(conn: Conn<'_>, contents: &Contents) -> Result<(), PortableError> {
    let mut tx = Tx::open(conn, REGION, None)?;
    nobody_has(&mut tx, contents)
}

fn nobody_has(tx: &mut Tx<'_>, Contents { tenant, .. }: &Contents) -> Result<(), PortableError> {
    for handle in [Handle::Id(tenant.id), Handle::Key(tenant.slug.clone())] {
        match RegionTx(tx).tenants().get(&handle) {
            Err(StoreError::NotFound) => {}
            Ok(_) => return Err(PortableFault::Taken(tenant.slug.clone()).into()),
            Err(error) => return Err(error.into()),
        }
    }
    // One that has come by a move and is not settled is held here as well.
    if !RegionTx(tx).moves().of(tenant.id, RelocationState::Arrived)?.is_empty() {
        return Err(PortableFault::Taken(tenant.slug.clone()).into());
    }
    Ok(())
}

/// Tells the region of it.
fn entered(
    conn: Conn<'_>,
    contents: &Contents,
    writer: Writer,
    enter: impl FnOnce(&mut RegionTx<'_, '_>, &Contents) -> Result<(), StoreError>,
) -> Result<(), PortableError> {
    let mut tx = Tx::open(conn, REGION, Some(writer))?;
    nobody_has(&mut tx, contents)?;
    enter(&mut RegionTx(&mut tx), contents)?;
    for kind in <domain::WorkKind as domain::Words>::ALL {
        // What is noted in vain costs one look.
        RegionTx(&mut tx).work().stands(contents.tenant.id, *kind)?;
    }
    tx.append()?;
    Ok(())
}

/// Puts every row in and verifies them, on an open transaction.
fn fill<C>(
    c: &mut C,
    conn: for<'c> fn(&'c mut C) -> Conn<'c>,
    path: &Path,
    contents: &Contents,
    renewed: bool,
) -> Result<(), PortableError> {
    let tenant = contents.tenant.id;
    let mut batch = Batch { tenant, rows: String::new(), count: 0, own: Vec::new() };
    {
        let there = std::cell::RefCell::new((&mut batch, conn(c)));
        let row = |table: &Table, values: Vec<Value>| {
            let (batch, conn) = &mut *there.borrow_mut();
            batch.take(conn, table, &values)
        };
        let ended = |table: &Table| {
            let (batch, conn) = &mut *there.borrow_mut();
            batch.end(conn, table)
        };
        let source = BufReader::new(File::open(path)?);
        if read(source, row, ended)? != *contents {
            return Err(PortableFault::Digest.into());
        }
    }
    verify(conn(c), tenant, contents.head)?;
    if renewed {
        let epoch = Id(Epoch::fresh().0);
        query!(&mut conn(c), |c| diesel::update(journal_head::table.find(Id(tenant.0)))
            .set(journal_head::epoch.eq(epoch))
            .execute(c))
        .map_err(StoreError::from)?;
    }
    Ok(())
}

/// The journal is whole, ends where the file says, and tells of everything there is.
fn verify(conn: Conn<'_>, tenant: TenantId, head: HeadMark) -> Result<(), PortableError> {
    let unreadable = |error: StoreError| match error {
        StoreError::NotFound | StoreError::Internal(_) => PortableFault::Rows(error.to_string()).into(),
        error => PortableError::Store(error),
    };
    let mut tx = Tx::open(conn, tenant, None).map_err(unreadable)?;
    let found = tx.head();
    if (found.epoch, found.seq, found.hash) != (head.epoch, head.seq, head.hash) {
        return Err(PortableFault::Journal("its head is another".to_owned()).into());
    }
    let vouched = Head { rights_seq: 0, structure_seq: 0, structure_day: None, ..found };
    match TenantTx(&mut tx).verify(&[vouched]).map_err(unreadable)?.first() {
        Some(fault) => Err(PortableFault::Journal(fault.to_string()).into()),
        None => Ok(()),
    }
}

/// Rows that are put in together.
struct Batch {
    tenant: TenantId,
    rows: String,
    count: usize,
    /// References within the table: a row's id, and what each refers to.
    own: Vec<(Uuid, Vec<Option<Uuid>>)>,
}

impl Batch {
    fn take(&mut self, conn: &mut Conn<'_>, table: &Table, values: &[Value]) -> Result<(), PortableError> {
        let id = |value: &Value| value.as_str().and_then(|text| Uuid::parse_str(text).ok());
        let own = table.columns.iter().zip(values).filter(|(column, _)| sql::is_own(table, column));
        let own: Vec<Option<Uuid>> = own.map(|(_, value)| id(value)).collect();
        if own.iter().any(Option::is_some)
            && let Some(row) = values.first().and_then(id)
        {
            self.own.push((row, own));
        }
        self.rows.push(if self.count == 0 { '[' } else { ',' });
        self.rows.push_str(&Value::from(values.to_vec()).to_string());
        self.count += 1;
        if self.count >= ROWS || self.rows.len() >= BYTES { self.put(conn, table) } else { Ok(()) }
    }

    fn end(&mut self, conn: &mut Conn<'_>, table: &Table) -> Result<(), PortableError> {
        if self.count > 0 {
            self.put(conn, table)?;
        }
        let scope = Id(self.tenant.0);
        for (row, own) in std::mem::take(&mut self.own) {
            let own: Vec<Option<Id>> = own.into_iter().map(|id| id.map(Id)).collect();
            let is_postgres = matches!(conn, Conn::Postgres(_));
            let Some(text) = sql::refer(table, is_postgres) else { continue };
            query!(conn, |c| {
                let mut statement =
                    diesel::sql_query(text).into_boxed().bind::<Guid, _>(scope).bind::<Guid, _>(Id(row));
                for id in own {
                    statement = statement.bind::<Nullable<Guid>, _>(id);
                }
                statement.execute(c)
            })
            .map_err(refused)?;
        }
        Ok(())
    }

    fn put(&mut self, conn: &mut Conn<'_>, table: &Table) -> Result<(), PortableError> {
        self.rows.push(']');
        let (scope, rows) = (Id(self.tenant.0), std::mem::take(&mut self.rows));
        self.count = 0;
        let text = sql::insert(table, matches!(conn, Conn::Postgres(_)));
        query!(conn, |c| diesel::sql_query(text).bind::<Guid, _>(scope).bind::<Text, _>(rows).execute(c))
            .map_err(refused)?;
        Ok(())
    }
}

/// What the rows break is the file's fault, and what the store lacks is not.
fn refused(error: diesel::result::Error) -> PortableError {
    let told = error.to_string();
    match StoreError::from(error) {
        StoreError::Taken(_) | StoreError::Reference(_) | StoreError::Internal(_) => PortableFault::Rows(told).into(),
        error => error.into(),
    }
}
