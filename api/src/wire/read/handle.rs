//! What is named by its id or by its key.
use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use domain::{AreaId, BodyId, FaultKind, Handle, IdError, Key, PartyId, ProvisionId, TenantId};

use super::{ReadFaults, id_fault, parsed};

/// An id type that a path or a body may name by key as well.
pub trait Named: Sized {
    /// Reads the id.
    fn from_id(text: &str) -> Result<Self, IdError>;
}

macro_rules! named {
    ($($name:ty),+ $(,)?) => { $(
        impl Named for $name {
            fn from_id(text: &str) -> Result<Self, IdError> {
                Self::parse(text)
            }
        }

        impl Deserr<ReadFaults> for Handle<$name> {
            fn deserialize_from_value<V: IntoValue>(
                value: Value<V>,
                location: ValuePointerRef,
            ) -> Result<Self, ReadFaults> {
                parsed(value, location, handle)
            }
        }
    )+ };
}
named!(TenantId, PartyId, AreaId, BodyId, ProvisionId);

/// An id or a key: an underscore tells them apart.
pub fn handle<I: Named>(text: &str) -> Result<Handle<I>, FaultKind> {
    if text.contains('_') {
        I::from_id(text).map(Handle::Id).map_err(id_fault)
    } else {
        Key::parse(text).map(Handle::Key).ok_or(FaultKind::Malformed { form: "an id or a key" })
    }
}
