//! What a receiver's answer means for the message.
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

#[cfg(test)]
mod tests {
    use super::*;

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
