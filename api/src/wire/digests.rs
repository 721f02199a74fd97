//! What a client says of the content it sends (RFC 9530), held against what came before anything is done with it.
use actix_web::http::header::HeaderMap;
use sfv::{Dictionary, ListEntry, Parser};
use sha2::{Digest as _, Sha256, Sha512};

use super::{ApiError, Code};

/// Where it says so. Content is never taken encoded, so that both are of the same bytes.
const FIELDS: [&str; 2] = ["Content-Digest", "Repr-Digest"];

const FORM: &str = "sha-256=:base64: | sha-512=:base64:";

/// The digests that a request's headers tell of its content.
#[derive(Debug, Clone)]
pub struct Digests(Vec<(&'static str, String)>);

impl Digests {
    /// What the headers tell; nothing, in most requests.
    pub fn of(headers: &HeaderMap) -> Self {
        let told = |name: &'static str| {
            // What is no text is no dictionary either.
            let lines: Vec<&str> = headers.get_all(name).map(|line| line.to_str().unwrap_or("=")).collect();
            (!lines.is_empty()).then(|| (name, lines.join(", ")))
        };
        Self(FIELDS.into_iter().filter_map(told).collect())
    }

    /// Whether the content is what they tell.
    pub fn check(&self, content: &[u8]) -> Result<(), ApiError> {
        self.0.iter().try_for_each(|(name, told)| hold(name, told, content))
    }

    /// What the first of the headers tells that does not hold.
    pub fn doubted(&self, content: &[u8]) -> Option<String> {
        self.0.iter().find(|(name, told)| hold(name, told, content).is_err()).map(|(_, told)| told.clone())
    }
}

/// Whether the digests in one header are of the content. Those of other kinds are not looked at, as the standard has it.
fn hold(name: &str, told: &str, content: &[u8]) -> Result<(), ApiError> {
    let malformed = || ApiError::header(name, FORM);
    let told: Dictionary = Parser::new(told).parse().map_err(|_| malformed())?;
    for (algorithm, entry) in &told {
        let found = match algorithm.as_str() {
            "sha-256" => Sha256::digest(content).to_vec(),
            "sha-512" => Sha512::digest(content).to_vec(),
            _ => continue,
        };
        let ListEntry::Item(item) = entry else { return Err(malformed()) };
        if item.bare_item.as_byte_sequence().ok_or_else(malformed)? != found {
            return Err(ApiError::new(Code::DigestMismatch));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};
    use data_encoding::BASE64;

    #[test]
    fn content_is_what_its_digests_tell() {
        let content = b"{\"a\": 1}";
        let short = format!("sha-256=:{}:", BASE64.encode(&Sha256::digest(content)));
        let long = format!("sha-512=:{}:", BASE64.encode(&Sha512::digest(content)));
        let other = format!("sha-512=:{}:", BASE64.encode(&Sha512::digest(b"{\"a\": 2}")));
        let (both, one_of_two) = (format!("{short}, {long}"), format!("{short}, {other}"));
        use Code::{DigestMismatch, HeaderInvalid};
        for (lines, wanted) in [
            (&[][..], None),
            (&[short.as_str()], None),
            (&[&long], None),
            (&[&both], None),
            (&[&short, &long], None),
            (&["md5=:AAAA:, unixsum=7"], None),
            (&[""], None),
            (&[&other], Some(DigestMismatch)),
            (&[&one_of_two], Some(DigestMismatch)),
            (&[&short, &other], Some(DigestMismatch)),
            (&["sha-256=::"], Some(DigestMismatch)),
            (&["sha-256=\"text\""], Some(HeaderInvalid)),
            (&["sha-256=(:AAAA:)"], Some(HeaderInvalid)),
            (&["sha-256"], Some(HeaderInvalid)),
            (&["SHA-256=:AAAA:"], Some(HeaderInvalid)),
            (&["="], Some(HeaderInvalid)),
            (&["\u{e5}"], Some(HeaderInvalid)),
        ] {
            for name in FIELDS {
                let mut headers = HeaderMap::new();
                for line in lines {
                    let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
                    headers.append(name, HeaderValue::from_bytes(line.as_bytes()).expect("a value"));
                }
                let found = Digests::of(&headers).check(content).err().map(|error| error.code);
                assert_eq!(found, wanted, "{name} {lines:?}");
            }
        }
    }
}
