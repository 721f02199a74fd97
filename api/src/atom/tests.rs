//! A feed tells of each meeting's minutes once. All of it is invented.
use domain::{
    CaseKind, Date, Instant, ItemId, Key, Line, Listing, MeetingId, MinutesItem, MinutesState, TenantId, TenantStatus,
};

use super::*;

const NOON: &str = "2026-03-20T12:00:00Z";

fn line(text: &str) -> Line {
    Line::parse(text).expect(text)
}

fn tenant() -> Tenant {
    let at = Instant::parse("2026-01-01T00:00:00Z").expect("an instant");
    Tenant {
        id: TenantId::fresh(),
        slug: Key::parse("bergen").expect("a key"),
        names: Names { nb: line("Oppdiktet fellesskap"), nn: line("Oppdikta fellesskap <&>") },
        language: Language::Nynorsk,
        listing: Listing::Public,
        status: TenantStatus::Open,
        created_at: at,
        changed_at: at,
        version: 1,
    }
}

fn minutes(number: i32, correction: Option<&str>, published: &str) -> Minutes {
    let at = Instant::parse(published).expect("an instant");
    Minutes {
        meeting: MeetingId::fresh(),
        number,
        state: MinutesState::Published,
        language: Language::Nynorsk,
        title: line("Referat <18. mars> & \"æøå\""),
        held_on: Date::constant(2026, 3, 18),
        starts_at: None,
        ends_at: None,
        place: None,
        present: Vec::new(),
        excused: Vec::new(),
        introduction: None,
        items: vec![MinutesItem {
            item: ItemId::fresh(),
            stop: None,
            number: Some(line("12-2026")),
            title: line("Oppdikta sak"),
            kind: CaseKind::Decision,
            background: None,
            recommendation: Vec::new(),
            treatment: None,
            remarks: None,
        }],
        correction: correction.map(line),
        circulated_at: None,
        approved_at: None,
        published_at: Some(at),
        created_at: at,
        changed_at: at,
        version: 1,
    }
}

fn told(tenant: &Tenant, minutes: &[Minutes]) -> Feed {
    let origin = Origin { url: "https://vest.example.no", slug: &tenant.slug, language: tenant.language };
    feed(tenant, origin, minutes).parse().expect("a feed")
}

#[test]
fn an_entry_is_the_meetings_whatever_the_version_of_its_minutes() {
    let tenant = tenant();
    let first = minutes(1, None, NOON);
    let second = Minutes { meeting: first.meeting, ..minutes(2, Some("Feil namn"), "2026-04-01T08:00:00Z") };
    let (before, after) = (told(&tenant, std::slice::from_ref(&first)), told(&tenant, &[second]));
    assert_eq!(before.entries[0].id, format!("urn:uuid:{}", first.meeting.0));
    assert_eq!(before.entries[0].id, after.entries[0].id);
    assert!(before.entries[0].updated < after.entries[0].updated);
    assert_eq!((before.updated, before.entries[0].published), (instant(first.changed_at), Some(before.updated)));
    let summary = |feed: &Feed| feed.entries[0].summary.as_ref().map(|text| text.value.clone());
    assert_eq!(summary(&before).as_deref(), Some("1. 12-2026 Oppdikta sak"));
    assert_eq!(summary(&after).as_deref(), Some("Retting: Feil namn\n1. 12-2026 Oppdikta sak"));
    let links: Vec<_> = after.entries[0].links.iter().map(|link| (link.mime_type.as_deref(), &*link.href)).collect();
    let address = format!("https://vest.example.no/v1/tenants/bergen/meetings/{}/minutes/2", first.meeting);
    let document = format!("{address}/document");
    assert_eq!(links, [(Some("text/html"), &*document), (Some("application/json"), &*address)]);
}

#[test]
fn a_feed_has_what_every_feed_must_have_however_little_there_is_to_tell() {
    let tenant = tenant();
    let empty = told(&tenant, &[]);
    assert_eq!(empty.id, format!("urn:uuid:{}", tenant.id.0));
    assert_eq!((empty.updated, empty.lang.as_deref()), (instant(tenant.created_at), Some("nn")));
    assert_eq!(
        (&*empty.title.value, &*empty.authors[0].name),
        ("Referat – Oppdikta fellesskap <&>", "Oppdikta fellesskap <&>")
    );
    assert_eq!(empty.links[0].href, "https://vest.example.no/v1/tenants/bergen/minutes.atom");
    let one = told(&tenant, &[minutes(1, None, NOON)]);
    assert_eq!(one.entries[0].title.value, "Referat <18. mars> & \"æøå\"");
}
