//! What comes next in the feed, as a message.
use domain::webhook::FeedType;
use domain::{Entry, Head, Tenant, Webhook, Words as _};
use persistence::{Direction, JournalFilter};
use serde_json::json;

use super::message::{Message, source};
use crate::auth::Caller;
use crate::guard::Reading;
use crate::node::Node;
use crate::wire::ApiError;

/// What comes after a place.
pub(super) enum Next {
    /// This message; what follows comes after the place.
    Message(Message, String),
    /// Nothing, up to this place.
    Nothing(String),
}

/// The place after everything that has happened.
pub fn place_now(head: Head) -> String {
    format!("{}:{}", head.epoch, head.seq)
}

/// How many entries are looked at in one read.
const LOOKED_AT: i64 = 100;

/// What comes after a place.
pub(super) fn next(
    reading: &mut Reading<'_, '_, '_>,
    node: &Node,
    tenant: &Tenant,
    _caller: &Caller,
    webhook: &Webhook,
    place: &str,
) -> Result<Next, ApiError> {
    let head = reading.tx.head();
    let from = source(node, tenant);
    let parsed = place.split_once(':').filter(|(epoch, _)| *epoch == head.epoch.to_string());
    let Some(seq) = parsed.and_then(|(_, seq)| seq.parse().ok()) else {
        return Ok(Next::Message(Message::resync(webhook.id, place, &from, reading.now), place_now(head)));
    };
    let filter =
        JournalFilter { seek: Some((Direction::Forward, seq)), limit: LOOKED_AT, ..JournalFilter::default() };
    let entries = reading.tx.journal().list(&filter)?;
    let wanted = |entry: &&Entry| {
        let subject = &entry.act.subject;
        let of_type = webhook.types.is_empty() || webhook.types.contains(&FeedType(subject.kind));
        of_type && reading.sight.sees(subject.visibility, subject.side) && FeedType::ALL.contains(&FeedType(subject.kind))
    };
    let after = |seq: i64| format!("{}:{seq}", head.epoch);
    match entries.iter().find(wanted) {
        None => Ok(Next::Nothing(after(entries.last().map_or(seq, |last| last.seq)))),
        Some(entry) => {
            let subject = &entry.act.subject;
            let event = json!({
                "specversion": "1.0", "id": format!("{}-{}", entry.seq, subject.id), "source": from,
                "type": format!("no.helsefellesskap.{}.{}", subject.kind, entry.act.kind),
                "subject": subject.id, "time": entry.at,
            });
            Ok(Next::Message(Message::of(webhook.id, &event), after(entry.seq)))
        }
    }
}
