//! The statements that read a table's rows as JSON and put them back, on either store.
use super::columns::{Column, Kind};
use super::{OWN, Table};

/// Each row as one JSON array, in the order of its key.
pub(super) fn select(table: &Table, postgres: bool) -> String {
    let values = list(table.columns.iter().map(|column| told(*column, postgres)));
    // Keys lead the columns, and none has more parts.
    let order =
        list(table.columns.iter().filter(|column| column.kind != Kind::Json).take(3).map(|column| quoted(column.name)));
    let (name, build, parameter) =
        (table.name, if postgres { "json_build_array" } else { "json_array" }, one(postgres));
    let cast = if postgres { "::text" } else { "" };
    format!(
        "SELECT {build}({values}){cast} AS line FROM \"{name}\" WHERE \"{name}\".\"tenant_id\" = {parameter} ORDER BY {order}"
    )
}

/// Puts rows in, told as one JSON array of arrays.
pub(super) fn insert(table: &Table, postgres: bool) -> String {
    let names = list(table.columns.iter().map(|column| quoted(column.name)));
    let values = table.columns.iter().enumerate().map(|(at, column)| match is_own(table, column) {
        true => "NULL".to_owned() + if postgres { "::uuid" } else { "" },
        false => read(at, *column, postgres),
    });
    let (name, values, first) = (table.name, list(values), one(postgres));
    let from = if postgres { "json_array_elements($2::json) AS told(value)" } else { "json_each(?2)" };
    format!("INSERT INTO \"{name}\" (\"tenant_id\", {names}) SELECT {first}, {values} FROM {from}")
}

/// Sets one row's references to rows of its own table: the row's id, then what each refers to.
pub(super) fn refer(table: &Table, postgres: bool) -> Option<String> {
    let own: Vec<_> = table.columns.iter().filter(|column| is_own(table, column)).collect();
    let place = |at: usize| format!("{}{at}", if postgres { "$" } else { "?" });
    let set = list(own.iter().enumerate().map(|(at, column)| format!("{} = {}", quoted(column.name), place(at + 3))));
    let name = table.name;
    (!own.is_empty()).then(|| {
        format!("UPDATE \"{name}\" SET {set} WHERE \"{name}\".\"tenant_id\" = {} AND \"id\" = {}", place(1), place(2))
    })
}

/// Whether a column refers to the table it is in.
pub(super) fn is_own(table: &Table, column: &Column) -> bool {
    OWN.contains(&(table.name, column.name))
}

fn told(Column { name, kind }: Column, postgres: bool) -> String {
    let name = quoted(name);
    match (kind, postgres) {
        (Kind::Guid | Kind::Bytes, false) => format!("CASE WHEN {name} IS NULL THEN NULL ELSE lower(hex({name})) END"),
        (Kind::Guid, true) => format!("replace({name}::text, '-', '')"),
        (Kind::Bytes, true) => format!("encode({name}, 'hex')"),
        (Kind::Json, true) => format!("{name}::text"),
        (Kind::Instant, true) => format!("(extract(epoch FROM {name}) * 1000000)::bigint"),
        (Kind::Day, true) => format!("to_char({name}, 'YYYY-MM-DD')"),
        _ => name,
    }
}

fn read(at: usize, column: Column, postgres: bool) -> String {
    let text = if postgres { format!("(value->>{at})") } else { format!("json_extract(value, '$[{at}]')") };
    match (column.kind, postgres) {
        (Kind::Guid | Kind::Bytes, false) => format!("unhex({text})"),
        (_, false) | (Kind::Text, true) => text,
        (Kind::Guid, true) => format!("{text}::uuid"),
        (Kind::Bytes, true) => format!("decode({text}, 'hex')"),
        (Kind::Integer, true) => format!("{text}::integer"),
        (Kind::Long, true) => format!("{text}::bigint"),
        (Kind::Json, true) => format!("{text}::json"),
        (Kind::Day, true) => format!("{text}::date"),
        // Whole seconds apart from the rest: intervals are multiplied as floating-point numbers.
        (Kind::Instant, true) => format!(
            "(timestamptz 'epoch' + ({text}::bigint / 1000000) * interval '1 second' \
             + ({text}::bigint % 1000000) * interval '1 microsecond')"
        ),
    }
}

fn one(postgres: bool) -> &'static str {
    if postgres { "$1" } else { "?1" }
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

fn list(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}
