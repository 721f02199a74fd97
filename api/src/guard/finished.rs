//! Finished answers to callers without a token, kept by their weak tags. Such a tag is known before any row is read and is
//! made of everything the answer depends on: what is kept is never stale, only no longer asked for.
use std::sync::Arc;

use actix_web::body::MessageBody as _;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, HttpResponseBuilder};
use domain::Key;
use domain::policy::Permission;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::auth::Caller;
use crate::metrics::FINISHED_ANSWERS;
use crate::wire::Tag;

/// What an answer takes beside its body, in bytes: at least its key, its dozen headers and its places in the cache.
const BESIDE_BODY: u64 = 2048;
/// What an answer takes at most as a rule, in bytes. The cache parts itself so that each part holds 32 of these.
const LARGE: u64 = 64 * 1024;

/// The finished answers of a region, up to so many bytes of them.
pub struct FinishedAnswers {
    region: Key,
    answers: Cache<Tag, Arc<Finished>, Weight>,
}

/// An answer as it left, packed if it was.
#[derive(Debug)]
pub(super) struct Finished {
    headers: Box<[(HeaderName, HeaderValue)]>,
    body: Bytes,
}

#[derive(Clone)]
struct Weight;

impl Weighter<Tag, Arc<Finished>> for Weight {
    fn weight(&self, _: &Tag, answer: &Arc<Finished>) -> u64 {
        let headers: usize = answer.headers.iter().map(|(_, value)| value.len()).sum();
        BESIDE_BODY + (headers + answer.body.len()) as u64
    }
}

impl FinishedAnswers {
    /// With room for so many bytes; 0 keeps nothing.
    pub fn new(region: Key, bytes: u64) -> Option<Arc<Self>> {
        let items = usize::try_from(bytes / LARGE).unwrap_or(usize::MAX).max(1);
        (bytes > 0).then(|| Arc::new(Self { region, answers: Cache::with_weighter(items, bytes, Weight) }))
    }

    /// Whether an answer is the same for whoever asks: nobody said who they are, and it does not tell of persons.
    pub(super) fn concern(caller: Option<&Caller>, permission: Permission) -> bool {
        caller.is_none() && !permission.is_personal()
    }

    /// The answer with this tag.
    pub(super) fn find(&self, tag: &Tag) -> Option<Arc<Finished>> {
        let found = self.answers.get(tag);
        let outcome = if found.is_some() { "hit" } else { "miss" };
        metrics::counter!(FINISHED_ANSWERS, "region" => self.region.to_string(), "outcome" => outcome).increment(1);
        found
    }

    /// Keeps an answer on its way out, if it is a whole one.
    pub(super) fn keep(&self, tag: Tag, response: HttpResponse) -> HttpResponse {
        if response.status() != StatusCode::OK {
            return response;
        }
        let (head, body) = response.into_parts();
        let body = match body.try_into_bytes() {
            Ok(body) => body,
            Err(stream) => return head.set_body(stream),
        };
        let headers = head.headers().iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        // A copy, since what was written into may have as much room to spare as it holds.
        let finished = Finished { headers, body: Bytes::copy_from_slice(&body) };
        self.answers.insert(tag, Arc::new(finished));
        head.set_body(body).map_into_boxed_body()
    }
}

impl Finished {
    /// The answer once more.
    pub(super) fn response(&self) -> HttpResponse {
        let mut response = HttpResponseBuilder::new(StatusCode::OK);
        for (name, value) in &self.headers {
            response.append_header((name.clone(), value.clone()));
        }
        response.body(self.body.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::counted_here;
    use crate::wire::{Code, ListAsk, ListState};
    use actix_web::test::TestRequest;
    use domain::{Date, Epoch, Words as _};

    fn tag(n: usize) -> Tag {
        let request = TestRequest::with_uri(&format!("/{n}")).to_http_request();
        let (epoch, day) = (Epoch(uuid::Uuid::nil()), Date::constant(2026, 11, 22));
        ListAsk::of(&request).tag(&ListState { epoch, generation: 1, day, build: "b", rights: b"r" })
    }

    fn room_for(bytes: u64) -> Arc<FinishedAnswers> {
        FinishedAnswers::new(Key::parse("vest").expect("a key"), bytes).expect("some room")
    }

    fn answer(length: usize) -> HttpResponse {
        HttpResponse::Ok().insert_header(("Link", "</x>; rel=\"next\"")).body(vec![b'x'; length])
    }

    fn told(response: HttpResponse) -> (Vec<(String, String)>, Bytes) {
        let header = |(name, value): (&HeaderName, &HeaderValue)| (name.to_string(), format!("{value:?}"));
        let headers = response.headers().iter().map(header).collect();
        (headers, response.into_body().try_into_bytes().expect("a whole body"))
    }

    #[test]
    fn what_is_found_is_what_was_kept_and_both_are_counted() {
        let (figures, _guard) = counted_here();
        let answers = room_for(1 << 20);
        assert!(answers.find(&tag(1)).is_none());
        let sent = told(answers.keep(tag(1), answer(500)));
        assert_eq!(sent, told(answer(500)));
        assert_eq!(told(answers.find(&tag(1)).expect("it is kept").response()), sent);
        assert!(answers.find(&tag(2)).is_none(), "another address has another answer");
        let figures = figures.render();
        for line in ["outcome=\"hit\"} 1", "outcome=\"miss\"} 2"] {
            assert!(figures.contains(&format!("finished_answers_total{{region=\"vest\",{line}")), "{figures}");
        }
    }

    #[test]
    fn the_bytes_kept_stay_within_their_bound() {
        for bound in [1 << 16, 1 << 20, 1 << 25] {
            let answers = room_for(bound);
            for n in 0..2000 {
                answers.keep(tag(n), answer(n * 37 % 60_000));
            }
            let bodies: usize = (0..2000).filter_map(|n| answers.find(&tag(n))).map(|kept| kept.body.len()).sum();
            assert!(bodies > 0 && bodies as u64 <= bound, "{bodies} of {bound}");
            assert!(answers.answers.weight() <= bound);
        }
        let small = room_for(1 << 16);
        small.keep(tag(1), answer(1 << 16));
        assert!(small.find(&tag(1)).is_none(), "what is larger than all the room is not kept");
        assert!(FinishedAnswers::new(Key::parse("vest").expect("a key"), 0).is_none(), "no room, no cache");
    }

    #[test]
    fn only_whole_answers_are_kept() {
        let answers = room_for(1 << 20);
        for status in [StatusCode::NOT_MODIFIED, StatusCode::CREATED, Code::Overloaded.status()] {
            let sent = answers.keep(tag(1), HttpResponse::build(status).body("x"));
            assert_eq!((sent.status(), answers.find(&tag(1)).is_some()), (status, false));
        }
    }

    #[test]
    fn answers_concern_nobody_in_particular_and_tell_of_no_person() {
        for permission in Permission::ALL {
            assert_eq!(FinishedAnswers::concern(None, *permission), !permission.is_personal(), "{permission:?}");
        }
    }
}
