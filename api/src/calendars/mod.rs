//! Meetings as events of a calendar (iCalendar, RFC 5545 and 7986): to be subscribed to, and to be attached to what is
//! sent. Pure functions on values, like documents; what a reader may not see is cut before anything comes here.
mod content;
mod event;
mod invitation;

use domain::{Case, CaseId, CaseKind, Key, Language, Line, Meeting, Names};
use icalendar::Property;

pub use content::MEDIA_TYPE;
pub use invitation::{Method, invitation};

/// Where calendars come from: what makes their ids the world's only ones, and their addresses whole.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The public address of the region.
    pub url: &'a str,
    /// The short name of the community.
    pub slug: &'a Key,
    /// The language the community writes in.
    pub language: Language,
}

/// One item of an agenda, as calendars tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// The number the body knows the case by.
    pub number: Option<Line>,
    /// The title of the case, or the item's own.
    pub title: Option<Line>,
    /// What is asked for: what an item without a title is called by.
    pub kind: CaseKind,
}

/// A meeting with what a calendar tells of it.
#[derive(Debug, Clone)]
pub struct Occasion {
    /// The meeting; of its agenda nothing is read.
    pub meeting: Meeting,
    /// The body that meets.
    pub body: Names,
    /// What it takes up, in order, as far as the reader sees it.
    pub topics: Vec<Topic>,
}

/// What of a meeting's agenda a reader sees: items without a case, and those with one of these.
pub fn topics<'c>(meeting: &Meeting, seen: impl Fn(CaseId) -> Option<&'c Case>) -> Vec<Topic> {
    let topic = |item: &domain::Item| {
        let Some((case, stop)) = item.stop else {
            return Some(Topic { number: None, title: item.title.clone(), kind: item.kind });
        };
        let case = seen(case)?;
        let number = case.stop(stop).map(|stop| stop.number.text.clone());
        Some(Topic { number, title: Some(case.title.clone()), kind: item.kind })
    };
    meeting.agenda.iter().filter_map(topic).collect()
}

/// A calendar of these meetings, with a name where it is one to subscribe to.
pub fn calendar(name: Option<&str>, occasions: &[Occasion], origin: Origin<'_>) -> String {
    let mut head = vec![
        Property::new("VERSION", "2.0"),
        Property::new("PRODID", format!("-//helsefellesskap//calendars//{}", origin.language)),
        Property::new("CALSCALE", "GREGORIAN"),
    ];
    if let Some(name) = name {
        // The crate escapes what it knows to be text; this name it does not know.
        head.push(Property::new("NAME", name).add_parameter("VALUE", "TEXT").done());
        head.push(Property::new("X-WR-CALNAME", name));
        head.push(Property::new("X-WR-TIMEZONE", content::ZONE));
        head.push(Property::new("REFRESH-INTERVAL", content::REFRESH).add_parameter("VALUE", "DURATION").done());
        head.push(Property::new("X-PUBLISHED-TTL", content::REFRESH));
    }
    let events = occasions.iter().map(|occasion| event::event(occasion, origin));
    content::write(head, events)
}

/// A name in a community's language; proper names have no English form.
pub(crate) fn name(names: &Names, language: Language) -> &str {
    match language {
        Language::Nynorsk => names.nn.as_str(),
        Language::Bokmaal | Language::English => names.nb.as_str(),
    }
}

#[cfg(test)]
mod tests;
