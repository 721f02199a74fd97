//! Calendars as text: content lines, and the zone that times are told in.
use icalendar::{Component as _, Event, Property};

/// The media type of calendars.
pub const MEDIA_TYPE: &str = "text/calendar; charset=utf-8";
/// The zone every community lives in.
pub(super) const ZONE: &str = "Europe/Oslo";
/// How often a calendar is worth asking for again.
pub(super) const REFRESH: &str = "PT1H";
/// The longest line, in octets, without its line break (RFC 5545 3.1).
const LINE: usize = 75;

/// The rules of the zone as they have been since 1996. Written out, since the crate gives every component an id and a
/// time stamp, which a zone may not have (RFC 5545 3.6.5).
const TIMEZONE: &str = "BEGIN:VTIMEZONE\r\n\
    TZID:Europe/Oslo\r\n\
    BEGIN:DAYLIGHT\r\n\
    DTSTART:19960331T020000\r\n\
    RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n\
    TZNAME:CEST\r\n\
    TZOFFSETFROM:+0100\r\n\
    TZOFFSETTO:+0200\r\n\
    END:DAYLIGHT\r\n\
    BEGIN:STANDARD\r\n\
    DTSTART:19961027T030000\r\n\
    RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n\
    TZNAME:CET\r\n\
    TZOFFSETFROM:+0200\r\n\
    TZOFFSETTO:+0100\r\n\
    END:STANDARD\r\n\
    END:VTIMEZONE\r\n";

/// A whole calendar.
pub(super) fn write(head: Vec<Property>, events: impl Iterator<Item = Event>) -> String {
    let mut text = String::from("BEGIN:VCALENDAR\r\n");
    for property in head {
        let line: Result<String, std::fmt::Error> = property.try_into();
        text.push_str(&line.expect("writing to a text does not fail"));
    }
    text.push_str(TIMEZONE);
    for event in events {
        text.push_str(&event.try_into_string().expect("writing to a text does not fail"));
    }
    text.push_str("END:VCALENDAR\r\n");
    folded(&text)
}

/// The same text with its lines folded anew: the crate counts the blank that a continued line begins with for nothing.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + text.len() / 25);
    for line in text.replace("\r\n ", "").split_terminator("\r\n") {
        let (mut rest, mut room) = (line, LINE);
        while rest.len() > room {
            let at = rest.floor_char_boundary(room);
            folded.push_str(&rest[..at]);
            folded.push_str("\r\n ");
            (rest, room) = (&rest[at..], LINE - 1);
        }
        folded.push_str(rest);
        folded.push_str("\r\n");
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_longer_than_it_may_be_and_none_is_cut_in_a_letter() {
        for length in 0..400 {
            for letter in ["a", "ø", "€", "🗓"] {
                let line = format!("SUMMARY:{}x", letter.repeat(length));
                let text = folded(&format!("{line}\r\nEND:VEVENT\r\n"));
                assert!(text.split("\r\n").all(|line| line.len() <= LINE), "{text}");
                assert_eq!(text.replace("\r\n ", ""), format!("{line}\r\nEND:VEVENT\r\n"));
                assert_eq!(folded(&text), text, "what is folded stays so");
            }
        }
    }
}
