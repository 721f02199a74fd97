//! Making signatures.
use data_encoding::BASE64;
use domain::Instant;
use ed25519_dalek::{Signer as _, SigningKey};
use sfv::{Item, ListEntry, Parameters, Parser};

use super::base::{Component, base, parameters};
use super::{CALLER, Fault, Fields, LIFETIME, Message, Request, Response, TAG};

/// What names our signature in its two fields.
const LABEL: &str = "region";

/// Who signs, and when.
#[derive(Debug, Clone, Copy)]
pub struct Signer<'k> {
    /// The key's name.
    pub kid: &'k str,
    /// The key.
    pub key: &'k SigningKey,
    /// The time.
    pub now: Instant,
}

/// What every request's signature covers.
pub(super) const OF_REQUEST: [Component<'static>; 3] =
    [("@method", false), ("@target-uri", false), ("content-digest", false)];

/// What every answer's signature covers; the request's own signature, and so its nonce, among them.
pub(super) const OF_RESPONSE: [Component<'static>; 5] =
    [("@status", false), ("content-digest", false), ("@method", true), ("@target-uri", true), ("signature", true)];

/// What is covered where it is there.
pub(super) const OPTIONAL: [Component<'static>; 2] = [(CALLER, false), ("etag", false)];

/// What of a request that is passed on decides what is done, and is covered where it is there.
pub const PASSED: [&str; 9] = [
    "accept",
    "accept-language",
    "content-encoding",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "prefer",
    "repr-digest",
];

/// What of the answer to one reaches who asked, and is covered where it is there.
pub const RELAYED: [&str; 13] = [
    "accept",
    "accept-patch",
    "allow",
    "cache-control",
    "content-language",
    "content-type",
    "idempotency-replayed",
    "link",
    "location",
    "preference-applied",
    "retry-after",
    "vary",
    "www-authenticate",
];

/// The components this message's signature has to cover.
pub(super) fn components(message: Message<'_>) -> Vec<Component<'static>> {
    let always: &[Component<'_>] = match message {
        Message::Request(_) => &OF_REQUEST,
        Message::Response(_) => &OF_RESPONSE,
    };
    let of_hop: &[&str] = match message {
        Message::Request(request) if request.fields.get(CALLER).is_some() => &PASSED,
        Message::Response(response) if response.to.fields.get(CALLER).is_some() => &RELAYED,
        _ => &[],
    };
    let there = OPTIONAL.into_iter().chain(of_hop.iter().map(|name| (*name, false)));
    always.iter().copied().chain(there.filter(|(name, _)| message.field(name).is_some())).collect()
}

/// The two fields that sign a request, whose `Content-Digest` it has already. `nonce`: never used before, 16 to 64 letters.
pub fn sign_request(request: &Request, signer: Signer<'_>, nonce: &str) -> Result<Fields, Fault> {
    sign(Message::Request(request), signer, Some(nonce))
}

/// The two fields that sign an answer, bound to the request it is for.
pub fn sign_response(response: &Response<'_>, signer: Signer<'_>) -> Result<Fields, Fault> {
    sign(Message::Response(response), signer, None)
}

fn sign(message: Message<'_>, signer: Signer<'_>, nonce: Option<&str>) -> Result<Fields, Fault> {
    let created = signer.now.micros().div_euclid(1_000_000);
    let text = |text: &str| sfv::String::from_string(text.to_owned()).map_err(|_| Fault::Malformed);
    let whole = |number: i64| sfv::Integer::try_from(number).map_err(|_| Fault::Malformed);
    let mut params = Parameters::new();
    let mut put = |name: &'static str, value: sfv::BareItem| {
        params.insert(sfv::KeyRef::from_str(name).expect("our names are keys").to_owned(), value);
    };
    put("created", sfv::BareItem::Integer(whole(created)?));
    put("expires", sfv::BareItem::Integer(whole(created + LIFETIME)?));
    if let Some(nonce) = nonce {
        put("nonce", sfv::BareItem::String(text(nonce)?));
    }
    put("alg", sfv::BareItem::String(text("ed25519")?));
    put("keyid", sfv::BareItem::String(text(signer.kid)?));
    put("tag", sfv::BareItem::String(text(TAG)?));
    let items = components(message).into_iter().map(|(name, of_request)| {
        let mut params = Parameters::new();
        if of_request {
            params.insert(sfv::key_ref("req").to_owned(), sfv::BareItem::Boolean(true));
        }
        Ok(Item::with_params(sfv::BareItem::String(text(name)?), params))
    });
    let input = sfv::InnerList::with_params(items.collect::<Result<_, Fault>>()?, params);
    let signature = signer.key.sign(base(message, &input)?.as_bytes());
    Ok(Fields::default()
        .and("signature-input", format!("{LABEL}={}", parameters(&input)))
        .and("signature", format!("{LABEL}=:{}:", BASE64.encode(&signature.to_bytes()))))
}

/// The signature's input and its bytes, as the two fields tell them under the one label that has our tag.
pub(super) fn find(message: Message<'_>) -> Result<(sfv::InnerList, Vec<u8>), Fault> {
    let read = |name: &str| -> Result<sfv::Dictionary, Fault> {
        let field = message.field(name).ok_or(Fault::Missing)?;
        Parser::new(&field).parse().map_err(|_| Fault::Malformed)
    };
    let (inputs, mut signatures) = (read("signature-input")?, read("signature")?);
    let tagged = |entry: &ListEntry| match entry {
        ListEntry::InnerList(list) => {
            let tag = list.params.get("tag").and_then(|tag| tag.as_string()).map(sfv::StringRef::as_str);
            tag == Some(TAG)
        }
        ListEntry::Item(_) => false,
    };
    let mut ours = inputs.into_iter().filter(|(_, entry)| tagged(entry));
    let (label, entry) = ours.next().ok_or(Fault::Missing)?;
    if ours.next().is_some() {
        return Err(Fault::Ambiguous);
    }
    let ListEntry::InnerList(input) = entry else { return Err(Fault::Malformed) };
    let Some(ListEntry::Item(signature)) = signatures.swap_remove(&label) else { return Err(Fault::Missing) };
    let sfv::BareItem::ByteSequence(signature) = signature.bare_item else { return Err(Fault::Malformed) };
    Ok((input, signature))
}
