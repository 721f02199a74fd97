//! Typed, time-ordered, opaque ids: a prefix and the base32 of a UUIDv7, such as `body_01jh8x…`.
use std::fmt;
use std::sync::LazyLock;

use data_encoding::{Encoding, Specification};
use uuid::Uuid;

/// Crockford's alphabet in lower case, in the order of its values, so that ids sort as their UUIDs do.
static BASE32: LazyLock<Encoding> = LazyLock::new(|| {
    let mut spec = Specification::new();
    spec.symbols.push_str("0123456789abcdefghjkmnpqrstvwxyz");
    spec.encoding().expect("the alphabet has 32 distinct symbols")
});

/// Why a text is not an id of the wanted kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdError {
    /// It is an id of another kind; the wanted prefix is named.
    WrongPrefix(&'static str),
    /// It is no id at all.
    Malformed,
}

fn parse_uuid(text: &str, prefix: &'static str) -> Result<Uuid, IdError> {
    let (found, rest) = text.split_once('_').ok_or(IdError::Malformed)?;
    if found != prefix {
        return Err(IdError::WrongPrefix(prefix));
    }
    let bytes = BASE32.decode(rest.as_bytes()).map_err(|_| IdError::Malformed)?;
    Uuid::from_slice(&bytes).map_err(|_| IdError::Malformed)
}

/// Declares an id type with its prefix.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal),+ $(,)?) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub Uuid);

        impl $name {
            /// What such an id begins with, before the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// A new id that sorts after those made before it.
            pub fn fresh() -> Self {
                Self(Uuid::now_v7())
            }

            /// Reads an id as it is written on the wire.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                parse_uuid(text, $prefix).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), BASE32.encode_display(self.0.as_bytes()))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Self::parse(&text).map_err(|_| serde::de::Error::custom("not such an id"))
            }
        }
    )+ };
}

ids! {
    /// A community (tenant).
    TenantId = "tenant",
    /// A party of a community.
    PartyId = "party",
    /// An area of a community.
    AreaId = "area",
    /// A body of a community.
    BodyId = "body",
    /// One version of a body's mandate.
    MandateId = "mandate",
    /// A person known to a community.
    PersonId = "person",
    /// A provision of a community's charter.
    ProvisionId = "provision",
    /// Someone's time in a seat.
    MembershipId = "membership",
    /// Someone's time in an office.
    OfficeId = "office",
    /// A case.
    CaseId = "case",
    /// A case in one body.
    StopId = "stop",
    /// A meeting of a body.
    MeetingId = "meeting",
    /// An item of a meeting's agenda.
    ItemId = "item",
    /// A notice to one person.
    NoticeId = "notice",
    /// A right given to a person or a system.
    GrantId = "grant",
    /// A private address of a calendar.
    CalendarId = "calendar",
    /// A webhook: who is told of changes where.
    WebhookId = "webhook",
    /// A client of the region's own issuer.
    ClientId = "client",
    /// A journal's epoch: it changes when a restore or a failover could have lost rows.
    Epoch = "epoch",
    /// A move of a community from one region to another.
    MoveId = "move",
    /// One request, as named in logs and problems.
    RequestId = "request",
}

/// How something is named in an address or a document: by its id or by its key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Handle<I> {
    /// By id.
    Id(I),
    /// By key.
    Key(crate::Key),
}

impl<I: serde::Serialize> serde::Serialize for Handle<I> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Id(id) => id.serialize(serializer),
            Self::Key(key) => key.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_keeps_its_kind() {
        let id = BodyId::fresh();
        let text = id.to_string();
        assert_eq!(text.len(), "body_".len() + 26);
        assert_eq!(BodyId::parse(&text), Ok(id));
        assert_eq!(AreaId::parse(&text), Err(IdError::WrongPrefix("area")));
        for bad in ["ssu", "body_", "body_01JH8X", &text.to_uppercase().replace("BODY", "body"), &format!("{text}0")] {
            assert_eq!(BodyId::parse(bad), Err(IdError::Malformed), "{bad}");
        }
    }

    #[test]
    fn ids_sort_as_they_were_made() {
        let (first, second) = (PartyId::fresh(), PartyId::fresh());
        assert!(first < second && first.to_string() < second.to_string());
    }
}
