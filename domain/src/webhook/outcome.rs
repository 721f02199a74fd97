//! What a receiver's answer means for the message.
use super::{NextTry, next_try};
use crate::Instant;
use crate::words::words;

words! {
    /// Why a message was not delivered.
    pub enum DeliveryFault {
        /// The receiver answered with something else than 2xx.
        Status = "status",
        /// The receiver answered that the message belongs elsewhere, where it is not sent.
        Redirect = "redirect",
        /// The receiver answered that it is gone (410).
        Gone = "gone",
        /// The receiver's name is not known.
        Name = "name-unknown",
        /// The receiver lies in a network that the region sends nothing to.
        Network = "forbidden-network",
        /// No connection, no TLS with a certificate that holds, or none that lasted.
        Connection = "connection",
        /// No answer in time.
        TimedOut = "timed-out",
        /// The key cannot be opened; a new one can be made.
        Key = "key-lost",
    }
}

/// What came of one try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// The receiver has it.
    Delivered,
    /// It does not, and why.
    Failed(DeliveryFault),
}

/// What an HTTP status means.
pub const fn came_of(status: u16) -> Came {
    match status {
        200..=299 => Came::Delivered,
        300..=399 => Came::Failed(DeliveryFault::Redirect),
        410 => Came::Failed(DeliveryFault::Gone),
        _ => Came::Failed(DeliveryFault::Status),
    }
}

/// What becomes of a message after one try, and of its webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onward {
    /// It is delivered: the next one.
    Next,
    /// It is tried again then.
    Again(Instant),
    /// It is given up: the next one.
    GivenUp,
    /// It waits, and its webhook is disabled.
    Disabled,
}

/// What becomes of a message whose `tries`-th try came to this; for the rest see [`next_try`].
pub fn onward(
    fault: Option<DeliveryFault>,
    tries: u32,
    first: Instant,
    now: Instant,
    seed: &[u8],
    asked: Option<i64>,
) -> Onward {
    match fault {
        None => Onward::Next,
        Some(DeliveryFault::Gone) => Onward::Disabled,
        Some(_) => match next_try(tries, first, now, seed, asked) {
            NextTry::At(at) => Onward::Again(at),
            NextTry::Never => Onward::GivenUp,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webhook::TRIED_FOR;

    #[test]
    fn a_message_is_delivered_tried_again_or_given_up_and_the_next_one_waits_until_then() {
        let noon = Instant::parse("2026-11-22T12:00:00Z").expect("an instant");
        let come = |fault, tries, after| onward(fault, tries, noon, noon.plus_seconds(after), b"seed", None);
        assert_eq!(come(None, 1, 0), Onward::Next);
        assert_eq!(come(None, 11, TRIED_FOR), Onward::Next);
        assert_eq!(come(Some(DeliveryFault::Gone), 1, 0), Onward::Disabled);
        for fault in [DeliveryFault::Status, DeliveryFault::Redirect, DeliveryFault::TimedOut, DeliveryFault::Network] {
            assert!(matches!(come(Some(fault), 1, 0), Onward::Again(at) if at > noon), "{fault}");
            assert_eq!(come(Some(fault), 2, TRIED_FOR), Onward::GivenUp, "{fault}");
        }
    }

    #[test]
    fn only_success_is_delivery() {
        use DeliveryFault::{Gone, Redirect, Status};
        for (statuses, came) in [
            (&[200, 201, 202, 204, 299][..], Came::Delivered),
            (&[300, 301, 302, 304, 307, 308], Came::Failed(Redirect)),
            (&[410], Came::Failed(Gone)),
            (&[100, 199, 400, 401, 404, 409, 429, 500, 503, 600], Came::Failed(Status)),
        ] {
            for status in statuses {
                assert_eq!(came_of(*status), came, "{status}");
            }
        }
    }
}
