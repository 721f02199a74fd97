//! Tokens as they are sent: one header, one scheme, three parts.
use data_encoding::BASE64URL_NOPAD;
use serde::de::DeserializeOwned;

use super::Refusal;

/// The longest Authorization header and the longest proof, in bytes.
pub(super) const HEADER_MAX: usize = 8 * 1024;

/// How a token was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    Bearer,
    Dpop,
}

/// The one token of the request, and how it was sent.
pub(super) fn credentials<'a>(
    authorization: impl IntoIterator<Item = &'a [u8]>,
) -> Result<Option<(Scheme, &'a str)>, Refusal> {
    let mut values = authorization.into_iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Refusal::SeveralHeaders);
    }
    if value.len() > HEADER_MAX {
        return Err(Refusal::TooLarge);
    }
    let text = std::str::from_utf8(value).map_err(|_| Refusal::Malformed)?;
    let (scheme, token) = text.split_once(' ').ok_or(Refusal::Scheme)?;
    let scheme = match scheme {
        scheme if scheme.eq_ignore_ascii_case("Bearer") => Scheme::Bearer,
        scheme if scheme.eq_ignore_ascii_case("DPoP") => Scheme::Dpop,
        _ => return Err(Refusal::Scheme),
    };
    Ok(Some((scheme, token.trim_matches(' '))))
}

/// A token in compact form.
pub(super) struct Parts<'a> {
    header: &'a str,
    pub(super) claims: &'a str,
    pub(super) signature: &'a str,
    /// What the signature covers: header and claims as they came.
    pub(super) signed: &'a str,
}

impl<'a> Parts<'a> {
    pub(super) fn split(token: &'a str) -> Result<Self, Refusal> {
        let (signed, signature) = token.rsplit_once('.').ok_or(Refusal::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(Refusal::Malformed)?;
        if claims.contains('.') { Err(Refusal::Malformed) } else { Ok(Self { header, claims, signature, signed }) }
    }

    pub(super) fn header<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        json(self.header)
    }

    pub(super) fn claims<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        json(self.claims)
    }
}

fn json<T: DeserializeOwned>(part: &str) -> Result<T, Refusal> {
    serde_json::from_slice(&decoded(part)?).map_err(|_| Refusal::Malformed)
}

/// The bytes of a part.
pub(super) fn decoded(part: &str) -> Result<Vec<u8>, Refusal> {
    BASE64URL_NOPAD.decode(part.as_bytes()).map_err(|_| Refusal::Malformed)
}
