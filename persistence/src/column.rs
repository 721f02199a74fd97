//! Column types both stores understand: the native type on PostgreSQL, a plain one on SQLite.
use diesel::backend::Backend;
use diesel::data_types::{PgDate, PgTimestamp};
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, SqlType, Text, Timestamptz};
use diesel::sqlite::{Sqlite, SqliteValue};
use domain::{Date, Words};
use uuid::Uuid;

/// `uuid` on PostgreSQL, a 16-byte `BLOB` on SQLite (half the file of text ids).
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951))]
#[diesel(sqlite_type(name = "Binary"))]
pub struct Guid;

/// `timestamptz` on PostgreSQL, microseconds since 1970 in an `INTEGER` on SQLite.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185))]
#[diesel(sqlite_type(name = "Long"))]
pub struct Instant;

/// `date` on PostgreSQL, `YYYY-MM-DD` in a `TEXT` on SQLite, where it sorts and reads well.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(oid = 1082, array_oid = 1182))]
#[diesel(sqlite_type(name = "Text"))]
pub struct Day;

/// Microseconds from 1970-01-01 to 2000-01-01, where PostgreSQL counts from.
const PG_EPOCH_MICROS: i64 = 946_684_800_000_000;

/// An id of any kind, as a column holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Guid)]
pub struct Id(pub Uuid);

impl ToSql<Guid, Pg> for Id {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <Uuid as ToSql<diesel::sql_types::Uuid, Pg>>::to_sql(&self.0, out)
    }
}

impl FromSql<Guid, Pg> for Id {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        <Uuid as FromSql<diesel::sql_types::Uuid, Pg>>::from_sql(value).map(Self)
    }
}

impl ToSql<Guid, Sqlite> for Id {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(&self.0.as_bytes()[..]);
        Ok(IsNull::No)
    }
}

impl FromSql<Guid, Sqlite> for Id {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(Self(Uuid::from_slice(value.read_blob())?))
    }
}

/// An instant, as a column holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Instant)]
pub struct At(pub domain::Instant);

impl At {
    fn from_micros(micros: i64) -> deserialize::Result<Self> {
        domain::Instant::from_micros(micros).map(Self).ok_or_else(|| "an instant out of range".into())
    }
}

impl ToSql<Instant, Pg> for At {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let at = PgTimestamp(self.0.micros() - PG_EPOCH_MICROS);
        <PgTimestamp as ToSql<Timestamptz, Pg>>::to_sql(&at, &mut out.reborrow())
    }
}

impl FromSql<Instant, Pg> for At {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let at = <PgTimestamp as FromSql<Timestamptz, Pg>>::from_sql(value)?;
        Self::from_micros(at.0 + PG_EPOCH_MICROS)
    }
}

impl ToSql<Instant, Sqlite> for At {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.micros());
        Ok(IsNull::No)
    }
}

impl FromSql<Instant, Sqlite> for At {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Self::from_micros(<i64 as FromSql<BigInt, Sqlite>>::from_sql(value)?)
    }
}

/// A date, as a column holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Day)]
pub struct On(pub Date);

/// The day PostgreSQL counts dates from.
const PG_EPOCH_DAY: Date = Date::constant(2000, 1, 1);

impl ToSql<Day, Pg> for On {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let days = PG_EPOCH_DAY.until(self.0)?.get_days();
        <PgDate as ToSql<diesel::sql_types::Date, Pg>>::to_sql(&PgDate(days), &mut out.reborrow())
    }
}

impl FromSql<Day, Pg> for On {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let days = <PgDate as FromSql<diesel::sql_types::Date, Pg>>::from_sql(value)?.0;
        Ok(Self(PG_EPOCH_DAY.checked_add(domain::Days::new(days))?))
    }
}

impl ToSql<Day, Sqlite> for On {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.to_string());
        Ok(IsNull::No)
    }
}

impl FromSql<Day, Sqlite> for On {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(Self(value.read_text().parse()?))
    }
}

/// A word of a closed vocabulary, in a text column on every store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Word<T: Words + std::fmt::Debug>(pub T);

impl<T: Words + std::fmt::Debug, DB: Backend> ToSql<Text, DB> for Word<T>
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        <str as ToSql<Text, DB>>::to_sql(self.0.word(), out)
    }
}

impl<T: Words + std::fmt::Debug> Word<T> {
    fn read(word: &str) -> deserialize::Result<Self> {
        T::parse(word).map(Self).ok_or_else(|| format!("unknown word {word:?}").into())
    }
}

impl<T: Words + std::fmt::Debug> FromSql<Text, Pg> for Word<T> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Self::read(std::str::from_utf8(value.as_bytes())?)
    }
}

impl<T: Words + std::fmt::Debug> FromSql<Text, Sqlite> for Word<T> {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Self::read(value.read_text())
    }
}
