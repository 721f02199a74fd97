//! Instants, dates and validity. Days are counted in Europe/Oslo, where every community lives.
use std::fmt;
use std::sync::LazyLock;

use jiff::tz::TimeZone;

use crate::{FaultKind, Faults};

/// A day in the calendar, without a time zone.
pub type Date = jiff::civil::Date;

/// A number of days, for stepping from one date to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days(i32);

impl Days {
    /// So many days, backward where negative.
    pub const fn new(days: i32) -> Self {
        Self(days)
    }
}

impl From<Days> for jiff::civil::DateArithmetic {
    fn from(days: Days) -> Self {
        jiff::Span::new().days(days.0).into()
    }
}

/// A point in time: whole microseconds since 1970-01-01T00:00:00Z, the precision both stores keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Instant(i64);

impl Instant {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);

    /// From microseconds since the epoch; `None` beyond the years -9999 to 9999.
    pub fn from_micros(micros: i64) -> Option<Self> {
        jiff::Timestamp::from_microsecond(micros).ok().map(|_| Self(micros))
    }

    /// From any finer clock, cut to microseconds.
    pub fn from_timestamp(at: jiff::Timestamp) -> Self {
        Self(at.as_microsecond())
    }

    /// Reads an RFC 3339 instant.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self::from_timestamp)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// This instant and some seconds more, or fewer where negative.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }
}

impl fmt::Display for Instant {
    /// RFC 3339 in UTC with six decimals, always the same length.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = jiff::Timestamp::from_microsecond(self.0).map_err(|_| fmt::Error)?;
        write!(f, "{at:.6}")
    }
}

impl serde::Serialize for Instant {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Instant {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an instant"))
    }
}

/// The day it is in Europe/Oslo at an instant.
pub fn oslo_date(at: Instant) -> Date {
    static OSLO: LazyLock<TimeZone> =
        LazyLock::new(|| TimeZone::get("Europe/Oslo").expect("the zone is in the bundled database"));
    // Every `Instant` was made from a valid timestamp.
    let at = jiff::Timestamp::from_microsecond(at.0).expect("an instant is in range");
    OSLO.to_datetime(at).date()
}

/// When something is in force: first and last day, both included, either open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Validity {
    /// The first day in force; open means "as far back as anyone asks".
    pub from: Option<Date>,
    /// The last day in force; open means "until further notice".
    pub to: Option<Date>,
}

impl Validity {
    /// In force on every day.
    pub const ALWAYS: Self = Self { from: None, to: None };

    /// Whether it is in force on a day.
    pub fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// Whether it has been in force on a day up to and including `day`.
    pub fn has_begun(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day)
    }

    /// Whether it was taken back before it began: no day is left.
    pub fn is_never(&self) -> bool {
        self.from.zip(self.to).is_some_and(|(from, to)| to < from)
    }

    /// Whether two validities share a day.
    pub fn overlaps(&self, other: &Self) -> bool {
        if self.is_never() || other.is_never() {
            return false;
        }
        let before = |from: Option<Date>, to: Option<Date>| match (from, to) {
            (Some(from), Some(to)) => from <= to,
            _ => true,
        };
        before(self.from, other.to) && before(other.from, self.to)
    }

    /// The days it shares with another; none where there are none.
    pub fn within(&self, other: &Self) -> Option<Self> {
        self.overlaps(other).then(|| Self {
            from: self.from.max(other.from),
            // An open end is later than any day.
            to: [self.to, other.to].into_iter().flatten().min(),
        })
    }

    /// The last day may not come before the first.
    pub fn check(&self, base: &str, faults: &mut Faults) {
        if self.is_never() {
            faults.add(format!("{base}/validTo"), FaultKind::DateOrder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_begins_at_midnight_in_oslo() {
        let at = |text| oslo_date(Instant::parse(text).expect("an instant"));
        assert_eq!(at("2026-06-30T21:59:59Z"), date(2026, 6, 30));
        assert_eq!(at("2026-06-30T22:00:00Z"), date(2026, 7, 1));
        assert_eq!(at("2026-12-31T22:59:59Z"), date(2026, 12, 31));
        assert_eq!(at("2026-12-31T23:00:00Z"), date(2027, 1, 1));
    }

    #[test]
    fn an_instant_is_printed_with_six_decimals() {
        let at = Instant::parse("2026-11-22T08:00:00.123456789+01:00").expect("an instant");
        assert_eq!(at.to_string(), "2026-11-22T07:00:00.123456Z");
    }

    #[test]
    fn validity_includes_both_its_days() {
        let v = Validity { from: Some(date(2022, 8, 1)), to: Some(date(2026, 7, 31)) };
        assert!(v.holds(date(2022, 8, 1)) && v.holds(date(2026, 7, 31)));
        assert!(!v.holds(date(2022, 7, 31)) && !v.holds(date(2026, 8, 1)));
        assert!(Validity::ALWAYS.holds(date(1900, 1, 1)));
        let next = Validity { from: Some(date(2026, 8, 1)), to: None };
        assert!(!v.overlaps(&next) && v.overlaps(&Validity::ALWAYS));
        assert_eq!(v.within(&Validity::ALWAYS), Some(v));
        assert_eq!(v.within(&next), None);
        let open = Validity { from: Some(date(2025, 1, 1)), to: None };
        assert_eq!(v.within(&open), Some(Validity { from: open.from, to: v.to }));
    }
}
