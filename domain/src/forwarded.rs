//! Writes that a region has passed on to a community's home in another: what it remembers of each, and of which.
use serde::Serialize;

use crate::words::words;
use crate::{Key, Line, RequestId, TenantId};

words! {
    /// The methods that change something.
    pub enum WriteMethod {
        /// Something new, or a change of state.
        Post = "POST",
        /// A whole in the place of another.
        Put = "PUT",
        /// A change.
        Patch = "PATCH",
        /// An end.
        Delete = "DELETE",
    }
}

/// A write that was passed on and was done, or may have been: ids and the pattern of its address, nothing of its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ForwardedRequest {
    /// Which.
    pub id: RequestId,
    /// To which region.
    pub peer: Key,
    /// For which community.
    pub community: TenantId,
    /// By which method.
    pub method: WriteMethod,
    /// The pattern of its address, such as `/v1/tenants/{tenant}/cases`: keys in an address may tell of what is private.
    pub route: Line,
    /// What came of it.
    pub outcome: ForwardedOutcome,
}

/// What came of a write that was passed on, as far as the region knows that passed it on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ForwardedOutcome {
    /// It was done, and answered with this status.
    Done(u16),
    /// Whether it was done is not known.
    Doubtful,
}

/// What came of sending a request once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sending {
    /// It never left.
    Unsent,
    /// It may have arrived, and nothing that holds came back.
    Silent,
    /// The home has answered.
    Answered {
        /// With this status.
        status: u16,
        /// As it had answered another request with the same key.
        replayed: bool,
    },
}

impl ForwardedOutcome {
    /// What came of a write that was sent so often, each time the same; none if nothing was done. An answer given again
    /// tells of another request's act, unless an earlier sending of this one may have been that request.
    pub fn of(sendings: &[Sending]) -> Option<Self> {
        let (last, earlier) = sendings.split_last()?;
        let doubtful = earlier.contains(&Sending::Silent);
        match *last {
            Sending::Answered { status: 200..=299, replayed: true } if !doubtful => None,
            Sending::Answered { status: status @ 200..=299, .. } => Some(Self::Done(status)),
            // What broke at home broke before or after the act.
            Sending::Answered { status: 500, .. } | Sending::Silent => Some(Self::Doubtful),
            // A home that is busy, with the first sending perhaps, has not said what became of that.
            Sending::Answered { status: 409 | 429 | 501.., .. } | Sending::Unsent if doubtful => Some(Self::Doubtful),
            Sending::Answered { .. } | Sending::Unsent => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_or_may_have_been_is_told_and_what_was_refused_is_not() {
        let answered = |status| Sending::Answered { status, replayed: false };
        let again = |status| Sending::Answered { status, replayed: true };
        let (silent, unsent, doubtful) = (Sending::Silent, Sending::Unsent, Some(ForwardedOutcome::Doubtful));
        for (sendings, wanted) in [
            (&[][..], None),
            (&[answered(201)], Some(ForwardedOutcome::Done(201))),
            (&[answered(204)], Some(ForwardedOutcome::Done(204))),
            (&[again(201)], None),
            (&[silent, again(201)], Some(ForwardedOutcome::Done(201))),
            (&[unsent, again(201)], None),
            (&[silent], doubtful),
            (&[silent, silent], doubtful),
            (&[unsent, unsent], None),
            (&[silent, unsent], doubtful),
            (&[unsent, silent], doubtful),
            (&[answered(403)], None),
            (&[answered(409)], None),
            (&[answered(422)], None),
            (&[answered(503)], None),
            (&[answered(500)], doubtful),
            (&[silent, answered(409)], doubtful),
            (&[silent, answered(429)], doubtful),
            (&[silent, answered(503)], doubtful),
            (&[silent, answered(412)], None),
            (&[silent, answered(422)], None),
        ] {
            assert_eq!(ForwardedOutcome::of(sendings), wanted, "{sendings:?}");
        }
    }
}
