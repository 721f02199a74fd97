//! A time of day, to the minute.
use domain::{FaultKind, Time};
use serde::{Serialize, Serializer};

/// A time of day as `HH:MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOfDay(pub Time);

impl TimeOfDay {
    /// The calendar library reads more forms than the wire allows, so the one form is required first.
    pub(super) fn parse(text: &str) -> Result<Self, FaultKind> {
        let bytes = text.as_bytes();
        let formed = bytes.len() == 5
            && bytes.iter().enumerate().all(|(i, b)| if i == 2 { *b == b':' } else { b.is_ascii_digit() });
        let read = if formed { text.parse().ok() } else { None };
        read.map(Self).ok_or(FaultKind::Malformed { form: "HH:MM" })
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:02}:{:02}", self.0.hour(), self.0.minute()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_has_one_form() {
        for text in ["00:00", "09:05", "23:59"] {
            let time = TimeOfDay::parse(text).expect("a time of day");
            assert_eq!(serde_json::to_value(time).expect("a text"), text);
        }
        for text in ["9:05", "24:00", "12:60", "09:05:00", "0905", "09.05", "T9:05", "kl 09"] {
            assert!(TimeOfDay::parse(text).is_err(), "{text}");
        }
    }
}
