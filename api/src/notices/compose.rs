//! A notice as an e-mail: text, HTML and an invitation, one beside the other.
use domain::{Instant, Line};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};

use super::prepare::Ready;
use crate::calendars::{Method, Origin, invitation};
use crate::html::{notice, notice_text};
use crate::wire::ApiError;

/// An address as it can be written to; none where it cannot.
pub(super) fn mailbox(name: Option<&Line>, address: &Line) -> Option<Mailbox> {
    let address: Address = address.as_str().parse().ok()?;
    Some(Mailbox::new(name.map(|name| name.as_str().to_owned()), address))
}

/// The e-mail. Its id is the notice's, so that one that comes twice is known for the same.
pub(super) fn compose(ready: &Ready, from: &Mailbox, url: &str, now: Instant) -> Result<Message, ApiError> {
    let letter = &ready.letter;
    let origin = Origin { url, slug: &ready.slug, language: letter.language };
    let reply_to = letter.contact.as_ref().and_then(|contact| mailbox(None, contact));
    let organizer = reply_to.as_ref().unwrap_or(from).email.to_string();
    let calendar = invitation(&ready.occasion, origin, ready.method, &organizer, &ready.to.email.to_string());
    let kind = format!("text/calendar; charset=utf-8; method={}", ready.method.name());
    let kind = ContentType::parse(&kind).map_err(ApiError::internal)?;
    let body = MultiPart::alternative()
        .singlepart(SinglePart::plain(notice_text(letter)))
        .singlepart(SinglePart::html(notice(letter)))
        .singlepart(SinglePart::builder().header(kind).body(calendar));
    let at = jiff::Timestamp::from_microsecond(now.micros()).map_err(ApiError::internal)?;
    let mut message = Message::builder()
        .message_id(Some(format!("<{}.{}@{}>", ready.dispatch.id, ready.dispatch.round, host(url))))
        .date(at.into())
        .from(from.clone())
        .to(ready.to.clone())
        .subject(letter.subject())
        .raw_header(header("Auto-Submitted", "auto-generated"));
    if let Some(reply_to) = reply_to {
        message = message.reply_to(reply_to);
    }
    message.multipart(body).map_err(ApiError::internal)
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// The host of the region's address, without its port.
fn host(url: &str) -> String {
    let url = reqwest::Url::parse(url).ok();
    url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| "localhost".to_owned())
}

impl Ready {
    /// How a calendar is asked to take it.
    pub(super) const fn asked(cancelled: bool) -> Method {
        if cancelled { Method::Cancel } else { Method::Request }
    }
}
