//! Digests of content (RFC 9530).
use data_encoding::BASE64;
use domain::Digest;
use sfv::{Dictionary, ListEntry, Parser};
use subtle::ConstantTimeEq as _;

use super::Fault;

/// The value of `Content-Digest` for these bytes.
pub fn content_digest(bytes: &[u8]) -> String {
    format!("sha-256=:{}:", BASE64.encode(&Digest::of_bytes(bytes).0))
}

/// Whether a `Content-Digest` is of these bytes. Digests of other kinds beside the one that is needed are not looked at.
pub fn check_content_digest(field: &str, bytes: &[u8]) -> Result<(), Fault> {
    let told: Dictionary = Parser::new(field).parse().map_err(|_| Fault::Malformed)?;
    let Some(ListEntry::Item(item)) = told.get("sha-256") else { return Err(Fault::Digest) };
    let told = item.bare_item.as_byte_sequence().ok_or(Fault::Malformed)?;
    if bool::from(Digest::of_bytes(bytes).0.as_slice().ct_eq(told)) { Ok(()) } else { Err(Fault::Digest) }
}
