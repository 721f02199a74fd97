//! A meeting as an invitation (iTIP, RFC 5546), to be sent to one who is called to it.
use icalendar::{Component as _, Property};

use super::{Occasion, Origin, content, event};

/// What is asked of whoever gets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// To keep the time free; sent anew it replaces what was sent before.
    Request,
    /// To let go of it.
    Cancel,
}

impl Method {
    /// Its name, as calendars and the media type of their parts tell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// The calendar to send from one address to another.
pub fn invitation(occasion: &Occasion, origin: Origin<'_>, method: Method, from: &str, to: &str) -> String {
    let head = vec![
        Property::new("VERSION", "2.0"),
        Property::new("PRODID", format!("-//helsefellesskap//calendars//{}", origin.language)),
        Property::new("CALSCALE", "GREGORIAN"),
        Property::new("METHOD", method.name()),
    ];
    let mut event = event::event(occasion, origin);
    event.append_property(Property::new("ORGANIZER", format!("mailto:{from}")));
    let attendee = Property::new("ATTENDEE", format!("mailto:{to}"))
        .add_parameter("ROLE", "REQ-PARTICIPANT")
        .add_parameter("PARTSTAT", "NEEDS-ACTION")
        .add_parameter("RSVP", "FALSE")
        .done();
    event.append_property(attendee);
    content::write(head, std::iter::once(event))
}
