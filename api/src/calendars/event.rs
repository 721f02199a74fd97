//! One meeting as one event.
use domain::{Date, DatePrecision, Instant, Language, MeetingForm, MeetingState, Time};
use icalendar::{Component as _, Event, EventStatus, Property};
use pictures::words::{Words, said};

use super::{Occasion, Origin, content, name};
use crate::html;

const CANCELLED: Words = ["Avlyst", "Avlyst", "Cancelled"];
const DIGITAL: Words = ["Digitalt", "Digitalt", "Digital"];
const UNSETTLED: Words = ["Dagen er ikke fastsatt.", "Dagen er ikkje fastsett.", "The day is not settled."];

/// The event. Its id is the meeting's for good, and every change of the meeting makes its sequence grow.
pub(super) fn event(occasion: &Occasion, origin: Origin<'_>) -> Event {
    let Occasion { meeting, .. } = occasion;
    let mut event = Event::new();
    event
        .uid(&format!("{}@{}", meeting.id, host(origin.url)))
        .sequence(meeting.version.unsigned_abs())
        .add_property("DTSTAMP", stamp(meeting.changed_at))
        .add_property("LAST-MODIFIED", stamp(meeting.changed_at))
        .add_property("CREATED", stamp(meeting.created_at))
        .summary(&summary(occasion, origin.language))
        .url(&format!("{}/v1/tenants/{}/meetings/{}", origin.url, origin.slug, meeting.id));
    event.status(status(occasion));
    when(occasion, &mut event);
    let digital = meeting.form == Some(MeetingForm::Digital);
    match &meeting.place {
        Some(place) => _ = event.add_property("LOCATION", place.as_str()),
        None if digital => _ = event.add_property("LOCATION", said(DIGITAL, origin.language)),
        None => {}
    }
    let description = description(occasion, origin.language);
    if !description.is_empty() {
        event.description(&description);
    }
    event
}

/// The host of an address, with its port.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

fn summary(occasion: &Occasion, language: Language) -> String {
    let body = name(&occasion.body, language);
    let called = match &occasion.meeting.title {
        Some(title) => format!("{body}: {}", title.as_str()),
        None => body.to_owned(),
    };
    // Not every program shows that an event is cancelled.
    match occasion.meeting.state {
        MeetingState::Cancelled => format!("{}: {called}", said(CANCELLED, language)),
        _ => called,
    }
}

fn status(occasion: &Occasion) -> EventStatus {
    let settled = occasion.meeting.when.precision == DatePrecision::Day;
    match occasion.meeting.state {
        MeetingState::Cancelled => EventStatus::Cancelled,
        MeetingState::Tentative => EventStatus::Tentative,
        _ if !settled => EventStatus::Tentative,
        _ => EventStatus::Confirmed,
    }
}

/// From when to when: hours in the zone of the community where they are known, else whole days. What takes up nobody's
/// time – a meeting that is not held, or that is on one of many days – keeps nobody busy.
fn when(occasion: &Occasion, event: &mut Event) {
    let (meeting, when) = (&occasion.meeting, &occasion.meeting.when);
    let settled = when.precision == DatePrecision::Day;
    match meeting.starts_at.filter(|_| settled) {
        Some(starts) => {
            event.append_property(local("DTSTART", when.from, starts));
            if let Some(ends) = meeting.ends_at {
                event.append_property(local("DTEND", when.from, ends));
            }
        }
        None => {
            event.append_property(whole("DTSTART", when.from));
            // The first day after it; the last day of all times has none.
            event.append_property(whole("DTEND", when.to.tomorrow().unwrap_or(when.to)));
        }
    }
    let busy = settled && meeting.state != MeetingState::Cancelled;
    event.add_property("TRANSP", if busy { "OPAQUE" } else { "TRANSPARENT" });
}

fn local(key: &str, day: Date, time: Time) -> Property {
    let at = day.at(time.hour(), time.minute(), time.second(), 0);
    Property::new(key, at.strftime("%Y%m%dT%H%M%S").to_string()).add_parameter("TZID", content::ZONE).done()
}

fn whole(key: &str, day: Date) -> Property {
    Property::new(key, day.strftime("%Y%m%d").to_string()).add_parameter("VALUE", "DATE").done()
}

fn stamp(at: Instant) -> String {
    // Every `Instant` was made from a valid timestamp.
    let at = jiff::Timestamp::from_microsecond(at.micros()).expect("an instant is in range");
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Whether the day is settled, and what is taken up, numbered as the reader sees it.
fn description(occasion: &Occasion, language: Language) -> String {
    let unsettled = occasion.meeting.when.precision != DatePrecision::Day;
    let unsettled = unsettled.then(|| said(UNSETTLED, language).to_owned());
    let topics = (1..).zip(&occasion.topics).map(|(place, topic): (u16, _)| {
        let number = topic.number.as_ref().map_or_else(String::new, |number| format!("{} ", number.as_str()));
        let title = topic.title.as_ref().map_or(said(html::kind(topic.kind), language), |title| title.as_str());
        format!("{place}. {number}{title}")
    });
    unsettled.into_iter().chain(topics).collect::<Vec<_>>().join("\n")
}
