//! All of one tenant in a file that either store writes and reads: lines of JSON, between a header and a trailer that
//! counts the rows of each table and has the digest of everything before it.
mod columns;
mod dump;
mod file;
mod restore;
mod sql;

use crate::StoreError;
use crate::schema;
use columns::{Column, Columns};

pub use file::{Contents, PortableFault, read_contents};
pub use restore::Restored;

/// Why a tenant could not be written to a file, or read from one.
#[derive(Debug, thiserror::Error)]
pub enum PortableError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file cannot be read or written.
    #[error("the file cannot be read or written: {0}")]
    Io(#[from] std::io::Error),
    /// The file is not what a store wrote.
    #[error(transparent)]
    Fault(#[from] PortableFault),
}

/// A table of tenants' rows.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// Its columns but the tenant's own, those of its key first.
    pub(crate) columns: Vec<Column>,
}

impl Table {
    fn of<T: Columns>(name: &'static str) -> Self {
        let mut columns = T::columns();
        columns.retain(|column| column.name != "tenant_id" && (name, column.name) != PAUSED);
        Self { name, columns }
    }
}

/// What is true of a tenant where it is and not where it goes.
const PAUSED: (&str, &str) = ("journal_head", "moving");

/// References from a table to itself: they are set when all of its rows are there.
pub(crate) const OWN: [(&str, &str); 4] =
    [("party", "part_of"), ("body", "parent_id"), ("body", "programme_committee_for"), ("cases", "merged_into")];

macro_rules! tables {
    ($($table:ident),+ $(,)?) => {
        /// Every table of tenants' rows, each after those it refers to.
        pub(crate) fn tables() -> Vec<Table> {
            vec![$(Table::of::<<schema::$table::table as diesel::Table>::AllColumns>(stringify!($table))),+]
        }
    };
}

tables!(
    journal_head,
    settings,
    party,
    area,
    area_member,
    body,
    body_mandate,
    body_succession,
    person,
    person_identity,
    role_grant,
    provision,
    membership,
    office,
    edition,
    meeting,
    cases,
    case_stop,
    case_link,
    case_officer,
    paper,
    agenda_item,
    minutes,
    webhook,
    webhook_queue,
    webhook_delivery,
    webhook_dead_letter,
    calendar_address,
    notice,
    idempotency,
    journal,
);
