//! Reads settings one by one out of file and environment, keeping each fault instead of stopping at the first.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::faults::{ConfigFaults, Origin, SettingFault};
use super::table::{self, PREFIX, Preset};
use super::values::Value;

/// What stands behind a key: one word, or a list of them.
enum Written {
    Word(String),
    List(Vec<String>),
}

/// Everything written, what has been asked for, and the faults so far.
pub(super) struct Reader {
    file: PathBuf,
    written: BTreeMap<String, (Written, Origin)>,
    asked: BTreeSet<String>,
    faults: Vec<SettingFault>,
}

impl Reader {
    pub(super) fn open(file: &Path, text: &str, variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut reader =
            Self { file: file.to_owned(), written: BTreeMap::new(), asked: BTreeSet::new(), faults: Vec::new() };
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let line = error.span().map_or(1, |span| line(text, span.start));
            reader.push("", Origin::File(file.to_owned(), line), error.message().to_owned());
        }
        reader.flatten(text, "", table.get_ref());
        for (name, value) in variables {
            // One underscore pair at least: other variables of the program (a client's secret) are not settings.
            let Some(key) = name.strip_prefix(PREFIX).filter(|key| key.contains("__")) else { continue };
            if !value.is_empty() {
                let key = key.replace("__", ".").to_lowercase();
                reader.written.insert(key, (Written::Word(value), Origin::Variable(name)));
            }
        }
        reader
    }

    fn flatten(&mut self, text: &str, above: &str, table: &DeTable<'_>) {
        for (name, value) in table {
            let key = if above.is_empty() { name.get_ref().to_string() } else { format!("{above}.{}", name.get_ref()) };
            let origin = Origin::File(self.file.clone(), line(text, name.span().start));
            match value.get_ref() {
                DeValue::Table(inner) => self.flatten(text, &key, inner),
                DeValue::Array(items) if !items.is_empty() && items.iter().all(|item| item.get_ref().is_table()) => {
                    for (at, item) in items.iter().enumerate() {
                        if let DeValue::Table(inner) = item.get_ref() {
                            self.flatten(text, &format!("{key}.{at}"), inner);
                        }
                    }
                }
                DeValue::Array(items) => match items.iter().map(|item| word(item.get_ref())).collect() {
                    Some(words) => drop(self.written.insert(key, (Written::List(words), origin))),
                    None => self.push(&key, origin, "must be a list of plain values".to_owned()),
                },
                single => match word(single) {
                    Some(word) => drop(self.written.insert(key, (Written::Word(word), origin))),
                    None => self.push(&key, origin, "must be a plain value".to_owned()),
                },
            }
        }
    }

    fn push(&mut self, key: &str, origin: Origin, what: String) {
        self.faults.push(SettingFault { key: key.to_owned(), origin, what });
    }

    /// How many entries a list of tables has, in file and environment together.
    pub(super) fn length(&self, list: &str) -> usize {
        let entry = |key: &String| key.strip_prefix(list)?.strip_prefix('.')?.split('.').next()?.parse::<usize>().ok();
        // Capped, since a variable could name the entry 4000000000.
        self.written.keys().filter_map(entry).max().map_or(0, |last| last.saturating_add(1).min(100))
    }

    /// A setting that has a default or is required. `None` after a fault.
    pub(super) fn one<T: Value>(&mut self, key: &str) -> Option<T> {
        if let Some(found) = self.given(key) {
            return found;
        }
        match table::find(key).map(|setting| setting.preset) {
            Some(Preset::Text(text)) => T::read(text),
            _ => {
                self.push(key, Origin::Missing(self.file.clone()), format!("is missing: it must be {}", T::WANTED));
                None
            }
        }
    }

    /// A setting that may be left out. `None` if it was, or after a fault.
    pub(super) fn optional<T: Value>(&mut self, key: &str) -> Option<T> {
        self.given(key).flatten()
    }

    /// `None` if nothing is written there, `Some(None)` after a fault.
    fn given<T: Value>(&mut self, key: &str) -> Option<Option<T>> {
        self.asked.insert(key.to_owned());
        let (written, origin) = self.written.get(key)?;
        let origin = origin.clone();
        let text = match written {
            Written::Word(text) => text.clone(),
            Written::List(_) => {
                self.push(key, origin, format!("must be {}, not a list", T::WANTED));
                return Some(None);
            }
        };
        let value = T::read(&text);
        if value.is_none() {
            self.refuse_value::<T>(key, origin, &text);
        }
        Some(value)
    }

    fn refuse_value<T: Value>(&mut self, key: &str, origin: Origin, text: &str) {
        let shown = if T::SHOWN { format!(", not `{}`", text.escape_debug()) } else { String::new() };
        self.push(key, origin, format!("must be {}{shown}", T::WANTED));
    }

    /// A setting that is a list. `None` after a fault.
    pub(super) fn list<T: Value>(&mut self, key: &str) -> Option<Vec<T>> {
        self.asked.insert(key.to_owned());
        let comma = |text: &str| text.split(',').map(|word| word.trim().to_owned()).filter(|w| !w.is_empty()).collect();
        let (words, origin): (Vec<String>, Origin) = match self.written.get(key) {
            Some((Written::List(words), origin)) => (words.clone(), origin.clone()),
            Some((Written::Word(text), origin)) => (comma(text), origin.clone()),
            None => match table::find(key).map(|setting| setting.preset) {
                Some(Preset::Text(text)) => (comma(text), Origin::Missing(self.file.clone())),
                _ => (Vec::new(), Origin::Missing(self.file.clone())),
            },
        };
        let filled = table::find(key).is_some_and(|setting| setting.preset != Preset::Text(""));
        if words.is_empty() && filled {
            self.push(key, origin, format!("must name at least one: {}", T::WANTED));
            return None;
        }
        let values = words.iter().map(|word| {
            let value = T::read(word);
            if value.is_none() {
                self.refuse_value::<T>(key, origin.clone(), word);
            }
            value
        });
        values.collect::<Vec<_>>().into_iter().collect()
    }

    /// A path that may be left out, seen from the folder the file is in.
    pub(super) fn path(&mut self, key: &str) -> Option<PathBuf> {
        let path: String = self.optional(key)?;
        Some(self.file.parent().unwrap_or(Path::new("")).join(path))
    }

    /// Whether anything was written for a setting.
    pub(super) fn holds(&self, key: &str) -> bool {
        self.written.contains_key(key)
    }

    /// A path that another setting makes necessary.
    pub(super) fn required_path(&mut self, key: &str, because_of: &str) -> Option<PathBuf> {
        let path = self.path(key);
        if path.is_none() && self.holds(because_of) && !self.holds(key) {
            return self.missing(key, &format!("{because_of} is given"));
        }
        path
    }

    /// Notes that a setting is missing although something else makes it necessary.
    pub(super) fn missing<T>(&mut self, key: &str, because: &str) -> Option<T> {
        // A value that was written but could not be read has its own fault already.
        if !self.holds(key) {
            self.push(key, Origin::Missing(self.file.clone()), format!("is missing: {because}"));
        }
        None
    }

    /// Notes a fault of a setting that was written.
    pub(super) fn fault<T>(&mut self, key: &str, what: &str) -> Option<T> {
        let origin = self.written.get(key).map_or(Origin::Missing(self.file.clone()), |(_, origin)| origin.clone());
        self.push(key, origin, what.to_owned());
        None
    }

    /// Refuses whatever was written and never asked for.
    pub(super) fn refuse_the_rest(&mut self) {
        let unknown = self.written.iter().filter(|(key, _)| !self.asked.contains(*key));
        let faults = unknown.map(|(key, (_, origin))| SettingFault {
            key: key.clone(),
            origin: origin.clone(),
            what: "is no setting".to_owned(),
        });
        self.faults.extend(faults.collect::<Vec<_>>());
    }

    /// The settings asked for, in their general form.
    #[cfg(test)]
    pub(super) fn asked(&self) -> BTreeSet<&'static str> {
        self.asked.iter().filter_map(|key| table::find(key)).map(|setting| setting.key).collect()
    }

    pub(super) fn into_faults(self) -> Option<ConfigFaults> {
        (!self.faults.is_empty()).then_some(ConfigFaults(self.faults))
    }
}

/// The line of a byte, counted from 1.
fn line(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

fn word(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.as_str().to_owned()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Boolean(truth) => Some(truth.to_string()),
        DeValue::Datetime(time) => Some(time.to_string()),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}
