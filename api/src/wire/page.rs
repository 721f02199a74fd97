//! Pages of lists: the envelope, its links, and what the caller prefers to know.
use actix_web::HttpRequest;
use actix_web::http::header::HeaderMap;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Cursor, CursorKeys, Direction, PageAsk, Part};

/// One page of a list (*side*).
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items, in the order of the list.
    #[schema(max_items = 100)]
    pub items: Vec<T>,
    /// This page.
    #[serde(rename = "self")]
    #[schema(format = "uri-reference", max_length = 8192, examples("/v1/tenants/bergen/bodies?limit=25"))]
    pub this: String,
    /// The page after this one; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        format = "uri-reference",
        max_length = 8192,
        nullable = false,
        examples("/v1/tenants/bergen/bodies?limit=25&cursor=AQAA")
    )]
    pub next: Option<String>,
    /// The page before this one; absent on the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        format = "uri-reference",
        max_length = 8192,
        nullable = false,
        examples("/v1/tenants/bergen/bodies?limit=25&cursor=AQEA")
    )]
    pub prev: Option<String>,
    /// How many items the whole list has, when asked for with `Prefer: return=total-count`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "int64", minimum = 0, maximum = 9_007_199_254_740_991_i64, nullable = false, examples(42))]
    pub total: Option<i64>,
}

impl<T> Page<T> {
    /// Makes a page of the rows read for it: **one more than the limit** was asked of the store, nearest to the
    /// cursor's place first. `key` gives a row's sort key, `view` what is shown of it.
    pub fn of<R>(
        request: &HttpRequest,
        keys: &CursorKeys,
        ask: &PageAsk,
        place: Option<&Cursor>,
        mut rows: Vec<R>,
        key: impl Fn(&R) -> Vec<Part>,
        view: impl FnMut(R) -> T,
    ) -> Self {
        let more = rows.len() > usize::from(ask.limit);
        rows.truncate(ask.limit.into());
        let backwards = place.is_some_and(|place| place.direction == Direction::Prev);
        if backwards {
            rows.reverse();
        }
        // The way we came from has rows (the place itself, at least when it was given out); the other has them if
        // the store held one row too many.
        let (has_prev, has_next) = if backwards { (more, true) } else { (place.is_some(), more) };
        let link = |there: bool, row: Option<&R>, direction| {
            let row = row.filter(|_| there)?;
            let cursor = keys.seal(&Cursor { direction, key: key(row) }, ask.context);
            Some(address(request, Some(&cursor)))
        };
        let prev = link(has_prev, rows.first(), Direction::Prev);
        let next = link(has_next, rows.last(), Direction::Next);
        let this = address(request, ask.cursor.as_deref());
        Self { items: rows.into_iter().map(view).collect(), this, next, prev, total: None }
    }

    /// With the size of the whole list.
    #[must_use]
    pub fn with_total(mut self, total: Option<i64>) -> Self {
        self.total = total;
        self
    }

    /// The `Link` header (RFC 8288) that says the same as the members; `None` for a list of one page.
    pub fn link_header(&self) -> Option<String> {
        let links = [(&self.next, "next"), (&self.prev, "prev")];
        let links = links.into_iter().filter_map(|(to, rel)| Some(format!("<{}>; rel=\"{rel}\"", to.as_ref()?)));
        let header = links.collect::<Vec<_>>().join(", ");
        (!header.is_empty()).then_some(header)
    }
}

/// The request's path and query, with another cursor or none.
fn address(request: &HttpRequest, cursor: Option<&str>) -> String {
    let mut address = request.uri().path().to_owned();
    let query = request.query_string();
    let kept = query.split('&').filter(|pair| !pair.is_empty() && pair.split('=').next() != Some("cursor"));
    // Sealed cursors are of base64url, which needs no escaping; others never come this far.
    let cursor = cursor.map(|cursor| format!("cursor={cursor}"));
    let mut before = '?';
    for pair in kept.chain(cursor.as_deref()) {
        address.push(before);
        address.push_str(pair);
        before = '&';
    }
    address
}

/// What the caller prefers (RFC 7240), by the preference's name; the first of several counts.
pub fn preference<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all("prefer").filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).find_map(|member| {
        let (found, value) = member.split(';').next()?.split_once('=')?;
        found.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
    })
}

/// Whether the caller wants to know how long the list is: `Prefer: return=total-count`.
pub fn wants_total(headers: &HeaderMap) -> bool {
    preference(headers, "return").is_some_and(|value| value.eq_ignore_ascii_case("total-count"))
}

/// Whether the caller rather has no answer than half of one: `Prefer: handling=strict`.
pub fn is_strict(headers: &HeaderMap) -> bool {
    preference(headers, "handling").is_some_and(|value| value.eq_ignore_ascii_case("strict"))
}

#[cfg(test)]
mod tests {
    use super::super::Query;
    use super::*;
    use actix_web::test::TestRequest;

    fn keys() -> CursorKeys {
        CursorKeys::new([3; 32], vec![])
    }

    /// A page of the numbers below `size`, read as a store would, through the address alone.
    fn page(address: &str, size: i64) -> Page<i64> {
        let request = TestRequest::with_uri(address).to_http_request();
        let ask = Query::of(&request).page("t", "list");
        let place = ask.place(&keys()).expect("a sound cursor");
        let most = usize::from(ask.limit) + 1;
        let from = |place: &Cursor| match place.key[..] {
            [Part::Number(n)] => n,
            _ => panic!("another key"),
        };
        let rows: Vec<i64> = match &place {
            None => (0..size).take(most).collect(),
            Some(place) if place.direction == Direction::Next => (from(place) + 1..size).take(most).collect(),
            Some(place) => (0..from(place)).rev().take(most).collect(),
        };
        Page::of(&request, &keys(), &ask, place.as_ref(), rows, |n| vec![Part::Number(*n)], |n| n)
    }

    #[test]
    fn a_list_is_walked_to_its_end_and_back() {
        for size in [0, 1, 3, 4, 7] {
            let first = page("/list?a=%C3%A5&limit=3", size);
            assert_eq!((first.this.as_str(), &first.prev), ("/list?a=%C3%A5&limit=3", &None));
            let (mut seen, mut at) = (first.items.clone(), first);
            while let Some(next) = &at.next {
                at = page(next, size);
                assert!(!at.items.is_empty());
                seen.extend(&at.items);
            }
            assert_eq!(seen, (0..size).collect::<Vec<_>>(), "forwards through {size}");
            let mut back = at.items.clone();
            while let Some(prev) = &at.prev {
                at = page(prev, size);
                back.splice(0..0, at.items.clone());
            }
            assert_eq!(back, seen, "backwards through {size}");
        }
    }

    #[test]
    fn every_member_of_the_envelope_is_bounded_in_the_contract() {
        use utoipa::PartialSchema as _;
        let schema = serde_json::to_value(Page::<i64>::schema()).expect("JSON");
        let properties = schema["properties"].as_object().expect("properties");
        assert_eq!(properties.len(), 5);
        assert_eq!(properties["items"]["maxItems"], 100);
        assert_eq!(properties["total"]["type"], "integer");
        for link in ["self", "next", "prev"] {
            assert_eq!((&properties[link]["type"], &properties[link]["maxLength"]), (&"string".into(), &8192.into()));
        }
        assert_eq!(schema["required"], serde_json::json!(["items", "self"]));
    }

    #[test]
    fn links_say_the_same_in_the_header() {
        let middle = page(&page("/list?limit=2", 6).next.expect("more"), 6);
        let (next, prev) = (middle.next.clone().expect("more"), middle.prev.clone().expect("less"));
        assert!(middle.this.starts_with("/list?limit=2&cursor="));
        assert_eq!(middle.link_header(), Some(format!("<{next}>; rel=\"next\", <{prev}>; rel=\"prev\"")));
        assert_eq!(page("/list", 2).link_header(), None);
    }

    #[test]
    fn the_total_is_counted_only_when_asked_for() {
        for (header, wanted) in [
            ("return=total-count", true),
            ("Return=\"total-count\"", true),
            ("respond-async, return = total-count; x=y", true),
            ("return=minimal, return=total-count", false),
            ("return", false),
            ("", false),
        ] {
            let request = TestRequest::default().insert_header(("Prefer", header)).to_http_request();
            assert_eq!(wants_total(request.headers()), wanted, "{header}");
        }
    }
}
