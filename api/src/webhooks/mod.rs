//! Telling other systems of changes: a cursor on the feed for each webhook, signed messages in order, tried for a day, and
//! sent to nothing but what they may reach.

mod changes;
mod deliver;
mod eyes;
mod message;
mod reach;
mod resolve;
mod sender;
mod signing;
mod worker;

pub use changes::place_now;
pub use deliver::again;
pub(crate) use deliver::{delivery, send};
pub(crate) use eyes::are_open;
pub use message::Message;
pub(crate) use message::source;
pub use reach::Reach;
pub use resolve::{Lookup, system_lookup};
pub use sender::{Sender, SenderFault, Sent};
pub use signing::{Fresh, fresh, open_key, seal_key, signatures};
pub use worker::{Webhooks, work};

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests;
