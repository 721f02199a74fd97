//! History as people write it: a file of JSON lines, each a meeting or a case of earlier years. The format is described in
//! `docs/history.md`.
mod enter;
mod fields;
#[cfg(test)]
mod tests;

use domain::history::{Fact, Record};
use domain::{FaultKind, Faults};
use serde_json::Value;

use crate::wire::read::read;
use crate::wire::{Code, parse_json};

pub use enter::{enter, planned};
use fields::{CaseFields, MeetingFields};

/// The most lines one file may have.
pub const LINES_MAX: usize = 10_000;

/// The lines of a file, and what is wrong with those that could not be read.
#[derive(Debug, Default)]
pub struct Lines {
    /// Those that could be read.
    pub records: Vec<Record>,
    /// What could not be, each fault at `/line/member`.
    pub faults: Faults,
}

impl Lines {
    /// Reads a file. Lines without anything on them count and tell nothing.
    pub fn read(text: &str) -> Self {
        let mut lines = Self::default();
        let told = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        for (number, text) in told.clone().take(LINES_MAX) {
            match fact(text) {
                Ok(fact) => lines.records.push(Record { line: number, fact }),
                Err(Faults(found)) => {
                    found
                        .into_iter()
                        .for_each(|fault| lines.faults.add(format!("/{number}{}", fault.pointer), fault.kind));
                }
            }
        }
        match told.count() {
            0 => lines.faults.add("", FaultKind::TooShort { min: 1 }),
            many if many > LINES_MAX => lines.faults.add("", FaultKind::TooLong { max: LINES_MAX }),
            _ => {}
        }
        lines
    }
}

/// What one line tells.
fn fact(text: &str) -> Result<Fact, Faults> {
    let value = parse_json(text.as_bytes()).map_err(|error| match error.code {
        Code::Invalid => error.faults,
        _ => Faults::one("", FaultKind::Malformed { form: "one JSON object" }),
    })?;
    let Value::Object(mut members) = value else {
        return Err(Faults::one("", FaultKind::WrongType { expected: "object".to_owned() }));
    };
    let word = members.remove("type");
    let rest = Value::Object(members);
    match word.as_ref().map(|word| word.as_str()) {
        Some(Some("meeting")) => read::<MeetingFields>(rest).map(|fields| Fact::Meeting(fields.into())),
        Some(Some("case")) => read::<CaseFields>(rest).map(|fields| Fact::Case(Box::new(fields.into()))),
        Some(Some(_)) => {
            let known = ["case", "meeting"].map(str::to_owned).to_vec();
            Err(Faults::one("/type", FaultKind::UnknownWord { known }))
        }
        Some(None) => Err(Faults::one("/type", FaultKind::WrongType { expected: "string".to_owned() })),
        None => Err(Faults::one("/type", FaultKind::Required)),
    }
}
