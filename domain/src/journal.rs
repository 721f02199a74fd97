//! The journal: one log that is audit trail, change feed, generation and cursor at once.
use serde::Serialize;

use crate::words::words;
use crate::{Date, Digest, Epoch, Instant, Line, OrgNumber, Side, Visibility, canonical};

words! {
    /// What kind of thing an act concerns.
    pub enum SubjectType {
        /// The community itself.
        Tenant = "tenant",
        /// Its settings.
        Settings = "settings",
        /// A party.
        Party = "party",
        /// An area.
        Area = "area",
        /// A body.
        Body = "body",
        /// A provision of its charter.
        Provision = "provision",
        /// A person.
        Person = "person",
        /// Someone's time in a seat.
        Membership = "membership",
        /// Someone's time in an office.
        Office = "office",
        /// A case, with the bodies that treat it.
        Case = "case",
        /// A version of a paper.
        Paper = "paper",
        /// A meeting, with its agenda and who was there.
        Meeting = "meeting",
        /// A version of a meeting's minutes.
        Minutes = "minutes",
        /// A grant.
        Grant = "grant",
        /// A webhook: who is told of changes where.
        Webhook = "webhook",
        /// A private address of a calendar.
        Calendar = "calendar",
        /// A client of the region's own issuer.
        Client = "client",
        /// Someone who runs the region.
        Operator = "operator",
        /// A private key of the region.
        Key = "key",
        /// A region that this one trusts.
        Peer = "peer",
        /// A request that was passed on to another region.
        Request = "request",
    }
}

words! {
    /// What was done to the subject.
    pub enum ActKind {
        /// It was made.
        Created = "created",
        /// It was changed.
        Changed = "changed",
        /// It was given its last day.
        Ended = "ended",
        /// What tells who a person was is gone.
        Erased = "erased",
        /// It was passed on to another region, which has done what it asks for, or may have.
        Forwarded = "forwarded",
    }
}

/// A subject and its state after an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// What kind of thing it is.
    pub kind: SubjectType,
    /// Its id, as written on the wire.
    pub id: String,
    /// Who may see it, at the time of the act.
    pub visibility: Visibility,
    /// The side it belongs to, where its visibility is one side.
    pub side: Option<Side>,
    /// The salted digest of its state.
    pub digest: Digest,
}

/// Something done within one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// What was done.
    pub kind: ActKind,
    /// To what.
    pub subject: Subject,
}

/// Who did it: ids only, never names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// An opaque id of the caller: their person id, or a digest of issuer and subject.
    pub id: Line,
    /// The organisation the token names.
    pub organization: Option<OrgNumber>,
    /// The organisation that acts on its behalf, where the token names another.
    pub supplier: Option<OrgNumber>,
    /// The trace the request belongs to: 32 hexadecimal digits.
    pub trace: String,
}

/// One row of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number, counted from 1 without a gap, in the order of commits.
    pub seq: i64,
    /// When it was done.
    pub at: Instant,
    /// Who did it.
    pub actor: Actor,
    /// What was done.
    pub act: Act,
    /// The hash that chains it to the one before.
    pub hash: Digest,
}

/// Where a journal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Changes when rows could have been lost.
    pub epoch: Epoch,
    /// The number of the last entry; 0 when there is none.
    pub seq: i64,
    /// The hash of the last entry; [`GENESIS`] when there is none.
    pub hash: Digest,
    /// The number of the last entry that touched anyone's rights.
    pub rights_seq: i64,
    /// The number of the last entry that touched the structure.
    pub structure_seq: i64,
    /// The day of that entry; none before the structure is founded.
    pub structure_day: Option<Date>,
}

/// What the first entry is chained to.
pub const GENESIS: Digest = Digest([0; 32]);

/// The hash of an entry: SHA-256 over the hash before it and every field of its own in canonical form.
pub fn chain(previous: Digest, seq: i64, at: Instant, actor: &Actor, act: &Act) -> Digest {
    #[derive(Serialize)]
    struct Chained<'a> {
        previous: String,
        // Whole numbers beyond 2^53 have no canonical form; text has.
        seq: String,
        at: Instant,
        actor: &'a Line,
        organization: Option<OrgNumber>,
        // Left out where there is none: entries from before it was known keep their hashes.
        #[serde(skip_serializing_if = "Option::is_none")]
        supplier: Option<OrgNumber>,
        trace: &'a str,
        act: ActKind,
        subject_type: SubjectType,
        subject: &'a str,
        visibility: Visibility,
        side: Option<Side>,
        digest: String,
    }
    Digest::of_bytes(&canonical(&Chained {
        previous: previous.to_string(),
        seq: seq.to_string(),
        at,
        actor: &actor.id,
        organization: actor.organization,
        supplier: actor.supplier,
        trace: &actor.trace,
        act: act.kind,
        subject_type: act.subject.kind,
        subject: &act.subject.id,
        visibility: act.subject.visibility,
        side: act.subject.side,
        digest: act.subject.digest.to_string(),
    }))
}
