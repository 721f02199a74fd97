//! Published minutes as a feed.
use domain::{CaseKind, Disclosure, Line, MinutesAct, MinutesState, Visibility};
use roxmltree::{Document, Node};

use crate::caller::Caller;
use crate::held::{Backstage, open};
use crate::laid::done;
use crate::meetings::withheld;
use crate::region::on_both;

const FEED: &str = "/v1/tenants/bergen/minutes.atom";
const ATOM: &str = "http://www.w3.org/2005/Atom";

/// What each entry tells: its id, when it was updated, its summary, and its links by media type.
#[derive(Debug, PartialEq)]
struct Entry {
    id: String,
    updated: String,
    summary: String,
    links: Vec<(String, String)>,
}

fn children<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.has_tag_name((ATOM, name)))
}

fn told(node: Node<'_, '_>, name: &'static str) -> String {
    children(node, name).next().and_then(|child| child.text()).unwrap_or_default().to_owned()
}

/// What must stand in a feed and in each entry, once.
fn has_what_it_must(node: Node<'_, '_>) {
    for name in ["id", "title", "updated"] {
        assert_eq!(children(node, name).count(), 1, "{name}");
        assert!(!told(node, name).is_empty(), "{name}");
    }
    assert!(told(node, "updated").parse::<jiff::Timestamp>().is_ok());
}

/// A feed as RFC 4287 has it.
async fn entries(caller: &Caller) -> Vec<Entry> {
    let answer = caller.get(FEED).await.expect(200);
    assert_eq!(answer.header("content-type"), Some("application/atom+xml; charset=utf-8"));
    let text = String::from_utf8(answer.bytes).expect("UTF-8");
    let document = Document::parse(&text).expect("XML");
    let feed = document.root_element();
    assert!(feed.has_tag_name((ATOM, "feed")));
    assert!(feed.descendants().filter(Node::is_element).all(|node| node.tag_name().namespace() == Some(ATOM)));
    let author = children(feed, "author").next().expect("an author");
    assert!(!told(author, "name").is_empty());
    has_what_it_must(feed);
    assert!(told(feed, "id").starts_with("urn:uuid:"));
    let mut entries = Vec::new();
    for node in children(feed, "entry") {
        has_what_it_must(node);
        let attribute = |link: Node<'_, '_>, name: &str| link.attribute(name).unwrap_or_default().to_owned();
        entries.push(Entry {
            id: told(node, "id"),
            updated: told(node, "updated"),
            summary: told(node, "summary"),
            links: children(node, "link").map(|link| (attribute(link, "type"), attribute(link, "href"))).collect(),
        });
    }
    entries
}

#[actix_web::test]
async fn what_is_published_is_told_newest_first_and_a_correction_is_the_same_entry() {
    on_both(async |region| {
        let (nobody, backstage) = (region.nobody(), Backstage::of(region, "bergen").await);
        assert_eq!(entries(&nobody).await, []);
        let hidden =
            ("Løynd sak", CaseKind::Decision, Disclosure { visibility: Visibility::Secretariat, ..withheld() });
        let first = backstage.hold(&[hidden, open("Open sak")]).await;
        backstage.minute(&first, MinutesState::Published).await;
        let approved = backstage.hold(&[open("Uferdig sak")]).await;
        backstage.minute(&approved, MinutesState::Approved).await;
        region.turn_clock(60);
        let second = backstage.hold(&[open("Sak to")]).await;
        backstage.minute(&second, MinutesState::Published).await;

        let told = entries(&nobody).await;
        let ids = [second.meeting, first.meeting].map(|meeting| format!("urn:uuid:{}", meeting.0));
        assert_eq!(told.iter().map(|entry| &entry.id).collect::<Vec<_>>(), ids.iter().collect::<Vec<_>>());
        let summary = &told[1].summary;
        assert!(summary.starts_with("1. ") && summary.contains("Open sak") && !summary.contains("Løynd"), "{summary}");
        let secretariat = region.caller("bergen-secretariat").await;
        assert!(entries(&secretariat).await[1].summary.contains("Løynd sak"));
        for (media_type, href) in &told[0].links {
            let path = href.strip_prefix("https://vest.example").expect("the region's own");
            let there = nobody.get(path).await.expect(200);
            assert!(there.header("content-type").is_some_and(|kind| kind.starts_with(media_type)), "{href}");
        }

        region.turn_clock(120);
        let (now, id) = (region.clock.now(), first.meeting);
        done(region, "bergen", move |tx| {
            let old = tx.minutes().newest(id)?.expect("minutes").value;
            let reason = Line::parse("Feil namn").expect("a line");
            let mut new = old.corrected(reason, now).expect("they are approved");
            for act in [MinutesAct::Circulate, MinutesAct::Approve, MinutesAct::Publish] {
                new = new.apply(act, now).expect("a step");
            }
            tx.minutes().insert(&new, (Visibility::Public, None))
        })
        .await;
        let corrected = entries(&nobody).await;
        assert_eq!(corrected.iter().map(|entry| &entry.id).collect::<Vec<_>>(), [&ids[1], &ids[0]]);
        assert!(corrected[0].updated > told[1].updated, "{corrected:?}");
        assert!(corrected[0].summary.starts_with("Retting: Feil namn"), "{corrected:?}");
        assert!(corrected[0].links.iter().all(|(_, href)| href.contains("/minutes/2")), "{corrected:?}");
    })
    .await;
}
