//! What is wrong with the settings, one line a fault.

use std::fmt;
use std::path::{Path, PathBuf};

/// Where a setting was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// In the file, at a line counted from 1.
    File(PathBuf, usize),
    /// In an environment variable.
    Variable(String),
    /// Nowhere: it is missing; the file is where it would stand.
    Missing(PathBuf),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, line) => write!(f, "{}:{line}", path.display()),
            Self::Variable(name) => f.write_str(name),
            Self::Missing(path) => write!(f, "{}", path.display()),
        }
    }
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingFault {
    /// The setting, as in `limits.body_bytes`; empty if the file as a whole is at fault.
    pub key: String,
    /// Where it was written.
    pub origin: Origin,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for SettingFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, origin, what } = self;
        if key.is_empty() { write!(f, "{origin}: {what}") } else { write!(f, "{origin}: {key} {what}") }
    }
}

/// Everything wrong with the settings of a start, one line each.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
pub struct ConfigFaults(pub Vec<SettingFault>);

impl ConfigFaults {
    pub(super) fn unreadable(file: &Path, error: &std::io::Error) -> Self {
        let what = format!("cannot be read: {error}");
        Self(vec![SettingFault { key: String::new(), origin: Origin::Missing(file.to_owned()), what }])
    }
}

impl fmt::Display for ConfigFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}
