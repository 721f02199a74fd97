//! A table's columns by name and kind, as `schema.rs` has them.
use diesel::expression::Expression;
use diesel::sql_types::{BigInt, Binary, Integer, Json, Nullable, SqlType, Text, is_nullable};

use crate::column::{Day, Guid, Instant};

/// What a column holds, and so how it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An id: 32 hexadecimal digits.
    Guid,
    /// Bytes: hexadecimal digits.
    Bytes,
    /// A number.
    Integer,
    /// A wider number.
    Long,
    /// A text.
    Text,
    /// A document: its text, to the letter.
    Json,
    /// A moment: microseconds since 1970.
    Instant,
    /// A date.
    Day,
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
}

pub(crate) trait Kinded {
    const KIND: Kind;
}

macro_rules! kinds {
    ($($of:ty => $kind:ident),+ $(,)?) => { $(impl Kinded for $of { const KIND: Kind = Kind::$kind; })+ };
}

kinds!(
    Guid => Guid, Binary => Bytes, Integer => Integer, BigInt => Long, Text => Text, Json => Json, Instant => Instant,
    Day => Day,
);

impl<T: Kinded + SqlType<IsNull = is_nullable::NotNull>> Kinded for Nullable<T> {
    const KIND: Kind = T::KIND;
}

/// A row of columns.
pub(crate) trait Columns {
    /// Each of them.
    fn columns() -> Vec<Column>;
}

macro_rules! rows {
    () => {};
    ($first:ident $($rest:ident)*) => {
        impl<$first, $($rest),*> Columns for ($first, $($rest,)*)
        where
            $first: diesel::Column,
            <$first as Expression>::SqlType: Kinded,
            $($rest: diesel::Column, <$rest as Expression>::SqlType: Kinded,)*
        {
            fn columns() -> Vec<Column> {
                vec![
                    Column { name: $first::NAME, kind: <$first as Expression>::SqlType::KIND },
                    $(Column { name: $rest::NAME, kind: <$rest as Expression>::SqlType::KIND }),*
                ]
            }
        }
        rows!($($rest)*);
    };
}

// As many as Diesel's tables have at most.
rows!(A B C D E F G H I J K L M N O P Q R S T U V W X Y Z Aa Ab Ac Ad Ae Af);
