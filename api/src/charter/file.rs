//! A charter file: TOML read into a charter, each fault with its line and column.
use std::fmt;
use std::ops::Range;

use domain::{Charter, Fault, Language, oslo_date};
use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::node::Clock;
use crate::wire::fault_text;
use crate::wire::read::escape;

/// The fault of a member that has no place: its name is what is wrong.
const UNKNOWN_FIELD: &str = "unknown-field";

/// A fault and where in the file it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedFault {
    /// The line, counted from 1.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
    /// Where in the document, as a JSON pointer; empty for the whole and where the file is no TOML.
    pub pointer: String,
    /// The stable word for the fault; `syntax` where the file is no TOML.
    pub code: String,
    /// What is wrong, in English.
    pub text: String,
}

impl fmt::Display for PlacedFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, pointer, code, text } = self;
        write!(f, "{line}:{column} ")?;
        if !pointer.is_empty() {
            write!(f, "{pointer} ")?;
        }
        write!(f, "[{code}] {text}")
    }
}

/// Reads and checks a charter file, or names every fault with its place, in the order of the file.
pub fn check_file(text: &str) -> Result<Charter, Vec<PlacedFault>> {
    let document = parsed(text)?;
    // A file tells of no day it shall be applied on; what has been over is judged no more.
    let today = oslo_date(Clock::default().now());
    let sound = |charter: Charter| charter.check().and_then(|()| charter.check_rules(today)).map(|()| charter);
    super::from_json(table(document.get_ref())).and_then(sound).map_err(|faults| {
        let told = faults
            .0
            .into_iter()
            .map(|Fault { pointer, kind }| (pointer, kind.code().to_owned(), fault_text(&kind, Language::English)));
        located(text, &document, told)
    })
}

/// Finds the places of faults that somebody else has told of what a file says: each as pointer, code and text.
pub fn place_faults(text: &str, told: impl IntoIterator<Item = (String, String, String)>) -> Vec<PlacedFault> {
    match parsed(text) {
        Ok(document) => located(text, &document, told),
        Err(faults) => faults,
    }
}

fn parsed(text: &str) -> Result<Spanned<DeTable<'_>>, Vec<PlacedFault>> {
    DeTable::parse(text).map_err(|error| {
        let (line, column) = place(text, error.span().map_or(0, |span| span.start));
        let message = error.message().lines().collect::<Vec<_>>().join("; ");
        vec![PlacedFault { line, column, pointer: String::new(), code: "syntax".to_owned(), text: message }]
    })
}

fn located(
    text: &str,
    document: &Spanned<DeTable>,
    told: impl IntoIterator<Item = (String, String, String)>,
) -> Vec<PlacedFault> {
    let located = |(pointer, code, reason): (String, String, String)| {
        let (line, column) = place(text, span(document, &pointer, code == UNKNOWN_FIELD).start);
        PlacedFault { line, column, pointer, code, text: reason }
    };
    let mut placed: Vec<_> = told.into_iter().map(located).collect();
    placed.sort_by_key(|fault| (fault.line, fault.column));
    placed
}

fn table(table: &DeTable) -> Value {
    table.iter().map(|(key, value)| (key.get_ref().to_string(), json(value.get_ref()))).collect()
}

/// TOML's dates become text, as they are on the wire.
fn json(value: &DeValue) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        // An integer beyond 64 bits stands as the greatest one, so that its fault says "out of range".
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or_else(|_| Value::from(u64::MAX), Value::from)
        }
        DeValue::Float(number) => number.as_str().parse::<f64>().map_or(Value::Null, Value::from),
        DeValue::Boolean(yes) => Value::Bool(*yes),
        DeValue::Datetime(at) => Value::String(at.to_string()),
        DeValue::Array(items) => items.iter().map(|item| json(item.get_ref())).collect(),
        DeValue::Table(members) => table(members),
    }
}

/// The stretch of the file a fault speaks of: the value pointed at, the key of an unknown member, or the nearest
/// thing around a value that is not there.
fn span(document: &Spanned<DeTable>, pointer: &str, unknown: bool) -> Range<usize> {
    let mut nearest = document.span();
    let mut tokens = pointer.split('/').skip(1).peekable();
    let mut within = Some(Within::Table(document.get_ref()));
    while let Some(token) = tokens.next() {
        let last_key = tokens.peek().is_none() && unknown;
        let next = match within {
            Some(Within::Table(table)) => table.iter().find(|(key, _)| escape(key.get_ref()) == token),
            Some(Within::Array(items)) => {
                let Some(item) = token.parse().ok().and_then(|i: usize| items.get(i)) else { break };
                nearest = item.span();
                within = Within::of(item.get_ref());
                continue;
            }
            None => None,
        };
        let Some((key, value)) = next else { break };
        nearest = if last_key { key.span() } else { value.span() };
        within = Within::of(value.get_ref());
    }
    nearest
}

/// What a pointer's next token is looked up in.
enum Within<'a> {
    Table(&'a DeTable<'a>),
    Array(&'a [Spanned<DeValue<'a>>]),
}

impl<'a> Within<'a> {
    fn of(value: &'a DeValue<'a>) -> Option<Self> {
        match value {
            DeValue::Table(table) => Some(Self::Table(table)),
            DeValue::Array(items) => Some(Self::Array(items)),
            _ => None,
        }
    }
}

/// Line and column of a byte, counted from 1, columns in characters.
fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(byte)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}
