//! Published minutes as a feed (Atom, RFC 4287): pure functions on values, like documents.
use atom_syndication::{Entry, Feed, FixedDateTime, Link, Person, Text};
use domain::{Instant, Language, Minutes, Names, Tenant, Words as _};
use pictures::words::{Words, said};

use crate::calendars::{Origin, name};
use crate::wire::Reply;

/// The media type of feeds.
pub const MEDIA_TYPE: &str = "application/atom+xml; charset=utf-8";

const MINUTES: Words = ["Referat", "Referat", "Minutes"];
const CORRECTION: Words = ["Rettelse", "Retting", "Correction"];

/// The feed of these minutes, in their order. What its reader may not see of them is cut before they come here.
pub fn feed(tenant: &Tenant, origin: Origin<'_>, minutes: &[Minutes]) -> String {
    let community = |names: &Names| name(names, origin.language).to_owned();
    let entries: Vec<Entry> = minutes.iter().map(|minutes| entry(minutes, origin)).collect();
    let updated = entries.iter().map(|entry| entry.updated).max();
    let feed = Feed {
        title: Text::plain(format!("{} – {}", said(MINUTES, origin.language), community(&tenant.names))),
        id: format!("urn:uuid:{}", tenant.id.0),
        updated: updated.unwrap_or_else(|| instant(tenant.created_at)),
        authors: vec![Person { name: community(&tenant.names), ..Person::default() }],
        links: vec![link("self", "application/atom+xml", format!("{}/minutes.atom", base(origin)))],
        lang: Some(origin.language.word().to_owned()),
        entries,
        ..Feed::default()
    };
    feed.to_string()
}

fn base(origin: Origin<'_>) -> String {
    format!("{}/v1/tenants/{}", origin.url, origin.slug)
}

fn link(rel: &str, media_type: &str, href: String) -> Link {
    Link { href, rel: rel.to_owned(), mime_type: Some(media_type.to_owned()), ..Link::default() }
}

/// The minutes of a meeting: the same entry whatever their version, updated when that was published.
fn entry(minutes: &Minutes, origin: Origin<'_>) -> Entry {
    let address = format!("{}/meetings/{}/minutes/{}", base(origin), minutes.meeting, minutes.number);
    let media_type = Reply::HTML.split(';').next().unwrap_or_default();
    let summary = summary(minutes, minutes.language);
    Entry {
        title: Text::plain(minutes.title.as_str()),
        id: format!("urn:uuid:{}", minutes.meeting.0),
        updated: instant(minutes.published_at.unwrap_or(minutes.changed_at)),
        // Of a correction it is not told here when the first version was published.
        published: minutes.published_at.filter(|_| minutes.number == 1).map(instant),
        links: vec![
            link("alternate", media_type, format!("{address}/document")),
            link("alternate", "application/json", address),
        ],
        summary: (!summary.is_empty()).then(|| Text::plain(summary)),
        ..Entry::default()
    }
}

/// Why an earlier version was corrected, and what was taken up, numbered as the reader sees it.
fn summary(minutes: &Minutes, language: Language) -> String {
    let correction = minutes.correction.as_ref();
    let correction = correction.map(|reason| format!("{}: {}", said(CORRECTION, language), reason.as_str()));
    let items = (1..).zip(&minutes.items).map(|(place, item): (u16, _)| {
        let number = item.number.as_ref().map_or_else(String::new, |number| format!("{} ", number.as_str()));
        format!("{place}. {number}{}", item.title.as_str())
    });
    correction.into_iter().chain(items).collect::<Vec<_>>().join("\n")
}

fn instant(at: Instant) -> FixedDateTime {
    at.to_string().parse().expect("an instant is printed as RFC 3339 says")
}

#[cfg(test)]
mod tests;
