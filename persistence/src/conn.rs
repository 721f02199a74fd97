//! The connection of an open transaction, and the macro that runs one query text on either store.
use diesel::{PgConnection, SqliteConnection};

/// A connection inside a transaction that is already scoped to one tenant, or to the region.
pub(crate) enum Conn<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

/// Runs one query text on whichever store is open; the compiler checks the body once per store.
macro_rules! query {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::conn::Conn::Sqlite($c) => {
                let $c: &mut diesel::SqliteConnection = $c;
                $body
            }
            $crate::conn::Conn::Postgres($c) => {
                let $c: &mut diesel::PgConnection = $c;
                $body
            }
        }
    };
}
pub(crate) use query;
