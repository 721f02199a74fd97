//! Writes through a guard: rights first, then the answer already given under the same key, then the input, then the work.
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, LOCATION};
use actix_web::{HttpRequest, HttpResponse};
use domain::policy::{Permission, Rights, Sight, Target};
use domain::{Date, Digest, FaultKind, Faults, Instant, Key, TenantStatus, Visibility};
use persistence::{Answer, Idempotency, TenantTx, Writer};
use serde::Serialize;

use super::needs::{Needs, caching};
use super::request::Facts;
use super::tenant::InTenant;
use crate::wire::read::{Form, Told};
use crate::wire::{ApiError, Code, IfMatch, JsonBody, MergePatch, Precondition, Query, Tag};

/// An open write, with what the caller may do and see.
pub struct Writing<'r, 't, 'a> {
    /// The tenant's rows.
    pub tx: &'r mut TenantTx<'t, 'a>,
    /// What the caller may do.
    pub rights: &'r Rights,
    /// What the caller may see.
    pub sight: &'r Sight,
    /// The day it is in Norway.
    pub today: Date,
    /// When the request came: the time of everything written.
    pub now: Instant,
    permission: Permission,
}

impl Writing<'_, '_, '_> {
    /// Refuses what the caller does not see, as if it were not there.
    pub fn sees(&self, visibility: Visibility, side: Option<domain::Side>) -> Result<(), ApiError> {
        if self.sight.sees(visibility, side) { Ok(()) } else { Err(ApiError::new(Code::NotFound)) }
    }

    /// Refuses a body that the caller does not see, as if it were not there.
    pub fn sees_body(&self, body: &domain::Body) -> Result<(), ApiError> {
        let seen = self.sight.sees_of(body.id, body.visibility, body.side);
        if seen { Ok(()) } else { Err(ApiError::new(Code::NotFound)) }
    }

    /// Refuses an act aimed outside what the caller's grants are narrowed to.
    pub fn may_for(&self, target: &Target) -> Result<(), ApiError> {
        if self.rights.may_for(self.permission, target) { Ok(()) } else { Err(ApiError::new(Code::Forbidden)) }
    }
}

/// What a write answers once it is committed.
pub struct Done {
    status: StatusCode,
    tag: Option<Tag>,
    location: Option<String>,
    body: Vec<u8>,
    /// What a repeated request is answered instead of the body, where that may not be kept.
    told_again: Option<Vec<u8>>,
}

impl Done {
    /// 200 with the thing as it is now.
    pub fn changed(version: i32, view: &impl Serialize) -> Result<Self, ApiError> {
        Self::tagged(Tag::version(version), view)
    }

    /// The same for what has another tag than a version.
    pub fn tagged(tag: Tag, view: &impl Serialize) -> Result<Self, ApiError> {
        let body = serde_json::to_vec(view).map_err(ApiError::internal)?;
        Ok(Self { status: StatusCode::OK, tag: Some(tag), location: None, body, told_again: None })
    }

    /// 200 with what was done, which is no state of anything.
    pub fn told(view: &impl Serialize) -> Result<Self, ApiError> {
        let body = serde_json::to_vec(view).map_err(ApiError::internal)?;
        Ok(Self { status: StatusCode::OK, tag: None, location: None, body, told_again: None })
    }

    /// 201 with the thing that was made and its address.
    pub fn created(location: String, version: i32, view: &impl Serialize) -> Result<Self, ApiError> {
        let body = serde_json::to_vec(view).map_err(ApiError::internal)?;
        Ok(Self {
            status: StatusCode::CREATED,
            tag: Some(Tag::version(version)),
            location: Some(location),
            body,
            told_again: None,
        })
    }

    /// With what a repeated request is answered instead, and kept for that: what is told once is stored nowhere.
    pub fn told_again_as(self, view: &impl Serialize) -> Result<Self, ApiError> {
        Ok(Self { told_again: Some(serde_json::to_vec(view).map_err(ApiError::internal)?), ..self })
    }

    pub(super) fn answer(self, fingerprint: Digest) -> Answer {
        let mut headers: Vec<_> = self.tag.iter().map(|tag| ("etag".to_owned(), tag.to_string())).collect();
        headers.extend(self.location.map(|location| ("location".to_owned(), location)));
        Answer { fingerprint, status: self.status.as_u16(), headers, body: self.body }
    }
}

/// The key under which a write is done once, bound to who asks for what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keyed {
    pub(super) key: Option<Digest>,
    pub(super) fingerprint: Digest,
}

impl Keyed {
    const HEADER: &str = "Idempotency-Key";

    /// A write without a key.
    pub(super) fn without(body: &[u8]) -> Self {
        Self { key: None, fingerprint: Digest::of_bytes(body) }
    }

    /// Reads `Idempotency-Key`: 1–255 visible characters, once.
    pub(super) fn of(request: &HttpRequest, facts: &Facts, body: &[u8]) -> Result<Self, ApiError> {
        let mut values = request.headers().get_all("idempotency-key");
        let unkeyed = Self::without(body);
        let Some(value) = values.next() else { return Ok(unkeyed) };
        let fits = (1..=255).contains(&value.len()) && value.as_bytes().iter().all(|b| (0x20..0x7f).contains(b));
        if values.next().is_some() || !fits {
            return Err(ApiError::header(Self::HEADER, "1 to 255 visible ASCII characters, once"));
        }
        let who = facts.caller.as_ref().map(|caller| {
            let organization = caller.organization.map(|number| number.to_string());
            // What was answered to a caller here is for nobody to ask for who only says that they speak for them.
            let via = caller.via.as_ref().map(Key::as_str);
            (organization, caller.issuer.as_str(), caller.subject.as_str(), via)
        });
        let named = value.to_str().unwrap_or_default();
        let scope = (who, request.method().as_str(), request.path(), request.query_string(), named);
        let bytes = serde_json::to_vec(&scope).map_err(ApiError::internal)?;
        Ok(Self { key: Some(Digest::of_bytes(&bytes)), ..unkeyed })
    }

    /// The answer already given under the key, if it was for the same body.
    pub(super) fn given(&self, mut answers: Idempotency<'_, '_>, now: Instant) -> Result<Option<Answer>, ApiError> {
        let Some(key) = self.key else { return Ok(None) };
        match answers.get(key, now)? {
            Some(answer) if answer.fingerprint != self.fingerprint => {
                Err(ApiError::about_header(Code::IdempotencyMismatch, Self::HEADER, FaultKind::Taken))
            }
            found => Ok(found),
        }
    }

    /// Keeps what was done under the key, and makes its answer.
    pub(super) fn keep(
        &self,
        mut answers: Idempotency<'_, '_>,
        mut done: Done,
        now: Instant,
    ) -> Result<Answer, ApiError> {
        let told_again = done.told_again.take();
        let answer = done.answer(self.fingerprint);
        if let Some(key) = self.key {
            match told_again {
                Some(body) => answers.put(key, &Answer { body, ..answer.clone() }, now)?,
                None => answers.put(key, &answer, now)?,
            }
        }
        Ok(answer)
    }
}

/// An answer as it leaves, whether just given or given before.
pub(super) fn leave(permission: Permission, answer: Answer, replayed: bool) -> Result<HttpResponse, ApiError> {
    let status = StatusCode::from_u16(answer.status).map_err(ApiError::internal)?;
    let mut response = HttpResponse::build(status);
    response.insert_header((CACHE_CONTROL, caching(permission)));
    response.insert_header((CONTENT_TYPE, "application/json"));
    for (name, value) in &answer.headers {
        let name = if name == "etag" { ETAG } else { LOCATION };
        response.insert_header((name, value.as_str()));
    }
    if replayed {
        response.insert_header((HeaderName::from_static("idempotency-replayed"), HeaderValue::from_static("true")));
    }
    Ok(response.body(answer.body))
}

/// The input of a change, with the versions it is meant for; `If-Match` is required.
pub(super) fn conditional<B>(request: &HttpRequest, input: Result<B, ApiError>) -> Result<(B, IfMatch), ApiError> {
    let condition = Precondition::required(request)?;
    Ok((input?, condition))
}

/// A body's bytes, and what it tells.
pub(super) fn told<F: Form>(body: JsonBody) -> (Vec<u8>, Result<Told<F>, ApiError>) {
    (body.bytes().to_vec(), body.value().map(|value| Told::of(value, Faults::default())))
}

impl<P: Needs> InTenant<P> {
    /// Writes all or nothing and answers after the commit. `input` is what the request brought; what is wrong with it is
    /// told only to a caller who may act, and without holding up the tenant's other writes.
    pub async fn write<B: Send + 'static>(
        &self,
        bytes: &[u8],
        input: Result<B, ApiError>,
        work: impl FnOnce(&mut Writing<'_, '_, '_>, B) -> Result<Done, ApiError> + Send + 'static,
    ) -> Result<HttpResponse, ApiError> {
        let keyed = Keyed::of(&self.request, &self.facts, bytes);
        let (input, keyed) = match (input, keyed) {
            (Ok(input), Ok(keyed)) => (input, keyed),
            (Err(refusal), _) | (_, Err(refusal)) => return self.refuse(refusal).await,
        };
        let closed = self.tenant.status == TenantStatus::Closed;
        let (gate, now, today) = (self.gate(), self.facts.now, self.facts.today());
        let writer = Writer { actor: self.facts.actor(), now };
        let node = self.facts.node.clone();
        let under_way = node.twins.enter(keyed.key);
        let written = self.scope.write::<_, ApiError>(self.facts.deadline, writer, move |tx| {
            let rights = gate.open(tx)?;
            if let Some(answer) = keyed.given(tx.idempotency(), now)? {
                return Ok((answer, true));
            }
            if closed {
                return Err(ApiError::new(Code::Conflict));
            }
            let sight = rights.sight();
            let mut writing = Writing { tx, rights: &rights, sight: &sight, today, now, permission: gate.permission };
            let done = work(&mut writing, input)?;
            Ok((keyed.keep(tx.idempotency(), done, now)?, false))
        });
        let (answer, replayed) = written.await.map_err(|error| under_way.explain(error))?;
        leave(P::PERMISSION, answer, replayed)
    }

    /// Writes a change to one thing: `If-Match` is required, and handed to the work to hold against the version.
    pub async fn change<B: Send + 'static>(
        &self,
        bytes: &[u8],
        input: Result<B, ApiError>,
        work: impl FnOnce(&mut Writing<'_, '_, '_>, B, &IfMatch) -> Result<Done, ApiError> + Send + 'static,
    ) -> Result<HttpResponse, ApiError> {
        let input = conditional(&self.request, input);
        self.write(bytes, input, |writing, (input, condition)| work(writing, input, &condition)).await
    }

    /// Writes something new, told as JSON. Where what is told cannot be read, the work finds what else is wrong.
    pub async fn create<F: Form>(
        &self,
        body: JsonBody,
        work: impl FnOnce(&mut Writing<'_, '_, '_>, Told<F>) -> Result<Done, ApiError> + Send + 'static,
    ) -> Result<HttpResponse, ApiError> {
        let (bytes, fields) = told::<F>(body);
        match Query::of(&self.request).finish().and(fields) {
            Ok(fields) if !fields.is_sound() => self.refuse_after(|writing| work(writing, fields)).await,
            fields => self.write(&bytes, fields, work).await,
        }
    }

    /// Refuses what work that cannot succeed finds wrong: as a read, which writes nothing and holds up nobody.
    async fn refuse_after(
        &self,
        work: impl FnOnce(&mut Writing<'_, '_, '_>) -> Result<Done, ApiError> + Send + 'static,
    ) -> Result<HttpResponse, ApiError> {
        let gate = self.gate();
        let (now, today) = (self.facts.now, self.facts.today());
        let refused = self.scope.read(self.facts.deadline, move |tx| {
            let rights = gate.open(tx)?;
            let sight = rights.sight();
            let mut writing = Writing { tx, rights: &rights, sight: &sight, today, now, permission: gate.permission };
            work(&mut writing).map(drop)
        });
        refused.await?;
        Err(ApiError::internal("a body with faults was taken"))
    }

    /// Writes a whole that takes the place of the present one, told as JSON.
    pub async fn put<F: Form>(
        &self,
        body: JsonBody,
        work: impl FnOnce(&mut Writing<'_, '_, '_>, Told<F>, &IfMatch) -> Result<Done, ApiError> + Send + 'static,
    ) -> Result<HttpResponse, ApiError> {
        let (bytes, fields) = told::<F>(body);
        let fields = Query::of(&self.request).finish().and(fields);
        self.change(&bytes, fields, work).await
    }

    /// Writes a change told as a merge patch.
    pub async fn patch(
        &self,
        patch: MergePatch,
        work: impl FnOnce(&mut Writing<'_, '_, '_>, MergePatch, &IfMatch) -> Result<Done, ApiError> + Send + 'static,
    ) -> Result<HttpResponse, ApiError> {
        let bytes = patch.bytes().to_vec();
        let patch = Query::of(&self.request).finish().and(patch.readable());
        self.change(&bytes, patch, work).await
    }
}
