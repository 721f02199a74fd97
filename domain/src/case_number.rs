//! The form a body gives its case numbers, such as `24-2023` or `2014/15`.
use std::fmt;

/// A body's case-number format: one running number and one year with a separator between them, written as
/// `{n}-{yyyy}`, `{nn}-{yy}`, `{yyyy}/{n}` … The count of `n` is the least number of digits; `yy` and `yyyy` are the
/// year's two or four digits; the separator is `-` or `/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseNumberFormat {
    digits: u8,
    year_digits: u8,
    separator: char,
    year_first: bool,
}

impl CaseNumberFormat {
    /// The pattern such a format fits.
    pub const PATTERN: &'static str = r"^(\{n{1,4}\}[-/]\{yy(yy)?\}|\{yy(yy)?\}[-/]\{n{1,4}\})$";

    /// Reads a format.
    pub fn parse(text: &str) -> Option<Self> {
        let separator = text.chars().find(|c| matches!(c, '-' | '/'))?;
        let (left, right) = text.split_once(separator)?;
        let part = |text: &str, letter: char| {
            let inner = text.strip_prefix('{')?.strip_suffix('}')?;
            inner.chars().all(|c| c == letter).then_some(u8::try_from(inner.len()).ok()?)
        };
        let year_first = part(left, 'y').is_some();
        let (year, number) = if year_first { (left, right) } else { (right, left) };
        let (digits, year_digits) = (part(number, 'n')?, part(year, 'y')?);
        ((1..=4).contains(&digits) && matches!(year_digits, 2 | 4)).then_some(Self {
            digits,
            year_digits,
            separator,
            year_first,
        })
    }

    /// Writes the number a case gets as the `number`-th of a year in Europe/Oslo.
    pub fn render(self, number: u32, year: i16) -> String {
        let number = format!("{number:0width$}", width = usize::from(self.digits));
        let year = if self.year_digits == 2 { format!("{:02}", year.rem_euclid(100)) } else { year.to_string() };
        let (left, right) = if self.year_first { (year, number) } else { (number, year) };
        format!("{left}{}{right}", self.separator)
    }
}

/// The number a body knows a case by. It is its text; what was not given by the system need not fit any format.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct CaseNumber {
    /// As it is written, such as `24-2023`.
    pub text: crate::Line,
    /// The year it belongs to, in Europe/Oslo.
    pub year: i16,
    /// Which of the year's it is; none of an imported one that fits no format.
    pub running: Option<u32>,
}

impl CaseNumber {
    /// The next number of a body in a year, after the highest in use.
    pub fn next(format: CaseNumberFormat, year: i16, highest: Option<u32>) -> Self {
        let running = highest.unwrap_or(0) + 1;
        let text = crate::Line::from_stored(format.render(running, year));
        Self { text, year, running: Some(running) }
    }

    /// A number that was given elsewhere, kept as it is written. Its place in the year is read from it where it fits the
    /// body's format.
    pub fn imported(text: crate::Line, format: CaseNumberFormat, year: i16) -> Self {
        let running = format.read(text.as_str(), year);
        Self { text, year, running }
    }
}

impl CaseNumberFormat {
    /// Which of the year's a number is, if it is one of this format; leading zeros are no matter.
    pub fn read(self, text: &str, year: i16) -> Option<u32> {
        let (left, right) = text.split_once(self.separator)?;
        let (found, number) = if self.year_first { (left, right) } else { (right, left) };
        let running: u32 = number.bytes().all(|b| b.is_ascii_digit()).then(|| number.parse().ok()).flatten()?;
        let same_year = self
            .render(running, year)
            .split_once(self.separator)
            .is_some_and(|(left, right)| found == if self.year_first { left } else { right });
        (running > 0 && same_year).then_some(running)
    }
}

impl Default for CaseNumberFormat {
    /// `{n}-{yyyy}`, the commonest in the field.
    fn default() -> Self {
        Self { digits: 1, year_digits: 4, separator: '-', year_first: false }
    }
}

impl fmt::Display for CaseNumberFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = format!("{{{}}}", "n".repeat(self.digits.into()));
        let year = format!("{{{}}}", "y".repeat(self.year_digits.into()));
        let (left, right) = if self.year_first { (year, number) } else { (number, year) };
        write!(f, "{left}{}{right}", self.separator)
    }
}

impl serde::Serialize for CaseNumberFormat {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for CaseNumberFormat {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not such a format"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_seen_in_the_field_is_written_as_there() {
        for (format, number, year, written) in [
            ("{n}-{yyyy}", 24, 2023, "24-2023"),
            ("{nn}-{yyyy}", 7, 2022, "07-2022"),
            ("{nn}-{yy}", 1, 2021, "01-21"),
            ("{yyyy}/{nn}", 15, 2014, "2014/15"),
            ("{nn}/{yy}", 9, 2016, "09/16"),
            ("{nnn}/{yyyy}", 41, 2012, "041/2012"),
        ] {
            let parsed = CaseNumberFormat::parse(format).expect(format);
            assert_eq!(parsed.render(number, year), written);
            assert_eq!(parsed.to_string(), format);
        }
    }

    #[test]
    fn a_number_given_elsewhere_is_kept_and_counted_where_it_can_be() {
        for (format, text, year, running) in [
            ("{n}-{yyyy}", "07-2022", 2022, Some(7)),
            ("{nn}-{yyyy}", "24-2023", 2023, Some(24)),
            ("{nn}-{yy}", "01-21", 2021, Some(1)),
            ("{yyyy}/{nn}", "2014/15", 2014, Some(15)),
            ("{n}-{yyyy}", "07-2022", 2023, None),
            ("{n}-{yyyy}", "7/2022", 2022, None),
            ("{n}-{yyyy}", "0-2022", 2022, None),
            ("{n}-{yyyy}", "+7-2022", 2022, None),
            ("{n}-{yyyy}", "SSU 7", 2022, None),
        ] {
            let format = CaseNumberFormat::parse(format).expect(format);
            let number = CaseNumber::imported(crate::Line::parse(text).expect(text), format, year);
            assert_eq!((number.text.as_str(), number.running), (text, running));
        }
        let next = CaseNumber::next(CaseNumberFormat::default(), 2026, None);
        assert_eq!((next.text.as_str(), next.running), ("1-2026", Some(1)));
        assert_eq!(CaseNumber::next(CaseNumberFormat::default(), 2026, Some(24)).text.as_str(), "25-2026");
    }

    #[test]
    fn anything_else_is_no_format() {
        for bad in
            ["", "{n}", "{n}{yyyy}", "{n}-{yyy}", "{nnnnn}-{yy}", "{}-{yy}", "{n}-{n}", "n-yyyy", "{n}-{yy}-{yy}"]
        {
            assert_eq!(CaseNumberFormat::parse(bad), None, "{bad}");
        }
    }
}
