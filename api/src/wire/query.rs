//! Query strings: typed parameters, each at most once, none unknown, all faults in one answer.
use std::cell::RefCell;
use std::fmt::Display;

use actix_web::HttpRequest;
use domain::{Date, FaultKind, Faults, IdError, Words};

use super::{ApiError, Code, Context, Cursor, CursorKeys};

/// The parameters of one request. Every parameter the operation has is asked for by name; [`Query::finish`] then
/// refuses what is left over. Faults stand at `?name`.
pub struct Query {
    request: HttpRequest,
    pairs: Vec<(String, String)>,
    /// What a list is of, beside the community.
    below: RefCell<Vec<String>>,
    asked: RefCell<Vec<&'static str>>,
    faults: RefCell<Faults>,
}

/// Which page is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageAsk {
    /// How many items, 1–100.
    pub limit: u16,
    /// The cursor as the caller sent it.
    pub cursor: Option<String>,
    /// What a cursor of this list is bound to.
    pub context: Context,
}

impl PageAsk {
    /// The place to read from; `None` for the first page.
    pub fn place(&self, keys: &CursorKeys) -> Result<Option<Cursor>, ApiError> {
        self.cursor.as_deref().map(|text| keys.open(text, self.context)).transpose()
    }
}

impl Query {
    /// The most items of a page.
    pub const MAX_LIMIT: u16 = 100;
    /// The items of a page where nothing is asked.
    pub const DEFAULT_LIMIT: u16 = 25;

    /// Takes the query string apart.
    pub fn of(request: &HttpRequest) -> Self {
        // Form decoding takes any bytes; what is no UTF-8 becomes replacement characters and fails its parameter.
        let pairs = serde_urlencoded::from_str(request.query_string()).unwrap_or_default();
        let (asked, faults, below) = Default::default();
        Self { request: request.clone(), pairs, below, asked, faults }
    }

    /// A parameter read by a function of its own; the fault is noted and `None` given where it cannot be read.
    pub fn value<T>(&self, name: &'static str, read: impl FnOnce(&str) -> Result<T, FaultKind>) -> Option<T> {
        self.asked.borrow_mut().push(name);
        let mut found = self.pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value);
        let value = found.next()?;
        if found.next().is_some() {
            self.fault(name, FaultKind::Duplicate);
            return None;
        }
        read(value).map_err(|kind| self.fault(name, kind)).ok()
    }

    /// A word of a closed vocabulary.
    pub fn word<W: Words>(&self, name: &'static str) -> Option<W> {
        let known = || W::ALL.iter().map(|each| each.word().to_owned()).collect();
        self.value(name, |text| W::parse(text).ok_or_else(|| FaultKind::UnknownWord { known: known() }))
    }

    /// An id, by its own `parse`.
    pub fn id<I>(&self, name: &'static str, parse: impl FnOnce(&str) -> Result<I, IdError>) -> Option<I> {
        self.value(name, |text| parse(text).map_err(no_id))
    }

    /// The things a list is to hold at most: `id`, one id or several with commas between them, each once.
    pub fn ids<I: PartialEq>(&self, parse: impl Fn(&str) -> Result<I, IdError>) -> Option<Vec<I>> {
        self.value("id", |text| several(text.split(','), |id| parse(id).map_err(no_id)))
    }

    /// A parameter that is repeated for each value wanted, since a comma may be part of one; each value once.
    pub fn each<T: PartialEq>(
        &self,
        name: &'static str,
        read: impl Fn(&str) -> Result<T, FaultKind>,
    ) -> Option<Vec<T>> {
        self.asked.borrow_mut().push(name);
        let mut found = self.pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).peekable();
        found.peek()?;
        several(found, read).map_err(|kind| self.fault(name, kind)).ok()
    }

    /// A text of 1 to `max` characters without control characters.
    pub fn text(&self, name: &'static str, max: usize) -> Option<String> {
        self.value(name, |text| match text.trim() {
            "" => Err(FaultKind::TooShort { min: 1 }),
            text if text.chars().count() > max => Err(FaultKind::TooLong { max }),
            text if text.chars().any(char::is_control) => Err(FaultKind::ControlCharacter),
            text => Ok(text.to_owned()),
        })
    }

    /// The id of what a list is of, from a segment of the path; cursors are bound to it. What is no such id is none.
    pub fn of_which<I: Display>(&self, name: &str, parse: impl FnOnce(&str) -> Result<I, IdError>) -> Option<I> {
        let found = parse(self.request.match_info().get(name).unwrap_or_default()).ok()?;
        self.below.borrow_mut().push(found.to_string());
        Some(found)
    }

    /// A day, `YYYY-MM-DD`.
    pub fn date(&self, name: &'static str) -> Option<Date> {
        const FORM: FaultKind = FaultKind::Malformed { form: "YYYY-MM-DD" };
        self.value(name, |text| if text.len() == 10 { text.parse().map_err(|_| FORM) } else { Err(FORM) })
    }

    /// `true` or `false`.
    pub fn flag(&self, name: &'static str) -> Option<bool> {
        self.value(name, |text| {
            text.parse().map_err(|_| FaultKind::UnknownWord { known: vec!["true".into(), "false".into()] })
        })
    }

    /// A whole number within bounds, both included.
    pub fn number(&self, name: &'static str, min: i64, max: i64) -> Option<i64> {
        self.value(name, |text| {
            let number = text.parse().ok().filter(|number| (min..=max).contains(number));
            number.ok_or(FaultKind::OutOfRange { min, max })
        })
    }

    /// `limit` and `cursor`, bound to the community, the operation and every other parameter.
    pub fn page(&self, tenant: &str, operation: &str) -> PageAsk {
        let limit = self.number("limit", 1, Self::MAX_LIMIT.into()).and_then(|limit| u16::try_from(limit).ok());
        let cursor = self.value("cursor", |text| Ok(text.to_owned()));
        let below = self.below.borrow();
        let mut filters: Vec<_> =
            self.pairs.iter().filter(|(name, _)| !matches!(name.as_str(), "cursor" | "limit")).collect();
        filters.sort();
        let filters = filters.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
        let context =
            Context::of([tenant, operation].into_iter().chain(below.iter().map(String::as_str)).chain(filters));
        PageAsk { limit: limit.unwrap_or(Self::DEFAULT_LIMIT), cursor, context }
    }

    /// Whether a parameter is there, however it is written.
    pub fn names(&self, name: &str) -> bool {
        self.pairs.iter().any(|(key, _)| key == name)
    }

    /// Notes a fault that only the operation can see, such as two parameters that exclude each other.
    pub fn fault(&self, name: &str, kind: FaultKind) {
        self.faults.borrow_mut().add(format!("?{name}"), kind);
    }

    /// Refuses the request if anything was wrong, or if it has a parameter nobody asked for.
    pub fn finish(self) -> Result<(), ApiError> {
        let mut faults = self.faults.into_inner();
        let asked = self.asked.into_inner();
        let mut unknown: Vec<&str> = Vec::new();
        for (name, _) in &self.pairs {
            if !asked.contains(&name.as_str()) && !unknown.contains(&name.as_str()) {
                let known = asked.iter().map(ToString::to_string).collect();
                faults.add(format!("?{name}"), FaultKind::UnknownField { known });
                unknown.push(name);
            }
        }
        faults.into_result().map_err(|faults| ApiError::new(Code::QueryInvalid).with_faults(faults))
    }
}

fn no_id(error: IdError) -> FaultKind {
    match error {
        IdError::WrongPrefix(expected) => FaultKind::WrongPrefix { expected },
        IdError::Malformed => FaultKind::Malformed { form: "prefix_ and 26 characters of base32" },
    }
}

/// Each of several values, of which there are no more than a page has items, and no two alike.
fn several<'v, T: PartialEq>(
    values: impl Iterator<Item = &'v str> + Clone,
    read: impl Fn(&str) -> Result<T, FaultKind>,
) -> Result<Vec<T>, FaultKind> {
    let max = usize::from(Query::MAX_LIMIT);
    if values.clone().nth(max).is_some() {
        return Err(FaultKind::TooLong { max });
    }
    let mut several = Vec::new();
    for text in values {
        let value = read(text)?;
        if several.contains(&value) {
            return Err(FaultKind::Duplicate);
        }
        several.push(value);
    }
    Ok(several)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use domain::{BodyId, Openness};

    fn query(text: &str) -> Query {
        Query::of(&TestRequest::with_uri(&format!("/x?{text}")).to_http_request())
    }

    fn faults(query: Query) -> Vec<(String, &'static str)> {
        let error = query.finish().expect_err("faults");
        assert_eq!(error.code, Code::QueryInvalid);
        error.faults.0.into_iter().map(|fault| (fault.pointer, fault.kind.code())).collect()
    }

    #[test]
    fn every_fault_of_a_query_is_told_at_once() {
        let query = query("openness=ajar&on=2026-02-30&limit=101&flag=yes&q=&q2=a%00b&id=area_x&x=1&x=2&n=1&n=1");
        assert_eq!(query.word::<Openness>("openness"), None);
        assert_eq!(query.date("on"), None);
        assert_eq!(query.flag("flag"), None);
        assert_eq!(query.text("q", 5), None);
        assert_eq!(query.text("q2", 5), None);
        assert_eq!(query.id("id", BodyId::parse), None);
        assert_eq!(query.number("n", 0, 9), None);
        query.page("t", "o");
        let wanted = [
            ("?openness", "unknown-word"),
            ("?on", "malformed"),
            ("?flag", "unknown-word"),
            ("?q", "too-short"),
            ("?q2", "control-character"),
            ("?id", "wrong-prefix"),
            ("?n", "duplicate"),
            ("?limit", "out-of-range"),
            ("?x", "unknown-field"),
        ];
        assert_eq!(faults(query), wanted.map(|(pointer, code)| (pointer.to_owned(), code)));
    }

    #[test]
    fn a_sound_query_is_read() {
        let query = query("q=s%C3%B8k+etter&on=2026-11-22&limit=100&cursor=abc");
        assert_eq!(query.text("q", 100).as_deref(), Some("søk etter"));
        assert_eq!(query.date("on"), Some(Date::constant(2026, 11, 22)));
        assert_eq!(query.flag("flag"), None);
        let page = query.page("t", "o");
        assert_eq!((page.limit, page.cursor.as_deref()), (100, Some("abc")));
        query.finish().expect("nothing is wrong");
    }

    #[test]
    fn several_ids_are_named_each_once_and_a_hundred_at_most() {
        let (one, other) = (BodyId::fresh(), BodyId::fresh());
        let ids = |text: &str| {
            let query = query(&format!("id={text}"));
            let ids = query.ids(BodyId::parse);
            query.finish().map(|()| ids).map_err(|error| error.faults.0[0].kind.code())
        };
        let many = |number| (0..number).map(|_| BodyId::fresh().to_string()).collect::<Vec<_>>().join(",");
        assert_eq!(ids(&one.to_string()), Ok(Some(vec![one])));
        assert_eq!(ids(&format!("{one},{other}")), Ok(Some(vec![one, other])));
        assert_eq!(ids(&many(100)).map(|ids| ids.map_or(0, |ids| ids.len())), Ok(100));
        for (text, code) in [
            (many(101), "too-long"),
            (format!("{one},{other},{one}"), "duplicate"),
            (format!("{one}&id={other}"), "duplicate"),
            (format!("{one},area_x"), "wrong-prefix"),
            (format!("{one},"), "malformed"),
            (String::new(), "malformed"),
        ] {
            assert_eq!(ids(&text), Err(code), "{text}");
        }
    }

    #[test]
    fn values_that_may_hold_commas_are_repeated_each_once_and_a_hundred_at_most() {
        let each = |text: &str| {
            let query = query(text);
            let values = query.each("v", domain::Line::parse);
            let text = |lines: Vec<domain::Line>| lines.iter().map(|line| line.as_str().to_owned()).collect::<Vec<_>>();
            query.finish().map(|()| values.map(text)).map_err(|error| error.faults.0[0].kind.code())
        };
        let many = |number: u32| (0..number).map(|n| format!("v={n}")).collect::<Vec<_>>().join("&");
        assert_eq!(each(""), Ok(None));
        assert_eq!(each("v=a,b&v=26%2F1"), Ok(Some(vec!["a,b".into(), "26/1".into()])));
        assert_eq!(each(&many(100)).map(|values| values.map_or(0, |values| values.len())), Ok(100));
        for (text, code) in [(many(101).as_str(), "too-long"), ("v=a&v=b&v=a", "duplicate"), ("v=a&v=", "too-short")] {
            assert_eq!(each(text), Err(code), "{text}");
        }
    }

    #[test]
    fn a_cursor_is_bound_to_everything_but_the_size_of_the_page() {
        let context = |text: &str, tenant: &str| query(text).page(tenant, "list").context;
        assert_eq!(context("a=1&b=2", "t"), context("b=2&limit=5&a=1&cursor=x", "t"));
        assert_ne!(context("a=1&b=2", "t"), context("a=1&b=3", "t"));
        assert_ne!(context("a=1", "t"), context("a=1", "u"));
    }
}
