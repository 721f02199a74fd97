//! Changes as merge patches (RFC 7396): what is named is replaced, what is null is taken away, the rest stays.
use std::convert::Infallible;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use domain::{FaultKind, Faults};
use serde::Serialize;
use serde_json::{Map, Value};

use super::ApiError;
use super::body::Body;
use super::read::{Form, Told, escape};

/// A body of type `application/merge-patch+json`. Extraction never fails, so that who may act is asked first.
pub struct MergePatch(Body);

impl MergePatch {
    /// The type it must be sent as, and what `Accept-Patch` names.
    pub const MEDIA_TYPE: &str = "application/merge-patch+json";

    /// The bytes as they came, empty where they were not read: what an idempotency key is bound to.
    pub fn bytes(&self) -> &[u8] {
        &self.0.bytes
    }

    /// A member of the patch, if it can be read and has such a member.
    pub fn member(&self, name: &str) -> Option<&Value> {
        self.0.parsed.as_ref().ok()?.get(name)
    }

    /// The patch if it can be read at all, or why not: told before anything is locked for it.
    pub fn readable(self) -> Result<Self, ApiError> {
        let Body { bytes, parsed } = self.0;
        parsed.map(|patch| Self(Body { bytes, parsed: Ok(patch) }))
    }

    /// What the document tells as it would be after the change. `current` is the present state with every member it may
    /// have: a null for a member it does not have is a misspelling, not a removal.
    pub fn onto<F: Form>(self, current: &impl Serialize) -> Result<Told<F>, ApiError> {
        let (document, faults) = self.merged(current)?;
        Ok(Told::of(document, faults))
    }

    /// The document after the change, and what cannot be taken away from it.
    fn merged(self, current: &impl Serialize) -> Result<(Value, Faults), ApiError> {
        let patch = self.0.parsed?;
        let mut document = serde_json::to_value(current).map_err(ApiError::internal)?;
        let Value::Object(members) = &patch else {
            return Err(Faults::one("", FaultKind::WrongType { expected: "object".into() }).into());
        };
        let mut faults = Faults::default();
        unknown_nulls(members, &document, "", &mut faults);
        json_patch::merge(&mut document, &patch);
        Ok((document, faults))
    }
}

fn unknown_nulls(patch: &Map<String, Value>, current: &Value, base: &str, faults: &mut Faults) {
    // What is not an object now is replaced whole, and read whole.
    let Value::Object(current) = current else { return };
    for (name, value) in patch {
        let pointer = || format!("{base}/{}", escape(name));
        match (value, current.get(name)) {
            (Value::Null, None) => {
                faults.add(pointer(), FaultKind::UnknownField { known: current.keys().cloned().collect() });
            }
            (Value::Object(members), Some(there)) => unknown_nulls(members, there, &pointer(), faults),
            _ => {}
        }
    }
}

impl FromRequest for MergePatch {
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Infallible>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = Body::receive(request, payload.take(), Self::MEDIA_TYPE);
        Box::pin(async { Ok(Self(body.await)) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Code;
    use super::*;
    use actix_web::http::header::CONTENT_TYPE;
    use actix_web::test::TestRequest;
    use serde_json::json;

    async fn patch(media_type: &str, patch: &Value) -> MergePatch {
        let request = TestRequest::patch().insert_header((CONTENT_TYPE, media_type)).set_payload(patch.to_string());
        let (request, mut payload) = request.to_http_parts();
        MergePatch::from_request(&request, &mut payload).await.expect("extraction never fails")
    }

    /// RFC 7396, appendix A.
    #[test]
    fn merging_follows_the_standards_own_table() {
        for (mut original, patch, result) in [
            (json!({"a":"b"}), json!({"a":"c"}), json!({"a":"c"})),
            (json!({"a":"b"}), json!({"b":"c"}), json!({"a":"b","b":"c"})),
            (json!({"a":"b"}), json!({"a":null}), json!({})),
            (json!({"a":"b","b":"c"}), json!({"a":null}), json!({"b":"c"})),
            (json!({"a":["b"]}), json!({"a":"c"}), json!({"a":"c"})),
            (json!({"a":"c"}), json!({"a":["b"]}), json!({"a":["b"]})),
            (json!({"a":{"b":"c"}}), json!({"a":{"b":"d","c":null}}), json!({"a":{"b":"d"}})),
            (json!({"a":[{"b":"c"}]}), json!({"a":[1]}), json!({"a":[1]})),
            (json!(["a", "b"]), json!(["c", "d"]), json!(["c", "d"])),
            (json!({"a":"b"}), json!(["c"]), json!(["c"])),
            (json!({"a":"foo"}), json!(null), json!(null)),
            (json!({"a":"foo"}), json!("bar"), json!("bar")),
            (json!({"e":null}), json!({"a":1}), json!({"e":null,"a":1})),
            (json!([1, 2]), json!({"a":"b","c":null}), json!({"a":"b"})),
            (json!({}), json!({"a":{"bb":{"ccc":null}}}), json!({"a":{"bb":{}}})),
        ] {
            let asked = format!("{original} + {patch}");
            json_patch::merge(&mut original, &patch);
            assert_eq!(original, result, "{asked}");
        }
    }

    #[actix_web::test]
    async fn a_patch_changes_what_it_names() {
        let current = json!({"names": {"nb": "Samarbeid", "nn": "Samarbeid"}, "side": null, "validTo": "2026-12-31"});
        let change = json!({"names": {"nn": "Samarbeidet"}, "validTo": null, "side": null});
        let (changed, faults) = patch("application/merge-patch+json", &change).await.merged(&current).expect("sound");
        assert_eq!(changed, json!({"names": {"nb": "Samarbeid", "nn": "Samarbeidet"}}));
        assert_eq!(faults, Faults::default());
    }

    #[actix_web::test]
    async fn a_null_for_an_unknown_member_is_a_fault() {
        let current = json!({"names": {"nb": "a", "nn": "b"}, "side": null});
        let change = json!({"sied": null, "names": {"en": null}, "side": null});
        let (_, faults) = patch("application/merge-patch+json", &change).await.merged(&current).expect("a patch");
        let mut places: Vec<_> = faults.0.iter().map(|f| (f.pointer.as_str(), f.kind.code())).collect();
        places.sort_unstable();
        assert_eq!(places, [("/names/en", "unknown-field"), ("/sied", "unknown-field")]);
    }

    #[actix_web::test]
    async fn what_is_no_patch_is_refused() {
        let current = json!({});
        let typed = patch("application/json", &json!({})).await.merged(&current).expect_err("another type");
        assert_eq!(typed.code, Code::UnsupportedMediaType);
        for other in [json!([]), json!(null), json!("text")] {
            let error = patch("application/merge-patch+json", &other).await.merged(&current).expect_err("no object");
            assert_eq!((error.code, error.faults.0[0].kind.code()), (Code::Invalid, "wrong-type"));
        }
    }
}
